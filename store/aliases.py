"""Customers' own words for products, taught by reps. One that is forgotten stays on record, inactive."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.errors import NotFound
from store.tables import AliasRow


def get(session: Session, alias_id: str) -> AliasRow:
    """One alias.

    Raises:
        NotFound: there is none with that id.
    """
    row = session.get(AliasRow, alias_id)
    if row is None:
        raise NotFound(f"There is no alias {alias_id}.")
    return row


def teach(
    session: Session,
    alias_id: str,
    customer_id: str,
    words: str,
    sku: str,
    taught_by: str,
    message_id: str | None,
    now: datetime,
) -> AliasRow:
    """Remember that these words of a customer's mean this product, and no other from now on."""
    for other in session.scalars(
        select(AliasRow).where(AliasRow.customer_id == customer_id, AliasRow.words == words, AliasRow.sku != sku)
    ):
        other.active = False
    row = session.scalars(
        select(AliasRow).where(AliasRow.customer_id == customer_id, AliasRow.words == words, AliasRow.sku == sku)
    ).first()
    if row is None:
        row = AliasRow(id=alias_id, customer_id=customer_id, words=words, sku=sku, active=True)
        session.add(row)
    row.active, row.taught_by, row.message_id, row.taught_at = True, taught_by, message_id, now
    session.flush()
    return row


def forget(session: Session, customer_id: str, words: str, sku: str) -> bool:
    """Use these words no more for this product; say whether they were in use."""
    known = select(AliasRow).where(AliasRow.customer_id == customer_id, AliasRow.words == words, AliasRow.sku == sku)
    row = session.scalars(known.where(AliasRow.active.is_(True))).first()
    if row is None:
        return False
    row.active = False
    return True

"""Customers' own words for products, taught by reps. One that is forgotten stays on record, inactive."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from domain.errors import NotFound
from store.master import CustomerRow
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


def lock(session: Session, customer_id: str) -> None:
    """Have a customer's words to oneself until the transaction ends. SQLite has one writer anyway."""
    session.execute(
        select(CustomerRow.customer_id).where(CustomerRow.customer_id == customer_id).with_for_update(key_share=True)
    )


def listed(
    session: Session,
    customer_id: str | None,
    sku: str | None,
    active: bool | None,
    after: tuple[datetime, str] | None,
    limit: int,
) -> Sequence[AliasRow]:
    """Aliases, the one taught last first; what is None does not matter."""
    rows = select(AliasRow)
    if customer_id is not None:
        rows = rows.where(AliasRow.customer_id == customer_id)
    if sku is not None:
        rows = rows.where(AliasRow.sku == sku)
    if active is not None:
        rows = rows.where(AliasRow.active.is_(active))
    if after is not None:
        moment, last = after
        rows = rows.where(or_(AliasRow.taught_at < moment, and_(AliasRow.taught_at == moment, AliasRow.id < last)))
    return session.scalars(rows.order_by(AliasRow.taught_at.desc(), AliasRow.id.desc()).limit(limit)).all()


def of_customer(session: Session, customer_id: str) -> Sequence[AliasRow]:
    """All that were ever taught of a customer's words."""
    rows = select(AliasRow).where(AliasRow.customer_id == customer_id).order_by(AliasRow.taught_at, AliasRow.id)
    return session.scalars(rows).all()


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

"""Customers' own words for products, taught by reps, and what reps' decisions said of each since.

An alias is what its events come to: none is deleted but by the undo of the approval that it came from.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, delete, or_, select
from sqlalchemy.orm import Session

from domain.aliases import AliasEvent, AliasStanding, found_wrong, standing
from domain.errors import NotFound
from store.master import CustomerRow
from store.tables import AliasEventRow, AliasRow, MessageRow


@dataclass(frozen=True)
class Saying:
    """Who said something of an alias, and when; on which review and of which message, where it was on one."""

    by: str
    at: datetime
    review_id: str | None = None
    message_id: str | None = None


def get(session: Session, alias_id: str) -> AliasRow:
    """One alias.

    Raises:
        NotFound: there is none with that id.
    """
    row = session.get(AliasRow, alias_id)
    if row is None:
        raise NotFound(f"There is no alias {alias_id}.")
    return row


def lock(session: Session, customer_ids: Collection[str]) -> None:
    """Have these customers' words to oneself until the transaction ends. SQLite has one writer anyway."""
    # All at once and in order, so that two who want some of the same never wait for each other.
    session.execute(
        select(CustomerRow.customer_id)
        .where(CustomerRow.customer_id.in_(customer_ids))
        .order_by(CustomerRow.customer_id)
        .with_for_update(key_share=True)
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


def in_use(session: Session, keys: Collection[str]) -> Sequence[AliasRow]:
    """Every customer's aliases that are used and found by these keys, the one taught first first."""
    rows = select(AliasRow).where(AliasRow.key.in_(keys), AliasRow.active.is_(True))
    return session.scalars(rows.order_by(AliasRow.taught_at, AliasRow.id)).all()


def conversations_of(session: Session, rows: Iterable[AliasRow]) -> dict[str, str]:
    """The conversations of the messages that aliases were learned from, by message."""
    message_ids = {row.message_id for row in rows if row.message_id is not None}
    found = session.execute(select(MessageRow.id, MessageRow.conversation_id).where(MessageRow.id.in_(message_ids)))
    return {row.id: row.conversation_id for row in found}


def of_ids(session: Session, alias_ids: Collection[str]) -> Sequence[AliasRow]:
    """Those aliases."""
    return session.scalars(select(AliasRow).where(AliasRow.id.in_(alias_ids)).order_by(AliasRow.id)).all()


def teach(
    session: Session, alias_id: str, customer_id: str, words: str, key: str, sku: str, saying: Saying
) -> AliasRow:
    """Remember that these words of a customer's mean this product; the id counts where they are new.

    ``key`` is the same for all words that count as the same.
    """
    known = select(AliasRow).where(AliasRow.customer_id == customer_id, AliasRow.words == words, AliasRow.sku == sku)
    row = session.scalars(known).first()
    if row is None:
        row = AliasRow(id=alias_id, customer_id=customer_id, words=words, sku=sku, key=key)
        row.taught_by, row.taught_at = saying.by, saying.at
        _settle(row, ())
        session.add(row)
        session.flush()
    row.key = key
    add_event(session, row, AliasEvent.TAUGHT, saying)
    return row


def change_sku(session: Session, row: AliasRow, sku: str, saying: Saying) -> None:
    """Have the words mean another product; what was said of the old one does not count for it."""
    session.execute(delete(AliasEventRow).where(AliasEventRow.alias_id == row.id))
    row.sku = sku
    add_event(session, row, AliasEvent.TAUGHT, saying)


def add_event(
    session: Session, row: AliasRow, event: AliasEvent, saying: Saying, customer_id: str | None = None
) -> None:
    """Note what befell an alias; ``customer_id`` says whose line it was about, where not its own customer's."""
    session.add(
        AliasEventRow(
            alias_id=row.id,
            customer_id=customer_id or row.customer_id,
            event=event.value,
            by=saying.by,
            at=saying.at,
            review_id=saying.review_id,
            message_id=saying.message_id,
        )
    )
    session.flush()
    _settle(row, _events(session, row))


def is_noted(session: Session, review_id: str) -> bool:
    """Whether what a review says of aliases is noted already."""
    return session.scalars(select(AliasEventRow.id).where(AliasEventRow.review_id == review_id)).first() is not None


def take_back(session: Session, review_id: str) -> tuple[AliasRow, ...]:
    """Undo what a review said of aliases, and return those that it spoke of."""
    of_review = AliasEventRow.review_id == review_id
    spoken_of = select(AliasRow).where(AliasRow.id.in_(select(AliasEventRow.alias_id).where(of_review)))
    lock(session, {row.customer_id for row in session.scalars(spoken_of)})
    rows = tuple(session.scalars(spoken_of.order_by(AliasRow.id).execution_options(populate_existing=True)))
    session.execute(delete(AliasEventRow).where(of_review))
    for row in rows:
        _settle(row, _events(session, row))
    session.flush()
    return rows


def _events(session: Session, row: AliasRow) -> Sequence[AliasEventRow]:
    of_alias = select(AliasEventRow).where(AliasEventRow.alias_id == row.id)
    return session.scalars(of_alias.order_by(AliasEventRow.at, AliasEventRow.id)).all()


def _settle(row: AliasRow, events: Sequence[AliasEventRow]) -> None:
    """Make of an alias what its events come to."""
    own = [known for known in events if known.customer_id == row.customer_id]
    kinds = [AliasEvent(known.event) for known in own]
    elsewhere = [AliasEvent(known.event) for known in events if known.customer_id != row.customer_id]
    taught = [known for known in own if known.event == AliasEvent.TAUGHT.value]
    decided = [known for known in own if known.event in (AliasEvent.CONFIRMED.value, AliasEvent.CONTRADICTED.value)]
    if taught:
        row.taught_by, row.taught_at, row.message_id = taught[-1].by, taught[-1].at, taught[-1].message_id
    stands = standing(kinds)
    row.standing, row.active = stands.value, stands.in_use
    row.widens = stands is AliasStanding.CERTAIN and not found_wrong(elsewhere)
    row.confirmed = kinds.count(AliasEvent.CONFIRMED)
    row.contradicted = kinds.count(AliasEvent.CONTRADICTED)
    row.decided_at = decided[-1].at if decided else None

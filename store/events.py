"""The ledger as a stream of events: what came after one, and how far it can be read without missing any."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from store.looking import HERE_FOR
from store.tables import LedgerRow, LookingRow

# Several processes write one ledger. An id that is missing may belong to a transaction that is not over: nobody reads
# past it until it is there, or has been missing for so long that nothing will come.
GAP_LASTS = timedelta(seconds=5)
_RECENT = 500


def after(
    session: Session, event_id: int, limit: int, until: int | None = None, conversation_id: str | None = None
) -> tuple[LedgerRow, ...]:
    """What happened after an event and up to another, oldest first."""
    query = select(LedgerRow).where(LedgerRow.id > event_id)
    if until is not None:
        query = query.where(LedgerRow.id <= until)
    if conversation_id is not None:
        query = query.where(LedgerRow.conversation_id == conversation_id)
    return tuple(session.scalars(query.order_by(LedgerRow.id).limit(limit)))


def newest(session: Session) -> int:
    """The id of the newest event; 0 where there is none."""
    return session.scalar(select(func.max(LedgerRow.id))) or 0


def readable(session: Session, now: datetime) -> int:
    """The id up to which the ledger can be read without missing what is not committed yet."""
    recent = select(LedgerRow.id, LedgerRow.at).order_by(LedgerRow.id.desc()).limit(_RECENT)
    rows = [(event_id, at) for event_id, at in session.execute(recent)][::-1]
    if not rows:
        return 0
    before = rows[0][0]
    for event_id, at in rows[1:]:
        if event_id != before + 1 and now - at < GAP_LASTS:
            return before
        before = event_id
    return before


def gaps(event_id: int, rows: Iterable[LedgerRow]) -> tuple[int, ...]:
    """The ids in front of which at least one is missing, in rows that follow an event."""
    found = []
    for row in rows:
        if row.id != event_id + 1:
            found.append(row.id)
        event_id = row.id
    return tuple(found)


def all_looking(session: Session, now: datetime) -> dict[str, tuple[str, ...]]:
    """Who has which review open."""
    rows = session.execute(
        select(LookingRow.review_id, LookingRow.person)
        .where(LookingRow.seen_at > now - HERE_FOR)
        .order_by(LookingRow.review_id, LookingRow.person)
    )
    found: dict[str, tuple[str, ...]] = {}
    for review_id, person in rows:
        found[review_id] = (*found.get(review_id, ()), person)
    return found

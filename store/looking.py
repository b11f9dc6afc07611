"""Who has a review open now. They say so every few seconds; who has not for half a minute has left."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from store.tables import LookingRow

HERE_FOR = timedelta(seconds=30)


def look(session: Session, review_id: str, person: str, now: datetime) -> None:
    """Say that somebody has a review open; they have no other open any more."""
    seen = update(LookingRow).where(LookingRow.review_id == review_id, LookingRow.person == person).values(seen_at=now)
    if session.execute(seen.returning(LookingRow.person)).first() is None:
        session.add(LookingRow(review_id=review_id, person=person, seen_at=now))
    session.execute(delete(LookingRow).where(LookingRow.person == person, LookingRow.review_id != review_id))


def looking(session: Session, review_ids: Collection[str], now: datetime) -> dict[str, tuple[str, ...]]:
    """Who has each of these reviews open."""
    rows = session.scalars(
        select(LookingRow)
        .where(LookingRow.review_id.in_(review_ids), LookingRow.seen_at > now - HERE_FOR)
        .order_by(LookingRow.person)
    )
    found: dict[str, tuple[str, ...]] = {}
    for row in rows:
        found[row.review_id] = (*found.get(row.review_id, ()), row.person)
    return found

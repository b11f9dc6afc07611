"""Reviews: questions to a rep. Deciding is compare-and-set, so that of two people exactly one wins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from domain.errors import DecisionRefused, NotFound
from domain.gate import Reason
from store.tables import ReviewRow

# A statement takes so many values at a time, on any database.
_AT_ONCE = 500


class ReviewStatus(StrEnum):
    """Where a review stands."""

    OPEN = "open"
    DECIDED = "decided"
    SUPERSEDED = "superseded"


@dataclass(frozen=True)
class Standing:
    """What the queue is sorted by: the cut-off that the order has to make, what it is worth, and its size."""

    due_at: datetime | None = None
    value: Decimal | None = None
    lines: int = 0


def get(session: Session, review_id: str) -> ReviewRow:
    """One review.

    Raises:
        NotFound: there is none with that id.
    """
    row = session.get(ReviewRow, review_id)
    if row is None:
        raise NotFound(f"There is no review {review_id}.")
    return row


def put(
    session: Session,
    review_id: str,
    run_id: str,
    conversation_id: str,
    order_id: str,
    revision: int,
    reasons: Sequence[Reason],
    now: datetime,
    standing: Standing = Standing(),
) -> None:
    """Open a review; the same id again changes nothing."""
    if session.get(ReviewRow, review_id) is not None:
        return
    session.add(
        ReviewRow(
            id=review_id,
            run_id=run_id,
            conversation_id=conversation_id,
            order_id=order_id,
            revision=revision,
            status=ReviewStatus.OPEN.value,
            reasons=[reason.model_dump(mode="json") for reason in reasons],
            answer=None,
            decided_by=None,
            opened_at=now,
            decided_at=None,
            due_at=standing.due_at,
            value=standing.value,
            lines=standing.lines,
        )
    )
    session.flush()


def decide(session: Session, review_id: str, answer: dict[str, Any], by: str, now: datetime) -> None:
    """Close a review with its answer, if it is still open.

    Raises:
        DecisionRefused: somebody decided first, or the customer has written since.
        NotFound: there is no such review.
    """
    won = session.execute(
        update(ReviewRow)
        .where(ReviewRow.id == review_id, ReviewRow.status == ReviewStatus.OPEN.value)
        .values(status=ReviewStatus.DECIDED.value, answer=answer, decided_by=by, decided_at=now)
        .returning(ReviewRow.id)
    ).first()
    if won is not None:
        return
    still_open(session, review_id)


def assign(session: Session, review_id: str, person: str | None) -> ReviewRow:
    """Give an open review to somebody, or back to everybody.

    Raises:
        DecisionRefused: it is not open any more.
        NotFound: there is no such review.
    """
    row = still_open(session, review_id)
    row.assigned_to = person
    return row


def snooze(session: Session, review_id: str, until: datetime | None) -> ReviewRow:
    """Put an open review off until then.

    Raises:
        DecisionRefused: it is not open any more.
        NotFound: there is no such review.
    """
    row = still_open(session, review_id)
    row.snoozed_until = until
    return row


def still_open(session: Session, review_id: str) -> ReviewRow:
    """One review, which is open.

    Raises:
        DecisionRefused: it is not open any more.
        NotFound: there is no such review.
    """
    row = get(session, review_id)
    if row.status == ReviewStatus.SUPERSEDED.value:
        raise DecisionRefused("The customer has written since; a newer review shows what they said.")
    if row.status != ReviewStatus.OPEN.value:
        raise DecisionRefused(f"{row.decided_by} decided this review first.", by=row.decided_by)
    return row


def supersede(session: Session, run_id: str) -> None:
    """Close a run's open reviews, because the conversation moved on."""
    session.execute(
        update(ReviewRow)
        .where(ReviewRow.run_id == run_id, ReviewRow.status == ReviewStatus.OPEN.value)
        .values(status=ReviewStatus.SUPERSEDED.value)
    )


def of_run(session: Session, run_id: str) -> ReviewRow | None:
    """The review that a run asked for, the newest where there are several."""
    return session.scalars(
        select(ReviewRow).where(ReviewRow.run_id == run_id).order_by(ReviewRow.opened_at.desc(), ReviewRow.id.desc())
    ).first()


def newest_of_runs(session: Session, run_ids: Sequence[str]) -> dict[str, tuple[str, ReviewStatus]]:
    """The newest review of each run that has one: its id and where it stands."""
    found: dict[str, tuple[str, ReviewStatus]] = {}
    for start in range(0, len(run_ids), _AT_ONCE):
        some = run_ids[start : start + _AT_ONCE]
        rows = session.execute(
            select(ReviewRow.run_id, ReviewRow.id, ReviewRow.status)
            .where(ReviewRow.run_id.in_(some))
            .order_by(ReviewRow.opened_at, ReviewRow.id)
        )
        found.update({run_id: (review_id, ReviewStatus(status)) for run_id, review_id, status in rows})
    return found


def of_conversation(session: Session, conversation_id: str) -> tuple[ReviewRow, ...]:
    """Every review of a conversation, oldest first."""
    return tuple(
        session.scalars(
            select(ReviewRow)
            .where(ReviewRow.conversation_id == conversation_id)
            .order_by(ReviewRow.opened_at, ReviewRow.id)
        )
    )


def open_reviews(session: Session) -> tuple[ReviewRow, ...]:
    """Every open review, oldest first."""
    return tuple(
        session.scalars(
            select(ReviewRow)
            .where(ReviewRow.status == ReviewStatus.OPEN.value)
            .order_by(ReviewRow.opened_at, ReviewRow.id)
        )
    )

"""Runs: one pass of the graph over a conversation each, at most one of them undecided per conversation."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from domain.errors import NotFound
from store.tables import MessageRow, RunRow


class RunStatus(StrEnum):
    """Where a run stands.

    QUEUED, RUNNING and WAITING (for a rep) are undecided: a message that arrives supersedes them. COMMITTED is
    decided, with its writes in the outbox. FINISHED and SUPERSEDED are over.
    """

    QUEUED = "queued"
    RUNNING = "running"
    WAITING = "waiting"
    COMMITTED = "committed"
    FINISHED = "finished"
    SUPERSEDED = "superseded"


class Trigger(StrEnum):
    """Why a run was started."""

    MESSAGE = "message"
    UNDO = "undo"
    HANDOVER = "handover"


UNDECIDED = (RunStatus.QUEUED, RunStatus.RUNNING, RunStatus.WAITING)


def add(
    session: Session,
    run_id: str,
    conversation_id: str,
    trigger: Trigger,
    now: datetime,
    review_id: str | None = None,
) -> None:
    """Queue a run. The caller has superseded what was undecided; the database refuses a second one."""
    session.add(
        RunRow(
            id=run_id,
            conversation_id=conversation_id,
            trigger=trigger.value,
            review_id=review_id,
            status=RunStatus.QUEUED.value,
            created_at=now,
        )
    )
    session.flush()


def get(session: Session, run_id: str) -> RunRow:
    """One run.

    Raises:
        NotFound: there is none with that id.
    """
    row = session.get(RunRow, run_id)
    if row is None:
        raise NotFound(f"There is no run {run_id}.")
    return row


def move(session: Session, run_id: str, wanted: RunStatus, *allowed: RunStatus) -> bool:
    """Compare and set: move a run to ``wanted`` if it stands at one of ``allowed``; say whether it did."""
    changed = session.execute(
        update(RunRow)
        .where(RunRow.id == run_id, RunRow.status.in_([status.value for status in allowed]))
        .values(status=wanted.value)
        .returning(RunRow.id)
    )
    return changed.first() is not None


def undecided(session: Session, conversation_id: str) -> RunRow | None:
    """The conversation's one undecided run, if there is one."""
    return session.scalars(
        select(RunRow).where(
            RunRow.conversation_id == conversation_id, RunRow.status.in_([status.value for status in UNDECIDED])
        )
    ).first()


def of_conversation(session: Session, conversation_id: str) -> tuple[RunRow, ...]:
    """Every run of a conversation, oldest first."""
    rows = session.scalars(
        select(RunRow).where(RunRow.conversation_id == conversation_id).order_by(RunRow.created_at, RunRow.id)
    )
    return tuple(rows)


def unfinished(session: Session) -> tuple[RunRow, ...]:
    """Every run that a worker has still to do something for, oldest first; WAITING ones wait for a person."""
    statuses = (RunStatus.QUEUED, RunStatus.RUNNING, RunStatus.WAITING, RunStatus.COMMITTED)
    rows = session.scalars(
        select(RunRow)
        .where(RunRow.status.in_([status.value for status in statuses]))
        .order_by(RunRow.created_at, RunRow.id)
    )
    return tuple(rows)


def claim_messages(session: Session, run_id: str, conversation_id: str) -> None:
    """Mark the conversation's messages that no decided run has dealt with as this run's to deal with."""
    decided = select(RunRow.id).where(
        RunRow.conversation_id == conversation_id,
        RunRow.status.in_([RunStatus.COMMITTED.value, RunStatus.FINISHED.value]),
    )
    session.execute(
        update(MessageRow)
        .where(
            MessageRow.conversation_id == conversation_id,
            MessageRow.direction == "in",
            MessageRow.run_id.is_(None) | MessageRow.run_id.not_in(decided),
        )
        .values(run_id=run_id)
        .execution_options(synchronize_session=False)
    )

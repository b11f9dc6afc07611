"""The outbox: writes to the ERP that were decided, committed with their decision and carried out after it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from store.tables import OutboxRow


class OutboxKind(StrEnum):
    """What is to be written."""

    ENTER = "enter"
    AMEND = "amend"
    CANCEL = "cancel"


class OutboxStatus(StrEnum):
    """Where a write stands. From TAKEN on it may have reached the ERP, and can no longer be undone here."""

    PENDING = "pending"
    TAKEN = "taken"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


def put(
    session: Session,
    outbox_id: str,
    run_id: str,
    order_id: str,
    kind: OutboxKind,
    key: str,
    payload: dict[str, Any],
    not_before: datetime,
) -> None:
    """Add a write; the same id again changes nothing."""
    if session.get(OutboxRow, outbox_id) is not None:
        return
    session.add(
        OutboxRow(
            id=outbox_id,
            run_id=run_id,
            order_id=order_id,
            attempt=1 + len(session.scalars(select(OutboxRow.id).where(OutboxRow.run_id == run_id)).all()),
            kind=kind.value,
            key=key,
            payload=payload,
            status=OutboxStatus.PENDING.value,
            not_before=not_before,
        )
    )
    session.flush()


def of_run(session: Session, run_id: str) -> OutboxRow | None:
    """A run's newest write, if it has one; it has several where the ERP said no and a rep decided again."""
    newest = select(OutboxRow).where(OutboxRow.run_id == run_id).order_by(OutboxRow.attempt.desc())
    return session.scalars(newest).first()


def of_order(session: Session, order_id: str) -> tuple[OutboxRow, ...]:
    """Every write of an order, oldest first."""
    return tuple(
        session.scalars(select(OutboxRow).where(OutboxRow.order_id == order_id).order_by(OutboxRow.not_before))
    )


def move(session: Session, outbox_id: str, wanted: OutboxStatus, *allowed: OutboxStatus) -> bool:
    """Compare and set: move a write to ``wanted`` if it stands at one of ``allowed``; say whether it did."""
    changed = session.execute(
        update(OutboxRow)
        .where(OutboxRow.id == outbox_id, OutboxRow.status.in_([status.value for status in allowed]))
        .values(status=wanted.value)
        .returning(OutboxRow.id)
    )
    return changed.first() is not None


def finish(
    session: Session, outbox_id: str, status: OutboxStatus, result: dict[str, Any] | None, error: str | None
) -> None:
    """Record how a write ended."""
    session.execute(
        update(OutboxRow).where(OutboxRow.id == outbox_id).values(status=status.value, result=result, error=error)
    )

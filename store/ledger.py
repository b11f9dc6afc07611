"""The ledger: everything that happened in a conversation, append-only."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.tables import LedgerRow

DESK = "desk"


def add(
    session: Session,
    conversation_id: str | None,
    event: str,
    now: datetime,
    actor: str = DESK,
    once: str | None = None,
    **detail: Any,
) -> None:
    """Append one thing that happened.

    ``once`` is a key under which it is written a single time, for steps that may run again after a crash.
    """
    if once is not None and session.scalar(select(LedgerRow.id).where(LedgerRow.once_key == once)) is not None:
        return
    session.add(
        LedgerRow(conversation_id=conversation_id, at=now, actor=actor, event=event, once_key=once, detail=detail)
    )


def of_conversation(session: Session, conversation_id: str) -> tuple[LedgerRow, ...]:
    """A conversation's ledger, oldest first."""
    return tuple(
        session.scalars(select(LedgerRow).where(LedgerRow.conversation_id == conversation_id).order_by(LedgerRow.id))
    )

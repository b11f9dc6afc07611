"""Messages by EDI: which runs have some, and the numbers of the interchanges that the desk sends."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.messages import Channel, Direction
from store import ledger
from store.tables import LedgerRow, MessageRow

_EVENT = "interchange_numbered"


def came_by_edi(session: Session, run_id: str) -> bool:
    """Whether a message that a run deals with came by EDI."""
    by_edi = select(MessageRow.id).where(
        MessageRow.run_id == run_id,
        MessageRow.channel == Channel.EDI.value,
        MessageRow.direction == Direction.IN.value,
    )
    return session.scalars(by_edi.limit(1)).first() is not None


def control_number(session: Session, conversation_id: str, message_id: str, now: datetime) -> int:
    """The number of the interchange that a message of the desk's carries: no other has it, and it stays the same.

    It is the ledger's own, under which it says that it was given out.
    """
    once = f"interchange:{message_id}"
    ledger.add(session, conversation_id, _EVENT, now, once=once, message=message_id)
    session.flush()
    number: int | None = session.scalar(select(LedgerRow.id).where(LedgerRow.once_key == once))
    assert number is not None
    return number

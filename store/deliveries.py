"""Replies on their way by mail: put with the reply, taken before they are handed over, never handed over twice unseen.

A mail cannot be looked up as an order can. So what was taken and has no outcome may have gone, and is not sent again:
it is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from domain.errors import NotFound
from domain.messages import Channel, Direction, PartKind
from store.mail_tables import DeliveryRow
from store.tables import LedgerRow, MessageRow, PartRow

ON, OFF = "sending_on", "sending_off"


class DeliveryStatus(StrEnum):
    """Where a reply stands. TAKEN is being handed over; UNKNOWN was, and nobody knows the outcome.

    KEPT is not sent by the desk at all, and FAILED could not be; ``error`` says why.
    """

    WAITING = "waiting"
    TAKEN = "taken"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    KEPT = "kept"


def put(session: Session, message_id: str, answers: str, recipient: str, now: datetime) -> None:
    """Have a reply sent, once: the same again changes nothing."""
    if session.get(DeliveryRow, message_id) is None:
        session.add(
            DeliveryRow(
                message_id=message_id,
                answers=answers,
                status=DeliveryStatus.WAITING.value,
                attempts=0,
                not_before=now,
                put_at=now,
                changed_at=now,
                recipient=recipient,
            )
        )
        session.flush()


def get(session: Session, message_id: str) -> DeliveryRow:
    """One reply's sending.

    Raises:
        NotFound: it is not sent by mail.
    """
    row = session.get(DeliveryRow, message_id)
    if row is None:
        raise NotFound(f"Nothing is known of sending {message_id}.")
    return row


def due(session: Session, now: datetime, most: int) -> tuple[str, ...]:
    """The messages that wait to be sent and may be by now, those written first at the front."""
    waiting = DeliveryRow.status == DeliveryStatus.WAITING.value
    found = select(DeliveryRow.message_id).where(waiting, DeliveryRow.not_before <= now)
    return tuple(session.scalars(found.order_by(DeliveryRow.put_at, DeliveryRow.message_id).limit(most)))


def move(session: Session, message_id: str, wanted: DeliveryStatus, allowed: DeliveryStatus, now: datetime) -> bool:
    """Compare and set: move a reply to ``wanted`` if it stands at ``allowed``; say whether it did."""
    changed = session.execute(
        update(DeliveryRow)
        .where(DeliveryRow.message_id == message_id, DeliveryRow.status == allowed.value)
        .values(status=wanted.value, changed_at=now)
        .returning(DeliveryRow.message_id)
    )
    return changed.first() is not None


def with_status(session: Session, *statuses: DeliveryStatus) -> tuple[DeliveryRow, ...]:
    """Every reply that stands so, those written first at the front."""
    named = [status.value for status in statuses]
    return tuple(session.scalars(select(DeliveryRow).where(DeliveryRow.status.in_(named)).order_by(DeliveryRow.put_at)))


def counts(session: Session) -> dict[DeliveryStatus, int]:
    """How many replies stand how."""
    found = session.execute(select(DeliveryRow.status, func.count()).group_by(DeliveryRow.status))
    return {DeliveryStatus(status): count for status, count in found}


def sent_since(session: Session, row: DeliveryRow, since: datetime) -> Sequence[bytes]:
    """The texts of the other mails that were handed over to a reply's address since then."""
    gone = [DeliveryStatus.SENT.value, DeliveryStatus.TAKEN.value, DeliveryStatus.UNKNOWN.value]
    return session.scalars(
        select(MessageRow.raw)
        .join(DeliveryRow, DeliveryRow.message_id == MessageRow.id)
        .where(DeliveryRow.recipient == row.recipient, DeliveryRow.message_id != row.message_id)
        .where(DeliveryRow.changed_at >= since, DeliveryRow.status.in_(gone))
    ).all()


def message(session: Session, message_id: str) -> MessageRow:
    """A message with its bytes.

    Raises:
        NotFound: there is none with that id.
    """
    row = session.get(MessageRow, message_id)
    if row is None:
        raise NotFound(f"There is no message {message_id}.")
    return row


def is_automatic(session: Session, message_id: str) -> bool:
    """Whether a machine sent a message, as it was read when it came."""
    part = select(PartRow.id).where(PartRow.message_id == message_id, PartRow.kind == PartKind.AUTOMATIC.value)
    return session.scalars(part.limit(1)).first() is not None


def is_own(session: Session, transport_id: str | None) -> bool:
    """Whether a mail with this id is one that the desk sent."""
    own = select(MessageRow.id).where(
        MessageRow.channel == Channel.EMAIL.value,
        MessageRow.direction == Direction.OUT.value,
        MessageRow.transport_id == transport_id,
    )
    return transport_id is not None and session.scalars(own).first() is not None


def sending(session: Session) -> bool:
    """Whether sending was on when it was last spoken of."""
    spoken = select(LedgerRow.event).where(LedgerRow.event.in_([ON, OFF])).order_by(LedgerRow.id.desc()).limit(1)
    return session.scalar(spoken) == ON


def keep_waiting(session: Session, why: str, now: datetime) -> int:
    """Leave every reply that waits unsent, for a reason; how many these are."""
    kept = session.execute(
        update(DeliveryRow)
        .where(DeliveryRow.status == DeliveryStatus.WAITING.value)
        .values(status=DeliveryStatus.KEPT.value, error=why, changed_at=now)
        .returning(DeliveryRow.message_id)
    )
    return len(kept.all())

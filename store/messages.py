"""Messages as a page shows them: without the bytes that a list has no use for, and the bytes one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import LargeBinary, Row, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from domain.errors import NotFound
from domain.messages import Channel, Direction, Part, PartKind
from store.tables import MessageRow, PartRow

_HEAD_OF_FILE = 1024
# The part with a mail's page comes before its files.
_HEAD_OF_MAIL = 262_144


@dataclass(frozen=True)
class ListedMessage:
    """A message as a row of a list."""

    message_id: str
    conversation_id: str
    direction: Direction
    channel: Channel
    sender: str
    recipient: str
    subject: str | None
    sent_at: datetime
    received_at: datetime


@dataclass(frozen=True)
class ShownPart:
    """A part with the size and the first bytes of its file, where it is one."""

    part: Part
    number: int
    size: int | None
    head: bytes


@dataclass(frozen=True)
class ShownMessage:
    """A message with its parts. ``wire`` is the beginning of a mail as it came; of anything else it is empty."""

    listed: ListedMessage
    size: int
    sha256: str
    run_id: str | None
    wire: bytes
    parts: tuple[ShownPart, ...]


@dataclass(frozen=True)
class Filters:
    """Which messages a list is of."""

    conversation_id: str | None = None
    channel: Channel | None = None
    direction: Direction | None = None
    since: datetime | None = None


_LISTED = (
    MessageRow.id,
    MessageRow.conversation_id,
    MessageRow.direction,
    MessageRow.channel,
    MessageRow.sender,
    MessageRow.recipient,
    MessageRow.subject,
    MessageRow.sent_at,
    MessageRow.received_at,
)
_IS_MAIL = and_(MessageRow.channel == Channel.EMAIL.value, MessageRow.direction == Direction.IN.value)
_SHOWN = (
    *_LISTED,
    func.length(MessageRow.raw).label("size"),
    MessageRow.sha256,
    MessageRow.run_id,
    case((_IS_MAIL, func.substr(MessageRow.raw, 1, _HEAD_OF_MAIL, type_=LargeBinary))).label("wire"),
)


def listed(
    session: Session, wanted: Filters, before: tuple[datetime, str] | None, limit: int
) -> tuple[ListedMessage, ...]:
    """The newest messages that were received ``before`` a time and id."""
    query = select(*_LISTED)
    if wanted.conversation_id is not None:
        query = query.where(MessageRow.conversation_id == wanted.conversation_id)
    if wanted.channel is not None:
        query = query.where(MessageRow.channel == wanted.channel.value)
    if wanted.direction is not None:
        query = query.where(MessageRow.direction == wanted.direction.value)
    if wanted.since is not None:
        query = query.where(MessageRow.received_at >= wanted.since)
    if before is not None:
        at, message_id = before
        same_time = and_(MessageRow.received_at == at, MessageRow.id < message_id)
        query = query.where(MessageRow.received_at <= at, or_(MessageRow.received_at < at, same_time))
    rows = session.execute(query.order_by(MessageRow.received_at.desc(), MessageRow.id.desc()).limit(limit))
    return tuple(_listed(row) for row in rows)


def shown(session: Session, message_id: str) -> ShownMessage:
    """One message with its parts.

    Raises:
        NotFound: there is none with that id.
    """
    found = _shown(session, select(*_SHOWN).where(MessageRow.id == message_id))
    if not found:
        raise NotFound(f"There is no message {message_id}.")
    return found[0]


def shown_of(session: Session, conversation_id: str) -> tuple[ShownMessage, ...]:
    """Every message of a conversation with its parts, in the order sent."""
    query = select(*_SHOWN).where(MessageRow.conversation_id == conversation_id)
    return _shown(session, query.order_by(MessageRow.sent_at, MessageRow.received_at, MessageRow.id))


def original(session: Session, message_id: str) -> tuple[Channel, Direction, bytes]:
    """A message's original bytes.

    Raises:
        NotFound: there is no such message.
    """
    columns = select(MessageRow.channel, MessageRow.direction, MessageRow.raw)
    row = session.execute(columns.where(MessageRow.id == message_id)).one_or_none()
    if row is None:
        raise NotFound(f"There is no message {message_id}.")
    return Channel(row.channel), Direction(row.direction), row.raw


def file(session: Session, message_id: str, number: int) -> tuple[str, bytes]:
    """A part's own file: its name and its bytes.

    Raises:
        NotFound: there is no such part, or it is not a file.
    """
    columns = select(PartRow.filename, PartRow.content)
    found = columns.where(PartRow.message_id == message_id, PartRow.position == number)
    row = session.execute(found).one_or_none()
    if row is None:
        raise NotFound(f"There is no part {number} of a message {message_id}.")
    if row.content is None:
        raise NotFound(f"Part {number} of the message is text that was taken out of it, not a file.")
    return row.filename or f"part-{number}", row.content


def text_of_file(session: Session, message_id: str, number: int) -> str:
    """The text that was taken out of a part's file; empty where there is no such part."""
    columns = select(PartRow.text).where(PartRow.message_id == message_id, PartRow.position == number)
    return session.scalar(columns) or ""


def files(session: Session, part_ids: Sequence[str]) -> dict[str, bytes]:
    """The bytes of several parts, by their ids."""
    if not part_ids:
        return {}
    rows = session.execute(select(PartRow.id, PartRow.content).where(PartRow.id.in_(part_ids)))
    return {part_id: content for part_id, content in rows if content is not None}


def _listed(row: Row[*tuple[Any, ...]]) -> ListedMessage:
    return ListedMessage(
        message_id=row.id,
        conversation_id=row.conversation_id,
        direction=Direction(row.direction),
        channel=Channel(row.channel),
        sender=row.sender,
        recipient=row.recipient,
        subject=row.subject,
        sent_at=row.sent_at,
        received_at=row.received_at,
    )


def _shown(session: Session, query: Select[*tuple[Any, ...]]) -> tuple[ShownMessage, ...]:
    rows = session.execute(query).all()
    parts = _parts(session, [row.id for row in rows])
    return tuple(
        ShownMessage(
            listed=_listed(row),
            size=row.size,
            sha256=row.sha256,
            run_id=row.run_id,
            wire=row.wire or b"",
            parts=tuple(parts.get(row.id, ())),
        )
        for row in rows
    )


def _parts(session: Session, message_ids: Sequence[str]) -> dict[str, list[ShownPart]]:
    columns = (
        PartRow.message_id,
        PartRow.position,
        PartRow.id,
        PartRow.kind,
        PartRow.text,
        PartRow.extractor,
        PartRow.filename,
        PartRow.media_type,
        PartRow.unreadable,
        func.length(PartRow.content).label("size"),
        func.substr(PartRow.content, 1, _HEAD_OF_FILE, type_=LargeBinary).label("head"),
    )
    query = select(*columns).where(PartRow.message_id.in_(message_ids)).order_by(PartRow.position)
    parts: dict[str, list[ShownPart]] = {}
    for row in session.execute(query) if message_ids else ():
        part = Part(
            part_id=row.id,
            kind=PartKind(row.kind),
            text=row.text,
            extractor=row.extractor,
            filename=row.filename,
            media_type=row.media_type,
            unreadable=row.unreadable,
        )
        parts.setdefault(row.message_id, []).append(ShownPart(part, row.position, row.size, row.head or b""))
    return parts

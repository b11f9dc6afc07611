"""Conversations and their messages."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.errors import NotFound
from domain.messages import Channel, Direction, Envelope, Part, PartKind
from domain.orders import OrderStatus
from store import deliveries
from store.searching import searchable
from store.tables import ConversationRow, MessageRow, PartRow

_HIDDEN = ".hidden"
_SNIPPET = 160
_SEARCHED = 4000


@dataclass(frozen=True)
class StoredMessage:
    """A message with its parts, as the desk keeps it."""

    message_id: str
    conversation_id: str
    direction: Direction
    channel: Channel
    sender: str
    recipient: str
    subject: str | None
    sent_at: datetime
    parts: tuple[Part, ...]
    run_id: str | None

    def texts(self, *kinds: PartKind) -> tuple[Part, ...]:
        """The parts of the kinds asked for, in order."""
        return tuple(part for part in self.parts if part.kind in kinds)


def find_same(session: Session, envelope: Envelope) -> MessageRow | None:
    """The stored message that this one is again: by its transport id, else byte for byte with its own date.

    Equal words are never enough: "usual pls" comes every Monday. Who hands in the same message at the same time waits
    until this transaction ends: SQLite has one writer anyway; PostgreSQL has many.
    """
    if session.get_bind().dialect.name == "postgresql":
        known_by = f"{envelope.channel.value} {envelope.transport_id or digest(envelope)}"
        key = int.from_bytes(hashlib.sha256(known_by.encode()).digest()[:8], signed=True)
        session.execute(select(func.pg_advisory_xact_lock(key)))
    incoming = select(MessageRow).where(
        MessageRow.direction == Direction.IN.value, MessageRow.channel == envelope.channel.value
    )
    if envelope.transport_id is not None:
        known = session.scalars(incoming.where(MessageRow.transport_id == envelope.transport_id)).first()
        if known is not None:
            return known
    same_bytes = incoming.where(MessageRow.sha256 == digest(envelope), MessageRow.sent_at == envelope.sent_at)
    return session.scalars(same_bytes).first()


def digest(envelope: Envelope) -> str:
    """The hash of a message's original bytes, its files included."""
    sha = hashlib.sha256(envelope.raw)
    for attachment in envelope.attachments:
        sha.update(attachment.filename.encode("utf-8", "surrogatepass"))
        sha.update(attachment.content)
    return sha.hexdigest()


def add_conversation(session: Session, conversation_id: str, envelope: Envelope, now: datetime) -> None:
    """Open a conversation with its first message's channel, sender and subject."""
    session.add(
        ConversationRow(
            id=conversation_id,
            channel=envelope.channel.value,
            sender=envelope.sender,
            subject=envelope.subject,
            opened_at=now,
            updated_at=now,
            status=OrderStatus.DRAFT.value,
            snippet="",
            search="",
        )
    )
    session.flush()


def add_message(
    session: Session,
    message_id: str,
    conversation_id: str,
    envelope: Envelope,
    parts: Sequence[tuple[Part, bytes | None]],
    now: datetime,
) -> None:
    """Keep an incoming message: original bytes, hash and parts."""
    session.add(
        MessageRow(
            id=message_id,
            conversation_id=conversation_id,
            direction=Direction.IN.value,
            channel=envelope.channel.value,
            transport_id=envelope.transport_id,
            sha256=digest(envelope),
            sender=envelope.sender,
            recipient=envelope.recipient,
            subject=envelope.subject,
            sent_at=envelope.sent_at,
            received_at=now,
            raw=envelope.raw,
        )
    )
    session.flush()
    for position, (part, content) in enumerate(parts):
        session.add(
            PartRow(
                id=part.part_id,
                message_id=message_id,
                position=position,
                kind=part.kind.value,
                filename=part.filename,
                media_type=part.media_type,
                content=content,
                text=part.text,
                extractor=part.extractor,
                unreadable=part.unreadable,
            )
        )
    row = conversation(session, conversation_id)
    row.updated_at = now
    row.status = OrderStatus.DRAFT.value
    said = " ".join(part.text for part, _ in parts if part.kind is PartKind.BODY)
    row.snippet = _one_line(said, _SNIPPET) or _files(parts)
    named = (envelope.sender, envelope.subject or "", said, *(part.filename or "" for part, _ in parts))
    find_by(session, conversation_id, *named)


def find_by(session: Session, conversation_id: str, *words: str) -> None:
    """Have a conversation found by more words, such as its customer's name or the ERP's number."""
    row = conversation(session, conversation_id)
    fresh = searchable(" ".join(words))
    if fresh not in row.search:
        row.search = f"{row.search} {fresh}".strip()[:_SEARCHED]


def _one_line(text: str, longest: int) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= longest else f"{flat[: longest - 1]}…"


def _files(parts: Sequence[tuple[Part, bytes | None]]) -> str:
    return ", ".join(part.filename for part, _ in parts if part.filename)[:_SNIPPET]


def put_reply(
    session: Session,
    message_id: str,
    conversation_id: str,
    run_id: str,
    answers: StoredMessage,
    text: str,
    now: datetime,
) -> None:
    """Keep an outgoing message, once: the same id again changes nothing. It goes back the way ``answers`` came.

    A mail waits to be sent from then on; whether it is, is the sender's.
    """
    if session.get(MessageRow, message_id) is not None:
        return
    raw = text.encode("utf-8")
    subject = answers.subject or None
    session.add(
        MessageRow(
            id=message_id,
            conversation_id=conversation_id,
            direction=Direction.OUT.value,
            channel=answers.channel.value,
            transport_id=None,
            sha256=hashlib.sha256(raw).hexdigest(),
            sender=answers.recipient,
            recipient=answers.sender,
            subject=subject if subject is None or subject.lower().startswith("re:") else f"Re: {subject}",
            sent_at=now,
            received_at=now,
            raw=raw,
            run_id=run_id,
        )
    )
    session.flush()
    session.add(
        PartRow(
            id=f"{message_id}.0",
            message_id=message_id,
            position=0,
            kind=PartKind.BODY.value,
            text=text,
            extractor="desk",
        )
    )
    if answers.channel is Channel.EMAIL:
        deliveries.put(session, message_id, answers.message_id, answers.sender, now)


def conversation(session: Session, conversation_id: str) -> ConversationRow:
    """One conversation.

    Raises:
        NotFound: there is none with that id.
    """
    row = session.get(ConversationRow, conversation_id)
    if row is None:
        raise NotFound(f"There is no conversation {conversation_id}.")
    return row


def lock(session: Session, conversation_id: str) -> None:
    """Have a conversation to oneself until the transaction ends: who decides on it waits for who receives for it.

    Before anything of it is read. SQLite has one writer anyway; PostgreSQL has many.
    """
    session.execute(
        select(ConversationRow.id).where(ConversationRow.id == conversation_id).with_for_update(key_share=True)
    )


def messages(session: Session, conversation_id: str) -> tuple[StoredMessage, ...]:
    """Every message of a conversation in the order sent."""
    rows = list(
        session.scalars(
            select(MessageRow)
            .where(MessageRow.conversation_id == conversation_id)
            .order_by(MessageRow.sent_at, MessageRow.received_at, MessageRow.id)
        )
    )
    parts: dict[str, list[Part]] = {row.id: [] for row in rows}
    for part in session.scalars(select(PartRow).where(PartRow.message_id.in_(parts)).order_by(PartRow.position)):
        parts[part.message_id].append(_part(part))
    return tuple(
        StoredMessage(
            message_id=row.id,
            conversation_id=row.conversation_id,
            direction=Direction(row.direction),
            channel=Channel(row.channel),
            sender=row.sender,
            recipient=row.recipient,
            subject=row.subject,
            sent_at=row.sent_at,
            parts=tuple(parts[row.id]),
            run_id=row.run_id,
        )
        for row in rows
    )


def files_to_read(session: Session, run_id: str, extractor: str) -> tuple[tuple[Part, bytes], ...]:
    """The files of a run's messages whose text has not been taken out: those that have this ``extractor``."""
    rows = session.scalars(
        select(PartRow)
        .join(MessageRow, MessageRow.id == PartRow.message_id)
        .where(MessageRow.run_id == run_id, PartRow.extractor == extractor, PartRow.content.is_not(None))
        .order_by(PartRow.message_id, PartRow.position)
    )
    return tuple((_part(row), row.content or b"") for row in rows)


def put_file_text(session: Session, part_id: str, text: str, extractor: str, unreadable: str | None) -> None:
    """Keep the text that was taken out of a file.

    Raises:
        NotFound: there is no such part.
    """
    row = session.get(PartRow, part_id)
    if row is None:
        raise NotFound(f"There is no part {part_id}.")
    row.text, row.extractor, row.unreadable = text, extractor, unreadable


def put_hidden_text(session: Session, part_id: str, text: str, extractor: str) -> None:
    """Keep what a file hides from a reader's eye as a part of its own, once, behind the message's other parts.

    Raises:
        NotFound: there is no such file.
    """
    file = session.get(PartRow, part_id)
    if file is None:
        raise NotFound(f"There is no part {part_id}.")
    hidden_id = part_id + _HIDDEN
    if session.get(PartRow, hidden_id) is not None:
        return
    last = session.scalar(select(func.max(PartRow.position)).where(PartRow.message_id == file.message_id))
    session.add(
        PartRow(
            id=hidden_id,
            message_id=file.message_id,
            position=(last or 0) + 1,
            kind=PartKind.HIDDEN.value,
            text=text,
            extractor=extractor,
        )
    )


def file_that_hides(part_id: str) -> str | None:
    """The id of the file that hides what a part is; None where it is no such part."""
    return part_id.removesuffix(_HIDDEN) if part_id.endswith(_HIDDEN) else None


def _part(row: PartRow) -> Part:
    return Part(
        part_id=row.id,
        kind=PartKind(row.kind),
        text=row.text,
        extractor=row.extractor,
        filename=row.filename,
        media_type=row.media_type,
        unreadable=row.unreadable,
    )


def conversation_of_transport_ids(session: Session, transport_ids: Sequence[str]) -> str | None:
    """The conversation that holds one of these messages, the nearest id first."""
    if not transport_ids:
        return None
    found = select(MessageRow.transport_id, MessageRow.conversation_id).where(
        MessageRow.transport_id.in_(transport_ids)
    )
    rows = dict(session.execute(found).all())
    return next((rows[t] for t in transport_ids if t in rows), None)


def latest_of_sender(session: Session, senders: Sequence[str], since: datetime) -> tuple[str, ...]:
    """The conversations that any of these addresses wrote in since then, the latest first."""
    rows = session.execute(
        select(MessageRow.conversation_id, MessageRow.sent_at)
        .where(MessageRow.sender.in_(senders), MessageRow.direction == Direction.IN.value, MessageRow.sent_at >= since)
        .order_by(MessageRow.sent_at.desc())
    )
    return tuple(dict.fromkeys(conversation_id for conversation_id, _ in rows))

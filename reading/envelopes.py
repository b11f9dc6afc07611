"""Messages out of files: a mail as it came over the wire, a text, or a message in the layout of recorded orders."""

from __future__ import annotations

import json
import mimetypes
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, Field, ValidationError

from domain.errors import InputRejected
from domain.messages import Attachment, Channel, Envelope
from domain.record import Record
from reading.mail import believable, read_mail, storable
from reading.parts import LARGEST_MESSAGE


def _inside_the_folder(path: str) -> str:
    parts = PurePosixPath(path)
    if parts.is_absolute() or ".." in parts.parts:
        raise ValueError("the path must stay inside the folder")
    return path


def _believable(moment: datetime) -> datetime:
    if not believable(moment):
        raise ValueError("no message was sent in that year")
    return moment


FolderPath = Annotated[str, AfterValidator(_inside_the_folder)]


class WrittenMessage(Record):
    """A message as JSON, in the layout of recorded orders. ``attachments`` and ``raw`` are paths inside the folder."""

    channel: Channel
    sender: str = Field(validation_alias="from", max_length=320)
    recipient: str = Field(default="", validation_alias="to", max_length=320)
    subject: Annotated[str, AfterValidator(storable)] | None = None
    sent_at: Annotated[AwareDatetime, AfterValidator(_believable)]
    body: Annotated[str, AfterValidator(storable)] = ""
    attachments: tuple[FolderPath, ...] = ()
    raw: FolderPath | None = None


def from_mail(raw: bytes, now: datetime, recipient: str = "") -> Envelope:
    """A mail as an envelope, by its own headers. Without a date of its own it was sent ``now``.

    Raises:
        InputRejected: it is empty, or no mail at all.
    """
    if not raw.strip():
        raise InputRejected("The file is empty: there is no message in it.")
    if len(raw) > LARGEST_MESSAGE:
        raise InputRejected(f"The mail is larger than {LARGEST_MESSAGE // 1_048_576} MB.")
    mail = read_mail(raw)
    return Envelope(
        channel=Channel.EMAIL,
        sender=mail.sender or "unknown",
        recipient=mail.recipient or recipient,
        subject=mail.subject or None,
        sent_at=mail.sent_at or now,
        raw=raw,
        transport_id=mail.message_id,
        in_reply_to=mail.in_reply_to,
    )


def from_text(words: bytes, channel: Channel, sender: str, recipient: str, now: datetime) -> Envelope:
    """A plain text that came by a channel, such as a text message or a transcript.

    Raises:
        InputRejected: there is nothing in it.
    """
    if not words.strip():
        raise InputRejected("The file is empty: there is no message in it.")
    if len(words) > LARGEST_MESSAGE:
        raise InputRejected(f"The text is larger than {LARGEST_MESSAGE // 1_048_576} MB.")
    return Envelope(
        channel=channel,
        sender=sender,
        recipient=recipient,
        subject=None,
        sent_at=now,
        raw=words,
        body=words.decode("utf-8", "replace"),
    )


def from_json(content: bytes, folder: Path) -> Envelope:
    """A message written as JSON in the layout of recorded orders, with its files beside it.

    Raises:
        InputRejected: it is no such message, or a file it names is not there.
    """
    try:
        return from_written(WrittenMessage.model_validate(json.loads(content)), folder)
    except (ValueError, RecursionError) as error:
        raise InputRejected(f"This is not a message in JSON: {_first_line(error)}") from error


def from_written(message: WrittenMessage, folder: Path) -> Envelope:
    """A written message with its files read in.

    Raises:
        InputRejected: a file it names is not in the folder.
    """
    attachments = tuple(
        Attachment(
            filename=Path(name).name,
            media_type=mimetypes.guess_type(name)[0] or "application/octet-stream",
            content=_read(folder, name),
        )
        for name in message.attachments
    )
    if message.raw is not None:
        raw = _read(folder, message.raw)
        mail = read_mail(raw) if message.channel is Channel.EMAIL else None
    else:
        raw, mail = _canonical(message), None
    return Envelope(
        channel=message.channel,
        sender=message.sender.strip().lower() if "@" in message.sender else message.sender.strip(),
        recipient=message.recipient,
        subject=message.subject or (mail.subject if mail else None) or None,
        sent_at=message.sent_at,
        raw=raw,
        body=message.body,
        transport_id=mail.message_id if mail else None,
        in_reply_to=mail.in_reply_to if mail else (),
        attachments=attachments,
    )


def _canonical(message: WrittenMessage) -> bytes:
    """The message's own JSON with sorted keys: the original bytes of a channel that has no wire format."""
    content: dict[str, Any] = message.model_dump(mode="json")
    return json.dumps(content, sort_keys=True, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _read(folder: Path, name: str) -> bytes:
    try:
        path = (folder / name).resolve()
        if path.is_relative_to(folder.resolve()) and path.is_file():
            return path.read_bytes()
    except (OSError, ValueError) as error:  # a name that is too long, or that no file can have
        raise InputRejected(f"The file {storable(name[:80])} cannot be read ({type(error).__name__}).") from error
    raise InputRejected(f"The file {name} is not beside the message.")


def _first_line(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        return f"{'.'.join(str(piece) for piece in first['loc'])}: {first['msg']}."
    return str(error).split("\n")[0].rstrip(".") + "."

"""Messages out of files: a mail as it came over the wire, a text, or a message in the layout of recorded orders."""

from __future__ import annotations

import json
import mimetypes
import re
from datetime import datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, Field, ValidationError

from domain.errors import InputRejected
from domain.messages import Attachment, Channel, Envelope
from domain.record import Record
from reading.mail import believable, read_mail, storable
from reading.parts import LARGEST_MESSAGE

_UNKNOWN = "unknown"
_AHEAD = timedelta(days=1)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def _inside_the_folder(path: str) -> str:
    parts = PurePosixPath(path)
    if parts.is_absolute() or ".." in parts.parts:
        raise ValueError("the path must stay inside the folder")
    return path


def _believable(moment: datetime) -> datetime:
    if not believable(moment):
        raise ValueError("no message was sent in that year")
    return moment


def one_line(words: str) -> str:
    """Words that stand in one line and can be stored: no line breaks, no control characters, no half characters."""
    return storable(" ".join(_CONTROL.sub(" ", words).split()))


Words = Annotated[str, AfterValidator(one_line)]
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


class HandedIn(Record):
    """A message as it was handed in piece by piece: ``text`` is what was written or said, ``raw`` the original."""

    channel: Channel
    sender: Words = ""
    recipient: Words = ""
    subject: Words | None = None
    sent_at: AwareDatetime | None = None
    text: Annotated[str, AfterValidator(storable)] = ""
    raw: bytes | None = None
    transport_id: Words | None = None
    files: tuple[Attachment, ...] = ()


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
        sender=mail.sender or _UNKNOWN,
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


def from_parts(handed: HandedIn, now: datetime) -> Envelope:
    """A message that was handed in piece by piece. A mail's wire original speaks for itself, whatever came with it.

    Raises:
        InputRejected: there is nothing in it, nobody sent it, or it was sent in a time to come.
    """
    if handed.channel is Channel.EMAIL and handed.raw is not None:
        return _mail_with_files(handed, now)
    if handed.sent_at is not None and not believable(handed.sent_at):
        raise InputRejected("sent_at: no message was sent in that year.")
    if handed.sent_at is not None and handed.sent_at > now + _AHEAD:
        raise InputRejected("sent_at: the message says that it was sent in a time to come.")
    if not handed.sender:
        raise InputRejected("sender: say who wrote or said it, as a mail address, a phone number or a name.")
    if handed.channel is Channel.EDI:
        raw, body = handed.raw or handed.text.encode(), ""
        if not raw.strip():
            raise InputRejected("The message is empty: give the interchange as raw or as text.")
    else:
        raw, body = handed.raw or b"", handed.text
        if not body.strip() and not handed.files:
            raise InputRejected("The message is empty: give what was written or said as text, or a file.")
    written = WrittenMessage.model_construct(
        channel=handed.channel,
        sender=handed.sender.lower() if "@" in handed.sender else handed.sender,
        recipient=handed.recipient,
        subject=handed.subject,
        sent_at=handed.sent_at or now,
        body=body,
    )
    return Envelope(
        channel=handed.channel,
        sender=written.sender,
        recipient=handed.recipient,
        subject=handed.subject or None,
        sent_at=written.sent_at,
        raw=raw or _canonical(written),
        body=body,
        transport_id=handed.transport_id or None,
        attachments=handed.files,
    )


def _mail_with_files(handed: HandedIn, now: datetime) -> Envelope:
    if handed.text.strip():
        raise InputRejected("text: a mail is given by its original in raw or by its text, not by both.")
    mail = from_mail(handed.raw or b"", now, handed.recipient)
    nameless = mail.sender == _UNKNOWN and handed.sender
    named = {"sender": handed.sender.lower()} if nameless else {}
    return mail.model_copy(update={**named, "attachments": handed.files})


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

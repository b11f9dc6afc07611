"""What comes in and goes out: channels, envelopes and the parts that text was taken out of."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from domain.record import Record


class Channel(StrEnum):
    """How a message came."""

    EMAIL = "email"
    SMS = "sms"
    VOICEMAIL = "voicemail"
    PHONE = "phone"
    NOTE = "note"
    PORTAL = "portal"
    EDI = "edi"


class Direction(StrEnum):
    """Which way a message went."""

    IN = "in"
    OUT = "out"


class PartKind(StrEnum):
    """What a part of a message is.

    ``QUOTED`` is earlier conversation repeated under the new words, ``FORWARDED`` somebody else's message that is
    passed on, ``HIDDEN`` text that was kept from a reader's eye. ``AUTOMATIC`` says that a machine sent the message,
    ``HEADERS`` what its headers tell about who sent it: another Reply-To, a check of the sender that failed.
    """

    SUBJECT = "subject"
    BODY = "body"
    QUOTED = "quoted"
    FORWARDED = "forwarded"
    HIDDEN = "hidden"
    AUTOMATIC = "automatic"
    HEADERS = "headers"
    ATTACHMENT = "attachment"


class Attachment(Record):
    """A file that came with a message, as it came."""

    filename: str
    media_type: str
    content: bytes


class Envelope(Record):
    """A message as a channel hands it over: who, when, and the original.

    ``raw`` is the message as it came over the wire (an .eml, an EDI interchange, or the channel's own JSON);
    ``transport_id`` is the channel's own id for it, where it has one (a Message-ID, an interchange number).
    ``in_reply_to`` lists the transport ids it answers, nearest first.
    """

    channel: Channel
    sender: str
    recipient: str
    subject: str | None
    sent_at: datetime
    raw: bytes
    body: str = ""
    transport_id: str | None = None
    in_reply_to: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()


class Part(Record):
    """One piece of a message: its text with the name of what took it out, or why it could not be read."""

    part_id: str
    kind: PartKind
    text: str
    extractor: str
    filename: str | None = None
    media_type: str | None = None
    unreadable: str | None = None

"""Messages as they came and went, and their parts."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from pydantic import AwareDatetime, Field

from domain.messages import Channel, Direction, PartKind
from domain.record import Record


class NewFile(Record):
    """A file with a message, its bytes in base64."""

    filename: str = Field(min_length=1, max_length=255)
    media_type: str = Field(default="application/octet-stream", max_length=255)
    content: str = Field(max_length=36_000_000, description="base64")


class NewMessage(Record):
    """A message of any channel. ``text`` is what was written or said; ``raw`` the original, where there is one.

    A mail may be given by ``raw`` alone (base64 of the .eml): sender, subject, date and files are then its own.
    ``sent_at`` is now where it is not given.
    """

    channel: Channel
    sender: str = Field(default="", max_length=320)
    recipient: str = Field(default="", max_length=320)
    subject: str | None = Field(default=None, max_length=1000)
    sent_at: AwareDatetime | None = None
    text: str = Field(default="", max_length=400_000)
    raw: str | None = Field(default=None, max_length=36_000_000, description="base64")
    transport_id: str | None = Field(default=None, max_length=500)
    files: tuple[NewFile, ...] = Field(default=(), max_length=50)


class Taken(Record):
    """A message is safe, and is being handled. ``already_known``: the desk had it before."""

    message_id: str
    conversation_id: str
    run_id: str | None
    already_known: bool


class Viewer(StrEnum):
    """How a part is shown: as text, as images of its pages, as a recording to play, or only as a download.

    A ``TABLE``'s text has a tab from cell to cell, a row per line, and a form feed from sheet to sheet, where each of
    several sheets begins with a line that names it. ``EDI`` is the interchange as it came.
    """

    TEXT = "text"
    TABLE = "table"
    EDI = "edi"
    PAGES = "pages"
    AUDIO = "audio"
    DOWNLOAD = "download"


class MessagePart(Record):
    """A piece of a message. ``part_id`` is what spans point at; ``text`` is what was taken out of it.

    ``being_read``: its text is still being taken out; until then ``text`` is the file's own, where it is text itself.
    ``filename`` of what a file hides is that file's.
    """

    part_id: str
    number: int
    kind: PartKind
    text: str
    extractor: str
    filename: str | None
    media_type: str | None
    size: int | None
    unreadable: str | None
    being_read: bool
    viewer: Viewer


class Message(Record):
    """One message. ``has_html``: there is a sanitised view of it at /messages/{id}/html."""

    message_id: str
    conversation_id: str
    direction: Direction
    channel: Channel
    sender: str
    recipient: str
    subject: str | None
    sent_at: datetime
    received_at: datetime
    size: int
    sha256: str
    run_id: str | None
    has_html: bool
    parts: tuple[MessagePart, ...]


class MessageItem(Record):
    """A message in a list."""

    message_id: str
    conversation_id: str
    direction: Direction
    channel: Channel
    sender: str
    recipient: str
    subject: str | None
    sent_at: datetime
    received_at: datetime


class WordBox(Record):
    """A word on a page: its place in the text of all pages (code points) and its box, in parts of the page's size."""

    text: str
    start: int
    end: int
    left: float
    top: float
    width: float
    height: float


class PageImage(Record):
    """One page of a document, or a photo. ``image`` is where the picture is; sizes are in pixels."""

    number: int
    width: int
    height: int
    image: str
    words: tuple[WordBox, ...]


class Pages(Record):
    """A part as pictures of its pages. ``total`` counts all; ``note`` says why pages or words are missing."""

    pages: tuple[PageImage, ...]
    total: int
    note: str | None = None

"""The doors that bytes from outside come in by, each as a function that fails on what must never happen.

A reader may refuse its input by its own typed error and in no other way. What it found must stand where it says.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

from domain.errors import DeskError
from domain.messages import Channel, Envelope, PartKind
from reading.dialogue import split_dialogue
from reading.documents import DocumentContext, find_tables, read_document, text_of_delimited
from reading.edi import looks_like_edi, read_edi, text_of_edi
from reading.files_text import FileText
from reading.html import html_to_text
from reading.languages import languages
from reading.order_documents import OrderDocument
from reading.parts import parts_of
from reading.reader import ReadingContext, TextReading, read_text

_TODAY = date(2026, 3, 4)
_NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
_LANGUAGES = (*sorted(languages()), None)


def mail(data: bytes) -> None:
    """A mail as it came over the wire, to its parts, and each text part read."""
    envelope = Envelope(
        channel=Channel.EMAIL, sender="ann@k.example", recipient="d@d.example", subject=None, sent_at=_NOW, raw=data
    )
    try:
        parts = parts_of(envelope, "msg-1")
    except DeskError:
        return
    for part, _ in parts:
        _storable(part.text)
        if part.kind is PartKind.BODY:
            _read(part.text, data)


def mail_text(data: bytes) -> None:
    """A mail whose words came without its wire form: what is quoted, forwarded and new."""
    words = _text(data)
    envelope = Envelope(
        channel=Channel.EMAIL,
        sender="ann@k.example",
        recipient="d@d.example",
        subject="order",
        sent_at=_NOW,
        raw=b"{}",
        body=words,
    )
    for part, _ in parts_of(envelope, "msg-1"):
        _storable(part.text)


def text(data: bytes) -> None:
    """A text message, in any language."""
    _read(_text(data), data)


def call(data: bytes) -> None:
    """A call's transcript."""
    split_dialogue(_text(data))


def page(data: bytes) -> None:
    """The HTML of a mail."""
    found = html_to_text(_text(data))
    _storable(found.visible)
    _storable(found.hidden)


def edi(data: bytes) -> None:
    """An interchange of any standard."""
    looks_like_edi(data[:1024])
    read = text_of_edi(data)
    _checked(read)
    if read.unreadable is None:
        _stands_in(read.text, read_edi(read.text, read.extractor))


def delimited(data: bytes) -> None:
    """A delimited file, and the order on it."""
    read = text_of_delimited("order.csv", data)
    _checked(read)
    _stands_in(read.text, read_document(read.text, _document_context(data)))


def grid(data: bytes) -> None:
    """The grid text of a document or spreadsheet, and the order on it."""
    words = _text(data)
    _stands_in(words, read_document(words, _document_context(data)))


def pasted(data: bytes) -> None:
    """A table that was pasted into a mail."""
    words = _text(data)
    for table in find_tables(words, _document_context(data)):
        assert 0 <= table.start <= table.end <= len(words)
        _stands_in(words, table.document)


DOORS: dict[str, Callable[[bytes], None]] = {
    one.__name__: one for one in (mail, mail_text, text, call, page, edi, delimited, grid, pasted)
}


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace").replace("\0", "")


def _document_context(data: bytes) -> DocumentContext:
    language = _LANGUAGES[len(data) % len(_LANGUAGES)]
    return DocumentContext(
        today=_TODAY, day_first=len(data) % 2 == 0, language=language, is_number=lambda word: word.startswith("K")
    )


def _read(words: str, data: bytes) -> None:
    context = ReadingContext(
        today=_TODAY,
        day_first=len(data) % 2 == 0,
        language=_LANGUAGES[len(data) % len(_LANGUAGES)],
        names=frozenset({"ann", "bluedoor"}),
        is_number=lambda word: word.startswith("k") and word[1:].isdigit(),
    )
    reading = read_text(words, context)
    for token in (*reading.tokens, *reading.residue, *reading.cautions, *reading.prices):
        assert words[token.start : token.end] == token.text
    _lines_are_sound(reading)


def _lines_are_sound(reading: TextReading) -> None:
    for line in reading.lines:
        assert line.amount is None or (line.amount.is_finite() and line.amount > 0)
        assert line.tokens


def _checked(read: FileText) -> None:
    _storable(read.text)
    assert read.extractor
    assert read.text or read.unreadable


def _storable(words: str) -> None:
    words.encode("utf-8")
    assert "\0" not in words


def _stands_in(words: str, document: OrderDocument) -> None:
    """Every value stands inside the text, and every amount can be ordered."""
    spans = [(note.start, note.end) for note in document.notes]
    spans += [(one.start, one.end) for one in document.lines]
    spans += [(party.start, party.end) for party in document.parties]
    spans += [(day.start, day.end) for day in document.requested_dates]
    if document.po_number is not None:
        spans.append((document.po_number.start, document.po_number.end))
    assert all(0 <= start <= end <= len(words) for start, end in spans)
    for line in document.lines:
        assert line.amount is None or (line.amount.is_finite() and line.amount > 0)

"""Mail as it came over the wire: its headers, its text, what is quoted under it, and its attachments."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.errors import MessageError
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import getaddresses, parsedate_to_datetime
from typing import Any, TypeVar, cast

from domain.errors import InputRejected
from domain.messages import Attachment
from reading.html import HtmlText, html_to_text

T = TypeVar("T")

MOST_PARTS = 200
_LONGEST_HEADER = 4_000
_FIRST_YEAR, _LAST_YEAR = 1970, 2999
_HALF_CHARACTER = re.compile("[\ud800-\udfff]")
_SAYS_HTML = re.compile(rb"(?im)^content-type:\s*text/html")
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
_ID = re.compile(r"<[^<>\s]{1,500}>")
_QUOTE_STARTS = (
    re.compile(r"^\s*>"),
    re.compile(
        r"^\s*-{2,}\s*(original message|message d'origine|mensaje original|urspr.ngliche nachricht)", re.IGNORECASE
    ),
    re.compile(
        r"^\s*-{3,}\s*(forwarded message|message transf.r.|mensaje reenviado|weitergeleitete nachricht)", re.IGNORECASE
    ),
    re.compile(r"^\s*(on|le|el|am)\b.{5,200}\b(wrote|a .crit|escribi.|schrieb)\b.*:\s*$", re.IGNORECASE),
    re.compile(r"^\s*begin forwarded message", re.IGNORECASE),
)
_RULE = re.compile(r"^\s*_{10,}\s*$")
# The block that Outlook puts over what it quotes begins with who wrote it; "To: dock 3" alone begins no quotation.
_FIRST_HEADER_LINE = re.compile(r"^\s*\*?(from|de|von)\*?\s*:", re.IGNORECASE)
_HEADER_LINE = re.compile(
    r"^\s*\*?(from|de|von|sent|envoy.|enviado|gesendet|date|to|subject|objet|asunto|betreff)\*?\s*:", re.IGNORECASE
)
_TWO_LINE_QUOTE_START = re.compile(r"^\s*(on|le|el|am)\b.{5,200}$", re.IGNORECASE)
_SIGNATURE = re.compile(r"^-- ?$")


class _Headers(policy.EmailPolicy):
    """Reads headers only so far: the library takes minutes over one that is absurdly long."""

    def header_fetch_parse(self, name: str, value: str) -> Any:
        """A header as the default policy reads it; of a chain of references, the newest."""
        near = value[-_LONGEST_HEADER:] if name.lower() == "references" else value[:_LONGEST_HEADER]
        return super().header_fetch_parse(name, near)


class _QuickHeaders(policy.Compat32):
    """Reads headers as they stand, and only so far."""

    def header_fetch_parse(self, name: str, value: str) -> Any:
        """A header's beginning."""
        return super().header_fetch_parse(name, value[:_LONGEST_HEADER])


_FULL = _Headers()
_QUICK = _QuickHeaders()


@dataclass(frozen=True)
class MailPage:
    """The HTML of a mail, and the pictures that it shows out of the mail itself, by their content ids."""

    markup: str
    pictures: dict[str, bytes]


@dataclass(frozen=True)
class Mail:
    """A mail taken apart. ``hidden`` is text that was kept from a reader's eye; ``defects`` what was broken."""

    sender: str
    recipient: str
    subject: str
    sent_at: datetime | None
    message_id: str | None
    in_reply_to: tuple[str, ...]
    text: str
    hidden: str
    attachments: tuple[Attachment, ...]
    automatic: bool
    defects: tuple[str, ...]


def read_mail(raw: bytes) -> Mail:
    """Take a mail apart. Broken structure, wrong or missing charsets are read as far as they go.

    Raises:
        InputRejected: it has no headers at all, or more parts than ``MOST_PARTS``.
    """
    return _reading(raw, _take_apart)


def has_page(beginning: bytes) -> bool:
    """Whether a mail that begins so has HTML of its own. It is asked for whole lists, so no header is read in full."""
    found = list(_SAYS_HTML.finditer(beginning))
    if not found:
        return False
    of_its_headers = _BLANK_LINE.search(beginning, found[-1].end())
    try:
        parts = _reading(beginning[: of_its_headers.end() if of_its_headers else None], _leaves, _QUICK)
    except InputRejected:
        return False
    return any(_is_page(part) for part, _ in parts)


def page_of(raw: bytes) -> MailPage | None:
    """A mail's HTML; None where it has none.

    Raises:
        InputRejected: its structure cannot be read.
    """
    leaves = [part for part, _ in _reading(raw, _leaves)[:MOST_PARTS]]
    pages = [_text(part) for part in leaves if _is_page(part)]
    pictures = {
        (_header(part, "content-id") or "").strip().strip("<>"): _payload(part)
        for part in leaves
        if part.get_content_maintype() == "image"
    }
    return MailPage("\n<hr>\n".join(pages), pictures) if pages else None


def _is_page(part: EmailMessage) -> bool:
    named = _header(part, "filename") is not None or part.get_content_disposition() == "attachment"
    return part.get_content_type() == "text/html" and not named


def _reading(raw: bytes, what: Callable[[EmailMessage], T], headers: policy.Policy = _FULL) -> T:
    try:
        return what(cast("EmailMessage", BytesParser(EmailMessage, policy=headers).parsebytes(raw)))
    except (MessageError, ValueError, LookupError, AttributeError, TypeError, AssertionError, RecursionError) as error:
        raise InputRejected(f"The mail's structure cannot be read ({type(error).__name__}).") from error


def _take_apart(message: EmailMessage) -> Mail:
    if not message.keys():
        raise InputRejected("This is not a mail: it has no headers.")
    texts: list[str] = []
    pages: list[tuple[HtmlText, Attachment | None]] = []
    attachments: list[Attachment] = []
    defects: list[str] = []
    for count, (part, told_in_plain) in enumerate(_leaves(message)):
        if count >= MOST_PARTS:
            raise InputRejected(f"The mail has more than {MOST_PARTS} parts.")
        defects.extend(type(defect).__name__ for defect in part.defects)
        kind = part.get_content_type()
        filename = _header(part, "filename")
        file = Attachment(filename=filename or f"part-{count + 1}", media_type=kind, content=_payload(part))
        if filename is not None or part.get_content_disposition() == "attachment":
            attachments.append(file)
        elif kind == "text/plain":
            texts.append(_text(part))
        elif kind == "text/html":
            pages.append((html_to_text(_text(part)), None if told_in_plain else file))
        else:
            attachments.append(file)
    if any(text.strip() for text in texts):
        # A page beside a text that says other words would be lost; both in one body might order twice.
        told = set("\n".join(texts).split())
        attachments += [file for page, file in pages if file is not None and not told.issuperset(page.visible.split())]
    return Mail(
        sender=_address(message, "from"),
        recipient=_address(message, "to"),
        subject=_header(message, "subject") or "",
        sent_at=_date(message),
        message_id=next(iter(_ID.findall(_header(message, "message-id") or "")), None),
        in_reply_to=_ids(message),
        text="\n".join(texts).replace("\r\n", "\n")
        if any(t.strip() for t in texts)
        else "\n".join(page.visible for page, _ in pages),
        hidden="\n".join(page.hidden for page, _ in pages if page.hidden),
        attachments=tuple(attachments),
        automatic=_automatic(message),
        defects=tuple(dict.fromkeys(defects)),
    )


def storable(text: str) -> str:
    """The text with a mark for every half of a character, such as a cut emoji leaves: nothing can store one."""
    return _HALF_CHARACTER.sub("\ufffd", text)


def believable(moment: datetime) -> bool:
    """Whether a message may say that it was sent then: at the edges of the calendar nothing can count from it."""
    return _FIRST_YEAR <= moment.year <= _LAST_YEAR


def split_quoted(text: str) -> tuple[str, str]:
    """New words and quoted ones: everything from the first line on that begins a quotation.

    When new words stand below a quotation (an answer between the lines, or under it) nothing is split off: no
    wanted line may be lost.
    """
    lines = text.split("\n")
    start = next((at for at in range(len(lines)) if _starts_quote(lines, at)), None)
    if start is None:
        return text, ""
    quoted = lines[start:]
    marked = [line for line in quoted if line.lstrip().startswith(">")]
    below = quoted[max(at for at, line in enumerate(quoted) if line.lstrip().startswith(">")) + 1 :] if marked else []
    if any(line.strip() for line in below):
        return text, ""
    return "\n".join(lines[:start]).rstrip(), "\n".join(quoted)


def _starts_quote(lines: list[str], at: int) -> bool:
    line = lines[at]
    if any(pattern.match(line) for pattern in _QUOTE_STARTS):
        return True
    following = lines[at + 1] if at + 1 < len(lines) else ""
    if _TWO_LINE_QUOTE_START.match(line) and re.search(
        r"(wrote|a .crit|escribi.|schrieb)\s*:\s*$", following, re.IGNORECASE
    ):
        return True
    if _RULE.match(line):
        line, following = following, lines[at + 2] if at + 2 < len(lines) else ""
    return bool(_FIRST_HEADER_LINE.match(line) and _HEADER_LINE.match(following))


def _leaves(message: EmailMessage) -> list[tuple[EmailMessage, bool]]:
    """Every part that holds something itself, and whether a plain text beside it says the same.

    A mail inside a mail is one attachment.
    """
    found: list[tuple[EmailMessage, bool]] = []
    waiting = [(message, False)]
    while waiting and len(found) <= MOST_PARTS:
        part, told_in_plain = waiting.pop(0)
        if part.get_content_maintype() == "multipart" and isinstance(part.get_payload(), list):
            inner = [p for p in part.iter_parts() if isinstance(p, EmailMessage)]
            if part.get_content_type() == "multipart/alternative":
                plain = (_text(p) for p in inner if p.get_content_type() == "text/plain")
                told_in_plain = told_in_plain or any(text.strip() for text in plain)
            waiting = [(p, told_in_plain) for p in inner] + waiting
        else:
            found.append((part, told_in_plain))
    return found


def _text(part: EmailMessage) -> str:
    """A text part's text: by the charset it states, else UTF-8, else Windows-1252, which reads any byte."""
    content = _payload(part)
    stated = part.get_content_charset() or "utf-8"
    for charset in (stated, "utf-8", "cp1252"):
        try:
            return storable(content.decode(charset))
        except (LookupError, ValueError):
            continue
    return content.decode("latin-1")


def _payload(part: EmailMessage) -> bytes:
    if part.is_multipart():
        return b"\n".join(_wire(inner) for inner in part.get_payload() if isinstance(inner, EmailMessage))
    try:
        payload = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError, AttributeError):
        payload = None
    if isinstance(payload, bytes):
        return payload
    return str(part.get_payload()).encode("utf-8", "replace")


def _wire(message: EmailMessage) -> bytes:
    """A mail inside a mail as it came."""
    try:
        return message.as_bytes(policy=policy.compat32)
    except (MessageError, ValueError, LookupError, AttributeError, TypeError):
        return str(message.get_payload()).encode("utf-8", "replace")


def _header(part: EmailMessage, name: str) -> str | None:
    """One header as text (or the file name); None where it is missing or beyond reading."""
    try:
        value = part.get_filename() if name == "filename" else part.get(name)
        return None if value is None else storable(re.sub(r"[\r\n\0]+", " ", str(value)))
    except (ValueError, IndexError, AttributeError, LookupError, TypeError, MessageError):
        return None


def _address(message: EmailMessage, name: str) -> str:
    found = getaddresses([_header(message, name) or ""])
    return next((address.strip().lower() for _, address in found if "@" in address), "")


def _date(message: EmailMessage) -> datetime | None:
    try:
        moment = parsedate_to_datetime(_header(message, "date") or "")
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) if believable(moment) else None


def _ids(message: EmailMessage) -> tuple[str, ...]:
    """The mails this one answers, nearest first."""
    answered = _ID.findall(_header(message, "in-reply-to") or "")
    earlier = _ID.findall(_header(message, "references") or "")
    return tuple(dict.fromkeys([*answered, *reversed(earlier)]))


def _automatic(message: EmailMessage) -> bool:
    """Whether a machine sent it: an auto-reply, a bounce, a list."""
    submitted = (_header(message, "auto-submitted") or "no").lower()
    precedence = (_header(message, "precedence") or "").lower()
    return (
        submitted != "no"
        or precedence in {"bulk", "auto_reply", "junk"}
        or message.get_content_type() == "multipart/report"
    )

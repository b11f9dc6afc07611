"""A mail's parts as they stand in its MIME tree, and the text and bytes of each, however broken."""

from __future__ import annotations

import binascii
import codecs
import re
from collections.abc import Callable
from email import policy
from email.errors import MessageError
from email.message import EmailMessage
from email.parser import BytesParser
from functools import lru_cache
from typing import Any, TypeVar, cast

from domain.errors import InputRejected

T = TypeVar("T")

MOST_PARTS = 200
_LONGEST_HEADER = 4_000
_HALF_CHARACTER = re.compile("[\ud800-\udfff]")
_LINE_ENDS = re.compile(r"[\r\n\0]+")
# Charsets of which UTF-8 and Windows-1252 are what is meant where their bytes say so, and those that take too long.
_LATIN = frozenset({"iso-8859-1", "latin-1", "latin1", "iso8859-1", "us-ascii", "ascii", "windows-1252", "cp1252"})
_NO_CHARSET = frozenset({"punycode", "idna"})
_LONGEST_CHARSET_NAME = 40
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s{0,5}=\s{0,5}[\"']?([A-Za-z0-9_\-]{1,40})", re.IGNORECASE)
_HEAD_OF_PAGE = 2_000
_EDGE = re.compile(rb"^--([^\s]{1,70})[ \t]*\r?\n(?=content-[a-z\-]{1,40}:)", re.IGNORECASE | re.MULTILINE)


class _Headers(policy.EmailPolicy):
    """Reads headers only so far: the library takes minutes over one that is absurdly long."""

    def header_fetch_parse(self, name: str, value: str) -> Any:
        """A header as the default policy reads it; of a chain of references, the newest."""
        near = value[-_LONGEST_HEADER:] if name.lower() == "references" else value[:_LONGEST_HEADER]
        return _parsed_header(name, near)


class _QuickHeaders(policy.Compat32):
    """Reads headers as they stand, and only so far."""

    def header_fetch_parse(self, name: str, value: str) -> Any:
        """A header's beginning."""
        return super().header_fetch_parse(name, value[:_LONGEST_HEADER])


@lru_cache(maxsize=256)
def _parsed_header(name: str, value: str) -> Any:
    """A header as the library parses it: it is asked again and again while a mail is taken apart."""
    return policy.default.header_fetch_parse(name, value)


FULL: policy.Policy = _Headers()
QUICK: policy.Policy = _QuickHeaders()


def parsed(raw: bytes, what: Callable[[EmailMessage], T], headers: policy.Policy = FULL) -> T:
    """What is made of a mail's tree.

    Raises:
        InputRejected: the tree cannot be built, or what was wanted of it cannot be had.
    """
    try:
        return what(cast("EmailMessage", BytesParser(EmailMessage, policy=headers).parsebytes(raw)))
    except (MessageError, ValueError, LookupError, AttributeError, TypeError, AssertionError, RecursionError) as error:
        raise InputRejected(f"The mail's structure cannot be read ({type(error).__name__}).") from error


def leaves(message: EmailMessage) -> list[tuple[EmailMessage, bool]]:
    """Every part that holds something itself, and whether it is a page with a plain text beside it to choose from.

    A mail inside a mail is one part. There are at most ``MOST_PARTS`` and one.
    """
    found: list[tuple[EmailMessage, bool]] = []
    waiting = [(message, False)]
    while waiting and len(found) <= MOST_PARTS:
        part, told_in_plain = waiting.pop()
        if part.get_content_maintype() == "multipart":
            inner = _inside(part)
            if inner:
                if part.get_content_type() == "multipart/alternative":
                    plain = (text_of(p) for p in inner if p.get_content_type() == "text/plain")
                    told_in_plain = told_in_plain or any(text.strip() for text in plain)
                waiting += [(p, told_in_plain) for p in reversed(inner)]
                continue
        found.append((part, told_in_plain))
    return found


def _inside(part: EmailMessage) -> list[EmailMessage]:
    """The parts of a multipart; where its edges are not those it states, those that stand in it."""
    if part.is_multipart():
        return [inner for inner in part.get_payload() if isinstance(inner, EmailMessage)]
    content = payload_of(part)
    edge = _EDGE.search(content)
    if edge is None:
        return []
    restated = b'Content-Type: multipart/mixed; boundary="' + edge[1].replace(b'"', b"") + b'"\r\n\r\n'
    again = BytesParser(EmailMessage, policy=part.policy).parsebytes(restated + content).get_payload()
    return [inner for inner in again if isinstance(inner, EmailMessage)] if isinstance(again, list) else []


def text_of(part: EmailMessage) -> str:
    """A text part's text, with plain line ends; lines that were broken to fit ("format=flowed") are whole again."""
    text = storable(_decoded(part)).replace("\r\n", "\n")
    flowed = part.get_content_type() == "text/plain" and str(part.get_param("format", "")).lower() == "flowed"
    return _unbroken(text, str(part.get_param("delsp", "")).lower() == "yes") if flowed else text


def _decoded(part: EmailMessage) -> str:
    """By the charset it states, else UTF-8, else Windows-1252, which reads nearly any byte."""
    content = payload_of(part)
    stated = (part.get_content_charset() or "").lower()[:_LONGEST_CHARSET_NAME]
    if not stated and part.get_content_type() == "text/html":
        meta = _META_CHARSET.search(content[:_HEAD_OF_PAGE])
        stated = meta[1].decode("ascii").lower() if meta else ""
    if stated in _NO_CHARSET or stated in _LATIN:
        stated = ""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", "replace")
    for charset in (stated or "utf-8-sig", "utf-8-sig", "cp1252"):
        try:
            return content.decode(charset)
        except (LookupError, ValueError):
            continue
    return content.decode("latin-1")


def _unbroken(text: str, joined_without_blank: bool) -> str:
    """Lines that end in a blank go on in the next one (RFC 3676), unless they are quoted or a signature's mark."""
    told: list[str] = []
    going_on = False
    for line in text.split("\n"):
        words = line.removeprefix(" ")
        fixed = words.startswith(">") or words == "-- "
        if told:
            told.append("" if going_on and not fixed else "\n")
        going_on = words.endswith(" ") and not fixed and bool(words.strip())
        told.append(words[:-1] if going_on and joined_without_blank else words)
    return "".join(told)


def payload_of(part: EmailMessage) -> bytes:
    """A part's bytes, its transfer encoding undone as far as it goes; of a mail inside a mail, the mail as it came."""
    if part.is_multipart():
        content = b"\n".join(_wire(inner) for inner in part.get_payload() if isinstance(inner, EmailMessage))
        encoded = (header(part, "content-transfer-encoding") or "").strip().lower() == "base64"
        return _from_base64(content) if encoded else content
    try:
        decoded = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError, AttributeError):
        decoded = None
    if isinstance(decoded, bytes):
        return decoded
    return str(part.get_payload()).encode("utf-8", "replace")


def _from_base64(content: bytes) -> bytes:
    """A mail that was encoded though none may be; one that only says so is what it is."""
    try:
        return binascii.a2b_base64(content, strict_mode=False) if b":" not in content else content
    except ValueError:
        return content


def _wire(message: EmailMessage) -> bytes:
    """A mail inside a mail as it came."""
    if not message.keys() and not message.is_multipart():
        return payload_of(message)
    try:
        return message.as_bytes(policy=policy.compat32)
    except (MessageError, ValueError, LookupError, AttributeError, TypeError):
        return str(message.get_payload()).encode("utf-8", "replace")


def header(part: EmailMessage, name: str) -> str | None:
    """One header in one line; None where it is missing or beyond reading."""
    return next(iter(headers(part, name)), None)


def headers(part: EmailMessage, name: str) -> list[str]:
    """Every header of that name, each in one line, those beyond reading left out."""
    try:
        values = part.get_all(name) or []
        return [storable(_LINE_ENDS.sub(" ", str(value))) for value in values[:MOST_PARTS]]
    except (ValueError, IndexError, AttributeError, LookupError, TypeError, MessageError):
        return []


def filename_of(part: EmailMessage) -> str | None:
    """The name a part's file has; None where it has none, or none that can be read."""
    try:
        name = part.get_filename()
        return None if name is None else storable(_LINE_ENDS.sub(" ", str(name)))
    except (ValueError, IndexError, AttributeError, LookupError, TypeError, MessageError):
        return None


def storable(text: str) -> str:
    """The text with a mark for every half of a character, such as a cut emoji leaves: nothing can store one."""
    return _HALF_CHARACTER.sub("\ufffd", text)

"""A mail's HTML, to be shown as it was laid out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.message import EmailMessage

from domain.errors import InputRejected
from reading.mail.structure import MOST_PARTS, QUICK, filename_of, header, leaves, parsed, payload_of, text_of

_SAYS_HTML = re.compile(rb"(?im)^content-type:\s*text/html")
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")


@dataclass(frozen=True)
class MailPage:
    """The HTML of a mail, and the pictures that it shows out of the mail itself, by their content ids."""

    markup: str
    pictures: dict[str, bytes]


def has_page(beginning: bytes) -> bool:
    """Whether a mail that begins so has HTML of its own. It is asked for whole lists, so no header is read in full."""
    found = list(_SAYS_HTML.finditer(beginning))
    if not found:
        return False
    of_its_headers = _BLANK_LINE.search(beginning, found[-1].end())
    try:
        parts = parsed(beginning[: of_its_headers.end() if of_its_headers else None], leaves, QUICK)
    except InputRejected:
        return False
    return any(_is_page(part) for part, _ in parts)


def page_of(raw: bytes) -> MailPage | None:
    """A mail's HTML; None where it has none.

    Raises:
        InputRejected: its structure cannot be read.
    """
    parts = [part for part, _ in parsed(raw, leaves)[:MOST_PARTS]]
    pages = [text_of(part) for part in parts if _is_page(part)]
    pictures = {
        (header(part, "content-id") or "").strip().strip("<>"): payload_of(part)
        for part in parts
        if part.get_content_maintype() == "image"
    }
    return MailPage("\n<hr>\n".join(pages), pictures) if pages else None


def _is_page(part: EmailMessage) -> bool:
    named = filename_of(part) is not None or part.get_content_disposition() == "attachment"
    return part.get_content_type() == "text/html" and not named

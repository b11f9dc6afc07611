"""Mail as it came over the wire, taken apart: its headers, its text, the mails inside it and its files."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import getaddresses, parsedate_to_datetime

from domain.errors import InputRejected
from domain.messages import Attachment
from reading.html import HtmlText, html_to_text
from reading.mail.invitations import invitation_text, is_invitation
from reading.mail.origin import Automatic, automatic_kind, origin_of
from reading.mail.pictures import is_decoration
from reading.mail.saying import chosen_text
from reading.mail.structure import MOST_PARTS, filename_of, header, leaves, parsed, payload_of, storable, text_of

MOST_NESTED = 4
# Reading a page takes some seconds for every million characters; what people write takes a few thousand.
LONGEST_PAGE = 1_500_000
_FIRST_YEAR, _LAST_YEAR = 1970, 2999
_ID = re.compile(r"<[^<>\s]{1,500}>")
_SEAL_TYPES = frozenset({"application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature"})
_SEAL_NAMES = (".p7s", ".asc", ".sig")
_REPORT_TYPES = frozenset({"message/delivery-status", "message/disposition-notification", "text/rfc822-headers"})


@dataclass(frozen=True)
class Invitation:
    """An invitation to a meeting that came with a mail, and what it says."""

    file: Attachment
    text: str


@dataclass(frozen=True)
class Mail:
    """A mail taken apart.

    ``text`` is what a person reads in it; ``hidden`` was kept from their eye. ``origin`` is what its headers tell of
    who sent it (``reading.mail.origin``), ``automatic`` what kind of machine did. ``enclosed`` are the mails inside it,
    each with its file. ``differing`` are pages that say other than the plain text beside them, ``oversized`` those of
    more than ``LONGEST_PAGE`` characters. ``defects`` name what was broken.
    """

    sender: str
    recipient: str
    subject: str
    sent_at: datetime | None
    message_id: str | None
    in_reply_to: tuple[str, ...]
    text: str
    hidden: str
    attachments: tuple[Attachment, ...]
    automatic: Automatic | None
    defects: tuple[str, ...]
    origin: str = ""
    enclosed: tuple[tuple[Attachment, Mail], ...] = ()
    invitations: tuple[Invitation, ...] = ()
    differing: tuple[Attachment, ...] = ()
    oversized: tuple[Attachment, ...] = ()

    @property
    def heading(self) -> str:
        """Who wrote to whom, when and about what, as a block of headers: what stands over a mail that is passed on."""
        named = next((line for line in self.origin.split("\n") if line.startswith("From: ")), f"From: {self.sender}")
        sent = self.sent_at.isoformat(" ", "minutes") if self.sent_at else ""
        return f"{named}\nDate: {sent}\nSubject: {self.subject}\nTo: {self.recipient}"


def read_mail(raw: bytes) -> Mail:
    """Take a mail apart. Broken structure, wrong or missing charsets are read as far as they go.

    Mails inside it are read too, ``MOST_NESTED`` deep; what is deeper, or no mail, stays a file.

    Raises:
        InputRejected: it has no headers at all, or more parts than ``MOST_PARTS``.
    """
    return _Taking().mail(raw, 1)


@dataclass
class _Pieces:
    """What one mail's parts come to. A page goes with its file, and with whether it stands beside a plain text."""

    texts: list[str] = field(default_factory=list)
    pages: list[tuple[HtmlText, Attachment, bool]] = field(default_factory=list)
    oversized: list[Attachment] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    enclosed: list[tuple[Attachment, Mail]] = field(default_factory=list)
    invitations: list[Invitation] = field(default_factory=list)
    defects: list[str] = field(default_factory=list)


class _Taking:
    """Takes one mail apart with the mails inside it, and counts the parts of all of them."""

    def __init__(self) -> None:
        self._parts = 0

    def mail(self, raw: bytes, depth: int) -> Mail:
        return parsed(raw, lambda message: self._apart(message, depth))

    def _apart(self, message: EmailMessage, depth: int) -> Mail:
        if not message.keys():
            raise InputRejected("This is not a mail: it has no headers.")
        pieces = _Pieces()
        kind = automatic_kind(message)
        for number, (part, told_in_plain) in enumerate(leaves(message), start=1):
            self._parts += 1
            if self._parts > MOST_PARTS:
                raise InputRejected(f"The mail has more than {MOST_PARTS} parts.")
            if kind is Automatic.BOUNCE and part.get_content_type() in _REPORT_TYPES:
                continue
            self._take(part, number, told_in_plain, depth, pieces)
        text, differing = chosen_text(pieces.texts, pieces.pages)
        if kind is None and pieces.invitations and _says_no_more(text, pieces.invitations):
            kind = Automatic.INVITATION
        return Mail(
            sender=_address(message, "from"),
            recipient=_address(message, "to"),
            subject=header(message, "subject") or "",
            sent_at=_date(message),
            message_id=next(iter(_ID.findall(header(message, "message-id") or "")), None),
            in_reply_to=_ids(message),
            text=text,
            hidden="\n".join(page.hidden for page, _, _ in pieces.pages if page.hidden),
            attachments=tuple(pieces.attachments),
            automatic=kind,
            defects=tuple(dict.fromkeys(pieces.defects)),
            origin=origin_of(message),
            enclosed=tuple(pieces.enclosed),
            invitations=tuple(pieces.invitations),
            differing=differing,
            oversized=tuple(pieces.oversized),
        )

    def _take(self, part: EmailMessage, number: int, told_in_plain: bool, depth: int, pieces: _Pieces) -> None:
        pieces.defects.extend(type(defect).__name__ for defect in part.defects)
        media_type = part.get_content_type()
        named = filename_of(part)
        filed = named is not None or part.get_content_disposition() == "attachment"
        if media_type in _SEAL_TYPES and (named is None or named.lower().endswith(_SEAL_NAMES)):
            return
        if part.get_content_maintype() == "multipart" and not filed:
            pieces.texts.append(text_of(part))
            return
        if not filed and media_type == "text/plain":
            pieces.texts.append(text_of(part))
            return
        content = payload_of(part)
        file = Attachment(filename=named or f"part-{number}", media_type=media_type, content=content)
        if not filed and media_type == "text/html":
            markup = text_of(part)
            if len(markup) > LONGEST_PAGE:
                pieces.oversized.append(file)
            else:
                pieces.pages.append((html_to_text(markup), file, told_in_plain))
        elif is_invitation(media_type, named):
            pieces.invitations.append(Invitation(file, invitation_text(text_of(part))))
        elif media_type == "message/rfc822" or (named or "").lower().endswith(".eml"):
            self._enclose(file, depth, pieces)
        elif part.get_content_disposition() == "attachment" or not is_decoration(media_type, content):
            pieces.attachments.append(file)

    def _enclose(self, file: Attachment, depth: int, pieces: _Pieces) -> None:
        if depth >= MOST_NESTED:
            pieces.attachments.append(file)
            return
        try:
            pieces.enclosed.append((file, self.mail(file.content, depth + 1)))
        except InputRejected:
            pieces.attachments.append(file)


def believable(moment: datetime) -> bool:
    """Whether a message may say that it was sent then: at the edges of the calendar nothing can count from it."""
    return _FIRST_YEAR <= moment.year <= _LAST_YEAR


def _says_no_more(text: str, invitations: list[Invitation]) -> bool:
    """Whether a mail says nothing but what its invitations say."""
    said = {word for invitation in invitations for word in invitation.text.split()}
    return said.issuperset(text.split())


def _address(message: EmailMessage, name: str) -> str:
    found = getaddresses([header(message, name) or ""])
    return next((storable(address.strip().lower()) for _, address in found if "@" in address), "")


def _date(message: EmailMessage) -> datetime | None:
    try:
        moment = parsedate_to_datetime(header(message, "date") or "")
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) if believable(moment) else None


def _ids(message: EmailMessage) -> tuple[str, ...]:
    """The mails this one answers, nearest first."""
    answered = _ID.findall(header(message, "in-reply-to") or "")
    earlier = _ID.findall(header(message, "references") or "")
    return tuple(dict.fromkeys([*answered, *reversed(earlier)]))

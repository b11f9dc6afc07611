"""A reply as a mail: to the one who wrote, in their thread, and marked as what a machine sent."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage, Message
from email.parser import BytesHeaderParser
from email.utils import format_datetime
from typing import Any

from connectors.channels.servers import one_line
from domain.errors import MailRefused

_HEAD = 262_144
_LONGEST_SUBJECT = 300
# One line of a mail holds 998 bytes.
_LONGEST_CHAIN = 900
_ID = re.compile(r"<[!-;=?-~]{1,500}>")
_ADDRESS = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+", re.IGNORECASE)
_LONGEST_ADDRESS = 254
_MACHINES = re.compile(
    r"(mailer-daemon|postmaster|no[._-]?reply|do[._-]?not[._-]?reply|bounces?)([+._-].*)?", re.IGNORECASE
)
_LIST_HEADERS = ("list-id", "list-post", "list-unsubscribe", "x-loop", "feedback-id")
_SENT_IN_BULK = frozenset({"bulk", "list", "junk", "auto_reply"})
_WANT_NONE = frozenset({"all", "autoreply"})
_IDS = frozenset({"message-id", "in-reply-to", "references"})


class _Wire(policy.EmailPolicy):
    """Headers as the library writes them, but ids each on one line: folding would break what is longer than it."""

    def fold_binary(self, name: str, value: Any) -> bytes:
        """A header as bytes."""
        if name.lower() in _IDS:
            return f"{name}: {value}{self.linesep}".encode("ascii", "replace")
        return super().fold_binary(name, value)


_POLICY = _Wire(linesep="\r\n", cte_type="7bit")


@dataclass(frozen=True)
class Reply:
    """What is said to whom. ``thread`` are the ids of the mails before it, the one that is answered last."""

    mail_id: str
    sender: str
    sender_name: str
    recipient: str
    subject: str
    text: str
    at: datetime
    answers: str | None
    thread: tuple[str, ...]


def mail_id(message_id: str, sender: str) -> str:
    """The Message-ID of a message of the desk's: the same each time, so that who gets it twice sees it once."""
    return f"<{message_id}@{sender.rpartition('@')[2]}>"


def compose(reply: Reply) -> bytes:
    """The mail, in ASCII alone, as it goes over the wire.

    Raises:
        MailRefused: no mail can be written to that address, or from it.
    """
    for address in (reply.sender, reply.recipient):
        if not can_be_written_to(address):
            raise MailRefused(f"No mail can be sent to or from “{address[:80]}”: it is no plain mail address.")
    mail = EmailMessage(policy=_POLICY)
    try:
        mail["From"] = Address(display_name=one_line(reply.sender_name), addr_spec=reply.sender)
        mail["To"] = Address(addr_spec=reply.recipient)
        mail["Subject"] = one_line(reply.subject)[:_LONGEST_SUBJECT] or "Re:"
        mail["Date"] = format_datetime(reply.at)
        mail["Message-ID"] = reply.mail_id
        if reply.answers is not None and _ID.fullmatch(reply.answers):
            mail["In-Reply-To"] = reply.answers
        chain = _fitting([each for each in reply.thread if _ID.fullmatch(each)])
        if chain:
            mail["References"] = chain
        mail["Auto-Submitted"] = "auto-replied"
        mail["X-Auto-Response-Suppress"] = "All"
        mail.set_content(reply.text)
        return mail.as_bytes()
    except (MessageError, ValueError, LookupError, AttributeError) as error:
        raise MailRefused(f"The reply cannot be written as a mail ({type(error).__name__}).") from error


def can_be_written_to(address: str) -> bool:
    """Whether an address is one that every mail server knows what to do with."""
    return len(address) <= _LONGEST_ADDRESS and _ADDRESS.fullmatch(address) is not None


def earlier(raw: bytes) -> tuple[str, ...]:
    """The ids of the mails before one, by its own headers, oldest first."""
    headers = _headers(raw)
    chain = [*_ID.findall(headers.get("references", "")), *_ID.findall(headers.get("in-reply-to", ""))]
    return tuple(dict.fromkeys(chain))


def wants_no_answer(sender: str, raw: bytes, own: str) -> str | None:
    """Why a mail is not to be answered by a machine, as a sentence; None where it may be.

    Its own headers decide: what another machine sent, a list, a bounce, or a sender who says so. A list of the domain
    of the desk's ``own`` address is no list in that sense: such an address hands on what people write to it.
    """
    if _MACHINES.fullmatch(sender.rpartition("@")[0]):
        return f"Nobody reads what is sent to {sender}."
    headers = _headers(raw)
    if headers.get("auto-submitted", "no").partition(";")[0].strip().lower() != "no":
        return "The mail that it answers was sent by a machine (Auto-Submitted)."
    if headers.get("content-type", "").lower().startswith("multipart/report"):
        return "The mail that it answers is a report of a mail server."
    if headers.get("return-path", "").replace(" ", "").startswith("<>"):
        return "The mail that it answers wants no answer (an empty Return-Path)."
    many = headers.get("precedence", "").strip().lower() in _SENT_IN_BULK or any(n in headers for n in _LIST_HEADERS)
    if many and not _is_of(headers.get("list-id", ""), own.rpartition("@")[2]):
        return "The mail that it answers came over a list, or to many at once."
    unwanted = {each.strip().lower() for each in headers.get("x-auto-response-suppress", "").split(",")}
    if unwanted & _WANT_NONE:
        return "The mail that it answers asks machines not to answer (X-Auto-Response-Suppress)."
    return None


def _is_of(list_id: str, domain: str) -> bool:
    named = list_id.strip().lower().rpartition("<")[2].removesuffix(">")
    return bool(domain) and named.endswith((f".{domain.lower()}", f"@{domain.lower()}"))


def _headers(raw: bytes) -> Mapping[str, str]:
    """A mail's headers by their names in small letters, as they stand; the first of each, the id chains whole."""
    try:
        message: Message = BytesHeaderParser(policy=policy.compat32).parsebytes(raw[:_HEAD])
        found: dict[str, str] = {}
        for name, value in message.raw_items():
            found.setdefault(name.lower(), str(value))
    except (MessageError, ValueError, LookupError, AttributeError, TypeError, RecursionError):
        return {}
    return found


def _fitting(chain: list[str]) -> str:
    """The thread's first mail and as many of its last as one line holds."""
    room = _LONGEST_CHAIN
    kept: list[str] = []
    for each in [*chain[:1], *reversed(chain[1:])]:
        room -= len(each) + 1
        if room < 0:
            break
        kept.append(each)
    return " ".join([*kept[:1], *reversed(kept[1:])])

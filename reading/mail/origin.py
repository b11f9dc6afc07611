"""What a mail's headers tell of who sent it: a machine, or somebody other than the From line says."""

from __future__ import annotations

import re
from email.message import EmailMessage
from email.utils import getaddresses
from enum import StrEnum

from domain.mail_domains import registered_domain
from reading.mail.structure import header, headers
from reading.mail.words import mail_words
from reading.tokens import fold

_CHECK = re.compile(r"\b(dmarc|spf|dkim)\s{0,5}=\s{0,5}([a-z]{2,12})", re.IGNORECASE)
_RECEIVED_SPF = re.compile(r"\s*([a-z]{2,12})", re.IGNORECASE)
_MACHINE_SENDERS = re.compile(r"(?:mailer-daemon|postmaster|mail-daemon)@", re.IGNORECASE)
_ANSWERING_HEADERS = ("x-autoreply", "x-autorespond", "x-auto-reply")
_MOST_ADDRESSES = 20
# How a check of the sender went, the worst first.
_RESULTS = ("fail", "hardfail", "softfail", "permerror", "temperror", "none", "neutral", "policy", "pass")


class Automatic(StrEnum):
    """What kind of machine sent a mail.

    A ``REPLY`` or a ``BOUNCE`` orders nothing. What was ``GENERATED`` or sent in ``BULK`` may be a customer's own
    software ordering. An ``INVITATION`` to a meeting is one where it says nothing else.
    """

    REPLY = "automatic reply"
    BOUNCE = "bounce"
    GENERATED = "generated"
    BULK = "bulk"
    INVITATION = "invitation"


def automatic_kind(message: EmailMessage) -> Automatic | None:
    """What kind of machine sent a mail, by its headers; None where they say nothing of one."""
    submitted = (header(message, "auto-submitted") or "no").partition(";")[0].strip().lower()
    precedence = (header(message, "precedence") or "").strip().lower()
    returned = (header(message, "return-path") or "<?>").strip()
    sender = header(message, "from") or ""
    if (
        message.get_content_type() == "multipart/report"
        or header(message, "x-failed-recipients") is not None
        or _MACHINE_SENDERS.search(sender) is not None
    ):
        return Automatic.BOUNCE
    if submitted == "auto-replied" or precedence == "auto_reply" or returned == "<>":
        return Automatic.REPLY
    if any((header(message, name) or "no").strip().lower() not in {"no", "false", "0"} for name in _ANSWERING_HEADERS):
        return Automatic.REPLY
    if submitted != "no":
        return Automatic.GENERATED
    return Automatic.BULK if precedence in {"bulk", "junk"} else None


def looks_automatic(subject: str) -> bool:
    """Whether a subject is one that only machines write ("Automatic reply: ..."). It proves nothing by itself."""
    return mail_words().automatic.search(fold(subject[:500])) is not None


def origin_of(message: EmailMessage) -> str:
    """What the headers tell of who sent it, a header a line; empty where the From line's address is all there is.

    ``From`` with the name that stands before the address; ``Reply-To``, ``Sender`` and ``Resent-From`` where they are
    of another domain; ``Authentication-Results`` as the checks that each such header reports, where one failed.
    """
    told: list[str] = []
    named = _addresses(message, "from")
    sender = next((address for _, address in named), "")
    told += [f"From: {name} <{address}>" for name, address in named if name and name.lower() != address.lower()]
    home = registered_domain(sender)
    for name in ("Reply-To", "Sender", "Resent-From"):
        elsewhere = [a for _, a in _addresses(message, name.lower()) if home and registered_domain(a) != home]
        told += [f"{name}: {address}" for address in elsewhere]
    for results in headers(message, "authentication-results"):
        checks = _checks(results)
        if any("fail" in result for result in checks.values()):
            told.append("Authentication-Results: " + " ".join(f"{check}={checks[check]}" for check in sorted(checks)))
    for received in headers(message, "received-spf") if message.get("authentication-results") is None else ():
        result = _RECEIVED_SPF.match(received)
        if result is not None and "fail" in result[1].lower():
            told.append(f"Received-SPF: {result[1].lower()}")
    return "\n".join(dict.fromkeys(told))


def _checks(results: str) -> dict[str, str]:
    """The checks a header reports. Of several signatures one that holds is enough."""
    found: dict[str, str] = {}
    for check, result in _CHECK.findall(results.lower()):
        if result in _RESULTS:
            worse = check in found and _RESULTS.index(found[check]) >= _RESULTS.index(result)
            found[check] = found[check] if worse else result
    return found


def _addresses(message: EmailMessage, name: str) -> list[tuple[str, str]]:
    """The (name, address) pairs of a header, each in one line, addresses in lower case."""
    found = getaddresses([header(message, name) or ""])
    return [
        (" ".join(shown.split()), address.strip().lower())
        for shown, address in found[:_MOST_ADDRESSES]
        if "@" in address
    ]

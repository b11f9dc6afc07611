"""What is suspicious about who sent a mail: a From line proves nobody, and some of them are known to lie."""

from __future__ import annotations

from domain.mail_domains import domain_of, registered_domain
from domain.messages import Channel, PartKind
from domain.orders import ExceptionKind, OrderException
from store.conversations import StoredMessage
from tools.base import Toolbox
from tools.customers import FindSender, find_sender
from tools.senders import Impersonation, look_alikes

_MOST_TOLD = 3


def suspicions(message: StoredMessage, tools: Toolbox) -> tuple[OrderException, ...]:
    """What speaks for an impostor, each as an exception with a sentence; nothing for other channels than mail.

    Holds the tools ``find_sender`` and ``look_alikes``.
    """
    if message.channel is not Channel.EMAIL:
        return ()
    told = [line for part in message.texts(PartKind.HEADERS) for line in part.text.split("\n")]
    headers = [(name, value) for line in told for name, _, value in [line.partition(": ")]]
    sentences = [
        *_replies_elsewhere(message.sender, headers, tools),
        *_failed_checks(headers),
        *_imitations(message.sender, headers, tools),
    ]
    return tuple(
        OrderException(kind=ExceptionKind.SUSPICIOUS, sentence=sentence) for sentence in dict.fromkeys(sentences)
    )


def _replies_elsewhere(sender: str, headers: list[tuple[str, str]], tools: Toolbox) -> list[str]:
    """A reply would go to another house. Where a stranger's mail is answered to a contact of ours, it goes home."""
    sentences = []
    for name, address in headers:
        if name == "Reply-To" and registered_domain(address) != registered_domain(sender):
            strange = not tools.call(find_sender, FindSender(address=sender)).exact
            if strange and tools.call(find_sender, FindSender(address=address)).exact:
                continue
            sentences.append(f"The mail is from {sender}, but its replies go to {address}.")
    return sentences[:_MOST_TOLD]


def _failed_checks(headers: list[tuple[str, str]]) -> list[str]:
    """The receiving server could not confirm the sender. DMARC alone looks at the From line, so its pass outweighs."""
    sentences = []
    for name, value in headers:
        if name not in ("Authentication-Results", "Received-SPF"):
            continue
        results = dict(check.split("=", 1) for check in value.split() if "=" in check) or {"spf": value.strip()}
        failed = [check.upper() for check, result in results.items() if "fail" in result]
        if failed and results.get("dmarc") != "pass":
            sentences.append(f"The mail server could not confirm who sent the mail ({', '.join(failed)} failed).")
    return sentences[:_MOST_TOLD]


def _imitations(sender: str, headers: list[tuple[str, str]], tools: Toolbox) -> list[str]:
    name = next((_shown(value) for header, value in headers if header == "From" and f"<{sender}>" in value), "")
    found = tools.call(look_alikes, Impersonation(address=sender, name=name))
    sentences = []
    if found.domains:
        known = ", ".join(found.domains[:_MOST_TOLD])
        sentences.append(f"The mail comes from {domain_of(sender)}, which looks like {known} and is not.")
    if found.elsewhere:
        known = ", ".join(found.elsewhere[:_MOST_TOLD])
        sentences.append(f"The mail calls its sender {name}, who is known to write from {known}, not from {sender}.")
    if found.house:
        sentences.append(f"The mail calls its sender {name}, our own name, but comes from {sender}.")
    return sentences


def _shown(value: str) -> str:
    return value.rpartition("<")[0].strip()

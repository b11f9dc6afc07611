"""Whose order it is: the customer and the person, told by address, by a note's words, or by what is passed on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agents.intake_documents import ids_of
from agents.intake_draft import Heard
from domain.messages import Channel, PartKind
from domain.trade import Contact, Customer
from reading.mail import forwarded_sender
from reading.reader import name_words
from store.conversations import StoredMessage
from tools.base import Toolbox
from tools.customers import (
    FindCustomers,
    FindSender,
    GetCustomer,
    NamedCustomer,
    find_customers,
    find_sender,
    get_customer,
)

_KNOWN_SENDER = 0.99
_NAMED_IN_FULL = 0.97
_NAMED_IN_PART = 0.9
_SAME_DOMAIN = 0.7
_NAME_SHARE = 0.5
_LEAD = 0.2
_CONTACT_SHARE = 0.5
_WORDS_THAT_NAME = 12
_WORDS_THAT_OPEN = 4
_TELLING_NAME = 5
_WORDS_THAT_INTRODUCE = 40
_SPOKEN = (Channel.PHONE, Channel.VOICEMAIL)


@dataclass(frozen=True)
class Head:
    """Whose order it is: the customer's file and the contact who wrote, where known. ``doubtful`` is for a rep."""

    customer: Customer | None
    contact: Contact | None
    probability: float
    why: str
    doubtful: bool = False

    @property
    def customer_id(self) -> str | None:
        """The customer's id, where known."""
        return self.customer.customer_id if self.customer else None


def find_customer(messages: Sequence[StoredMessage], tools: Toolbox) -> Head:
    """The customer whose contact wrote last, or, in a rep's note, the one that is named."""
    last = messages[-1]
    if last.channel is Channel.NOTE:
        return _named_in_note(last, tools)
    senders = tools.call(find_sender, FindSender(address=last.sender))
    ids = {match.customer_id for match in senders.exact}
    if len(ids) == 1:
        file = tools.call(get_customer, GetCustomer(customer_id=ids.pop()))
        return Head(file.customer, senders.exact[0].contact, _KNOWN_SENDER, "the sender is one of their contacts")
    if len(ids) > 1:
        return Head(None, None, 0.0, f"{last.sender} is a contact of {len(ids)} customers.")
    domains = {match.customer_id for match in senders.same_domain}
    if len(domains) == 1:
        file = tools.call(get_customer, GetCustomer(customer_id=domains.pop()))
        return Head(file.customer, None, _SAME_DOMAIN, "the sender's mail domain is theirs, the person is not known")
    return Head(None, None, 0.0, f"{last.sender} is no contact of any customer.")


def find_named_customer(heard: Sequence[Heard], head: Head, tools: Toolbox) -> Head:
    """The customer of a stranger's message: whose order is passed on, whom a document states, or who is named.

    A name alone is nobody's proof: it counts where the name stands in full with one of their people, and is for a rep.
    """
    for one in heard:
        for part in one.message.texts(PartKind.FORWARDED):
            address = forwarded_sender(part.text)
            senders = tools.call(find_sender, FindSender(address=address)).exact if address else ()
            if len({match.customer_id for match in senders}) == 1:
                file = tools.call(get_customer, GetCustomer(customer_id=senders[0].customer_id))
                why = f"{address}, whose message is passed on, is one of their contacts"
                return Head(file.customer, senders[0].contact, _NAMED_IN_PART, why, doubtful=True)
    for number in ids_of([document for one in heard for document in one.documents]):
        file = tools.call(get_customer, GetCustomer(customer_id=number))
        if file.customer is not None:
            return Head(file.customer, None, _NAMED_IN_PART, "the document gives their number", doubtful=True)
    said = "\n".join(read.reading.text for one in heard for read in one.reads if read.spoken)
    if not any(one.message.channel in _SPOKEN for one in heard):
        return head
    words_said = " ".join(said.split()[:_WORDS_THAT_INTRODUCE])
    found = tools.call(find_customers, FindCustomers(words=words_said)).found
    named = [one for one in _with_contacts(found, words_said, tools) if one[1] >= 1.0 + _CONTACT_SHARE]
    if len(named) == 1:
        customer, _, contact = named[0]
        why = f"{customer.name} is named and so is {contact.name if contact else ''}, from a number that is not known"
        return Head(customer, contact, _NAMED_IN_PART, why, doubtful=True)
    return head


def _named_in_note(message: StoredMessage, tools: Toolbox) -> Head:
    """A rep's note names the customer in its first words: "Corner Cafe: 2 cs ..."."""
    text = " ".join(part.text for part in message.texts(PartKind.BODY))
    opening = " ".join(text.split()[:_WORDS_THAT_NAME])
    found = tools.call(find_customers, FindCustomers(words=opening)).found
    named = _with_contacts(found, text, tools)
    if not named:
        return Head(None, None, 0.0, "The note names no customer that is known.")
    first = named[0]
    second = named[1][1] if len(named) > 1 else 0.0
    customer, share, contact = first
    if share >= 1.0 and second < 1.0:
        return Head(customer, contact, _NAMED_IN_FULL, "the note names them in full")
    if share >= _NAME_SHARE and share >= second + _LEAD:
        sure = _NAMED_IN_FULL if contact is not None else _NAMED_IN_PART
        return Head(
            customer, contact, sure, "the note names them, and their contact" if contact else "the note names them"
        )
    opening_words = name_words(" ".join(text.split()[:_WORDS_THAT_OPEN]))
    if len(named) == 1 and any(len(w) >= _TELLING_NAME for w in name_words(customer.name) & opening_words):
        why = f"the note begins with a word of {customer.name}, and of no other customer"
        return Head(customer, contact, _NAMED_IN_PART, why, doubtful=True)
    return Head(None, None, 0.0, "The note may mean several customers, or one that is not known.")


def _with_contacts(
    found: Sequence[NamedCustomer], text: str, tools: Toolbox
) -> list[tuple[Customer, float, Contact | None]]:
    """The named customers with the contact who is named too; a named contact counts for half a name."""
    said = name_words(text)
    ranked = []
    for one in found:
        customer = tools.call(get_customer, GetCustomer(customer_id=one.customer_id)).customer
        if customer is None:
            continue
        theirs = name_words(customer.name)
        contact = next(
            (c for c in customer.contacts if any(w in said and len(w) > 2 for w in name_words(c.name) - theirs)), None
        )
        ranked.append((customer, one.share + (_CONTACT_SHARE if contact else 0.0), contact))
    return sorted(ranked, key=lambda entry: -entry[1])

"""The head of an order: whose it is, where it goes, and when. Each answer says how sure it is and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from domain.calendar import local_date
from domain.messages import Channel, PartKind
from domain.trade import Contact, Customer, ShipTo
from knowledge import history
from knowledge.matching.resemblance import FOUND, resemblance, same_consonants
from reading.reader import TextReading, name_words
from reading.tokens import Kind, Token, tokenize
from store.conversations import StoredMessage
from tools.base import Toolbox
from tools.customers import (
    DeliveryDates,
    FindCustomers,
    FindSender,
    GetCustomer,
    NamedCustomer,
    delivery_dates,
    find_customers,
    find_sender,
    get_customer,
)

_SURE = 0.99
_KNOWN_SENDER = 0.99
_NAMED_IN_FULL = 0.97
_NAMED_IN_PART = 0.9
_SAME_DOMAIN = 0.7
_NAME_SHARE = 0.5
_LEAD = 0.2
_HABITUAL_PLACE = 0.97
_USUAL_SHARE = 0.95
_WORDS_THAT_NAME = 12


@dataclass(frozen=True)
class Head:
    """Whose order it is: the customer's file and the contact who wrote, where known."""

    customer: Customer | None
    contact: Contact | None
    probability: float
    why: str

    @property
    def customer_id(self) -> str | None:
        """The customer's id, where known."""
        return self.customer.customer_id if self.customer else None


@dataclass(frozen=True)
class Place:
    """Where it goes: the ship-to's id (None: nothing decides)."""

    value: str | None
    probability: float
    why: str
    several: bool = False


@dataclass(frozen=True)
class When:
    """When it is wanted: a date, or None where none was asked. ``doubtful`` dates are for a rep."""

    value: date | None
    probability: float
    why: str
    doubtful: bool = False


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
        contact = next((c for c in customer.contacts if c.name.split() and c.name.split()[0].casefold() in said), None)
        ranked.append((customer, one.share + (0.5 if contact else 0.0), contact))
    return sorted(ranked, key=lambda entry: -entry[1])


def find_ship_to(customer: Customer, readings: Sequence[TextReading], tools: Toolbox) -> Place:
    """The only ship-to, the one that is named, or the one that this customer's orders always go to."""
    if len(customer.ship_tos) == 1:
        return Place(customer.ship_tos[0].ship_to_id, _SURE, "their only ship-to")
    if not customer.ship_tos:
        return Place(None, 0.0, f"{customer.name} has no ship-to.")
    named = _named_places(customer, readings)
    if len(named) == 1:
        return Place(named[0].ship_to_id, _NAMED_IN_FULL, f"{named[0].name} is named")
    if len(named) > 1:
        return Place(None, 0.9, f"Several ship-tos are named: {', '.join(p.name for p in named)}.", several=True)
    today = local_date(tools.context.now, tools.context.zone)
    bought = history.purchases(tools.context.session, customer.customer_id, today)
    orders = Counter({p.order_no: p.ship_to_id for p in bought}.values())
    place, count = orders.most_common(1)[0] if orders else (customer.default_ship_to, 0)
    share = count / orders.total() if orders else 0.0
    if place is not None and share >= _USUAL_SHARE:
        return Place(place, _HABITUAL_PLACE, "no ship-to is named; their orders always go there")
    return Place(customer.default_ship_to, 0.8, "no ship-to is named; this is their default")


def _named_places(customer: Customer, readings: Sequence[TextReading]) -> list[ShipTo]:
    """The ship-tos of which a word is said that no other of this customer's has, or a word with a number: "rt 9"."""
    said: set[str] = set()
    pairs: set[tuple[str, str]] = set()
    for reading in readings:
        in_lines = {token for line in reading.lines for token in line.tokens}
        said |= {_bare(t) for t in reading.tokens if t.kind is Kind.WORD and t not in in_lines}
        pairs |= {(_bare(a), _bare(b)) for a, b in pairwise(reading.tokens) if b not in in_lines}
    telling = _telling_words(customer)
    return [
        place
        for place in customer.ship_tos
        if telling[place.ship_to_id] & said or any(names_place((place,), before, number) for before, number in pairs)
    ]


def names_place(places: Sequence[ShipTo], before: str, number: str) -> bool:
    """Whether two words name a place by its number, the first perhaps cut short: "rt 9" for Route 9."""
    if not _is_number_like(number):
        return False
    return any(
        number == theirs and len(before) > 1 and (resemblance(before, word) >= FOUND or same_consonants(before, word))
        for place in places
        for text in (place.name, place.address)
        for word, theirs in pairwise(_words_of(text))
    )


def _telling_words(customer: Customer) -> dict[str, set[str]]:
    """The words of each ship-to that neither another nor the customer's own name has; numbers tell only in pairs."""
    words_of = {
        place.ship_to_id: set(_words_of(place.name)) | set(_words_of(place.address.split(",")[0]))
        for place in customer.ship_tos
    }
    frequency = Counter(word for words in words_of.values() for word in words)
    theirs = set(_words_of(customer.name))
    return {
        ship_to_id: {w for w in words if frequency[w] == 1 and w not in theirs and not _is_number_like(w)}
        for ship_to_id, words in words_of.items()
    }


def _is_number_like(word: str) -> bool:
    return word.isdigit() or len(word) == 1


def _bare(token: Token) -> str:
    return token.folded.strip(".").removesuffix("'s")


def _words_of(text: str) -> list[str]:
    return [_bare(token) for token in tokenize(text) if token.kind is Kind.WORD]


def find_date(
    bodies: Sequence[TextReading],
    subjects: Sequence[TextReading],
    said_on: date,
    customer: Customer | None,
    place: ShipTo | None,
    tools: Toolbox,
) -> When:
    """The one date that is named; the body says it before the subject does."""
    for readings in (bodies, subjects):
        mentioned = [mention.value for r in readings for mention in r.dates]
        if mentioned:
            distinct = sorted(set(mentioned))
            if len(distinct) > 1:
                told = ", ".join(day.isoformat() for day in distinct)
                return When(None, 0.3, f"Several dates are named: {told}.", doubtful=True)
            return _judged(distinct[0], readings, said_on)
    if any(r.says("next_delivery") for r in (*bodies, *subjects)) and customer is not None and place is not None:
        answer = tools.call(
            delivery_dates,
            DeliveryDates(customer_id=customer.customer_id, ship_to_id=place.ship_to_id, wanted=None),
        )
        return When(answer.next_delivery, 0.97, "the next delivery is asked for")
    return When(None, 0.97, "no date is named")


def day_said(message: StoredMessage, tools: Toolbox) -> date:
    """The day that "tomorrow" counts from: when the message was sent, whenever it is read."""
    return local_date(min(message.sent_at, tools.context.now), tools.context.zone)


def _judged(day: date, readings: Sequence[TextReading], today: date) -> When:
    """A date with what may be wrong about it: "next Friday", or the name of today."""
    for reading in readings:
        for mention in reading.dates:
            around = [
                reading.tokens[i].folded for i in (mention.first - 1, mention.last) if 0 <= i < len(reading.tokens)
            ]
            if any(word in reading.lexicon.phrases["week_shift"] for word in around):
                return When(day, 0.6, f"It may be {day.isoformat()} or the week after.", doubtful=True)
            if reading.tokens[mention.first].folded in reading.lexicon.weekdays and day.weekday() == today.weekday():
                corroborated = len(reading.dates) > 1
                if not corroborated:
                    sentence = f"They wrote on a {day:%A}; {day.isoformat()} may not be meant."
                    return When(day, 0.6, sentence, doubtful=True)
    return When(day, 0.985, "the date that is named")

"""What the intake model is told and what it answers: the messages, the customer's places and past orders, the lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from agents.intake import IntakeTask
from agents.intake_head import day_said
from agents.results import IntakeResult, RequestedLine
from agents.seats.answers import Answer, Sure
from domain.messages import PartKind
from domain.orders import Intent, Span
from domain.quantities import tidy
from domain.trade import Customer
from store.conversations import StoredMessage
from tools.base import Toolbox
from tools.catalog import GetProduct, get_product
from tools.customers import DeliveryDates, delivery_dates
from tools.purchases import BasketLine, PastOrders, UsualBasket, past_orders, usual_basket

_SHOWN_KINDS = (PartKind.SUBJECT, PartKind.BODY, PartKind.QUOTED, PartKind.FORWARDED)
_LONGEST_TEXT = 12_000
# So that no text can close the mark it stands in, or open one. As long as what they stand for: offsets stay.
_NO_MARKS = str.maketrans({"<": "‹", ">": "›"})
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


class AmountKind(StrEnum):
    """Where a line's amount comes from."""

    SAID = "said"
    FROM_BASKET = "from_basket"
    ESTIMATED = "estimated"
    MISSING = "missing"


class SaidLine(Answer):
    """One line as the model read it. An empty text means: nothing of that kind was said."""

    quotes: tuple[str, ...]
    product: str
    without: str
    amount: str
    amount_kind: AmountKind
    unit: str
    price: str
    basket_line: str


class FlagKind(StrEnum):
    """What a person has to see."""

    SPECIAL_REQUEST = "special_request"
    SUSPICIOUS = "suspicious"
    DUPLICATE = "duplicate"


class Flag(Answer):
    """Something in the message that a person has to see, with the words that say it."""

    kind: FlagKind
    quote: str


class IntakeAnswer(Answer):
    """The messages as the model read them."""

    intent: Intent
    ship_to: str
    po_number: str
    po_quote: str
    requested_date: str
    date_quote: str
    lines: tuple[SaidLine, ...]
    flags: tuple[Flag, ...]
    sure: Sure


@dataclass(frozen=True)
class Text:
    """A text of a message, as it may be quoted: offsets in it are offsets in the stored part."""

    part_id: str
    text: str

    def find(self, quote: str) -> Span | None:
        """Where a quote stands; case and the width of gaps do not count."""
        wanted = quote.translate(_NO_MARKS).casefold().split()
        if not wanted:
            return None
        said, starts, ends = _folded_words(self.text)
        for at in range(len(said) - len(wanted) + 1):
            if said[at : at + len(wanted)] == wanted:
                return Span(part_id=self.part_id, start=starts[at], end=ends[at + len(wanted) - 1])
        return self._find_within_words(quote)

    def _find_within_words(self, quote: str) -> Span | None:
        """A quote that begins or ends inside a word, such as one without the full stop behind it."""
        found = re.search(re.escape(quote.translate(_NO_MARKS).strip()), self.text, re.IGNORECASE)
        return Span(part_id=self.part_id, start=found.start(), end=found.end()) if found else None


def _folded_words(text: str) -> tuple[list[str], list[int], list[int]]:
    said: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    for word in text.split():
        at = text.index(word, at)
        said.append(word.casefold())
        starts.append(at)
        at += len(word)
        ends.append(at)
    return said, starts, ends


@dataclass(frozen=True)
class Offer:
    """What code offers the intake model: texts to quote from, ship-tos, and lines of baskets by their mark.

    ``seen`` are what the built-in reader took for lines, ``left_over`` the words that it made nothing of: the answer
    has to account for them.
    """

    texts: tuple[Text, ...]
    ship_tos: frozenset[str]
    baskets: dict[str, BasketLine]
    seen: tuple[RequestedLine, ...]
    left_over: tuple[Span, ...]

    def text(self, span: Span) -> str:
        """The words at a place; nothing where that text was too long to be offered whole."""
        return next((text.text[span.start : span.end] for text in self.texts if text.part_id == span.part_id), "")

    def find(self, quote: str) -> Span | None:
        """Where a quote stands in any of the texts."""
        return next((span for text in self.texts if (span := text.find(quote)) is not None), None)


def offer_of(
    task: IntakeTask, found: IntakeResult, customer: Customer | None, tools: Toolbox
) -> tuple[Offer, dict[str, str]]:
    """What is offered, and the prompt's variables that show it."""
    texts = tuple(
        Text(part.part_id, part.text[:_LONGEST_TEXT].translate(_NO_MARKS))
        for message in task.messages
        for part in message.texts(*_SHOWN_KINDS)
    )
    baskets: dict[str, BasketLine] = {}
    told = "\n".join(_baskets(customer, baskets, tools)) if customer is not None else ""
    values = {
        "distributor": task.distributor.name,
        "messages": "\n".join(_told(n, message, tools) for n, message in enumerate(task.messages, 1)),
        "customer": "\n".join(_customer(customer, tools)) if customer is not None else "not known",
        "past_orders": told or "none",
        "standing_order": _standing(task, baskets, tools),
    }
    ship_tos = frozenset(place.ship_to_id for place in customer.ship_tos) if customer is not None else frozenset()
    return Offer(texts, ship_tos, baskets, found.lines, found.left_over), values


def _told(number: int, message: StoredMessage, tools: Toolbox) -> str:
    said_on = day_said(message, tools)
    head = f'<message number="{number}" channel="{message.channel.value}" said_on="{said_on:%A} {said_on}">'
    parts = [
        f"<{part.kind.value}>\n{part.text[:_LONGEST_TEXT].translate(_NO_MARKS).strip()}\n</{part.kind.value}>"
        for part in message.texts(*_SHOWN_KINDS)
    ]
    return "\n".join([head, *parts, "</message>"])


def _customer(customer: Customer, tools: Toolbox) -> Iterator[str]:
    yield f"{customer.name}; writes {customer.language}"
    for place in customer.ship_tos:
        days = ", ".join(_DAYS[day] for day in place.delivery_days)
        answer = tools.call(
            delivery_dates,
            DeliveryDates(customer_id=customer.customer_id, ship_to_id=place.ship_to_id, wanted=None),
        )
        upcoming = answer.next_delivery
        when = f"; next delivery {upcoming:%A} {upcoming}" if upcoming else ""
        yield f"ship-to {place.ship_to_id}: {place.name}, {place.address}; delivered {days or 'any day'}{when}"


def _baskets(customer: Customer, marks: dict[str, BasketLine], tools: Toolbox) -> Iterator[str]:
    """Their usual order and last orders, each line under a mark such as ``usual-1.3``."""
    for number, place in enumerate(customer.ship_tos, 1):
        usual = tools.call(usual_basket, UsualBasket(customer_id=customer.customer_id, ship_to_id=place.ship_to_id))
        if usual.lines:
            yield f"usual order to {place.ship_to_id} ({usual.times} of the last {usual.of_last}):"
            yield from _basket_lines(f"usual-{number}", usual.lines, marks, tools)
    past = tools.call(past_orders, PastOrders(customer_id=customer.customer_id))
    for number, order in enumerate(past.orders, 1):
        yield f"ordered on {order.ordered_on:%A} {order.ordered_on} to {order.ship_to_id}:"
        yield from _basket_lines(f"order-{number}", order.lines, marks, tools)


def _basket_lines(
    name: str, lines: Sequence[BasketLine], marks: dict[str, BasketLine], tools: Toolbox
) -> Iterator[str]:
    for number, line in enumerate(lines, 1):
        marks[f"{name}.{number}"] = line
        product = tools.call(get_product, GetProduct(sku=line.sku)).product
        yield f"  {name}.{number} | {tidy(line.quantity)} {line.uom} | {product.name if product else line.sku}"


def _standing(task: IntakeTask, marks: dict[str, BasketLine], tools: Toolbox) -> str:
    """The order that stands, its lines under marks of their own: what they leave as it is they do not say again."""
    if task.standing is None:
        return "none"
    settled = [
        BasketLine(sku=line.sku, quantity=line.quantity, uom=line.uom)
        for line in task.standing.lines
        if line.sku is not None and line.quantity is not None and line.uom is not None
    ]
    status = task.standing_status.value if task.standing_status is not None else ""
    return "\n".join([f"{status}:", *_basket_lines("standing", settled, marks, tools)])

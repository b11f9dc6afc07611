"""The availability seat: reads the standing notes on a customer's file. Stock, dates and prices stay arithmetic."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from agents.availability import AvailabilityTask
from agents.base import Conclusion
from agents.results import AvailabilityResult
from agents.seats.answers import Answer
from agents.seats.seat import Question, Settled
from agents.substitution import takes_nothing_else
from domain.orders import ExceptionKind, Intent, OrderException, OrderLine
from domain.trade import ProductStatus
from tools.base import Toolbox
from tools.catalog import GetProduct, get_product
from tools.customers import GetCustomer, get_customer

_LONGEST_NOTE = 2_000


class NoteKind(StrEnum):
    """What a note says that changes an order."""

    CLOSED_DAY = "closed_day"
    NO_SUBSTITUTES = "no_substitutes"
    NOTHING = "nothing"


class Weekday(StrEnum):
    """A day of the week, Monday first."""

    MONDAY = "Monday"
    TUESDAY = "Tuesday"
    WEDNESDAY = "Wednesday"
    THURSDAY = "Thursday"
    FRIDAY = "Friday"
    SATURDAY = "Saturday"
    SUNDAY = "Sunday"


_WEEK = tuple(Weekday)


class Note(Answer):
    """One rule in the notes: days on which nothing is taken in, or products that nothing else is taken for."""

    quote: str
    kind: NoteKind
    days: tuple[Weekday, ...]
    products: tuple[str, ...]


class NotesAnswer(Answer):
    """Every rule that stands in the notes."""

    rules: tuple[Note, ...]


@dataclass(frozen=True)
class AvailabilityPart:
    """Asked where the customer's file has notes and there is an order to hold against them."""

    variables = frozenset({"notes"})
    answer = NotesAnswer

    def ask(
        self, task: AvailabilityTask, found: Conclusion[AvailabilityResult], tools: Toolbox
    ) -> Question[str] | None:
        """Ask only for a customer with notes, and an order of theirs."""
        intake = task.intake
        if (
            intake.customer_id is None
            or intake.intent not in (Intent.ORDER, Intent.AMENDMENT)
            or not found.result.lines
        ):
            return None
        customer = tools.call(get_customer, GetCustomer(customer_id=intake.customer_id)).customer
        notes = customer.notes.strip()[:_LONGEST_NOTE] if customer is not None else ""
        return Question({"notes": notes}, notes, intake.customer_id) if notes else None

    def check(self, offer: str, answer: NotesAnswer, tools: Toolbox) -> Iterator[str]:
        """Each rule quotes the notes, and its products are words of the quote."""
        for rule in answer.rules:
            quoted = " ".join(rule.quote.casefold().split())
            if not quoted or quoted not in " ".join(offer.casefold().split()):
                yield f"“{rule.quote}” does not stand in the notes"
            if rule.kind is NoteKind.CLOSED_DAY and not rule.days:
                yield f"“{rule.quote}” is called a closed day, and no day is given"
            for product in rule.products:
                if product.casefold() not in rule.quote.casefold():
                    yield f"“{product}” does not stand in “{rule.quote}”"

    def conclude(
        self,
        task: AvailabilityTask,
        found: Conclusion[AvailabilityResult],
        settled: Settled[str, NotesAnswer] | None,
        asked: bool,
        tools: Toolbox,
    ) -> Conclusion[AvailabilityResult]:
        """A day on which they take nothing in is a conflict; products without substitutes are kept from them."""
        if settled is None:
            return found
        result = found.result
        exceptions = list(result.exceptions)
        without: list[str] = []
        for rule in settled.answer.rules:
            if rule.kind is NoteKind.NO_SUBSTITUTES:
                without += rule.products or ("",)
            day = result.delivery_date
            if rule.kind is NoteKind.CLOSED_DAY and day is not None and _WEEK[day.weekday()] in rule.days:
                sentence = f"Their file says “{rule.quote}”, and {day} is a {day:%A}."
                exceptions.append(OrderException(kind=ExceptionKind.DATE_CONFLICT, sentence=sentence))
        exceptions += _superseded(result.lines, tuple(without), tools)
        changed = result.model_copy(update={"exceptions": tuple(exceptions), "no_substitutes": tuple(without)})
        return Conclusion(found.findings, changed)


def _superseded(lines: Iterable[OrderLine], without: tuple[str, ...], tools: Toolbox) -> Iterator[OrderException]:
    """What is sold only as its successor, where the notes want nothing else: a rep's, for no successor is offered."""
    for line in lines:
        product = tools.call(get_product, GetProduct(sku=line.sku)).product if line.sku else None
        if product is not None and product.status is ProductStatus.SUPERSEDED and takes_nothing_else(product, without):
            sentence = f"{product.name} is superseded, and their file wants nothing else for it."
            yield OrderException(kind=ExceptionKind.SPECIAL_REQUEST, sentence=sentence, line=line.number)

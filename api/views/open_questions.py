"""The one open question of a review, where choosing an answer settles it: it can be answered from the queue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import islice

from sqlalchemy.orm import Session

from api.shapes.orders import Choice, OpenQuestion
from domain.answers import LineEdit
from domain.findings import AgentName, FieldName, Finding
from domain.gate import Concern, Reason
from domain.orders import ExceptionKind, OrderBody, OrderLine
from domain.quantities import tidy
from domain.trade import Product, ProductStatus
from knowledge.facts import Facts
from store import decisions, orders
from store.tables import ReviewRow

_CHOICES = 5
# What one choice settles: which product, which unit, or that the amount is meant.
_WHICH_UNIT = frozenset({ExceptionKind.AMBIGUOUS_UNIT})
_IS_IT_RIGHT = frozenset({Concern.LOW_CONFIDENCE, Concern.CONTRADICTED_NUMBER})
_WHICH_PRODUCT = _IS_IT_RIGHT | {ExceptionKind.AMBIGUOUS_PRODUCT, ExceptionKind.UNKNOWN_PRODUCT}
_IS_IT_MEANT = frozenset({ExceptionKind.UNUSUAL_QUANTITY})


def open_questions(session: Session, rows: Iterable[ReviewRow], facts: Facts, today: date) -> dict[str, OpenQuestion]:
    """The questions of those reviews that have just one, by review. A few queries for all of them together."""
    asked = {row.id: (row, why) for row in rows if (why := _asked(row)) is not None}
    bodies = orders.bodies(session, [(row.order_id, row.revision) for row, _ in asked.values()])
    runs = [row.run_id for row, _ in asked.values()]
    found = decisions.line_findings(session, runs, AgentName.MATCHING, FieldName.SKU)
    questions = {}
    for review_id, (row, why) in asked.items():
        body = bodies.get((row.order_id, row.revision))
        line = _only_open_line(body, why.line) if body else None
        if body is None or line is None or why.line is None:
            continue
        known = _Known(session, facts, body.customer_id, today)
        choices = tuple(islice(_choices(line, why, found.get((row.run_id, why.line)), known), _CHOICES))
        if choices:
            told = why.sentence if line.text in why.sentence else f"“{line.text}”: {why.sentence}"
            questions[review_id] = OpenQuestion(line=why.line, sentence=told, choices=choices)
    return questions


def _asked(row: ReviewRow) -> Reason | None:
    """What a review asks, where all its reasons are of one line and one choice answers them."""
    reasons = [Reason.model_validate(reason) for reason in row.reasons]
    if len({reason.line for reason in reasons}) != 1 or reasons[0].line is None:
        return None
    for kinds in (_WHICH_UNIT, _WHICH_PRODUCT, _IS_IT_MEANT):
        if all(reason.kind in kinds for reason in reasons):
            return reasons[0]
    return None


def _only_open_line(body: OrderBody, number: int | None) -> OrderLine | None:
    """The line that is asked about, where everything else of the order is there."""
    if body.customer_id is None or body.ship_to_id is None:
        return None
    others = [line for line in body.lines if line.number != number]
    return next((line for line in body.lines if line.number == number and all(o.settled for o in others)), None)


@dataclass(frozen=True)
class _Known:
    """What a customer's choices are made of; how they buy is read only where a unit hangs on it."""

    session: Session
    facts: Facts
    customer_id: str | None
    today: date

    def product(self, sku: str) -> Product | None:
        return self.facts.product(self.session, sku)

    def units(self, product: Product) -> tuple[str, ...]:
        return self.facts.units(self.session, product).orderable

    def usual_unit(self, sku: str) -> str | None:
        habits = self.facts.habits(self.session, self.customer_id, self.today) if self.customer_id else {}
        return habits[sku].usual_uom if sku in habits else None


def _choices(line: OrderLine, why: Reason, found: Finding | None, known: _Known) -> Iterator[Choice]:
    if line.quantity is None:
        return
    product = known.product(line.sku) if line.sku else None
    if why.kind in _WHICH_UNIT:
        for uom in known.units(product) if product else ():
            yield Choice(label=f"{tidy(line.quantity)} {uom}", edit=LineEdit(number=line.number, uom=uom))
        return
    if why.kind in _IS_IT_RIGHT and not line.settled:
        return  # its unit or its amount is open too, and no product settles those
    # What the desk would take comes first, then what lost against it.
    skus = [line.sku] if line.sku else []
    if why.kind in _WHICH_PRODUCT and found is not None:
        skus += [candidate.value for candidate in found.candidates]
    for sku in dict.fromkeys(skus):
        choice = _product(line, line.quantity, sku, known)
        if choice is not None:
            yield choice


def _product(line: OrderLine, quantity: Decimal, sku: str, known: _Known) -> Choice | None:
    """A product in the unit that was read, else the customer's own, else its only one; None where that is open too."""
    product = known.product(sku)
    if product is None or product.status is not ProductStatus.ACTIVE:
        return None
    units = known.units(product)
    unit = line.uom if line.uom in units else None
    if unit is None:
        usual = units[0] if len(units) == 1 else known.usual_unit(sku)
        unit = usual if usual in units else None
    if unit is None:
        return None
    edit = LineEdit(number=line.number, sku=product.sku, quantity=quantity, uom=unit)
    return Choice(label=f"{tidy(quantity)} {unit} {product.name}", edit=edit)

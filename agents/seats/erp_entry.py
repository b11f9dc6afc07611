"""The ERP entry seat: where the ERP said no, what a rep might change so that it says yes. Nothing is changed here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from agents.base import Conclusion
from agents.erp_entry import EntryTask
from agents.results import EntryResult
from agents.seats.answers import Answer
from agents.seats.seat import Question, Settled
from domain.findings import FieldName, Finding
from domain.quantities import tidy
from tools.base import Toolbox
from tools.catalog import GetProduct, ListSubstitutes, get_product, list_substitutes
from tools.customers import DeliveryDates, delivery_dates

_LONGEST_SENTENCE = 240


class FixField(StrEnum):
    """What would be changed."""

    SKU = "sku"
    UOM = "uom"
    DELIVERY_DATE = "delivery_date"
    REMOVE_LINE = "remove_line"
    NOTHING = "nothing"


class FixAnswer(Answer):
    """One change, or none; ``line`` is 0 where it is about the whole order."""

    field: FixField
    line: int
    value: str
    sentence: str


Offer = dict[tuple[FixField, int], frozenset[str]]
"""The values that code offers, by field and line."""


@dataclass(frozen=True)
class EntryPart:
    """Asked only when the ERP has rejected a write."""

    variables = frozenset({"rejection", "order", "values"})
    answer = FixAnswer

    def ask(self, task: EntryTask, found: Conclusion[EntryResult], tools: Toolbox) -> Question[Offer] | None:
        """Ask where there is a rejection."""
        if found.result.rejected is None:
            return None
        offer: Offer = {(FixField.NOTHING, 0): frozenset({""})}
        told: list[str] = []
        for number, line in enumerate(task.order.lines, 1):
            told.append(f"line {number}: {tidy(line.quantity)} {line.uom} of {line.sku}")
            file = tools.call(get_product, GetProduct(sku=line.sku))
            others = {s.substitute for s in tools.call(list_substitutes, ListSubstitutes(sku=line.sku)).substitutes}
            if file.product is not None and file.product.superseded_by:
                others.add(file.product.superseded_by)
            offer[FixField.UOM, number] = frozenset(file.units) - {line.uom}
            offer[FixField.SKU, number] = frozenset(others)
            offer[FixField.REMOVE_LINE, number] = frozenset({""})
        day = _next_day(task, tools)
        if day:
            offer[FixField.DELIVERY_DATE, 0] = frozenset({day})
        told.append(f"delivery date: {task.order.delivery_date or 'none'}")
        values = (
            f"{field.value} of line {line}: {', '.join(sorted(these)) or '(no value)'}"
            for (field, line), these in sorted(offer.items())
            if these
        )
        return Question(
            {"rejection": found.result.rejected, "order": "\n".join(told), "values": "\n".join(values)},
            offer,
            task.order.customer_id,
        )

    def check(self, offer: Offer, answer: FixAnswer, tools: Toolbox) -> Iterator[str]:
        """The change is one that was offered."""
        if answer.value not in offer.get((answer.field, answer.line), frozenset()):
            yield f"{answer.field.value} “{answer.value}” of line {answer.line} was not offered"
        if not answer.sentence.strip() or len(answer.sentence) > _LONGEST_SENTENCE:
            yield f"say why in one sentence of at most {_LONGEST_SENTENCE} characters"

    def conclude(
        self,
        task: EntryTask,
        found: Conclusion[EntryResult],
        settled: Settled[Offer, FixAnswer] | None,
        asked: bool,
        tools: Toolbox,
    ) -> Conclusion[EntryResult]:
        """The proposal, for the rep who gets the order back."""
        if settled is None or settled.answer.field is FixField.NOTHING:
            return found
        answer = settled.answer
        where = f"line {answer.line}: " if answer.line else ""
        change = f"{answer.field.value.replace('_', ' ')} {answer.value}".strip()
        proposal = f"Proposed: {where}{change}. {answer.sentence.strip()}"
        finding = Finding(field=FieldName.ERP_ORDER, value=None, probability=0.0, why=proposal)
        return Conclusion((*found.findings, finding), found.result.model_copy(update={"proposal": proposal}))


def _next_day(task: EntryTask, tools: Toolbox) -> str:
    answer = tools.call(
        delivery_dates,
        DeliveryDates(customer_id=task.order.customer_id, ship_to_id=task.order.ship_to_id, wanted=None),
    )
    day = answer.next_delivery
    return str(day) if day is not None and day != task.order.delivery_date else ""

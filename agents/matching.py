"""The product matching agent: each requested line to a sku, a quantity and a unit of the product's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from agents.base import Agent, Conclusion
from agents.matching_amounts import Asked, Decided
from agents.matching_bent import bent_by_itself
from agents.matching_joined import another_thing
from agents.matching_measured import is_measured, measured_first
from agents.matching_numbers import sayable, search_by_numbers, search_for
from agents.matching_units import decide
from agents.results import MatchingResult, RequestedLine
from domain.calibration import Reading
from domain.findings import AgentName, Candidate, FieldName, Finding
from domain.gate import Concern, Reason
from domain.orders import ExceptionKind, OrderException, OrderLine
from domain.quantities import ProductUnits, Quantity, tidy
from knowledge.matching.match import Ground, ground_probability, not_understood_factor
from knowledge.unit_codes import same_units
from tools.base import Toolbox
from tools.catalog import CatalogAnswer, GetProduct, SearchCatalog, get_product, look_up_number, search_catalog
from tools.purchases import Bought, PurchaseHistory, purchase_history

MOST_LINES = 300
# An amount that stands behind its words unmarked may be a size.
_LOOSE = 0.93
_TAKEN_SO = 2
_ONLY_PROPOSED = frozenset({Ground.DOUBTED_WORDS.value, Ground.SHARED_WORDS.value})


@dataclass(frozen=True)
class MatchingTask:
    """The lines to match for a customer (None: not known), and how intake came to them."""

    customer_id: str | None
    lines: tuple[RequestedLine, ...]
    reading: Reading


class BuiltInMatching:
    """Facts first: numbers, the customer's own words, what they buy; then the words of the catalog."""

    name = "built-in rules"

    def conclude(self, task: MatchingTask, tools: Toolbox) -> Conclusion[MatchingResult]:
        """Match every line; lines past ``MOST_LINES`` are left open for a rep."""
        findings: list[Finding] = []
        lines: list[OrderLine] = []
        exceptions: list[OrderException] = []
        concerns: list[Reason] = []
        for requested in task.lines[:MOST_LINES]:
            line = self._match(requested, task, tools, findings, exceptions, concerns)
            doubted = line.confidence * (not_understood_factor() if task.reading is Reading.NOT_UNDERSTOOD else 1.0)
            lines.append(line.model_copy(update={"confidence": round(doubted, 4)}))
        lines.extend(
            OrderLine(number=r.number, text=r.text, words=r.words, spans=r.spans) for r in task.lines[MOST_LINES:]
        )
        if len(task.lines) > MOST_LINES:
            sentence = f"The order has {len(task.lines)} lines; past {MOST_LINES} they are for a rep."
            concerns.append(Reason(kind=Concern.LOW_CONFIDENCE, sentence=sentence))
        return Conclusion(
            tuple(findings),
            MatchingResult(lines=tuple(lines), exceptions=tuple(exceptions), concerns=tuple(concerns)),
        )

    def _match(
        self,
        requested: RequestedLine,
        task: MatchingTask,
        tools: Toolbox,
        findings: list[Finding],
        exceptions: list[OrderException],
        concerns: list[Reason],
    ) -> OrderLine:
        line = OrderLine(
            number=requested.number,
            text=requested.text,
            words=requested.words,
            spans=requested.spans,
            quantity=sayable(requested.amount),
        )
        if requested.sku is not None:
            return self._from_basket(requested, line, task, findings, exceptions)
        requested = self._as_measured(requested, task.customer_id, tools)
        sized = Reason(kind=Concern.LOW_CONFIDENCE, sentence=requested.maybe_size, line=requested.number)
        answer = self._search(requested, task.customer_id, tools)
        findings.append(_sku_finding(requested, answer))
        if answer.sku is None:
            exceptions.append(_no_product(requested, answer))
            concerns.extend([sized] if sized.sentence else [])
            return line.model_copy(update={"uom": requested.unit_code})
        if answer.ground == Ground.CONTRADICTED.value:
            concerns.append(Reason(kind=Concern.CONTRADICTED_NUMBER, sentence=answer.why, line=requested.number))
        if answer.ground in _ONLY_PROPOSED:
            concerns.append(Reason(kind=Concern.LOW_CONFIDENCE, sentence=answer.why, line=requested.number))
        line = line.model_copy(update={"sku": answer.sku})
        asked = self._asked(requested, answer.sku, task.customer_id, tools)
        packs = frozenset(str(asked.units.factor(uom)) for uom in asked.units.orderable) if asked else frozenset[str]()
        sold = self._sold_to(task.customer_id, tools)
        if bent := another_thing(requested, answer, packs, sold) or bent_by_itself(requested, answer, sold):
            concerns.append(Reason(kind=Concern.LOW_CONFIDENCE, sentence=bent, line=requested.number))
        if asked is None:
            return line
        decided = decide(asked)
        if sized.sentence and not _bought_so(asked, decided):
            concerns.append(sized)
        findings.extend(_amount_findings(requested, decided))
        if decided.kind is not None and not (decided.kind is ExceptionKind.MISSING_QUANTITY and task.reading.by_model):
            exceptions.append(OrderException(kind=decided.kind, sentence=decided.why, line=requested.number))
        if decided.quantity is None:
            return line.model_copy(update={"uom": decided.uom})
        return line.model_copy(
            update={
                "quantity": decided.quantity.amount,
                "uom": decided.quantity.uom,
                "confidence": round(
                    answer.probability * decided.probability * _sure_of_amount(asked, decided.quantity), 4
                ),
            }
        )

    @staticmethod
    def _from_basket(
        requested: RequestedLine,
        line: OrderLine,
        task: MatchingTask,
        findings: list[Finding],
        exceptions: list[OrderException],
    ) -> OrderLine:
        probability = ground_probability(Ground.BASKET)
        findings.append(
            Finding(
                field=FieldName.SKU,
                line=requested.number,
                value=requested.sku,
                probability=probability,
                why=requested.why or "it is in the order they place again and again",
                ground=Ground.BASKET.value,
                spans=requested.spans,
            )
        )
        if requested.amount is None and not task.reading.by_model:
            exceptions.append(
                OrderException(
                    kind=ExceptionKind.MISSING_QUANTITY,
                    sentence=f"“{requested.text}”: how many is not said.",
                    line=requested.number,
                )
            )
        return line.model_copy(
            update={
                "sku": requested.sku,
                "uom": requested.unit_code,
                "confidence": round(probability * requested.doubt, 4) if requested.amount is not None else 0.0,
            }
        )

    @staticmethod
    def _asked(requested: RequestedLine, sku: str, customer_id: str | None, tools: Toolbox) -> Asked | None:
        """The line with its product's units and what the customer bought of it; None where there is no such product."""
        file = tools.call(get_product, GetProduct(sku=sku))
        if file.product is None:
            return None
        base = file.product.uom
        units = ProductUnits(base, {uom: Fraction(factor) for uom, factor in file.units.items() if uom != base})
        bought: tuple[Bought, ...] = ()
        if customer_id is not None:
            bought = tools.call(purchase_history, PurchaseHistory(customer_id=customer_id, sku=sku)).purchases
        return Asked(requested, file.product, units, bought, tools.context.policy.unusual_factor)

    def _as_measured(self, requested: RequestedLine, customer_id: str | None, tools: Toolbox) -> RequestedLine:
        """The line, or what it says where its product is sold by the measure that it begins with."""
        measured = measured_first(requested)
        sku = self._search(measured, customer_id, tools).sku if measured is not None else None
        if measured is None or sku is None:
            return requested
        asked = self._asked(measured, sku, customer_id, tools)
        return measured if asked is not None and is_measured(asked, requested) else requested

    @staticmethod
    def _sold_to(customer_id: str | None, tools: Toolbox) -> Callable[[str], str | None]:
        """The sku of the product that words name, as this customer says it."""

        def sold(said: str) -> str | None:
            return tools.call(search_catalog, SearchCatalog(customer_id=customer_id, words=said)).sku

        return sold

    @staticmethod
    def _search(requested: RequestedLine, customer_id: str | None, tools: Toolbox) -> CatalogAnswer:
        if requested.numbers:
            return search_by_numbers(requested, customer_id, tools)
        return tools.call(search_catalog, search_for(requested, customer_id))


def _bought_so(asked: Asked, decided: Decided) -> bool:
    """Whether a measured amount is one of how they always buy it: the "200' #6 black" of who takes wire by the foot."""
    used = asked.uoms_bought
    if decided.quantity is None or used != (decided.quantity.uom,) or asked.requested.unit_code is None:
        return False
    return used == same_units(asked.requested.unit_code, asked.units.orderable) and asked.plausible(used[0])


def _sure_of_amount(asked: Asked, quantity: Quantity) -> float:
    """How sure it is that a line's number is its amount: as its doubts leave it, and less where nothing marks it as
    one; but not of what they took just so many before, whose words have no such number: "kielbasa 10"."""
    taken = sum(base == asked.units.in_base(quantity) for _, base in asked.bought_in_base)
    carried = str(tidy(asked.amount)) in asked.terms
    unmarked = asked.requested.loose and (taken < _TAKEN_SO or carried)
    return asked.requested.doubt * (_LOOSE if unmarked else 1.0)


def _amount_findings(requested: RequestedLine, decided: Decided) -> Iterator[Finding]:
    """What was decided of unit and quantity, each with why."""
    amount = None if decided.quantity is None else str(decided.quantity.amount)
    values = ((FieldName.UOM, decided.uom), (FieldName.QUANTITY, amount))
    for name, value in values:
        yield Finding(
            field=name,
            line=requested.number,
            value=value,
            probability=decided.probability,
            why=decided.why,
            spans=requested.spans,
        )


def _sku_finding(requested: RequestedLine, answer: CatalogAnswer) -> Finding:
    return Finding(
        field=FieldName.SKU,
        line=requested.number,
        value=answer.sku,
        probability=answer.probability,
        why=answer.why,
        ground=answer.ground,
        spans=requested.spans,
        candidates=tuple(
            Candidate(
                value=hit.sku,
                label=hit.name,
                probability=hit.probability,
                why=_candidate_why(hit.missing, hit.bought),
            )
            for hit in answer.hits
        ),
    )


def _candidate_why(missing: tuple[str, ...], bought: int) -> str:
    words = f"has no “{', '.join(missing)}”" if missing else "has every word"
    return f"{words}; bought {bought}×" if bought else f"{words}; never bought"


def _no_product(requested: RequestedLine, answer: CatalogAnswer) -> OrderException:
    several = answer.ground == Ground.SEVERAL.value
    return OrderException(
        kind=ExceptionKind.AMBIGUOUS_PRODUCT if several else ExceptionKind.UNKNOWN_PRODUCT,
        sentence=f"“{requested.text}”: {answer.why}",
        line=requested.number,
    )


def matching_agent() -> Agent[MatchingTask, MatchingResult]:
    """The product matching agent with its built-in reasoner."""
    return Agent(
        name=AgentName.MATCHING,
        tools=(search_catalog, look_up_number, get_product, purchase_history),
        built_in=BuiltInMatching(),
    )

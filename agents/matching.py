"""The product matching agent: each requested line to a sku, a quantity and a unit of the product's."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from agents.base import Agent, Conclusion
from agents.results import MatchingResult, RequestedLine
from domain.calibration import Reading
from domain.findings import AgentName, Candidate, FieldName, Finding
from domain.gate import Concern, Reason
from domain.orders import ExceptionKind, OrderException, OrderLine
from domain.quantities import ProductUnits, Quantity, as_decimal
from domain.trade import Product
from knowledge.matching.match import Ground, ground_probability, not_understood_factor
from knowledge.matching.normalise import product_terms
from knowledge.matching.resemblance import FOUND, fit
from tools.base import Toolbox
from tools.catalog import CatalogAnswer, GetProduct, SearchCatalog, get_product, look_up_number, search_catalog
from tools.purchases import PurchaseHistory, purchase_history

MOST_LINES = 300
# The outer container goes by several names; one piece may be in any of these.
_CASES = frozenset({"CS", "BX", "CT"})
_CONTAINERS = frozenset({"BG", "PL", "DR", "JR", "BT", "CN", "TB", "TU", "RL", "CS", "BX", "CT"})
_PIECE = "EA"
WEIGHTS_AND_MEASURES = frozenset({"LB", "OZ", "KG", "GAL", "QT", "PT", "L", "FT", "M", "YD"})

# However likely, a product that does not carry every word asked for is for a rep to see.
_NOT_ALL_WORDS = frozenset({Ground.CONTRADICTED.value, Ground.NEARLY_HABIT.value, Ground.NEARLY.value})

_UNIT_AS_WRITTEN = 0.995
_UNIT_BY_HABIT = 0.985
_UNIT_BY_ANOTHER_NAME = 0.97
_UNIT_ONLY_ONE = 0.99
_UNIT_BASE_GUESS = 0.8


@dataclass(frozen=True)
class MatchingTask:
    """The lines to match for a customer (None: not known), and how intake came to them."""

    customer_id: str | None
    lines: tuple[RequestedLine, ...]
    reading: Reading


@dataclass(frozen=True)
class _Unit:
    """The unit a line is meant in: None where nothing decides."""

    uom: str | None
    probability: float
    why: str
    ambiguous: bool = False


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
            line = self._match(requested, task.customer_id, tools, findings, exceptions, concerns)
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
        customer_id: str | None,
        tools: Toolbox,
        findings: list[Finding],
        exceptions: list[OrderException],
        concerns: list[Reason],
    ) -> OrderLine:
        open_line = OrderLine(
            number=requested.number, text=requested.text, words=requested.words, spans=requested.spans
        )
        if requested.sku is not None:
            return self._from_basket(requested, open_line, findings)
        answer = self._search(requested, customer_id, tools)
        findings.append(_sku_finding(requested, answer))
        if answer.sku is None:
            exceptions.append(_no_product(requested, answer))
            return open_line.model_copy(update={"quantity": requested.amount})
        if answer.ground in _NOT_ALL_WORDS:
            contradicted = answer.ground == Ground.CONTRADICTED.value
            kind = Concern.CONTRADICTED_NUMBER if contradicted else Concern.LOW_CONFIDENCE
            concerns.append(Reason(kind=kind, sentence=answer.why, line=requested.number))
        file = tools.call(get_product, GetProduct(sku=answer.sku))
        if file.product is None:
            return open_line
        units = ProductUnits(
            file.product.uom, {uom: Fraction(factor) for uom, factor in file.units.items() if uom != file.product.uom}
        )
        unit = self._unit(requested, customer_id, file.product, units, tools)
        findings.append(
            Finding(
                field=FieldName.UOM,
                line=requested.number,
                value=unit.uom,
                probability=unit.probability,
                why=unit.why,
                spans=requested.spans,
            )
        )
        if unit.uom is None:
            if unit.ambiguous:
                exceptions.append(
                    OrderException(kind=ExceptionKind.AMBIGUOUS_UNIT, sentence=unit.why, line=requested.number)
                )
            return open_line.model_copy(update={"sku": answer.sku, "quantity": requested.amount})
        quantity = _whole(requested.amount, unit.uom, units)
        findings.append(
            Finding(
                field=FieldName.QUANTITY,
                line=requested.number,
                value=None if quantity is None else str(quantity.amount),
                probability=0.99 if quantity else 0.0,
                why="as written" if quantity else "that much cannot be ordered in a whole unit",
                spans=requested.spans,
            )
        )
        if quantity is None:
            return open_line.model_copy(update={"sku": answer.sku, "uom": unit.uom})
        return open_line.model_copy(
            update={
                "sku": answer.sku,
                "quantity": quantity.amount,
                "uom": quantity.uom,
                "confidence": round(answer.probability * unit.probability * requested.doubt, 4),
            }
        )

    @staticmethod
    def _from_basket(requested: RequestedLine, line: OrderLine, findings: list[Finding]) -> OrderLine:
        probability = ground_probability(Ground.BASKET)
        findings.append(
            Finding(
                field=FieldName.SKU,
                line=requested.number,
                value=requested.sku,
                probability=probability,
                why="it is in the order they place again and again",
                ground=Ground.BASKET.value,
                spans=requested.spans,
            )
        )
        return line.model_copy(
            update={
                "sku": requested.sku,
                "quantity": requested.amount,
                "uom": requested.unit_code,
                "confidence": round(probability * requested.doubt, 4),
            }
        )

    @staticmethod
    def _search(requested: RequestedLine, customer_id: str | None, tools: Toolbox) -> CatalogAnswer:
        return tools.call(
            search_catalog,
            SearchCatalog(
                customer_id=customer_id,
                words=requested.words,
                without=requested.without,
                unit_words=tuple(word for word, _ in requested.unit_words),
            ),
        )

    @staticmethod
    def _unit(
        requested: RequestedLine, customer_id: str | None, product: Product, units: ProductUnits, tools: Toolbox
    ) -> _Unit:
        if requested.unit_code in WEIGHTS_AND_MEASURES and any(c in _CONTAINERS for _, c in requested.unit_words):
            return _Unit(None, 0.0, "They name a measure and a container; which of them is counted is not clear.", True)
        written = requested.unit_code or _unit_among_words(requested, product, units)
        if written is not None and written in units.orderable:
            return _Unit(written, _UNIT_AS_WRITTEN, "the unit as they wrote it")
        habit = None
        if customer_id is not None:
            bought = tools.call(purchase_history, PurchaseHistory(customer_id=customer_id, sku=product.sku))
            most = max((b.quantity for b in bought.purchases), default=Decimal(0))
            plausible = requested.amount is None or requested.amount <= most * tools.context.policy.unusual_factor
            habit = bought.usual_uom if plausible else None
        if written is not None:
            return _other_name(written, habit, product, units)
        if habit is not None and habit in units.orderable:
            return _Unit(habit, _UNIT_BY_HABIT, f"they always buy it by the {habit}")
        if len(units.orderable) == 1:
            return _Unit(product.uom, _UNIT_ONLY_ONE, f"it is sold by the {product.uom} alone")
        choices = ", ".join(units.orderable)
        return _Unit(None, 0.4, f"No unit was named and {product.name} is sold by {choices}.", ambiguous=True)


def _unit_among_words(requested: RequestedLine, product: Product, units: ProductUnits) -> str | None:
    """The unit that a word behind the product names: "2 pastrami (cases)". Not where the word describes the product."""
    described = product_terms(product.name, product.description, product.brand, product.pack, product.mpn)
    for word, code in requested.unit_words:
        if code in units.orderable and code not in WEIGHTS_AND_MEASURES and fit(word, described) < FOUND:
            return code
    return None


def _other_name(written: str, habit: str | None, product: Product, units: ProductUnits) -> _Unit:
    """A unit that the product is not sold in, by that name.

    A box may be its case where it has no smaller piece, and a pail its each; a bottle is never its case, nor a dozen.
    """
    if written in WEIGHTS_AND_MEASURES:
        return _Unit(None, 0.0, f"{product.name} is not sold by the {written}; the amount has to be worked out.")
    alike = [uom for uom in units.orderable if uom in _CASES] if written in _CASES else []
    if len(alike) == 1 and _PIECE not in units.orderable:
        return _Unit(alike[0], _UNIT_BY_ANOTHER_NAME, f"its {alike[0]} is what they call {written}")
    if written in _CONTAINERS and product.uom == _PIECE and (habit or _PIECE) == _PIECE and len(units.orderable) == 1:
        return _Unit(_PIECE, _UNIT_BY_ANOTHER_NAME, f"each is one {written}, and it is sold in no other unit")
    choices = ", ".join(units.orderable)
    return _Unit(None, 0.0, f"They say {written}; {product.name} is sold by {choices}.", ambiguous=True)


def _whole(amount: Decimal | None, uom: str, units: ProductUnits) -> Quantity | None:
    """The amount in whole units: half a case as one half-case where there is such a unit; None where there is not."""
    if amount is None:
        return None
    if amount == amount.to_integral_value() or uom in WEIGHTS_AND_MEASURES:
        return Quantity(amount, uom)
    base = units.in_base(Quantity(amount, uom))
    for other in units.orderable:
        count = base / units.factor(other)
        if count == 1:
            return Quantity(as_decimal(count), other)
    return None


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
                probability=round(hit.coverage, 4),
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

"""The matching seat: one question for all the lines of a message that facts did not settle, with their candidates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from agents.base import Conclusion
from agents.matching import MatchingTask
from agents.results import MatchingResult, RequestedLine
from agents.seats.answers import Answer, Sure, decimal_of, follows
from agents.seats.seat import Question, Settled
from domain.calendar import local_date
from domain.calibration import Calibration, ModelGround, Reading
from domain.findings import FieldName, Finding
from domain.gate import Concern, Reason
from domain.measures import WEIGHTS_AND_MEASURES
from domain.orders import ExceptionKind, OrderException, OrderLine
from domain.quantities import as_decimal, tidy
from domain.trade import Product
from knowledge.matching.normalise import words
from knowledge.matching.told import product_terms
from reading.numbers import numbers_said
from tools.base import Toolbox
from tools.catalog import GetProduct, LookUpNumber, ProductFile, get_product, look_up_number
from tools.purchases import PurchaseHistory, purchase_history

_UNCOUNTED = 0.5
_MOST_LINES = 60
_MOST_BOUGHT = 40
_NUMBER_LENGTH = 4
_NUMBERS = re.compile(r"\d+(?:\.\d+)?")
_LARGEST = Decimal(100_000)
_COUNTED_IN_OTHERS = WEIGHTS_AND_MEASURES | {"DZ"}
# A dozen and a gross, ounces and pounds, quarts and gallons, pints and quarts, grams and kilograms.
_CONSTANTS = frozenset(Decimal(n) for n in (2, 4, 8, 12, 16, 144, 1000))
_ABOUT_PRODUCT = frozenset(
    {ExceptionKind.UNKNOWN_PRODUCT, ExceptionKind.AMBIGUOUS_PRODUCT, ExceptionKind.AMBIGUOUS_UNIT}
)
_TELLS_SKUS = frozenset({"search_catalog", "look_up_number"})


class WhyNot(StrEnum):
    """Why no product was chosen for a line."""

    CHOSEN = "chosen"
    SEVERAL_FIT = "several_fit"
    NONE_FITS = "none_fits"
    UNIT_NOT_CLEAR = "unit_not_clear"


class MatchedLine(Answer):
    """One line's product, unit and quantity; empty texts where none can be chosen."""

    line: int
    sku: str
    uom: str
    quantity: str
    sum: str
    why_not: WhyNot
    sure: Sure


class MatchingAnswer(Answer):
    """Every open line, each once."""

    lines: tuple[MatchedLine, ...]


@dataclass(frozen=True)
class Offer:
    """The open lines as they were asked for, and the skus that code offered for each."""

    lines: dict[int, RequestedLine]
    skus: dict[int, frozenset[str]]
    calls_before: int


@dataclass(frozen=True)
class MatchingPart:
    """Asked about lines without a product or a unit, and those too unsure to enter."""

    calibration: Calibration
    variables = frozenset({"lines", "bought"})
    answer = MatchingAnswer

    def ask(self, task: MatchingTask, found: Conclusion[MatchingResult], tools: Toolbox) -> Question[Offer] | None:
        """Ask for every line that is open; a number that its words contradict is a rep's, whatever a model says."""
        threshold = tools.context.policy.line_threshold
        contradicted = {c.line for c in found.result.concerns if c.kind is Concern.CONTRADICTED_NUMBER}
        doubted = {c.line for c in found.result.concerns}
        requested = {line.number: line for line in task.lines}
        open_lines = [
            line
            for line in found.result.lines
            if line.number not in contradicted
            and requested[line.number].sku is None
            and (not line.settled or line.number in doubted or not line.confidence >= threshold)
        ][:_MOST_LINES]
        if not open_lines:
            return None
        candidates = {
            f.line: tuple(dict.fromkeys(c.value for c in f.candidates))
            for f in found.findings
            if f.field is FieldName.SKU and f.line is not None
        }
        bought = _most_bought(task.customer_id, tools)
        offer = Offer(
            lines={line.number: requested[line.number] for line in open_lines},
            skus={line.number: frozenset((*candidates.get(line.number, ()), *bought)) for line in open_lines},
            calls_before=len(tools.calls),
        )
        told = (
            _told(offer.lines[line.number], candidates.get(line.number, ()), task.customer_id, tools)
            for line in open_lines
        )
        shown = {sku for line in open_lines for sku in candidates.get(line.number, ())}
        also = [_candidate(sku, task.customer_id, tools) for sku in bought if sku not in shown]
        values = {"lines": "\n".join(told), "bought": "\n".join(also) or "  nothing else"}
        return Question(values, offer, task.customer_id)

    def check(self, offer: Offer, answer: MatchingAnswer, tools: Toolbox) -> Iterator[str]:
        """Each open line once, with a sku that was offered, one of its units and a quantity that follows."""
        numbers = [line.line for line in answer.lines]
        if sorted(numbers) != sorted(offer.lines):
            yield f"answer each of the lines {', '.join(map(str, sorted(offer.lines)))} once"
            return
        looked_up = _skus_told(tools, offer.calls_before)
        for line in answer.lines:
            for wrong in _check_line(offer.lines[line.line], line, offer.skus[line.line] | looked_up, tools):
                yield f"line {line.line}: {wrong}"

    def conclude(
        self,
        task: MatchingTask,
        found: Conclusion[MatchingResult],
        settled: Settled[Offer, MatchingAnswer] | None,
        asked: bool,
        tools: Toolbox,
    ) -> Conclusion[MatchingResult]:
        """The lines with what the model chose, each as likely as such choices were counted to be."""
        grounds = {f.line: f.ground or "" for f in found.findings if f.field is FieldName.SKU}
        if settled is None:
            lines = [self._counted(line, task.reading, grounds.get(line.number, "")) for line in found.result.lines]
            concerns = [*found.result.concerns, *self._uncounted(lines, task.reading, grounds)]
            result = found.result.model_copy(update={"lines": tuple(lines), "concerns": tuple(concerns)})
            return Conclusion(found.findings, result)
        chosen = {line.line: line for line in settled.answer.lines}
        lines = []
        findings = [f for f in found.findings if f.line not in chosen]
        exceptions = [e for e in found.result.exceptions if e.line not in chosen or e.kind not in _ABOUT_PRODUCT]
        concerns = [c for c in found.result.concerns if c.line not in chosen]
        for line in found.result.lines:
            choice = chosen.get(line.number)
            if choice is None:
                lines.append(self._counted(line, task.reading, grounds.get(line.number, "")))
                continue
            if choice.why_not is not WhyNot.CHOSEN:
                exceptions.append(_open(line, choice))
            before = [f for f in found.findings if f.line == line.number and f.field is FieldName.SKU]
            ground = _ground(choice, line, task.customer_id, settled.hesitant, tools)
            if choice.sure is Sure.UNSURE and choice.why_not is WhyNot.CHOSEN:
                sentence = f"“{line.text}”: the model that chose {choice.sku} is unsure itself."
                concerns.append(Reason(kind=Concern.LOW_CONFIDENCE, sentence=sentence, line=line.number))
            other = _number_of_another(choice, settled.offer.lines[line.number], task.customer_id, tools)
            if other is not None:
                sentence = f"“{line.text}”: {other} is another product's number."
                concerns.append(Reason(kind=Concern.CONTRADICTED_NUMBER, sentence=sentence, line=line.number))
            grounds[line.number] = ground
            lines.append(self._counted(_chosen(line, choice), task.reading, ground, model=True))
            findings += _findings(lines[-1], choice, ground, before)
        concerns += self._uncounted(lines, task.reading, grounds)
        return Conclusion(
            tuple(findings),
            MatchingResult(lines=tuple(lines), exceptions=tuple(exceptions), concerns=tuple(concerns)),
        )

    def _counted(self, line: OrderLine, reading: Reading, ground: str, model: bool = False) -> OrderLine:
        """A line's confidence as counted, where a model had a part in it."""
        if not line.settled or not (model or reading.by_model):
            return line
        counted = self.calibration.line(reading, ground)
        return line.model_copy(update={"confidence": round(_UNCOUNTED if counted is None else counted, 4)})

    def _uncounted(
        self, lines: Iterable[OrderLine], reading: Reading, grounds: dict[int | None, str]
    ) -> Iterator[Reason]:
        """A line that only a model settled, where nobody has counted how often it is right."""
        for line in lines:
            ground = grounds.get(line.number, "")
            by_model = reading.by_model or ground.startswith("model_")
            if line.settled and by_model and self.calibration.line(reading, ground) is None:
                sentence = f"“{line.text}”: how often this model is right about such a line has not been counted."
                yield Reason(kind=Concern.UNCALIBRATED, sentence=sentence, line=line.number)


def _most_bought(customer_id: str | None, tools: Toolbox) -> tuple[str, ...]:
    """What the customer buys, most often first: whatever words they use, it is likely among these."""
    if customer_id is None:
        return ()
    context = tools.context
    habits = context.facts.habits(context.session, customer_id, local_date(context.now, context.zone))
    return tuple(sorted(habits, key=lambda sku: (-habits[sku].times, sku))[:_MOST_BOUGHT])


def _told(requested: RequestedLine, skus: Iterable[str], customer_id: str | None, tools: Toolbox) -> str:
    amount = f"{tidy(requested.amount)}" if requested.amount is not None else "not said"
    unit = requested.unit_code or "not said"
    text, product = " ".join(requested.text.split()), " ".join(requested.words.split())
    head = f"line {requested.number}: “{text}” | product words: {product} | amount {amount}"
    head += f" | unit {unit}" + (f" | without: {requested.without}" if requested.without else "")
    return "\n".join([head, *(_candidate(sku, customer_id, tools) for sku in skus)])


def _candidate(sku: str, customer_id: str | None, tools: Toolbox) -> str:
    file = tools.call(get_product, GetProduct(sku=sku))
    product = file.product
    if product is None:
        return f"  {sku}"
    units = ", ".join(uom if factor == "1" else f"{uom} = {factor} {product.uom}" for uom, factor in file.units.items())
    told = [sku, product.name, *([product.description] if product.description else [])]
    told += [f"pack {product.pack}"] if product.pack else []
    told += [f"sold by {units}", product.status.value]
    if customer_id is not None:
        bought = tools.call(purchase_history, PurchaseHistory(customer_id=customer_id, sku=sku)).purchases
        last = f", last {tidy(bought[-1].quantity)} {bought[-1].uom}" if bought else ""
        told.append(f"bought {len(bought)} times{last}")
    return "  " + " | ".join(told)


def _skus_told(tools: Toolbox, since: int) -> frozenset[str]:
    """Skus that a search of the model's own told it: code offered those too."""
    return frozenset(
        str(hit["sku"]) for call in tools.calls[since:] if call.tool in _TELLS_SKUS for hit in call.result["hits"]
    )


def _check_line(requested: RequestedLine, line: MatchedLine, skus: frozenset[str], tools: Toolbox) -> Iterator[str]:
    if line.why_not is not WhyNot.CHOSEN:
        if line.sku and line.why_not is not WhyNot.UNIT_NOT_CLEAR:
            yield "why_not says that nothing is chosen, and there is a sku"
        elif line.sku and line.sku not in skus:
            yield f"sku {line.sku} was not offered for it"
        return
    if line.sku not in skus:
        yield f"sku “{line.sku}” was not offered for it"
        return
    file = tools.call(get_product, GetProduct(sku=line.sku))
    if file.product is None or line.uom not in file.units:
        yield f"{line.sku} is not sold by “{line.uom}”, but by {', '.join(file.units)}"
        return
    quantity = decimal_of(line.quantity)
    if requested.amount is None:
        if line.quantity:
            yield "no amount was said, so quantity must be empty"
        return
    if quantity is None or not 0 < quantity <= _LARGEST:
        yield f"quantity “{line.quantity}” is not a number above zero"
        return
    if quantity != quantity.to_integral_value() and line.uom not in WEIGHTS_AND_MEASURES:
        yield f"{quantity} {line.uom} is not a whole number of them"
    yield from _check_amount(requested, line, quantity, file)


def _check_amount(requested: RequestedLine, line: MatchedLine, quantity: Decimal, file: ProductFile) -> Iterator[str]:
    """The quantity is the amount said, in the unit said where there is one, or follows from it."""
    assert file.product is not None
    assert requested.amount is not None
    said_unit = requested.unit_code if requested.unit_code in file.units else None
    meant = {said_unit, *(code for _, code in requested.unit_words)}
    if said_unit is not None and line.uom not in meant:
        factor = Fraction(file.units[said_unit]) / Fraction(file.units[line.uom])
        if Fraction(requested.amount) * factor != Fraction(quantity):
            yield f"they say {said_unit}, and {line.sku} is sold by it"
    elif not line.sum:
        if quantity != requested.amount:
            yield f"the amount said is {tidy(requested.amount)}, and no sum leads from it to {quantity}"
    else:
        if requested.unit_code is None and not requested.unit_words:
            yield f"no unit was said that “{line.sum}” could lead from"
        wrong = follows(quantity, line.sum, _given(requested, file.product, file.units.values()))
        if wrong is not None:
            yield wrong
        elif not _from_amount(line.sum, requested, file):
            yield f"“{line.sum}” does not lead from the {tidy(requested.amount)} that they said"
        elif said_unit == line.uom and quantity != requested.amount:
            yield f"they say {said_unit}, and {line.sku} is sold by it: there is nothing to work out"


def _from_amount(sum_text: str, requested: RequestedLine, file: ProductFile) -> bool:
    """Whether a sum uses the amount said once, and besides it only what is not that amount again."""
    assert file.product is not None
    assert requested.amount is not None
    numbers = [Decimal(number) for number in _NUMBERS.findall(sum_text)]
    if requested.amount not in numbers:
        return False
    numbers.remove(requested.amount)
    others = _given(requested, file.product, file.units.values(), said=frozenset({requested.amount}))
    return all(number in others for number in numbers)


def _given(
    requested: RequestedLine, product: Product, factors: Iterable[str], said: frozenset[Decimal] = frozenset()
) -> frozenset[Decimal]:
    """The numbers that a sum may be made of: those in the words but ``said`` ones, and those of pack and units."""
    words_have = (numbers_said(requested.text) | {requested.amount or Decimal(0)}) - said
    packed = numbers_said(f"{product.name} {product.pack} {product.description}")
    units = {requested.unit_code, *(code for _, code in requested.unit_words)}
    constants = _CONSTANTS if units & _COUNTED_IN_OTHERS else frozenset()
    return words_have | packed | {as_decimal(Fraction(factor)) for factor in factors} | constants


def _chosen(line: OrderLine, choice: MatchedLine) -> OrderLine:
    if choice.why_not is not WhyNot.CHOSEN:
        return line.model_copy(update={"sku": choice.sku or None, "uom": None, "confidence": 0.0})
    quantity = decimal_of(choice.quantity)
    return line.model_copy(update={"sku": choice.sku, "uom": choice.uom, "quantity": quantity})


def _open(line: OrderLine, choice: MatchedLine) -> OrderException:
    kind = {
        WhyNot.SEVERAL_FIT: ExceptionKind.AMBIGUOUS_PRODUCT,
        WhyNot.NONE_FITS: ExceptionKind.UNKNOWN_PRODUCT,
        WhyNot.UNIT_NOT_CLEAR: ExceptionKind.AMBIGUOUS_UNIT,
    }[choice.why_not]
    told = {
        WhyNot.SEVERAL_FIT: "several products fit, and nothing decides",
        WhyNot.NONE_FITS: "nothing in the catalog fits",
        WhyNot.UNIT_NOT_CLEAR: "which unit is meant is not clear",
    }[choice.why_not]
    return OrderException(kind=kind, sentence=f"“{line.text}”: {told}.", line=line.number)


def _ground(choice: MatchedLine, line: OrderLine, customer_id: str | None, hesitant: bool, tools: Toolbox) -> str:
    """How the choice stands to what is known without the model."""
    if choice.sure is Sure.UNSURE or hesitant:
        return ModelGround.UNSURE.value
    proposed = (line.sku, line.uom, line.quantity)
    if line.sku is not None and (choice.sku, choice.uom, decimal_of(choice.quantity)) == proposed:
        return ModelGround.AGREES.value
    if customer_id is not None and choice.sku and _buys(customer_id, choice.sku, tools):
        return ModelGround.BUYS.value
    return ModelGround.PICKS.value


def _number_of_another(
    choice: MatchedLine, requested: RequestedLine, customer_id: str | None, tools: Toolbox
) -> str | None:
    """A product number among the words that is not the chosen product's: for a rep to look at, however clear it seems.

    A number that stands in the chosen product's own name is part of what it is called, as in a variant of a part.
    """
    product = tools.call(get_product, GetProduct(sku=choice.sku)).product if choice.sku else None
    if product is None:
        return None
    carried = product_terms(product.name, product.description, product.brand, product.pack, product.mpn)
    for word in requested.words.split():
        number = word.strip(".,;:()=#")
        if len(number) < _NUMBER_LENGTH or not any(c.isdigit() for c in number):
            continue
        hits = tools.call(look_up_number, LookUpNumber(customer_id=customer_id, number=number)).hits
        if hits and choice.sku not in {hit.sku for hit in hits} and not set(words(number)) <= carried:
            return number
    return None


def _buys(customer_id: str, sku: str, tools: Toolbox) -> bool:
    return bool(tools.call(purchase_history, PurchaseHistory(customer_id=customer_id, sku=sku)).purchases)


def _findings(line: OrderLine, choice: MatchedLine, ground: str, before: list[Finding]) -> Iterator[Finding]:
    why = f"the model chose it{f'; {choice.sum} = {choice.quantity}' if choice.sum else ''}"
    for name, value in (
        (FieldName.SKU, line.sku),
        (FieldName.UOM, line.uom),
        (FieldName.QUANTITY, str(line.quantity) if line.quantity is not None else None),
    ):
        yield Finding(
            field=name,
            line=line.number,
            value=value,
            probability=line.confidence if value is not None else 0.0,
            why=why if value is not None else choice.why_not.value.replace("_", " "),
            ground=ground if name is FieldName.SKU else None,
            spans=line.spans,
            candidates=before[0].candidates if before and name is FieldName.SKU else (),
        )

"""The intake seat: reads what the desk's own grammar did not wholly understand. Who writes is settled by data alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from agents.base import Conclusion
from agents.intake import IntakeTask
from agents.results import IntakeResult, RequestedLine
from agents.seats.answers import Sure, decimal_of
from agents.seats.intake_said import AmountKind, FlagKind, IntakeAnswer, Offer, SaidLine, offer_of
from agents.seats.seat import Question, Settled
from domain.calibration import Calibration, Reading
from domain.findings import FieldName, Finding
from domain.gate import Concern, Reason
from domain.messages import PartKind
from domain.orders import ExceptionKind, Intent, OrderException, OrderStatus, Span
from knowledge.matching.match import Ground
from knowledge.matching.normalise import words
from reading.languages import languages, lexicon
from reading.numbers import numbers_said
from reading.tokens import Kind, tokenize
from tools.base import Toolbox
from tools.catalog import SearchCatalog, search_catalog
from tools.customers import GetCustomer, get_customer

_UNCOUNTED = 0.5
# What the built-in reader sees by single words, and a model by what they mean.
_MAY_BE_OVERRULED = frozenset({ExceptionKind.SPECIAL_REQUEST})
_DECIDED = frozenset({FieldName.PO_NUMBER, FieldName.REQUESTED_DATE})
_OF_ONE_MIND = 0.7
_LONGEST_AHEAD = timedelta(days=370)
_LONGEST_BACK = timedelta(days=31)
_MULTIPLES = frozenset({Decimal(2), Decimal(3), Decimal("0.5")})
_ORDERING = (Intent.ORDER, Intent.AMENDMENT)
_SPELLED_MARKS = frozenset({"dash", "hyphen", "slash", "point", "dot"})
_CHANGES = "They change an order; what it comes to has to be checked."
_ANSWERS = "They were asked about this order and have written since; what it comes to has to be checked."
_NO_ORDER = "Somebody has to answer or file this; no order could be read in it."


@dataclass(frozen=True)
class IntakePart:
    """Asked where the built-in reader had a doubt; its answer stands for intent, ship-to, PO, date and lines."""

    calibration: Calibration
    variables = frozenset({"distributor", "messages", "customer", "past_orders", "standing_order"})
    answer = IntakeAnswer

    def ask(self, task: IntakeTask, found: Conclusion[IntakeResult], tools: Toolbox) -> Question[Offer] | None:
        """Ask where there are doubts; not where all was understood, nor about what a machine sent or has no words."""
        result = found.result
        if any(message.texts(PartKind.AUTOMATIC) for message in task.messages):
            return None
        if not any(part.text.strip() for message in task.messages for part in message.texts(PartKind.BODY)):
            return None
        unsure = result.customer_id is not None and not result.confidence >= tools.context.policy.order_threshold
        if not result.concerns and not unsure and not _a_line_is_no_product(result, tools):
            return None
        customer = None
        if result.customer_id is not None:
            customer = tools.call(get_customer, GetCustomer(customer_id=result.customer_id)).customer
        offer, values = offer_of(task, customer, tools)
        return Question(values, offer, result.customer_id)

    def check(self, offer: Offer, answer: IntakeAnswer, tools: Toolbox) -> Iterator[str]:
        """Every quote stands in the messages, every value follows from a quote or is one that was offered."""
        if answer.ship_to and answer.ship_to not in offer.ship_tos:
            yield f"ship_to “{answer.ship_to}” is not one of the customer's ship-tos"
        if answer.po_number:
            yield from _check_po(offer, answer)
        if answer.requested_date:
            yield from _check_date(offer, answer, tools)
        if answer.lines and answer.intent not in _ORDERING:
            yield f"intent {answer.intent.value} has no lines"
        for number, line in enumerate(answer.lines, 1):
            for wrong in _check_line(offer, line):
                yield f"line {number}: {wrong}"
        for flag in answer.flags:
            if offer.find(flag.quote) is None:
                yield f"the words “{flag.quote}” of a flag do not stand in the messages"

    def conclude(
        self,
        task: IntakeTask,
        found: Conclusion[IntakeResult],
        settled: Settled[Offer, IntakeAnswer] | None,
        asked: bool,
        tools: Toolbox,
    ) -> Conclusion[IntakeResult]:
        """What the model read, in the place of what the built-in reader was not sure of."""
        if settled is None:
            return _unread(found) if asked else found
        before, answer = found.result, settled.answer
        ordering = answer.intent in _ORDERING
        lines = tuple(_requested(line, n, settled.offer) for n, line in enumerate(answer.lines, 1))
        read = IntakeResult(
            intent=answer.intent,
            customer_id=before.customer_id,
            contact=before.contact,
            ship_to_id=(answer.ship_to or before.ship_to_id) if ordering else None,
            po_number=(answer.po_number or None) if ordering else None,
            requested_date=date.fromisoformat(answer.requested_date) if ordering and answer.requested_date else None,
            lines=lines if ordering else (),
            language=before.language,
        )
        flagged = {flag.kind for flag in answer.flags}
        overruled = [e for e in before.exceptions if e.kind in _MAY_BE_OVERRULED and e.kind.value not in flagged]
        reading = _reading(found, read, answer, settled.hesitant, bool(overruled))
        counted = self.calibration.head(reading)
        probability = _UNCOUNTED if counted is None else counted
        concerns = [c for c in before.concerns if c.kind is not Concern.LOW_CONFIDENCE or _stays(c, read, reading)]
        concerns += _standing_doubts(task, read)
        if answer.sure is Sure.UNSURE:
            sentence = "The model that read it is unsure itself."
            concerns.append(Reason(kind=Concern.LOW_CONFIDENCE, sentence=sentence))
        if counted is None:
            sentence = "Only a model read it, and how often this model reads rightly has not been counted."
            concerns.append(Reason(kind=Concern.UNCALIBRATED, sentence=sentence))
        concerns += [
            Reason(kind=Concern.WORKED_OUT_QUANTITY, sentence=f"“{_text(x)}”: the amount was worked out.", line=n)
            for n, x in enumerate(answer.lines, 1)
            if x.amount_kind is AmountKind.ESTIMATED
        ]
        result = read.model_copy(
            update={
                "exceptions": (*(e for e in before.exceptions if e not in overruled), *_exceptions(before, answer)),
                "concerns": tuple(concerns),
                "confidence": round(min(probability, before.confidence if before.customer_id is None else 1.0), 4),
                "reading": reading,
            }
        )
        kept = tuple(f for f in found.findings if f.field is FieldName.CUSTOMER)
        return Conclusion((*kept, *_findings(result, answer, settled.offer, probability)), result)


def _unread(found: Conclusion[IntakeResult]) -> Conclusion[IntakeResult]:
    """What the built-in reader came to where it asked for help and got none: then it has not understood it all."""
    if found.result.concerns:
        return found
    doubt = Reason(kind=Concern.LOW_CONFIDENCE, sentence="Some words of it may not be what they were taken for.")
    changed = found.result.model_copy(update={"concerns": (doubt,), "reading": Reading.NOT_UNDERSTOOD})
    return Conclusion(found.findings, changed)


def _a_line_is_no_product(result: IntakeResult, tools: Toolbox) -> bool:
    """Whether no product has the words of some line: then the words may have been parted wrongly."""
    return any(
        tools.call(
            search_catalog,
            SearchCatalog(
                customer_id=result.customer_id,
                words=line.words,
                without=line.without,
                unit_words=tuple(word for word, _ in line.unit_words),
            ),
        ).ground
        == Ground.NOTHING.value
        for line in result.lines
        if line.sku is None
    )


def _check_po(offer: Offer, answer: IntakeAnswer) -> Iterator[str]:
    if offer.find(answer.po_quote) is None:
        yield f"po_quote “{answer.po_quote}” does not stand in the messages"
    elif not _gives(answer.po_quote, answer.po_number):
        yield f"po_number {answer.po_number} is not in “{answer.po_quote}”"


def _gives(quote: str, po_number: str) -> bool:
    """Whether words give a number, written or spelled: "R dash six oh three nine" gives R-6039.

    Of a number that is wholly spoken only the letters and the digits spelled one by one can be held against the words.
    """
    wanted = _letters_and_digits(po_number)
    if not wanted or wanted in _letters_and_digits(quote) or wanted in _spelled_out(quote):
        return bool(wanted)
    spoken = not any(c.isdigit() for c in quote)
    letters = "".join(c for c in wanted if c.isalpha())
    return spoken and letters in "".join(w for w in quote.casefold().split() if len(w) == 1 and w.isalpha())


def _letters_and_digits(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _spelled_out(text: str) -> str:
    """Words with the digits they spell: "R dash six oh three nine" is r6039."""
    every = lexicon(tuple(languages()))
    told = []
    for token in tokenize(text):
        if token.kind is not Kind.WORD or token.folded in _SPELLED_MARKS:
            continue
        digit = every.numbers.get(token.folded, 0 if token.folded in ("oh", "o") else None)
        told.append(token.folded if digit is None else str(digit))
    return _letters_and_digits("".join(told))


def _check_date(offer: Offer, answer: IntakeAnswer, tools: Toolbox) -> Iterator[str]:
    try:
        day = date.fromisoformat(answer.requested_date)
    except ValueError:
        yield f"requested_date “{answer.requested_date}” is not a date such as 2026-03-04"
        return
    today = tools.context.now.astimezone(tools.context.zone).date()
    if not today - _LONGEST_BACK <= day <= today + _LONGEST_AHEAD:
        yield f"requested_date {day} is not near the day of the message"
    if offer.find(answer.date_quote) is None:
        yield f"date_quote “{answer.date_quote}” does not stand in the messages"
    named = {known.weekdays[t.folded] for known in languages().values() for t in tokenize(answer.date_quote)
             if t.folded in known.weekdays}  # fmt: skip
    if len(named) == 1 and day.weekday() not in named:
        yield f"requested_date {day} is a {day:%A}, and “{answer.date_quote}” names another day"


def _check_line(offer: Offer, line: SaidLine) -> Iterator[str]:
    if not line.quotes:
        yield "it has no quotes"
    for quote in line.quotes:
        if offer.find(quote) is None:
            yield f"the words “{quote}” do not stand in the messages"
    basket = offer.baskets.get(line.basket_line) if line.basket_line else None
    if line.basket_line and basket is None:
        yield f"basket_line {line.basket_line} was not offered"
    if basket is None and not line.product.strip():
        yield "it names no product"
    quoted = " ".join(line.quotes)
    for word in (*line.product.split(), *line.without.split(), *line.unit.split()):
        if _bare(word) and _bare(word) not in _bare(quoted):
            yield f"“{word}” does not stand in its quotes"
    if line.price and decimal_of(line.price) not in numbers_said(quoted):
        yield f"the price {line.price} is not in the words “{quoted}”"
    if line.amount_kind is AmountKind.MISSING:
        if line.amount:
            yield "amount_kind is missing, and there is an amount"
        return
    amount = decimal_of(line.amount)
    if amount is None or amount <= 0:
        yield f"amount “{line.amount}” is not a number above zero"
        return
    allowed = set(numbers_said(quoted))
    if basket is not None:
        more = {basket.quantity + n for n in allowed} | {basket.quantity - n for n in allowed}
        allowed |= {basket.quantity, *more, *(basket.quantity * n for n in _MULTIPLES)}
    if line.amount_kind is not AmountKind.ESTIMATED and amount not in allowed:
        yield f"the amount {amount} is not in the words “{quoted}”"


def _bare(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _text(line: SaidLine) -> str:
    return line.quotes[0]


def _requested(line: SaidLine, number: int, offer: Offer) -> RequestedLine:
    spans = tuple(span for quote in line.quotes if (span := offer.find(quote)) is not None)
    amount = None if line.amount_kind is AmountKind.MISSING else decimal_of(line.amount)
    basket = offer.baskets.get(line.basket_line)
    if basket is not None:
        return RequestedLine(
            number=number,
            text=_text(line),
            spans=spans,
            amount=amount,
            unit_code=basket.uom,
            named_price=decimal_of(line.price),
            sku=basket.sku,
        )
    every = lexicon(tuple(languages()))
    codes = [every.units[t.folded] for t in tokenize(line.unit) if t.folded in every.units]
    named = [(t.folded, every.units[t.folded]) for t in tokenize(line.product) if t.folded in every.units]
    return RequestedLine(
        number=number,
        text=_text(line),
        spans=spans,
        words=" ".join(line.product.split()),
        without=" ".join(line.without.split()),
        amount=amount,
        unit_code=codes[0] if codes else None,
        unit_words=tuple(named),
        named_price=decimal_of(line.price),
    )


def _reading(
    found: Conclusion[IntakeResult], read: IntakeResult, answer: IntakeAnswer, hesitant: bool, overrules: bool
) -> Reading:
    """How the model's reading stands to the built-in reader's: for all its doubts that may have come to the same."""
    if answer.sure is Sure.UNSURE or hesitant:
        return Reading.MODEL_UNSURE
    if overrules:
        return Reading.MODEL_OVERRULES
    before, heads = found.result, ("intent", "ship_to_id", "po_number", "requested_date")
    # Where it was of two minds, such as of two days, it came to nothing that anybody could agree with.
    of_two_minds = any(f.probability < _OF_ONE_MIND for f in found.findings if f.field in _DECIDED)
    same_head = not of_two_minds and all(getattr(before, name) == getattr(read, name) for name in heads)
    same_lines = len(before.lines) == len(read.lines) and all(
        _asks_for(mine) == _asks_for(theirs) and _overlap(mine.spans, theirs.spans)
        for mine, theirs in zip(before.lines, read.lines, strict=True)
    )
    return Reading.MODEL_AGREES if same_head and same_lines else Reading.MODEL_READS


def _asks_for(line: RequestedLine) -> tuple[object, ...]:
    """All that decides what is shipped and what has to be looked at."""
    product = () if line.sku else (frozenset(words(line.words)), frozenset(words(line.without)))
    return line.sku, line.amount, line.unit_code, line.named_price, product


def _overlap(some: Sequence[Span], others: Sequence[Span]) -> bool:
    return any(a.part_id == b.part_id and a.start < b.end and b.start < a.end for a in some for b in others)


def _stays(doubt: Reason, read: IntakeResult, reading: Reading) -> bool:
    """Whether a model's reading leaves a doubt as it was: of a line that it has too, or of what is cancelled."""
    return read.intent is Intent.CANCELLATION or (doubt.line is not None and reading is Reading.MODEL_AGREES)


def _standing_doubts(task: IntakeTask, read: IntakeResult) -> Iterator[Reason]:
    """What is a rep's however well it was read."""
    sentences = []
    if read.intent is Intent.AMENDMENT:
        sentences.append(_CHANGES)
    if task.standing_status is OrderStatus.ASKED and read.intent is not Intent.CANCELLATION:
        sentences.append(_ANSWERS)
    if read.intent in (Intent.INQUIRY, Intent.OTHER):
        sentences.append(_NO_ORDER)
    if read.intent is Intent.ORDER and not read.lines:
        sentences.append("No line of an order could be read.")
    for sentence in sentences:
        yield Reason(kind=Concern.LOW_CONFIDENCE, sentence=sentence)


def _exceptions(before: IntakeResult, answer: IntakeAnswer) -> Iterator[OrderException]:
    """The model's flags and what has no amount; what the desk saw itself stands already."""
    known = {e.kind for e in before.exceptions}
    told = {
        FlagKind.SPECIAL_REQUEST: (ExceptionKind.SPECIAL_REQUEST, "A person has to see to “{}”."),
        FlagKind.SUSPICIOUS: (ExceptionKind.SUSPICIOUS, "“{}” is not a customer's order."),
        FlagKind.DUPLICATE: (ExceptionKind.DUPLICATE, "“{}”: it may be sent again."),
    }
    for flag in answer.flags:
        kind, sentence = told[flag.kind]
        if kind not in known:
            known.add(kind)
            yield OrderException(kind=kind, sentence=sentence.format(flag.quote))
    for number, line in enumerate(answer.lines, 1):
        if line.amount_kind is AmountKind.MISSING:
            sentence = f"“{_text(line)}”: how many is not said."
            yield OrderException(kind=ExceptionKind.MISSING_QUANTITY, sentence=sentence, line=number)


def _findings(result: IntakeResult, answer: IntakeAnswer, offer: Offer, probability: float) -> Iterator[Finding]:
    def found(name: FieldName, value: str | None, *quotes: str) -> Finding:
        spans = tuple(span for quote in quotes if quote and (span := offer.find(quote)) is not None)
        why = "as the model read it" if value is not None else "the model found none"
        return Finding(
            field=name, value=value, probability=probability, why=why, ground=result.reading.value, spans=spans
        )

    yield found(FieldName.INTENT, result.intent.value)
    yield found(FieldName.SHIP_TO, result.ship_to_id)
    yield found(FieldName.PO_NUMBER, result.po_number, answer.po_quote)
    day = result.requested_date
    yield found(FieldName.REQUESTED_DATE, day.isoformat() if day else None, answer.date_quote)

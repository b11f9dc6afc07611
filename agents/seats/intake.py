"""The intake seat: reads what the desk's own grammar did not wholly understand. Who writes is settled by data alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from agents.base import Conclusion
from agents.intake import IntakeTask
from agents.results import IntakeResult, RequestedLine
from agents.seats.answers import Sure, decimal_of
from agents.seats.intake_checks import ORDERING, overlap, quotes_of, wrong_with
from agents.seats.intake_said import AmountKind, FlagKind, IntakeAnswer, Offer, SaidLine, offer_of
from agents.seats.seat import Question, Settled
from domain.calibration import Calibration, Reading
from domain.findings import FieldName, Finding
from domain.gate import Concern, Reason
from domain.messages import PartKind
from domain.orders import ExceptionKind, Intent, OrderException, OrderStatus
from knowledge.matching.match import Ground
from knowledge.matching.normalise import words
from reading.languages import languages, lexicon
from reading.numbers import amount_at
from reading.tokens import Kind, tokenize
from tools.base import Toolbox
from tools.catalog import SearchCatalog, search_catalog
from tools.customers import GetCustomer, get_customer

_UNCOUNTED = 0.5
_MOST_WORDS_TOLD = 8
# What the built-in reader sees by single words, and a model by what they mean.
_MAY_BE_OVERRULED = frozenset({ExceptionKind.SPECIAL_REQUEST})
_DECIDED = frozenset({FieldName.PO_NUMBER, FieldName.REQUESTED_DATE})
_OF_ONE_MIND = 0.7
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
        """Ask where there are doubts; not where all was understood, nor about what a machine sent, what has no words,
        or an order that stands on a file: a model is shown none, so its lines would be no answer.
        """
        result = found.result
        if any(message.texts(PartKind.AUTOMATIC) for message in task.messages):
            return None
        if not any(part.text.strip() for message in task.messages for part in message.texts(PartKind.BODY)):
            return None
        if any(part.text for message in task.messages for part in message.texts(PartKind.ATTACHMENT)):
            return None
        unsure = result.customer_id is not None and not result.confidence >= tools.context.policy.order_threshold
        if not result.concerns and not unsure and not _a_line_is_no_product(result, tools):
            return None
        customer = None
        if result.customer_id is not None:
            customer = tools.call(get_customer, GetCustomer(customer_id=result.customer_id)).customer
        offer, values = offer_of(task, result, customer, tools)
        return Question(values, offer, result.customer_id)

    def check(self, offer: Offer, answer: IntakeAnswer, tools: Toolbox) -> Iterator[str]:
        """What ``intake_checks`` finds wrong."""
        return wrong_with(offer, answer, tools)

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
        ordering = answer.intent in ORDERING
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
        concerns += _bending(before, answer, settled.offer) if reading is Reading.MODEL_AGREES else ()
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
        concerns += _amounts_of_others(answer)
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


def _amounts_of_others(answer: IntakeAnswer) -> Iterator[Reason]:
    """A doubt of each line that begins with its own amount and has that of another line, whose words it quotes."""
    begun = [line.quotes[0] for line in answer.lines]
    for number, line in enumerate(answer.lines, 1):
        amount, own = decimal_of(line.amount), _amounts_in(line.quotes[0])
        borrowed = [quote for quote in line.quotes[1:] if quote in begun and quote != line.quotes[0]]
        if amount is not None and own and amount not in own and any(amount in _amounts_in(q) for q in borrowed):
            sentence = f"“{_text(line)}”: its amount is that of another line."
            yield Reason(kind=Concern.LOW_CONFIDENCE, sentence=sentence, line=number)


def _amounts_in(quote: str) -> set[Decimal]:
    """The amounts that stand in words, in any language."""
    every, tokens = lexicon(tuple(languages())), tokenize(quote)
    read = (amount_at(tokens, at, every) for at, token in enumerate(tokens) if token.kind is Kind.WORD)
    return {one.value for one in read if one is not None}


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
        _asks_for(mine) == _asks_for(theirs) and overlap(mine.spans, theirs.spans)
        for mine, theirs in zip(before.lines, read.lines, strict=True)
    )
    return Reading.MODEL_AGREES if same_head and same_lines else Reading.MODEL_READS


def _asks_for(line: RequestedLine) -> tuple[object, ...]:
    """All that decides what is shipped and what has to be looked at."""
    product = () if line.sku else (frozenset(words(line.words)), frozenset(words(line.without)))
    return line.sku, line.amount, line.unit_code, line.named_price, product


def _stays(doubt: Reason, read: IntakeResult, reading: Reading) -> bool:
    """Whether a model's reading leaves a doubt as it was: of a line that it has too, or of what is cancelled."""
    return read.intent is Intent.CANCELLATION or (doubt.line is not None and reading is Reading.MODEL_AGREES)


def _bending(before: IntakeResult, answer: IntakeAnswer, offer: Offer) -> Iterator[Reason]:
    """Words that may bend the meaning of others, and stand in no quote: agreeing does not say that they do not."""
    _, quoted = quotes_of(offer, answer)
    left = [offer.text(span) for span in before.cautions if not overlap((span,), quoted)]
    if left:
        told = ", ".join(f"“{word}”" for word in dict.fromkeys(left[:_MOST_WORDS_TOLD]))
        yield Reason(kind=Concern.LOW_CONFIDENCE, sentence=f"{told} may change what is meant.")


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

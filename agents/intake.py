"""The intake agent: who writes, what they want, for where and when, and the lines in their words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

from agents.base import Agent, Conclusion
from agents.intake_basket import resolve
from agents.intake_head import Head, day_said, find_customer, find_date, find_ship_to, names_place
from agents.results import IntakeResult, RequestedLine
from domain.calendar import local_date
from domain.findings import AgentName, FieldName, Finding
from domain.gate import Concern, Reason
from domain.messages import Channel, PartKind
from domain.orders import ExceptionKind, Intent, OrderBody, OrderException, OrderStatus, Span
from domain.trade import Customer, Distributor
from knowledge.matching.normalise import words
from knowledge.matching.resemblance import FOUND, resemblance
from reading.languages import lexicon_for
from reading.lines import LineMention
from reading.masking import blank_signature, split_dialogue
from reading.reader import ReadingContext, TextReading, name_words, read_text
from reading.tokens import Kind, Token, tokenize
from store.conversations import StoredMessage
from tools.base import Toolbox
from tools.catalog import GetProduct, LookUpNumber, get_product, look_up_number
from tools.customers import delivery_dates, find_customers, find_sender, get_customer
from tools.erp import open_orders
from tools.purchases import last_order, recent_orders, usual_basket

_NUMBER_LENGTH = 4
_CUT_DOUBT = 0.985
_LOOSE_DOUBT = 0.93
_WHOLE_CANCELLATION = 0.97
_IN_PASSING = frozenset({"aside", "next_delivery", "usual", "as_usual", "last_order"})
_MOST_WORDS_TOLD = 8


@dataclass(frozen=True)
class IntakeTask:
    """The messages that no run has dealt with yet, oldest first, and the order that stands, if there is one."""

    messages: tuple[StoredMessage, ...]
    distributor: Distributor
    standing: OrderBody | None = None
    standing_status: OrderStatus | None = None


@dataclass
class _Draft:
    """What intake has come to so far."""

    findings: list[Finding] = field(default_factory=list)
    exceptions: list[OrderException] = field(default_factory=list)
    concerns: list[Reason] = field(default_factory=list)
    lines: list[RequestedLine] = field(default_factory=list)
    confidence: float = 1.0

    def doubt(self, sentence: str, kind: Concern = Concern.LOW_CONFIDENCE, line: int | None = None) -> None:
        self.concerns.append(Reason(kind=kind, sentence=sentence, line=line))

    def object(self, kind: ExceptionKind, sentence: str, line: int | None = None) -> None:
        if all(e.kind is not kind or e.line != line for e in self.exceptions):
            self.exceptions.append(OrderException(kind=kind, sentence=sentence, line=line))

    def find(
        self, name: FieldName, value: str | None, probability: float, why: str, spans: Sequence[Span] = ()
    ) -> None:
        self.findings.append(Finding(field=name, value=value, probability=probability, why=why, spans=tuple(spans)))


@dataclass(frozen=True)
class _Read:
    """One text of a message, read; ``part_id`` is where its offsets count."""

    message: StoredMessage
    part_id: str
    kind: PartKind
    reading: TextReading


class BuiltInIntake:
    """Reads with the desk's own grammar; what it does not understand becomes a concern, never a guess."""

    name = "built-in rules"

    def conclude(self, task: IntakeTask, tools: Toolbox) -> Conclusion[IntakeResult]:
        """Read the messages."""
        draft = _Draft()
        head = find_customer(task.messages, tools)
        if head.customer is None:
            draft.object(ExceptionKind.UNKNOWN_CUSTOMER, head.why)
        draft.find(FieldName.CUSTOMER, head.customer_id, head.probability, head.why)
        reads = _read_all(task, head, tools)
        _look_at_forms(task.messages, reads, draft)

        intent = _intent(task, reads)
        new = _last_word(reads) if any(r.reading.says("duplicate") for r in reads) else reads
        ordering = intent not in (Intent.INQUIRY, Intent.OTHER)
        po_number = _purchase_order(new, draft) if ordering else None
        ship_to_id = None
        if head.customer is not None and ordering:
            ship_to = find_ship_to(head.customer, [r.reading for r in reads], tools)
            ship_to_id = ship_to.value
            draft.find(FieldName.SHIP_TO, ship_to.value, ship_to.probability, ship_to.why)
            draft.confidence = min(draft.confidence, ship_to.probability)
            if ship_to.several:
                draft.object(ExceptionKind.SPECIAL_REQUEST, ship_to.why)
        requested = self._date(head, ship_to_id, new, tools, draft) if ordering else None
        if intent is Intent.CANCELLATION:
            _look_for_part(task, reads, tools, draft)
        if intent in (Intent.ORDER, Intent.AMENDMENT):
            _add_lines(new, head, ship_to_id, tools, draft)
            if intent is Intent.AMENDMENT:
                draft.doubt("They change an order; what it comes to has to be checked.")
        _look_at_words(intent, reads, _names(head.customer, task), draft)
        if task.standing_status is OrderStatus.ASKED and intent is not Intent.CANCELLATION:
            draft.doubt("They were asked about this order and have written since; what it comes to has to be checked.")
        if not draft.lines and intent is Intent.ORDER:
            draft.doubt("No line of an order could be read.")
        draft.find(FieldName.INTENT, intent.value, draft.confidence, _intent_why(intent))
        draft.confidence = min(draft.confidence, head.probability if head.customer else 0.0)
        return Conclusion(
            tuple(draft.findings),
            IntakeResult(
                intent=intent,
                customer_id=head.customer_id,
                contact=head.contact.name if head.contact else None,
                ship_to_id=ship_to_id,
                po_number=po_number,
                requested_date=requested,
                lines=tuple(draft.lines),
                exceptions=tuple(draft.exceptions),
                concerns=tuple(draft.concerns),
                confidence=round(draft.confidence, 4),
                language=head.customer.language if head.customer else "en",
            ),
        )

    @staticmethod
    def _date(head: Head, ship_to_id: str | None, reads: Sequence[_Read], tools: Toolbox, draft: _Draft) -> date | None:
        place = head.customer.ship_to(ship_to_id) if head.customer and ship_to_id else None
        bodies = [r.reading for r in reads if r.kind is PartKind.BODY]
        subjects = [r.reading for r in reads if r.kind is PartKind.SUBJECT]
        said_on = day_said(reads[-1].message, tools) if reads else local_date(tools.context.now, tools.context.zone)
        answer = find_date(bodies, subjects, said_on, head.customer, place, tools)
        draft.find(
            FieldName.REQUESTED_DATE, answer.value.isoformat() if answer.value else None, answer.probability, answer.why
        )
        draft.confidence = min(draft.confidence, answer.probability)
        if answer.doubtful:
            draft.doubt(answer.why)
        return answer.value


def _read_all(task: IntakeTask, head: Head, tools: Toolbox) -> list[_Read]:
    """Every subject and body, with signatures, disclaimers and the desk's own turns blanked out."""
    names = _names(head.customer, task)
    places = head.customer.ship_tos if head.customer and len(head.customer.ship_tos) > 1 else ()
    found: list[_Read] = []
    for message in task.messages:
        context = ReadingContext(
            today=day_said(message, tools),
            day_first=not task.distributor.locale.endswith("US"),
            language=head.customer.language if head.customer else None,
            names=names,
            is_number=lambda word: _is_number(word, head.customer_id, tools),
            names_place=lambda before, number: names_place(places, before, number),
        )
        for part in message.texts(PartKind.SUBJECT, PartKind.BODY):
            text = part.text
            if part.kind is PartKind.BODY and message.channel is Channel.PHONE:
                text = split_dialogue(text).customers
            if part.kind is PartKind.BODY and message.channel is Channel.EMAIL:
                spoken = [t.folded for t in tokenize(text) if t.kind is Kind.WORD]
                text = blank_signature(text, names, lexicon_for(spoken, context.language))
            found.append(_Read(message, part.part_id, part.kind, read_text(text, context)))
    return found


def _names(customer: Customer | None, task: IntakeTask) -> frozenset[str]:
    texts = [task.distributor.name, *(message.sender for message in task.messages)]
    if customer is not None:
        texts += [customer.name, *(contact.name for contact in customer.contacts)]
        texts += [text for place in customer.ship_tos for text in (place.name, place.address)]
        texts += [contact.email for contact in customer.contacts]
        texts += ["".join(word[0] for word in contact.name.split()) for contact in customer.contacts]
    return name_words(*texts)


def _is_number(word: str, customer_id: str | None, tools: Toolbox) -> bool:
    """Whether a word is a product number; short plain integers are amounts."""
    if len(word) < _NUMBER_LENGTH or not any(c.isdigit() for c in word):
        return False
    return bool(tools.call(look_up_number, LookUpNumber(customer_id=customer_id, number=word)).hits)


def _look_at_forms(messages: Sequence[StoredMessage], reads: Sequence[_Read], draft: _Draft) -> None:
    """What the form of the messages says: unread files, hidden text, words quoted below, a call with two sides."""
    for message in messages:
        for part in message.parts:
            if part.unreadable:
                draft.object(ExceptionKind.UNREADABLE, part.unreadable)
            if part.kind is PartKind.HIDDEN:
                draft.object(ExceptionKind.SUSPICIOUS, "The message carries text that is hidden from its reader.")
            if message.channel is Channel.PHONE and part.kind is PartKind.BODY:
                said = split_dialogue(part.text).reps
                if "?" in said or any(c.isdigit() for c in said):
                    draft.doubt(
                        "On the call the desk's side asked or repeated things; only a person can tell what was settled."
                    )
        quoted = message.texts(PartKind.QUOTED)
        own = [r for r in reads if r.message is message and r.kind is PartKind.BODY]
        if quoted and not any(r.reading.lines for r in own):
            draft.doubt("What is quoted or forwarded below may be part of the order.")


def _last_word(reads: Sequence[_Read]) -> list[_Read]:
    """The readings of the last message that has lines: a repeat says it all again."""
    saying = [r.message for r in reads if r.reading.lines]
    return [r for r in reads if not saying or r.message is saying[-1]]


def _intent(task: IntakeTask, reads: Sequence[_Read]) -> Intent:
    bodies = [r.reading for r in reads if r.kind is PartKind.BODY]
    every = [r.reading for r in reads]
    lines = any(r.lines for r in bodies)
    unread = any(part.unreadable for message in task.messages for part in message.parts)
    if any(message.texts(PartKind.AUTOMATIC) for message in task.messages):
        return Intent.OTHER
    last = [r.reading for r in reads if r.message is task.messages[-1]]
    cancelling = any(r.says("cancel") for r in last)
    if cancelling and not any(r.lines for r in last) and (task.standing is not None or len(task.messages) > 1):
        return Intent.CANCELLATION
    if task.standing_status is OrderStatus.ENTERED and any(r.says("amend") for r in last):
        return Intent.AMENDMENT
    if lines or unread or any(r.base is not None for r in every):
        return Intent.ORDER
    if any(r.says("inquiry") for r in every) or any(r.questions for r in bodies):
        return Intent.INQUIRY
    return Intent.OTHER


def _intent_why(intent: Intent) -> str:
    return {
        Intent.ORDER: "there are lines in it, the usual is asked for, or a file came with it",
        Intent.AMENDMENT: "an order is entered, and words of change stand in the message",
        Intent.CANCELLATION: "words of cancelling stand in it, and no lines",
        Intent.INQUIRY: "it asks something and orders nothing",
        Intent.OTHER: "nothing in it orders or asks",
    }[intent]


def _look_for_part(task: IntakeTask, reads: Sequence[_Read], tools: Toolbox, draft: _Draft) -> None:
    """A cancellation that names anything that was ordered may mean that alone."""
    last = [r.reading for r in reads if r.message is task.messages[-1]]
    said = {token.folded for r in last for token in r.residue}
    ordered = {t.folded for r in reads if r.message is not task.messages[-1] for m in r.reading.lines for t in m.words}
    for line in task.standing.lines if task.standing else ():
        product = tools.call(get_product, GetProduct(sku=line.sku)).product if line.sku else None
        ordered |= set(words(f"{line.text} {product.name if product else ''}"))
    named = sorted(word for word in said if any(resemblance(word, other) >= FOUND for other in ordered))
    if named:
        draft.doubt(f"They may cancel only a part: “{', '.join(named)}” was ordered.")


def _purchase_order(reads: Sequence[_Read], draft: _Draft) -> str | None:
    found = {
        r.reading.po_number.text.strip("#."): Span(
            part_id=r.part_id, start=r.reading.po_number.start, end=r.reading.po_number.end
        )
        for r in reads
        if r.reading.po_number is not None
    }
    if not found:
        return None
    distinct = {"".join(c for c in number.casefold() if c.isalnum()) for number in found}
    number, span = next(iter(found.items()))
    draft.find(FieldName.PO_NUMBER, number, 0.98 if len(distinct) == 1 else 0.5, "behind a word for PO", (span,))
    if len(distinct) > 1:
        draft.doubt(f"Two purchase orders are named: {', '.join(found)}.")
    return number


def _add_lines(reads: Sequence[_Read], head: Head, ship_to_id: str | None, tools: Toolbox, draft: _Draft) -> None:
    """The requested lines of every body; where an order is only pointed at, what that comes to."""
    for read in reads:
        for mention in read.reading.lines if read.kind is PartKind.BODY else ():
            draft.lines.append(_requested(mention, read, len(draft.lines) + 1))
    pointing = [r for r in reads if r.reading.base is not None and (r.kind is PartKind.BODY or not draft.lines)]
    bodies = [r for r in pointing if r.kind is PartKind.BODY]
    for read in (bodies or pointing)[:1]:
        phrase = read.reading.base
        if phrase is None or head.customer_id is None or ship_to_id is None:
            continue
        if draft.lines or len(bodies) > 1:
            draft.doubt("An order of theirs is pointed at beside other lines; what it comes to has to be checked.")
            continue
        first, last = read.reading.tokens[phrase.first], read.reading.tokens[phrase.last - 1]
        answer = resolve(
            base=phrase.meaning,
            text=read.reading.text[first.start : last.end],
            span=Span(part_id=read.part_id, start=first.start, end=last.end),
            changes=read.reading.changes,
            customer_id=head.customer_id,
            ship_to_id=ship_to_id,
            tools=tools,
        )
        draft.lines.extend(answer.lines)
        for doubt in answer.doubts:
            draft.doubt(doubt)


def _requested(mention: LineMention, read: _Read, number: int) -> RequestedLine:
    lexicon = read.reading.lexicon
    tokens = sorted(mention.tokens, key=lambda token: token.start)
    while len(tokens) > 1 and (lexicon.has("courtesy", tokens[-1].folded) or tokens[-1].kind is not Kind.WORD):
        tokens.pop()
    start, end = tokens[0].start, tokens[-1].end
    price = next((t for t in read.reading.prices if start <= t.start < end + 30), None)
    return RequestedLine(
        number=number,
        text=read.reading.text[start:end],
        spans=(Span(part_id=read.part_id, start=start, end=end),),
        words=mention.query(lexicon),
        without=" ".join(token.text for token in mention.without),
        amount=mention.amount,
        unit_code=mention.unit_code,
        unit_words=tuple((t.folded, lexicon.units[t.folded]) for t in mention.words if t.folded in lexicon.units),
        named_price=_money(price) if price else None,
        doubt=(_CUT_DOUBT if mention.cut else 1.0) * (_LOOSE_DOUBT if mention.loose else 1.0),
    )


def _money(token: Token) -> Decimal | None:
    digits = token.folded.lstrip("$€£").partition("/")[0].replace(",", ".")
    try:
        return Decimal(digits)
    except InvalidOperation:
        return None


def _names_a_week(reading: TextReading) -> bool:
    """Whether "next week" or the like stands apart from any date, and is not said in passing."""
    passing = {i for p in reading.phrases if p.meaning in _IN_PASSING for i in range(p.first, p.last)}
    beside = {i for mention in reading.dates for i in range(mention.first - 1, mention.last + 1)}
    shifts = reading.lexicon.phrases["week_shift"]
    return any(t.folded in shifts for i, t in enumerate(reading.tokens) if i not in passing | beside)


def _like_a_name(token: Token, names: frozenset[str]) -> bool:
    """Whether a word is short for one of the sender's names or places: "whse" for their warehouse."""
    return len(token.folded) > 2 and any(len(name) > 4 and resemblance(token.folded, name) >= FOUND for name in names)


def _look_at_words(intent: Intent, reads: Sequence[_Read], names: frozenset[str], draft: _Draft) -> None:
    """What stands in the texts beside the order: software talk, repeats, questions, cautions, words not understood."""
    every = [r.reading for r in reads]
    bodies = [r.reading for r in reads if r.kind is PartKind.BODY]
    if any(r.says("software") for r in every):
        draft.object(ExceptionKind.SUSPICIOUS, "It speaks to the desk's software, or of bank accounts.")
    if intent in (Intent.INQUIRY, Intent.OTHER):
        settled = intent is Intent.OTHER and (
            any(r.message.texts(PartKind.AUTOMATIC) for r in reads)
            or (any(r.says("no_order") for r in bodies) and not any(r.residue and r.questions for r in bodies))
        )
        if not settled:
            draft.doubt("Somebody has to answer or file this; no order could be read in it.")
        return
    if any(r.says("duplicate") for r in every):
        draft.object(ExceptionKind.DUPLICATE, "They say that they sent this order before.")
    asked = any(r.questions for r in bodies) and any(r.says("inquiry") for r in every)
    if asked or any(r.says("person") for r in every):
        draft.object(ExceptionKind.SPECIAL_REQUEST, "Something in it needs a person's answer or hand.")
    elif any(r.questions for r in bodies):
        draft.doubt("There is a question mark in it.")
    if intent is Intent.CANCELLATION:
        draft.confidence = min(draft.confidence, _WHOLE_CANCELLATION)
        return
    cautions = [t.text for r in every for t in r.cautions]
    if cautions:
        told = ", ".join(f"“{word}”" for word in dict.fromkeys(cautions[:_MOST_WORDS_TOLD]))
        draft.doubt(f"{told} may change what is meant.")
    if any(_names_a_week(r) for r in every):
        draft.doubt("A week is named; which day is meant has to be checked.")
    residue = [t.text for r in bodies for t in r.residue if not _like_a_name(t, names)]
    if residue:
        told = " ".join(dict.fromkeys(residue[: 2 * _MOST_WORDS_TOLD]))
        draft.doubt(f"Nothing was made of these words: {told}.")


def intake_agent() -> Agent[IntakeTask, IntakeResult]:
    """The intake agent with its built-in reasoner."""
    return Agent(
        name=AgentName.INTAKE,
        tools=(
            find_sender,
            find_customers,
            get_customer,
            delivery_dates,
            usual_basket,
            last_order,
            recent_orders,
            get_product,
            look_up_number,
            open_orders,
        ),
        built_in=BuiltInIntake(),
    )

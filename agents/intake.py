"""The intake agent: who writes, what they want, for where and when, and the lines in their words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from agents.base import Agent, Conclusion
from agents.intake_doubts import left_over, look_at_forms, look_at_words, look_for_part
from agents.intake_draft import Draft, Read, where
from agents.intake_head import Head, day_said, find_customer, find_date, find_ship_to, names_place
from agents.intake_lines import add_lines
from agents.results import IntakeResult
from domain.calendar import local_date
from domain.calibration import Reading
from domain.findings import AgentName, FieldName
from domain.messages import Channel, PartKind
from domain.orders import ExceptionKind, Intent, OrderBody, OrderStatus, Span
from domain.trade import Customer, Distributor
from reading.languages import lexicon_for
from reading.masking import blank_signature, split_dialogue
from reading.reader import ReadingContext, name_words, read_text
from reading.tokens import Kind, tokenize
from store.conversations import StoredMessage
from tools.base import Toolbox
from tools.catalog import LookUpNumber, get_product, look_up_number, search_catalog
from tools.customers import delivery_dates, find_customers, find_sender, get_customer
from tools.erp import open_orders
from tools.purchases import last_order, past_orders, recent_orders, usual_basket

_NUMBER_LENGTH = 4


@dataclass(frozen=True)
class IntakeTask:
    """The messages that no run has dealt with yet, oldest first, and the order that stands, if there is one."""

    messages: tuple[StoredMessage, ...]
    distributor: Distributor
    standing: OrderBody | None = None
    standing_status: OrderStatus | None = None


class BuiltInIntake:
    """Reads with the desk's own grammar; what it does not understand becomes a concern, never a guess."""

    name = "built-in rules"

    def conclude(self, task: IntakeTask, tools: Toolbox) -> Conclusion[IntakeResult]:
        """Read the messages."""
        draft = Draft()
        head = find_customer(task.messages, tools)
        if head.customer is None:
            draft.object(ExceptionKind.UNKNOWN_CUSTOMER, head.why)
        draft.find(FieldName.CUSTOMER, head.customer_id, head.probability, head.why)
        reads = _read_all(task, head, tools)
        look_at_forms(task.messages, reads, draft)

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
            look_for_part(task.standing, reads, tools, draft)
        if intent in (Intent.ORDER, Intent.AMENDMENT):
            add_lines(new, head, ship_to_id, tools, draft)
            if intent is Intent.AMENDMENT:
                draft.doubt("They change an order; what it comes to has to be checked.")
        look_at_words(intent, reads, _names(head.customer, task), draft)
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
                reading=Reading.NOT_UNDERSTOOD if draft.concerns else Reading.UNDERSTOOD,
                left_over=tuple(where(r, t) for r, t in left_over(reads, _names(head.customer, task))),
                cautions=tuple(where(r, t) for r in reads for t in r.reading.cautions),
            ),
        )

    @staticmethod
    def _date(head: Head, ship_to_id: str | None, reads: Sequence[Read], tools: Toolbox, draft: Draft) -> date | None:
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


def _read_all(task: IntakeTask, head: Head, tools: Toolbox) -> list[Read]:
    """Every subject and body, with signatures, disclaimers and the desk's own turns blanked out."""
    names = _names(head.customer, task)
    places = head.customer.ship_tos if head.customer and len(head.customer.ship_tos) > 1 else ()
    found: list[Read] = []
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
            found.append(Read(message, part.part_id, part.kind, read_text(text, context)))
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


def _last_word(reads: Sequence[Read]) -> list[Read]:
    """The readings of the last message that has lines: a repeat says it all again."""
    saying = [r.message for r in reads if r.reading.lines]
    return [r for r in reads if not saying or r.message is saying[-1]]


def _intent(task: IntakeTask, reads: Sequence[Read]) -> Intent:
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


def _purchase_order(reads: Sequence[Read], draft: Draft) -> str | None:
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
            past_orders,
            get_product,
            look_up_number,
            search_catalog,
            open_orders,
        ),
        built_in=BuiltInIntake(),
    )

"""The intake agent: who writes, what they want, for where and when, and the lines in their words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from agents.base import Agent, Conclusion
from agents.intake_alike import words_of_likeness
from agents.intake_asked import look_at_calls
from agents.intake_calls import amount_taken_back, words_of_agreement
from agents.intake_course import Course, Follower
from agents.intake_customer import Head, find_customer, find_named_customer
from agents.intake_documents import dates_of, documents_of, places_of, tables_of
from agents.intake_doubts import look_at_forms, look_at_words, look_for_part
from agents.intake_draft import Document, Draft, Heard, Read, where
from agents.intake_head import When, day_said, find_date, find_po
from agents.intake_left import left_over, of_products, that_may_matter, without_the_number
from agents.intake_other import of_no_matter, of_other_matters, of_what_runs_out
from agents.intake_place import Place, counters_of, find_ship_to
from agents.intake_reads import Reader, names_around, without_table
from agents.intake_sender import suspicions
from agents.results import IntakeResult
from domain.calendar import local_date
from domain.calibration import Reading
from domain.findings import AgentName, FieldName
from domain.orders import ExceptionKind, Intent, OrderBody, OrderStatus
from domain.trade import Distributor
from reading.languages import code_of, is_told
from reading.statements import apologies_alone
from reading.tokens import Token
from store.conversations import StoredMessage
from tools.base import Toolbox
from tools.catalog import get_product, look_up_number, search_catalog
from tools.customers import delivery_dates, find_customers, find_sender, get_customer
from tools.erp import open_orders
from tools.purchases import past_orders, placed_orders, recent_orders, usual_basket
from tools.senders import look_alikes

_STANDING_PLACE = 0.97


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
        heard = _hear(task, head, tools)
        if head.customer is None:
            named = find_named_customer(heard, head, tools)
            if named.customer is not None:
                head, heard = named, _hear(task, named, tools)
        if head.customer is None:
            draft.object(ExceptionKind.UNKNOWN_CUSTOMER, head.why)
        elif head.doubtful:
            draft.doubt(head.why)
        draft.find(FieldName.CUSTOMER, head.customer_id, head.probability, head.why)
        reads = [read for one in heard for read in one.reads]
        documents = [document for one in heard for document in one.documents]
        names = names_around(task.distributor, head.customer, task.messages)
        look_at_forms(task.messages, reads, documents, names, draft)
        for suspicion in (s for message in task.messages for s in suspicions(message, tools)):
            draft.object(suspicion.kind, suspicion.sentence)

        place = _ship_to(head, reads, documents, task, tools)
        course = Follower(
            head.customer_id, place.value if place else None, task.standing, task.standing_status, names, tools, draft
        ).follow(heard)
        intent = course.intent or Intent.OTHER
        ordering = intent in (Intent.ORDER, Intent.AMENDMENT)
        changed = {id(one.message): one for one in course.told}
        reads = [read for one in heard for read in changed.get(id(one.message), one).reads]
        told = [read for one in course.told for read in one.reads]
        stated = [document for one in course.told for document in one.documents]

        counters = counters_of(head.customer) if head.customer else []
        ship_to_id, po_number, requested = None, None, None
        if ordering:
            po_number = find_po(told, stated, task.standing if course.changed else None, draft)
            ship_to_id = self._place(place, draft)
        apart = of_other_matters(reads, po_number, head.customer_id, tools)
        if ordering:
            requested = self._date(head, ship_to_id, told, stated, apart, course, task, tools, draft)
            fetched = any(one.ship_to_id == ship_to_id for one in counters)
            if fetched and requested is None and intent is Intent.ORDER:
                # Of 115 recorded orders that people fetch themselves each has its day.
                draft.doubt("They fetch it themselves, and which day is not said.")
        if intent is Intent.CANCELLATION:
            look_for_part(task.standing, reads, tools, draft)
            if task.standing is None and len(task.messages) == 1:
                draft.doubt("They cancel an order, and which one is not known here.")
        if ordering:
            draft.lines = without_the_number(course.lines, po_number, told, draft)
        look_at_calls(reads, head.customer_id, po_number, requested, tools, draft)
        left = left_over(reads, names)
        beside = [(reads[-1], token) for token in course.left]
        settled = frozenset(token for read in reads for token in amount_taken_back(read))
        settled |= frozenset(token for read in reads for token in apologies_alone(read.reading))
        settled |= frozenset(token for read in reads for token in words_of_agreement(read))
        settled |= of_what_runs_out(reads, draft.lines) | words_of_likeness(reads, draft.lines)
        settled |= place.ruled_out if place else frozenset()
        single_place = head.customer is None or len(head.customer.ship_tos) - len(counters) <= 1
        settled |= of_no_matter(reads, names, head.customer_id, single_place, tools)
        open_words = [one for one in (*left, *beside) if one[1] not in settled]
        may_matter = that_may_matter(open_words, names, po_number, head.customer_id, apart, draft, tools)
        look_at_words(intent, reads, may_matter, apart | settled | of_products(reads, head.customer_id, tools), draft)
        if head.customer is not None and code_of(head.customer.language) is None and not _in_a_known_language(reads):
            draft.doubt(f"Words in the customer's language ({head.customer.language}) are not known here.")
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
                left_over=tuple(where(r, t) for r, t in left),
                cautions=tuple(where(r, t) for r in reads for t in r.reading.cautions),
            ),
        )

    @staticmethod
    def _place(place: Place | None, draft: Draft) -> str | None:
        if place is None:
            return None
        draft.find(FieldName.SHIP_TO, place.value, place.probability, place.why)
        draft.confidence = min(draft.confidence, place.probability)
        if place.several:
            draft.object(ExceptionKind.SPECIAL_REQUEST, place.why)
        return place.value

    @staticmethod
    def _date(
        head: Head,
        ship_to_id: str | None,
        told: Sequence[Read],
        stated: Sequence[Document],
        apart: frozenset[Token],
        course: Course,
        task: IntakeTask,
        tools: Toolbox,
        draft: Draft,
    ) -> date | None:
        place = head.customer.ship_to(ship_to_id) if head.customer and ship_to_id else None
        said_on = day_said(told[-1].message, tools) if told else local_date(tools.context.now, tools.context.zone)
        answer = find_date(told, dates_of(stated), said_on, head.customer, place, course.changed, apart, tools)
        standing = task.standing.requested_date if task.standing and course.changed else None
        if standing is not None and answer.value == said_on:
            # "The order of this morning" says which order, not when it is wanted.
            answer = When(None, answer.probability, answer.why)
        if course.changed and task.standing is not None and standing is None:
            # Without a day of its own it went with the next delivery, which may be on its way.
            draft.doubt("The order that stands names no day; whether it can still be changed has to be checked.")
        if answer.value is None and standing is not None:
            answer = When(standing, answer.probability, "the day of the order that stands")
        elif standing is not None and answer.value != standing:
            draft.doubt(f"The order stood for {standing}; now {answer.value} is named.")
        draft.find(
            FieldName.REQUESTED_DATE, answer.value.isoformat() if answer.value else None, answer.probability, answer.why
        )
        draft.confidence = min(draft.confidence, answer.probability)
        if answer.doubtful:
            draft.doubt(answer.why)
        return answer.value


def _hear(task: IntakeTask, head: Head, tools: Toolbox) -> list[Heard]:
    """Every message with its texts and documents, read with what is known of the sender."""
    reader = Reader.of(task.distributor, head.customer, task.messages, tools)
    heard = []
    for message in task.messages:
        stated, notes = documents_of(message, reader)
        reads = [*reader.read(message), *notes]
        tables = tables_of(message, reader)
        for table in tables:
            reads = [
                without_table(read, table.start, table.end) if read.part_id == table.part_id else read for read in reads
            ]
        heard.append(Heard(message, tuple(reads), (*stated, *tables)))
    return heard


def _in_a_known_language(reads: Sequence[Read]) -> bool:
    """Whether the words of every text tell a language that is known here; a text without words needs none."""
    texts = [{t.folded for t in read.reading.tokens if t.folded.isalpha()} for read in reads if read.spoken]
    return all(is_told(text) for text in texts if text)


def _ship_to(
    head: Head, reads: Sequence[Read], documents: Sequence[Document], task: IntakeTask, tools: Toolbox
) -> Place | None:
    """Where it goes; an order that stands goes where it went, unless another place is named."""
    if head.customer is None:
        return None
    place = find_ship_to(head.customer, [r.reading for r in reads], places_of(documents, head.customer), tools)
    standing = task.standing.ship_to_id if task.standing else None
    if standing is not None and not place.named and head.customer.ship_to(standing) is not None:
        # Of an order that only asks for an answer, nobody has settled yet where it goes.
        settled = task.standing_status is not OrderStatus.ASKED
        probability = max(place.probability, _STANDING_PLACE) if settled else place.probability
        return Place(standing, probability, "where the order that stands goes")
    return place


def _intent_why(intent: Intent) -> str:
    return {
        Intent.ORDER: "there are lines in it, the usual is asked for, or a file came with it",
        Intent.AMENDMENT: "an order stands, and words of change stand in the message",
        Intent.CANCELLATION: "words of cancelling stand in it, and no lines",
        Intent.INQUIRY: "it asks something and orders nothing",
        Intent.OTHER: "nothing in it orders or asks",
    }[intent]


def intake_agent() -> Agent[IntakeTask, IntakeResult]:
    """The intake agent with its built-in reasoner."""
    return Agent(
        name=AgentName.INTAKE,
        tools=(
            find_sender,
            find_customers,
            look_alikes,
            get_customer,
            delivery_dates,
            usual_basket,
            placed_orders,
            recent_orders,
            past_orders,
            get_product,
            look_up_number,
            search_catalog,
            open_orders,
        ),
        built_in=BuiltInIntake(),
    )

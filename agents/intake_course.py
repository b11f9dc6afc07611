"""The messages of a run taken one after another: what each does to the order, and what the order is in the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from agents.intake_basket import Basket, Changing, Said
from agents.intake_catalog import Asking
from agents.intake_draft import Draft, Heard, Read
from agents.intake_head import day_said
from agents.intake_intent import (
    asks,
    cancels_all,
    clear_sentences,
    garbled,
    needs,
    ordering_lines,
    sentences,
    speaks_of_goods,
)
from agents.intake_lines import said_lines, with_documents
from agents.intake_pointed import Place, basket_of, standing_lines
from agents.intake_reads import as_changes
from agents.results import RequestedLine
from domain.messages import PartKind
from domain.orders import ExceptionKind, Intent, OrderBody, OrderStatus
from reading.bases import Source
from reading.baskets import Change, ChangeKind
from reading.order_documents import DocumentKind
from reading.reader import TextReading
from reading.tokens import Token
from tools.base import Toolbox

_BESIDE = "An order of theirs is pointed at beside other lines; what it comes to has to be checked."
# An order that is decided: what comes now is about it, or is another.
_DECIDED = (OrderStatus.ENTERED, OrderStatus.APPROVED)


@dataclass
class Course:
    """What the messages come to. ``told`` are the messages whose head counts: those of the order as it is now."""

    intent: Intent | None = None
    lines: list[RequestedLine] = field(default_factory=list)
    told: list[Heard] = field(default_factory=list)
    changed: bool = False
    left: list[Token] = field(default_factory=list)


@dataclass
class Follower:
    """Takes the messages one after another."""

    customer_id: str | None
    ship_to_id: str | None
    standing: OrderBody | None
    standing_status: OrderStatus | None
    names: frozenset[str]
    tools: Toolbox
    draft: Draft

    def follow(self, heard: Sequence[Heard]) -> Course:
        """The order after all the messages."""
        course = Course()
        if self.standing is not None and self.standing_status in _DECIDED:
            course.lines = standing_lines(self.standing.lines)
        for number, one in enumerate(heard):
            self._take(one, course, first=number == 0)
        if course.intent is None:
            reads = [read for one in heard for read in one.reads]
            course.intent = asks(reads, self.customer_id is not None, self.tools)
        course.told = course.told or list(heard)
        return course

    def _take(self, one: Heard, course: Course, first: bool) -> None:
        if one.message.texts(PartKind.AUTOMATIC) and not one.documents:
            course.intent = course.intent or Intent.OTHER
            return
        kinds = {document.states.kind for document in one.documents}
        if DocumentKind.CANCELLATION in kinds:
            course.intent, course.lines, course.told = Intent.CANCELLATION, [], [one]
            return
        stands = bool(course.lines) or not first or self.standing is not None
        if stands and one.says("duplicate") and self._repeats(one, course):
            return
        if stands and not one.documents and self._cancels(one, course):
            return
        if stands and not one.documents and self._changes(one, course):
            return
        self._orders(one, course, first)
        if DocumentKind.CHANGE in kinds and course.intent is Intent.ORDER:
            course.intent = Intent.AMENDMENT
            self.draft.doubt("The document changes an order; what it comes to has to be checked.")

    def _repeats(self, one: Heard, course: Course) -> bool:
        """A repeat says the order again: the last word of it counts."""
        lines = said_lines(one.reads, False, self.customer_id, self.tools, self.draft)
        if not lines:
            return False
        course.intent, course.lines, course.told = Intent.ORDER, with_documents(lines, one.documents, self.draft), [one]
        return True

    def _cancels(self, one: Heard, course: Course) -> bool:
        if not one.says("cancel"):
            return False
        whole = any(cancels_all(read.reading) for read in one.reads)
        lines = [line for read in one.spoken for line in ordering_lines(read, True, self.customer_id, self.tools)]
        if lines and (not whole or any(line.unit_code is None for line in lines)):
            return False
        if not whole and self._parts(one, course):
            return False
        if lines:
            self.draft.doubt("They cancel, and amounts stand beside that; what is meant has to be checked.")
        course.intent, course.lines, course.told = Intent.CANCELLATION, [], [one]
        self.draft.forget_lines()
        return True

    def _parts(self, one: Heard, course: Course) -> bool:
        """Whether words of cancelling take lines out of the order that is there, and are not of all of it."""
        for read in one.spoken:
            dropped = [c for c in as_changes(read.reading).changes if c.kind is ChangeKind.DROP and c.words]
            if dropped and self._changing(read).touches(dropped, course.lines):
                return True
        return False

    def _changes(self, one: Heard, course: Course) -> bool:
        """Whether a message changes the order that is there; then it is changed."""
        if any(read.base is not None for read in one.reads):
            return False
        changing = [(read, _without_questions(as_changes(read.reading), read)) for read in one.spoken]
        changes = [change for _, reading in changing for change in reading.changes]
        if not self._speaks_of_change(one, changes, course):
            return False
        basket = Basket(course.lines)
        for read, reading in changing:
            self._changing(read).apply(reading.changes, basket)
        for doubt in basket.doubts:
            self.draft.doubt(doubt)
        course.intent = Intent.AMENDMENT
        course.lines, course.changed = basket.lines, True
        reread = {id(read): replace(read, reading=reading) for read, reading in changing}
        course.told.append(replace(one, reads=tuple(reread.get(id(read), read) for read in one.reads)))
        course.left.extend(basket.left)
        return True

    def _speaks_of_change(self, one: Heard, changes: Sequence[Change], course: Course) -> bool:
        """Whether changes are of the order that is there: said as such, or of its lines.

        A message with as many lines that nothing marks as changes is an order of its own.
        """
        if any(change.opens for change in changes) or (one.says("amend") and changes):
            return True
        said = [change for change in changes if change.said]
        unsaid = [change for change in changes if not change.said]
        if not course.lines or not (said or unsaid):
            return False
        read = one.spoken[0] if one.spoken else None
        if read is None:
            return False
        return self._changing(read).touches(said, course.lines) and len(said) >= len(unsaid)

    def _orders(self, one: Heard, course: Course, first: bool) -> None:
        """An order, or nothing: its lines come beside those of the messages before it that nobody decided on yet."""
        stated = any(document.states.lines for document in one.documents)
        pointing = [read for read in one.reads if read.base is not None]
        spoken = [read for read in pointing if read.spoken] or pointing
        spoken = [] if stated and all(_in_passing(read) for read in spoken) else spoken
        doubted = self._doubted(one) and not stated and not spoken
        said = said_lines(one.reads, doubted, self.customer_id, self.tools, self.draft)
        lines = with_documents(said, one.documents, self.draft)
        lines = self._forwarded_changes(one, lines, course)
        if not lines and not spoken and self.customer_id is not None and garbled(one.spoken):
            self.draft.object(ExceptionKind.UNREADABLE, "The words of the message cannot be made out.")
            course.intent, course.told = Intent.ORDER, [*course.told, one]
            return
        unread = any(part.unreadable for part in one.message.parts)
        if not (lines or spoken or unread or one.documents or self._unclear(one)):
            return
        if self.standing_status in _DECIDED and not course.changed and course.intent is None:
            if self.standing is not None and self._are_those_of(self.standing, lines):
                self.draft.object(ExceptionKind.DUPLICATE, "The order of this conversation has these lines.")
            course.lines = []
        basket = Basket([*course.lines, *lines])
        self._point(one, spoken, basket, beside=bool(lines))
        for doubt in basket.doubts:
            self.draft.doubt(doubt)
        course.left.extend(basket.left)
        course.intent = Intent.ORDER
        course.lines = [line.model_copy(update={"number": n}) for n, line in enumerate(basket.lines, 1)]
        course.told = [*course.told, self._without_refused(one, course.lines)]

    def _are_those_of(self, standing: OrderBody, lines: Sequence[RequestedLine]) -> bool:
        """Whether lines ask for nothing but what an order has, each in its amount."""
        ask = Asking(self.customer_id, self.tools)
        left = [(line.sku, line.quantity) for line in standing.lines]
        if not lines or len(lines) != len(left):
            return False
        for line in lines:
            said = (line.sku or ask(line).sku, line.amount)
            if said not in left:
                return False
            left.remove(said)
        return True

    def _without_refused(self, one: Heard, lines: Sequence[RequestedLine]) -> Heard:
        """A message without the words that refuse a product which nobody ordered: "no yogurt though"."""
        reads = []
        for read in one.reads:
            ordered = {token for line in read.reading.lines for token in line.tokens}
            refused: set[Token] = set()
            if read.spoken and read.base is None and lines and read.reading.cautions:
                changing = self._changing(read)
                for change in as_changes(read.reading).changes:
                    if change.kind is ChangeKind.DROP and not ordered & set(change.tokens):
                        refused |= set(change.tokens) if changing.is_of_nothing(change, lines) else set()
            reads.append(replace(read, reading=_without(read.reading, refused)) if refused else read)
        return replace(one, reads=tuple(reads))

    def _point(self, one: Heard, spoken: Sequence[Read], basket: Basket, beside: bool) -> None:
        """The basket that is pointed at, as the words change it."""
        if not spoken:
            return
        if self.customer_id is None or self.ship_to_id is None:
            return
        read = spoken[0]
        if beside or len([r for r in spoken if r.base and r.base.source is not Source.USUAL]) > 1:
            basket.doubts.append(_BESIDE)
        if read.base is None:
            return
        if _follows_lines(read):
            basket.doubts.append(_BESIDE)
        said = _said(read)
        place = Place(self.customer_id, self.ship_to_id, one.message.conversation_id)
        pointed = basket_of(read.base, said, read.reading.tokens, place, day_said(one.message, self.tools), self.tools)
        for other in one.spoken if read.spoken else [read]:
            if other is read or (other.base is None and other.asked is not None):
                reading = other.reading if other.base is not None else as_changes(other.reading)
                self._changing(other).apply(reading.changes, pointed)
        if not pointed.lines:
            basket.doubts.extend(pointed.doubts)
            basket.left.extend(t for change in read.reading.changes for t in change.tokens)
            return
        basket.lines.extend(pointed.lines)
        basket.doubts.extend(pointed.doubts)
        basket.left.extend(pointed.left)

    def _forwarded_changes(self, one: Heard, lines: list[RequestedLine], course: Course) -> list[RequestedLine]:
        """What the words above a forwarded order change in it: "forget the belt he asks for"."""
        passed_on = any(read.kind in (PartKind.FORWARDED, PartKind.QUOTED) for read in one.reads)
        if not passed_on or not lines:
            return lines
        basket = Basket(lines)
        for read in one.reads:
            if read.kind is PartKind.BODY:
                drops = [c for c in as_changes(read.reading).changes if c.opens or c.kind is ChangeKind.DROP]
                self._changing(read).apply(drops, basket)
        for doubt in basket.doubts:
            self.draft.doubt(doubt)
        course.left.extend(basket.left)
        return basket.lines

    def _doubted(self, one: Heard) -> bool:
        """Whether nothing but amounts says that a message orders: a stranger's, a question's, a complaint's."""
        if self.customer_id is None:
            return True
        return any(one.says(meaning) for meaning in ("inquiry", "no_order", "software"))

    def _unclear(self, one: Heard) -> bool:
        """Whether a customer's words ask for goods by a day or with an amount, and could not be read as lines."""
        if self.customer_id is None or any(one.says(meaning) for meaning in ("inquiry", "no_order", "software")):
            return False
        readings = [read.reading for read in one.spoken]
        asking = any(sentence.asks or sentence.complains for read in one.spoken for sentence in clear_sentences(read))
        needing = any(needs(reading) for reading in readings)
        dated = any(reading.dates for reading in readings)
        counted = any(c.isdigit() for reading in readings for token in reading.residue for c in token.text)
        left = any(reading.residue for reading in readings)
        return not asking and left and ((needing and (dated or self._goods(readings))) or (dated and counted))

    def _goods(self, readings: Sequence[TextReading]) -> bool:
        return speaks_of_goods(readings, self.tools)

    def _changing(self, read: Read) -> Changing:
        return Changing(_said(read), self.customer_id, self.names, self.tools)


def _follows_lines(read: Read) -> bool:
    """Whether amounts that no word of change marks stand before an order that is pointed at, which may be said of the
    last of them alone: "2 boxes tips, 10 bags salt like last time"."""
    if read.base is None or not read.reading.tokens:
        return False
    start = read.reading.tokens[read.base.first].start
    return any(not change.said and change.tokens[0].start < start for change in read.reading.changes if change.tokens)


def _without_questions(reading: TextReading, read: Read) -> TextReading:
    """A reading without what looks like a change in a question: "need to know if I can go"."""
    asking = [one for one in sentences(read.reading) if one.asks or one.complains]
    if not asking:
        return reading
    spans = [(read.reading.tokens[one.first].start, read.reading.tokens[one.last - 1].end) for one in asking]
    kept = tuple(
        change
        for change in reading.changes
        if not any(start <= token.start < end for token in change.tokens for start, end in spans)
    )
    return replace(reading, changes=kept)


def _without(reading: TextReading, settled: set[Token]) -> TextReading:
    return replace(
        reading,
        cautions=tuple(token for token in reading.cautions if token not in settled),
        residue=tuple(token for token in reading.residue if token not in settled),
    )


def _said(read: Read) -> Said:
    return Said(read.reading.text, read.part_id, read.reading.lexicon)


def _in_passing(read: Read) -> bool:
    """Whether "as usual" is said of how something is done, not of what is ordered."""
    base = read.base
    return base is not None and any(
        phrase.meaning == "as_usual" and phrase.first == base.first for phrase in read.reading.phrases
    )

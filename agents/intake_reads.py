"""The texts of the messages, each read with what is known of the sender: bodies, subjects, calls turn by turn, and
what is forwarded or quoted where that is what they mean."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from agents.intake_draft import Read
from agents.intake_head import day_said
from agents.intake_intent import folded, ordering_lines, said_phrases
from agents.intake_place import names_place, place_named, telling_words
from agents.intake_questions import asks_for_one_thing
from domain.messages import Channel, Part, PartKind
from domain.trade import Customer, Distributor
from reading.bases import Base, Source, find_base
from reading.changes import read_changes
from reading.dialogue import Turn, only, split_dialogue
from reading.languages import lexicon_for
from reading.mail import blank_heading
from reading.reader import ReadingContext, TextReading, is_soon, name_words, read_text
from reading.sections import phrases_of
from reading.settled_words import settled_by_changes
from reading.signatures import blank_signature
from reading.tokens import Kind, Token, tokenize
from store.conversations import StoredMessage
from tools.base import Toolbox
from tools.catalog import LookUpNumber, look_up_number

_NUMBER_LENGTH = 4
_TRANSCRIPT = "transcript-"
_CALLED = (Channel.PHONE, Channel.VOICEMAIL)
_PASSED_ON = (PartKind.FORWARDED, PartKind.QUOTED)


@dataclass(frozen=True)
class Reader:
    """Reads the texts of messages of one sender."""

    distributor: Distributor
    customer: Customer | None
    names: frozenset[str]
    tools: Toolbox

    @classmethod
    def of(
        cls, distributor: Distributor, customer: Customer | None, messages: Sequence[StoredMessage], tools: Toolbox
    ) -> Reader:
        return cls(distributor, customer, names_around(distributor, customer, messages), tools)

    def context(self, message: StoredMessage) -> ReadingContext:
        """What is known before a message is read."""
        places = self.customer.ship_tos if self.customer and len(self.customer.ship_tos) > 1 else ()
        return ReadingContext(
            today=day_said(message, self.tools),
            day_first=not self.distributor.locale.endswith("US"),
            language=self.customer.language if self.customer else None,
            names=self.names,
            is_number=self.is_number(),
            names_place=lambda before, number: names_place(places, before, number),
            unit_codes=self.tools.context.facts.unit_codes,
        )

    def is_number(self) -> Callable[[str], bool]:
        """Whether a word is a product number of the distributor's or of this customer's."""
        customer_id = self.customer.customer_id if self.customer else None
        return lambda word: _is_number(word, customer_id, self.tools)

    def is_place(self, text: str) -> bool:
        """Whether a text of a document names one of the customer's places, and no other of them."""
        return self.customer is not None and place_named(self.customer, text) is not None

    def read(self, message: StoredMessage) -> list[Read]:
        """Every subject and body of a message, and what is passed on with it where that is meant."""
        found = [
            read
            for part in message.parts
            if part.kind in (PartKind.SUBJECT, PartKind.BODY) or _is_transcript(part)
            for read in self._texts(message, part)
        ]
        for part in message.texts(*_PASSED_ON):
            if any(read.kind is part.kind for read in found):
                continue
            own = [read for read in found if read.kind is PartKind.BODY]
            if not any(self._orders(read) for read in own) and (
                part.kind is PartKind.FORWARDED or any(self._means_below(read.reading) for read in own)
            ):
                passed_on = part.model_copy(update={"text": blank_heading(part.text)})
                found = [without_lines(read) if read.kind is PartKind.BODY else read for read in found]
                found.extend(self._texts(message, passed_on))
        return found

    def read_part(self, message: StoredMessage, part: Part) -> Read:
        """A file's words, read as they stand."""
        return self._read(message, part, part.text, self.context(message))

    def _texts(self, message: StoredMessage, part: Part) -> list[Read]:
        context = self.context(message)
        text = _without_title(message, part) if message.channel is Channel.PORTAL else part.text
        if message.channel in _CALLED or _is_transcript(part):
            call = split_dialogue(text, self.names, name_words(self.distributor.name))
            if call.turns:
                context = replace(context, names=context.names | _greeting(text, call.turns[0]))
                asked = [_asked(text, call.turns[:at]) for at in range(len(call.turns))]
                return [
                    self._turn(message, part, only(text, turn), context, said)
                    for turn, said in zip(call.turns, asked, strict=True)
                    if not turn.desk
                ]
        if message.channel is Channel.EMAIL and part.kind is not PartKind.SUBJECT:
            spoken = [t.folded for t in tokenize(text) if t.kind is Kind.WORD]
            text = blank_signature(text, self.names - self._places_told(), lexicon_for(spoken, context.language))
        return [self._read(message, part, text, context)]

    def _places_told(self) -> frozenset[str]:
        """The words that tell one of the customer's places from another, and name nobody: a line of them is no
        signature."""
        if self.customer is None or len(self.customer.ship_tos) == 1:
            return frozenset()
        people = {word for one in self.customer.contacts for word in name_words(one.name)}
        return frozenset().union(*telling_words(self.customer).values()) - people

    def _turn(self, message: StoredMessage, part: Part, text: str, context: ReadingContext, asked: str) -> Read:
        """A turn of a call; "as always", in answer to a question for one thing or to these words, is no order."""
        read = self._read(message, part, text, context, asked)
        if read.base is None:
            return read
        pointing = {token.folded for token in read.reading.tokens[read.base.first : read.base.last]}
        repeated = pointing <= {token.folded for token in tokenize(asked)}
        if not repeated and not asks_for_one_thing(read, self.tools):
            return read
        return self._read(message, part, text, replace(context, answers=True), asked)

    @staticmethod
    def _read(message: StoredMessage, part: Part, text: str, context: ReadingContext, asked: str | None = None) -> Read:
        reading = read_text(text, context)
        base = _base(reading, context)
        if base is not None:
            dates = tuple(d for d in reading.dates if not base.first <= d.first < base.last)
            first = _with_repeating(reading, base.first)
            reading = as_changes(replace(reading, dates=dates), frozenset(range(first, base.last)))
        return Read(message, part.part_id, part.kind, reading, base, asked)

    def _orders(self, read: Read) -> bool:
        customer_id = self.customer.customer_id if self.customer else None
        return read.base is not None or bool(ordering_lines(read, True, customer_id, self.tools))

    @staticmethod
    def _means_below(reading: TextReading) -> bool:
        """Whether words point at what is quoted below: "yes please, the below"."""
        return said_phrases(reading).stands_in("below", folded(reading))


def _without_title(message: StoredMessage, part: Part) -> str:
    """A form's text with its first line blanked where that is its title again."""
    titles = {title.text.strip() for title in message.texts(PartKind.SUBJECT)}
    first, ends, rest = part.text.partition("\n")
    again = part.kind is PartKind.BODY and bool(rest.strip()) and first.strip() in titles - {""}
    return " " * len(first) + ends + rest if again else part.text


def _greeting(text: str, turn: Turn) -> frozenset[str]:
    """Whoever picks up at the desk's side: the large words of the first turn, "Halberg, Karin Wessel"."""
    if not turn.desk:
        return frozenset()
    said = tokenize(text[turn.start : turn.end])
    return frozenset(t.folded for t in said if t.kind is Kind.WORD and t.text[0].isupper() and t.folded.isalpha())


def _asked(text: str, before: Sequence[Turn]) -> str:
    """What the desk's side said right before a turn of the customer's."""
    return text[before[-1].start : before[-1].end].strip() if before and before[-1].desk else ""


def _base(reading: TextReading, context: ReadingContext) -> Base | None:
    """The basket that a text points at: "our usual Monday order", "what I had Wednesday"."""
    base = find_base(reading.tokens, reading.dates, reading.lexicon, context.today, lambda word: word in context.names)
    if context.answers and base is not None and is_soon(reading.tokens, base.first):
        base = None
    if base is None and reading.base is not None:
        source = Source.LAST if reading.base.meaning == "last_order" else Source.USUAL
        base = Base(source, reading.base.first, reading.base.last)
    return base


def _with_repeating(reading: TextReading, first: int) -> int:
    """Where the words that point at a basket begin, with the "nochmal" of "nochmal das gleiche wie letztes Mal"."""
    said = phrases_of("changes", reading.lexicon.codes)
    at = begins = first
    while at and reading.tokens[at - 1].kind is Kind.WORD:
        at -= 1
        word = reading.tokens[at].folded
        if said.length_at("last_order", [word], 0):
            begins = at
        elif not reading.lexicon.has("courtesy", word):
            break
    return begins


def as_changes(reading: TextReading, also_settled: frozenset[int] = frozenset()) -> TextReading:
    """A reading whose words change an order, in the place of lines of its own."""
    settled = reading.settled | also_settled
    read = read_changes(reading.tokens, settled, reading.lexicon)
    changing = {token for change in read.changes for token in change.tokens}
    based = {reading.tokens[at] for at in also_settled}
    known = changing | based | set(read.kept) | settled_by_changes(reading.tokens, read.changes, reading.lexicon)
    in_lines = {token for line in reading.lines for token in line.tokens if token.kind is Kind.WORD}
    left = [t for t in reading.tokens if (t in reading.residue or t in in_lines) and t not in known]
    return replace(
        reading,
        lines=(),
        changes=read.changes,
        cautions=tuple(t for t in reading.cautions if t not in known),
        residue=tuple(t for t in left if not _explained(t, reading)),
    )


def _explained(token: Token, reading: TextReading) -> bool:
    return token not in reading.residue and reading.lexicon.has("courtesy", token.folded)


def _is_transcript(part: Part) -> bool:
    return part.kind is PartKind.ATTACHMENT and part.extractor.startswith(_TRANSCRIPT) and bool(part.text.strip())


def without_lines(read: Read) -> Read:
    """A reading of words above an order that is passed on: what looked like a line in them is none."""
    lost = {token for line in read.reading.lines for token in line.tokens if token.kind is Kind.WORD}
    residue = tuple(t for t in read.reading.tokens if t in lost or t in read.reading.residue)
    return replace(read, reading=replace(read.reading, lines=(), residue=residue))


def without_table(read: Read, start: int, end: int) -> Read:
    """A reading without what stands in a table of its text: the table says that better."""

    def outside(token: Token) -> bool:
        return not start <= token.start < end

    reading = read.reading
    return replace(
        read,
        reading=replace(
            reading,
            lines=tuple(line for line in reading.lines if all(outside(t) for t in line.tokens)),
            residue=tuple(t for t in reading.residue if outside(t)),
            cautions=tuple(t for t in reading.cautions if outside(t)),
        ),
    )


def names_around(
    distributor: Distributor, customer: Customer | None, messages: Sequence[StoredMessage]
) -> frozenset[str]:
    """The folded words of people and places around the sender: they explain words that are part of no product."""
    texts = [distributor.name, *(message.sender for message in messages)]
    if customer is not None:
        texts += [customer.name, *(contact.name for contact in customer.contacts)]
        texts += [text for place in customer.ship_tos for text in (place.name, place.address)]
        texts += [contact.email for contact in customer.contacts]
        texts += ["".join(word[0] for word in contact.name.split()) for contact in customer.contacts]
        texts += [customer.customer_id] if any(c.isalpha() for c in customer.customer_id) else []
    return name_words(*texts)


def _is_number(word: str, customer_id: str | None, tools: Toolbox) -> bool:
    """Whether a word is a product number; short plain integers are amounts."""
    if len(word) < _NUMBER_LENGTH or not any(c.isdigit() for c in word):
        return False
    return bool(tools.call(look_up_number, LookUpNumber(customer_id=customer_id, number=word)).hits)

"""What a message wants: it orders, changes, cancels, repeats, asks, or is something else."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from agents.intake_draft import Read
from domain.orders import Intent
from knowledge.matching.match import Ground
from knowledge.matching.normalise import words
from reading.lines import LineMention
from reading.reader import TextReading, asks_nothing
from reading.sections import Phrases, phrases_of
from reading.tokens import Kind
from tools.base import Toolbox
from tools.catalog import SearchCatalog, search_catalog

_SECTION = "intents"
_FIRST_WORDS = 3
_SENTENCE_ENDS = frozenset({".", "?", "!", ";"})
_MANY_WORDS_LEFT = 6
_SHORTEST_QUESTION = 3
_VOWELS = frozenset("aeiouy")
_ENOUGH_WORDS = 5
_SHARE_OF_NO_WORDS = 0.4


class Act(StrEnum):
    """What one message does to the order of its conversation."""

    ORDERS = "orders"
    CHANGES = "changes"
    CANCELS = "cancels"
    ASKS = "asks"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Sentence:
    """A sentence of a text: its tokens, from ``first`` up to, not including, ``last``, where they stand in the text
    (``start`` to ``end``, code points), and what it does."""

    first: int
    last: int
    start: int
    end: int
    asks: bool
    complains: bool


def sentence_of(line: LineMention, told: Sequence[Sentence]) -> Sentence | None:
    """The sentence that a line begins in, of a text's sentences in order."""
    begin = _begin(line)
    at = bisect_right(told, begin, key=lambda sentence: sentence.start) - 1
    return told[at] if at >= 0 and begin < told[at].end else None


def _begin(line: LineMention) -> int:
    return min(token.start for token in line.tokens)


def said_phrases(reading: TextReading) -> Phrases:
    """The phrases that tell intents apart, in the languages of a text."""
    return phrases_of(_SECTION, reading.lexicon.codes)


def folded(reading: TextReading) -> list[str]:
    return [token.folded for token in reading.tokens]


def sentences(reading: TextReading) -> list[Sentence]:
    """The sentences of a text, and which of them ask or complain.

    A question that holds an amount and no word of asking is an order, politely put: "could we have 2 cs romas?".
    """
    said, tokens = said_phrases(reading), reading.tokens
    greeted = {phrase.last for phrase in reading.phrases if asks_nothing(phrase, tokens)}
    begins = sorted(_begin(line) for line in reading.lines)
    found: list[Sentence] = []
    first = 0
    for at, token in enumerate(tokens):
        ends = token.kind is Kind.NEWLINE or token.text in _SENTENCE_ENDS
        if not ends and at + 1 < len(tokens):
            continue
        last = at + 1
        spoken = [one.folded for one in tokens[first:last]]
        if any(one.kind is Kind.WORD for one in tokens[first:last]):
            # A price that is named is no question for one: "à notre prix de 5.72".
            told = ["" if first + place in reading.settled else word for place, word in enumerate(spoken)]
            asking = _asks(said, told, token.text == "?")
            complains = said.stands_in("complaining", spoken)
            start, end = tokens[first].start, token.end
            orders = bisect_left(begins, start) < bisect_left(begins, end)
            counted = any(c.isdigit() for word in spoken for c in word)
            asking = asking or (token.text == "?" and at not in greeted and not orders and not counted)
            found.append(Sentence(first, last, start, end, asking, complains))
        first = last
    return found


def _asks(said: Phrases, spoken: Sequence[str], marked: bool) -> bool:
    """Whether a sentence has words of asking: one word alone asks at the beginning or before a question mark, as "hay"
    and "tienen" are said of anything else."""
    lengths = ((at, said.length_at("asking", spoken, at)) for at in range(len(spoken)))
    return any(length > 1 or (length and (marked or at < _FIRST_WORDS)) for at, length in lengths)


def ordering_lines(read: Read, doubted: bool, customer_id: str | None, tools: Toolbox) -> tuple[LineMention, ...]:
    """The lines of a text that order something: not the amounts of a question, a complaint or an invoice.

    ``doubted``: nothing says yet that the message orders, so that a line has to be a product's, or said to be needed.
    """
    reading = read.reading
    told = sentences(reading)
    besides = [one for one in told if one.asks or one.complains]
    kept = [line for line in reading.lines if sentence_of(line, besides) is None]
    if doubted or len(reading.residue) > _MANY_WORDS_LEFT:
        kept = [line for line in kept if line.unit_code is not None or _is_product(line, reading, customer_id, tools)]
    if doubted:
        said, spoken = said_phrases(reading), folded(reading)
        needing = [one for one in told if said.stands_in("needing", spoken[one.first : one.last])]
        kept = [
            line
            for line in kept
            if sentence_of(line, needing) is not None or _is_product(line, reading, customer_id, tools)
        ]
    return tuple(kept)


def _is_product(line: LineMention, reading: TextReading, customer_id: str | None, tools: Toolbox) -> bool:
    """Whether any product comes near the words of a line."""
    query = line.query(reading.lexicon)
    if not query:
        return False
    answer = tools.call(search_catalog, SearchCatalog(customer_id=customer_id, words=query))
    return answer.ground != Ground.NOTHING.value


def asks(reads: Sequence[Read], known: bool, tools: Toolbox) -> Intent:
    """Inquiry or other, for a message that orders nothing.

    A stranger's question is an inquiry only where it speaks of what is sold or what it costs.
    """
    spoken = [read.reading for read in reads]
    thanked = any(said_phrases(r).stands_in("received", folded(r)) for r in spoken)
    questions = any(one.asks for read in reads if read.spoken for one in sentences(read.reading))
    questions = questions or any(r.questions for r in spoken)
    complains = any(one.complains for read in reads if read.spoken for one in sentences(read.reading))
    follows = any(said_phrases(r).stands_in("following_up", folded(r)) for r in spoken)
    asking = any(said_phrases(r).stands_in("asking", folded(r)) for r in spoken) or any(
        r.says("inquiry") for r in spoken
    )
    if thanked and not complains and not any(r.questions for r in spoken):
        return Intent.OTHER
    if any(r.says("software") for r in spoken):
        return Intent.OTHER
    if not known and not ((asking or follows) and speaks_of_goods(spoken, tools)):
        return Intent.OTHER
    return Intent.INQUIRY if questions or complains or follows or asking else Intent.OTHER


def speaks_of_goods(readings: Sequence[TextReading], tools: Toolbox) -> bool:
    """Whether words of the catalog's stand among those that nothing was made of."""
    vocabulary = tools.context.facts.vocabulary
    return any(
        vocabulary.knows(word)
        for reading in readings
        for token in reading.residue
        for word in words(token.text)
        if len(word) > 3
    )


def cancels_all(reading: TextReading) -> bool:
    """Whether words of cancelling are of the whole order: "cancel that fri order", "annulez toute la commande"."""
    said, spoken = said_phrases(reading), folded(reading)
    for phrase in reading.phrases:
        if phrase.meaning != "cancel":
            continue
        behind = spoken[phrase.last : phrase.last + 6]
        if not behind or said.stands_in("whole", behind):
            return True
        # "Cancelled. Thanks": nothing follows that could be a part of it.
        if behind[0] in _SENTENCE_ENDS | {"\n", ","}:
            return True
    return False


def needs(reading: TextReading) -> bool:
    """Whether words of needing or sending stand in a text."""
    return said_phrases(reading).stands_in("needing", folded(reading))


def garbled(reads: Sequence[Read]) -> bool:
    """Whether too many of the words are no words of any language: they have no vowel."""
    told = [t.folded for read in reads for t in read.reading.tokens if t.kind is Kind.WORD and t.folded.isalpha()]
    told = [word for word in told if len(word) > 1]
    without = [word for word in told if not any(c in _VOWELS for c in word)]
    return len(told) >= _ENOUGH_WORDS and len(without) >= _SHARE_OF_NO_WORDS * len(told)


def clear_sentences(read: Read) -> list[Sentence]:
    """The sentences of a text whose question marks are more than doubt about single words: not "7?? of thoss"."""
    return [one for one in sentences(read.reading) if one.last - one.first > _SHORTEST_QUESTION]

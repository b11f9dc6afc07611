"""Questions that leave nothing open: an order put politely or passed on, a call whose desk side only confirmed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from agents.intake_calls import amount_taken_back, offers, words_of_choice
from agents.intake_catalog import Asking
from agents.intake_draft import Draft, Read
from agents.intake_intent import folded, said_phrases, sentences
from agents.intake_questions import asks_for_more, without_open_questions
from agents.intake_reads import as_changes
from agents.intake_repeated import Ordered, OrderedLine, repeats
from agents.results import RequestedLine
from domain.messages import PartKind
from knowledge.matching.normalise import words
from knowledge.matching.resemblance import FOUND, fit
from knowledge.matching.told import product_terms
from reading.languages import languages
from reading.numbers import amount_at
from reading.reader import asks_nothing
from reading.sections import phrases_of
from reading.small_talk import talk
from reading.spelling import spelled_out
from reading.tokens import SENTENCE_ENDS, Kind, Token, tokenize
from tools.base import Toolbox
from tools.catalog import GetProduct, get_product

_SOON = 6
# Words of a turn that may stand before the one that agrees: "Thursday, yes".
_FIRST_WORDS = 2


def asks_politely(read: Read) -> bool:
    """Whether every question of a text is an order: it begins as a request and holds what is ordered."""
    said, reading = said_phrases(read.reading), read.reading
    ordering = {token for line in reading.lines for token in line.tokens}
    ordering |= {token for change in reading.changes for token in change.tokens}
    if read.base is not None:
        ordering |= set(reading.tokens[read.base.first : read.base.last])
    greeted = {phrase.last for phrase in reading.phrases if asks_nothing(phrase, reading.tokens)}
    asked = 0
    for one in sentences(reading):
        tokens = reading.tokens[one.first : one.last]
        marks = sum(token.text == "?" and at not in greeted for at, token in enumerate(tokens, one.first))
        if not marks:
            continue
        spoken = [token.folded for token in tokens]
        requests = any(said.length_at("polite", spoken, at) for at in range(min(_SOON, len(spoken))))
        orders = any(token in ordering for token in tokens) or said.stands_in("below", spoken)
        if marks > 1 or one.complains or said.stands_in("asking", spoken) or not (requests and orders):
            return False
        asked += marks
    return asked == reading.questions


def is_answered(read: Read, reads: Sequence[Read]) -> bool:
    """Whether a turn of a call is followed by words of the desk's side, and these by another turn: what was asked in it
    was answered, or will not be any more."""
    if read.asked is None:
        return False
    turns = [one for one in reads if one.message is read.message and one.part_id == read.part_id]
    at = next(place for place, one in enumerate(turns) if one is read)
    return bool(turns[at + 1 : at + 2] and turns[at + 1].asked)


def passes_on(own: Sequence[Read], passed_on: Sequence[Read]) -> bool:
    """Whether words above a forwarded order do nothing but ask for it: "please enter this for Friday"."""
    if not own or any(read.kind is not PartKind.FORWARDED for read in passed_on):
        return False
    return all(_only_asks_for_it(read) for read in own) and any(_asks_for_what_is_below(read) for read in own)


def _asks_for_what_is_below(read: Read) -> bool:
    said, spoken = said_phrases(read.reading), folded(read.reading)
    return said.stands_in("below", spoken) or said.stands_in("needing", spoken)


def _only_asks_for_it(read: Read) -> bool:
    reading = read.reading
    left = set(reading.residue) - talk(reading, frozenset())
    idle = not (reading.lines or read.base or reading.cautions or left or as_changes(reading).changes)
    return idle and (not reading.questions or asks_politely(read))


def wants_no_more(read: Read) -> bool:
    """Whether a turn of a call says no more than that nothing else is wanted: "anything else?", "no"."""
    if not read.asked or not asks_for_more(read.asked):
        return False
    said = phrases_of("calls", tuple(languages()))
    lexicon = read.reading.lexicon
    # "Nope, nothing else": what is said by a formula asks for nothing.
    formal = {token for place, token in enumerate(read.reading.tokens) if place in read.reading.settled}
    turn = [token for token in read.reading.tokens if token.kind is Kind.WORD]
    refuses = bool(turn) and bool(said.length_at("refusing", [token.folded for token in turn], 0))
    return refuses and all(lexicon.has("courtesy", token.folded) or token in formal for token in turn[1:])


def look_at_calls(
    reads: Sequence[Read],
    customer_id: str | None,
    po_number: str | None,
    requested: date | None,
    tools: Toolbox,
    draft: Draft,
) -> None:
    """Doubt what the desk's side of a call asked or repeated, unless it is what was ordered and nobody took it back."""
    asked = [read for read in reads if read.asked and ("?" in read.asked or _says_what_counts(read.asked))]
    asked = [read for read in asked if not _is_greeted(read, reads)]
    if not asked:
        return
    ask = Asking(customer_id, tools)
    known = [_with_words(line, line.sku or ask(line).sku, tools) for line in draft.lines]
    ordered = Ordered(known, po_number, requested)
    if any(not _is_settled(read, ordered, tools) for read in asked):
        draft.doubt("On the call the desk's side asked or repeated things; only a person can tell what was settled.")


def _is_greeted(read: Read, reads: Sequence[Read]) -> bool:
    """Whether the desk's side only took the call: nothing was said before, and it counts and offers nothing that the
    turn agrees to or refuses."""
    first = next(one for one in reads if one.message is read.message and one.part_id == read.part_id)
    if first is not read or not read.asked or _says_what_counts(read.asked):
        return False
    said = phrases_of("calls", tuple(languages()))
    spoken = [token.folded for token in read.reading.tokens if token.kind is Kind.WORD]
    answers = (said.length_at(kind, spoken, 0) for kind in ("agreeing", "refusing"))
    return not (any(answers) or offers(read.asked) or words_of_choice(read))


def _is_settled(read: Read, ordered: Ordered, tools: Toolbox) -> bool:
    """Whether what the desk's side said before a turn is as ordered, and the turn agrees, picks or goes on, or says
    another amount in the place of the one that was repeated."""
    asked = without_open_questions(read.asked or "", read, tools)
    said = phrases_of("calls", tuple(languages()))
    turn = [token for token in read.reading.tokens if token.kind is Kind.WORD]
    choice = words_of_choice(read)

    def refuses(beside: Collection[Token]) -> bool:
        words_left = [token.folded for token in turn if token not in beside]
        return any(said.length_at("refusing", words_left, at) for at in range(len(words_left)))

    if "?" not in asked and (told := amount_taken_back(read)):
        return not refuses(told)
    chosen = bool(choice) and _is_chosen(choice, read, ordered, tools)
    if chosen and offers(asked):
        asked = _without_last_sentence(asked)
    if not repeats(asked, ordered, read.reading.lexicon, tools):
        return False
    # "And bags, five cases, no, four" takes nothing back but its own amount.
    if refuses({token for line in read.reading.lines for token in line.tokens}):
        return "?" not in asked and wants_no_more(read)
    spoken = [token.folded for token in turn]
    repeated = {token.folded for token in tokenize(asked)}
    again = next((at for at, word in enumerate(spoken) if word not in repeated), 0)
    agrees = any(said.length_at("agreeing", spoken, at) for at in (*range(_FIRST_WORDS), again))
    return "?" not in asked or agrees or chosen or _says_how_many(read, asked, ordered)


def _is_chosen(choice: Sequence[Token], read: Read, ordered: Ordered, tools: Toolbox) -> bool:
    """Whether some line is, or is counted in, what was picked of what the desk's side offered."""
    lexicon, vocabulary = read.reading.lexicon, tools.context.facts.vocabulary
    units = {lexicon.units[token.folded] for token in choice if token.folded in lexicon.units}
    named = words(spelled_out([token for token in choice if token.folded not in lexicon.units], lexicon))
    return any(
        units <= {one.line.unit_code}
        and all(word == f"{one.line.amount or 0:f}" or vocabulary.means_any(word, one.product) for word in named)
        for one in ordered.lines
    )


def _says_how_many(read: Read, asked: str, ordered: Ordered) -> bool:
    """Whether a turn begins with the amount that a line has whose product the desk's side named: "how many of the
    tape?", "four"."""
    tokens = [token for token in read.reading.tokens if token.kind is Kind.WORD]
    amount = amount_at(tokens, 0, read.reading.lexicon) if tokens else None
    named = [word for token in tokenize(asked) for word in words(token.text) if fit(word, ordered.terms) >= FOUND]
    return amount is not None and any(
        one.line.amount == amount.value and named and all(fit(word, one.terms) >= FOUND for word in named)
        for one in ordered.lines
    )


def _without_last_sentence(asked: str) -> str:
    ends = [token.end for token in tokenize(asked)[:-1] if token.text in SENTENCE_ENDS]
    return asked[: ends[-1]] if ends else ""


def _with_words(line: RequestedLine, sku: str | None, tools: Toolbox) -> OrderedLine:
    """A line, and what the desk's side may say of it."""
    product = tools.call(get_product, GetProduct(sku=sku)).product if sku else None
    said = frozenset(words(f"{line.words} {line.text}"))
    if product is None:
        return OrderedLine(line, said, frozenset())
    terms = product_terms(product.name, product.description, product.brand, product.pack, product.mpn)
    return OrderedLine(line, said, terms | frozenset(words(product.category)))


def _says_what_counts(text: str) -> bool:
    """Whether digits, or a number word or a weekday of any language, stand in what the desk's side said."""
    return any(c.isdigit() for c in text) or any(
        token.folded in one.numbers or token.folded in one.weekdays
        for one in languages().values()
        for token in tokenize(text)
    )

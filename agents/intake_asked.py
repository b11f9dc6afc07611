"""Questions that leave nothing open: an order put politely or passed on, a call whose desk side only confirmed."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from decimal import Decimal

from agents.intake_calls import amount_taken_back
from agents.intake_catalog import Asking
from agents.intake_draft import Draft, Read
from agents.intake_intent import folded, said_phrases, sentences
from agents.intake_questions import asks_for_more, without_open_questions
from agents.intake_reads import as_changes
from agents.results import RequestedLine
from domain.messages import PartKind
from knowledge.matching.normalise import words
from knowledge.matching.resemblance import FOUND, fit
from knowledge.matching.told import product_terms
from reading.languages import Lexicon, languages
from reading.numbers import amount_at
from reading.reader import asks_nothing
from reading.sections import phrases_of
from reading.small_talk import talk
from reading.spelling import spelled_out
from reading.tokens import Kind, Token, tokenize
from tools.base import Toolbox
from tools.catalog import GetProduct, get_product

_SOON = 6
# Words of a turn that may stand before the one that agrees: "Thursday, yes".
_FIRST_WORDS = 2
_SHORTEST_NUMBER = 4
_SHORTEST_PRODUCT = 4
_FIGURES = re.compile(r"\d+")


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
    spoken = [token.folded for token in read.reading.tokens if token.kind is Kind.WORD]
    refuses = bool(spoken) and bool(said.length_at("refusing", spoken, 0))
    return refuses and all(lexicon.has("courtesy", word) for word in spoken[1:])


def look_at_calls(
    reads: Sequence[Read], customer_id: str | None, po_number: str | None, tools: Toolbox, draft: Draft
) -> None:
    """Doubt what the desk's side of a call asked or repeated, unless it is what was ordered and nobody took it back."""
    asked = [read for read in reads if read.asked and ("?" in read.asked or _says_a_number(read.asked))]
    if not asked:
        return
    ask = Asking(customer_id, tools)
    known = [(line, _words_of(line, line.sku or ask(line).sku, tools)) for line in draft.lines]
    if any(not _is_settled(read, known, po_number, tools) for read in asked):
        draft.doubt("On the call the desk's side asked or repeated things; only a person can tell what was settled.")


def _is_settled(
    read: Read, known: Sequence[tuple[RequestedLine, frozenset[str]]], po_number: str | None, tools: Toolbox
) -> bool:
    """Whether what the desk's side said before a turn is as ordered, and the turn only agrees or goes on, or says
    another amount in the place of the one that was repeated."""
    asked = without_open_questions(read.asked or "", read, tools)
    said = phrases_of("calls", tuple(languages()))
    turn = [token for token in read.reading.tokens if token.kind is Kind.WORD]

    def refuses(beside: Collection[Token]) -> bool:
        words_left = [token.folded for token in turn if token not in beside]
        return any(said.length_at("refusing", words_left, at) for at in range(len(words_left)))

    if "?" not in asked and (told := amount_taken_back(read)):
        return not refuses(told)
    if not _repeats(asked, read, known, po_number, tools):
        return False
    # "And bags, five cases, no, four" takes nothing back but its own amount.
    if refuses({token for line in read.reading.lines for token in line.tokens}):
        return "?" not in asked and wants_no_more(read)
    spoken = [token.folded for token in turn]
    repeated = {token.folded for token in tokenize(asked)}
    again = next((at for at, word in enumerate(spoken) if word not in repeated), 0)
    return "?" not in asked or any(said.length_at("agreeing", spoken, at) for at in (*range(_FIRST_WORDS), again))


def _repeats(
    asked: str,
    read: Read,
    known: Sequence[tuple[RequestedLine, frozenset[str]]],
    po_number: str | None,
    tools: Toolbox,
) -> bool:
    """Whether every amount in the desk's words is that of a line which the words behind it name, or a part of the
    order's number, and every product word is a line's."""
    lexicon, vocabulary = read.reading.lexicon, tools.context.facts.vocabulary
    tokens = [token for token in tokenize(asked) if token.kind is Kind.WORD]
    every = frozenset().union(*(terms for _, terms in known)) if known else frozenset()
    at = 0
    while at < len(tokens):
        numbered = _says_order_number(tokens, at, po_number, lexicon)
        if numbered:
            at += numbered
            continue
        amount = amount_at(tokens, at, lexicon)
        pointed = at > 0 and lexicon.has("pointing", tokens[at - 1].folded)  # "the same one" counts nothing
        if amount is not None and not pointed and not lexicon.has("articles", tokens[at].folded):
            behind = _named_behind(tokens, at + amount.length, every, lexicon)
            of = [
                line
                for line, terms in known
                if line.amount == amount.value and all(vocabulary.means_any(word, terms) for word in behind)
            ]
            size = words(f"{amount.value:f} {' '.join(t.text for t in tokens[at + amount.length :][:1])}")
            told = any(fit(word, every) >= FOUND for word in size if any(c.isdigit() for c in word))
            if not (of or told or _names_a_size(tokens[at], amount.value, every, lexicon)):
                return False
            at += amount.length
            continue
        word = tokens[at].folded
        at += 1
        if word in lexicon.units or len(word) < _SHORTEST_PRODUCT or lexicon.has("courtesy", word):
            continue
        # "Die Zwanzig-Liter" are those of 20 l.
        parts = words(spelled_out(tokens[at - 1 : at], lexicon))
        if any(vocabulary.knows(part) and not vocabulary.means_any(part, every) for part in parts):
            return False
    return True


def _names_a_size(token: Token, value: Decimal, terms: frozenset[str], lexicon: Lexicon) -> bool:
    """Whether a number with the ending of a size is that of one that a line has: the twenties of 20 kg."""
    ended = any(token.folded.endswith(ending) for ending in lexicon.number_endings)
    sizes = (_FIGURES.match(term) for term in terms)
    return ended and any(size is not None and size[0] == f"{value:f}" for size in sizes)


def _says_order_number(tokens: Sequence[Token], at: int, po_number: str | None, lexicon: Lexicon) -> int:
    """How many words from a place on say figures of the order's number, one by one, all of them: "K S two three one
    seven"; 0 where none does."""
    figures = "".join(c for c in po_number or "" if c.isdigit())
    heard, place = "", at
    while place < len(tokens) and len(heard) < len(figures):
        amount = amount_at(tokens, place, lexicon)
        if amount is None or amount.value != int(amount.value):
            break
        heard += str(int(amount.value))
        place += amount.length
    return place - at if len(figures) >= _SHORTEST_NUMBER and heard == figures else 0


def _named_behind(tokens: Sequence[Token], at: int, every: frozenset[str], lexicon: Lexicon) -> list[str]:
    """The words of lines that stand right behind an amount, before the next one."""
    found: list[str] = []
    for place in range(at, min(at + _SOON, len(tokens))):
        if amount_at(tokens, place, lexicon) is not None and not lexicon.has("articles", tokens[place].folded):
            break
        if tokens[place].folded in lexicon.units:
            continue
        parts = words(tokens[place].text)
        if parts and all(fit(part, every) >= FOUND for part in parts):
            found.extend(parts)
        elif found:
            break
    return found


def _words_of(line: RequestedLine, sku: str | None, tools: Toolbox) -> frozenset[str]:
    """A line's own words and those of the product that it comes to: what the desk's side may say of it."""
    product = tools.call(get_product, GetProduct(sku=sku)).product if sku else None
    said = frozenset(words(f"{line.words} {line.text}"))
    if product is None:
        return said
    kind = frozenset(words(product.category))
    return said | kind | product_terms(product.name, product.description, product.brand, product.pack, product.mpn)


def _says_a_number(text: str) -> bool:
    """Whether digits or a number word of any language stand in what the desk's side said."""
    return any(c.isdigit() for c in text) or any(
        token.folded in one.numbers for one in languages().values() for token in tokenize(text)
    )

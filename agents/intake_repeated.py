"""What the desk's side of a call repeats, held against what was ordered: every amount, product, day and number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from agents.results import RequestedLine
from knowledge.matching.normalise import words
from knowledge.matching.resemblance import FOUND, fit
from reading.common_words import is_common
from reading.languages import Lexicon
from reading.numbers import amount_at
from reading.spelling import spelled_out
from reading.tokens import SENTENCE_ENDS, Kind, Token, tokenize
from reading.word_kinds import any_has
from tools.base import Toolbox

_SOON = 6
_SHORTEST_NUMBER = 4
_SHORTEST_PRODUCT = 4
_FIGURES = re.compile(r"\d+")


@dataclass(frozen=True)
class OrderedLine:
    """A line, with the words in which it was said and those of the product that it comes to."""

    line: RequestedLine
    said: frozenset[str]
    product: frozenset[str]

    @cached_property
    def terms(self) -> frozenset[str]:
        """The words that may be said of it."""
        return self.said | self.product


@dataclass(frozen=True)
class Ordered:
    """What an order came to: its lines, its number and its day."""

    lines: Sequence[OrderedLine]
    po_number: str | None
    requested: date | None

    @cached_property
    def terms(self) -> frozenset[str]:
        """The words that may be said of any line."""
        return frozenset().union(*(one.terms for one in self.lines))


def repeats(asked: str, ordered: Ordered, lexicon: Lexicon, tools: Toolbox) -> bool:
    """Whether every amount in the desk's words is that of a line which the words behind it name, or a part of the
    order's number, every day the order's, and every product word a line's."""
    tokens = [token for token in tokenize(asked) if token.kind is not Kind.NEWLINE]
    at = 0
    while at < len(tokens):
        length = _repeated(tokens, at, ordered, lexicon, tools)
        if not length:
            return False
        at += length
    return True


def _repeated(tokens: Sequence[Token], at: int, ordered: Ordered, lexicon: Lexicon, tools: Toolbox) -> int:
    """How many tokens from a place on repeat something of the order, or say nothing of one; 0 where they contradict."""
    if tokens[at].kind is Kind.MARK:
        return 1
    numbered = _says_order_number(tokens, at, ordered.po_number, lexicon)
    if numbered:
        return numbered
    word = tokens[at].folded
    if word in lexicon.weekdays:
        agrees = ordered.requested is None or lexicon.weekdays[word] == ordered.requested.weekday()
        return 1 + _day_behind(tokens, at + 1, ordered.requested, lexicon) if agrees else 0
    if word in lexicon.ordinals and lexicon.has("definite", tokens[at - 1].folded if at else ""):
        return 0
    amount = amount_at(tokens, at, lexicon)
    pointed = at > 0 and lexicon.has("pointing", tokens[at - 1].folded)  # "the same one" counts nothing
    if amount is not None and not pointed and not lexicon.has("articles", word):
        counted = tokens[at : at + amount.length]
        behind = tokens[at + amount.length :]
        if _is_of_a_line(counted, amount.value, behind, ordered, lexicon, tools):
            return amount.length
        return amount.length if _is_an_hour(tokens, at, amount.length, ordered.terms, lexicon) else 0
    return 1 if _says_no_other_product(tokens[at], ordered.terms, lexicon, tools) else 0


def _is_of_a_line(
    counted: Sequence[Token],
    value: Decimal,
    behind: Sequence[Token],
    ordered: Ordered,
    lexicon: Lexicon,
    tools: Toolbox,
) -> bool:
    """Whether a number is the amount of a line that the words behind it name, two such amounts in a row ("veinte y
    ocho" of 20 and 8), or a size of a line."""
    vocabulary, every = tools.context.facts.vocabulary, ordered.terms
    amounts = {one.line.amount for one in ordered.lines}
    named = _named_behind(behind, every, lexicon)
    if any(
        one.line.amount == value and all(vocabulary.means_any(word, one.terms) for word in named)
        for one in ordered.lines
    ):
        return True
    parts = [amount_at([token], 0, lexicon) for token in (counted[0], counted[-1])] if len(counted) > 1 else []
    if parts and not named and all(part is not None and part.value in amounts for part in parts):
        return True
    size = words(f"{value:f} {' '.join(t.text for t in behind[:1])}")
    told = any(fit(word, every) >= FOUND for word in size if any(c.isdigit() for c in word))
    return told or _names_a_size(counted[0], value, every, lexicon)


def _says_no_other_product(token: Token, terms: frozenset[str], lexicon: Lexicon, tools: Toolbox) -> bool:
    """Whether a word is a line's, or none that products are called by."""
    word, vocabulary = token.folded, tools.context.facts.vocabulary
    if word in lexicon.units or len(word) < _SHORTEST_PRODUCT or lexicon.has("courtesy", word):
        return True
    if word in lexicon.relative_days or word in lexicon.fractions or word in lexicon.halves:
        return True
    if any(word in trait.names for trait in lexicon.traits.values()):
        return True
    common = any(is_common(word, code) for code in lexicon.codes)
    sold = vocabulary.frequency.__contains__ if common else vocabulary.knows
    # "Die Zwanzig-Liter" are those of 20 l.
    parts = words(spelled_out([token], lexicon))
    other = any(sold(part) and not vocabulary.means_any(part, terms) for part in parts)
    numbered = any(c.isdigit() for c in word) and not all(fit(part, terms) >= FOUND for part in parts)
    return not (other or numbered)


def _day_behind(tokens: Sequence[Token], at: int, requested: date | None, lexicon: Lexicon) -> int:
    """How many tokens behind a weekday say the day of the month that the order is for: "Tuesday the 17th"."""
    if requested is None:
        return 0
    for start in (at, at + 1):
        if start > at and not (at < len(tokens) and lexicon.has("definite", tokens[at].folded)):
            return 0
        amount = amount_at(tokens, start, lexicon) if start < len(tokens) else None
        ordinal = lexicon.ordinals.get(tokens[start].folded) if start < len(tokens) else None
        if ordinal == requested.day:
            return start + 1 - at
        if amount is not None and amount.value == requested.day:
            return start + amount.length - at
    return 0


def _is_an_hour(tokens: Sequence[Token], at: int, length: int, terms: frozenset[str], lexicon: Lexicon) -> bool:
    """Whether a number is a time of the day: "open till five", "bis vierzehn Uhr"; nothing that is sold stands behind
    it in its sentence."""
    behind = tokens[at + length : at + length + 1]
    if behind and any_has("clock", behind[0].folded):
        return True
    led = at > 0 and any_has("clock_leads", tokens[at - 1].folded)
    closed = not behind or behind[0].text in SENTENCE_ENDS
    return led and closed and not _named_behind(tokens[at + length :], terms, lexicon)


def _names_a_size(token: Token, value: Decimal, terms: frozenset[str], lexicon: Lexicon) -> bool:
    """Whether a number with the ending of a size is that of one that a line has: the twenties of 20 kg."""
    ended = any(token.folded.endswith(ending) for ending in lexicon.number_endings)
    sizes = (_FIGURES.match(term) for term in terms)
    return ended and any(size is not None and size[0] == f"{value:f}" for size in sizes)


def _says_order_number(tokens: Sequence[Token], at: int, po_number: str | None, lexicon: Lexicon) -> int:
    """How many words from a place on say the order's number: written as it is, or figure by figure, all of them: "K S
    two three one seven"; 0 where none does."""
    if is_number_of(tokens[at].text, po_number or ""):
        return 1
    figures = "".join(c for c in po_number or "" if c.isdigit())
    heard, place = "", at
    while place < len(tokens) and len(heard) < len(figures):
        amount = amount_at(tokens, place, lexicon)
        if amount is None or amount.value != int(amount.value):
            break
        heard += str(int(amount.value))
        place += amount.length
    return place - at if len(figures) >= _SHORTEST_NUMBER and heard == figures else 0


def is_number_of(said: str, po_number: str) -> bool:
    """Whether these are the letters and figures of the order's number."""
    written = "".join(c for c in said.casefold() if c.isalnum())
    return len(written) >= _SHORTEST_NUMBER and written == "".join(c for c in po_number.casefold() if c.isalnum())


def _named_behind(behind: Sequence[Token], every: frozenset[str], lexicon: Lexicon) -> list[str]:
    """The words of lines that stand right behind an amount, before the next one or the end of its clause."""
    found: list[str] = []
    for place in range(min(_SOON, len(behind))):
        token = behind[place]
        if token.kind is Kind.MARK:
            break
        if amount_at(behind, place, lexicon) is not None and not lexicon.has("articles", token.folded):
            break
        joins = any(lexicon.has(kind, token.folded) for kind in ("filler", "courtesy", "separators"))
        if token.folded in lexicon.units or joins:
            continue
        parts = words(token.text)
        if parts and all(fit(part, every) >= FOUND for part in parts):
            found.extend(parts)
        elif found:
            break
    return found

"""What in a line's own words may bend it: its product said a second time, another one, or a number of the order."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence, Set
from decimal import Decimal

from agents.matching_joined import describes
from agents.results import RequestedLine
from knowledge.matching.normalise import is_measure, words
from reading.common_words import is_common
from reading.counts import DASHES
from reading.languages import languages
from reading.purchase_orders import like_a_code
from reading.tokens import Kind, Token, tokenize
from tools.catalog import CatalogAnswer

_SHORTEST_NAME = 4
_LONGEST_ENDING = 2
# As far as a line is looked at: of a longer one no product is sure anyway.
_MOST_WORDS = 60
# Of a number of fewer figures the scorer tells whether it contradicts the product.
_LONG_NUMBER = re.compile(r"(?:\D{0,3}\d){4,}\D{0,3}")
_SIZE = re.compile(r"\D?\d+(?:[.,/]\d+)?(?:[x×*]\D?\d+(?:[.,/]\d+)?)+\D{0,3}")
_LONGEST_NUMBER = 40
_BREAKS = DASHES | {"("}


def bent_by_itself(requested: RequestedLine, answer: CatalogAnswer, sold: Callable[[str], str | None]) -> str | None:
    """A sentence where a line may ask for something else than it seems to.

    Args:
        sold: the sku of the product that words name by themselves, if they do.
    """
    tokens = tokenize(requested.text)
    worded = [token for token in tokens if token.kind is Kind.WORD]
    missing = next((set(hit.missing) for hit in answer.hits if hit.sku == answer.sku), set[str]())
    if again := _said_again(worded, requested):
        return f"“{again}” is said twice in “{requested.text}”; the second time may change it."
    if not requested.numbers and (number := _number_beside(worded, missing)):
        return f"“{number}” in “{requested.text}” may be a number of their order."
    if not requested.numbers and missing and (other := _other_product(tokens, requested, answer, sold)):
        return f"“{other}” in “{requested.text}” may be something else that they want."
    return None


def _other_product(
    tokens: Sequence[Token], requested: RequestedLine, answer: CatalogAnswer, sold: Callable[[str], str | None]
) -> str:
    """What names another product before or behind the first dash or bracket: the "gloves" of "4 boxes of gloves - or
    else compresses", which were taken for compresses."""
    mark = next((at for at, token in enumerate(tokens) if at and token.text in _BREAKS), None)
    asked = set(words(requested.words))
    for side in (tokens[:mark], tokens[mark:]) if mark is not None else ():
        told = [token.text for token in side if set(words(token.text)) & asked]
        if told and not all(describes(word, requested) for one in told for word in words(one)):
            sku = sold(" ".join(told))
            if sku is not None and sku != answer.sku:
                return " ".join(told)
    return ""


def _said_again(tokens: Sequence[Token], requested: RequestedLine) -> str:
    """What names the product for the second time where the amount stands before that: the "lids" of "4 cs flat lids,
    twice the lids" and of "2 tapas (quíteme tapas)", the "TP 12" of "4 TP 12, forget the TP 12". The second of "2 oat,
    no, 3 oat" has its amount with it, and numbers, sizes and colours may be said twice."""
    counted = [at for at, token in enumerate(tokens) if _value(token) == requested.amount]
    last = counted[-1] if counted else len(tokens)
    seen: list[tuple[int, tuple[str, ...]]] = []
    for at, token in enumerate(tokens[:_MOST_WORDS]):
        word, before = token.folded, tokens[at - 1].folded if at else ""
        named: list[tuple[str, ...]] = [(word,)] if len(word) >= _SHORTEST_NAME and _names(word, requested) else []
        if before and _name_together(before, word, requested):
            named.append((before, word))
        if any(last < place and _alike(one, other) for one in named for place, other in seen):
            return token.text
        seen.extend((at, one) for one in named)
    return ""


def _names(word: str, requested: RequestedLine) -> bool:
    """Whether a word may be what a product is called: letters alone, no number, unit, colour or size, and nothing that
    a language is full of."""
    every = languages().values()
    counts = any(word in one.numbers or word in one.units or one.has("times", word) for one in every)
    common = any(is_common(word, code) for code in requested.languages)
    return len(word) > 1 and word.isalpha() and not counts and not common and not describes(word, requested)


def _alike(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two names are the same, of one or of several: "widget" and "widgets"."""
    shorter, longer = sorted((one[-1], other[-1]), key=len)
    same = longer.startswith(shorter) and len(longer) - len(shorter) <= _LONGEST_ENDING and shorter[:1].isalpha()
    return one[:-1] == other[:-1] and (same or longer == shorter)


def _name_together(before: str, word: str, requested: RequestedLine) -> bool:
    """Whether two words may be what a product is called: one that may by itself, or a unit with its size: "coils
    14/3"."""
    sized = len(before) >= _SHORTEST_NAME and before.isalpha() and word[0].isdigit() and not word.isdigit()
    return sized or _names(before, requested) or _names(word, requested)


def _value(token: Token) -> Decimal | None:
    """The number that a word is."""
    if token.folded.isdigit() and len(token.folded) <= _LONGEST_NUMBER:
        return Decimal(token.folded)
    said = (one.numbers.get(token.folded) for one in languages().values())
    return next((Decimal(value) for value in said if value is not None), None)


def _number_beside(tokens: Sequence[Token], missing: Set[str]) -> str:
    """A number as long as those of orders, or a code, that nothing in the product accounts for: the "7719" of "2 cs
    lids our order 7719"."""
    for token in tokens:
        told = words(token.text)
        if len(token.text) > _LONGEST_NUMBER or _SIZE.fullmatch(token.folded) or any(map(is_measure, told)):
            continue
        numbered = _LONG_NUMBER.fullmatch(token.text) or like_a_code(token)
        if numbered and told and set(told) <= missing:
            return token.text
    return ""

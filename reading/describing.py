"""Words that only say more of a product that was named before them: ", the wide ones", ", L", ", 17 gauge, four"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reading.counts import count_at, is_dimension, is_size
from reading.languages import Lexicon
from reading.numbers import LENGTHS_OF_THINGS, MEASURES, word_value
from reading.tokens import Kind, Token

_FIGURES = re.compile(r"\d{1,5}(?:[.,]\d{1,3})?")
# Two sides, the sign between them, and the unit.
_FEWEST_SIDES = 4


def only_describes(tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether words are sizes, colours and the like alone, or begin with "the": they name no product by themselves."""
    said = _telling(tokens, lexicon)
    if begins_definite(tokens, lexicon):
        return True
    return all(lexicon.has("filler", t.folded) or _describes(t, lexicon) for t in said) and any(
        _describes(t, lexicon) for t in said
    )


def only_tells(tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether words tell something of whoever speaks, and count nothing: "we are stocked up"."""
    said = [t for t in tokens if t.kind is Kind.WORD and not lexicon.has("hesitations", t.folded)]
    if not said or not lexicon.has("telling", said[0].folded):
        return False
    counts = any(word_value(t.folded, lexicon) is not None and not lexicon.has("articles", t.folded) for t in said)
    return len(said) > 1 and not counts and not any(c.isdigit() for t in said for c in t.folded)


def begins_definite(tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether the first word points at something named before: "the fresh ten pound"."""
    said = _telling(tokens, lexicon)
    return bool(said) and lexicon.has("definite", said[0].folded)


def says_sides(tokens: Sequence[Token], lexicon: Lexicon, definite: bool) -> bool:
    """Whether words are the sides of something: "zwei Meter mal ein Meter", and with "the" before it also "drei Meter
    mal eins fünfzig". "20 m mal 3" may be three."""
    if _written_sides(tokens, lexicon):
        return True
    first = count_at(tokens, 0, lexicon)
    if first is None or not first.measured or first.length >= len(tokens):
        return False
    second = count_at(tokens, first.length + 1, lexicon)
    return second is not None and lexicon.has("times", tokens[first.length].folded) and (definite or second.measured)


def _written_sides(tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether words are nothing but sides in figures with a length behind: "300 x 150 mm", "40 x 60 x 2 cm". "2 x 3 m"
    may be two of three metres."""
    said = [token for token in tokens if token.kind is Kind.WORD]
    if len(said) < _FEWEST_SIDES or len(said) % 2 or lexicon.units.get(said[-1].folded) not in LENGTHS_OF_THINGS:
        return False
    figures, signs = said[0:-1:2], said[1:-1:2]
    return (
        all(_FIGURES.fullmatch(token.folded) for token in figures)
        and len(figures[0].folded) > 1
        and all(lexicon.has("times", token.folded) for token in signs)
    )


def measures(token: Token, lexicon: Lexicon) -> bool:
    """Whether a word is a size, or the measure of one."""
    word = token.folded
    return is_size(token, lexicon) or lexicon.has("sizes", word) or lexicon.units.get(word) in MEASURES


def begins_describing(tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether the first word says that what follows describes: "the 1000 sheet roll", "size 9"."""
    said = _telling(tokens, lexicon)
    return begins_definite(tokens, lexicon) or (bool(said) and lexicon.has("sizes", said[0].folded))


def _telling(tokens: Sequence[Token], lexicon: Lexicon) -> list[Token]:
    said = [t for t in tokens if t.kind is Kind.WORD and not lexicon.has("hesitations", t.folded)]
    while said and lexicon.has("separators", said[0].folded):
        said = said[1:]
    return said


def _describes(token: Token, lexicon: Lexicon) -> bool:
    word = token.folded
    return (
        measures(token, lexicon)
        or is_dimension(token, lexicon)
        or word_value(word, lexicon) is not None
        or any(word in said for trait in lexicon.traits.values() for said in trait.meanings.values())
    )

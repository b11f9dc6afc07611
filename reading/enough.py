"""Amounts that are said by what they have to do for: "lids enough for 2000 cups", "genug Deckel für 2000 Becher".

As many pieces are meant as there is to do for, if each does for one; a rep has to see that.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from reading.counts import count_at
from reading.languages import Lexicon
from reading.numbers import amount_at
from reading.tokens import Kind, Token

_REACH = 8


@dataclass(frozen=True, slots=True)
class Enough:
    """Product words, of which so many pieces are enough, and what a rep has to see about that."""

    tokens: tuple[Token, ...]
    words: tuple[Token, ...]
    pieces: Decimal
    doubt: str


def said_by_what_for(tokens: Sequence[Token], settled: Collection[int], lexicon: Lexicon) -> list[Enough]:
    """The products of a text whose amount is what they have to be enough for, in their order."""
    found = []
    for at, token in enumerate(tokens):
        if at not in settled and lexicon.has("enough", token.folded):
            one = _enough(tokens, at, lexicon)
            if one is not None:
                found.append(one)
    return found


def _enough(tokens: Sequence[Token], enough: int, lexicon: Lexicon) -> Enough | None:
    serving = next(
        (at for at in range(enough + 1, _end_of_clause(tokens, enough)) if lexicon.has("serving", tokens[at].folded)),
        None,
    )
    amount = None if serving is None else amount_at(tokens, serving + 1, lexicon)
    if serving is None or amount is None:
        return None
    end = serving + 1 + amount.length
    if end < len(tokens) and tokens[end].kind is Kind.WORD:
        end += 1
    words = list(tokens[enough + 1 : serving]) or _before(tokens, enough, lexicon)
    words = [word for word in words if not (lexicon.has("filler", word.folded) or lexicon.has("courtesy", word.folded))]
    counted = count_at(words, 0, lexicon)
    if not words or (counted is not None and not counted.measured):
        return None
    first = min(tokens.index(words[0]), enough)
    said = " ".join(token.text for token in (tokens[enough], *tokens[serving:end]))
    doubt = f"“{said}” is taken for {amount.value:,f} pieces, one for each."
    return Enough(tuple(tokens[first:end]), tuple(words), amount.value, doubt)


def _end_of_clause(tokens: Sequence[Token], at: int) -> int:
    end = at + 1
    while end < len(tokens) and end - at < _REACH and tokens[end].kind is Kind.WORD:
        end += 1
    return end


def _before(tokens: Sequence[Token], enough: int, lexicon: Lexicon) -> list[Token]:
    """The words before "enough", back to the last joint, mark or line."""
    first = enough
    while first and enough - first < _REACH:
        before = tokens[first - 1]
        if before.kind is not Kind.WORD or lexicon.has("separators", before.folded):
            break
        first -= 1
    return list(tokens[first:enough])

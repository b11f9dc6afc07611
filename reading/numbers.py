"""Amounts as people write and say them: digits, number words, halves and fractions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from reading.languages import Lexicon
from reading.tokens import Kind, Token

_INTEGER = re.compile(r"\d{1,6}")
_DECIMAL = re.compile(r"\d{1,6}[.,]\d{1,3}")
_HYPHENATED = re.compile(r"([a-z]+)-([a-z]+)")
_TENS = range(20, 100)
_HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount and how many tokens it took."""

    value: Decimal
    length: int


def word_value(word: str, lexicon: Lexicon) -> int | None:
    """The value of one folded number word, ``twenty-four`` included; None when it is none."""
    if word in lexicon.numbers:
        return lexicon.numbers[word]
    parts = _HYPHENATED.fullmatch(word)
    if parts and parts[1] in lexicon.numbers and parts[2] in lexicon.numbers:
        tens, ones = lexicon.numbers[parts[1]], lexicon.numbers[parts[2]]
        if tens in _TENS and ones < 10:
            return tens + ones
    return None


def amount_at(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> Amount | None:
    """The amount that begins at a token, or None. Sizes such as 3/8 and 24ct are no amounts."""
    if at >= len(tokens) or tokens[at].kind is not Kind.WORD:
        return None
    first = tokens[at].folded
    if _INTEGER.fullmatch(first):
        return Amount(Decimal(first), 1)
    if _DECIMAL.fullmatch(first):
        return Amount(Decimal(first.replace(",", ".")), 1)
    if first in lexicon.halves:
        return Amount(Decimal("0.5"), 1)
    return spoken_at(tokens, at, lexicon)


def spoken_at(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> Amount | None:
    """Number words that begin at a token: ``twenty four``, ``two hundred``, ``a hundred five``."""
    total = 0
    length = 0
    current = word_value(tokens[at].folded, lexicon) if at < len(tokens) else None
    while current is not None:
        if current == _HUNDRED and 0 < total < 10:
            total *= _HUNDRED
        elif length == 0 or (total % 100 in _TENS and total % 10 == 0 and current < 10) or total % 100 == 0:
            total += current
        else:
            break
        length += 1
        following = at + length
        is_word = following < len(tokens) and tokens[following].kind is Kind.WORD
        current = word_value(tokens[following].folded, lexicon) if is_word else None
    return Amount(Decimal(total), length) if length and total else None

"""Amounts as people write and say them: digits, number words, halves and fractions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from reading.languages import Lexicon, languages, lexicon
from reading.tokens import Kind, Token, tokenize

_INTEGER = re.compile(r"\d{1,6}")
_DECIMAL = re.compile(r"\d{1,6}[.,]\d{1,3}")
_HYPHENATED = re.compile(r"([a-z]+)-([a-z]+)")
_TENS = range(20, 100)
_HUNDRED = 100
_HALF = Decimal("0.5")
_DIGITS = re.compile(r"\d{1,7}(?:[.,]\d{1,3})?")
_DOZEN = "DZ"


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
    if _DECIMAL.fullmatch(first):
        return Amount(Decimal(first.replace(",", ".")), 1)
    if first in lexicon.halves:
        return Amount(_HALF, 1)
    whole = Amount(Decimal(first), 1) if _INTEGER.fullmatch(first) else spoken_at(tokens, at, lexicon)
    return _and_a_half(tokens, at, whole, lexicon) if whole else None


def _and_a_half(tokens: Sequence[Token], at: int, whole: Amount, lexicon: Lexicon) -> Amount:
    """An amount with the half that is said behind it: ``two and a half cases``. ``four and a half inch`` is a size."""
    following = [token.folded for token in tokens[at + whole.length : at + whole.length + 4]]
    if not following or not lexicon.has("separators", following.pop(0)):
        return whole
    length = 2 if following and lexicon.has("articles", following[0]) else 1
    half, unit = (*following, "", "")[length - 1 : length + 1]
    if half not in lexicon.halves or unit not in lexicon.units:
        return whole
    return Amount(whole.value + _HALF, whole.length + 1 + length)


def spoken_at(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> Amount | None:
    """Number words that begin at a token: ``twenty four``, ``two hundred``, ``a hundred five``."""
    total = 0
    length = 0
    current, taken = _number_word(tokens, at, lexicon)
    while current is not None:
        if current == _HUNDRED and 0 < total < 10:
            total *= _HUNDRED
        elif length == 0 or (total % 100 in _TENS and total % 10 == 0 and current < 10) or total % 100 == 0:
            total += current
        else:
            break
        length += taken
        current, taken = _number_word(tokens, at + length, lexicon)
    return Amount(Decimal(total), length) if length and total else None


def _number_word(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> tuple[int | None, int]:
    """The number word at a token and the tokens it takes: ``dix sept`` is the ``dix-sept`` of the list."""
    words = [token.folded for token in tokens[at : at + 3] if token.kind is Kind.WORD]
    for length in range(len(words), 1, -1):
        joined = lexicon.numbers.get("-".join(words[:length]))
        if joined is not None:
            return joined, length
    return (word_value(words[0], lexicon), 1) if words and tokens[at].kind is Kind.WORD else (None, 0)


def numbers_said(text: str) -> frozenset[Decimal]:
    """Every number that a text can be read as saying, in any of the languages: digits wherever they stand, number
    words, halves, "a" as one, and dozens counted out.

    For checking that a number was said, not for reading what was meant.
    """
    every = lexicon(tuple(languages()))
    tokens = tokenize(text)
    said = {Decimal(digits.replace(",", ".")) for digits in _DIGITS.findall(text)}
    said |= {Decimal(digits.replace(",", "").replace(".", "")) for digits in _DIGITS.findall(text)}
    for at in range(len(tokens)):
        for known in languages().values():
            amount = amount_at(tokens, at, known)
            if amount is not None:
                said.add(amount.value)
        value = word_value(tokens[at].folded, every)
        if value is not None:
            said.add(Decimal(value))
        if every.has("articles", tokens[at].folded):
            said.add(Decimal(1))
    if any(every.units.get(token.folded) == _DOZEN for token in tokens):
        said |= {number * 12 for number in said} | {Decimal(12)}
    return frozenset(said)

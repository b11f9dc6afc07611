"""Amounts as people write and say them: digits, number words, halves and fractions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from reading.languages import Lexicon, languages, lexicon
from reading.spoken_numbers import spoken_value, spoken_words
from reading.tokens import Kind, Token, tokenize

# "000" and "0000" are grades of flour and wire, and "0042" is a number of something.
_INTEGER = re.compile(r"(?!00)\d{1,6}")
_DECIMAL = re.compile(r"\d{1,6}[.,]\d{1,3}")
_GROUPED = re.compile(r"([1-9]\d{0,2})([.,])(\d{3})")
_THOUSANDS = re.compile(r"[1-9]\d{0,2}")
_HUNDREDS = re.compile(r"\d{3}")
_MIXED = re.compile(r"(\d{1,4})[+\-](1/2|1/4|3/4)")
_PARTS = {
    "1/2": Decimal("0.5"),
    "1/4": Decimal("0.25"),
    "3/4": Decimal("0.75"),
}
_HALF = Decimal("0.5")
_DIGITS = re.compile(r"\d{1,7}(?:[.,]\d{1,3})?")
_DOZEN = "DZ"
_PIECE = "EA"
# Codes of units that measure; the others are counted.
MEASURES = frozenset({"LB", "OZ", "KG", "G", "GAL", "QT", "PT", "L", "ML", "FT", "IN", "M", "CM", "MM", "YD"})
# What a thing may be long or thick, and nobody orders by.
LENGTHS_OF_THINGS = frozenset({"IN", "CM", "MM"})


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount and how many tokens it took. ``doubt`` is a sentence where it may be another amount."""

    value: Decimal
    length: int
    doubt: str | None = None


def word_value(word: str, lexicon: Lexicon) -> int | None:
    """The value of one folded number word, ``twenty-four`` and ``einundzwanzig`` included; None when it is none."""
    return spoken_value(word, lexicon.codes)


def amount_at(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> Amount | None:
    """The amount that begins at a token, or None. Sizes such as 3/8 and 24ct are no amounts."""
    if at >= len(tokens) or tokens[at].kind is not Kind.WORD:
        return None
    first = tokens[at].folded
    if first[0].isdigit():
        return _written_at(tokens, at, lexicon)
    if first in lexicon.halves:
        return Amount(_HALF, 1)
    if first in lexicon.amounts:
        return Amount(lexicon.amounts[first], 1)
    whole = spoken_at(tokens, at, lexicon)
    return _and_a_half(tokens, at, whole, lexicon) if whole else None


def _written_at(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> Amount | None:
    """An amount in digits: ``12``, ``2.5``, ``1,000``, ``2½``, ``1 1/2 cs``."""
    first = tokens[at].folded
    if _INTEGER.fullmatch(first):
        whole = Amount(Decimal(first), 1)
        following = tokens[at + 1].folded if at + 1 < len(tokens) else ""
        if (parted := _parted(tokens, at, lexicon)) is not None:
            return parted
        if following in _PARTS and _counted(tokens, at + 2, lexicon):
            return Amount(whole.value + _PARTS[following], 2)
        return _and_a_half(tokens, at, whole, lexicon)
    grouped = _GROUPED.fullmatch(first)
    if grouped:
        return _grouped(first, grouped, lexicon)
    if _DECIMAL.fullmatch(first):
        return Amount(Decimal(first.replace(",", ".")), 1)
    mixed = _MIXED.fullmatch(first)
    if mixed and ("+" in first or _counted(tokens, at + 1, lexicon)):
        return Amount(Decimal(mixed[1]) + _PARTS[mixed[2]], 1)
    if first in _PARTS and _counted(tokens, at + 1, lexicon) and not _is_side(tokens, at + 2, lexicon):
        return Amount(_PARTS[first], 1)
    return None


def _parted(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> Amount | None:
    """``1 500 st``: thousands behind a blank, where the language writes them so and no measure is named behind; with a
    doubt where it may be 1 of 500 each."""
    first, following = tokens[at], tokens[at + 1] if at + 1 < len(tokens) else None
    if following is None or " " not in lexicon.thousands or following.start != first.end + 1:
        return None
    if not (_THOUSANDS.fullmatch(first.folded) and _HUNDREDS.fullmatch(following.folded)):
        return None
    behind = [lexicon.units.get(token.folded) for token in tokens[at + 2 : at + 4]]
    if (behind[:1] and behind[0] in MEASURES) or (at + 2 < len(tokens) and tokens[at + 2].folded in lexicon.sides):
        return None
    value = Decimal(first.folded + following.folded)
    pieces = behind[:1] == [_PIECE] and behind[1:] in ([], [None])
    return Amount(value, 2, None if pieces else f"“{first.text} {following.text}” may be {value}, or two numbers.")


def _grouped(word: str, found: re.Match[str], lexicon: Lexicon) -> Amount:
    """``1,000`` and ``1.000``: thousands or decimals, as the language writes them, with a doubt where it is unusual."""
    thousands = Decimal(found[1] + found[3])
    if found[2] in lexicon.thousands and found[2] != lexicon.decimal:
        return Amount(thousands, 1)
    decimal = Decimal(word.replace(",", "."))
    return Amount(decimal, 1, f"“{word}” may be {thousands} or {decimal}.")


def _counted(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """Whether a unit that is counted, not measured, stands at a token: the ``cs`` of "1/2 cs", not the ``in`` of
    "1/2 in"."""
    code = lexicon.units.get(tokens[at].folded) if at < len(tokens) else None
    return code is not None and code not in MEASURES


def _is_side(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """Whether what stands before a token is one side of a size: the "1/4 tube" of "1/4 tube x 1/4 NPT"."""
    behind = [token.folded for token in tokens[at : at + 2]]
    return len(behind) > 1 and lexicon.has("times", behind[0]) and behind[1][0].isdigit()


def _and_a_half(tokens: Sequence[Token], at: int, whole: Amount, lexicon: Lexicon) -> Amount:
    """An amount with the half that is said behind it: ``two and a half cases``. ``four and a half inch`` is a size."""
    following = [token.folded for token in tokens[at + whole.length : at + whole.length + 4]]
    if not following or not lexicon.has("separators", following.pop(0)):
        return whole
    length = 2 if following and lexicon.has("articles", following[0]) else 1
    half, unit = (*following, "", "")[length - 1 : length + 1]
    if half not in lexicon.halves or lexicon.units.get(unit) in {None, *LENGTHS_OF_THINGS}:
        return whole
    return Amount(whole.value + _HALF, whole.length + 1 + length)


def spoken_at(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> Amount | None:
    """Number words that begin at a token: ``twenty four``, ``two hundred``, ``a hundred five``, ``treinta y dos``."""
    value, length = spoken_words(tokens, at, lexicon)
    return Amount(Decimal(value), length) if length and value else None


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

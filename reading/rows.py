"""Rows of a list that lead to an amount at their ends: ``Glove, nitrile, blue, large .... 2 CS``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from reading.counts import DASHES, count_at
from reading.languages import Lexicon
from reading.tokens import Kind, Token

_COMMAS = frozenset({",", ";"})
# One row alone may be a sentence; what two have in common is how the list is written.
_ALIKE = 2
_IN_BRACKETS = 3
_SMALL = re.compile(r"[1-9]\d{0,2}")


def commas_in_rows(tokens: Sequence[Token], lexicon: Lexicon) -> frozenset[int]:
    """The places of the commas that part no lines, because each row says one product and ends with a dash and its
    amount."""
    led = [row for row in _rows(tokens) if (dash := _dash_of(tokens, row)) and _ends_with(tokens, dash, row, lexicon)]
    if len(led) < _ALIKE:
        return frozenset()
    return frozenset(at for row in led for at in row if tokens[at].text in _COMMAS)


def without_brackets_of_amounts(tokens: Sequence[Token]) -> list[Token]:
    """The tokens without the brackets around the amounts that rows begin with: "(2) cases glue", "(6) boxes screws".

    One row is enough. Numbers that count the rows themselves, 1, 2, 3, are no amounts, nor is one with another right
    behind it: "(1) 2 cases glue".
    """
    begun = [row.start for row in _rows(tokens) if _begins_in_brackets(tokens, row)]
    numbers = [int(tokens[at + 1].text) for at in begun]
    if len(numbers) > 1 and numbers == list(range(numbers[0], numbers[0] + len(numbers))):
        return list(tokens)
    brackets = {place for at in begun for place in (at, at + 2)}
    return [token for at, token in enumerate(tokens) if at not in brackets]


def _begins_in_brackets(tokens: Sequence[Token], row: range) -> bool:
    if len(row) <= _IN_BRACKETS:
        return False
    opening, number, closing, behind = tokens[row.start : row.start + _IN_BRACKETS + 1]
    counts = opening.text == "(" and closing.text == ")" and bool(_SMALL.fullmatch(number.text))
    return counts and behind.kind is Kind.WORD and behind.text[0].isalpha()


def _rows(tokens: Sequence[Token]) -> Iterator[range]:
    first = 0
    for at in range(len(tokens) + 1):
        if at == len(tokens) or tokens[at].kind is Kind.NEWLINE:
            yield range(first, at)
            first = at + 1


def _dash_of(tokens: Sequence[Token], row: range) -> int:
    """The place of the only dash of a row that has words before it; 0 where there is none."""
    dashes = [at for at in row if tokens[at].text in DASHES and at > row.start]
    return dashes[0] if len(dashes) == 1 else 0


def _ends_with(tokens: Sequence[Token], dash: int, row: range, lexicon: Lexicon) -> bool:
    """Whether nothing but an amount stands behind the dash of a row, and none at its beginning."""
    behind = count_at(tokens, dash + 1, lexicon) if dash + 1 < row.stop else None
    end = dash + 1 + behind.length if behind is not None else 0
    rest = range(end, row.stop)
    return behind is not None and end <= row.stop and not rest and count_at(tokens, row.start, lexicon) is None

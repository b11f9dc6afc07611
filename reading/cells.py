"""Rows of a text whose cells are parted by bars: ``Thread 40/2 white | 10 | cone``, each a product with its amount."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from reading.languages import languages
from reading.tokens import Kind, Token

_PARTING = frozenset({"|", "¦"})
_AMOUNT = re.compile(r"\d{1,5}(?:[.,]\d{1,3})?")
# What a cell holds beside its words parts nothing.
_POINTS = frozenset({".", ",", ";", ":"})
_LONGEST_UNIT = 2
_COLON = ":"


def without_cells(tokens: Sequence[Token]) -> list[Token]:
    """The tokens with each such row as words, a colon and the amount, as lists are written; all others as they are."""
    if not any(token.text in _PARTING for token in tokens):
        return list(tokens)
    return [token for row in _rows(tokens) for token in (_as_list(row) or row)]


def _rows(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    row: list[Token] = []
    for token in tokens:
        row.append(token)
        if token.kind is Kind.NEWLINE:
            yield row
            row = []
    yield row


def _as_list(row: Sequence[Token]) -> list[Token] | None:
    """The tokens of a row with its amount behind a colon; None where it does not end with one that has words before."""
    parting = [token for token in row if token.text in _PARTING]
    end = [token for token in row if token.kind is Kind.NEWLINE]
    cells = [
        list(cell) for bar, cell in groupby(row, lambda t: t.text in _PARTING or t.kind is Kind.NEWLINE) if not bar
    ]
    if not parting or len(cells) <= 1:
        return None
    named, counted = cells[:-1], cells[-1]
    if not _counts(counted) and len(cells) > _LONGEST_UNIT:
        named, counted = cells[:-2], [*cells[-2], *_worded(cells[-1])]
    if not _counts(counted) or not any(token.text[0].isalpha() for cell in named for token in cell):
        return None
    bar = next(token for token in reversed(parting) if token.end <= counted[0].start)
    amount, *unit = _worded(counted)
    # A unit that no language has may be one of the distributor's, which matching knows: it is told before the amount.
    known = [token for token in unit if any(token.folded in one.units for one in languages().values())]
    strange = [token for token in unit if token not in known]
    said = [token for cell in named for token in cell if token.text not in _POINTS]
    return [*said, *strange, Token(Kind.MARK, _COLON, _COLON, bar.start, bar.end), amount, *known, *end]


def _worded(cell: Sequence[Token]) -> list[Token]:
    return [token for token in cell if token.text not in _POINTS]


def _counts(cell: Sequence[Token]) -> bool:
    """Whether a cell is an amount, perhaps with a unit of a word or two behind it."""
    said = _worded(cell)
    amount = bool(said) and _AMOUNT.fullmatch(said[0].text) is not None
    return amount and len(said) <= 1 + _LONGEST_UNIT and all(token.text.isalpha() for token in said[1:])

"""Stored text of a document as pages, rows and cells: a row per line, tabs between cells, form feeds between pages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_PARTS = re.compile(r"[^\f\n]+")
MOST_ROWS = 10_000
MOST_CELLS = 100
_LEAST_BESIDE = 2


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell, trimmed, and where in the text. An empty cell has an empty text."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row from the left; cells that are missing at its end are empty."""

    cells: tuple[Cell, ...]
    start: int
    end: int

    def cell(self, column: int) -> Cell:
        """The cell of a column."""
        return self.cells[column] if column < len(self.cells) else Cell("", self.end, self.end)

    @property
    def filled(self) -> list[int]:
        """The columns that hold something."""
        return [n for n, cell in enumerate(self.cells) if cell.text]


def rows_of(text: str) -> list[Row]:
    """The rows of a grid text that hold something, up to ``MOST_ROWS`` of them."""
    rows: list[Row] = []
    for part in _PARTS.finditer(text):
        if len(rows) == MOST_ROWS:
            break
        pieces: list[tuple[str, int]] = []
        at = part.start()
        for piece in part.group().split("\t", MOST_CELLS - 1):
            pieces.append((piece, at))
            at += len(piece) + 1
        row = row_of(pieces)
        if row is not None:
            rows.append(row)
    return rows


def row_of(pieces: Sequence[tuple[str, int]]) -> Row | None:
    """A row of cells by their texts and offsets; None where all are empty."""
    cells = []
    for piece, at in pieces:
        start = at + len(piece) - len(piece.lstrip())
        trimmed = piece.strip()
        cells.append(Cell(trimmed, start, start + len(trimmed)))
    filled = [cell for cell in cells if cell.text]
    return Row(tuple(cells), filled[0].start, filled[-1].end) if filled else None


def side_by_side(header: Row, rows: Sequence[Row]) -> list[tuple[Row, list[Row]]]:
    """A table whose heading says the same again to the right, as tables of their own from the left."""
    titles = [cell.text.casefold() for cell in header.cells]
    starts = [n for n, title in enumerate(titles) if title and title == titles[header.filled[0]]]
    ends = [*starts[1:], max([len(header.cells), *(len(row.cells) for row in rows)])]
    parts = [[title for title in titles[start:end] if title] for start, end in zip(starts, ends, strict=True)]
    if len(starts) < _LEAST_BESIDE or len(parts[0]) < _LEAST_BESIDE or any(part != parts[0] for part in parts):
        return [(header, list(rows))]
    found = []
    for start, end in zip(starts, ends, strict=True):
        left = 0 if start == starts[0] else start
        heading = _slice(header, left, end)
        body = [part for row in rows if (part := _slice(row, left, end)) is not None]
        if heading is not None:
            found.append((heading, body))
    return found


def _slice(row: Row, start: int, end: int) -> Row | None:
    """The cells of a row from one column up to another; None where they are empty."""
    return row_of([(cell.text, cell.start) for cell in row.cells[start:end]])

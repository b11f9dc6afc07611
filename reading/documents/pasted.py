"""Tables pasted into the words of a mail: aligned by spaces, or parted by tabs, bars or semicolons."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from enum import Enum

from domain.record import Record
from reading.documents.aligned import aligned, has_columns
from reading.documents.columns import NUMBERS, Table
from reading.documents.context import DocumentContext, Sheet, units_of
from reading.documents.grid import MOST_ROWS, Row, row_of
from reading.documents.reader import read_rows, tables_of
from reading.documents.rows import is_total
from reading.documents.values import decimals_of
from reading.documents.words import Meaning
from reading.order_documents import OrderDocument

_RULE = re.compile(r"[\s|+=:_-]*")
_LONGEST_LINE = 2_000
_LEAST_CELLS = 3
_LEAST_ROWS = 2
_EVEN = 0.7


class PastedTable(Record):
    """A table in a text: ``start`` to ``end`` (code points), and what it says; its offsets count in the whole text."""

    start: int
    end: int
    document: OrderDocument


class _Style(Enum):
    TAB = "\t"
    BAR = "|"
    SEMICOLON = ";"
    COMMA = ","
    SPACES = "  "


def find_tables(text: str, context: DocumentContext) -> tuple[PastedTable, ...]:
    """The tables of what is ordered in a text. Prose and simple lists (``2 cs romas``) are none."""
    found = []
    for style, lines in _runs(text):
        table = _table(_rows(text, style, lines), style, context)
        if table is not None:
            found.append(table)
    return tuple(found)


def _runs(text: str) -> Iterator[tuple[_Style, list[tuple[int, int]]]]:
    """Lines that follow each other and are parted in the same way, as their places in the text."""
    run: list[tuple[int, int]] = []
    current: _Style | None = None
    at = 0
    for count, line in enumerate(text.split("\n")):
        start, end = at, at + len(line)
        at = end + 1
        style = _style(line) if len(line) <= _LONGEST_LINE and count < MOST_ROWS else None
        if run and style is not current and not (current is _Style.BAR and _RULE.fullmatch(line) and line.strip()):
            if current is not None and len(run) >= _LEAST_ROWS:
                yield current, run
            run = []
        if style is not None:
            current = style if not run else current
            run.append((start, end))
    if current is not None and len(run) >= _LEAST_ROWS:
        yield current, run


def _style(line: str) -> _Style | None:
    if "\t" in line.strip():
        return _Style.TAB
    if "|" in line:
        return _Style.BAR
    if line.count(";") >= 2:
        return _Style.SEMICOLON
    if has_columns(line):
        return _Style.SPACES
    return _Style.COMMA if "," in line else None


def _rows(text: str, style: _Style, lines: Sequence[tuple[int, int]]) -> list[Row]:
    if style is _Style.SPACES:
        pieced = aligned((text[start:end], start) for start, end in lines)
        return [row for pieces in pieced if (row := row_of(pieces)) is not None]
    rows = []
    for start, end in lines:
        line = text[start:end]
        if style is _Style.BAR and _RULE.fullmatch(line):
            continue
        pieces: list[tuple[str, int]] = []
        at = start
        for piece in line.split(style.value):
            pieces.append((piece, at))
            at += len(piece) + 1
        if style is _Style.BAR and not pieces[0][0].strip():
            pieces = pieces[1:]
        row = row_of(pieces)
        if row is not None:
            rows.append(row)
    return rows


def _table(rows: Sequence[Row], style: _Style, context: DocumentContext) -> PastedTable | None:
    texts = [cell.text for row in rows for cell in row.cells if cell.text]
    sheet = Sheet(context, decimals_of(texts, context.language), units_of(context))
    above, tables, below = tables_of(rows, sheet)
    if not tables or not _is_order(tables, style):
        return None
    inner = rows[len(above) : len(rows) - len(below)]
    document = read_rows(inner, context)
    if not document.lines:
        return None
    last = max(line.end for line in document.lines)
    for row in inner:
        if row.start >= last and is_total(row):
            last = row.end
    kept = [row for row in inner if row.end <= last]
    document = read_rows(kept, context) if len(kept) < len(inner) else document
    return PastedTable(start=kept[0].start, end=last, document=document)


def _is_order(tables: Sequence[Table], style: _Style) -> bool:
    """Whether tables are sure enough: with a heading that names a quantity, or with enough columns."""
    first = tables[0]
    if first.header is not None:
        named = any(column.heading for column in first.of(Meaning.QUANTITY))
        return named and len(first.rows) >= 1 and _even(first.rows, len(first.header.filled))
    if style is _Style.COMMA or first.doubts:
        return False
    usual = Counter(len(row.filled) for row in first.rows).most_common(1)[0][0]
    if not first.of(Meaning.UNIT, *NUMBERS):
        return False
    return usual >= _LEAST_CELLS and len(first.rows) >= _LEAST_ROWS and _even(first.rows, usual)


def _even(rows: Sequence[Row], cells: int) -> bool:
    return sum(2 <= len(row.filled) <= cells + 1 for row in rows) >= _EVEN * len(rows)

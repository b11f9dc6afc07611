"""Words on pages put together as text: a row per line, a tab from cell to cell, a form feed from page to page.

Rows that stand in columns get a cell for each column, empty ones too, so that a cell means the same in every row. A
line across the columns is one cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

_SAME_LINE = 0.5  # of the lower word's height
_CELL_GAP = 0.9  # of a line's height: a space is a third of it
_MOST_ODD = 2
_MOST_REPARTED = 3
_MOST_NEAR = 40


@dataclass(frozen=True)
class Box:
    """A word and where it stands on its page, in pixels."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def middle(self) -> float:
        """How far down its middle is."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True)
class Placed:
    """A word's place in the text (code points)."""

    box: Box
    start: int
    end: int


@dataclass
class _Cell:
    words: list[Box]

    @property
    def left(self) -> float:
        return self.words[0].left

    @property
    def right(self) -> float:
        return max(word.right for word in self.words)


@dataclass
class _Column:
    left: float
    right: float


@dataclass
class _Line:
    words: list[Box] = field(default_factory=list)

    @property
    def height(self) -> float:
        heights = sorted(word.bottom - word.top for word in self.words)
        return max(heights[len(heights) // 2], 1.0)

    @property
    def middle(self) -> float:
        return sum(word.middle for word in self.words) / len(self.words)

    def cells(self) -> list[_Cell]:
        """The line parted where words stand far apart."""
        cells = [_Cell([self.words[0]])]
        for word in self.words[1:]:
            if word.left - cells[-1].right > _CELL_GAP * self.height:
                cells.append(_Cell([word]))
            else:
                cells[-1].words.append(word)
        return cells


def laid_out(pages: Iterable[Sequence[Box]]) -> tuple[str, list[list[Placed]]]:
    """The text of the pages, and every word's place in it, in the order of the text."""
    lines = [_lines(page) for page in pages]
    rows = iter(_rows([line for page in lines for line in page]))
    pieces: list[str] = []
    at = 0
    places: list[list[Placed]] = []
    for number, page in enumerate(lines):
        placed: list[Placed] = []
        if number:
            pieces.append("\f")
            at += 1
        for index, _ in enumerate(page):
            row, words = _written(next(rows), at + (1 if index else 0))
            row = "\n" + row if index else row
            pieces.append(row)
            placed.extend(words)
            at += len(row)
        places.append(placed)
    return "".join(pieces), places


def in_columns(lines: Iterable[Sequence[Box]]) -> list[list[list[Box]]]:
    """Lines of words, in the order of the page, as rows of cells, those of tables in their columns.

    What stands as close as the words of a cell is never parted, unlike on a page: plain text has room for columns.
    """
    return _rows([_Line(list(words)) for words in lines if words], may_cut=False)


def _written(row: list[list[Box]], at: int) -> tuple[str, list[Placed]]:
    """A row as text that begins at an offset."""
    pieces: list[str] = []
    placed: list[Placed] = []
    for index, cell in enumerate(row):
        if index:
            pieces.append("\t")
            at += 1
        for number, word in enumerate(cell):
            if number:
                pieces.append(" ")
                at += 1
            pieces.append(word.text)
            placed.append(Placed(word, at, at + len(word.text)))
            at += len(word.text)
    return "".join(pieces), placed


def _lines(words: Sequence[Box]) -> list[_Line]:
    """Words as lines from the top down; a line may slant, as on a photo."""
    lines: list[_Line] = []
    near: dict[int, list[_Line]] = {}
    step = _usual_height(words)
    for word in sorted(words, key=lambda word: (word.left, word.top)):
        bucket = int(word.middle // step)
        open_lines = [line for at in (bucket - 1, bucket, bucket + 1) for line in near.get(at, ())[-_MOST_NEAR:]]
        best = max(open_lines, key=lambda line: _overlap(line.words[-1], word), default=None)
        if best is None or _overlap(best.words[-1], word) < _SAME_LINE:
            best = _Line()
            lines.append(best)
        else:
            near[int(best.words[-1].middle // step)].remove(best)
        best.words.append(word)
        near.setdefault(bucket, []).append(best)
    return sorted(lines, key=lambda line: line.middle)


def _usual_height(words: Sequence[Box]) -> float:
    heights = sorted(word.bottom - word.top for word in words)
    return max(heights[len(heights) // 2] if heights else 1.0, 1.0)


def _overlap(one: Box, other: Box) -> float:
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return shared / max(min(one.bottom - one.top, other.bottom - other.top), 1.0)


def _rows(lines: list[_Line], may_cut: bool = True) -> list[list[list[Box]]]:
    """Each line as cells, those of tables in their columns."""
    rows: list[list[list[Box]]] = []
    block: list[tuple[int, _Line]] = []
    odd = 0
    columns: list[_Column] = []
    for number, line in enumerate(lines):
        cells = line.cells()
        rows.append([cell.words for cell in cells])
        widened = (_widened(columns, cells, may_cut) or _parted_anew(block, cells, may_cut)) if columns else None
        if widened is not None:
            columns, odd = widened, 0
            block.append((number, line))
        elif len(cells) > 1:
            odd += 1
            if not columns or odd >= _MOST_ODD or len(cells) > len(columns):
                _fill(rows, block, columns)
                columns, block, odd = [_Column(cell.left, cell.right) for cell in cells], [(number, line)], 0
    _fill(rows, block, columns)
    return rows


def _widened(columns: list[_Column], cells: list[_Cell], may_cut: bool) -> list[_Column] | None:
    """The columns with a line's cells in them; None where the line does not stand in these columns."""
    wider = [_Column(column.left, column.right) for column in columns]
    taken: set[int] = set()
    for cell in cells:
        touched = [n for n, column in enumerate(columns) if cell.left < column.right and column.left < cell.right]
        if len(touched) > 1:
            parts = _cut(cell, [columns[n] for n in touched]) if may_cut and len(cells) > 1 else None
            if parts is None:
                return None
            pieces = list(zip(touched, parts, strict=True))
        elif touched:
            pieces = [(touched[0], cell)]
        elif len(cells) > 1:
            at = sum(column.right <= cell.left for column in wider)
            if at < len(columns) or len(wider) != len(columns):
                return None
            wider.append(_Column(cell.left, cell.right))
            continue
        else:
            return None
        for n, piece in pieces:
            if n in taken:
                return None
            taken.add(n)
            wider[n] = _Column(min(wider[n].left, piece.left), max(wider[n].right, piece.right))
    return wider if all(one.right <= other.left for one, other in pairwise(wider)) else None


def _parted_anew(block: list[tuple[int, _Line]], cells: list[_Cell], may_cut: bool) -> list[_Column] | None:
    """The columns of a line, where the few lines above fit into them too: their cells stood too close together."""
    if len(block) > _MOST_REPARTED:
        return None
    columns: list[_Column] | None = [_Column(cell.left, cell.right) for cell in cells]
    for _, line in block:
        columns = _widened(columns, line.cells(), may_cut) if columns else None
    return columns


def _cut(cell: _Cell, columns: list[_Column]) -> list[_Cell] | None:
    """A cell that reaches over several columns, cut between its words so that each column gets its own."""
    parts: list[list[Box]] = [[] for _ in columns]
    for word in cell.words:
        touched = [n for n, column in enumerate(columns) if word.left < column.right and column.left < word.right]
        if len(touched) > 1:
            return None
        parts[touched[0] if touched else _nearest(word, columns)].append(word)
    if not all(parts):
        return None
    return [_Cell(words) for words in parts]


def _nearest(word: Box, columns: list[_Column]) -> int:
    middle = (word.left + word.right) / 2
    return min(range(len(columns)), key=lambda n: min(abs(columns[n].left - middle), abs(columns[n].right - middle)))


def _fill(rows: list[list[list[Box]]], block: list[tuple[int, _Line]], columns: list[_Column]) -> None:
    """Put the lines of a table into its columns."""
    if len(block) < 2:
        return
    for number, line in block:
        filled: list[list[Box]] = [[] for _ in columns]
        for word in line.words:
            touched = [n for n, column in enumerate(columns) if word.left < column.right and column.left < word.right]
            filled[touched[0] if touched else _nearest(word, columns)].append(word)
        rows[number] = filled

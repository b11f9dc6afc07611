"""How the text of a page falls into lines: lines and gaps, the marks of quotations, and the rows of tables."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

_SPACES = re.compile(r"\s+")
_FEW_LINES = 3
_FEW_CELLS = 3
_FEWEST_CELLS = 2
_MANY_LINES = 20
_DEEPEST_QUOTE = 50


class Frame(StrEnum):
    """What lines stand in."""

    PAGE = "page"
    TABLE = "table"
    ROW = "row"
    CELL = "cell"


@dataclass(frozen=True)
class _Line:
    depth: int
    words: str


@dataclass
class _Open:
    """A frame that has not ended: its lines, or a row's cells."""

    frame: Frame
    lines: list[_Line] = field(default_factory=list)
    cells: list[list[_Line]] = field(default_factory=list)


class Layout:
    """Takes text as it comes and gives it back in lines. ``depth`` is how many quotations the text stands in."""

    def __init__(self) -> None:
        self.depth = 0
        self._frames = [_Open(Frame.PAGE)]
        self._words: list[str] = []
        self._quoted = 0
        self._says = False
        self._as_it_stands = False

    def add(self, words: str, *, as_it_stands: bool) -> None:
        """Words of the line. Their white space is one blank, unless it counts as it stands."""
        if not as_it_stands:
            self._put(_SPACES.sub(" ", words))
            return
        first, *more = words.replace("\r\n", "\n").split("\n")
        self._put(first, as_it_stands=True)
        for line in more:
            self.end_line()
            self._put(line, as_it_stands=True)

    def _put(self, words: str, *, as_it_stands: bool = False) -> None:
        if not self._says and words.strip():
            self._says = True
            self._quoted = self.depth
        self._as_it_stands = self._as_it_stands or (as_it_stands and bool(words.strip()))
        self._words.append(words)

    def end_line(self) -> None:
        """The line is over, also where it says nothing."""
        told = "".join(self._words)
        words = told.rstrip() if self._as_it_stands else _SPACES.sub(" ", told).strip()
        self._frames[-1].lines.append(_Line(self._quoted if words else self.depth, words))
        self._words, self._says, self._as_it_stands = [], False, False

    def fresh_line(self) -> None:
        """What comes stands on a line of its own."""
        if self._says:
            self.end_line()
        else:
            self._words = []

    def leave_a_gap(self) -> None:
        """What comes stands a blank line below what was."""
        self.fresh_line()
        lines = self._frames[-1].lines
        if lines and lines[-1].words:
            lines.append(_Line(min(self.depth, lines[-1].depth), ""))

    def begin(self, frame: Frame) -> None:
        """A table, a row or a cell begins; one before it that was left open is over."""
        self.fresh_line()
        if frame is not Frame.TABLE:
            while self._frames[-1].frame is Frame.CELL or (frame is Frame.ROW and self._frames[-1].frame is Frame.ROW):
                self._end_last()
        if frame is Frame.CELL and self._frames[-1].frame is not Frame.ROW:
            self._frames.append(_Open(Frame.ROW))
        self._frames.append(_Open(frame))

    def end(self, frame: Frame) -> None:
        """A table ends with all in it; a row or a cell only where it is open in the table at hand."""
        self.fresh_line()
        open_here = [one.frame for one in reversed(self._frames)]
        within = (
            open_here
            if frame is Frame.TABLE
            else open_here[: open_here.index(Frame.TABLE)]
            if (Frame.TABLE in open_here)
            else open_here
        )
        if frame in within:
            while self._frames[-1].frame is not frame:
                self._end_last()
            self._end_last()

    def finished(self) -> list[str]:
        """All lines, those that are quoted marked so."""
        self.fresh_line()
        while len(self._frames) > 1:
            self._end_last()
        return [_marked(line) for line in self._frames[0].lines]

    def _end_last(self) -> None:
        last = self._frames.pop()
        around = self._frames[-1]
        if last.frame is Frame.CELL and around.frame is Frame.ROW:
            around.cells.append(last.lines)
            return
        row = _row(last.cells)
        for lines in [last.lines, *([[row]] if row else last.cells)]:
            around.lines = lines if not around.lines else around.lines
            if around.lines is not lines:
                around.lines.extend(lines)


def _row(cells: list[list[_Line]]) -> _Line | None:
    """The cells of a row in one line where they are only words. None: they stand below one another, as in a frame."""
    most = _FEW_LINES if len(cells) >= _FEW_CELLS else 1
    if len(cells) < _FEWEST_CELLS or any(len(cell) > _MANY_LINES for cell in cells):
        return None
    said = [[line for line in cell if line.words] for cell in cells]
    if not any(said) or any(len(cell) > most for cell in said):
        return None
    depth = min(line.depth for cell in said for line in cell)
    return _Line(depth, "\t".join(" ".join(line.words for line in cell) for cell in said).rstrip())


def _marked(line: _Line) -> str:
    return "> " * min(line.depth, _DEEPEST_QUOTE) + line.words if line.depth else line.words

"""Lines of plain text whose columns are made of spaces, as cells."""

from __future__ import annotations

import re
from collections.abc import Iterable

from reading.layout import Box, in_columns

_WORD = re.compile(r"\S+")
_WIDE_GAP = re.compile(r"\S {2,}\S")
_CHARACTER = 0.5  # of a line's height, so that one space is a space and two part cells


def has_columns(line: str) -> bool:
    """Whether words of a line stand apart by more than a space."""
    return _WIDE_GAP.search(line) is not None


def aligned(lines: Iterable[tuple[str, int]]) -> list[list[tuple[str, int]]]:
    """The cells of lines by where their words begin and end.

    Args:
        lines: each line's text and its offset; lines of nothing but spaces are left out.

    Returns:
        For each line the text and offset of each of its cells; of an empty cell, an empty text.
    """
    boxes: list[list[Box]] = []
    places: dict[int, tuple[str, int, int]] = {}
    for n, (line, offset) in enumerate(lines):
        words = []
        for word in _WORD.finditer(line):
            box = Box(word.group(), word.start() * _CHARACTER, n, word.end() * _CHARACTER, n + 1.0)
            places[id(box)] = (line, offset, word.start())
            words.append(box)
        boxes.append(words)
    return [[_piece(words, places) for words in cells] for cells in in_columns(boxes)]


def _piece(words: list[Box], places: dict[int, tuple[str, int, int]]) -> tuple[str, int]:
    if not words:
        return "", 0
    line, offset, first = places[id(words[0])]
    last = places[id(words[-1])][2] + len(words[-1].text)
    return line[first:last], offset + first

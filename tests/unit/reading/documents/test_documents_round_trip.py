"""A random order, written as any kind of table in any language, reads back as the same order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reading.documents import DocumentContext, find_tables, read_document, text_of_delimited, text_of_workbook
from reading.documents.pages_text import text_of_pages
from reading.order_documents import OrderDocument
from reading.pages import PageReader
from tests.support import tables

HEADINGS = {
    "en": ("Item no.", "Description", "Qty", "UOM", "Unit price", "Amount"),
    "de": ("Artikel-Nr.", "Bezeichnung", "Menge", "Einheit", "Einzelpreis", "Gesamtpreis"),
    "fr": ("Référence", "Désignation", "Quantité", "Unité", "Prix unitaire", "Montant"),
    "es": ("Código", "Descripción", "Cantidad", "Unidad", "Precio unitario", "Importe"),
}
CONTEXT = DocumentContext(date(2026, 3, 2), day_first=True)
WORDS = ("hinge", "brass", "Kabel", "écrou", "grün", "tornillo", "3/8", "10#", "M12", "wide", "12x12", "Öl")
slow_examples = settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@dataclass(frozen=True)
class Line:
    number: str
    words: str
    amount: Decimal
    unit: str
    price: Decimal


@st.composite
def orders(draw: st.DrawFn) -> list[Line]:
    numbers = draw(st.lists(st.integers(1000, 99_999), min_size=2, max_size=9, unique=True))
    lines = []
    for number in numbers:
        words = " ".join(["Part", *draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=4))])
        amount = draw(st.integers(1, 600))
        lines.append(
            Line(f"K-{number}", words, Decimal(amount), draw(st.sampled_from(["CS", "EA", "kg"])), Decimal("2.50"))
        )
    return lines


@st.composite
def written(draw: st.DrawFn, comma: bool = False) -> tuple[list[Line], list[list[str]]]:
    """An order and its rows, its columns in any order, with and without prices."""
    lines = draw(orders())
    titles = HEADINGS[draw(st.sampled_from(sorted(HEADINGS)))]
    order = draw(st.permutations(range(6 if draw(st.booleans()) else 4)))
    rows = [[titles[n] for n in order]]
    for line in lines:
        money = [f"{value:.2f}".replace(".", "," if comma else ".") for value in (line.price, line.price * line.amount)]
        cells = [line.number, line.words, str(line.amount), line.unit, *money]
        rows.append([cells[n] for n in order])
    return lines, rows


def said(document: OrderDocument) -> list[tuple[str, str, Decimal | None, str | None]]:
    return [(line.numbers[0].value, line.description, line.amount, line.unit_word) for line in document.lines]


def meant(lines: list[Line]) -> list[tuple[str, str, Decimal | None, str | None]]:
    return [(line.number, line.words, line.amount, line.unit) for line in lines]


@settings(max_examples=40, deadline=None)
@given(written(comma=True), st.sampled_from(";\t|"), st.booleans(), st.sampled_from(["utf-8", "utf-16", "cp1252"]))
def test_as_a_delimited_file_with_decimal_commas(
    order: tuple[list[Line], list[list[str]]], delimiter: str, quote_all: bool, charset: str
) -> None:
    lines, rows = order
    text = text_of_delimited("order.csv", tables.as_csv(rows, delimiter, quote_all, charset))
    document = read_document(text.text, CONTEXT)
    assert said(document) == meant(lines)
    assert document.doubts == ()


@settings(max_examples=40, deadline=None)
@given(written(), st.booleans())
def test_as_a_file_parted_by_commas(order: tuple[list[Line], list[list[str]]], quote_all: bool) -> None:
    lines, rows = order
    text = text_of_delimited("order.csv", tables.as_csv(rows, ",", quote_all))
    assert said(read_document(text.text, CONTEXT)) == meant(lines)


@settings(max_examples=40, deadline=None)
@given(written(), st.integers(2, 6), st.sampled_from(["", "Hi,\nplease send these:\n\n", "Hallo zusammen,\n\n"]))
def test_as_a_table_of_spaces_in_a_mail(order: tuple[list[Line], list[list[str]]], gap: int, before: str) -> None:
    lines, rows = order
    body = before + tables.as_text(rows, gap) + "\n\nThanks\nAda"
    (table,) = find_tables(body, CONTEXT)
    assert said(table.document) == meant(lines)
    assert body[table.start : table.end] == tables.as_text(rows, gap)
    assert all(line.description in body[line.start : line.end] for line in table.document.lines)


@settings(max_examples=40, deadline=None)
@given(written(comma=True))
def test_as_a_table_of_bars_in_a_mail(order: tuple[list[Line], list[list[str]]]) -> None:
    lines, rows = order
    body = "Bonjour,\n\n" + tables.as_bars(rows) + "\nMerci"
    (table,) = find_tables(body, CONTEXT)
    assert said(table.document) == meant(lines)


@slow_examples
@given(written())
def test_as_a_workbook(order: tuple[list[Line], list[list[str]]]) -> None:
    lines, rows = order
    text = text_of_workbook("order.xlsx", tables.as_workbook(rows))
    assert said(read_document(text.text, CONTEXT)) == meant(lines)


@slow_examples
@given(written(), st.sampled_from([0, 12]), st.booleans())
def test_as_a_document_of_several_pages_with_wrapped_cells(
    order: tuple[list[Line], list[list[str]]], wrap: int, repeated: bool
) -> None:
    lines, rows = order
    half = 1 + len(lines) // 2
    second = [rows[0], *rows[half:]] if repeated else rows[half:]
    content = tables.as_pdf(rows[:half], second, head=["Purchase order 4471"], wrap=wrap)
    document = read_document(text_of_pages("order.pdf", PageReader().document(content)).text, CONTEXT)
    assert said(document) == meant(lines)
    assert document.po_number is not None
    assert document.po_number.text == "4471"

"""Tables pasted into a mail: which texts hold one, and what surely is none."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reading.documents import DocumentContext, find_tables, read_document

CONTEXT = DocumentContext(date(2026, 3, 2), day_first=False)
NO_TABLES = [
    "2 cs romas\n3 cs limes\n1 bag onions",
    "Haddock    6\nCod        3\nMussels   4 bags",
    "Hello.  I need this.  Thanks.\nLet me know.  It is  urgent.",
    "Bob Smith  |  Purchasing\nTel: 555-1234  |  Fax: 555-1235",
    "romas, 2 cs, ripe\nlimes, 3 cs, small\nno cilantro, thanks",
    "John Smith     Acme Corp     5\nTel 555      Fax 666     7",
    "PO\t4711\nDate\t3/6/2026",
    "",
]


@pytest.mark.parametrize("text", NO_TABLES)
def test_prose_lists_and_signatures_are_no_tables(text: str) -> None:
    assert find_tables(text, CONTEXT) == ()


@pytest.mark.parametrize(
    "table",
    [
        "Item      Qty   Unit\nHinge     2     CS\nBig pin   3     EA",
        "Item\tQty\tUnit\nHinge\t2\tCS\nBig pin\t3\tEA",
        "Item | Qty | Unit\n---|---|---\nHinge | 2 | CS\nBig pin | 3 | EA",
        "Item;Qty;Unit\nHinge;2;CS\nBig pin;3;EA",
        "item,qty,unit\nHinge,2,CS\nBig pin,3,EA",
        "2   CS   Hinge\n3   EA   Big pin",
        "Hinge\t2\tCS\nBig pin\t3\tEA",
    ],
)
def test_a_table_is_found_where_it_stands(table: str) -> None:
    body = f"Hi team,\n\nplease send:\n\n{table}\n\nThanks,\nAda"
    (found,) = find_tables(body, CONTEXT)
    assert body[found.start : found.end] == table
    assert [(line.text, str(line.amount), line.unit_code) for line in found.document.lines] == [
        ("Hinge", "2", "CS"),
        ("Big pin", "3", "EA"),
    ]


def test_a_product_number_that_begins_like_a_unit_is_none() -> None:
    (found,) = find_tables("MC-1101  chafing fuel    4 cs\nMC-2040  napkin white    10 dz", CONTEXT)
    assert [line.unit_code for line in found.document.lines] == ["CS", "DZ"]
    assert not found.document.doubts


def test_a_distributors_own_codes_for_units_are_units_in_a_cell() -> None:
    body = "11112 | PMZ HAMB | 4 BOL\n12101 | LEV FCA | 2 BOL\n15110 | DCE MEMB | 3 BOL"

    def found(language: str, *codes: str) -> list[tuple[str, str | None]]:
        known = DocumentContext(
            date(2026, 3, 2),
            day_first=True,
            language=language,
            is_number=lambda word: word.isdigit() and len(word) > 4,
            unit_codes=frozenset(codes),
        )
        return [(str(line.amount), line.unit_word) for one in find_tables(body, known) for line in one.document.lines]

    assert found("es", "BOL") == [("4", "BOL"), ("2", "BOL"), ("3", "BOL")]
    assert found("es") == []


def test_a_customer_may_have_a_language_that_the_desk_has_no_words_of() -> None:
    polish = DocumentContext(date(2026, 3, 2), day_first=True, language="pl", unit_codes=frozenset({"SZT"}))
    (found,) = find_tables("Item | Qty\nHinge | 2 SZT\nBig pin | 3 SZT", polish)
    assert [line.unit_word for line in found.document.lines] == ["SZT", "SZT"]


def test_a_total_belongs_to_its_table_and_a_signature_does_not() -> None:
    body = "Item     Qty   Price\nHinge    2     3.00\nTotal          6.00\n\nAda      Marsh    555"
    (found,) = find_tables(body, CONTEXT)
    assert body[found.start : found.end].endswith("6.00")


@settings(max_examples=50, deadline=None)
@given(st.text(alphabet="ab1 2,;|\t\n.-:#½", max_size=200) | st.text(max_size=200))
def test_no_text_brings_a_reader_down(text: str) -> None:
    for found in find_tables(text, CONTEXT):
        assert 0 <= found.start <= found.end <= len(text)
    for line in read_document(text, CONTEXT).lines:
        assert 0 <= line.start <= line.end <= len(text)

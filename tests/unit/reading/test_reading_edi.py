"""EDI as an order document: what it states, what a person must look at, and what it is not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reading.edi import LONGEST_EDI, looks_like_edi, read_edi, text_of_edi
from reading.order_documents import DocumentKind, NumberKind, OrderDocument, PartyRole
from tests.support.interchanges import WrittenLine, WrittenOrder, as_edifact, as_ubl, as_x12

LINES = (
    WrittenLine("B-1", Decimal(4), "EA", price=Decimal("9.50"), description="BLUE ONES"),
    WrittenLine("B-2", Decimal("2.50"), "KG", description="RED ONES", seller_number="S-2"),
)
ORDER = WrittenOrder("PO-1", LINES)
WRITERS: dict[str, Callable[[WrittenOrder], str]] = {"x12-1": as_x12, "edifact-1": as_edifact, "ubl-1": as_ubl}


def read(text: str) -> OrderDocument:
    taken = text_of_edi(text.encode())
    assert taken.unreadable is None
    return read_edi(taken.text, taken.extractor)


@pytest.mark.parametrize("extractor", WRITERS)
def test_an_order_is_the_same_document_in_every_standard(extractor: str) -> None:
    text = WRITERS[extractor](ORDER)
    assert looks_like_edi(text.encode()[:1024])
    assert text_of_edi(text.encode()).extractor == extractor
    document = read(text)

    assert document.kind is DocumentKind.ORDER
    assert document.po_number is not None
    assert text[document.po_number.start : document.po_number.end] == document.po_number.text == "PO-1"
    assert [day.value for day in document.requested_dates] == [date(2026, 3, 4)]
    assert [(line.text, line.amount, line.price) for line in document.lines] == [
        ("B-1 BLUE ONES", Decimal(4), Decimal("9.50")),
        ("B-2 RED ONES", Decimal("2.5"), Decimal(1)),
    ]
    assert document.lines[0].unit_code == "EA"
    assert [(number.kind, number.value) for number in document.lines[1].numbers] == [
        (NumberKind.THEIRS, "B-2"),
        (NumberKind.OURS, "S-2"),
    ]
    parties = {party.role: party.ids for party in document.parties}
    assert parties[PartyRole.SHIP_TO] == ("SITE-1",)
    assert parties[PartyRole.BUYER] == ("BUYER",)
    assert document.doubts == ()


@pytest.mark.parametrize("extractor", WRITERS)
def test_the_lines_stand_where_the_document_says(extractor: str) -> None:
    text = WRITERS[extractor](ORDER)

    first, second = read(text).lines

    assert "BLUE ONES" in text[first.start : first.end]
    assert "RED ONES" not in text[first.start : first.end]
    assert first.end <= second.start


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        (as_x12(ORDER.but(test=True)), "The interchange is marked as a test: nothing of it may ship."),
        (as_edifact(ORDER.but(test=True)), "The interchange is marked as a test: nothing of it may ship."),
        (as_x12(ORDER).replace("BEG*00*", "BEG*07*"), "It says that it is a duplicate of an order that was sent"),
        (as_edifact(ORDER).replace("PO-1+9", "PO-1+5"), "It says that it replaces an order that was sent before."),
        (as_x12(ORDER).replace("BEG*00*", "BEG*ZZ*"), "It has a purpose that is not known here."),
        (
            as_x12(ORDER).replace("BEG*00*SA*", "BEG*00*BK*"),
            "It is an order of the kind BK, which asks for more than these goods now.",
        ),
        (as_x12(ORDER.but(delivery=None), more=["DTM*010*20260303"]), "It asks for shipping on 2026-03-03."),
        (as_x12(ORDER, more=["DTM*001*20260303"]), "It is to be cancelled if it is not there by 2026-03-03."),
        (as_x12(ORDER).replace("PO1*1*4*", "PO1*1*0*"), "Line 1: 0 is not a quantity that can be ordered."),
        (
            as_x12(ORDER).replace("PID*F****BLUE", "SDQ*EA*92*S1*2*S2*2~\nPID*F****BLUE").replace("SE*10", "SE*11"),
            "Line 1 divides its quantity over places, days or parts.",
        ),
        (as_x12(ORDER) + as_x12(ORDER.but(po_number="PO-2")), "The file holds 2 orders (PO-1, PO-2): each is one"),
        (as_x12(ORDER) + as_x12(ORDER), "The file holds the same order more than once."),
        (as_x12(ORDER).replace("IEA*1*000000077", "IEA*1*000000078"), "Segment IEA, element 2: control number"),
        (as_edifact(ORDER).replace("CNT+2:2", "CNT+1:9"), "the quantities come to 6.50, not to 9."),
    ],
)
def test_what_a_person_must_look_at_is_said(text: str, doubt: str) -> None:
    document = read(text)

    assert document.kind is DocumentKind.ORDER
    assert any(doubt in told for told in document.doubts), document.doubts


def test_no_quantity_is_none_and_no_unit_is_none() -> None:
    text = as_edifact(ORDER).replace("QTY+21:4:EA", "QTY+21:4")
    text = text.replace("QTY+21:2.50:KG'\n", "").replace("UNT+18", "UNT+17")

    first, second = read(text).lines

    assert (first.amount, first.unit_word, first.unit_code) == (Decimal(4), None, None)
    assert (second.amount, second.unit_word, second.unit_code) == (None, None, None)


def test_a_unit_that_is_not_known_is_kept_as_it_is_written() -> None:
    (line,) = read(as_x12(ORDER.but(lines=(WrittenLine("B-1", Decimal(1), "KI"),)))).lines

    assert (line.unit_word, line.unit_code) == ("KI", None)


def test_different_days_of_lines_are_all_asked_for_once() -> None:
    second = "DTM*002*20260309~\nPID*F****RED"
    text = as_x12(ORDER).replace("PID*F****RED", second).replace("SE*10", "SE*11")
    document = read(text)

    assert [day.value for day in document.requested_dates] == [date(2026, 3, 4), date(2026, 3, 9)]
    assert [line.requested_date for line in document.lines] == [None, date(2026, 3, 9)]


@pytest.mark.parametrize(
    "text",
    [
        as_x12(ORDER).replace("DTM*002*", "DTM*063*"),
        as_edifact(ORDER).replace("DTM+2:", "DTM+63:"),
        as_ubl(ORDER).replace("StartDate", "EndDate"),
    ],
)
def test_a_last_day_alone_is_the_day_that_is_asked_for(text: str) -> None:
    document = read(text)

    assert [day.value for day in document.requested_dates] == [date(2026, 3, 4)]
    assert document.doubts == ()


def test_a_deleted_line_of_a_change_has_no_amount() -> None:
    text = as_edifact(ORDER).replace("ORDERS:D", "ORDCHG:D").replace("PO-1+9", "PO-1+4").replace("LIN+1++", "LIN+1+2+")
    document = read(text)

    assert document.kind is DocumentKind.CHANGE
    assert [line.amount for line in document.lines] == [None, Decimal("2.5")]
    assert document.doubts == ("Line 1 is a change (2) that says less than the whole line.",)


def test_a_cancellation_and_a_response_are_not_orders() -> None:
    cancelled = read(as_x12(ORDER).replace("BEG*00*", "BEG*01*"))
    response = read(as_edifact(ORDER).replace("ORDERS:D", "ORDRSP:D"))

    assert cancelled.kind is DocumentKind.CANCELLATION
    assert (response.kind, response.lines) == (DocumentKind.OTHER, ())
    assert response.doubts == ("It is a response to an order (ORDRSP), not an order.",)


def test_what_must_be_rejected_is_unreadable_with_segment_and_reason_and_its_text_is_kept() -> None:
    text = as_x12(ORDER).replace("PO1*1*4*", "PO1*1*4x*")
    taken = text_of_edi(text.encode())
    document = read_edi(taken.text, taken.extractor)

    assert taken.text == text
    assert taken.unreadable == "Segment PO1 (5th of transaction 0001), element 2: “4x” is not a number."
    assert (document.kind, document.lines) == (DocumentKind.OTHER, ())
    assert document.doubts == (taken.unreadable,)


def test_one_rejected_order_leaves_the_others_readable_and_the_file_for_a_person() -> None:
    text = as_x12(ORDER) + as_x12(ORDER.but(po_number="PO-2")).replace("PO1*1*4*", "PO1*1*4x*")
    taken = text_of_edi(text.encode())

    assert taken.unreadable is not None
    assert len(read_edi(taken.text, taken.extractor).lines) == 2


@pytest.mark.parametrize(
    ("content", "city"),
    [
        (as_edifact(ORDER.but(ship_to="Lørenskog")).encode("latin-1"), "Lørenskog"),
        (as_edifact(ORDER.but(ship_to="Łódź")).replace("UNOC:3", "UNOD:3").encode("iso-8859-2"), "Łódź"),
        (as_edifact(ORDER.but(ship_to="Łódź")).replace("UNOC:3", "UNOW:4").encode(), "Łódź"),
        (as_x12(ORDER.but(ship_to="Münster")).encode("cp1252"), "Münster"),
        (b"\xef\xbb\xbf" + as_x12(ORDER.but(ship_to="Münster")).encode(), "Münster"),
        (as_ubl(ORDER.but(ship_to="Łódź")).replace("UTF-8", "ISO-8859-2").encode("iso-8859-2"), "Łódź"),
        (as_ubl(ORDER.but(ship_to="Łódź")).replace("UTF-8", "UTF-16").encode("utf-16"), "Łódź"),
    ],
)
def test_a_text_is_decoded_by_the_character_set_it_names(content: bytes, city: str) -> None:
    assert looks_like_edi(content[:1024])
    taken = text_of_edi(content)
    document = read_edi(taken.text, taken.extractor)

    assert [party.ids for party in document.parties if party.role is PartyRole.SHIP_TO] == [(city,)]


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"ISABELLA has two",
        b"UNBELIEVABLE",
        b"UNA",
        b"<html><body>Order</body>",
        b"a,b\nISA,2",
        b"\xff\xd8\xff\xe0",
    ],
)
def test_other_files_do_not_look_like_edi(head: bytes) -> None:
    assert not looks_like_edi(head)


def test_a_file_beyond_all_orders_is_for_a_person() -> None:
    taken = text_of_edi(as_x12(ORDER).encode() + b" " * LONGEST_EDI)

    assert taken.unreadable == "The EDI file has more than 400000 characters; a rep has to read it."


@pytest.mark.parametrize(
    "hostile",
    [
        "ISA*00*" + " " * 399_000,
        as_x12(ORDER)[:200] + "ST*850*1~" * 40_000,
        as_x12(ORDER)[:200] + "ST*850*1~SE*2*1~" * 20_000,
        as_x12(ORDER)[:200] + "ST*850*1~BEG" + "*" * 300_000 + "~",
        as_x12(ORDER).replace("CTT", "PO1*" + "1*" * 150_000 + "~\nCTT"),
        "UNA:+.? '" + "UNB" + "+" * 300_000,
        as_edifact(ORDER).replace("UNS", "'" * 200_000 + "UNS"),
        as_edifact(ORDER).replace("UNS", "?" * 200_001 + "UNS"),
        as_edifact(ORDER).replace("UNS", "LIN+1'QTY+21:1'" * 20_000 + "UNS"),
        "<a>" * 130_000,
        "<a " + " ".join(f'a{n}="1"' for n in range(30_000)) + "/>",
        as_ubl(ORDER).replace("<c:Quantity", "<c:x/>" * 60_000 + "<c:Quantity", 1),
        as_x12(ORDER).replace("PO1*1*4*", f"PO1*1*{'9' * 100_000}*"),
    ],
)
def test_a_hostile_file_costs_little_and_is_read_or_refused(hostile: str) -> None:
    taken = text_of_edi(hostile.encode())

    read_edi(taken.text, taken.extractor)


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=300), st.sampled_from([b"", b"ISA*", b"UNB+", b"UNA:+.? '", b"<Order>"]))
def test_no_bytes_raise_anything(content: bytes, before: bytes) -> None:
    looks_like_edi(before + content)
    taken = text_of_edi(before + content)

    read_edi(taken.text, taken.extractor)


@pytest.mark.parametrize("extractor", WRITERS)
@settings(max_examples=50, deadline=None)
@given(data=st.data())
def test_no_spoilt_order_raises_anything(extractor: str, data: st.DataObject) -> None:
    """Pieces of a good order are taken out, doubled, or replaced by what has a meaning elsewhere."""
    text = WRITERS[extractor](ORDER)
    pieces = st.sampled_from(["", "*", "~", "'", "+", "?", ":", "<", ">", "\n", "0", "-1", "x", "UNZ", "\0", "é"])
    for _ in range(data.draw(st.integers(1, 6))):
        start = data.draw(st.integers(0, len(text)))
        end = min(len(text), start + data.draw(st.integers(0, 30)))
        text = text[:start] + data.draw(st.one_of(pieces, st.just(text[start:end] * 2))) + text[end:]

    taken = text_of_edi(text.encode())
    document = read_edi(taken.text, taken.extractor)

    assert all(line.amount is None or line.amount > 0 for line in document.lines)
    assert all(0 <= line.start <= line.end <= len(taken.text) for line in document.lines)

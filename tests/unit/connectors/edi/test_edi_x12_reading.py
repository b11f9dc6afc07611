"""X12 read strictly: what is wrong is rejected by segment and reason, what can be read is read whole."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from connectors.edi.faults import EdiRejected
from connectors.edi.order import DateMeaning, EdiKind, EdiMessage, EdiOrder, EdiRole, NumberOwner, Purpose
from connectors.edi.parsing import parse
from tests.support.interchanges import WrittenLine, WrittenOrder, as_x12

LINES = (WrittenLine("B-1", Decimal(4), "CA"), WrittenLine("B-2", Decimal("2.5"), "LB"))
ORDER = WrittenOrder("PO-1", LINES)
GOOD = as_x12(ORDER)


def message(text: str) -> EdiMessage:
    (only,) = parse(text).messages
    return only


def order(text: str) -> EdiOrder:
    read = message(text)
    assert read.order is not None, [fault.sentence for fault in read.faults]
    return read.order


def sentences(text: str) -> list[str]:
    read = message(text)
    assert read.order is None
    return [fault.sentence for fault in read.faults]


def with_segments(*segments: str) -> str:
    """A good order with other segments from its first line on; the counts are right."""
    head = GOOD[GOOD.index("ST*") : GOOD.index("PO1*")]
    body = head + "".join(f"{segment}~\n" for segment in segments)
    return GOOD[: GOOD.index("ST*")] + body + f"SE*{body.count('~') + 1}*0001~\n" + GOOD[GOOD.index("GE*") :]


@pytest.mark.parametrize(
    ("separator", "terminator", "after"),
    [("*", "~", "\n"), ("*", "~", ""), ("|", "\n", ""), ("\x1d", "\x1c", ""), ("^", "\r", "\n"), ("*", "~", "\r\n")],
)
def test_delimiters_are_those_that_the_interchange_names(separator: str, terminator: str, after: str) -> None:
    read = order(as_x12(ORDER, separator, terminator, after))

    assert [(line.line_id, line.quantity, line.unit, line.unit_code) for line in read.lines] == [
        ("1", Decimal(4), "CA", "CS"),
        ("2", Decimal("2.5"), "LB", "LB"),
    ]


def test_every_piece_stands_where_its_offsets_say() -> None:
    read = order(GOOD)

    assert GOOD[read.lines[0].start : read.lines[0].end] == "PO1*1*4*CA*1*PE*BP*B-1~\nPID*F****SOMETHING"
    assert GOOD[read.parties[0].start : read.parties[0].end] == "N1*ST*THE PLACE*92*SITE-1"
    assert GOOD[read.po_number.start : read.po_number.end] == "BEG*00*SA*PO-1**20260302"
    assert [GOOD[day.start : day.end] for day in read.dates] == ["BEG*00*SA*PO-1**20260302", "DTM*002*20260304"]


def test_a_whole_head_is_read() -> None:
    head = [
        "CUR*BY*CAD",
        "REF*DP*038",
        "PER*BD*ANN*EM*ann@buyer.example",
        "DTM*037*20260303",
        "N9*ZZ*0",
        "MSG*CALL BEFORE DELIVERY",
        "N1*BY*THE BUYER*UL*0012345000058",
        "N2*NORTH",
        "N3*1 MAIN ST*DOOR 4",
        "N4*TOWN*NY*12345*US",
        "PER*IC*BEN*EM*ben@buyer.example",
        "TD5*A*92*P3**BY OUR OWN TRUCK",
        "ITD*14*3*2**45**46",
    ]
    read = order(as_x12(ORDER, more=head))

    buyer = read.parties[0]
    assert (buyer.role, buyer.name, buyer.ids[0].value) == (EdiRole.BUYER, "THE BUYER NORTH", "0012345000058")
    assert buyer.address == "1 MAIN ST, DOOR 4, TOWN NY 12345 US"
    assert buyer.mail == ("ben@buyer.example",)
    assert read.currency == "CAD"
    assert [note.text for note in read.notes if note.free] == ["CALL BEFORE DELIVERY", "BY OUR OWN TRUCK"]
    assert [note.text for note in read.notes if note.code == "ITD"] == ["ITD*14*3*2**45**46"]
    assert {day.meaning: day.value for day in read.dates}[DateMeaning.SHIP_NOT_BEFORE] == date(2026, 3, 3)
    assert (read.references[0].code, read.references[0].value) == ("DP", "038")


def test_a_whole_line_is_read() -> None:
    line = "PO1*10*12*DZ*300*HP*BP*B-7*VP*S-7*UP*012345678905*MG*M-7*PD*RED ONES*SK*77"
    more = ["PID*F****THE RED ONES", "DTM*002*20260309", "MSG*NO SUBSTITUTES", "REF*19*EAST", "N1*ST*YARD 2*92*Y2"]
    (read,) = order(with_segments(line, *more, "CTT*1*12", "AMT*TT*36")).lines

    assert [(product.owner, product.value) for product in read.products] == [
        (NumberOwner.BUYERS, "B-7"),
        (NumberOwner.SELLERS, "S-7"),
        (NumberOwner.TRADE, "012345678905"),
        (NumberOwner.MAKERS, "M-7"),
        (NumberOwner.OTHER, "77"),
    ]
    assert (read.quantity, read.unit_code, read.price) == (Decimal(12), "DZ", Decimal(3))
    assert read.description == "RED ONES THE RED ONES"
    assert [day.value for day in read.dates] == [date(2026, 3, 9)]
    assert [note.text for note in read.notes] == ["NO SUBSTITUTES"]
    assert read.parties[0].ids[0].value == "Y2"


def test_no_quantity_stays_none() -> None:
    (read,) = order(with_segments("PO1*1****PE*BP*B-1", "CTT*1")).lines

    assert read.quantity is None


def test_a_unit_that_the_code_list_does_not_have_stays_as_it_is_written() -> None:
    (read,) = order(with_segments("PO1*1*4*KI*1*PE*BP*B-1", "CTT*1")).lines

    assert (read.unit, read.unit_code) == ("KI", None)


@pytest.mark.parametrize(
    ("spoilt", "sentence"),
    [
        (
            GOOD.replace("PO1*1*4*", "PO1*1*4x*"),
            "Segment PO1 (5th of transaction 0001), element 2: “4x” is not a number.",
        ),
        (GOOD.replace("*1*PE*BP*B-1", "*1,50*PE*BP*B-1"), "element 4: “1,50” is not a number."),
        (GOOD.replace("DTM*002*20260304", "DTM*002*20260230"), "element 2: “20260230” is not a date."),
        (GOOD.replace("DTM*002*20260304", "DTM*002*260304"), "Segment DTM (3rd of transaction 0001), element 2"),
        (GOOD.replace("BEG*00*SA*PO-1*", "BEG*00*SA**"), "element 3: the number of the order is missing."),
        (GOOD.replace("BEG*00*", "BEG**"), "element 1: the purpose is missing."),
        (GOOD.replace("*PE*BP*B-1", "*PE*BP"), "element 7: a product number and its qualifier go together"),
        (GOOD.replace("PO1*1*4*CA*", "PO1*1*4**"), "element 3: a quantity is given and no unit for it."),
        (GOOD.replace("CTT*2", "CTT*3"), "Segment CTT (9th of transaction 0001), element 1: “3” lines are stated, and"),
        (as_x12(ORDER, count=11), "Segment SE, element 1: “11” segments are stated, and there are 10."),
        (GOOD.replace("SE*10*0001", "SE*10*0002"), "Segment SE, element 2: control number “0002” is not that of ST"),
        (GOOD.replace("SE*10*0001~\n", ""), "Segment SE is missing: transaction 0001 is cut off."),
        (GOOD.replace("BEG*", "BXG*"), "Segment BXG (2nd of transaction 0001) stands where BEG must: BEG is missing."),
        (GOOD.replace("N1*ST", "BEG*00*SA*PO-2**20260302~\nN1*ST"), "Segment BEG (4th of transaction 0001) may stand"),
        (GOOD.replace("SE*10", "DTM*002*20260301~\nSE*11"), "Segment DTM (10th of transaction 0001) stands after CTT"),
        (GOOD.replace("ST*850*", "ST*810*"), "element 1: “810” is not a transaction set that is read here"),
        (GOOD.replace("GS*PO*", "GS*IN*"), "element 1: “850” does not belong in a group IN."),
        (GOOD.replace("N1*ST*THE PLACE*92*SITE-1", "N1*ST"), "element 2: neither a name nor an id is given."),
        (with_segments("CTT*0"), "is followed by no PO1: the order has no lines."),
    ],
)
def test_a_spoilt_transaction_is_rejected_by_segment_and_reason(spoilt: str, sentence: str) -> None:
    assert any(sentence in told for told in sentences(spoilt)), sentences(spoilt)


@pytest.mark.parametrize(
    ("spoilt", "sentence"),
    [
        ("ISA*00*short~", "Segment ISA has 2 elements; it must have 16."),
        (GOOD.replace("GS*PO", "XX*PO", 1), "Segment XX stands outside of a transaction."),
        (GOOD[: GOOD.index("GS*")] + GOOD[GOOD.index("ST*") :], "Segment GS is missing: ST stands outside of a group."),
        (GOOD + "something else", "Segment ISA is missing: an X12 interchange begins with it."),
        ("hello", "The file begins with none of ISA, UNA, UNB and an XML element: it is no EDI that is read here."),
    ],
)
def test_an_interchange_that_cannot_be_taken_apart_is_rejected(spoilt: str, sentence: str) -> None:
    with pytest.raises(EdiRejected) as rejected:
        parse(spoilt)

    assert rejected.value.sentence == sentence


@pytest.mark.parametrize(
    ("spoilt", "code"),
    [
        (GOOD.replace("IEA*1*000000077", "IEA*1*000000078"), "001"),
        (GOOD.replace("IEA*1*", "IEA*2*"), "021"),
        (GOOD[: GOOD.index("IEA")], "023"),
    ],
)
def test_a_fault_of_the_envelope_is_noted_and_the_order_is_read(spoilt: str, code: str) -> None:
    (interchange,) = parse(spoilt).interchanges

    assert [fault.code for fault in interchange.faults] == [code]
    assert interchange.messages[0].order is not None


def test_two_interchanges_and_two_transactions_in_one_file_are_all_read() -> None:
    other = as_x12(ORDER.but(po_number="PO-2", control=78))
    second = GOOD[GOOD.index("ST*") : GOOD.index("GE*")].replace("0001", "0002").replace("PO-1", "PO-3")
    twice = GOOD.replace("GE*1*", second + "GE*2*")

    numbers = [m.order.po_number.text for m in parse(twice + "\n" + other).messages if m.order]

    assert numbers == ["PO-1", "PO-3", "PO-2"]


def test_a_change_is_read_with_what_it_does_to_each_line() -> None:
    changed = GOOD.replace("GS*PO*", "GS*PC*").replace("ST*850*", "ST*860*").replace("BEG*00*", "BCH*04*")
    changed = changed.replace("PO1*1*4*CA*1*PE*BP*B-1", "POC*1*QD*4*2*CA*1*PE*BP*B-1")
    changed = changed.replace("PO1*2*2.5*LB*1*PE*BP*B-2", "POC*2*DI*2.5**LB*1*PE*BP*B-2")
    read = order(changed)

    assert read.kind is EdiKind.CHANGE
    assert [(line.action, line.quantity, line.unit) for line in read.lines] == [
        ("QD", Decimal(4), "CA"),
        ("DI", Decimal("2.5"), "LB"),
    ]


@pytest.mark.parametrize(
    ("code", "kind", "purpose"),
    [
        ("00", EdiKind.ORDER, Purpose.ORIGINAL),
        ("01", EdiKind.CANCELLATION, Purpose.CANCELLATION),
        ("05", EdiKind.ORDER, Purpose.REPLACEMENT),
        ("07", EdiKind.ORDER, Purpose.DUPLICATE),
        ("ZZ", EdiKind.ORDER, Purpose.OTHER),
    ],
)
def test_the_purpose_says_what_an_order_is_for(code: str, kind: EdiKind, purpose: Purpose) -> None:
    read = order(GOOD.replace("BEG*00*", f"BEG*{code}*"))

    assert (read.kind, read.purpose) == (kind, purpose)


def test_dates_without_a_century_belong_to_old_versions_only() -> None:
    old = GOOD.replace("*X*004010", "*X*003040").replace("20260304", "260304").replace("**20260302", "**260302")

    assert [day.value for day in order(old).dates] == [date(2026, 3, 2), date(2026, 3, 4)]


def test_a_test_interchange_says_so() -> None:
    assert order(as_x12(ORDER.but(test=True))).test
    assert not order(GOOD).test

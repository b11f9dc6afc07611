"""EDIFACT read strictly: what is wrong is rejected by segment and reason, what can be read is read whole."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from connectors.edi.faults import EdiRejected
from connectors.edi.order import DateMeaning, EdiKind, EdiOrder, EdiRole, NumberOwner, Purpose
from connectors.edi.parsing import parse
from tests.support.interchanges import WrittenLine, WrittenOrder, as_edifact

LINES = (WrittenLine("B-1", Decimal(4), "PCE"), WrittenLine("B-2", Decimal("2.5"), "KGM"))
ORDER = WrittenOrder("PO-1", LINES)
GOOD = as_edifact(ORDER)


def order(text: str) -> EdiOrder:
    (message,) = parse(text).messages
    assert message.order is not None, [fault.sentence for fault in message.faults]
    return message.order


def sentences(text: str) -> list[str]:
    (message,) = parse(text).messages
    assert message.order is None
    return [fault.sentence for fault in message.faults]


def with_line(*segments: str) -> str:
    """A good order with one line, of these segments; the counts are right."""
    head = GOOD[GOOD.index("UNH") : GOOD.index("LIN")]
    body = head + "".join(f"{segment}'\n" for segment in (*segments, "UNS+S"))
    return GOOD[: GOOD.index("UNH")] + body + f"UNT+{body.count(chr(10)) + 1}+1'\n" + GOOD[GOOD.index("UNZ") :]


def test_una_names_the_service_characters() -> None:
    plain = as_edifact(ORDER, after="")
    other = plain.translate(str.maketrans(":+'", "#|~"))

    read = order("UNA#|,! ~" + other.replace("2.5", "2,5"))

    assert [(line.quantity, line.unit, line.unit_code) for line in read.lines] == [
        (Decimal(4), "PCE", "EA"),
        (Decimal("2.5"), "KGM", "KG"),
    ]


def test_a_released_character_is_data() -> None:
    read = order(as_edifact(ORDER.but(po_number="A+B:C'D?E")))

    assert read.po_number.text == "A+B:C'D?E"


def test_every_piece_stands_where_its_offsets_say() -> None:
    read = order(GOOD)

    assert GOOD[read.lines[1].start : read.lines[1].end].startswith("LIN+2++B-2:IN'")
    assert GOOD[read.lines[1].start : read.lines[1].end].endswith("PRI+AAA:1")
    assert GOOD[read.parties[1].start : read.parties[1].end] == "NAD+DP+SITE-1::92"
    assert GOOD[read.po_number.start : read.po_number.end] == "BGM+220+PO-1+9"


def test_a_whole_order_is_read() -> None:
    head = [
        "FTX+DEL+++Ring at gate 4:and wait",
        "RFF+CT:C-9'\nDTM+171:20250101:102",
        "NAD+IV+999::92++Payer Ltd:North+1 Street+Town++AB1 2CD+GB'\nCTA+OC+:Ann'\nCOM+ann@buyer.example:EM",
        "CUX+2:EUR:9",
    ]
    text = GOOD.replace("NAD+BY", "'\n".join(head) + "'\nNAD+BY", 1).replace("UNT+17", "UNT+24")
    read = order(text)

    payer = read.parties[0]
    assert (payer.role, payer.name, payer.mail) == (EdiRole.BILL_TO, "Payer Ltd North", ("ann@buyer.example",))
    assert payer.address == "1 Street, Town AB1 2CD GB"
    assert read.currency == "EUR"
    assert [note.text for note in read.notes if note.free] == ["Ring at gate 4 and wait"]
    assert [(day.meaning, day.value) for day in read.dates] == [
        (DateMeaning.ORDERED, date(2026, 3, 2)),
        (DateMeaning.DELIVERY, date(2026, 3, 4)),
        (DateMeaning.OTHER, date(2025, 1, 1)),
    ]


def test_a_whole_line_is_read() -> None:
    text = with_line(
        "LIN+1++5020436373085:SRV",
        "PIA+1+S-7:SA+B-7:IN",
        "PIA+5+M-7:MF",
        "IMD+F++:::Red ones:large",
        "QTY+21:12:XBX",
        "DTM+2:202603091400:203",
        "PRI+AAB:11",
        "PRI+AAA:250:::100:XBX",
        "ALC+A",
        "QTY+21:1",
    )
    (read,) = order(text).lines

    assert [(product.owner, product.value) for product in read.products] == [
        (NumberOwner.TRADE, "5020436373085"),
        (NumberOwner.SELLERS, "S-7"),
        (NumberOwner.BUYERS, "B-7"),
        (NumberOwner.MAKERS, "M-7"),
    ]
    assert (read.quantity, read.unit_code, read.price) == (Decimal(12), "BX", Decimal("2.5"))
    assert read.description == "Red ones large"
    assert [day.value for day in read.dates] == [date(2026, 3, 9)]


def test_a_price_per_another_unit_is_no_price_of_the_line() -> None:
    (read,) = order(with_line("LIN+1++B-1:IN", "QTY+21:2:XBX", "PRI+AAA:3:::1:PCE")).lines

    assert read.price is None


def test_two_quantities_in_one_line_are_none() -> None:
    read = order(with_line("LIN+1++B-1:IN", "QTY+21:2:PCE", "QTY+21:3:PCE"))

    assert read.lines[0].quantity is None
    assert "gives more than one quantity" in read.doubts[0]


@pytest.mark.parametrize(
    ("spoilt", "sentence"),
    [
        (GOOD.replace("QTY+21:4:", "QTY+21:4x:"), "Segment QTY (9th of message 1), element 1, component 2: “4x” is"),
        (GOOD.replace("QTY+21:4:", "QTY+21:1.000,5:"), "“1.000,5” is not a number."),
        (GOOD.replace("DTM+2:20260304", "DTM+2:20260230"), "“20260230” is not a date of format 102."),
        (GOOD.replace("BGM+220+PO-1+9", "BGM+220++9"), "element 2: the number of the order is missing."),
        (GOOD.replace("BGM+", "XXX+"), "Segment XXX (2nd of message 1) stands where BGM must: BGM is missing."),
        (GOOD.replace("CNT+2:2", "CNT+2:3"), "component 2: “3” lines are stated, and there are 2."),
        (GOOD.replace("UNT+17", "UNT+18"), "Segment UNT, element 1: “18” segments are stated, and there are 17."),
        (GOOD.replace("UNT+17+1", "UNT+17+2"), "Segment UNT, element 2: reference “2” is not that of UNH, “1”."),
        (GOOD.replace("UNT+17+1'\n", ""), "Segment UNT is missing: message 1 is cut off."),
        (GOOD.replace("UNS+S'\n", "").replace("UNT+17", "UNT+16"), "is followed by no UNS, which must end the lines."),
        (GOOD.replace("ORDERS:D", "INVOIC:D"), "“INVOIC” is not a message that is read here"),
        (GOOD.replace("DTM+", "FTX+"), "is followed by no DTM, which must give the date of the order."),
    ],
)
def test_a_spoilt_message_is_rejected_by_segment_and_reason(spoilt: str, sentence: str) -> None:
    assert any(sentence in told for told in sentences(spoilt)), sentences(spoilt)


@pytest.mark.parametrize(
    ("spoilt", "sentence"),
    [
        ("UNB+UNOC:3+A", "Segment UNB, element 3: the recipient is missing."),
        ("UNA:+.? '", "Segment UNB is missing: an EDIFACT interchange begins with it."),
        ("UNAAAAAAA", "The file begins with none of ISA, UNA, UNB and an XML element: it is no EDI that is read here."),
        ("UNA++++++UNB", "Segment UNA must be followed by six service characters, none of them a letter or digit."),
        (GOOD.replace("UNH+", "LIN+"), "Segment LIN stands outside of a message."),
    ],
)
def test_an_interchange_that_cannot_be_taken_apart_is_rejected(spoilt: str, sentence: str) -> None:
    with pytest.raises(EdiRejected) as rejected:
        parse(spoilt)

    assert rejected.value.sentence == sentence


@pytest.mark.parametrize(
    "spoilt",
    [GOOD.replace("UNZ+1+77", "UNZ+1+78"), GOOD.replace("UNZ+1+", "UNZ+2+"), GOOD[: GOOD.index("UNZ")]],
)
def test_a_fault_of_the_envelope_is_noted_and_the_order_is_read(spoilt: str) -> None:
    (interchange,) = parse(spoilt).interchanges

    assert [fault.segment for fault in interchange.faults] == ["UNZ"]
    assert interchange.messages[0].order is not None


def test_groups_and_several_interchanges_are_read() -> None:
    grouped = GOOD.replace("UNH+1", "UNG+ORDERS+A+B+260302:0700+5+UN+D:96A'\nUNH+1").replace("UNZ", "UNE+1+5'\nUNZ")

    file = parse(grouped + as_edifact(ORDER.but(po_number="PO-2"), una="UNA:+.? '"))

    assert [m.order.po_number.text for m in file.messages if m.order] == ["PO-1", "PO-2"]
    assert file.interchanges[0].groups[0].code == "ORDERS"
    assert all(interchange.faults == () for interchange in file.interchanges)


@pytest.mark.parametrize(
    ("kind", "function", "read_as", "purpose"),
    [
        ("ORDERS", "9", EdiKind.ORDER, Purpose.ORIGINAL),
        ("ORDERS", "1", EdiKind.CANCELLATION, Purpose.CANCELLATION),
        ("ORDERS", "7", EdiKind.ORDER, Purpose.DUPLICATE),
        ("ORDERS", "5", EdiKind.ORDER, Purpose.REPLACEMENT),
        ("ORDCHG", "4", EdiKind.CHANGE, Purpose.CHANGE),
        ("ORDRSP", "29", EdiKind.RESPONSE, Purpose.OTHER),
    ],
)
def test_message_and_function_say_what_it_is_for(kind: str, function: str, read_as: EdiKind, purpose: Purpose) -> None:
    read = order(GOOD.replace("ORDERS:D", f"{kind}:D").replace("+PO-1+9", f"+PO-1+{function}"))

    assert (read.kind, read.purpose) == (read_as, purpose)


def test_a_change_names_the_order_it_changes() -> None:
    text = GOOD.replace("ORDERS:D", "ORDCHG:D").replace("+PO-1+9", "+CHANGE-5+4")
    read = order(text.replace("NAD+BY", "RFF+ON:PO-1'\nNAD+BY", 1).replace("UNT+17", "UNT+18"))

    assert (read.po_number.text, read.document_number) == ("PO-1", "CHANGE-5")


def test_a_test_interchange_says_so() -> None:
    assert order(as_edifact(ORDER.but(test=True))).test
    assert not order(GOOD).test

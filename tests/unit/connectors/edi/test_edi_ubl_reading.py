"""UBL read strictly: what is wrong is rejected by element and reason, and nothing but the text is read for it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from connectors.edi.faults import EdiRejected
from connectors.edi.order import DateMeaning, EdiKind, EdiOrder, EdiRole, NumberOwner, Purpose
from connectors.edi.parsing import parse
from tests.support.interchanges import WrittenLine, WrittenOrder, as_ubl

LINES = (WrittenLine("B-1", Decimal(4), "XBX", seller_number="S-1"), WrittenLine("B-2", Decimal("2.5"), "KGM"))
ORDER = WrittenOrder("PO-1", LINES)
GOOD = as_ubl(ORDER)


def order(text: str) -> EdiOrder:
    (message,) = parse(text).messages
    assert message.order is not None, [fault.sentence for fault in message.faults]
    return message.order


def sentences(text: str) -> list[str]:
    (message,) = parse(text).messages
    assert message.order is None
    return [fault.sentence for fault in message.faults]


def test_an_order_is_read_by_namespaces_not_by_prefixes() -> None:
    read = order(GOOD)

    assert read.kind is EdiKind.ORDER
    assert read.currency == "EUR"
    assert [(line.line_id, line.quantity, line.unit, line.unit_code, line.price) for line in read.lines] == [
        ("1", Decimal(4), "XBX", "BX", Decimal(1)),
        ("2", Decimal("2.5"), "KGM", "KG", Decimal(1)),
    ]
    assert [(product.owner, product.value) for product in read.lines[0].products] == [
        (NumberOwner.BUYERS, "B-1"),
        (NumberOwner.SELLERS, "S-1"),
    ]
    assert [(party.role, [one.value for one in party.ids]) for party in read.parties] == [
        (EdiRole.BUYER, ["BUYER"]),
        (EdiRole.SUPPLIER, ["SELLER"]),
        (EdiRole.SHIP_TO, ["SITE-1"]),
    ]


@pytest.mark.parametrize("before", ["", "\n<!-- a comment: é ☃ 𝄞 -->\n"])
def test_every_piece_stands_where_its_offsets_say(before: str) -> None:
    text = GOOD.replace("?>\n<Order", f"?>{before}<Order")
    read = order(text)

    assert text[read.po_number.start : read.po_number.end] == "<c:ID>PO-1</c:ID>"
    assert text[read.lines[1].start : read.lines[1].end].startswith("<a:OrderLine><a:LineItem><c:ID>2<")
    assert text[read.lines[1].start : read.lines[1].end].endswith("</a:OrderLine>")


def test_a_document_that_leaves_the_seller_out_is_read() -> None:
    start, end = GOOD.index("<a:SellerSupplierParty>"), GOOD.index("<a:Delivery>")

    assert order(GOOD[:start] + GOOD[end:]).po_number.text == "PO-1"


def test_a_copy_is_a_duplicate() -> None:
    assert order(GOOD.replace("<c:IssueDate>", "<c:CopyIndicator>true</c:CopyIndicator><c:IssueDate>")).purpose is (
        Purpose.DUPLICATE
    )


def test_a_period_of_several_days_is_no_day() -> None:
    text = GOOD.replace("</c:StartDate>", "</c:StartDate><c:EndDate>2026-03-06</c:EndDate>")

    assert [(day.meaning, day.value) for day in order(text).dates[1:]] == [
        (DateMeaning.DELIVER_NOT_BEFORE, date(2026, 3, 4)),
        (DateMeaning.DELIVER_NOT_AFTER, date(2026, 3, 6)),
    ]


def test_a_price_is_per_the_quantity_it_names() -> None:
    priced = '<c:PriceAmount currencyID="EUR">1</c:PriceAmount>'
    text = GOOD.replace(priced, priced + '<c:BaseQuantity unitCode="XBX">10</c:BaseQuantity>')

    assert [line.price for line in order(text).lines] == [Decimal("0.1"), None]


def test_the_envelope_of_the_network_is_taken_off() -> None:
    envelope = "S:StandardBusinessDocument"
    wrapped = f"<{envelope} xmlns:S='urn:s'><S:Header/>{GOOD.split('?>')[1]}</{envelope}>"

    assert order(wrapped).po_number.text == "PO-1"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("OrderChange", EdiKind.CHANGE),
        ("OrderCancellation", EdiKind.CANCELLATION),
        ("OrderResponse", EdiKind.RESPONSE),
        ("OrderResponseSimple", EdiKind.RESPONSE),
    ],
)
def test_what_is_not_an_order_names_the_order_it_is_about(name: str, kind: EdiKind) -> None:
    text = GOOD.replace("<Order ", f"<{name} ").replace(":Order-2", f":{name}-2").replace("</Order>", f"</{name}>")
    read = order(text.replace("<a:Buyer", "<a:OrderReference><c:ID>PO-0</c:ID></a:OrderReference><a:Buyer", 1))

    assert (read.kind, read.po_number.text, read.document_number) == (kind, "PO-0", "PO-1")


@pytest.mark.parametrize(
    ("spoilt", "sentence"),
    [
        (GOOD.replace(">4<", ">4x<"), "Element Quantity of line 1: “4x” is not a number."),
        (GOOD.replace("2026-03-04", "2026-02-30"), "Element StartDate of Order: “2026-02-30” is not a date."),
        (GOOD.replace("<c:ID>PO-1</c:ID>", ""), "Element ID is missing in Order."),
        (GOOD.replace("<c:ID>PO-1</c:ID>", "<c:ID/>"), "Element ID is missing in Order."),
        (GOOD.replace("IssueDate", "Issued"), "Element IssueDate is missing in Order."),
        (GOOD.replace("BuyerCustomerParty", "Somebody"), "Element BuyerCustomerParty is missing in Order."),
        (GOOD.replace("OrderLine>", "Line>"), "Element Order has no OrderLine."),
        (GOOD.replace("LineItem>", "Thing>"), "Element LineItem is missing in OrderLine."),
        (GOOD.replace(":xsd:Order-2", ":xsd:Order-3"), "Element Order is not a document that is read here"),
        ("<Invoice/>", "Element Invoice is not a document that is read here"),
    ],
)
def test_a_spoilt_document_is_rejected_by_element_and_reason(spoilt: str, sentence: str) -> None:
    assert any(sentence in told for told in sentences(spoilt)), sentences(spoilt)


@pytest.mark.parametrize(
    ("hostile", "sentence"),
    [
        (GOOD.replace("</Order>", ""), "The XML is broken at line"),
        (
            GOOD.replace("?>\n", '?><!DOCTYPE Order [<!ENTITY x SYSTEM "file:///etc/passwd">]>', 1),
            "The XML has a document type declaration, which no order may have.",
        ),
        ("<a>" * 1000, "The XML is nested more than 40 deep."),
        ("<a>" + "<b/>" * 50_001 + "</a>", "The XML has more than 50000 elements."),
        ("<a>&unknown;</a>", "The XML is broken at line 1, character 4."),
        ("<a>\ud800</a>", "The XML is broken at line 1, character 4."),
    ],
)
def test_hostile_xml_is_refused(hostile: str, sentence: str) -> None:
    with pytest.raises(EdiRejected) as rejected:
        parse(hostile)

    assert rejected.value.sentence.startswith(sentence)

"""Orders written as X12, EDIFACT and UBL by the tests' own hand, to be read by the desk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from xml.sax.saxutils import escape, quoteattr

ORDERED = date(2026, 3, 2)


@dataclass(frozen=True)
class WrittenLine:
    """A line as its sender means it; the number is the buyer's own."""

    number: str
    quantity: Decimal
    unit: str
    price: Decimal = Decimal(1)
    description: str = "SOMETHING"
    seller_number: str = ""


@dataclass(frozen=True)
class WrittenOrder:
    """An order as its sender means it."""

    po_number: str
    lines: tuple[WrittenLine, ...]
    sender: str = "BUYER"
    receiver: str = "SELLER"
    delivery: date | None = date(2026, 3, 4)
    ship_to: str = "SITE-1"
    control: int = 77
    test: bool = False

    def but(self, **changes: object) -> WrittenOrder:
        """The same order with something else in it."""
        return replace(self, **changes)  # type: ignore[arg-type]


def as_x12(
    order: WrittenOrder,
    separator: str = "*",
    terminator: str = "~",
    after: str = "\n",
    more: Sequence[str] = (),
    count: int | None = None,
) -> str:
    """An 850. ``more`` are segments of the head, with ``*`` between their elements."""
    day = f"{ORDERED:%Y%m%d}"
    body = ["ST*850*0001", f"BEG*00*SA*{order.po_number}**{day}", *more]
    body += [f"DTM*002*{order.delivery:%Y%m%d}"] if order.delivery else []
    body += [f"N1*ST*THE PLACE*92*{order.ship_to}"]
    for position, line in enumerate(order.lines, 1):
        numbers = f"BP*{line.number}" + (f"*VP*{line.seller_number}" if line.seller_number else "")
        body += [f"PO1*{position}*{line.quantity:f}*{line.unit}*{line.price:f}*PE*{numbers}"]
        body += [f"PID*F****{line.description}"]
    body += [f"CTT*{len(order.lines)}"]
    body += [f"SE*{len(body) + 1 if count is None else count}*0001"]
    control = f"{order.control:09d}"
    isa = f"ISA*00*{'':10}*00*{'':10}*ZZ*{order.sender:15}*ZZ*{order.receiver:15}*260302*0700*U*00401*{control}*0*"
    head = [isa + ("T" if order.test else "P") + "*>"]
    head += [f"GS*PO*{order.sender}*{order.receiver}*{day}*0700*{order.control}*X*004010"]
    tail = [f"GE*1*{order.control}", f"IEA*1*{control}"]
    return "".join(segment.replace("*", separator) + terminator + after for segment in (*head, *body, *tail))


def released(text: str) -> str:
    """A text in which EDIFACT's service characters are data."""
    return "".join(f"?{c}" if c in "?+:'" else c for c in text)


def as_edifact(order: WrittenOrder, una: str = "", after: str = "\n") -> str:
    """An ORDERS of D.96A."""
    body = ["UNH+1+ORDERS:D:96A:UN:EAN008", f"BGM+220+{released(order.po_number)}+9"]
    body += [f"DTM+137:{ORDERED:%Y%m%d}:102"]
    body += [f"DTM+2:{order.delivery:%Y%m%d}:102"] if order.delivery else []
    body += [f"NAD+BY+{released(order.sender)}::92", f"NAD+DP+{released(order.ship_to)}::92"]
    for position, line in enumerate(order.lines, 1):
        body += [f"LIN+{position}++{released(line.number)}:IN"]
        body += [f"PIA+1+{released(line.seller_number)}:SA"] if line.seller_number else []
        body += [f"IMD+F++:::{released(line.description)}"]
        body += [f"QTY+21:{line.quantity:f}:{line.unit}", f"PRI+AAA:{line.price:f}"]
    body += ["UNS+S", f"CNT+2:{len(order.lines)}"]
    body += [f"UNT+{len(body) + 1}+1"]
    mark = "++++++1" if order.test else ""
    head = f"UNB+UNOC:3+{released(order.sender)}:14+{released(order.receiver)}:14+260302:0700+{order.control}{mark}"
    return una + "".join(f"{segment}'{after}" for segment in (head, *body, f"UNZ+1+{order.control}"))


def as_ubl(order: WrittenOrder) -> str:
    """An Order of UBL 2.1, as Peppol writes it."""
    spaces = "urn:oasis:names:specification:ubl:schema:xsd:"
    lines = "".join(_ubl_line(position, line) for position, line in enumerate(order.lines, 1))
    day = f"<c:StartDate>{order.delivery}</c:StartDate>" if order.delivery else ""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<Order xmlns="{spaces}Order-2" xmlns:a="{spaces}CommonAggregateComponents-2" xmlns:c="{spaces}CommonBasicComponents-2">
  <c:CustomizationID>urn:fdc:peppol.eu:poacc:trns:order:3</c:CustomizationID>
  <c:ID>{escape(order.po_number)}</c:ID>
  <c:IssueDate>{ORDERED}</c:IssueDate>
  <c:DocumentCurrencyCode>EUR</c:DocumentCurrencyCode>
  <a:BuyerCustomerParty><a:Party><c:EndpointID schemeID="0088">{escape(order.sender)}</c:EndpointID>
    <a:PartyName><c:Name>The buyer</c:Name></a:PartyName></a:Party></a:BuyerCustomerParty>
  <a:SellerSupplierParty><a:Party><c:EndpointID schemeID="0088">{escape(order.receiver)}</c:EndpointID>
    <a:PartyName><c:Name>The seller</c:Name></a:PartyName></a:Party></a:SellerSupplierParty>
  <a:Delivery><a:DeliveryLocation><c:ID>{escape(order.ship_to)}</c:ID></a:DeliveryLocation>
    <a:RequestedDeliveryPeriod>{day}</a:RequestedDeliveryPeriod></a:Delivery>
  {lines}
</Order>
"""


def _ubl_number(whose: str, number: str) -> str:
    name = f"a:{whose}ItemIdentification"
    return f"<{name}><c:ID>{escape(number)}</c:ID></{name}>" if number else ""


def _ubl_line(position: int, line: WrittenLine) -> str:
    number = _ubl_number("Buyers", line.number) + _ubl_number("Sellers", line.seller_number)
    return f"""<a:OrderLine><a:LineItem><c:ID>{position}</c:ID>
    <c:Quantity unitCode={quoteattr(line.unit)}>{line.quantity:f}</c:Quantity>
    <a:Price><c:PriceAmount currencyID="EUR">{line.price:f}</c:PriceAmount></a:Price>
    <a:Item><c:Name>{escape(line.description)}</c:Name>{number}</a:Item></a:LineItem></a:OrderLine>
"""

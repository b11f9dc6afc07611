"""UBL as it is sent: the OrderResponse that answers an order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from connectors.edi.order import EdiParty, EdiRole, NumberOwner
from connectors.edi.response import EdiResponse, LineStatus, ResponseLine
from connectors.edi.ubl_order import NAMESPACE
from connectors.edi.x12_writing import plain

_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ACCEPTED, _CHANGED, _REJECTED = "AP", "CA", "RE"
_LINE = {LineStatus.ACCEPTED: "5", LineStatus.REJECTED: "7"}
_CHANGED_LINE = "3"
_PEPPOL_ORDER, _PEPPOL_RESPONSE = ":trns:order:", ":trns:order_response:"
_ITEM_NUMBERS = {
    NumberOwner.BUYERS: "BuyersItemIdentification",
    NumberOwner.SELLERS: "SellersItemIdentification",
    NumberOwner.MAKERS: "ManufacturersItemIdentification",
    NumberOwner.TRADE: "StandardItemIdentification",
}


def write_order_response(response: EdiResponse) -> str:
    """An order response; where the order is of Peppol, by the same profile."""
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + "".join(_document(response))


def _document(response: EdiResponse) -> Iterator[str]:
    order = response.order
    spaces = f'xmlns="{NAMESPACE}OrderResponse-2"'
    spaces += f' xmlns:cac="{NAMESPACE}CommonAggregateComponents-2" xmlns:cbc="{NAMESPACE}CommonBasicComponents-2"'
    yield f"<OrderResponse {spaces}>\n"
    if order.version and not order.version[0].isdigit():
        yield _value("CustomizationID", order.version.replace(_PEPPOL_ORDER, _PEPPOL_RESPONSE))
    yield _value("ID", str(response.control))
    yield _value("SalesOrderID", response.order_number)
    yield _value("IssueDate", f"{response.sent_at:%Y-%m-%d}")
    yield _value("IssueTime", f"{response.sent_at:%H:%M:%S}")
    yield _value("OrderResponseCode", _verdict(response))
    yield _value("DocumentCurrencyCode", order.currency)
    yield _inside("OrderReference", _value("ID", order.po_number.text))
    for role, element in ((EdiRole.SUPPLIER, "SellerSupplierParty"), (EdiRole.BUYER, "BuyerCustomerParty")):
        party = next((party for party in order.parties if party.role is role), None)
        yield _inside(element, _inside("Party", _party(party)))
    yield _promised(response)
    for line in response.lines:
        yield _line(response, line)
    yield "</OrderResponse>\n"


def _verdict(response: EdiResponse) -> str:
    return _REJECTED if response.rejected else _ACCEPTED if response.unchanged else _CHANGED


def _party(party: EdiParty | None) -> str:
    if party is None:
        return ""
    ids = "".join(_inside("PartyIdentification", _value("ID", one.value, schemeID=one.qualifier)) for one in party.ids)
    return ids + (_inside("PartyName", _value("Name", party.name)) if party.name else "")


def _promised(response: EdiResponse) -> str:
    if response.delivery_date is None:
        return ""
    day = response.delivery_date.isoformat()
    return _inside("Delivery", _inside("PromisedDeliveryPeriod", _value("StartDate", day) + _value("EndDate", day)))


def _line(response: EdiResponse, line: ResponseLine) -> str:
    asked = line.line
    item_line = _value("ID", asked.line_id)
    item_line += _value("LineStatusCode", _LINE.get(line.status, _CHANGED_LINE))
    if line.status is not LineStatus.REJECTED:
        item_line += _value("Quantity", plain(line.quantity), unitCode=line.unit)
    if line.waiting > 0:
        item_line += _value("MaximumBackorderQuantity", plain(line.waiting), unitCode=line.unit)
    if line.price is not None:
        amount = _value("PriceAmount", plain(line.price), currencyID=response.order.currency)
        item_line += _inside("Price", amount)
    item_line += _inside("Item", _item(line))
    substitute = ""
    if line.status is LineStatus.SUBSTITUTED:
        item = _inside("Item", _inside("SellersItemIdentification", _value("ID", line.sku)))
        substitute = _inside("SellerSubstitutedLineItem", _value("ID", asked.line_id) + item)
    reference = _inside("OrderLineReference", _value("LineID", asked.line_id))
    return _inside("OrderLine", _inside("LineItem", item_line) + substitute + reference)


def _item(line: ResponseLine) -> str:
    numbers: dict[str, str] = {}
    for product in line.line.products:
        if product.owner in _ITEM_NUMBERS:
            scheme = product.code if product.owner is NumberOwner.TRADE and "Identification" not in product.code else ""
            numbers.setdefault(_ITEM_NUMBERS[product.owner], _value("ID", product.value, schemeID=scheme))
    if line.sku and line.status is not LineStatus.SUBSTITUTED:
        numbers["SellersItemIdentification"] = _value("ID", line.sku)
    named = _value("Name", line.line.description) if line.line.description else ""
    return named + "".join(_inside(name, numbers[name]) for name in _ITEM_NUMBERS.values() if name in numbers)


def _value(name: str, text: str, **attributes: str) -> str:
    """A basic component, left out where it is empty."""
    clean = _NOT_IN_XML.sub("", text)
    if not clean:
        return ""
    said = "".join(f" {key}={quoteattr(_NOT_IN_XML.sub('', value))}" for key, value in attributes.items() if value)
    return f"<cbc:{name}{said}>{escape(clean)}</cbc:{name}>"


def _inside(name: str, content: str) -> str:
    """An aggregate component."""
    return f"<cac:{name}>{content}</cac:{name}>\n"

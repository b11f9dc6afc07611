"""UBL 2.1 Order, OrderChange, OrderCancellation and the responses, with those of Peppol and of countries' profiles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from connectors.edi import codes
from connectors.edi.faults import EdiFault
from connectors.edi.order import (
    DateMeaning,
    EdiAnswer,
    EdiDate,
    EdiId,
    EdiKind,
    EdiLine,
    EdiNote,
    EdiOrder,
    EdiParty,
    EdiProduct,
    EdiReference,
    EdiRole,
    EdiText,
    NumberOwner,
    Purpose,
    Standard,
)
from connectors.edi.ubl_syntax import Element, fault
from connectors.edi.x12_elements import as_day

UBL = Standard.UBL
NAMESPACE = "urn:oasis:names:specification:ubl:schema:xsd:"
KINDS = {
    "Order": EdiKind.ORDER,
    "OrderChange": EdiKind.CHANGE,
    "OrderCancellation": EdiKind.CANCELLATION,
    "OrderResponse": EdiKind.RESPONSE,
    "OrderResponseSimple": EdiKind.RESPONSE,
}
_PURPOSES = {EdiKind.CHANGE: Purpose.CHANGE, EdiKind.CANCELLATION: Purpose.CANCELLATION}
_SHOWN = 40
_PARTIES = {
    "BuyerCustomerParty": EdiRole.BUYER,
    "SellerSupplierParty": EdiRole.SUPPLIER,
    "AccountingCustomerParty": EdiRole.BILL_TO,
    "OriginatorCustomerParty": EdiRole.OTHER,
}
_ITEM_NUMBERS = {
    "BuyersItemIdentification": NumberOwner.BUYERS,
    "SellersItemIdentification": NumberOwner.SELLERS,
    "StandardItemIdentification": NumberOwner.TRADE,
    "ManufacturersItemIdentification": NumberOwner.MAKERS,
    "CatalogueItemIdentification": NumberOwner.OTHER,
}
# Free words of the head, and of a line, by their path.
_NOTES = (
    ("Note",),
    ("CancellationNote",),
    ("RejectionNote",),
    ("DeliveryTerms", "SpecialTerms"),
    ("PaymentTerms", "Note"),
)
_LINE_NOTES = (("Note",), ("LineItem", "Note"))
_ADDRESS = (
    ("AddressLine", "Line"),
    ("Postbox",),
    ("StreetName",),
    ("BuildingNumber",),
    ("AdditionalStreetName",),
    ("CityName",),
    ("CountrySubentity",),
    ("PostalZone",),
    ("Country", "IdentificationCode"),
)
_REFERENCES = (
    "QuotationDocumentReference",
    "OrderDocumentReference",
    "OriginatorDocumentReference",
    "AdditionalDocumentReference",
    "CatalogueReference",
    "Contract",
    "OrderReference",
)


class DocumentReader:
    """Reads one document. What is wrong with it is in ``faults``."""

    def __init__(self, root: Element) -> None:
        self._root = root
        self.faults: list[EdiFault] = []

    def order(self) -> EdiOrder | None:
        """The order; None where there are faults."""
        root = self._root
        kind = KINDS.get(root.name)
        if kind is None or root.space != f"{NAMESPACE}{root.name}-2":
            names = ", ".join(KINDS)
            self._wrong(root.name, f"is not a document that is read here: {names} of UBL 2 are")
            return None
        number = self._required(root, "ID", where=root.name)
        if kind is not EdiKind.ORDER:
            number = self._required(root, "OrderReference", "ID", where=root.name) or number
        self._required(root, "IssueDate", where=root.name)
        # The seller is whoever has got it: a document that leaves them out can be read all the same.
        self._required(root, "BuyerCustomerParty", where=root.name)
        lines = tuple(self._line(line) for line in root.all("OrderLine"))
        if not lines and kind in (EdiKind.ORDER, EdiKind.CHANGE):
            self._wrong(root.name, "has no OrderLine")
        dates = tuple(self._dates(root))
        if self.faults or number is None:
            return None
        return self._made(kind, number, dates, lines)

    def _made(
        self, kind: EdiKind, number: Element, dates: tuple[EdiDate, ...], lines: tuple[EdiLine, ...]
    ) -> EdiOrder | None:
        root = self._root
        parties = tuple(_parties(root))
        buyer, seller = _endpoint(root, "BuyerCustomerParty"), _endpoint(root, "SellerSupplierParty")
        response = kind is EdiKind.RESPONSE
        own_number, copied = root.say("ID"), root.say("CopyIndicator").lower() == "true"
        return EdiOrder(
            kind=kind,
            standard=UBL,
            message_type=root.name,
            version=root.say("CustomizationID") or root.say("UBLVersionID"),
            control=root.say("UUID") or own_number,
            sender=seller if response else buyer,
            receiver=buyer if response else seller,
            purpose=Purpose.DUPLICATE if copied else _PURPOSES.get(kind, Purpose.ORIGINAL),
            purpose_code=root.say("OrderResponseCode"),
            type_code=root.say("OrderTypeCode"),
            po_number=EdiText(text=number.text, start=number.start, end=number.end),
            document_number=own_number if kind is not EdiKind.ORDER else "",
            seller_number=root.say("SalesOrderID"),
            currency=root.say("DocumentCurrencyCode"),
            dates=dates,
            references=tuple(_references(root)),
            parties=parties,
            notes=tuple(_notes(root, _NOTES)),
            lines=lines,
            stated_lines=codes.number(root.say("LineCountNumeric")),
            doubts=self._doubts(lines),
            start=root.start,
            end=root.end,
        )

    def _doubts(self, lines: tuple[EdiLine, ...]) -> tuple[str, ...]:
        stated = self._root.say("LineCountNumeric")
        if stated and codes.number(stated) != len(lines):
            return (f"Element LineCountNumeric: “{stated[:_SHOWN]}” lines are stated, and there are {len(lines)}.",)
        return ()

    def _wrong(self, element: str, what: str) -> None:
        self.faults.append(fault(element[:_SHOWN], f"Element {element[:_SHOWN]} {what}."))

    def _required(self, parent: Element, *path: str, where: str) -> Element | None:
        found = parent.first(*path)
        if found is None or (not found.text and not found.children):
            self._wrong("/".join(path), f"is missing in {where}")
            return None
        return found

    def _number(self, element: Element | None, where: str) -> Decimal | None:
        if element is None or not element.text:
            return None
        found = codes.number(element.text)
        if found is None:
            self._wrong(element.name, f"of {where}: “{element.text[:_SHOWN]}” is not a number")
        return found

    def _day(self, element: Element | None, where: str) -> date | None:
        if element is None or not element.text:
            return None
        written = re.fullmatch(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:Z|[+-][0-9]{2}:[0-9]{2})?", element.text)
        found = as_day(written[1].replace("-", "")) if written else None
        if found is None:
            self._wrong(element.name, f"of {where}: “{element.text[:_SHOWN]}” is not a date")
        return found

    def _dates(self, root: Element) -> Iterator[EdiDate]:
        where = root.name
        if (ordered := root.first("IssueDate")) is not None:
            yield from self._dated(ordered, DateMeaning.ORDERED, where)
        for delivery in root.all("Delivery"):
            yield from self._delivery_dates(delivery, where)

    def _delivery_dates(self, delivery: Element, where: str) -> Iterator[EdiDate]:
        period = delivery.first("RequestedDeliveryPeriod")
        start = period.first("StartDate") if period is not None else None
        end = period.first("EndDate") if period is not None else None
        if start is not None and end is not None and start.text != end.text:
            yield from self._dated(start, DateMeaning.DELIVER_NOT_BEFORE, where)
            yield from self._dated(end, DateMeaning.DELIVER_NOT_AFTER, where)
        elif start is not None:
            yield from self._dated(start, DateMeaning.DELIVERY, where)
        elif end is not None:
            yield from self._dated(end, DateMeaning.DELIVER_NOT_AFTER, where)
        for path, meaning in (
            (("RequestedDespatchDate",), DateMeaning.SHIPMENT),
            (("Despatch", "RequestedDespatchDate"), DateMeaning.SHIPMENT),
            (("LatestDeliveryDate",), DateMeaning.DELIVER_NOT_AFTER),
            (("PromisedDeliveryPeriod", "StartDate"), DateMeaning.PROMISED),
        ):
            for found in delivery.all(*path):
                yield from self._dated(found, meaning, where)

    def _dated(self, element: Element, meaning: DateMeaning, where: str) -> Iterator[EdiDate]:
        day = self._day(element, where)
        if day is not None:
            yield EdiDate(meaning=meaning, code=element.name, value=day, start=element.start, end=element.end)

    def _line(self, element: Element) -> EdiLine:
        item_line = element.first("LineItem")
        if item_line is None:
            self._wrong("LineItem", "is missing in OrderLine")
            return EdiLine(line_id="")
        line_id = item_line.say("ID")
        where = f"line {line_id[:_SHOWN]}" if line_id else "OrderLine"
        self._required(item_line, "ID", where="OrderLine")
        item = self._required(item_line, "Item", where=where)
        amount = item_line.first("Quantity")
        unit = amount.attributes.get("unitCode", "") if amount is not None else ""
        quantity = self._number(amount, where)
        status = item_line.say("LineStatusCode")
        return EdiLine(
            line_id=line_id,
            quantity=quantity,
            unit=unit,
            unit_code=codes.unit_code(UBL, unit),
            price=self._price(item_line.first("Price"), unit, where),
            products=tuple(_products(item)) if item is not None else (),
            description=_description(item) if item is not None else "",
            dates=tuple(d for delivery in item_line.all("Delivery") for d in self._delivery_dates(delivery, where)),
            notes=tuple(_notes(element, _LINE_NOTES)),
            references=tuple(_references(element)),
            action=status,
            answers=tuple(self._answers(element, item_line, status, quantity, unit, where)),
            start=element.start,
            end=element.end,
        )

    def _price(self, price: Element | None, unit: str, where: str) -> Decimal | None:
        """The price per unit ordered; None where it is per another unit."""
        if price is None:
            return None
        amount, basis = self._number(price.first("PriceAmount"), where), price.first("BaseQuantity")
        if amount is None or basis is None:
            return amount
        per, per_unit = self._number(basis, where), basis.attributes.get("unitCode", "")
        if not per or (per_unit and unit and per_unit != unit):
            return None
        return amount / per

    def _answers(
        self, line: Element, item_line: Element, status: str, quantity: Decimal | None, unit: str, where: str
    ) -> Iterator[EdiAnswer]:
        if not self._root.name.startswith("OrderResponse"):
            return
        promised = next(item_line.all("Delivery", "PromisedDeliveryPeriod", "StartDate"), None)
        day = self._day(promised, where)
        yield EdiAnswer(code=status, quantity=quantity, unit=unit, day=day)
        waiting = self._number(item_line.first("MaximumBackorderQuantity"), where)
        if waiting is not None:
            yield EdiAnswer(code="MaximumBackorderQuantity", quantity=waiting, unit=unit)
        for item in line.all("SellerSubstitutedLineItem", "Item"):
            yield EdiAnswer(code="SellerSubstitutedLineItem", products=tuple(_products(item)))


def _products(item: Element) -> Iterator[EdiProduct]:
    for name, owner in _ITEM_NUMBERS.items():
        for found in item.all(name, "ID"):
            if found.text:
                scheme = found.attributes.get("schemeID", "")
                yield EdiProduct(owner=codes.scheme_owner(scheme) or owner, code=scheme or name, value=found.text)


def _description(item: Element) -> str:
    words = [found.text for name in ("Name", "Description") for found in item.all(name) if found.text]
    return " ".join(dict.fromkeys(words))


def _parties(root: Element) -> Iterator[EdiParty]:
    for name, role in _PARTIES.items():
        for party in root.all(name, "Party"):
            yield _party(party, role, name)
    for delivery in root.all("Delivery"):
        yield from _delivered_to(delivery)


def _party(party: Element, role: EdiRole, code: str) -> EdiParty:
    names = (party.say("PartyName", "Name"), party.say("PartyLegalEntity", "RegistrationName"))
    address = party.first("PostalAddress")
    return EdiParty(
        role=role,
        code=code,
        ids=tuple(_ids(party)),
        name=next((name for name in names if name), ""),
        address=_address(address) if address is not None else "",
        mail=tuple(found.text for found in party.all("Contact", "ElectronicMail") if found.text),
        start=party.start,
        end=party.end,
    )


def _ids(party: Element) -> Iterator[EdiId]:
    paths = (("PartyIdentification", "ID"), ("EndpointID",), ("PartyLegalEntity", "CompanyID"))
    seen = set()
    for path in paths:
        for found in party.all(*path):
            if found.text and found.text not in seen:
                seen.add(found.text)
                yield EdiId(value=found.text, qualifier=found.attributes.get("schemeID", ""))


def _delivered_to(delivery: Element) -> Iterator[EdiParty]:
    """Where a delivery goes: its location and the party there, as one."""
    place, party = delivery.first("DeliveryLocation"), delivery.first("DeliveryParty")
    if place is None and party is None and delivery.first("DeliveryAddress") is None:
        return
    ids, names = [], []
    if place is not None:
        ids += [EdiId(value=i.text, qualifier=i.attributes.get("schemeID", "")) for i in place.all("ID") if i.text]
        names.append(place.say("Name"))
    if party is not None:
        ids += list(_ids(party))
        names.append(party.say("PartyName", "Name"))
    paths = (("DeliveryLocation", "Address"), ("DeliveryAddress",), ("DeliveryParty", "PostalAddress"))
    address = next((found for path in paths for found in delivery.all(*path)), None)
    yield EdiParty(
        role=EdiRole.SHIP_TO,
        code="Delivery",
        ids=tuple(dict.fromkeys(ids)),
        name=next((name for name in names if name), ""),
        address=_address(address) if address is not None else "",
        mail=tuple(found.text for found in delivery.all("DeliveryParty", "Contact", "ElectronicMail") if found.text),
        start=delivery.start,
        end=delivery.end,
    )


def _address(address: Element) -> str:
    return ", ".join(found.text for path in _ADDRESS for found in address.all(*path) if found.text)


def _endpoint(root: Element, party: str) -> EdiId:
    found = root.first(party, "Party", "EndpointID") or root.first(party, "Party", "PartyIdentification", "ID")
    if found is None:
        return EdiId(value="")
    return EdiId(value=found.text, qualifier=found.attributes.get("schemeID", ""))


def _references(parent: Element) -> Iterator[EdiReference]:
    for name in _REFERENCES:
        for found in parent.all(name, "ID"):
            if found.text:
                yield EdiReference(code=name, value=found.text, start=found.start, end=found.end)


def _notes(parent: Element, paths: tuple[tuple[str, ...], ...]) -> Iterator[EdiNote]:
    for path in paths:
        for found in parent.all(*path):
            if found.text:
                yield EdiNote(code="/".join(path), text=found.text, start=found.start, end=found.end)

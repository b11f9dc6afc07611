"""An order as a document says it: what EDI, a form, a spreadsheet or a table states, before anybody judges it.

Every value carries where it stands in its part's stored text, so that a rep can be shown the words.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum

from domain.record import Record


class DocumentKind(StrEnum):
    """What a document is: an order, a change or a cancellation of one, or nothing that orders."""

    ORDER = "order"
    CHANGE = "change"
    CANCELLATION = "cancellation"
    OTHER = "other"


class NumberKind(StrEnum):
    """Whose number names a product: the distributor's sku, the customer's own, a trade item number (UPC, EAN, GTIN),
    the maker's part number, or a number whose owner the document does not say."""

    OURS = "ours"
    THEIRS = "theirs"
    TRADE = "trade"
    MAKERS = "makers"
    UNSAID = "unsaid"


class PartyRole(StrEnum):
    """What somebody named in a document is to the order."""

    BUYER = "buyer"
    SHIP_TO = "ship_to"
    BILL_TO = "bill_to"
    SUPPLIER = "supplier"
    OTHER = "other"


class Found(Record):
    """A text that a document states, at ``start`` to ``end`` (code points) of the part's stored text."""

    text: str
    start: int
    end: int


class FoundDate(Record):
    """A date that a document states, and where."""

    value: date
    start: int
    end: int


class ProductNumber(Record):
    """A number that names a product, as written, and whose it is."""

    kind: NumberKind
    value: str


class Party(Record):
    """Somebody the document names. ``ids`` are the ids it gives them, whoever issued those."""

    role: PartyRole
    ids: tuple[str, ...] = ()
    name: str = ""
    address: str = ""
    start: int = 0
    end: int = 0


class DocumentLine(Record):
    """One line of an order document.

    ``start`` to ``end`` is the whole line in the stored text, ``text`` the line as a rep would say it: its number and
    description, without column rules. ``unit_word`` is the unit as written, ``unit_code`` the common code for it (the
    codes of the language files, such as ``CS``), None where the document names none or one that is not known.
    ``amount`` is None where the document gives none or one that cannot be read: no quantity is not one. ``price`` is
    per unit. ``note`` is what else the line says: "half case", "no substitutes".
    """

    start: int
    end: int
    text: str
    numbers: tuple[ProductNumber, ...] = ()
    description: str = ""
    amount: Decimal | None = None
    unit_word: str | None = None
    unit_code: str | None = None
    price: Decimal | None = None
    requested_date: date | None = None
    note: str = ""


class OrderDocument(Record):
    """What one part says as an order.

    ``requested_dates`` are all that are asked for, once each. ``notes`` are the words of the document that belong to
    nothing else it states and that may ask something of a person. ``doubts`` are sentences for a rep: a total or a
    count that does not agree, a row that could not be read, columns that contradict each other. ``handwritten`` is
    set where the words were read off a picture.
    """

    kind: DocumentKind
    po_number: Found | None = None
    requested_dates: tuple[FoundDate, ...] = ()
    parties: tuple[Party, ...] = ()
    lines: tuple[DocumentLine, ...] = ()
    notes: tuple[Found, ...] = ()
    doubts: tuple[str, ...] = ()
    handwritten: bool = False

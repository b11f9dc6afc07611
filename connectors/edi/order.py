"""An order as an EDI document states it, whatever its standard. Offsets are code points of the document's text."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum

from connectors.edi.faults import EdiFault
from domain.record import Record


class Standard(StrEnum):
    """The standards that are read."""

    X12 = "x12"
    EDIFACT = "edifact"
    UBL = "ubl"


class EdiKind(StrEnum):
    """What a message is for."""

    ORDER = "order"
    CHANGE = "change"
    CANCELLATION = "cancellation"
    RESPONSE = "response"
    OTHER = "other"


class Purpose(StrEnum):
    """Why an order is sent: for the first time, again, or instead of another."""

    ORIGINAL = "original"
    CANCELLATION = "cancellation"
    CHANGE = "change"
    REPLACEMENT = "replacement"
    CONFIRMATION = "confirmation"
    DUPLICATE = "duplicate"
    OTHER = "other"


class DateMeaning(StrEnum):
    """What a date is about."""

    ORDERED = "ordered"
    DELIVERY = "delivery"
    DELIVER_NOT_BEFORE = "deliver_not_before"
    DELIVER_NOT_AFTER = "deliver_not_after"
    SHIPMENT = "shipment"
    SHIP_NOT_BEFORE = "ship_not_before"
    SHIP_NOT_AFTER = "ship_not_after"
    PICK_UP = "pick_up"
    CANCEL_AFTER = "cancel_after"
    PROMISED = "promised"
    OTHER = "other"


class EdiRole(StrEnum):
    """What a party is to the order."""

    BUYER = "buyer"
    SHIP_TO = "ship_to"
    BILL_TO = "bill_to"
    SUPPLIER = "supplier"
    OTHER = "other"


class NumberOwner(StrEnum):
    """Whose number names a product."""

    BUYERS = "buyers"
    SELLERS = "sellers"
    TRADE = "trade"
    MAKERS = "makers"
    OTHER = "other"


class EdiText(Record):
    """A value and where it stands."""

    text: str
    start: int
    end: int


class EdiId(Record):
    """An id and the code of who issued it, as given; empty where none is."""

    value: str
    qualifier: str = ""


class EdiDate(Record):
    """A date by its meaning; ``code`` is the standard's qualifier for it."""

    meaning: DateMeaning
    code: str
    value: date
    start: int
    end: int


class EdiReference(Record):
    """A number of something else, with the standard's qualifier: a contract, a department, a promotion."""

    code: str
    value: str
    start: int
    end: int


class EdiNote(Record):
    """Words of the document, or a segment that nothing else was made of. ``free``: a person may have written them."""

    code: str
    text: str
    start: int
    end: int
    free: bool = True


class EdiParty(Record):
    """Somebody named; ``code`` is the standard's for their part in the order. ``mail`` are addresses to write to."""

    role: EdiRole
    code: str
    ids: tuple[EdiId, ...] = ()
    name: str = ""
    address: str = ""
    mail: tuple[str, ...] = ()
    start: int = 0
    end: int = 0


class EdiProduct(Record):
    """A number that names a product, with the standard's qualifier."""

    owner: NumberOwner
    code: str
    value: str


class EdiAnswer(Record):
    """What a response says of a line, in part or whole: a code of its standard, how much, when, and of what."""

    code: str
    quantity: Decimal | None = None
    unit: str = ""
    day: date | None = None
    products: tuple[EdiProduct, ...] = ()


class EdiLine(Record):
    """A line. ``unit`` is the unit as given, ``unit_code`` the common code for it, None where it is not known.

    ``quantity`` is None where none is given. ``price`` is per ``unit``; None where none is given, or where it is per
    another unit. ``action`` is what a change does with the line, as a code of its standard; ``answers`` is what a
    response says of it.
    """

    line_id: str
    quantity: Decimal | None = None
    unit: str = ""
    unit_code: str | None = None
    price: Decimal | None = None
    products: tuple[EdiProduct, ...] = ()
    description: str = ""
    dates: tuple[EdiDate, ...] = ()
    notes: tuple[EdiNote, ...] = ()
    references: tuple[EdiReference, ...] = ()
    parties: tuple[EdiParty, ...] = ()
    action: str = ""
    answers: tuple[EdiAnswer, ...] = ()
    start: int = 0
    end: int = 0


class EdiOrder(Record):
    """A message about an order.

    ``po_number`` is the buyer's number of the order, ``document_number`` that of this document where it is another
    (a change, a response), ``seller_number`` the seller's where the document gives it. ``doubts`` are sentences about
    what does not agree in it though it can be read.
    """

    kind: EdiKind
    standard: Standard
    message_type: str
    version: str
    control: str
    sender: EdiId
    receiver: EdiId
    test: bool = False
    purpose: Purpose = Purpose.ORIGINAL
    purpose_code: str = ""
    type_code: str = ""
    po_number: EdiText
    document_number: str = ""
    seller_number: str = ""
    currency: str = ""
    dates: tuple[EdiDate, ...] = ()
    references: tuple[EdiReference, ...] = ()
    parties: tuple[EdiParty, ...] = ()
    notes: tuple[EdiNote, ...] = ()
    lines: tuple[EdiLine, ...] = ()
    stated_lines: Decimal | None = None
    stated_quantity: Decimal | None = None
    doubts: tuple[str, ...] = ()
    start: int = 0
    end: int = 0


class EdiMessage(Record):
    """One message of an interchange: read (``order``, with faults that were let pass) or rejected, with the reasons."""

    message_type: str
    control: str
    version: str = ""
    order: EdiOrder | None = None
    faults: tuple[EdiFault, ...] = ()


class EdiGroup(Record):
    """A functional group. EDIFACT seldom has one and UBL never: then it is the only one, without a code."""

    code: str
    sender: str
    receiver: str
    control: str
    version: str
    messages: tuple[EdiMessage, ...]
    stated_messages: int | None = None
    faults: tuple[EdiFault, ...] = ()


class EdiInterchange(Record):
    """An interchange with its groups. ``faults`` are those of the envelope, which do not keep a message from being
    read; ``syntax`` is the version of the envelope, ``sent`` its date and time as they are written."""

    standard: Standard
    sender: EdiId
    receiver: EdiId
    control: str
    syntax: str
    sent: tuple[str, str]
    test: bool
    groups: tuple[EdiGroup, ...]
    faults: tuple[EdiFault, ...] = ()
    start: int = 0
    end: int = 0

    @property
    def messages(self) -> tuple[EdiMessage, ...]:
        """Every message, in sequence."""
        return tuple(message for group in self.groups for message in group.messages)


class EdiFile(Record):
    """A file: one or several interchanges."""

    interchanges: tuple[EdiInterchange, ...]

    @property
    def messages(self) -> tuple[EdiMessage, ...]:
        """Every message, in sequence."""
        return tuple(message for interchange in self.interchanges for message in interchange.messages)

"""EDI as an order document: the text of an interchange, and what the orders in it state."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from connectors.edi import codes, parsing
from connectors.edi.faults import EdiRejected
from connectors.edi.order import (
    DateMeaning,
    EdiDate,
    EdiFile,
    EdiInterchange,
    EdiKind,
    EdiLine,
    EdiOrder,
    EdiParty,
    EdiRole,
    EdiText,
    NumberOwner,
    Purpose,
    Standard,
)
from domain.quantities import tidy
from reading.files_text import FileText
from reading.order_documents import (
    DocumentKind,
    DocumentLine,
    Found,
    FoundDate,
    NumberKind,
    OrderDocument,
    Party,
    PartyRole,
    ProductNumber,
)

EXTRACTORS = {Standard.X12: "x12-1", Standard.EDIFACT: "edifact-1", Standard.UBL: "ubl-1"}
NO_STANDARD = "edi-1"
LONGEST_EDI = 400_000
_MOST_SENTENCES = 3
_X12_HEAD = re.compile(rb"ISA([^A-Za-z0-9\s])..\1")
_EDIFACT_HEAD = re.compile(rb"UNA[^A-Za-z0-9]{6}|UNB[^A-Za-z0-9\s]UNO[A-Z]")
_UBL_ROOT = re.compile(
    rb"urn:oasis:names:specification:ubl:schema:xsd:Order|<(?:[A-Za-z0-9_]+:)?StandardBusinessDocument[ >]"
)
_XML_ENCODING = re.compile(rb"<\?xml[^>]{0,80}encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,20})[\"']")
_SYNTAX = re.compile(rb"UNB.(UNO[A-Z]).")
# The character sets of EDIFACT's syntax identifiers; the others are ASCII.
_EDIFACT_CHARSETS = {
    b"UNOC": "iso-8859-1",
    b"UNOD": "iso-8859-2",
    b"UNOE": "iso-8859-5",
    b"UNOF": "iso-8859-7",
    b"UNOG": "iso-8859-3",
    b"UNOH": "iso-8859-4",
    b"UNOI": "iso-8859-6",
    b"UNOJ": "iso-8859-8",
    b"UNOK": "iso-8859-9",
}
_XML_CHARSETS = frozenset({"iso-8859-1", "iso-8859-2", "iso-8859-5", "iso-8859-9", "iso-8859-15", "windows-1250"})
_KINDS = {EdiKind.ORDER: DocumentKind.ORDER, EdiKind.CHANGE: DocumentKind.CHANGE}
_KINDS |= {EdiKind.CANCELLATION: DocumentKind.CANCELLATION}
_NUMBERS = {
    NumberOwner.BUYERS: NumberKind.THEIRS,
    NumberOwner.SELLERS: NumberKind.OURS,
    NumberOwner.TRADE: NumberKind.TRADE,
    NumberOwner.MAKERS: NumberKind.MAKERS,
    NumberOwner.OTHER: NumberKind.UNSAID,
}
_OTHER_DAYS = {
    DateMeaning.DELIVER_NOT_BEFORE: "delivery not before",
    DateMeaning.DELIVER_NOT_AFTER: "delivery not after",
    DateMeaning.PICK_UP: "pick-up on",
    DateMeaning.SHIPMENT: "shipping on",
    DateMeaning.SHIP_NOT_BEFORE: "shipping not before",
    DateMeaning.SHIP_NOT_AFTER: "shipping not after",
}
_PURPOSES = {
    Purpose.REPLACEMENT: "It says that it replaces an order that was sent before.",
    Purpose.DUPLICATE: "It says that it is a duplicate of an order that was sent before.",
    Purpose.CONFIRMATION: "It says that it only confirms an order that was placed otherwise.",
    Purpose.OTHER: "It has a purpose that is not known here.",
}
# Segments that split a line's quantity over places or days, or into other products.
_SPLITS = frozenset({"SDQ", "SCH", "SLN", "SCC", "LOC"})
# What a change does with a line, where it is not the whole line as it is to be afterwards.
_PARTIAL_ACTIONS = {
    Standard.X12: frozenset({"DI", "QD", "QI", "MU", "RS"}),
    Standard.EDIFACT: frozenset({"2"}),
    Standard.UBL: frozenset({"2"}),
}


def looks_like_edi(head: bytes) -> bool:
    """Whether a file that begins so is EDI that is read here: X12, EDIFACT, or XML with an order of UBL in it."""
    # Marks of byte order are of no matter here, and neither is every second byte of UTF-16.
    begun = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if begun.startswith(b"<"):
        return _UBL_ROOT.search(begun) is not None
    return bool(_X12_HEAD.match(begun) or _EDIFACT_HEAD.match(begun))


def text_of_edi(content: bytes) -> FileText:
    """An interchange's text. ``unreadable`` says what is wrong and where, if a message of it must be rejected."""
    text = _decoded(content)
    if len(text) > LONGEST_EDI:
        sentence = f"The EDI file has more than {LONGEST_EDI} characters; a rep has to read it."
        return FileText(text=text[:LONGEST_EDI], extractor=NO_STANDARD, unreadable=sentence)
    standard = parsing.standard_of(text[:200])
    extractor = EXTRACTORS[standard] if standard else NO_STANDARD
    try:
        file = parsing.parse(text, standard)
    except EdiRejected as rejected:
        return FileText(text=text, extractor=extractor, unreadable=rejected.sentence)
    wrong = [fault.sentence for message in parsing.rejections(file) for fault in message.faults]
    if not file.messages:
        wrong = ["The EDI file holds no message."]
    return FileText(text=text, extractor=extractor, unreadable=" ".join(wrong[:_MOST_SENTENCES]) or None)


def _decoded(content: bytes) -> str:
    """The text by its byte order mark, as UTF-8, or by the character set it names; none of it is lost."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = content.decode("utf-16", "replace")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode(_charset(content[:1024]), "replace")
    return text.replace("\0", "")


def _charset(head: bytes) -> str:
    syntax = _SYNTAX.search(head)
    if syntax is not None:
        return _EDIFACT_CHARSETS.get(syntax[1], "iso-8859-1")
    named = _XML_ENCODING.search(head)
    charset = named[1].decode("ascii").lower() if named is not None else ""
    return charset if charset in _XML_CHARSETS else "cp1252"


def read_edi(text: str, extractor: str) -> OrderDocument:
    """What the orders of an interchange state, as one document.

    ``extractor`` is what took the text out. A file that must be rejected is a document that orders nothing, with the
    reason as its doubt; so are the messages of a file that must be, beside those that are read.
    """
    standard = next((known for known, name in EXTRACTORS.items() if name == extractor), None)
    try:
        file = parsing.parse(text, standard)
    except EdiRejected as rejected:
        return OrderDocument(kind=DocumentKind.OTHER, doubts=(rejected.sentence,))
    orders, repeated = _distinct(text, file)
    doubts = [fault.sentence for message in parsing.rejections(file) for fault in message.faults[:_MOST_SENTENCES]]
    doubts += [sentence for interchange in file.interchanges for sentence in _envelope_doubts(interchange)]
    if repeated:
        doubts.append("The file holds the same order more than once.")
    if len(orders) > 1:
        numbers = ", ".join(order.po_number.text for order in orders[:_MOST_SENTENCES])
        doubts.append(f"The file holds {len(orders)} orders ({numbers}): each is one of its own.")
    return _document(text, orders, doubts)


def changed_order(content: bytes) -> str | None:
    """The number of the order that an interchange changes or cancels; None for anything else."""
    if not looks_like_edi(content[:1024]) or len(content) > LONGEST_EDI:
        return None
    try:
        file = parsing.parse(_decoded(content))
    except EdiRejected:
        return None
    changed = {
        message.order.po_number.text
        for message in file.messages
        if message.order is not None and message.order.kind in (EdiKind.CHANGE, EdiKind.CANCELLATION)
    }
    return changed.pop() if len(changed) == 1 and len(file.messages) == 1 else None


def _distinct(text: str, file: EdiFile) -> tuple[tuple[EdiOrder, ...], bool]:
    """The orders that were read, those that are the same word for word once, and whether some were."""
    found: dict[str, EdiOrder] = {}
    read = [message.order for message in file.messages if message.order is not None]
    for order in read:
        found.setdefault(text[order.start : order.end], order)
    return tuple(found.values()), len(found) < len(read)


def _envelope_doubts(interchange: EdiInterchange) -> Iterator[str]:
    for fault in interchange.faults:
        yield fault.sentence
    for group in interchange.groups:
        for fault in group.faults:
            yield fault.sentence
    if interchange.test:
        yield "The interchange is marked as a test: nothing of it may ship."


def _document(text: str, orders: tuple[EdiOrder, ...], doubts: list[str]) -> OrderDocument:
    if not orders:
        return OrderDocument(kind=DocumentKind.OTHER, doubts=tuple(dict.fromkeys(doubts)))
    kinds = {_KINDS.get(order.kind, DocumentKind.OTHER) for order in orders}
    first = orders[0]
    days: dict[date, FoundDate] = {}
    for order in orders:
        found, told = _requested(order)
        for day in found:
            days.setdefault(day.value, day)
        doubts += [*told, *_doubts(order)]
    one_number = len({order.po_number.text for order in orders}) == 1
    return OrderDocument(
        kind=kinds.pop() if len(kinds) == 1 else DocumentKind.OTHER,
        po_number=_found(text, first.po_number) if one_number else None,
        requested_dates=tuple(days.values()),
        parties=tuple(dict.fromkeys(party for order in orders for party in _parties(order))),
        lines=tuple(_line(order, line) for order in orders if order.kind in _KINDS for line in order.lines),
        notes=tuple(
            Found(text=note.text, start=note.start, end=note.end)
            for order in orders
            for note in order.notes
            if note.free
        ),
        doubts=tuple(dict.fromkeys(doubts)),
    )


def _found(text: str, stated: EdiText) -> Found:
    """A value at its own place in the segment that states it; the whole segment where it is written otherwise."""
    at = text.rfind(stated.text, stated.start, stated.end)
    if at < 0:
        return Found(text=stated.text, start=stated.start, end=stated.end)
    return Found(text=stated.text, start=at, end=at + len(stated.text))


def _requested(order: EdiOrder) -> tuple[list[FoundDate], list[str]]:
    """The days an order asks for, and sentences where it asks for something else than delivery on a day."""
    stated = [*order.dates, *(day for line in order.lines for day in line.dates)]
    asked = [day for day in stated if day.meaning is DateMeaning.DELIVERY]
    last = min((day.value for day in stated if day.meaning is DateMeaning.CANCEL_AFTER), default=None)
    doubts = []
    if last is not None and (not asked or max(day.value for day in asked) > last):
        doubts.append(f"It is to be cancelled if it is not there by {last}.")
    if asked:
        return [_found_date(day) for day in asked], doubts
    others = [day for meaning in _OTHER_DAYS for day in order.dates if day.meaning is meaning]
    others = others or [day for meaning in _OTHER_DAYS for day in stated if day.meaning is meaning]
    if {day.meaning for day in others} == {DateMeaning.DELIVER_NOT_AFTER} and len({day.value for day in others}) == 1:
        return [_found_date(others[0])], doubts  # a last day alone is the day that is asked for
    doubts += [f"It asks for {_OTHER_DAYS[day.meaning]} {day.value}." for day in others]
    return [_found_date(day) for day in others[:1]], doubts


def _found_date(day: EdiDate) -> FoundDate:
    return FoundDate(value=day.value, start=day.start, end=day.end)


def _doubts(order: EdiOrder) -> Iterator[str]:
    yield from order.doubts
    if order.kind is EdiKind.RESPONSE:
        yield f"It is a response to an order ({order.message_type}), not an order."
        return
    if order.purpose in _PURPOSES:
        yield _PURPOSES[order.purpose]
    if order.kind is EdiKind.ORDER and not codes.is_plain_order(order.standard, order.type_code):
        yield f"It is an order of the kind {order.type_code}, which asks for more than these goods now."
    for line in order.lines:
        yield from _line_doubts(order, line)


def _line_doubts(order: EdiOrder, line: EdiLine) -> Iterator[str]:
    if line.quantity is not None and line.quantity <= 0:
        yield f"Line {line.line_id}: {tidy(line.quantity)} is not a quantity that can be ordered."
    if any(note.code in _SPLITS for note in line.notes):
        yield f"Line {line.line_id} divides its quantity over places, days or parts."
    if any(party.role is EdiRole.SHIP_TO for party in line.parties):
        yield f"Line {line.line_id} names a place of its own to ship to."
    if _is_partial(order, line):
        yield f"Line {line.line_id} is a change ({line.action}) that says less than the whole line."


def _is_partial(order: EdiOrder, line: EdiLine) -> bool:
    return order.kind is EdiKind.CHANGE and line.action in _PARTIAL_ACTIONS[order.standard]


def _parties(order: EdiOrder) -> Iterator[Party]:
    sender = order.sender.value
    has_buyer = False
    for party in order.parties:
        is_buyer = party.role is EdiRole.BUYER
        has_buyer = has_buyer or is_buyer
        yield _party(party, (sender,) if is_buyer and sender else ())
    if not has_buyer and sender and order.kind is not EdiKind.RESPONSE:
        yield Party(role=PartyRole.BUYER, ids=(sender,), start=order.start, end=order.start)


def _party(party: EdiParty, more: tuple[str, ...]) -> Party:
    return Party(
        role=PartyRole(party.role.value),
        ids=tuple(dict.fromkeys((*(one.value for one in party.ids), *more))),
        name=party.name,
        address=party.address,
        start=party.start,
        end=party.end,
    )


def _line(order: EdiOrder, line: EdiLine) -> DocumentLine:
    numbers = tuple(ProductNumber(kind=_NUMBERS[product.owner], value=product.value) for product in line.products)
    said = [*([numbers[0].value] if numbers else []), line.description]
    return DocumentLine(
        start=line.start,
        end=line.end,
        text=" ".join(part for part in said if part) or f"line {line.line_id}",
        numbers=tuple(dict.fromkeys(numbers)),
        description=line.description,
        amount=_amount(order, line),
        unit_word=line.unit or None,
        unit_code=line.unit_code,
        price=line.price,
        requested_date=_line_day(line),
        note=" ".join(note.text for note in line.notes if note.free),
    )


def _amount(order: EdiOrder, line: EdiLine) -> Decimal | None:
    if line.quantity is None or line.quantity <= 0 or _is_partial(order, line):
        return None
    return tidy(line.quantity)


def _line_day(line: EdiLine) -> date | None:
    return next((day.value for day in line.dates if day.meaning is DateMeaning.DELIVERY), None)

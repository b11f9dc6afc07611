"""EDIFACT ORDERS, ORDCHG and ORDRSP, of the directories from D.93A on and EANCOM: a message as an order."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from connectors.edi import codes
from connectors.edi.edifact_elements import ElementReader
from connectors.edi.edifact_syntax import INVALID_VALUE, MISCOUNT, MISSING, NOT_HERE, Message, Segment
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
    EdiText,
    NumberOwner,
    Purpose,
    Standard,
)

EDIFACT = Standard.EDIFACT
TYPES = ("ORDERS", "ORDCHG", "ORDRSP")
_NAME = re.compile(r"[A-Z]{3}")
_ORDERED, _ORDER_NUMBER = "21", "ON"
_LINES, _QUANTITIES = "2", "1"
# Prices that the buyer means to pay; gross and retail prices are not.
_NET_PRICES = ("AAA", "INV", "CON", "NTP", "CAL")
# Segments after which a line's quantities and dates are of something else: a place, an allowance, a schedule.
_OF_SOMETHING_ELSE = frozenset({"LOC", "ALC", "SCC", "PAC", "TAX", "TDT", "TOD", "RCS"})
_DOCUMENT_DATES = ("137", "4")
_ID, _SUBSTITUTE = ("1", "5"), "3"


class _Party:
    def __init__(self, segment: Segment) -> None:
        self.first = self.last = segment
        self.ids = [EdiId(value=segment.get(2), qualifier=segment.get(2, 3))] if segment.get(2) else []
        self.mail: list[str] = []

    def take(self, segment: Segment) -> bool:
        """Take in a segment of the party's group; say whether it was one."""
        if segment.name == "RFF" and segment.get(1, 2):
            self.ids.append(EdiId(value=segment.get(1, 2), qualifier=segment.get(1)))
        elif segment.name == "COM" and segment.get(1, 2) == "EM":
            self.mail.append(segment.get(1))
        elif segment.name not in ("CTA", "COM", "LOC", "FII", "DOC"):
            return False
        self.last = segment
        return True

    def made(self) -> EdiParty:
        first = self.first
        named = [first.get(element, n) for element in (4, 3) for n in range(1, 6)]
        street = [first.get(5, n) for n in range(1, 5)]
        town = [first.get(n) for n in (6, 7, 8, 9)]
        return EdiParty(
            role=codes.role(EDIFACT, first.get(1)),
            code=first.get(1),
            ids=tuple(self.ids),
            name=" ".join(part for part in named if part),
            address=", ".join(part for part in (*street, " ".join(t for t in town if t)) if part),
            mail=tuple(self.mail),
            start=first.start,
            end=self.last.end,
        )


class _Line:
    def __init__(self, segment: Segment) -> None:
        self.first = self.last = segment
        self.products: list[EdiProduct] = []
        self.described: list[str] = []
        self.dates: list[EdiDate] = []
        self.notes: list[EdiNote] = []
        self.references: list[EdiReference] = []
        self.parties: list[_Party] = []
        self.answers: list[EdiAnswer] = []
        self.amounts: list[tuple[Decimal | None, str]] = []
        self.price: Decimal | None = None
        self.price_unit = ""

    def made(self) -> EdiLine:
        quantity, unit = self.amounts[0] if len(self.amounts) == 1 else (None, "")
        per_unit = not self.price_unit or not unit or self.price_unit == unit
        return EdiLine(
            line_id=self.first.get(1),
            quantity=quantity,
            unit=unit,
            unit_code=codes.unit_code(EDIFACT, unit),
            price=self.price if per_unit else None,
            products=tuple(self.products),
            description=" ".join(dict.fromkeys(self.described)),
            dates=tuple(self.dates),
            notes=tuple(self.notes),
            references=tuple(self.references),
            parties=tuple(party.made() for party in self.parties),
            action=self.first.get(2),
            answers=tuple(self.answers),
            start=self.first.start,
            end=self.last.end,
        )


class MessageReader:
    """Reads one message. What is wrong with it is in ``faults``; what was let pass in ``doubts``."""

    def __init__(self, message: Message) -> None:
        self._message = message
        self._read = ElementReader(message.control)
        self._lines: list[_Line] = []
        self._parties: list[_Party] = []
        self._dates: list[EdiDate] = []
        self._notes: list[EdiNote] = []
        self._references: list[EdiReference] = []
        self._party: _Party | None = None
        self._context = ""
        self._currency = ""
        self._summary = False
        self._stated: dict[str, Decimal] = {}
        self.doubts: list[str] = []

    @property
    def message_type(self) -> str:
        """ORDERS, or what else it is."""
        return self._message.segments[0].get(2)

    @property
    def version(self) -> str:
        """Its directory and the association's code: D.96A.EAN008."""
        head = self._message.segments[0]
        return ".".join(part for part in (head.get(2, 2), head.get(2, 3), head.get(2, 5)) if part)

    @property
    def faults(self) -> tuple[EdiFault, ...]:
        """What keeps the message from being read."""
        return (*self._read.faults, *self._message.faults)

    def order(self, sender: EdiId, receiver: EdiId, test: bool) -> EdiOrder | None:
        """The order; None where there are faults."""
        header, *body = [s for s in self._message.segments if s.name != "UNT"]
        if self.message_type not in TYPES:
            self._read.wrong(header, 2, 1, NOT_HERE, f"is not a message that is read here: {', '.join(TYPES)} are")
            return None
        if not body or body[0].name != "BGM":
            at = body[0] if body else header
            what = "stands where BGM must: BGM is missing" if body else "has no BGM after it"
            self._read.misplaced(at, MISSING, what)
            return None
        self._read.required(body[0], 2, 1, "the number of the order")
        for segment in body[1:]:
            self._take(segment)
        self._check(body[0])
        return self._made(body[0], sender, receiver, test) if not self.faults else None

    def _take(self, segment: Segment) -> None:
        if not _NAME.fullmatch(segment.name):
            self._read.misplaced(segment, INVALID_VALUE, "is not a segment of EDIFACT")
        elif segment.name == "BGM":
            self._read.misplaced(segment, NOT_HERE, "may stand only once, after UNH")
        elif segment.name == "UNS":
            self._summary = True
        elif self._summary:
            self._take_total(segment)
        elif segment.name == "LIN":
            self._begin_line(segment)
        elif segment.name == "NAD":
            self._begin_party(segment)
        elif self._party is None or not self._party.take(segment):
            self._party = None
            self._take_into(segment)
        if self._lines and not self._summary:
            self._lines[-1].last = segment

    def _begin_line(self, segment: Segment) -> None:
        self._party, self._context = None, ""
        line = _Line(segment)
        self._lines.append(line)
        if segment.get(3):
            line.products.append(_product(segment.get(3), segment.get(3, 2)))

    def _begin_party(self, segment: Segment) -> None:
        self._read.required(segment, 1, 1, "the code of the party")
        self._party = _Party(segment)
        (self._lines[-1].parties if self._lines else self._parties).append(self._party)

    def _take_into(self, segment: Segment) -> None:
        """A segment of the head, or of the line that is open."""
        kinds: dict[str, Callable[[Segment], None]] = {
            "DTM": self._take_date,
            "RFF": self._take_reference,
            "CUX": self._take_currency,
            "FTX": self._take_text,
        }
        if self._lines:
            kinds |= {"QTY": self._take_quantity, "PRI": self._take_price, "PIA": self._take_products}
            kinds |= {"IMD": self._take_description}
        if segment.name in _OF_SOMETHING_ELSE or segment.name in ("RFF", "PRI"):
            self._context = segment.name
        kinds.get(segment.name, self._take_other)(segment)

    def _take_date(self, segment: Segment) -> None:
        code = self._read.required(segment, 1, 1, "the code of the date")
        self._read.required(segment, 1, 2, "the date")
        day = self._read.day(segment) if segment.get(1, 2) else None
        of_other = self._lines and (self._context in _OF_SOMETHING_ELSE or self._context == "PRI")
        if day is None or of_other:
            self._take_other(segment)
            return
        meaning = codes.date_meaning(EDIFACT, code)
        if self._context == "RFF" and code in _DOCUMENT_DATES:
            meaning = DateMeaning.OTHER
        found = EdiDate(meaning=meaning, code=code, value=day, start=segment.start, end=segment.end)
        (self._lines[-1].dates if self._lines else self._dates).append(found)

    def _take_reference(self, segment: Segment) -> None:
        code = self._read.required(segment, 1, 1, "the code of the reference")
        if segment.get(1, 2):
            found = EdiReference(code=code, value=segment.get(1, 2), start=segment.start, end=segment.end)
            (self._lines[-1].references if self._lines else self._references).append(found)

    def _take_currency(self, segment: Segment) -> None:
        if not self._lines and not self._currency:
            self._currency = segment.get(1, 2)

    def _take_text(self, segment: Segment) -> None:
        words = " ".join(segment.get(4, n) for n in range(1, 6) if segment.get(4, n))
        self._note(segment, words or segment.written(), free=bool(words))

    def _take_quantity(self, segment: Segment) -> None:
        line = self._lines[-1]
        code = self._read.required(segment, 1, 1, "the code of the quantity")
        self._read.required(segment, 1, 2, "the quantity")
        amount, unit = self._read.number(segment, 1, 2), segment.get(1, 3)
        if self._context in _OF_SOMETHING_ELSE:
            self._take_other(segment)
        elif code == _ORDERED:
            line.amounts.append((amount, unit))
            if len(line.amounts) > 1:
                self.doubts.append(f"{self._read.place(segment)}: the line gives more than one quantity.")
        elif self.message_type == "ORDRSP":
            line.answers.append(EdiAnswer(code=code, quantity=amount, unit=unit))
        else:
            self._take_other(segment)

    def _take_price(self, segment: Segment) -> None:
        line = self._lines[-1]
        price, basis = self._read.number(segment, 1, 2), self._read.number(segment, 1, 5)
        if segment.get(1) in _NET_PRICES and price is not None and line.price is None:
            line.price = price / basis if basis else price
            line.price_unit = segment.get(1, 6)
        else:
            self._take_other(segment)

    def _take_products(self, segment: Segment) -> None:
        products = [
            _product(parts[0].strip(), parts[1].strip() if len(parts) > 1 else "")
            for parts in segment.elements[1:]
            if parts and parts[0].strip()
        ]
        function = self._read.required(segment, 1, 1, "what the numbers are for")
        if function in _ID:
            self._lines[-1].products.extend(products)
        elif function == _SUBSTITUTE and self.message_type == "ORDRSP":
            self._lines[-1].answers.append(EdiAnswer(code="PIA", products=tuple(products)))
        else:
            self._take_other(segment)

    def _take_description(self, segment: Segment) -> None:
        words = " ".join(segment.get(3, n) for n in (4, 5) if segment.get(3, n))
        if words:
            self._lines[-1].described.append(words)
        else:
            self._take_other(segment)

    def _take_other(self, segment: Segment) -> None:
        self._note(segment, segment.written(), free=False)

    def _note(self, segment: Segment, text: str, free: bool) -> None:
        note = EdiNote(code=segment.name, text=text, start=segment.start, end=segment.end, free=free)
        (self._lines[-1].notes if self._lines else self._notes).append(note)

    def _take_total(self, segment: Segment) -> None:
        if segment.name != "CNT":
            return
        code = self._read.required(segment, 1, 1, "what is counted")
        stated = self._read.number(segment, 1, 2)
        if stated is None:
            self._read.required(segment, 1, 2, "the count")
            return
        self._stated[code] = stated
        actual = sum(amount or Decimal(0) for line in self._lines for amount, _ in line.amounts)
        if code == _LINES and stated != len(self._lines):
            self._read.wrong(segment, 1, 2, MISCOUNT, f"lines are stated, and there are {len(self._lines)}")
        elif code == _QUANTITIES and stated != actual:
            self.doubts.append(f"{self._read.place(segment)}: the quantities come to {actual}, not to {stated}.")

    def _check(self, head: Segment) -> None:
        if not any(segment.name == "DTM" for segment in self._message.segments):
            self._read.misplaced(head, MISSING, "is followed by no DTM, which must give the date of the order")
        if not self._summary:
            self._read.misplaced(head, MISSING, "is followed by no UNS, which must end the lines")
        if not self._lines and self.message_type == "ORDERS" and head.get(3) != "1":
            self._read.misplaced(head, MISSING, "is followed by no LIN: the order has no lines")

    def _made(self, head: Segment, sender: EdiId, receiver: EdiId, test: bool) -> EdiOrder:
        function = head.get(3) or "9"
        purpose = codes.purpose(EDIFACT, function)
        number = EdiText(text=head.get(2), start=head.start, end=head.end)
        ordered = next((r for r in self._references if r.code == _ORDER_NUMBER), None)
        own = self.message_type != "ORDERS" and ordered is not None
        if own and ordered is not None:
            number = EdiText(text=ordered.value, start=ordered.start, end=ordered.end)
        return EdiOrder(
            kind=_kind(self.message_type, purpose),
            standard=EDIFACT,
            message_type=self.message_type,
            version=self.version,
            control=self._message.control,
            sender=sender,
            receiver=receiver,
            test=test,
            purpose=purpose,
            purpose_code=function,
            type_code=head.get(1),
            po_number=number,
            document_number=head.get(2) if own else "",
            seller_number=head.get(2) if self.message_type == "ORDRSP" else "",
            currency=self._currency,
            dates=tuple(self._dates),
            references=tuple(self._references),
            parties=tuple(party.made() for party in self._parties),
            notes=tuple(self._notes),
            lines=tuple(line.made() for line in self._lines),
            stated_lines=self._stated.get(_LINES),
            stated_quantity=self._stated.get(_QUANTITIES),
            doubts=tuple(self.doubts),
            start=self._message.segments[0].start,
            end=self._message.segments[-1].end,
        )


def _product(value: str, qualifier: str) -> EdiProduct:
    owner = codes.product_owner(EDIFACT, qualifier)
    known = owner if owner != codes.DESCRIPTION else NumberOwner.OTHER
    return EdiProduct(owner=NumberOwner(known), code=qualifier, value=value)


def _kind(message_type: str, purpose: Purpose) -> EdiKind:
    if message_type == "ORDRSP":
        return EdiKind.RESPONSE
    if purpose is Purpose.CANCELLATION:
        return EdiKind.CANCELLATION
    return EdiKind.CHANGE if message_type == "ORDCHG" or purpose is Purpose.CHANGE else EdiKind.ORDER

"""X12 850 (order), 860 (change) and 855 (acknowledgement): a transaction set as an order."""

from __future__ import annotations

import re
from collections.abc import Callable
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
    EdiText,
    NumberOwner,
    Purpose,
    Standard,
)
from connectors.edi.x12_elements import INVALID_CODE, MISSING, ElementReader, as_day
from connectors.edi.x12_syntax import Segment, Transaction

X12 = Standard.X12
# The transaction sets that are read, with the segment each must begin with and the one its lines begin with.
SETS = {"850": ("BEG", "PO1"), "860": ("BCH", "POC"), "855": ("BAK", "PO1")}
_GROUP_CODES = {"850": "PO", "860": "PC", "855": "PR"}
_NAME = re.compile(r"[A-Z][A-Z0-9]{1,2}")
_UNKNOWN_SEGMENT, _UNEXPECTED, _SEGMENT_MISSING, _OUT_OF_SEQUENCE = "1", "2", "3", "7"
_HEAD_NUMBERS = {"BEG": (4, 6), "BCH": (4, 5, 8), "BAK": (5, 6, 7)}
_DIVISORS = {"HP": 100, "TP": 1000}
# Where the words of a segment stand that a person may have written, by its name.
_WORDS = {"MSG": (1,), "NTE": (2,), "MTX": (2,), "PKG": (5,), "TD5": (5,), "SAC": (15,), "SPI": (4, 5), "EFI": (2,)}
_MOST_PAIRS = 10
_PAIRS_OF_PO1, _PAIRS_OF_POC, _PAIRS_OF_ACK = 6, 8, 7


class _Party:
    def __init__(self, segment: Segment) -> None:
        self.first = self.last = segment
        self.names = [segment.get(2)]
        self.ids = [EdiId(value=segment.get(4), qualifier=segment.get(3))] if segment.get(4) else []
        self.address: list[str] = []
        self.mail: list[str] = []

    def take(self, segment: Segment) -> bool:
        """Take in a segment of the party's loop; say whether it was one."""
        if segment.name == "N2":
            self.names += [e for e in segment.elements if e]
        elif segment.name == "N3":
            self.address += [e for e in segment.elements if e]
        elif segment.name == "N4":
            self.address.append(" ".join(e for e in segment.elements[:4] if e))
        elif segment.name == "REF":
            self.ids += [EdiId(value=segment.get(2), qualifier=segment.get(1))] if segment.get(2) else []
        elif segment.name == "PER":
            pairs = zip(segment.elements[2::2], segment.elements[3::2], strict=False)
            self.mail += [value for kind, value in pairs if kind == "EM" and value]
        else:
            return False
        self.last = segment
        return True

    def made(self) -> EdiParty:
        return EdiParty(
            role=codes.role(X12, self.first.get(1)),
            code=self.first.get(1),
            ids=tuple(self.ids),
            name=" ".join(name for name in self.names if name),
            address=", ".join(part for part in self.address if part),
            mail=tuple(self.mail),
            start=self.first.start,
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
        self.quantity: Decimal | None = None
        self.unit = ""
        self.price: Decimal | None = None
        self.action = ""

    def made(self) -> EdiLine:
        return EdiLine(
            line_id=self.first.get(1),
            quantity=self.quantity,
            unit=self.unit,
            unit_code=codes.unit_code(X12, self.unit),
            price=self.price,
            products=tuple(self.products),
            description=" ".join(dict.fromkeys(self.described)),
            dates=tuple(self.dates),
            notes=tuple(self.notes),
            references=tuple(self.references),
            parties=tuple(party.made() for party in self.parties),
            action=self.action,
            answers=tuple(self.answers),
            start=self.first.start,
            end=self.last.end,
        )


class TransactionReader:
    """Reads one transaction set. What is wrong with it is in ``faults``; what was let pass in ``doubts``."""

    def __init__(self, transaction: Transaction, group_code: str, version: str) -> None:
        self._transaction = transaction
        self._read = ElementReader(transaction.control, version)
        self._group_code = group_code
        self._version = version
        self._begin, self._line_name = SETS.get(transaction.set_id, ("", ""))
        self._lines: list[_Line] = []
        self._parties: list[_Party] = []
        self._dates: list[EdiDate] = []
        self._notes: list[EdiNote] = []
        self._references: list[EdiReference] = []
        self._party: _Party | None = None
        self._totals: Segment | None = None
        self._currency = ""
        self.doubts = [fault.sentence for fault in transaction.noted]

    @property
    def faults(self) -> tuple[EdiFault, ...]:
        """What keeps the transaction from being read."""
        return (*self._read.faults, *self._transaction.faults)

    def order(self, sender: EdiId, receiver: EdiId, test: bool) -> EdiOrder | None:
        """The order; None where there are faults."""
        header = self._transaction.segments[0]
        if not self._begin:
            self._read.wrong(
                header, 1, INVALID_CODE, "is not a transaction set that is read here: 850, 855 and 860 are"
            )
            return None
        if self._group_code != _GROUP_CODES[self._transaction.set_id]:
            self._read.wrong(header, 1, INVALID_CODE, f"does not belong in a group {self._group_code[:2]}")
        head, *body = [s for s in self._transaction.segments[1:] if s.name != "SE"] or [header]
        if head.name != self._begin:
            self._read.misplaced(head, _SEGMENT_MISSING, f"stands where {self._begin} must: {self._begin} is missing")
            return None
        if not self._read.required(head, 3, "the number of the order"):
            return None
        for segment in body:
            self._take(segment)
        self._check_totals(head)
        return self._made(head, sender, receiver, test) if not self.faults else None

    def _take(self, segment: Segment) -> None:
        if not _NAME.fullmatch(segment.name):
            self._read.misplaced(segment, _UNKNOWN_SEGMENT, "is not a segment of X12")
        elif segment.name in (self._begin, "ST", "BEG", "BCH", "BAK"):
            self._read.misplaced(segment, _UNEXPECTED, "may stand only once, after ST")
        elif self._totals is not None and segment.name != "AMT":
            self._read.misplaced(segment, _OUT_OF_SEQUENCE, "stands after CTT, where only AMT may")
        elif segment.name == "CTT":
            self._totals = segment
        elif segment.name == self._line_name:
            self._party = None
            self._lines.append(self._line(segment))
        elif segment.name == "N1":
            self._begin_party(segment)
        elif self._party is None or not self._party.take(segment):
            self._party = None
            self._take_into(segment)
        if self._lines and self._totals is None:
            self._lines[-1].last = segment

    def _begin_party(self, segment: Segment) -> None:
        self._read.required(segment, 1, "the code of the party")
        if not segment.get(2) and not segment.get(4):
            self._read.wrong(segment, 2, "2", "neither a name nor an id is given")
        self._party = _Party(segment)
        (self._lines[-1].parties if self._lines else self._parties).append(self._party)

    def _take_into(self, segment: Segment) -> None:
        """A segment of the head, or of the line that is open."""
        kinds: dict[str, Callable[[Segment], None]] = {
            "DTM": self._take_date,
            "REF": self._take_reference,
            "N9": self._take_reference,
            "CUR": self._take_currency,
            "PID": self._take_description,
            "ACK": self._take_answer,
        }
        kinds.get(segment.name, self._take_note)(segment)

    def _take_date(self, segment: Segment) -> None:
        code = self._read.required(segment, 1, "the code of the date")
        day = self._read.day(segment, 2)
        if day is None and segment.get(5) in ("D8", "RD8"):
            day = as_day(segment.get(6)[:8])
        if day is None:
            return
        meaning = codes.date_meaning(X12, code)
        found = EdiDate(meaning=meaning, code=code, value=day, start=segment.start, end=segment.end)
        (self._lines[-1].dates if self._lines else self._dates).append(found)

    def _take_reference(self, segment: Segment) -> None:
        code = self._read.required(segment, 1, "the code of the reference")
        if segment.get(2):
            found = EdiReference(code=code, value=segment.get(2), start=segment.start, end=segment.end)
            (self._lines[-1].references if self._lines else self._references).append(found)
        if segment.get(3):
            self._note(segment, segment.get(3), free=True)

    def _take_currency(self, segment: Segment) -> None:
        if not self._lines:
            self._currency = segment.get(2)

    def _take_description(self, segment: Segment) -> None:
        if self._lines and segment.get(5):
            self._lines[-1].described.append(segment.get(5))
        else:
            self._take_note(segment)

    def _take_answer(self, segment: Segment) -> None:
        if not self._lines:
            self._take_note(segment)
            return
        answer = EdiAnswer(
            code=self._read.required(segment, 1, "the status of the line"),
            quantity=self._read.number(segment, 2),
            unit=segment.get(3),
            day=self._read.day(segment, 5),
            products=self._products(segment, _PAIRS_OF_ACK)[0],
        )
        self._lines[-1].answers.append(answer)

    def _take_note(self, segment: Segment) -> None:
        words = " ".join(segment.get(number) for number in _WORDS.get(segment.name, ()) if segment.get(number))
        self._note(segment, words or "*".join((segment.name, *segment.elements)), free=bool(words))

    def _note(self, segment: Segment, text: str, free: bool) -> None:
        note = EdiNote(code=segment.name, text=text, start=segment.start, end=segment.end, free=free)
        of_line = self._lines and self._totals is None
        (self._lines[-1].notes if of_line else self._notes).append(note)

    def _line(self, segment: Segment) -> _Line:
        line = _Line(segment)
        change = segment.name == "POC"
        amount, unit, price, basis = (3, 5, 6, 7) if change else (2, 3, 4, 5)
        line.action = segment.get(2) if change else ""
        line.quantity = self._read.number(segment, amount)
        line.unit = segment.get(unit)
        if line.quantity is not None and not line.unit:
            self._read.wrong(segment, unit, "2", "a quantity is given and no unit for it")
        each = self._read.number(segment, price)
        if each is not None:
            line.price = each / _DIVISORS.get(segment.get(basis), 1)
        products, described = self._products(segment, _PAIRS_OF_POC if change else _PAIRS_OF_PO1)
        line.products.extend(products)
        line.described.extend(described)
        return line

    def _products(self, segment: Segment, first: int) -> tuple[tuple[EdiProduct, ...], tuple[str, ...]]:
        """The product numbers of a segment, in pairs of qualifier and number from element ``first`` on."""
        products, described = [], []
        for element in range(first, min(first + 2 * _MOST_PAIRS, len(segment.elements) + 1), 2):
            code, value = segment.get(element), segment.get(element + 1)
            if not code and not value:
                continue
            if not code or not value:
                what = "a product number and its qualifier go together, and one is missing"
                self._read.wrong(segment, element + bool(code), MISSING, what)
                continue
            owner = codes.product_owner(X12, code)
            if owner == codes.DESCRIPTION:
                described.append(value)
            else:
                products.append(EdiProduct(owner=NumberOwner(owner), code=code, value=value))
        return tuple(products), tuple(described)

    def _check_totals(self, head: Segment) -> None:
        if not self._lines and self._transaction.set_id == "850":
            self._read.misplaced(head, _SEGMENT_MISSING, "is followed by no PO1: the order has no lines")
        if self._totals is None:
            return
        stated = self._read.number(self._totals, 1)
        if stated is None:
            self._read.required(self._totals, 1, "the number of lines")
        elif stated != len(self._lines):
            self._read.wrong(self._totals, 1, INVALID_CODE, f"lines are stated, and there are {len(self._lines)}")
        total, actual = self._read.number(self._totals, 2), sum(line.quantity or Decimal(0) for line in self._lines)
        if total is not None and total != actual and self._transaction.set_id == "850":
            self.doubts.append(f"{self._read.place(self._totals)}: the quantities come to {actual}, not to {total}.")

    def _made(self, head: Segment, sender: EdiId, receiver: EdiId, test: bool) -> EdiOrder | None:
        read, is_response = self._read, head.name == "BAK"
        ordered = read.day(head, {"BEG": 5, "BCH": 6, "BAK": 4}[head.name])
        purpose = codes.purpose(X12, read.required(head, 1, "the purpose"))
        type_code = read.required(head, 2, "the kind of order")
        if self.faults:
            return None
        return EdiOrder(
            kind=_kind(head, purpose),
            standard=X12,
            message_type=self._transaction.set_id,
            version=self._version,
            control=self._transaction.control,
            sender=sender,
            receiver=receiver,
            test=test,
            purpose=purpose,
            purpose_code=head.get(1),
            type_code=type_code,
            po_number=EdiText(text=head.get(3), start=head.start, end=head.end),
            seller_number=head.get(8) if is_response else "",
            currency=self._currency,
            dates=(*_ordered(head, ordered), *self._dates),
            references=(*_head_references(head), *self._references),
            parties=tuple(party.made() for party in self._parties),
            notes=tuple(self._notes),
            lines=tuple(line.made() for line in self._lines),
            stated_lines=codes.number(self._totals.get(1)) if self._totals else None,
            stated_quantity=codes.number(self._totals.get(2)) if self._totals else None,
            doubts=tuple(self.doubts),
            start=self._transaction.segments[0].start,
            end=self._transaction.segments[-1].end,
        )


def _ordered(head: Segment, day: date | None) -> tuple[EdiDate, ...]:
    """The date that the first segment gives."""
    if day is None:
        return ()
    return (EdiDate(meaning=DateMeaning.ORDERED, code=head.name, value=day, start=head.start, end=head.end),)


def _head_references(head: Segment) -> tuple[EdiReference, ...]:
    """The numbers beside that of the order: a release, a contract, a request; each by its element."""
    found = []
    for element in _HEAD_NUMBERS[head.name]:
        if head.get(element):
            code = f"{head.name}{element:02d}"
            found.append(EdiReference(code=code, value=head.get(element), start=head.start, end=head.end))
    return tuple(found)


def _kind(head: Segment, purpose: Purpose) -> EdiKind:
    if head.name == "BAK":
        return EdiKind.RESPONSE
    if purpose is Purpose.CANCELLATION:
        return EdiKind.CANCELLATION
    return EdiKind.CHANGE if head.name == "BCH" or purpose is Purpose.CHANGE else EdiKind.ORDER

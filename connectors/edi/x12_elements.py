"""The elements of X12 segments as values; what is wrong with one is kept as a fault that names it."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from connectors.edi.codes import number
from connectors.edi.faults import EdiFault, FaultLevel
from connectors.edi.x12_syntax import Segment

MISSING, INVALID_CHARACTER, INVALID_CODE, INVALID_DATE = "1", "6", "7", "8"
_SHOWN = 40
_CENTURY_SINCE = 4000  # from version 004000 on every date has its century
_PIVOT = 70


def ordinal(count: int) -> str:
    """A count as a place: 1st, 2nd, 3rd, 4th, 11th."""
    ending = "th" if count % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(count % 10, "th")
    return f"{count}{ending}"


class ElementReader:
    """Reads elements of one transaction and collects its faults."""

    def __init__(self, control: str, version: str) -> None:
        self.faults: list[EdiFault] = []
        self._control = control[:_SHOWN]
        digits = re.match(r"[0-9]{6}", version)
        self._short_dates = digits is not None and int(digits[0]) < _CENTURY_SINCE

    def place(self, segment: Segment) -> str:
        """Where a segment stands, for a sentence."""
        return f"Segment {segment.name[:12]} ({ordinal(segment.position)} of transaction {self._control})"

    def wrong(self, segment: Segment, element: int, code: str, what: str) -> None:
        """Keep a fault of an element; ``what`` ends the sentence."""
        value = segment.get(element)
        shown = f"“{value[:_SHOWN]}” " if value else ""
        self.faults.append(
            EdiFault(
                level=FaultLevel.ELEMENT,
                segment=segment.name,
                sentence=f"{self.place(segment)}, element {element}: {shown}{what}.",
                code=code,
                position=segment.position,
                element=element,
                value=value[:99],
            )
        )

    def misplaced(self, segment: Segment, code: str, what: str) -> None:
        """Keep a fault of a whole segment; ``what`` ends the sentence."""
        self.faults.append(
            EdiFault(
                level=FaultLevel.SEGMENT,
                segment=segment.name[:3],
                sentence=f"{self.place(segment)} {what}.",
                code=code,
                position=segment.position,
            )
        )

    def required(self, segment: Segment, element: int, what: str) -> str:
        """An element that must be there."""
        value = segment.get(element)
        if not value:
            self.wrong(segment, element, MISSING, f"{what} is missing")
        return value

    def number(self, segment: Segment, element: int) -> Decimal | None:
        """A number, None where none is given."""
        value = segment.get(element)
        if not value:
            return None
        found = number(value)
        if found is None:
            self.wrong(segment, element, INVALID_CHARACTER, "is not a number")
        return found

    def day(self, segment: Segment, element: int) -> date | None:
        """A date, None where none is given."""
        value = segment.get(element)
        if not value:
            return None
        found = as_day(value, self._short_dates)
        if found is None:
            self.wrong(segment, element, INVALID_DATE, "is not a date")
        return found


def as_day(written: str, short: bool = False) -> date | None:
    """A date CCYYMMDD, or YYMMDD where those are allowed."""
    if not re.fullmatch(r"[0-9]+", written) or len(written) not in ((6, 8) if short else (8,)):
        return None
    year, rest = int(written[:-4]), written[-4:]
    if len(written) == len("YYMMDD"):
        year += 1900 if year >= _PIVOT else 2000
    try:
        return date(year, int(rest[:2]), int(rest[2:]))
    except ValueError:
        return None

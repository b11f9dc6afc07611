"""The elements of EDIFACT segments as values; what is wrong with one is kept as a fault that names it."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from connectors.edi.codes import number
from connectors.edi.edifact_syntax import INVALID_VALUE, MISSING, Segment
from connectors.edi.faults import EdiFault, FaultLevel
from connectors.edi.x12_elements import as_day, ordinal

_INVALID_CHARACTER = "37"
_SHOWN = 40
# The beginning of a date by its format code: how many digits of it are the day, in which order.
_DAY_FIRST = {"2": 6, "4": 8}
_YEAR_FIRST = {"101": 6, "201": 6, "202": 6, "102": 8, "203": 8, "204": 8, "303": 8, "718": 8, "719": 8}


class ElementReader:
    """Reads elements of one message and collects its faults."""

    def __init__(self, control: str) -> None:
        self.faults: list[EdiFault] = []
        self._control = control[:_SHOWN]

    def place(self, segment: Segment) -> str:
        """Where a segment stands, for a sentence."""
        return f"Segment {segment.name[:12]} ({ordinal(segment.position)} of message {self._control})"

    def wrong(self, segment: Segment, element: int, component: int, code: str, what: str) -> None:
        """Keep a fault of a component; ``what`` ends the sentence."""
        value = segment.get(element, component)
        shown = f"“{value[:_SHOWN]}” " if value else ""
        where = f"element {element}" + (f", component {component}" if component > 1 else "")
        self.faults.append(
            EdiFault(
                level=FaultLevel.ELEMENT,
                segment=segment.name[:3],
                sentence=f"{self.place(segment)}, {where}: {shown}{what}.",
                code=code,
                position=segment.position,
                element=element,
                component=component,
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

    def required(self, segment: Segment, element: int, component: int, what: str) -> str:
        """A component that must be there."""
        value = segment.get(element, component)
        if not value:
            self.wrong(segment, element, component, MISSING, f"{what} is missing")
        return value

    def number(self, segment: Segment, element: int, component: int) -> Decimal | None:
        """A number, None where none is given."""
        value = segment.get(element, component)
        if not value:
            return None
        # The standard takes a comma and a point alike; with both in one number nobody can say which is which.
        found = number(value, commas="." not in value)
        if found is None:
            self.wrong(segment, element, component, _INVALID_CHARACTER, "is not a number")
        return found

    def day(self, segment: Segment) -> date | None:
        """The day of a DTM; None where its format is not one of days, such as a week."""
        value, form = segment.get(1, 2), segment.get(1, 3) or "102"
        if form not in _YEAR_FIRST and form not in _DAY_FIRST:
            return None
        found = _day(value, form)
        if found is None:
            self.wrong(segment, 1, 2, INVALID_VALUE, f"is not a date of format {form}")
        return found


def _day(value: str, form: str) -> date | None:
    digits = _YEAR_FIRST.get(form) or _DAY_FIRST[form]
    if not re.fullmatch(r"[0-9]+(?:-[0-9]+)?[A-Z]{0,3}", value):
        return None
    head = value[:digits]
    if form in _DAY_FIRST:
        head = head[4:] + head[2:4] + head[:2]
    return as_day(head, short=digits == len("YYMMDD"))

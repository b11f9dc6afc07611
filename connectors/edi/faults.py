"""What is wrong with an EDI document: where it stands, the standard's own code for it, and a sentence."""

from __future__ import annotations

from enum import StrEnum

from domain.errors import InputRejected
from domain.record import Record

# No order is longer, and no file holds more of them; what does is made to keep somebody busy.
MOST_SEGMENTS = 30_000
MOST_MESSAGES = 1_000


class FaultLevel(StrEnum):
    """What a fault is a fault of."""

    INTERCHANGE = "interchange"
    GROUP = "group"
    MESSAGE = "message"
    SEGMENT = "segment"
    ELEMENT = "element"


class EdiFault(Record):
    """One fault. ``segment`` is its name, in UBL the element's; ``position`` counts a message's segments from 1.

    ``code`` is what the standard's acknowledgement calls it: of X12 the code of TA1, AK9, AK5, AK3 or AK4 by its level,
    of EDIFACT data element 0085. ``value`` is what stood there.
    """

    level: FaultLevel
    segment: str
    sentence: str
    code: str
    position: int = 0
    element: int | None = None
    component: int | None = None
    value: str = ""


class EdiRejected(InputRejected):
    """An EDI document cannot be taken; ``fault`` says where and why."""

    def __init__(self, fault: EdiFault) -> None:
        super().__init__(fault.sentence)
        self.fault = fault

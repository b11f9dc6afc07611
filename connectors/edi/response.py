"""What the seller answers to an order, whatever the standard: from what the ERP holds, line by line."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from connectors.edi.order import EdiLine, EdiOrder
from domain.record import Record


class LineStatus(StrEnum):
    """What becomes of a line."""

    ACCEPTED = "accepted"
    CHANGED = "changed"
    BACKORDERED = "backordered"
    SUBSTITUTED = "substituted"
    REJECTED = "rejected"


class ResponseLine(Record):
    """The answer to one line of the order.

    ``quantity`` is what was accepted, in ``unit``, a code of the order's standard; ``waiting`` is how much of it has no
    stock yet. ``sku`` is the seller's number of what ships.
    """

    line: EdiLine
    status: LineStatus
    quantity: Decimal = Decimal(0)
    unit: str = ""
    waiting: Decimal = Decimal(0)
    sku: str = ""
    price: Decimal | None = None


class EdiResponse(Record):
    """The answer to an order.

    ``order_number`` is the seller's number of it, ``control`` numbers the interchange that carries the answer, and
    ``cancelled`` says that the order was called off: then no line is answered.
    """

    order: EdiOrder
    order_number: str
    lines: tuple[ResponseLine, ...]
    delivery_date: date | None
    sent_at: datetime
    control: int
    cancelled: bool = False

    @property
    def unchanged(self) -> bool:
        """Whether every line ships as it was ordered."""
        return all(line.status is LineStatus.ACCEPTED for line in self.lines)

    @property
    def rejected(self) -> bool:
        """Whether nothing of it ships."""
        return bool(self.lines) and all(line.status is LineStatus.REJECTED for line in self.lines)

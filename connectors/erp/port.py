"""The port that every ERP stands behind.

Implementations raise the ERP errors of ``domain.errors`` and no others: ``ErpRejected`` (the ERP said no),
``ErpUnavailable`` (nothing was written) and ``ErpOutcomeUnknown`` (a write was sent and no answer came: look it
up by its key before trying again).
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Protocol

from domain.record import Record


class ErpLine(Record):
    """One line to enter: a sku of the distributor's, a quantity in one of its units, the price per that unit."""

    sku: str
    quantity: Decimal
    uom: str
    price: Decimal | None = None


class ErpOrder(Record):
    """An order as it is written to the ERP."""

    customer_id: str
    ship_to_id: str
    po_number: str | None
    delivery_date: date | None
    lines: tuple[ErpLine, ...]


class ErpAllocation(Record):
    """Stock taken for one line from one warehouse, in base units."""

    sku: str
    warehouse: str
    quantity: Decimal


class ErpConfirmation(Record):
    """What the ERP holds, read back from it. ``status`` is open or cancelled."""

    erp_number: str
    status: str
    order: ErpOrder
    allocations: tuple[ErpAllocation, ...] = ()


class Erp(Protocol):
    """What the desk needs of an ERP. Every write carries an idempotency key.

    The same key with the same content answers as the first time and changes nothing; the same key with other
    content is rejected.
    """

    def check(self, order: ErpOrder) -> tuple[str, ...]:
        """Sentences that say why the ERP would reject the order; empty when it would take it."""

    def enter(self, order: ErpOrder, key: str) -> ErpConfirmation:
        """Write a new order and allocate its stock."""

    def amend(self, erp_number: str, order: ErpOrder, key: str) -> ErpConfirmation:
        """Replace an open order's content and allocate anew."""

    def cancel(self, erp_number: str, key: str) -> ErpConfirmation:
        """Cancel an open order and free its stock."""

    def look_up(self, key: str) -> ErpConfirmation | None:
        """What a write with that key produced, or None when nothing was written with it."""

    def read_back(self, erp_number: str) -> ErpConfirmation:
        """The order as the ERP holds it now."""

    def open_orders(self, customer_id: str) -> tuple[ErpConfirmation, ...]:
        """A customer's open orders, newest first."""

    def close(self) -> None:
        """Let go of connections."""

"""Tools over the ERP. Those that write run in graph nodes only, after the gate or a rep."""

from __future__ import annotations

from connectors.erp.port import ErpConfirmation, ErpOrder
from domain.findings import Access
from domain.record import Record
from tools.base import ToolContext, tool


class OpenOrders(Record):
    """``customer_id``: such as ``K1042``."""

    customer_id: str


class OpenOrdersAnswer(Record):
    """The customer's open orders in the ERP, newest first."""

    orders: tuple[ErpConfirmation, ...]


@tool(Access.READ)
def open_orders(context: ToolContext, arguments: OpenOrders) -> OpenOrdersAnswer:
    """List a customer's open orders as the ERP holds them."""
    return OpenOrdersAnswer(orders=context.erp.open_orders(arguments.customer_id))


class PrepareOrder(Record):
    """An order as it would be written."""

    order: ErpOrder


class Prepared(Record):
    """Why the ERP would reject it; empty when it would take it."""

    objections: tuple[str, ...]


@tool(Access.READ)
def prepare_order(context: ToolContext, arguments: PrepareOrder) -> Prepared:
    """Ask the ERP whether it would take an order, without writing it."""
    return Prepared(objections=context.erp.check(arguments.order))


class LookUpWrite(Record):
    """``key``: the idempotency key of a write whose outcome is not known."""

    key: str


class WriteOutcome(Record):
    """What the write produced; None when nothing was written with that key."""

    confirmation: ErpConfirmation | None


@tool(Access.READ)
def look_up_write(context: ToolContext, arguments: LookUpWrite) -> WriteOutcome:
    """Find out whether a write reached the ERP, by its key."""
    return WriteOutcome(confirmation=context.erp.look_up(arguments.key))


class ReadBack(Record):
    """``erp_number``: the ERP's number of an order, such as ``SO-1001``."""

    erp_number: str


class Confirmed(Record):
    """An order as the ERP holds it."""

    confirmation: ErpConfirmation


@tool(Access.READ)
def read_back(context: ToolContext, arguments: ReadBack) -> Confirmed:
    """Read an order back from the ERP. Only what was read back is ever confirmed to a customer."""
    return Confirmed(confirmation=context.erp.read_back(arguments.erp_number))


class EnterOrder(Record):
    """An order and the idempotency key of its write."""

    order: ErpOrder
    key: str


@tool(Access.WRITE)
def enter_order(context: ToolContext, arguments: EnterOrder) -> Confirmed:
    """Enter an order in the ERP and allocate its stock."""
    return Confirmed(confirmation=context.erp.enter(arguments.order, arguments.key))


class AmendOrder(Record):
    """An order's whole new content, and the idempotency key of the write."""

    erp_number: str
    order: ErpOrder
    key: str


@tool(Access.WRITE)
def amend_order(context: ToolContext, arguments: AmendOrder) -> Confirmed:
    """Replace the content of an open order in the ERP."""
    return Confirmed(confirmation=context.erp.amend(arguments.erp_number, arguments.order, arguments.key))


class CancelOrder(Record):
    """An order of the ERP's, and the idempotency key of the write."""

    erp_number: str
    key: str


@tool(Access.WRITE)
def cancel_order(context: ToolContext, arguments: CancelOrder) -> Confirmed:
    """Cancel an open order in the ERP and free its stock."""
    return Confirmed(confirmation=context.erp.cancel(arguments.erp_number, arguments.key))

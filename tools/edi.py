"""The tool that answers an EDI order in its own standard, line by line, from what the ERP holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from connectors.edi import answering, codes, parsing
from connectors.edi.faults import EdiRejected
from connectors.edi.order import EdiFile, EdiLine, EdiOrder, Standard
from connectors.edi.response import EdiResponse, LineStatus, ResponseLine
from connectors.erp.port import ErpConfirmation, ErpLine
from domain.errors import NotFound, UnitError
from domain.findings import Access
from domain.quantities import ProductUnits, Quantity, as_decimal
from domain.record import Record
from store.tables import PartRow
from tools.base import ToolContext, tool

_CANCELLED = "cancelled"


class OrderedLine(Record):
    """A line of the order as the desk had it: where it stands in the interchange, and every sku it may ship as."""

    start: int
    skus: tuple[str, ...]


class DraftEdiResponse(Record):
    """``part_id``: the stored interchange; ``control``: the number of the one that answers it; ``sent_at``: now."""

    part_id: str
    held: ErpConfirmation
    lines: tuple[OrderedLine, ...]
    control: int
    sent_at: datetime


class DraftedEdi(Record):
    """The whole interchange; None where the part holds no order that this could answer."""

    text: str | None


@tool(Access.READ)
def draft_edi_response(context: ToolContext, arguments: DraftEdiResponse) -> DraftedEdi:
    """Draft the 855, ORDRSP or OrderResponse to an EDI order from what was read back of the ERP."""
    part = context.session.get(PartRow, arguments.part_id)
    if part is None:
        raise NotFound(f"There is no part {arguments.part_id}.")
    held = arguments.held
    try:
        file = parsing.parse(part.text)
    except EdiRejected:
        return DraftedEdi(text=None)
    order = _answered(file, held.order.po_number)
    if order is None:
        return DraftedEdi(text=None)
    cancelled = held.status == _CANCELLED
    response = EdiResponse(
        order=order,
        order_number=held.erp_number,
        lines=() if cancelled else _Answering(context, held).lines(order, arguments.lines),
        delivery_date=None if cancelled else held.order.delivery_date,
        sent_at=arguments.sent_at,
        control=arguments.control,
        cancelled=cancelled,
    )
    return DraftedEdi(text=answering.respond(response, answering.holder(file, order)))


def _answered(file: EdiFile, po_number: str | None) -> EdiOrder | None:
    """The order of a file that is answered: the only one, else the one of that number."""
    orders = [message.order for message in file.messages if message.order is not None]
    if len(orders) == 1:
        return orders[0]
    return next((order for order in orders if same_number(order.po_number.text, po_number or "")), None)


def same_number(one: str, other: str) -> bool:
    """Whether two order numbers are the same by their letters and digits; two without any are not."""
    plain, wanted = ("".join(c for c in text.casefold() if c.isalnum()) for text in (one, other))
    return bool(plain) and plain == wanted


class _Answering:
    """What the ERP holds, given out to the lines that asked for it; each of its lines answers one."""

    def __init__(self, context: ToolContext, held: ErpConfirmation) -> None:
        self._context = context
        self._held = list(held.order.lines)
        self._taken: dict[str, Fraction] = defaultdict(Fraction)
        for allocation in held.allocations:
            self._taken[allocation.sku] += Fraction(allocation.quantity)

    def lines(self, order: EdiOrder, ordered: tuple[OrderedLine, ...]) -> tuple[ResponseLine, ...]:
        """The answers to every line of an order. What the ERP does not hold is rejected."""
        answers = []
        for line in order.lines:
            mine = [one for one in ordered if line.start <= one.start < line.end]
            found = next((pair for one in mine for pair in self._find(one)), None)
            if found is None:
                answers.append(ResponseLine(line=line, status=LineStatus.REJECTED))
            else:
                answers.append(self._answer(order.standard, line, *found))
        return tuple(answers)

    def _find(self, ordered: OrderedLine) -> Iterator[tuple[ErpLine, bool]]:
        """The line of the ERP's for an ordered one, and whether it is of the product that was asked for."""
        for sku in ordered.skus:
            held = next((line for line in self._held if line.sku == sku), None)
            if held is not None:
                self._held.remove(held)
                yield held, sku == ordered.skus[0]
                return

    def _answer(self, standard: Standard, line: EdiLine, held: ErpLine, asked_for: bool) -> ResponseLine:
        units = self._units(held.sku)
        quantity, uom = _in_unit(units, held, line.unit_code or line.unit)
        same_unit = uom == (line.unit_code or line.unit)
        waiting = self._waiting(units, held, uom)
        if not asked_for:
            status = LineStatus.SUBSTITUTED
        elif quantity != line.quantity or (line.unit and not same_unit):
            status = LineStatus.CHANGED
        else:
            status = LineStatus.BACKORDERED if waiting > 0 else LineStatus.ACCEPTED
        return ResponseLine(
            line=line,
            status=status,
            quantity=quantity,
            unit=line.unit if same_unit else codes.standard_unit(standard, uom),
            waiting=waiting,
            sku=held.sku,
            price=held.price if uom == held.uom else None,
        )

    def _units(self, sku: str) -> ProductUnits | None:
        product = self._context.facts.product(self._context.session, sku)
        return self._context.facts.units(self._context.session, product) if product is not None else None

    def _waiting(self, units: ProductUnits | None, held: ErpLine, uom: str) -> Decimal:
        """How much of a line has no stock taken for it, in a unit."""
        if units is None:
            return Decimal(0)
        try:
            wanted = units.in_base(Quantity(held.quantity, held.uom))
            missing = wanted - min(wanted, self._taken[held.sku])
            self._taken[held.sku] -= wanted - missing
            return as_decimal(missing / units.factor(uom))
        except UnitError:
            return Decimal(0)


def _in_unit(units: ProductUnits | None, held: ErpLine, wanted: str) -> tuple[Decimal, str]:
    """A line's quantity in the unit that was asked for; in its own where the product is not sold by that."""
    if units is None or not wanted or wanted == held.uom:
        return held.quantity, held.uom
    try:
        return units.convert(Quantity(held.quantity, held.uom), wanted).amount, wanted
    except UnitError:
        return held.quantity, held.uom

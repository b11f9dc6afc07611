"""Checking an order again after a rep has edited it: prices, stock, dates and rules, as the availability agent does."""

from __future__ import annotations

from agents.availability import AvailabilityTask, BuiltInAvailability, availability_agent
from agents.results import AvailabilityResult, IntakeResult, MatchingResult
from domain.errors import UnitError
from domain.orders import OrderBody
from tools.base import Toolbox, ToolContext


def recheck(body: OrderBody, order_id: str, context: ToolContext) -> AvailabilityResult:
    """What data says of an order as it is now. A unit that a product is not sold in leaves that line as it is."""
    sold = {line.number for line in body.lines if _sold_so(line.sku, line.uom, context)}
    task = AvailabilityTask(
        order_id=order_id,
        intake=IntakeResult(
            intent=body.intent,
            customer_id=body.customer_id,
            ship_to_id=body.ship_to_id,
            requested_date=body.requested_date,
        ),
        matching=MatchingResult(lines=tuple(line for line in body.lines if line.number in sold)),
    )
    box = Toolbox.of(context, availability_agent().tools)
    checked = BuiltInAvailability().conclude(task, box).result
    by_number = {line.number: line for line in checked.lines}
    return checked.model_copy(update={"lines": tuple(by_number.get(line.number, line) for line in body.lines)})


def _sold_so(sku: str | None, uom: str | None, context: ToolContext) -> bool:
    product = context.facts.product(context.session, sku) if sku else None
    if product is None or uom is None:
        return True
    try:
        context.facts.units(context.session, product).factor(uom)
    except UnitError:
        return False
    return True

"""Tools over what a customer has bought and has on order."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from domain.calendar import local_date
from domain.findings import Access
from domain.orders import Intent, OrderBody, OrderStatus
from domain.record import Record
from domain.trade import Purchase
from knowledge import history
from store import orders
from tools.base import ToolContext, tool

_PAST_ORDERS_PER_PLACE = 2
_MOST_PLACED = 60
_LONGEST_BACK = 400
_DECIDED = frozenset({OrderStatus.APPROVED.value, OrderStatus.ENTERED.value})


class PurchaseHistory(Record):
    """A customer and a product, such as ``K1042`` and ``K20045``."""

    customer_id: str
    sku: str


class Bought(Record):
    """One purchase, and where it went."""

    ordered_on: date
    quantity: Decimal
    uom: str
    ship_to_id: str | None = None


class Purchases(Record):
    """Every purchase of that product, oldest first; ``usual_uom`` is the one unit they always use, if there is one."""

    purchases: tuple[Bought, ...]
    usual_uom: str | None


@tool(Access.READ)
def purchase_history(context: ToolContext, arguments: PurchaseHistory) -> Purchases:
    """Tell when, how much and in what unit a customer bought a product in the last year."""
    today = local_date(context.now, context.zone)
    bought = history.purchases(context.session, arguments.customer_id, today, arguments.sku)
    habit = history.habits(bought, today).get(arguments.sku)
    return Purchases(
        purchases=tuple(
            Bought(ordered_on=p.ordered_on, quantity=p.quantity, uom=p.uom, ship_to_id=p.ship_to_id) for p in bought
        ),
        usual_uom=habit.usual_uom if habit else None,
    )


class UsualBasket(Record):
    """A customer and one of their ship-tos, such as ``K1042`` and ``K1042-1``.

    ``weekday`` (Monday 0) asks for the order that repeats on that day or the day before it, where they have several.
    """

    customer_id: str
    ship_to_id: str
    weekday: int | None = None


class BasketLine(Record):
    """One line of a basket."""

    sku: str
    quantity: Decimal
    uom: str


class BasketAnswer(Record):
    """The order that repeats, how often it came among the last orders; no lines where nothing repeats.

    Where it is not ``exact``, no order came twice so: it is what most of the last orders have.
    """

    lines: tuple[BasketLine, ...]
    times: int
    of_last: int
    exact: bool = True


@tool(Access.READ)
def usual_basket(context: ToolContext, arguments: UsualBasket) -> BasketAnswer:
    """Tell what "the usual" is for a ship-to: the order that it places again and again."""
    today = local_date(context.now, context.zone)
    bought = history.purchases(context.session, arguments.customer_id, today)
    basket = history.usual_basket(bought, arguments.ship_to_id)
    if basket is None and arguments.weekday is not None:
        for day in (arguments.weekday, (arguments.weekday - 1) % 7):
            of_day = [p for p in bought if p.ordered_on.weekday() == day]
            basket = basket or history.usual_basket(of_day, arguments.ship_to_id)
    if basket is None:
        return BasketAnswer(lines=(), times=0, of_last=0)
    return BasketAnswer(
        lines=tuple(BasketLine(sku=sku, quantity=quantity, uom=uom) for sku, quantity, uom in basket.lines),
        times=basket.times,
        of_last=basket.of_last,
        exact=basket.exact,
    )


class PlacedOrders(Record):
    """A customer and one of their ship-tos, such as ``K1042`` and ``K1042-1``; ``but_not`` is the conversation that is
    being read."""

    customer_id: str
    ship_to_id: str
    but_not: str | None


class PlacedOrder(Record):
    """One order that was placed. ``settled``: every line of it is known, and it was entered or is on its way there; one
    that waits for a rep may lack a line. Where not, its lines are those that are known."""

    number: str
    po_number: str | None
    placed_on: date
    lines: tuple[BasketLine, ...]
    settled: bool


class PlacedOrdersAnswer(Record):
    """The orders, newest first; those that the desk took since history ends are among them, entered or not."""

    orders: tuple[PlacedOrder, ...]


@tool(Access.READ)
def placed_orders(context: ToolContext, arguments: PlacedOrders) -> PlacedOrdersAnswer:
    """List the orders that a ship-to placed, newest first, line by line, with their numbers and days."""
    today = local_date(context.now, context.zone)
    by_number: dict[str, list[Purchase]] = {}
    newest = today - timedelta(days=_LONGEST_BACK)
    for purchase in history.purchases(context.session, arguments.customer_id, today):
        newest = max(newest, purchase.ordered_on)
        if purchase.ship_to_id == arguments.ship_to_id:
            by_number.setdefault(purchase.order_no, []).append(purchase)
    past = [
        PlacedOrder(
            number=number,
            po_number=None,
            placed_on=lines[0].ordered_on,
            lines=tuple(BasketLine(sku=p.sku, quantity=p.quantity, uom=p.uom) for p in lines),
            settled=True,
        )
        for number, lines in by_number.items()
    ]
    since = datetime.combine(newest, time.max, tzinfo=context.zone)
    past += _taken_since(context, arguments, since)
    # Of one day, the one that was entered last is the newest.
    told = sorted(enumerate(past), key=lambda one: (one[1].placed_on, one[0]), reverse=True)
    return PlacedOrdersAnswer(orders=tuple(order for _, order in told[:_MOST_PLACED]))


def _taken_since(context: ToolContext, arguments: PlacedOrders, since: datetime) -> list[PlacedOrder]:
    """The desk's own orders for a ship-to, oldest first."""
    found = []
    for row, body in reversed(orders.recent_bodies(context.session, arguments.customer_id, since)):
        if row.conversation_id == arguments.but_not:
            continue
        if body.intent not in (Intent.ORDER, Intent.AMENDMENT) or body.ship_to_id != arguments.ship_to_id:
            continue
        lines = tuple(
            BasketLine(sku=line.sku, quantity=line.quantity, uom=line.uom)
            for line in body.lines
            if line.sku is not None and line.quantity is not None and line.uom is not None
        )
        placed_on = local_date(row.created_at, context.zone)
        settled = row.status in _DECIDED and bool(lines) and len(lines) == len(body.lines)
        found.append(
            PlacedOrder(number=row.id, po_number=body.po_number, placed_on=placed_on, lines=lines, settled=settled)
        )
    return found


class PastOrders(Record):
    """``customer_id``: such as ``K1042``."""

    customer_id: str


class PastOrder(Record):
    """One order that a customer placed."""

    ordered_on: date
    ship_to_id: str
    lines: tuple[BasketLine, ...]


class PastOrdersAnswer(Record):
    """The last orders of each of their ship-tos, newest first."""

    orders: tuple[PastOrder, ...]


@tool(Access.READ)
def past_orders(context: ToolContext, arguments: PastOrders) -> PastOrdersAnswer:
    """Tell a customer's last orders, per ship-to, line by line."""
    today = local_date(context.now, context.zone)
    by_number: dict[str, list[Purchase]] = {}
    for purchase in history.purchases(context.session, arguments.customer_id, today):
        by_number.setdefault(purchase.order_no, []).append(purchase)
    newest = sorted(by_number.values(), key=lambda lines: (lines[0].ordered_on, lines[0].order_no), reverse=True)
    of_place: Counter[str] = Counter()
    told = []
    for lines in newest:
        of_place[lines[0].ship_to_id] += 1
        if of_place[lines[0].ship_to_id] <= _PAST_ORDERS_PER_PLACE:
            told.append(
                PastOrder(
                    ordered_on=lines[0].ordered_on,
                    ship_to_id=lines[0].ship_to_id,
                    lines=tuple(BasketLine(sku=p.sku, quantity=p.quantity, uom=p.uom) for p in lines),
                )
            )
    return PastOrdersAnswer(orders=tuple(told))


class RecentOrders(Record):
    """A customer, such as ``K1042``; ``but_not`` is the order being decided."""

    customer_id: str
    but_not: str | None


class RecentOrder(Record):
    """An order the desk took lately, as it understood it, entered or not."""

    order_id: str
    status: str
    body: OrderBody


class RecentOrdersAnswer(Record):
    """Newest first."""

    orders: tuple[RecentOrder, ...]


@tool(Access.READ)
def recent_orders(context: ToolContext, arguments: RecentOrders) -> RecentOrdersAnswer:
    """List the orders that a customer placed with the desk in the last days, entered or not."""
    since = context.now - timedelta(days=context.policy.duplicate_days)
    found = [
        RecentOrder(order_id=row.id, status=row.status, body=body)
        for row, body in orders.recent_bodies(context.session, arguments.customer_id, since)
        if row.id != arguments.but_not and body.intent in (Intent.ORDER, Intent.AMENDMENT)
    ]
    return RecentOrdersAnswer(orders=tuple(found))

"""Tools over what a customer has bought and has on order."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from domain.calendar import local_date
from domain.findings import Access
from domain.orders import Intent, OrderBody
from domain.record import Record
from domain.trade import Purchase
from knowledge import history
from store import orders
from tools.base import ToolContext, tool

_PAST_ORDERS_PER_PLACE = 2


class PurchaseHistory(Record):
    """A customer and a product, such as ``K1042`` and ``K20045``."""

    customer_id: str
    sku: str


class Bought(Record):
    """One purchase."""

    ordered_on: date
    quantity: Decimal
    uom: str


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
        purchases=tuple(Bought(ordered_on=p.ordered_on, quantity=p.quantity, uom=p.uom) for p in bought),
        usual_uom=habit.usual_uom if habit else None,
    )


class UsualBasket(Record):
    """A customer and one of their ship-tos, such as ``K1042`` and ``K1042-1``."""

    customer_id: str
    ship_to_id: str


class BasketLine(Record):
    """One line of a basket."""

    sku: str
    quantity: Decimal
    uom: str


class BasketAnswer(Record):
    """The order that repeats, how often it came among the last orders; no lines where nothing repeats."""

    lines: tuple[BasketLine, ...]
    times: int
    of_last: int


@tool(Access.READ)
def usual_basket(context: ToolContext, arguments: UsualBasket) -> BasketAnswer:
    """Tell what "the usual" is for a ship-to: the order that it places again and again."""
    today = local_date(context.now, context.zone)
    bought = history.purchases(context.session, arguments.customer_id, today)
    basket = history.usual_basket(bought, arguments.ship_to_id)
    if basket is None:
        return BasketAnswer(lines=(), times=0, of_last=0)
    return BasketAnswer(
        lines=tuple(BasketLine(sku=sku, quantity=quantity, uom=uom) for sku, quantity, uom in basket.lines),
        times=basket.times,
        of_last=basket.of_last,
    )


class LastOrder(Record):
    """A customer and one of their ship-tos, such as ``K1042`` and ``K1042-1``."""

    customer_id: str
    ship_to_id: str


@tool(Access.READ)
def last_order(context: ToolContext, arguments: LastOrder) -> BasketAnswer:
    """Tell what a ship-to ordered last. No lines where the desk took an order since, or there is none."""
    today = local_date(context.now, context.zone)
    bought = history.purchases(context.session, arguments.customer_id, today)
    mine = [p for p in bought if p.ship_to_id == arguments.ship_to_id]
    newest = max((p.ordered_on for p in mine), default=today)
    since = orders.recent_of_customer(
        context.session, arguments.customer_id, datetime.combine(newest, time.max, tzinfo=context.zone)
    )
    last = [p for p in mine if p.order_no == mine[-1].order_no]
    # The order being decided has no revision yet, or this one's content; any other came after history ends.
    if len([row for row in since if row.revision > 0]) > 0:
        return BasketAnswer(lines=(), times=0, of_last=0)
    lines = tuple(BasketLine(sku=p.sku, quantity=p.quantity, uom=p.uom) for p in last)
    return BasketAnswer(lines=lines, times=1, of_last=1)


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
    rows = orders.recent_of_customer(context.session, arguments.customer_id, since)
    found = []
    for row in rows:
        if row.id == arguments.but_not or row.revision == 0:
            continue
        body = orders.body(context.session, row.id)
        if body.intent in (Intent.ORDER, Intent.AMENDMENT):
            found.append(RecentOrder(order_id=row.id, status=row.status, body=body))
    return RecentOrdersAnswer(orders=tuple(found))

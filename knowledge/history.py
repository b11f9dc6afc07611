"""What a customer has bought, how often, and what their usual order is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.quantities import Quantity
from domain.trade import Purchase
from store.master import PurchaseRow

RECENT_DAYS = 120
_ORDERS_THAT_SHOW_A_BASKET = 12
_TIMES_THAT_MAKE_A_BASKET = 3


@dataclass(frozen=True)
class Habit:
    """How a customer buys one product. ``usual_uom`` is None when they use more than one unit."""

    sku: str
    times: int
    recent_times: int
    last_bought: date
    usual_uom: str | None
    quantities: tuple[Quantity, ...]


def purchases(session: Session, customer_id: str, before: date, sku: str | None = None) -> tuple[Purchase, ...]:
    """A customer's purchases before a day, of all products or of one, oldest first."""
    wanted = select(
        PurchaseRow.order_no,
        PurchaseRow.ship_to_id,
        PurchaseRow.ordered_on,
        PurchaseRow.sku,
        PurchaseRow.qty,
        PurchaseRow.uom,
    ).where(PurchaseRow.customer_id == customer_id, PurchaseRow.ordered_on < before)
    if sku is not None:
        wanted = wanted.where(PurchaseRow.sku == sku)
    rows = session.execute(wanted.order_by(PurchaseRow.ordered_on, PurchaseRow.id))
    return tuple(Purchase(*row) for row in rows)


def habits(bought: Sequence[Purchase], today: date) -> dict[str, Habit]:
    """How each product is bought, by sku."""
    by_sku: dict[str, list[Purchase]] = {}
    for purchase in bought:
        by_sku.setdefault(purchase.sku, []).append(purchase)
    recent = today - timedelta(days=RECENT_DAYS)
    return {
        sku: Habit(
            sku=sku,
            times=len(lines),
            recent_times=sum(line.ordered_on >= recent for line in lines),
            last_bought=max(line.ordered_on for line in lines),
            usual_uom=lines[0].uom if len({line.uom for line in lines}) == 1 else None,
            quantities=tuple(Quantity(line.quantity, line.uom) for line in lines),
        )
        for sku, lines in by_sku.items()
    }


@dataclass(frozen=True)
class Basket:
    """An order that a customer places again and again: (sku, quantity, unit) in the order it was entered."""

    lines: tuple[tuple[str, Decimal, str], ...]
    times: int
    of_last: int


def usual_basket(bought: Sequence[Purchase], ship_to_id: str) -> Basket | None:
    """The order that repeats at a ship-to, or None where nothing repeats.

    Of the last twelve orders, the one that came at least three times, where no other came more than once: two
    orders that take turns are no usual.
    """
    orders: dict[str, list[Purchase]] = {}
    for purchase in bought:
        if purchase.ship_to_id == ship_to_id:
            orders.setdefault(purchase.order_no, []).append(purchase)
    recent = list(orders.values())[-_ORDERS_THAT_SHOW_A_BASKET:]
    counted = Counter(frozenset((p.sku, p.quantity, p.uom) for p in lines) for lines in recent)
    ranked = counted.most_common(2)
    if not ranked or ranked[0][1] < _TIMES_THAT_MAKE_A_BASKET:
        return None
    if len(ranked) == 2 and ranked[1][1] > 1:
        return None
    content, times = ranked[0]
    latest = next(
        lines for lines in reversed(recent) if frozenset((p.sku, p.quantity, p.uom) for p in lines) == content
    )
    return Basket(tuple((p.sku, p.quantity, p.uom) for p in latest), times, len(recent))

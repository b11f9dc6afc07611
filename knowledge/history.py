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
_TIMES_MORE = 3
_TIMES_MORE_THAN_A_SMALL_ONE = 2
_STREAK = 4
_MOST_OF_THEM = 0.6


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
    """An order that a customer places again and again: (sku, quantity, unit) in the order it was entered.

    ``exact``: it came so ``times`` of the ``of_last`` orders. Otherwise it is put together from what most of them have,
    and ``times`` is how often the rarest of it came.
    """

    lines: tuple[tuple[str, Decimal, str], ...]
    times: int
    of_last: int
    exact: bool = True


def usual_basket(bought: Sequence[Purchase], ship_to_id: str) -> Basket | None:
    """The order that repeats at a ship-to, or None where nothing repeats.

    Of the last twelve orders, the one that came at least three times and three times as often as any other like it; or
    the one that came every time of late. Two orders that take turns are no usual. Where no order repeats to the
    letter, what most of the orders have, as most of them have it.
    """
    orders: dict[str, list[Purchase]] = {}
    for purchase in bought:
        if purchase.ship_to_id == ship_to_id:
            orders.setdefault(purchase.order_no, []).append(purchase)
    recent = list(orders.values())[-_ORDERS_THAT_SHOW_A_BASKET:]
    contents = [frozenset((p.sku, p.quantity, p.uom) for p in lines) for lines in recent]
    ranked = Counter(contents).most_common(2)
    if not ranked:
        return None
    content, times = ranked[0]
    streak = contents[-_STREAK:]
    if len(streak) == _STREAK and len(set(streak)) == 1:
        content, times = streak[0], contents.count(streak[0])
    elif times < _TIMES_THAT_MAKE_A_BASKET or (len(ranked) == 2 and times < _more_than(ranked[1], len(content))):
        return _composed(recent) if len(ranked) < 2 or ranked[1][1] < _TIMES_THAT_MAKE_A_BASKET else None
    latest = next(lines for lines, one in zip(reversed(recent), reversed(contents), strict=True) if one == content)
    return Basket(tuple((p.sku, p.quantity, p.uom) for p in latest), times, len(recent))


def _more_than(other: tuple[frozenset[object], int], size: int) -> int:
    """How often a basket has to come beside another: a small order in between is less of a rival than one like it."""
    content, times = other
    return times * (_TIMES_MORE_THAN_A_SMALL_ONE if 2 * len(content) < size else _TIMES_MORE)


def _composed(recent: Sequence[Sequence[Purchase]]) -> Basket | None:
    """What most of the last orders have, as most of them have it; None where too little of them is alike."""
    if len(recent) < _TIMES_THAT_MAKE_A_BASKET:
        return None
    first_seen: dict[str, None] = {}
    amounts: dict[str, Counter[tuple[Decimal, str]]] = {}
    for lines in recent:
        for purchase in lines:
            first_seen.setdefault(purchase.sku)
            amounts.setdefault(purchase.sku, Counter())[(purchase.quantity, purchase.uom)] += 1
    found, rarest = [], len(recent)
    for sku in first_seen:
        times = amounts[sku].total()
        (quantity, uom), alike = amounts[sku].most_common(1)[0]
        if times > _MOST_OF_THEM * len(recent) and alike > times / 2:
            found.append((sku, quantity, uom))
            rarest = min(rarest, alike)
    each = sum(len(lines) for lines in recent) / len(recent)
    return Basket(tuple(found), rarest, len(recent), exact=False) if len(found) > each / 2 else None

"""The basket that a text points at: the usual, an order before, by its day or number; or the one that stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from agents.intake_basket import Basket, Said
from agents.results import RequestedLine
from domain.orders import OrderLine
from reading.bases import Base, Source
from reading.tokens import Token
from tools.base import Toolbox
from tools.purchases import BasketLine, PlacedOrder, PlacedOrders, UsualBasket, placed_orders, usual_basket

_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Place:
    """Whose basket it is: a customer, the place that is delivered to, and the conversation being read."""

    customer_id: str
    ship_to_id: str
    conversation_id: str


def basket_of(base: Base, said: Said, tokens: Sequence[Token], place: Place, today: date, tools: Toolbox) -> Basket:
    """The lines of the basket that a text points at; none, with a doubt that says so, where nothing tells which."""
    pointing = tokens[base.first : base.last]
    text, span = said.quote(pointing), said.span(pointing)

    def lines(of: Iterable[BasketLine], why: str) -> list[RequestedLine]:
        return [
            RequestedLine(
                number=n,
                text=text,
                spans=(span,),
                amount=x.quantity,
                unit_word=x.uom,
                unit_code=x.uom,
                sku=x.sku,
                why=why,
            )
            for n, x in enumerate(of, 1)
        ]

    if base.source is Source.USUAL:
        asked = UsualBasket(customer_id=place.customer_id, ship_to_id=place.ship_to_id, weekday=base.weekday)
        usual = tools.call(usual_basket, asked)
        if not usual.lines:
            return Basket([], [f"“{text}”: no order of theirs repeats."])
        basket = Basket(lines(usual.lines, f"in {usual.times} of their last {usual.of_last} orders"))
        if not usual.exact:
            basket.doubts.append(f"“{text}”: no order of theirs repeats to the letter; this is what most of them have.")
        return basket
    placed = tools.call(
        placed_orders,
        PlacedOrders(customer_id=place.customer_id, ship_to_id=place.ship_to_id, but_not=place.conversation_id),
    ).orders
    meant = _meant_orders(base, placed, today)
    if not meant:
        return Basket([], [f"“{text}”: the desk cannot tell which order that is."])
    order = meant[0]
    basket = Basket(lines(order.lines, f"from the order of {order.placed_on:%A} {order.placed_on}"))
    if not order.settled:
        basket.doubts.append(f"“{text}”: the order of {order.placed_on} is itself not settled.")
    if len({frozenset((x.sku, x.quantity, x.uom) for x in one.lines) for one in meant}) > 1:
        days = ", ".join(str(one.placed_on) for one in meant)
        basket.doubts.append(f"“{text}” may be one of several orders: {days}.")
    return basket


def _meant_orders(base: Base, placed: Sequence[PlacedOrder], today: date) -> list[PlacedOrder]:
    """The orders that a phrase may mean, the likeliest first."""
    if base.source is Source.NUMBER:
        wanted = _bare(base.number)
        return [o for o in placed if wanted in (_bare(o.number), _bare(o.po_number or ""))]
    if base.source is Source.DAY and base.day is not None:
        # What came on a day was ordered on it or the day before.
        same = [o for o in placed if o.placed_on == base.day]
        before = [o for o in placed if o.placed_on == base.day - timedelta(days=1)]
        return same + before
    if base.source is Source.LAST_WEEK:
        monday = today - timedelta(days=today.weekday())
        of_week = [o for o in placed if monday - _WEEK <= o.placed_on < monday]
        if of_week:
            return of_week
    return list(placed[:1])


def _bare(number: str) -> str:
    return "".join(c for c in number.casefold() if c.isalnum())


def standing_lines(lines: Sequence[OrderLine]) -> list[RequestedLine]:
    """The lines of an order that stands, as a basket to be changed: what is settled of them stays as it is."""
    return [
        RequestedLine(
            number=line.number,
            text=line.text,
            spans=line.spans,
            words=line.words or line.text,
            amount=line.quantity,
            unit_word=line.uom,
            unit_code=line.uom,
            sku=line.sku,
            why="stands in their order" if line.sku else "",
        )
        for line in lines
    ]

"""Orders that are pointed at rather than written: the usual, the last order, and changes to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from agents.results import RequestedLine
from domain.orders import Span
from knowledge.matching.normalise import product_terms, words
from knowledge.matching.resemblance import FOUND, fit
from reading.baskets import Change, ChangeKind
from tools.base import Toolbox
from tools.catalog import GetProduct, get_product
from tools.purchases import BasketLine, LastOrder, UsualBasket, last_order, usual_basket


@dataclass(frozen=True)
class PointedAt:
    """The lines that an order comes to, and what kept it from being certain."""

    lines: tuple[RequestedLine, ...]
    doubts: tuple[str, ...]


def resolve(
    base: str,
    text: str,
    span: Span,
    changes: Sequence[Change],
    customer_id: str,
    ship_to_id: str,
    tools: Toolbox,
) -> PointedAt:
    """Evaluate a basket and its changes.

    Args:
        base: ``usual`` or ``last_order``.
        text: the customer's words for it, at ``span``.
        changes: what they change in it, in order.
        customer_id: whose basket.
        ship_to_id: the basket of which place.
        tools: to read history and products.
    """
    if base == "usual":
        basket = tools.call(usual_basket, UsualBasket(customer_id=customer_id, ship_to_id=ship_to_id)).lines
        missing = f"“{text}”: no order of theirs repeats."
    else:
        basket = tools.call(last_order, LastOrder(customer_id=customer_id, ship_to_id=ship_to_id)).lines
        missing = f"“{text}”: the desk cannot tell which order that is."
    if not basket:
        return PointedAt((), (missing,))
    kept: dict[int, BasketLine] = dict(enumerate(basket))
    doubts: list[str] = []
    for change in changes:
        said = " ".join(token.text for token in change.tokens)
        places = _meant(change, kept, tools) or _by_quantity(change, kept, tools)
        if change.kind is ChangeKind.ADD or len(places) != 1:
            doubts.append(f"“{said}” changes the order in a way that has to be checked.")
            continue
        place = places[0]
        line = kept[place]
        if change.was is not None and change.was != line.quantity:
            doubts.append(f"“{said}”: the order has {line.quantity}, not {change.was}.")
        if change.kind is ChangeKind.DROP:
            del kept[place]
        else:
            kept[place] = _changed(line, change, said, doubts)
    return PointedAt(
        tuple(_requested(number, line, text, span) for number, line in enumerate(kept.values(), 1)), tuple(doubts)
    )


def _changed(line: BasketLine, change: Change, said: str, doubts: list[str]) -> BasketLine:
    if change.kind is ChangeKind.DOUBLE:
        return line.model_copy(update={"quantity": line.quantity * 2})
    if change.unit_code not in (None, line.uom):
        doubts.append(f"“{said}” names another unit than {line.uom}.")
    return line.model_copy(update={"quantity": change.amount or Decimal(0)})


def _meant(change: Change, kept: dict[int, BasketLine], tools: Toolbox) -> list[int]:
    """The lines of the basket whose product has every word of the change."""
    asked = words(" ".join(token.text for token in change.words))
    found = []
    for place, line in kept.items():
        product = tools.call(get_product, GetProduct(sku=line.sku)).product
        if product is None or not asked:
            continue
        terms = product_terms(product.name, product.description, product.brand, product.pack, product.mpn)
        if all(fit(token, terms) >= FOUND for token in asked):
            found.append(place)
    return found


def _by_quantity(change: Change, kept: dict[int, BasketLine], tools: Toolbox) -> list[int]:
    """The lines with the quantity it replaces: "8 instead of 6" is one line, where words of it that no catalog has say
    nothing against it."""
    asked = words(" ".join(token.text for token in change.words))
    if change.was is None or any(tools.context.facts.vocabulary.knows(token) for token in asked):
        return []
    return [place for place, line in kept.items() if line.quantity == change.was]


def _requested(number: int, line: BasketLine, text: str, span: Span) -> RequestedLine:
    return RequestedLine(
        number=number, text=text, spans=(span,), amount=line.quantity, unit_code=line.uom, sku=line.sku
    )

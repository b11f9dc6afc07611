"""What the ledger ERP refuses, in sentences: values no database could keep, and ids its master data does not have."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from decimal import Decimal
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from connectors.erp.ledger_tables import CustomerRow, ProductRow, ProductUnitRow, ShipToRow
from connectors.erp.port import ErpOrder
from domain.errors import ErpRejected, UnitError
from domain.quantities import ProductUnits, Quantity

_LONGEST_TEXT = 200
_MOST_LINES = 1000
_MOST_DECIMALS = 12
_LARGEST_NUMBER = 10**12


def refuse(problems: Collection[str]) -> None:
    """Let no problem pass.

    Raises:
        ErpRejected: there are problems; its sentence is all of them.
    """
    if problems:
        raise ErpRejected(" ".join(problems))


def not_plain(what: str, value: str | None) -> tuple[str, ...]:
    """Why a text cannot be kept as it is in every database; empty when it can, or when there is none."""
    if value is None or (
        0 < len(value) <= _LONGEST_TEXT and not any(c == "\0" or "\ud800" <= c <= "\udfff" for c in value)
    ):
        return ()
    return (f"The {what} must be plain text of 1 to {_LONGEST_TEXT} characters.",)


def not_a_number(what: str, number: Decimal) -> tuple[str, ...]:
    """Why a number cannot be kept; empty when it can. The limits keep exact arithmetic small."""
    if not number.is_finite() or not 0 <= number <= _LARGEST_NUMBER:
        return (f"The {what} must be a number from 0 to {_LARGEST_NUMBER}.",)
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -_MOST_DECIMALS:
        return (f"The {what} has more than {_MOST_DECIMALS} decimals.",)
    return ()


def malformed(order: ErpOrder) -> tuple[str, ...]:
    """Why no ERP could take the order, whatever it knows."""
    problems = [
        *not_plain("customer", order.customer_id),
        *not_plain("ship-to", order.ship_to_id),
        *not_plain("PO number", order.po_number),
    ]
    if not 0 < len(order.lines) <= _MOST_LINES:
        problems.append(f"An order has 1 to {_MOST_LINES} lines; this one has {len(order.lines)}.")
    for number, line in enumerate(order.lines, start=1):
        found = [*not_plain("sku", line.sku), *not_plain("unit", line.uom), *_not_orderable(line.quantity, line.uom)]
        if line.price is not None:
            found.extend(not_a_number("price", line.price))
        problems.extend(f"Line {number}: {problem}" for problem in found)
    return tuple(problems)


def _not_orderable(amount: Decimal, uom: str) -> tuple[str, ...]:
    try:
        Quantity(amount, uom)
    except UnitError as error:
        return (error.sentence,)
    return not_a_number("quantity", amount)


def unknown(session: Session, order: ErpOrder) -> tuple[str, ...]:
    """What the order names that the master data does not have."""
    problems = []
    if session.get(CustomerRow, order.customer_id) is None:
        problems.append(f"{order.customer_id} is not a customer.")
    elif session.get(ShipToRow, (order.customer_id, order.ship_to_id)) is None:
        problems.append(f"{order.ship_to_id} is not a ship-to of {order.customer_id}.")
    units = product_units(session, order)
    for number, line in enumerate(order.lines, start=1):
        if line.sku not in units:
            problems.append(f"Line {number}: {line.sku} is not a product.")
            continue
        try:
            units[line.sku].factor(line.uom)
        except UnitError as error:
            problems.append(f"Line {number}: {error.sentence}")
    return tuple(problems)


def product_units(session: Session, order: ErpOrder) -> dict[str, ProductUnits]:
    """The units of the order's products, by sku, without those nobody knows."""
    skus = {line.sku for line in order.lines}
    factors: dict[str, dict[str, Fraction]] = defaultdict(dict)
    known = select(ProductUnitRow).where(ProductUnitRow.sku.in_(skus)).order_by(ProductUnitRow.uom)
    for unit in session.scalars(known):
        factors[unit.sku][unit.uom] = unit.factor
    products = session.scalars(select(ProductRow).where(ProductRow.sku.in_(skus)))
    return {product.sku: ProductUnits(product.uom, factors[product.sku]) for product in products}

"""Products, their units, numbers, prices, stock and substitutes, out of the store."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from domain.quantities import ProductUnits, exact_factor
from domain.trade import Customer, Product, StockLevel, Substitute
from knowledge.matching.normalise import fold, is_measure
from store.master import (
    CrossReferenceRow,
    InventoryRow,
    PriceRow,
    ProductRow,
    ProductTermRow,
    ProductUnitRow,
    SubstituteRow,
)

_MOST_WITH_A_PART_NUMBER = 200


# The columns and no rows of the mapper's: they are read by the hundred for each line of an order.
_PRODUCT = tuple(getattr(ProductRow, name) for name in Product.model_fields)


def products(session: Session, skus: Iterable[str]) -> dict[str, Product]:
    """The products with those skus; unknown ones are left out."""
    rows = session.execute(select(*_PRODUCT).where(ProductRow.sku.in_(set(skus)))).mappings()
    return {row["sku"]: Product.model_validate(dict(row)) for row in rows}


def product(session: Session, sku: str) -> Product | None:
    """One product."""
    return products(session, (sku,)).get(sku)


def units(session: Session, item: Product) -> ProductUnits:
    """The units a product may be ordered in."""
    return units_of(session, {item.sku: item})[item.sku]


def units_of(session: Session, items: Mapping[str, Product]) -> dict[str, ProductUnits]:
    """The units that each of several products may be ordered in, by sku."""
    factors: dict[str, dict[str, Fraction]] = {sku: {} for sku in items}
    wanted = select(ProductUnitRow.sku, ProductUnitRow.uom, ProductUnitRow.factor)
    for sku, uom, factor in session.execute(wanted.where(ProductUnitRow.sku.in_(items)).order_by(ProductUnitRow.uom)):
        factors[sku][uom] = exact_factor(factor)
    return {sku: ProductUnits(item.uom, factors[sku]) for sku, item in items.items()}


def unit_codes(session: Session) -> frozenset[str]:
    """The codes of every unit that the distributor sells by."""
    codes = session.scalars(select(ProductRow.uom).union(select(ProductUnitRow.uom)))
    return frozenset(code for code in codes if code.isalpha())


def skus_by_anybodys_number(session: Session, number: str) -> tuple[str, ...]:
    """The products that any customer calls by that number; case does not matter."""
    written = {number, number.upper(), number.casefold()}
    rows = select(CrossReferenceRow.sku).where(CrossReferenceRow.customer_sku.in_(written)).distinct()
    return tuple(session.scalars(rows.order_by(CrossReferenceRow.sku)))


def skus_by_number(session: Session, customer_id: str | None, number: str) -> tuple[tuple[str, str], ...]:
    """Products with exactly that number, as (sku, kind) pairs: the customer's own number first.

    ``kind`` is ``customer_number``, ``sku``, ``upc`` or ``mpn``. Case does not matter, nor do surrounding blanks.
    """
    wanted = fold(number.strip())
    if not wanted:
        return ()
    found: dict[str, str] = {}
    if customer_id is not None:
        for customer_sku, sku in cross_references(session, customer_id):
            if fold(customer_sku) == wanted:
                found.setdefault(sku, "customer_number")
    written = {number.strip(), number.strip().upper(), wanted}
    has_digit = any(c.isdigit() for c in wanted)
    columns = (ProductRow.sku, ProductRow.upc, *((ProductRow.mpn,) if has_digit else ()))
    some = session.execute(select(*columns).where(or_(*(column.in_(written) for column in columns)))).all()
    for place, column in enumerate(columns):
        for row in some:
            if row[place] in written:
                found.setdefault(row[0], column.key)
    if not found and has_digit and any(c.isalpha() for c in wanted) and not is_measure(wanted):
        # An mpn in letters large and small is found by its term; what more products carry is no part number.
        by_part = (
            select(ProductRow.sku, ProductRow.mpn)
            .join(ProductTermRow, ProductTermRow.sku == ProductRow.sku)
            .where(ProductTermRow.term == wanted[:64], ProductRow.mpn != "")
            .limit(_MOST_WITH_A_PART_NUMBER)
        )
        for sku, mpn in session.execute(by_part):
            if fold(mpn) == wanted:
                found.setdefault(sku, "mpn")
    return tuple(found.items())


def cross_references(session: Session, customer_id: str) -> tuple[tuple[str, str], ...]:
    """A customer's own numbers and words, as (theirs, sku) pairs."""
    rows = session.execute(
        select(CrossReferenceRow.customer_sku, CrossReferenceRow.sku)
        .where(CrossReferenceRow.customer_id == customer_id)
        .order_by(CrossReferenceRow.customer_sku)
    )
    return tuple((theirs, sku) for theirs, sku in rows)


def described_by(session: Session, customer_id: str) -> tuple[tuple[str, str], ...]:
    """How a customer's list of their own numbers describes the products, as (description, sku) pairs."""
    rows = session.execute(
        select(CrossReferenceRow.description, CrossReferenceRow.sku)
        .where(CrossReferenceRow.customer_id == customer_id, CrossReferenceRow.description != "")
        .order_by(CrossReferenceRow.customer_sku)
    )
    return tuple((description, sku) for description, sku in rows)


def prices(session: Session, customer: Customer, sku: str, on: date) -> tuple[tuple[str, Decimal], ...]:
    """What holds for a customer on a day, as (unit, price per unit) pairs: their own, else their group's, else list."""
    rows = list(
        session.scalars(
            select(PriceRow).where(
                PriceRow.sku == sku,
                or_(PriceRow.customer_id == customer.customer_id, PriceRow.price_group == customer.price_group),
            )
        )
    )
    valid = [r for r in rows if (r.valid_from or date.min) <= on <= (r.valid_to or date.max)]
    own = [r for r in valid if r.customer_id is not None]
    chosen = own or valid
    if chosen:
        return tuple(sorted((row.uom, row.price) for row in chosen))
    item = session.get(ProductRow, sku)
    return ((item.uom, item.list_price),) if item is not None and item.list_price is not None else ()


def stock(session: Session, sku: str) -> tuple[StockLevel, ...]:
    """Stock per warehouse, in base units."""
    rows = session.scalars(select(InventoryRow).where(InventoryRow.sku == sku).order_by(InventoryRow.warehouse))
    return tuple(
        StockLevel(
            warehouse=row.warehouse,
            on_hand=row.on_hand,
            allocated=row.allocated,
            on_order=row.on_order,
            due_date=row.due_date,
        )
        for row in rows
    )


def substitutes(session: Session, sku: str) -> tuple[Substitute, ...]:
    """The substitutes that the distributor's data allows, the first to offer first."""
    rows = session.scalars(
        select(SubstituteRow).where(SubstituteRow.sku == sku).order_by(SubstituteRow.rank, SubstituteRow.substitute)
    )
    return tuple(Substitute(substitute=row.substitute, rank=row.rank, reason=row.reason) for row in rows)

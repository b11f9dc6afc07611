"""Customers, products and purchases as lists: a page at a time, with what helps to choose a row."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from domain.quantities import ProductUnits, as_decimal, tidy
from domain.trade import CreditStatus, Customer, Product
from store.master import ContactRow, CustomerRow, PriceRow, ProductRow, PurchaseRow, ShipToRow
from store.searching import pattern, searchable

_PRICE_DECIMALS = 4


@dataclass(frozen=True)
class ListedCustomer:
    """A customer as a row of a list."""

    customer_id: str
    name: str
    credit: CreditStatus
    language: str
    contacts: int
    ship_tos: int
    last_bought: date | None


def names_of_customers(session: Session, customer_ids: Collection[str]) -> dict[str, str]:
    """The names of customers, by id; unknown ones are left out."""
    rows = session.execute(
        select(CustomerRow.customer_id, CustomerRow.name).where(CustomerRow.customer_id.in_(customer_ids))
    )
    return dict(rows.all())


def names_of_ship_tos(session: Session, ship_to_ids: Collection[str]) -> dict[str, str]:
    """The names of ship-tos, by id; unknown ones are left out."""
    rows = session.execute(select(ShipToRow.ship_to_id, ShipToRow.name).where(ShipToRow.ship_to_id.in_(ship_to_ids)))
    return dict(rows.all())


def names_of_products(session: Session, skus: Collection[str]) -> dict[str, str]:
    """The names of products, by sku; unknown ones are left out."""
    return dict(session.execute(select(ProductRow.sku, ProductRow.name).where(ProductRow.sku.in_(skus))).all())


def customers(
    session: Session, words: str | None, after: tuple[str, str] | None, limit: int
) -> list[tuple[tuple[str, str], ListedCustomer]]:
    """Customers by name, each with the key that a next page begins after.

    ``words`` are looked for in names, ids and contacts. Names are compared here and not by the database, which knows
    neither accents nor case of all languages; a distributor has some thousands of customers.
    """
    wanted = searchable(words or "")
    by_contact = _with_contact(session, words) if words and wanted else set()
    keyed = sorted(
        ((searchable(name), customer_id), name)
        for customer_id, name in session.execute(select(CustomerRow.customer_id, CustomerRow.name))
        if wanted in searchable(name) or wanted in searchable(customer_id) or customer_id in by_contact
    )
    page = [key for key, _ in keyed if after is None or key > after][:limit]
    listed = _listed_customers(session, [customer_id for _, customer_id in page])
    return [(key, listed[key[1]]) for key in page]


def _with_contact(session: Session, words: str) -> set[str]:
    like = pattern(words)
    rows = session.scalars(
        select(ContactRow.customer_id).where(
            or_(
                ContactRow.email.like(like, escape="\\"),
                ContactRow.phone.like(like, escape="\\"),
                func.lower(ContactRow.name).like(like, escape="\\"),
            )
        )
    )
    return set(rows)


def _listed_customers(session: Session, ids: Collection[str]) -> dict[str, ListedCustomer]:
    contacts = _counted(session, ContactRow, ids)
    places = _counted(session, ShipToRow, ids)
    latest = select(PurchaseRow.customer_id, func.max(PurchaseRow.ordered_on)).where(PurchaseRow.customer_id.in_(ids))
    last_bought = dict(session.execute(latest.group_by(PurchaseRow.customer_id)).all())
    return {
        row.customer_id: ListedCustomer(
            customer_id=row.customer_id,
            name=row.name,
            credit=CreditStatus(row.credit_status),
            language=row.language,
            contacts=contacts.get(row.customer_id, 0),
            ship_tos=places.get(row.customer_id, 0),
            last_bought=last_bought.get(row.customer_id),
        )
        for row in session.scalars(select(CustomerRow).where(CustomerRow.customer_id.in_(ids)))
    }


def _counted(session: Session, table: type[ContactRow | ShipToRow], ids: Collection[str]) -> dict[str, int]:
    counted = select(table.customer_id, func.count()).where(table.customer_id.in_(ids)).group_by(table.customer_id)
    return dict(session.execute(counted).all())


def purchases(
    session: Session, customer_id: str, sku: str | None, after: tuple[date, int] | None, limit: int
) -> list[PurchaseRow]:
    """The lines that a customer has bought, the latest first; of one product where ``sku`` is given."""
    rows = select(PurchaseRow).where(PurchaseRow.customer_id == customer_id)
    if sku is not None:
        rows = rows.where(PurchaseRow.sku == sku)
    if after is not None:
        day, last = after
        rows = rows.where(or_(PurchaseRow.ordered_on < day, and_(PurchaseRow.ordered_on == day, PurchaseRow.id < last)))
    return list(session.scalars(rows.order_by(PurchaseRow.ordered_on.desc(), PurchaseRow.id.desc()).limit(limit)))


def skus(session: Session, after: str | None, limit: int) -> list[str]:
    """The products' skus in their order."""
    rows = select(ProductRow.sku).order_by(ProductRow.sku).limit(limit)
    return list(session.scalars(rows if after is None else rows.where(ProductRow.sku > after)))


def prices(
    session: Session,
    customer: Customer | None,
    products: Mapping[str, Product],
    units: Mapping[str, ProductUnits],
    on: date,
) -> dict[str, Decimal]:
    """Prices per base unit on a day, by sku: the customer's own, else their group's, else the list price."""
    found = {sku: item.list_price for sku, item in products.items() if item.list_price is not None}
    if customer is None:
        return found
    rows = session.scalars(
        select(PriceRow).where(
            PriceRow.sku.in_(products.keys()),
            or_(PriceRow.customer_id == customer.customer_id, PriceRow.price_group == customer.price_group),
        )
    )
    valid: dict[str, list[PriceRow]] = {}
    for row in rows:
        if (row.valid_from or date.min) <= on <= (row.valid_to or date.max):
            valid.setdefault(row.sku, []).append(row)
    for sku, held in valid.items():
        own = [row for row in held if row.customer_id is not None] or held
        base = products[sku].uom
        row = min(own, key=lambda r: (r.uom != base, r.uom))
        if row.uom in units[sku].orderable:
            per_base = as_decimal(Fraction(row.price) / units[sku].factor(row.uom))
            found[sku] = tidy(round(per_base, _PRICE_DECIMALS)) if row.uom != base else row.price
    return found

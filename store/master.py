"""A distributor's master data, as imported: products, customers, prices, stock, history, and the catalog's words."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Date, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from store.columns import Exact, Instant
from store.tables import Base

_CODE = String(64)


class DistributorRow(Base):
    """Whose desk this is: exactly one row, id 1. ``content_hash`` is of the folder that was imported last."""

    __tablename__ = "distributor"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(Text)
    timezone: Mapped[str] = mapped_column(String(64))
    currency: Mapped[str] = mapped_column(String(8))
    locale: Mapped[str] = mapped_column(String(16))
    email: Mapped[str] = mapped_column(String(320))
    phone: Mapped[str] = mapped_column(String(32))
    warehouses: Mapped[list[Any]]
    content_hash: Mapped[str] = mapped_column(String(64))
    index_version: Mapped[str] = mapped_column(String(64))
    imported_at: Mapped[datetime] = mapped_column(Instant)


class ProductRow(Base):
    """A product. Minimum, multiple and list price are per base unit ``uom``. ``attributes`` is a JSON object."""

    __tablename__ = "products"

    sku: Mapped[str] = mapped_column(_CODE, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    description: Mapped[str] = mapped_column(Text)
    brand: Mapped[str] = mapped_column(Text)
    category: Mapped[str] = mapped_column(Text)
    pack: Mapped[str] = mapped_column(Text)
    uom: Mapped[str] = mapped_column(String(16))
    upc: Mapped[str] = mapped_column(_CODE, index=True)
    mpn: Mapped[str] = mapped_column(Text, index=True)
    status: Mapped[str] = mapped_column(String(16))
    superseded_by: Mapped[str | None] = mapped_column(_CODE)
    list_price: Mapped[Decimal | None] = mapped_column(Exact)
    min_qty: Mapped[Decimal | None] = mapped_column(Exact)
    order_multiple: Mapped[Decimal | None] = mapped_column(Exact)
    attributes: Mapped[dict[str, Any]]


class ProductUnitRow(Base):
    """A further unit a product may be ordered in: one ``uom`` is ``factor`` base units."""

    __tablename__ = "product_units"

    sku: Mapped[str] = mapped_column(_CODE, primary_key=True)
    uom: Mapped[str] = mapped_column(String(16), primary_key=True)
    factor: Mapped[Decimal] = mapped_column(Exact)


class CustomerRow(Base):
    """A customer."""

    __tablename__ = "customers"

    customer_id: Mapped[str] = mapped_column(_CODE, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    price_group: Mapped[str] = mapped_column(_CODE)
    credit_status: Mapped[str] = mapped_column(String(8))
    substitution: Mapped[str] = mapped_column(String(8))
    language: Mapped[str] = mapped_column(String(16))
    default_ship_to: Mapped[str | None] = mapped_column(_CODE)
    rep: Mapped[str] = mapped_column(_CODE)
    notes: Mapped[str] = mapped_column(Text)


class ContactRow(Base):
    """A person at a customer; e-mail lower case, phone E.164."""

    __tablename__ = "contacts"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    customer_id: Mapped[str] = mapped_column(_CODE, index=True)
    name: Mapped[str] = mapped_column(Text)
    email: Mapped[str] = mapped_column(String(320), index=True)
    phone: Mapped[str] = mapped_column(String(32), index=True)
    may_order: Mapped[bool]


class ShipToRow(Base):
    """A place orders go to. ``delivery_days`` lists weekdays, Monday 0; ``cutoff`` is HH:MM local or None."""

    __tablename__ = "ship_tos"

    ship_to_id: Mapped[str] = mapped_column(_CODE, primary_key=True)
    customer_id: Mapped[str] = mapped_column(_CODE, index=True)
    name: Mapped[str] = mapped_column(Text)
    address: Mapped[str] = mapped_column(Text)
    delivery_days: Mapped[list[Any]]
    cutoff: Mapped[str | None] = mapped_column(String(5))


class CrossReferenceRow(Base):
    """A customer's own part number or words for a product."""

    __tablename__ = "cross_references"

    customer_id: Mapped[str] = mapped_column(_CODE, primary_key=True)
    customer_sku: Mapped[str] = mapped_column(String(200), primary_key=True, index=True)
    sku: Mapped[str] = mapped_column(_CODE, index=True)
    description: Mapped[str] = mapped_column(Text)


class PriceRow(Base):
    """A price of one customer or of a price group."""

    __tablename__ = "prices"
    __table_args__ = (Index("ix_prices_sku_customer", "sku", "customer_id", "price_group"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    customer_id: Mapped[str | None] = mapped_column(_CODE)
    price_group: Mapped[str | None] = mapped_column(_CODE)
    sku: Mapped[str] = mapped_column(_CODE)
    uom: Mapped[str] = mapped_column(String(16))
    price: Mapped[Decimal] = mapped_column(Exact)
    valid_from: Mapped[date | None] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)


class InventoryRow(Base):
    """Stock of a product in a warehouse, in base units."""

    __tablename__ = "inventory"

    sku: Mapped[str] = mapped_column(_CODE, primary_key=True)
    warehouse: Mapped[str] = mapped_column(_CODE, primary_key=True)
    on_hand: Mapped[Decimal] = mapped_column(Exact)
    allocated: Mapped[Decimal] = mapped_column(Exact)
    on_order: Mapped[Decimal | None] = mapped_column(Exact)
    due_date: Mapped[date | None] = mapped_column(Date)


class SubstituteRow(Base):
    """A substitute that may be offered; rank 1 first."""

    __tablename__ = "substitutes"

    sku: Mapped[str] = mapped_column(_CODE, primary_key=True)
    substitute: Mapped[str] = mapped_column(_CODE, primary_key=True)
    rank: Mapped[int]
    reason: Mapped[str] = mapped_column(Text)


class PurchaseRow(Base):
    """One line of a past order."""

    __tablename__ = "purchases"
    __table_args__ = (Index("ix_purchases_customer", "customer_id", "ordered_on"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    order_no: Mapped[str] = mapped_column(_CODE)
    customer_id: Mapped[str] = mapped_column(_CODE)
    ship_to_id: Mapped[str] = mapped_column(_CODE)
    ordered_on: Mapped[date] = mapped_column(Date)
    sku: Mapped[str] = mapped_column(_CODE)
    qty: Mapped[Decimal] = mapped_column(Exact)
    uom: Mapped[str] = mapped_column(String(16))
    unit_price: Mapped[Decimal | None] = mapped_column(Exact)


class ProductTermRow(Base):
    """Which products carry which normalised word: the exact side of product search."""

    __tablename__ = "product_terms"
    # On SQLite the key is the table itself, and the index on sku holds the terms too: half the size, half the writing.
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012  (SQLAlchemy's own form)

    term: Mapped[str] = mapped_column(_CODE, primary_key=True)
    sku: Mapped[str] = mapped_column(_CODE, primary_key=True, index=True)


class AbbreviationRow(Base):
    """A word that the catalog's names write for a word of its descriptions, as learned from the catalog itself."""

    __tablename__ = "abbreviations"

    word: Mapped[str] = mapped_column(_CODE, primary_key=True)
    stands_for: Mapped[str] = mapped_column(_CODE, primary_key=True)


class VocabularyRow(Base):
    """``product_terms`` once more, as arrays that are read at once: one row, id 1, or none where it has to be made.

    ``terms`` and ``skus`` have one on each line. ``carrying`` has for each term how many products carry it, and
    ``postings``, term after term, which ones, as positions in ``skus``: numbers of 4 bytes, the lowest byte first.
    """

    __tablename__ = "vocabulary"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    terms: Mapped[str] = mapped_column(Text)
    skus: Mapped[str] = mapped_column(Text)
    carrying: Mapped[bytes]
    postings: Mapped[bytes]

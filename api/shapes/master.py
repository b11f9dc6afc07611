"""Customers, products and aliases."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from pydantic import Field

from api.shapes.common import CustomerReference
from api.shapes.orders import Habit, ProductBrief, ShipToChoice, Unit
from domain.aliases import AliasStanding
from domain.policy import CustomerPolicy
from domain.record import Record
from domain.trade import Contact, CreditStatus, ProductStatus, SubstitutionRule


class CustomerItem(Record):
    """A customer in a list."""

    customer_id: str
    name: str
    credit: CreditStatus
    language: str
    contacts: int
    ship_tos: int
    last_bought: date | None


class BoughtProduct(Record):
    """A product that a customer buys, and how."""

    product: ProductBrief
    habit: Habit


class BasketLine(Record):
    """A line of the usual order."""

    product: ProductBrief
    quantity: Decimal
    uom: str


class UsualBasket(Record):
    """The order that repeats at a ship-to: ``times`` of the last ``of_last``."""

    ship_to_id: str
    times: int
    of_last: int
    lines: tuple[BasketLine, ...]


class Customer(Record):
    """A customer with what the desk knows of them. ``policy`` is what holds for them instead, where anything does."""

    customer_id: str
    name: str
    price_group: str
    credit: CreditStatus
    substitution: SubstitutionRule
    language: str
    default_ship_to: str | None
    notes: str
    contacts: tuple[Contact, ...]
    ship_tos: tuple[ShipToChoice, ...]
    buys: tuple[BoughtProduct, ...]
    usual: tuple[UsualBasket, ...]
    policy: CustomerPolicy | None


class PastLine(Record):
    """One line of a past order out of the ERP's history."""

    order_no: str
    ordered_on: date
    ship_to_id: str
    product: ProductBrief | None
    sku: str
    quantity: Decimal
    uom: str
    unit_price: Decimal | None


class ProductItem(Record):
    """A product in a list, with what helps to choose it: units, stock, and this customer's last purchase."""

    sku: str
    name: str
    description: str
    pack: str
    uom: str
    status: ProductStatus
    available: Decimal
    price: Decimal | None
    units: tuple[Unit, ...]
    habit: Habit | None


class Stock(Record):
    """Stock in one warehouse, in base units."""

    warehouse: str
    on_hand: Decimal
    allocated: Decimal
    available: Decimal
    on_order: Decimal | None
    due_date: date | None


class Product(Record):
    """A product whole."""

    sku: str
    name: str
    description: str
    brand: str
    category: str
    pack: str
    uom: str
    upc: str
    mpn: str
    status: ProductStatus
    superseded_by: str | None
    list_price: Decimal | None
    min_qty: Decimal | None
    order_multiple: Decimal | None
    units: tuple[Unit, ...]
    stock: tuple[Stock, ...]
    substitutes: tuple[ProductBrief, ...]
    habit: Habit | None


class Alias(Record):
    """A customer's own words for a product: who taught them, and what reps' decisions made of them since.

    ``confirmed`` and ``contradicted`` count the approvals in which a rep left or changed the product of a line in these
    words, ``decided_at`` is the last of them. ``active`` says whether its ``standing`` lets it be used. ``widened_by``
    is how many customers agree on it, where that makes it known to every customer.
    """

    alias_id: str
    customer: CustomerReference
    words: str
    product: ProductBrief | None
    sku: str
    taught_by: str
    taught_at: datetime
    message_id: str | None
    conversation_id: str | None
    standing: AliasStanding
    active: bool
    confirmed: int
    contradicted: int
    decided_at: datetime | None
    widened_by: int | None


class NewAlias(Record):
    """Words to remember as a customer's own for a product."""

    customer_id: str = Field(max_length=64)
    words: str = Field(min_length=1, max_length=200)
    sku: str = Field(max_length=64)


class AliasChange(Record):
    """What changes of an alias; None stays."""

    sku: str | None = Field(default=None, max_length=64)
    active: bool | None = None

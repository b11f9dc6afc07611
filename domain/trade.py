"""A distributor's master data as the rest of the desk sees it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from enum import StrEnum

from domain.record import Record


class ProductStatus(StrEnum):
    """Whether a product can be sold."""

    ACTIVE = "active"
    DISCONTINUED = "discontinued"
    SUPERSEDED = "superseded"
    SPECIAL_ORDER = "special_order"


class CreditStatus(StrEnum):
    """A customer's credit."""

    OK = "ok"
    HOLD = "hold"
    COD = "cod"


class SubstitutionRule(StrEnum):
    """Whether a customer takes substitutes."""

    ALLOW = "allow"
    ASK = "ask"
    NEVER = "never"


class Product(Record):
    """A product: base unit ``uom``; minimum and multiple are in base units."""

    sku: str
    name: str
    description: str = ""
    brand: str = ""
    category: str = ""
    pack: str = ""
    uom: str
    upc: str = ""
    mpn: str = ""
    status: ProductStatus = ProductStatus.ACTIVE
    superseded_by: str | None = None
    list_price: Decimal | None = None
    min_qty: Decimal | None = None
    order_multiple: Decimal | None = None


class Contact(Record):
    """A person at a customer."""

    name: str
    email: str
    phone: str
    may_order: bool


class ShipTo(Record):
    """A place orders go to. ``delivery_days`` are weekdays, Monday 0; without a cut-off it is a will-call."""

    ship_to_id: str
    name: str
    address: str
    delivery_days: tuple[int, ...]
    cutoff: time | None


class Customer(Record):
    """A customer with their contacts and ship-tos."""

    customer_id: str
    name: str
    price_group: str
    credit: CreditStatus
    substitution: SubstitutionRule
    language: str
    default_ship_to: str | None
    notes: str
    contacts: tuple[Contact, ...]
    ship_tos: tuple[ShipTo, ...]

    def ship_to(self, ship_to_id: str) -> ShipTo | None:
        """The ship-to with that id, if it is this customer's."""
        return next((s for s in self.ship_tos if s.ship_to_id == ship_to_id), None)


@dataclass(frozen=True, slots=True)
class Purchase:
    """One line of a customer's past orders. A plain dataclass: a customer has hundreds, read for every order."""

    order_no: str
    ship_to_id: str
    ordered_on: date
    sku: str
    quantity: Decimal
    uom: str


class StockLevel(Record):
    """Stock of one product in one warehouse, in base units."""

    warehouse: str
    on_hand: Decimal
    allocated: Decimal
    on_order: Decimal | None
    due_date: date | None

    @property
    def available(self) -> Decimal:
        """Available to promise now."""
        return self.on_hand - self.allocated


class Substitute(Record):
    """A substitute that the distributor's data allows; rank 1 is offered first."""

    substitute: str
    rank: int
    reason: str


class Distributor(Record):
    """Whose desk this is."""

    name: str
    timezone: str
    currency: str
    locale: str
    email: str
    phone: str

"""Master data kept in memory between orders: it is read dozens of times per order and changes only by an import.

Everything here is of one version of the catalog; after an import a new ``Facts`` begins empty.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TypeVar

from sqlalchemy.orm import Session

from domain.quantities import ProductUnits
from domain.trade import Customer, Product
from knowledge import catalog, customers, history
from knowledge.history import Habit
from knowledge.matching.retrieve import Vocabulary
from knowledge.senders import KnownSenders

_MOST_KEPT = 50_000
_MOST_HABITS = 200

K = TypeVar("K")
V = TypeVar("V")


class Facts:
    """Whose desk it is, products with units and terms, customers, and the vocabulary of one version of the catalog."""

    def __init__(self, session: Session, version: str) -> None:
        self.version = version
        self.distributor = customers.distributor(session)
        self.vocabulary = Vocabulary.load(session)
        self.unit_codes = catalog.unit_codes(session)
        self._products: dict[str, Product | None] = {}
        self._units: dict[str, ProductUnits] = {}
        self._customers: dict[str, Customer | None] = {}
        self._habits: dict[tuple[str, date], dict[str, Habit]] = {}
        self._senders: KnownSenders | None = None

    def senders(self, session: Session) -> KnownSenders:
        """Who is known by mail."""
        if self._senders is None:
            self._senders = KnownSenders.load(session)
        return self._senders

    def product(self, session: Session, sku: str) -> Product | None:
        """One product."""
        return self.products(session, (sku,)).get(sku)

    def products(self, session: Session, skus: Iterable[str]) -> dict[str, Product]:
        """The products with those skus; unknown ones are left out."""
        wanted = sorted(set(skus))
        known = {sku: self._products[sku] for sku in wanted if sku in self._products}
        unread = [sku for sku in wanted if sku not in known]
        if unread:
            found = catalog.products(session, unread)
            known |= {sku: found.get(sku) for sku in unread}
            _keep(self._products, {sku: known[sku] for sku in unread}, _MOST_KEPT)
        return {sku: item for sku in wanted if (item := known[sku]) is not None}

    def units(self, session: Session, item: Product) -> ProductUnits:
        """The units a product may be ordered in."""
        return self.units_of(session, {item.sku: item})[item.sku]

    def units_of(self, session: Session, items: Mapping[str, Product]) -> dict[str, ProductUnits]:
        """The units that each of several products may be ordered in, by sku."""
        known = {sku: self._units[sku] for sku in items if sku in self._units}
        unread = {sku: item for sku, item in items.items() if sku not in known}
        if unread:
            found = catalog.units_of(session, unread)
            _keep(self._units, found, _MOST_KEPT)
            known |= found
        return known

    def terms(self, session: Session, skus: Iterable[str]) -> dict[str, frozenset[str]]:
        """The normalised terms of products."""
        return {sku: self.vocabulary.terms_of(sku) for sku in skus}

    def customer(self, session: Session, customer_id: str) -> Customer | None:
        """One customer with contacts and ship-tos."""
        if customer_id not in self._customers:
            _keep(self._customers, {customer_id: customers.customer(session, customer_id)}, _MOST_KEPT)
        return self._customers[customer_id]

    def habits(self, session: Session, customer_id: str, today: date) -> dict[str, Habit]:
        """How a customer buys, as of a day."""
        key = (customer_id, today)
        if key not in self._habits:
            bought = history.purchases(session, customer_id, today)
            _keep(self._habits, {key: history.habits(bought, today)}, _MOST_HABITS)
        return self._habits[key]


def _keep(kept: dict[K, V], found: dict[K, V], most: int) -> None:
    """Keep what was read, and begin anew where it grows past its bound: a large catalog must not fill the memory."""
    if len(kept) + len(found) > most:
        kept.clear()
    kept.update(found)

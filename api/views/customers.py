"""Customers with what they buy, and products as they choose from, in the API's shapes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from api.services import Services
from api.shapes.master import BasketLine, BoughtProduct, Customer, PastLine, Product, ProductItem, Stock, UsualBasket
from api.views.products import brief, habit_shape, unit_choices
from api.views.proposals import ship_to_choices
from domain import trade
from domain.calendar import local_date
from domain.errors import NotFound
from knowledge import catalog, customers, history, listing
from knowledge.facts import Facts
from knowledge.history import Habit
from knowledge.stock import available_of
from knowledge.suggesting import suggest
from store import policies
from store.master import PurchaseRow

_MOST_BOUGHT = 200


@dataclass(frozen=True)
class Today:
    """The day that answers are given on, with the facts of the newest catalog."""

    facts: Facts
    now: datetime
    zone: ZoneInfo

    @classmethod
    def of(cls, session: Session, desk: Services) -> Today:
        """This moment at a desk."""
        zone = ZoneInfo(customers.distributor(session).timezone)
        return cls(desk.search.facts(session), desk.clock.now(), zone)

    @property
    def date(self) -> date:
        """The distributor's day."""
        return local_date(self.now, self.zone)

    def customer(self, session: Session, customer_id: str) -> trade.Customer:
        """A customer.

        Raises:
            NotFound: there is none with that id.
        """
        customer = self.facts.customer(session, customer_id)
        if customer is None:
            raise NotFound(f"There is no customer {customer_id}.")
        return customer

    def habits(self, session: Session, customer_id: str | None) -> dict[str, Habit]:
        """How a customer buys, by sku."""
        return self.facts.habits(session, customer_id, self.date) if customer_id is not None else {}


def customer_of(session: Session, today: Today, customer_id: str) -> Customer:
    """A customer whole.

    Raises:
        NotFound: there is none with that id.
    """
    customer = today.customer(session, customer_id)
    return Customer(
        customer_id=customer.customer_id,
        name=customer.name,
        price_group=customer.price_group,
        credit=customer.credit,
        substitution=customer.substitution,
        language=customer.language,
        default_ship_to=customer.default_ship_to,
        notes=customer.notes,
        contacts=customer.contacts,
        ship_tos=ship_to_choices(customer, today.now, today.zone),
        buys=_bought(session, today, customer_id),
        usual=_usual(session, today, customer),
        policy=policies.live(session).customers.get(customer_id),
    )


def _bought(session: Session, today: Today, customer_id: str) -> tuple[BoughtProduct, ...]:
    """What they buy, the most often bought of late first."""
    habits = today.habits(session, customer_id)
    ranked = sorted(habits.values(), key=lambda h: (-h.recent_times, -h.times, h.sku))[:_MOST_BOUGHT]
    products = today.facts.products(session, [habit.sku for habit in ranked])
    return tuple(
        BoughtProduct(product=brief(products[habit.sku]), habit=shape)
        for habit in ranked
        if habit.sku in products and (shape := habit_shape(habit, today.date)) is not None
    )


def _usual(session: Session, today: Today, customer: trade.Customer) -> tuple[UsualBasket, ...]:
    bought = history.purchases(session, customer.customer_id, today.date)
    found = []
    for place in customer.ship_tos:
        basket = history.usual_basket(bought, place.ship_to_id)
        if basket is not None:
            found.append((place.ship_to_id, basket))
    products = today.facts.products(session, [sku for _, basket in found for sku, _, _ in basket.lines])
    return tuple(
        UsualBasket(
            ship_to_id=ship_to_id,
            times=basket.times,
            of_last=basket.of_last,
            lines=tuple(
                BasketLine(product=brief(products[sku]), quantity=quantity, uom=uom)
                for sku, quantity, uom in basket.lines
                if sku in products
            ),
        )
        for ship_to_id, basket in found
    )


def past_lines(session: Session, today: Today, rows: Sequence[PurchaseRow]) -> tuple[PastLine, ...]:
    """Lines of past orders, with the products that are still in the catalog."""
    products = today.facts.products(session, [row.sku for row in rows])
    return tuple(
        PastLine(
            order_no=row.order_no,
            ordered_on=row.ordered_on,
            ship_to_id=row.ship_to_id,
            product=brief(products[row.sku]) if row.sku in products else None,
            sku=row.sku,
            quantity=row.qty,
            uom=row.uom,
            unit_price=row.unit_price,
        )
        for row in rows
    )


def found_products(
    session: Session, desk: Services, today: Today, typed: str, customer_id: str | None
) -> tuple[str, ...]:
    """The skus that may be meant by what a rep has typed, the likeliest first."""
    words = desk.search.customer_words(session, today.facts, customer_id, today.date)
    return suggest(session, today.facts, words, customer_id, typed)


def product_items(
    session: Session, today: Today, skus: Sequence[str], customer_id: str | None
) -> tuple[ProductItem, ...]:
    """Products as rows of a list, in the order given."""
    products = today.facts.products(session, skus)
    units = {sku: today.facts.units(session, item) for sku, item in products.items()}
    customer = today.facts.customer(session, customer_id) if customer_id is not None else None
    prices = listing.prices(session, customer, products, units, today.date)
    stock = available_of(session, products)
    habits = today.habits(session, customer_id)
    return tuple(
        ProductItem(
            sku=sku,
            name=item.name,
            description=item.description,
            pack=item.pack,
            uom=item.uom,
            status=item.status,
            available=stock[sku],
            price=prices.get(sku),
            units=unit_choices(units[sku], item),
            habit=habit_shape(habits.get(sku), today.date),
        )
        for sku in skus
        if (item := products.get(sku)) is not None
    )


def product_of(session: Session, today: Today, sku: str, customer_id: str | None) -> Product:
    """A product whole.

    Raises:
        NotFound: there is none with that sku.
    """
    item = today.facts.product(session, sku)
    if item is None:
        raise NotFound(f"There is no product {sku}.")
    offered = [substitute.substitute for substitute in catalog.substitutes(session, sku)]
    known = today.facts.products(session, offered)
    return Product(
        **item.model_dump(),
        units=unit_choices(today.facts.units(session, item), item),
        stock=tuple(Stock(**level.model_dump(), available=level.available) for level in catalog.stock(session, sku)),
        substitutes=tuple(brief(known[other]) for other in offered if other in known),
        habit=habit_shape(today.habits(session, customer_id).get(sku), today.date),
    )

"""Tools that find products and tell what can be ordered, at what price, and what stands in for what."""

from __future__ import annotations

from decimal import Decimal

from domain.calendar import local_date
from domain.errors import UnitError
from domain.findings import Access
from domain.quantities import Quantity
from domain.record import Record
from domain.trade import Product, StockLevel, Substitute
from knowledge import catalog
from knowledge.history import Habit
from knowledge.matching.query import Query
from tools.base import ToolContext, tool


class SearchCatalog(Record):
    """``words``: the product in the customer's words, such as ``blue gloves large``, without the quantity.

    ``unit_words`` are words among them that name a unit or container, such as ``case``; ``without`` are words that the
    product must not have, such as ``latex``; ``amount`` and ``unit`` are how much of it was asked for: what a customer
    buys is known by its amounts too.
    """

    customer_id: str | None
    words: str
    without: str = ""
    unit_words: tuple[str, ...] = ()
    amount: Decimal | None = None
    unit: str | None = None


class CatalogHit(Record):
    """A product found: how likely it is meant, how many of the words it has, what it lacks, how often it was bought."""

    sku: str
    name: str
    probability: float
    coverage: float
    missing: tuple[str, ...]
    bought: int


class CatalogAnswer(Record):
    """The product that is meant with its probability (``sku`` None: nothing decides), why, and the candidates.

    ``beside`` names another product that has the words that this one lacks: the line may ask for both.
    """

    sku: str | None
    ground: str
    probability: float
    why: str
    hits: tuple[CatalogHit, ...]
    beside: str | None = None


@tool(Access.READ)
def search_catalog(context: ToolContext, arguments: SearchCatalog) -> CatalogAnswer:
    """Find the product a customer means, by numbers, their own words, what they buy, and the catalog's words."""
    match = context.search.match(
        context.session,
        context.facts,
        context.customer_words(arguments.customer_id),
        arguments.customer_id,
        Query.of(arguments.words, frozenset(arguments.unit_words), arguments.without, arguments.amount, arguments.unit),
        context.policy.widen_aliases_at,
    )
    return CatalogAnswer(
        sku=match.sku,
        ground=match.ground.value,
        probability=match.probability,
        why=match.why,
        beside=match.beside,
        hits=tuple(
            CatalogHit(
                sku=fit.sku,
                name=fit.name,
                probability=round(fit.probability, 4),
                coverage=round(fit.coverage, 4),
                missing=fit.missing,
                bought=_times(fit.habit),
            )
            for fit in match.fits
        ),
    )


def _times(habit: Habit | None) -> int:
    return habit.times if habit else 0


class LookUpNumber(Record):
    """``number``: a sku, a customer's own number, a manufacturer's part number or a UPC, such as ``K-20045``."""

    customer_id: str | None
    number: str


class NumberHit(Record):
    """A product with that number; ``kind`` is customer_number, sku, upc or mpn."""

    sku: str
    kind: str


class NumberAnswer(Record):
    """Every product with that number."""

    hits: tuple[NumberHit, ...]


@tool(Access.READ)
def look_up_number(context: ToolContext, arguments: LookUpNumber) -> NumberAnswer:
    """Find the products that carry exactly a number: the distributor's, this customer's own, the maker's or a UPC."""
    found = catalog.skus_by_number(context.session, arguments.customer_id, arguments.number)
    return NumberAnswer(hits=tuple(NumberHit(sku=sku, kind=kind) for sku, kind in found))


class GetProduct(Record):
    """``sku``: such as ``K20045``."""

    sku: str


class ProductFile(Record):
    """A product with the units it may be ordered in and their factors in base units; None where there is none."""

    product: Product | None
    units: dict[str, str]


@tool(Access.READ)
def get_product(context: ToolContext, arguments: GetProduct) -> ProductFile:
    """Read a product: name, pack, status, successor, minimum, multiple, and every unit it may be ordered in."""
    item = context.facts.product(context.session, arguments.sku)
    if item is None:
        return ProductFile(product=None, units={})
    units = context.facts.units(context.session, item)
    return ProductFile(product=item, units={uom: str(units.factor(uom)) for uom in units.orderable})


class ConvertUnits(Record):
    """An amount of a product in one unit, to be told in another: 24 EA of ``K20045`` in CS."""

    sku: str
    amount: Decimal
    uom: str
    wanted: str


class Converted(Record):
    """The same amount in the wanted unit; None with the reason where the product is not sold so."""

    amount: Decimal | None
    why_not: str | None


@tool(Access.READ)
def convert_units(context: ToolContext, arguments: ConvertUnits) -> Converted:
    """Convert an amount of a product between two of its units, exactly."""
    item = context.facts.product(context.session, arguments.sku)
    if item is None:
        return Converted(amount=None, why_not=f"There is no product {arguments.sku}.")
    try:
        units = context.facts.units(context.session, item)
        told = units.convert(Quantity(arguments.amount, arguments.uom), arguments.wanted)
    except UnitError as error:
        return Converted(amount=None, why_not=error.sentence)
    return Converted(amount=told.amount, why_not=None)


class CheckAvailability(Record):
    """``sku``: such as ``K20045``."""

    sku: str


class Availability(Record):
    """Available to promise in base units over all warehouses together, and each warehouse with what is inbound."""

    available: Decimal
    warehouses: tuple[StockLevel, ...]


@tool(Access.READ)
def check_availability(context: ToolContext, arguments: CheckAvailability) -> Availability:
    """Tell what is available of a product now, per warehouse, and what is on order with its due date."""
    levels = catalog.stock(context.session, arguments.sku)
    return Availability(available=sum((level.available for level in levels), Decimal(0)), warehouses=levels)


class LookUpPrices(Record):
    """A customer and a product, such as ``K1042`` and ``K20045``."""

    customer_id: str
    sku: str


class UnitPrice(Record):
    """A price per one unit."""

    uom: str
    price: Decimal


class Prices(Record):
    """What holds for the customer today: their own price, else their group's, else the list price."""

    prices: tuple[UnitPrice, ...]


@tool(Access.READ)
def look_up_prices(context: ToolContext, arguments: LookUpPrices) -> Prices:
    """Tell a customer's price of a product today, per unit it is priced in."""
    customer = context.facts.customer(context.session, arguments.customer_id)
    if customer is None:
        return Prices(prices=())
    found = catalog.prices(context.session, customer, arguments.sku, local_date(context.now, context.zone))
    return Prices(prices=tuple(UnitPrice(uom=uom, price=price) for uom, price in found))


class ListSubstitutes(Record):
    """``sku``: the product that cannot be had, such as ``K20045``."""

    sku: str


class Substitutes(Record):
    """What may stand in for it, the first to offer first."""

    substitutes: tuple[Substitute, ...]


@tool(Access.READ)
def list_substitutes(context: ToolContext, arguments: ListSubstitutes) -> Substitutes:
    """List the substitutes that the distributor's data allows for a product, by rank."""
    return Substitutes(substitutes=catalog.substitutes(context.session, arguments.sku))

"""The commercial checks: facts from data that a rep must know before an order is entered. All pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

from domain import calendar
from domain.orders import ExceptionKind, OrderException, OrderLine
from domain.quantities import ProductUnits, Quantity, as_decimal, tidy
from domain.trade import Contact, CreditStatus, Customer, Product, ProductStatus, ShipTo, StockLevel

LINES_TO_JUDGE_A_HABIT = 3
LINES_TO_JUDGE_A_PLACE = 10
_PRICE_TOLERANCE = Decimal("0.005")


def check_credit(customer: Customer) -> OrderException | None:
    """A customer on credit hold gets nothing until somebody says so."""
    if customer.credit is not CreditStatus.HOLD:
        return None
    return OrderException(kind=ExceptionKind.CREDIT_HOLD, sentence=f"{customer.name} is on credit hold.")


def check_contact(customer: Customer, contact: Contact | None) -> OrderException | None:
    """A known contact who may not order cannot order."""
    if contact is None or contact.may_order:
        return None
    return OrderException(
        kind=ExceptionKind.UNAUTHORIZED_CONTACT, sentence=f"{contact.name} may not order for {customer.name}."
    )


def check_date(ship_to: ShipTo, wanted: date | None, now: datetime, zone: ZoneInfo) -> OrderException | None:
    """The date asked for must be a delivery day whose cut-off has not passed."""
    why = calendar.date_conflict(ship_to, wanted, now, zone) if wanted is not None else None
    return OrderException(kind=ExceptionKind.DATE_CONFLICT, sentence=why) if why else None


def check_status(line: OrderLine, product: Product) -> OrderException | None:
    """Discontinued products cannot be sold; special orders need a person."""
    if product.status is ProductStatus.DISCONTINUED or (
        product.status is ProductStatus.SUPERSEDED and product.superseded_by is None
    ):
        return OrderException(
            kind=ExceptionKind.DISCONTINUED,
            line=line.number,
            sentence=f"{product.name} is discontinued, with no successor.",
        )
    if product.status is ProductStatus.SPECIAL_ORDER:
        return OrderException(
            kind=ExceptionKind.SPECIAL_REQUEST, line=line.number, sentence=f"{product.name} is a special order."
        )
    return None


def check_order_rule(line: OrderLine, product: Product, units: ProductUnits) -> OrderException | None:
    """Below the minimum, or not a multiple; both are in base units."""
    base = _base_amount(line, units)
    if base is None:
        return None
    broken = None
    if product.min_qty is not None and base < Fraction(product.min_qty):
        broken = f"the minimum is {tidy(product.min_qty)} {product.uom}"
    elif product.order_multiple is not None and base % Fraction(product.order_multiple) != 0:
        broken = f"it is sold in multiples of {tidy(product.order_multiple)} {product.uom}"
    if broken is None:
        return None
    return OrderException(
        kind=ExceptionKind.ORDER_RULE,
        line=line.number,
        sentence=f"{tidy(as_decimal(base))} {product.uom} of {product.name} were asked for, but {broken}.",
    )


def check_stock(
    line: OrderLine, product: Product, units: ProductUnits, levels: Iterable[StockLevel]
) -> OrderException | None:
    """Less available, over all warehouses together, than the line orders. Only active products are stocked."""
    base = _base_amount(line, units)
    if base is None or product.status is not ProductStatus.ACTIVE:
        return None
    known = list(levels)
    available = sum((level.available for level in known), Decimal(0))
    if Fraction(available) >= base:
        return None
    inbound = [level.due_date for level in known if level.on_order and level.due_date]
    hope = f"; more is due {min(inbound).isoformat()}" if inbound else ""
    return OrderException(
        kind=ExceptionKind.SHORT_STOCK,
        line=line.number,
        sentence=f"{tidy(as_decimal(base))} {product.uom} of {product.name} were asked for, "
        f"{tidy(max(available, Decimal(0)))} are available{hope}.",
    )


def check_price(
    line: OrderLine, named: Decimal, prices: Sequence[tuple[str, Decimal]], units: ProductUnits
) -> OrderException | None:
    """A price the customer names must be theirs, in any unit the product is sold in.

    ``prices`` are (unit, price per that unit) pairs that hold for this customer today.
    """
    if not prices:
        return None
    theirs = {
        Fraction(price) / units.factor(uom) * units.factor(target)
        for uom, price in prices
        for target in units.orderable
    }
    tolerance = Fraction(_PRICE_TOLERANCE)
    if any(abs(Fraction(named) - price) <= tolerance for price in theirs):
        return None
    uom, price = prices[0]
    return OrderException(
        kind=ExceptionKind.PRICE_MISMATCH,
        line=line.number,
        sentence=f"They name {named}; their price is {price} per {uom}.",
    )


def check_usual(
    line: OrderLine, product: Product, units: ProductUnits, bought: Sequence[Quantity], factor: Decimal
) -> OrderException | None:
    """Far from what this customer ever ordered of this product: above the most, or below the least, by ``factor``.

    Judged only from three purchases on; less is no habit.
    """
    base = _base_amount(line, units)
    if base is None or len(bought) < LINES_TO_JUDGE_A_HABIT:
        return None
    amounts = sorted(units.in_base(quantity) for quantity in bought)
    if amounts[0] / Fraction(factor) <= base <= amounts[-1] * Fraction(factor):
        return None
    low, high = (tidy(as_decimal(amount)) for amount in (amounts[0], amounts[-1]))
    return OrderException(
        kind=ExceptionKind.UNUSUAL_QUANTITY,
        line=line.number,
        sentence=f"{tidy(as_decimal(base))} {product.uom} of {product.name}: until now they ordered {low} to {high}.",
    )


def check_usual_there(
    line: OrderLine, product: Product, units: ProductUnits, bought: Sequence[Quantity], factor: Decimal
) -> OrderException | None:
    """The same of one place: a branch may take a fifth of what the head office does.

    Judged only from ten purchases on: the places of a customer share what is known of it, and a new one has little.
    """
    found = check_usual(line, product, units, bought, factor) if len(bought) >= LINES_TO_JUDGE_A_PLACE else None
    return found and found.model_copy(update={"sentence": f"{found.sentence[:-1]} for that place."})


def _base_amount(line: OrderLine, units: ProductUnits) -> Fraction | None:
    """The line's amount in base units, or None where it is not settled."""
    if line.quantity is None or line.uom is None:
        return None
    return units.in_base(Quantity(line.quantity, line.uom))

"""The availability agent: stock, dates, cut-offs, order rules, prices, credit and repeats. Arithmetic, no opinion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from agents.base import Agent, Conclusion
from agents.results import AvailabilityResult, IntakeResult, MatchingResult
from domain import commercial
from domain.findings import AgentName, FieldName, Finding
from domain.orders import ExceptionKind, Intent, OrderBody, OrderException, OrderLine, OrderStatus
from domain.quantities import ProductUnits, Quantity, as_decimal
from domain.trade import Contact, Customer, Product, ProductStatus
from tools.base import Toolbox
from tools.catalog import (
    CheckAvailability,
    GetProduct,
    LookUpPrices,
    check_availability,
    convert_units,
    get_product,
    look_up_prices,
)
from tools.customers import DeliveryDates, GetCustomer, delivery_dates, get_customer
from tools.purchases import PurchaseHistory, RecentOrders, purchase_history, recent_orders


@dataclass(frozen=True)
class AvailabilityTask:
    """What was understood of an order; ``order_id`` is that order, not to be taken for its own repeat."""

    order_id: str
    intake: IntakeResult
    matching: MatchingResult


class BuiltInAvailability:
    """The commercial checks of the domain, over the facts that the tools tell."""

    name = "built-in rules"

    def conclude(self, task: AvailabilityTask, tools: Toolbox) -> Conclusion[AvailabilityResult]:
        """Check an order against everything that data says of it."""
        intake = task.intake
        if intake.customer_id is None or intake.intent not in (Intent.ORDER, Intent.AMENDMENT):
            return Conclusion((), AvailabilityResult(lines=task.matching.lines))
        customer = tools.call(get_customer, GetCustomer(customer_id=intake.customer_id)).customer
        if customer is None:
            return Conclusion((), AvailabilityResult(lines=task.matching.lines))
        contact = next((c for c in customer.contacts if c.name == intake.contact), None)
        exceptions = [*_of_customer(customer, contact)]
        delivery = None
        if intake.ship_to_id is not None:
            answer = tools.call(
                delivery_dates,
                DeliveryDates(
                    customer_id=customer.customer_id, ship_to_id=intake.ship_to_id, wanted=intake.requested_date
                ),
            )
            if answer.conflict is not None:
                exceptions.append(OrderException(kind=ExceptionKind.DATE_CONFLICT, sentence=answer.conflict))
            delivery = intake.requested_date or answer.next_delivery
        named = {line.number: line.named_price for line in intake.lines}
        lines: list[OrderLine] = []
        findings: list[Finding] = []
        taken: dict[str, Fraction] = {}
        for line in task.matching.lines:
            checked, found = self._check(line, customer, intake.ship_to_id, named.get(line.number), taken, tools)
            lines.append(checked)
            exceptions.extend(found)
            findings.append(
                Finding(
                    field=FieldName.PRICE,
                    line=line.number,
                    value=None if checked.price is None else str(checked.price),
                    probability=1.0,
                    why="their price today" if checked.price is not None else "no price is on file for that unit",
                )
            )
        repeat = _repeat(task, tools)
        if repeat is not None:
            exceptions.append(repeat)
        return Conclusion(
            tuple(findings),
            AvailabilityResult(lines=tuple(lines), exceptions=tuple(exceptions), delivery_date=delivery),
        )

    @staticmethod
    def _check(
        line: OrderLine,
        customer: Customer,
        ship_to_id: str | None,
        named: Decimal | None,
        taken: dict[str, Fraction],
        tools: Toolbox,
    ) -> tuple[OrderLine, list[OrderException]]:
        """One line's price and exceptions. ``taken`` is what earlier lines of the order take of each product."""
        if line.sku is None:
            return line, []
        file = tools.call(get_product, GetProduct(sku=line.sku))
        product = file.product
        if product is None:
            return line, []
        units = ProductUnits(
            product.uom, {uom: Fraction(factor) for uom, factor in file.units.items() if uom != product.uom}
        )
        found = [commercial.check_status(line, product)]
        if not line.settled or line.quantity is None or line.uom is None:
            return line, [one for one in found if one is not None]
        stock = tools.call(check_availability, CheckAvailability(sku=line.sku))
        bought = tools.call(purchase_history, PurchaseHistory(customer_id=customer.customer_id, sku=line.sku))
        prices = tools.call(look_up_prices, LookUpPrices(customer_id=customer.customer_id, sku=line.sku))
        pairs = [(p.uom, p.price) for p in prices.prices]
        before = [b for b in bought.purchases if b.uom in units.orderable and b.quantity > 0]
        habit = [Quantity(b.quantity, b.uom) for b in before]
        there = [Quantity(b.quantity, b.uom) for b in before if b.ship_to_id == ship_to_id]
        factor = tools.context.policy.unusual_factor
        together = units.in_base(Quantity(line.quantity, line.uom)) + taken.get(line.sku, Fraction(0))
        taken[line.sku] = together
        # A habit is of what they take in all: the same product on many lines is one large amount.
        whole = line.model_copy(update={"quantity": as_decimal(together), "uom": product.uom})
        found += [
            commercial.check_order_rule(line, product, units),
            commercial.check_stock(line, product, units, stock.warehouses),
            commercial.check_usual(whole, product, units, habit, factor)
            or commercial.check_usual_there(whole, product, units, there, factor),
            commercial.check_price(line, named, pairs, units) if named is not None else None,
        ]
        if all(one is None for one in found) and _short_together(product, together, stock.available):
            found.append(_short_by_several_lines(line, product))
        price = next((p for uom, p in pairs if uom == line.uom), None)
        return line.model_copy(update={"price": price}), [one for one in found if one is not None]


def _of_customer(customer: Customer, contact: Contact | None) -> list[OrderException]:
    found = (commercial.check_credit(customer), commercial.check_contact(customer, contact))
    return [one for one in found if one is not None]


def _short_together(product: Product, together: Fraction, available: Decimal) -> bool:
    return product.status is ProductStatus.ACTIVE and together > Fraction(available)


def _short_by_several_lines(line: OrderLine, product: Product) -> OrderException:
    return OrderException(
        kind=ExceptionKind.SHORT_STOCK,
        line=line.number,
        sentence=f"The lines of this order together ask for more {product.name} than is available.",
    )


def _repeat(task: AvailabilityTask, tools: Toolbox) -> OrderException | None:
    """The same products in the same amounts for the same day and place, asked for again within days."""
    intake = task.intake
    wanted = _content(task.matching.lines)
    if intake.customer_id is None or not wanted:
        return None
    answer = tools.call(recent_orders, RecentOrders(customer_id=intake.customer_id, but_not=task.order_id))
    for order in answer.orders:
        same_day = order.body.requested_date == intake.requested_date and order.body.ship_to_id == intake.ship_to_id
        if same_day and _content(order.body.lines) == wanted:
            return OrderException(
                kind=ExceptionKind.DUPLICATE, sentence=f"Order {order.order_id} asks for the same on the same day."
            )
        if order.status == OrderStatus.IN_REVIEW.value and _may_be_the_same(order.body, task):
            return OrderException(
                kind=ExceptionKind.DUPLICATE,
                sentence=f"Order {order.order_id}, which waits for a rep, may ask for the same.",
            )
    return None


def _may_be_the_same(other: OrderBody, task: AvailabilityTask) -> bool:
    """Whether an order that is not settled has as many lines, and all that is known of it is as it is here."""
    intake, known = task.intake, _content(other.lines)
    dated = other.requested_date in {None, intake.requested_date}
    placed = other.ship_to_id in {None, intake.ship_to_id}
    several = len(other.lines) == len(task.matching.lines) > 1
    return dated and placed and several and bool(known) and known <= _content(task.matching.lines)


def _content(lines: Sequence[OrderLine]) -> frozenset[tuple[str | None, Decimal | None, str | None]]:
    return frozenset((line.sku, line.quantity, line.uom) for line in lines if line.settled)


def availability_agent() -> Agent[AvailabilityTask, AvailabilityResult]:
    """The availability agent with its built-in reasoner."""
    return Agent(
        name=AgentName.AVAILABILITY,
        tools=(
            get_customer,
            get_product,
            convert_units,
            check_availability,
            look_up_prices,
            purchase_history,
            delivery_dates,
            recent_orders,
        ),
        built_in=BuiltInAvailability(),
    )

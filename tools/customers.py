"""Tools that find out who writes and where their orders go."""

from __future__ import annotations

from datetime import date

from domain import calendar
from domain.findings import Access
from domain.record import Record
from domain.trade import Contact, Customer
from knowledge import customers
from tools.base import ToolContext, tool

_MOST_FOUND = 5


class FindSender(Record):
    """``address``: a mail address or a phone number in E.164, such as ``+15550100``."""

    address: str


class SenderMatch(Record):
    """A customer with a contact at that address; ``contact`` is None where only the mail domain is theirs."""

    customer_id: str
    contact: Contact | None


class Senders(Record):
    """Everybody it could be: exact addresses first, else customers of the same mail domain."""

    exact: tuple[SenderMatch, ...]
    same_domain: tuple[SenderMatch, ...]


@tool(Access.READ)
def find_sender(context: ToolContext, arguments: FindSender) -> Senders:
    """Find which customer a mail address or phone number belongs to, and whether that person may order."""
    exact = customers.contacts_at(context.session, arguments.address)
    domain = arguments.address.rpartition("@")[2] if "@" in arguments.address else ""
    others = customers.customers_at_domain(context.session, domain) if domain and not exact else ()
    return Senders(
        exact=tuple(SenderMatch(customer_id=customer_id, contact=contact) for customer_id, contact in exact),
        same_domain=tuple(SenderMatch(customer_id=customer_id, contact=None) for customer_id in others),
    )


class FindCustomers(Record):
    """``words``: text in which a customer is named, such as ``Corner Cafe, Main St``."""

    words: str


class NamedCustomer(Record):
    """A customer and how much of their name stands in the words, 0 to 1, rare words counting most."""

    customer_id: str
    name: str
    share: float


class NamedCustomers(Record):
    """The customers most named, the most first."""

    found: tuple[NamedCustomer, ...]


@tool(Access.READ)
def find_customers(context: ToolContext, arguments: FindCustomers) -> NamedCustomers:
    """Find the customers that a text names, by the words of their names. ``share`` 1.0 is the whole name."""
    found = customers.named(context.session, arguments.words)
    return NamedCustomers(
        found=tuple(
            NamedCustomer(customer_id=one.customer_id, name=one.name, share=one.share) for one in found[:_MOST_FOUND]
        )
    )


class GetCustomer(Record):
    """``customer_id``: such as ``K1042``."""

    customer_id: str


class CustomerFile(Record):
    """A customer with contacts, ship-tos, credit and substitution rule; None where there is none with that id."""

    customer: Customer | None


@tool(Access.READ)
def get_customer(context: ToolContext, arguments: GetCustomer) -> CustomerFile:
    """Read a customer's file: contacts and who may order, ship-tos with delivery days and cut-offs, credit, rule."""
    return CustomerFile(customer=context.facts.customer(context.session, arguments.customer_id))


class DeliveryDates(Record):
    """``ship_to_id``: such as ``K1042-1``; ``wanted``: the date asked for, or None."""

    customer_id: str
    ship_to_id: str
    wanted: date | None


class DeliveryAnswer(Record):
    """The next day that can still be had, and why the wanted one cannot (None: it can, or none was asked)."""

    next_delivery: date | None
    conflict: str | None


@tool(Access.READ)
def delivery_dates(context: ToolContext, arguments: DeliveryDates) -> DeliveryAnswer:
    """Tell a ship-to's next delivery day before its cut-off, and whether a wanted date can be met."""
    customer = context.facts.customer(context.session, arguments.customer_id)
    place = customer.ship_to(arguments.ship_to_id) if customer else None
    if place is None:
        return DeliveryAnswer(next_delivery=None, conflict="There is no such ship-to.")
    conflict = calendar.date_conflict(place, arguments.wanted, context.now, context.zone) if arguments.wanted else None
    return DeliveryAnswer(next_delivery=calendar.next_delivery(place, context.now, context.zone), conflict=conflict)

"""Orders as the desk believes them: heads, lines, exceptions, and where each order stands."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum

from domain.errors import IllegalTransition
from domain.record import Record


class Intent(StrEnum):
    """What a conversation is about."""

    ORDER = "order"
    AMENDMENT = "amendment"
    CANCELLATION = "cancellation"
    INQUIRY = "inquiry"
    OTHER = "other"


class ExceptionKind(StrEnum):
    """A fact about an order that a rep must know; the list of the data format."""

    UNKNOWN_CUSTOMER = "unknown_customer"
    UNAUTHORIZED_CONTACT = "unauthorized_contact"
    UNKNOWN_PRODUCT = "unknown_product"
    AMBIGUOUS_PRODUCT = "ambiguous_product"
    DISCONTINUED = "discontinued"
    MISSING_QUANTITY = "missing_quantity"
    AMBIGUOUS_UNIT = "ambiguous_unit"
    UNUSUAL_QUANTITY = "unusual_quantity"
    ORDER_RULE = "order_rule"
    SHORT_STOCK = "short_stock"
    PRICE_MISMATCH = "price_mismatch"
    CREDIT_HOLD = "credit_hold"
    DATE_CONFLICT = "date_conflict"
    DUPLICATE = "duplicate"
    SPECIAL_REQUEST = "special_request"
    SUSPICIOUS = "suspicious"
    UNREADABLE = "unreadable"


class OrderException(Record):
    """One exception, the plain reason for it, and the line it is about (None: the whole order)."""

    kind: ExceptionKind
    sentence: str
    line: int | None = None


class Span(Record):
    """Where words stand: a part and code point offsets in that part's stored text, end exclusive."""

    part_id: str
    start: int
    end: int


class OrderLine(Record):
    """One requested product. ``number`` counts from 1 in the sequence mentioned.

    ``words`` are those of the text that name the product. What could not be settled is None; ``confidence`` is the
    probability that sku, quantity and unit are what a careful rep would enter.
    """

    number: int
    text: str
    words: str = ""
    spans: tuple[Span, ...] = ()
    sku: str | None = None
    quantity: Decimal | None = None
    uom: str | None = None
    price: Decimal | None = None
    confidence: float = 0.0

    @property
    def settled(self) -> bool:
        """Whether the line can be entered as it is."""
        return self.sku is not None and self.quantity is not None and self.uom is not None


class Substitution(Record):
    """A substitute to offer or make for a line, and why. ``made`` says that the customer's rule allows it unasked."""

    line: int
    sku: str
    substitute: str
    reason: str
    made: bool


class OrderBody(Record):
    """What the customer wants, as one revision of an order states it."""

    intent: Intent
    customer_id: str | None = None
    ship_to_id: str | None = None
    po_number: str | None = None
    requested_date: date | None = None
    lines: tuple[OrderLine, ...] = ()
    substitutions: tuple[Substitution, ...] = ()
    exceptions: tuple[OrderException, ...] = ()
    confidence: float = 0.0

    @property
    def settled(self) -> bool:
        """Whether every value that entry needs is there."""
        return bool(self.customer_id and self.ship_to_id and self.lines) and all(line.settled for line in self.lines)


class OrderStatus(StrEnum):
    """Where an order stands."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    ASKED = "asked"
    APPROVED = "approved"
    ENTERED = "entered"
    REJECTED = "rejected"
    CANCELLED = "cancelled"
    CLOSED = "closed"


# The whole life of an order. APPROVED is decided and on its way to the ERP; an undo, a message that arrives
# before it is written, or an ERP that says no takes it back. ENTERED may be amended or cancelled, through a
# new decision each time; a change that a rep rejects leaves it ENTERED as it was.
TRANSITIONS: dict[OrderStatus, frozenset[OrderStatus]] = {
    OrderStatus.DRAFT: frozenset(
        {
            OrderStatus.IN_REVIEW,
            OrderStatus.ASKED,
            OrderStatus.APPROVED,
            OrderStatus.CANCELLED,
            OrderStatus.CLOSED,
        }
    ),
    OrderStatus.IN_REVIEW: frozenset(
        {
            OrderStatus.DRAFT,
            OrderStatus.ASKED,
            OrderStatus.APPROVED,
            OrderStatus.CANCELLED,
            OrderStatus.CLOSED,
            OrderStatus.REJECTED,
            OrderStatus.ENTERED,
        }
    ),
    OrderStatus.ASKED: frozenset({OrderStatus.DRAFT, OrderStatus.CLOSED}),
    OrderStatus.APPROVED: frozenset(
        {OrderStatus.ENTERED, OrderStatus.CANCELLED, OrderStatus.IN_REVIEW, OrderStatus.DRAFT}
    ),
    OrderStatus.ENTERED: frozenset({OrderStatus.DRAFT}),
    OrderStatus.REJECTED: frozenset({OrderStatus.DRAFT}),
    OrderStatus.CANCELLED: frozenset(),
    OrderStatus.CLOSED: frozenset({OrderStatus.DRAFT}),
}


def check_transition(current: OrderStatus, wanted: OrderStatus) -> None:
    """Let a legal step of an order's life pass.

    Raises:
        IllegalTransition: the table does not list it.
    """
    if wanted not in TRANSITIONS[current]:
        raise IllegalTransition(f"An order that is {current.value} cannot become {wanted.value}.")

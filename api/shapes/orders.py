"""Orders as they stand and as the desk proposes them, with the evidence of every value."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from pydantic import Field

from api.shapes.common import CustomerReference
from domain.answers import LineEdit
from domain.findings import FieldName
from domain.gate import Reason
from domain.orders import Intent, OrderBody, OrderStatus, Span
from domain.record import Record
from domain.trade import ProductStatus
from store.outbox import OutboxKind, OutboxStatus


class Sureness(StrEnum):
    """How sure a value is, by the policy's thresholds: settled ●, likely ◐, unsure ○."""

    SETTLED = "settled"
    LIKELY = "likely"
    UNSURE = "unsure"


class Unit(Record):
    """A unit that a product may be ordered in: one of it is ``factor`` base units."""

    uom: str
    factor: Decimal
    base: bool


class Availability(Record):
    """What is available to promise over all warehouses, in base units, against what is wanted.

    ``enough`` is None where nothing is wanted yet.
    """

    available: Decimal
    uom: str
    enough: bool | None
    due_date: date | None


class Habit(Record):
    """How this customer buys a product. ``sentence`` says it in words."""

    times: int
    recent_times: int
    last_bought: date
    usual_quantity: Decimal | None
    usual_uom: str | None
    sentence: str


class ProductBrief(Record):
    """A product as a row of a list shows it."""

    sku: str
    name: str
    pack: str
    uom: str
    status: ProductStatus


class CandidateProduct(Record):
    """A product that was weighed for a line, and why it won or lost."""

    product: ProductBrief
    probability: float
    why: str
    available: Decimal
    habit: Habit | None


class HeadField(Record):
    """A value of the order's head with its evidence. ``label`` is the value in words, such as a ship-to's name."""

    field: FieldName
    value: str | None
    label: str
    probability: float
    sureness: Sureness
    why: str
    spans: tuple[Span, ...]
    edited: bool


class SubstituteOffer(Record):
    """A substitute for a line and why. ``made``: the customer's rule allows it unasked."""

    product: ProductBrief
    reason: str
    made: bool
    available: Decimal


class ProposedLine(Record):
    """One line as the desk proposes it, or as a rep has edited it.

    ``reasons`` are what stopped the order at this line. ``amount`` is quantity times price. ``units`` are what the
    product may be ordered in; ``edited`` says that a rep changed it.
    """

    number: int
    text: str
    words: str
    spans: tuple[Span, ...]
    product: ProductBrief | None
    quantity: Decimal | None
    uom: str | None
    price: Decimal | None
    amount: Decimal | None
    availability: Availability | None
    confidence: float
    sureness: Sureness
    why: str
    reasons: tuple[Reason, ...]
    candidates: tuple[CandidateProduct, ...]
    habit: Habit | None
    units: tuple[Unit, ...]
    substitutes: tuple[SubstituteOffer, ...]
    edited: bool


class ShipToChoice(Record):
    """A place that this customer's orders go to. ``next_delivery`` is the first day that can still be made."""

    ship_to_id: str
    name: str
    address: str
    delivery_days: tuple[int, ...]
    cutoff: str | None
    next_delivery: date | None


class ProposedOrder(Record):
    """An order as a rep sees it.

    ``reasons`` are what stopped the order as a whole. ``blocks`` says, as sentences, what still keeps it from being
    approved. ``delivery_date`` is the day it would go:
    the one asked for, else the next. ``left_over`` are words that nothing was made of. ``reply`` is what the customer
    would be told once the ERP holds it; ``{number}`` stands for the ERP's number.
    """

    order_id: str
    revision: int
    intent: Intent
    customer: CustomerReference | None
    fields: tuple[HeadField, ...]
    ship_tos: tuple[ShipToChoice, ...]
    delivery_date: date | None
    cutoff_at: datetime | None
    lines: tuple[ProposedLine, ...]
    value: Decimal | None
    reasons: tuple[Reason, ...]
    left_over: tuple[Span, ...]
    cautions: tuple[Span, ...]
    blocks: tuple[str, ...]
    reply: str | None
    question: str | None


class Choice(Record):
    """An answer to the one open question of a review, and the edit that it stands for."""

    label: str
    edit: LineEdit


class OpenQuestion(Record):
    """The one thing that keeps a review open, where choosing settles it."""

    line: int
    sentence: str
    choices: tuple[Choice, ...]


class OrderItem(Record):
    """An order in a list. ``untouched``: entered with nobody looking."""

    order_id: str
    conversation_id: str
    customer: CustomerReference | None
    status: OrderStatus
    revision: int
    entered_revision: int | None
    erp_number: str | None
    created_at: datetime


class Revision(Record):
    """What the desk believed the customer wants, at one time. ``changes`` says what is new in it, as sentences."""

    number: int
    made_by: str
    created_at: datetime
    run_id: str
    body: OrderBody
    changes: tuple[str, ...]


class ErpWrite(Record):
    """A write to the ERP: what became of it. It can be undone until ``held_until`` while it is pending."""

    key: str
    kind: OutboxKind
    status: OutboxStatus
    held_until: datetime
    error: str | None


class Order(Record):
    """An order as it stands, with what was written to the ERP."""

    order_id: str
    conversation_id: str
    customer: CustomerReference | None
    status: OrderStatus
    revision: int
    entered_revision: int | None
    erp_number: str | None
    created_at: datetime
    untouched: bool
    found_wrong: str | None
    body: OrderBody
    writes: tuple[ErpWrite, ...]


class FoundWrong(Record):
    """A report that an order was entered as a careful rep would not have entered it."""

    reason: str = Field(min_length=3, max_length=2000)

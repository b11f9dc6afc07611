"""Putting an order before a rep: one review, with what the queue is sorted by."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from domain import calendar
from domain.gate import Reason
from domain.orders import OrderBody, OrderStatus
from domain.trade import Customer
from knowledge import customers
from store import conversations, orders, reviews
from store.reviews import Standing


def open_review(
    session: Session,
    review_id: str,
    run_id: str,
    conversation_id: str,
    order_id: str,
    revision: int,
    reasons: Sequence[Reason],
    now: datetime,
) -> None:
    """Open a review of an order's revision; the same id again changes nothing."""
    body = orders.body(session, order_id, revision)
    reviews.put(
        session, review_id, run_id, conversation_id, order_id, revision, reasons, now, standing(session, body, now)
    )
    orders.move(session, order_id, OrderStatus.IN_REVIEW)
    named = (body.po_number or "", customer.name if (customer := _customer(session, body)) else "")
    conversations.find_by(session, conversation_id, *named)


def standing(session: Session, body: OrderBody, now: datetime) -> Standing:
    """What a proposal is worth, and the cut-off it has to make: of the day asked for, else of the next delivery."""
    return Standing(due_at=_due_at(session, body, now), value=value_of(body), lines=len(body.lines))


def value_of(body: OrderBody) -> Decimal | None:
    """What the priced lines come to; None where none has a price."""
    amounts = [
        line.quantity * line.price for line in body.lines if line.quantity is not None and line.price is not None
    ]
    return sum(amounts, Decimal(0)) if amounts else None


def _due_at(session: Session, body: OrderBody, now: datetime) -> datetime | None:
    customer = _customer(session, body)
    ship_to = customer.ship_to(body.ship_to_id) if customer and body.ship_to_id else None
    if ship_to is None:
        return None
    zone = ZoneInfo(customers.distributor(session).timezone)
    wanted = body.requested_date or calendar.next_delivery(ship_to, now, zone)
    return calendar.cutoff_instant(ship_to, wanted, zone) if wanted else None


def _customer(session: Session, body: OrderBody) -> Customer | None:
    return customers.customer(session, body.customer_id) if body.customer_id else None

"""Orders and their revisions."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, and_, select, update
from sqlalchemy.orm import Session

from domain.errors import NotFound
from domain.orders import OrderBody, OrderStatus, check_transition
from store.tables import ConversationRow, OrderRow, RevisionRow

_GONE = (OrderStatus.CANCELLED.value, OrderStatus.REJECTED.value, OrderStatus.CLOSED.value)
_NEWEST_FIRST = (OrderRow.created_at.desc(), OrderRow.id.desc())


def get(session: Session, order_id: str) -> OrderRow:
    """One order.

    Raises:
        NotFound: there is none with that id.
    """
    row = session.get(OrderRow, order_id)
    if row is None:
        raise NotFound(f"There is no order {order_id}.")
    return row


def add(session: Session, order_id: str, conversation_id: str, now: datetime) -> OrderRow:
    """Open an order as a draft; the same id again changes nothing."""
    row = session.get(OrderRow, order_id)
    if row is None:
        row = OrderRow(
            id=order_id,
            conversation_id=conversation_id,
            status=OrderStatus.DRAFT.value,
            revision=0,
            created_at=now,
        )
        session.add(row)
        session.flush()
    return row


def move(session: Session, order_id: str, wanted: OrderStatus) -> None:
    """Move an order along its life; where it stands already it stays.

    Raises:
        IllegalTransition: the lifecycle does not allow it.
    """
    row = get(session, order_id)
    if row.status != wanted.value:
        check_transition(OrderStatus(row.status), wanted)
        row.status = wanted.value
    session.execute(
        update(ConversationRow).where(ConversationRow.id == row.conversation_id).values(status=wanted.value)
    )


def put_revision(session: Session, order_id: str, run_id: str, made_by: str, body: OrderBody, now: datetime) -> int:
    """Write an order's next revision and return its number.

    An upsert by run and maker: what the same run and maker wrote as the newest revision is overwritten.
    """
    order = get(session, order_id)
    newest = session.get(RevisionRow, (order_id, order.revision)) if order.revision else None
    content = body.model_dump(mode="json")
    if newest is not None and newest.run_id == run_id and newest.made_by == made_by:
        newest.body = content
    else:
        order.revision += 1
        session.add(
            RevisionRow(
                order_id=order_id, number=order.revision, run_id=run_id, made_by=made_by, body=content, created_at=now
            )
        )
    order.customer_id = body.customer_id
    session.flush()
    session.execute(
        update(ConversationRow).where(ConversationRow.id == order.conversation_id).values(customer_id=body.customer_id)
    )
    return order.revision


def body(session: Session, order_id: str, number: int | None = None) -> OrderBody:
    """A revision's content, the newest by default.

    Raises:
        NotFound: there is no such revision.
    """
    order = get(session, order_id)
    row = session.get(RevisionRow, (order_id, number or order.revision))
    if row is None:
        raise NotFound(f"Order {order_id} has no revision {number or order.revision}.")
    return OrderBody.model_validate(row.body)


def bodies(session: Session, wanted: Collection[tuple[str, int]]) -> dict[tuple[str, int], OrderBody]:
    """The contents of several revisions, by order and number."""
    # By order alone, and the number here: SQLite finds pairs by reading the whole table.
    of_orders = select(RevisionRow).where(RevisionRow.order_id.in_({order_id for order_id, _ in wanted}))
    keyed = {(row.order_id, row.number): row for row in session.scalars(of_orders)}
    return {key: OrderBody.model_validate(keyed[key].body) for key in wanted if key in keyed}


def revisions(session: Session, order_id: str) -> tuple[RevisionRow, ...]:
    """Every revision of an order, oldest first."""
    return tuple(
        session.scalars(select(RevisionRow).where(RevisionRow.order_id == order_id).order_by(RevisionRow.number))
    )


def of_conversation(session: Session, conversation_id: str) -> tuple[OrderRow, ...]:
    """The orders of a conversation, oldest first."""
    rows = session.scalars(
        select(OrderRow).where(OrderRow.conversation_id == conversation_id).order_by(OrderRow.created_at, OrderRow.id)
    )
    return tuple(rows)


def recent_of_customer(session: Session, customer_id: str, since: datetime) -> tuple[OrderRow, ...]:
    """A customer's orders that were opened since then and are not cancelled or rejected, newest first."""
    rows = session.scalars(select(OrderRow).where(*_recent(customer_id, since)).order_by(*_NEWEST_FIRST))
    return tuple(rows)


def recent_bodies(session: Session, customer_id: str, since: datetime) -> tuple[tuple[OrderRow, OrderBody], ...]:
    """The same orders with the content of the newest revision of each, those that have one."""
    newest = and_(RevisionRow.order_id == OrderRow.id, RevisionRow.number == OrderRow.revision)
    # In one query: a customer may have hundreds.
    rows = session.execute(
        select(OrderRow, RevisionRow.body)
        .join(RevisionRow, newest)
        .where(*_recent(customer_id, since))
        .order_by(*_NEWEST_FIRST)
    )
    return tuple((order, OrderBody.model_validate(content)) for order, content in rows)


def _recent(customer_id: str, since: datetime) -> tuple[ColumnElement[bool], ...]:
    return OrderRow.customer_id == customer_id, OrderRow.created_at >= since, OrderRow.status.not_in(_GONE)

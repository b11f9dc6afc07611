"""Orders with their writes and revisions, in the API's shapes."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from api.shapes.common import CustomerReference
from api.shapes.orders import ErpWrite, Order, OrderItem, Revision
from api.views.changes import changes_of_order
from domain.orders import Intent, OrderBody, OrderStatus
from knowledge import listing
from store import conversation_lists, ledger, orders
from store.outbox import OutboxKind, OutboxStatus
from store.tables import LedgerRow, OrderRow, OutboxRow, RevisionRow


def references(session: Session, customer_ids: Sequence[str | None]) -> dict[str | None, CustomerReference]:
    """Customers by id and name; one that is not on file any more is called by its id."""
    ids = {customer_id for customer_id in customer_ids if customer_id is not None}
    names = listing.names_of_customers(session, ids)
    return {i: CustomerReference(customer_id=i, name=names.get(i, i)) for i in ids}


def order_items(session: Session, rows: Sequence[OrderRow]) -> tuple[OrderItem, ...]:
    """Orders as rows of a list."""
    customers = references(session, [row.customer_id for row in rows])
    return tuple(
        OrderItem(
            order_id=row.id,
            conversation_id=row.conversation_id,
            customer=customers.get(row.customer_id),
            status=OrderStatus(row.status),
            revision=row.revision,
            entered_revision=row.entered_revision,
            erp_number=row.erp_number,
            created_at=row.created_at,
        )
        for row in rows
    )


def orders_of(session: Session, rows: Sequence[OrderRow], entries: Sequence[LedgerRow]) -> tuple[Order, ...]:
    """Orders whole; ``entries`` are the ledger of their conversation."""
    items = order_items(session, rows)
    ids = [row.id for row in rows]
    written = conversation_lists.writes(session, ids)
    touched = conversation_lists.decided_by_people(session, ids)
    wrong = {e.detail["order"]: str(e.detail["reason"]) for e in entries if e.event == "found_wrong"}
    return tuple(
        Order(
            **item.model_dump(exclude={"customer"}),
            customer=item.customer,
            untouched=item.entered_revision is not None and item.order_id not in touched,
            found_wrong=wrong.get(item.order_id),
            body=_body(session, item),
            writes=tuple(_write(row) for row in written[item.order_id]),
        )
        for item in items
    )


def order_of(session: Session, order_id: str) -> Order:
    """One order whole.

    Raises:
        NotFound: there is none with that id.
    """
    row = orders.get(session, order_id)
    (order,) = orders_of(session, (row,), ledger.of_conversation(session, row.conversation_id))
    return order


def _body(session: Session, item: OrderItem) -> OrderBody:
    """The newest revision; an order that is being read for the first time has none, and nothing in it."""
    return orders.body(session, item.order_id) if item.revision else OrderBody(intent=Intent.ORDER)


def _write(row: OutboxRow) -> ErpWrite:
    return ErpWrite(
        key=row.key,
        kind=OutboxKind(row.kind),
        status=OutboxStatus(row.status),
        held_until=row.not_before,
        error=row.error,
    )


def revisions_of(session: Session, order_id: str) -> tuple[Revision, ...]:
    """Every revision of an order, oldest first, each with what is new in it.

    Raises:
        NotFound: there is no such order.
    """
    orders.get(session, order_id)
    rows = orders.revisions(session, order_id)
    bodies = [OrderBody.model_validate(row.body) for row in rows]
    names = _names(session, bodies)
    before: list[OrderBody | None] = [None, *bodies]
    return tuple(
        _revision(row, body, changes_of_order(old, body, names))
        for row, body, old in zip(rows, bodies, before, strict=False)
    )


def _revision(row: RevisionRow, body: OrderBody, changes: tuple[str, ...]) -> Revision:
    return Revision(
        number=row.number,
        made_by=row.made_by,
        created_at=row.created_at,
        run_id=row.run_id,
        body=body,
        changes=changes,
    )


def _names(session: Session, bodies: Sequence[OrderBody]) -> dict[str, str]:
    skus = {line.sku for body in bodies for line in body.lines if line.sku is not None}
    customers = {body.customer_id for body in bodies if body.customer_id is not None}
    places = {body.ship_to_id for body in bodies if body.ship_to_id is not None}
    return {
        **listing.names_of_customers(session, customers),
        **listing.names_of_ship_tos(session, places),
        **listing.names_of_products(session, skus),
    }

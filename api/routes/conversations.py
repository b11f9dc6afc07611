"""Conversations, orders with their revisions, and the agents' decisions."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query

from api.http.paging import Cursor, Limit, Moment, after_moment, encode
from api.http.problems import Refused
from api.shapes.common import Page
from api.shapes.conversations import AgentDecision, Conversation, ConversationItem, DecisionItem
from api.shapes.orders import FoundWrong, Order, OrderItem, Revision
from api.sign_in.access import Decider, Desk, Looker
from api.views.conversations import conversation_items, conversation_of, decision_of
from api.views.orders import order_items, order_of, revisions_of
from api.views.telling import decision_item
from domain.findings import AgentName
from domain.messages import Channel
from domain.orders import OrderStatus
from store import conversation_lists, conversations, ledger, orders
from store.conversation_lists import ConversationFilter, DecisionFilter, OrderFilter

router = APIRouter()
Id = Annotated[str | None, Query(max_length=64)]
Words = Annotated[str | None, Query(max_length=200, description="words to look for")]


@router.get("/conversations", tags=["conversations"])
def list_conversations(
    desk: Desk,
    caller: Looker,
    q: Words = None,
    status: OrderStatus | None = None,
    channel: Channel | None = None,
    customer: Id = None,
    since: Moment | None = None,
    until: Moment | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[ConversationItem]:
    """Conversations, the latest first."""
    wanted = ConversationFilter(q, status, channel, customer, since, until)
    with desk.store.reading() as session:
        rows = conversation_lists.conversations(session, wanted, after_moment(cursor), limit + 1)
        page = rows[:limit]
        last = encode(page[-1].updated_at.isoformat(), page[-1].id) if len(rows) > limit else None
        return Page(items=conversation_items(session, page), next=last)


@router.get("/conversations/{conversation_id}", tags=["conversations"])
def get_conversation(conversation_id: str, desk: Desk, caller: Looker) -> Conversation:
    """A conversation whole, with its timeline."""
    with desk.store.reading() as session:
        return conversation_of(session, conversation_id, desk.clock.now())


@router.get("/orders", tags=["orders"])
def list_orders(
    desk: Desk,
    caller: Looker,
    status: OrderStatus | None = None,
    customer: Id = None,
    conversation: Id = None,
    erp_number: Id = None,
    since: Moment | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[OrderItem]:
    """Orders, the latest first."""
    wanted = OrderFilter(status, customer, conversation, erp_number, since)
    with desk.store.reading() as session:
        rows = conversation_lists.orders(session, wanted, after_moment(cursor), limit + 1)
        page = rows[:limit]
        last = encode(page[-1].created_at.isoformat(), page[-1].id) if len(rows) > limit else None
        return Page(items=order_items(session, page), next=last)


@router.get("/orders/{order_id}", tags=["orders"])
def get_order(order_id: str, desk: Desk, caller: Looker) -> Order:
    """An order as it stands."""
    with desk.store.reading() as session:
        return order_of(session, order_id)


@router.get("/orders/{order_id}/revisions", tags=["orders"])
def list_revisions(order_id: str, desk: Desk, caller: Looker) -> Page[Revision]:
    """Every revision of an order, oldest first, each with what changed."""
    with desk.store.reading() as session:
        return Page(items=revisions_of(session, order_id))


@router.post("/orders/{order_id}/found-wrong", tags=["orders"], status_code=HTTPStatus.CREATED)
def report_wrong(order_id: str, report: FoundWrong, desk: Desk, caller: Decider) -> Order:
    """Report that an order was entered as a careful rep would not have entered it."""
    with desk.store.transaction() as session:
        order = orders.get(session, order_id)
        conversations.lock(session, order.conversation_id)
        if order.entered_revision is None:
            raise Refused(HTTPStatus.CONFLICT, f"Order {order_id} was never entered, so it cannot have been wrongly.")
        ledger.add(
            session,
            order.conversation_id,
            "found_wrong",
            desk.clock.now(),
            actor=caller.name,
            once=f"found_wrong:{order_id}:{caller.name}",
            order=order_id,
            reason=report.reason,
        )
        session.flush()
        return order_of(session, order_id)


@router.get("/decisions", tags=["decisions"])
def list_decisions(
    desk: Desk,
    caller: Looker,
    conversation: Id = None,
    run: Id = None,
    agent: AgentName | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[DecisionItem]:
    """Decisions of agents, the latest first."""
    wanted = DecisionFilter(conversation, run, agent)
    with desk.store.reading() as session:
        rows = conversation_lists.decisions(session, wanted, after_moment(cursor), limit + 1)
        page = rows[:limit]
        last = encode(page[-1].row.created_at.isoformat(), page[-1].row.id) if len(rows) > limit else None
        return Page(items=tuple(decision_item(listed) for listed in page), next=last)


@router.get("/decisions/{decision_id}", tags=["decisions"])
def get_decision(decision_id: str, desk: Desk, caller: Looker) -> AgentDecision:
    """One decision with its evidence, the versions it was made with, and its cost."""
    with desk.store.reading() as session:
        return decision_of(session, decision_id)

"""Conversations, orders with their revisions, and the agents' decisions."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query

from api.access import Decider, Desk, Looker
from api.paging import Cursor, Limit
from api.shapes.common import Page
from api.shapes.conversations import AgentDecision, Conversation, ConversationItem, DecisionItem
from api.shapes.orders import FoundWrong, Order, OrderItem, Revision
from domain.findings import AgentName
from domain.messages import Channel
from domain.orders import OrderStatus

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
    since: datetime | None = None,
    until: datetime | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[ConversationItem]:
    """Conversations, the latest first."""
    raise NotImplementedError


@router.get("/conversations/{conversation_id}", tags=["conversations"])
def get_conversation(conversation_id: str, desk: Desk, caller: Looker) -> Conversation:
    """A conversation whole, with its timeline."""
    raise NotImplementedError


@router.get("/orders", tags=["orders"])
def list_orders(
    desk: Desk,
    caller: Looker,
    status: OrderStatus | None = None,
    customer: Id = None,
    conversation: Id = None,
    erp_number: Id = None,
    since: datetime | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[OrderItem]:
    """Orders, the latest first."""
    raise NotImplementedError


@router.get("/orders/{order_id}", tags=["orders"])
def get_order(order_id: str, desk: Desk, caller: Looker) -> Order:
    """An order as it stands."""
    raise NotImplementedError


@router.get("/orders/{order_id}/revisions", tags=["orders"])
def list_revisions(order_id: str, desk: Desk, caller: Looker) -> Page[Revision]:
    """Every revision of an order, oldest first, each with what changed."""
    raise NotImplementedError


@router.post("/orders/{order_id}/found-wrong", tags=["orders"], status_code=HTTPStatus.CREATED)
def report_wrong(order_id: str, report: FoundWrong, desk: Desk, caller: Decider) -> Order:
    """Report that an order was entered as a careful rep would not have entered it."""
    raise NotImplementedError


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
    raise NotImplementedError


@router.get("/decisions/{decision_id}", tags=["decisions"])
def get_decision(decision_id: str, desk: Desk, caller: Looker) -> AgentDecision:
    """One decision with its evidence, the versions it was made with, and its cost."""
    raise NotImplementedError

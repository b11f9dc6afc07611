"""Conversations with their timeline, and the agents' decisions."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from api.shapes.common import CustomerReference
from api.shapes.messages import Message
from api.shapes.orders import Order
from domain.findings import AgentName, Finding, ModelUse, ToolCall
from domain.messages import Channel
from domain.orders import OrderStatus
from domain.record import Record
from store.runs import RunStatus, Trigger


class ConversationItem(Record):
    """A conversation in a list. ``status`` is its newest order's; a draft is being handled."""

    conversation_id: str
    channel: Channel
    sender: str
    customer: CustomerReference | None
    subject: str | None
    snippet: str
    status: OrderStatus
    review_id: str | None
    opened_at: datetime
    updated_at: datetime


class TimelineKind(StrEnum):
    """What a happening on the timeline is."""

    MESSAGE_IN = "message_in"
    MESSAGE_OUT = "message_out"
    DECISION = "decision"
    GATE = "gate"
    REVIEW = "review"
    ERP = "erp"
    OTHER = "other"


class Happening(Record):
    """One thing that happened, as a sentence. The ids say what it is about, where it is about something."""

    at: datetime
    kind: TimelineKind
    event: str
    actor: str
    sentence: str
    message_id: str | None = None
    decision_id: str | None = None
    review_id: str | None = None
    order_id: str | None = None
    detail: dict[str, Any]


class DecisionItem(Record):
    """An agent's decision in a list. ``sentence`` says what it came to."""

    decision_id: str
    run_id: str
    conversation_id: str
    agent: AgentName
    reasoner: str
    created_at: datetime
    sentence: str
    findings: int
    tool_calls: int
    lowest_probability: float | None
    use: ModelUse | None


class AgentDecision(Record):
    """One agent's decision with its evidence: findings, tool calls, the versions it was made with, and its cost."""

    decision_id: str
    run_id: str
    conversation_id: str
    agent: AgentName
    reasoner: str
    created_at: datetime
    policy_version: int
    index_version: str
    prompt_version: str | None
    findings: tuple[Finding, ...]
    tool_calls: tuple[ToolCall, ...]
    result: dict[str, Any]
    use: ModelUse | None


class Run(Record):
    """One pass of the agents. ``stage`` is the agent at work, while one is."""

    run_id: str
    trigger: Trigger
    status: RunStatus
    created_at: datetime
    stage: AgentName | None
    decisions: tuple[DecisionItem, ...]


class Conversation(Record):
    """A conversation whole: what was said, what was decided, and everything that happened, oldest first."""

    conversation_id: str
    channel: Channel
    sender: str
    customer: CustomerReference | None
    subject: str | None
    status: OrderStatus
    sentence: str
    review_id: str | None
    opened_at: datetime
    updated_at: datetime
    messages: tuple[Message, ...]
    orders: tuple[Order, ...]
    runs: tuple[Run, ...]
    timeline: tuple[Happening, ...]

"""How conversations went, one row of figures for each that was opened in a span; who asks adds them up.

The figures are those of the conversations, whenever they came about: an order that was entered the day after counts on
the day that its conversation was opened.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVarTuple

from sqlalchemy import ColumnElement, Integer, Select, and_, cast, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from domain.messages import Channel, Direction
from store.tables import ConversationRow, LedgerRow, MessageRow, ModelCallRow, OrderRow, ReviewRow

Columns = TypeVarTuple("Columns")


@dataclass(frozen=True)
class Span:
    """From when until when conversations were opened, and of which channel and customer; None is all."""

    since: datetime
    until: datetime
    channel: Channel | None = None
    customer_id: str | None = None

    def of(self, rows: Select[*Columns], conversation_id: InstrumentedAttribute[Any] | None = None) -> Select[*Columns]:
        """The rows of the span's conversations."""
        if conversation_id is not None:
            rows = rows.join(ConversationRow, ConversationRow.id == conversation_id)
        rows = rows.where(ConversationRow.opened_at >= self.since, ConversationRow.opened_at < self.until)
        if self.channel is not None:
            rows = rows.where(ConversationRow.channel == self.channel.value)
        if self.customer_id is not None:
            rows = rows.where(ConversationRow.customer_id == self.customer_id)
        return rows


@dataclass
class Went:
    """How one conversation went. Minutes are from its customer's messages on; there are as many as were answered."""

    channel: Channel
    customer_id: str | None
    opened_at: datetime
    entered: int = 0
    untouched: int = 0
    found_wrong: int = 0
    reviews: int = 0
    decided: int = 0
    edited: int = 0
    minutes_to_answer: list[float] = field(default_factory=list)
    minutes_to_entry: float | None = None
    model_calls: int = 0
    model_tokens: int = 0


def conversations(session: Session, span: Span) -> list[Went]:
    """How each conversation of a span went."""
    opened = span.of(
        select(ConversationRow.id, ConversationRow.channel, ConversationRow.customer_id, ConversationRow.opened_at)
    )
    went = {
        conversation_id: Went(Channel(channel), customer_id, opened_at)
        for conversation_id, channel, customer_id, opened_at in session.execute(opened)
    }
    _count_orders(session, span, went)
    _count_reviews(session, span, went)
    _time_answers(session, span, went)
    _time_entries(session, span, went)
    _count_calls(session, span, went)
    return list(went.values())


def reasons(session: Session, span: Span) -> dict[str, int]:
    """How many of the reviews that were opened in a span each kind of reason stopped."""
    opened = select(ReviewRow.reasons).where(ReviewRow.opened_at >= span.since, ReviewRow.opened_at < span.until)
    if span.channel is not None or span.customer_id is not None:
        opened = opened.join(ConversationRow, ConversationRow.id == ReviewRow.conversation_id)
    if span.channel is not None:
        opened = opened.where(ConversationRow.channel == span.channel.value)
    if span.customer_id is not None:
        opened = opened.where(ConversationRow.customer_id == span.customer_id)
    counts: dict[str, int] = defaultdict(int)
    for stopped in session.scalars(opened):
        for kind in {str(reason["kind"]) for reason in stopped}:
            counts[kind] += 1
    return dict(counts)


def _count_orders(session: Session, span: Span, went: dict[str, Went]) -> None:
    """Entered orders; untouched are those that no person has decided a review of."""
    touched = and_(ReviewRow.order_id == OrderRow.id, ReviewRow.decided_by.is_not(None))
    entered = span.of(
        select(OrderRow.id, OrderRow.conversation_id, select(ReviewRow.id).where(touched).exists()).where(
            OrderRow.entered_revision.is_not(None)
        ),
        OrderRow.conversation_id,
    )
    untouched: dict[str, str] = {}
    for order_id, conversation_id, by_a_person in session.execute(entered):
        went[conversation_id].entered += 1
        if not by_a_person:
            went[conversation_id].untouched += 1
            untouched[order_id] = conversation_id
    found = span.of(select(LedgerRow.detail).where(*_since(span, "found_wrong")), LedgerRow.conversation_id)
    wrong = {str(detail["order"]) for detail in session.scalars(found)}
    for order_id in wrong & untouched.keys():
        went[untouched[order_id]].found_wrong += 1


def _count_reviews(session: Session, span: Span, went: dict[str, Went]) -> None:
    opened = span.of(select(ReviewRow.conversation_id, func.count()), ReviewRow.conversation_id)
    for conversation_id, count in session.execute(opened.group_by(ReviewRow.conversation_id)):
        went[conversation_id].reviews = count
    edited = func.sum(cast(LedgerRow.detail["edited"].as_boolean(), Integer))
    reviewed = span.of(
        select(LedgerRow.conversation_id, func.count(), edited).where(*_since(span, "reviewed")),
        LedgerRow.conversation_id,
    ).group_by(LedgerRow.conversation_id)
    for told_of, count, changed in session.execute(reviewed):
        one = went[str(told_of)]
        one.decided, one.edited = count, int(changed)


def _time_answers(session: Session, span: Span, went: dict[str, Went]) -> None:
    """From each message of a customer's to the first that went out after it."""
    said = span.of(
        select(MessageRow.conversation_id, MessageRow.direction, MessageRow.received_at), MessageRow.conversation_id
    )
    waiting: dict[str, list[datetime]] = defaultdict(list)
    # An answer may be written in the same instant as the message comes in, where a clock stands still.
    in_turn = sorted(session.execute(said), key=lambda row: (row[2], row[1] == Direction.OUT.value))
    for conversation_id, direction, at in in_turn:
        if direction == Direction.IN.value:
            waiting[conversation_id].append(at)
            continue
        for came in waiting.pop(conversation_id, ()):
            went[conversation_id].minutes_to_answer.append(_minutes(came, at))


def _time_entries(session: Session, span: Span, went: dict[str, Went]) -> None:
    """From a conversation's first message to the first time that the ERP held its order."""
    entered = span.of(
        select(LedgerRow.conversation_id, func.min(LedgerRow.at)).where(*_since(span, "entered")),
        LedgerRow.conversation_id,
    ).group_by(LedgerRow.conversation_id)
    for conversation_id, at in session.execute(entered):
        one = went[str(conversation_id)]
        one.minutes_to_entry = _minutes(one.opened_at, at)


def _count_calls(session: Session, span: Span, went: dict[str, Went]) -> None:
    tokens = func.sum(ModelCallRow.input_tokens + ModelCallRow.output_tokens)
    called = span.of(select(ModelCallRow.conversation_id, func.count(), tokens), ModelCallRow.conversation_id).group_by(
        ModelCallRow.conversation_id
    )
    for conversation_id, calls, spent in session.execute(called):
        went[conversation_id].model_calls, went[conversation_id].model_tokens = calls, int(spent)


def _since(span: Span, event: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Where to look in the ledger: nothing happened in a conversation before it was opened."""
    return LedgerRow.event == event, LedgerRow.at >= span.since


def _minutes(since: datetime, until: datetime) -> float:
    return (until - since).total_seconds() / 60

"""Lists of conversations, orders and decisions: a page at a time, the latest first, at any number of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from domain.errors import NotFound
from domain.findings import AgentName
from domain.messages import Channel
from domain.orders import OrderStatus
from store.reviews import ReviewStatus
from store.searching import pattern
from store.tables import (
    ConversationRow,
    DecisionRow,
    FindingRow,
    MessageRow,
    OrderRow,
    OutboxRow,
    ReviewRow,
    RunRow,
    ToolCallRow,
)

# Where the page before ended: the moment and the id of its last row.
After = tuple[datetime, str] | None


@dataclass(frozen=True)
class ConversationFilter:
    """Which conversations; what is None does not matter. ``words`` may be an id or an ERP's number too."""

    words: str | None = None
    status: OrderStatus | None = None
    channel: Channel | None = None
    customer_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class OrderFilter:
    """Which orders; what is None does not matter."""

    status: OrderStatus | None = None
    customer_id: str | None = None
    conversation_id: str | None = None
    erp_number: str | None = None
    since: datetime | None = None


@dataclass(frozen=True)
class DecisionFilter:
    """Which decisions; what is None does not matter."""

    conversation_id: str | None = None
    run_id: str | None = None
    agent: AgentName | None = None


@dataclass(frozen=True)
class ListedDecision:
    """A decision with its size and how sure its least sure finding is."""

    row: DecisionRow
    conversation_id: str
    findings: int
    tool_calls: int
    lowest_probability: float | None


def conversations(session: Session, wanted: ConversationFilter, after: After, limit: int) -> list[ConversationRow]:
    """Conversations, the one with the latest news first."""
    rows = select(ConversationRow)
    if wanted.status is not None:
        rows = rows.where(ConversationRow.status == wanted.status.value)
    if wanted.channel is not None:
        rows = rows.where(ConversationRow.channel == wanted.channel.value)
    if wanted.customer_id is not None:
        rows = rows.where(ConversationRow.customer_id == wanted.customer_id)
    if wanted.since is not None:
        rows = rows.where(ConversationRow.updated_at >= wanted.since)
    if wanted.until is not None:
        rows = rows.where(ConversationRow.updated_at < wanted.until)
    if wanted.words and (words := wanted.words.strip()):
        said = ConversationRow.search.like(pattern(words), escape="\\")
        named = _named(session, words)
        rows = rows.where(or_(said, ConversationRow.id.in_(named)) if named else said)
    newest_first = _newest_first(rows, ConversationRow.updated_at, ConversationRow.id, after)
    return list(session.scalars(newest_first.limit(limit)))


def _named(session: Session, word: str) -> set[str]:
    """The conversations of what is called exactly so: by an id of the desk, or by the ERP's number."""
    found: set[str] = set()
    for of_conversation, is_called in (
        (ConversationRow.id, ConversationRow.id == word),
        (OrderRow.conversation_id, OrderRow.id == word),
        (OrderRow.conversation_id, OrderRow.erp_number == word),
        (ReviewRow.conversation_id, ReviewRow.id == word),
        (RunRow.conversation_id, RunRow.id == word),
        (MessageRow.conversation_id, MessageRow.id == word),
    ):
        found.update(session.scalars(select(of_conversation).where(is_called)))
    return found


def orders(session: Session, wanted: OrderFilter, after: After, limit: int) -> list[OrderRow]:
    """Orders, the one opened last first."""
    rows = select(OrderRow)
    if wanted.status is not None:
        rows = rows.where(OrderRow.status == wanted.status.value)
    if wanted.customer_id is not None:
        rows = rows.where(OrderRow.customer_id == wanted.customer_id)
    if wanted.conversation_id is not None:
        rows = rows.where(OrderRow.conversation_id == wanted.conversation_id)
    if wanted.erp_number is not None:
        rows = rows.where(OrderRow.erp_number == wanted.erp_number)
    if wanted.since is not None:
        rows = rows.where(OrderRow.created_at >= wanted.since)
    newest_first = _newest_first(rows, OrderRow.created_at, OrderRow.id, after)
    return list(session.scalars(newest_first.limit(limit)))


def decisions(session: Session, wanted: DecisionFilter, after: After, limit: int) -> list[ListedDecision]:
    """Decisions of agents, the one made last first."""
    rows = select(DecisionRow)
    if wanted.conversation_id is not None:
        its_runs = select(RunRow.id).where(RunRow.conversation_id == wanted.conversation_id)
        rows = rows.where(DecisionRow.run_id.in_(its_runs))
    if wanted.run_id is not None:
        rows = rows.where(DecisionRow.run_id == wanted.run_id)
    if wanted.agent is not None:
        rows = rows.where(DecisionRow.agent == wanted.agent.value)
    newest_first = _newest_first(rows, DecisionRow.created_at, DecisionRow.id, after)
    return _listed(session, list(session.scalars(newest_first.limit(limit))))


def decisions_of_conversation(session: Session, conversation_id: str) -> list[ListedDecision]:
    """Every decision of a conversation, run by run, in the order of the graph."""
    rows = session.scalars(
        select(DecisionRow)
        .join(RunRow, RunRow.id == DecisionRow.run_id)
        .where(RunRow.conversation_id == conversation_id)
        .order_by(RunRow.created_at, RunRow.id, DecisionRow.position)
    )
    return _listed(session, list(rows))


def decision(session: Session, decision_id: str) -> ListedDecision:
    """One decision.

    Raises:
        NotFound: there is none with that id.
    """
    row = session.get(DecisionRow, decision_id)
    if row is None:
        raise NotFound(f"There is no decision {decision_id}.")
    return _listed(session, [row])[0]


def _listed(session: Session, rows: Sequence[DecisionRow]) -> list[ListedDecision]:
    ids = [row.id for row in rows]
    found = {
        decision_id: (count, lowest)
        for decision_id, count, lowest in session.execute(
            select(FindingRow.decision_id, func.count(), func.min(FindingRow.probability))
            .where(FindingRow.decision_id.in_(ids))
            .group_by(FindingRow.decision_id)
        )
    }
    counted = select(ToolCallRow.decision_id, func.count()).where(ToolCallRow.decision_id.in_(ids))
    called = dict(session.execute(counted.group_by(ToolCallRow.decision_id)).all())
    dealt_with = select(RunRow.id, RunRow.conversation_id).where(RunRow.id.in_({row.run_id for row in rows}))
    of_conversation = dict(session.execute(dealt_with).all())
    nothing: tuple[int, float | None] = (0, None)
    return [
        ListedDecision(
            row=row,
            conversation_id=of_conversation[row.run_id],
            findings=found.get(row.id, nothing)[0],
            tool_calls=called.get(row.id, 0),
            lowest_probability=found.get(row.id, nothing)[1],
        )
        for row in rows
    ]


def open_reviews(session: Session, conversation_ids: Collection[str]) -> dict[str, str]:
    """The open review of each conversation that has one."""
    rows = session.execute(
        select(ReviewRow.conversation_id, ReviewRow.id)
        .where(ReviewRow.conversation_id.in_(conversation_ids), ReviewRow.status == ReviewStatus.OPEN.value)
        .order_by(ReviewRow.opened_at, ReviewRow.id)
    )
    return dict(rows.all())


def decided_by_people(session: Session, order_ids: Collection[str]) -> set[str]:
    """Those of the orders that a person has decided a review of."""
    rows = session.scalars(
        select(ReviewRow.order_id).where(ReviewRow.order_id.in_(order_ids), ReviewRow.decided_by.is_not(None))
    )
    return set(rows)


def writes(session: Session, order_ids: Collection[str]) -> dict[str, list[OutboxRow]]:
    """The ERP writes of orders, oldest first."""
    found: dict[str, list[OutboxRow]] = {order_id: [] for order_id in order_ids}
    for row in session.scalars(
        select(OutboxRow).where(OutboxRow.order_id.in_(order_ids)).order_by(OutboxRow.not_before, OutboxRow.attempt)
    ):
        found[row.order_id].append(row)
    return found


def _newest_first(rows: Select[Any], at: Any, row_id: Any, after: After) -> Select[Any]:
    if after is not None:
        moment, last = after
        before: ColumnElement[bool] = or_(at < moment, and_(at == moment, row_id < last))
        # The first half alone lets the database begin at the right place of its index.
        rows = rows.where(at <= moment, before)
    return rows.order_by(at.desc(), row_id.desc())

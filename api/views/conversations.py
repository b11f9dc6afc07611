"""Conversations with their timeline, and decisions with their evidence, in the API's shapes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from api.shapes.conversations import AgentDecision, Conversation, ConversationItem, DecisionItem, Run
from api.views.messages import messages_of
from api.views.orders import orders_of, references
from api.views.telling import Known, decision_item, happening, where_it_stands
from domain.findings import AgentName
from domain.messages import Channel
from domain.orders import OrderStatus
from store import conversation_lists, conversations, decisions, ledger, orders, outbox, reviews, runs
from store.outbox import OutboxStatus
from store.reviews import ReviewStatus
from store.runs import RunStatus, Trigger
from store.tables import ConversationRow, ReviewRow, RunRow

_READING = (AgentName.INTAKE, AgentName.MATCHING, AgentName.AVAILABILITY, AgentName.SUBSTITUTION)


def conversation_items(session: Session, rows: Sequence[ConversationRow]) -> tuple[ConversationItem, ...]:
    """Conversations as rows of a list."""
    customers = references(session, [row.customer_id for row in rows])
    waiting = conversation_lists.open_reviews(session, [row.id for row in rows])
    return tuple(
        ConversationItem(
            conversation_id=row.id,
            channel=Channel(row.channel),
            sender=row.sender,
            customer=customers.get(row.customer_id),
            subject=row.subject,
            snippet=row.snippet,
            status=OrderStatus(row.status),
            review_id=waiting.get(row.id),
            opened_at=row.opened_at,
            updated_at=row.updated_at,
        )
        for row in rows
    )


def conversation_of(session: Session, conversation_id: str, now: datetime) -> Conversation:
    """A conversation whole.

    Raises:
        NotFound: there is none with that id.
    """
    row = conversations.conversation(session, conversation_id)
    (item,) = conversation_items(session, (row,))
    entries = ledger.of_conversation(session, conversation_id)
    asked = {review.id: review for review in reviews.of_conversation(session, conversation_id)}
    decided = [decision_item(d) for d in conversation_lists.decisions_of_conversation(session, conversation_id)]
    known = Known({decision.decision_id: decision for decision in decided}, asked)
    its_orders = orders_of(session, orders.of_conversation(session, conversation_id), entries)
    erp_number = its_orders[-1].erp_number if its_orders else None
    return Conversation(
        **item.model_dump(exclude={"snippet", "customer"}),
        customer=item.customer,
        sentence=where_it_stands(item.status, erp_number, _reasons(asked.values())),
        messages=messages_of(session, conversation_id),
        orders=its_orders,
        runs=tuple(
            _run(session, run, [decision for decision in decided if decision.run_id == run.id], now)
            for run in runs.of_conversation(session, conversation_id)
        ),
        timeline=tuple(happening(entry, known) for entry in entries),
    )


def _reasons(asked: Iterable[ReviewRow]) -> tuple[str, ...]:
    waiting = [review for review in asked if review.status == ReviewStatus.OPEN.value]
    return tuple(str(reason["sentence"]) for reason in waiting[-1].reasons) if waiting else ()


def _run(session: Session, row: RunRow, decided: Sequence[DecisionItem], now: datetime) -> Run:
    return Run(
        run_id=row.id,
        trigger=Trigger(row.trigger),
        status=RunStatus(row.status),
        created_at=row.created_at,
        stage=_stage(session, row, {decision.agent for decision in decided}, now),
        decisions=tuple(decided),
    )


def _stage(session: Session, row: RunRow, decided: set[AgentName], now: datetime) -> AgentName | None:
    """The agent at work: the next of those that read, and after the decision the one that writes or tells."""
    status = RunStatus(row.status)
    if status in (RunStatus.QUEUED, RunStatus.RUNNING):
        return next((agent for agent in _READING if agent not in decided), None)
    if status is not RunStatus.COMMITTED:
        return None
    write = outbox.of_run(session, row.id)
    if write is None or write.status == OutboxStatus.DONE.value:
        return AgentName.COMMUNICATION
    held = write.status == OutboxStatus.PENDING.value and write.not_before > now
    return None if held else AgentName.ERP_ENTRY


def decision_of(session: Session, decision_id: str) -> AgentDecision:
    """One decision with its evidence.

    Raises:
        NotFound: there is none with that id.
    """
    listed = conversation_lists.decision(session, decision_id)
    row, decision = listed.row, decisions.get(session, decision_id)
    return AgentDecision(
        decision_id=row.id,
        run_id=row.run_id,
        conversation_id=listed.conversation_id,
        agent=decision.agent,
        reasoner=decision.reasoner,
        created_at=row.created_at,
        policy_version=decision.policy_version,
        index_version=decision.index_version,
        prompt_version=decision.use.prompt_version if decision.use else None,
        findings=decision.findings,
        tool_calls=decision.tool_calls,
        result=decision.result,
        use=decision.use,
    )

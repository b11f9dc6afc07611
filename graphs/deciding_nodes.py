"""The nodes in which an order's fate is decided: the gate, the human, and the commit of what they decided."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from langgraph.runtime import Runtime
from langgraph.types import interrupt
from sqlalchemy.orm import Session

from agents.results import AvailabilityResult, IntakeResult, MatchingResult, SubstitutionResult
from connectors.erp.port import ErpLine, ErpOrder
from domain import answers
from domain.answers import Answer, Verdict
from domain.findings import AgentName
from domain.gate import Reason, Route
from domain.gate import gate as judge
from domain.orders import Intent, OrderBody, OrderStatus
from graphs.learning import learn
from graphs.reading_nodes import availability_result, intake_result, matching_result
from graphs.rechecking import recheck
from graphs.reviewing import open_review
from graphs.state import OrderState, Surroundings
from store import conversations, decisions, ledger, orders, outbox, policies, reviews, runs
from store.outbox import OutboxKind
from store.runs import RunStatus
from tools.base import ToolContext

_UNDECIDED = (OrderStatus.DRAFT, OrderStatus.IN_REVIEW)

STOP = "stop"
HUMAN = "human"
ENTER = "enter"
TELL = "tell"


def gate(state: OrderState, runtime: Runtime[Surroundings]) -> OrderState:
    """Put the agents' conclusions together, write the revision, and let policy decide where it goes."""
    around = runtime.context
    run_id, order_id = state["run_id"], state["order_id"]
    with around.store.transaction() as session:
        conversations.lock(session, state["conversation_id"])
        if runs.get(session, run_id).status not in (RunStatus.RUNNING.value, RunStatus.WAITING.value):
            return {"route": STOP}
        now = around.clock.now()
        body, concerns = _proposal(session, run_id)
        outcome = judge(body, concerns, policies.live(session))
        revision = orders.put_revision(session, order_id, run_id, "agents", body, now)
        status = OrderStatus(orders.get(session, order_id).status)
        if status not in _UNDECIDED:
            orders.move(session, order_id, OrderStatus.DRAFT)
        _close_left_behind(session, state)
        review_id = None
        if outcome.route is Route.REVIEW:
            review_id = f"{run_id.replace('run', 'rev', 1)}"
            conversation_id = state["conversation_id"]
            open_review(session, review_id, run_id, conversation_id, order_id, revision, outcome.reasons, now)
            runs.move(session, run_id, RunStatus.WAITING, RunStatus.RUNNING)
        ledger.add(
            session,
            state["conversation_id"],
            "gated",
            now,
            once=f"{run_id}:gate",
            order=order_id,
            revision=revision,
            route=outcome.route.value,
            reasons=[f"{r.kind.value}: {r.sentence}" for r in outcome.reasons],
        )
    return {"route": HUMAN if outcome.route is Route.REVIEW else outcome.route.value, "review_id": review_id}


def _close_left_behind(session: Session, state: OrderState) -> None:
    """Close what superseded runs began as orders of their own: this run reads their messages, into its order."""
    for order in orders.of_conversation(session, state["conversation_id"]):
        undecided = OrderStatus(order.status) in _UNDECIDED and order.entered_revision is None
        if undecided and order.id != state["order_id"]:
            orders.move(session, order.id, OrderStatus.CLOSED)


def _proposal(session: Session, run_id: str) -> tuple[OrderBody, tuple[Reason, ...]]:
    """One order out of what the agents concluded, with their concerns."""
    intake: IntakeResult = intake_result(session, run_id)
    matching: MatchingResult = matching_result(session, run_id)
    available: AvailabilityResult = availability_result(session, run_id)
    offered = SubstitutionResult.model_validate(decisions.result(session, run_id, AgentName.SUBSTITUTION))
    cancelled = intake.intent is Intent.CANCELLATION
    lines = () if cancelled else available.lines
    body = OrderBody(
        intent=intake.intent,
        customer_id=intake.customer_id,
        ship_to_id=intake.ship_to_id,
        po_number=intake.po_number,
        requested_date=intake.requested_date,
        lines=lines,
        substitutions=offered.substitutions,
        exceptions=(*intake.exceptions, *matching.exceptions, *available.exceptions),
        confidence=round(min([intake.confidence, *(line.confidence for line in lines)]), 4),
    )
    return body, (*intake.concerns, *matching.concerns, *offered.concerns)


def human(state: OrderState) -> OrderState:
    """Wait for a rep. Alone in its node, because a node that interrupts runs again when it is resumed."""
    answer: dict[str, Any] = interrupt({"review_id": state["review_id"], "order_id": state["order_id"]})
    return {"answer": answer}


def commit(state: OrderState, runtime: Runtime[Surroundings]) -> OrderState:
    """Make the decision hold: the order's next status and the outbox row, in one transaction."""
    around = runtime.context
    run_id = state["run_id"]
    with around.store.transaction() as session:
        conversations.lock(session, state["conversation_id"])
        status = RunStatus(runs.get(session, run_id).status)
        if status in (RunStatus.SUPERSEDED, RunStatus.FINISHED):
            return {"route": STOP}
        runs.move(session, run_id, RunStatus.COMMITTED, RunStatus.RUNNING, RunStatus.WAITING)
        route = (
            _commit_answer(session, state, around) if state.get("review_id") else _commit_gate(session, state, around)
        )
    return {"route": route}


def _commit_gate(session: Session, state: OrderState, around: Surroundings) -> str:
    """What the gate decided alone."""
    order_id = state["order_id"]
    route = Route(state["route"])
    if route is Route.CLOSE:
        orders.move(session, order_id, OrderStatus.CLOSED)
        return TELL
    if route is Route.ASK:
        orders.move(session, order_id, OrderStatus.ASKED)
        return TELL
    return _to_outbox(session, state, orders.body(session, order_id), around, held_seconds=0)


def _commit_answer(session: Session, state: OrderState, around: Surroundings) -> str:
    """What the rep decided; the store's record of the answer counts, not the state's."""
    order_id, run_id = state["order_id"], state["run_id"]
    review = reviews.get(session, state["review_id"] or "")
    answer = Answer.model_validate(review.answer)
    now = around.clock.now()
    by = review.decided_by or "rep"
    if answer.verdict is Verdict.REJECT:
        _reject(session, state, by, now)
        return TELL
    body = orders.body(session, order_id, review.revision)
    if answer.edits:
        body = _priced(answers.apply(answer, body), order_id, around.tools(session))
        orders.put_revision(session, order_id, run_id, by, body, now)
    if answer.verdict is Verdict.ASK:
        orders.move(session, order_id, OrderStatus.ASKED)
        return TELL
    if body.intent in (Intent.INQUIRY, Intent.OTHER) and not body.lines:
        orders.move(session, order_id, OrderStatus.CLOSED)
        return TELL
    learn(session, review, answer, body, now)
    return _to_outbox(session, state, body, around, held_seconds=policies.live(session).undo_seconds)


def _priced(body: OrderBody, order_id: str, tools: ToolContext) -> OrderBody:
    """An edited order with the customer's prices: those of edited lines went with what was there before."""
    return body.model_copy(update={"lines": recheck(body, order_id, tools).lines})


def _reject(session: Session, state: OrderState, by: str, now: datetime) -> None:
    """Nothing is entered; a change that is rejected leaves the order as the ERP holds it."""
    order = orders.get(session, state["order_id"])
    if order.entered_revision is None:
        orders.move(session, order.id, OrderStatus.REJECTED)
        return
    as_entered = orders.body(session, order.id, order.entered_revision)
    order.entered_revision = orders.put_revision(session, order.id, state["run_id"], by, as_entered, now)
    orders.move(session, order.id, OrderStatus.ENTERED)


def _to_outbox(session: Session, state: OrderState, body: OrderBody, around: Surroundings, held_seconds: int) -> str:
    """Approve the order and put its write in the outbox, held as long as an approval can be undone."""
    order = orders.get(session, state["order_id"])
    if body.intent is Intent.CANCELLATION and order.erp_number is None:
        orders.move(session, order.id, OrderStatus.CANCELLED)
        return TELL
    orders.move(session, order.id, OrderStatus.APPROVED)
    kind = OutboxKind.ENTER if order.erp_number is None else OutboxKind.AMEND
    if body.intent is Intent.CANCELLATION:
        kind = OutboxKind.CANCEL
    now = around.clock.now()
    key = f"{order.id}:{order.revision}:{kind.value}:{state.get('review_id') or state['run_id']}"
    outbox.put(
        session,
        outbox_id=key,
        run_id=state["run_id"],
        order_id=order.id,
        kind=kind,
        key=key,
        payload=_erp_order(body, session, state).model_dump(mode="json"),
        not_before=now + timedelta(seconds=held_seconds),
    )
    ledger.add(session, state["conversation_id"], "approved", now, once=f"approved:{key}", order=order.id, key=key)
    return ENTER


def _erp_order(body: OrderBody, session: Session, state: OrderState) -> ErpOrder:
    """The order as the ERP takes it. Where no date was asked it goes on the next delivery day.

    Substitutes are offered to the customer, never entered unasked: only a superseded product is entered as its
    successor, where the customer's rule allows substitutes.
    """
    made = {s.line: s.substitute for s in body.substitutions if s.made}
    short = {e.line for e in body.exceptions}
    delivery = body.requested_date
    known = decisions.result(session, state["run_id"], AgentName.AVAILABILITY)
    if delivery is None and known is not None:
        delivery = AvailabilityResult.model_validate(known).delivery_date
    return ErpOrder(
        customer_id=body.customer_id or "",
        ship_to_id=body.ship_to_id or "",
        po_number=body.po_number,
        delivery_date=delivery,
        lines=tuple(
            ErpLine(
                sku=made[line.number] if line.number in made and line.number not in short else line.sku or "",
                quantity=line.quantity or 0,
                uom=line.uom or "",
                price=line.price,
            )
            for line in body.lines
        ),
    )

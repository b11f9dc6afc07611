"""The nodes of the four agents that read and judge: each decides on a read transaction and writes its decision once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from langgraph.runtime import Runtime
from sqlalchemy.orm import Session

from agents.availability import AvailabilityTask
from agents.base import Agent, Occasion
from agents.intake import IntakeTask
from agents.matching import MatchingTask
from agents.results import AvailabilityResult, IntakeResult, MatchingResult
from agents.substitution import SubstitutionTask
from domain.errors import NotFound
from domain.findings import AgentName, ModelUse
from domain.messages import Direction
from domain.orders import Intent, OrderStatus
from domain.record import Record
from graphs import interchanges
from graphs.state import OrderState, Surroundings
from knowledge import customers
from reading.parts import UNREAD
from store import conversations, decisions, ledger, orders

TaskT = TypeVar("TaskT")
ResultT = TypeVar("ResultT", bound=Record)

_STANDING = (OrderStatus.ENTERED, OrderStatus.APPROVED, OrderStatus.ASKED)
_STILL_OPEN = (OrderStatus.DRAFT, OrderStatus.IN_REVIEW, OrderStatus.ASKED)


def decide(
    state: OrderState,
    around: Surroundings,
    agent: Agent[TaskT, ResultT],
    task: Callable[[Session], TaskT],
    once: str = "",
) -> ResultT:
    """Let an agent decide, and keep its decision with a line in the ledger.

    ``once`` tells apart what an agent decides several times in a run, such as a write that is tried again.
    """
    with around.store.reading() as session:
        occasion = Occasion(state["run_id"], state["conversation_id"])
        decision, result = agent.decide(task(session), around.tools(session), occasion)
    with around.store.transaction() as session:
        now = around.clock.now()
        decisions.put(session, state["run_id"], decision, now)
        ledger.add(
            session,
            state["conversation_id"],
            "decided",
            now,
            actor=agent.name.value,
            once=f"{state['run_id']}:{agent.name.value}{once}",
            findings=len(decision.findings),
            tools=len(decision.tool_calls),
            **_told(decision.use),
        )
    return result


def _told(use: ModelUse | None) -> dict[str, Any]:
    """What the ledger says of a model: which one, and why it was not followed where it was not."""
    if use is None:
        return {}
    return {"model": use.model, "calls": use.calls, **({"fallback": use.fallback} if use.fallback else {})}


def read_files(state: OrderState, runtime: Runtime[Surroundings]) -> OrderState:
    """Take the text out of the files that came with the run's messages, once: each is kept as soon as it is read."""
    around = runtime.context
    with around.store.reading() as session:
        waiting = conversations.files_to_read(session, state["run_id"], UNREAD)
    for part, content in waiting:
        read = around.files.read(part.filename or "", part.media_type or "", content)
        with around.store.transaction() as session:
            conversations.put_file_text(session, part.part_id, read.text, read.extractor, read.unreadable)
            if read.hidden:
                conversations.put_hidden_text(session, part.part_id, read.hidden, read.extractor)
    interchanges.acknowledge(state, around)
    return {}


def intake(state: OrderState, runtime: Runtime[Surroundings]) -> OrderState:
    """Read the messages of the run, and say which order they are about."""
    around = runtime.context
    result = decide(state, around, around.agents().intake, lambda session: _intake_task(session, state))
    with around.store.transaction() as session:
        order_id = _order_for(session, state, result.intent)
        orders.add(session, order_id, state["conversation_id"], around.clock.now())
    return {"order_id": order_id}


def _intake_task(session: Session, state: OrderState) -> IntakeTask:
    said = [m for m in conversations.messages(session, state["conversation_id"]) if m.direction is Direction.IN]
    standing = _standing(session, state["conversation_id"])
    status = OrderStatus(orders.get(session, standing).status) if standing else None
    mine = {state["run_id"]}
    if standing is not None and status is OrderStatus.ASKED:
        # An answer means nothing without what was asked about: both are read together.
        mine |= {revision.run_id for revision in orders.revisions(session, standing)}
    return IntakeTask(
        messages=tuple(m for m in said if m.run_id in mine),
        distributor=customers.distributor(session),
        standing=orders.body(session, standing) if standing else None,
        standing_status=status,
    )


def _standing(session: Session, conversation_id: str) -> str | None:
    """The conversation's newest order that was decided: entered, on its way, or asked about."""
    rows = [o for o in orders.of_conversation(session, conversation_id) if o.revision > 0]
    standing = [o.id for o in rows if OrderStatus(o.status) in _STANDING]
    return standing[-1] if standing else None


def _order_for(session: Session, state: OrderState, intent: Intent) -> str:
    """The order a run is about: the one being changed, else the one still open, else a new one of its own."""
    rows = orders.of_conversation(session, state["conversation_id"])
    if intent in (Intent.AMENDMENT, Intent.CANCELLATION):
        standing = _standing(session, state["conversation_id"])
        if standing is not None:
            return standing
    still_open = [o.id for o in rows if OrderStatus(o.status) in _STILL_OPEN]
    return still_open[-1] if still_open else state["run_id"].replace("run", "ord", 1)


def matching(state: OrderState, runtime: Runtime[Surroundings]) -> OrderState:
    """Match every line to a product and a unit."""
    around = runtime.context

    def task(session: Session) -> MatchingTask:
        read = intake_result(session, state["run_id"])
        return MatchingTask(customer_id=read.customer_id, lines=read.lines, reading=read.reading)

    decide(state, around, around.agents().matching, task)
    return {}


def availability(state: OrderState, runtime: Runtime[Surroundings]) -> OrderState:
    """Check stock, dates, rules, prices, credit and repeats."""
    around = runtime.context

    def task(session: Session) -> AvailabilityTask:
        return AvailabilityTask(
            order_id=state["order_id"],
            intake=intake_result(session, state["run_id"]),
            matching=matching_result(session, state["run_id"]),
        )

    decide(state, around, around.agents().availability, task)
    return {}


def substitution(state: OrderState, runtime: Runtime[Surroundings]) -> OrderState:
    """Say what to offer instead."""
    around = runtime.context

    def task(session: Session) -> SubstitutionTask:
        return SubstitutionTask(
            customer_id=intake_result(session, state["run_id"]).customer_id,
            availability=availability_result(session, state["run_id"]),
        )

    decide(state, around, around.agents().substitution, task)
    return {}


def intake_result(session: Session, run_id: str) -> IntakeResult:
    """What intake came to in a run."""
    return IntakeResult.model_validate(_result(session, run_id, AgentName.INTAKE))


def matching_result(session: Session, run_id: str) -> MatchingResult:
    """What product matching came to in a run."""
    return MatchingResult.model_validate(_result(session, run_id, AgentName.MATCHING))


def availability_result(session: Session, run_id: str) -> AvailabilityResult:
    """What availability came to in a run."""
    return AvailabilityResult.model_validate(_result(session, run_id, AgentName.AVAILABILITY))


def _result(session: Session, run_id: str, agent: AgentName) -> dict[str, object]:
    result = decisions.result(session, run_id, agent)
    if result is None:
        raise NotFound(f"Run {run_id} has no decision of {agent.value}.")
    return result

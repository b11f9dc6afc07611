"""Carrying a run forward from wherever it stands, by its id alone. This is the one way in, also after a crash.

No checkpoint yet: the graph is invoked. Unfinished: it goes on. Waiting for a rep who has answered: it is resumed by
the interrupt's id, after the store's compare-and-set has taken the answer. Finished: done.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.types import Command, StateSnapshot
from sqlalchemy.orm import Session

from agents.results import EntryResult
from domain.environment import IdSource
from domain.errors import ErpError, ErpOutcomeUnknown, ErpUnavailable
from domain.gate import Concern, Reason
from domain.orders import Intent, OrderBody, OrderStatus
from graphs.order_graph import OrderGraph
from graphs.reviewing import open_review
from graphs.state import OrderState, Surroundings
from graphs.writing_nodes import record_entered
from store import conversations, ledger, orders, outbox, reviews, runs
from store.outbox import OutboxStatus
from store.reviews import ReviewStatus
from store.runs import RunStatus, Trigger

ERP_RETRY = timedelta(seconds=30)
_OVER = (RunStatus.FINISHED.value, RunStatus.SUPERSEDED.value)

log = logging.getLogger(__name__)


class RunDriver:
    """Drives runs along the graph."""

    def __init__(self, graph: OrderGraph, around: Surroundings, ids: IdSource) -> None:
        self._graph = graph
        self._around = around
        self._ids = ids

    def advance(self, run_id: str) -> datetime | None:
        """Carry a run as far as it goes now.

        Returns:
            When to call again (an ERP out of reach, an approval still held), or None: it is finished, superseded,
            or waits for a rep.
        """
        config: RunnableConfig = {"configurable": {"thread_id": run_id}}
        while True:
            start = self._start(run_id)
            if start is None:
                return None
            snapshot = self._graph.get_state(config)
            if snapshot.created_at is not None and not snapshot.tasks:
                return None
            step = self._next_step(snapshot, start)
            if step is _WAIT:
                return None
            held_until = self._held_until(run_id)
            if held_until is not None:
                return held_until
            try:
                self._graph.invoke(step, config, context=self._around, durability="sync")
            except (ErpUnavailable, ErpOutcomeUnknown) as error:
                log.warning("run %s: %s", run_id, error.sentence)
                return self._around.clock.now() + ERP_RETRY
            except Exception as error:
                log.exception("run %s failed and is handed to a rep", run_id)
                if not self._settle_write(run_id):
                    return self._around.clock.now() + ERP_RETRY
                self._hand_over(run_id, error)
                return None

    def _start(self, run_id: str) -> OrderState | None:
        """The state a run begins with; None when it is over. Marks it running and claims the messages it deals with."""
        with self._around.store.transaction() as session:
            row = runs.get(session, run_id)
            if row.status in _OVER:
                return None
            if runs.move(session, run_id, RunStatus.RUNNING, RunStatus.QUEUED):
                runs.claim_messages(session, run_id, row.conversation_id)
                if row.review_id is not None:
                    runs.move(session, run_id, RunStatus.WAITING, RunStatus.RUNNING)
            state = OrderState(run_id=run_id, conversation_id=row.conversation_id, review_id=row.review_id)
            if row.review_id is not None:
                state["order_id"] = reviews.get(session, row.review_id).order_id
            return state

    def _next_step(self, snapshot: StateSnapshot, start: OrderState) -> Any:
        """What to invoke the graph with: its start, an answer, or nothing to go on from the last checkpoint."""
        if snapshot.created_at is None:
            return start
        if not snapshot.interrupts:
            return None
        waiting = snapshot.interrupts[0]
        with self._around.store.reading() as session:
            review = reviews.get(session, waiting.value["review_id"])
            if review.status != ReviewStatus.DECIDED.value or review.answer is None:
                return _WAIT
            return Command(resume={waiting.id: review.answer})

    def _held_until(self, run_id: str) -> datetime | None:
        """Until when a committed write is held for an undo; None where nothing is held any more."""
        with self._around.store.reading() as session:
            row = outbox.of_run(session, run_id)
            if row is None or row.status != OutboxStatus.PENDING.value:
                return None
            return row.not_before if row.not_before > self._around.clock.now() else None

    def _settle_write(self, run_id: str) -> bool:
        """Look up a write that was under way when its run failed, and record it; say whether its outcome is known."""
        with self._around.store.reading() as session:
            row = outbox.of_run(session, run_id)
        if row is None or row.status != OutboxStatus.TAKEN.value:
            return True
        try:
            held = self._around.erp.look_up(row.key)
        except ErpError as unreachable:
            log.warning("run %s: %s", run_id, unreachable.sentence)
            return False
        with self._around.store.transaction() as session:
            now = self._around.clock.now()
            conversation_id = runs.get(session, run_id).conversation_id
            if held is None:
                outbox.finish(session, row.id, OutboxStatus.FAILED, None, "The desk failed before it was written.")
            else:
                record_entered(session, conversation_id, row, EntryResult(erp_number=held.erp_number), now)
        return True

    def _hand_over(self, run_id: str, error: Exception) -> None:
        """Give a conversation that the desk failed on to a rep: a new run, which begins at the human node."""
        with self._around.store.transaction() as session:
            failed = runs.get(session, run_id)
            conversations.lock(session, failed.conversation_id)
            session.refresh(failed)
            if failed.status in _OVER:
                return
            now = self._around.clock.now()
            row = outbox.of_run(session, run_id)
            # What was written stays dealt with: its messages are not read again by the next run.
            written = row is not None and row.status == OutboxStatus.DONE.value
            runs.move(session, run_id, RunStatus.FINISHED if written else RunStatus.SUPERSEDED, *_UNFINISHED)
            reviews.supersede(session, run_id)
            if row is not None:
                outbox.move(session, row.id, OutboxStatus.CANCELLED, OutboxStatus.PENDING)
            sentence = f"The desk failed on this and could not go on ({type(error).__name__})."
            if runs.undecided(session, failed.conversation_id) is None:
                new_run = self._ids.new("run")
                open_review_run(
                    session,
                    run_id=new_run,
                    trigger=Trigger.HANDOVER,
                    conversation_id=failed.conversation_id,
                    order_id=_order_of(session, failed.conversation_id, new_run, now),
                    reasons=(Reason(kind=Concern.LOW_CONFIDENCE, sentence=sentence),),
                    now=now,
                )
            ledger.add(session, failed.conversation_id, "failed", now, why=f"{type(error).__name__}: {error}")


_WAIT = object()
_UNFINISHED = (RunStatus.QUEUED, RunStatus.RUNNING, RunStatus.WAITING, RunStatus.COMMITTED)


def open_review_run(
    session: Session,
    run_id: str,
    trigger: Trigger,
    conversation_id: str,
    order_id: str,
    reasons: tuple[Reason, ...],
    now: datetime,
) -> None:
    """Put an order before a rep in a run of its own, which begins at the human node."""
    body = orders.body(session, order_id)
    revision = orders.put_revision(session, order_id, run_id, trigger.value, body, now)
    review_id = run_id.replace("run", "rev", 1)
    runs.add(session, run_id, conversation_id, trigger, now, review_id=review_id)
    open_review(session, review_id, run_id, conversation_id, order_id, revision, reasons, now)


def _order_of(session: Session, conversation_id: str, run_id: str, now: datetime) -> str:
    """The conversation's open order, or an empty one for the rep to fill."""
    still_open = (OrderStatus.DRAFT.value, OrderStatus.IN_REVIEW.value, OrderStatus.APPROVED.value)
    rows = [o for o in orders.of_conversation(session, conversation_id) if o.status in still_open]
    order_id = rows[-1].id if rows else orders.add(session, run_id.replace("run", "ord", 1), conversation_id, now).id
    if orders.get(session, order_id).revision == 0:
        orders.put_revision(session, order_id, run_id, "desk", OrderBody(intent=Intent.OTHER), now)
    return order_id

"""What a rep does to a review: decide it, once, or undo an approval while it is held."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sqlalchemy.orm import Session

from agents.results import AvailabilityResult
from domain import answers
from domain.answers import Answer, Verdict
from domain.environment import Clock, IdSource
from domain.errors import DecisionRefused, InputRejected, UnitError
from domain.gate import Reason
from domain.orders import Intent, OrderBody
from domain.quantities import Quantity
from graphs.advance import open_review_run
from graphs.jobs import Jobs
from graphs.learning import unlearn
from graphs.rechecking import recheck
from knowledge import catalog, customers
from store import conversations, ledger, orders, outbox, reviews, runs
from store.engine import Store
from store.outbox import OutboxStatus
from store.runs import RunStatus, Trigger
from tools.base import ToolContext


class Reviewing:
    """Takes reps' decisions. Of two on one review one wins; the other is told."""

    def __init__(
        self, store: Store, jobs: Jobs, clock: Clock, ids: IdSource, tools: Callable[[Session], ToolContext]
    ) -> None:
        self._store = store
        self._jobs = jobs
        self._clock = clock
        self._ids = ids
        self._tools = tools

    def checked(self, session: Session, body: OrderBody, order_id: str) -> AvailabilityResult:
        """What data says of an order as a rep would leave it; keeps nothing."""
        return recheck(body, order_id, self._tools(session))

    def decide(self, review_id: str, answer: Answer, by: str, revision: int | None = None) -> None:
        """Take a rep's decision and have it carried out. ``revision`` is the one that the rep saw, where it is known.

        Raises:
            DecisionRefused: somebody decided first, the customer has written since, or it is not that revision's.
            InputRejected: the order could not be entered so; the sentence says what is missing.
            NotFound: there is no such review.
        """
        with self._store.transaction() as session:
            now = self._clock.now()
            review = reviews.get(session, review_id)
            if revision is not None and revision != review.revision:
                raise DecisionRefused(
                    f"This review is of revision {review.revision}, not {revision}: look at it again."
                )
            body = answers.apply(answer, orders.body(session, review.order_id, review.revision))
            reviews.decide(session, review_id, answer.model_dump(mode="json"), by, now)
            if answer.verdict is Verdict.APPROVE:
                for obstacle in obstacles(session, body):
                    raise InputRejected(obstacle)
            ledger.add(
                session,
                review.conversation_id,
                "reviewed",
                now,
                actor=by,
                review=review_id,
                verdict=answer.verdict.value,
                edited=answer.edits,
            )
            run_id, conversation_id = review.run_id, review.conversation_id
        self._jobs.enqueue(run_id, conversation_id, review_id)

    def undo(self, review_id: str, by: str) -> str:
        """Take back an approval that is still held; return the id of the review that is open again.

        Raises:
            DecisionRefused: it is on its way to the ERP already, or there is nothing to undo.
            NotFound: there is no such review.
        """
        with self._store.transaction() as session:
            now = self._clock.now()
            review = reviews.get(session, review_id)
            conversations.lock(session, review.conversation_id)
            session.refresh(review)
            answer = Answer.model_validate(review.answer) if review.answer else None
            approved = answer is not None and answer.verdict is Verdict.APPROVE
            newest = reviews.of_run(session, review.run_id)
            last = newest is not None and newest.id == review_id
            if answer is None or not approved or not last or not _take_back(session, review.run_id):
                raise DecisionRefused("It can no longer be undone: nothing of it is held.")
            body = answers.apply(answer, orders.body(session, review.order_id, review.revision))
            if answer.edits:
                # Where the commit has not run yet, what the rep edited stands nowhere but in the answer.
                orders.put_revision(session, review.order_id, review.run_id, by, body, now)
            unlearn(session, review, by, now)
            run_id = self._ids.new("run")
            open_review_run(
                session,
                run_id=run_id,
                trigger=Trigger.UNDO,
                conversation_id=review.conversation_id,
                order_id=review.order_id,
                reasons=tuple(Reason.model_validate(reason) for reason in review.reasons),
                now=now,
            )
            ledger.add(session, review.conversation_id, "undone", now, actor=by, review=review_id)
            conversation_id = review.conversation_id
        self._jobs.nudge()
        self._jobs.enqueue(run_id, conversation_id, "start")
        return run_id.replace("run", "rev", 1)


def _take_back(session: Session, run_id: str) -> bool:
    """End a run whose approval is held, or has not even been committed; say whether nothing of it went out."""
    row = outbox.of_run(session, run_id)
    status = RunStatus(runs.get(session, run_id).status)
    if status is RunStatus.COMMITTED:
        held = row is not None and outbox.move(session, row.id, OutboxStatus.CANCELLED, OutboxStatus.PENDING)
        return held and runs.move(session, run_id, RunStatus.SUPERSEDED, RunStatus.COMMITTED)
    return runs.move(session, run_id, RunStatus.SUPERSEDED, RunStatus.RUNNING, RunStatus.WAITING)


def obstacles(session: Session, body: OrderBody) -> Iterator[str]:
    """What keeps an order from being entered, as sentences: what a rep approves must exist and be complete."""
    if body.intent in (Intent.INQUIRY, Intent.OTHER) and not body.lines:
        return
    customer = customers.customer(session, body.customer_id) if body.customer_id else None
    if customer is None:
        yield "The order has no customer that is known: choose one before approving."
    if body.intent is Intent.CANCELLATION:
        return
    if customer is not None and (body.ship_to_id is None or customer.ship_to(body.ship_to_id) is None):
        yield f"The order needs one of {customer.name}'s ship-tos."
    if not body.lines:
        yield "The order has no lines: add one, or reject it."
    known = catalog.products(session, [line.sku for line in body.lines if line.sku])
    for line in body.lines:
        product = known.get(line.sku) if line.sku else None
        if product is None or line.quantity is None or line.uom is None:
            yield f"Line {line.number} “{line.text}” needs a product, a quantity and a unit."
            continue
        try:
            catalog.units(session, product).in_base(Quantity(line.quantity, line.uom))
        except UnitError as error:
            yield f"Line {line.number}: {error.sentence}"

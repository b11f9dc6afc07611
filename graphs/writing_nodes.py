"""The nodes that reach outside: the ERP write, and what the customer is told. Each carries out what was committed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from langgraph.runtime import Runtime
from sqlalchemy.orm import Session

from agents.communication import AnsweredInterchange, ReplyTask
from agents.erp_entry import EntryTask
from agents.results import EntryResult
from connectors.erp.port import ErpOrder
from domain.answers import Answer, Verdict
from domain.errors import NotFound
from domain.gate import Reason
from domain.messages import Channel, Direction
from domain.orders import ExceptionKind, OrderStatus
from graphs.deciding_nodes import HUMAN, STOP, TELL
from graphs.interchanges import answered_interchange
from graphs.reading_nodes import decide
from graphs.reviewing import open_review
from graphs.state import OrderState, Surroundings
from knowledge import customers
from store import conversations, ledger, orders, outbox, reviews, runs
from store.conversations import StoredMessage
from store.interchanges import came_by_edi
from store.outbox import OutboxKind, OutboxStatus
from store.runs import RunStatus
from store.tables import OutboxRow


def erp_entry(state: OrderState, runtime: Runtime[Surroundings]) -> OrderState:
    """Take the outbox row, write it with its key, and record what the ERP holds. A cancelled row is let go."""
    around = runtime.context
    with around.store.transaction() as session:
        conversations.lock(session, state["conversation_id"])
        row = _row(session, state)
        superseded = runs.get(session, state["run_id"]).status == RunStatus.SUPERSEDED.value
        if superseded or row.status == OutboxStatus.CANCELLED.value:
            return {"route": STOP}
        if row.status == OutboxStatus.DONE.value:
            return {"route": TELL}
        if row.status == OutboxStatus.FAILED.value:
            return {"route": HUMAN, "review_id": _next_review_id(state)}
        pending = row.status == OutboxStatus.PENDING.value
        if pending and not outbox.move(session, row.id, OutboxStatus.TAKEN, OutboxStatus.PENDING):
            return {"route": STOP}  # it was undone at this very moment

    def task(session: Session) -> EntryTask:
        taken = _row(session, state)
        return EntryTask(
            kind=OutboxKind(taken.kind),
            key=taken.key,
            order=ErpOrder.model_validate(taken.payload),
            erp_number=orders.get(session, taken.order_id).erp_number,
        )

    entry = decide(state, around, around.agents().erp_entry, task, once=f":{row.attempt}")
    with around.store.transaction() as session:
        conversations.lock(session, state["conversation_id"])
        now = around.clock.now()
        if entry.rejected is not None:
            return {"route": _rejected(session, state, entry, now), "review_id": _next_review_id(state)}
        record_entered(session, state["conversation_id"], row, entry, now)
    return {"route": TELL}


def _row(session: Session, state: OrderState) -> OutboxRow:
    row = outbox.of_run(session, state["run_id"])
    if row is None:
        raise NotFound(f"Run {state['run_id']} has nothing in the outbox.")
    return row


def record_entered(session: Session, conversation_id: str, row: OutboxRow, entry: EntryResult, now: datetime) -> None:
    """Record what the ERP holds of a write that arrived."""
    outbox.finish(session, row.id, OutboxStatus.DONE, entry.model_dump(mode="json"), None)
    order = orders.get(session, row.order_id)
    order.erp_number = entry.erp_number
    order.entered_revision = order.revision
    conversations.find_by(session, conversation_id, entry.erp_number or "")
    cancelled = row.kind == OutboxKind.CANCEL.value
    orders.move(session, order.id, OrderStatus.CANCELLED if cancelled else OrderStatus.ENTERED)
    event = "cancelled" if cancelled else "entered"
    ledger.add(session, conversation_id, event, now, once=f"{event}:{row.key}", order=order.id, erp=entry.erp_number)


def _next_review_id(state: OrderState) -> str:
    """A run may come back to a rep when the ERP says no: each time is a review of its own."""
    return f"{state.get('review_id') or state['run_id'].replace('run', 'rev', 1)}+"


def _rejected(session: Session, state: OrderState, entry: EntryResult, now: datetime) -> str:
    """The ERP said no: a rep sees why, unless the customer has written since and a newer run will see to it."""
    sentence = entry.rejected or ""
    row = _row(session, state)
    run_id, order_id = state["run_id"], state["order_id"]
    outbox.finish(session, row.id, OutboxStatus.FAILED, None, sentence)
    ledger.add(session, state["conversation_id"], "erp_rejected", now, once=f"rejected:{row.key}", why=sentence)
    if runs.undecided(session, state["conversation_id"]) is not None:
        orders.move(session, order_id, OrderStatus.DRAFT)
        runs.move(session, run_id, RunStatus.SUPERSEDED, RunStatus.COMMITTED)
        return STOP
    told = f"The ERP rejected it: {sentence}" + (f" {entry.proposal}" if entry.proposal else "")
    reason = Reason(kind=ExceptionKind.SPECIAL_REQUEST, sentence=told)
    # A revision of its own, also where a rep had approved it as it was: a review is one question per revision.
    body = orders.body(session, order_id)
    revision = orders.put_revision(session, order_id, run_id, f"ERP rejection {row.attempt}", body, now)
    review_id, conversation_id = _next_review_id(state), state["conversation_id"]
    open_review(session, review_id, run_id, conversation_id, order_id, revision, (reason,), now)
    runs.move(session, run_id, RunStatus.WAITING, RunStatus.COMMITTED)
    return HUMAN


def communication(state: OrderState, runtime: Runtime[Surroundings]) -> OrderState:
    """Draft what the customer is told, keep it for sending, and finish the run."""
    around = runtime.context
    message_id = state["run_id"].replace("run", "msg", 1) + "-reply"
    with around.store.transaction() as session:
        interchange = _interchange(session, state, message_id, around)
    reply = decide(
        state, around, around.agents().communication, lambda session: _reply_task(session, state, interchange)
    )
    with around.store.transaction() as session:
        now = around.clock.now()
        if reply.text is not None:
            answered = _answered(session, state)
            if not reply.interchange:
                answered = _for_people(answered)
            conversations.put_reply(
                session, message_id, state["conversation_id"], state["run_id"], answered, reply.text, now
            )
            once = f"reply:{message_id}"
            ledger.add(
                session, state["conversation_id"], "reply_ready", now, once=once, message=message_id, why=reply.why
            )
        runs.move(session, state["run_id"], RunStatus.FINISHED, RunStatus.COMMITTED)
    return {}


def _interchange(
    session: Session, state: OrderState, reply_id: str, around: Surroundings
) -> AnsweredInterchange | None:
    """What it takes to answer in EDI an order that came by it and stands in the ERP."""
    order = orders.get(session, state["order_id"])
    stands = order.status in (OrderStatus.ENTERED.value, OrderStatus.CANCELLED.value)
    if not stands or not came_by_edi(session, state["run_id"]):
        return None
    body = orders.body(session, order.id)
    return answered_interchange(session, _answered(session, state), body, reply_id, around)


def _reply_task(session: Session, state: OrderState, interchange: AnsweredInterchange | None) -> ReplyTask:
    order = orders.get(session, state["order_id"])
    body = orders.body(session, order.id)
    language = _language(session, body.customer_id)
    if order.status == OrderStatus.ASKED.value:
        return ReplyTask(language=language, questions=_questions(session, state))
    if order.status in (OrderStatus.ENTERED.value, OrderStatus.CANCELLED.value):
        return ReplyTask(
            language=language,
            erp_number=order.erp_number,
            date_was_asked=body.requested_date is not None,
            own_words=_own_words(session, state),
            interchange=interchange,
        )
    return ReplyTask(language=language)


def _language(session: Session, customer_id: str | None) -> str:
    customer = customers.customer(session, customer_id) if customer_id else None
    return customer.language if customer else "en"


def _own_words(session: Session, state: OrderState) -> str | None:
    """What the rep who approved wants to be said."""
    answer = _answer(session, state)
    return answer.reply if answer is not None and answer.verdict is Verdict.APPROVE else None


def _answer(session: Session, state: OrderState) -> Answer | None:
    review_id = state.get("review_id")
    review = reviews.get(session, review_id) if review_id else None
    return Answer.model_validate(review.answer) if review and review.answer else None


def _questions(session: Session, state: OrderState) -> tuple[str, ...]:
    """The rep's own question, else one per thing that only the customer can say, in one message."""
    answer = _answer(session, state)
    if answer is not None and answer.verdict is Verdict.ASK and answer.question:
        return (answer.question,)
    body = orders.body(session, state["order_id"])
    return tuple(exception.sentence for exception in body.exceptions) or ("Please tell us again what you need.",)


def _answered(session: Session, state: OrderState) -> StoredMessage:
    """The message that is answered: the run's last one. What was said by phone is answered by text message."""
    said = conversations.messages(session, state["conversation_id"])
    mine = [m for m in said if m.direction is Direction.IN and m.run_id == state["run_id"]]
    every = [m for m in said if m.direction is Direction.IN]
    last = (mine or every)[-1]
    spoken = last.channel in (Channel.VOICEMAIL, Channel.PHONE)
    return replace(last, channel=Channel.SMS, subject=None) if spoken else last


def _for_people(answered: StoredMessage) -> StoredMessage:
    """Words are no EDI: where an interchange came from a mail address, they go there as a mail."""
    by_edi = answered.channel is Channel.EDI and "@" in answered.sender
    return replace(answered, channel=Channel.EMAIL) if by_edi else answered

"""Rows of the queue and the store as the API's reviews."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from api.services import Services
from api.shapes.common import CustomerReference
from api.shapes.reviews import ActionRequest, InboxConfig, Interrupt, QueueItem, Review
from api.views.messages import messages_of
from api.views.open_questions import open_questions
from api.views.proposals import proposal
from domain.answers import Answer, Verdict
from domain.calendar import local_date
from domain.gate import Reason
from domain.messages import Channel
from domain.orders import Intent
from knowledge import customers
from store import conversations, looking, orders, outbox, policies, reviews, runs
from store.outbox import OutboxStatus
from store.reviews import ReviewStatus
from store.runs import RunStatus
from store.tables import ConversationRow, ReviewRow


def queue_items(
    services: Services, session: Session, rows: Iterable[tuple[ReviewRow, ConversationRow]]
) -> tuple[QueueItem, ...]:
    """Rows of the queue as the page lists them."""
    listed = list(rows)
    now = services.clock.now()
    here = looking.looking(session, [review.id for review, _ in listed], now)
    names = customers.names(session, {c.customer_id for _, c in listed if c.customer_id})
    today = local_date(now, ZoneInfo(customers.distributor(session).timezone))
    facts = services.search.facts(session)
    questions = open_questions(session, [review for review, _ in listed], facts, today)
    return tuple(
        QueueItem(
            review_id=review.id,
            conversation_id=review.conversation_id,
            order_id=review.order_id,
            revision=review.revision,
            channel=Channel(conversation.channel),
            sender=conversation.sender,
            subject=conversation.subject,
            snippet=conversation.snippet,
            customer=_reference(conversation.customer_id, names),
            opened_at=review.opened_at,
            cutoff_at=review.due_at,
            value=review.value,
            lines=review.lines,
            reasons=tuple(Reason.model_validate(reason) for reason in review.reasons),
            assigned_to=review.assigned_to,
            snoozed_until=review.snoozed_until,
            looking=here.get(review.id, ()),
            question=questions.get(review.id),
        )
        for review, conversation in listed
    )


def _reference(customer_id: str | None, names: dict[str, str]) -> CustomerReference | None:
    if customer_id is None:
        return None
    return CustomerReference(customer_id=customer_id, name=names.get(customer_id, customer_id))


def review_shape(services: Services, session: Session, review_id: str, caller: str) -> Review:
    """A review with all that is needed to decide it; ``caller`` is not among those named as looking.

    Raises:
        NotFound: there is no such review.
    """
    row = reviews.get(session, review_id)
    conversation = conversations.conversation(session, row.conversation_id)
    now = services.clock.now()
    here = looking.looking(session, (review_id,), now).get(review_id, ())
    answer = Answer.model_validate(row.answer) if row.answer else None
    return Review(
        review_id=row.id,
        conversation_id=row.conversation_id,
        run_id=row.run_id,
        status=ReviewStatus(row.status),
        revision=row.revision,
        opened_at=row.opened_at,
        cutoff_at=row.due_at,
        value=row.value,
        reasons=tuple(Reason.model_validate(reason) for reason in row.reasons),
        assigned_to=row.assigned_to,
        snoozed_until=row.snoozed_until,
        looking=tuple(name for name in here if name != caller),
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        answer=answer,
        undo_until=undo_until(session, row),
        replaced_by=_replaced_by(session, row),
        channel=Channel(conversation.channel),
        sender=conversation.sender,
        subject=conversation.subject,
        proposal=proposal(services, session, row, answer),
        messages=messages_of(session, row.conversation_id),
        now=now,
    )


def undo_until(session: Session, row: ReviewRow) -> datetime | None:
    """Until when an approval can be taken back; None where it cannot any more."""
    if row.status != ReviewStatus.DECIDED.value or row.answer is None or row.decided_at is None:
        return None
    if Answer.model_validate(row.answer).verdict is not Verdict.APPROVE:
        return None
    status = RunStatus(runs.get(session, row.run_id).status)
    held = outbox.of_run(session, row.run_id)
    if status is RunStatus.COMMITTED:
        return held.not_before if held is not None and held.status == OutboxStatus.PENDING.value else None
    if status in (RunStatus.RUNNING, RunStatus.WAITING):
        return row.decided_at + timedelta(seconds=policies.live(session).undo_seconds)
    return None


def _replaced_by(session: Session, row: ReviewRow) -> str | None:
    """The review that is open instead of one that is not."""
    if row.status == ReviewStatus.OPEN.value:
        return None
    others = [r for r in reviews.of_conversation(session, row.conversation_id) if r.id != row.id]
    return next((r.id for r in reversed(others) if r.status == ReviewStatus.OPEN.value), None)


def interrupt_shape(session: Session, review_id: str) -> Interrupt:
    """A review in the form of LangGraph's agent inbox.

    Raises:
        DecisionRefused: it is not open any more.
        NotFound: there is no such review.
    """
    row = reviews.still_open(session, review_id)
    body = orders.body(session, row.order_id, row.revision)
    nothing = body.intent in (Intent.INQUIRY, Intent.OTHER) and not body.lines
    return Interrupt(
        action_request=ActionRequest(
            action="close_conversation" if nothing else f"enter_{body.intent.value}",
            args={
                "review_id": row.id,
                "revision": row.revision,
                **body.model_dump(mode="json", exclude={"exceptions", "confidence"}),
            },
        ),
        config=InboxConfig(allow_accept=True, allow_edit=True, allow_respond=True, allow_ignore=True),
        description="\n".join(reason["sentence"] for reason in row.reasons),
    )

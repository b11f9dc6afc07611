"""The queue, a review, and what is answered to it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field

from api.shapes.common import CustomerReference
from api.shapes.messages import Message
from api.shapes.orders import OpenQuestion, ProposedOrder
from domain.answers import Answer, Edits, Verdict
from domain.gate import Reason
from domain.messages import Channel
from domain.record import Record
from store.reviews import ReviewStatus


class QueueItem(Record):
    """A review as a row of the queue. ``looking`` names who has it open now."""

    review_id: str
    conversation_id: str
    order_id: str
    revision: int
    channel: Channel
    sender: str
    subject: str | None
    snippet: str
    customer: CustomerReference | None
    opened_at: datetime
    cutoff_at: datetime | None
    value: Decimal | None
    lines: int
    reasons: tuple[Reason, ...]
    assigned_to: str | None
    snoozed_until: datetime | None
    looking: tuple[str, ...]
    question: OpenQuestion | None


class Queue(Record):
    """A page of the queue. ``total`` counts all that fit the filters; ``now`` is the desk's time."""

    items: tuple[QueueItem, ...]
    next: str | None
    total: int
    now: datetime


class Review(Record):
    """A review with all that a rep needs to decide it.

    ``proposal`` is the order; ``messages`` are what was said, oldest first. ``undo_until`` is given while an approval
    can be taken back; ``replaced_by`` is the review that is open instead, where the customer has written since or an
    approval was undone. ``looking`` names the others who have it open.
    """

    review_id: str
    conversation_id: str
    run_id: str
    status: ReviewStatus
    revision: int
    opened_at: datetime
    cutoff_at: datetime | None
    value: Decimal | None
    reasons: tuple[Reason, ...]
    assigned_to: str | None
    snoozed_until: datetime | None
    looking: tuple[str, ...]
    decided_by: str | None
    decided_at: datetime | None
    answer: Answer | None
    undo_until: datetime | None
    replaced_by: str | None
    channel: Channel
    sender: str
    subject: str | None
    proposal: ProposedOrder
    messages: tuple[Message, ...]
    now: datetime


class Decision(Answer):
    """A rep's decision on a review as they saw it: ``revision`` is what the page showed."""

    revision: int = Field(ge=1)


class InboxAnswer(Record):
    """An answer in the form of LangGraph's agent inbox.

    ``accept`` approves. ``edit`` approves with ``args.args`` as the edits (the fields of a decision). ``response``
    asks the customer ``args``. ``ignore`` rejects. ``revision`` may be left out: the answer then counts for the
    review as it stands.
    """

    type: Literal["accept", "edit", "response", "ignore"]
    args: Annotated[str | dict[str, Any] | None, Field(description="text for response, an action request for edit")] = (
        None
    )
    revision: int | None = Field(default=None, ge=1)


class ActionRequest(Record):
    """What an agent wants to do, in the form of LangGraph's agent inbox."""

    action: str
    args: dict[str, Any]


class InboxConfig(Record):
    """Which answers are taken."""

    allow_accept: bool
    allow_edit: bool
    allow_respond: bool
    allow_ignore: bool


class Interrupt(Record):
    """A review in the form of LangGraph's agent inbox."""

    action_request: ActionRequest
    config: InboxConfig
    description: str


class Decided(Record):
    """A decision was taken. It can be undone until ``undo_until``."""

    review_id: str
    verdict: Verdict
    undo_until: datetime | None


class Undone(Record):
    """An approval was taken back; the order is in ``review_id`` again."""

    review_id: str


class PreviewRequest(Edits):
    """Edits to look at before they are decided. Nothing is kept."""


class Assignment(Record):
    """Whose a review is; None gives it back to everybody."""

    person: str | None = Field(default=None, max_length=60)


class Snooze(Record):
    """When a review comes up again; None is now."""

    until: AwareDatetime | None


class Looking(Record):
    """Who has a review open now."""

    looking: tuple[str, ...]

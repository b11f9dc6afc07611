"""The queue and the review: looking, deciding, undoing, and who has what."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from api.access import Decider, Desk, Looker
from api.paging import Cursor, Limit
from api.shapes.orders import ProposedOrder
from api.shapes.reviews import (
    Assignment,
    Decided,
    Decision,
    InboxAnswer,
    Interrupt,
    Looking,
    PreviewRequest,
    Queue,
    QueueItem,
    QueueSort,
    Review,
    Snooze,
    Undone,
)
from domain.messages import Channel

router = APIRouter(tags=["reviews"])


@router.get("/reviews")
def list_reviews(
    desk: Desk,
    caller: Looker,
    q: Annotated[str | None, Query(max_length=200, description="words to look for")] = None,
    reason: Annotated[str | None, Query(max_length=40, description="a kind of reason")] = None,
    channel: Channel | None = None,
    customer: Annotated[str | None, Query(max_length=64)] = None,
    assigned_to: Annotated[str | None, Query(max_length=60, description="a person, or `nobody`")] = None,
    snoozed: Annotated[bool, Query(description="those put off instead of those due")] = False,
    sort: QueueSort = QueueSort.CUTOFF,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Queue:
    """What needs a person."""
    raise NotImplementedError


@router.get("/reviews/{review_id}")
def get_review(review_id: str, desk: Desk, caller: Looker) -> Review:
    """A review with all that is needed to decide it."""
    raise NotImplementedError


@router.post("/reviews/{review_id}/preview")
def preview(review_id: str, wanted: PreviewRequest, desk: Desk, caller: Looker) -> ProposedOrder:
    """The order as it would be with these edits: prices, stock, what still blocks it, and the reply. Keeps nothing."""
    raise NotImplementedError


@router.post("/reviews/{review_id}/decision")
def decide(review_id: str, wanted: Decision | InboxAnswer, desk: Desk, caller: Decider) -> Decided:
    """Decide a review. Of two who decide, one wins; the other gets 409 with who was first."""
    raise NotImplementedError


@router.post("/reviews/{review_id}/undo")
def undo(review_id: str, desk: Desk, caller: Decider) -> Undone:
    """Take an approval back while it is held."""
    raise NotImplementedError


@router.put("/reviews/{review_id}/assignment")
def assign(review_id: str, wanted: Assignment, desk: Desk, caller: Decider) -> QueueItem:
    """Say whose a review is."""
    raise NotImplementedError


@router.put("/reviews/{review_id}/snooze")
def snooze(review_id: str, wanted: Snooze, desk: Desk, caller: Decider) -> QueueItem:
    """Put a review off."""
    raise NotImplementedError


@router.put("/reviews/{review_id}/looking")
def look(review_id: str, desk: Desk, caller: Looker) -> Looking:
    """Say that one has a review open, every ten seconds; the answer names the others."""
    raise NotImplementedError


@router.get("/reviews/{review_id}/interrupt")
def interrupt(review_id: str, desk: Desk, caller: Looker) -> Interrupt:
    """The review in the form of LangGraph's agent inbox."""
    raise NotImplementedError

"""The queue and the review: looking, deciding, undoing, and who has what."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import ValidationError
from sqlalchemy.orm import Session

from api.http import paging
from api.http.paging import Cursor, Limit
from api.services import Services
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
    Review,
    Snooze,
    Undone,
)
from api.sign_in.access import Decider, Desk, Looker
from api.views.proposals import proposal
from api.views.reviews import interrupt_shape, queue_items, review_shape, undo_until
from domain.answers import Answer, Edits, Verdict
from domain.errors import InputRejected
from domain.gate import Concern
from domain.messages import Channel
from domain.orders import ExceptionKind
from domain.people import RIGHTS, Right, Role
from store import conversations, ledger, looking, people, reviews
from store.queue import QueueFilter, QueueSort, SortKey, page
from store.tables import ReviewRow

router = APIRouter(tags=["reviews"])


@router.get("/reviews")
def list_reviews(
    desk: Desk,
    caller: Looker,
    q: Annotated[str | None, Query(max_length=200, description="words to look for")] = None,
    reason: ExceptionKind | Concern | None = None,
    channel: Channel | None = None,
    customer: Annotated[str | None, Query(max_length=64)] = None,
    assigned_to: Annotated[str | None, Query(max_length=60, description="a person, or `nobody`")] = None,
    snoozed: Annotated[bool, Query(description="those put off instead of those due")] = False,
    sort: QueueSort = QueueSort.CUTOFF,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Queue:
    """What needs a person."""
    wanted = QueueFilter(q, reason, channel, customer, assigned_to, snoozed)
    with desk.store.reading() as session:
        now = desk.clock.now()
        found = page(session, wanted, sort, _sort_key(cursor), limit, now)
        return Queue(
            items=queue_items(desk, session, found.rows),
            next=paging.encode(*found.after) if found.after else None,
            total=found.total,
            now=now,
        )


@router.get("/reviews/{review_id}")
def get_review(review_id: str, desk: Desk, caller: Looker) -> Review:
    """A review with all that is needed to decide it."""
    with desk.store.reading() as session:
        return review_shape(desk, session, review_id, caller.name)


@router.post("/reviews/{review_id}/preview")
def preview(review_id: str, wanted: PreviewRequest, desk: Desk, caller: Looker) -> ProposedOrder:
    """The order as it would be with these edits: prices, stock, what still blocks it, and the reply. Keeps nothing."""
    with desk.store.reading() as session:
        return proposal(desk, session, reviews.get(session, review_id), wanted)


@router.post("/reviews/{review_id}/decision")
def decide(review_id: str, wanted: Decision | InboxAnswer, desk: Desk, caller: Decider) -> Decided:
    """Decide a review. Of two who decide, one wins; the other gets 409 with who was first."""
    answer, revision = _answer(wanted)
    desk.reviewing.decide(review_id, answer, caller.name, revision)
    with desk.store.reading() as session:
        until = undo_until(session, reviews.get(session, review_id))
    return Decided(review_id=review_id, verdict=answer.verdict, undo_until=until)


@router.post("/reviews/{review_id}/undo")
def undo(review_id: str, desk: Desk, caller: Decider) -> Undone:
    """Take an approval back while it is held."""
    return Undone(review_id=desk.reviewing.undo(review_id, caller.name))


@router.put("/reviews/{review_id}/assignment")
def assign(review_id: str, wanted: Assignment, desk: Desk, caller: Decider) -> QueueItem:
    """Say whose a review is."""
    with desk.store.transaction() as session:
        if wanted.person is not None and not _may_have_reviews(session, wanted.person):
            raise InputRejected(f"{wanted.person} is nobody who may decide reviews here.")
        row = reviews.assign(session, review_id, wanted.person)
        now = desk.clock.now()
        told = {"review": review_id, "person": wanted.person}
        ledger.add(session, row.conversation_id, "assigned", now, actor=caller.name, **told)
        return _item(desk, session, row)


@router.put("/reviews/{review_id}/snooze")
def snooze(review_id: str, wanted: Snooze, desk: Desk, caller: Decider) -> QueueItem:
    """Put a review off."""
    with desk.store.transaction() as session:
        row = reviews.snooze(session, review_id, wanted.until)
        now = desk.clock.now()
        told = {"review": review_id, "until": wanted.until.isoformat() if wanted.until else None}
        ledger.add(session, row.conversation_id, "snoozed", now, actor=caller.name, **told)
        return _item(desk, session, row)


@router.put("/reviews/{review_id}/looking")
def look(review_id: str, desk: Desk, caller: Looker) -> Looking:
    """Say that one has a review open, every ten seconds; the answer names the others."""
    with desk.store.transaction() as session:
        reviews.get(session, review_id)
        now = desk.clock.now()
        looking.look(session, review_id, caller.name, now)
        here = looking.looking(session, (review_id,), now).get(review_id, ())
    return Looking(looking=tuple(name for name in here if name != caller.name))


@router.get("/reviews/{review_id}/interrupt")
def interrupt(review_id: str, desk: Desk, caller: Looker) -> Interrupt:
    """The review in the form of LangGraph's agent inbox."""
    with desk.store.reading() as session:
        return interrupt_shape(session, review_id)


def _answer(wanted: Decision | InboxAnswer) -> tuple[Answer, int | None]:
    """A rep's answer and the revision that it is for, in whichever form it came.

    Raises:
        InputRejected: an inbox answer carries what its type has no use for.
    """
    if isinstance(wanted, Decision):
        return Answer.model_validate(wanted.model_dump(exclude={"revision"})), wanted.revision
    if wanted.type == "response":
        if not isinstance(wanted.args, str) or not wanted.args.strip():
            raise InputRejected("args: a response carries the question to the customer as text.")
        return Answer(verdict=Verdict.ASK, question=wanted.args), wanted.revision
    if wanted.type == "ignore":
        return Answer(verdict=Verdict.REJECT), wanted.revision
    edits = wanted.args.get("args") if isinstance(wanted.args, dict) else None
    if wanted.type == "accept" or edits is None:
        if wanted.type == "edit":
            raise InputRejected("args: an edit carries an action request with the edits in its args.")
        return Answer(verdict=Verdict.APPROVE), wanted.revision
    try:
        changed = Edits.model_validate(edits)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(piece) for piece in ("args", "args", *first["loc"]))
        raise InputRejected(f"{place}: {first['msg']}.") from error
    return Answer(verdict=Verdict.APPROVE, **changed.model_dump()), wanted.revision


def _sort_key(cursor: str | None) -> SortKey | None:
    key = paging.decode(cursor, 3)
    if key is None:
        return None
    first, second, last = key
    if not isinstance(first, int) or not isinstance(second, int) or not isinstance(last, str):
        raise InputRejected("cursor: it is not the `next` of a page of this list.")
    return first, second, last


def _may_have_reviews(session: Session, name: str) -> bool:
    person = people.find(session, name)
    return person is not None and person.active and person.name == name and Right.DECIDE in RIGHTS[Role(person.role)]


def _item(desk: Services, session: Session, row: ReviewRow) -> QueueItem:
    session.flush()
    (item,) = queue_items(desk, session, [(row, conversations.conversation(session, row.conversation_id))])
    return item

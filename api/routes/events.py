"""Live updates as server-sent events, resumable by id, and the same as a list."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent
from starlette.concurrency import run_in_threadpool

from api.http.paging import Limit
from api.http.problems import Refused
from api.live import Item, Live, event_of
from api.services import Services
from api.shapes.common import Page
from api.shapes.events import Event
from api.sign_in.access import Caller, Desk, Looker, identify
from domain.people import Right
from store import events

router = APIRouter(tags=["events"])

_LARGEST_ID = 2**63 - 1
_RETRY_MILLISECONDS = 2000
_CHECK_SECONDS = 60.0
_AT_ONCE = 200


@router.get("/events")
def list_events(
    desk: Desk,
    caller: Looker,
    after: Annotated[int, Query(ge=0, le=_LARGEST_ID, description="the id of the last event that was seen")] = 0,
    conversation: Annotated[str | None, Query(max_length=64)] = None,
    limit: Limit = 100,
) -> Page[Event]:
    """What happened after an event, oldest first. `next` is the id to hand to `after`, where there is more."""
    with desk.store.reading() as session:
        until = events.readable(session, desk.clock.now())
        rows = events.after(session, after, limit + 1, until, conversation)
    shown = tuple(event_of(row) for row in rows[:limit])
    return Page(items=shown, next=str(shown[-1].id) if len(rows) > limit else None)


@router.get("/events/stream", response_class=EventSourceResponse)
async def stream_events(
    desk: Desk,
    caller: Looker,
    request: Request,
    last_event_id: Annotated[int | None, Header(ge=0, le=_LARGEST_ID)] = None,
) -> AsyncIterator[ServerSentEvent]:
    """What happens from now on, or from the event after `Last-Event-ID` on.

    Each event is named as the ledger names it and has its id. Besides, `looking` (without an id) says who has a review
    open now, whenever that changes. A stream that ends is to be opened again with the id of its last event.
    """
    live: Live = request.app.state.live
    await run_in_threadpool(live.start)
    with live.subscribe() as listener:
        yield ServerSentEvent(retry=_RETRY_MILLISECONDS, comment="listening")
        seen = listener.position
        if last_event_id is not None and last_event_id < seen:
            async for event in _missed(desk, last_event_id, seen):
                yield _sent(event)
        elif last_event_id is not None and await run_in_threadpool(_is_known, desk, last_event_id):
            seen = last_event_id  # another process, which has read further, has sent it
        check_at = time.monotonic() + _CHECK_SECONDS
        while not listener.is_over:
            items = await listener.take(max(0.0, check_at - time.monotonic()))
            # What is of the desk itself may be that somebody was locked out.
            if time.monotonic() >= check_at or any(_is_of_the_desk(item) for item in items):
                check_at = time.monotonic() + _CHECK_SECONDS
                if not await run_in_threadpool(_may_still_look, request, desk, caller):
                    return
            for item in items:
                if not isinstance(item, Event) or item.id > seen:
                    yield _sent(item)


async def _missed(desk: Services, after: int, until: int) -> AsyncIterator[Event]:
    """What a listener has missed, a part at a time: as fast as they read."""

    def read(position: int) -> tuple[Event, ...]:
        with desk.store.reading() as session:
            return tuple(event_of(row) for row in events.after(session, position, _AT_ONCE, until))

    while rows := await run_in_threadpool(read, after):
        for event in rows:
            yield event
        after = rows[-1].id


def _is_known(desk: Services, event_id: int) -> bool:
    with desk.store.reading() as session:
        return event_id <= events.newest(session)


def _may_still_look(request: Request, desk: Services, caller: Caller) -> bool:
    """Whether who opened the stream is still let in."""
    try:
        now = identify(request, desk)
    except Refused:
        return False
    return now.name == caller.name and now.may(Right.LOOK)


def _is_of_the_desk(item: Item) -> bool:
    return isinstance(item, Event) and item.conversation_id is None


def _sent(item: Item) -> ServerSentEvent:
    if isinstance(item, Event):
        return ServerSentEvent(data=item, event=item.event, id=str(item.id))
    return ServerSentEvent(data={"review_id": item.review_id, "looking": item.looking}, event="looking")

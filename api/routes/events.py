"""Live updates as server-sent events, resumable by id, and the same as a list."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Header, Query
from fastapi.sse import EventSourceResponse, ServerSentEvent

from api.access import Desk, Looker
from api.paging import Limit
from api.shapes.common import Page
from api.shapes.events import Event

router = APIRouter(tags=["events"])


@router.get("/events")
def list_events(
    desk: Desk,
    caller: Looker,
    after: Annotated[int, Query(ge=0, description="the id of the last event that was seen")] = 0,
    conversation: Annotated[str | None, Query(max_length=64)] = None,
    limit: Limit = 100,
) -> Page[Event]:
    """What happened after an event, oldest first."""
    raise NotImplementedError


@router.get("/events/stream", response_class=EventSourceResponse)
async def stream_events(
    desk: Desk, caller: Looker, last_event_id: Annotated[int | None, Header(ge=0)] = None
) -> AsyncIterator[ServerSentEvent]:
    """What happens from now on, or from the event after ``Last-Event-ID`` on."""
    yield ServerSentEvent(comment=f"{desk} {caller} {last_event_id}")

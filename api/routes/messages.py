"""Messages: handing one in, and seeing what came and went in every form."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.access import Desk, Looker, Sender
from api.paging import Cursor, Limit
from api.shapes.common import Page
from api.shapes.messages import Message, MessageItem, NewMessage, Pages, Taken
from domain.messages import Channel, Direction

router = APIRouter(tags=["messages"])


@router.post("/messages", status_code=HTTPStatus.ACCEPTED)
def take_message(wanted: NewMessage, desk: Desk, caller: Sender, response: Response) -> Taken:
    """Hand in a message of any channel. When this answers, the message is safe; the agents work on it behind."""
    raise NotImplementedError


@router.get("/messages")
def list_messages(
    desk: Desk,
    caller: Looker,
    conversation: Annotated[str | None, Query(max_length=64)] = None,
    channel: Channel | None = None,
    direction: Direction | None = None,
    since: datetime | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[MessageItem]:
    """Messages, the newest first."""
    raise NotImplementedError


@router.get("/messages/{message_id}")
def get_message(message_id: str, desk: Desk, caller: Looker) -> Message:
    """One message with its parts."""
    raise NotImplementedError


@router.get("/messages/{message_id}/original", response_class=Response)
def original(message_id: str, desk: Desk, caller: Looker) -> Response:
    """The message's original bytes, as a download."""
    raise NotImplementedError


@router.get("/messages/{message_id}/html", response_class=Response)
def html(message_id: str, desk: Desk, caller: Looker) -> Response:
    """A mail's HTML, sanitised, for a sandboxed frame."""
    raise NotImplementedError


@router.get("/messages/{message_id}/parts/{number}/file", response_class=Response)
def part_file(message_id: str, number: int, desk: Desk, caller: Looker) -> Response:
    """A part's own file, as a download."""
    raise NotImplementedError


@router.get("/messages/{message_id}/parts/{number}/audio", response_class=Response)
def part_audio(message_id: str, number: int, desk: Desk, caller: Looker) -> Response:
    """A recording, to be played."""
    raise NotImplementedError


@router.get("/messages/{message_id}/parts/{number}/pages")
def part_pages(message_id: str, number: int, desk: Desk, caller: Looker) -> Pages:
    """A document or photo as pictures of its pages, with the boxes of its words."""
    raise NotImplementedError


@router.get("/messages/{message_id}/parts/{number}/pages/{page}.png", response_class=Response)
def page_image(message_id: str, number: int, page: int, desk: Desk, caller: Looker) -> Response:
    """The picture of one page."""
    raise NotImplementedError

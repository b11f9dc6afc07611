"""Messages: handing one in, and seeing what came and went in every form."""

from __future__ import annotations

import base64
import binascii
from dataclasses import replace
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Header, Path, Query, Request, Response

from api.http import files
from api.http.paging import Cursor, Limit, Moment, after_moment, encode
from api.shapes.common import Page
from api.shapes.messages import Message, MessageItem, NewMessage, PageImage, Pages, Taken, WordBox
from api.sign_in.access import Desk, Looker, Sender
from api.views.messages import item, message_of
from domain.errors import InputRejected, NotFound
from domain.messages import Attachment, Channel, Direction
from knowledge import customers
from reading.envelopes import HandedIn, from_parts, one_line
from reading.file_kinds import kind_of
from reading.mail import page_of
from reading.pages import Document
from reading.safe_html import STYLE_SHA256, safe_page
from store import messages
from store.messages import Filters

router = APIRouter(tags=["messages"])

MessageId = Annotated[str, Path(max_length=64)]
Number = Annotated[int, Path(ge=0, le=10_000, description="the part's `number`")]

_READ_OTHERWISE = "The words are not marked: the file was read otherwise when it came."


@router.post("/messages", status_code=HTTPStatus.ACCEPTED)
def take_message(wanted: NewMessage, desk: Desk, caller: Sender, request: Request, response: Response) -> Taken:
    """Hand in a message of any channel. When this answers, the message is safe; the agents work on it behind."""
    with desk.store.reading() as session:
        own = customers.distributor(session)
    attachments = tuple(
        Attachment(
            filename=one_line(file.filename) or "file",
            media_type=one_line(file.media_type),
            content=_bytes(file.content, f"files.{number}.content"),
        )
        for number, file in enumerate(wanted.files)
    )
    handed = HandedIn(
        channel=wanted.channel,
        sender=wanted.sender.strip() or (caller.name if wanted.channel is Channel.NOTE else ""),
        recipient=wanted.recipient.strip() or (own.phone if wanted.channel is Channel.SMS else own.email),
        subject=wanted.subject,
        sent_at=wanted.sent_at,
        text=wanted.text,
        raw=None if wanted.raw is None else _bytes(wanted.raw, "raw"),
        transport_id=wanted.transport_id,
        files=attachments,
    )
    received = desk.receiver.receive(from_parts(handed, desk.clock.now()))
    response.headers["Location"] = request.url_for("get_message", message_id=received.message_id).path
    return Taken(
        message_id=received.message_id,
        conversation_id=received.conversation_id,
        run_id=received.run_id,
        already_known=received.run_id is None,
    )


@router.get("/messages")
def list_messages(
    desk: Desk,
    caller: Looker,
    conversation: Annotated[str | None, Query(max_length=64)] = None,
    channel: Channel | None = None,
    direction: Direction | None = None,
    since: Moment | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[MessageItem]:
    """Messages, the newest first."""
    wanted = Filters(conversation, channel, direction, since)
    with desk.store.reading() as session:
        found = messages.listed(session, wanted, after_moment(cursor), limit + 1)
    shown, more = found[:limit], len(found) > limit
    following = encode(shown[-1].received_at.isoformat(), shown[-1].message_id) if more else None
    return Page(items=tuple(item(row) for row in shown), next=following)


@router.get("/messages/{message_id}")
def get_message(message_id: MessageId, desk: Desk, caller: Looker) -> Message:
    """One message with its parts."""
    with desk.store.reading() as session:
        return message_of(session, message_id)


@router.get("/messages/{message_id}/original", response_class=Response, responses=files.BINARY)
def original(message_id: MessageId, desk: Desk, caller: Looker) -> Response:
    """The message's original bytes, as a download."""
    with desk.store.reading() as session:
        channel, _, raw = messages.original(session, message_id)
    return files.download(raw, f"{message_id}{_ending(channel, raw)}")


@router.get("/messages/{message_id}/html", response_class=Response, responses=files.HTML)
def html(message_id: MessageId, desk: Desk, caller: Looker) -> Response:
    """A mail's HTML, sanitised, for a sandboxed frame."""
    with desk.store.reading() as session:
        channel, direction, raw = messages.original(session, message_id)
    page = page_of(raw) if channel is Channel.EMAIL and direction is Direction.IN else None
    if page is None:
        raise NotFound("The message has no HTML; its text is all there is.")
    return files.framed(safe_page(page), STYLE_SHA256)


@router.get("/messages/{message_id}/parts/{number}/file", response_class=Response, responses=files.BINARY)
def part_file(message_id: MessageId, number: Number, desk: Desk, caller: Looker) -> Response:
    """A part's own file, as a download."""
    with desk.store.reading() as session:
        filename, content = messages.file(session, message_id, number)
    return files.download(content, filename)


@router.get("/messages/{message_id}/parts/{number}/audio", response_class=Response, responses=files.RECORDING)
def part_audio(
    message_id: MessageId,
    number: Number,
    desk: Desk,
    caller: Looker,
    wanted: Annotated[str | None, Header(alias="Range", max_length=200)] = None,
) -> Response:
    """A recording, to be played; pieces of it by `Range`."""
    with desk.store.reading() as session:
        _, content = messages.file(session, message_id, number)
    kind = kind_of(content)
    if kind is None or not kind.is_recording:
        raise NotFound("This part is no recording that can be played here; download it instead.")
    return files.playable(content, kind, wanted)


@router.get("/messages/{message_id}/parts/{number}/pages")
def part_pages(message_id: MessageId, number: Number, desk: Desk, caller: Looker, request: Request) -> Pages:
    """A document or photo as pictures of its pages, with the boxes of its words."""
    with desk.store.reading() as session:
        _, content = messages.file(session, message_id, number)
        text = messages.text_of_file(session, message_id, number)
    document = desk.pages.document(_shown_in_pages(content))
    base = request.url_for("part_pages", message_id=message_id, number=number).path
    return _pages(document if text in ("", document.text) else _without_words(document), base)


@router.get("/messages/{message_id}/parts/{number}/pages/{page}.png", response_class=Response, responses=files.PICTURE)
def page_image(
    message_id: MessageId, number: Number, page: Annotated[int, Path(ge=1, le=10_000)], desk: Desk, caller: Looker
) -> Response:
    """The picture of one page."""
    with desk.store.reading() as session:
        _, content = messages.file(session, message_id, number)
    png = desk.pages.picture(_shown_in_pages(content), page)
    if png is None:
        raise NotFound(f"There is no picture of page {page}.")
    return files.picture(png)


def _shown_in_pages(content: bytes) -> bytes:
    kind = kind_of(content)
    if kind is None or kind.is_recording:
        raise NotFound("This part is no document or photo that can be shown here; download it instead.")
    return content


def _without_words(document: Document) -> Document:
    """The pages of a document that reads otherwise today: places in the kept text would be other words of it."""
    pages = tuple(replace(page, words=()) for page in document.pages)
    return replace(document, pages=pages, note=_READ_OTHERWISE)


def _pages(document: Document, base: str) -> Pages:
    return Pages(
        pages=tuple(
            PageImage(
                number=number,
                width=page.width,
                height=page.height,
                image=f"{base}/{number}.png",
                words=tuple(
                    WordBox(
                        text=word.text,
                        start=word.start,
                        end=word.end,
                        left=word.left,
                        top=word.top,
                        width=word.width,
                        height=word.height,
                    )
                    for word in page.words
                ),
            )
            for number, page in enumerate(document.pages, 1)
        ),
        total=document.total,
        note=document.note,
    )


def _bytes(encoded: str, place: str) -> bytes:
    try:
        return base64.b64decode("".join(encoded.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise InputRejected(f"{place}: this is not base64.") from error


def _ending(channel: Channel, raw: bytes) -> str:
    if raw.startswith(b"{"):
        return ".json"
    return {Channel.EMAIL: ".eml", Channel.EDI: ".edi"}.get(channel, ".txt")

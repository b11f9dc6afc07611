"""Messages as the API shows them."""

from __future__ import annotations

from sqlalchemy.orm import Session

from api.shapes.messages import Message, MessageItem, MessagePart, Viewer
from reading import edi
from reading.documents import delimited, workbooks
from reading.file_kinds import LONGEST_TEXT_FILE, kind_of, may_be_text, text_of_file
from reading.mail import has_page
from reading.parts import UNREAD
from store import messages
from store.conversations import file_that_hides
from store.messages import ListedMessage, ShownMessage, ShownPart

_GRIDS = frozenset({delimited.EXTRACTOR, workbooks.EXTRACTOR})
_EDI = frozenset(edi.EXTRACTORS.values())


def messages_of(session: Session, conversation_id: str) -> tuple[Message, ...]:
    """Every message of a conversation with its parts, in the order sent."""
    return _shapes(session, messages.shown_of(session, conversation_id))


def message_of(session: Session, message_id: str) -> Message:
    """One message with its parts.

    Raises:
        NotFound: there is none with that id.
    """
    return _shapes(session, (messages.shown(session, message_id),))[0]


def item(listed: ListedMessage) -> MessageItem:
    """A message as a row of a list."""
    return MessageItem(
        message_id=listed.message_id,
        conversation_id=listed.conversation_id,
        direction=listed.direction,
        channel=listed.channel,
        sender=listed.sender,
        recipient=listed.recipient,
        subject=listed.subject,
        sent_at=listed.sent_at,
        received_at=listed.received_at,
    )


def _shapes(session: Session, shown: tuple[ShownMessage, ...]) -> tuple[Message, ...]:
    texts = _texts_of_files(session, [part for message in shown for part in message.parts])
    return tuple(_shape(message, texts) for message in shown)


def _texts_of_files(session: Session, parts: list[ShownPart]) -> dict[str, str]:
    """The text of the files that are text themselves and that nothing was taken out of: a rep has to see them."""
    likely = [
        part.part.part_id
        for part in parts
        if part.size
        and part.size <= LONGEST_TEXT_FILE
        and not part.part.text
        and kind_of(part.head) is None
        and may_be_text(part.head)
    ]
    read = {part_id: text_of_file(content) for part_id, content in messages.files(session, likely).items()}
    return {part_id: text for part_id, text in read.items() if text}


def _shape(shown: ShownMessage, texts: dict[str, str]) -> Message:
    names = {part.part.part_id: part.part.filename for part in shown.parts}
    return Message(
        **item(shown.listed).model_dump(),
        size=shown.size,
        sha256=shown.sha256,
        run_id=shown.run_id,
        has_html=has_page(shown.wire),
        parts=tuple(
            _part(part, part.part.text or texts.get(part.part.part_id, ""), names) for part in _in_order(shown.parts)
        ),
    )


def _in_order(parts: tuple[ShownPart, ...]) -> list[ShownPart]:
    """The parts as they came, what a file hides right behind it."""
    places = {part.part.part_id: part.number for part in parts}
    return sorted(parts, key=lambda part: places.get(file_that_hides(part.part.part_id) or "", part.number))


def _part(shown: ShownPart, text: str, names: dict[str, str | None]) -> MessagePart:
    part = shown.part
    return MessagePart(
        part_id=part.part_id,
        number=shown.number,
        kind=part.kind,
        text=text,
        extractor=part.extractor,
        filename=part.filename or names.get(file_that_hides(part.part_id) or ""),
        media_type=part.media_type,
        size=shown.size,
        unreadable=part.unreadable,
        being_read=part.extractor == UNREAD,
        viewer=_viewer(shown, text),
    )


def _viewer(shown: ShownPart, text: str) -> Viewer:
    kind = kind_of(shown.head)
    if kind is not None:
        return Viewer.AUDIO if kind.is_recording else Viewer.PAGES
    if shown.part.text and shown.part.extractor in _GRIDS:
        # What was a column of words only is a text.
        return Viewer.TABLE if "\t" in text else Viewer.TEXT
    if shown.part.text and shown.part.extractor in _EDI:
        return Viewer.EDI
    return Viewer.TEXT if text else Viewer.DOWNLOAD

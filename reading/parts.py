"""A message's parts: the text taken out of it once, by a named version of the extractor, and its files."""

from __future__ import annotations

from dataclasses import dataclass

from domain.errors import InputRejected
from domain.messages import Attachment, Channel, Envelope, Part, PartKind
from reading.mail import LONGEST_PAGE, Automatic, Mail, passages_of, read_mail

LARGEST_MESSAGE = 25 * 1024 * 1024
LONGEST_TEXT = 400_000
TEXT_EXTRACTOR = "text-1"
MAIL_EXTRACTOR = "mail-2"
INVITATION_EXTRACTOR = "calendar-1"
NO_EXTRACTOR = "none"
# The type of a file that came as an EDI message: an interchange, whatever it begins with.
INTERCHANGE_TYPE = "application/edi"
_TOO_LONG = f"The text has more than {LONGEST_TEXT} characters; a rep has to read it."
# A file whose text is taken out before the message is read: that may take seconds, and "received" must not wait for it.
UNREAD = "unread"


def check_size(envelope: Envelope) -> None:
    """Refuse a message that is larger than the desk takes.

    Raises:
        InputRejected: it is; the sentence names both sizes. The channel still has the message.
    """
    size = len(envelope.raw) + sum(len(attachment.content) for attachment in envelope.attachments)
    if size > LARGEST_MESSAGE:
        megabytes = 1_048_576
        limit = LARGEST_MESSAGE // megabytes
        raise InputRejected(f"The message is {size / megabytes:.0f} MB with its files; the desk takes {limit} MB.")
    if size == 0:
        raise InputRejected("The message is empty: there is nothing in it to take.")


def parts_of(envelope: Envelope, message_id: str) -> tuple[tuple[Part, bytes | None], ...]:
    """The parts of a message, each with its own bytes where it is a file. Part ids are the message's id and a number.

    A part that cannot be read says so in ``unreadable``: it is a rep's. A file's text is not taken out here: its part
    is ``UNREAD`` until ``reading.files`` has been at it. A mail inside a mail is text here and now, with its bytes.
    """
    drafts = _Drafts()
    if envelope.subject:
        drafts.text(PartKind.SUBJECT, envelope.subject, TEXT_EXTRACTOR)
    if envelope.channel is Channel.EDI and not envelope.body:
        drafts.file(Attachment(filename="interchange", media_type=INTERCHANGE_TYPE, content=envelope.raw))
    elif envelope.channel is Channel.EMAIL and not envelope.body and envelope.raw:
        _add_wire(drafts, envelope)
    elif envelope.channel is Channel.EMAIL:
        _add_passages(drafts, envelope.body, envelope.subject or "", envelope.recipient, TEXT_EXTRACTOR)
    else:
        drafts.text(PartKind.BODY, envelope.body, TEXT_EXTRACTOR)
    for attachment in envelope.attachments:
        _add_file(drafts, attachment)
    return drafts.numbered(message_id)


@dataclass(frozen=True)
class _Draft:
    kind: PartKind
    text: str
    extractor: str
    file: Attachment | None = None
    unreadable: str | None = None


class _Drafts:
    """The parts as they are found. The same file is kept once."""

    def __init__(self) -> None:
        self._told: list[_Draft] = []
        self._files: list[_Draft] = []

    def text(self, kind: PartKind, words: str, extractor: str, file: Attachment | None = None) -> None:
        """A text, cut where it is too long. One that says nothing is no part, unless it is a file's."""
        clean = words.replace("\0", "")
        unreadable = _TOO_LONG if len(clean) > LONGEST_TEXT else None
        if clean.strip() or file is not None:
            self._told.append(_Draft(kind, clean[:LONGEST_TEXT], extractor, file, unreadable))

    def file(self, file: Attachment, extractor: str = UNREAD, text: str = "", unreadable: str | None = None) -> None:
        """A file, with what is known of it already."""
        if not file.content or all(draft.file and draft.file.content != file.content for draft in self._files):
            self._files.append(_Draft(PartKind.ATTACHMENT, text, extractor, file, unreadable))

    def numbered(self, message_id: str) -> tuple[tuple[Part, bytes | None], ...]:
        """The texts and then the files, as parts with ids."""
        return tuple(
            (
                Part(
                    part_id=f"{message_id}.{position}",
                    kind=draft.kind,
                    text=draft.text,
                    extractor=draft.extractor,
                    filename=draft.file.filename if draft.file else None,
                    media_type=draft.file.media_type if draft.file else None,
                    unreadable=draft.unreadable,
                ),
                draft.file.content if draft.file else None,
            )
            for position, draft in enumerate([*self._told, *self._files])
        )


def _add_wire(drafts: _Drafts, envelope: Envelope) -> None:
    try:
        mail = read_mail(envelope.raw)
    except InputRejected as rejected:
        file = Attachment(filename="message.eml", media_type="message/rfc822", content=envelope.raw)
        drafts.file(file, NO_EXTRACTOR, unreadable=rejected.sentence)
        return
    subject, recipient = envelope.subject or mail.subject, envelope.recipient or mail.recipient
    _add_passages(drafts, mail.text, subject, recipient, MAIL_EXTRACTOR)
    _add_rest(drafts, mail, PartKind.QUOTED if mail.automatic is Automatic.BOUNCE else PartKind.FORWARDED)
    drafts.text(PartKind.HEADERS, mail.origin, MAIL_EXTRACTOR)
    if mail.automatic is not None:
        drafts.text(PartKind.AUTOMATIC, f"{mail.automatic.value}: {mail.subject}".rstrip(": "), MAIL_EXTRACTOR)


def _add_passages(drafts: _Drafts, text: str, subject: str, recipient: str, extractor: str) -> None:
    if len(text) > LONGEST_TEXT:
        # Whose words they are is a question for whoever reads it all.
        drafts.text(PartKind.BODY, text, extractor)
        return
    passages = passages_of(text, subject, recipient)
    drafts.text(PartKind.BODY, passages.new, extractor)
    for passage in passages.earlier:
        drafts.text(passage.kind, passage.text, extractor)


def _add_rest(drafts: _Drafts, mail: Mail, enclosed_as: PartKind) -> None:
    """All of a mail but its text: what it hides, the mails inside it, its invitations and its files."""
    drafts.text(PartKind.HIDDEN, mail.hidden, MAIL_EXTRACTOR)
    for file, inner in mail.enclosed:
        _add_enclosed(drafts, file, inner, enclosed_as)
    for invitation in mail.invitations:
        drafts.file(invitation.file, INVITATION_EXTRACTOR, invitation.text)
    for file in mail.differing:
        sentence = "The mail's page says other than its plain text; a rep has to compare them."
        drafts.file(file, NO_EXTRACTOR, unreadable=sentence)
    for file in mail.oversized:
        sentence = f"The mail's page has more than {LONGEST_PAGE} characters; a rep has to read it."
        drafts.file(file, NO_EXTRACTOR, unreadable=sentence)
    for file in mail.attachments:
        _add_file(drafts, file)


def _add_enclosed(drafts: _Drafts, file: Attachment, inner: Mail, kind: PartKind) -> None:
    """A mail inside a mail, under a heading of its own headers as an inline forward has it."""
    passages = passages_of(inner.text[: LONGEST_TEXT + 1], inner.subject)
    drafts.text(kind, f"{inner.heading}\n\n{passages.new}", MAIL_EXTRACTOR, file)
    for passage in passages.earlier:
        drafts.text(passage.kind, passage.text, MAIL_EXTRACTOR)
    _add_rest(drafts, inner, kind)


def _add_file(drafts: _Drafts, file: Attachment) -> None:
    if file.media_type == "message/rfc822" or file.filename.lower().endswith(".eml"):
        try:
            _add_enclosed(drafts, file, read_mail(file.content), PartKind.FORWARDED)
        except InputRejected as rejected:
            drafts.file(file, NO_EXTRACTOR, unreadable=f"{file.filename}: {rejected.sentence}")
        return
    drafts.file(file)

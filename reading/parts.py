"""A message's parts: the text taken out of it once, by a named version of the extractor, and its files."""

from __future__ import annotations

from pathlib import PurePosixPath

from domain.errors import InputRejected
from domain.messages import Attachment, Channel, Envelope, Part, PartKind
from reading.mail import read_mail, split_quoted

LARGEST_MESSAGE = 25 * 1024 * 1024
LONGEST_TEXT = 400_000
TEXT_EXTRACTOR = "text-1"
MAIL_EXTRACTOR = "mail-1"
NO_EXTRACTOR = "none"

# What each kind of file is called when a rep is told that the desk left it to them.
_FILE_KINDS = {
    ".pdf": "PDF documents",
    ".png": "photos",
    ".jpg": "photos",
    ".jpeg": "photos",
    ".heic": "photos",
    ".tif": "photos",
    ".xlsx": "spreadsheets",
    ".xls": "spreadsheets",
    ".ods": "spreadsheets",
    ".csv": "spreadsheets",
    ".doc": "Word documents",
    ".docx": "Word documents",
    ".eml": "attached mails",
    ".wav": "recordings",
    ".mp3": "recordings",
    ".m4a": "recordings",
    ".zip": "archives",
}


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

    A part that cannot be read, or that this version does not read yet, says so in ``unreadable``: it is a rep's.
    """
    drafts: list[tuple[PartKind, str, str, Attachment | None, str | None]] = []

    def text(kind: PartKind, words: str, extractor: str) -> None:
        clean = words.replace("\0", "")
        too_long = f"The text has more than {LONGEST_TEXT} characters; a rep has to read it."
        if clean.strip():
            drafts.append(
                (kind, clean[:LONGEST_TEXT], extractor, None, too_long if len(clean) > LONGEST_TEXT else None)
            )

    attachments = list(envelope.attachments)
    if envelope.subject:
        text(PartKind.SUBJECT, envelope.subject, TEXT_EXTRACTOR)
    if envelope.channel is Channel.EDI and not envelope.body:
        file = Attachment(filename="interchange", media_type="application/edi", content=envelope.raw)
        drafts.append(
            (PartKind.ATTACHMENT, "", NO_EXTRACTOR, file, "EDI documents are not read yet; a rep has to enter it.")
        )
    elif envelope.channel is Channel.EMAIL and not envelope.body and envelope.raw:
        try:
            mail = read_mail(envelope.raw)
        except InputRejected as rejected:
            file = Attachment(filename="message.eml", media_type="message/rfc822", content=envelope.raw)
            drafts.append((PartKind.ATTACHMENT, "", NO_EXTRACTOR, file, rejected.sentence))
        else:
            new, quoted = split_quoted(mail.text)
            text(PartKind.BODY, new, MAIL_EXTRACTOR)
            text(PartKind.QUOTED, quoted, MAIL_EXTRACTOR)
            text(PartKind.HIDDEN, mail.hidden, MAIL_EXTRACTOR)
            if mail.automatic:
                text(PartKind.AUTOMATIC, mail.subject or "automatic", MAIL_EXTRACTOR)
            known = {attachment.content for attachment in attachments}
            attachments.extend(a for a in mail.attachments if a.content not in known)
    else:
        new, quoted = split_quoted(envelope.body) if envelope.channel is Channel.EMAIL else (envelope.body, "")
        text(PartKind.BODY, new, TEXT_EXTRACTOR)
        text(PartKind.QUOTED, quoted, TEXT_EXTRACTOR)
    drafts.extend((PartKind.ATTACHMENT, "", NO_EXTRACTOR, a, _left_to_a_rep(a)) for a in attachments)
    return tuple(
        (
            Part(
                part_id=f"{message_id}.{position}",
                kind=kind,
                text=words,
                extractor=extractor,
                filename=file.filename if file else None,
                media_type=file.media_type if file else None,
                unreadable=unreadable,
            ),
            file.content if file else None,
        )
        for position, (kind, words, extractor, file, unreadable) in enumerate(drafts)
    )


def _left_to_a_rep(attachment: Attachment) -> str:
    kind = _FILE_KINDS.get(PurePosixPath(attachment.filename.lower()).suffix, "files of this kind")
    if not attachment.content:
        return f"{attachment.filename} is empty."
    return f"{attachment.filename}: {kind} are not read yet; a rep has to read it."

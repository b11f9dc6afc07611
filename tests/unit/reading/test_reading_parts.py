"""Parts: the text of a message taken out once, and every file that was not read named with the reason."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from domain.errors import InputRejected
from domain.messages import Attachment, Channel, Envelope, Part, PartKind
from reading.parts import LARGEST_MESSAGE, LONGEST_TEXT, check_size, parts_of


def envelope(
    channel: Channel = Channel.EMAIL,
    body: str = "",
    raw: bytes = b"raw",
    subject: str | None = None,
    attachments: tuple[Attachment, ...] = (),
) -> Envelope:
    return Envelope(
        channel=channel,
        sender="chef@bluedoor.example",
        recipient="orders@harbor.example",
        subject=subject,
        sent_at=datetime(2026, 3, 2, 6, 41, tzinfo=UTC),
        raw=raw,
        body=body,
        attachments=attachments,
    )


def file(name: str, content: bytes = b"x", media_type: str = "application/octet-stream") -> Attachment:
    return Attachment(filename=name, media_type=media_type, content=content)


def told(message: Envelope) -> list[Part]:
    return [part for part, _ in parts_of(message, "m-1")]


def kinds(message: Envelope) -> list[tuple[PartKind, str]]:
    return [(part.kind, part.text) for part in told(message)]


class TestTheTextOfAMessage:
    def test_is_its_subject_and_body_by_a_named_extractor_and_numbered(self) -> None:
        parts = told(envelope(subject="order", body="2 cs romas"))
        assert [(part.part_id, part.kind, part.text, part.extractor) for part in parts] == [
            ("m-1.0", PartKind.SUBJECT, "order", "text-1"),
            ("m-1.1", PartKind.BODY, "2 cs romas", "text-1"),
        ]

    def test_of_a_mail_without_a_body_of_its_own_comes_from_the_wire(self) -> None:
        raw = (
            b"From: a@b.example\r\nContent-Type: text/html\r\n\r\n"
            b"<p>2 cs romas</p><p style='display:none'>9 cs caviar</p><p>On Monday Harbor wrote:</p><p>&gt; ok</p>"
        )
        assert [(part.kind, part.extractor) for part in told(envelope(raw=raw))] == [
            (PartKind.BODY, "mail-1"),
            (PartKind.QUOTED, "mail-1"),
            (PartKind.HIDDEN, "mail-1"),
        ]
        assert told(envelope(raw=raw))[2].text == "9 cs caviar"

    def test_quoted_below_it_is_a_part_of_its_own_in_a_mail(self) -> None:
        body = "2 cs romas\n\nOn Monday Harbor wrote:\n> ok"
        assert kinds(envelope(body=body)) == [
            (PartKind.BODY, "2 cs romas"),
            (PartKind.QUOTED, "On Monday Harbor wrote:\n> ok"),
        ]

    def test_is_never_parted_on_other_channels(self) -> None:
        body = "2 cs romas\n> 9 cs caviar"
        assert kinds(envelope(Channel.SMS, body)) == [(PartKind.BODY, body)]

    def test_that_a_machine_sent_says_so(self) -> None:
        raw = b"From: a@b.example\r\nSubject: away\r\nAuto-Submitted: auto-replied\r\n\r\nI am away."
        assert (PartKind.AUTOMATIC, "away") in kinds(envelope(raw=raw))

    def test_has_no_nul_in_it(self) -> None:
        assert kinds(envelope(Channel.SMS, "2 cs\0 romas\0")) == [(PartKind.BODY, "2 cs romas")]
        assert kinds(envelope(raw=b"From: a@b.example\r\n\r\n2 cs ro\0mas")) == [(PartKind.BODY, "2 cs romas")]

    @pytest.mark.parametrize("blank", ["", "  \n ", "\0"])
    def test_that_is_blank_is_no_part(self, blank: str) -> None:
        assert kinds(envelope(Channel.SMS, blank, subject=blank or None)) == []

    def test_too_long_to_read_is_cut_and_left_to_a_rep(self) -> None:
        [part] = told(envelope(Channel.SMS, "x" * (LONGEST_TEXT + 1)))
        assert len(part.text) == LONGEST_TEXT
        assert part.unreadable == f"The text has more than {LONGEST_TEXT} characters; a rep has to read it."
        [part] = told(envelope(Channel.SMS, "x" * LONGEST_TEXT))
        assert part.unreadable is None


class TestAFile:
    @pytest.mark.parametrize(
        ("name", "kind"),
        [
            ("order.pdf", "PDF documents"),
            ("IMG_1.JPG", "photos"),
            ("order.xlsx", "spreadsheets"),
            ("order.docx", "Word documents"),
            ("note.m4a", "recordings"),
            ("all.zip", "archives"),
            ("order.xyz", "files of this kind"),
            ("order", "files of this kind"),
            ("", "files of this kind"),
        ],
    )
    def test_that_is_not_read_yet_is_named_with_the_reason(self, name: str, kind: str) -> None:
        [part] = told(envelope(Channel.SMS, attachments=(file(name),)))
        assert part.kind is PartKind.ATTACHMENT
        assert part.text == ""
        assert part.unreadable == f"{name}: {kind} are not read yet; a rep has to read it."

    def test_that_is_empty_says_that(self) -> None:
        [part] = told(envelope(Channel.SMS, attachments=(file("order.pdf", b""),)))
        assert part.unreadable == "order.pdf is empty."

    def test_keeps_its_name_its_type_and_its_bytes_and_a_text_has_none(self) -> None:
        photo = file("note.png", b"\x89PNG", "image/png")
        [(body, no_bytes), (part, content)] = parts_of(envelope(Channel.SMS, "see", attachments=(photo,)), "m-1")
        assert (part.filename, part.media_type, content) == ("note.png", "image/png", b"\x89PNG")
        assert (body.filename, body.media_type, no_bytes) == (None, None, None)

    def test_inside_a_mail_is_a_part_and_only_once(self) -> None:
        raw = (
            b"From: a@b.example\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nsee\r\n"
            b"--x\r\nContent-Type: text/csv; name=order.csv\r\n\r\na,1\r\n--x--\r\n"
        )
        assert [part.filename for part in told(envelope(raw=raw))] == [None, "order.csv"]
        known = (file("order.csv", b"a,1"),)
        assert [part.filename for part in told(envelope(raw=raw, attachments=known))] == [None, "order.csv"]


class TestWhatCannotBeRead:
    def test_an_edi_interchange_is_left_to_a_rep_with_its_bytes(self) -> None:
        [(part, content)] = parts_of(envelope(Channel.EDI, raw=b"ISA*00*"), "m-1")
        assert part.unreadable == "EDI documents are not read yet; a rep has to enter it."
        assert content == b"ISA*00*"

    def test_a_mail_that_is_none_is_left_to_a_rep_with_its_bytes(self) -> None:
        [(part, content)] = parts_of(envelope(raw=b"\r\n2 cs romas"), "m-1")
        assert part.unreadable == "This is not a mail: it has no headers."
        assert (part.filename, content) == ("message.eml", b"\r\n2 cs romas")


class TestTheSize:
    def test_of_a_message_with_nothing_in_it_is_refused(self) -> None:
        with pytest.raises(InputRejected, match="empty"):
            check_size(envelope(raw=b""))

    def test_counts_the_files_and_is_refused_with_both_numbers(self) -> None:
        with pytest.raises(InputRejected, match="is 30 MB with its files; the desk takes 25 MB"):
            check_size(envelope(raw=b"x", attachments=(file("big", bytes(30 * 1024 * 1024)),)))

    def test_may_be_just_the_limit(self) -> None:
        check_size(envelope(raw=b"x", attachments=(file("big", bytes(LARGEST_MESSAGE - 1)),)))

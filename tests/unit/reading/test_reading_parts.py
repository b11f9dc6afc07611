"""Parts: the text of a message taken out once, and every file that was not read named with the reason."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from domain.errors import InputRejected
from domain.messages import Attachment, Channel, Envelope, Part, PartKind
from reading.mail import LONGEST_PAGE, blank_heading, forwarded_sender
from reading.parts import LARGEST_MESSAGE, LONGEST_TEXT, UNREAD, check_size, parts_of


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
            (PartKind.BODY, "mail-2"),
            (PartKind.QUOTED, "mail-2"),
            (PartKind.HIDDEN, "mail-2"),
        ]
        assert told(envelope(raw=raw))[2].text == "9 cs caviar"

    def test_quoted_below_it_is_a_part_of_its_own_in_a_mail(self) -> None:
        body = "2 cs romas\n\nOn Monday Harbor wrote:\n> ok"
        assert kinds(envelope(body=body)) == [
            (PartKind.BODY, "2 cs romas"),
            (PartKind.QUOTED, "On Monday Harbor wrote:\nok"),
        ]

    def test_is_never_parted_on_other_channels(self) -> None:
        body = "2 cs romas\n> 9 cs caviar"
        assert kinds(envelope(Channel.SMS, body)) == [(PartKind.BODY, body)]

    def test_that_a_machine_sent_says_so(self) -> None:
        raw = b"From: a@b.example\r\nSubject: away\r\nAuto-Submitted: auto-replied\r\n\r\nI am away."
        assert (PartKind.AUTOMATIC, "automatic reply: away") in kinds(envelope(raw=raw))

    def test_tells_who_sent_it_where_its_headers_do(self) -> None:
        raw = b"From: Ines <a@b.example>\r\nReply-To: x@elsewhere.example\r\n\r\n2 cs"
        assert (PartKind.HEADERS, "From: Ines <a@b.example>\nReply-To: x@elsewhere.example") in kinds(envelope(raw=raw))

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
    def test_waits_to_be_read(self) -> None:
        [part] = told(envelope(Channel.SMS, attachments=(file("order.pdf"),)))
        assert (part.kind, part.text, part.extractor) == (PartKind.ATTACHMENT, "", UNREAD)
        assert part.unreadable is None

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

    def test_of_an_interchange_is_the_whole_of_it(self) -> None:
        [(part, content)] = parts_of(envelope(Channel.EDI, raw=b"ISA*00*"), "m-1")
        assert (part.kind, part.extractor, content) == (PartKind.ATTACHMENT, UNREAD, b"ISA*00*")

    def test_that_is_empty_is_kept_beside_another_empty_one(self) -> None:
        both = (file("a.pdf", b""), file("b.pdf", b""))
        assert [part.filename for part in told(envelope(Channel.SMS, attachments=both))] == ["a.pdf", "b.pdf"]


FORWARDED_MAIL = (
    b"From: Jo Park <jo@bluedoor.example>\r\nTo: ines@bluedoor.example\r\nSubject: need\r\n"
    b"Date: Mon, 2 Mar 2026 06:41:02 -0500\r\nContent-Type: multipart/mixed; boundary=y\r\n\r\n"
    b"--y\r\n\r\n2 cs romas\r\n\r\nOn Monday Ines wrote:\r\n> what?\r\n"
    b"--y\r\nContent-Type: text/csv; name=order.csv\r\n\r\na,1\r\n--y--\r\n"
)
AROUND = b"From: a@b.example\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nsee attached\r\n--x\r\n"


class TestAMailInsideAMail:
    def test_is_passed_on_with_its_heading_and_its_files(self) -> None:
        raw = AROUND + b"Content-Type: message/rfc822\r\n\r\n" + FORWARDED_MAIL + b"\r\n--x--\r\n"
        found = parts_of(envelope(raw=raw), "m-1")
        assert [(part.kind, part.filename) for part, _ in found] == [
            (PartKind.BODY, None),
            (PartKind.FORWARDED, "part-2"),
            (PartKind.QUOTED, None),
            (PartKind.ATTACHMENT, "order.csv"),
        ]
        forwarded, content = found[1]
        assert blank_heading(forwarded.text).strip() == "2 cs romas"
        assert forwarded_sender(forwarded.text) == "jo@bluedoor.example"
        assert content is not None
        assert b"2 cs romas" in content

    def test_may_be_a_file_beside_any_message(self) -> None:
        parts = told(envelope(Channel.SMS, "see", attachments=(file("order.eml", FORWARDED_MAIL),)))
        assert [part.kind for part in parts] == [
            PartKind.BODY,
            PartKind.FORWARDED,
            PartKind.QUOTED,
            PartKind.ATTACHMENT,
        ]

    def test_that_comes_back_is_quoted(self) -> None:
        report = AROUND.replace(b"mixed", b"report") + b"Content-Type: message/rfc822\r\n\r\n" + FORWARDED_MAIL
        parts = told(envelope(raw=report))
        assert PartKind.FORWARDED not in {part.kind for part in parts}
        assert (PartKind.AUTOMATIC, "bounce") in [(part.kind, part.text) for part in parts]

    def test_that_is_none_is_left_to_a_rep(self) -> None:
        [part] = told(envelope(Channel.SMS, attachments=(file("order.eml", b"\r\nx"),)))
        assert part.unreadable == "order.eml: This is not a mail: it has no headers."


class TestWhatCannotBeRead:
    def test_a_page_that_says_other_than_the_text_is_left_to_a_rep(self) -> None:
        raw = AROUND.replace(b"mixed", b"alternative").replace(b"see attached", b"2 cs romas, 1 lime")
        raw += b"Content-Type: text/html\r\n\r\n<p>2 cs romas, 7 limes\r\n--x--\r\n"
        body, page = told(envelope(raw=raw))
        assert (body.text.strip(), page.kind) == ("2 cs romas, 1 lime", PartKind.ATTACHMENT)
        assert page.unreadable == "The mail's page says other than its plain text; a rep has to compare them."

    def test_a_page_too_long_to_read_is_left_to_a_rep(self) -> None:
        raw = b"From: a@b.example\r\nContent-Type: text/html\r\n\r\n<p>2 cs romas" + b" " * LONGEST_PAGE
        [page] = told(envelope(raw=raw))
        assert page.unreadable == f"The mail's page has more than {LONGEST_PAGE} characters; a rep has to read it."

    def test_an_invitation_is_told_and_waits_for_nobody(self) -> None:
        raw = AROUND + b"Content-Type: text/calendar\r\n\r\nBEGIN:VEVENT\r\nSUMMARY:Tasting\r\n--x--\r\n"
        _, part = told(envelope(raw=raw))
        assert (part.kind, part.text, part.extractor) == (PartKind.ATTACHMENT, "Tasting", "calendar-1")
        assert part.unreadable is None

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

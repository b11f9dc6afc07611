"""Mail: its text, what is quoted under it, its files; and whatever comes over the wire, no wanted line is lost."""

from __future__ import annotations

import io
from base64 import b64encode
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from email.message import EmailMessage

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from domain.errors import InputRejected
from reading.mail import MOST_NESTED, MOST_PARTS, Automatic, Mail, looks_automatic, read_mail
from tests.unit.reading.reading_said import naughty_strings

HEADERS = b"From: chef@bluedoor.example\r\nTo: orders@harbor.example\r\nSubject: order\r\n"
MEETING = (
    b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY;LANGUAGE=en:Tasting\\, spring menu\r\nDTSTART:20260306T140000Z\r\n"
    b"DESCRIPTION:Please come\\nto the \r\n dock\r\nLOCATION:Dock 3\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
MULTIPART = b"Content-Type: multipart/mixed; boundary=edge\r\n\r\n"


def plain(body: bytes, charset: str | None = None) -> Mail:
    stated = f"; charset={charset}".encode() if charset else b""
    return read_mail(HEADERS + b"Content-Type: text/plain" + stated + b"\r\n\r\n" + body)


def parts(*pieces: bytes, kind: str = "mixed", ended: bool = True) -> Mail:
    """A mail of several parts, each piece with its own headers, put together by hand."""
    body = b"".join(b"--edge\r\n" + piece + b"\r\n" for piece in pieces) + (b"--edge--\r\n" if ended else b"")
    return read_mail(HEADERS + MULTIPART.replace(b"mixed", kind.encode()) + body)


def text_part(words: str) -> bytes:
    return b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + words.encode()


def picture_part(width: int, height: int) -> bytes:
    content = io.BytesIO()
    Image.new("L", (width, height)).save(content, "PNG")
    return b"Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\n" + b64encode(content.getvalue())


def page_part(markup: str) -> bytes:
    return b"Content-Type: text/html; charset=utf-8\r\n\r\n" + markup.encode()


class TestTheHeaders:
    def test_say_who_wrote_when_and_what_about(self) -> None:
        mail = read_mail(
            b"From: Ines <Chef@BlueDoor.example>\r\nTo: Orders <orders@harbor.example>, x@y.example\r\n"
            b"Subject: =?utf-8?q?2_cs_jalape=C3=B1os?=\r\n for friday\r\nDate: Mon, 2 Mar 2026 06:41:02 -0500\r\n"
            b"Message-ID: <m3@bluedoor.example>\r\nIn-Reply-To: <m2@harbor.example>\r\n"
            b"References: <m0@bluedoor.example> <m1@harbor.example> <m2@harbor.example>\r\n\r\nhi\r\n"
        )
        assert mail.sender == "chef@bluedoor.example"
        assert mail.recipient == "orders@harbor.example"
        assert mail.subject == "2 cs jalapeños for friday"
        assert mail.sent_at == datetime(2026, 3, 2, 6, 41, 2, tzinfo=timezone(timedelta(hours=-5)))
        assert mail.message_id == "<m3@bluedoor.example>"
        assert mail.in_reply_to == ("<m2@harbor.example>", "<m1@harbor.example>", "<m0@bluedoor.example>")

    def test_may_be_missing(self) -> None:
        mail = read_mail(b"X-Any: header\r\n\r\n2 cs romas\r\n")
        assert (mail.sender, mail.recipient, mail.subject) == ("", "", "")
        assert (mail.sent_at, mail.message_id, mail.in_reply_to) == (None, None, ())
        assert mail.text.strip() == "2 cs romas"

    def test_without_a_zone_mean_utc(self) -> None:
        assert read_mail(b"Date: Mon, 2 Mar 2026 06:41:02 -0000\r\n\r\n").sent_at == datetime(
            2026, 3, 2, 6, 41, 2, tzinfo=UTC
        )

    @pytest.mark.parametrize("day", [b"yesterday", b"Mon, 2 Mar 99999 09:00 +0000", b"32 Mar 2026 25:00", b"\xff"])
    def test_with_no_date_that_can_be_leave_it_open(self, day: bytes) -> None:
        assert read_mail(b"Date: " + day + b"\r\n\r\n").sent_at is None

    @pytest.mark.parametrize("raw", [b"", b"\r\n", b"2 cs romas", b"\r\n2 cs romas\r\n"])
    def test_must_be_there_at_all(self, raw: bytes) -> None:
        with pytest.raises(InputRejected, match="no headers"):
            read_mail(raw)


class TestTheText:
    def test_is_the_plain_one_where_there_are_two(self) -> None:
        mail = parts(text_part("2 cs romas"), page_part("<p>2 cs <b>romas</b></p>Shown"), kind="alternative")
        assert mail.text.strip() == "2 cs romas"
        assert mail.attachments == ()

    @pytest.mark.parametrize("blank", ["", " \r\n\r\n "])
    def test_is_the_page_where_the_plain_one_is_missing_or_empty(self, blank: str) -> None:
        assert parts(text_part(blank), page_part("<p>2 cs romas</p>"), kind="alternative").text == "2 cs romas"
        assert parts(page_part("<p>2 cs romas</p>")).text == "2 cs romas"

    def test_is_all_plain_texts_one_below_the_other(self) -> None:
        assert parts(text_part("2 cs romas"), text_part("1 bag onions")).text.split("\n") == [
            "2 cs romas",
            "1 bag onions",
        ]

    @pytest.mark.parametrize("kind", ["mixed", "related"])
    def test_of_a_page_beside_other_words_stands_beside_them(self, kind: str) -> None:
        mail = parts(page_part("<p>2 cs romas</p>"), text_part("This list is run by Harbor"), kind=kind)
        assert mail.text.split("\n") == ["This list is run by Harbor", "2 cs romas"]

    @pytest.mark.parametrize("kind", ["mixed", "alternative"])
    def test_of_a_page_that_says_another_number_is_for_a_person(self, kind: str) -> None:
        mail = parts(text_part("2 cs romas, 1 lime"), page_part("<p>2 cs romas, 7 limes</p>"), kind=kind)
        assert mail.text == "2 cs romas, 1 lime"
        assert [b"7 limes" in file.content for file in mail.differing] == [True]

    def test_is_the_page_where_the_plain_one_is_a_stub(self) -> None:
        stub = text_part("Your mail program cannot show this message.")
        assert parts(stub, page_part("<p>2 cs romas</p>"), kind="alternative").text == "2 cs romas"
        assert parts(text_part("2 cs"), page_part("<p>2 cs romas</p><p>9 limes</p>"), kind="alternative").text == (
            "2 cs romas\n\n9 limes"
        )

    def test_of_a_page_below_an_empty_alternative_is_not_lost_either(self) -> None:
        inner = b"Content-Type: multipart/alternative; boundary=in\r\n\r\n--in\r\n" + text_part(" ")
        inner += b"\r\n--in\r\n" + page_part("<p>2 cs romas</p>") + b"\r\n--in--\r\n"
        mail = parts(inner, text_part("This list is run by Harbor"))
        assert "2 cs romas" in mail.text

    def test_of_a_page_beside_the_same_words_is_told_once(self) -> None:
        mail = parts(text_part("2 cs romas"), page_part("<p>2 cs romas</p>"))
        assert mail.text == "2 cs romas"
        assert mail.attachments == ()

    def test_that_a_page_hides_is_kept_apart_even_beside_a_plain_one(self) -> None:
        mail = parts(
            text_part("2 cs romas"),
            page_part("<p>2 cs romas</p><p style='display:none'>9 cs caviar</p>"),
            kind="alternative",
        )
        assert mail.text == "2 cs romas"
        assert mail.hidden == "9 cs caviar"

    def test_has_plain_line_ends(self) -> None:
        assert plain(b"2 cs romas\r\n1 bag onions").text == "2 cs romas\n1 bag onions"


class TestTheCharset:
    @pytest.mark.parametrize(
        ("charset", "body"),
        [
            ("utf-8", "jalapeños".encode()),
            ("iso-8859-1", "jalapeños".encode("latin-1")),
            ("windows-1252", "jalapeños".encode("cp1252")),
            (None, "jalapeños".encode()),
            (None, "jalapeños".encode("utf-8-sig")),
            ("utf-8", "jalapeños".encode("utf-16")),
            ("iso-8859-1", "jalapeños".encode()),
            ("punycode", "jalapeños".encode()),
            (None, "jalapeños".encode("cp1252")),
            ("utf-8", "jalapeños".encode("cp1252")),
            ("us-ascii", "jalapeños".encode()),
            ("x-no-such", "jalapeños".encode()),
            ("undefined", "jalapeños".encode()),
            ("rot13", "jalapeños".encode()),
            ("\0", "jalapeños".encode()),
            ('""', "jalapeños".encode()),
        ],
    )
    def test_may_be_stated_missing_wrong_or_none_at_all(self, charset: str | None, body: bytes) -> None:
        assert plain(body, charset).text == "jalapeños"

    def test_that_is_not_stated_may_be_that_of_windows(self) -> None:
        assert plain("6” plates – 2 cs".encode("cp1252")).text == "6” plates – 2 cs"

    def test_never_fails_on_a_byte_that_no_charset_has(self) -> None:
        assert plain(b"2 cs jalape\xf1os \x81").text.startswith("2 cs jalapeños")

    @pytest.mark.parametrize(
        ("charset", "body"), [("utf-7", b"2 cs +2AA- romas"), ("unicode_escape", b"2 cs \\ud800 romas")]
    )
    def test_that_yields_half_a_character_yields_a_mark_that_can_be_stored(self, charset: str, body: bytes) -> None:
        assert plain(body, charset).text == "2 cs \ufffd romas"

    @pytest.mark.parametrize(
        ("encoding", "body"),
        [
            (b"base64", b"MiBjcyByb21hcw=="),
            (b"base64", b"MiBjcyByb21hcw"),
            (b"base64", b"2 cs romas, no base64 at all"),
            (b"quoted-printable", b"2 cs =72omas"),
            (b"8bit", b"2 cs romas"),
            (b"x-none", b"2 cs romas"),
        ],
    )
    def test_stands_above_an_encoding_that_may_be_broken_too(self, encoding: bytes, body: bytes) -> None:
        mail = read_mail(HEADERS + b"Content-Transfer-Encoding: " + encoding + b"\r\n\r\n" + body)
        assert mail.text.startswith("2 cs romas")


class TestBrokenStructure:
    def test_without_an_end_is_read_as_far_as_it_goes(self) -> None:
        assert parts(text_part("2 cs romas"), ended=False).text.strip() == "2 cs romas"

    @pytest.mark.parametrize(
        "stated", ["multipart/mixed", "multipart/mixed; boundary=other", 'multipart/mixed; boundary=""']
    )
    def test_without_its_edges_is_read_as_a_text(self, stated: str) -> None:
        mail = read_mail(HEADERS + f"Content-Type: {stated}\r\n\r\n".encode() + b"2 cs romas\r\n")
        assert mail.text.strip() == "2 cs romas"
        assert mail.defects

    def test_with_other_edges_than_it_states_is_read_by_those_that_it_has(self) -> None:
        stated = HEADERS + b"Content-Type: multipart/mixed; boundary=other\r\n\r\n"
        pieces = text_part("2 cs romas"), b"Content-Type: text/csv; name=order.csv\r\n\r\na,1"
        mail = read_mail(stated + b"".join(b"--edge\r\n" + piece + b"\r\n" for piece in pieces) + b"--edge--\r\n")
        assert mail.text.strip() == "2 cs romas"
        assert [(file.filename, file.content) for file in mail.attachments] == [("order.csv", b"a,1")]

    @pytest.mark.parametrize(
        "header",
        [b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n", b"Content-Type: message/rfc822\r\n\r\n"],
    )
    def test_nested_without_end_is_refused_in_a_sentence(self, header: bytes) -> None:
        deep = b"".join(header.replace(b"%d", str(level).encode()) for level in range(1100))
        with pytest.raises(InputRejected, match="structure cannot be read"):
            read_mail(HEADERS + deep + b"\r\n2 cs romas")

    def test_of_as_many_parts_as_may_be_is_read_and_of_one_more_is_refused(self) -> None:
        assert parts(*[text_part("x")] * MOST_PARTS).text.count("x") == MOST_PARTS == 200
        with pytest.raises(InputRejected, match="more than 200 parts"):
            parts(*[text_part("x")] * (MOST_PARTS + 1))

    def test_in_a_file_name_is_refused_in_a_sentence_or_read(self) -> None:
        with pytest.raises(InputRejected, match="structure cannot be read"):
            read_mail(HEADERS + b"Content-Disposition: attachment; filename*=utf-7''%2B2AA-.pdf\r\n\r\n")


class TestAttachments:
    def test_keep_their_name_type_and_bytes(self) -> None:
        message = EmailMessage()
        message["From"] = "chef@bluedoor.example"
        message.set_content("see attached")
        message.add_attachment(
            b"%PDF-1.7 \x00\xff", maintype="application", subtype="pdf", filename="Bestellung März.pdf"
        )
        message.add_attachment("9 cs caviar", filename="order.txt")
        message.add_attachment("<p>9 cs caviar</p>", subtype="html", filename="order.html")
        mail = read_mail(message.as_bytes())
        assert mail.text.strip() == "see attached"
        assert [(file.filename, file.media_type) for file in mail.attachments] == [
            ("Bestellung März.pdf", "application/pdf"),
            ("order.txt", "text/plain"),
            ("order.html", "text/html"),
        ]
        assert mail.attachments[0].content == b"%PDF-1.7 \x00\xff"

    def test_without_a_name_are_called_by_their_place(self) -> None:
        mail = parts(text_part("see"), b"Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBOR+==")
        assert [file.filename for file in mail.attachments] == ["part-2"]

    def test_of_text_without_a_name_are_files_where_the_mail_says_so(self) -> None:
        mail = parts(text_part("see"), b"Content-Disposition: attachment\r\n" + text_part("9 cs caviar"))
        assert mail.text.strip() == "see"
        assert [file.content for file in mail.attachments] == [b"9 cs caviar"]

    def test_of_text_with_a_name_are_files_wherever_it_stands(self) -> None:
        mail = parts(text_part("see"), b"Content-Type: text/plain; name=order.txt\r\n\r\n9 cs caviar")
        assert mail.text.strip() == "see"
        assert [file.filename for file in mail.attachments] == ["order.txt"]

    @pytest.mark.parametrize(
        "kind", [b"Content-Type: message/rfc822", b"Content-Type: application/octet-stream; name=order.eml"]
    )
    def test_may_be_a_whole_mail_that_is_read_with_its_words_as_they_came(self, kind: bytes) -> None:
        inner = b"From: chef@bluedoor.example\r\nSubject: order\r\n\r\n2 cs romas"
        mail = parts(text_part("see below"), kind + b"\r\n\r\n" + inner)
        assert mail.text.strip() == "see below"
        [(file, enclosed)] = mail.enclosed
        assert file.content.split() == inner.split()
        assert (enclosed.sender, enclosed.subject, enclosed.text) == ("chef@bluedoor.example", "order", "2 cs romas")

    def test_may_be_a_mail_that_was_encoded_though_none_may_be(self) -> None:
        inner = b64encode(b"From: chef@bluedoor.example\r\nSubject: order\r\n\r\n2 cs romas")
        kind = b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        assert [enclosed.text for _, enclosed in parts(kind + inner).enclosed] == ["2 cs romas"]

    def test_that_are_mails_inside_mails_are_read_only_so_deep(self) -> None:
        inner = b"From: chef@bluedoor.example\r\n\r\n2 cs romas"
        for _ in range(MOST_NESTED):
            inner = b"From: chef@bluedoor.example\r\nContent-Type: message/rfc822\r\n\r\n" + inner
        mail = read_mail(inner)
        for _ in range(MOST_NESTED - 1):
            [(_, mail)] = mail.enclosed
        assert mail.enclosed == ()
        assert [b"2 cs romas" in file.content for file in mail.attachments] == [True]

    def test_do_not_count_a_seal_but_a_file_that_only_calls_itself_one(self) -> None:
        seal = b"Content-Type: application/pkcs7-signature; name="
        assert parts(text_part("2 cs"), seal + b"smime.p7s\r\n\r\nx").attachments == ()
        assert len(parts(text_part("2 cs"), seal + b"order.pdf\r\n\r\nx").attachments) == 1

    def test_do_not_count_a_picture_too_small_to_show_an_order(self) -> None:
        assert parts(text_part("2 cs"), picture_part(90, 300)).attachments == ()
        assert len(parts(text_part("2 cs"), picture_part(400, 300)).attachments) == 1
        assert (
            len(parts(text_part("2 cs"), b"Content-Disposition: attachment\r\n" + picture_part(9, 9)).attachments) == 1
        )
        assert len(parts(text_part("2 cs"), b"Content-Type: image/png\r\n\r\nno picture").attachments) == 1

    def test_do_not_count_an_invitation_but_it_is_told(self) -> None:
        mail = parts(text_part("2 cs romas"), b"Content-Type: text/calendar; method=REQUEST\r\n\r\n" + MEETING)
        assert mail.attachments == ()
        assert [invitation.text for invitation in mail.invitations] == [
            "Tasting, spring menu\n20260306T140000Z\nDock 3\nPlease come\nto the dock"
        ]

    def test_have_no_line_ends_in_their_names(self) -> None:
        mail = read_mail(HEADERS + b'Content-Disposition: attachment; filename="a\r\n b.pdf"\r\n\r\nx')
        assert not set("\r\n\0") & set(mail.attachments[0].filename)


class TestAnAutomaticMail:
    @pytest.mark.parametrize(
        ("header", "kind"),
        [
            (b"Auto-Submitted: auto-replied; owner=x", Automatic.REPLY),
            (b"Precedence: auto_reply", Automatic.REPLY),
            (b"X-Autoreply: yes", Automatic.REPLY),
            (b"Return-Path: <>", Automatic.REPLY),
            (b"Auto-Submitted: auto-generated", Automatic.GENERATED),
            (b"Precedence: bulk", Automatic.BULK),
            (b"Content-Type: multipart/report; boundary=edge", Automatic.BOUNCE),
            (b"X-Failed-Recipients: ines@bluedoor.example", Automatic.BOUNCE),
        ],
    )
    def test_is_told_by_its_headers(self, header: bytes, kind: Automatic) -> None:
        assert read_mail(HEADERS + header + b"\r\n\r\nI am away.").automatic is kind

    def test_is_told_by_the_machine_that_sends_it(self) -> None:
        assert read_mail(b"From: MAILER-DAEMON@mx.example\r\n\r\nSorry.").automatic is Automatic.BOUNCE

    @pytest.mark.parametrize(
        "header",
        [
            b"Auto-Submitted: no",
            b"Precedence: list",
            b"X-Any: bulk",
            b"Return-Path: <chef@bluedoor.example>",
            b"X-Autoreply: no",
        ],
    )
    def test_is_not_one_that_a_person_sent(self, header: bytes) -> None:
        assert read_mail(HEADERS + header + b"\r\n\r\n2 cs romas").automatic is None

    def test_that_comes_back_shows_what_was_sent_and_no_machine_talk(self) -> None:
        report = b"Content-Type: message/delivery-status\r\n\r\nFinal-Recipient: rfc822; x\r\nAction: failed\r\n"
        sent = b"Content-Type: message/rfc822\r\n\r\nFrom: orders@harbor.example\r\n\r\n2 cs romas are on the truck"
        mail = parts(text_part("It could not be delivered."), report, sent, kind="report")
        assert mail.automatic is Automatic.BOUNCE
        assert mail.attachments == ()
        assert [enclosed.text for _, enclosed in mail.enclosed] == ["2 cs romas are on the truck"]

    def test_is_an_invitation_where_nothing_else_is_said(self) -> None:
        invitation = b"Content-Type: text/calendar\r\n\r\n" + MEETING
        assert parts(text_part(""), invitation).automatic is Automatic.INVITATION
        assert parts(text_part("Please come to the dock"), invitation).automatic is Automatic.INVITATION
        assert parts(text_part("2 cs romas please"), invitation).automatic is None

    @pytest.mark.parametrize(
        "subject",
        [
            "Automatic reply: order",
            "Abwesenheitsnotiz: Bestellung",
            "Réponse automatique : commande",
            "Undeliverable: x",
        ],
    )
    def test_may_look_like_one_by_its_subject(self, subject: str) -> None:
        assert looks_automatic(subject)
        assert not looks_automatic("order for friday")


class TestTheOrigin:
    def test_is_the_name_before_the_address(self) -> None:
        raw = b"From: =?utf-8?q?In=C3=A9s_Marin?= <Chef@BlueDoor.example>\r\n\r\n2 cs"
        assert read_mail(raw).origin == "From: In\u00e9s Marin <chef@bluedoor.example>"
        assert read_mail(b"From: chef@bluedoor.example\r\n\r\n2 cs").origin == ""

    @pytest.mark.parametrize("name", ["Reply-To", "Sender", "Resent-From"])
    def test_tells_another_domain_and_not_the_same(self, name: str) -> None:
        def told(address: str) -> str:
            return read_mail(HEADERS + f"{name}: {address}\r\n\r\n2 cs".encode()).origin

        assert told("Ines <pay@other.example>") == f"{name}: pay@other.example"
        assert told("ines@mail.bluedoor.example") == ""

    @pytest.mark.parametrize(
        ("results", "told"),
        [
            ("mx; spf=pass; dkim=pass; dmarc=pass", ""),
            ("mx; spf=softfail (why=x) smtp.mailfrom=y; dmarc=fail", "dmarc=fail spf=softfail"),
            ("mx; dkim=fail; dkim=pass; dmarc=pass", ""),
            ("mx; spf=fail; dmarc=pass", "dmarc=pass spf=fail"),
            ("mx; dmarc=none", ""),
        ],
    )
    def test_tells_the_checks_that_failed(self, results: str, told: str) -> None:
        origin = read_mail(HEADERS + f"Authentication-Results: {results}\r\n\r\n2 cs".encode()).origin
        assert origin == (f"Authentication-Results: {told}" if told else "")

    def test_tells_every_such_header_by_itself(self) -> None:
        raw = b"Authentication-Results: x; dmarc=pass\r\nAuthentication-Results: y; spf=fail\r\nReceived-SPF: Fail\r\n"
        assert read_mail(HEADERS + raw + b"\r\n2 cs").origin == "Authentication-Results: spf=fail"

    def test_tells_an_older_check_where_there_is_no_such_header(self) -> None:
        assert read_mail(HEADERS + b"Received-SPF: SoftFail (x)\r\n\r\n2 cs").origin == "Received-SPF: softfail"
        assert read_mail(HEADERS + b"Received-SPF: pass (x)\r\n\r\n2 cs").origin == ""


HEADER_STARTS = (
    "Subject: ",
    "From: ",
    "To: ",
    "Date: ",
    "Message-ID: ",
    "References: ",
    "Auto-Submitted: ",
    "Content-Type: ",
    "Content-Type: text/html; charset=",
    "Content-Disposition: ",
    "Content-Disposition: attachment; filename=",
    "Content-Transfer-Encoding: ",
)


class TestAnyBytes:
    @given(
        st.binary(),
        st.sampled_from([b"", HEADERS, HEADERS + b"\r\n", b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n"]),
    )
    @settings(max_examples=200, deadline=None)
    def test_are_a_mail_or_refused(self, raw: bytes, before: bytes) -> None:
        self._read_or_refuse(before + raw)

    @given(
        st.sampled_from(HEADER_STARTS),
        st.one_of(st.binary(), st.text().map(str.encode)),
    )
    @settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    def test_in_any_header_are_read_or_refused(self, header: str, value: bytes) -> None:
        self._read_or_refuse(header.encode() + value + b"\r\n\r\n2 cs romas\r\n" + value)

    def test_that_break_other_software_are_read_as_subject_body_and_page(self) -> None:
        for text in naughty_strings():
            words = text.encode("utf-8", "surrogatepass")
            subject = b"Subject: " + b" ".join(words.splitlines()) + b"\r\n"
            page = b"Content-Type: text/html; charset=utf-8\r\n\r\n<p>2 cs romas</p>" + words
            mail = read_mail(subject + MULTIPART + b"--edge\r\n" + text_part(text) + b"\r\n--edge\r\n" + page)
            assert " ".join(text.split()) in " ".join(mail.text.split())

    @staticmethod
    def _read_or_refuse(raw: bytes) -> None:
        with suppress(InputRejected):
            mail = read_mail(raw)
            for told in (
                mail.text,
                mail.hidden,
                mail.subject,
                mail.sender,
                *(file.filename for file in mail.attachments),
            ):
                told.encode()

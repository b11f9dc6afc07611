"""Mail: its text, what is quoted under it, its files; and whatever comes over the wire, no wanted line is lost."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from email.message import EmailMessage

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.errors import InputRejected
from reading.mail import MOST_PARTS, Mail, read_mail, split_quoted
from tests.unit.reading.reading_said import naughty_strings

HEADERS = b"From: chef@bluedoor.example\r\nTo: orders@harbor.example\r\nSubject: order\r\n"
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
    def test_of_a_page_beside_other_words_is_not_lost(self, kind: str) -> None:
        mail = parts(page_part("<p>2 cs romas</p>"), text_part("This list is run by Harbor"), kind=kind)
        assert mail.text == "This list is run by Harbor"
        assert [b"2 cs romas" in file.content for file in mail.attachments] == [True]

    def test_of_a_page_below_an_empty_alternative_is_not_lost_either(self) -> None:
        inner = b"Content-Type: multipart/alternative; boundary=in\r\n\r\n--in\r\n" + text_part(" ")
        inner += b"\r\n--in\r\n" + page_part("<p>2 cs romas</p>") + b"\r\n--in--\r\n"
        mail = parts(inner, text_part("This list is run by Harbor"))
        assert [b"2 cs romas" in file.content for file in mail.attachments] == [True]

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
    def test_without_its_edges_is_a_file_for_a_person(self, stated: str) -> None:
        mail = read_mail(HEADERS + f"Content-Type: {stated}\r\n\r\n".encode() + b"2 cs romas\r\n")
        assert b"2 cs romas" in mail.attachments[0].content
        assert mail.defects

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

    def test_may_be_a_whole_mail_with_its_words_as_they_came(self) -> None:
        inner = b"From: chef@bluedoor.example\nSubject: order\n\n2 cs romas"
        mail = parts(text_part("see below"), b"Content-Type: message/rfc822\r\n\r\n" + inner)
        assert mail.text.strip() == "see below"
        assert [(file.media_type, file.content) for file in mail.attachments] == [("message/rfc822", inner)]

    def test_have_no_line_ends_in_their_names(self) -> None:
        mail = read_mail(HEADERS + b'Content-Disposition: attachment; filename="a\r\n b.pdf"\r\n\r\nx')
        assert not set("\r\n\0") & set(mail.attachments[0].filename)


class TestAnAutomaticMail:
    @pytest.mark.parametrize(
        "header",
        [
            b"Auto-Submitted: auto-replied",
            b"Auto-Submitted: auto-generated",
            b"Precedence: bulk",
            b"Precedence: auto_reply",
            b"Content-Type: multipart/report; boundary=edge",
        ],
    )
    def test_is_told_by_its_headers(self, header: bytes) -> None:
        assert read_mail(HEADERS + header + b"\r\n\r\nI am away.").automatic

    @pytest.mark.parametrize("header", [b"Auto-Submitted: no", b"Precedence: first-class", b"X-Any: bulk"])
    def test_is_not_one_that_a_person_sent(self, header: bytes) -> None:
        assert not read_mail(HEADERS + header + b"\r\n\r\n2 cs romas").automatic


ATTRIBUTIONS = (
    "On Mon, Mar 2, 2026 at 6:41 AM Harbor Orders <orders@harbor.example> wrote:",
    "On Mon, Mar 2, 2026 at 6:41 AM Harbor Orders\n<orders@harbor.example> wrote:",
    "Le lun. 2 mars 2026 à 06:41, Harbor <orders@harbor.example> a écrit :",
    "El lun, 2 mar 2026 a las 6:41, Harbor (<orders@harbor.example>) escribió:",
    "Am Mo., 2. März 2026 um 06:41 Uhr schrieb Harbor <orders@harbor.example>:",
    "-----Original Message-----",
    "----- Message d'origine -----",
    "-----Mensaje original-----",
    "-----Ursprüngliche Nachricht-----",
)
HEADER_BLOCKS = (
    "From: Harbor Orders\nSent: Monday, March 2\nTo: Ines",
    "*From:* Harbor Orders\n*Date:* Monday",
    "De : Harbor\nEnvoyé : lundi 2 mars",
    "Von: Harbor\nGesendet: Montag",
    "________________________________\nFrom: Harbor Orders\nSent: Monday",
    "---------- Forwarded message ---------\nFrom: Harbor Orders",
    "Begin forwarded message:\n\nFrom: Harbor",
)


class TestWordsAboveAQuotation:
    @pytest.mark.parametrize("start", ATTRIBUTIONS)
    def test_are_the_message_and_what_stands_below_is_quoted(self, start: str) -> None:
        new, quoted = split_quoted(f"2 cs romas\n\n{start}\n> 9 cs caviar\n> 3 cs limes\n")
        assert new == "2 cs romas"
        assert quoted.startswith(start)
        assert "9 cs caviar" in quoted

    @pytest.mark.parametrize("start", HEADER_BLOCKS)
    def test_are_told_from_a_block_of_headers_too(self, start: str) -> None:
        new, quoted = split_quoted(f"please enter this\n\n{start}\n\n9 cs caviar")
        assert new == "please enter this"
        assert quoted.endswith("9 cs caviar")

    def test_may_be_none_so_that_a_bare_forward_is_all_quoted(self) -> None:
        new, quoted = split_quoted("---------- Forwarded message ---------\nFrom: Ines\n\n2 cs romas")
        assert new == ""
        assert quoted.endswith("2 cs romas")

    def test_have_chains_of_quotations_below_them(self) -> None:
        new, quoted = split_quoted(
            "2 cs romas\n\nOn Monday Harbor wrote:\n> ok\n>\n> On Sunday Ines wrote:\n>> 9 cs caviar"
        )
        assert new == "2 cs romas"
        assert ">> 9 cs caviar" in quoted


class TestAnAnswerBetweenOrBelowQuotedLines:
    @pytest.mark.parametrize("start", ["", "On Monday the 2nd Harbor wrote:\n", "-----Original Message-----\n"])
    @pytest.mark.parametrize(
        "answer",
        ["> romas?\n2 cs\n> limes?\n3 cs", "> what do you need?\n\n2 cs romas\n3 cs limes", "> a\n> b\n\n\n2 cs"],
    )
    def test_is_left_whole(self, start: str, answer: str) -> None:
        text = start + answer
        assert split_quoted(text) == (text, "")


class TestWhatOnlyLooksLikeAQuotation:
    @pytest.mark.parametrize(
        "text",
        [
            "2 cs romas\nTo: dock 3\nDate: Friday\n3 cs limes",
            "Date: Friday\nTo: Blue Door\n2 cs romas",
            "our order\n____________________\n2 cs romas",
            "2 cs romas\n____________________",
            "From: the farm if you can\n2 cs romas",
            "2 cs romas -- 3 cs limes",
            "-- \nInes",
            "on friday please: 2 cs romas",
            "2 cs romas > 3 cs limes",
            "",
        ],
    )
    def test_is_left_whole(self, text: str) -> None:
        assert split_quoted(text) == (text, "")


LINES = st.sampled_from(
    [
        "2 cs romas",
        "> 9 cs caviar",
        "",
        "From: Ines",
        "Sent: Monday",
        "To: dock 3",
        "____________",
        "On Monday Ines wrote:",
        "-- ",
        " > x",
    ]
)


@given(st.lists(LINES))
@settings(deadline=None)
def test_no_line_of_a_text_is_lost_where_it_is_parted(some: list[str]) -> None:
    new, quoted = split_quoted("\n".join(some))
    assert f"{new}\n{quoted}".split() == "\n".join(some).split()


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
            assert mail.text.split() == text.split() or not text.strip()

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

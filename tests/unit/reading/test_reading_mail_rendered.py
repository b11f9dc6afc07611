"""An order in a mail says the same lines however the mail is built: quoting, signing, HTML, charsets, encodings."""

from __future__ import annotations

import html
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.messages import PartKind
from reading.mail import Mail, passages_of, read_mail

ORDERS = st.lists(
    st.builds(
        "{} {} {}".format,
        st.integers(1, 99),
        st.sampled_from(["cs", "Kisten", "caisses", "cajas", "x"]),
        st.sampled_from(
            ["romas", "3/8 bolts", "café crème", "jalapeños & limes", "Grüße <b>", "#10 cans", '18" boxes']
        ),
    ),
    min_size=1,
    max_size=6,
)
CHARSETS = st.sampled_from(["utf-8", "iso-8859-1", "windows-1252", "utf-7"])
ENCODINGS = st.sampled_from(["base64", "quoted-printable"])
PIXEL = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
)
ATTRIBUTION = "On Mon, Mar 2, 2026 at 6:41 AM Harbor Orders <orders@harbor.example> wrote:"


def mail(subject: str = "order") -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Ines <ines@bluedoor.example>"
    message["To"] = "orders@harbor.example"
    message["Subject"] = subject
    return message


def new_lines(message: EmailMessage) -> list[str]:
    return lines_of(read_mail(message.as_bytes()))


def lines_of(read: Mail) -> list[str]:
    new = passages_of(read.text, read.subject, read.recipient).new
    return [line.strip() for line in new.split("\n") if line.strip()]


def paragraphs(order: list[str], tag: str) -> str:
    if tag == "br":
        return "<br>\n".join(html.escape(line) for line in order)
    return "".join(f"<{tag}>{html.escape(line)}</{tag}>" for line in order)


@given(ORDERS, CHARSETS, ENCODINGS)
@settings(deadline=None, max_examples=50)
def test_as_plain_text_in_any_charset_and_encoding(order: list[str], charset: str, encoding: str) -> None:
    message = mail()
    message.set_content("\n".join(order), charset=charset, cte=encoding)
    assert new_lines(message) == order


@given(ORDERS, CHARSETS, st.sampled_from([b"utf-8", b"us-ascii", b"iso-8859-1", b"x-none", b"undefined", b""]))
@settings(deadline=None, max_examples=50)
def test_in_a_charset_that_is_stated_wrongly_or_not_at_all(order: list[str], charset: str, stated: bytes) -> None:
    body = "\r\n".join(order).encode("utf-8" if charset == "utf-7" else charset)
    kind = b"Content-Type: text/plain" + (b"; charset=" + stated if stated else b"")
    raw = b"From: ines@bluedoor.example\r\n" + kind + b"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + body
    assert lines_of(read_mail(raw)) == order


@given(ORDERS, st.sampled_from(["p", "div", "li", "h3", "br"]), CHARSETS, ENCODINGS, st.booleans())
@settings(deadline=None, max_examples=50)
def test_as_a_page_alone_or_beside_a_text(
    order: list[str], tag: str, charset: str, encoding: str, beside: bool
) -> None:
    page = f"<html><head><style>p {{color: #000}}</style></head><body>{paragraphs(order, tag)}</body></html>"
    message = mail()
    if beside:
        message.set_content("\n".join(order))
        message.add_alternative(page, subtype="html", charset=charset, cte=encoding)
    else:
        message.set_content(page, subtype="html", charset=charset, cte=encoding)
    assert new_lines(message) == order
    assert read_mail(message.as_bytes()).differing == ()


@given(ORDERS, ORDERS, st.sampled_from(["p", "div", "br"]), st.sampled_from(["top", "bottom"]))
@settings(deadline=None, max_examples=50)
def test_as_a_page_above_or_below_a_quotation(order: list[str], other: list[str], tag: str, style: str) -> None:
    quoted = f"<div>{html.escape(ATTRIBUTION)}</div><blockquote type=cite>{paragraphs(other, tag)}</blockquote>"
    own = f"<div>{paragraphs(order, tag)}</div>"
    message = mail("Re: order")
    message.set_content(own + quoted if style == "top" else quoted + own, subtype="html")
    assert new_lines(message) == order


@given(ORDERS, ORDERS)
@settings(deadline=None, max_examples=50)
def test_with_hidden_words_and_a_picture_beside_it(order: list[str], hidden: list[str]) -> None:
    message = mail()
    page = f"{paragraphs(order, 'p')}<div style='display:none'>{paragraphs(hidden, 'p')}</div>"
    message.set_content(page, subtype="html")
    message.add_related(PIXEL, maintype="image", subtype="gif", cid="<pixel>")
    read = read_mail(message.as_bytes())
    assert lines_of(read) == order
    assert read.hidden.split("\n") == hidden
    assert read.attachments == ()


@given(ORDERS, st.integers(1, 4))
@settings(deadline=None, max_examples=50)
def test_in_a_mail_inside_a_mail(order: list[str], depth: int) -> None:
    inner = mail()
    inner.set_content("\n".join(order))
    for _ in range(depth - 1):
        outer = mail("Fwd: order")
        outer.set_content("see attached")
        outer.add_attachment(inner)
        inner = outer
    read = read_mail(inner.as_bytes())
    for _ in range(depth - 1):
        [(_, read)] = read.enclosed
    assert lines_of(read) == order


@given(ORDERS, st.integers(30, 76))
@settings(deadline=None, max_examples=50)
def test_in_lines_that_were_broken_to_fit(order: list[str], width: int) -> None:
    long = [" and ".join([line] * 4) for line in order]
    broken = "\r\n".join(_broken(line, width) for line in long)
    raw = b"From: ines@bluedoor.example\r\nContent-Type: text/plain; charset=utf-8; format=flowed\r\n\r\n"
    assert lines_of(read_mail(raw + broken.encode())) == long


def _broken(line: str, width: int) -> str:
    told = ""
    for word in line.split(" "):
        told += word + (" \r\n" if len(told.rpartition("\n")[2]) + len(word) > width else " ")
    return told.rstrip()


@pytest.mark.parametrize("subject", ["order", "Re: order"])
def test_with_its_parts_in_the_order_they_are_told(subject: str) -> None:
    text = f"2 cs romas\n\n{ATTRIBUTION}\n> 9 cs caviar\n"
    assert [passage.kind for passage in passages_of(text, subject).earlier] == [PartKind.QUOTED]

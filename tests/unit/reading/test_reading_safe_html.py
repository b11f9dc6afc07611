"""Safe HTML: a mail's page as it may be looked at: what it says stays, what acts, reaches out or deceives does not."""

from __future__ import annotations

import base64
import re
import time
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reading.html import html_to_text
from reading.mail import MailPage, has_page, page_of
from reading.safe_html import LONGEST_PAGE, safe_page
from tests.support.files import html_mail, photo

ALLOWED_ATTRIBUTES = {"class", "colspan", "rowspan", "src", "alt", "charset"}
FORBIDDEN = {
    *("script", "form", "input", "button", "textarea", "select", "iframe", "frame", "object", "embed", "svg", "math"),
    *("base", "link", "a", "video", "audio", "template", "noscript"),
}
# What markup that is meant to harm is made of.
SCRAPS = [
    "<script>",
    "</script>",
    "<svg onload=alert(1)>",
    "</svg>",
    "<math><mtext>",
    "<style>",
    "</style>",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<img src=x onerror=alert(1)>",
    "<a href='javascript:alert(1)'>",
    "</a>",
    "<table>",
    "<td>",
    "<p style='background:url(http://x)'>",
    "<form action=//x>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<b>",
    "</b>",
    "<",
    ">",
    '"',
    "'",
    "=",
    "&lt;script&gt;",
    "\0",
    "\ud7ff",
    "2 cs romas",
    "<plaintext>",
    "<textarea>",
    "<title>",
    "<base href=//x>",
    "<meta http-equiv=refresh content='0;url=//x'>",
    "<link rel=stylesheet href=//x>",
    "<iframe srcdoc='<script>'>",
    "<div hidden>",
    "</div>",
]


class _Looked(HTMLParser):
    """Everything that a page has: elements, attributes, text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str, str]] = []
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.text += data


def shown(markup: str, pictures: dict[str, bytes] | None = None) -> str:
    """The body of the page that is shown, without the line that says what was left out."""
    page = safe_page(MailPage(markup, pictures or {}))
    found = re.search(r"<body>(?:<p class=\"left-out\">.*?</p>)?(.*)</body></html>\n\Z", page, re.DOTALL)
    assert found is not None
    return found[1]


def left_out(markup: str) -> str:
    """The line that says what was left out."""
    found = re.search(r"<body><p class=\"left-out\">(.*?)</p>", safe_page(MailPage(markup, {})))
    return found[1] if found else ""


def assert_harmless(page: str) -> None:
    looked = _Looked(page)
    assert not looked.tags & FORBIDDEN
    assert {name for _, name, _ in looked.attributes} <= ALLOWED_ATTRIBUTES
    assert all(value.startswith("data:image/") for _, name, value in looked.attributes if name == "src")
    assert len(re.findall("<style", page)) == 1


class TestWhatIsSaid:
    @pytest.mark.parametrize(
        ("markup", "stays"),
        [
            ("<p>2 cs <b>romas</b></p>", "<p>2 cs <b>romas</b></p>"),
            ("<ul><li>eggs<li>milk</ul>", "<ul><li>eggs</li><li>milk</li></ul>"),
            ("<font color=red>romas</font>", "<span>romas</span>"),
            ("<section><h2>Order</h2></section>", "<div><h2>Order</h2></div>"),
            ("a &lt;b&gt; &amp; c", "a &lt;b&gt; &amp; c"),
            ("<custom-tag>romas</custom-tag>", "romas"),
            ("<p>no end", "<p>no end</p>"),
            ("<p><s>2 cs</s> 3 cs", "<p><s>2 cs</s> 3 cs</p>"),
        ],
    )
    def test_stays(self, markup: str, stays: str) -> None:
        assert shown(markup) == stays

    def test_stays_in_its_table(self) -> None:
        markup = "<table border=1><tr><td colspan=2 width=9>romas<td colspan=-1 rowspan=99999>2 cs</table>"
        cells = '<td colspan="2">romas</td><td>2 cs</td>'
        assert shown(markup) == f"<table><tbody><tr>{cells}</tr></tbody></table>"

    def test_that_is_struck_out_by_style_stays_struck_out(self) -> None:
        assert shown('<p style="color:red;text-decoration:line-through">2 cs</p>') == "<p><s>2 cs</s></p>"

    @given(st.lists(st.sampled_from([s for s in SCRAPS if "<" not in s]) | st.text(max_size=20), max_size=8))
    def test_as_plain_text_is_the_same_text(self, pieces: list[str]) -> None:
        words = "".join(pieces).replace("<", "").replace("&", "")
        assert " ".join(_Looked(shown(words)).text.split()) == " ".join(words.replace("\0", "").split())


class TestALink:
    def test_leads_nowhere_and_says_where_it_led(self) -> None:
        markup = '<a href="https://pay.example/x?a=1&amp;b=2">your order</a>'
        address = '<span class="address">[https://pay.example/x?a=1&amp;b=2]</span>'
        assert shown(markup) == f"<span>your order {address}</span>"

    @pytest.mark.parametrize(
        "markup",
        [
            '<a href="https://www.bluedoor.example/">bluedoor.example</a>',
            '<a href="mailto:ines@bluedoor.example">Ines@bluedoor.example</a>',
            "<a>no address</a>",
        ],
    )
    def test_that_says_it_itself_is_only_its_words(self, markup: str) -> None:
        assert "[" not in shown(markup)

    def test_that_pretends_to_be_another_is_seen_through(self) -> None:
        assert "[http://evil.example/]" in shown('<a href="http://evil.example/">https://bank.example</a>')

    def test_cannot_write_markup_by_its_address(self) -> None:
        page = shown("<a href='x&quot;&gt;&lt;img src=x onerror=alert(1)&gt;'>y</a>")
        assert "<img" not in page
        assert_harmless(page + "<style")

    def test_of_absurd_length_is_cut(self) -> None:
        assert len(shown(f'<a href="http://x/{"y" * 9000}">z</a>')) < 400


class TestAPicture:
    def test_that_the_mail_brings_is_shown(self) -> None:
        png = photo(size=(8, 8))
        inline = base64.b64encode(png).decode()
        expected = f'<img src="data:image/png;base64,{inline}" alt="logo">'
        assert shown('<img src="cid:a%40b" alt="logo" width=9999>', {"a@b": png}) == expected
        assert shown(f'<img src="data:image/png;base64,{inline}" alt="logo">') == expected

    @pytest.mark.parametrize(
        "source",
        [
            "http://tracker.example/1.png",
            "//tracker.example/1.png",
            "cid:unknown",
            "data:image/svg+xml;base64," + base64.b64encode(b"<svg onload='alert(1)'/>").decode(),
            "data:image/png;base64," + base64.b64encode(b"<html><script>alert(1)</script>").decode(),
            "data:text/html;base64,PHNjcmlwdD4=",
            "data:image/png;base64,!!!",
            "javascript:alert(1)",
        ],
    )
    def test_from_outside_or_of_another_kind_is_not(self, source: str) -> None:
        markup = f'<img src="{source}" alt="logo">'
        assert shown(markup) == '<span class="picture">[logo]</span>'
        assert left_out(markup) == "1 picture from outside is left out."

    def test_by_style_is_not_either(self) -> None:
        page = safe_page(MailPage("<table background=//x><td style='background:url(//x)'>y</table>", {}))
        assert "//x" not in page

    def test_that_is_too_large_is_not(self) -> None:
        assert "<img" not in shown('<img src="cid:a">', {"a": photo(size=(8, 8)) + bytes(2_000_001)})


class TestWhatIsHidden:
    @pytest.mark.parametrize(
        "markup",
        [
            '<p>a</p><div style="display:none">ignore the rep</div>',
            "<p>a</p><div hidden><p>ignore the rep</p></div>",
            '<p>a</p><font color="white">ignore the rep</font>',
            '<p>a</p><span style="font-size:0"><b>ignore the rep</b></span>',
        ],
    )
    def test_is_left_out_and_that_is_said(self, markup: str) -> None:
        assert "ignore" not in shown(markup)
        assert left_out(markup) == "Text that this mail hides from a reader is left out."

    def test_is_nothing_where_nothing_is(self) -> None:
        assert left_out("<p>a</p><script>x</script><style>y</style>") == ""


class TestWhatIsMeantToHarm:
    @settings(max_examples=300, deadline=None)
    @given(st.lists(st.sampled_from(SCRAPS), max_size=14))
    def test_does_nothing(self, pieces: list[str]) -> None:
        assert_harmless(safe_page(MailPage("".join(pieces), {})))

    @settings(max_examples=200, deadline=None)
    @given(st.lists(st.sampled_from(SCRAPS), max_size=10))
    def test_shows_no_words_that_the_desk_does_not_read(self, pieces: list[str]) -> None:
        markup = "".join(pieces)
        seen = re.sub(r"\[[^\]]*\]", "", _Looked(shown(markup)).text)
        read = html_to_text(markup).visible
        assert seen.count("romas") <= read.count("romas")

    @pytest.mark.parametrize(
        "markup",
        [
            "<div>" * 100_000,
            "<table><tr><td>" * 30_000,
            "<" * 500_000,
            "<p " + "a " * 240_000 + ">",
            "<a href=x>" * 45_000,
            ("<a href=x>" * 150 + "x" + "</a>" * 150) * 200,
            "<b><i>" * 80_000,
            '<p style="' + "text-decoration:" * 30_000 + '">',
            '<p a="' * 80_000,
            "<!--" * 100_000,
            "<img src=x alt=y>" * 29_000,
        ],
        ids=lambda markup: markup[:12],
    )
    def test_takes_no_long_time(self, markup: str) -> None:
        began = time.monotonic()
        assert_harmless(safe_page(MailPage(markup, {})))
        assert time.monotonic() - began < 8

    def test_is_cut_where_it_is_huge(self) -> None:
        page = safe_page(MailPage("<p>" + "x" * (2 * LONGEST_PAGE), {}))
        assert len(page) < LONGEST_PAGE + 3000
        assert "Only its first 500,000 characters are shown." in page


class TestTheMail:
    def test_gives_its_page_with_its_pictures(self) -> None:
        png = photo(size=(8, 8))
        page = page_of(html_mail("<p>2 cs <img src='cid:logo'></p>", "2 cs", {"logo": png}))
        assert page is not None
        assert "2 cs" in page.markup
        assert page.pictures == {"logo": png}

    @pytest.mark.parametrize("raw", [b"Subject: x\n\n<p>2 cs</p>", b"", b'{"Content-Type": "text/html"}', b"\0\0"])
    def test_without_one_gives_none(self, raw: bytes) -> None:
        assert not has_page(raw)

    def test_says_by_its_beginning_that_it_has_one(self) -> None:
        raw = html_mail("<p>2 cs</p>", "2 cs")
        assert has_page(raw)
        assert has_page(raw[:-80])
        assert not has_page(raw.replace(b"text/html", b'text/html; name="a.html"'))

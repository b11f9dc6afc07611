"""HTML: what a person sees is the text; what is hidden from them is kept apart, and is never their words."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reading.html import html_to_text
from tests.unit.reading.reading_said import naughty_strings

TAGS = [
    "<p>",
    "</p>",
    "<div>",
    "</div>",
    "<div hidden>",
    "<b>",
    "</b>",
    "<td>",
    "<tr>",
    "</table>",
    "<br/>",
    "<head>",
    "<body>",
    "</body>",
    "<style>",
    "</style>",
    "<script>",
    "</script>",
    "<!--",
    "-->",
    "<![if x]>",
    "<![CDATA[",
    "]]>",
    "<!x>",
    "<?x?>",
    "<",
    ">",
    "</",
    '<a href="',
    '"',
    "'",
    "&lt;",
    "&#0;",
    "&#xD800;",
    "&nbsp;",
    "text",
    "=",
    "\n",
]

markups = st.one_of(st.text(), st.lists(st.sampled_from(TAGS)).map("".join))


def seen(markup: str) -> str:
    return html_to_text(markup).visible


def hidden(markup: str) -> str:
    return html_to_text(markup).hidden


class TestWhatAPersonSees:
    @pytest.mark.parametrize(
        ("markup", "text"),
        [
            ("<p>2 cs romas</p><p>1 bag onions</p>", "2 cs romas\n\n1 bag onions"),
            ("2 cs romas<br>1 bag onions<br/>", "2 cs romas\n1 bag onions"),
            ("<b>2</b> cs <i>romas</i>", "2 cs romas"),
            ("<ul><li>2 cs romas<li>1 bag onions</ul>", "2 cs romas\n1 bag onions"),
            ("<center>2 cs romas</center><center>1 bag onions</center>", "2 cs romas\n1 bag onions"),
            ("<div>2 cs romas</div><div><br></div><div>1 bag onions</div>", "2 cs romas\n\n1 bag onions"),
            ("<pre>2 cs romas\n1 bag  onions</pre>", "2 cs romas\n1 bag  onions"),
            ("<div style='white-space:pre-wrap'>2 cs romas\n1 bag onions</div>", "2 cs romas\n1 bag onions"),
            ("2 cs \n <b> romas</b>", "2 cs romas"),
            ("2   cs\n\n romas", "2 cs romas"),
            ("2 cs romas<p></p><p></p><p></p>1 bag onions", "2 cs romas\n\n1 bag onions"),
            ("jalape&ntilde;os &amp; 3/8&quot; &lt;b&gt;", 'jalapeños & 3/8" <b>'),
            ("2 cs < 3 cs", "2 cs < 3 cs"),
            ("", ""),
        ],
    )
    def test_is_the_text_in_lines_as_shown(self, markup: str, text: str) -> None:
        assert seen(markup) == text

    def test_keeps_the_cells_of_a_row_apart_and_in_one_line(self) -> None:
        table = "<table><tr><th>qty<th>item</tr><tr><td>2</td><td>romas</td></tr></table>"
        assert [line.split() for line in seen(table).split("\n") if line] == [["qty", "item"], ["2", "romas"]]

    @pytest.mark.parametrize(
        "markup",
        [
            "<head><title>mail</title></head>",
            "<style>p { color: red }</style>",
            "<style><!-- p { color: red } --></style>",
            "<script>if (1 > 2) order('9 cs')</script>",
            "<svg><text>9 cs caviar</text></svg>",
            "<!doctype html>",
            "<!--[if mso]>9 cs<![endif]-->",
            "<!--StartFragment-->",
            "<!-- Converted from text/plain format -->",
            "<![if !mso]><![endif]>",
            "<?xml:namespace prefix=o />",
        ],
    )
    def test_is_not_the_machinery_of_a_page_and_that_is_nothing_hidden_either(self, markup: str) -> None:
        assert html_to_text(f"{markup}<p>2 cs romas</p>") == html_to_text("<p>2 cs romas</p>")
        assert hidden(markup) == ""

    def test_begins_at_the_body_where_nothing_ends_the_head(self) -> None:
        assert seen("<html><head><meta charset=utf-8><body><p>2 cs romas") == "2 cs romas"

    @pytest.mark.parametrize(
        "style",
        [
            "font-size:1em",
            "font-size: 1.2em;",
            "font-size:11px",
            "font-size:100%",
            "border-width:0;",
            "border-width:0px",
            "min-width:0;",
            "opacity:0.9",
            "background-color:#fff",
            "background-color: white;",
            "color:#ffd0d0",
            "opacity:inherit",
            "background-color:#036;color:#fff",
            "background:#003366 url(x.png);color:white",
            "width:0.5em",
            "font:14px/1.5 Arial",
            "line-height:0;",
            "margin-left:-5px",
        ],
    )
    def test_is_not_hidden_by_a_style_that_only_sounds_like_it(self, style: str) -> None:
        assert html_to_text(f'<p style="{style}">2 cs romas</p>') == html_to_text("<p>2 cs romas</p>")


class TestWhatIsHidden:
    @pytest.mark.parametrize(
        "style",
        [
            "display:none",
            "DISPLAY : NONE",
            "display:none !important",
            "visibility:hidden",
            "opacity:0",
            "opacity: 0;",
            "font-size:0",
            "font-size:1px;",
            "font-size:0 !important",
            "font-size:0.1em",
            "color:#fff",
            "color: #FFFFFF;",
            "color:white",
            "color:transparent",
            "color:rgb(255, 255, 255)",
            "height:0",
            "max-height:0px;overflow:hidden",
            "width:0 !important",
            "color:#fff0f0",
            "color:hsl(0, 0%, 99%)",
            "color:rgba(0,0,0,0)",
            "color:#0000",
            "color:ivory",
            "background:#036;color:#003366",
            "display:/* x */none",
            "d\\69splay:none",
            "font:0/0 a",
            "font-size:2px",
            "mso-hide:all",
            "clip:rect(0 0 0 0)",
            "clip-path:inset(100%)",
            "transform:scale(0)",
            "filter:alpha(opacity=0)",
            "margin-left:-9999px",
            "visibility:collapse",
            "text-indent:-9999px",
            "position:absolute;left:-9999px",
        ],
    )
    def test_by_its_style_is_kept_apart(self, style: str) -> None:
        found = html_to_text(f'<p>2 cs romas</p><p style="{style}">and 900 cs caviar</p>')
        assert (found.visible, found.hidden) == ("2 cs romas", "and 900 cs caviar")

    @pytest.mark.parametrize(
        "opening",
        [
            "<div hidden>",
            '<div aria-hidden="true">',
            '<font color="white">',
            '<font color="#FFFFFF">',
            '<font size="0">',
        ],
    )
    def test_by_its_tag_is_kept_apart(self, opening: str) -> None:
        found = html_to_text(f"<p>2 cs romas</p>{opening}and 900 cs caviar")
        assert (found.visible, found.hidden) == ("2 cs romas", "and 900 cs caviar")

    def test_hides_all_that_stands_inside_it_and_nothing_behind_it(self) -> None:
        found = html_to_text("<div style='display:none'><p>a <b>b</b></p></div><p>2 cs romas</p>")
        assert (found.visible, found.hidden.split()) == ("2 cs romas", ["a", "b"])
        assert html_to_text("<div hidden><b>a</div>2 cs romas").visible == "2 cs romas"
        assert html_to_text("<img hidden src=x>2 cs romas").visible == "2 cs romas"

    @pytest.mark.parametrize(
        "markup", ["2 cs romas<!-- 9 cs caviar -->", "2 cs romas<!-- 9 cs caviar", "2 cs romas<!9 cs caviar>"]
    )
    def test_in_a_comment_is_kept_apart(self, markup: str) -> None:
        found = html_to_text(markup)
        assert found.visible == "2 cs romas"
        assert "9 cs caviar" in found.hidden

    @pytest.mark.parametrize("markup", ["<div hidden title='<'>9 cs caviar</div>", "<div hidden <>9 cs caviar</div>"])
    def test_behind_a_tag_that_browsers_read_in_another_way_is_reported(self, markup: str) -> None:
        assert hidden(markup) != ""


class TestAStyleSheet:
    @pytest.mark.parametrize(
        ("rule", "opening"),
        [
            (".x{display:none}", "<p class='y X'>"),
            ("#x { color : #fff }", "<p id=x>"),
            ("p.x, b {font-size:0}", "<p class=x>"),
            ("@media print {.y{color:red}} .x{display:none}", "<p class=x>"),
            ("@import url(x); .a .x{display:none}", "<p class=x>"),
            ("<!-- .x{display:none} -->", "<p class=x>"),
        ],
    )
    def test_can_hide_too(self, rule: str, opening: str) -> None:
        found = html_to_text(f"<style>{rule}</style><p>2 cs romas</p>{opening}9 cs caviar</p>")
        assert (found.visible, found.hidden) == ("2 cs romas", "9 cs caviar")

    @pytest.mark.parametrize(
        "rule",
        [
            "@media (max-width:600px) {.x{display:none}}",
            ".x:hover{display:none}",
            ".x{color:red}",
            "b.x{display:none}",
            ".xx{display:none}",
        ],
    )
    def test_hides_only_what_it_is_about(self, rule: str) -> None:
        assert html_to_text(f"<style>{rule}</style><p class=x>2 cs romas</p>").visible == "2 cs romas"

    def test_gives_way_to_the_elements_own_style(self) -> None:
        markup = "<style>.x{color:#fff}</style><p class=x style='color:#000'>2 cs romas</p>"
        assert html_to_text(markup).visible == "2 cs romas"


class TestATable:
    def test_has_its_rows_in_lines_and_empty_cells_kept(self) -> None:
        row = "<tr><td><p>{}</p></td><td>{}</td><td><p>{}</p><p>{}</p></td></tr>"
        table = f"<table>{row.format(6, '', 'cordset', 'M12')}{row.format(2, 'bx', 'fuses', '')}</table>"
        assert html_to_text(f"Hi{table}bye").visible == "Hi\n\n6\t\tcordset M12\n2\tbx\tfuses\n\nbye"

    def test_that_only_frames_a_mail_is_read_line_by_line(self) -> None:
        inner = "<table><tr><td>2</td><td>romas</td></tr><tr><td>3</td><td>limes</td></tr></table>"
        page = f"<table><tr><td>logo</td><td><p>Hi</p>{inner}<p>bye</p></td></tr></table>"
        assert html_to_text(page).visible == "logo\nHi\n\n2\tromas\n3\tlimes\n\nbye"

    @pytest.mark.parametrize("markup", ["<td>2<td>romas", "<tr><td>2<td>romas", "</table><td>2</td></tr><td>romas"])
    def test_however_broken_keeps_its_words(self, markup: str) -> None:
        assert html_to_text(markup).visible.split() == ["2", "romas"]


class TestAQuotation:
    @pytest.mark.parametrize(
        "opening",
        [
            "<blockquote type='cite'>",
            "<blockquote class='gmail_quote' style='margin:0 0 0 .8ex;border-left:1px #ccc solid'>",
            "<blockquote style='border-left: 2px solid #000'>",
            "<blockquote cite='mid:x'>",
            "<blockquote class='protonmail_quote'>",
        ],
    )
    def test_is_marked_as_in_plain_text(self, opening: str) -> None:
        found = html_to_text(
            f"<div>yes</div><div>X wrote:</div>{opening}<p>a</p>{opening}b</blockquote></blockquote>ok"
        )
        assert [line for line in found.visible.split("\n") if line.strip(" >")] == [
            "yes",
            "X wrote:",
            "> a",
            "> > b",
            "ok",
        ]

    @pytest.mark.parametrize(
        "opening", ["<blockquote>", "<blockquote style='margin:0 0 0 40px;border:none;padding:0px'>"]
    )
    def test_is_not_a_text_that_is_only_set_in(self, opening: str) -> None:
        assert html_to_text(f"{opening}2 cs romas</blockquote>").visible == "2 cs romas"


class TestAnyMarkup:
    @given(markups)
    @settings(deadline=None)
    def test_can_be_read(self, markup: str) -> None:
        found = html_to_text(markup)
        assert "\n\n\n" not in found.visible
        (found.visible + found.hidden).encode()

    @pytest.mark.parametrize(
        "markup", ["<![foo[x]]>", "<![ x]>", "<![", "<!", "<?", "</", "<a href=", "&#99999999;", "<a b='"]
    )
    def test_however_broken_keeps_the_words_before_it(self, markup: str) -> None:
        assert seen(f"<p>2 cs romas</p>{markup}").startswith("2 cs romas")

    def test_that_breaks_other_software_is_read(self) -> None:
        for text in naughty_strings():
            html_to_text(text)
            html_to_text(f"<p title='{text}'>{text}")

    @pytest.mark.parametrize(
        "scrap",
        [
            "<a ",
            '<a href="',
            '<a x="&',
            "</a",
            "<!--",
            "<![CDATA[",
            "<?",
            "<!",
            "<div>",
            "<p>x",
            "</b>x",
            "&#",
            "<b x ",
            "<style>.a{",
            "<style>@media{",
            "<table><tr><td>x",
            "<blockquote type=cite>x",
        ],
    )
    def test_ten_times_as_long_takes_about_ten_times_as_long(self, scrap: str) -> None:
        def seconds(markup: str) -> float:
            start = time.process_time()
            html_to_text(markup)
            return time.process_time() - start

        short, long = scrap * (3000 // len(scrap)), scrap * (30_000 // len(scrap))
        assert min(seconds(long) for _ in range(2)) < 30 * max(min(seconds(short) for _ in range(3)), 0.005)


class TestDeepNesting:
    def test_is_read_and_told_like_hidden_text(self) -> None:
        found = html_to_text("<div>" * 5000 + "2 cs romas" + "</div>" * 5000)
        assert found.visible == "2 cs romas"
        assert found.hidden.count("deep") == 1

    def test_cannot_bring_hidden_text_to_light_unnoticed(self) -> None:
        found = html_to_text("<div>" * 300 + "<div style='display:none'>9 cs caviar</div>")
        assert found.hidden != ""

    def test_as_deep_as_people_quote_is_nothing_odd(self) -> None:
        found = html_to_text("<blockquote>" * 150 + "2 cs romas" + "</blockquote>" * 150)
        assert (found.visible, found.hidden) == ("2 cs romas", "")

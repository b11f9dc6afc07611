"""HTML as the text a person sees. What is hidden from them is kept apart, and is never read as their words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from html.parser import HTMLParser

from reading.page_layout import Frame, Layout
from reading.sight import Look, Sheet, look_in, sheet_of

_BLOCKS = frozenset(
    {
        "p",
        "div",
        "br",
        "tr",
        "li",
        "ul",
        "ol",
        "table",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "section",
        "blockquote",
        "address",
        "article",
        "aside",
        "caption",
        "center",
        "dd",
        "dl",
        "dt",
        "fieldset",
        "footer",
        "form",
        "header",
        "main",
        "nav",
        "pre",
    }
)
_APART = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "blockquote", "hr", "pre", "dl", "table"})
_CELLS = frozenset({"td", "th"})
_OPENING = {"table": Frame.TABLE, "tr": Frame.ROW, "td": Frame.CELL, "th": Frame.CELL}
_SILENT = frozenset({"script", "style", "head", "title", "template", "noscript", "svg", "math", "object", "iframe"})
_VOID = frozenset(
    {"br", "hr", "img", "input", "meta", "link", "wbr", "area", "base", "col", "embed", "source", "track"}
)
_DEEPEST = 200
# Comments that mail programs and word processors leave, and nobody else.
_MACHINERY = re.compile(
    r"\s*(?:\[(?:if|endif)\b|startfragment\b|endfragment\b|converted from text/[a-z]{2,8} format\s*$|/?\*)",
    re.IGNORECASE,
)
_LONGEST_STYLE = 4_000
_SIDE_MARK = re.compile(r"border-left(?:-style|-width)?\s{0,5}:(?!\s{0,5}(?:none|0))")
# A "<" that another follows before any ">" is read as no tag: many of them would take the parser hours. Where it may be
# one to a browser, which takes the second "<" for part of it, that is told like hidden text.
_NO_TAG = re.compile(r"<(?![!?])(?=[^<>]*(?:<|\Z))")
_MARKUP_ONLY = re.compile(r"<!doctype\b|<!\[|<\?xml|<!>", re.IGNORECASE)
_DOUBTFUL_TAG = re.compile(r"<[A-Za-z][^<>]*<")


@dataclass(frozen=True)
class HtmlText:
    """What a page says to a person, what it hides from them, and what of it is a quotation."""

    visible: str
    hidden: str


class Sight(StrEnum):
    """Whether a person sees what stands in an element: yes, no, or it is no text at all."""

    VISIBLE = "visible"
    HIDDEN = "hidden"
    SILENT = "silent"


class PageWalker(HTMLParser):
    """Goes through a page, with a stack of open elements that is never deeper than ``_DEEPEST``.

    What is done with it is up to ``opened``, ``closed``, ``said`` and ``kept_back``.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[tuple[str, Sight, Look]] = []
        self._too_deep = False
        self._sheet: Sheet = {}

    def walk(self, markup: str) -> None:
        """Go through a page. Any markup will do; what is not well formed is read as far as it goes."""
        self._sheet = sheet_of(markup)
        self.feed(_NO_TAG.sub("&lt;", markup))
        self.close()
        if _DOUBTFUL_TAG.search(markup):
            self.kept_back("[a tag that may not end]")
        for tag, sight, _ in reversed(self._open):
            self.closed(tag, sight)
        self._open.clear()

    @property
    def sight(self) -> Sight:
        """Whether a person sees what stands here."""
        return self._open[-1][1] if self._open else Sight.VISIBLE

    @property
    def look(self) -> Look:
        """How text looks here."""
        return self._open[-1][2] if self._open else Look()

    def opened(self, tag: str, attributes: dict[str, str], sight: Sight) -> None:
        """An element begins. One that holds nothing, such as a picture, never ends."""

    def closed(self, tag: str, sight: Sight) -> None:
        """An element ends."""

    def met(self, tag: str) -> None:
        """A tag of any kind, also one that is not followed."""

    def said(self, data: str) -> None:
        """Text that a person sees."""

    def kept_back(self, data: str) -> None:
        """Text that is hidden from a person's eye."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.met(tag)
        if tag == "body":
            self.handle_endtag("head")
        attributes = {name: value or "" for name, value in attrs}
        look = look_in(self.look, tag, attributes, self._sheet)
        sight = self._sight_in(tag, look)
        if tag in _VOID:
            self.opened(tag, attributes, sight)
            return
        if len(self._open) >= _DEEPEST:
            if not self._too_deep:
                self.kept_back(f"[elements more than {_DEEPEST} deep]")
            self._too_deep = True
            return
        self._open.append((tag, sight, look))
        self.opened(tag, attributes, sight)

    def handle_endtag(self, tag: str) -> None:
        self.met(tag)
        for at in range(len(self._open) - 1, -1, -1):
            if self._open[at][0] == tag:
                for inner, sight, _ in reversed(self._open[at:]):
                    self.closed(inner, sight)
                del self._open[at:]
                return

    def handle_data(self, data: str) -> None:
        if self.sight is Sight.VISIBLE:
            self.said(data)
        elif self.sight is Sight.HIDDEN and data.strip():
            self.kept_back(data.strip())

    def handle_comment(self, data: str) -> None:
        if data.strip() and not _MACHINERY.match(data):
            self.kept_back(data.strip())

    def parse_comment(self, i: int, report: bool = True) -> int:
        """A comment that nothing ends is the rest of the page."""
        end = self.rawdata.find("-->", i + 4)
        self.handle_comment(self.rawdata[i + 4 : end if end >= 0 else None])
        return end + 3 if end >= 0 else len(self.rawdata)

    def parse_html_declaration(self, i: int) -> int:
        """``<!doctype html>``, ``<![if !mso]>``, and whatever else begins so: nothing that a person sees."""
        return self.parse_comment(i) if self.rawdata.startswith("<!--", i) else self.parse_pi(i)

    def parse_pi(self, i: int) -> int:
        """``<?xml ... >``: nothing that a person sees, up to the next ``>``."""
        end = self.rawdata.find(">", i)
        if end < 0 or not _MARKUP_ONLY.match(self.rawdata, i):
            self.handle_comment(self.rawdata[i : end if end >= 0 else None])
        return end + 1 if end >= 0 else len(self.rawdata)

    def _sight_in(self, tag: str, look: Look) -> Sight:
        if self.sight is Sight.SILENT or tag in _SILENT:
            return Sight.SILENT
        return Sight.VISIBLE if look.seen else Sight.HIDDEN


def html_to_text(markup: str) -> HtmlText:
    """The text of a page. Any markup will do; what is not well formed is read as far as it goes.

    Quoted elements are marked with ``>`` as in plain text. The row of a table is one line, its cells parted by tabs,
    where its cells are no more than words; else one cell stands below the other.
    """
    reader = _Reader()
    reader.walk(markup)
    return HtmlText(reader.text(), "\n".join(reader.hidden))


class _Reader(PageWalker):
    """Collects visible and hidden text."""

    def __init__(self) -> None:
        super().__init__()
        self.hidden: list[str] = []
        self._layout = Layout()
        self._quotes: list[bool] = []

    def text(self) -> str:
        """All that is seen."""
        lines = "\n".join(self._layout.finished())
        return re.sub(r"\n{3,}", "\n\n", lines).strip("\n ")

    def met(self, tag: str) -> None:
        """A block stands on a line of its own, a paragraph apart from the one before."""
        if tag == "br":
            self._layout.end_line()
        elif tag in _APART:
            self._layout.leave_a_gap()
        elif tag in _BLOCKS:
            self._layout.fresh_line()
        elif tag in _CELLS:
            self._layout.add(" ", as_it_stands=False)

    def opened(self, tag: str, attributes: dict[str, str], sight: Sight) -> None:
        """A table, a row, a cell or a quotation begins."""
        if tag == "blockquote":
            cited = _is_citation(attributes)
            self._quotes.append(cited)
            self._layout.depth += cited
        elif tag in _OPENING:
            self._layout.begin(_OPENING[tag])

    def closed(self, tag: str, sight: Sight) -> None:
        """And ends."""
        if tag == "blockquote":
            self._layout.fresh_line()
            self._layout.depth -= self._quotes.pop()
        elif tag in _OPENING:
            self._layout.end(_OPENING[tag])

    def said(self, data: str) -> None:
        """Keep it."""
        self._layout.add(data, as_it_stands=self.look.keeps_lines)

    def kept_back(self, data: str) -> None:
        """Keep it apart."""
        self.hidden.append(data)


def _is_citation(attributes: dict[str, str]) -> bool:
    """Whether a block quotes somebody: others are only set in. A mark down its side is what a reader sees of it."""
    style = attributes.get("style", "")[:_LONGEST_STYLE].lower()
    marked = _SIDE_MARK.search(style) is not None
    named = any(
        word in f"{attributes.get('class', '')} {attributes.get('id', '')}".lower() for word in ("quote", "cite")
    )
    return attributes.get("type", "").lower() == "cite" or "cite" in attributes or marked or (named and not style)

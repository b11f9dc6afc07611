"""HTML as the text a person sees. What is hidden from them is kept apart, and is never read as their words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from html.parser import HTMLParser

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
_CELLS = frozenset({"td", "th"})
_SILENT = frozenset({"script", "style", "head", "title", "template", "noscript", "svg", "math", "object", "iframe"})
_VOID = frozenset(
    {"br", "hr", "img", "input", "meta", "link", "wbr", "area", "base", "col", "embed", "source", "track"}
)
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?![.\d])"
    r"|font-size\s*:\s*(?:[01](?:\.\d+)?(?:px|pt|%)?|0(?:\.[0-2]\d*)?r?em)\s*(?:!important\s*)?(?:;|$)"
    r"|(?<![-\w])color\s*:\s*(?:#fff(?:fff)?\b|white\b|transparent\b|rgb\(\s*255\s*,\s*255\s*,\s*255\s*\))"
    r"|(?<![-\w])(?:max-)?(?:height|width)\s*:\s*0(?:px)?\s*(?:!important\s*)?(?:;|$)|text-indent\s*:\s*-\d{3,}|left\s*:\s*-\d{3,}",
    re.IGNORECASE,
)
_WHITE = frozenset({"white", "#fff", "#ffffff"})
_DEEPEST = 200
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
        self._open: list[tuple[str, Sight]] = []
        self._too_deep = False

    def walk(self, markup: str) -> None:
        """Go through a page. Any markup will do; what is not well formed is read as far as it goes."""
        self.feed(_NO_TAG.sub("&lt;", markup))
        self.close()
        if _DOUBTFUL_TAG.search(markup):
            self.kept_back("[a tag that may not end]")
        for tag, sight in reversed(self._open):
            self.closed(tag, sight)
        self._open.clear()

    @property
    def sight(self) -> Sight:
        """Whether a person sees what stands here."""
        return self._open[-1][1] if self._open else Sight.VISIBLE

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
        sight = self._sight_in(tag, attributes)
        if tag in _VOID:
            self.opened(tag, attributes, sight)
            return
        if len(self._open) >= _DEEPEST:
            if not self._too_deep:
                self.kept_back(f"[elements more than {_DEEPEST} deep]")
            self._too_deep = True
            return
        self._open.append((tag, sight))
        self.opened(tag, attributes, sight)

    def handle_endtag(self, tag: str) -> None:
        self.met(tag)
        for at in range(len(self._open) - 1, -1, -1):
            if self._open[at][0] == tag:
                for inner, sight in reversed(self._open[at:]):
                    self.closed(inner, sight)
                del self._open[at:]
                return

    def handle_data(self, data: str) -> None:
        if self.sight is Sight.VISIBLE:
            self.said(data)
        elif self.sight is Sight.HIDDEN and data.strip():
            self.kept_back(data.strip())

    def handle_comment(self, data: str) -> None:
        if data.strip() and not data.lstrip().startswith("[if"):
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

    def _sight_in(self, tag: str, attributes: dict[str, str]) -> Sight:
        if self.sight is Sight.SILENT or tag in _SILENT:
            return Sight.SILENT
        hides = (
            _HIDING.search(attributes.get("style", ""))
            or "hidden" in attributes
            or attributes.get("aria-hidden") == "true"
            or (tag == "font" and attributes.get("color", "").lower() in _WHITE)
            or (tag == "font" and attributes.get("size") == "0")
        )
        return Sight.HIDDEN if hides or self.sight is Sight.HIDDEN else Sight.VISIBLE


class _Reader(PageWalker):
    """Collects visible and hidden text."""

    def __init__(self) -> None:
        super().__init__()
        self.visible: list[str] = []
        self.hidden: list[str] = []

    def met(self, tag: str) -> None:
        """A block stands on a line of its own, a cell apart from the one before."""
        if tag in _BLOCKS:
            self.visible.append("\n")
        elif tag in _CELLS:
            self.visible.append("  ")

    def said(self, data: str) -> None:
        """Keep it."""
        self.visible.append(re.sub(r"\s+", " ", data))

    def kept_back(self, data: str) -> None:
        """Keep it apart."""
        self.hidden.append(data)


def html_to_text(markup: str) -> HtmlText:
    """The text of a page. Any markup will do; what is not well formed is read as far as it goes."""
    reader = _Reader()
    reader.walk(markup)
    lines = [line.strip() for line in "".join(reader.visible).split("\n")]
    visible = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    return HtmlText(visible, "\n".join(reader.hidden))

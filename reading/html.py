"""HTML as the text a person sees. What is hidden from them is kept apart, and is never read as their words."""

from __future__ import annotations

import re
from dataclasses import dataclass
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


class _Reader(HTMLParser):
    """Collects visible and hidden text with a stack of open elements; never deeper than ``_DEEPEST``."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.visible: list[str] = []
        self.hidden: list[str] = []
        self._open: list[tuple[str, str]] = []
        self._too_deep = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._break_for(tag)
        if tag == "body":
            self.handle_endtag("head")
        if tag in _VOID:
            return
        if len(self._open) >= _DEEPEST:
            if not self._too_deep:
                self.hidden.append(f"[elements more than {_DEEPEST} deep]")
            self._too_deep = True
            return
        self._open.append((tag, self._state(tag, {name: value or "" for name, value in attrs})))

    def handle_endtag(self, tag: str) -> None:
        self._break_for(tag)
        for at in range(len(self._open) - 1, -1, -1):
            if self._open[at][0] == tag:
                del self._open[at:]
                return

    def handle_data(self, data: str) -> None:
        state = self._open[-1][1] if self._open else "visible"
        if state == "visible":
            self.visible.append(re.sub(r"\s+", " ", data))
        elif state == "hidden" and data.strip():
            self.hidden.append(data.strip())

    def handle_comment(self, data: str) -> None:
        if data.strip() and not data.lstrip().startswith("[if"):
            self.hidden.append(data.strip())

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

    def _state(self, tag: str, attributes: dict[str, str]) -> str:
        inherited = self._open[-1][1] if self._open else "visible"
        if inherited == "silent" or tag in _SILENT:
            return "silent"
        hides = (
            _HIDING.search(attributes.get("style", ""))
            or "hidden" in attributes
            or attributes.get("aria-hidden") == "true"
            or (tag == "font" and attributes.get("color", "").lower() in _WHITE)
            or (tag == "font" and attributes.get("size") == "0")
        )
        return "hidden" if hides or inherited == "hidden" else "visible"

    def _break_for(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.visible.append("\n")
        elif tag in _CELLS:
            self.visible.append("  ")


def html_to_text(markup: str) -> HtmlText:
    """The text of a page. Any markup will do; what is not well formed is read as far as it goes."""
    reader = _Reader()
    reader.feed(_NO_TAG.sub("&lt;", markup))
    reader.close()
    if _DOUBTFUL_TAG.search(markup):
        reader.hidden.append("[a tag that may not end]")
    lines = [line.strip() for line in "".join(reader.visible).split("\n")]
    visible = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    return HtmlText(visible, "\n".join(reader.hidden))

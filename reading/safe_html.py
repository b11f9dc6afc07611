"""A mail's HTML made safe to look at: words, tables and the mail's own pictures, and nothing that acts or reaches out.

The page is written anew from what a person would see of it, as ``reading.html`` goes through it, and then cleaned once
more by a library that parses as browsers do. What was left out is said at the top.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from html import escape
from urllib.parse import unquote

import nh3

from reading.file_kinds import FileKind, kind_of
from reading.html import PageWalker, Sight
from reading.mail import MailPage

LONGEST_PAGE = 500_000
_LARGEST_PICTURE = 2_000_000
_LARGEST_PICTURES = 6_000_000
_LONGEST_ADDRESS = 200
_MOST_COLUMNS = 200

_STYLE = """
:root { color-scheme: light dark; }
body { margin: 12px; font: 14px/1.45 system-ui, sans-serif; overflow-wrap: anywhere; }
table { border-collapse: collapse; }
td, th { padding: 2px 6px; vertical-align: top; text-align: left; }
img { max-width: 100%; height: auto; }
blockquote { margin: 4px 0 4px 4px; padding-left: 10px; border-left: 2px solid GrayText; }
pre { white-space: pre-wrap; }
.left-out { border-bottom: 1px solid GrayText; padding-bottom: 6px; }
.left-out, .address, .picture { color: GrayText; }
"""
STYLE_SHA256 = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()

_KEPT_AS = {
    **{tag: tag for tag in ("p", "div", "span", "b", "strong", "i", "em", "u", "s", "del", "ins", "sub", "sup")},
    **{tag: tag for tag in ("small", "code", "pre", "blockquote", "ul", "ol", "li", "dl", "dt", "dd", "mark")},
    **{tag: tag for tag in ("table", "caption", "thead", "tbody", "tfoot", "tr", "td", "th")},
    **{tag: tag for tag in ("h1", "h2", "h3", "h4", "h5", "h6", "br", "hr")},
    **dict.fromkeys(("center", "section", "article", "header", "footer", "main", "aside", "address"), "div"),
    **dict.fromkeys(("fieldset", "form", "figure", "figcaption", "nav", "legend", "body"), "div"),
    "strike": "s",
    "font": "span",
    "a": "span",
}
_NEVER_END = frozenset({"br", "hr"})
_STRUCK_INSIDE = frozenset({"p", "span", "font", "a", "td", "th", "li", "div", "b", "i", "em", "strong"})
_STRUCK = re.compile(r"text-decoration(?:-line)?\s*:[^;]{0,80}line-through", re.IGNORECASE)
_PICTURES = frozenset({FileKind.PNG, FileKind.JPEG, FileKind.GIF})
_DATA = re.compile(r"data:image/(?:png|jpe?g|gif);base64,", re.IGNORECASE)
_SCHEME = re.compile(r"^(?:https?://|mailto:|tel:)(?:www\.)?", re.IGNORECASE)
_CELLS_SPANNED = re.compile(r"[1-9]\d{0,2}")

_cleaner = nh3.Cleaner(
    tags={*_KEPT_AS.values(), "img"},
    attributes={
        "img": {"src", "alt"},
        "td": {"colspan", "rowspan"},
        "th": {"colspan", "rowspan"},
        "p": {"class"},
        "span": {"class"},
    },
    url_schemes={"data"},
    link_rel=None,
    strip_comments=True,
)


def safe_page(page: MailPage) -> str:
    """A mail's HTML as a whole page that may be shown in a sandboxed frame."""
    writer = _Writer(page.pictures)
    writer.walk(page.markup[:LONGEST_PAGE])
    notes = writer.notes()
    if len(page.markup) > LONGEST_PAGE:
        notes.append(f"Only its first {LONGEST_PAGE:,} characters are shown.")
    told = f'<p class="left-out">{escape(" ".join(notes))}</p>' if notes else ""
    body = _cleaner.clean("".join(writer.written))
    return (
        f'<!doctype html>\n<html><head><meta charset="utf-8"><title>Message</title><style>{_STYLE}</style></head>'
        f"<body>{told}{body}</body></html>\n"
    )


class _Writer(PageWalker):
    """Writes a page anew. ``written`` is markup in which every element ends and every text is escaped."""

    def __init__(self, pictures: dict[str, bytes]) -> None:
        super().__init__()
        self.written: list[str] = []
        self._pictures = pictures
        self._room = _LARGEST_PICTURES
        self._ends: list[str] = []
        self._links: list[tuple[str, int]] = []
        self._hidden = False
        self._not_shown = 0

    def notes(self) -> list[str]:
        """What was left out, as sentences."""
        notes = []
        if self._hidden:
            notes.append("Text that this mail hides from a reader is left out.")
        if self._not_shown:
            many = self._not_shown > 1
            notes.append(
                f"{self._not_shown} picture{'s' if many else ''} from outside {'are' if many else 'is'} left out."
            )
        return notes

    def opened(self, tag: str, attributes: dict[str, str], sight: Sight) -> None:
        """Write the beginning of an element that is kept."""
        if tag == "img":
            if sight is Sight.VISIBLE:
                self._write_picture(attributes)
            return
        kept = _KEPT_AS.get(tag) if sight is Sight.VISIBLE else None
        begin, end = "", ""
        if kept is not None:
            begin = f"<{kept}{_spans(attributes) if kept in ('td', 'th') else ''}>"
            end = "" if kept in _NEVER_END else f"</{kept}>"
            if tag in _STRUCK_INSIDE and _STRUCK.search(attributes.get("style", "")):
                begin, end = f"{begin}<s>", f"</s>{end}"
        self.written.append(begin)
        if tag in _KEPT_AS and tag not in _NEVER_END:
            self._ends.append(end)
        if tag == "a":
            self._links.append((attributes.get("href", ""), len(self.written)))

    def closed(self, tag: str, sight: Sight) -> None:
        """Write its end; behind a link, where it leads."""
        if tag not in _KEPT_AS or tag in _NEVER_END:
            return
        if tag == "a":
            address, begin = self._links.pop()
            if sight is Sight.VISIBLE:
                self._write_address(address, "".join(self.written[begin:]))
        self.written.append(self._ends.pop())

    def said(self, data: str) -> None:
        """Write text."""
        self.written.append(escape(data))

    def kept_back(self, data: str) -> None:
        """Remember that there was something hidden."""
        self._hidden = True

    def _write_address(self, address: str, shown: str) -> None:
        words = re.sub(r"<[^>]*>", "", shown)
        bare = escape(_bare(address))
        if bare and bare != _bare(words):
            long = len(address) > _LONGEST_ADDRESS
            told = escape(address[:_LONGEST_ADDRESS]) + ("…" if long else "")
            self.written.append(f' <span class="address">[{told}]</span>')

    def _write_picture(self, attributes: dict[str, str]) -> None:
        content = self._picture(attributes.get("src", "").strip())
        kind = kind_of(content) if content and len(content) <= min(_LARGEST_PICTURE, self._room) else None
        alt = escape(attributes.get("alt", "")[:_LONGEST_ADDRESS])
        if content and kind in _PICTURES:
            self._room -= len(content)
            encoded = base64.b64encode(content).decode()
            self.written.append(f'<img src="data:{kind};base64,{encoded}" alt="{alt}">')
            return
        self._not_shown += 1
        if alt.strip():
            self.written.append(f'<span class="picture">[{alt}]</span>')

    def _picture(self, source: str) -> bytes | None:
        """The bytes of a picture that the mail brings itself."""
        if source[:4].lower() == "cid:":
            return self._pictures.get(unquote(source[4:]))
        inline = _DATA.match(source)
        if inline is None or len(source) > 2 * _LARGEST_PICTURE:
            return None
        try:
            return base64.b64decode("".join(source[inline.end() :].split()), validate=True)
        except (binascii.Error, ValueError):
            return None


def _spans(attributes: dict[str, str]) -> str:
    """How many columns and rows a cell spans, where that is a number a table can have."""
    wanted = ((name, attributes.get(name, "").strip()) for name in ("colspan", "rowspan"))
    fit = ((name, value) for name, value in wanted if _CELLS_SPANNED.fullmatch(value) and int(value) <= _MOST_COLUMNS)
    return "".join(f' {name}="{value}"' for name, value in fit)


def _bare(address: str) -> str:
    return _SCHEME.sub("", address.strip()).rstrip("/").casefold()

"""What a mail program writes over the words of others: "On Monday X wrote:", a block of headers, a line of dashes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from reading.mail.words import mail_words
from reading.tokens import fold

MOST_MARKS = 50
_LONGEST_HEADING = 400
_MOST_BLANKS = 10
_MOST_HEADER_LINES = 40
_MOST_SEPARATOR_WORDS = 14
_MOST_ATTRIBUTION_LINES = 3
_MARKS = re.compile(r"[ \t]{0,3}((?:>[ \t]?)+)")
_HEADER = re.compile(r"\s*[*_]{0,2}([^\W\d_][^:*_]{0,24}?)\s?[*_]{0,2}:[*_]{0,2}(?=\s|$)")
_RULE = re.compile(r"\s*[_\-=]{5,}\s*$")
_DASHES = re.compile(r"\s*[-_*=]{2,}")
_MORE_THAN_MARKS = re.compile(r"[^\W_]")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_CLOCK = re.compile(r"(?<!\d)\d{1,2}[:.h]\d{2}(?!\d)")
_DIGIT = re.compile(r"\d")
_ADDRESS = re.compile(r"[A-Za-z0-9._%+'\-]{1,64}@[A-Za-z0-9\-]{1,63}(?:\.[A-Za-z0-9\-]{1,63}){1,8}")
_NEEDED = frozenset({"sent", "subject"})


class Above(StrEnum):
    """What kind of heading stands over somebody's words."""

    WROTE = "wrote"
    HEADERS = "headers"
    ORIGINAL = "original"
    FORWARDED = "forwarded"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a mail: how many quotation marks stand before it, and what stands behind them."""

    depth: int
    words: str

    @property
    def blank(self) -> bool:
        """Whether it says nothing."""
        return not self.words.strip()


@dataclass(frozen=True)
class Heading:
    """A heading from one line to before another. ``depth`` is that of the words below it."""

    above: Above
    end: int
    depth: int


def lines_of(text: str) -> list[Line]:
    """The lines of a text, their quotation marks counted and taken off."""
    return [_line(line) for line in text.split("\n")]


def _line(line: str) -> Line:
    marks = _MARKS.match(line)
    return Line(min(marks[1].count(">"), MOST_MARKS), line[marks.end() :]) if marks else Line(0, line)


def heading_at(lines: Sequence[Line], at: int, *, alone: bool = False) -> Heading | None:
    """The heading that begins at a line, if one does.

    ``alone``: the lines are known to be somebody else's, so that a weak sign is enough.
    """
    line = lines[at]
    if len(line.words) > _LONGEST_HEADING or line.blank:
        return None
    separator = _separator(line)
    if separator is not None:
        return _over(separator, lines, at, _end_of_headers(lines, at + 1, line.depth))
    first = _next_said(lines, at + 1) if _RULE.match(line.words) else at
    if first is not None and lines[first].depth == line.depth and _is_header_block(lines, first):
        return _over(Above.HEADERS, lines, at, _end_of_headers(lines, first, line.depth))
    return _attribution(lines, at, alone)


def _over(above: Above, lines: Sequence[Line], at: int, end: int) -> Heading:
    """A heading with the depth of what stands below it: marked words, or all that follows."""
    below = _next_said(lines, end)
    depth = lines[at].depth
    if below is not None and lines[below].depth > depth:
        return Heading(above, below, depth + 1)
    return Heading(above, end, depth + 1 if lines[end - 1].depth > depth else depth)


def _separator(line: Line) -> Above | None:
    """``-----Original Message-----`` and ``Begin forwarded message:``."""
    words = line.words.strip()
    dashed = _DASHES.match(words) is not None or words.endswith("--")
    if not (dashed or words.endswith(":")) or len(words.split()) > _MOST_SEPARATOR_WORDS:
        return None
    folded = fold(words)
    for above, pattern in ((Above.FORWARDED, mail_words().forwarded), (Above.ORIGINAL, mail_words().original)):
        found = pattern.search(folded)
        # Dashes may stand around more ("Forwarded by X on ..."); a bare phrase is all there is.
        if found and (dashed or not _MORE_THAN_MARKS.search(folded[: found.start()] + folded[found.end() :])):
            return above
    return None


def header_of(line: Line) -> str | None:
    """What the header in a line means (``from``, ``sent``, ``to``, ``subject``); None where it is none."""
    found = _HEADER.match(line.words)
    return mail_words().headers.get(fold(found[1]).strip()) if found else None


def _is_header_block(lines: Sequence[Line], first: int) -> bool:
    """Whether a block of headers begins here. It begins with who wrote: "To: dock 3" alone is an order's own line."""
    if header_of(lines[first]) != "from":
        return False
    end = _end_of_headers(lines, first, lines[first].depth)
    return bool(_NEEDED & {header_of(line) for line in lines[first:end]})


def _end_of_headers(lines: Sequence[Line], first: int, depth: int) -> int:
    """Behind the last header of a block; where none begins, the place it was looked for."""
    end = first
    spaced: bool | None = None
    told: set[str] = set()
    at = _next_said(lines, first)
    while at is not None and at - first < _MOST_HEADER_LINES and depth <= lines[at].depth <= depth + 1:
        apart = at > end and end > first
        meaning = header_of(lines[at])
        continues = meaning is None and end > first and not apart and "@" in lines[at].words
        again = meaning == "from" and "from" in told
        if (meaning is None and not continues) or (apart and spaced is False) or again:
            break
        told.add(meaning or "")
        if end > first and not continues and spaced is None:
            spaced = apart
        end = at + 1
        at = _next_said(lines, end)
    return end


def _next_said(lines: Sequence[Line], at: int) -> int | None:
    """The next line that says something; None where too many blank ones stand before it."""
    for near in range(at, min(at + _MOST_BLANKS, len(lines))):
        if not lines[near].blank:
            return near
    return None


def _attribution(lines: Sequence[Line], at: int, alone: bool) -> Heading | None:
    """``On Monday X wrote:``, in one line, or in up to three where the first has a day or an address to show for it."""
    depth = lines[at].depth
    told = ""
    for end in range(at + 1, min(at + _MOST_ATTRIBUTION_LINES, len(lines)) + 1):
        line = lines[end - 1]
        if line.depth != depth or line.blank:
            return None
        if end > at + 1 and not _goes_on(told, line.words.strip()):
            return None
        told = f"{told} {line.words.strip()}".strip()
        if len(told) > _LONGEST_HEADING:
            return None
        if told.endswith(":"):
            heading = _over(Above.WROTE, lines, at, end)
            marked = alone or heading.depth > depth
            return heading if _says_who_wrote(told, marked, several=end > at + 1) else None
    return None


def _goes_on(told: str, more: str) -> bool:
    """Whether a line that is told begins to say who wrote when, and another one goes on with it.

    An order's last line ("on friday 2 cs") above somebody's "X wrote:" does neither.
    """
    if not (_is_led(told) or "@" in told):
        return False
    wrote = mail_words().wrote
    shows = wrote.search(fold(told)) is not None
    dated = _YEAR.search(told) is not None
    if _CLOCK.search(told) and (dated or shows):
        return True
    continues = more.startswith("<") or wrote.match(fold(more)) is not None or _ADDRESS.match(more) is not None
    return continues and (dated or shows or "@" in told)


def _is_led(told: str) -> bool:
    return fold(told.split()[0]) in mail_words().wrote_lead


def _says_who_wrote(told: str, marked: bool, several: bool) -> bool:
    wrote = mail_words().wrote.search(fold(told)) is not None
    addressed = _ADDRESS.search(told) is not None
    if marked or several:
        return wrote or (addressed and _CLOCK.search(told) is not None and _YEAR.search(told) is not None)
    return wrote and _DIGIT.search(told) is not None and (addressed or _is_led(told))


def address_in(line: str) -> str | None:
    """The first mail address in a line, in lower case."""
    found = _ADDRESS.search(line[:_LONGEST_HEADING])
    return found[0].lower() if found else None

"""A mail's text parted by who said it: what is new, what is quoted of earlier mails, what is passed on of others'.

Nothing is lost: every line is in one of the passages. Where nothing tells whose words they are, they are new ones.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from domain.mail_domains import domain_of
from domain.messages import PartKind
from reading.blanking import blank
from reading.mail.headings import Above, Heading, Line, address_in, header_of, heading_at, lines_of
from reading.mail.words import mail_words
from reading.tokens import fold

# Stands in a quoted passage where the writer put words of their own between its lines.
ANSWERED = "[…]"
MOST_PASSAGES = 20
_SUBJECT_MARK = re.compile(r"\s*(?:\[[^\]]{0,60}\]\s*)?([^\W\d_]{1,14}\.?)\s*(?:[\[(]\d{1,3}[\])])?\s*[:：]")


@dataclass(frozen=True)
class Passage:
    """Words of somebody else: ``kind`` is QUOTED or FORWARDED. A heading that says whose they are stands above them."""

    kind: PartKind
    text: str


@dataclass(frozen=True)
class Passages:
    """What is new, and what stands of others, the nearest first."""

    new: str
    earlier: tuple[Passage, ...]


@dataclass
class _Block:
    """A passage while its lines are gathered. ``answered`` counts the new words at the time of its last line."""

    kind: PartKind
    lines: list[str] = field(default_factory=list)
    answered: int = 0


def passages_of(text: str, subject: str = "", recipient: str = "") -> Passages:
    """Part a mail's text.

    The subject ("Fwd: ...") tells whether the words of others are passed on or answered. So do their headers, where
    they name addresses: what neither came from the recipient's house nor went there is passed on to it.

    Marked lines (``>``) are others' wherever they stand; their marks are taken off. Below a heading over unmarked
    words all that follows is others'.
    """
    lines = lines_of(text)
    if _is_one_line_of_its_own(lines, subject):
        return Passages(text, ())
    passes_on = is_forward(subject)
    new = _Block(PartKind.BODY)
    blocks = [new]
    open_at: dict[int, _Block] = {0: new}
    new_words = 0
    at = 0
    while at < len(lines):
        heading = heading_at(lines, at)
        if heading is not None:
            parent = open_at[max(depth for depth in open_at if depth <= lines[at].depth)]
            above = lines[at : heading.end]
            kind = _kind_below(heading, parent.kind, passes_on or _is_between_others(above, domain_of(recipient)))
            block = _Block(kind, [line.words for line in above], new_words)
            for depth in [depth for depth in open_at if depth >= heading.depth]:
                del open_at[depth]
            at = heading.end
            open_at[heading.depth] = block
            blocks.append(block)
            continue
        line = lines[at]
        here = open_at.get(line.depth)
        if here is None:
            here = open_at[line.depth] = _Block(PartKind.QUOTED, [], new_words)
            blocks.append(here)
        if here is new:
            new_words += not line.blank
        elif here.answered != new_words and not line.blank:
            here.lines += [ANSWERED] if here.lines else []
            here.answered = new_words
        here.lines.append(line.words)
        at += 1
    earlier = _together([Passage(b.kind, text) for b in blocks[1:] if (text := "\n".join(b.lines).strip("\n")).strip()])
    return Passages("\n".join(new.lines).strip("\n").rstrip() if earlier else text, earlier)


def _is_between_others(heading: Sequence[Line], house: str) -> bool:
    """Whether headers name who wrote and to whom, and nobody of that house is among them."""
    told = {meaning: domain_of(address_in(line.words) or "") for line in heading if (meaning := header_of(line))}
    return bool(house and told.get("from") and told.get("to")) and house not in told.values()


def _is_one_line_of_its_own(lines: list[Line], subject: str) -> bool:
    """Whether a single marked line of a mail that answers nothing may be the writer's own: "> 20 m, not less"."""
    marked = [at for at, line in enumerate(lines) if line.depth]
    if len(marked) != 1 or is_reply(subject):
        return False
    return all(heading_at(lines, at) is None for at in range(len(lines)))


def _together(earlier: list[Passage]) -> tuple[Passage, ...]:
    """The passages, of an endless chain the oldest ones as one."""
    if len(earlier) <= MOST_PASSAGES:
        return tuple(earlier)
    oldest = "\n\n".join(passage.text for passage in earlier[MOST_PASSAGES - 1 :])
    return (*earlier[: MOST_PASSAGES - 1], Passage(PartKind.QUOTED, oldest))


def _kind_below(heading: Heading, parent: PartKind, passes_on: bool) -> PartKind:
    """Somebody's mail is passed on only by the writer, or by whom the writer passes on; all else is earlier talk."""
    if parent is PartKind.QUOTED or heading.above is Above.WROTE:
        return PartKind.QUOTED
    if heading.above is Above.FORWARDED or (passes_on and parent is PartKind.BODY):
        return PartKind.FORWARDED
    return PartKind.QUOTED


def is_forward(subject: str) -> bool:
    """Whether a subject begins with a mark of passing on: "Fwd:", "WG:", "TR :", "RV:"."""
    return _subject_mark(subject) in mail_words().forward_marks


def is_reply(subject: str) -> bool:
    """Whether a subject begins with a mark of answering: "Re:", "AW:"."""
    return _subject_mark(subject) in mail_words().reply_marks


def _subject_mark(subject: str) -> str:
    mark = _SUBJECT_MARK.match(subject)
    return fold(mark[1]) if mark else ""


def forwarded_sender(text: str) -> str | None:
    """The mail address of who wrote a passage, by the heading above it; None where it names none."""
    lines = _heading_lines(text)
    senders = [line for line in lines if header_of(line) == "from"] or lines
    return next((address for line in senders if (address := address_in(line.words)) is not None), None)


def blank_heading(text: str) -> str:
    """A passage with its heading blanked out in place: a date or a name in it is not said by who wrote."""
    end = sum(len(line) + 1 for line in text.split("\n")[: len(_heading_lines(text))])
    return blank(text, 0, min(end, len(text)))


def doubt_about(text: str) -> str | None:
    """Why a passage may not be simply what was said before, or new, as a sentence; None where nothing is odd."""
    if any(line.depth for line in lines_of(text)):
        return "A line is marked as quoted, but may be the writer's own."
    if ANSWERED in text.split("\n"):
        return "The mail answers between the lines that it quotes; what an answer means depends on the line above it."
    if not _heading_lines(text):
        return "Lines are marked as quoted, but nothing says whose words they are."
    return None


def _heading_lines(text: str) -> list[Line]:
    lines = lines_of(text)
    heading = heading_at(lines, 0, alone=True)
    return lines[: heading.end] if heading else []

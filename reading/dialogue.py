"""A call's transcript parted into turns: what the customer's side said, and what the desk's side did."""

from __future__ import annotations

import re
from dataclasses import dataclass

from reading.blanking import blank
from reading.languages import languages
from reading.sections import phrases_of
from reading.tokens import fold, tokenize

_SPEAKER = re.compile(r"^[ \t]*([^\W\d_][\w .'\-]{0,30}?)[ \t]*:(?!\d)[ \t]*", re.MULTILINE)
_SECTION = "calls"


@dataclass(frozen=True)
class Turn:
    """What one side said before the other spoke again. ``start`` to ``end`` is the turn in the text, label left out."""

    speaker: str
    desk: bool
    start: int
    end: int


@dataclass(frozen=True)
class Dialogue:
    """A call: its turns, the text with everything but the customer's turns blanked out, and what the desk's side said.

    Without speaker labels there are no turns and all of it is the customer's.
    """

    customers: str
    reps: str
    turns: tuple[Turn, ...] = ()


def split_dialogue(text: str, theirs: frozenset[str] = frozenset(), ours: frozenset[str] = frozenset()) -> Dialogue:
    """Part a call's transcript by its speaker labels.

    Who is the desk's side is told by a label of that meaning in any language; where the labels are names, by the
    customer's names or the desk's.

    Args:
        theirs: folded words of the customer's names and people.
        ours: folded words of the distributor's name.
    """
    labels = list(_SPEAKER.finditer(text))
    sides = _sides([_name(label) for label in labels], text, theirs, ours) if len(labels) > 1 else {}
    if not any(sides.values()):
        return Dialogue(text, "")
    # A label of neither side is a word of the turn that it stands in: "PO: 4471".
    labels = [label for label in labels if _name(label) in sides]
    turns: list[Turn] = []
    kept: list[str] = [text[: labels[0].start()]]
    for label, following in zip(labels, [*labels[1:], None], strict=True):
        end = following.start() if following else len(text)
        turn = Turn(label[1].strip(), sides[_name(label)], label.end(), end)
        turns.append(turn)
        said = text[label.end() : end]
        kept.append(_blanks(label.group()) + (_blanks(said) if turn.desk else said))
    reps = "\n".join(text[turn.start : turn.end].strip() for turn in turns if turn.desk)
    return Dialogue("".join(kept), reps, tuple(turns))


def only(text: str, turn: Turn) -> str:
    """The text with everything but one turn blanked out, so that offsets stay true."""
    return _blanks(text[: turn.start]) + text[turn.start : turn.end] + _blanks(text[turn.end :])


def _blanks(text: str) -> str:
    return blank(text, 0, len(text))


def _sides(labels: list[str], text: str, theirs: frozenset[str], ours: frozenset[str]) -> dict[str, bool]:
    """Which speakers are the desk's side; none where that cannot be told."""
    said = phrases_of(_SECTION, tuple(languages()))
    speakers = list(dict.fromkeys(labels))
    desk = {one for one in speakers if _is_of(said.places("desk_speakers", one.split()), one)}
    customers = {one for one in speakers if _is_of(said.places("customer_speakers", one.split()), one)}
    if not desk and customers:
        desk = set(speakers) - customers
    if not desk and len(speakers) == 2:
        named = {one for one in speakers if set(one.split()) & theirs}
        if len(named) == 1:
            desk = set(speakers) - named
        elif ours and {token.folded for token in tokenize(text.split("\n", 1)[0])} & ours:
            # Whoever answers says whose desk it is.
            desk = {speakers[0]}
    known = customers | {one for one in speakers if set(one.split()) & theirs} - desk
    known = known or set([one for one in speakers if one not in desk][:1])
    return {one: one in desk for one in speakers if one in desk or one in known}


def _name(label: re.Match[str]) -> str:
    return fold(label[1]).strip()


def _is_of(places: list[tuple[int, int]], label: str) -> bool:
    return any(first == 0 or last == len(label.split()) for first, last in places)

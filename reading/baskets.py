"""Changes to an order that is only pointed at: "the usual, but double the lox and no kale" as typed operations.

The basket itself comes from history; here is only what the words do to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from reading.languages import Lexicon
from reading.numbers import amount_at
from reading.tokens import Kind, Token

_OPERATIONS = ("dropping", "setting", "doubling", "adding")
_CONTAINER_ONLY = frozenset({"LB", "OZ", "KG", "GAL", "QT", "PT", "L"})


class ChangeKind(StrEnum):
    """What a change does: leave a line out, set its quantity, double it, or add a line."""

    DROP = "drop"
    SET = "set"
    DOUBLE = "double"
    ADD = "add"


@dataclass(frozen=True, slots=True)
class Change:
    """One change. ``was`` is the quantity it replaces, where they name it ("instead of 4")."""

    kind: ChangeKind
    tokens: tuple[Token, ...]
    words: tuple[Token, ...]
    amount: Decimal | None = None
    unit_code: str | None = None
    was: Decimal | None = None


@dataclass(frozen=True, slots=True)
class ChangesReading:
    """The changes of a text, and the tokens that are part of none."""

    changes: tuple[Change, ...]
    rest: tuple[Token, ...]


def read_changes(tokens: Sequence[Token], settled: frozenset[int], lexicon: Lexicon) -> ChangesReading:
    """Read what a text changes in the order it points at. ``settled`` tokens mean something else already."""
    changes: list[Change] = []
    rest: list[Token] = []
    for segment in _segments(tokens, settled, lexicon):
        change = _change(segment, lexicon)
        if change is None:
            rest.extend(segment)
        else:
            changes.append(change)
    return ChangesReading(tuple(changes), tuple(rest))


def _operation(token: Token, lexicon: Lexicon) -> str | None:
    return next((kind for kind in _OPERATIONS if lexicon.has(kind, token.folded)), None)


def _segments(tokens: Sequence[Token], settled: frozenset[int], lexicon: Lexicon) -> list[list[Token]]:
    """The text parted at marks, at joining words, and before each word that begins a change."""
    segments: list[list[Token]] = [[]]
    for position, token in enumerate(tokens):
        broken = position in settled or token.kind is not Kind.WORD or lexicon.has("separators", token.folded)
        if broken and _operation(token, lexicon) is None:
            segments.append([])
            continue
        begins = _operation(token, lexicon) is not None
        if begins and segments[-1] and _operation(segments[-1][-1], lexicon) is None:
            segments.append([])
        segments[-1].append(token)
    return [segment for segment in segments if segment]


def _change(segment: list[Token], lexicon: Lexicon) -> Change | None:
    """A segment that begins with words of change, as one change; None where it does not, or names nothing."""
    operations: list[str] = []
    at = 0
    while at < len(segment) and (operation := _operation(segment[at], lexicon)) is not None:
        operations.append(operation)
        at += 1
    said = segment[at:]
    if not operations or not said:
        return None
    if "dropping" in operations:
        return _named(ChangeKind.DROP, segment, said, lexicon)
    if "doubling" in operations:
        return _named(ChangeKind.DOUBLE, segment, said, lexicon)
    kind = ChangeKind.ADD if "adding" in operations else ChangeKind.SET
    amount = amount_at(said, 0, lexicon)
    if amount is None or not amount.value:
        return None
    said = said[amount.length :]
    unit = lexicon.units.get(said[0].folded) if said else None
    if unit is not None and unit not in _CONTAINER_ONLY and len(said) > 1:
        said = said[1:]
    else:
        unit = None
    said, was = _cut_at_instead(said, lexicon)
    named = _named(kind, segment, said, lexicon)
    if named is None:
        return None
    return Change(kind, named.tokens, named.words, amount.value, unit, was)


def _cut_at_instead(said: list[Token], lexicon: Lexicon) -> tuple[list[Token], Decimal | None]:
    """``wing sauce instead of 4`` as the words and the 4."""
    at = next((i for i, token in enumerate(said) if lexicon.has("instead", token.folded)), None)
    if at is None:
        return said, None
    was = next((a.value for i in range(at + 1, len(said)) if (a := amount_at(said, i, lexicon)) is not None), None)
    return said[:at], was


def _named(kind: ChangeKind, segment: list[Token], said: Sequence[Token], lexicon: Lexicon) -> Change | None:
    words = tuple(t for t in said if not lexicon.has("filler", t.folded) and not lexicon.has("courtesy", t.folded))
    return Change(kind, tuple(segment), words) if words else None

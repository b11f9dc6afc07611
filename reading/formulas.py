"""What people say beside an order in the same words every time: "that's all for today", "any questions just call".

A formula is a whole part of a text, so that "nothing else but 2 cases" is none; commas inside it do not matter. The
languages list them by what they are about; nothing in them orders or changes anything.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache

from reading.languages import Lexicon
from reading.languages.tables import tables
from reading.tokens import Kind, Token, tokenize

_INNER_MARKS = frozenset({",", "'", "’"})
# Before and behind a formula these belong to neither side: "ok, that's all", "no rush at all thanks".
_BESIDE = ("courtesy", "greetings", "hesitations", "separators", "farewell", "titles")


@dataclass(frozen=True, slots=True)
class Formula:
    """Where a formula stands, and what it is about: ``closing``, ``small``..."""

    place: range
    about: str


def find_formulas(tokens: Sequence[Token], dated: Collection[int], lexicon: Lexicon) -> list[Formula]:
    """The formulas of a text in order, the longest at each place; ``dated`` are the positions of dates."""
    found: list[Formula] = []
    at = 0
    while at < len(tokens):
        formula = _formula_at(tokens, at, dated, lexicon) if _begins(tokens, at, dated, lexicon) else None
        if formula is not None:
            found.append(formula)
        at = formula.place.stop if formula is not None else at + 1
    return found


def _formula_at(tokens: Sequence[Token], at: int, dated: Collection[int], lexicon: Lexicon) -> Formula | None:
    """The longest formula that begins at a token and ends where a part does."""
    ends = [(_behind(tokens, at, said), about) for said, about in _formulas().get(tokens[at].folded, ())]
    whole = [(end, about) for end, about in ends if end is not None and _closes(tokens, end, dated, lexicon)]
    end, about = max(whole, default=(at, ""))
    return Formula(range(at, end), about) if whole else None


@cache
def _formulas() -> dict[str, tuple[tuple[tuple[str, ...], str], ...]]:
    """The formulas of every language, whichever a text is in, by their first words: all words, and what it is about."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for language in tables().values():
        for about, formulas in language["formulas"].items():
            for formula in formulas:
                said = tuple(token.folded for token in tokenize(formula) if token.kind is Kind.WORD)
                found.setdefault(said[0], []).append((said, about))
    return {first: tuple(formulas) for first, formulas in found.items()}


def _behind(tokens: Sequence[Token], at: int, formula: Sequence[str]) -> int | None:
    """The position behind a formula that stands at a token; None where it does not."""
    for place, word in enumerate(formula):
        while place and at < len(tokens) and tokens[at].text in _INNER_MARKS:
            at += 1
        if at >= len(tokens) or tokens[at].folded != word:
            return None
        at += 1
    return at


def _begins(tokens: Sequence[Token], at: int, dated: Collection[int], lexicon: Lexicon) -> bool:
    before = tokens[at - 1] if at else None
    return before is None or before.kind is not Kind.WORD or at - 1 in dated or _is_beside(before, lexicon)


def _closes(tokens: Sequence[Token], end: int, dated: Collection[int], lexicon: Lexicon) -> bool:
    behind = tokens[end] if end < len(tokens) else None
    if behind is None or behind.kind is not Kind.WORD or end in dated:
        return True
    if behind.folded in lexicon.phrases["date_lead"]:
        return end + 1 in dated or end + 2 in dated
    return _is_beside(behind, lexicon)


def _is_beside(token: Token, lexicon: Lexicon) -> bool:
    return any(lexicon.has(kind, token.folded) for kind in _BESIDE)

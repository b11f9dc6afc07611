"""The sections of the language files that are lists of phrases by meaning, joined for the languages a text is in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from reading.languages.tables import tables
from reading.tokens import fold


class Phrases:
    """Folded phrases by meaning. A phrase of several words stands where its words follow one another."""

    def __init__(self, phrases: Mapping[str, Sequence[str]]) -> None:
        self._by_first: dict[str, dict[str, list[tuple[str, ...]]]] = {}
        for meaning, said in phrases.items():
            by_first = self._by_first.setdefault(meaning, {})
            for phrase in said:
                words = tuple(fold(phrase).split())
                by_first.setdefault(words[0], []).append(words)
            for begun in by_first.values():
                begun.sort(key=len, reverse=True)

    def length_at(self, meaning: str, words: Sequence[str], at: int) -> int:
        """How many words the longest phrase of that meaning takes at a place; 0 where none begins."""
        if not 0 <= at < len(words):
            return 0
        begun = self._by_first[meaning].get(words[at], ())
        return next((len(phrase) for phrase in begun if tuple(words[at : at + len(phrase)]) == phrase), 0)

    def places(self, meaning: str, words: Sequence[str]) -> list[tuple[int, int]]:
        """Every place where a phrase of that meaning stands, as first and last (exclusive) word."""
        found = ((at, self.length_at(meaning, words, at)) for at in range(len(words)))
        return [(at, at + length) for at, length in found if length]

    def stands_in(self, meaning: str, words: Sequence[str]) -> bool:
        """Whether any phrase of that meaning stands among the words."""
        return any(self.length_at(meaning, words, at) for at in range(len(words)))


@lru_cache(maxsize=256)
def phrases_of(section: str, codes: tuple[str, ...]) -> Phrases:
    """The phrases of a section in some languages."""
    joined: dict[str, list[str]] = {}
    for code in codes:
        for meaning, said in _section(section, code).items():
            if isinstance(said, list):
                joined.setdefault(meaning, []).extend(said)
    return Phrases(joined)


@lru_cache(maxsize=256)
def values_of(section: str, table: str, codes: tuple[str, ...]) -> dict[tuple[str, ...], str]:
    """A table of a section, phrase to value; where two languages disagree the first named wins."""
    return {
        tuple(fold(phrase).split()): value
        for code in reversed(codes)
        for phrase, value in _section(section, code)[table].items()
    }


def _section(section: str, code: str) -> dict[str, Any]:
    found: dict[str, Any] = tables()[code][section]
    return found

"""Slips of the pen: words that differ by one letter or are cut short, and the names that they are meant for."""

from __future__ import annotations

from collections.abc import Mapping

from reading.common_words import is_ordinary
from reading.languages import languages

SHORTEST_CUT = 5
SHORTEST_SLIPPED = 6


def one_slip(one: str, other: str) -> bool:
    """Whether two words differ by one letter or digit left out, put in, changed or swapped with its neighbour."""
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1:
        return False
    at = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(short) == len(long):
        swapped = short[at + 1 : at + 2] + short[at : at + 1] + short[at + 2 :]
        return short[at + 1 :] == long[at + 1 :] or swapped == long[at:]
    return short[at:] == long[at + 1 :]


def slips_of(word: str, names: Mapping[str, int]) -> set[int]:
    """What the names stand for that a word is with a single slip behind its first letter."""
    return {
        value
        for name, value in names.items()
        if name[0] == word[:1] and len(name) >= SHORTEST_SLIPPED and one_slip(name, word)
    }


def cuts_of(word: str, names: Mapping[str, int]) -> set[int]:
    """What the names stand for that a word is the beginning of."""
    return {value for name, value in names.items() if len(name) >= SHORTEST_SLIPPED and name.startswith(word)}


def meant_by_slip(word: str, alike: set[int]) -> int | None:
    """What a word must be meant for: the one thing that it is like, where no language has the word itself."""
    if len(word) < SHORTEST_CUT or not word.isalpha() or len(alike) != 1:
        return None
    return None if any(is_ordinary(word, code) for code in languages()) else next(iter(alike))

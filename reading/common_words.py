"""The words that a language is full of, and all that are ordinary in it, by how often they are written.

What people say beside an order is said in them: "the lift is working again". From the frequencies of the library
wordfreq, folded as the texts are.
"""

from __future__ import annotations

from functools import cache

from reading.tokens import fold

# Shares of all words: as often as "working" or "steht", and as any of the some thirty thousand that the smaller list of
# the library has; the larger one takes fifty times as long to load, and 200 MB.
_COMMON = 5e-5
_ORDINARY = 1e-6


def is_common(word: str, code: str) -> bool:
    """Whether a folded word is written all the time in a language, by its code such as ``de``."""
    return word in _written(code, _COMMON)


def is_ordinary(word: str, code: str) -> bool:
    """Whether a folded word is one that a language knows, and no name or word of a trade."""
    return word in _written(code, _ORDINARY)


@cache
def _written(code: str, share: float) -> frozenset[str]:
    from wordfreq import get_frequency_dict

    frequencies = get_frequency_dict(code, wordlist="small")
    return frozenset(fold(word) for word, often in frequencies.items() if often >= share)

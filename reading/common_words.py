"""The words that a language is full of, and all that are ordinary in it, by how often they are written.

What people say beside an order is said in them: "the lift is working again". From the frequencies of the library
wordfreq, folded as the texts are.
"""

from __future__ import annotations

from functools import cache

from domain.letters import plain_letters

# A share of all words: as often as "working" or "steht". Ordinary are the some thirty thousand words of the library's
# smaller list; the larger one takes fifty times as long to load, and 200 MB.
_COMMON = 5e-5


def is_common(word: str, code: str) -> bool:
    """Whether a folded word is written all the time in a language, by its code such as ``de``."""
    return _shares(code).get(word, 0.0) >= _COMMON


def is_ordinary(word: str, code: str) -> bool:
    """Whether a folded word is one that a language knows, and no name or word of a trade."""
    return word in _shares(code)


@cache
def _shares(code: str) -> dict[str, float]:
    """The share of all words that each folded word of a language has; of those that fold alike, the largest."""
    from wordfreq import get_frequency_dict

    shares: dict[str, float] = {}
    for word, share in get_frequency_dict(code, wordlist="small").items():
        folded = plain_letters(word.casefold())  # as texts are folded, and without filling their cache
        shares[folded] = max(share, shares.get(folded, 0.0))
    return shares

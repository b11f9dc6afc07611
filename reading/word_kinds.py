"""What a single word is, as the language files list it: mere talk, or one that bends what stands beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from reading.common_words import is_common
from reading.languages import Lexicon, languages

_BENDING = (
    "caution",
    "negation",
    "dropping",
    "setting",
    "doubling",
    "adding",
    "instead",
    "alternatives",
    "approximate",
    "ranging",
    "privative",
    "sharing",
)
_PARTS = re.compile(r"[/&.']|(?<=\w)-")


def is_talk(word: str) -> bool:
    """Whether a folded word, or every part of one with a mark in it, is listed as talk in any language."""
    if any_has("talk", word):
        return True
    parts = [part for part in _PARTS.split(word) if part]
    return len(parts) > 1 and all(any_has("talk", part) or any_has("greetings", part) for part in parts)


def bends(word: str, codes: Sequence[str]) -> bool:
    """Whether a folded word counts something, or may take something back or change it, in a text of these languages.

    Texts mix languages, so those of all count, but for a word that these are full of: an English "of" is no Dutch "or",
    nor a PO Polish.
    """
    common = any(is_common(word, code) or word in languages()[code].phrases["purchase_order"] for code in codes)
    return any(
        word in one.units or word in one.count_beginnings or word in one.fractions or word in bending_words(one)
        for code, one in languages().items()
        if code in codes or not common
    )


def bending_words(lexicon: Lexicon) -> frozenset[str]:
    """The words of a language that may take back or change what stands beside them."""
    return frozenset().union(*(lexicon.words[kind] for kind in _BENDING))


def any_has(kind: str, word: str) -> bool:
    """Whether a folded word is in a list of that kind in any language."""
    return bool(word) and word in _of_any_language(kind)


@cache
def _of_any_language(kind: str) -> frozenset[str]:
    """The words of a list in all languages together: they are asked for of nearly every word beside an order."""
    return frozenset().union(*(one.words[kind] for one in languages().values()))

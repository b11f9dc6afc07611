"""What a single word is, as the language files list it: mere talk, or one that bends what stands beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence

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
    if any(one.has("talk", word) for one in languages().values()):
        return True
    parts = [part for part in _PARTS.split(word) if part]
    return len(parts) > 1 and all(
        any(one.has("talk", part) or one.has("greetings", part) for one in languages().values()) for part in parts
    )


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
    return bool(word) and any(one.has(kind, word) for one in languages().values())

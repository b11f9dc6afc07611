"""Abbreviations learned from a distributor's own catalog: what its short names write for the words of descriptions.

A short name and a description tell of the same product, so a word that the names write wherever the descriptions write
another stands for it: ``chix`` for chicken, ``clnr`` for cleaner; and so does what names write behind numbers: the
``z`` of ``16z`` for ounces. Products without a description are found by the long word then too. Nothing is listed:
another catalog teaches other words.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from itertools import pairwise

from knowledge.matching.normalise import words
from knowledge.matching.resemblance import FOUND, is_word, resemblance

# A word of names goes with a word of descriptions where it is met so often, and in such a share of either's products.
_TIMES = 3
_SHARE = 0.8
# Words that begin alike are believed sooner: they look like an abbreviation besides.
_TIMES_ALIKE = 2
_SHARE_ALIKE = 0.6
_MOST_WORDS = 40
_MOST_INITIALS = 5
_NUMBERED = re.compile(r"(\d[\d./-]*)([a-z]{1,3})")
_OF_NUMBER = "#"


def learn_abbreviations(described: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    """What words of names stand for.

    Args:
        described: (name, description) of the products that have both.

    Returns:
        the words of descriptions by the word of names that stands for them, and by ``#`` with the letters that names
        write behind numbers.
    """
    short, long, together = Counter[str](), Counter[str](), Counter[tuple[str, str]]()
    begun: set[tuple[str, str]] = set()
    for name, description in described:
        called, told = words(name), words(description)[:_MOST_WORDS]
        own = {w for w in called if is_word(w)} - {*told}
        other = {w for w in told if is_word(w)} - {*called}
        short.update(own)
        long.update(other)
        together.update((s, w) for s in own for w in other if len(w) > len(s))
        initials = {(s, w) for s in own for w in _words_behind(s, told)}
        together.update((s, w) for s, w in initials if w not in other or len(w) <= len(s))
        begun.update(initials)
        numbered = {(f"{_OF_NUMBER}{unit}", number) for number, unit in _numbered(called) - _numbered(told)}
        behind = _behind_numbers(told)
        short.update({unit for unit, _ in numbered})
        together.update({(unit, word) for unit, number in numbered for word in behind[number] if word != unit[1:]})
    found: defaultdict[str, set[str]] = defaultdict(set)
    for (name_word, word), times in together.items():
        alike = (name_word, word) in begun or name_word.startswith(_OF_NUMBER) or resemblance(name_word, word) >= FOUND
        if _stands_for(name_word, word, times, short[name_word], None if alike else long[word]):
            found[name_word].add(word)
    return {name_word: frozenset(stands_for) for name_word, stands_for in sorted(found.items())}


def spelled_out(terms: frozenset[str], learned: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """A product's terms with the words that they stand for."""
    found = terms.union(*(learned[term] for term in terms & learned.keys()))
    for number, unit in _numbered(terms):
        for word in learned.get(f"{_OF_NUMBER}{unit}", ()):
            found |= {number, word, f"{number}{word}"}
    return found


def _stands_for(name_word: str, word: str, times: int, of_short: int, of_long: int | None) -> bool:
    """Whether a word of names that was met so often with one of descriptions stands for it.

    What looks like the word, or is the initials of several, is believed by its own products alone (``of_long`` None):
    others may write it in another way.
    """
    alike = name_word.lstrip(_OF_NUMBER)[0] == word[0]
    if times < (_TIMES_ALIKE if alike or of_long is None else _TIMES):
        return False
    if of_long is None:
        return times / of_short >= _SHARE
    return min(times / of_short, times / of_long) >= (_SHARE_ALIKE if alike else _SHARE)


def _words_behind(initials: str, told: tuple[str, ...]) -> tuple[str, ...]:
    """The words side by side that begin with these letters: low moisture whole milk of ``lmwm``."""
    length = len(initials)
    if not 1 < length <= _MOST_INITIALS:
        return ()
    for at in range(len(told) - length + 1):
        if all(word[0] == letter and len(word) > 1 for word, letter in zip(told[at:], initials, strict=False)):
            return told[at : at + length]
    return ()


def _numbered(tokens: Iterable[str]) -> set[tuple[str, str]]:
    """The numbers among tokens that have letters right behind them, with those."""
    found = map(_NUMBERED.fullmatch, tokens)
    return {(match[1], match[2]) for match in found if match}


def _behind_numbers(tokens: tuple[str, ...]) -> defaultdict[str, set[str]]:
    """The words behind each number, or the unit of measure that it has."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for number, word in (*pairwise(tokens), *_numbered(tokens)):
        if number[0].isdigit() and is_word(word):
            found[number].add(word)
    return found

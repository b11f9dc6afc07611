"""Abbreviations learned from a distributor's own catalog: what its short names write for the words of descriptions.

A short name and a description tell of the same product, so a word that the names write wherever the descriptions write
another stands for it: ``chix`` for chicken, ``bnls`` for boneless. Products without a description are found by the
long word then too. Nothing is listed: another catalog teaches other words.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from knowledge.matching.normalise import words
from knowledge.matching.resemblance import FOUND, is_word, resemblance

# A word of names goes with a word of descriptions where it is met so often, and in such a share of either's products.
_TIMES = 3
_SHARE = 0.8
# Words that begin alike are believed sooner: they look like an abbreviation besides.
_TIMES_ALIKE = 2
_SHARE_ALIKE = 0.6
_MOST_WORDS = 40


def learn_abbreviations(described: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    """What words of names stand for.

    Args:
        described: (name, description) of the products that have both.

    Returns:
        the words of descriptions by the word of names that stands for them; only pairs that letters alone do not show.
    """
    short, long, together = Counter[str](), Counter[str](), Counter[tuple[str, str]]()
    for name, description in described:
        written = {w for w in words(name) if is_word(w)}
        told = {w for w in words(description)[:_MOST_WORDS] if is_word(w)}
        own, other = written - told, told - written
        short.update(own)
        long.update(other)
        together.update((s, w) for s in own for w in other if len(w) > len(s))
    found: defaultdict[str, set[str]] = defaultdict(set)
    for (name_word, word), times in together.items():
        alike = name_word[0] == word[0]
        if times < (_TIMES_ALIKE if alike else _TIMES):
            continue
        share = min(times / short[name_word], times / long[word])
        if share >= (_SHARE_ALIKE if alike else _SHARE) and resemblance(name_word, word) < FOUND:
            found[name_word].add(word)
    return {name_word: frozenset(stands_for) for name_word, stands_for in sorted(found.items())}


def spelled_out(terms: frozenset[str], learned: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """A product's terms with the words that they stand for."""
    return terms.union(*(learned[term] for term in terms & learned.keys()))

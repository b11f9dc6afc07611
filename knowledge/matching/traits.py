"""What a word tells of a product in general terms: its colour, material, size or shape, in whichever language.

The words are data of the languages. A word may have several meanings: ``large`` is a size of clothes, and wide in
French.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache

from knowledge.matching.resemblance import stem
from reading.languages import languages

Meaning = tuple[str, str]
"""A kind of trait and what of it: ``("colour", "black")``."""

_SHORTEST = 3  # of two letters, words of one language are words of another


@lru_cache(maxsize=65_536)
def meanings(word: str) -> frozenset[Meaning]:
    """What a folded word means, with or without an ending of its language; nothing for most words."""
    known = _inflected()
    return known.get(word) or known.get(stem(word)) or frozenset()


@lru_cache(maxsize=65_536)
def other_words(word: str) -> frozenset[str]:
    """The words of all languages that mean what this one may mean, without itself."""
    _, by_meaning = _known()
    return frozenset(other for meaning in meanings(word) for other in by_meaning[meaning]) - {word}


@cache
def words_in(codes: frozenset[str]) -> frozenset[str]:
    """All the words that mean traits in some languages."""
    return frozenset(word for code in codes for word in _words_of(code))


def joined(tokens: Sequence[str]) -> tuple[str, ...]:
    """Tokens with those that mean something together as one: ``extra large`` is ``xl``."""
    by_word, _ = _known()
    found: list[str] = []
    for token in tokens:
        together = by_word.get(f"{found[-1]} {token}") if found else None
        if together:
            found[-1] = min(together)[1]
        else:
            found.append(token)
    return tuple(found)


def contradict(asked: Iterable[str], told: frozenset[Meaning]) -> bool:
    """Whether a word asked for means one thing where a product is another of the kind: blue, and it is black."""
    kinds = {kind for kind, _ in told}
    return any(meant and not meant & told and any(kind in kinds for kind, _ in meant) for meant in map(meanings, asked))


@cache
def names_of_traits() -> frozenset[str]:
    """What catalogs and customers call traits: size, colour, grade. Beside a value they say nothing more."""
    return frozenset(
        name for language in languages().values() for trait in language.traits.values() for name in trait.names
    )


@cache
def _known() -> tuple[Mapping[str, set[Meaning]], Mapping[Meaning, set[str]]]:
    by_word: defaultdict[str, set[Meaning]] = defaultdict(set)
    by_meaning: defaultdict[Meaning, set[str]] = defaultdict(set)
    for code in languages():
        for word, told in _words_of(code).items():
            by_word[word] |= told
            for meaning in told:
                by_meaning[meaning].add(word)
    return by_word, by_meaning


@cache
def _inflected() -> Mapping[str, frozenset[Meaning]]:
    """Every word with what it means, and with each ending of its language; a word as it is listed goes first."""
    by_word, _ = _known()
    found: defaultdict[str, set[Meaning]] = defaultdict(set)
    for code, language in languages().items():
        for word, told in _words_of(code).items():
            for ending in language.endings if len(word) > _SHORTEST else ():
                found[word + ending] |= told
    return {word: frozenset(told) for word, told in {**found, **by_word}.items()}


@cache
def _words_of(code: str) -> Mapping[str, set[Meaning]]:
    found: defaultdict[str, set[Meaning]] = defaultdict(set)
    for kind, trait in languages()[code].traits.items():
        for meaning, words in trait.meanings.items():
            for word in words:
                if len(word) >= _SHORTEST or kind == "fit":
                    found[word].add((kind, meaning))
    return found

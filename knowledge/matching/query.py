"""What is asked for, in normalised tokens, and those tokens as a catalog writes them.

People and labels part words in other places: "light weight" is a lightweight, a "Wandsteckdose" may be a Steckdose for
the wall, "dreipolig" is 3-polig. Where a catalog does not know a word as it was written, it is taken in the parts, or
with the neighbour, that the catalog does know.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from knowledge.matching import goods, traits
from knowledge.matching.normalise import words
from knowledge.matching.resemblance import INFLECTED, SPLIT_CODE, is_word
from knowledge.matching.retrieve import Vocabulary
from reading.languages import languages
from reading.spelling import SAID_PAIR

_SHORTEST_HALF = 4
_SHORTEST_BEHIND_NUMBER = 3
_LONGEST_PARTED = 40
_CODES = re.compile(r"[a-z]+\d+s")
_FRACTION = re.compile(r"[13579]/(?:2|4|8|16|32|64)")
_PAIR = re.compile(r"(\d{1,3})-(\d{1,3})")
# A type and a size, "71/10"; less than so many are the count of a pack.
_TYPE_AND_SIZE = re.compile(r"(\d{2,4})/(\d{1,4})")
_LARGEST_COUNT = 24


@dataclass(frozen=True)
class Query:
    """What is asked for: normalised tokens, and how much in which unit.

    ``soft`` tokens name a unit or container: a product need not carry them. ``without`` tokens it must not carry.
    ``amount`` and ``unit``, a common code, are None where none was said.
    """

    tokens: tuple[str, ...]
    soft: frozenset[str] = frozenset()
    without: tuple[str, ...] = ()
    amount: Decimal | None = None
    unit: str | None = None

    @classmethod
    def of(
        cls,
        text: str,
        unit_words: frozenset[str],
        without: str = "",
        amount: Decimal | None = None,
        unit: str | None = None,
    ) -> Query:
        """The product words of a line, normalised."""
        tokens = traits.joined(words(text))
        return cls(tokens, frozenset(t for t in tokens if t in unit_words), words(without), amount, unit)


def as_catalogued(query: Query, vocabulary: Vocabulary, own: Iterable[str] = ()) -> Query:
    """A query in the words of a catalog; words of the customer's ``own`` for products stay as they are.

    What traits are called ("size L", "couleur noire") need not be found in a product's words; where the catalog has
    such a word it is one of a product's: a pressure gauge.
    """
    kept = frozenset(token for said in own for token in words(said))
    tokens = query.tokens
    if not kept.issuperset(tokens):
        named = tuple(_as_named(tokens, vocabulary, kept))
        tokens = tuple(_with_neighbours(_in_parts(named, vocabulary, kept), vocabulary, kept))
    names = {t for t in tokens if t in traits.names_of_traits() and not vocabulary.knows(t)}
    return replace(query, tokens=tokens, soft=query.soft | names)


def _as_named(tokens: Sequence[str], vocabulary: Vocabulary, kept: frozenset[str]) -> Iterable[str]:
    """Tokens with the names of several words that no product is called by as the catalog calls the thing: *pommes de
    terre* as potatoes."""
    at = 0
    while at < len(tokens):
        said = goods.longest_name(tokens, at)
        called = () if kept.issuperset(said) else _called(said, vocabulary)
        yield from called or tokens[at : at + 1]
        at += len(said) if called else 1


def _called(said: goods.Name, vocabulary: Vocabulary) -> goods.Name:
    """What the catalog calls a thing by a name with a word that is not the catalog's; empty where it has none, or two
    things may be meant."""
    if not all(map(is_word, said)) or all(map(vocabulary.writes, said)):
        return ()
    things = goods.other_names(said, vocabulary.languages)
    called = {name for names in things if (name := _commonest(names, vocabulary))}
    return called.pop() if len(called) == 1 else ()


def _commonest(names: Iterable[goods.Name], vocabulary: Vocabulary) -> goods.Name:
    """Of the names of a thing the one that the most products are called by, as they write it; empty where none is."""

    def called(name: goods.Name) -> tuple[int, int, goods.Name]:
        return vocabulary.carried(name), sum(token in vocabulary.frequency for token in name), name

    carrying, _, name = max(map(called, names))
    return name if carrying else ()


def _in_parts(tokens: Sequence[str], vocabulary: Vocabulary, kept: frozenset[str]) -> Iterable[str]:
    """Tokens that the catalog does not have as they are, in parts that it has."""
    for token in tokens:
        if len(token) > _LONGEST_PARTED or token in kept:
            yield token
        elif token not in vocabulary.frequency and (labelled := _as_labelled(token, vocabulary)):
            yield labelled
        elif _has(vocabulary, token):
            yield token
        elif both := _type_and_size(token, vocabulary):
            yield from both
        elif SAID_PAIR in token:
            yield from token.split(SAID_PAIR)
        elif is_word(token):
            yield from _counted(token, vocabulary) or _halves(token, vocabulary) or (token,)
        elif token.replace("-", "").isalpha():
            pieces = [piece for piece in token.split("-") if piece]
            yield from pieces if any(_has(vocabulary, piece) for piece in pieces) else (token,)
        else:
            yield token


def _type_and_size(token: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The two numbers of a "71/10" that no product is written with, where one has both: ``TYP71 10MM``."""
    pair = _TYPE_AND_SIZE.fullmatch(token)
    if pair is None or int(pair[1]) <= _LARGEST_COUNT or pair[1] not in vocabulary.frequency:
        return ()
    return (pair[1], pair[2]) if vocabulary.has_both(pair[1], pair[2]) else ()


def _as_labelled(token: str, vocabulary: Vocabulary) -> str | None:
    """A size or code as the catalog writes it: the "12-2" that labels call 12/2, one of several "br30s"."""
    if _CODES.fullmatch(token) and token[:-1] in vocabulary.frequency:
        return token[:-1]
    pair = _PAIR.fullmatch(token)
    written = (f"{pair[1]}{mark}{pair[2]}" for mark in "/x.") if pair else ()
    return next((one for one in written if one in vocabulary.frequency), None)


def _with_neighbours(tokens: Iterable[str], vocabulary: Vocabulary, kept: frozenset[str]) -> Iterable[str]:
    """Tokens that the catalog has as one with the next, as that one: a word, or a number and its fraction."""
    before = ""
    for token in tokens:
        together = "" if kept & {before, token} else _as_one(before, token, vocabulary)
        if together:
            before = together
            continue
        if before:
            yield before
        before = token
    if before:
        yield before


def _as_one(before: str, token: str, vocabulary: Vocabulary) -> str:
    """Two tokens as the catalog has them in one, and not both words by themselves; empty where it does not."""
    if _FRACTION.fullmatch(token) and before[-1:].isdigit():
        return mixed if (mixed := f"{before}-{token}") in vocabulary.frequency else ""
    if not (is_word(before) and is_word(token) and before + token in vocabulary.frequency):
        return ""
    return "" if _has(vocabulary, before) and _has(vocabulary, token) else before + token


def _has(vocabulary: Vocabulary, token: str) -> bool:
    """Whether the catalog has a token itself, its plural, or another writing of its number."""
    if token.replace("-", "").isalpha() and not is_word(token):
        return token in vocabulary.frequency or token.replace("-", "") in vocabulary.frequency
    least = INFLECTED if is_word(token) else SPLIT_CODE
    return max(vocabulary.spellings(token).values(), default=0.0) >= least


def _counted(word: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """A word that begins with a number, as the catalog writes it: ``dreipolig`` is ``3-polig``."""
    for spoken, value in _numbers_by_word():
        rest = word.removeprefix(spoken)
        if rest != word and len(rest) >= _SHORTEST_BEHIND_NUMBER:
            for written in (f"{value}-{rest}", f"{value}{rest}"):
                if written in vocabulary.frequency:
                    return (written,)
    return ()


def _halves(word: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """A compound in two words that some product has both; the longest last one goes first."""
    for cut in range(_SHORTEST_HALF, len(word) - _SHORTEST_HALF + 1):
        first, last = word[:cut], word[cut:]
        if first in vocabulary.frequency and _has(vocabulary, last) and vocabulary.has_both(first, last):
            return first, last
    return ()


@lru_cache(maxsize=1)
def _numbers_by_word() -> tuple[tuple[str, int], ...]:
    """The numbers that compounds begin with, in every language, the longest word first."""
    found = {word: value for language in languages().values() for word, value in language.numbers.items()}
    return tuple(sorted(((w, v) for w, v in found.items() if w.isalpha()), key=lambda pair: -len(pair[0])))

"""What things are called in other languages: a general dictionary of goods.

It serves customers who do not write the language of the catalog. It lies in ``knowledge/goods``, a row for each thing
and a column for each language. A word may name several things: French *serviette* is a napkin and a towel.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice, product
from pathlib import Path

from domain.letters import plain_letters
from knowledge.matching.resemblance import stem
from reading.languages import languages

Name = tuple[str, ...]
"""What a thing is called, in normalised tokens: ``("toilet", "paper")``."""

_FOLDER = Path(__file__).parent.parent / "goods"
_LONGEST = 4
_BEGINNING = 4
_ROOT = 2
_MOST_SINGULARS = 12
# Endings of plurals in Spanish, Portuguese and French, beside the plain s; of the others the dictionary has them.
_PLURALS = (("ces", "z"), ("oes", "ao"), ("aes", "ao"), ("aux", "al"), ("es", ""), ("is", "l"), ("ns", "m"))
_TOKEN = re.compile(r"[a-z]+(?:[./-][a-z]+)*")
# A catalog of two languages has many words of both; loanwords are fewer.
_SPOKEN = 0.3


@lru_cache(maxsize=65_536)
def other_names(said: Name, codes: frozenset[str]) -> tuple[frozenset[Name], ...]:
    """What else each thing that is called so is called in some languages; nothing where no thing is."""
    things = map(_thing, _called(_key(said)) or _called_in_the_singular(said))
    called = (frozenset().union(*(thing.names[code] for code in codes)) - {said} for thing in things)
    return tuple(filter(None, called))


def names_a_thing(said: Name) -> bool:
    """Whether any thing is called so in any language, in the singular or the plural."""
    return bool(_called(_key(said)) or _called_in_the_singular(said))


def is_a_thing_in(word: str, codes: Iterable[str]) -> bool:
    """Whether a thing is called by one word in some languages."""
    things = map(_thing, _called(_key((word,))) or _called_in_the_singular((word,)))
    keys = {_key((word,)), *(_key((one,)) for one in _singulars(word))}
    return any(_key(name) in keys for thing in things for code in codes for name in thing.names[code])


def longest_name(tokens: Sequence[str], at: int) -> Name:
    """The longest name of several words that begins at a token; empty where none does."""
    for length in range(min(_LONGEST, len(tokens) - at), 1, -1):
        said = tuple(tokens[at : at + length])
        if _called(_key(said)):
            return said
    return ()


def begins_a_name(first: Name, behind: Name) -> bool:
    """Whether words are the beginning of a name of several words that goes on with others."""
    tokens = (*first, *behind)
    return bool(first) and len(longest_name(tokens, 0)) > len(first)


def languages_of(words: Iterable[str]) -> frozenset[str]:
    """The languages in which the most of some words name things, by the words that no other language has."""
    every = set(words)
    known = {code: len(every & own) for code, own in _dictionary().own_words.items()}
    most = max(known.values(), default=0)
    return frozenset(code for code, times in known.items() if times and times >= most * _SPOKEN)


@dataclass(frozen=True)
class _Thing:
    """What a thing is called by language, and the keys of all its names."""

    names: Mapping[str, frozenset[Name]]
    keys: frozenset[Name]


@dataclass(frozen=True)
class _Dictionary:
    """The rows without accents, their languages, the rows by the first letters of each word, and the words that are of
    one language alone.

    There are a hundred thousand names: a row is taken apart when it is asked for.
    """

    rows: Sequence[str]
    codes: Sequence[str]
    by_beginning: Mapping[str, Sequence[int]]
    own_words: Mapping[str, frozenset[str]]


@cache
def _dictionary() -> _Dictionary:
    rows: list[str] = []
    head = ""
    for file in sorted(_FOLDER.glob("*.csv")):
        head, *some = plain_letters(file.read_text(encoding="utf-8").casefold()).splitlines()
        rows += some
    codes = head.split(",")
    by_beginning: defaultdict[str, list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        for beginning in {token[:_BEGINNING] for token in _TOKEN.findall(row)}:
            by_beginning[beginning].append(number)
    columns = zip(*(row.split(",") for row in rows), strict=True)
    words = {code: set(_TOKEN.findall("|".join(column))) for code, column in zip(codes, columns, strict=True)}
    times = Counter(word for some in words.values() for word in some)
    own = {code: frozenset(word for word in some if times[word] == 1) for code, some in words.items()}
    return _Dictionary(rows, codes, by_beginning, own)


@lru_cache(maxsize=65_536)
def _called(key: Name) -> tuple[int, ...]:
    """The things that are called by a name, as numbers of their rows."""
    by_beginning = _dictionary().by_beginning
    numbers = set.intersection(*(set(by_beginning.get(word[:_BEGINNING], ())) for word in key)) if key else set()
    return tuple(number for number in sorted(numbers) if key in _thing(number).keys)


def _called_in_the_singular(said: Name) -> tuple[int, ...]:
    """The things whose name in the singular is said in the plural: *tenedores*, *lápices*, *balões*."""
    singulars = [(word, *_singulars(word)) for word in said]
    keys = islice(product(*singulars), 1, _MOST_SINGULARS)
    return next(filter(None, (_called(_key(name)) for name in keys)), ())


def _singulars(word: str) -> tuple[str, ...]:
    """What a word may be the plural of, by its ending."""
    ends = ((plural, one) for plural, one in _PLURALS if word.endswith(plural) and len(word) > len(plural) + _ROOT)
    return tuple(word[: -len(plural)] + one for plural, one in ends)


@lru_cache(maxsize=65_536)
def _thing(number: int) -> _Thing:
    dictionary = _dictionary()
    cells = zip(dictionary.codes, dictionary.rows[number].split(","), strict=True)
    names = {code: frozenset(name for said in cell.split("|") for name in _written(said, code)) for code, cell in cells}
    return _Thing(names, frozenset(_key(name) for some in names.values() for name in some))


def _written(said: str, code: str) -> Iterator[Name]:
    """A name as it is written, and without the small words that a reader of orders passes over."""
    name = tuple(_TOKEN.findall(said))
    passed = languages()[code].words["filler"]
    for one in {name, tuple(token for token in name if token not in passed and len(token) > 1)}:
        if 0 < len(one) <= _LONGEST:
            yield one


def _key(name: Name) -> Name:
    return tuple(map(stem, name))

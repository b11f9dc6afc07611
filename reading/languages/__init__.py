"""What each language knows, one TOML file each. Adding a language is adding a file and its tests, no code."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from reading.tokens import fold

_WORD_LISTS = (
    "courtesy",
    "filler",
    "caution",
    "articles",
    "separators",
    "rep_speakers",
    "pointing",
    "negation",
    "dropping",
    "setting",
    "doubling",
    "adding",
    "instead",
    "money",
)
_ENOUGH_WORDS = 2


@dataclass(frozen=True)
class Lexicon:
    """The words of one or several languages, folded (lower case, no accents).

    ``numbers`` are values by word, ``units`` unit codes by word, ``weekdays`` Monday 0, ``months`` January 1,
    ``relative_days`` days from today by phrase, ``phrases`` lists of phrases by meaning.
    """

    codes: tuple[str, ...]
    numbers: dict[str, int]
    units: dict[str, str]
    halves: frozenset[str]
    weekdays: dict[str, int]
    months: dict[str, int]
    relative_days: dict[str, int]
    phrases: dict[str, tuple[str, ...]]
    words: dict[str, frozenset[str]]

    def has(self, kind: str, word: str) -> bool:
        """Whether a folded word is in one of the word lists (``courtesy``, ``caution``...)."""
        return word in self.words[kind]


def _folded(table: dict[str, Any]) -> dict[str, Any]:
    return {fold(word): value for word, value in table.items()}


@lru_cache(maxsize=1)
def languages() -> dict[str, Lexicon]:
    """Every language there is a file for, by its code."""
    found = {}
    for entry in files(__name__).iterdir():
        if not entry.name.endswith(".toml"):
            continue
        raw = tomllib.loads(entry.read_text(encoding="utf-8"))
        found[raw["code"]] = Lexicon(
            codes=(raw["code"],),
            numbers=_folded(raw["numbers"]),
            units=_folded(raw["units"]),
            halves=frozenset(fold(word) for word in raw["halves"]["words"]),
            weekdays=_folded(raw["weekdays"]),
            months=_folded(raw["months"]),
            relative_days=_folded(raw["relative_days"]),
            phrases={kind: tuple(fold(p) for p in phrases) for kind, phrases in raw["phrases"].items()},
            words={kind: frozenset(fold(word) for word in raw["words"][kind]) for kind in _WORD_LISTS},
        )
    return dict(sorted(found.items()))


@lru_cache(maxsize=64)
def lexicon(codes: tuple[str, ...]) -> Lexicon:
    """The joined words of several languages; where two disagree about a word, the first named wins."""
    parts = [languages()[code] for code in reversed(codes)]
    return Lexicon(
        codes=codes,
        numbers={word: value for part in parts for word, value in part.numbers.items()},
        units={word: value for part in parts for word, value in part.units.items()},
        halves=frozenset().union(*(part.halves for part in parts)),
        weekdays={word: value for part in parts for word, value in part.weekdays.items()},
        months={word: value for part in parts for word, value in part.months.items()},
        relative_days={word: value for part in parts for word, value in part.relative_days.items()},
        phrases={kind: tuple(p for part in parts for p in part.phrases[kind]) for kind in parts[0].phrases},
        words={kind: frozenset().union(*(part.words[kind] for part in parts)) for kind in _WORD_LISTS},
    )


def lexicon_for(words: Iterable[str], customer_language: str | None) -> Lexicon:
    """The lexicon a text is read with: the languages its folded words speak, the customer's own first.

    Every language at once would not do: a word of one is a number of another.
    """
    spoken = set(words)
    score = {
        code: len(spoken & (one.words["courtesy"] | one.weekdays.keys() | one.units.keys() | one.relative_days.keys()))
        for code, one in languages().items()
    }
    best = max(score.values())
    chosen = [code for code, count in score.items() if count >= _ENOUGH_WORDS and 2 * count >= best]
    if customer_language in score and (score[customer_language] or not chosen):
        chosen = [customer_language, *(code for code in chosen if code != customer_language)]
    return lexicon(tuple(chosen) or ("en",))

"""What a reading says, in the fewest words: so that a test shows the message and what was made of it side by side."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from domain.quantities import tidy
from reading.baskets import Change
from reading.changes import read_changes
from reading.dates import DateReading, find_dates
from reading.languages import Lexicon, lexicon
from reading.lines import LineMention
from reading.reader import ReadingContext, TextReading, read_text
from reading.tokens import Token, tokenize

BENCH = Path(__file__).resolve().parents[4] / "shared" / "data" / "bench"
MONDAY = date(2026, 3, 2)
ENGLISH = lexicon(("en",))

# Number words and marks, units, dates, and what may bend them: what random texts are made of.
SCRAPS = [
    "2",
    "3/8",
    "12",
    "x2",
    "2x",
    "4cs",
    "2.5",
    "1,5",
    "one",
    "twenty",
    "four",
    "twenty-four",
    "hundred",
    "zero",
    "oh",
    "a",
    "an",
    "half",
    "½",
    "²",
    "٣",
    "፩",
    "no.",
    "cs",
    "case",
    "cases",
    "bag",
    "ea",
    "lb",
    "oz",
    "romas",
    "limes",
    "half&half",
    "C128",
    "#10",
    "&",
    "and",
    "plus",
    ",",
    ".",
    ";",
    ":",
    "(",
    ")",
    "-",
    "--",
    "–",
    "@",
    "$3",
    "12.50",
    "?",
    "!",
    "\n",
    "usual",
    "the",
    "as",
    "always",
    "same",
    "last",
    "time",
    "but",
    "double",
    "no",
    "not",
    "without",
    "instead",
    "of",
    "only",
    "skip",
    "add",
    "that",
    "one",
    "arrived",
    "for",
    "on",
    "by",
    "monday",
    "tomorrow",
    "march",
    "6",
    "6th",
    "2026-03-06",
    "po",
    "po#",
    "A-17",
    "thx",
    "tommy",
    "please",
    "caja",
    "de",
    "y",
    "media",
    "demain",
    "caisses",
    "stück",
    "guten",
    "morgen",
    "rep:",
    "customer:",
    ">",
    "’",
    "İ",
    "ﬁ",
    "ẞ",
]


def is_a_code(word: str) -> bool:
    """Stands in for the catalog: a product number has digits and is long."""
    return len(word) > 4 and word.isalnum() and any(c.isdigit() for c in word)


def read(
    text: str, *, language: str | None = None, names: Sequence[str] = (), today: date = MONDAY, day_first: bool = False
) -> TextReading:
    return read_text(text, ReadingContext(today, day_first, language, frozenset(names), is_a_code))


def words(tokens: Sequence[Token]) -> str:
    return " ".join(token.text for token in tokens)


def lines(text: str, language: str | None = None) -> list[str]:
    """``2 cs romas, not the large`` as ``["2 CS romas without large"]``; ``?`` where there is no amount or unit."""
    return [_line(line) for line in read(text, language=language).lines]


def _line(line: LineMention) -> str:
    amount = "?" if line.amount is None else str(tidy(line.amount))
    without = f" without {words(line.without)}" if line.without else ""
    return f"{amount} {line.unit_code or '?'} {words(line.words)}{without}"


def changes(text: str, language: str | None = None) -> list[str]:
    """``usual, no kale`` as ``["drop kale"]``."""
    return [_change(change) for change in read(text, language=language).changes]


def changes_in(text: str, language: str) -> list[str]:
    """What a text of one language changes in an order that stands."""
    found = read_changes(tokenize(text), frozenset(), lexicon((language,)))
    return [_change(change) for change in found.changes]


def _change(change: Change) -> str:
    amount = [str(tidy(change.amount))] if change.amount is not None else []
    unit = [change.unit_code] if change.unit_code else []
    factor = [f"×{tidy(change.factor)}"] if change.factor is not None else []
    named = [words(change.words)] if change.words else []
    every = ["all"] if change.every else []
    was = [f"(was {tidy(change.was)})"] if change.was is not None else []
    total = [f"(comes to {tidy(change.total)})"] if change.total is not None else []
    replaced = [f"(for {words(change.replaced)})"] if change.replaced else []
    return " ".join([change.kind.value, *amount, *unit, *factor, *named, *every, *was, *total, *replaced])


def dates(
    text: str, today: date = MONDAY, *, day_first: bool = False, lexicon: Lexicon = ENGLISH
) -> list[tuple[str, str]]:
    """Each date named in a text, and the words that name it."""
    tokens = tokenize(text)
    return [
        (mention.value.isoformat(), words(tokens[mention.first : mention.last]))
        for mention in find_dates(tokens, lexicon, DateReading(today, day_first))
    ]


def naughty_strings() -> list[str]:
    path = BENCH / "strings" / "naughty_strings.json"
    if not path.is_file():
        pytest.skip(f"The strings that break software are not here: {path} is absent, so nothing was tried.")
    found: list[str] = json.loads(path.read_text(encoding="utf-8"))
    return found

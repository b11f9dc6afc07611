"""The words that stand over columns and beside values, from the ``[table]`` sections of the language files."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from reading.languages import Lexicon, languages, lexicon
from reading.languages.tables import tables
from reading.tokens import fold

_TOKEN = re.compile(r"[^\W_]+°?|#")
_CURRENCIES = frozenset(
    ("eur", "usd", "cad", "gbp", "chf", "mxn", "sek", "nok", "dkk", "pln", "czk", "aud", "nzd", "jpy", "cny", "brl")
)
_LONGEST_LABEL = 6
_LONGEST_HEADING = 80


class Meaning(StrEnum):
    """What a column holds or a label announces."""

    NUMBER = "number"
    OUR_NUMBER = "our_number"
    THEIR_NUMBER = "their_number"
    TRADE_NUMBER = "trade_number"
    MAKERS_NUMBER = "makers_number"
    DESCRIPTION = "description"
    QUANTITY = "quantity"
    UNIT = "unit"
    PRICE = "price"
    AMOUNT = "amount"
    DATE = "date"
    LINE = "line"
    DETAIL = "detail"
    IGNORED_COLUMN = "ignored_column"
    NOTE = "note"
    PO = "po"
    ORDER_DATE = "order_date"
    DELIVERY_DATE = "delivery_date"
    SHIP_TO = "ship_to"
    BILL_TO = "bill_to"
    BUYER = "buyer"
    SUPPLIER = "supplier"
    ACCOUNT = "account"
    TOTAL = "total"
    TAX = "tax"
    TOTAL_QUANTITY = "total_quantity"
    TOTAL_LINES = "total_lines"
    IGNORED = "ignored"
    CHANGE = "change"
    CANCELLATION = "cancellation"
    OTHER = "other"
    TERMS = "terms"


@dataclass(frozen=True, slots=True)
class WordAt:
    """A folded word of a cell and where it stands in the cell."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Label:
    """What the first words of a cell announce. ``end`` is where they end, ``words`` how many they are."""

    meanings: frozenset[Meaning]
    end: int
    words: int


def words_in(text: str) -> list[WordAt]:
    """The words of a cell, folded."""
    return [WordAt(fold(found.group()), found.start(), found.end()) for found in _TOKEN.finditer(text)]


@lru_cache(maxsize=1)
def meanings() -> dict[tuple[str, ...], frozenset[Meaning]]:
    """What each phrase can mean, in all languages together."""
    found: dict[tuple[str, ...], set[Meaning]] = {}
    for language in tables().values():
        for meaning in Meaning:
            for phrase in language["table"][meaning.value]:
                found.setdefault(tuple(word.text for word in words_in(phrase)), set()).add(meaning)
    return {phrase: frozenset(meant) for phrase, meant in found.items()}


def heading(text: str) -> tuple[frozenset[Meaning], str | None, bool]:
    """What a column header says: its meanings, the unit it names, and whether nothing else stands in it."""
    if len(text) > _LONGEST_HEADING:
        return frozenset(), None, False
    words = [word.text for word in words_in(text) if word.text not in _CURRENCIES]
    if not words or len(words) > _LONGEST_LABEL:
        return frozenset(), None, False
    known = meanings()
    exact = known.get(tuple(words), frozenset())
    if exact:
        return exact, None, True
    units = every_language().units
    if len(words) == 1 and words[0] in units:
        return frozenset({Meaning.QUANTITY}), words[0], True
    unit = next((word for word in words if word in units), None)
    for length in range(len(words) - 1, 0, -1):
        parts = (tuple(words[start : start + length]) for start in range(len(words) - length + 1))
        meant = frozenset().union(*(known.get(part, frozenset()) for part in parts))
        if meant:
            return meant - {Meaning.IGNORED_COLUMN} or meant, unit, False
    return frozenset(), None, False


def label_at(words: Sequence[WordAt], at: int = 0) -> Label | None:
    """The longest phrase with a meaning that begins at a word."""
    known = meanings()
    for length in range(min(_LONGEST_LABEL, len(words) - at), 0, -1):
        meant = known.get(tuple(word.text for word in words[at : at + length]))
        if meant:
            return Label(meant, words[at + length - 1].end, length)
    return None


def is_currency(word: str) -> bool:
    """Whether a folded word is the code of a currency."""
    return word in _CURRENCIES


def every_language(first: str | None = None) -> Lexicon:
    """The words of all languages, one language's before the others'."""
    codes = tuple(languages())
    return lexicon((first, *(code for code in codes if code != first)) if first in codes else codes)

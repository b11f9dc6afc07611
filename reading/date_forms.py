"""The written forms of a day: figures in either order, a day with its month, the day of a month alone, one inside a
word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from reading.calendar_days import day_of, nearest
from reading.languages import Lexicon, languages
from reading.tokens import Token

_NUMERIC = re.compile(r"(\d{1,2})([/.])(\d{1,2})(?:[/.](\d{2}|\d{4})|-(\d{4}))?\.?")
_DASHED = re.compile(r"(\d{1,2})-(\d{1,2})-(\d{4})")
_ISO = re.compile(r"(\d{4})[-/](\d{2})[-/](\d{2})")
_DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th|er|ro|\.|º)?")
_JOINED = re.compile(r"(\d{1,2})[-./]?([a-z]{3,10})\.?(?:[-./]?(\d{2}|\d{4}))?|([a-z]{3,10})[-./](\d{1,2})")
_YEAR = re.compile(r"'?(?:20)?\d{2}")
_WEEK = re.compile(r"0?[1-9]|[1-4][0-9]|5[0-3]")
_LONGEST_BETWEEN = 2
_CENTURY = 2000
_SHORTEST_COMPOUND = 8


@dataclass(frozen=True, slots=True)
class NamedDay:
    """A day and how many tokens name it. ``sure``: nothing but a date is written so."""

    day: date
    length: int
    sure: bool = False
    with_year: bool = False


def week_of_the_year(words: Sequence[str], lexicon: Lexicon) -> tuple[int, int] | None:
    """The number of a calendar week that begins a row of folded words, and how many of them name it: ``KW 10``,
    ``KW10``."""
    word, behind = words[0], words[1] if len(words) > 1 else ""
    for name in lexicon.words["calendar_week"]:
        joined = word.removeprefix(name).lstrip("-.") if word.startswith(name) else ""
        for number, length in ((behind if word == name else "", 2), (joined, 1)):
            if _WEEK.fullmatch(number):
                return int(number), length
    return None


def iso_day(word: str) -> NamedDay | None:
    """``2026-03-06``."""
    found = _ISO.fullmatch(word)
    day = day_of(int(found[1]), int(found[2]), int(found[3])) if found else None
    return NamedDay(day, 1, sure=True, with_year=True) if day else None


def numeric_days(word: str, today: date, *, day_first: bool) -> list[NamedDay]:
    """The days that figures may name, as people here write them first: ``3/6``, ``06.03.``, ``06-03-2026``."""
    found = _NUMERIC.fullmatch(word)
    dashed = _DASHED.fullmatch(word)
    if found is None and dashed is None:
        return []
    if found:
        first, second, year, pointed = int(found[1]), int(found[3]), found[4] or found[5], found[2] == "."
    elif dashed:
        first, second, year, pointed = int(dashed[1]), int(dashed[2]), dashed[3], False
    orders = [(first, second), (second, first)] if day_first or pointed else [(second, first), (first, second)]
    if pointed:
        orders = orders[:1]
    days: list[NamedDay] = []
    for day, month in orders:
        value = day_of(_full_year(year), month, day) if year else nearest(day, month, today)
        if value is not None and all(value != other.day for other in days):
            days.append(NamedDay(value, 1, sure=bool(year) and len(year) == 4, with_year=bool(year)))
    return days if days and days[0].day == _first_meant(orders[0], year, today) else []


def _first_meant(order: tuple[int, int], year: str | None, today: date) -> date | None:
    """The day in the order that people here write; where that is none, the figures are no date of theirs."""
    day, month = order
    return day_of(_full_year(year), month, day) if year else nearest(day, month, today)


def _full_year(year: str | None) -> int:
    number = int(year or 0)
    return number + _CENTURY if number < 100 else number


def day_and_month(tokens: Sequence[Token], at: int, lexicon: Lexicon, today: date) -> NamedDay | None:
    """``March 6``, ``6 March``, ``6 de marzo de 2026``, ``6. März``, ``6-Mar``, ``the sixth of March``."""
    words = [token.folded for token in tokens[at : at + 7]]
    if not words:
        return None
    joined = _JOINED.fullmatch(words[0])
    if joined and (joined[2] or joined[4]) in lexicon.months:
        return _placed(int(joined[1] or joined[5]), lexicon.months[joined[2] or joined[4]], joined[3], 1, words, today)
    month = lexicon.months.get(words[0].rstrip("."))
    if month is not None and len(words) > 1:
        position = 2 if words[1] == "." and len(words) > 2 else 1
        day = _day_number(words[position], lexicon)
        return _placed(day, month, None, position + 1, words, today) if day else None
    day = _day_number(words[0], lexicon)
    if day is None:
        return None
    position = 1
    while position < len(words) and position <= _LONGEST_BETWEEN and words[position] in {"de", "of", ".", "the"}:
        position += 1
    if position < len(words) and words[position] in lexicon.months:
        return _placed(day, lexicon.months[words[position]], None, position + 1, words, today)
    return None


def _placed(day: int, month: int, year: str | None, length: int, words: Sequence[str], today: date) -> NamedDay | None:
    """A day and month in the year that stands behind them, or in the nearest one."""
    if year is None:
        behind = length
        while behind < len(words) and behind <= length + 1 and words[behind] in {",", "de", "del"}:
            behind += 1
        if behind < len(words) and _YEAR.fullmatch(words[behind]) and len(words[behind]) == 4:
            value = day_of(int(words[behind]), month, day)
            return NamedDay(value, behind + 1, sure=True, with_year=True) if value else None
    value = day_of(_full_year(year), month, day) if year else nearest(day, month, today)
    return NamedDay(value, length, sure=True, with_year=bool(year)) if value else None


def day_of_month(tokens: Sequence[Token], at: int, lexicon: Lexicon, today: date) -> list[NamedDay]:
    """The next day with a number: ``9th``, ``12``, ``seventeenth``."""
    number = _day_number(tokens[at].folded, lexicon) if at < len(tokens) else None
    if number is None:
        return []
    year, month = today.year, today.month
    for _ in range(3):
        day = day_of(year, month, number)
        if day is not None and day >= today:
            return [NamedDay(day, 1)]
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return []


def _day_number(word: str, lexicon: Lexicon) -> int | None:
    found = _DAY.fullmatch(word)
    if found:
        return int(found[1])
    return lexicon.ordinals.get(word)


@lru_cache(maxsize=16_384)
def day_of_what_comes(word: str, codes: tuple[str, ...]) -> str | None:
    """The weekday in a word for what comes then: the *Freitag* of a *Freitagstour*, the *mandag* of a *mandagsbil*."""
    if len(word) < _SHORTEST_COMPOUND or not word.isalpha():
        return None
    for one in (languages()[code] for code in codes):
        for what in one.words["deliveries"]:
            day = word.removesuffix(what)
            if day != word and (found := next((d for d in (day, day.removesuffix("s")) if d in one.weekdays), None)):
                return found
    return None

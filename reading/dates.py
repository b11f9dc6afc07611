"""Dates as customers name them: weekdays, relative words, day and month in either order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from reading.languages import Lexicon
from reading.tokens import Kind, Token

_NUMERIC = re.compile(r"(\d{1,2})[/.](\d{1,2})(?:[/.](\d{2}|\d{4}))?\.?")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th|er|\.)?")
_LONGEST_PHRASE = 4
_BETWEEN_DAY_AND_MONTH = frozenset({"de", "of", "."})
_BACKWARD_DAYS = 60


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date and the tokens that name it: from ``first`` up to, not including, ``last``."""

    value: date
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class DateReading:
    """How numeric dates are written here, and what day it is."""

    today: date
    day_first: bool


def find_dates(tokens: Sequence[Token], lexicon: Lexicon, reading: DateReading) -> list[DateMention]:
    """Every date named in a text, in order. ``next delivery`` phrases are not dates; they are the usual truck."""
    found: list[DateMention] = []
    at = 0
    while at < len(tokens):
        if (length := _no_date_at(tokens, at, lexicon)) > 0:
            at += length
            continue
        mention = _date_at(tokens, at, lexicon, reading) if tokens[at].kind is Kind.WORD else None
        if mention is None:
            at += 1
            continue
        found.append(mention)
        at = mention.last
    return found


def _no_date_at(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> int:
    """How many tokens a phrase takes that only looks like a date: "guten Morgen", "sun dried"."""
    for phrase in lexicon.phrases["no_date"]:
        words = phrase.split()
        if tokens[at].folded == words[0] and [token.folded for token in tokens[at : at + len(words)]] == words:
            return len(words)
    return 0


def _date_at(tokens: Sequence[Token], at: int, lexicon: Lexicon, reading: DateReading) -> DateMention | None:
    return (
        _relative(tokens, at, lexicon, reading)
        or _weekday(tokens, at, lexicon, reading)
        or _month_day(tokens, at, lexicon, reading)
        or _numeric(tokens, at, lexicon, reading)
    )


def _relative(tokens: Sequence[Token], at: int, lexicon: Lexicon, reading: DateReading) -> DateMention | None:
    for length in range(min(_LONGEST_PHRASE, len(tokens) - at), 0, -1):
        phrase = " ".join(token.folded.removesuffix("'s") for token in tokens[at : at + length])
        if phrase in lexicon.relative_days:
            day = reading.today + timedelta(days=lexicon.relative_days[phrase])
            return DateMention(day, at, at + length)
    return None


def _weekday(tokens: Sequence[Token], at: int, lexicon: Lexicon, reading: DateReading) -> DateMention | None:
    """A weekday is the next such day after today."""
    weekday = lexicon.weekdays.get(tokens[at].folded.removesuffix("'s"))
    if weekday is None:
        return None
    ahead = (weekday - reading.today.weekday() - 1) % 7 + 1
    return DateMention(reading.today + timedelta(days=ahead), at, at + 1)


def _month_day(tokens: Sequence[Token], at: int, lexicon: Lexicon, reading: DateReading) -> DateMention | None:
    """``March 6``, ``6 March``, ``6 de marzo``, ``6. März``."""
    words = [token.folded for token in tokens[at : at + 4]]
    month = lexicon.months.get(words[0])
    if month is not None and len(words) > 1 and (day := _DAY.fullmatch(words[1])):
        value = _near(int(day[1]), month, reading.today)
        return DateMention(value, at, at + 2) if value else None
    day = _DAY.fullmatch(words[0])
    if day is None:
        return None
    for offset in (1, 2):
        skipped = words[1:offset]
        if (
            len(words) > offset
            and words[offset] in lexicon.months
            and all(w in {"de", "of", ".", "the"} for w in skipped)
        ):
            value = _near(int(day[1]), lexicon.months[words[offset]], reading.today)
            return DateMention(value, at, at + offset + 1) if value else None
    return None


def _numeric(tokens: Sequence[Token], at: int, lexicon: Lexicon, reading: DateReading) -> DateMention | None:
    """``3/6`` or ``06.03.``, only where a word before it says that it is a date: 3/6 may be a size."""
    word = tokens[at].folded
    iso = _ISO.fullmatch(word)
    if iso:
        value = _day(int(iso[1]), int(iso[2]), int(iso[3]))
        return DateMention(value, at, at + 1) if value else None
    numeric = _NUMERIC.fullmatch(word)
    if numeric is None or not _announced(tokens, at, lexicon):
        return None
    first, second = int(numeric[1]), int(numeric[2])
    day, month = (first, second) if reading.day_first or "." in word else (second, first)
    if numeric[3]:
        year = int(numeric[3]) + (2000 if len(numeric[3]) == 2 else 0)
        value = _day(year, month, day)
    else:
        value = _near(day, month, reading.today)
    return DateMention(value, at, at + 1) if value else None


def _announced(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    before = tokens[at - 1].folded if at else ""
    lead = lexicon.phrases["numeric_date_lead"]
    return before in lexicon.weekdays or before in lead or before in lexicon.relative_days


def _near(day: int, month: int, today: date) -> date | None:
    """The day and month in the year that puts it nearest ahead, a little way back allowed."""
    for year in (today.year - 1, today.year, today.year + 1):
        value = _day(year, month, day)
        if value is not None and value >= today - timedelta(days=_BACKWARD_DAYS):
            return value
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None

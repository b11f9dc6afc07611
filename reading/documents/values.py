"""What a cell holds: a number, money, a quantity with its unit, dates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum

from reading.calendar_days import day_of, nearest
from reading.documents.words import WordAt, every_language, is_currency, words_in
from reading.languages import Lexicon
from reading.order_documents import FoundDate
from reading.tokens import fold

_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:[ ',.’]\d{3})+|\d{1,12})(?:[.,]\d{1,6})?")
_FRACTION = re.compile(r"(?:(?P<whole>\d{1,4})\s*)??(?:(?P<sign>[½¼¾])|(?<!\d)(?P<over>[13])/(?P<under>[24]))(?![\d/])")
_FRACTION_SIGNS = {"½": Decimal("0.5"), "¼": Decimal("0.25"), "¾": Decimal("0.75")}
_SIGNS = "$€£¥"
_AMOUNT_FIRST = re.compile(rf"(?:x\s*)?({_NUMBER.pattern})(?:\s*(?:x(?=\W|$)|×))?\s*", re.IGNORECASE)
_COMMA_DECIMAL = re.compile(r"(?:\d\.\d{3})+,\d+|\d,(?:\d{1,2}|\d{4,6})(?!\d)")
_POINT_DECIMAL = re.compile(r"(?:\d,\d{3})+\.\d+|\d\.(?:\d{1,2}|\d{4,6})(?!\d)")
_NUMERIC_DATE = re.compile(r"(?<![\d/.-])(\d{1,4})([/.-])(\d{1,2})(?:\2(\d{4}|\d{2}))?\.?(?![\d/-])")
_DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th|er|re)?")
_YEAR = re.compile(r"20\d\d|\d\d")
_BETWEEN = frozenset({"de", "of", "the", "del", "den"})
_LONGEST_UNIT = 40
_NUMBERED = re.compile(r"-(?:\d{4}|0\d)")  # "MC-1101" is a product number, and "BX-100" a unit
_LONGEST_DATED = 400


class Decimals(Enum):
    """How a document writes the decimal mark: by its numbers, or, where they do not tell, by its language."""

    POINT = "."
    COMMA = ","
    LIKELY_POINT = "likely ."
    LIKELY_COMMA = "likely ,"
    UNKNOWN = "?"

    def thousands(self, mark: str) -> bool | None:
        """Whether a mark with three digits behind it parts thousands; None where nothing decides it.

        What only a language makes likely is not enough for a decimal mark: 1.000 may be a thousand in any of them.
        """
        if self in (Decimals.POINT, Decimals.COMMA):
            return bool(mark != self.value)
        return True if self is not Decimals.UNKNOWN and mark not in str(self.value) else None


@dataclass(frozen=True, slots=True)
class CellQuantity:
    """A quantity as a cell states it, with the unit behind it as written, where there is one."""

    amount: Decimal
    unit: str | None = None


_BY_LANGUAGE = {
    "en": Decimals.LIKELY_POINT,
    "de": Decimals.LIKELY_COMMA,
    "fr": Decimals.LIKELY_COMMA,
    "es": Decimals.LIKELY_COMMA,
}


def decimals_of(cells: Iterable[str], language: str | None) -> Decimals:
    """The decimal mark of a document, by the numbers in it that can be read one way only."""
    comma = point = 0
    for cell in cells:
        bare = _bare(cell)
        if not _NUMBER.fullmatch(bare):
            continue
        if _COMMA_DECIMAL.search(bare):
            comma += 1
        elif _POINT_DECIMAL.search(bare):
            point += 1
    if comma and point:
        return Decimals.UNKNOWN
    if comma or point:
        return Decimals.COMMA if comma else Decimals.POINT
    return _BY_LANGUAGE.get(language or "", Decimals.UNKNOWN)


def _bare(text: str) -> str:
    """A cell without currency signs and codes, spaces plain."""
    bare = text.strip().strip(_SIGNS).strip().replace("\u00a0", " ").replace("\u202f", " ")
    first, _, rest = bare.partition(" ")
    if rest and is_currency(first.casefold()):
        bare = rest
    rest, _, last = bare.rpartition(" ")
    if rest and is_currency(last.casefold()):
        bare = rest
    return bare.strip().strip(_SIGNS).strip()


def number_of(text: str, decimals: Decimals) -> Decimal | None:
    """A number that is all there is; None where it is none or can be read in two ways."""
    bare = _bare(text)
    if not _NUMBER.fullmatch(bare):
        return None
    digits = bare.replace(" ", "").replace("'", "").replace("’", "")
    marks = [c for c in digits if c in ".,"]
    if not marks:
        return Decimal(digits)
    if len(set(marks)) == 2:
        last = marks[-1]
        if marks.count(last) > 1:
            return None
        other = "," if last == "." else "."
        return Decimal(digits.replace(other, "").replace(last, "."))
    mark = marks[0]
    behind = len(digits) - digits.rindex(mark) - 1
    if len(marks) > 1:
        return Decimal(digits.replace(mark, ""))
    if behind != 3 or digits.lstrip("+-").startswith("0"):
        return Decimal(digits.replace(mark, "."))
    thousands = decimals.thousands(mark)
    return None if thousands is None else Decimal(digits.replace(mark, "" if thousands else "."))


def quantity_of(text: str, decimals: Decimals, units: Lexicon) -> CellQuantity | None:
    """A quantity with at most a unit behind it: ``12``, ``x 4``, ``12 CS``, ``2 cases``, ``1,5 kg``, ``CS 12``."""
    bare = _bare(text)
    fraction = _FRACTION.match(bare)
    if fraction:
        return _behind(_fraction(fraction), bare[fraction.end() :], units)
    word, _, rest = bare.partition(" ")
    said = units.numbers.get(fold(word))
    if said is not None:
        return _behind(Decimal(said), rest, units)
    found = _AMOUNT_FIRST.match(bare)
    if found:
        amount = number_of(found[1], decimals)
        return _behind(amount, bare[found.end() :], units) if amount is not None and amount >= 0 else None
    first, _, rest = bare.partition(" ")
    if first.casefold().strip(".") in units.units and rest:
        amount = number_of(rest, decimals)
        return CellQuantity(amount, first) if amount is not None and amount >= 0 else None
    return None


def _behind(amount: Decimal, rest: str, units: Lexicon) -> CellQuantity | None:
    """An amount with what stands behind it, which has to be a unit."""
    amount = amount.quantize(Decimal(1)) if amount == amount.to_integral_value() else amount.normalize()
    rest = rest.strip(" .()")
    words = words_in(rest)
    if not rest:
        return CellQuantity(amount)
    if len(rest) > _LONGEST_UNIT or not words or words[0].text not in units.units or any(c.isdigit() for c in rest):
        return None
    return CellQuantity(amount, rest)


def _fraction(found: re.Match[str]) -> Decimal:
    """``1/2``, ``1 1/2``, ``½`` and ``2½``, where they come out even."""
    whole = Decimal(found["whole"] or 0)
    if found["sign"]:
        return whole + _FRACTION_SIGNS[found["sign"]]
    return whole + Decimal(found["over"]) / Decimal(found["under"])


def unit_code_of(text: str, units: Lexicon) -> str | None:
    """The common code of a unit that a cell begins with; None where it is not known."""
    words = words_in(text)
    for length in range(min(3, len(words)), 0, -1):
        code = units.units.get(" ".join(word.text for word in words[:length]))
        if code is not None:
            return None if _NUMBERED.match(text, words[length - 1].end) else code
    return None


def dates_in(text: str, at: int, today: date, day_first: bool) -> list[tuple[FoundDate, bool, str | None]]:
    """The dates that a text at an offset names, whether a weekday is part of each, and what does not agree in it."""
    text = text[:_LONGEST_DATED]
    words = every_language()
    found: list[tuple[int, int, date]] = []
    for match in _NUMERIC_DATE.finditer(text):
        value = _numeric(match, today, day_first)
        if value is not None:
            found.append((match.start(), match.end(), value))
    tokens = words_in(text)
    for n, token in enumerate(tokens):
        if token.text not in words.months or any(start < token.end and token.start < end for start, end, _ in found):
            continue
        named = _named(tokens[max(0, n - 2) : n], token, tokens[n + 1 : n + 4], today)
        if named is not None:
            value, first, last = named
            found.append((first, last, value))
    dated: list[tuple[FoundDate, bool, str | None]] = []
    days = [(token, words.weekdays[token.text]) for token in tokens if token.text in words.weekdays]
    days = [(token, day) for token, day in days if not any(s <= token.start and token.end <= e for s, e, _ in found)]
    for start, end, value in sorted(found):
        beside = [(token, day) for token, day in days if 0 <= start - token.end <= 5 or 0 <= token.start - end <= 3]
        for token, day in beside[:1]:
            start, end = min(start, token.start), max(end, token.end)
            odd = None if day == value.weekday() else f"“{text[start:end]}” is no such weekday."
            dated.append((FoundDate(value=value, start=at + start, end=at + end), True, odd))
        if not beside:
            dated.append((FoundDate(value=value, start=at + start, end=at + end), False, None))
        days = [pair for pair in days if pair not in beside]
    for token, day in days:
        ahead = (day - today.weekday() - 1) % 7 + 1
        value = today + timedelta(days=ahead)
        dated.append((FoundDate(value=value, start=at + token.start, end=at + token.end), True, None))
    return dated


def _numeric(match: re.Match[str], today: date, day_first: bool) -> date | None:
    first, mark, second, third = match[1], match[2], match[3], match[4]
    if len(first) == 4:
        return day_of(int(first), int(second), int(third)) if third else None
    if len(first) == 3 or (third is None and mark == "-"):
        return None
    day, month = (int(first), int(second)) if day_first or mark == "." else (int(second), int(first))
    if third is None:
        return nearest(day, month, today)
    year = int(third) + (2000 if len(third) == 2 else 0)
    return day_of(year, month, day) or (day_of(year, day, month) if mark == "/" else None)


def _named(
    before: Sequence[WordAt], month: WordAt, after: Sequence[WordAt], today: date
) -> tuple[date, int, int] | None:
    """A date by the words around a month's name: ``6 March``, ``6 de marzo de 2026``, ``March 6, 2026``."""
    number = every_language().months[month.text]
    ahead = [word for word in reversed(before) if word.text not in _BETWEEN]
    behind = [word for word in after if word.text not in _BETWEEN]
    day = _DAY.fullmatch(ahead[0].text) if ahead else None
    first, last = (ahead[0].start, month.end) if day else (month.start, month.end)
    short_year = day is not None and bool(behind) and behind[0].start - month.end == 1
    if day is None:
        day = _DAY.fullmatch(behind[0].text) if behind else None
        if day is None:
            return None
        last = behind[0].end
        behind = behind[1:]
    year = _YEAR.fullmatch(behind[0].text) if behind else None
    if year is not None and (len(year.group()) == 4 or short_year):
        last = behind[0].end
        value = day_of(int(year.group()) % 100 + 2000, number, int(day[1]))
    else:
        value = nearest(int(day[1]), number, today)
    return (value, first, last) if value else None

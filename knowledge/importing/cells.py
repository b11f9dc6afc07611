"""What a cell may hold: a parser for each kind of value.

A kind takes the text of a cell that is not empty, without the space around it, and returns the value or raises
``BadCell``. ``required`` and ``optional`` make a cell parser of a kind.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Any, TypeVar

Kind = Callable[[str], Any]
CellParser = Callable[[str], Any]

_T = TypeVar("_T")

_LONGEST_TEXT = 64 * 1024
_LONGEST_CODE = 64
_LONGEST_EMAIL = 320
_LONGEST_SHOWN = 40
# Dates, amounts and codes repeat from row to row; looking one up is ten times as fast as parsing it.
_REMEMBERED = 16_384

_DECIMAL = re.compile(r"-?\d{1,15}(?:\.\d{1,12})?", re.ASCII)
_RANK = re.compile(r"[1-9]\d{0,5}", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TIME = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d", re.ASCII)
_PHONE = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)
_EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+")
_WEEKDAYS = {name: day for day, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))}


class BadCell(Exception):
    """A cell does not hold what its column wants; ``what`` continues a sentence that begins with the place."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


def required(kind: Callable[[str], _T]) -> Callable[[str], _T]:
    """A cell that must hold a value of this kind."""

    def parse(cell: str) -> _T:
        written = cell.strip()
        if not written:
            raise BadCell("must not be empty")
        return kind(written)

    return parse


def optional(kind: Callable[[str], _T], missing: _T) -> Callable[[str], _T]:
    """A cell that may be empty, which is then ``missing``."""

    def parse(cell: str) -> _T:
        written = cell.strip()
        return kind(written) if written else missing

    return parse


def or_none(kind: Callable[[str], _T]) -> Callable[[str], _T | None]:
    """A cell that may be empty, which is then None."""
    return optional(kind, None)


def text(written: str) -> str:
    """Any words, of at most 65,536 characters."""
    if len(written) > _LONGEST_TEXT:
        raise BadCell(f"is longer than {_LONGEST_TEXT:,} characters")
    return written


def code(longest: int = _LONGEST_CODE) -> Callable[[str], str]:
    """A key or a code on one line, of at most so many characters."""

    @lru_cache(_REMEMBERED)
    def parse(written: str) -> str:
        if len(written) > longest:
            raise BadCell(f"is longer than {longest} characters")
        if not written.isprintable():
            raise BadCell(f"{_shown(written)} has a character that cannot be printed")
        return written

    return parse


@lru_cache(_REMEMBERED)
def decimal(written: str) -> Decimal:
    """A plain decimal number, with at most 15 digits before the point and 12 after it."""
    if not _DECIMAL.fullmatch(written):
        raise BadCell(f"{_shown(written)} is not a plain number such as 12.50")
    return Decimal(written)


@lru_cache(_REMEMBERED)
def not_negative(written: str) -> Decimal:
    """A plain decimal number of zero or more."""
    value = decimal(written)
    if value < 0:
        raise BadCell(f"{_shown(written)} is below zero")
    return value


@lru_cache(_REMEMBERED)
def positive(written: str) -> Decimal:
    """A plain decimal number above zero."""
    value = decimal(written)
    if value <= 0:
        raise BadCell(f"{_shown(written)} is not above zero")
    return value


def rank(written: str) -> int:
    """A whole number from 1."""
    if not _RANK.fullmatch(written):
        raise BadCell(f"{_shown(written)} is not a whole number from 1")
    return int(written)


@lru_cache(_REMEMBERED)
def iso_date(written: str) -> date:
    """A day as ``2026-03-31``."""
    try:
        if _DATE.fullmatch(written):
            return date.fromisoformat(written)
    except ValueError:
        pass
    raise BadCell(f"{_shown(written)} is not a date such as 2026-03-31")


def time_of_day(written: str) -> str:
    """A time of day as ``15:00``, kept as written."""
    if not _TIME.fullmatch(written):
        raise BadCell(f"{_shown(written)} is not a time such as 15:00")
    return written


def one_of(choices: type[StrEnum]) -> Callable[[str], str]:
    """One of the values of an enumeration."""
    allowed = {str(choice): str(choice) for choice in choices}

    def parse(written: str) -> str:
        try:
            return allowed[written]
        except KeyError:
            raise BadCell(f"{_shown(written)} is not one of {', '.join(allowed)}") from None

    return parse


def yes_no(written: str) -> bool:
    """``yes`` or ``no``."""
    if written not in ("yes", "no"):
        raise BadCell(f"{_shown(written)} is neither yes nor no")
    return written == "yes"


def phone(written: str) -> str:
    """A telephone number in E.164: ``+15185550101``."""
    if not _PHONE.fullmatch(written):
        raise BadCell(f"{_shown(written)} is not an E.164 number such as +15185550101")
    return written


def email(written: str) -> str:
    """One e-mail address, in lower case."""
    if len(written) > _LONGEST_EMAIL or not _EMAIL.fullmatch(written):
        raise BadCell(f"{_shown(written)} is not an e-mail address")
    return written.lower()


def weekdays(written: str) -> list[int]:
    """Days of the week as ``Mon;Wed;Fri``: their numbers in order, Monday 0."""
    names = [name.strip() for name in written.split(";")]
    try:
        return sorted({_WEEKDAYS[name.lower()] for name in names})
    except KeyError:
        raise BadCell(f"{_shown(written)} is not a list of days such as Mon;Wed;Fri") from None


def json_object(written: str) -> dict[str, Any]:
    """A JSON object, of at most 65,536 characters, without NaN and infinities."""
    try:
        value = json.loads(text(written), parse_float=_finite, parse_constant=_finite)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise BadCell(f"{_shown(written)} is not a JSON object")
    return value


def _finite(written: str) -> float:
    value = float(written)
    if not math.isfinite(value):
        raise ValueError(written)
    return value


def _shown(written: str) -> str:
    """A cell as it is quoted in a sentence: on one line, and not all of a long one."""
    short = written if len(written) <= _LONGEST_SHOWN else written[: _LONGEST_SHOWN - 1] + "…"
    return "“" + "".join(c if c.isprintable() else "�" for c in short) + "”"

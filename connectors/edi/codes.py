"""The standards' codes and what they mean, from ``codes.toml``."""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from typing import Any

from connectors.edi.order import DateMeaning, EdiRole, NumberOwner, Purpose, Standard

DESCRIPTION = "description"
LONGEST_NUMBER = 20
_NUMBER = re.compile(r"-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")


@lru_cache(maxsize=1)
def _codes() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("codes.toml").read_text(encoding="utf-8"))


def _unit_list(standard: Standard) -> dict[str, str]:
    table: dict[str, str] = _codes()["units"]["x12" if standard is Standard.X12 else "unece"]
    return table


def unit_code(standard: Standard, unit: str) -> str | None:
    """The common code of a unit as the standard codes it; None for one that is not known."""
    return _unit_list(standard).get(unit)


def standard_unit(standard: Standard, common: str) -> str:
    """How a standard codes a unit: a common code that it has no code for is written as it is."""
    return next((unit for unit, code in _unit_list(standard).items() if code == common), common)


def product_owner(standard: Standard, qualifier: str) -> str:
    """Whose number a qualifier says it is, a ``NumberOwner``; or that it is a ``DESCRIPTION``."""
    meaning: str = _codes()["products"][standard.value].get(qualifier, NumberOwner.OTHER.value)
    return meaning


def scheme_owner(scheme: str) -> NumberOwner | None:
    """Whose numbers a scheme of item ids holds; None where the scheme does not say."""
    owner = _codes()["schemes"].get(scheme.upper())
    return NumberOwner(owner) if owner else None


def role(standard: Standard, code: str) -> EdiRole:
    """What a party is to the order, by its code."""
    return EdiRole(_codes()["parties"][standard.value].get(code, EdiRole.OTHER.value))


def date_meaning(standard: Standard, code: str) -> DateMeaning:
    """What a date is about, by its code."""
    return DateMeaning(_codes()["dates"][standard.value].get(code, DateMeaning.OTHER.value))


def purpose(standard: Standard, code: str) -> Purpose:
    """Why a message is sent, by its code."""
    return Purpose(_codes()["purposes"][standard.value].get(code, Purpose.OTHER.value))


def is_plain_order(standard: Standard, type_code: str) -> bool:
    """Whether a kind of purchase order asks for its goods as it stands; a blanket order does not."""
    return type_code in _codes()["plain_orders"][standard.value]


def number(written: str, commas: bool = False) -> Decimal | None:
    """A number as the standards write it, with a decimal comma where ``commas`` allows one.

    None for anything else, and for one with more digits than a standard allows.
    """
    plain = written.replace(",", ".") if commas else written
    if len(plain) > LONGEST_NUMBER or not _NUMBER.fullmatch(plain):
        return None
    return Decimal(plain)


def whole(written: str) -> int | None:
    """A count as the standards write it."""
    found = number(written)
    return int(found) if found is not None and found == found.to_integral_value() else None

"""Weights, volumes, lengths, areas and counts, and how many of one are in another, exactly.

Gallons, quarts, pints and fluid ounces are those of the United States. An ounce may be a weight or a volume; which of
the two follows from what it is compared with.
"""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction


class Dimension(StrEnum):
    """What a measure measures."""

    WEIGHT = "weight"
    VOLUME = "volume"
    LENGTH = "length"
    AREA = "area"
    COUNT = "count"


_POUND = Fraction(45_359_237, 100_000)
_GALLON = Fraction(3_785_411_784, 1_000_000)
_FOOT = Fraction(3_048, 10)

# Grams, millilitres, millimetres, square millimetres and pieces in one of each.
_SIZES: dict[str, dict[Dimension, Fraction]] = {
    "G": {Dimension.WEIGHT: Fraction(1)},
    "KG": {Dimension.WEIGHT: Fraction(1_000)},
    "T": {Dimension.WEIGHT: Fraction(1_000_000)},
    "PFD": {Dimension.WEIGHT: Fraction(500)},
    "ZTR": {Dimension.WEIGHT: Fraction(50_000)},
    "LB": {Dimension.WEIGHT: _POUND},
    "OZ": {Dimension.WEIGHT: _POUND / 16, Dimension.VOLUME: _GALLON / 128},
    "CWT": {Dimension.WEIGHT: _POUND * 100},
    "ML": {Dimension.VOLUME: Fraction(1)},
    "CL": {Dimension.VOLUME: Fraction(10)},
    "DL": {Dimension.VOLUME: Fraction(100)},
    "L": {Dimension.VOLUME: Fraction(1_000)},
    "HL": {Dimension.VOLUME: Fraction(100_000)},
    "M3": {Dimension.VOLUME: Fraction(1_000_000)},
    "GAL": {Dimension.VOLUME: _GALLON},
    "QT": {Dimension.VOLUME: _GALLON / 4},
    "PT": {Dimension.VOLUME: _GALLON / 8},
    "MM": {Dimension.LENGTH: Fraction(1)},
    "CM": {Dimension.LENGTH: Fraction(10)},
    "M": {Dimension.LENGTH: Fraction(1_000)},
    "IN": {Dimension.LENGTH: _FOOT / 12},
    "FT": {Dimension.LENGTH: _FOOT},
    "YD": {Dimension.LENGTH: _FOOT * 3},
    "M2": {Dimension.AREA: Fraction(1_000_000)},
    "FT2": {Dimension.AREA: _FOOT**2},
    "EA": {Dimension.COUNT: Fraction(1)},
    "DZ": {Dimension.COUNT: Fraction(12)},
    "C": {Dimension.COUNT: Fraction(100)},
    "GRO": {Dimension.COUNT: Fraction(144)},
    "MIL": {Dimension.COUNT: Fraction(1_000)},
}

PIECE = "EA"
COUNTS = frozenset(code for code, sizes in _SIZES.items() if Dimension.COUNT in sizes)
"""Units that are a number of pieces: each, dozen, gross, hundred, thousand."""
WEIGHTS_AND_MEASURES = frozenset(_SIZES) - COUNTS
"""Units of what is weighed or measured; any part of one may be had, where one is sold at all."""


def ratio(code: str, other: str) -> Fraction | None:
    """How many ``other`` are in one ``code``: 4 QT in a GAL. None where the two do not measure the same."""
    if code == other:
        return Fraction(1)
    one, two = _SIZES.get(code, {}), _SIZES.get(other, {})
    shared = [dimension for dimension in one if dimension in two]
    return one[shared[0]] / two[shared[0]] if shared else None

"""Lines that begin with a length and end in a number: "20 m black film 126" is 20 of what is 126 wide.

The reader takes the last number for the amount and the length for a size. The product decides: where it is sold by that
measure, has the last number in its words and the length not, the length is the amount.
"""

from __future__ import annotations

import re
from decimal import Decimal

from agents.matching_amounts import Asked
from agents.results import RequestedLine
from domain.measures import WEIGHTS_AND_MEASURES
from domain.quantities import tidy
from knowledge.matching.normalise import words
from knowledge.unit_codes import common_code, same_units

_GLUED = re.compile(r"(\d{1,6}(?:[.,]\d{1,3})?)([^\W\d_]{1,12})")
_NUMBER = re.compile(r"\d{1,6}(?:[.,]\d{1,3})?")


def measured_first(requested: RequestedLine) -> RequestedLine | None:
    """The line with the measure that it begins with as its amount, and its last number as a word; None where it does
    not begin with one, or its amount is marked as such."""
    said = requested.words.split()
    glued = _GLUED.fullmatch(said[0]) if said else None
    if not requested.loose or requested.amount is None or len(said) < 2:
        return None
    if glued is None and not _NUMBER.fullmatch(said[0]):
        return None
    number, unit, rest = (glued[1], glued[2], said[1:]) if glued else (said[0], said[1], said[2:])
    code = common_code(unit)
    if code not in WEIGHTS_AND_MEASURES or not rest:
        return None
    return requested.model_copy(
        update={
            "amount": Decimal(number.replace(",", ".")),
            "unit_word": unit,
            "unit_code": code,
            "words": f"{' '.join(rest)} {tidy(requested.amount)}",
            "loose": False,
        }
    )


def is_measured(asked: Asked, as_read: RequestedLine) -> bool:
    """Whether a product is sold by the measure and has what was read as the amount in its words, and not the length."""
    code, last = asked.requested.unit_code, words(str(tidy(as_read.amount or Decimal(0))))
    if code is None or not same_units(code, asked.units.orderable):
        return False
    length = words(f"{tidy(asked.amount)} {asked.requested.unit_word}")
    return asked.terms.issuperset(last) and not asked.terms.issuperset(length)

"""Whether the lines of an order were found: its words and how much of it, whatever product they were matched to.

It tells reading from matching. A result line finds an expected one when half of the words of the shorter text stand in
the other, and when the quantity is the same: the same number, or the same amount in the expected product's base units.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.errors import UnitError
from domain.quantities import ProductUnits, Quantity
from evals.pairing import largest_pairing
from evals.recorded import Expected, ExpectedLine, Result, ResultLine

_WORD = re.compile(r"\w+")
_ENOUGH_WORDS = 0.5


@dataclass(frozen=True)
class FoundLines:
    """``right`` of ``found`` result lines find one each of ``expected`` lines."""

    right: int
    found: int
    expected: int


def find_lines(truth: Expected, result: Result, units: Mapping[str, ProductUnits]) -> FoundLines:
    """Pair result lines with expected ones by words and quantity.

    An expected line that asks for its quantity takes up one result line that has none; every other line without a
    quantity was not found. One that asks for its product or its unit counts as any other: its words are there to read.
    """
    said = [line for line in truth.lines if line.clarify is None]
    asked = len(truth.lines) - len(said)
    with_quantity = [line for line in result.lines if line.qty is not None]
    pairs = largest_pairing([[n for n, want in enumerate(said) if _finds(line, want, units)] for line in with_quantity])
    over = len(with_quantity) - len(pairs)
    return FoundLines(right=len(pairs), found=len(pairs) + max(over - asked, 0), expected=len(said))


def _finds(line: ResultLine, want: ExpectedLine, units: Mapping[str, ProductUnits]) -> bool:
    return _same_words(line.text, want.text) and _same_quantity(line, want, units)


def _same_words(one: str, other: str) -> bool:
    words, others = (set(_WORD.findall(text.casefold())) for text in (one, other))
    if not words or not others:
        return one.strip() == other.strip()
    return len(words & others) >= _ENOUGH_WORDS * min(len(words), len(others))


def _same_quantity(line: ResultLine, want: ExpectedLine, units: Mapping[str, ProductUnits]) -> bool:
    if line.qty is None or want.qty is None:
        return False
    product = units.get(want.sku) if want.sku is not None else None
    if product is not None and line.uom is not None and want.uom is not None:
        try:
            return product.in_base(Quantity(line.qty, line.uom)) == product.in_base(Quantity(want.qty, want.uom))
        except UnitError:
            pass  # a unit that the product is not sold in: the numbers are all there is to compare
    return line.qty == want.qty


def total(found: Sequence[FoundLines]) -> FoundLines:
    """The sum over conversations."""
    return FoundLines(
        right=sum(one.right for one in found),
        found=sum(one.found for one in found),
        expected=sum(one.expected for one in found),
    )

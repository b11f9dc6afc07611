"""Quantities and the units a product may be ordered in, exactly.

A product has one base unit; stock, prices, minimum and multiple are in it. Every other unit is a factor:
one of that unit is ``factor`` base units. Amounts are ``Decimal``; factors are ``Fraction``, because a sixth
of a case is a sixth, not 0.166667.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from fractions import Fraction

from domain.errors import UnitError

# A factor written with this many decimals or more was rounded by whoever wrote it.
_ROUNDED_FROM_DECIMALS = 5
LARGEST_AMOUNT = Decimal(10) ** 9


def exact_factor(written: Decimal) -> Fraction:
    """The fraction a written factor stands for: 0.166667 is 1/6, 0.04 is 1/25, 12 is 12."""
    exact = Fraction(written)
    exponent = written.as_tuple().exponent
    if not isinstance(exponent, int) or -exponent < _ROUNDED_FROM_DECIMALS:
        return exact
    tolerance = Fraction(1, 2 * 10**-exponent)
    for limit in (12, 144, 1500):
        simple = exact.limit_denominator(limit)
        if simple and abs(simple - exact) <= tolerance:
            return simple
    return exact


def as_decimal(value: Fraction) -> Decimal:
    """A fraction as a Decimal, exact where it has an end, else rounded at twelve decimals."""
    with localcontext() as context:
        context.prec = 40
        quotient = Decimal(value.numerator) / Decimal(value.denominator)
        if Fraction(quotient) != value:
            quotient = round(quotient, 12)
    return tidy(quotient)


def tidy(amount: Decimal) -> Decimal:
    """The same number without trailing zeros or an exponent: 2.50 is 2.5, 1E+2 is 100."""
    return amount.quantize(Decimal(1)) if amount == amount.to_integral_value() else amount.normalize()


@dataclass(frozen=True)
class Quantity:
    """An amount above zero in a unit of measure, for instance 2 CS.

    Raises:
        UnitError: the amount is not above zero, not finite, or absurdly large.
    """

    amount: Decimal
    uom: str

    def __post_init__(self) -> None:
        if not self.amount.is_finite() or not Decimal(0) < self.amount <= LARGEST_AMOUNT:
            raise UnitError(f"{self.amount} is not a quantity that can be ordered.")

    def __str__(self) -> str:
        return f"{tidy(self.amount)} {self.uom}"


@dataclass(frozen=True)
class ProductUnits:
    """The units one product may be ordered in: its base unit and the factors of the others."""

    base: str
    factors: Mapping[str, Fraction] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for uom, factor in self.factors.items():
            if factor <= 0:
                raise UnitError(f"The factor of {uom} must be above zero.")

    @property
    def orderable(self) -> tuple[str, ...]:
        """Every unit this product may be ordered in, the base unit first."""
        return (self.base, *(uom for uom in self.factors if uom != self.base))

    def factor(self, uom: str) -> Fraction:
        """Base units in one ``uom``.

        Raises:
            UnitError: the product is not sold in that unit.
        """
        if uom == self.base:
            return Fraction(1)
        try:
            return self.factors[uom]
        except KeyError:
            raise UnitError(
                f"This product is not sold by the {uom}; it is sold by {', '.join(self.orderable)}."
            ) from None

    def in_base(self, quantity: Quantity) -> Fraction:
        """The quantity in base units, exactly."""
        return Fraction(quantity.amount) * self.factor(quantity.uom)

    def convert(self, quantity: Quantity, uom: str) -> Quantity:
        """The same amount in another unit of this product."""
        return Quantity(as_decimal(self.in_base(quantity) / self.factor(uom)), uom)

    def same_amount(self, one: Quantity, other: Quantity) -> bool:
        """Whether two quantities ship the same amount."""
        return self.in_base(one) == self.in_base(other)

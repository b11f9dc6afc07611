"""What a said amount comes to in the units a product is sold in, exactly.

"16 gallons" of a case of four is 4 cases, "half a case" the half case where there is one. An amount that does not
come out even is never rounded: the two nearest are named, and somebody decides.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from math import floor

from agents.results import RequestedLine
from domain.measures import COUNTS, PIECE, WEIGHTS_AND_MEASURES, ratio
from domain.orders import ExceptionKind
from domain.quantities import ProductUnits, Quantity, as_decimal, tidy
from domain.trade import Product
from knowledge.matching.normalise import fold, words
from knowledge.matching.resemblance import FOUND, fit
from knowledge.matching.told import product_terms
from knowledge.pack_arithmetic import Packing
from knowledge.unit_codes import common_code
from tools.purchases import Bought

AS_WRITTEN = 0.995
# Proposed, and not to be entered with nobody looking.
FOR_A_REP = 0.9
_BY_FACTOR = 0.98
_BY_PACK_AS_BOUGHT = 0.98
_BY_PACK = 0.96
_GALLON_CASES = 0.96
_BROKEN = 0.96
# A gallon is sold as 4 l, a quart as 1 l, a pint as 500 ml.
_NOMINAL = Fraction(6, 100)
_THOUSAND = 1_000
_SIZED = re.compile(r"(\d{1,6}(?:\.\d{1,3})?)([a-z]+)")


@dataclass(frozen=True)
class Decided:
    """What a line's amount and unit come to.

    ``quantity`` is None where nothing was decided; then ``kind`` and ``why`` say what stands against it. ``uom`` is the
    unit as far as it is known, also without an amount. ``probability`` is that of quantity and unit together.
    """

    quantity: Quantity | None
    uom: str | None
    probability: float
    why: str
    kind: ExceptionKind | None = None


@dataclass(frozen=True)
class Asked:
    """One line with its product and all that decides how much of it is meant.

    ``bought`` is what the customer bought of it; ``unusual_factor`` by how much an amount may differ from that.
    """

    requested: RequestedLine
    product: Product
    units: ProductUnits
    bought: Sequence[Bought]
    unusual_factor: Decimal

    @property
    def amount(self) -> Decimal:
        """The amount said; only asked for where there is one."""
        assert self.requested.amount is not None
        return self.requested.amount

    @property
    def choices(self) -> str:
        """The units it is sold in, as a sentence names them."""
        return ", ".join(self.units.orderable)

    @cached_property
    def packing(self) -> Packing:
        """What is in its units, by their factors and by its pack text."""
        return Packing(self.product.pack, self.units)

    @cached_property
    def terms(self) -> frozenset[str]:
        """The words that describe the product."""
        p = self.product
        return product_terms(p.name, p.description, p.brand, p.pack, p.mpn)

    @cached_property
    def is_called_so(self) -> bool:
        """Whether the product's own words have the unit that was said: the jar of a "garlic, 5 lb jar"."""
        word, code = self.requested.unit_word, self.requested.unit_code
        if word and fit(fold(word), self.terms) >= FOUND:
            return True
        return code is not None and any(common_code(term) == code for term in self.terms)

    @cached_property
    def begins_so(self) -> bool:
        """Whether the product's name or description begins with the unit that was said: the box of "Box burger"."""
        word, code = self.requested.unit_word, self.requested.unit_code
        first = {text.split()[0] for text in (self.product.name, self.product.description) if text and text.split()}
        terms = {term for text in first for term in words(text)}
        return bool(word and fit(fold(word), frozenset(terms)) >= FOUND) or any(common_code(t) == code for t in terms)

    @cached_property
    def bought_in_base(self) -> tuple[tuple[str, Fraction], ...]:
        """What they bought, as (unit, amount in base units), of units that it is sold in still."""
        known = (b for b in self.bought if b.uom in self.units.orderable and b.quantity > 0)
        return tuple((b.uom, self.units.in_base(Quantity(b.quantity, b.uom))) for b in known)

    @property
    def uoms_bought(self) -> tuple[str, ...]:
        """The units they bought it in."""
        return tuple(dict.fromkeys(uom for uom, _ in self.bought_in_base))

    def plausible(self, uom: str) -> bool:
        """Whether the amount said, in this unit, is near what they ever bought."""
        return self.is_usual(Fraction(self.amount) * self.units.factor(uom))

    def is_usual(self, base: Fraction) -> bool:
        """Whether an amount in base units is near what they ever bought."""
        amounts = [amount for _, amount in self.bought_in_base]
        factor = Fraction(self.unusual_factor)
        return bool(amounts) and min(amounts) / factor <= base <= max(amounts) * factor


def undecided(why: str) -> Decided:
    """A unit that changes what ships, and that nothing decides."""
    return Decided(None, None, 0.0, why, ExceptionKind.AMBIGUOUS_UNIT)


def missing(asked: Asked, uom: str | None, why: str | None = None) -> Decided:
    """No quantity was said; the unit may be known without it."""
    known = uom or (asked.units.base if len(asked.units.orderable) == 1 else None)
    told = why or f"“{asked.requested.text}”: how many is not said."
    return Decided(None, known, 0.0, told, ExceptionKind.MISSING_QUANTITY)


def as_said(asked: Asked) -> str:
    """The unit as it was said."""
    return asked.requested.unit_word or asked.requested.unit_code or ""


def in_unit(asked: Asked, uom: str, probability: float = AS_WRITTEN, why: str = "the unit as they wrote it") -> Decided:
    """An amount of one of the product's units, in whole units.

    What was weighed, measured or counted in dozens is stated in the unit that it fills evenly, if that is how they buy
    it or how it is sold.
    """
    amount, code = asked.amount, common_code(uom)
    base = Fraction(amount) * asked.units.factor(uom)
    if amount != amount.to_integral_value() and code not in WEIGHTS_AND_MEASURES:
        return _broken(asked, uom, base, probability)
    if code in WEIGHTS_AND_MEASURES:
        if uom != asked.units.base and uom not in asked.uoms_bought and _is_size(asked, code):
            return _size(asked, base)
        better = _filled(asked, base, uom)
    else:
        better = _filled(asked, base, uom) if code in COUNTS and code != PIECE else uom
    if better == uom:
        return Decided(Quantity(tidy(amount), uom), uom, probability, why)
    quantity = Quantity(as_decimal(base / asked.units.factor(better)), better)
    return Decided(quantity, better, probability, f"{tidy(amount)} {uom} are {quantity}")


def count_in_container(asked: Asked, code: str, containers: Sequence[str]) -> Decided:
    """A measure and a container are named: "3 gallon syrup cases" are 3 cases of gallons, "50 lb bags" no number."""
    if asked.requested.amount is None:
        return missing(asked, containers[0] if containers else None)
    amount = Fraction(asked.amount)
    if _is_size(asked, code):
        told = f"“{asked.requested.text}”: {tidy(asked.amount)} {as_said(asked)} is its size; how many is not said."
        return missing(asked, containers[0] if containers else None, told)
    worked = asked.packing.work_out(amount, code)
    if len(containers) == 1 and worked is not None and asked.packing.is_size(Fraction(1), code):
        filled = worked.base / asked.units.factor(containers[0])
        if filled.denominator != 1 and amount.denominator == 1:
            why = f"{as_said(asked)} is its size, and the {containers[0]} is counted"
            return Decided(Quantity(asked.amount, containers[0]), containers[0], _GALLON_CASES, why)
    return undecided("They name a measure and a container; which of them is counted is not clear.")


def work_out(asked: Asked, code: str) -> Decided:
    """An amount in a unit that the product is not sold in: by the distributor's factors, else by the pack text."""
    amount = Fraction(asked.amount)
    worked = asked.packing.work_out(amount, code)
    sized = code in WEIGHTS_AND_MEASURES and _is_size(asked, code)
    if worked is None:
        if sized:
            return _size(asked, None)
        if code in COUNTS:
            return _of_the_smallest(asked, code)
        each = _in_each(asked, code)
        if each is not None and (amount / each).denominator == 1:
            base, pieces = asked.units.base, amount / each
            taken = {in_base for uom, in_base in asked.bought_in_base if uom == base}
            as_ever = asked.is_usual(pieces) if each == 1 else pieces in taken
            probability = _BY_PACK_AS_BOUGHT if taken and as_ever else FOR_A_REP
            told = f"there is {tidy(as_decimal(each))} {as_said(asked)} in each {base}, by its name"
            return Decided(Quantity(as_decimal(pieces), base), base, probability, told)
        nominal = _by_nominal_size(asked, 1 / each) if each else None
        if nominal is not None:
            return nominal
        sold = f"{asked.product.name} is sold by {asked.choices}"
        return undecided(f"They say {tidy(asked.amount)} {as_said(asked)}; {sold}.")
    if sized:
        return _size(asked, worked.base)
    uom = _whole_unit(asked, worked.base)
    if uom is None:
        return _by_nominal_size(asked, worked.base / amount) or _not_even(asked, worked.base, code)
    quantity = Quantity(as_decimal(worked.base / asked.units.factor(uom)), uom)
    told = f"{tidy(asked.amount)} {as_said(asked)} are {quantity}"
    if code == PIECE:
        return _pieces(asked, worked.base, quantity, told)
    if not worked.by_pack:
        return Decided(quantity, uom, _BY_FACTOR, told)
    as_bought = uom in asked.uoms_bought and asked.is_usual(worked.base)
    return Decided(quantity, uom, _BY_PACK_AS_BOUGHT if as_bought else _BY_PACK, f"{told} by its pack")


def _in_each(asked: Asked, code: str) -> Fraction | None:
    """How much of a measure is in each of a product, by its name: 1 of "COIL CLEANER GAL", 5 of "OIL 5GAL", 1 gallon of
    "SOAP 3.8L"; None where its pack says something else or the name does not say just one size."""
    sized = any(one.pack.one is not None and one.pack.one[1] not in COUNTS for one in asked.packing.contents)
    if sized or common_code(asked.units.base) in WEIGHTS_AND_MEASURES:
        return None
    said = [(term, _SIZED.fullmatch(term)) for term in words(asked.product.name)]
    sizes = {
        _by_its_figures(found[1], each)
        for _, found in said
        if found and (each := ratio(common_code(found[2]) or "", code)) is not None
    }
    if not sizes and any(common_code(term) == code for term, _ in said):
        return Fraction(1)
    return next(iter(sizes)) if len(sizes) == 1 else None


def _by_nominal_size(asked: Asked, in_base: Fraction) -> Decided | None:
    """Measures of what is sold in a size that stands for one of them: "2 gallons" are two cans of 4 l.

    ``in_base`` is one of the measure in base units.
    """
    near = [uom for uom in _counted(asked) if abs(in_base / asked.units.factor(uom) - 1) <= _NOMINAL]
    if len(near) != 1 or asked.amount != asked.amount.to_integral_value():
        return None
    quantity = Quantity(tidy(asked.amount), near[0])
    as_bought = near[0] in asked.uoms_bought and asked.plausible(near[0])
    told = f"{tidy(asked.amount)} {as_said(asked)} are {quantity}, by its nearest size"
    return Decided(quantity, near[0], _BY_PACK_AS_BOUGHT if as_bought else FOR_A_REP, told)


def _by_its_figures(written: str, each: Fraction) -> Fraction:
    """A size in another measure, in whole ones where its figures are those of so many, rounded: 3.8 l are a gallon."""
    size = Fraction(written)
    whole = Fraction(round(size * each))
    figures = len(written.replace(".", "").lstrip("0"))
    decimals = len(written.partition(".")[2])
    rounded = whole > 0 and abs(whole / each - size) <= Fraction(1, 2 * 10**decimals)
    return whole if rounded and figures > 1 else size * each


def _of_the_smallest(asked: Asked, code: str) -> Decided:
    """Pieces or dozens of what is sold by the bottle: bottles, where that is the smallest unit and no pack counts more.

    Nothing but their habit proves it, and only where the larger units would be far from it.
    """
    counted = sorted(_counted(asked), key=asked.units.factor)
    pieces = Fraction(asked.amount) * (ratio(code, PIECE) or 0)
    if counted and pieces.denominator == 1:
        smallest, *larger = counted
        base = pieces * asked.units.factor(smallest)
        holds_more = any(one.uom == smallest and one.pack.holds(PIECE) for one in asked.packing.contents)
        taken = {amount for _, amount in asked.bought_in_base}
        others = [pieces * asked.units.factor(uom) for uom in larger]
        as_ever = base in taken and not taken & set(others)
        if not holds_more and (as_ever or not any(map(asked.is_usual, others))):
            quantity = Quantity(as_decimal(pieces), smallest)
            probability = _BY_PACK if asked.is_usual(base) else FOR_A_REP
            return Decided(quantity, smallest, probability, f"{tidy(asked.amount)} {as_said(asked)} are {quantity}")
    sold = f"{asked.product.name} is sold by {asked.choices}"
    return undecided(f"They say {tidy(asked.amount)} {as_said(asked)}; {sold}.")


def _is_size(asked: Asked, code: str) -> bool:
    """Whether the amount and its measure describe the product: the 5 lb of a 5 lb bag, the 4 oz of a 4 oz portion.

    One gallon of what comes by the gallon is one, whichever was meant.
    """
    if asked.amount == 1:
        return False
    written = words(f"{tidy(asked.amount)} {as_said(asked)}") + words(f"{tidy(asked.amount)} {code}")
    return asked.packing.is_size(Fraction(asked.amount), code) or any(
        token in asked.terms for token in written if token[0].isdigit() and not token.isdigit()
    )


def _size(asked: Asked, base: Fraction | None) -> Decided:
    """An amount that is the product's own size: one of it, for a rep to see, or no number at all."""
    one = [uom for uom in _counted(asked) if base is not None and base == asked.units.factor(uom)]
    said = f"{tidy(asked.amount)} {as_said(asked)}"
    if one:
        return Decided(Quantity(Decimal(1), one[0]), one[0], FOR_A_REP, f"{said} is one {one[0]}, or only its size")
    return missing(asked, None, f"“{asked.requested.text}”: {said} is its size; how many is not said.")


def _counted(asked: Asked) -> list[str]:
    """The units that come in whole numbers only, the base unit first."""
    return [uom for uom in asked.units.orderable if common_code(uom) not in WEIGHTS_AND_MEASURES]


def _even(asked: Asked, base: Fraction) -> list[str]:
    """The counted units that an amount fills evenly, the largest first."""
    even = [uom for uom in _counted(asked) if (base / asked.units.factor(uom)).denominator == 1]
    return sorted(even, key=lambda uom: -asked.units.factor(uom))


def _filled(asked: Asked, base: Fraction, uom: str) -> str:
    """The unit to state a weight, measure or dozens in: one they buy it by, one it is sold by, else as said."""
    even = _even(asked, base)
    multiple = asked.product.order_multiple
    for other in even:
        if other in asked.uoms_bought and uom not in (asked.units.base, *asked.uoms_bought):
            return other
    for other in even:
        if multiple is not None and asked.units.factor(other) == Fraction(multiple):
            return other
    return asked.units.base if asked.units.factor(uom) < 1 and asked.units.base in even else uom


def _whole_unit(asked: Asked, base: Fraction) -> str | None:
    """The unit that an amount worked out is entered in: as they buy it, else the base unit, else the largest."""
    even = _even(asked, base)
    for uom in even:
        if uom in asked.uoms_bought:
            return uom
    if asked.units.base in even:
        return asked.units.base
    if even:
        return even[0]
    measured = [uom for uom in asked.units.orderable if uom not in _counted(asked)]
    return next((uom for uom in measured if _written_short(base / asked.units.factor(uom))), None)


def _written_short(amount: Fraction) -> bool:
    """Whether an amount of a measure has an end within three decimals: half a kilogram, not 4.40925 pounds."""
    return (amount * _THOUSAND).denominator == 1


def _pieces(asked: Asked, base: Fraction, quantity: Quantity, told: str) -> Decided:
    """Pieces of what is not sold by the piece: "each" may also be each box, unless they never took so many of those."""
    if asked.plausible(quantity.uom):
        return undecided(f"{told}, or {tidy(asked.amount)} {quantity.uom} are meant; nothing decides.")
    probability = _BY_PACK if asked.is_usual(base) else FOR_A_REP
    return Decided(quantity, quantity.uom, probability, told)


def _broken(asked: Asked, uom: str, base: Fraction, probability: float) -> Decided:
    """Half a case: the half case where there is one, else the pieces that it is."""
    even = _even(asked, base)
    single = [other for other in even if base == asked.units.factor(other)]
    if single:
        one = Quantity(Decimal(1), single[0])
        return Decided(one, single[0], probability, f"{tidy(asked.amount)} {uom} are {one}")
    if even:
        quantity = Quantity(as_decimal(base / asked.units.factor(even[0])), even[0])
        return Decided(quantity, even[0], _BROKEN, f"{tidy(asked.amount)} {uom} are {quantity}")
    return _not_even(asked, base, None)


def _not_even(asked: Asked, base: Fraction, code: str | None) -> Decided:
    """An amount between two that can be had: which of them is not for the desk to say."""
    counted = _counted(asked)
    if not counted:
        return undecided(f"They say {as_said(asked)}; {asked.product.name} is sold by {asked.choices}.")
    uom = min(counted, key=asked.units.factor)
    below = floor(base / asked.units.factor(uom))
    nearest = f"{below} {uom} and {below + 1} {uom}" if below else f"1 {uom}, the least"
    why = f"“{asked.requested.text}” does not come out even for {asked.product.name}; nearest are {nearest}."
    if code == PIECE:
        return undecided(why)
    return Decided(None, None, 0.0, why, ExceptionKind.ORDER_RULE)

"""Amounts of a product in units that it is not sold in: 24 quarts of a case of twelve, 200 pieces of a box of 100.

What an amount comes to follows from the distributor's own factors where these say it, else from the pack text. Where
two ways of working it out disagree nothing follows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from domain.measures import COUNTS, PIECE, WEIGHTS_AND_MEASURES, ratio
from domain.quantities import ProductUnits
from knowledge.packs import Pack, read_packs
from knowledge.unit_codes import common_code

_MEASURED = WEIGHTS_AND_MEASURES | COUNTS


@dataclass(frozen=True)
class WorkedOut:
    """An amount in base units; ``by_pack`` says that the pack text was needed for it."""

    base: Fraction
    by_pack: bool


@dataclass(frozen=True)
class Contents:
    """What a pack text says is in one ``uom``; ``shown`` where the distributor's factors say the same."""

    uom: str
    pack: Pack
    shown: bool


class Packing:
    """One product's units together with what its pack text says of them."""

    def __init__(self, pack: str, units: ProductUnits) -> None:
        self._units = units
        self._codes = {uom: common_code(uom) for uom in units.orderable}
        self.contents = tuple(self._described(read_packs(pack)))

    def work_out(self, amount: Fraction, code: str) -> WorkedOut | None:
        """An amount of a common unit in base units, exactly; None where that does not follow, or not clearly."""
        by_factor = {amount * each * self._units.factor(uom) for uom, each in self._alike(code)}
        by_pack = {
            amount / holds * self._units.factor(one.uom)
            for one in self.contents
            if (holds := one.pack.holds(code)) is not None
        }
        found = by_factor | by_pack
        return WorkedOut(next(iter(found)), by_pack=not by_factor) if len(found) == 1 else None

    def is_size(self, amount: Fraction, code: str) -> bool:
        """Whether one thing in the pack, or one unit it is sold in, is just that large: 1 GAL of ``4/1 GAL``."""
        sizes = [one.pack.one for one in self.contents]
        return any(
            size is not None and (each := ratio(size[1], code)) is not None and size[0] * each == amount
            for size in sizes
        )

    def _alike(self, code: str) -> Iterator[tuple[str, Fraction]]:
        """The product's own units that measure the same as a common code, with how many are in one of it."""
        for uom, common in self._codes.items():
            each = ratio(code, common) if common is not None else None
            if each is not None:
                yield uom, each

    def _described(self, packs: tuple[Pack, ...]) -> Iterator[Contents]:
        """The units that each reading of the pack text describes."""
        for pack in packs:
            fitting = [
                Contents(uom, pack, shown) for uom in self._containers(pack) for shown in self._agrees(uom, pack)
            ]
            shown = [one for one in fitting if one.shown]
            yield from shown or [one for one in fitting if one.uom == self._units.base or len(fitting) == 1][:1]

    def _containers(self, pack: Pack) -> Iterator[str]:
        """The units that may be what a reading is about: of that name if it has one and the product has that unit."""
        whole = [uom for uom, code in self._codes.items() if code not in _MEASURED]
        if self._codes[self._units.base] == PIECE:
            whole.append(self._units.base)
        named = [uom for uom in whole if pack.container is not None and self._codes[uom] == pack.container]
        yield from named or whole

    def _agrees(self, uom: str, pack: Pack) -> Iterator[bool]:
        """Whether the distributor's factors show what a reading says of a unit; nothing where they say otherwise."""
        shown = False
        for other, code in self._codes.items():
            holds = pack.holds(code) if code is not None and other != uom else None
            if holds is None:
                continue
            if holds * self._units.factor(other) != self._units.factor(uom):
                return
            shown = True
        yield shown

"""Amounts worked out by a distributor's factors and by pack texts: exact, and nothing where the two disagree."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.quantities import ProductUnits
from knowledge.pack_arithmetic import Packing


def base_amount(amount: int, code: str, pack: str, base: str, **factors: Fraction | int) -> Fraction | None:
    units = ProductUnits(base, {uom: Fraction(factor) for uom, factor in factors.items()})
    worked = Packing(pack, units).work_out(Fraction(amount), code)
    return worked.base if worked is not None else None


@pytest.mark.parametrize(
    ("amount", "code", "pack", "base", "factors", "meant"),
    [
        (16, "GAL", "4/1 GAL", "CS", {}, 4),
        (24, "QT", "12/32 OZ", "CS", {"EA": Fraction(1, 12)}, 2),
        (30, "DZ", "15 DZ", "CS", {}, 2),
        (200, "EA", "100/BX", "BX", {}, 2),
        (2000, "EA", "100/BX 10BX/CS", "BX", {"CS": 10}, 20),
        (100, "FT", "50 ft", "RL", {}, 2),
        (2, "KG", "500 g", "STK", {}, 4),
        (6, "L", "12 x 500 ml", "KRT", {"STK": Fraction(1, 12)}, 1),
        (500, "G", "", "KGM", {}, Fraction(1, 2)),
        (381, "M", "", "FT", {}, 1250),
        (4, "DZ", "", "STK", {}, 48),
        (96, "LB", "8/6#", "LB", {"CS": 48, "EA": 6}, 96),
    ],
)
def test_an_amount_comes_to_base_units(
    amount: int, code: str, pack: str, base: str, factors: dict[str, Fraction], meant: Fraction
) -> None:
    assert base_amount(amount, code, pack, base, **factors) == meant


def test_a_pack_that_the_factors_contradict_is_not_used() -> None:
    assert base_amount(95, "EA", "95 CT", "CS", EA=Fraction(1, 115)) == Fraction(95, 115)


def test_a_dozen_of_what_has_several_in_each_is_not_worked_out() -> None:
    assert base_amount(4, "DZ", "24 CT", "EA") is None


def test_a_pack_text_with_two_readings_settles_nothing_unless_the_factors_show_one() -> None:
    assert base_amount(2, "GAL", "1/2 GAL", "CS") is None
    assert base_amount(2, "GAL", "1/2 GAL", "CS", QT=Fraction(1, 8)) == 1


def test_what_is_not_measured_so_is_not_worked_out() -> None:
    assert base_amount(5, "LB", "4/1 GAL", "CS") is None
    assert base_amount(5, "LB", "", "CS") is None


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 400), st.integers(1, 60), st.integers(1, 60))
def test_whole_cases_come_out_whole(cases: int, count: int, kilograms: int) -> None:
    inside = cases * count * kilograms
    assert base_amount(inside, "KG", f"{count} x {kilograms} kg", "CS") == cases
    assert base_amount(inside * 1000, "G", f"{count} x {kilograms} kg", "CS") == cases

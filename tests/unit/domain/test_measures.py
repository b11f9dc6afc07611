"""Weights, volumes, lengths and counts: how many of one are in another, exactly."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.measures import COUNTS, WEIGHTS_AND_MEASURES, ratio

codes = st.sampled_from(sorted(WEIGHTS_AND_MEASURES | COUNTS))


@pytest.mark.parametrize(
    ("code", "other", "many"),
    [
        ("GAL", "QT", Fraction(4)),
        ("QT", "OZ", Fraction(32)),
        ("LB", "OZ", Fraction(16)),
        ("KG", "G", Fraction(1_000)),
        ("KG", "LB", Fraction(100_000_000, 45_359_237)),
        ("L", "CL", Fraction(100)),
        ("M", "FT", Fraction(1_250, 381)),
        ("YD", "FT", Fraction(3)),
        ("DZ", "EA", Fraction(12)),
        ("GRO", "DZ", Fraction(12)),
    ],
)
def test_a_unit_holds_so_many_of_another(code: str, other: str, many: Fraction) -> None:
    assert ratio(code, other) == many


@pytest.mark.parametrize(("code", "other"), [("LB", "GAL"), ("M", "KG"), ("EA", "LB"), ("CS", "EA"), ("PR", "EA")])
def test_what_does_not_measure_the_same_is_never_compared(code: str, other: str) -> None:
    assert ratio(code, other) is None


def test_a_unit_that_nobody_measures_is_one_of_itself() -> None:
    assert ratio("CS", "CS") == 1


@settings(max_examples=50, deadline=None)
@given(codes, codes)
def test_there_and_back_is_once(code: str, other: str) -> None:
    there, back = ratio(code, other), ratio(other, code)
    assert (there is None) == (back is None)
    assert there is None or back is None or there * back == 1

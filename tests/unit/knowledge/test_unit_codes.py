"""Units by any name: the distributor's codes, the customer's words, the code lists."""

from __future__ import annotations

import pytest

from knowledge.unit_codes import common_code, same_units


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Karton", "CT"),
        ("KRT", "CT"),
        ("Stk.", "EA"),
        ("ST", "EA"),
        ("caja", "CS"),
        ("CJ", "CS"),
        ("PQT", "PK"),
        ("UN", "EA"),
        ("PAL", "SK"),
        ("Rolle", "RL"),
        ("KGM", "KG"),
        ("#", "LB"),
        (" bte ", "BX"),
        ("CS", "CS"),
    ],
)
def test_a_unit_is_known_by_its_other_names(written: str, code: str) -> None:
    assert common_code(written) == code


@pytest.mark.parametrize("written", ["", "HC", "widgets", "x" * 10_000])
def test_what_nobody_calls_a_unit_is_none(written: str) -> None:
    assert common_code(written) is None


def test_the_units_of_a_product_that_mean_the_same_are_found() -> None:
    assert same_units("CT", ("STK", "KRT", "PAL")) == ("KRT",)
    assert same_units("DR", ("STK", "KRT")) == ()

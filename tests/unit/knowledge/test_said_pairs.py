"""Two numbers that are said one after the other, and what catalogs write between them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.matching.normalise import forms, words
from knowledge.matching.resemblance import FOUND, fit


def _terms(name: str) -> frozenset[str]:
    return frozenset(form for token in words(name) for form in forms(token))


class TestFifteenForty:
    @pytest.mark.parametrize("name", ["OIL 15W40", "OIL 15W-40", "BACON 15/40", "PAD 15X40", "FILM 15-40"])
    def test_is_found_whatever_stands_between(self, name: str) -> None:
        assert fit("15~40", _terms(name)) >= FOUND

    @pytest.mark.parametrize("name", ["OIL 15W50", "OIL 10W40", "PAD 40X15", "FILM 15 CM"])
    def test_is_no_other_pair(self, name: str) -> None:
        assert fit("15~40", _terms(name)) < FOUND

    def test_may_be_one_number(self) -> None:
        assert fit("90~10", _terms("LACK RAL 9010")) >= FOUND

    @given(st.integers(1, 999), st.integers(1, 999))
    def test_is_no_fraction_or_decimal_as_it_is_written(self, one: int, two: int) -> None:
        """What is said is its own token: 3/8 that is written never finds 3.8."""
        assert not forms(f"{one}/{two}") & {f"{one}.{two}"}

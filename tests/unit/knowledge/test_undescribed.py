"""A catalog often describes some of a family and names the others only: words alone decide nothing between them."""

from __future__ import annotations

import pytest

from domain.policy import Policy
from knowledge.history import Habit
from knowledge.matching.match import Fit, settle
from tests.unit.knowledge.test_superseded import BOUGHT


def probability(sibling: str, sibling_described: bool, habit: Habit | None) -> float:
    """How sure "3 in bore cylinder" is of the one cylinder whose description says all of it."""
    best = Fit("P1", "CYL TIE 3X24", 1.0, True, True, False, True, (), habit, True, None, 0.99)
    other = Fit("P2", sibling, 0.3, False, False, False, sibling_described, ("3in", "bore"), None, True, None, 0.01)
    return settle([best, other]).probability


def test_a_product_never_bought_is_for_a_rep_where_a_sibling_has_only_a_name() -> None:
    assert probability("CYL TIE 3X8", False, None) < Policy().line_threshold


@pytest.mark.parametrize(
    ("sibling", "described", "habit"),
    [("CYL TIE 3X8", True, None), ("HOSE TIE 3X8", False, None), ("CYL TIE 3X8", False, BOUGHT)],
)
def test_it_is_the_one_where_all_are_described_or_they_buy_it(
    sibling: str, described: bool, habit: Habit | None
) -> None:
    assert probability(sibling, described, habit) == 0.99

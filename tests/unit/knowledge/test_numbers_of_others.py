"""A number that only another customer uses speaks for a product, and enters nothing by itself."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from domain.policy import Policy
from domain.quantities import Quantity
from knowledge.history import Habit
from knowledge.matching.match import Fit, Match, by_anybodys_number, settle

BOUGHT = Habit("P1", 4, 2, date(2026, 2, 23), "EA", (Quantity(Decimal(2), "EA"),))


def found(habit: Habit | None) -> Match:
    fit = Fit("P1", "HOSE GARDEN", 0.6, False, True, False, ("r-7",), habit, True, None, 0.99)
    return settle([fit])


def test_of_a_product_that_they_never_bought_it_is_for_a_rep() -> None:
    match = by_anybodys_number(found(None), frozenset({"P1"}))
    assert match.sku == "P1"
    assert match.probability < Policy().line_threshold
    assert "another customer" in match.why


def test_beside_their_own_habit_it_takes_nothing_away() -> None:
    assert by_anybodys_number(found(BOUGHT), frozenset({"P1"})) == found(BOUGHT)


def test_nothing_changes_where_no_number_speaks() -> None:
    assert by_anybodys_number(found(None), frozenset({"P2"})) == found(None)

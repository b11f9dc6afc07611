"""Numbers that customers use: another's enters nothing by itself, their own is not contradicted by their own words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from domain.policy import Policy
from domain.quantities import Quantity
from knowledge.history import Habit
from knowledge.matching.match import Fit, Ground, Match, by_anybodys_number, by_number, settle

BOUGHT = Habit("P1", 4, 2, date(2026, 2, 23), "EA", (Quantity(Decimal(2), "EA"),))


def found(habit: Habit | None) -> Match:
    fit = Fit("P1", "HOSE GARDEN", 0.6, False, True, False, True, ("r-7",), habit, True, None, 0.99)
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


def beside_words(missing: tuple[str, ...], other: Habit | None, theirs: bool) -> Match:
    """What a number comes to whose product lacks words that another product has."""
    named = Fit("P1", "HOSE GARDEN", 0.5, False, False, False, True, missing, BOUGHT, True, None, 0.4)
    better = Fit("P2", "HOSE TEST RED", 1.0, True, True, False, True, (), other, True, None, 0.5)
    fits = (named, better)
    return by_number("P1", fits, fits, frozenset(), described=True, unexplained=True, theirs=theirs)


def test_their_own_number_for_what_they_buy_stands_where_their_words_are_not_the_catalogs() -> None:
    match = beside_words(("exam",), None, theirs=True)
    assert match.sku == "P1"
    assert match.ground is Ground.NUMBER_AND_UNKNOWN_WORDS


def test_a_catalog_number_a_size_and_another_product_that_they_buy_contradict() -> None:
    assert beside_words(("exam",), None, theirs=False).ground is Ground.CONTRADICTED
    assert beside_words(("12x5",), None, theirs=True).ground is Ground.CONTRADICTED
    assert beside_words(("exam",), BOUGHT, theirs=True).ground is Ground.CONTRADICTED


def test_one_size_that_only_a_sibling_has_contradicts_a_number_however_much_else_agrees() -> None:
    named = Fit("P1", "TAPE PP 50MM BLK", 0.93, False, False, False, True, ("25mm",), BOUGHT, True, None, 0.3)
    sibling = Fit("P2", "TAPE PP 25MM BLK", 1.0, True, True, False, True, (), None, True, None, 0.7)
    match = by_number(
        "P1", (named, sibling), (named, sibling), frozenset(), described=True, unexplained=True, theirs=False
    )
    assert match.ground is Ground.CONTRADICTED
    assert match.probability < Policy().line_threshold


def test_a_measure_that_a_likelier_product_has_contradicts_a_number_though_neither_has_all_words() -> None:
    said = ("14023", "large", "2.6kg")
    named = Fit("P1", "TOMATO FRIED 400G", 0.45, False, False, False, True, said, None, True, None, 0.4)
    likelier = Fit(
        "P2", "TOMATO FRIED 2.6KG", 0.55, False, False, False, True, ("14023", "large"), BOUGHT, True, None, 0.6
    )
    fits = (named, likelier)
    match = by_number("P1", fits, fits, frozenset(), described=True, unexplained=True, theirs=False)
    assert match.ground is Ground.CONTRADICTED

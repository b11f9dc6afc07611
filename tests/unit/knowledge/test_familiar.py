"""What somebody buys again and again is meant though a word was said that it lacks, unless that tells of another."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.policy import Policy
from knowledge.matching.match import Fit, settle
from tests.unit.knowledge.test_superseded import BOUGHT

_SURE = Policy().line_threshold


def fit(name: str, missing: str, probability: float, times: int, described: bool = True) -> Fit:
    """How "5 tubes roof cement" fits a product: without a word of it where ``missing`` is one."""
    said, habit = tuple(missing.split()), replace(BOUGHT, times=times) if times else None
    return Fit(name, name, 0.7, not said, not said, False, described, said, habit, True, None, probability)


@pytest.mark.parametrize("missing", ["roof", "towels", "of the"])
def test_it_is_sure_where_nobody_else_sells_such_a_thing(missing: str) -> None:
    assert settle([fit("CEMENT PLSTC", missing, 0.91, 40)]).probability >= _SURE


@pytest.mark.parametrize("missing", ["blue", "schwarz", "5in", "12"])
def test_it_is_not_where_the_word_is_a_colour_or_a_size(missing: str) -> None:
    assert settle([fit("CEMENT PLSTC", missing, 0.91, 40)]).probability < _SURE


@pytest.mark.parametrize(("times", "likely"), [(4, 0.91), (40, 0.89)])
def test_it_is_not_where_they_bought_it_seldom_or_it_is_less_likely(times: int, likely: float) -> None:
    assert settle([fit("CEMENT PLSTC", "roof", likely, times)]).probability < _SURE


def test_it_is_sure_beside_another_kind_of_thing_that_has_the_word() -> None:
    assert settle([fit("CEMENT PLSTC", "roof", 0.96, 40), fit("SHINGLE ROOF", "", 0.01, 0)]).probability >= _SURE


def test_it_is_not_beside_a_sibling_that_has_the_word() -> None:
    assert settle([fit("CEMENT PLSTC", "roof", 0.96, 40), fit("CEMENT ROOF", "", 0.01, 0)]).probability < _SURE


def test_it_is_not_beside_a_sibling_that_they_buy_and_of_which_only_a_name_is_known() -> None:
    sibling = fit("CEMENT PLSTC 5GAL", "roof cement", 0.01, 6, described=False)
    assert settle([fit("CEMENT PLSTC 1GAL", "roof", 0.94, 40), sibling]).probability < _SURE

"""The measures of a ranking and of its confidence, on rankings whose figures can be told by hand."""

from __future__ import annotations

import math

import pytest

from evals.matching_measures import Judged, calibration, ndcg, share_found, sure

ONE, TWO, THREE = "10010", "10013", "10020"


def test_top_one_counts_the_lines_whose_first_product_is_right() -> None:
    lines = [((ONE, TWO), {ONE}), ((ONE, TWO), {TWO}), ((ONE, TWO), {THREE}), ((), {ONE})]

    assert share_found(lines, 1) == 1 / 4


def test_recall_counts_the_lines_with_a_right_product_among_the_first_so_many() -> None:
    lines = [((ONE, TWO), {ONE}), ((ONE, TWO), {TWO}), ((ONE, TWO, THREE), {THREE}), ((), {ONE})]

    assert share_found(lines, 2) == 2 / 4


def test_any_of_the_products_that_are_right_will_do() -> None:
    assert share_found([((TWO, ONE), {ONE, TWO})], 1) == 1.0


def test_a_share_of_no_lines_is_no_number() -> None:
    assert math.isnan(share_found([], 1))


def test_the_best_order_gains_all() -> None:
    assert ndcg((ONE, TWO, THREE), {ONE: 3, TWO: 1, THREE: 0}, 10) == 1.0


def test_a_product_further_down_gains_less() -> None:
    assert ndcg((TWO, ONE), {ONE: 3}, 10) == pytest.approx(1 / math.log2(3))


def test_a_product_that_nobody_rated_takes_a_place_and_gains_nothing() -> None:
    assert ndcg(("unrated", ONE), {ONE: 2}, 10) == ndcg((TWO, ONE), {ONE: 2, TWO: 0}, 10)


def test_what_stands_below_the_first_so_many_gains_nothing() -> None:
    assert ndcg((TWO, ONE), {ONE: 3}, 1) == 0.0


def test_more_good_products_than_places_can_still_gain_all() -> None:
    assert ndcg((ONE,), {ONE: 3, TWO: 3, THREE: 3}, 1) == 1.0


def test_where_nothing_fits_no_order_is_better_than_another() -> None:
    assert ndcg((ONE,), {ONE: 0}, 10) is None


def judged(confidence: float, right: int, wrong: int, customer: str = "C1") -> list[Judged]:
    return [Judged(confidence, place < right, customer) for place in range(right + wrong)]


def test_a_confidence_that_comes_true_has_no_error() -> None:
    assert calibration(judged(0.75, right=3, wrong=1), draws=40, seed=1).figure == pytest.approx(0.0)


def test_the_error_is_how_far_confidence_is_from_what_came_true() -> None:
    assert calibration(judged(0.9, right=5, wrong=5), draws=40, seed=1).figure == pytest.approx(0.4)


def test_what_is_too_sure_here_does_not_make_up_for_what_is_too_modest_there() -> None:
    lines = judged(0.9, right=5, wrong=5) + judged(0.1, right=5, wrong=5)

    assert calibration(lines, draws=40, seed=1).figure == pytest.approx(0.4)


def test_one_customer_alone_leaves_the_error_no_room() -> None:
    found = calibration(judged(0.9, right=5, wrong=5), draws=40, seed=1)

    assert found.low == found.figure == found.high


def test_customers_who_differ_give_the_error_room_on_either_side() -> None:
    lines = judged(0.5, right=10, wrong=0, customer="C1") + judged(0.5, right=0, wrong=10, customer="C2")
    lines += judged(0.5, right=9, wrong=1, customer="C3")

    found = calibration(lines, draws=200, seed=1)

    assert found.low < found.figure < found.high


def test_the_same_seed_draws_the_same_interval() -> None:
    lines = judged(0.8, right=3, wrong=2, customer="C1") + judged(0.6, right=1, wrong=4, customer="C2")

    assert calibration(lines, draws=40, seed=7) == calibration(lines, draws=40, seed=7)


def test_nothing_can_be_said_of_no_line() -> None:
    with pytest.raises(ValueError, match="No line"):
        calibration([], draws=40, seed=1)


def test_only_lines_as_sure_as_asked_are_counted() -> None:
    lines = judged(0.95, right=3, wrong=1) + judged(0.94, right=0, wrong=5)

    assert sure(lines, 0.95) == (3, 4)

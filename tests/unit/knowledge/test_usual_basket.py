"""The usual: the order that repeats, and when nothing is one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from domain.trade import Purchase
from knowledge.history import Basket, usual_basket

A = (("W-1", 2), ("T-1", 1), ("H-1", 4))
B = (("G-1", 3), ("L-1", 1), ("H-2", 6))


def bought(*orders: Sequence[tuple[str, int]]) -> tuple[Purchase, ...]:
    """One order a week."""
    first = date(2026, 1, 5)
    return tuple(
        Purchase(f"O{n}", "C1-1", first + timedelta(weeks=n), sku, Decimal(quantity), "CS")
        for n, order in enumerate(orders)
        for sku, quantity in order
    )


def usual(*orders: Sequence[tuple[str, int]]) -> Basket | None:
    return usual_basket(bought(*orders), "C1-1")


def lines(basket: Basket | None) -> list[tuple[str, int]]:
    assert basket is not None
    return [(sku, int(quantity)) for sku, quantity, _ in basket.lines]


def test_is_the_order_that_comes_again_and_again() -> None:
    basket = usual(A, A, A, A, A)
    assert lines(basket) == list(A)
    assert basket is not None
    assert (basket.times, basket.of_last, basket.exact) == (5, 5, True)


def test_stays_so_where_one_week_was_a_little_different_now_and_then() -> None:
    more = (("W-1", 3), *A[1:])
    assert lines(usual(A, A, A, more, more, A, A, A, A, A, A)) == list(A)


def test_stays_so_beside_small_orders_in_between() -> None:
    small = (("L-1", 1),)
    assert lines(usual(A, small, A, A, small, A, A)) == list(A)


def test_is_the_newest_where_they_changed_it() -> None:
    assert lines(usual(A, A, A, A, A, A, B, B, B, B)) == list(B)


def test_two_orders_that_take_turns_are_none() -> None:
    assert usual(A, B, A, B, A, B, A, B) is None


def test_is_put_together_where_no_order_repeats_to_the_letter_and_says_so() -> None:
    basket = usual(*[(("W-1", 2), ("T-1", 1), ("H-1", n)) for n in range(1, 7)])
    assert lines(basket) == [("W-1", 2), ("T-1", 1)]
    assert basket is not None
    assert not basket.exact


def test_few_orders_and_those_of_another_place_are_none() -> None:
    assert usual() is None
    assert usual(A, B) is None
    assert usual_basket(bought(A, A, A), "C1-2") is None

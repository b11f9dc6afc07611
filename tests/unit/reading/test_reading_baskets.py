"""Baskets: what the words do to an order that is only pointed at."""

from __future__ import annotations

import pytest

from tests.unit.reading.reading_said import changes, read, words


class TestTheUsual:
    @pytest.mark.parametrize(
        ("text", "change"),
        [
            ("usual, no kale", "drop kale"),
            ("the usual without the kale please", "drop kale"),
            ("usual but skip the spring mix", "drop spring mix"),
            ("usual, hold the kale", "drop kale"),
            ("hola, lo de siempre, sin cebolla", "drop cebolla"),
            ("la commande habituelle svp, sans oignons", "drop oignons"),
            ("das Übliche bitte, ohne Tomaten", "drop Tomaten"),
        ],
    )
    def test_can_lose_a_line(self, text: str, change: str) -> None:
        assert changes(text) == [change]

    @pytest.mark.parametrize(
        ("text", "change"),
        [
            ("usual but only 3 cs wings", "set 3 CS wings"),
            ("usual, just 2 wings", "set 2 wings"),
            ("usual but 3 cs wings instead of 4", "set 3 CS wings (was 4)"),
            ("same as last time but 5 lb butter", "set 5 lb butter"),
        ],
    )
    def test_can_have_another_quantity(self, text: str, change: str) -> None:
        assert changes(text) == [change]

    @pytest.mark.parametrize(
        ("text", "change"),
        [
            ("usual, double the lox", "double lox"),
            ("usual but twice the lox", "double lox"),
            ("lo de siempre y doble limones", "double limones"),
        ],
    )
    def test_can_have_twice_as_much_of_a_line(self, text: str, change: str) -> None:
        assert changes(text) == [change]

    @pytest.mark.parametrize(
        ("text", "change"),
        [
            ("the usual plus 2 cs limes", "add 2 CS limes"),
            ("usual, add 1 bag onions", "add 1 BG onions"),
            ("usual but add 2 limes", "add 2 limes"),
        ],
    )
    def test_can_have_a_line_more(self, text: str, change: str) -> None:
        assert changes(text) == [change]

    def test_can_change_in_many_ways_at_once(self) -> None:
        assert changes("usual but double the lox, no kale and add 2 cs limes, only 3 wings") == [
            "double lox",
            "drop kale",
            "add 2 CS limes",
            "set 3 wings",
        ]

    def test_each_change_begins_anew_where_nothing_stands_between_them(self) -> None:
        assert changes("usual skip wings add 2 cs legs") == ["drop wings", "add 2 CS legs"]


class TestWhatIsNoChange:
    @pytest.mark.parametrize(
        ("text", "left"),
        [
            ("usual, add limes", "add limes"),
            ("usual, only 0 wings", "0 wings"),
            ("usual, and 2 cs limes", "2 cs limes"),
            ("usual, the fish guy called", "fish guy"),
            ("usual, add 2", "add 2"),
            ("usual, make it 3 cs wings", "3 cs wings"),
        ],
    )
    def test_is_left_over_and_not_hidden(self, text: str, left: str) -> None:
        reading = read(text)
        assert reading.changes == ()
        assert words(reading.residue) == left

    def test_words_of_change_alone_change_nothing(self) -> None:
        assert changes("usual but") == []
        assert changes("usual, no thanks") == []

    def test_what_is_a_date_already_is_part_of_no_change(self) -> None:
        assert changes("usual, no kale for friday") == ["drop kale"]


def test_a_negation_that_is_a_change_is_no_caution_any_more() -> None:
    assert not read("usual, no kale").cautions
    assert words(read("usual, no thanks").cautions) == "no"

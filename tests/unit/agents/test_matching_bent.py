"""A line whose own words may change it: its product said again, another one behind a dash, a number of the order."""

from __future__ import annotations

from decimal import Decimal

import pytest

from agents.matching_bent import bent_by_itself
from agents.results import RequestedLine
from tools.catalog import CatalogAnswer, CatalogHit

_SOLD = {"glue": "G-1", "tape": "T-1", "gloves": "H-1", "or else tape": "T-1"}


def bent(text: str, *missing: str, amount: int = 2) -> str | None:
    line = RequestedLine(number=1, text=text, words=text.partition(" ")[2], amount=Decimal(amount), languages=("en",))
    hit = CatalogHit(sku="T-1", name="TAPE", probability=0.99, coverage=0.9, missing=missing, bought=3)
    found = CatalogAnswer(sku="T-1", ground="nearly_habit", probability=0.99, why="", hits=(hit,))
    return bent_by_itself(line, found, _SOLD.get)


@pytest.mark.parametrize(
    "text",
    [
        "2 tape, twice the tape",
        "2 tapes (bin the tape)",
        "2 flat lids, the lids should be 6",
        "2 duct tape x2 on the duct tape",
        "2 coils 14/3, away with the coils 14/3",
    ],
)
def test_a_product_said_again_behind_its_amount_may_change_the_line(text: str) -> None:
    assert "said twice" in (bent(text) or "")


@pytest.mark.parametrize(
    "text",
    [
        "4 tape, no, 2 tape",
        "2 white tape, white",
        "2 tees 20 x 20 x 1",
        "2 boxes of tape, boxes of 24",
        "2 four by four eights",
        "tape, 2 tape",
    ],
)
def test_what_is_put_right_with_its_amount_and_what_is_no_name_changes_nothing(text: str) -> None:
    assert bent(text) is None


@pytest.mark.parametrize("text", ["2 tape on tmrwz", "2 tape for mondxy"])
def test_a_last_word_that_nobody_knows_behind_one_that_leads_to_days_may_be_a_day(text: str) -> None:
    assert "may be a day" in (bent(text, "on", "for", "tmrwz", "mondxy") or "")


@pytest.mark.parametrize("text", ["2 tape for roofs", "2 tape for Zbigniew", "2 tape the tmrwz"])
def test_a_word_of_the_language_a_name_and_what_leads_to_no_day_are_none(text: str) -> None:
    assert "may be a day" not in (bent(text, "for", "the", "roofs", "zbigniew", "tmrwz") or "")


@pytest.mark.parametrize(
    ("text", "number"),
    [("2 tape our order 7719", "7719"), ("2 tape (job A-4471)", "A-4471"), ("2 tape Ref 26-118", "26-118")],
)
def test_a_number_that_the_product_has_not_may_be_the_orders(text: str, number: str) -> None:
    assert number in (bent(text, "our", "order", "job", "ref", "7719", "a-4471", "26-118") or "")


@pytest.mark.parametrize("text", ["2 tape 12x40", "2 tape 30.2x92", "2 tape 3000"])
def test_a_size_and_a_number_of_the_products_own_are_none_of_the_orders(text: str) -> None:
    assert bent(text, "12x40", "30.2x92") is None


def test_behind_a_dash_another_product_may_be_meant() -> None:
    assert "gloves" in (bent("2 gloves - or else tape", "gloves") or "")
    assert bent("2 tape - boxed", "boxed") is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2 tape twice the red gloves", "twice"),
        ("2 tape forget the red gloves", "forget"),
        ("2 tape scratch the red gloves", "scratch the"),
        ("2 tape (agregue 5 rojos)", "agregue 5"),
        ("2 tape add 3 gloves", "add 3"),
    ],
)
def test_a_word_that_doubles_takes_back_or_orders_another_amount_may_be_of_another_line(text: str, told: str) -> None:
    assert told in (
        bent(text, "twice", "forget", "scratch", "the", "red", "gloves", "agregue", "5", "rojos", "add", "3") or ""
    )


@pytest.mark.parametrize("text", ["2 double tape", "please add 2 tape", "2 tape to order"])
def test_a_word_of_the_product_and_a_verb_with_the_lines_own_amount_change_nothing(text: str) -> None:
    assert bent(text) is None

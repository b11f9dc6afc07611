"""What is joined to a product's words may be another thing, of which nothing else would tell."""

from __future__ import annotations

from decimal import Decimal

import pytest

from agents.matching_joined import another_thing as another_thing_sold
from agents.results import RequestedLine
from tools.catalog import CatalogAnswer, CatalogHit


def answer(*missing: str, beside: str | None = None) -> CatalogAnswer:
    hit = CatalogHit(sku="T-1", name="TAPE", probability=0.99, coverage=0.9, missing=missing, bought=3)
    return CatalogAnswer(sku="T-1", ground="nearly_habit", probability=0.99, why="", hits=(hit,), beside=beside)


def another_thing(asked: RequestedLine, found: CatalogAnswer, *packs: str) -> str | None:
    return another_thing_sold(asked, found, frozenset(packs), lambda words: "G-1" if words == "glue" else None)


def line(text: str) -> RequestedLine:
    return RequestedLine(number=1, text=text, words=text.partition("cs ")[2])


@pytest.mark.parametrize(
    "text", ["1 cs tape, zarfs", "1 cs tape and zarfs", "1 cs tape und zarfs", "1 cs tape & zarfs"]
)
def test_a_word_that_no_product_has_behind_a_joint_is_told(text: str) -> None:
    told = another_thing(line(text), answer("zarfs"))
    assert told is not None
    assert "zarfs" in told


def test_words_beside_the_product_that_nothing_joins_only_describe_it() -> None:
    assert another_thing(line("1 cs boxed tape"), answer("boxed")) is None


def test_joined_words_of_which_the_product_has_some_only_describe_it() -> None:
    assert another_thing(line("1 cs tape, silver boxed"), answer("boxed")) is None


def test_joined_words_that_the_product_has_say_nothing_else() -> None:
    assert another_thing(line("1 cs tape, silver"), answer()) is None


def test_another_product_that_has_what_this_one_lacks_is_named() -> None:
    told = another_thing(line("6 cs small bins and wide tape"), answer("small", "bins", beside="BIN SMALL"))
    assert told is not None
    assert "BIN SMALL" in told


@pytest.mark.parametrize("text", ["1 cs tape, black", "1 cs tape, extra large", "1 cs tape, inch and a quarter"])
def test_words_behind_a_comma_that_only_describe_are_no_other_thing(text: str) -> None:
    asked = line(text).model_copy(update={"unit_words": (("inch", "IN"),)})
    missing = ("black", "extra", "large", "xl", "inch", "quarter", "and", "a")
    assert another_thing(asked, answer(*missing)) is None


def test_a_word_that_only_describes_is_another_of_them_behind_and() -> None:
    assert another_thing(line("1 cs tape and black"), answer("black")) is not None


def test_a_word_that_joins_in_another_language_than_theirs_is_no_joint() -> None:
    said = line("1 cs tape en nylon")
    assert another_thing(said, answer("nylon")) is not None
    assert another_thing(said.model_copy(update={"languages": ("es",)}), answer("nylon")) is None


def test_a_number_that_is_said_with_a_joint_joins_nothing() -> None:
    assert another_thing(line("6 cs bolsas de ochenta y cinco"), answer("ochenta", "cinco")) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1 cs tape, the brush top", "tape brush top"),
        ("1 cs tape, normal clearance", "tape normal clearance"),
        ("1 cs Band, die breite", "Band breite"),
    ],
)
def test_ordinary_words_that_say_which_are_no_other_thing(text: str, words: str) -> None:
    asked = line(text).model_copy(update={"words": words})
    assert another_thing(asked, answer("brush", "top", "normal", "clearance", "breite")) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1 cs tape, the zarfs", "tape zarfs"),
        ("1 cs tape, the glue", "tape glue"),
        ("1 cs tape, brush top", "tape brush top"),
        ("1 cs tape and the brush", "tape brush"),
    ],
)
def test_words_that_are_sold_or_strange_or_point_at_nothing_may_be(text: str, words: str) -> None:
    asked = line(text).model_copy(update={"words": words})
    assert another_thing(asked, answer("zarfs", "glue", "brush", "top")) is not None


def test_a_number_that_the_product_lacks_and_a_word_behind_it_may_be_another_line() -> None:
    asked = line("12 sq tape wide 3 cap 2 ice").model_copy(update={"words": "tape wide 3 cap 2 ice"})
    assert another_thing(asked, answer("3", "cap", "2", "ice")) is not None
    assert another_thing(asked, answer("cap", "ice")) is None
    twice = line("10 hose red 10 hose wide").model_copy(update={"words": "hose red 10 hose wide"})
    assert another_thing(twice, answer("10", "red")) is not None


def test_the_amount_of_a_line_and_the_unit_behind_a_number_are_none() -> None:
    asked = line("3 zarf tape").model_copy(update={"words": "zarf tape"})
    assert another_thing(asked, answer("zarf")) is None


def test_a_unit_behind_also_tells_nothing_of_what_is_in_it() -> None:
    asked = line("1 cs tape y tambien cajas de zarfs").model_copy(update={"words": "tape tambien cajas zarfs"})
    assert another_thing(asked.model_copy(update={"unit_words": (("cajas", "CS"),)}), answer("tambien", "zarfs"))


def test_what_looks_like_money_and_is_no_word_of_the_product_may_be_a_price() -> None:
    asked = line("4 cs tape zum Angebot von 9,90").model_copy(update={"words": "tape Angebot 9,90"})
    told = another_thing(asked, answer("angebot", "9.90"))
    assert told is not None
    assert "price" in told
    assert another_thing(asked, answer("angebot")) is None


def test_four_words_that_the_product_lacks_and_that_only_name_may_be_something_else() -> None:
    asked = line("1 cs zarf glorp tape blint fnord")
    assert another_thing(asked, answer("zarf", "glorp", "blint", "fnord")) is not None
    assert another_thing(asked, answer("zarf", "glorp", "blint")) is None
    described = line("1 cs black extra large tape")
    assert another_thing(described, answer("black", "extra", "xl")) is None


def test_the_number_of_what_is_in_a_box_is_no_other_line() -> None:
    asked = line("1 cs of 100 zarf tape").model_copy(update={"words": "100 zarf tape"})
    assert another_thing(asked, answer("100", "zarf")) is not None
    assert another_thing(asked, answer("100", "zarf"), "100") is None


def test_the_number_of_a_pack_before_something_else_may_count_it() -> None:
    asked = line("2 cs blue tape 1 lamp").model_copy(update={"words": "blue tape 1 lamp"})
    assert another_thing(asked, answer("1", "lamp"), "1") is not None
    assert another_thing(asked, answer("1"), "1") is None


def test_so_many_of_another_size_may_be_another_line() -> None:
    asked = line("4 cs of 12in tape 3 of the 10in").model_copy(update={"words": "12in tape 3 10in"})
    told = another_thing(asked, answer("3", "10in"))
    assert told is not None
    assert "3 of the 10in" in told
    assert another_thing(asked, answer("3")) is None


@pytest.mark.parametrize("words", ["20 cs tape M, zehn in L", "20 cs tape M, ten L"])
def test_so_many_of_another_letter_size_behind_a_comma_may_be_another_line(words: str) -> None:
    assert another_thing(line(words), answer("m10l")) is not None


def test_a_letter_size_behind_a_comma_is_no_other_line() -> None:
    assert another_thing(line("20 cs tape, L"), answer()) is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("4 tan chlorine, acid 2 tan", "2 tan"),
        ('4 tan chlorine, "acid" 2 tan', "2 tan"),
        ("4 tan chlorine, 25 kg", None),
    ],
)
def test_another_amount_in_the_words_of_the_first_is_of_another_thing(text: str, told: str | None) -> None:
    asked = RequestedLine(number=1, text=text, words=text.replace('"', "")[2:], amount=Decimal(4))
    found = another_thing(asked, answer("acid", "2"))
    assert found is None if told is None else (found is not None and told in found)

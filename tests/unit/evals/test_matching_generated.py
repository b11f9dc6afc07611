"""Lines generated from families: what tells siblings apart, and what is never left unsaid."""

from __future__ import annotations

import random

import pytest

from evals.matching_confusions import Confusion, Item, confusion, item_of
from evals.matching_generated import families
from evals.matching_noise import Pen
from reading.languages import languages

ENGLISH, GERMAN = languages()["en"], languages()["de"]


def item(name: str, description: str = "", brand: str = "", pack: str = "", **attributes: object) -> Item:
    return item_of(name, name, description, brand, pack, attributes, "EA")


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        (Confusion.SIZE, item("tarn 1/2in"), item("tarn 3/4in")),
        (Confusion.SIZE, item("tarn xl"), item("tarn sm")),
        (Confusion.SIZE, item("tarn 12/8oz"), item("tarn 12/16oz")),
        (Confusion.ANGLE, item("tarn 45"), item("tarn 90")),
        (Confusion.COLOUR, item("tarn blk"), item("tarn wht")),
        (Confusion.GRADE, item("tarn 5", "tarn grade 5"), item("tarn 8", "tarn grade 8")),
        (Confusion.GRADE, item("tarn gr5", grade="5"), item("tarn gr8", grade="8")),
        (Confusion.PACK, item("tarn 6/1gal"), item("tarn 4/1gal")),
        (Confusion.PACK, item("tarn 50", pack="50"), item("tarn 100", pack="100")),
        (Confusion.MATERIAL, item("tarn brs"), item("tarn stl")),
        (Confusion.BRAND, item("tarn norv", brand="Norvik"), item("tarn hald", brand="Halden")),
        (Confusion.COUNT, item("tarn 88 ct"), item("tarn 72 ct")),
        (Confusion.GENDER, item("tarn mens"), item("tarn wmns", "women's tarn", gender="wmns")),
        (Confusion.OTHER, item("tarn velmic"), item("tarn osprad")),
    ],
)
def test_what_tells_two_siblings_apart_is_told_in_general_terms(kind: Confusion, one: Item, other: Item) -> None:
    assert confusion(one, other, (len(one.tokens) - 1,), ENGLISH) is kind


def test_attributes_are_named_in_the_language_of_the_catalog() -> None:
    one, other = item("tarn 7", groesse="7"), item("tarn 8", groesse="8")
    assert confusion(one, other, (1,), GERMAN) is Confusion.SIZE
    assert confusion(item("tarn sw"), item("tarn ws"), (1,), GERMAN) is Confusion.COLOUR


def test_siblings_that_differ_in_two_kinds_of_thing_are_told_apart_by_no_one_kind() -> None:
    assert confusion(item("tarn blk 1/2"), item("tarn wht 3/4"), (1, 2), ENGLISH) is Confusion.OTHER


def test_a_family_is_of_names_that_differ_in_one_word_or_two() -> None:
    alike = [item("tarn velmic 1/2 blk"), item("tarn velmic 3/4 blk"), item("tarn velmic 3/4 wht")]
    found = {
        (family.places, frozenset(one.sku for one in family.items)) for family in families([*alike, item("gavock")])
    }
    black, three_quarters = {one.sku for one in alike[:2]}, {one.sku for one in alike[1:]}
    assert ((2,), frozenset(black)) in found
    assert ((3,), frozenset(three_quarters)) in found
    assert ((2, 3), frozenset(one.sku for one in alike)) in found
    assert not any("gavock" in skus for _, skus in found)


def written(token: str) -> set[str]:
    return {Pen(random.Random(seed), ENGLISH).size(token) for seed in range(300)}


def test_a_size_is_written_in_many_notations() -> None:
    assert {"1/2in", '1/2"', '0.5"', "half inch"} <= written("1/2in")
    assert {"12oz", "12 oz", "12 ounces"} <= written("12oz")
    assert {"10x26", "10 x 26", "10 by 26"} <= written("10x26")
    assert {"4/1gal", "4/1 gal", "4x1gal"} <= written("4/1gal")
    assert written("90") == {"90"}


def test_the_same_seed_writes_the_same() -> None:
    def line(seed: int) -> str:
        pen = Pen(random.Random(seed), ENGLISH)
        return pen.line(pen.ordered([pen.word("velmic", ["velmicorn"]), pen.size("1/2in")]), pen.amount(), "CS")

    assert [line(seed) for seed in range(20)] == [line(seed) for seed in range(20)]
    assert len({line(seed) for seed in range(20)}) > 10


def test_an_amount_never_runs_into_the_size_behind_it() -> None:
    lines = [Pen(random.Random(seed), ENGLISH).line("1/2 tarn", 3, "EA") for seed in range(200)]
    assert not any(line.casefold().startswith(("3 1/2", "3 x 1/2")) for line in lines)

"""Things are found by what they are called in another language than the catalog's."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from knowledge.matching import goods
from knowledge.matching.query import Query, as_catalogued
from reading.languages import languages
from tests.support.vocabularies import vocabulary_of

FILES = sorted((Path(goods.__file__).parent.parent / "goods").glob("*.csv"))


ENGLISH = vocabulary_of(["towel white", "toilet paper 2ply", "sauce pan", "roll bread", "napkin", "potato red", "mop"])
FRENCH = vocabulary_of(["essuie-tout blanc", "pomme de terre rouge", "prise de courant"])


@pytest.mark.parametrize(
    ("asked", "called"),
    [("toalla", "towel"), ("asciugamani", "towel"), ("Handtuch", "towel"), ("papas", "potato"), ("fregona", "mop")],
)
def test_a_word_of_another_language_is_found_by_the_catalogs(asked: str, called: str) -> None:
    assert called in ENGLISH.spellings(*Query.of(asked, frozenset()).tokens)


@pytest.mark.parametrize("asked", ["tenedores", "forchette", "Gabeln", "garfos"])
def test_a_plural_is_found_by_its_singular(asked: str) -> None:
    english = vocabulary_of(["fork plastic", "dinner plate"])
    assert english.spellings(*Query.of(asked, frozenset()).tokens).keys() == {"fork"}


def test_a_word_that_names_two_things_finds_both() -> None:
    assert ENGLISH.spellings("serviette").keys() >= {"napkin", "towel"}


def test_a_word_that_the_catalog_has_is_no_other_languages() -> None:
    assert "bread" not in ENGLISH.spellings("pan")


@pytest.mark.parametrize(
    ("asked", "called"),
    [
        ("papel higiénico", ("toilet", "paper")),
        ("pommes de terre rouges", ("potato", "rouges")),
        ("pommes terre", ("potato",)),
        ("towel white", ("towel", "white")),
    ],
)
def test_a_name_of_several_words_is_taken_as_the_catalog_calls_the_thing(asked: str, called: tuple[str, ...]) -> None:
    assert as_catalogued(Query.of(asked, frozenset()), ENGLISH).tokens == called


@pytest.mark.parametrize("asked", ["potatoes", "Kartoffel", "aardappelen"])
def test_a_thing_that_the_catalog_calls_in_several_words_is_found_by_one(asked: str) -> None:
    (token,) = Query.of(asked, frozenset()).tokens

    assert "pomme terre" in FRENCH.spellings(token)
    assert FRENCH.candidates([token])[0] == "01"


def test_a_thing_that_the_catalog_has_by_no_name_is_found_by_what_it_is_a_kind_of() -> None:
    masks = vocabulary_of(["mask earloop blue", "towel white", "glove"])

    assert masks.spellings("cubrebocas")["mask"] < masks.spellings("toalla")["towel"]


def test_a_basket_is_told_in_another_language_too() -> None:
    assert ENGLISH.means_any("toallas", frozenset({"towel", "white"}))
    assert not ENGLISH.means_any("toallas", frozenset({"napkin", "white"}))


def test_words_for_a_thing_are_those_of_the_catalogs_languages() -> None:
    assert ENGLISH.languages == {"en"}
    assert FRENCH.languages == {"fr"}


def test_a_customers_own_words_are_no_other_languages() -> None:
    query = Query.of("papel higiénico", frozenset())

    assert as_catalogued(query, ENGLISH, ["papel higiénico"]).tokens == query.tokens


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_row_names_one_thing_in_whole_words(file: Path) -> None:
    with file.open(encoding="utf-8", newline="") as lines:
        head, *rows = csv.reader(lines)

    assert head == ["en", "de", "fr", "es", "it", "nl", "pt", "da", "pl", "sv"]
    assert set(head) == set(languages())
    for row in rows:
        names = [name for cell in row for name in cell.split("|") if cell]
        assert len(row) == len(head), row
        assert len(names) > 1, row
        assert all(name == name.strip() and name for name in names), row
        assert not any(c.isdigit() for name in names for c in name), row


def test_a_word_is_a_thing_in_the_languages_that_call_one_so() -> None:
    assert goods.is_a_thing_in("dice", ["en"])
    assert goods.is_a_thing_in("schrauben", ["de"])
    assert not goods.is_a_thing_in("schrauben", ["en", "it"])

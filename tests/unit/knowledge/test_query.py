"""A query is asked in the words of the catalog: parted, joined or counted as its labels are."""

from __future__ import annotations

import pytest

from knowledge.matching.normalise import words
from knowledge.matching.query import Query, as_catalogued
from knowledge.matching.retrieve import Vocabulary
from tests.support.vocabularies import vocabulary_of

PRODUCTS = (
    "lightweight filler",
    "CEE Wandsteckdose rot",
    "Steckdose grau",
    "Papier Streifen",
    "Breaker 3-polig",
    "Rahmen 2fach",
    "Schlauch 19 25m",
    "pressure gauge",
    "car",
    "pets",
    "flood BR30",
    "cable 12/2",
    "lath 40x60",
    "screw 8x1-1/4",
    "elbow 1-1/2",
    "staple TYP71 10MM",
    "foam 35/50",
)


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return vocabulary_of(PRODUCTS)


@pytest.mark.parametrize(
    ("asked", "catalogued"),
    [
        ("light weight filler", ("lightweight", "filler")),
        ("cee-wandsteckdosen", ("cee", "wandsteckdosen")),
        ("papierstreifen", ("papier", "streifen")),
        ("dreipolig", ("3-polig",)),
        ("zweifach", ("2fach",)),
        ("br30s", ("br30",)),
        ("12-2 cable", ("12/2", "cable")),
        ("lath 40-60", ("lath", "40x60")),
        ("19~25 metros", ("19", "25", "metros")),
        ("elbow 1 1/2", ("elbow", "1-1/2")),
        ("screw 8 x 1 1/4", ("screw", "8x1-1/4")),
        ("elbow 2 1/2", ("elbow", "2", "1/2")),
        ("staple 71/10", ("staple", "71", "10")),
        ("staple 71/12", ("staple", "71/12")),
        ("foam 35/50", ("foam", "35/50")),
        ("lath 3/4", ("lath", "3/4")),
    ],
)
def test_words_are_taken_as_the_catalog_has_them(
    asked: str, catalogued: tuple[str, ...], vocabulary: Vocabulary
) -> None:
    query = Query(tuple(asked.split()) if "~" in asked else words(asked))

    assert as_catalogued(query, vocabulary).tokens == catalogued


@pytest.mark.parametrize("asked", ["filler", "carpets", "zweispurig", "t-shirt", "wandsteckdose"])
def test_words_are_left_whole_where_the_catalog_has_no_better(asked: str, vocabulary: Vocabulary) -> None:
    assert as_catalogued(Query.of(asked, frozenset()), vocabulary).tokens == words(asked)


@pytest.mark.parametrize("theirs", ["papierstreifen", "light weight", "dreipolig"])
def test_a_customers_own_words_for_a_product_stay_as_they_are(theirs: str, vocabulary: Vocabulary) -> None:
    assert as_catalogued(Query.of(theirs, frozenset()), vocabulary, [theirs]).tokens == words(theirs)


def test_what_a_trait_is_called_need_not_be_found_unless_a_product_is_called_so(vocabulary: Vocabulary) -> None:
    query = as_catalogued(Query.of("gauge colour rot", frozenset()), vocabulary)

    assert query.soft == {"colour"}

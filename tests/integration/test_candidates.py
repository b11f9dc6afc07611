"""Candidates by words, out of a real store: every product with all the words, however common the words are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import delete

from knowledge.facts import Facts
from knowledge.importing.derived import rewrite_all_terms, rewrite_terms
from knowledge.matching.retrieve import Vocabulary
from store.engine import Store
from store.master import DistributorRow, ProductRow, VocabularyRow


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(f"sqlite:///{tmp_path / 'store.db'}")
    opened.migrate()
    yield opened
    opened.close()


Load = Callable[[Mapping[str, str]], Vocabulary]


@pytest.fixture
def load(store: Store) -> Load:
    """A catalog of these names by sku, as an import leaves it."""

    def loaded(names: Mapping[str, str]) -> Vocabulary:
        with store.transaction() as session:
            session.add_all(product(sku, name) for sku, name in names.items())
            session.flush()
            rewrite_all_terms(session, lambda _: None)
        return vocabulary_of(store)

    return loaded


def product(sku: str, name: str) -> ProductRow:
    words = dict.fromkeys(("description", "brand", "category", "pack", "upc", "mpn"), "")
    return ProductRow(sku=sku, name=name, uom="EA", status="active", attributes={}, **words)


def distributor() -> DistributorRow:
    words = dict.fromkeys(("name", "currency", "locale", "email", "phone", "content_hash", "index_version"), "")
    return DistributorRow(id=1, timezone="UTC", warehouses=[], imported_at=datetime(2026, 3, 2, tzinfo=UTC), **words)


def vocabulary_of(store: Store) -> Vocabulary:
    with store.reading() as session:
        return Vocabulary.load(session)


def test_words_that_thousands_carry_still_find_the_few_that_carry_them_all(load: Load) -> None:
    names = {f"A{number:04d}": "elbow" for number in range(3_000)}
    names |= {f"B{number:04d}": "copper" for number in range(3_000)}
    vocabulary = load(names | {"Z1": "elbow copper", "Z2": "copper elbows"})
    assert vocabulary.candidates(["copper", "elbow"])[:2] == ("Z1", "Z2")
    assert len(vocabulary.candidates(["copper", "elbow"])) == 40, "and of the others no more than can be weighed"
    assert len(vocabulary.candidates(["copper"])) == 60


def test_a_product_with_every_word_comes_before_any_with_the_rarer_ones_alone(load: Load) -> None:
    few = {f"R{number:03d}": "sprocket" for number in range(160)}
    common = {f"C{number:04d}": "steel" for number in range(2_000)}
    vocabulary = load(few | common | {"X": "sproket steel"})
    assert vocabulary.candidates(["sprocket", "steel"])[0] == "X", "though its spelling fits less well"


def test_a_word_that_no_product_carries_does_no_harm(load: Load) -> None:
    vocabulary = load({"1": "elbow copper", "2": "elbow steel"})
    assert vocabulary.candidates(["copper", "elbow", "xyzzy"]) == ("1", "2")
    assert vocabulary.candidates(["xyzzy"]) == vocabulary.candidates([]) == ()


def test_what_ties_is_told_in_the_order_of_skus(load: Load) -> None:
    vocabulary = load({"3": "elbow", "1": "elbow", "2": "elbow"})
    assert vocabulary.candidates(["elbow"]) == ("1", "2", "3")


def test_a_size_is_found_before_what_shares_only_its_unit(load: Load) -> None:
    names = {f"A{number:03d}": f"elbow {number}in" for number in range(10, 200)}
    vocabulary = load(names | {"Z": "elbow 1/2in"})
    assert vocabulary.candidates(["elbow", "1/2in"])[0] == "Z"


def test_the_vocabulary_is_read_as_it_was_made_and_made_where_none_is_kept(store: Store, load: Load) -> None:
    kept = load({"b": "elbow 1/2in", "a": "copper elbow"})
    with store.transaction() as session:
        session.execute(delete(VocabularyRow))
    made = vocabulary_of(store)
    assert (
        kept.frequency
        == made.frequency
        == {"elbow": 2, "copper": 1, "1/2in": 1, "1/2": 1, "0.5": 1, "0.5in": 1, "in": 1}
    )
    assert kept.candidates(["copper"]) == made.candidates(["copper"]) == ("a",)


def test_a_product_has_the_terms_that_it_was_imported_with(load: Load) -> None:
    vocabulary = load({"b": "elbow 1/2in", "a": "copper elbow"})
    assert vocabulary.terms_of("a") == {"copper", "elbow"}
    assert vocabulary.terms_of("b") == {"elbow", "1/2in", "1/2", "0.5", "0.5in", "in"}
    assert vocabulary.terms_of("aa") == vocabulary.terms_of("c") == vocabulary.terms_of("") == frozenset()


def test_a_catalog_without_a_word_finds_nothing(store: Store) -> None:
    vocabulary = vocabulary_of(store)
    assert vocabulary.candidates(["elbow"]) == ()
    assert vocabulary.terms_of("a") == frozenset()
    assert vocabulary.weight("elbow") > 0


def test_products_are_all_there_when_no_more_can_be_kept(
    store: Store, load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("knowledge.facts._MOST_KEPT", 2)
    load({"a": "elbow", "b": "tee", "c": "cap"})
    with store.transaction() as session:
        session.add(distributor())
        session.flush()
        facts = Facts(session, "1")
        assert list(facts.products(session, ["a", "b"])) == ["a", "b"]
        assert list(facts.products(session, ["c", "b", "x"])) == ["b", "c"]


def test_the_vocabulary_follows_a_change_of_a_products_words(store: Store, load: Load) -> None:
    load({"a": "copper elbow", "b": "steel elbow"})
    with store.transaction() as session:
        session.get_one(ProductRow, "a").name = "brass elbow"
        session.flush()
        rewrite_terms(session, ["a"], lambda _: None)
    vocabulary = vocabulary_of(store)
    assert vocabulary.candidates(["brass"]) == ("a",)
    assert not vocabulary.spellings("copper")

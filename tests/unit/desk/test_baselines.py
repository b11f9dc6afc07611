"""The baselines of product matching answer as searches do: what is like the words first, nothing for nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from desk.bench.baselines import Ranker, characters, token_set, word_bm25

TEXTS = {"A1": "copper elbow 90 1/2", "A2": "copper tee 1/2", "A3": "brass valve 3/4"}


@pytest.mark.parametrize("build", [word_bm25, token_set, characters])
def test_the_product_with_the_words_comes_first(build: Callable[[Mapping[str, str]], Ranker]) -> None:
    assert build(TEXTS)("tee copper")[0] == "A2"


@pytest.mark.parametrize("build", [word_bm25, characters])
def test_words_that_no_product_has_find_none(build: Callable[[Mapping[str, str]], Ranker]) -> None:
    assert list(build(TEXTS)("zzz")) == []


def test_characters_forgive_a_slip_that_words_do_not() -> None:
    assert not list(word_bm25(TEXTS)("coper"))
    assert characters(TEXTS)("coper")[0] in {"A1", "A2"}

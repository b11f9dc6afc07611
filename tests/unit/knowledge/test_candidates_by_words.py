"""Candidates are looked up as if every word were looked up everywhere, though the common ones are not."""

from __future__ import annotations

import random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.matching.retrieve import Vocabulary

WORDS = ("valve", "elbow", "copper", "steel", "gasket", "flange", "nipple", "bronze", "union", "ferrule")
MANY = 700
FIRST = 40


def catalog(seed: int) -> dict[str, frozenset[str]]:
    """Products with words of very different frequency, so that some words alone fit hundreds."""
    chance = random.Random(seed)
    shares = [0.9, 0.7, 0.5, 0.3, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005]
    chance.shuffle(shares)
    return {
        f"{number:04d}": frozenset(
            word for word, share in zip(WORDS, shares, strict=True) if chance.random() < share
        ) or frozenset({"valve"})
        for number in range(MANY)
    }  # fmt: skip


def vocabulary_of(products: dict[str, frozenset[str]]) -> Vocabulary:
    skus = list(products)
    carriers = [[at for at, sku in enumerate(skus) if word in products[sku]] for word in WORDS]
    carrying = np.array([len(some) for some in carriers], dtype=np.int32)
    return Vocabulary(WORDS, carrying, skus, np.concatenate(carriers).astype(np.int32), len(skus))


@settings(deadline=None)  # the first example reads the dictionary of goods
@given(st.integers(0, 10_000), st.lists(st.sampled_from(WORDS), min_size=1, max_size=5, unique=True))
def test_no_product_that_carries_more_is_passed_over(seed: int, asked: list[str]) -> None:
    products = catalog(seed)
    vocabulary = vocabulary_of(products)
    worth = {word: vocabulary.weight(word) for word in asked}
    known = [word for word in asked if vocabulary.knows(word)]

    def rank(sku: str) -> tuple[bool, float, int]:
        carried = [word for word in known if word in products[sku]]
        return len(carried) < len(known), -round(sum(worth[word] for word in carried), 9), len(products[sku])

    every = sorted((sku for sku in products if products[sku] & set(known)), key=lambda sku: (*rank(sku), sku))
    found = vocabulary.candidates(asked)

    assert [rank(sku) for sku in found] == [rank(sku) for sku in every[: len(found)]]
    assert len(found) >= min(FIRST, len(every))

"""The vocabulary of a few products, as an import would leave it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from knowledge.matching.retrieve import Vocabulary
from knowledge.matching.told import product_terms


def vocabulary_of(products: Sequence[str]) -> Vocabulary:
    """The vocabulary of products by their names; their skus are 00, 01 and so on."""
    carried = [product_terms(name, "", "", "", "") for name in products]
    terms = sorted(set().union(*carried))
    carriers = [[at for at, some in enumerate(carried) if term in some] for term in terms]
    counts = np.array([len(some) for some in carriers], dtype=np.int32)
    skus = [f"{at:02d}" for at in range(len(products))]
    return Vocabulary(terms, counts, skus, np.concatenate(carriers).astype(np.int32), len(skus))

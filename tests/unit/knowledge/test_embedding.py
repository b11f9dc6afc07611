"""The built-in embedding: the vectors of a library that takes two seconds to import, without it."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import HashingVectorizer

from knowledge.embedding import DIMENSIONS, embed

_THEIRS = HashingVectorizer(
    analyzer="char_wb", ngram_range=(2, 4), n_features=DIMENSIONS, lowercase=False, norm="l2", dtype=np.float32
)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text(alphabet="ab1/é½x 日", max_size=30), min_size=1, max_size=5))
def test_texts_have_the_vectors_of_scikit_learns_hashed_character_n_grams(texts: list[str]) -> None:
    assert np.allclose(embed(texts), _THEIRS.transform(texts).toarray(), atol=1e-6)


def test_a_text_without_a_word_is_near_nothing_and_every_other_has_length_one() -> None:
    assert np.allclose(np.linalg.norm(embed(["", "hex bolt 3/8"]), axis=1), [0, 1])

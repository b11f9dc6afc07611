"""The scorer's answer is one certainty, shared among the candidates and "none of them"."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import ConfigurationError
from knowledge.matching.features import FEATURES
from knowledge.matching.scorer import NONE_FEATURES, Scorer, read_scorer, shipped_scorer

weights = st.floats(-50, 50)


@given(st.lists(st.lists(weights, min_size=3, max_size=3), max_size=8), st.lists(weights, min_size=2, max_size=2))
def test_the_candidates_together_are_never_surer_than_certain(rows: list[list[float]], none: list[float]) -> None:
    scorer = Scorer(np.array([1.0, -2.0, 0.5]), np.array([1.0, 1.0]))

    shares = scorer.probabilities(np.array(rows).reshape(-1, 3), np.array(none))

    assert ((shares >= 0) & (shares <= 1)).all()
    assert shares.sum() <= 1 + 1e-9


def test_candidates_that_fit_alike_share_the_certainty() -> None:
    scorer = Scorer(np.array([3.0]), np.array([0.0]))

    alone = scorer.probabilities(np.array([[1.0]]), np.array([1.0]))
    both = scorer.probabilities(np.array([[1.0], [1.0]]), np.array([1.0]))

    assert both[0] == both[1] < alone[0]


def test_the_shipped_weights_are_of_the_features_there_are() -> None:
    assert shipped_scorer().candidate.shape == (len(FEATURES),)
    assert shipped_scorer().none.shape == (len(NONE_FEATURES),)


def test_weights_of_other_features_are_refused_with_what_to_do() -> None:
    with pytest.raises(ConfigurationError, match="orderdesk train"):
        read_scorer({"candidate": {"covered": 1.0}, "none": {}})

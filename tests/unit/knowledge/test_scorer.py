"""The scorer's answer is one certainty, shared among the candidates and "none of them"."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from domain.errors import ConfigurationError
from knowledge.matching.features import FEATURES
from knowledge.matching.scorer import NONE_FEATURES, Certainty, Scorer, read_scorer, shipped_scorer

weights = st.floats(-50, 50)
_AS_IT_IS = Certainty()
_BOUGHT, _TIMES = FEATURES.index("bought"), FEATURES.index("times")


def rows_of(*shown: Sequence[float]) -> NDArray[np.float64]:
    """Candidates by how often they are bought, and whether at all."""
    rows = np.zeros((len(shown), len(FEATURES)))
    for at, (times, bought) in enumerate(shown):
        rows[at, _TIMES], rows[at, _BOUGHT] = times, bought
    return rows


def scorer_of(bought: Certainty = _AS_IT_IS, unbought: Certainty = _AS_IT_IS) -> Scorer:
    candidate = np.zeros(len(FEATURES))
    candidate[_TIMES] = 1.0
    return Scorer(candidate, np.array([1.0]), bought, unbought)


@given(
    st.lists(st.tuples(weights, st.sampled_from((0.0, 1.0))), max_size=8),
    weights,
    st.floats(0.5, 2),
    st.floats(-3, 3),
)
def test_the_candidates_together_are_never_surer_than_certain(
    shown: list[tuple[float, float]], none: float, slope: float, more: float
) -> None:
    rows = rows_of(*shown)

    probabilities = scorer_of(Certainty(slope, more), Certainty(slope, -more)).probabilities(rows, np.array([none]))

    assert ((probabilities >= 0) & (probabilities <= 1)).all()
    assert probabilities.sum() <= 1 + 1e-6
    if shown:
        shares = scorer_of().shares(rows, np.array([none]))
        assert probabilities[shares.argmax()] == probabilities.max()


def test_candidates_that_fit_alike_share_the_certainty() -> None:
    alone = scorer_of().probabilities(rows_of((3, 0)), np.array([0.0]))
    both = scorer_of().probabilities(rows_of((3, 0), (3, 0)), np.array([0.0]))

    assert both[0] == both[1] < alone[0]


def test_what_a_customer_buys_is_surer_than_its_share_and_what_they_never_bought_is_not() -> None:
    scorer, nothing = scorer_of(Certainty(1.0, 0.5), Certainty(1.0, -0.5)), np.array([0.0])

    known, strange = rows_of((3, 1), (0, 0)), rows_of((3, 0), (0, 1))

    assert scorer.probabilities(known, nothing)[0] > scorer.shares(known, nothing)[0]
    assert scorer.probabilities(strange, nothing)[0] < scorer.shares(strange, nothing)[0]


def test_where_nothing_is_known_of_the_customer_a_share_is_the_probability() -> None:
    scorer, nobodys = scorer_of(Certainty(1.0, 0.5), Certainty(1.0, -0.5)), rows_of((3, 0), (0, 0))

    assert (scorer.probabilities(nobodys, np.array([0.0])) == scorer.shares(nobodys, np.array([0.0]))).all()


def test_the_shipped_weights_are_of_the_features_there_are() -> None:
    assert shipped_scorer().candidate.shape == (len(FEATURES),)
    assert shipped_scorer().none.shape == (len(NONE_FEATURES),)


def test_weights_of_other_features_are_refused_with_what_to_do() -> None:
    with pytest.raises(ConfigurationError, match="orderdesk train"):
        read_scorer({"candidate": {"covered": 1.0}, "none": {}})

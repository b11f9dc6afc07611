"""How likely each candidate is what a line means: fitted weights over features, kept as versioned data.

The candidates of a line and the answer "none of them" share one certainty: a candidate's probability is its share of
the exponentials of all scores. What taught the weights is told in ``docs/matching.md`` and in ``scorer.json`` itself;
``orderdesk train`` fits them anew.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from domain.errors import ConfigurationError
from knowledge.matching.features import FEATURES

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NONE_FEATURES = ("always", "unknown", "short", "uncovered")
"""What speaks for no product: nothing at all, words unknown to the catalog, few words, words that no candidate has."""


@dataclass(frozen=True)
class Scorer:
    """Fitted weights: of the features of candidates, in their order, and of those of the answer "none of them"."""

    candidate: NDArray[np.float64]
    none: NDArray[np.float64]

    def probabilities(self, rows: NDArray[np.float64], none: NDArray[np.float64]) -> NDArray[np.float64]:
        """The probability of each candidate.

        Args:
            rows: the candidates' features, shape (candidates, len(FEATURES)).
            none: the features of the answer "none of them", shape (len(NONE_FEATURES),).
        """
        import numpy as np

        scores = np.append(rows @ self.candidate, none @ self.none)
        exponentials = np.exp(scores - scores.max())
        shares: NDArray[np.float64] = exponentials[:-1] / exponentials.sum()
        return shares


@cache
def shipped_scorer() -> Scorer:
    """The weights that the desk ships with.

    Raises:
        ConfigurationError: they are of other features than these; ``orderdesk train`` fits them anew.
    """
    return read_scorer(json.loads(files(__package__).joinpath("scorer.json").read_text(encoding="utf-8")))


def read_scorer(content: Any) -> Scorer:
    """A scorer out of its JSON.

    Raises:
        ConfigurationError: it is of other features.
    """
    import numpy as np

    candidate, none = content["candidate"], content["none"]
    if tuple(candidate) != FEATURES or tuple(none) != NONE_FEATURES:
        raise ConfigurationError("The weights of product matching are of other features; fit them: orderdesk train.")
    return Scorer(np.array(list(candidate.values())), np.array(list(none.values())))

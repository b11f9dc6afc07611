"""How likely each candidate is what a line means: fitted weights over features, kept as versioned data.

The candidates of a line and the answer "none of them" share one certainty: a candidate's probability is its share of
the exponentials of all scores, and that of the likeliest is corrected by whether the customer buys it. What taught the
weights is told in ``docs/matching.md`` and in ``scorer.json`` itself; ``orderdesk train`` fits them anew.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from domain.errors import ConfigurationError
from knowledge.matching.features import FEATURES

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_BOUGHT = FEATURES.index("bought")
_LEAST = 1e-9
# Below it no line is entered, whatever it is corrected to, and a share tells well enough what to propose.
_NEARLY_SURE = 0.85
NONE_FEATURES = ("always", "unknown", "short", "uncovered")
"""What speaks for no product: nothing at all, words unknown to the catalog, few words, words that no candidate has."""


@dataclass(frozen=True)
class Certainty:
    """How a share of the certainty becomes a probability: its log-odds times ``slope``, and ``more`` besides."""

    slope: float = 1.0
    more: float = 0.0

    def of(self, share: float) -> float:
        """The probability that a share stands for."""
        share = min(max(share, _LEAST), 1 - _LEAST)
        return 1 / (1 + math.exp(-self.slope * math.log(share / (1 - share)) - self.more))


@dataclass(frozen=True)
class Scorer:
    """Fitted weights: of the features of candidates, in their order, and of those of the answer "none of them".

    ``bought`` and ``unbought`` say how sure the likeliest candidate is of a customer whose purchases are known: what
    they buy is meant more often than its share says, and what they never bought less often.
    """

    candidate: NDArray[np.float64]
    none: NDArray[np.float64]
    bought: Certainty = Certainty()
    unbought: Certainty = Certainty()

    def probabilities(self, rows: NDArray[np.float64], none: NDArray[np.float64]) -> NDArray[np.float64]:
        """The probability of each candidate.

        Args:
            rows: the candidates' features, shape (candidates, len(FEATURES)).
            none: the features of the answer "none of them", shape (len(NONE_FEATURES),).
        """
        shares = self.shares(rows, none)
        known = known_to_buy(rows)
        best = int(shares.argmax()) if len(shares) else 0
        if not known.any() or shares[best] < _NEARLY_SURE:
            return shares
        likely = (self.bought if known[best] else self.unbought).of(float(shares[best]))
        others = (1 - likely) / max(1 - float(shares[best]), _LEAST)
        found: NDArray[np.float64] = (shares * min(others, 1.0)).clip(0, likely)
        found[best] = likely
        return found

    def shares(self, rows: NDArray[np.float64], none: NDArray[np.float64]) -> NDArray[np.float64]:
        """Each candidate's share of the certainty, by its score alone; shapes as for ``probabilities``."""
        import numpy as np

        scores = np.append(rows @ self.candidate, none @ self.none)
        exponentials = np.exp(scores - scores.max())
        shares: NDArray[np.float64] = exponentials[:-1] / exponentials.sum()
        return shares


def known_to_buy(rows: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which of the candidates the customer buys; none of them where nothing is known of the customer."""
    return rows[:, _BOUGHT] > 0


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
    certainty = content["certainty"]
    return Scorer(
        np.array(list(candidate.values())),
        np.array(list(none.values())),
        Certainty(**certainty["bought"]),
        Certainty(**certainty["unbought"]),
    )

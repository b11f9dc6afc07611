"""Fitting the scorer of product matching, and how true its probabilities are.

The weights are those under which the right candidates, or "none of them" where none is right, are likeliest, each
held back by ``_HOLD`` so that no feature counts for more than the lines show, those of ``_HELD_MORE`` by so many times
as much: how much of a name was said tells less where names run long, which those that teach it do not. One minimum,
found by L-BFGS: the same examples give the same weights.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from evals.matching_examples import Example
from knowledge.matching.features import FEATURES
from knowledge.matching.scorer import NONE_FEATURES, Scorer

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_HOLD = 1.0
_HELD_MORE = {"name_covered": 12.0}
_MOST_STEPS = 500
_TINY = 1e-300


def fit(examples: Sequence[Example]) -> Scorer:
    """The scorer that these examples teach."""
    import numpy as np
    from scipy.optimize import minimize

    some = [one for one in examples if len(one.skus)]
    rows = np.vstack([one.rows for one in some])
    right = np.concatenate([one.right for one in some]).astype(float)
    line = np.repeat(np.arange(len(some)), [len(one.skus) for one in some])
    none = np.array([one.none for one in some])
    held = _HOLD * np.array([_HELD_MORE.get(name, 1.0) for name in (*FEATURES, *NONE_FEATURES)])
    open_lines = np.array([float(not one.right.any()) for one in some])

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        """What the examples lose under these weights, with the slope."""
        scores, of_none = rows @ weights[: len(FEATURES)], none @ weights[len(FEATURES) :]
        highest = of_none.copy()
        np.maximum.at(highest, line, scores)
        each, nothing = np.exp(scores - highest[line]), np.exp(of_none - highest)
        every, wanted = nothing.copy(), nothing * open_lines
        np.add.at(every, line, each)
        np.add.at(wanted, line, each * right)
        wanted += _TINY
        over = each / every[line] - each * right / wanted[line]
        over_none = nothing / every - nothing * open_lines / wanted
        slope = np.concatenate([rows.T @ over, none.T @ over_none]) + 2 * held * weights
        lost = float((np.log(every) - np.log(wanted)).sum() + held * weights @ weights)
        return lost / len(some), slope / len(some)

    start = np.zeros(len(FEATURES) + len(NONE_FEATURES))
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": _MOST_STEPS})
    return Scorer(found.x[: len(FEATURES)], found.x[len(FEATURES) :])


def write(scorer: Scorer, taught_by: dict[str, int], path: Path) -> None:
    """Write ``scorer.json``; ``taught_by`` names the data that taught it, with lines."""
    content = {
        "version": "scorer-1",
        "taught_by": dict(sorted(taught_by.items())),
        "candidate": {name: round(float(weight), 4) for name, weight in zip(FEATURES, scorer.candidate, strict=True)},
        "none": {name: round(float(weight), 4) for name, weight in zip(NONE_FEATURES, scorer.none, strict=True)},
    }
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def folds(examples: Iterable[Example], count: int) -> list[list[Example]]:
    """The examples in folds, each customer whole in one of them, the folds about equally large."""
    groups: dict[str, list[Example]] = {}
    for one in examples:
        groups.setdefault(one.group, []).append(one)
    found: list[list[Example]] = [[] for _ in range(count)]
    for group in sorted(groups.values(), key=lambda g: (-len(g), g[0].group)):
        min(found, key=len).extend(group)
    return found

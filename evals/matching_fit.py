"""Fitting the scorer of product matching, and how true its probabilities are.

The weights are those under which the right candidates, or "none of them" where none is right, are likeliest, each
held back by ``_HOLD`` so that no feature counts for more than the lines show, those of ``_HELD_MORE`` by so many times
as much: how much of a name was said tells less where names run long, which those that teach it do not. One minimum,
found by L-BFGS: the same examples give the same weights.

How sure the likeliest candidate then is, is fitted apart for what a customer buys and for what they never bought, on
recorded lines of distributors (where there are few: of customers) that did not teach the weights which judge them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from evals.matching_examples import Example
from knowledge.matching.features import FEATURES
from knowledge.matching.scorer import NONE_FEATURES, Certainty, Scorer, known_to_buy

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_HOLD = 1.0
_HELD_MORE = {"name_covered": 12.0}
_MOST_STEPS = 500
_JUDGES = 3
_LEAST_SHARE = 1e-4
_TINY = 1e-300


def fit(examples: Sequence[Example]) -> Scorer:
    """The scorer that these examples teach."""
    scorer, judged = _weights(examples), [_Judged([], []), _Judged([], [])]
    many = len({one.distributor for one in examples}) >= _JUDGES
    parts = folds(examples, _JUDGES, lambda one: one.distributor if many else one.group)
    for at, part in enumerate(parts):
        others = _weights([one for place, other in enumerate(parts) if place != at for one in other])
        for one in part:
            if one.line.made_up or not len(one.skus) or not (known := known_to_buy(one.rows)).any():
                continue
            shares = others.shares(one.rows, one.none)
            best = int(shares.argmax())
            judged[int(known[best])].shares.append(float(shares[best]))
            judged[int(known[best])].right.append(bool(one.right[best]))
    unbought, bought = map(_certainty, judged)
    return replace(scorer, bought=bought, unbought=unbought)


class _Judged(NamedTuple):
    """The shares of the likeliest candidates of lines, and whether they were right."""

    shares: list[float]
    right: list[bool]


def _certainty(judged: _Judged) -> Certainty:
    """The certainty under which what was right and wrong is likeliest, held back towards the share as it is."""
    import numpy as np
    from scipy.optimize import minimize

    shares = np.array(judged.shares, dtype=float).clip(_LEAST_SHARE, 1 - _LEAST_SHARE)
    odds, right = np.log(shares / (1 - shares)), np.array(judged.right, dtype=float)

    def loss(line: NDArray[np.float64]) -> float:
        told = line[0] * odds + line[1]
        held = _HOLD * ((line[0] - 1) ** 2 + line[1] ** 2)
        return float((np.logaddexp(0, told) - right * told).sum() + held)

    slope, more = minimize(loss, np.array([1.0, 0.0]), method="L-BFGS-B").x
    return Certainty(round(float(slope), 4), round(float(more), 4))


def _weights(examples: Sequence[Example]) -> Scorer:
    """The weights alone."""
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
        "certainty": {"bought": asdict(scorer.bought), "unbought": asdict(scorer.unbought)},
    }
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def folds(
    examples: Iterable[Example], count: int, whole: Callable[[Example], str] = lambda one: one.group
) -> list[list[Example]]:
    """The examples in folds, each customer, or what else is to be ``whole``, in one of them, the folds about equally
    large."""
    groups: dict[str, list[Example]] = {}
    for one in examples:
        groups.setdefault(whole(one), []).append(one)
    found: list[list[Example]] = [[] for _ in range(count)]
    for group in sorted(groups.values(), key=lambda g: (-len(g), g[0].group)):
        min(found, key=len).extend(group)
    return found

"""How good a ranking of products is, and how true the confidence in its first."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from evals.scoring import calibration_error

Ranked = tuple[Sequence[str], AbstractSet[str]]
"""The skus found for a line, the likeliest first, and those that are right."""


@dataclass(frozen=True)
class Judged:
    """The first product of a line: how sure it was, 0 to 1, whether it was right, and whose line it was."""

    confidence: float
    right: bool
    customer: str


@dataclass(frozen=True)
class Interval:
    """A figure with the bounds that 95 of 100 resamples of the customers keep within."""

    figure: float
    low: float
    high: float


def share_found(lines: Sequence[Ranked], among: int) -> float:
    """The share of lines with a right product among the first so many: 1 for top-1, 10 for recall@10; NaN of none."""
    return sum(not right.isdisjoint(skus[:among]) for skus, right in lines) / len(lines) if lines else math.nan


def ndcg(found: Sequence[str], ratings: Mapping[str, int], among: int) -> float | None:
    """The normalised discounted cumulative gain of the first so many; what has no rating counts as 0.

    Returns:
        0 to 1; None where nothing is rated above 0, so that no ranking is better than another.
    """
    best = _gain(sorted(ratings.values(), reverse=True)[:among])
    return _gain([ratings.get(one, 0) for one in found[:among]]) / best if best else None


def _gain(ratings: Sequence[int]) -> float:
    return sum(rating / math.log2(place + 2) for place, rating in enumerate(ratings))


def calibration(lines: Sequence[Judged], draws: int, seed: int) -> Interval:
    """The calibration error in ten equal-count bins, its interval from so many draws of customers with replacement.

    A draw is of whole customers: the lines of one are alike. Chance alone makes the error of a draw larger than that of
    the lines themselves, so the interval lies high.

    Raises:
        ValueError: there is no line.
    """
    customers: dict[str, list[tuple[float, bool]]] = {}
    for line in lines:
        customers.setdefault(line.customer, []).append((line.confidence, line.right))
    if not customers:
        raise ValueError("No line was judged.")
    chance, groups = random.Random(seed), list(customers.values())
    drawn = sorted(_error(chance.choices(groups, k=len(groups))) for _ in range(draws))
    return Interval(_error(groups), drawn[draws * 25 // 1000], drawn[draws * 975 // 1000])


def _error(customers: Sequence[Sequence[tuple[float, bool]]]) -> float:
    return calibration_error([line for lines in customers for line in lines]) or 0.0


def sure(lines: Sequence[Judged], at_least: float) -> tuple[int, int]:
    """How many lines are right, and how many there are, at this confidence or above."""
    counted = [line.right for line in lines if line.confidence >= at_least]
    return sum(counted), len(counted)

"""A line in a customer's words matched to products: what fits, how it was settled, and what it beat.

A product *fits in full* when every word asked for is found in it. What settles a line is named (its *ground*), and each
ground has a probability that was counted on recorded orders, kept as versioned data in ``grounds.json``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from typing import Any

from domain.trade import Product, ProductStatus
from knowledge.history import Habit
from knowledge.matching.normalise import words
from knowledge.matching.resemblance import FOUND, fit
from knowledge.matching.retrieve import Vocabulary

_MOST_SHOWN = 8
_CLEARLY_BETTER = 0.16
_NEARLY = 0.6
_NEARLY_HABIT = 0.35
_LEAD = 0.1
_HALF = 0.5
_SOFT_WEIGHT = 0.2
_OFTEN = 4


class Ground(StrEnum):
    """What settled a line, or what kept it from being settled."""

    NUMBER = "number"
    NUMBER_AND_WORDS = "number_and_words"
    NUMBER_AND_UNKNOWN_WORDS = "number_and_unknown_words"
    CUSTOMERS_WORDS = "customers_words"
    HABIT = "habit"
    HABIT_AND_UNKNOWN_WORDS = "habit_and_unknown_words"
    HABIT_AMONG_RIVALS = "habit_among_rivals"
    FAVOURITE = "favourite"
    ONLY_ONE = "only_one"
    BASKET = "basket"
    NEARLY_HABIT = "nearly_habit"
    NEARLY = "nearly"
    SEVERAL = "several"
    CONTRADICTED = "contradicted"
    NOTHING = "nothing"


@lru_cache(maxsize=1)
def _counted() -> dict[str, Any]:
    """The versioned ``grounds.json``, counted on recorded orders by ``orderdesk calibrate``."""
    counted: dict[str, Any] = json.loads(files(__package__).joinpath("grounds.json").read_text(encoding="utf-8"))
    return counted


def ground_probability(ground: Ground) -> float:
    """How often lines settled on a ground were right, in messages that were understood."""
    return float(_counted()["grounds"][ground.value]["probability"])


def not_understood_factor() -> float:
    """By how much less often lines were right where words of the message were not understood."""
    return float(_counted()["not_understood"]["factor"])


@dataclass(frozen=True)
class Fit:
    """How one product fits the words: ``coverage`` 0 to 1 by what each word says, ``full`` when none is missing.

    ``known_full`` says that every word that the catalog knows at all is there.
    """

    sku: str
    name: str
    coverage: float
    full: bool
    known_full: bool
    missing: tuple[str, ...]
    habit: Habit | None
    active: bool


@dataclass(frozen=True)
class Match:
    """The answer for one line. ``sku`` is None where several fit and nothing decides, or nothing fits."""

    sku: str | None
    ground: Ground
    probability: float
    why: str
    fits: tuple[Fit, ...]


@dataclass(frozen=True)
class Query:
    """What is asked for.

    ``soft`` tokens name a unit or container: a product need not carry them. ``without`` tokens it must not carry.
    """

    tokens: tuple[str, ...]
    soft: frozenset[str]
    without: tuple[str, ...] = ()

    @classmethod
    def of(cls, text: str, unit_words: frozenset[str], without: str = "") -> Query:
        """The normalised tokens of the product words of a line."""
        tokens = words(text)
        return cls(tokens, frozenset(token for token in tokens if token in unit_words), words(without))


def has_any(tokens: Sequence[str], terms: frozenset[str]) -> bool:
    """Whether a product carries any of these tokens."""
    return any(fit(token, terms) >= FOUND for token in tokens)


def weigh(
    query: Query,
    products: Mapping[str, Product],
    terms: Mapping[str, frozenset[str]],
    habits: Mapping[str, Habit],
    vocabulary: Vocabulary,
) -> tuple[Fit, ...]:
    """How each product fits the query, the best first."""
    weights = {
        token: vocabulary.weight(token) * (_SOFT_WEIGHT if token in query.soft else 1.0) for token in query.tokens
    }
    total = sum(weights.values()) or 1.0
    unknown = {token for token in weights if not vocabulary.knows(token)}
    fits = []
    for sku, product in products.items():
        per_token = {token: fit(token, terms[sku]) for token in weights}
        missing = tuple(t for t, f in per_token.items() if f < FOUND)
        hard_missing = [t for t in missing if t not in query.soft]
        fits.append(
            Fit(
                sku=sku,
                name=product.name,
                coverage=sum(per_token[t] * weights[t] for t in weights) / total,
                full=bool(weights) and not hard_missing,
                known_full=bool(weights) and not set(hard_missing) - unknown,
                missing=missing,
                habit=habits.get(sku),
                active=product.status is not ProductStatus.DISCONTINUED,
            )
        )
    return tuple(sorted(fits, key=lambda f: (-f.full, -f.coverage, -(f.habit.times if f.habit else 0), f.sku)))


def settle(fits: Sequence[Fit]) -> Match:
    """Decide among weighed products by the customer's habit and by what is left when all else contradicts."""
    shown = tuple(fits[:_MOST_SHOWN])
    full = [f for f in fits if f.full]
    bought = [f for f in full if f.habit is not None]
    if len(bought) == 1:
        return _settle_habit(bought[0], full, shown)
    if len(bought) > 1:
        return _settle_favourite(bought, shown)
    if len(full) == 1:
        return _match(full[0], Ground.ONLY_ONE, "the only product that all the words fit", shown)
    if full:
        names = ", ".join(f.name for f in full[:4])
        return Match(
            None, Ground.SEVERAL, _p(Ground.SEVERAL), f"{len(full)} products fit all the words: {names}.", shown
        )
    # Words that no product has cannot tell two products apart, so they do no harm where there is only one.
    with_unknown = [f for f in fits if f.known_full and f.active]
    if len(with_unknown) == 1 and with_unknown[0].habit is not None and with_unknown[0].coverage >= _HALF:
        best = with_unknown[0]
        why = f"the only product there is with the words known; none is called {', '.join(best.missing)}"
        return _match(best, Ground.HABIT_AND_UNKNOWN_WORDS, why, shown)
    return _settle_nearly(fits, shown)


def _settle_habit(best: Fit, full: Sequence[Fit], shown: tuple[Fit, ...]) -> Match:
    habit = best.habit
    times = habit.times if habit else 0
    why = f"the only product with all these words that they buy ({times} times in a year)"
    rivals = [f for f in full if f is not best and f.active]
    if any(f.coverage > best.coverage + _CLEARLY_BETTER for f in rivals):
        return _match(best, Ground.CONTRADICTED, why + ", but another fits the words better", shown)
    return _match(best, Ground.HABIT_AMONG_RIVALS if rivals else Ground.HABIT, why, shown)


def _settle_favourite(bought: Sequence[Fit], shown: tuple[Fit, ...]) -> Match:
    """Several that they buy fit: one is meant when its words fit plainly better, or it is bought far more."""
    by_times = sorted(bought, key=lambda f: -(f.habit.recent_times if f.habit else 0))
    first, second = by_times[0], by_times[1]
    often = first.habit.recent_times if first.habit else 0
    seldom = second.habit.recent_times if second.habit else 0
    best_words = max(bought, key=lambda f: f.coverage)
    if first.coverage >= best_words.coverage - _CLEARLY_BETTER and often >= _OFTEN * max(1, seldom):
        return _match(first, Ground.FAVOURITE, f"bought {often} times lately, {second.name} {seldom} times", shown)
    names = ", ".join(f.name for f in bought[:4])
    return Match(None, Ground.SEVERAL, _p(Ground.SEVERAL), f"They buy {len(bought)} products that fit: {names}.", shown)


def _settle_nearly(fits: Sequence[Fit], shown: tuple[Fit, ...]) -> Match:
    """No product has every word: the nearest is proposed, one they buy before all others."""
    bought = sorted((f for f in fits if f.habit is not None), key=lambda f: -f.coverage)
    if bought and bought[0].coverage >= _NEARLY_HABIT:
        first = bought[0]
        second = bought[1].coverage if len(bought) > 1 else 0.0
        if first.coverage >= second + _LEAD and first.coverage >= fits[0].coverage - _LEAD:
            why = f"they buy it; not in its name: {', '.join(first.missing)}"
            return _match(first, Ground.NEARLY_HABIT, why, shown)
    if fits and fits[0].coverage >= _NEARLY:
        return _match(fits[0], Ground.NEARLY, f"nearest in words; not in its name: {', '.join(fits[0].missing)}", shown)
    return Match(None, Ground.NOTHING, _p(Ground.NOTHING), "No product has these words.", shown)


def by_number(
    sku: str,
    fits: Sequence[Fit],
    beside: Sequence[Fit],
    carrying: frozenset[str],
    described: bool,
    unexplained: bool,
) -> Match:
    """A product settled by its number; words beside the number must not contradict it.

    Args:
        sku: the product the number belongs to.
        fits: how products fit all the words, the number among them.
        beside: how products fit the words beside the number.
        carrying: the skus whose own words carry the number too, such as variants of a part.
        described: whether there are words beside the number that the catalog knows.
        unexplained: whether there are words beside it at all.
    """
    shown = tuple(fits[:_MOST_SHOWN])
    named = next((f for f in fits if f.sku == sku), None)
    if not unexplained or named is None:
        return Match(sku, Ground.NUMBER, _p(Ground.NUMBER), "the number is that product's", shown)
    if named.full:
        return Match(sku, Ground.NUMBER_AND_WORDS, _p(Ground.NUMBER_AND_WORDS), "number and words agree", shown)
    if fits[0].sku in carrying and fits[0].coverage > named.coverage:
        return settle(fits)
    told = f"the number is {named.name}'s, the words say {', '.join(named.missing)}"
    named_beside = next((f.coverage for f in beside if f.sku == sku), 0.0)
    best = beside[0]
    if described and best.coverage >= max(_NEARLY, named_beside + _LEAD):
        probability = _p(Ground.CONTRADICTED)
        return Match(best.sku if best.full else sku, Ground.CONTRADICTED, probability, told, shown)
    return Match(sku, Ground.NUMBER_AND_UNKNOWN_WORDS, _p(Ground.NUMBER_AND_UNKNOWN_WORDS), told, shown)


def by_customers_words(sku: str, theirs: str, fits: Sequence[Fit]) -> Match:
    """A product settled by the customer's own word for it."""
    why = f"“{theirs}” is this customer's word for it"
    return Match(sku, Ground.CUSTOMERS_WORDS, _p(Ground.CUSTOMERS_WORDS), why, tuple(fits[:_MOST_SHOWN]))


def _match(best: Fit, ground: Ground, why: str, shown: tuple[Fit, ...]) -> Match:
    return Match(best.sku, ground, _p(ground), why, shown)


def _p(ground: Ground) -> float:
    return ground_probability(ground)

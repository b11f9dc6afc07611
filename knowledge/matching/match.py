"""A line in a customer's words settled: which product, how sure, why, and what it beat.

What settles a line is named (its *ground*). A number or a customer's own word settles it by itself, with a probability
counted on recorded orders (``grounds.json``); all else is weighed by the fitted scorer.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple

from domain.trade import ProductStatus
from knowledge.history import Habit
from knowledge.matching.features import Candidates, Fits
from knowledge.matching.normalise import is_measure, words
from knowledge.matching.query import Query
from knowledge.matching.resemblance import FOUND
from knowledge.matching.traits import meanings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_MOST_SHOWN = 10
# Below this a proposal is more often wrong than right, and a question serves better.
_PROPOSED = 0.45
# No line is surer than a few thousand recorded lines can show.
_SUREST = 0.995
_NEARLY = 0.6
_LEAD = 0.1
_HALF = 0.5
# What only other customers, or doubted words, speak for: proposed, and not to be entered with nobody looking.
_WORDS_OF_A_FAMILY = 2
_FOR_A_REP = 0.9
# Bought so often, and so likely, it is meant though a word was said that it lacks, unless that tells a number or a
# trait: 72 of 73 recorded lines at .90 to .95 were right, 904 of 912 above. A word for another leaves it below .70.
_AGAIN_AND_AGAIN = 5
_LIKELY_ENOUGH = 0.9
_FAMILIAR = 0.97
# So likely, another kind of thing is no longer out of the question.
_OTHER_KIND = 0.02
# A candidate is worth asking about when it is at least this likely beside the best.
_RIVAL_SHARE = 0.2
_MOST_ASKED = 4


class Ground(StrEnum):
    """What settled a line, or what kept it from being settled."""

    NUMBER = "number"
    NUMBER_AND_WORDS = "number_and_words"
    NUMBER_AND_UNKNOWN_WORDS = "number_and_unknown_words"
    CUSTOMERS_WORDS = "customers_words"
    DOUBTED_WORDS = "doubted_words"
    SHARED_WORDS = "shared_words"
    HABIT = "habit"
    HABIT_AMONG_RIVALS = "habit_among_rivals"
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


class Fit(NamedTuple):
    """How one product fits the words.

    ``coverage`` is 0 to 1 by what each word says, ``missing`` are the words that it lacks, those for units aside,
    ``full`` when there are none, ``complete`` when there are none that any product has, ``named`` when all of its name
    was said, ``described`` when the catalog tells more of it than its name; ``probability`` is that the line means it.
    """

    sku: str
    name: str
    coverage: float
    full: bool
    complete: bool
    named: bool
    described: bool
    missing: tuple[str, ...]
    habit: Habit | None
    active: bool
    superseded_by: str | None
    probability: float


@dataclass(frozen=True)
class Match:
    """The answer for one line. ``sku`` is None where several fit and nothing decides, or nothing fits.

    ``beside`` is the name of another product that has every word that this one lacks: the line may name both.
    """

    sku: str | None
    ground: Ground
    probability: float
    why: str
    fits: tuple[Fit, ...]
    beside: str | None = None


def ranked(
    query: Query, candidates: Candidates, fits: Fits, probabilities: NDArray[np.float64] | None = None
) -> tuple[Fit, ...]:
    """How each product fits the query, the likeliest first; without probabilities, by words alone."""
    total = fits.weights.sum() or 1.0
    coverage = fits.found @ fits.weights / total
    told = fits.known | (fits.found >= FOUND).any(axis=0)
    needed = {t for t, tells in zip(fits.tokens, told, strict=True) if tells and t not in query.soft}
    found = []
    for row, sku in enumerate(fits.skus):
        missing = tuple(
            t for t, f in zip(fits.tokens, fits.found[row], strict=True) if f < FOUND and t not in query.soft
        )
        product = candidates.products[sku]
        found.append(
            Fit(
                sku=sku,
                name=product.name,
                coverage=float(coverage[row]),
                full=bool(fits.tokens) and not missing,
                complete=bool(needed) and not needed & set(missing),
                named=bool(fits.tokens) and set(words(product.name)) <= set(fits.tokens),
                described=bool(product.description),
                missing=missing,
                habit=candidates.habits.get(sku),
                active=product.status is not ProductStatus.DISCONTINUED,
                superseded_by=product.superseded_by,
                probability=0.0 if probabilities is None else min(float(probabilities[row]), _SUREST),
            )
        )
    return tuple(sorted(found, key=lambda f: (-f.probability, -f.coverage, f.sku)))


def settle(fits: Sequence[Fit]) -> Match:
    """The likeliest product, where it is likely enough to propose; else what there is to ask."""
    shown = tuple(fits[:_MOST_SHOWN])
    # However well amount and habit go together: a product of which nothing was said is only a guess.
    if fits and fits[0].probability >= _PROPOSED and fits[0].coverage > 0:
        best, probability = _uncontradicted(fits)
        best = _as_named(best, fits)
        ground, why = _explained(best, fits)
        return Match(best.sku, ground, probability, why, shown, _beside(best, fits))
    rivals = [f for f in fits[:_MOST_ASKED] if f.probability >= _RIVAL_SHARE * fits[0].probability]
    if len(rivals) > 1 and max(f.coverage for f in rivals) >= _HALF:
        names = ", ".join(f.name for f in rivals)
        why = f"{len(rivals)} products may be meant: {names}. {question_between(rivals)}".strip()
        return Match(None, Ground.SEVERAL, _p(Ground.SEVERAL), why, shown)
    return Match(None, Ground.NOTHING, _p(Ground.NOTHING), "No product fits these words well enough.", shown)


def _uncontradicted(fits: Sequence[Fit]) -> tuple[Fit, float]:
    """The likeliest product with its probability; never sure where another has a known word that it lacks, unless it is
    familiar and the other of another kind, where they never bought it and a word is said that no product has or a
    sibling has only a name, nor where something else that they buy may be called so too.

    However often they buy the black one, "blue" asks for another, "winter gloves" need not be the only gloves there
    are, and of wings and wing sauce no amount tells for sure. One whose whole name was said goes before it.
    """
    best = fits[0]
    complete = [f for f in fits if f.complete and f.active]
    named = next((f for f in complete if f.named), None)
    if named is not None and not best.named:
        return named, min(named.probability, _FOR_A_REP)
    strange = best.habit is None and best.complete and (bool(best.missing) or _may_be_undescribed(best, fits))
    kind = best.name.split()[:1]
    otherwise = any(
        f.habit is not None and f.name.split()[:1] != kind and f.probability >= _OTHER_KIND
        for f in complete
        if f is not best
    )
    sibling = any(f.name.split()[:1] == kind for f in complete)
    familiar = _is_familiar(best, fits) and not (sibling and not best.complete)
    if strange or otherwise or (complete and not best.complete and not familiar):
        return best, min(best.probability, _FOR_A_REP)
    return best, max(best.probability, _FAMILIAR) if familiar else best.probability


def _is_familiar(best: Fit, fits: Sequence[Fit]) -> bool:
    """Whether they buy a likely product again and again, and no sibling that has only a name, and what was said that it
    lacks tells neither a number nor a colour, a material or the like."""
    bought = best.habit is not None and best.habit.times >= _AGAIN_AND_AGAIN
    telling = any(any(c.isdigit() for c in word) or meanings(word) for word in best.missing)
    if not bought or not best.missing or telling or best.probability < _LIKELY_ENOUGH:
        return False
    return not _may_be_undescribed(best, [fit for fit in fits if fit.habit is not None])


def _may_be_undescribed(best: Fit, fits: Sequence[Fit]) -> bool:
    """Whether there is a sibling of which the catalog tells nothing but a name, as it often does of some of a family:
    it may lack the words that tell for want of a description."""
    begun = best.name.split()[:_WORDS_OF_A_FAMILY]
    return best.described and any(
        not f.described and f.active and f.coverage > 0 and f.name.split()[:_WORDS_OF_A_FAMILY] == begun for f in fits
    )


def _as_named(best: Fit, fits: Sequence[Fit]) -> Fit:
    """The superseded product that the words fit better than its successor, whose taking its place is another matter."""
    former = (f for f in fits if f.superseded_by == best.sku and f.coverage > best.coverage)
    return max(former, key=lambda f: f.coverage, default=best)


def _beside(best: Fit, fits: Sequence[Fit]) -> str | None:
    """The likeliest other product that has all the words that the best one lacks, and lacks some that it has."""
    lacking = set(best.missing)
    if not lacking:
        return None
    others = (f for f in fits if f.habit and not lacking & set(f.missing) and set(f.missing) - lacking)
    return next((f.name for f in others), None)


def _explained(best: Fit, fits: Sequence[Fit]) -> tuple[Ground, str]:
    """What settled on a product, and the sentence that says so."""
    rivals = [f for f in fits if f is not best and f.full and f.active]
    lacking = f"not in its name: {', '.join(best.missing)}"
    if best.habit is None:
        if best.full:
            nearest = f"it fits the words better than {rivals[0].name}" if rivals else ""
            return Ground.ONLY_ONE, nearest or "the only product that all the words fit"
        return Ground.NEARLY, f"nearest in words; {lacking}"
    times = f"{best.habit.times} times in a year"
    if not best.full:
        return Ground.NEARLY_HABIT, f"they buy it ({times}); {lacking}"
    if rivals:
        return Ground.HABIT_AMONG_RIVALS, f"they buy it ({times}); {rivals[0].name} has all the words too"
    return Ground.HABIT, f"the only product with all these words that they buy ({times})"


def question_between(rivals: Sequence[Fit]) -> str:
    """The one question that would settle it: what each name has that another has not. Empty where names are alike."""
    names = [tuple(dict.fromkeys(f.name.split())) for f in rivals]
    common = set(names[0]).intersection(*names[1:])
    own = [" ".join(word for word in name if word not in common) for name in names]
    return f"{', '.join(own[:-1])} or {own[-1]}?" if all(own) else ""


def by_number(
    sku: str,
    fits: Sequence[Fit],
    beside: Sequence[Fit],
    carrying: frozenset[str],
    described: bool,
    unexplained: bool,
    theirs: bool,
) -> Match:
    """A product settled by its number; words beside the number must not contradict it.

    Words that fit another product better contradict the customer's own number for what they buy only where a size is
    among them, or where they buy the other too: the words of their system are not the catalog's.

    Args:
        sku: the product the number belongs to.
        fits: how products fit all the words, the number among them.
        beside: how products fit the words beside the number.
        carrying: the skus whose own words carry the number too, such as variants of a part.
        described: whether there are words beside the number that the catalog knows.
        unexplained: whether there are words beside it at all.
        theirs: whether it is the customer's own number for the product.
    """
    shown = tuple(fits[:_MOST_SHOWN])
    named = next((f for f in fits if f.sku == sku), None)
    if not unexplained or named is None:
        return Match(sku, Ground.NUMBER, _p(Ground.NUMBER), "the number is that product's", shown)
    if named.full:
        return Match(sku, Ground.NUMBER_AND_WORDS, _p(Ground.NUMBER_AND_WORDS), "number and words agree", shown)
    closest = max(fits, key=lambda f: f.coverage)
    if closest.sku in carrying and closest.coverage > named.coverage:
        return settle(fits)
    told = f"the number is {named.name}'s, the words say {', '.join(named.missing)}"
    named_beside = next((f.coverage for f in beside if f.sku == sku), 0.0)
    best = max(beside, key=lambda f: (f.full, f.coverage))
    sized = any(c.isdigit() for word in named.missing for c in word)
    in_their_words = theirs and named.habit is not None and best.habit is None and not sized
    # One word of a long name weighs little, and may be all that parts siblings: 25 mm from 50 mm.
    otherwise = best.coverage > named_beside if best.full else best.coverage >= max(_NEARLY, named_beside + _LEAD)
    # Nor does a measure that it lacks and a likelier one has: "14023 fried tomato 2.6 kg" of the 400 g.
    measures = {word for word in named.missing if is_measure(word)}
    otherwise = otherwise or (
        bool(measures) and any(f.coverage > named_beside and measures.isdisjoint(f.missing) for f in beside)
    )
    if described and otherwise and not in_their_words:
        probability = _p(Ground.CONTRADICTED)
        return Match(best.sku if best.full else sku, Ground.CONTRADICTED, probability, told, shown)
    return Match(sku, Ground.NUMBER_AND_UNKNOWN_WORDS, _p(Ground.NUMBER_AND_UNKNOWN_WORDS), told, shown)


def by_anybodys_number(match: Match, numbered_elsewhere: frozenset[str]) -> Match:
    """A match for which a number speaks that only other customers use: with no habit beside it, it is for a rep."""
    best = next((fit for fit in match.fits if fit.sku == match.sku), None)
    if best is None or best.habit is not None or best.sku not in numbered_elsewhere:
        return match
    why = f"another customer has that number for {best.name}"
    return replace(match, ground=Ground.SHARED_WORDS, probability=min(match.probability, _FOR_A_REP), why=why)


def beside_its_successor(match: Match, fits: Sequence[Fit]) -> Match:
    """A match by words of a superseded product that they never bought, whose successor they buy: it is for a rep."""
    best = next((fit for fit in fits if fit.sku == match.sku), None)
    if best is None or best.habit is not None:
        return match
    bought = next((fit for fit in fits if fit.sku == best.superseded_by and fit.habit is not None), None)
    if bought is None:
        return match
    why = f"{best.name} is superseded by {bought.name}, which they buy"
    return replace(match, probability=min(match.probability, _FOR_A_REP), why=why)


def by_customers_words(sku: str, theirs: str, fits: Sequence[Fit]) -> Match:
    """A product settled by the customer's own word for it."""
    why = f"“{theirs}” is this customer's word for it"
    return Match(sku, Ground.CUSTOMERS_WORDS, _p(Ground.CUSTOMERS_WORDS), why, tuple(fits[:_MOST_SHOWN]))


def by_doubted_words(sku: str, theirs: str, fits: Sequence[Fit]) -> Match:
    """A product proposed by a word of the customer's that a rep has contradicted since."""
    why = f"“{theirs}” is this customer's word for it, and has meant another product lately"
    return Match(sku, Ground.DOUBTED_WORDS, _FOR_A_REP, why, tuple(fits[:_MOST_SHOWN]))


def by_shared_words(sku: str, theirs: str, fits: Sequence[Fit]) -> Match:
    """A product proposed by the word that several other customers have for it."""
    why = f"“{theirs}” is several other customers' word for it"
    return Match(sku, Ground.SHARED_WORDS, _FOR_A_REP, why, tuple(fits[:_MOST_SHOWN]))


def _p(ground: Ground) -> float:
    return ground_probability(ground)

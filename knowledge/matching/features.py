"""What speaks for and against each candidate of a line, as numbers that mean the same at any distributor.

A row of features says how far the words asked for are found in a product, which of its sizes agree and which do not,
whether another product carries what it lacks, and how this customer buys it. None of them knows a product.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from domain.trade import Product, ProductStatus
from knowledge.history import Habit
from knowledge.matching import told, traits
from knowledge.matching.normalise import forms, normalise_text, words
from knowledge.matching.query import Query
from knowledge.matching.resemblance import FOUND, SAME, fit, is_word, resemblance
from knowledge.matching.retrieve import Vocabulary
from knowledge.unit_codes import common_code, may_be_a_length

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FEATURES = (
    "covered",
    "covered_known",
    "covered_exactly",
    "covered_words",
    "lacks_known",
    "lacks_unknown",
    "numbers_agree",
    "numbers_lacking",
    "sizes_contradict",
    "traits_contradict",
    "name_covered",
    "first_word",
    "first_word_elsewhere",
    "letters_in_name",
    "letters_in_text",
    "own_words",
    "own_words_exactly",
    "number",
    "number_elsewhere",
    "numbers_beside",
    "unit_sold",
    "unit_not_sold",
    "unit_in_name",
    "outdone",
    "outdone_by_bought",
    "bought",
    "times",
    "often",
    "often_complete",
    "recently",
    "share",
    "bought_covered",
    "bought_words",
    "bought_numbers",
    "amount_as_before",
    "amount_unlike",
    "unit_as_before",
    "unit_unlike",
    "complete",
    "only_complete",
    "only_complete_bought",
    "bought_complete",
    "amount_share",
    "complete_share",
    "crowded",
    "lacking",
    "inactive",
)

T = TypeVar("T")

_SOFT_WEIGHT = 0.2
_FAR = 3
_CLOSE = 0.1
_OF_AMOUNT = ("amount_as_before", "amount_unlike", "amount_share", "unit_as_before", "unit_unlike")


@dataclass(frozen=True)
class Candidates:
    """Products that a line may mean, by sku, with their terms and what is known of the customer about them.

    ``own`` are the customer's own words for a product; ``numbered`` the skus that a ``number`` in the line belongs to,
    ``numbered_elsewhere`` those that other customers call so; ``units`` the common codes of the units it is sold in.
    """

    products: Mapping[str, Product]
    terms: Mapping[str, frozenset[str]]
    habits: Mapping[str, Habit]
    own: Mapping[str, tuple[str, ...]]
    numbered: frozenset[str] = frozenset()
    number: str = ""
    numbered_elsewhere: frozenset[str] = frozenset()
    units: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Fits:
    """How each token of a line is found in each candidate: shape (len(skus), len(tokens)) of 0 to 1.

    ``weights`` is what each token tells, ``known`` whether the catalog has it; both of the shape (len(tokens),).
    """

    skus: tuple[str, ...]
    tokens: tuple[str, ...]
    found: NDArray[np.float64]
    weights: NDArray[np.float64]
    known: NDArray[np.bool_]


def fits_of(query: Query, candidates: Candidates, vocabulary: Vocabulary) -> Fits:
    """Find every token in every candidate."""
    import numpy as np

    skus = tuple(candidates.products)
    tokens = tuple(dict.fromkeys(query.tokens))
    found = np.zeros((len(skus), len(tokens)))
    own_terms = {
        form for said in candidates.own.values() for text in said for token in words(text) for form in forms(token)
    }
    for column, token in enumerate(tokens):
        if is_word(token):
            spelled = dict(vocabulary.spellings(token))
            for term in own_terms - spelled.keys():
                if is_word(term) and (alike := resemblance(token, term)) >= FOUND:
                    spelled[term] = alike
            together = [(term.split(), fits) for term, fits in spelled.items() if " " in term]
            likely = spelled.keys()
            for row, sku in enumerate(skus):
                terms = candidates.terms[sku]
                fitting = [spelled[term] for term in likely & terms]
                fitting += [fits for parts, fits in together if terms.issuperset(parts)]
                found[row, column] = max(fitting, default=0.0)
        else:
            for row, sku in enumerate(skus):
                found[row, column] = fit(token, candidates.terms[sku])
    weights = np.array([vocabulary.weight(t) * (_SOFT_WEIGHT if t in query.soft else 1.0) for t in tokens])
    known = np.array([vocabulary.knows(t) or bool(forms(t) & own_terms) for t in tokens], dtype=bool)
    return Fits(skus, tokens, found, weights, known)


def features_of(query: Query, candidates: Candidates, fits: Fits, vocabulary: Vocabulary) -> NDArray[np.float64]:
    """The features of every candidate: shape (len(skus), len(FEATURES))."""
    import numpy as np

    if not fits.skus:
        return np.zeros((0, len(FEATURES)))
    columns = {
        **_by_words(query, candidates, fits),
        **_by_what_is_told(query, candidates, fits, vocabulary),
        **_by_sale(query, candidates, fits),
    }
    # The lid of a cup has all the words of a cup: what a name begins with is what a product is.
    begun = (columns["complete"] > 0) & (columns["first_word"] > 0)
    columns["first_word_elsewhere"] = (1 - columns["first_word"]) * float(begun.any())
    columns |= _by_habit(query, candidates, fits, columns)
    return np.column_stack([columns[feature] for feature in FEATURES])


def _by_words(query: Query, candidates: Candidates, fits: Fits) -> dict[str, NDArray[np.float64]]:
    """How far the words asked for are found, and whether another candidate has what one lacks."""
    import numpy as np

    found, weights, known = fits.found, fits.weights, fits.known
    hard = np.array([t not in query.soft for t in fits.tokens], dtype=bool)
    wordy = np.array([is_word(t) for t in fits.tokens], dtype=bool)
    bought = np.array([sku in candidates.habits for sku in fits.skus], dtype=bool)
    total = weights.sum() or 1.0

    def share(columns: NDArray[np.bool_]) -> NDArray[np.float64]:
        some = weights[columns].sum()
        return found[:, columns] @ weights[columns] / some if some else np.zeros(len(found))

    missing = (found < FOUND) & hard
    complete = ~(missing & known).any(axis=1) & bool((hard & known).any())
    return {
        "covered": found @ weights / total,
        "covered_known": share(hard & known),
        "covered_exactly": (found >= SAME) @ weights / total,
        "covered_words": share(wordy & hard),
        "lacks_known": (missing & known) @ weights / total,
        "lacks_unknown": (missing & ~known) @ weights / total,
        "outdone": _outdone(found, weights, hard & known, np.ones(len(found), dtype=bool)) / total,
        "outdone_by_bought": _outdone(found, weights, hard & known, bought) / total,
        "complete": complete.astype(float),
        "only_complete": (complete & (complete.sum() == 1)).astype(float),
    }


def _by_what_is_told(
    query: Query, candidates: Candidates, fits: Fits, vocabulary: Vocabulary
) -> dict[str, NDArray[np.float64]]:
    """Which numbers, sizes, traits and letters agree with what a product's words tell, and which do not."""
    import numpy as np

    text = " ".join(fits.tokens)
    asked_atoms = told.atoms(" ".join(t for t in fits.tokens if t not in query.soft))
    asked_sizes, asked_beside, asked_letters = told.sizes(text), told.beside_numbers(text), told.trigrams(text)
    spelled = {part for t in fits.tokens for term in vocabulary.spellings(t) for part in term.split()}
    spelled.update(form for t in fits.tokens for form in forms(t))
    names = (
        "numbers_agree",
        "sizes_contradict",
        "traits_contradict",
        "name_covered",
        "first_word",
        "letters_in_name",
        "letters_in_text",
        "own_words",
        "own_words_exactly",
        "numbers_beside",
        "unit_in_name",
    )
    rows = []
    for sku in fits.skus:
        product = told.told_by_product(candidates.products[sku], candidates.terms[sku])
        own = candidates.own.get(sku, ())
        atoms = product.atoms.union(*(told.atoms(normalise_text(said)) for said in own)) if own else product.atoms
        rows.append(
            (
                _contained(asked_atoms, atoms),
                float(_contradicts(asked_sizes, product.sizes)),
                float(traits.contradict(fits.tokens, product.meanings)),
                _name_covered(product.name, spelled, vocabulary),
                float(not spelled.isdisjoint(product.first)),
                _contained(asked_letters, product.letters_of_name),
                _contained(asked_letters, product.letters),
                *_own_words(fits.tokens, query.soft, own),
                _contained(asked_beside, product.beside_numbers),
                float(query.unit is not None and query.unit in product.units),
            )
        )
    columns = dict(zip(names, np.array(rows, dtype=float).T, strict=True))
    lacking = 1 - columns["numbers_agree"] if asked_atoms else np.zeros(len(rows))
    return {**columns, "numbers_lacking": lacking}


def _by_sale(query: Query, candidates: Candidates, fits: Fits) -> dict[str, NDArray[np.float64]]:
    """Whose number was named, whether the product is sold, and whether in the unit that is asked for."""
    import numpy as np

    def share(of: Callable[[str], bool]) -> NDArray[np.float64]:
        return np.array([float(of(sku)) for sku in fits.skus])

    def is_sold_by(sku: str) -> bool:
        return query.unit in candidates.units.get(sku, ()) or may_be_a_length(query.unit, candidates.products[sku].uom)

    sold = share(is_sold_by)
    return {
        "number": share(lambda sku: sku in candidates.numbered),
        "number_elsewhere": share(lambda sku: sku in candidates.numbered_elsewhere),
        "unit_sold": sold,
        "unit_not_sold": 1 - sold if query.unit is not None else np.zeros(len(sold)),
        "inactive": share(lambda sku: candidates.products[sku].status is ProductStatus.DISCONTINUED),
    }


def _by_habit(
    query: Query, candidates: Candidates, fits: Fits, columns: Mapping[str, NDArray[np.float64]]
) -> dict[str, NDArray[np.float64]]:
    """How this customer buys each candidate: nothing of one that they never bought."""
    import numpy as np

    habits = [candidates.habits.get(sku) for sku in fits.skus]
    bought = np.array([habit is not None for habit in habits], dtype=bool)
    times = np.array([habit.times if habit else 0 for habit in habits], dtype=float)
    covered, complete = columns["covered"], columns["complete"] > 0
    complete_bought = complete & bought
    # Siblings of what they buy share one small chance that it is another this time, however many they are; and so do
    # all that lack a word that others have.
    others = complete & ~bought & bool(complete_bought.any())
    lacking = ~complete & bool(complete.any())
    close = bought & (covered >= covered.max(where=bought, initial=0.0) - _CLOSE)
    found = {
        "bought": bought.astype(float),
        "often": np.log1p(times),
        "often_complete": np.log1p(times) * complete_bought,
        "times": np.log1p(times) / np.log1p(times.max()) if times.any() else times,
        "recently": np.array([float(habit is not None and habit.recent_times > 0) for habit in habits]),
        "share": np.where(close, times, 0.0) / (times[close].sum() or 1.0),
        "bought_covered": covered * bought,
        "bought_words": columns["covered_words"] * bought,
        "bought_numbers": columns["numbers_agree"] * bought,
        "bought_complete": complete_bought.astype(float),
        "only_complete_bought": (complete_bought & (complete_bought.sum() == 1)).astype(float),
        "complete_share": np.where(complete_bought, times, 0.0) / (times[complete_bought].sum() or 1.0),
        "crowded": others * np.log(max(1, int(others.sum()))),
        "lacking": lacking * np.log(max(1, int(lacking.sum()))),
        **{name: np.zeros(len(habits)) for name in _OF_AMOUNT},
    }
    for row, habit in enumerate(habits):
        if habit is not None:
            for name, value in _amount(query, habit).items():
                found[name][row] = value
    return found


def none_of(fits: Fits) -> NDArray[np.float64]:
    """What speaks for no product at all, in the order of ``NONE_FEATURES``."""
    import numpy as np

    total = fits.weights.sum() or 1.0
    covered = float((fits.found @ fits.weights).max(initial=0.0)) / total
    unknown = float((~fits.known).mean()) if fits.tokens else 1.0
    return np.array([1.0, unknown, 1.0 / max(1, len(fits.tokens)), 1.0 - covered])


def _outdone(
    found: NDArray[np.float64], weights: NDArray[np.float64], columns: NDArray[np.bool_], among: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """By how much weight of tokens each candidate is outdone by one that has all that it has, and more."""
    import numpy as np

    have = (found >= FOUND)[:, columns]
    worth = weights[columns]
    if not have.shape[1]:
        return np.zeros(len(found))
    kinds, which = np.unique(have, axis=0, return_inverse=True)
    others = np.unique(have[among], axis=0) if among.any() else kinds[:0]
    by_kind = np.zeros(len(kinds))
    for at, kind in enumerate(kinds):
        over = others[(others >= kind).all(axis=1)]
        if len(over):
            by_kind[at] = max(0.0, float(((over & ~kind) @ worth).max()))
    return by_kind[which.reshape(-1)]


def _amount(query: Query, habit: Habit) -> dict[str, float]:
    """Whether the customer has bought it in such an amount and such a unit."""
    found: dict[str, float] = {}
    if query.amount is not None and query.amount.is_finite():
        amounts = [quantity.amount for quantity in habit.quantities]
        found["amount_as_before"] = float(query.amount in amounts)
        found["amount_share"] = amounts.count(query.amount) / len(amounts)
        found["amount_unlike"] = float(not min(amounts) / _FAR <= query.amount <= max(amounts) * _FAR)
    if query.unit is not None:
        units = {common_code(quantity.uom) or quantity.uom for quantity in habit.quantities}
        found["unit_as_before"] = float(query.unit in units)
        found["unit_unlike"] = float(query.unit not in units)
    return found


def _own_words(tokens: Sequence[str], soft: frozenset[str], said: Sequence[str]) -> tuple[float, float]:
    """How far a customer's own words for a product are these: the best of them, 0 to 1, and whether one is just so."""
    asked = {token for token in tokens if token not in soft}
    best, exactly = 0.0, 0.0
    for text in said:
        theirs = set(words(text))
        if not theirs or not asked:
            continue
        alike = sum(any(a == t or resemblance(a, t) >= FOUND for t in theirs) for a in asked)
        best = max(best, 2 * alike / (len(asked) + len(theirs)) if alike else 0.0)
        exactly = max(exactly, float(alike == len(asked) == len(theirs)))
    return min(best, 1.0), exactly


def _name_covered(name: Sequence[str], spelled: set[str], vocabulary: Vocabulary) -> float:
    """How much of a product's name was said, by what its words tell."""
    said = total = 0.0
    for token in name:
        worth = vocabulary.weight(token)
        total += worth
        if forms(token) & spelled:
            said += worth
    return said / total if total else 0.0


def _contradicts(asked: Mapping[str, frozenset[str]], has: Mapping[str, frozenset[str]]) -> bool:
    """Whether a size is asked for that the product has in another number of the same unit."""
    return any(unit in has and not numbers & has[unit] for unit, numbers in asked.items())


def _contained(asked: frozenset[T], has: frozenset[T]) -> float:
    """The share of what is asked for that is there; 0 where nothing is asked for."""
    return len(asked & has) / len(asked) if asked else 0.0

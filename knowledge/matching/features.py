"""What speaks for and against each candidate of a line, as numbers that mean the same at any distributor.

A row of features says how far the words asked for are found in a product, which of its sizes agree and which do not,
whether another product carries what it lacks, and how this customer buys it. None of them knows a product.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from domain.trade import Product, ProductStatus
from knowledge.history import Habit
from knowledge.matching import traits
from knowledge.matching.normalise import forms, normalise_text, words
from knowledge.matching.resemblance import FOUND, SAME, fit, is_word, resemblance
from knowledge.matching.retrieve import Vocabulary
from knowledge.unit_codes import common_code

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
    "inactive",
)

_ATOM = re.compile(r"\d+(?:\.\d+)?|\.\d+")
_SIZE = re.compile(r"((?:\d+(?:[-\s]\d+/\d+|/\d+)?(?:\.\d+)?|\.\d+))([a-z]+)")
_PIECE = re.compile(r"\d+(?:[./]\d+)*|[a-z]+")
_BY = "x"
_SOFT_WEIGHT = 0.2
_FAR = 3


@dataclass(frozen=True)
class Query:
    """What is asked for: normalised tokens, and how much in which unit.

    ``soft`` tokens name a unit or container: a product need not carry them. ``without`` tokens it must not carry.
    ``amount`` and ``unit``, a common code, are None where none was said.
    """

    tokens: tuple[str, ...]
    soft: frozenset[str] = frozenset()
    without: tuple[str, ...] = ()
    amount: Decimal | None = None
    unit: str | None = None

    @classmethod
    def of(
        cls,
        text: str,
        unit_words: frozenset[str],
        without: str = "",
        amount: Decimal | None = None,
        unit: str | None = None,
    ) -> Query:
        """The product words of a line, normalised."""
        tokens = traits.joined(words(text))
        return cls(tokens, frozenset(t for t in tokens if t in unit_words), words(without), amount, unit)


def told_by(query: Query, vocabulary: Vocabulary) -> Query:
    """A query in which what traits are called ("size L", "couleur noire") need not be found in a product's words.

    Where the catalog has such a word it is one of a product's: a pressure gauge.
    """
    names = {t for t in query.tokens if t in traits.names_of_traits() and not vocabulary.knows(t)}
    return replace(query, soft=query.soft | names) if names else query


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
            likely = spelled.keys()
            for row, sku in enumerate(skus):
                shared = likely & candidates.terms[sku]
                if shared:
                    found[row, column] = max(spelled[term] for term in shared)
        else:
            for row, sku in enumerate(skus):
                found[row, column] = fit(token, candidates.terms[sku])
    weights = np.array([vocabulary.weight(t) * (_SOFT_WEIGHT if t in query.soft else 1.0) for t in tokens])
    known = np.array([vocabulary.knows(t) or bool(forms(t) & own_terms) for t in tokens], dtype=bool)
    return Fits(skus, tokens, found, weights, known)


def features_of(query: Query, candidates: Candidates, fits: Fits, vocabulary: Vocabulary) -> NDArray[np.float64]:
    """The features of every candidate: shape (len(skus), len(FEATURES))."""
    import numpy as np

    skus, tokens = fits.skus, fits.tokens
    rows = np.zeros((len(skus), len(FEATURES)))
    if not skus:
        return rows
    found, weights = fits.found, fits.weights
    hard = np.array([t not in query.soft for t in tokens], dtype=bool)
    wordy = np.array([is_word(t) for t in tokens], dtype=bool)
    total = weights.sum() or 1.0

    def share(columns: NDArray[np.bool_], values: NDArray[np.float64]) -> NDArray[np.float64]:
        some = weights[columns].sum()
        return values[:, columns] @ weights[columns] / some if some else np.zeros(len(skus))

    missing = (found < FOUND) & hard
    covered = found @ weights / total
    covered_words = share(wordy & hard, found)
    asked_atoms = _atoms(" ".join(t for t in tokens if t not in query.soft))
    asked_sizes = _sizes(" ".join(tokens))
    asked_beside = _beside_numbers(" ".join(tokens))
    asked_text = _trigrams(" ".join(tokens))
    spelled = {form for t in tokens for form in (vocabulary.spellings(t).keys() | forms(t))}
    bought = np.array([sku in candidates.habits for sku in skus])
    rivals = _outdone(found, weights, hard & fits.known, np.ones(len(skus), dtype=bool))
    rivals_bought = _outdone(found, weights, hard & fits.known, bought)
    most = max((candidates.habits[sku].times for sku in skus if sku in candidates.habits), default=0)
    close = covered >= covered.max(where=bought, initial=0.0) - 0.1
    times_close = sum(
        candidates.habits[s].times for s, c in zip(skus, close, strict=True) if c and s in candidates.habits
    )
    needed = hard & fits.known
    complete = ~(missing & fits.known).any(axis=1) & bool(needed.any())
    complete_bought = complete & bought
    times_complete = sum(candidates.habits[s].times for s, c in zip(skus, complete_bought, strict=True) if c)
    for row, sku in enumerate(skus):
        product, habit = candidates.products[sku], candidates.habits.get(sku)
        name = normalise_text(product.name)
        text = f"{name} {normalise_text(_beside_the_name(product))}"
        atoms = _atoms(text) | {a for said in candidates.own.get(sku, ()) for a in _atoms(normalise_text(said))}
        agree = len(asked_atoms & atoms) / len(asked_atoms) if asked_atoms else 0.0
        own, own_exactly = _own_words(tokens, query.soft, candidates.own.get(sku, ()))
        times = math.log1p(habit.times) / math.log1p(most) if habit and most else 0.0
        values = {
            "covered": covered[row],
            "covered_known": 0.0,
            "covered_exactly": (found[row] >= SAME) @ weights / total,
            "covered_words": covered_words[row],
            "lacks_known": (missing[row] & fits.known) @ weights / total,
            "lacks_unknown": (missing[row] & ~fits.known) @ weights / total,
            "numbers_agree": agree,
            "numbers_lacking": 1 - agree if asked_atoms else 0.0,
            "sizes_contradict": float(_contradicts(asked_sizes, _sizes(text))),
            "traits_contradict": float(traits.contradict(tokens, _meanings(text))),
            "name_covered": _name_covered(name, spelled, vocabulary),
            "first_word": float(bool(spelled & forms(name.split()[0]))) if name else 0.0,
            "letters_in_name": _contained(asked_text, _trigrams(name)),
            "letters_in_text": _contained(asked_text, _trigrams(text)),
            "own_words": own,
            "own_words_exactly": own_exactly,
            "number": float(sku in candidates.numbered),
            "number_elsewhere": float(sku in candidates.numbered_elsewhere),
            "numbers_beside": len(asked_beside & _beside_numbers(text)) / len(asked_beside) if asked_beside else 0.0,
            "outdone": rivals[row] / total,
            "outdone_by_bought": rivals_bought[row] / total,
            "bought": float(habit is not None),
            "times": times,
            "recently": float(habit is not None and habit.recent_times > 0),
            "share": habit.times / times_close if habit and close[row] and times_close else 0.0,
            "complete": float(complete[row]),
            "only_complete": float(complete[row] and complete.sum() == 1),
            "only_complete_bought": float(complete_bought[row] and complete_bought.sum() == 1),
            "bought_complete": float(complete_bought[row]),
            "complete_share": habit.times / times_complete if habit and complete_bought[row] else 0.0,
            "inactive": float(product.status is ProductStatus.DISCONTINUED),
        }
        if query.unit is not None:
            sold = query.unit in candidates.units.get(sku, ())
            values |= {
                "unit_sold": float(sold),
                "unit_not_sold": float(not sold),
                "unit_in_name": float(query.unit in _units_in(name)),
            }
        if habit is not None:
            values |= {
                "bought_covered": covered[row],
                "bought_words": covered_words[row],
                "bought_numbers": agree,
                **_amount(query, habit),
            }
        rows[row] = [values.get(feature, 0.0) for feature in FEATURES]
    rows[:, FEATURES.index("covered_known")] = share(hard & fits.known, found)
    return rows


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


def _name_covered(name: str, spelled: set[str], vocabulary: Vocabulary) -> float:
    """How much of a product's name was said, by what its words tell."""
    said = total = 0.0
    for token in name.split():
        worth = vocabulary.weight(token)
        total += worth
        if forms(token) & spelled:
            said += worth
    return said / total if total else 0.0


def _beside_the_name(product: Product) -> str:
    return f"{product.description} {product.brand} {product.pack} {product.mpn}"


@lru_cache(maxsize=100_000)
def _atoms(text: str) -> frozenset[str]:
    """The numbers in a normalised text, one by one: those of ``m8x30`` are 8 and 30, that of ``1/2in`` 1/2."""
    found: set[str] = set()
    for token in text.split():
        for form in forms(token):
            found.update(part.lstrip("0") or "0" for part in _ATOM.findall(form))
    return frozenset(found)


@lru_cache(maxsize=100_000)
def _sizes(text: str) -> Mapping[str, frozenset[str]]:
    """The sizes in a normalised text: numbers by unit."""
    found: dict[str, set[str]] = {}
    for token in text.split():
        for form in forms(token):
            if size := _SIZE.fullmatch(form):
                found.setdefault(size[2], set()).add(size[1])
    return {unit: frozenset(numbers) for unit, numbers in found.items()}


@lru_cache(maxsize=100_000)
def _meanings(text: str) -> frozenset[traits.Meaning]:
    """What the words of a normalised text tell of a product."""
    return frozenset(meaning for token in text.split() for form in forms(token) for meaning in traits.meanings(form))


def _contradicts(asked: Mapping[str, frozenset[str]], has: Mapping[str, frozenset[str]]) -> bool:
    """Whether a size is asked for that the product has in another number of the same unit."""
    return any(unit in has and not numbers & has[unit] for unit, numbers in asked.items())


@lru_cache(maxsize=100_000)
def _beside_numbers(text: str) -> frozenset[tuple[str, str]]:
    """What stands side by side in a normalised text, of which one is a number: 3/8 od x 1/4 npt is no 1/4 od x 3/8 npt.

    A size counts once for each side and unit, so ``3/8od`` is the same as ``3/8 od``.
    """
    pieces = [piece for piece in _PIECE.findall(text) if piece != _BY]
    pairs = pairwise(pieces)
    return frozenset(pair for pair in pairs if pair[0][0].isdigit() or pair[1][0].isdigit())


@lru_cache(maxsize=100_000)
def _units_in(name: str) -> frozenset[str]:
    """The common codes of the units that a product's name has: ``oil hyd 20l pl`` is a pail."""
    codes = (common_code(token) for token in name.split() if is_word(token) and len(token) > 1)
    return frozenset(code for code in codes if code is not None)


@lru_cache(maxsize=100_000)
def _trigrams(text: str) -> frozenset[str]:
    return frozenset(f" {word} "[i : i + 3] for word in text.split() for i in range(len(word)))


def _contained(asked: frozenset[str], has: frozenset[str]) -> float:
    return len(asked & has) / len(asked) if asked else 0.0

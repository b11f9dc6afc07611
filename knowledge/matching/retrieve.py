"""Which products could be meant: by the words of the catalog, exactly and completely, and by the vector index.

The words side finds every product that carries a word asked for, in any of its spellings, so that no sibling of the
right product goes unseen; the vectors add what no word explains.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from knowledge.matching.normalise import forms
from knowledge.matching.resemblance import FOUND, SKELETON, is_word, resemblance
from store.master import ProductRow, ProductTermRow

_MOST_PER_TERM = 2_000
_MOST_CANDIDATES = 150
_UNKNOWN_WORD = 0.5
_LEAST = 0.02


@dataclass(frozen=True)
class Vocabulary:
    """Every term of a catalog with the number of products that carry it."""

    frequency: dict[str, int]
    by_initial: dict[str, tuple[str, ...]]
    products: int

    @classmethod
    def load(cls, session: Session) -> Vocabulary:
        """Read the catalog's terms; a catalog of 100,000 products has some ten thousands."""
        counted = select(ProductTermRow.term, func.count()).group_by(ProductTermRow.term)
        frequency = dict(session.execute(counted).all())
        grouped: dict[str, list[str]] = defaultdict(list)
        for term in frequency:
            if is_word(term):
                grouped[term[0]].append(term)
        products = session.scalar(select(func.count()).select_from(ProductRow)) or 0
        return cls(frequency, {initial: tuple(sorted(terms)) for initial, terms in grouped.items()}, products)

    def spellings(self, asked: str) -> dict[str, float]:
        """The catalog's terms that may be meant by a token, with how well each fits."""
        found = {asked: 1.0} if asked in self.frequency else {}
        if is_word(asked):
            for term in self.by_initial.get(asked[0], ()):
                fits = resemblance(asked, term)
                if fits >= FOUND:
                    found[term] = fits
        else:
            found.update({form: 0.95 for form in forms(asked) if form in self.frequency and form not in found})
        return found

    def knows(self, asked: str) -> bool:
        """Whether the catalog has the token, a plural, a cut or its consonants: more than a chance likeness."""
        return any(fits >= SKELETON for fits in self.spellings(asked).values())

    def weight(self, asked: str) -> float:
        """How much a token says: rare terms much, terms that half the catalog carries little.

        A word that no product carries says less than a rare one that some do: it may be talk, or another language.
        """
        spellings = self.spellings(asked)
        most = math.log(self.products + 2)
        if not spellings:
            return most * _UNKNOWN_WORD
        carrying = min(sum(self.frequency[term] for term in spellings), self.products)
        return max(most - math.log(carrying + 1), most * _LEAST)


def candidates_by_words(session: Session, vocabulary: Vocabulary, tokens: Iterable[str]) -> tuple[str, ...]:
    """The products that carry the most of the tokens, most first; ties by sku."""
    score: dict[str, float] = defaultdict(float)
    for token in tokens:
        spellings = vocabulary.spellings(token)
        worth = vocabulary.weight(token)
        rare = [term for term in spellings if vocabulary.frequency[term] <= _MOST_PER_TERM]
        best: dict[str, float] = {}
        rows = session.execute(select(ProductTermRow.sku, ProductTermRow.term).where(ProductTermRow.term.in_(rare)))
        for sku, term in rows:
            best[sku] = max(best.get(sku, 0.0), spellings[term])
        for sku, fits in best.items():
            score[sku] += fits * worth
    ranked = sorted(score, key=lambda sku: (-score[sku], sku))
    return tuple(ranked[:_MOST_CANDIDATES])

"""Which products could be meant by words: every product that carries them in any of their spellings.

No sibling of the right product goes unseen: the answer is as if all products of the catalog were weighed, whatever its
size, and those that carry every word come before all others.
"""

from __future__ import annotations

import math
from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, reduce
from itertools import count, islice, product
from typing import TYPE_CHECKING, TypeVar, cast

from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from knowledge.matching import goods
from knowledge.matching.normalise import forms
from knowledge.matching.resemblance import FOUND, INFLECTED, SKELETON, SPLIT_CODE, fit, is_word
from knowledge.matching.spelling import SpelledWords
from knowledge.matching.translating import with_translations
from store.master import ProductRow, ProductTermRow, VocabularyRow

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_MOST_CANDIDATES = 60
_ENOUGH = 40
_MOST_KEPT = 20_000
_ROWS_AT_A_TIME = 20_000
_UNKNOWN_WORD = 0.5
# Less than any word is worth: what it is divided by parts only those that tie.
_TIE = 1e-6
_LEAST = 0.02
# A search among products costs about as much as so many looks at whether one is known.
_SEARCHED = 10
_NUMBERS = "<i4"
_MOST_WRITINGS = 8

V = TypeVar("V")


class Vocabulary:
    """Every term of a catalog with the products that carry it, and the other way round.

    All of it is in memory: 8 bytes for each term of each product, beside the terms and skus themselves.
    """

    def __init__(
        self,
        terms: Sequence[str],
        carrying: NDArray[np.int32],
        skus: Sequence[str],
        postings: NDArray[np.int32],
        products: int,
    ) -> None:
        """Take the terms in.

        Args:
            terms: each term once.
            carrying: how many products carry each term.
            skus: the products with terms, in their order.
            postings: the products that carry each term, term after term, as positions in ``skus``, those of a term in
                order.
            products: how many products the catalog has.
        """
        import numpy as np

        self.products = products
        self.frequency: Mapping[str, int] = dict(zip(terms, carrying.tolist(), strict=True))
        self._ends = dict(zip(terms, np.cumsum(carrying, dtype=np.int64).tolist(), strict=True))
        self._terms = terms
        self._skus = skus
        self._postings = postings
        self._carried = np.repeat(np.arange(len(terms), dtype=np.int32), carrying)[np.argsort(postings, kind="stable")]
        self._lengths = np.bincount(postings, minlength=len(skus))
        self._carried_until = np.cumsum(self._lengths)
        self._words = SpelledWords(filter(is_word, terms))
        self._alike: dict[str, Mapping[str, float]] = {}
        self._together: dict[str, NDArray[np.int32]] = {}
        self._spellings: dict[str, Mapping[str, float]] = {}
        self._weights: dict[str, float] = {}

    @classmethod
    def load(cls, session: Session) -> Vocabulary:
        """Read the catalog's vocabulary as an import has left it; where it left none, it is made from the terms."""
        import numpy as np

        kept = session.execute(
            select(VocabularyRow.terms, VocabularyRow.skus, VocabularyRow.carrying, VocabularyRow.postings)
        ).one_or_none()
        if kept is None:
            return cls.of_terms(session)
        terms, skus, carrying, postings = kept
        numbers = [np.frombuffer(some, dtype=_NUMBERS) for some in (carrying, postings)]
        return cls(terms.splitlines(), numbers[0], skus.splitlines(), numbers[1], _count_products(session))

    @classmethod
    def of_terms(cls, session: Session) -> Vocabulary:
        """Make the vocabulary out of the products' terms."""
        import numpy as np

        table = cast("Table", ProductTermRow.__table__)
        rows = session.execute(
            select(table.c.term, table.c.sku).order_by(table.c.term),
            execution_options={"yield_per": _ROWS_AT_A_TIME},
        )
        numbers: defaultdict[str, int] = defaultdict(count().__next__)
        carrying, postings = Counter[str](), array("i")
        for some in rows.partitions():
            terms, skus = zip(*some, strict=True)
            carrying.update(terms)
            postings.extend(map(numbers.__getitem__, skus))
        in_order = sorted(numbers)
        # Products are numbered in the order of their skus, so that whatever ties is told in that order.
        positions = np.empty(len(numbers), dtype=_NUMBERS)
        positions[[numbers[sku] for sku in in_order]] = np.arange(len(numbers))
        counts = np.fromiter(carrying.values(), dtype=_NUMBERS, count=len(carrying))
        of_terms = positions[np.frombuffer(postings, dtype=np.intc)]
        # A database may order skus in another way, by its language.
        ordered = of_terms[np.lexsort((of_terms, np.repeat(np.arange(len(counts)), counts)))]
        return cls(list(carrying), counts, in_order, ordered, _count_products(session))

    def row(self) -> VocabularyRow:
        """What ``load`` reads."""
        import numpy as np

        carrying = np.fromiter(self.frequency.values(), dtype=_NUMBERS, count=len(self.frequency))
        return VocabularyRow(
            id=1,
            terms="\n".join(self.frequency),
            skus="\n".join(self._skus),
            carrying=carrying.tobytes(),
            postings=self._postings.tobytes(),
        )

    def spellings(self, asked: str) -> Mapping[str, float]:
        """The catalog's terms that may be meant by a token, with how well each fits."""
        kept = self._spellings.get(asked)
        return _keep(self._spellings, asked, self._spelled(asked)) if kept is None else kept

    def _spelled(self, asked: str) -> Mapping[str, float]:
        if is_word(asked):
            return with_translations(asked, self)
        found = {form: SPLIT_CODE for form in forms(asked) if form in self.frequency}
        return found | ({asked: 1.0} if asked in found else {})

    def like(self, word: str) -> Mapping[str, float]:
        """The catalog's words that are written like a word."""
        kept = self._alike.get(word)
        return _keep(self._alike, word, self._words.like(word)) if kept is None else kept

    def knows(self, asked: str) -> bool:
        """Whether the catalog has the token, a plural, a cut or its consonants: more than a chance likeness."""
        return any(fits >= SKELETON for fits in self.spellings(asked).values())

    def means_any(self, asked: str, terms: frozenset[str]) -> bool:
        """Whether a token may be meant for one of some terms of the catalog, in another language too."""
        if fit(asked, terms) >= FOUND:
            return True
        found = self.spellings(asked).items() if is_word(asked) else ()
        return any(fits >= FOUND and terms.issuperset(term.split()) for term, fits in found)

    def writes(self, word: str) -> bool:
        """Whether the catalog has a word of letters in its own language: itself, a plural, a cut or its consonants."""
        return any(fits >= SKELETON for fits in self.like(word).values())

    def has_both(self, term: str, asked: str) -> bool:
        """Whether some product carries a term and one that may be meant by a token."""
        import numpy as np

        carrying = self._carrying(term)
        return any(len(np.intersect1d(carrying, self._carrying(other))) for other in self.spellings(asked))

    @cached_property
    def languages(self) -> frozenset[str]:
        """The languages that the catalog calls things in."""
        return goods.languages_of(filter(is_word, self._terms))

    def writings(self, name: Sequence[str]) -> tuple[str, ...]:
        """How the catalog writes a name, each word as it is or in the plural: terms with a space between the words.

        There are those only that some product carries all words of.
        """
        words = [[term for term, fits in self.like(word).items() if fits >= INFLECTED] for word in name]
        together = (" ".join(terms) for terms in islice(product(*words), _MOST_WRITINGS))
        return tuple(term for term in together if len(self._carrying(term)))

    def carried(self, name: Sequence[str]) -> int:
        """How many products carry every word of a name, as it is or in the plural."""
        import numpy as np

        writings = self.writings(name)
        return len(np.unique(np.concatenate([self._carrying(term) for term in writings]))) if writings else 0

    def weight(self, asked: str) -> float:
        """How much a token says: rare terms much, terms that half the catalog carries little.

        A word that no product carries says less than a rare one that some do: it may be talk, or another language.
        """
        kept = self._weights.get(asked)
        return _keep(self._weights, asked, self._weighed(asked)) if kept is None else kept

    def _weighed(self, asked: str) -> float:
        spellings = self.spellings(asked)
        if not spellings:
            return math.log(self.products + 2) * _UNKNOWN_WORD
        return self._rarity(sum(len(self._carrying(term)) for term in spellings))

    def terms_of(self, sku: str) -> frozenset[str]:
        """The terms that a product carries; none for a sku that is not there."""
        at = bisect_left(self._skus, sku)
        if at == len(self._skus) or self._skus[at] != sku:
            return frozenset()
        begin = int(self._carried_until[at - 1]) if at else 0
        return frozenset(self._terms[number] for number in self._carried[begin : self._carried_until[at]].tolist())

    def candidates(self, tokens: Iterable[str]) -> tuple[str, ...]:
        """The skus of the products that carry the most of the tokens; of those that tie, first what is described in the
        fewest words, then by sku.

        Those that carry every token that any product carries come first: at most sixty of them, and where they
        are few, others to make up forty. What tells most is looked up first; as soon as no product without any of it
        can come among the first any more, what is left is looked up for those products only that have some of it. So
        the common words of a large catalog cost little, and the answer is as if all had been looked up.
        """
        import numpy as np

        asked = [worth for token in dict.fromkeys(tokens) if (worth := sorted(self._worth(token)))]
        asked.sort(key=lambda worth: -worth[-1][0])
        still = sum(worth[-1][0] for worth in asked)
        score, fits = np.zeros(len(self._skus)), np.zeros(len(self._skus))
        carried = np.zeros(len(self._skus), dtype=np.int16)
        for worth in asked:
            carrying = [self._carrying(term) for _, term in worth]
            known = np.flatnonzero(carried)
            of_known = score[known]
            if still < of_known.max(initial=0.0) and _has_above(of_known, still, _MOST_CANDIDATES):
                carrying = [_among(known, products, carried) for products in carrying]
            for (value, _), products in zip(worth, carrying, strict=True):
                fits[products] = value
            touched = np.concatenate(carrying)
            # A product that carries several spellings is touched several times over, and counted once.
            score[touched] += fits[touched]
            carried[touched] += 1
            fits[touched] = 0.0
            still -= worth[-1][0]
        known = np.flatnonzero(carried)
        whole = carried[known] == len(asked)
        ranked = score[known] + whole * score[known].max(initial=0.0) + _TIE / self._lengths[known]
        most = max(_ENOUGH, min(int(whole.sum()), _MOST_CANDIDATES))
        return tuple(self._skus[number] for number in known[_highest(ranked, most)].tolist())

    def _worth(self, token: str) -> Iterator[tuple[float, str]]:
        """What it says of a product that it carries a term that a token may mean.

        A word says the same in whichever spelling. Of a size or code, a piece that many share says little.
        """
        spellings = self.spellings(token)
        pooled = self.weight(token)
        for term, fits in spellings.items():
            yield fits * (pooled if is_word(token) else self._rarity(self.frequency[term])), term

    def _rarity(self, carrying: int) -> float:
        most = math.log(self.products + 2)
        return max(most - math.log(min(carrying, self.products) + 1), most * _LEAST)

    def _carrying(self, term: str) -> NDArray[np.int32]:
        """The numbers of the products that carry a term, or every word of one with several."""
        if " " in term:
            return self._carrying_all(term)
        end = self._ends[term]
        return self._postings[end - self.frequency[term] : end]

    def _carrying_all(self, term: str) -> NDArray[np.int32]:
        import numpy as np

        kept = self._together.get(term)
        if kept is None:
            found = reduce(np.intersect1d, map(self._carrying, term.split()))
            kept = _keep(self._together, term, found)
        return kept


def _keep(kept: dict[str, V], asked: str, found: V) -> V:
    """Keep an answer, and begin anew where there are too many: what is asked for is without bound."""
    if len(kept) >= _MOST_KEPT:
        kept.clear()
    kept[asked] = found
    return found


def _count_products(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(ProductRow)) or 0


def _has_above(score: NDArray[np.float64], least: float, many: int) -> bool:
    """Whether so many scores are above a bound."""
    return int((score > least).sum()) >= many


def _among(known: NDArray[np.intp], products: NDArray[np.int32], carried: NDArray[np.int16]) -> NDArray[np.int32]:
    """Those of the products, which are in order, that are known: that carry something."""
    import numpy as np

    if len(products) < _SEARCHED * len(known):
        some: NDArray[np.int32] = products[carried[products] > 0]
        return some
    at = np.minimum(np.searchsorted(products, known), len(products) - 1)
    found: NDArray[np.int32] = products[at[products[at] == known]]
    return found


def _highest(score: NDArray[np.float64], most: int) -> NDArray[np.intp]:
    """The positions of the highest scores, the highest first, and the first of those that tie."""
    import numpy as np

    if len(score) <= most:
        chosen = np.arange(len(score))
    else:
        least = np.partition(score, -most)[-most]
        above, tied = np.flatnonzero(score > least), np.flatnonzero(score == least)
        chosen = np.concatenate([above, tied[: most - len(above)]])
    return chosen[np.lexsort((chosen, -score[chosen]))]

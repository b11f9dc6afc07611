"""Products for words that are still being typed: by number, then by words, those that the customer buys first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.trade import Product, ProductStatus
from knowledge import catalog
from knowledge.facts import Facts
from knowledge.history import Habit
from knowledge.matching.normalise import forms, words
from knowledge.products import CustomerWords
from store.master import ProductRow, ProductTermRow

MOST_SUGGESTED = 500
_MOST_ROWS = 5_000
_PREFIX = 0.9


def suggest(
    session: Session, facts: Facts, customer: CustomerWords, customer_id: str | None, typed: str
) -> tuple[str, ...]:
    """The skus that may be meant by what has been typed, the likeliest first; at most ``MOST_SUGGESTED``.

    The last word counts as the beginning of one. A product that is numbered so comes first, then those that have every
    word, and among these the ones that the customer buys, the most often bought first.
    """
    numbered = [sku for sku, _ in catalog.skus_by_number(session, customer_id, typed)]
    beginning = [sku for sku in _numbered_like(session, typed) if sku not in numbered]
    tokens = words(typed)
    if not tokens:
        return tuple((*numbered, *beginning)[:MOST_SUGGESTED])
    meant = [_Meant.of(facts, token, last=number == len(tokens) - 1) for number, token in enumerate(tokens)]
    found = set(_carrying_all(session, facts, meant)) | set(facts.vocabulary.candidates(tokens))
    found |= customer.habits.keys() | {sku for _, sku in customer.own_words}
    found -= {*numbered, *beginning}
    ranked = _ranked(session, facts, customer, meant, found)
    return tuple((*numbered, *beginning, *ranked)[:MOST_SUGGESTED])


@dataclass(frozen=True)
class _Meant:
    """What a typed word may stand for: terms with how well each fits, and what the word says; ``begins`` a term."""

    terms: dict[str, float]
    weight: float
    begins: str | None

    @classmethod
    def of(cls, facts: Facts, token: str, last: bool) -> _Meant:
        known = facts.vocabulary
        terms = dict(known.spellings(token))
        if last:
            for term in known.frequency:
                if term.startswith(token):
                    terms.setdefault(term, _PREFIX)
        return cls(terms, known.weight(token), token if last else None)

    def fits(self, terms: Iterable[str]) -> float:
        """How well the best of a product's terms fits; the customer's own words need not be the catalog's."""
        return max((self._fit(term) for term in terms), default=0.0)

    def _fit(self, term: str) -> float:
        fit = self.terms.get(term, 0.0)
        return _PREFIX if not fit and self.begins is not None and term.startswith(self.begins) else fit


def _numbered_like(session: Session, typed: str) -> Sequence[str]:
    """The products whose sku begins with what was typed."""
    begun = typed.strip()
    if not begun:
        return ()
    like = ProductRow.sku.istartswith(begun, autoescape=True)
    return session.scalars(select(ProductRow.sku).where(like).order_by(ProductRow.sku).limit(MOST_SUGGESTED)).all()


def _carrying_all(session: Session, facts: Facts, meant: Sequence[_Meant]) -> Sequence[str]:
    """Products that carry a term of every word, as many as can be weighed while somebody types."""
    if not all(one.terms for one in meant):
        return ()
    wanted = select(ProductRow.sku)
    for one in meant:
        carrying = select(ProductTermRow.sku).where(ProductTermRow.term.in_(_nearest(facts, one)))
        wanted = wanted.where(ProductRow.sku.in_(carrying))
    return session.scalars(wanted.order_by(ProductRow.sku).limit(MOST_SUGGESTED)).all()


def _nearest(facts: Facts, meant: _Meant) -> list[str]:
    """The terms that a word may stand for, the shortest first, until they are carried by more than can be read."""
    chosen: list[str] = []
    rows = 0
    for term in sorted(meant.terms, key=lambda t: (-meant.terms[t], len(t), t)):
        chosen.append(term)
        rows += facts.vocabulary.frequency[term]
        if rows > _MOST_ROWS:
            break
    return chosen


def _ranked(
    session: Session, facts: Facts, customer: CustomerWords, meant: Sequence[_Meant], found: set[str]
) -> list[str]:
    products = facts.products(session, found)
    terms = facts.terms(session, products)
    theirs: dict[str, set[str]] = {}
    for written, sku in customer.own_words:
        theirs.setdefault(sku, set()).update(form for token in words(written) for form in forms(token))
    keyed = []
    for sku, item in products.items():
        fitting = [one.fits((*terms[sku], *theirs.get(sku, ()))) for one in meant]
        if any(fitting):
            keyed.append((_key(item, customer.habits.get(sku), meant, fitting), sku))
    return [sku for _, sku in sorted(keyed)]


def _key(item: Product, habit: Habit | None, meant: Sequence[_Meant], fitting: Sequence[float]) -> tuple[float, ...]:
    """Sorts the best first."""
    missing = sum(not fit for fit in fitting)
    score = sum(fit * one.weight for fit, one in zip(fitting, meant, strict=True))
    often = (habit.recent_times, habit.times) if habit else (0, 0)
    sold = item.status in (ProductStatus.ACTIVE, ProductStatus.SPECIAL_ORDER)
    return (missing, -often[0], -often[1], not sold, -round(score, 6))

"""Product search for one customer: candidates from words, habit, the customer's own words and vectors, weighed."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.trade import Product
from knowledge import catalog
from knowledge.customers import catalog_version
from knowledge.facts import Facts
from knowledge.history import Habit
from knowledge.index import VectorIndex
from knowledge.matching import match as matching
from knowledge.matching.match import Fit, Match, Query
from knowledge.matching.normalise import forms, words
from knowledge.matching.resemblance import stem
from knowledge.matching.retrieve import candidates_by_words
from store.tables import AliasRow

_NEIGHBOURS = 20
_LIKELIEST_NUMBER_LENGTH = 3


@dataclass(frozen=True)
class CustomerWords:
    """A customer's own words and numbers for products, and what they buy."""

    own_words: tuple[tuple[str, str], ...]
    habits: dict[str, Habit]


class ProductSearch:
    """Finds the product a customer means. Holds the vector index and the facts of the newest catalog."""

    def __init__(self, index: VectorIndex) -> None:
        self._index = index
        self._lock = threading.Lock()
        self._facts: Facts | None = None

    def facts(self, session: Session) -> Facts:
        """What is kept of the catalog, begun anew when the catalog has changed."""
        version = catalog_version(session)
        with self._lock:
            if self._facts is None or self._facts.version != version:
                self._facts = Facts(session, version)
            return self._facts

    def customer_words(self, session: Session, facts: Facts, customer_id: str | None, today: date) -> CustomerWords:
        """What is known of how a customer speaks and buys; nothing for an unknown one."""
        if customer_id is None:
            return CustomerWords((), {})
        taught = session.execute(
            select(AliasRow.words, AliasRow.sku)
            .where(AliasRow.customer_id == customer_id, AliasRow.active.is_(True))
            .order_by(AliasRow.taught_at.desc())
        )
        own = (*((alias, sku) for alias, sku in taught), *catalog.cross_references(session, customer_id))
        return CustomerWords(own, facts.habits(session, customer_id, today))

    def match(
        self, session: Session, facts: Facts, customer: CustomerWords, customer_id: str | None, query: Query
    ) -> Match:
        """Match the product words of one line.

        The vectors are asked only where no product has every word: they add what no word explains, and a product with
        every word is found by its words.
        """
        numbered = _number_in(session, customer_id, query.tokens)
        skus = set(candidates_by_words(session, facts.vocabulary, query.tokens)) | customer.habits.keys()
        skus.update(sku for _, sku in customer.own_words)
        skus.update(numbered[1] if numbered else ())
        weighed = _weighed(session, facts, customer, query, skus)
        spoken = _own_words(customer.own_words, query)
        if spoken is not None and spoken[1] in weighed.terms:
            return matching.by_customers_words(spoken[1], spoken[0], weighed.fits)
        if not weighed.fits or not weighed.fits[0].full:
            near = self._index.search_products(" ".join(query.tokens), _NEIGHBOURS)
            weighed = _weighed(session, facts, customer, query, skus | {hit.sku for hit in near})
        if numbered is None or len(numbered[1]) > 1 or numbered[1][0] not in weighed.terms:
            return matching.settle(weighed.fits)
        number, (sku,) = numbered
        rest = Query(tuple(t for t in query.tokens if t != number), query.soft, query.without)
        return matching.by_number(
            sku,
            fits=weighed.fits,
            beside=matching.weigh(rest, weighed.products, weighed.terms, customer.habits, facts.vocabulary),
            carrying=frozenset(other for other, terms in weighed.terms.items() if number in terms),
            described=any(t not in rest.soft and facts.vocabulary.knows(t) for t in rest.tokens),
            unexplained=any(t not in rest.soft for t in rest.tokens),
        )


@dataclass(frozen=True)
class _Weighed:
    """Candidates with their terms, and how each fits."""

    products: dict[str, Product]
    terms: dict[str, frozenset[str]]
    fits: tuple[Fit, ...]


def _weighed(session: Session, facts: Facts, customer: CustomerWords, query: Query, skus: set[str]) -> _Weighed:
    """The candidates that carry nothing the customer does not want, weighed."""
    known = facts.products(session, skus)
    terms = _with_own_words(facts.terms(session, known), customer.own_words)
    products = {sku: item for sku, item in known.items() if not matching.has_any(query.without, terms[sku])}
    kept = {sku: terms[sku] for sku in products}
    return _Weighed(products, kept, matching.weigh(query, products, kept, customer.habits, facts.vocabulary))


def _number_in(session: Session, customer_id: str | None, tokens: Sequence[str]) -> tuple[str, tuple[str, ...]] | None:
    """The first token that is a product number, with the products it is the number of."""
    for token in tokens:
        if len(token) < _LIKELIEST_NUMBER_LENGTH or not any(c.isdigit() for c in token):
            continue
        skus = tuple(sku for sku, _ in catalog.skus_by_number(session, customer_id, token))
        if skus:
            return token, skus
    return None


def _own_words(own: Sequence[tuple[str, str]], query: Query) -> tuple[str, str] | None:
    """The customer's own word that the query is, plural or not; None where two of theirs fit."""
    asked = {stem(token) for token in query.tokens if token not in query.soft}
    fitting = {sku: theirs for theirs, sku in own if asked and {stem(token) for token in words(theirs)} == asked}
    if len(fitting) != 1:
        return None
    sku, theirs = next(iter(fitting.items()))
    return theirs, sku


def _with_own_words(terms: dict[str, frozenset[str]], own: Sequence[tuple[str, str]]) -> dict[str, frozenset[str]]:
    """Product terms with the words that this customer calls the products by."""
    joined = dict(terms)
    for theirs, sku in own:
        if sku in joined:
            joined[sku] |= {form for token in words(theirs) for form in forms(token)}
    return joined

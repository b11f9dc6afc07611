"""Product search for one customer: candidates from words, habit, the customer's own words and vectors, weighed."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge import catalog, history
from knowledge.customers import catalog_version
from knowledge.history import Habit
from knowledge.index import VectorIndex
from knowledge.matching import match as matching
from knowledge.matching.match import Match, Query
from knowledge.matching.normalise import forms, words
from knowledge.matching.resemblance import stem
from knowledge.matching.retrieve import Vocabulary, candidates_by_words
from store.tables import AliasRow

_NEIGHBOURS = 20
_LIKELIEST_NUMBER_LENGTH = 3


@dataclass(frozen=True)
class CustomerWords:
    """A customer's own words and numbers for products, and what they buy."""

    own_words: tuple[tuple[str, str], ...]
    habits: dict[str, Habit]


class ProductSearch:
    """Finds the product a customer means. Holds the vector index and the vocabulary of the newest catalog."""

    def __init__(self, index: VectorIndex) -> None:
        self._index = index
        self._lock = threading.Lock()
        self._vocabulary: tuple[str, Vocabulary] | None = None

    def vocabulary(self, session: Session) -> Vocabulary:
        """The catalog's vocabulary, read again when the catalog has changed."""
        version = catalog_version(session)
        with self._lock:
            if self._vocabulary is None or self._vocabulary[0] != version:
                self._vocabulary = (version, Vocabulary.load(session))
            return self._vocabulary[1]

    def customer_words(self, session: Session, customer_id: str | None, today: date) -> CustomerWords:
        """What is known of how a customer speaks and buys; nothing for an unknown one."""
        if customer_id is None:
            return CustomerWords((), {})
        taught = session.execute(
            select(AliasRow.words, AliasRow.sku)
            .where(AliasRow.customer_id == customer_id, AliasRow.active.is_(True))
            .order_by(AliasRow.taught_at.desc())
        )
        own = (*((alias, sku) for alias, sku in taught), *catalog.cross_references(session, customer_id))
        return CustomerWords(own, history.habits(history.purchases(session, customer_id, today), today))

    def match(
        self,
        session: Session,
        vocabulary: Vocabulary,
        customer: CustomerWords,
        customer_id: str | None,
        query: Query,
    ) -> Match:
        """Match the product words of one line."""
        numbered = _number_in(session, customer_id, query.tokens)
        spoken = _own_words(customer.own_words, query)
        skus = set(candidates_by_words(session, vocabulary, query.tokens)) | customer.habits.keys()
        skus.update(hit.sku for hit in self._index.search_products(" ".join(query.tokens), _NEIGHBOURS))
        skus.update(sku for _, sku in customer.own_words)
        skus.update(numbered[1] if numbered else ())
        products = catalog.products(session, skus)
        terms = _with_own_words(catalog.terms_of(session, list(products)), customer.own_words)
        products = {sku: item for sku, item in products.items() if not matching.has_any(query.without, terms[sku])}
        if spoken is not None and spoken[1] in products:
            fits = matching.weigh(query, products, terms, customer.habits, vocabulary)
            return matching.by_customers_words(spoken[1], spoken[0], fits)
        fits = matching.weigh(query, products, terms, customer.habits, vocabulary)
        if numbered is None or len(numbered[1]) > 1:
            return matching.settle(fits)
        number, (sku,) = numbered
        rest = Query(tuple(t for t in query.tokens if t != number), query.soft, query.without)
        return matching.by_number(
            sku,
            fits=fits,
            beside=matching.weigh(rest, products, terms, customer.habits, vocabulary),
            carrying=frozenset(other for other in terms if number in terms[other]),
            described=any(t not in rest.soft and vocabulary.knows(t) for t in rest.tokens),
            unexplained=any(t not in rest.soft for t in rest.tokens),
        )


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

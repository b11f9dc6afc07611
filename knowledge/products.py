"""Product search for one customer: candidates from words, habit, the customer's own words and vectors, weighed."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from itertools import pairwise

from sqlalchemy.orm import Session

from domain.aliases import AliasStrength
from domain.trade import Product
from knowledge import catalog
from knowledge.customers import catalog_version
from knowledge.facts import Facts
from knowledge.history import Habit
from knowledge.index import VectorIndex
from knowledge.matching import match as matching
from knowledge.matching.features import Candidates, features_of, fits_of, none_of
from knowledge.matching.match import Match
from knowledge.matching.normalise import fold, forms, is_measure, words
from knowledge.matching.query import Query, as_catalogued
from knowledge.matching.resemblance import FOUND, fit
from knowledge.matching.scorer import shipped_scorer
from knowledge.own_words import KnownWords, known_words, said, shared_words
from knowledge.unit_codes import common_code
from reading.languages import languages

_NEIGHBOURS = 20
_LIKELIEST_NUMBER_LENGTH = 3


@dataclass(frozen=True)
class CustomerWords:
    """A customer's own words and numbers for products, those that have been doubted since, and what they buy.

    ``described`` is how their own list describes products: words that tell, and settle nothing by themselves.
    """

    own_words: tuple[tuple[str, str], ...]
    habits: dict[str, Habit]
    doubted: tuple[KnownWords, ...] = ()
    described: tuple[tuple[str, str], ...] = ()

    @property
    def said(self) -> tuple[tuple[str, str], ...]:
        """All that they are known to call products."""
        return (*self.own_words, *self.described)

    @property
    def known(self) -> tuple[tuple[str, str], ...]:
        """What they are known to call products, and what has been doubted since."""
        return (*self.said, *((one.words, one.sku) for one in self.doubted))


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
        taught = known_words(session, customer_id)
        own = [(one.words, one.sku) for one in taught if one.strength is AliasStrength.CERTAIN]
        return CustomerWords(
            own_words=(*own, *catalog.cross_references(session, customer_id)),
            habits=facts.habits(session, customer_id, today),
            doubted=tuple(one for one in taught if one.strength is AliasStrength.DOUBTED),
            described=catalog.described_by(session, customer_id),
        )

    def match(
        self,
        session: Session,
        facts: Facts,
        customer: CustomerWords,
        customer_id: str | None,
        query: Query,
        widen_at: int = 0,
    ) -> Match:
        """Match the product words of one line; ``widen_at`` customers' words for a product are proposed to all."""
        asked, query = query.tokens, as_catalogued(query, facts.vocabulary, (theirs for theirs, _ in customer.known))
        candidates = self.candidates(session, facts, customer, customer_id, query)
        fits = fits_of(query, candidates, facts.vocabulary)
        rows = features_of(query, candidates, fits, facts.vocabulary)
        found = matching.ranked(query, candidates, fits, shipped_scorer().probabilities(rows, none_of(fits)))
        spoken = _own_words(customer.own_words, query)
        if spoken is not None and facts.product(session, spoken[1]) is not None:
            return matching.by_customers_words(spoken[1], spoken[0], found)
        proposed = _own_words([(one.words, one.sku) for one in customer.doubted], query)
        if proposed is not None:
            return matching.by_doubted_words(proposed[1], proposed[0], found)
        shared = shared_words(session, customer_id, " ".join(asked), widen_at)
        if shared is not None:
            return matching.by_shared_words(shared.sku, shared.words, found)
        numbered = [sku for sku in candidates.numbered if sku in candidates.products]
        if len(numbered) != 1:
            settled = matching.beside_its_successor(matching.settle(found), found)
            return matching.by_anybodys_number(settled, candidates.numbered_elsewhere)
        number = candidates.number
        rest = replace(query, tokens=tuple(t for t in query.tokens if t != number))
        beside = fits_of(rest, candidates, facts.vocabulary)
        return matching.by_number(
            numbered[0],
            fits=found,
            beside=matching.ranked(rest, candidates, beside),
            carrying=frozenset(sku for sku, terms in candidates.terms.items() if number in terms),
            described=any(t not in rest.soft and facts.vocabulary.knows(t) for t in rest.tokens),
            unexplained=any(t not in rest.soft for t in rest.tokens),
            theirs=any(sku == numbered[0] and fold(said) == fold(number) for said, sku in customer.said),
        )

    def candidates(
        self, session: Session, facts: Facts, customer: CustomerWords, customer_id: str | None, query: Query
    ) -> Candidates:
        """Every product that a line may mean: by its words, by its letters, by a number, and all that they buy."""
        number, numbered = _number_in(session, customer_id, query.tokens)
        skus = set(facts.vocabulary.candidates(query.tokens)) | customer.habits.keys() | set(numbered)
        skus.update(sku for _, sku in customer.said)
        skus.update(hit.sku for hit in self._index.search_products(" ".join(query.tokens), _NEIGHBOURS))
        elsewhere = () if number else _number_elsewhere(session, query.tokens)
        skus.update(elsewhere)
        products = facts.products(session, skus)
        terms = _with_own_words(facts.terms(session, products), customer.said)
        wanted = {sku: item for sku, item in products.items() if not _has_any(query.without, item, terms[sku])}
        units = facts.units_of(session, wanted) if query.unit is not None else {}
        own: dict[str, list[str]] = {}
        for theirs, sku in customer.said:
            own.setdefault(sku, []).append(theirs)
        return Candidates(
            products=wanted,
            terms={sku: terms[sku] for sku in wanted},
            habits={sku: habit for sku, habit in customer.habits.items() if sku in wanted},
            own={sku: tuple(said) for sku, said in own.items()},
            numbered=frozenset(numbered),
            number=number,
            numbered_elsewhere=frozenset(elsewhere),
            units={sku: frozenset(common_code(uom) or uom for uom in some.orderable) for sku, some in units.items()},
        )


def _has_any(tokens: Sequence[str], item: Product, terms: frozenset[str]) -> bool:
    """Whether a product carries any of these tokens, and does not say itself that it is without: ``no valve``."""
    if not tokens:
        return False
    told = words(f"{item.name} {item.description}")
    lacked = frozenset(lack for no, lack in pairwise(told) if no in _negations())
    return any(fit(token, terms) >= FOUND and fit(token, lacked) < FOUND for token in tokens)


@cache
def _negations() -> frozenset[str]:
    """The words for not, no and without in every language."""
    return frozenset().union(*(language.words["negation"] for language in languages().values()))


def _number_elsewhere(session: Session, tokens: Sequence[str]) -> tuple[str, ...]:
    """The products that other customers call by a number in a line."""
    for token in tokens:
        if len(token) >= _LIKELIEST_NUMBER_LENGTH and any(c.isdigit() for c in token) and not is_measure(token):
            skus = catalog.skus_by_anybodys_number(session, token)
            if skus:
                return skus
    return ()


def _number_in(session: Session, customer_id: str | None, tokens: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """The first token that is a product number, with the products it is the number of; empty where there is none."""
    for token in tokens:
        if len(token) < _LIKELIEST_NUMBER_LENGTH or not any(c.isdigit() for c in token):
            continue
        skus = tuple(sku for sku, _ in catalog.skus_by_number(session, customer_id, token))
        if skus:
            return token, skus
    return "", ()


def _own_words(own: Sequence[tuple[str, str]], query: Query) -> tuple[str, str] | None:
    """The customer's own word that the query is, plural or not, with or without the words for a unit; None where two of
    theirs fit."""
    asked = {said(" ".join(query.tokens)), said(" ".join(t for t in query.tokens if t not in query.soft))} - {
        frozenset()
    }
    fitting = {sku: theirs for theirs, sku in own if said(theirs) in asked}
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

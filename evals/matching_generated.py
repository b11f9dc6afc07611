"""Lines generated from the families of any catalog: what a customer may write for one of several like products.

A family is the products whose normalised names differ in one or two words only. A line names one of them as people
write, and says all that tells it from every other product of the catalog: whoever reads it with care enters that one.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import combinations

from sqlalchemy import select
from sqlalchemy.orm import Session

from evals.matching_confusions import Confusion, Item, confusion, item_of
from evals.matching_examples import Example, RecordedLine, example
from evals.matching_noise import Pen
from knowledge import customers
from knowledge.matching.normalise import words
from knowledge.matching.query import Query
from knowledge.matching.resemblance import FOUND, fit, is_word, resemblance
from knowledge.matching.retrieve import Vocabulary
from knowledge.products import ProductSearch
from knowledge.unit_codes import common_code
from reading.languages import Lexicon, languages
from store.master import ProductRow, PurchaseRow

_MOST_DIFFER = 2
_DROPPED = 0.4
# The first word says what kind of thing it is, and few leave it out.
_FIRST_DROPPED = 0.05
_TRIES = 4


@dataclass(frozen=True)
class GeneratedLine:
    """A line that names one product of a family, the sibling it may be mistaken for, and by what.

    ``query`` is the line as it is read where it is read right: its product words, amount and unit.
    """

    line: RecordedLine
    query: Query
    sku: str
    sibling: str
    confusion: Confusion


@dataclass(frozen=True)
class Family:
    """Products whose names are alike but for the words at these places."""

    places: tuple[int, ...]
    items: tuple[Item, ...]


def families(items: Sequence[Item]) -> tuple[Family, ...]:
    """The families of a catalog: of names with one or two words masked, those that several products share.

    Every product is masked in each place and each pair of places, so the time grows with the catalog, not its square.
    """
    masked: dict[tuple[str | None, ...], list[Item]] = defaultdict(list)
    for item in items:
        for count in range(1, min(_MOST_DIFFER, len(item.tokens) - 1) + 1):
            for places in combinations(range(len(item.tokens)), count):
                masked[tuple(None if at in places else token for at, token in enumerate(item.tokens))].append(item)
    return tuple(
        Family(tuple(at for at, token in enumerate(name) if token is None), tuple(some))
        for name, some in masked.items()
        if len(some) > 1
    )


def generated_lines(
    session: Session, vocabulary: Vocabulary, on: date, seed: int, each: int
) -> Iterator[GeneratedLine]:
    """At most ``each`` lines for each kind of confusion that the catalog's families offer, asked by nobody known."""
    locale = customers.distributor(session).locale
    language = languages().get(locale[:2], languages()["en"])
    items = _items(session)
    chance = random.Random(seed)
    told = families(items)
    pen = Pen(chance, language)
    writer = _Writer(items, told, vocabulary, language, pen, chance)
    units = frozenset(word for word in language.units if len(word) > 1)
    for kind, pairs in sorted(_pairs(told, language, chance).items()):
        made = 0
        for item, sibling, places in pairs:
            if made == each:
                break
            if (said := writer.words(item, places)) is not None:
                made += 1
                amount = pen.amount()
                text = pen.line(said, amount, item.uom)
                line = RecordedLine(f"generated-{kind}-{made}", None, on, text, frozenset({item.sku}), made_up=True)
                query = Query.of(said, units, amount=Decimal(amount), unit=common_code(item.uom))
                yield GeneratedLine(line, query, item.sku, sibling.sku, kind)


def generated_examples(session: Session, search: ProductSearch, on: date, seed: int, each: int) -> Iterator[Example]:
    """Generated lines as examples: asked by nobody known, by one who buys the product, and by one who buys its sibling.

    Recorded customers hardly ever ask against their habit, so only these teach how little it says then.
    """
    facts = search.facts(session)
    chance = random.Random(seed)
    for made in generated_lines(session, facts.vocabulary, on, seed, each):
        buyers = _buyers(session, made.sku, on)
        others = [customer for customer in _buyers(session, made.sibling, on) if customer not in buyers]
        asking: list[str | None] = [None, *(chance.choice(some) for some in (buyers, others) if some)]
        for customer_id in asking:
            line = replace(made.line, customer_id=customer_id)
            yield example(line, made.query, customer_id, session, search, facts)


def _buyers(session: Session, sku: str, before: date) -> Sequence[str]:
    bought = select(PurchaseRow.customer_id).where(PurchaseRow.sku == sku, PurchaseRow.ordered_on < before)
    return session.scalars(bought.distinct().order_by(PurchaseRow.customer_id)).all()


def _items(session: Session) -> tuple[Item, ...]:
    rows = session.execute(
        select(
            ProductRow.sku,
            ProductRow.name,
            ProductRow.description,
            ProductRow.brand,
            ProductRow.pack,
            ProductRow.attributes,
            ProductRow.uom,
        )
        .where(ProductRow.status == "active")
        .order_by(ProductRow.sku)
    )
    return tuple(item_of(*row) for row in rows)


_Pair = tuple[Item, Item, tuple[int, ...]]


def _pairs(told: Sequence[Family], language: Lexicon, chance: random.Random) -> Mapping[Confusion, list[_Pair]]:
    """Each product with one sibling of each of its families, by what tells them apart, in random order."""
    found: dict[Confusion, dict[str, _Pair]] = defaultdict(dict)
    for family in chance.sample(told, len(told)):
        for item in family.items:
            others = [o for o in family.items if all(o.tokens[at] != item.tokens[at] for at in family.places)]
            if others:
                sibling = chance.choice(others)
                kind = confusion(item, sibling, family.places, language)
                found[kind].setdefault(item.sku, (item, sibling, family.places))
    return {kind: chance.sample(list(pairs.values()), len(pairs)) for kind, pairs in found.items()}


class _Writer:
    """Writes lines that only one product of the catalog fits."""

    def __init__(
        self,
        items: Sequence[Item],
        told: Sequence[Family],
        vocabulary: Vocabulary,
        language: Lexicon,
        pen: Pen,
        chance: random.Random,
    ) -> None:
        self._vocabulary = vocabulary
        self._chance = chance
        self._pen = pen
        self._angles = language.traits["angle"].names
        self._units = language.units.keys()
        self._terms = {item.sku: vocabulary.terms_of(item.sku) for item in items}
        self._carrying: dict[str, set[str]] = defaultdict(set)
        for sku, terms in self._terms.items():
            for term in terms:
                self._carrying[term].add(sku)
        # What any sibling has instead, by product and place: such a word has to be said, and so that it is not theirs.
        self._instead: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
        for family in told:
            if len(family.places) == 1:
                at = family.places[0]
                every = {item.tokens[at] for item in family.items}
                for item in family.items:
                    if others := every - {item.tokens[at]}:
                        self._instead[item.sku][at] |= others

    def words(self, item: Item, places: Sequence[int]) -> str | None:
        """Words for a product; None where even its whole name fits another product too."""
        instead = self._instead[item.sku]
        for attempt in range(_TRIES):
            last = attempt == _TRIES - 1
            said = [
                at
                for at in range(len(item.tokens))
                if last
                or at in instead
                or at in places
                or self._chance.random() >= (_DROPPED if at else _FIRST_DROPPED)
            ]
            written = [self._written(item, at, instead.get(at, set()), last) for at in said]
            if self._only(item, said, written):
                return self._pen.ordered(written)
        return None

    def _written(self, item: Item, at: int, others: set[str], plainly: bool) -> str:
        token = item.tokens[at]
        if not is_word(token):
            if token.isdigit() and self._angles & set(item.told):
                return self._pen.angle(token)
            return self._pen.size(token)
        if plainly:
            return token
        whole = [word for word in item.told if len(word) > len(token) and resemblance(token, word) >= FOUND]
        written = self._pen.word(token, whole)
        mistakable = any(resemblance(word, other) >= FOUND for word in words(written) for other in others)
        return token if mistakable else written

    def _only(self, item: Item, said: Sequence[int], written: Sequence[str]) -> bool:
        """Whether no other product has all that is said. A size counts as the catalog writes it, a unit not at all."""
        left = set(self._terms)
        for word in written:
            if is_word(word) and word not in self._units:
                carrying = (self._carrying[term] for term in self._vocabulary.spellings(word))
                left &= set().union(*carrying)
        for at in said:
            if not is_word(item.tokens[at]):
                left = {sku for sku in left if fit(item.tokens[at], self._terms[sku]) >= FOUND}
        return left == {item.sku}

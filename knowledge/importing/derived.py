"""What follows from the master data: each product's terms, and the texts that the vector index holds.

All of it can be made again from the store at any time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar, cast

from sqlalchemy import Row, Select, Table, delete, func, insert, select
from sqlalchemy.orm import Session

from knowledge.matching.abbreviations import learn_abbreviations, spelled_out
from knowledge.matching.retrieve import Vocabulary
from knowledge.matching.told import product_terms
from store.master import AbbreviationRow, CrossReferenceRow, ProductRow, ProductTermRow, VocabularyRow

_ROWS_AT_A_TIME = 1_000

_TEXT = (ProductRow.name, ProductRow.description, ProductRow.brand, ProductRow.pack)
_WORDED = (*_TEXT, ProductRow.mpn, ProductRow.attributes)
WORDED_COLUMNS = tuple(column.key for column in _WORDED)
"""The columns of a product that its terms and its text are made of."""

_T = TypeVar("_T")


def rewrite_terms(session: Session, skus: Sequence[str], advance: Callable[[int], None]) -> None:
    """Make the terms of these products anew; one that is not in the store any more has none.

    Where the catalog teaches other abbreviations than before, every product's terms are made anew. ``advance`` is told
    how many products are done.
    """
    learned = _learned(session)
    if skus and learned != _abbreviations(session):
        rewrite_all_terms(session, advance)
        return
    for some in slices(skus, _ROWS_AT_A_TIME):
        session.execute(delete(ProductTermRow).where(ProductTermRow.sku.in_(some)))
    for some in slices(skus, _ROWS_AT_A_TIME):
        _add_terms(session, select(ProductRow.sku, *_WORDED).where(ProductRow.sku.in_(some)), learned, advance)
    if skus:
        _keep_vocabulary(session)


def rewrite_all_terms(session: Session, advance: Callable[[int], None]) -> None:
    """Make the terms of every product anew; ``advance`` is told how many products are done."""
    learned = _learned(session)
    session.execute(delete(AbbreviationRow))
    session.add_all(AbbreviationRow(word=w, stands_for=long) for w, several in learned.items() for long in several)
    session.execute(delete(ProductTermRow))
    _add_terms(session, select(ProductRow.sku, *_WORDED), learned, advance)
    _keep_vocabulary(session)


def count_products(session: Session) -> int:
    """How many products the store holds."""
    return session.scalar(select(func.count()).select_from(ProductRow)) or 0


def product_texts(session: Session, skus: Sequence[str]) -> Iterator[tuple[str, str]]:
    """These products and their texts, for the index."""
    for some in slices(skus, _ROWS_AT_A_TIME):
        yield from _texts(session, select(ProductRow.sku, *_TEXT).where(ProductRow.sku.in_(some)))


def all_product_texts(session: Session) -> Iterator[tuple[str, str]]:
    """Every product and its text, for the index."""
    yield from _texts(session, select(ProductRow.sku, *_TEXT))


def slices(items: Sequence[_T], length: int) -> Iterator[Sequence[_T]]:
    """A sequence in slices of at most this length."""
    for start in range(0, len(items), length):
        yield items[start : start + length]


def _texts(session: Session, products: Select[*tuple[Any, ...]]) -> Iterator[tuple[str, str]]:
    for sku, *texts in _streamed(session, products):
        yield sku, " ".join(text for text in texts if text)


def _learned(session: Session) -> dict[str, frozenset[str]]:
    """The abbreviations that the catalog teaches, and what customers call its products."""
    described = select(ProductRow.name, ProductRow.description).where(ProductRow.description != "")
    called = select(ProductRow.name, CrossReferenceRow.customer_sku + " " + CrossReferenceRow.description).join(
        CrossReferenceRow, CrossReferenceRow.sku == ProductRow.sku
    )
    pairs = ((name, told) for statement in (described, called) for name, told in _streamed(session, statement))
    return learn_abbreviations(pairs)


def _abbreviations(session: Session) -> dict[str, frozenset[str]]:
    """The abbreviations that the products' terms were made with."""
    found: dict[str, set[str]] = {}
    for word, stands_for in session.execute(select(AbbreviationRow.word, AbbreviationRow.stands_for)):
        found.setdefault(word, set()).add(stands_for)
    return {word: frozenset(several) for word, several in found.items()}


def _add_terms(
    session: Session,
    products: Select[*tuple[Any, ...]],
    learned: Mapping[str, frozenset[str]],
    advance: Callable[[int], None],
) -> None:
    table = cast(Table, ProductTermRow.__table__)
    for some in session.execute(products, execution_options={"yield_per": _ROWS_AT_A_TIME}).partitions():
        terms = [
            {"term": term, "sku": sku} for sku, *worded in some for term in spelled_out(product_terms(*worded), learned)
        ]
        if terms:
            session.execute(insert(table), terms)
        advance(len(some))


def _keep_vocabulary(session: Session) -> None:
    """Make the terms' arrays anew, in the transaction that changed the terms."""
    session.execute(delete(VocabularyRow))
    session.add(Vocabulary.of_terms(session).row())
    session.flush()


def _streamed(session: Session, statement: Select[*tuple[Any, ...]]) -> Iterator[Row[*tuple[Any, ...]]]:
    yield from session.execute(statement, execution_options={"yield_per": _ROWS_AT_A_TIME})

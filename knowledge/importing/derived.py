"""What follows from the master data: each product's terms, and the texts that the vector index holds.

All of it can be made again from the store at any time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar, cast

from sqlalchemy import Row, Select, Table, delete, func, insert, select
from sqlalchemy.orm import Session

from knowledge.index import CustomerWords
from knowledge.matching.normalise import product_terms
from store.master import CrossReferenceRow, ProductRow, ProductTermRow, PurchaseRow

_ROWS_AT_A_TIME = 1_000
# Nothing in the terms' table leads from a product to its terms, so each deletion reads all of it: make few.
_PRODUCTS_FORGOTTEN_AT_A_TIME = 10_000

_TEXT = (ProductRow.name, ProductRow.description, ProductRow.brand, ProductRow.pack)
_WORDED = (*_TEXT, ProductRow.mpn, ProductRow.attributes)
WORDED_COLUMNS = tuple(column.key for column in _WORDED)
"""The columns of a product that its terms and its text are made of."""

_T = TypeVar("_T")


def rewrite_terms(session: Session, skus: Sequence[str], advance: Callable[[int], None]) -> None:
    """Make the terms of these products anew; one that is not in the store any more has none.

    ``advance`` is told how many products are done.
    """
    for some in slices(skus, _PRODUCTS_FORGOTTEN_AT_A_TIME):
        session.execute(delete(ProductTermRow).where(ProductTermRow.sku.in_(some)))
    for some in slices(skus, _ROWS_AT_A_TIME):
        _add_terms(session, select(ProductRow.sku, *_WORDED).where(ProductRow.sku.in_(some)), advance)


def rewrite_all_terms(session: Session, advance: Callable[[int], None]) -> None:
    """Make the terms of every product anew; ``advance`` is told how many products are done."""
    session.execute(delete(ProductTermRow))
    _add_terms(session, select(ProductRow.sku, *_WORDED), advance)


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


def customer_words(session: Session) -> Iterator[CustomerWords]:
    """What each customer calls a product, by their part numbers and descriptions, and the names of what they bought."""
    references = select(CrossReferenceRow.customer_id, CrossReferenceRow.sku, CrossReferenceRow.customer_sku)
    descriptions = select(CrossReferenceRow.customer_id, CrossReferenceRow.sku, CrossReferenceRow.description)
    bought = (
        select(PurchaseRow.customer_id, PurchaseRow.sku, ProductRow.name)
        .join(ProductRow, ProductRow.sku == PurchaseRow.sku)
        .distinct()
    )
    for statement in (references, descriptions, bought):
        for customer_id, sku, words in _streamed(session, statement):
            yield CustomerWords(customer_id, sku, words)


def slices(items: Sequence[_T], length: int) -> Iterator[Sequence[_T]]:
    """A sequence in slices of at most this length."""
    for start in range(0, len(items), length):
        yield items[start : start + length]


def _texts(session: Session, products: Select[*tuple[Any, ...]]) -> Iterator[tuple[str, str]]:
    for sku, *texts in _streamed(session, products):
        yield sku, " ".join(text for text in texts if text)


def _add_terms(session: Session, products: Select[*tuple[Any, ...]], advance: Callable[[int], None]) -> None:
    table = cast(Table, ProductTermRow.__table__)
    for some in session.execute(products, execution_options={"yield_per": _ROWS_AT_A_TIME}).partitions():
        terms = [{"term": term, "sku": sku} for sku, *worded in some for term in product_terms(*worded)]
        if terms:
            session.execute(insert(table), terms)
        advance(len(some))


def _streamed(session: Session, statement: Select[*tuple[Any, ...]]) -> Iterator[Row[*tuple[Any, ...]]]:
    yield from session.execute(statement, execution_options={"yield_per": _ROWS_AT_A_TIME})

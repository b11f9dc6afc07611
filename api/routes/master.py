"""Customers, products and aliases."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Header, Query, Response

from api.http.etags import check, etag
from api.http.paging import Cursor, Limit, after_moment, decode, encode
from api.shapes.common import Page
from api.shapes.master import (
    Alias,
    AliasChange,
    Customer,
    CustomerItem,
    NewAlias,
    PastLine,
    Product,
    ProductItem,
)
from api.sign_in.access import Decider, Desk, Looker
from api.views import aliases as alias_views
from api.views.aliases import alias_shape
from api.views.customers import Today, customer_of, found_products, past_lines, product_items, product_of
from domain.errors import InputRejected
from knowledge import listing
from knowledge.suggesting import MOST_SUGGESTED
from store import aliases

router = APIRouter()
_NOT_OF_THIS_LIST = "cursor: it is not the `next` of a page of this list."
_LARGEST_ID = 2**63
Id = Annotated[str | None, Query(max_length=64)]
Words = Annotated[str | None, Query(max_length=200, description="words to look for")]
IfMatch = Annotated[str | None, Header(max_length=200, description="the ETag of what is changed")]


@router.get("/customers", tags=["customers"])
def list_customers(
    desk: Desk, caller: Looker, q: Words = None, limit: Limit = 50, cursor: Cursor = None
) -> Page[CustomerItem]:
    """Customers by name."""
    after = _words_of(cursor)
    with desk.store.reading() as session:
        found = listing.customers(session, q, after, limit + 1)
    items = tuple(
        CustomerItem(
            customer_id=customer.customer_id,
            name=customer.name,
            credit=customer.credit,
            language=customer.language,
            contacts=customer.contacts,
            ship_tos=customer.ship_tos,
            last_bought=customer.last_bought,
        )
        for _, customer in found[:limit]
    )
    return Page(items=items, next=encode(*found[limit - 1][0]) if len(found) > limit else None)


@router.get("/customers/{customer_id}", tags=["customers"])
def get_customer(customer_id: str, desk: Desk, caller: Looker) -> Customer:
    """A customer with what they buy, their usual order, and the policy that holds for them."""
    with desk.store.reading() as session:
        return customer_of(session, Today.of(session, desk), customer_id)


@router.get("/customers/{customer_id}/purchases", tags=["customers"])
def list_purchases(
    customer_id: str, desk: Desk, caller: Looker, sku: Id = None, limit: Limit = 50, cursor: Cursor = None
) -> Page[PastLine]:
    """What a customer has bought, the latest first."""
    after = _day_of(cursor)
    with desk.store.reading() as session:
        today = Today.of(session, desk)
        today.customer(session, customer_id)
        rows = listing.purchases(session, customer_id, sku, after, limit + 1)
        page = rows[:limit]
        last = encode(page[-1].ordered_on.isoformat(), page[-1].id) if len(rows) > limit else None
        return Page(items=past_lines(session, today, page), next=last)


@router.get("/products", tags=["products"])
def list_products(
    desk: Desk, caller: Looker, q: Words = None, customer: Id = None, limit: Limit = 20, cursor: Cursor = None
) -> Page[ProductItem]:
    """Products: by sku, or as a search fits best, with stock, price and the customer's last purchase."""
    with desk.store.reading() as session:
        today = Today.of(session, desk)
        if q is not None and q.strip():
            begin = _place_of(cursor)
            found = found_products(session, desk, today, q, customer)
            page = found[begin : begin + limit]
            following = encode(begin + limit) if len(found) > begin + limit else None
        else:
            rows = listing.skus(session, _sku_of(cursor), limit + 1)
            page = tuple(rows[:limit])
            following = encode(page[-1]) if len(rows) > limit else None
        return Page(items=product_items(session, today, page, customer), next=following)


@router.get("/products/{sku}", tags=["products"])
def get_product(sku: str, desk: Desk, caller: Looker, customer: Id = None) -> Product:
    """A product with its units and stock."""
    with desk.store.reading() as session:
        return product_of(session, Today.of(session, desk), sku, customer)


@router.get("/aliases", tags=["aliases"])
def list_aliases(
    desk: Desk,
    caller: Looker,
    customer: Id = None,
    sku: Id = None,
    active: bool | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[Alias]:
    """Customers' own words for products, the latest first."""
    with desk.store.reading() as session:
        rows = aliases.listed(session, customer, sku, active, after_moment(cursor), limit + 1)
        page = rows[:limit]
        last = encode(page[-1].taught_at.isoformat(), page[-1].id) if len(rows) > limit else None
        return Page(items=alias_views.alias_shapes(session, page), next=last)


@router.post("/aliases", tags=["aliases"], status_code=HTTPStatus.CREATED)
def add_alias(wanted: NewAlias, desk: Desk, caller: Decider, response: Response) -> Alias:
    """Teach a customer's own words for a product."""
    with desk.store.transaction() as session:
        alias = alias_shape(session, alias_views.teach(session, desk, caller, wanted))
    response.headers["ETag"] = etag(alias)
    return alias


@router.get("/aliases/{alias_id}", tags=["aliases"])
def get_alias(alias_id: str, desk: Desk, caller: Looker, response: Response) -> Alias:
    """One alias, with its ETag."""
    with desk.store.reading() as session:
        alias = alias_shape(session, aliases.get(session, alias_id))
    response.headers["ETag"] = etag(alias)
    return alias


@router.patch("/aliases/{alias_id}", tags=["aliases"])
def change_alias(
    alias_id: str, wanted: AliasChange, desk: Desk, caller: Decider, response: Response, if_match: IfMatch = None
) -> Alias:
    """Change what words mean, or use them no more. Needs the ETag of what was seen."""
    with desk.store.transaction() as session:
        row = aliases.get(session, alias_id)
        aliases.lock(session, {row.customer_id})
        session.refresh(row)
        check(if_match, etag(alias_shape(session, row)))
        alias_views.change(session, desk, caller, row, wanted)
        session.flush()
        alias = alias_shape(session, row)
    response.headers["ETag"] = etag(alias)
    return alias


def _words_of(cursor: str | None) -> tuple[str, str] | None:
    match decode(cursor, 2):
        case None:
            return None
        case (str(name), str(customer_id)):
            return name, customer_id
    raise InputRejected(_NOT_OF_THIS_LIST)


def _day_of(cursor: str | None) -> tuple[date, int] | None:
    match decode(cursor, 2):
        case None:
            return None
        case (str(day), int(last)) if abs(last) < _LARGEST_ID:
            try:
                return date.fromisoformat(day), last
            except ValueError as error:
                raise InputRejected(_NOT_OF_THIS_LIST) from error
    raise InputRejected(_NOT_OF_THIS_LIST)


def _place_of(cursor: str | None) -> int:
    match decode(cursor, 1):
        case None:
            return 0
        case (int(begin),) if 0 <= begin <= MOST_SUGGESTED:
            return begin
    raise InputRejected(_NOT_OF_THIS_LIST)


def _sku_of(cursor: str | None) -> str | None:
    match decode(cursor, 1):
        case None:
            return None
        case (str(sku),):
            return sku
    raise InputRejected(_NOT_OF_THIS_LIST)

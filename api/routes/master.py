"""Customers, products and aliases."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Header, Query, Response

from api.access import Decider, Desk, Looker
from api.paging import Cursor, Limit
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

router = APIRouter()
Id = Annotated[str | None, Query(max_length=64)]
Words = Annotated[str | None, Query(max_length=200, description="words to look for")]
IfMatch = Annotated[str | None, Header(max_length=200, description="the ETag of what is changed")]


@router.get("/customers", tags=["customers"])
def list_customers(
    desk: Desk, caller: Looker, q: Words = None, limit: Limit = 50, cursor: Cursor = None
) -> Page[CustomerItem]:
    """Customers by name."""
    raise NotImplementedError


@router.get("/customers/{customer_id}", tags=["customers"])
def get_customer(customer_id: str, desk: Desk, caller: Looker) -> Customer:
    """A customer with what they buy, their usual order, and the policy that holds for them."""
    raise NotImplementedError


@router.get("/customers/{customer_id}/purchases", tags=["customers"])
def list_purchases(
    customer_id: str, desk: Desk, caller: Looker, sku: Id = None, limit: Limit = 50, cursor: Cursor = None
) -> Page[PastLine]:
    """What a customer has bought, the latest first."""
    raise NotImplementedError


@router.get("/products", tags=["products"])
def list_products(
    desk: Desk, caller: Looker, q: Words = None, customer: Id = None, limit: Limit = 20, cursor: Cursor = None
) -> Page[ProductItem]:
    """Products: by sku, or as a search fits best, with stock, price and the customer's last purchase."""
    raise NotImplementedError


@router.get("/products/{sku}", tags=["products"])
def get_product(sku: str, desk: Desk, caller: Looker, customer: Id = None) -> Product:
    """A product with its units and stock."""
    raise NotImplementedError


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
    raise NotImplementedError


@router.post("/aliases", tags=["aliases"], status_code=HTTPStatus.CREATED)
def add_alias(wanted: NewAlias, desk: Desk, caller: Decider, response: Response) -> Alias:
    """Teach a customer's own words for a product."""
    raise NotImplementedError


@router.get("/aliases/{alias_id}", tags=["aliases"])
def get_alias(alias_id: str, desk: Desk, caller: Looker, response: Response) -> Alias:
    """One alias, with its ETag."""
    raise NotImplementedError


@router.patch("/aliases/{alias_id}", tags=["aliases"])
def change_alias(
    alias_id: str, wanted: AliasChange, desk: Desk, caller: Decider, response: Response, if_match: IfMatch = None
) -> Alias:
    """Change what words mean, or use them no more. Needs the ETag of what was seen."""
    raise NotImplementedError

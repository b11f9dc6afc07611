"""How much of products is available to promise, for lists: many products in one query."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.quantities import tidy
from store.master import InventoryRow


def available(session: Session, sku: str) -> Decimal:
    """What is available to promise of a product over all warehouses, in base units; never below nothing."""
    return available_of(session, (sku,))[sku]


def available_of(session: Session, skus: Iterable[str]) -> dict[str, Decimal]:
    """The same for many products, by sku; one that is not stocked has nothing."""
    total = dict.fromkeys(skus, Decimal(0))
    rows = session.execute(
        select(InventoryRow.sku, InventoryRow.on_hand, InventoryRow.allocated).where(InventoryRow.sku.in_(total.keys()))
    )
    for sku, on_hand, allocated in rows:
        total[sku] += on_hand - allocated
    return {sku: tidy(max(amount, Decimal(0))) for sku, amount in total.items()}

"""Bringing a distributor in: a folder into store and index, and what the ledger ERP needs of it into that."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from sqlalchemy import select

from connectors.erp.ledger import LedgerCustomer, LedgerErp, LedgerProduct, LedgerStock
from desk.wiring import Desk
from domain.quantities import ProductUnits, exact_factor
from knowledge.importing import ImportReport, import_folder
from knowledge.importing.progress import Progress
from store.engine import Store
from store.master import CustomerRow, InventoryRow, ProductRow, ProductUnitRow, ShipToRow


def bring_in(desk: Desk, folder: Path, progress: Progress | None = None) -> ImportReport:
    """Import a folder, and give the ledger ERP what it needs of it. Doing it again changes nothing.

    Raises:
        ImportRejected: the folder has bad rows, or is another distributor's; nothing was changed.
    """
    report = import_folder(desk.store, desk.index, folder, desk.clock.now(), progress)
    load_ledger(desk.store, desk.erp)
    return report


def load_ledger(store: Store, erp: LedgerErp) -> None:
    """Give the ledger ERP the products, stock and customers of the store."""
    with store.reading() as session:
        factors: dict[str, dict[str, Fraction]] = {}
        for sku, uom, factor in session.execute(select(ProductUnitRow.sku, ProductUnitRow.uom, ProductUnitRow.factor)):
            factors.setdefault(sku, {})[uom] = exact_factor(factor)
        products = [
            LedgerProduct(sku=sku, units=ProductUnits(uom, factors.get(sku, {})))
            for sku, uom in session.execute(select(ProductRow.sku, ProductRow.uom))
        ]
        stock = [
            LedgerStock(sku=row.sku, warehouse=row.warehouse, on_hand=row.on_hand, allocated=row.allocated)
            for row in session.scalars(select(InventoryRow))
        ]
        places: dict[str, list[str]] = {
            customer_id: [] for customer_id in session.scalars(select(CustomerRow.customer_id))
        }
        for customer_id, ship_to_id in session.execute(select(ShipToRow.customer_id, ShipToRow.ship_to_id)):
            places[customer_id].append(ship_to_id)
    customers = [LedgerCustomer(customer_id=c, ship_to_ids=tuple(ids)) for c, ids in places.items()]
    erp.load(products, stock, customers)

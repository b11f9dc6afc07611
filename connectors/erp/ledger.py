"""The built-in ERP: orders, stock and allocations in a database of its own, for desks that have no other ERP yet.

How stock is counted: a warehouse's allocated stock is what the last import said was allocated, plus what this ERP's
own open orders hold. An import replaces the first part and never touches the second, so importing the same data twice
changes nothing, and no import takes back what an order was promised. Where an import brings less than was promised,
nothing is available until orders are cancelled or stock comes in.

How stock is taken: line by line in the order's sequence, each from the warehouse with the most available first (equal
ones in code order), down to nothing. What no warehouse has is backordered: the line's allocations add up to less than
it orders. The desk stops short orders before they get here.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from connectors.erp.ledger_checks import malformed, not_a_number, not_plain, product_units, refuse, unknown
from connectors.erp.ledger_tables import (
    AllocationRow,
    Base,
    CustomerRow,
    LedgerDatabase,
    LedgerHeadRow,
    LineRow,
    OrderRow,
    ProductRow,
    ProductUnitRow,
    ShipToRow,
    StockRow,
    WriteRow,
)
from connectors.erp.port import ErpAllocation, ErpConfirmation, ErpLine, ErpOrder
from domain.errors import ErpRejected
from domain.quantities import ProductUnits, Quantity, as_decimal, tidy

_OPEN, _CANCELLED = "open", "cancelled"


@dataclass(frozen=True)
class LedgerProduct:
    """A product that can be ordered, with its units."""

    sku: str
    units: ProductUnits


@dataclass(frozen=True)
class LedgerStock:
    """Stock of a product in one warehouse, in base units; ``allocated`` is what is promised outside this ERP."""

    sku: str
    warehouse: str
    on_hand: Decimal
    allocated: Decimal


@dataclass(frozen=True)
class LedgerCustomer:
    """A customer with the ids of the places their orders can go to."""

    customer_id: str
    ship_to_ids: tuple[str, ...]


class LedgerErp:
    """An ``Erp`` over a SQLAlchemy URL: ``sqlite:///...``, or ``postgresql+psycopg://...``.

    Writes follow one another, in threads and processes alike, so ERP numbers have no gaps. A write waits up to
    ``lock_seconds`` for those before it.

    Raises:
        ConfigurationError: the database was written by a newer version.
        ErpUnavailable: the database cannot be opened; every method may raise it later, too.
    """

    def __init__(self, url: str, lock_seconds: float = 15.0) -> None:
        self._database = LedgerDatabase(url, lock_seconds)

    def load(
        self,
        products: Collection[LedgerProduct],
        stock: Collection[LedgerStock],
        customers: Collection[LedgerCustomer],
    ) -> None:
        """Replace the master data with an import; orders and what they hold stay as they are.

        Raises:
            ErpRejected: an id occurs twice, stock is of an unknown product or is no amount, or the base unit of a
                product changes while open orders hold some of it. Nothing was changed.
        """
        units = {product.sku: product.units for product in products}
        _once("product", (product.sku for product in products))
        _once("stock level", (f"{level.sku} in {level.warehouse}" for level in stock))
        _once("customer", (customer.customer_id for customer in customers))
        for level in stock:
            if level.sku not in units:
                raise ErpRejected(f"Warehouse {level.warehouse} has stock of {level.sku}, which is not a product.")
            for number in (level.on_hand.copy_abs(), level.allocated):
                refuse(not_a_number(f"stock of {level.sku} in warehouse {level.warehouse}", number))
        factors = [(sku, uom, factor) for sku, its in units.items() for uom, factor in its.factors.items()]
        places = [(c.customer_id, place) for c in customers for place in dict.fromkeys(c.ship_to_ids)]
        with self._database.writing() as session:
            _replace(session, ProductRow, [{"sku": sku, "uom": its.base} for sku, its in units.items()])
            _replace(session, ProductUnitRow, [{"sku": s, "uom": uom, "factor": f} for s, uom, f in factors])
            _replace(session, CustomerRow, [{"customer_id": c.customer_id} for c in customers])
            _replace(session, ShipToRow, [{"customer_id": c, "ship_to_id": place} for c, place in places])
            _replace_stock(session, units, stock)

    def check(self, order: ErpOrder) -> tuple[str, ...]:
        """Sentences that say why the order would be rejected; empty when it would be taken, be it short of stock."""
        if problems := malformed(order):
            return problems
        with self._database.reading() as session:
            return unknown(session, order)

    def enter(self, order: ErpOrder, key: str) -> ErpConfirmation:
        """Write a new order and allocate its stock.

        Raises:
            ErpRejected: the order cannot be taken, or the key stands for another write.
        """

        def place(session: Session) -> OrderRow:
            refuse(unknown(session, order))
            head = session.get_one(LedgerHeadRow, 1)
            head.last_number += 1
            row = OrderRow(erp_number=f"SO-{head.last_number:06d}", sequence=head.last_number, status=_OPEN)
            _fill(session, row, order)
            session.add(row)
            return row

        refuse(malformed(order))
        return self._write_once(key, "enter", _content(order), place)

    def amend(self, erp_number: str, order: ErpOrder, key: str) -> ErpConfirmation:
        """Replace an open order's content, free its stock and allocate anew.

        Raises:
            ErpRejected: there is no such open order, it is another customer's, the new content cannot be taken, or
                the key stands for another write.
        """

        def replace(session: Session) -> OrderRow:
            row = _open_order(session, erp_number)
            if order.customer_id != row.customer_id:
                raise ErpRejected(
                    f"{erp_number} is an order of {row.customer_id} and cannot become another customer's."
                )
            refuse(unknown(session, order))
            _free(session, row)
            row.lines.clear()
            session.flush()  # the new lines take the old ones' places
            _fill(session, row, order)
            return row

        refuse(malformed(order))
        return self._write_once(key, "amend", [erp_number, _content(order)], replace)

    def cancel(self, erp_number: str, key: str) -> ErpConfirmation:
        """Cancel an open order and free its stock.

        Raises:
            ErpRejected: there is no such open order, or the key stands for another write.
        """

        def close(session: Session) -> OrderRow:
            row = _open_order(session, erp_number)
            _free(session, row)
            row.status = _CANCELLED
            return row

        return self._write_once(key, "cancel", [erp_number], close)

    def look_up(self, key: str) -> ErpConfirmation | None:
        """The order that a write with that key made or changed, as it stands now; None when there was no such write."""
        refuse(not_plain("key", key))
        with self._database.reading() as session:
            write = session.get(WriteRow, key)
            return None if write is None else _confirmation(session.get_one(OrderRow, write.erp_number))

    def read_back(self, erp_number: str) -> ErpConfirmation:
        """The order as it stands now.

        Raises:
            ErpRejected: there is no such order.
        """
        with self._database.reading() as session:
            return _confirmation(_order(session, erp_number))

    def open_orders(self, customer_id: str) -> tuple[ErpConfirmation, ...]:
        """A customer's open orders, newest first; none for a customer nobody knows."""
        refuse(not_plain("customer", customer_id))
        theirs = select(OrderRow).where(OrderRow.customer_id == customer_id, OrderRow.status == _OPEN)
        with self._database.reading() as session:
            return tuple(_confirmation(row) for row in session.scalars(theirs.order_by(OrderRow.sequence.desc())))

    def close(self) -> None:
        """Let go of every connection."""
        self._database.close()

    def _write_once(
        self, key: str, kind: str, content: list[Any], change: Callable[[Session], OrderRow]
    ) -> ErpConfirmation:
        """Carry a write out under its key, or answer with the order it changed when it was carried out before."""
        refuse(not_plain("key", key))
        sha256 = hashlib.sha256(json.dumps([kind, *content]).encode()).hexdigest()
        with self._database.writing() as session:
            before = session.get(WriteRow, key)
            if before is None:
                row = change(session)
                session.flush()
                session.add(WriteRow(key=key, sha256=sha256, kind=kind, erp_number=row.erp_number))
            elif before.sha256 == sha256:
                row = session.get_one(OrderRow, before.erp_number)
            else:
                raise ErpRejected(
                    f"The key {key} already stands for another write ({before.kind} {before.erp_number})."
                )
            return _confirmation(row)


def _content(order: ErpOrder) -> list[Any]:
    """The order as plain JSON in which equal orders are equal: 2 and 2.0 are one quantity."""
    lines = [
        [line.sku, str(tidy(line.quantity)), line.uom, None if line.price is None else str(tidy(line.price))]
        for line in order.lines
    ]
    day = None if order.delivery_date is None else order.delivery_date.isoformat()
    return [order.customer_id, order.ship_to_id, order.po_number, day, lines]


def _order(session: Session, erp_number: str) -> OrderRow:
    refuse(not_plain("ERP number", erp_number))
    row = session.get(OrderRow, erp_number)
    if row is None:
        raise ErpRejected(f"{erp_number} is not an order of this ERP.")
    return row


def _open_order(session: Session, erp_number: str) -> OrderRow:
    row = _order(session, erp_number)
    if row.status != _OPEN:
        raise ErpRejected(f"{erp_number} is cancelled and cannot be changed.")
    return row


def _fill(session: Session, row: OrderRow, order: ErpOrder) -> None:
    """Give an order its content, and its lines what stock there is."""
    row.customer_id, row.ship_to_id = order.customer_id, order.ship_to_id
    row.po_number, row.delivery_date = order.po_number, order.delivery_date
    units = product_units(session, order)
    stock: dict[str, list[StockRow]] = defaultdict(list)
    for level in session.scalars(select(StockRow).where(StockRow.sku.in_(units)).order_by(StockRow.warehouse)):
        stock[level.sku].append(level)
    for position, line in enumerate(order.lines, start=1):
        wanted = units[line.sku].in_base(Quantity(line.quantity, line.uom))
        row.lines.append(
            LineRow(
                position=position,
                sku=line.sku,
                quantity=line.quantity,
                uom=line.uom,
                price=line.price,
                allocations=_allocate(line.sku, wanted, stock[line.sku]),
            )
        )


def _allocate(sku: str, wanted: Fraction, levels: list[StockRow]) -> list[AllocationRow]:
    """Take ``wanted`` base units from the warehouses, given in code order, fullest first; less where there is less."""
    taken = []
    for level in sorted(levels, key=lambda level: level.available, reverse=True):
        quantity = min(wanted, level.available)
        if quantity <= 0:
            break
        level.allocated_here += quantity
        wanted -= quantity
        taken.append(AllocationRow(warehouse=level.warehouse, sku=sku, quantity=quantity))
    return taken


def _free(session: Session, row: OrderRow) -> None:
    """Give back what an order's lines hold."""
    for line in row.lines:
        for held in line.allocations:
            session.get_one(StockRow, (held.sku, held.warehouse)).allocated_here -= held.quantity
        line.allocations.clear()


def _confirmation(row: OrderRow) -> ErpConfirmation:
    return ErpConfirmation(
        erp_number=row.erp_number,
        status=row.status,
        order=ErpOrder(
            customer_id=row.customer_id,
            ship_to_id=row.ship_to_id,
            po_number=row.po_number,
            delivery_date=row.delivery_date,
            lines=tuple(
                ErpLine(sku=line.sku, quantity=line.quantity, uom=line.uom, price=line.price) for line in row.lines
            ),
        ),
        allocations=tuple(
            ErpAllocation(sku=held.sku, warehouse=held.warehouse, quantity=as_decimal(held.quantity))
            for line in row.lines
            for held in sorted(line.allocations, key=lambda held: held.warehouse)
        ),
    )


def _once(what: str, ids: Iterable[str]) -> None:
    twice = [known for known, count in Counter(ids).items() if count > 1]
    refuse([f"The {what} {known} occurs twice." for known in twice])


def _replace(session: Session, table: type[Base], rows: list[dict[str, Any]]) -> None:
    session.execute(delete(table))
    if rows:
        session.execute(insert(table), rows)


def _replace_stock(session: Session, units: Mapping[str, ProductUnits], stock: Iterable[LedgerStock]) -> None:
    """Take over imported stock; what open orders hold stays, also of products and warehouses that are gone."""
    rows = {(row.sku, row.warehouse): row for row in session.scalars(select(StockRow))}
    for row in rows.values():
        row.on_hand = row.allocated_before = Decimal(0)
        if row.allocated_here and row.sku in units and units[row.sku].base != row.uom:
            raise ErpRejected(
                f"Open orders hold {row.sku} by the {row.uom}; its base unit cannot become {units[row.sku].base}."
            )
    for level in stock:
        place = (level.sku, level.warehouse)
        if place not in rows:
            rows[place] = StockRow(sku=level.sku, warehouse=level.warehouse, allocated_here=Fraction(0))
            session.add(rows[place])
        row = rows.pop(place)
        row.uom = units[level.sku].base
        row.on_hand, row.allocated_before = level.on_hand, level.allocated
    for gone in rows.values():
        if not gone.allocated_here:
            session.delete(gone)

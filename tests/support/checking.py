"""What must hold of a home that nobody has open, once a day at the desk is done: nothing lost, nothing twice.

It reads the databases themselves: the store, the ERP's own and the job engine's.
"""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from connectors.erp import ledger_tables as erp_tables
from connectors.erp.port import ErpOrder
from domain.answers import Verdict
from domain.orders import OrderStatus
from store import tables
from store.outbox import OutboxKind, OutboxStatus
from store.reviews import ReviewStatus
from store.runs import RunStatus, Trigger
from tests.support.schedules import Act, Event, transport_id

_OVER = {RunStatus.FINISHED, RunStatus.SUPERSEDED}
_AT_ITS_END = {
    OrderStatus.ENTERED,
    OrderStatus.REJECTED,
    OrderStatus.CANCELLED,
    OrderStatus.CLOSED,
    OrderStatus.ASKED,
}


@dataclass
class Found:
    """What was counted, and in sentences what was lost, happened twice, or is otherwise wrong."""

    messages: int = 0
    orders: int = 0
    approvals: int = 0
    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Store:
    messages: Sequence[tables.MessageRow]
    runs: dict[str, tables.RunRow]
    orders: dict[str, tables.OrderRow]
    reviews: dict[str, tables.ReviewRow]
    outbox: Sequence[tables.OutboxRow]
    ledger: Sequence[tables.LedgerRow]


@dataclass(frozen=True)
class _Erp:
    orders: dict[str, erp_tables.OrderRow]
    writes: dict[str, erp_tables.WriteRow]
    stock: Sequence[erp_tables.StockRow]
    factors: dict[tuple[str, str], Fraction]


def check(home: Path, day: Sequence[Event], told: Sequence[dict[str, str]]) -> Found:
    """Compare what is in the databases with what came in and with what people were told."""
    found = Found()
    with _opened(home / "store.db") as of_store, _opened(home / "erp.db") as of_erp:
        store, erp = _read_store(of_store), _read_erp(of_erp)
        found.messages = len(_arrived(store))
        found.orders = len(erp.orders)
        found.approvals = sum(one["what"] == "decision" and one["name"] == Verdict.APPROVE for one in told)
        _check_messages(store, day, told, found)
        _check_runs(store, found)
        _check_writes(store, erp, found)
        _check_orders(store, erp, found)
        _check_decisions(store, told, found)
        _check_stock(erp, found)
    _check_jobs(home / "jobs.db", found)
    return found


@contextmanager
def _opened(file: Path) -> Iterator[Session]:
    engine = create_engine(f"sqlite:///{file}", poolclass=NullPool)
    with Session(engine) as session:
        yield session


def _read_store(session: Session) -> _Store:
    return _Store(
        messages=session.scalars(select(tables.MessageRow)).all(),
        runs={row.id: row for row in session.scalars(select(tables.RunRow))},
        orders={row.id: row for row in session.scalars(select(tables.OrderRow))},
        reviews={row.id: row for row in session.scalars(select(tables.ReviewRow))},
        outbox=session.scalars(select(tables.OutboxRow).order_by(tables.OutboxRow.not_before)).all(),
        ledger=session.scalars(select(tables.LedgerRow).order_by(tables.LedgerRow.id)).all(),
    )


def _read_erp(session: Session) -> _Erp:
    factors = {(row.sku, row.uom): row.factor for row in session.scalars(select(erp_tables.ProductUnitRow))}
    factors |= {(row.sku, row.uom): Fraction(1) for row in session.scalars(select(erp_tables.ProductRow))}
    return _Erp(
        orders={row.erp_number: row for row in session.scalars(select(erp_tables.OrderRow))},
        writes={row.key: row for row in session.scalars(select(erp_tables.WriteRow))},
        stock=session.scalars(select(erp_tables.StockRow)).all(),
        factors=factors,
    )


def _arrived(store: _Store) -> list[tables.MessageRow]:
    return [row for row in store.messages if row.direction == "in"]


def _more_than_once(values: Iterable[str]) -> list[str]:
    return [value for value, count in Counter(values).items() if count > 1]


def _check_messages(store: _Store, day: Sequence[Event], told: Sequence[dict[str, str]], found: Found) -> None:
    """Every message is there once, the one its channel was told of, and a run that finished dealt with it."""
    by_transport = {row.transport_id: row for row in _arrived(store)}
    names = {event.name for event in day if event.act is Act.MESSAGE}
    if len(by_transport) != len(_arrived(store)) or len(_arrived(store)) > len(names):
        found.twice.append(f"{len(_arrived(store))} messages are stored of {len(names)} that were sent")
    for name in sorted(names):
        row = by_transport.get(transport_id(name))
        if row is None:
            found.lost.append(f"message {name} is not stored")
            continue
        run = store.runs.get(row.run_id or "")
        if run is None or run.status != RunStatus.FINISHED:
            found.lost.append(f"message {name} was not dealt with: its run is {run and run.status}")
        if row.raw != next(event for event in day if event.name == name).mail.raw:
            found.wrong.append(f"message {name} is not kept as it came")
        of_it = {one["message"] for one in told if one["what"] == "message" and one["name"] == name}
        if of_it != {row.id}:
            found.lost.append(f"the channel of {name} was told {of_it}, and it is {row.id}")
    received = [row.detail["message"] for row in store.ledger if row.event == "received"]
    if sorted(received) != sorted(row.id for row in _arrived(store)):
        found.wrong.append("the ledger does not say of each message once that it was received")


def _check_runs(store: _Store, found: Found) -> None:
    for run in store.runs.values():
        if run.status not in _OVER:
            found.lost.append(f"run {run.id} is stuck: {run.status}")
        if run.trigger == Trigger.HANDOVER:
            found.wrong.append(f"run {run.id} was handed over: a step did not bear being run again")
    for review in store.reviews.values():
        if review.status == ReviewStatus.OPEN:
            found.lost.append(f"review {review.id} is still open")
    for row in store.ledger:
        if row.event == "failed":
            found.wrong.append(f"the desk failed: {row.detail}")


def _check_writes(store: _Store, erp: _Erp, found: Found) -> None:
    """The ERP was written what the outbox says was done, each write once, and nothing else."""
    done = {row.key for row in store.outbox if row.status == OutboxStatus.DONE}
    for row in store.outbox:
        if row.status in (OutboxStatus.PENDING, OutboxStatus.TAKEN):
            found.lost.append(f"the write {row.key} is still {row.status}")
    found.lost.extend(f"the write {key} is done and not in the ERP" for key in sorted(done - erp.writes.keys()))
    found.twice.extend(f"the write {key} is in the ERP and not done" for key in sorted(erp.writes.keys() - done))
    entered = [row.order_id for row in store.outbox if row.status == OutboxStatus.DONE and row.kind == OutboxKind.ENTER]
    found.twice.extend(f"order {order} was entered more than once" for order in _more_than_once(entered))
    if len(erp.orders) != len(entered):
        found.twice.append(f"{len(erp.orders)} orders are in the ERP for {len(entered)} that were entered")
    numbers = [order.po_number for order in erp.orders.values() if order.po_number is not None]
    found.twice.extend(f"purchase order {number} is in the ERP more than once" for number in _more_than_once(numbers))
    said = [row.detail["order"] + row.event for row in store.ledger if row.event in ("entered", "cancelled")]
    if len(said) != len(done):
        found.wrong.append(f"the ledger speaks of {len(said)} writes, and {len(done)} were done")
    _check_replies(store, found)


def _check_replies(store: _Store, found: Found) -> None:
    """Each run that wrote something told the customer once."""
    replies = Counter(row.run_id for row in store.messages if row.direction == "out")
    found.twice.extend(f"run {run} replied {count} times" for run, count in replies.items() if count > 1)
    for row in store.outbox:
        if row.status == OutboxStatus.DONE and not replies[row.run_id]:
            found.lost.append(f"nobody was told of the write {row.key}")


def _check_orders(store: _Store, erp: _Erp, found: Found) -> None:
    """Each order is at its end, and the ERP holds it as the desk says it does."""
    writes: dict[str, list[tables.OutboxRow]] = defaultdict(list)
    for row in store.outbox:
        if row.status == OutboxStatus.DONE:
            writes[row.order_id].append(row)
    found.twice.extend(
        f"{number} stands for more than one order"
        for number in _more_than_once(order.erp_number for order in store.orders.values() if order.erp_number)
    )
    for order in store.orders.values():
        if order.status not in _AT_ITS_END:
            found.lost.append(f"order {order.id} is still {order.status}")
        held = erp.orders.get(order.erp_number or "")
        if held is None:
            if order.status == OrderStatus.ENTERED or order.erp_number is not None or writes[order.id]:
                found.lost.append(f"order {order.id} is {order.status}, {order.erp_number}, and not in the ERP")
            continue
        expected = "open" if order.status == OrderStatus.ENTERED else "cancelled"
        if held.status != expected or order.status not in (OrderStatus.ENTERED, OrderStatus.CANCELLED):
            found.wrong.append(f"order {order.id} is {order.status} and {held.erp_number} is {held.status}")
        wanted = [row for row in writes[order.id] if row.kind != OutboxKind.CANCEL]
        if not wanted or ErpOrder.model_validate(wanted[-1].payload) != _as_written(held):
            found.wrong.append(f"{held.erp_number} is not what was approved")


def _as_written(held: erp_tables.OrderRow) -> ErpOrder:
    return ErpOrder.model_validate(
        {
            "customer_id": held.customer_id,
            "ship_to_id": held.ship_to_id,
            "po_number": held.po_number,
            "delivery_date": held.delivery_date,
            "lines": [
                {"sku": line.sku, "quantity": line.quantity, "uom": line.uom, "price": line.price}
                for line in held.lines
            ],
        }
    )


def _check_decisions(store: _Store, told: Sequence[dict[str, str]], found: Found) -> None:
    """What a rep was told is decided is decided so, and was carried out unless the customer wrote or it was undone."""
    newest = {row.run_id: row for row in store.outbox}
    superseded = {row.detail["run"] for row in store.ledger if row.event == "superseded"}
    undone = {row.detail["review"] for row in store.ledger if row.event == "undone"}
    for one in told:
        if one["what"] == "message":
            continue
        review = store.reviews[one["review"]]
        if one["what"] == "undo":
            if review.id not in undone or newest[review.run_id].status != OutboxStatus.CANCELLED:
                found.wrong.append(f"the undo of {review.id} did not stop its write")
            continue
        if review.status != ReviewStatus.DECIDED or not review.answer or review.answer["verdict"] != one["name"]:
            found.lost.append(f"review {review.id} was decided, {one['name']}, and is {review.status}")
        run, order = store.runs[review.run_id], store.orders[review.order_id]
        if run.status == RunStatus.SUPERSEDED and run.id not in superseded and review.id not in undone:
            found.lost.append(f"the decision on {review.id} was dropped")
        if one["name"] == Verdict.APPROVE and run.status == RunStatus.FINISHED:
            write = newest.get(run.id)
            carried_out = write is not None and write.status == OutboxStatus.DONE
            if not carried_out and order.status not in (OrderStatus.CLOSED, OrderStatus.CANCELLED):
                found.lost.append(f"the approval {review.id} was not carried out: the order is {order.status}")
    for row in store.ledger:
        if row.event == "gated" and row.detail["route"] == "enter":
            run_id = (row.once_key or "").removesuffix(":gate")
            write, order = newest.get(run_id), store.orders[row.detail["order"]]
            if store.runs[run_id].status != RunStatus.FINISHED:
                continue
            if (write is None or write.status != OutboxStatus.DONE) and order.status != OrderStatus.CANCELLED:
                found.lost.append(f"run {run_id} was to be entered, and its order is {order.status}")


def _check_stock(erp: _Erp, found: Found) -> None:
    """What the ERP says is allocated is what its open orders hold, and that is what they order."""
    held: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
    for order in erp.orders.values():
        for line in order.lines:
            taken = sum((allocation.quantity for allocation in line.allocations), Fraction(0))
            ordered = Fraction(line.quantity) * erp.factors[line.sku, line.uom]
            wanted = ordered if order.status == "open" else Fraction(0)
            if taken != wanted:
                found.wrong.append(f"{order.erp_number} holds {taken} of {line.sku} for {wanted}")
            for allocation in line.allocations:
                held[allocation.sku, allocation.warehouse] += allocation.quantity
    for level in erp.stock:
        if level.allocated_here != held[level.sku, level.warehouse]:
            found.wrong.append(f"{level.allocated_here} of {level.sku} are allocated, and orders hold another amount")


def _check_jobs(file: Path, found: Found) -> None:
    jobs = sqlite3.connect(file)
    try:
        left = jobs.execute("SELECT workflow_uuid, status FROM workflow_status WHERE status <> 'SUCCESS'").fetchall()
    finally:
        jobs.close()
    found.wrong.extend(f"job {job} is {status}" for job, status in left)

"""The ledger ERP's own database: its tables, and transactions over them. It shares nothing with the desk's store."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Generic, TypeVar

from sqlalchemy import (
    Date,
    Engine,
    ForeignKey,
    ForeignKeyConstraint,
    Text,
    create_engine,
    event,
    insert,
    inspect,
    select,
    text,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship
from sqlalchemy.types import TypeDecorator

from domain.errors import ConfigurationError, ErpOutcomeUnknown, ErpUnavailable

_SCHEMA_VERSION = 1
# Any number that nothing else in the same PostgreSQL database locks.
_CREATION_LOCK = 7_318_054_211

_N = TypeVar("_N", Decimal, Fraction)


class _Digits(TypeDecorator[_N], Generic[_N]):
    """An exact number kept as its digits, because SQLite would make a float of it and no database has fractions."""

    impl = Text
    cache_ok = True
    number: Callable[[str], _N]

    def process_bind_param(self, value: _N | None, _dialect: Dialect) -> str | None:
        return None if value is None else str(value)

    def process_result_value(self, value: Any | None, _dialect: Dialect) -> _N | None:
        return None if value is None else type(self).number(str(value))


class ExactDecimal(_Digits[Decimal]):
    """What was written: quantities and prices, digit for digit."""

    cache_ok = True
    number = Decimal


class ExactFraction(_Digits[Fraction]):
    """What is reckoned: factors and amounts in base units; a sixth of a case is ``1/6``."""

    cache_ok = True
    number = Fraction


class Base(DeclarativeBase):
    """Every table of the ledger ERP."""

    type_annotation_map = {str: Text, Decimal: ExactDecimal, Fraction: ExactFraction, date: Date}  # noqa: RUF012


class LedgerHeadRow(Base):
    """Exactly one row, id 1: the schema's version and the last ERP number given out. Every writer locks it first."""

    __tablename__ = "erp_ledger"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    schema_version: Mapped[int]
    last_number: Mapped[int]


class ProductRow(Base):
    """A product that can be ordered; ``uom`` is its base unit."""

    __tablename__ = "erp_products"

    sku: Mapped[str] = mapped_column(primary_key=True)
    uom: Mapped[str]


class ProductUnitRow(Base):
    """A further unit of a product: one ``uom`` is ``factor`` base units."""

    __tablename__ = "erp_product_units"

    sku: Mapped[str] = mapped_column(primary_key=True)
    uom: Mapped[str] = mapped_column(primary_key=True)
    factor: Mapped[Fraction]


class CustomerRow(Base):
    """A customer who can be sold to."""

    __tablename__ = "erp_customers"

    customer_id: Mapped[str] = mapped_column(primary_key=True)


class ShipToRow(Base):
    """A place that a customer's orders can go to."""

    __tablename__ = "erp_ship_tos"

    customer_id: Mapped[str] = mapped_column(primary_key=True)
    ship_to_id: Mapped[str] = mapped_column(primary_key=True)


class StockRow(Base):
    """Stock of a product in a warehouse, in the base unit ``uom``.

    ``allocated_before`` came with the last import; ``allocated_here`` is what this ERP's open orders hold, and is
    always the sum of their allocations.
    """

    __tablename__ = "erp_stock"

    sku: Mapped[str] = mapped_column(primary_key=True)
    warehouse: Mapped[str] = mapped_column(primary_key=True)
    uom: Mapped[str]
    on_hand: Mapped[Decimal]
    allocated_before: Mapped[Decimal]
    allocated_here: Mapped[Fraction]

    @property
    def available(self) -> Fraction:
        """What can still be allocated; below zero where an import brought less than was promised."""
        return Fraction(self.on_hand) - Fraction(self.allocated_before) - self.allocated_here


class AllocationRow(Base):
    """Stock that an open order's line holds in one warehouse, in base units. A cancelled order has none."""

    __tablename__ = "erp_allocations"
    __table_args__ = (
        ForeignKeyConstraint(["erp_number", "position"], ["erp_order_lines.erp_number", "erp_order_lines.position"]),
    )

    erp_number: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    warehouse: Mapped[str] = mapped_column(primary_key=True)
    sku: Mapped[str]
    quantity: Mapped[Fraction]


class LineRow(Base):
    """One line of an order as it was written; ``position`` counts from 1."""

    __tablename__ = "erp_order_lines"

    erp_number: Mapped[str] = mapped_column(ForeignKey("erp_orders.erp_number"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sku: Mapped[str]
    quantity: Mapped[Decimal]
    uom: Mapped[str]
    price: Mapped[Decimal | None]

    allocations: Mapped[list[AllocationRow]] = relationship(
        cascade="all, delete-orphan", order_by=AllocationRow.warehouse, lazy="selectin"
    )


class OrderRow(Base):
    """An order. ``sequence`` is its number as a number; ``status`` is open or cancelled."""

    __tablename__ = "erp_orders"

    erp_number: Mapped[str] = mapped_column(primary_key=True)
    sequence: Mapped[int] = mapped_column(unique=True)
    status: Mapped[str]
    customer_id: Mapped[str] = mapped_column(index=True)
    ship_to_id: Mapped[str]
    po_number: Mapped[str | None]
    delivery_date: Mapped[date | None]

    lines: Mapped[list[LineRow]] = relationship(
        cascade="all, delete-orphan", order_by=LineRow.position, lazy="selectin"
    )


class WriteRow(Base):
    """A write that was carried out. ``sha256`` is of its canonical content; ``kind`` is enter, amend or cancel."""

    __tablename__ = "erp_writes"

    key: Mapped[str] = mapped_column(primary_key=True)
    sha256: Mapped[str]
    kind: Mapped[str]
    erp_number: Mapped[str] = mapped_column(ForeignKey("erp_orders.erp_number"))


class LedgerDatabase:
    """The tables behind a SQLAlchemy URL, made when they are not there, and transactions over them.

    One writer works at a time, in threads and processes alike; it waits for the others up to ``lock_seconds``.

    Raises:
        ConfigurationError: the tables were written by a newer version.
        ErpUnavailable: the database cannot be opened.
    """

    def __init__(self, url: str, lock_seconds: float) -> None:
        self._engine = _open_engine(url, lock_seconds)
        # Reading takes several statements, which must all see the same moment.
        snapshot: dict[str, Any] = (
            {"read_only": True} if self._engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
        )
        self._reading_engine = self._engine.execution_options(**snapshot)
        try:
            self._create()
        except Exception:
            self.close()
            raise

    def close(self) -> None:
        """Let go of every connection."""
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A transaction that sees one moment and waits for no writer."""
        with _unavailable(), Session(self._reading_engine) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction that commits at the end of the block, or leaves no trace when the block raises."""
        with _unavailable(), Session(self._engine) as session:
            session.get_one(LedgerHeadRow, 1, with_for_update=True)
            yield session
            session.flush()
            try:
                session.commit()
            except DBAPIError as error:
                session.invalidate()  # nobody may use a connection whose transaction may still be open
                raise ErpOutcomeUnknown("The ledger ERP's database did not say whether it kept the write.") from error

    def _create(self) -> None:
        with _unavailable(), self._engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text(f"SELECT pg_advisory_xact_lock({_CREATION_LOCK})"))
            if not inspect(connection).has_table(LedgerHeadRow.__tablename__):
                Base.metadata.create_all(connection)
                connection.execute(insert(LedgerHeadRow).values(id=1, schema_version=_SCHEMA_VERSION, last_number=0))
            version = connection.scalar(select(LedgerHeadRow.schema_version))
        if version != _SCHEMA_VERSION:
            raise ConfigurationError(
                f"The ledger ERP's database is of version {version} and this program is for version {_SCHEMA_VERSION}. "
                "Install the newer program, or open another database."
            )


def _open_engine(url: str, lock_seconds: float) -> Engine:
    """An engine whose transactions wait ``lock_seconds`` for a lock; on SQLite a writer locks before it reads."""
    if not url.startswith("sqlite"):
        server = create_engine(url, pool_pre_ping=True)

        @event.listens_for(server, "begin")
        def limit_waiting(connection: Any) -> None:
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = {round(lock_seconds * 1000)}")

        return server

    engine = create_engine(url, connect_args={"timeout": lock_seconds})

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # transactions are begun below, not by the driver
        _use_wal(connection, lock_seconds)
        connection.execute("PRAGMA synchronous=FULL")  # a confirmed order outlives a power cut
        connection.execute("PRAGMA foreign_keys=ON")

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        immediate = connection.get_execution_options().get("read_only") is not True
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")

    return engine


def _use_wal(connection: sqlite3.Connection, lock_seconds: float) -> None:
    """Switch to WAL. Of several that do so at once on a new file, SQLite refuses all but one without any waiting."""
    give_up = time.monotonic() + lock_seconds
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > give_up:
                raise
            time.sleep(0.01)
        else:
            return


@contextmanager
def _unavailable() -> Iterator[None]:
    """What the database refuses before a commit leaves nothing written, and may go better later."""
    try:
        yield
    except (DBAPIError, PoolExhausted, sqlite3.Error) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        why = str(cause).partition("\n")[0].rstrip(".")
        raise ErpUnavailable(f"The ledger ERP's database could not be used: {why}.") from error

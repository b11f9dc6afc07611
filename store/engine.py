"""Opening the store's database: SQLite in WAL mode by default, PostgreSQL by URL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.orm import Session, sessionmaker

_MIGRATIONS = Path(__file__).with_name("migrations")
_BUSY_MILLISECONDS = 15_000


def open_engine(url: str) -> Engine:
    """An engine for a SQLAlchemy URL (``sqlite:///...`` or ``postgresql+psycopg://...``)."""
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True)
    engine = create_engine(url, connect_args={"timeout": _BUSY_MILLISECONDS / 1000})

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _record: object) -> None:
        # SQLAlchemy opens transactions itself (BEGIN IMMEDIATE below), so the driver must not.
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute("PRAGMA foreign_keys=ON")

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        # IMMEDIATE, so that a transaction that reads and then writes never finds the database moved on under it.
        immediate = connection.get_execution_options().get("read_only") is not True
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")

    return engine


class Store:
    """The desk's database. Every use is a transaction: ``with store.transaction() as session``."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = open_engine(url)
        self._write = sessionmaker(self.engine, expire_on_commit=False)
        self._read = sessionmaker(self.engine.execution_options(read_only=True), expire_on_commit=False)

    def migrate(self) -> None:
        """Bring the tables to the newest version; does nothing when they are there."""
        config = Config()
        config.set_main_option("script_location", str(_MIGRATIONS))
        with self.engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A transaction that commits at the end of the block, or leaves no trace when the block raises."""
        with self._write.begin() as session:
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A transaction that only reads; it waits for no writer."""
        with self._read.begin() as session:
            yield session

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()

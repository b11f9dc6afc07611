"""Databases for stores: a SQLite file, and a PostgreSQL database of the test's own where there is a server.

The tables of a store are made once a process, and copied: to make them takes longer than most tests.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.pool import NullPool

from store.engine import Store

POSTGRES = os.environ.get("ORDERDESK_TEST_POSTGRES")


def new_sqlite(folder: Path) -> str:
    """The URL of a new SQLite file in a folder, with the tables of a store."""
    shutil.copy(_tables_on_sqlite(), folder / "store.db")
    return f"sqlite:///{folder / 'store.db'}"


@contextmanager
def new_postgres(tables: bool = True) -> Iterator[str]:
    """The URL of a new PostgreSQL database, which is dropped at the end; with the tables of a store, or with none."""
    if POSTGRES is None:
        pytest.skip("set ORDERDESK_TEST_POSTGRES to a PostgreSQL URL")
    name = f"orderdesk_test_{uuid4().hex}"
    _said(f"CREATE DATABASE {name}" + (f" TEMPLATE {_tables_on_postgres()}" if tables else ""))
    try:
        yield _url(name)
    finally:
        _said(f"DROP DATABASE {name} WITH (FORCE)")


@cache
def _tables_on_sqlite() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="orderdesk-tables-"))
    atexit.register(shutil.rmtree, folder)
    _make_tables(f"sqlite:///{folder / 'store.db'}")
    return folder / "store.db"


@cache
def _tables_on_postgres() -> str:
    name = f"orderdesk_tables_{uuid4().hex}"
    _said(f"CREATE DATABASE {name}")
    atexit.register(_said, f"DROP DATABASE {name} WITH (FORCE)")
    _make_tables(_url(name))
    return name


def _make_tables(url: str) -> None:
    store = Store(url)
    store.migrate()
    store.close()


def _url(name: str) -> str:
    return make_url(POSTGRES or "").set(database=name).render_as_string(hide_password=False)


def _said(statement: str) -> None:
    with _server().connect() as connection:
        connection.execute(text(statement))


@cache
def _server() -> Engine:
    return create_engine(POSTGRES or "", isolation_level="AUTOCOMMIT", poolclass=NullPool)

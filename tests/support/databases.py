"""Databases that hold nothing: a SQLite file, and a PostgreSQL database of the test's own where there is a server."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.pool import NullPool

POSTGRES = os.environ.get("ORDERDESK_TEST_POSTGRES")


@contextmanager
def new_postgres() -> Iterator[str]:
    """The URL of a new PostgreSQL database, which is dropped at the end."""
    if POSTGRES is None:
        pytest.skip("set ORDERDESK_TEST_POSTGRES to a PostgreSQL URL")
    name = f"orderdesk_test_{uuid4().hex}"
    server = create_engine(POSTGRES, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        yield make_url(POSTGRES).set(database=name).render_as_string(hide_password=False)
    finally:
        with server.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))

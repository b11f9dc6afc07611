"""Every statement is compiled once in a test run, and not once in every desk that a test opens.

SQLAlchemy keeps what it has compiled with an engine, by its dialect. A served desk has one engine for months; a test
has one for a moment, and would spend a third of its time compiling what the test before it has compiled.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy

_create_engine = sqlalchemy.create_engine
_first: dict[tuple[str, str], sqlalchemy.Engine] = {}
# Whatever else is given may make another dialect of it.
_OF_CONNECTIONS = frozenset({"connect_args", "poolclass", "pool_pre_ping", "pool_size", "max_overflow", "pool_timeout"})


def share_compiled_statements() -> None:
    """Let the engines of one kind of database share what they compile; for modules that are imported from now on."""
    sqlalchemy.create_engine = _sharing


def _sharing(url: str | sqlalchemy.URL, **options: Any) -> sqlalchemy.Engine:
    engine = _create_engine(url, **options)
    if options.keys() <= _OF_CONNECTIONS:
        first = _first.setdefault((engine.dialect.name, engine.dialect.driver), engine)
        engine.dialect = engine.pool._dialect = first.dialect
        engine._compiled_cache = first._compiled_cache
    return engine

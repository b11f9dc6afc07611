"""Aliases in the store, on SQLite and PostgreSQL: what was known before, and several who decide at once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import column, table

import store
from domain.aliases import AliasEvent
from store import aliases
from store.aliases import Saying
from store.engine import Store
from store.master import CustomerRow
from store.tables import AliasRow
from tests.support.databases import new_postgres, new_sqlite

NOW = datetime(2026, 3, 2, 13, 0, tzinfo=UTC)
REPS = 8


@pytest.fixture(params=["sqlite", "postgresql"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A store with its tables."""
    with ExitStack() as stack:
        sqlite = request.param == "sqlite"
        opened = Store(new_sqlite(tmp_path) if sqlite else stack.enter_context(new_postgres()))
        yield opened
        opened.close()


def taken_to(kept: Store, version: str) -> None:
    """Take the tables to an earlier version."""
    config = Config()
    config.set_main_option("script_location", str(Path(store.__file__).with_name("migrations")))
    with kept.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, version)


def test_aliases_from_before_their_events_stand_as_they_stood(kept: Store) -> None:
    taken_to(kept, "0004")
    old = ("id", "customer_id", "words", "sku", "taught_by", "message_id", "taught_at", "active")
    before = table("aliases", *(column(name, AliasRow.__table__.c[name].type) for name in old))
    with kept.engine.begin() as connection:
        for alias_id, active in (("ali-1", True), ("ali-2", False)):
            said = (alias_id, "C1", f"Shiny {alias_id}", "T-1", "ann", "mes-1", NOW, active)
            connection.execute(before.insert().values(dict(zip(old, said, strict=True))))
    kept.migrate()
    with kept.transaction() as session:
        used, forgotten = (aliases.get(session, alias_id) for alias_id in ("ali-1", "ali-2"))
        assert [(row.standing, row.active, row.widens) for row in (used, forgotten)] == [
            ("certain", True, True),
            ("forgotten", False, False),
        ]
        assert [row.id for row in aliases.in_use(session, {"ali-1 shiny", "ali-2 shiny"})] == ["ali-1"]
        for row in (used, forgotten):
            aliases.add_event(session, row, AliasEvent.CONFIRMED, Saying("bob", NOW + timedelta(days=1)))
        assert [(row.standing, row.taught_by, row.message_id) for row in (used, forgotten)] == [
            ("certain", "ann", "mes-1"),
            ("forgotten", "ann", "mes-1"),
        ]


def test_decisions_made_at_once_all_count(kept: Store) -> None:
    with kept.transaction() as session:
        session.add(
            CustomerRow(
                customer_id="C1",
                name="Bluegate Hardware",
                price_group="",
                credit_status="ok",
                substitution="ask",
                language="en",
                default_ship_to=None,
                rep="",
                notes="",
            )
        )
        aliases.teach(session, "ali-1", "C1", "shiny roll", "roll shiny", "T-1", Saying("ann", NOW))
    start = threading.Barrier(REPS)

    def confirm(number: int) -> None:
        start.wait()
        with kept.transaction() as session:
            aliases.lock(session, {"C1"})
            saying = Saying("bob", NOW + timedelta(minutes=number + 1), review_id=f"rev-{number}")
            aliases.add_event(session, aliases.get(session, "ali-1"), AliasEvent.CONFIRMED, saying)

    with ThreadPoolExecutor(REPS) as reps:
        list(reps.map(confirm, range(REPS)))
    with kept.transaction() as session:
        assert aliases.get(session, "ali-1").confirmed == REPS
        aliases.take_back(session, "rev-3")
        assert aliases.get(session, "ali-1").confirmed == REPS - 1

"""What the integration tests stand on: a home with a small distributor, made once and copied for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desk.master_data import bring_in
from tests.support.api import Front
from tests.support.databases import new_postgres
from tests.support.desks import HandClock, WorkingDesk, copy_home, make_template, prompt_desk, working_desk
from tests.support.distributor import write_distributor


@pytest.fixture(scope="session")
def template_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the small distributor in it. Nobody opens it: it is copied."""
    root = tmp_path_factory.mktemp("fernhill")
    make_template(root / "home", root / "folder")
    return root / "home"


@pytest.fixture
def home(template_home: Path, tmp_path: Path) -> Path:
    """A home of the test's own."""
    return copy_home(template_home, tmp_path / "home")


@pytest.fixture
def clock() -> HandClock:
    """The clock of the test's desk."""
    return HandClock()


@pytest.fixture
def office(home: Path, clock: HandClock) -> Iterator[WorkingDesk]:
    """A desk that works."""
    with working_desk(home, clock) as working:
        yield working


@pytest.fixture
def prompt(home: Path, clock: HandClock) -> Iterator[WorkingDesk]:
    """A desk that handles each message as soon as it has taken it: where only what comes of it matters."""
    with prompt_desk(home, clock) as working:
        yield working


@pytest.fixture(params=["sqlite", "postgresql"])
def anywhere(request: pytest.FixtureRequest, home: Path, clock: HandClock, tmp_path: Path) -> Iterator[Front]:
    """The app of a desk with its store on SQLite or on PostgreSQL."""
    if request.param == "sqlite":
        with working_desk(home, clock) as office:
            yield Front(office)
        return
    with new_postgres() as url, working_desk(tmp_path / "elsewhere", clock, store_url=url) as office:
        write_distributor(tmp_path / "folder")
        bring_in(office.desk, tmp_path / "folder")
        yield Front(office)

"""What the integration tests stand on: a home with a small distributor, made once and copied for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.desks import HandClock, WorkingDesk, copy_home, make_template, working_desk


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

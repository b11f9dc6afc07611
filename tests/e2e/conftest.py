"""What the end-to-end tests stand on: homes with a small distributor, made once and copied for each test."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.support.browser import browser, built_page, site
from tests.support.desks import make_template

__all__ = ["browser", "built_page", "shared", "site", "template_home"]


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of a run share."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def template_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the small distributor of ``MONDAY`` in it. Nobody opens it: it is copied."""
    root = tmp_path_factory.mktemp("fernhill")
    make_template(root / "home", root / "folder")
    return root / "home"

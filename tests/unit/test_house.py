"""The house itself: whose names are ours, and what an import may do."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

from graphs.picture import page
from tests.support import exchanges

ROOT = Path(__file__).resolve().parents[2]
OURS = ("desk", "api", "evals", "graphs", "agents", "tools", "reading", "knowledge", "connectors", "store", "domain")

_IMPORT_ALL = """
import importlib, pkgutil, sys
def forbid(event, arguments):
    if event in ("sqlite3.connect", "socket.connect", "socket.bind"):
        raise RuntimeError(f"an import did {event}")
sys.addaudithook(forbid)
for name in sys.argv[1:]:
    package = importlib.import_module(name)
    for module in pkgutil.walk_packages(package.__path__, f"{name}."):
        if ".migrations" not in module.name:
            importlib.import_module(module.name)
"""

_HELP = """
import sys
sys.argv = ["orderdesk", "--help"]
from desk.cli import app
try:
    app()
except SystemExit:
    pass
heavy = {"langchain_core", "langgraph", "chromadb", "dbos", "sqlalchemy", "scipy", "numpy"} & set(sys.modules)
assert not heavy, heavy
"""


@pytest.mark.parametrize("name", OURS)
def test_no_installed_package_shadows_one_of_ours(name: str) -> None:
    found = importlib.util.find_spec(name)

    assert found is not None
    assert found.origin == str(ROOT / name / "__init__.py")


def test_importing_every_module_opens_no_database_and_no_socket() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _IMPORT_ALL, *OURS], capture_output=True, text=True, check=False, cwd=ROOT
    )

    assert done.returncode == 0, done.stderr


def test_the_help_loads_none_of_the_heavy_parts() -> None:
    done = subprocess.run([sys.executable, "-c", _HELP], capture_output=True, text=True, check=False, cwd=ROOT)

    assert done.returncode == 0, done.stderr
    assert "replay" in done.stdout


def test_the_picture_of_the_graph_is_the_graph() -> None:
    assert (ROOT / "docs" / "graph.md").read_text(encoding="utf-8") == page()


def test_the_page_of_exchanges_is_what_the_models_are_asked() -> None:
    assert (ROOT / "docs" / "exchanges.md").read_text(encoding="utf-8") == exchanges.page()

"""What keeps the house in order: names, imports without side effects, a quick command, pages that are true."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.metadata import packages_distributions
from importlib.util import find_spec
from pathlib import Path

import pytest

from graphs import picture

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = (
    "desk",
    "api",
    "evals",
    "graphs",
    "agents",
    "tools",
    "reading",
    "knowledge",
    "connectors",
    "store",
    "domain",
)
HEAVY = ("langchain", "langchain_core", "langchain_openai", "langgraph", "chromadb", "dbos", "sqlalchemy", "numpy")
# Alembic runs these in a context of its own; they are no modules that anybody imports.
NOT_IMPORTED = ("store/migrations/env.py", "store/migrations/versions")

_IMPORT_ALL = """
import importlib, os, sys

root, *modules = sys.argv[1:]
asked = []

def watch(event, args):
    if event in {"sqlite3.connect", "socket.connect", "socket.bind", "socket.getaddrinfo", "subprocess.Popen"}:
        asked.append(f"{event} {args[1:] or args}")
    if event == "os.system" or event == "os.mkdir":
        asked.append(f"{event} {args}")
    if event == "open" and isinstance(args[0], str):
        path, mode, flags = args
        writes = any(letter in (mode or "r") for letter in "wax+") or flags & (os.O_WRONLY | os.O_RDWR)
        ours = os.path.abspath(path).startswith(root) and ".venv" not in path
        if writes or (ours and not path.endswith((".py", ".pyc"))):
            asked.append(f"open {path} {mode}")

sys.addaudithook(watch)
for module in modules:
    before = len(asked)
    importlib.import_module(module)
    if len(asked) > before:
        print(module, asked[before:])
"""

_HELP = """
import json, sys
from desk import cli

sys.argv = ["orderdesk", *json.loads(sys.argv[1])]
try:
    cli.main()
except SystemExit as ended:
    assert not ended.code, ended.code
print("loaded", json.dumps(sorted(name for name in sys.modules if "." not in name)))
"""


def modules() -> list[str]:
    """Every module of ours, by its dotted name."""
    found = []
    for package in PACKAGES:
        for file in sorted((ROOT / package).rglob("*.py")):
            path = file.relative_to(ROOT)
            if not str(path).startswith(NOT_IMPORTED):
                found.append(".".join(path.with_suffix("").parts).removesuffix(".__init__"))
    return found


@pytest.mark.parametrize("package", PACKAGES)
def test_no_installed_package_has_one_of_our_names(package: str) -> None:
    assert set(packages_distributions().get(package, [])) <= {"orderdesk"}
    spec = find_spec(package)
    assert spec is not None
    assert spec.origin is not None
    assert Path(spec.origin).resolve() == ROOT / package / "__init__.py"
    elsewhere = {Path(entry or ".").resolve() for entry in sys.path} - {ROOT}
    assert [place for place in elsewhere if (place / package).exists() or (place / f"{package}.py").exists()] == []


def test_every_folder_with_code_is_known_here() -> None:
    folders = {file.parent.name for file in ROOT.glob("*/__init__.py")}
    assert folders - {"tests"} == set(PACKAGES)


def test_importing_any_module_opens_no_file_socket_or_database() -> None:
    names = modules()
    assert len(names) > 100
    done = subprocess.run(
        [sys.executable, "-B", "-c", _IMPORT_ALL, str(ROOT), *names],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, ""), done.stderr


@pytest.mark.parametrize("words", [["--help"], ["take", "--help"], ["calibrate", "--help"]])
def test_help_loads_nothing_heavy(words: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _HELP, json.dumps(words)], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    *told, loaded = done.stdout.splitlines()
    assert "Usage: orderdesk" in "\n".join(told)
    assert set(json.loads(loaded.removeprefix("loaded "))) & set(HEAVY) == set()


def test_the_page_with_the_graph_is_true() -> None:
    written = (ROOT / "docs" / "graph.md").read_text(encoding="utf-8")
    assert written == picture.page(), "draw it again: make graph"

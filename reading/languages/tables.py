"""What the languages' files say: a folder for each language, with a file for each subject."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def tables() -> dict[str, dict[str, Any]]:
    """The tables of every language by its code, those of all its files together. Each file is read once."""
    folders = sorted((one for one in files(__package__).iterdir() if one.is_dir()), key=lambda one: one.name)
    found: dict[str, dict[str, Any]] = {}
    for folder in folders:
        for entry in folder.iterdir():
            if entry.name.endswith(".toml"):
                read = tomllib.loads(entry.read_text(encoding="utf-8"))
                found.setdefault(folder.name, {}).update(read)
    return found

"""Reading words off a picture with tesseract, in every language that is installed for it and the desk knows."""

from __future__ import annotations

import csv
import io
import math
import os
import shutil
import subprocess
import time
from dataclasses import dataclass
from functools import lru_cache

_LEAST_SURE = 30.0  # of a hundred, as tesseract counts; marks below it are smudges
_WELL_READ = 88.0
_NEARLY = 0.7
_LINES = "4"  # one column of lines of any size: it keeps tables
_BLOCK = "6"  # one block of even lines: it reads handwriting better
_LANGUAGES = ("eng", "fra", "spa", "deu", "ita", "nld", "por")
_SECONDS_TO_LIST = 10.0

Sides = tuple[float, float, float, float]


class TooSlowToRead(Exception):
    """Reading the picture takes longer than it may."""


@dataclass(frozen=True)
class SeenWord:
    """A word, its box on the picture, and its box where the lines were level: left, top, width and height, in parts
    of the picture's size."""

    text: str
    box: Sides
    level: Sides


def is_installed() -> bool:
    """Whether pictures can be read on this machine."""
    return shutil.which("tesseract") is not None


def look(png: bytes, turned: float, until: float) -> list[SeenWord]:
    """The words on a picture that was turned by so many degrees, up to a moment of the monotonic clock.

    Raises:
        TooSlowToRead: it takes longer.
    """
    lines = _seen(png, turned, _LINES, until)
    sure = sum(sure for sure, _ in lines)
    if sure < _WELL_READ * len(lines) or not lines:
        block = _seen(png, turned, _BLOCK, until)
        if _NEARLY * sure <= sum(sure for sure, _ in block):
            lines = block
    return [word for _, word in lines]


def _seen(png: bytes, turned: float, layout: str, until: float) -> list[tuple[float, SeenWord]]:
    command = ["tesseract", "-", "-", "-l", _languages(), "--psm", layout, "--dpi", "300", "tsv"]
    left = until - time.monotonic()
    if left <= 0:
        raise TooSlowToRead
    try:
        done = subprocess.run(command, input=png, capture_output=True, timeout=left, env=_environment(), check=False)
    except subprocess.TimeoutExpired as error:
        raise TooSlowToRead from error
    rows = csv.DictReader(io.StringIO(done.stdout.decode("utf-8", "replace")), delimiter="\t", quoting=csv.QUOTE_NONE)
    wide = high = 1
    words = []
    for row in rows:
        if row["level"] == "1":
            wide, high = int(row["width"]), int(row["height"])
        word = "".join(c for c in (row["text"] or "") if c.isprintable() and not c.isspace())
        if row["level"] != "5" or not word:
            continue
        if float(row["conf"]) < _LEAST_SURE and not any(c.isalnum() for c in word):
            continue
        left_side, top, width, height = (int(row[side]) for side in ("left", "top", "width", "height"))
        level = _rounded(left_side / wide, top / high, width / wide, height / high)
        words.append((float(row["conf"]), SeenWord(word, _turned_back(level, wide, high, turned), level)))
    return words


def _turned_back(level: Sides, wide: int, high: int, turned: float) -> Sides:
    """A box on the level picture as it stands on the picture that was turned."""
    left, top, width, height = level
    across, down = (left + width / 2 - 0.5) * wide, (top + height / 2 - 0.5) * high
    sine, cosine = math.sin(math.radians(turned)), math.cos(math.radians(turned))
    x, y = across * cosine - down * sine, across * sine + down * cosine
    left, top = x / wide + 0.5 - width / 2, y / high + 0.5 - height / 2
    return _rounded(min(max(left, 0.0), 1 - width), min(max(top, 0.0), 1 - height), width, height)


def _rounded(left: float, top: float, width: float, height: float) -> Sides:
    return round(left, 5), round(top, 5), round(width, 5), round(height, 5)


@lru_cache(maxsize=1)
def _languages() -> str:
    """The languages of ours that tesseract has, as it wants them named."""
    done = subprocess.run(
        ["tesseract", "--list-langs"],
        capture_output=True,
        timeout=_SECONDS_TO_LIST,
        env=_environment(),
        check=False,
    )
    installed = done.stdout.decode("utf-8", "replace").split()
    return "+".join(language for language in _LANGUAGES if language in installed) or "eng"


def _environment() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", "OMP_THREAD_LIMIT": "1"}

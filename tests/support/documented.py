"""The examples of ``docs/api.md``: requests with the answers that the page says they get, in order."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PAGE = Path(__file__).resolve().parents[2] / "docs" / "api.md"
ANYTHING = "…"
_BLOCK = re.compile(r"^```(http|json)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_NAME = re.compile(r"\{([a-z]+)\}")


@dataclass(frozen=True)
class Example:
    """A request and what it is answered: ``expected`` may leave fields out, and ``…`` is anything."""

    method: str
    path: str
    headers: dict[str, str]
    body: str | None
    status: int
    expected: Any


def examples() -> tuple[Example, ...]:
    """Every example of the page.

    Raises:
        ValueError: a request stands without its answer.
    """
    blocks = _BLOCK.findall(PAGE.read_text(encoding="utf-8"))
    if [kind for kind, _ in blocks] != ["http", "json"] * (len(blocks) // 2):
        raise ValueError("docs/api.md: each request is followed by its answer")
    return tuple(_example(request, answer) for (_, request), (_, answer) in zip(blocks[::2], blocks[1::2], strict=True))


def _example(request: str, answer: str) -> Example:
    head, _, body = request.strip().partition("\n\n")
    first, *headers = head.splitlines()
    method, path = first.split(" ")
    status, _, expected = answer.strip().partition("\n")
    named = dict(line.split(": ", 1) for line in headers)
    return Example(method, path, named, body or None, int(status), json.loads(expected))


def filled(text: str, known: dict[str, str]) -> str:
    """A text with the values of answers before in it."""
    return _NAME.sub(lambda name: known.get(name[1], name[0]), text)


def differences(expected: Any, answered: Any, known: dict[str, str], place: str = "") -> list[str]:
    """Where an answer is not as the page says. A ``{name}`` that is not known yet is learned from the answer."""
    if isinstance(expected, dict):
        if not isinstance(answered, dict):
            return [f"{place}: {answered!r} is no object"]
        missing = [f"{place}.{key} is not there" for key in expected.keys() - answered.keys()]
        both = [key for key in expected if key in answered]
        return missing + [d for key in both for d in differences(expected[key], answered[key], known, f"{place}.{key}")]
    if isinstance(expected, list):
        if not isinstance(answered, list) or len(expected) != len(answered):
            return [f"{place}: {len(expected)} were expected in {answered!r}"]
        pairs = enumerate(zip(expected, answered, strict=True))
        return [d for at, (one, other) in pairs for d in differences(one, other, known, f"{place}[{at}]")]
    if expected == ANYTHING:
        return []
    if isinstance(expected, str) and (name := _NAME.fullmatch(expected)) is not None:
        expected = known.setdefault(name[1], str(answered))
    return [] if expected == answered else [f"{place}: {answered!r} instead of {expected!r}"]

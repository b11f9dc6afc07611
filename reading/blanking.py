"""Blanking out a stretch of a text, so that what is left keeps its offsets and its lines."""

from __future__ import annotations

import re

_NO_LINE_END = re.compile(r"[^\n]")


def blank(text: str, start: int, end: int) -> str:
    """The text with a stretch of it as blanks, line ends kept."""
    return text[:start] + _NO_LINE_END.sub(" ", text[start:end]) + text[end:]

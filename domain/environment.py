"""Time and ids come in from outside, so that a replay is repeatable."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Tells what time it is, with a time zone."""

    def now(self) -> datetime: ...


class IdSource(Protocol):
    """Makes ids that are unique in this desk; ``kind`` is a short prefix for people's eyes."""

    def new(self, kind: str) -> str: ...

"""The real clock and ids, and the ones that a replay sets."""

from __future__ import annotations

import secrets
import threading
import time
from datetime import UTC, datetime, timedelta

_ID_BYTES = 4


class SystemClock:
    """The time as it is."""

    def now(self) -> datetime:
        """The current instant, in UTC."""
        return datetime.now(UTC)


class RandomIds:
    """Ids that sort by the microsecond they were made in, and that nobody can guess: ``run-64426d6efcb57a1b2c3d4e``.

    The job engine takes jobs that were queued in one second in the order of their ids.
    """

    def new(self, kind: str) -> str:
        """A new id."""
        return f"{kind}-{time.time_ns() // 1000:x}{secrets.token_hex(_ID_BYTES)}"


class SetClock:
    """A clock that stands where it was set, for replays and tests."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def now(self) -> datetime:
        """The instant it was set to."""
        return self._now

    def set(self, instant: datetime) -> None:
        """Set it; it may go back as well as forward."""
        self._now = instant


class RunningClock:
    """A clock that starts at an instant and runs on from there, whatever the system's clock does."""

    def __init__(self, start: datetime) -> None:
        self._start = start.astimezone(UTC)
        self._began = time.monotonic()

    def now(self) -> datetime:
        """The instant it was started at, and the time since then."""
        return self._start + timedelta(seconds=time.monotonic() - self._began)


class CountingIds:
    """Ids by count, the same in every replay: ``run-000001``."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}
        self._lock = threading.Lock()

    def new(self, kind: str) -> str:
        """The next id of its kind."""
        with self._lock:
            self._counts[kind] = self._counts.get(kind, 0) + 1
            return f"{kind}-{self._counts[kind]:06d}"

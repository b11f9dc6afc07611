"""Runs carried forward at once, in the caller's own thread: for replays, where nothing may depend on timing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Self

from domain.environment import Clock


class InlineJobs:
    """Carries a run forward as soon as it is enqueued. A run that wants to be called again is kept until ``resume``."""

    def __init__(self) -> None:
        self._advance: Callable[[str], datetime | None] | None = None
        self.waiting: dict[str, datetime] = {}

    @classmethod
    def connected(cls, advance: Callable[[str], datetime | None], clock: Clock) -> Self:
        """Inline jobs that are ready: what ``open_desk`` takes. They look at no clock."""
        jobs = cls()
        jobs.connect(advance)
        return jobs

    def connect(self, advance: Callable[[str], datetime | None]) -> None:
        """Say what carries a run forward; before the first message."""
        self._advance = advance

    def enqueue(self, run_id: str, conversation_id: str, occasion: str) -> None:
        """Carry the run forward now."""
        if self._advance is None:
            raise RuntimeError("InlineJobs is not connected")
        again = self._advance(run_id)
        self.waiting.pop(run_id, None)
        if again is not None:
            self.waiting[run_id] = again

    def nudge(self) -> None:
        """Carry every waiting run forward again, as the job engine does."""
        for run_id in list(self.waiting):
            self.enqueue(run_id, "", "nudge")

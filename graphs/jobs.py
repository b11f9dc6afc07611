"""The port through which runs are handed to workers."""

from __future__ import annotations

from typing import Protocol


class Jobs(Protocol):
    """Carries runs forward, durably: the jobs of one conversation one after another, conversations side by side."""

    def enqueue(self, run_id: str, conversation_id: str, occasion: str) -> None:
        """Have a run carried forward. The same run and occasion again changes nothing.

        ``occasion`` says what it is for: ``start``, or the id of the review that was answered.
        """

    def nudge(self) -> None:
        """Have jobs that wait for a time look at the clock and the store again."""

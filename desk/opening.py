"""Opening a desk for a command: with the durable job engine, and with what an earlier process left taken up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from desk.jobs import DurableJobs
from desk.resuming import resume_unfinished
from desk.settings import Settings
from desk.wiring import Desk, open_desk
from domain.environment import Clock, IdSource
from graphs.jobs import Jobs
from graphs.receiving import Received

_LONGEST_SECONDS = 600.0
_START = "start"


@dataclass(frozen=True)
class WorkingDesk:
    """A desk with its job engine running."""

    desk: Desk
    jobs: DurableJobs

    def wait(self, received: Received) -> None:
        """Wait until the desk has done with a message what it can do without a person."""
        if received.run_id is not None:
            self.jobs.wait(received.run_id, _START, _LONGEST_SECONDS)

    def wait_for_decision(self, run_id: str, review_id: str) -> None:
        """Wait until a decision has been carried out."""
        self.jobs.wait(run_id, review_id, _LONGEST_SECONDS)


@contextmanager
def working_desk(settings: Settings, clock: Clock | None = None, ids: IdSource | None = None) -> Iterator[WorkingDesk]:
    """A desk that works, until the block ends.

    Raises:
        DeskBusy: another process has it open.
    """
    engines: list[DurableJobs] = []

    def make_jobs(advance: Callable[[str], datetime | None], used_clock: Clock) -> Jobs:
        engine = DurableJobs(settings.url_of(settings.jobs_url, "jobs.db"), settings.worker_id, advance, used_clock)
        engines.append(engine)
        return engine

    with open_desk(settings, make_jobs, clock, ids) as desk:
        engine = engines[0]
        engine.launch()
        try:
            resume_unfinished(desk)
            yield WorkingDesk(desk, engine)
        finally:
            engine.close()

"""Taking up what an earlier process left: runs whose jobs were never queued, because it ended in between."""

from __future__ import annotations

import logging
import threading

from desk.wiring import Desk
from store import reviews, runs
from store.reviews import ReviewStatus
from store.runs import RunStatus
from store.tables import RunRow

_START = "start"
_SWEEP_SECONDS = 60.0

log = logging.getLogger(__name__)


def resume_unfinished(desk: Desk) -> int:
    """Queue every run that a worker has something to do for; once the job engine runs, before anything is received.

    A run and the message or decision that asks for it are committed before its job is queued, so a crash may fall
    between the two. A job that is queued already stays as it is: doing this again changes nothing.

    Returns:
        How many runs there are still to work on.
    """
    with desk.store.reading() as session:
        waiting = runs.unfinished(session)
        answered = reviews.newest_of_runs(session, [run.id for run in waiting])
        due = [(run.id, run.conversation_id, _occasion(run, answered.get(run.id))) for run in waiting]
    wanted = [(run_id, conversation_id, occasion) for run_id, conversation_id, occasion in due if occasion is not None]
    for run_id, conversation_id, occasion in wanted:
        desk.jobs.enqueue(run_id, conversation_id, occasion)
    return len(wanted)


def keep_resuming(desk: Desk, stop: threading.Event) -> None:
    """Find runs again, within a minute, whose jobs could not be queued when they were made; until ``stop``."""
    while not stop.wait(_SWEEP_SECONDS):
        try:
            resume_unfinished(desk)
        except Exception:
            log.exception("unfinished runs could not be looked for; it is tried again in a minute")


def _occasion(run: RunRow, newest: tuple[str, ReviewStatus] | None) -> str | None:
    """What a run's next job is for: the review that was decided, else its start; None where it waits for a rep."""
    if newest is not None and newest[1] is ReviewStatus.DECIDED:
        return newest[0]
    return None if run.status == RunStatus.WAITING.value else _START

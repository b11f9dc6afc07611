"""Runs carried forward by DBOS: durable jobs on SQLite by default, on PostgreSQL for several workers.

A job is one workflow whose only step advances a run. The step returns when it wants to be called again; because a
step's result is kept, that time survives a crash. The waiting itself is done here rather than by ``DBOS.sleep``, so
that an undo or a new message can cut it short, a test's clock can pass it, and closing never has to sit it out.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from dbos import DBOS, DBOSClient, DBOSConfig, SetEnqueueOptions, SetWorkflowID

from domain.environment import Clock
from domain.errors import ConfigurationError

_APPLICATION = "orderdesk"
# Jobs of another version of these steps are not picked up: raise it when the workflow below changes.
_STEPS_VERSION = "1"
_QUEUE = "conversations"
_POLL_SECONDS = 0.02
_LONGEST_WAIT_SECONDS = 30.0
_GRACE_SECONDS = 10.0
_RETRY = timedelta(seconds=30)
_OVER = frozenset({"SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"})

log = logging.getLogger(__name__)


class _Closing(BaseException):
    """Leaves a workflow pending, so that the next launch takes it up again: DBOS records only ``Exception``."""


class DurableJobs:
    """The job engine. One instance at a time in a process."""

    def __init__(self, url: str, worker_id: str, advance: Callable[[str], datetime | None], clock: Clock) -> None:
        self._url = url
        self._worker_id = worker_id
        self._advance = advance
        self._clock = clock
        self._changed = threading.Condition()
        self._closing = False
        self._active = 0
        self._nudges = 0
        self._run: Callable[[str], None] | None = None

    def launch(self) -> None:
        """Start working; unfinished jobs of this worker are taken up where they stood."""
        # The engine's registry is the module's, so what an earlier launch left there goes first.
        DBOS.destroy(destroy_registry=True)
        self._closing = False

        @DBOS.step(name="advance")
        def advance(run_id: str) -> str | None:
            try:
                again = self._advance(run_id)
            except Exception:
                # A job that ended in an error could never be queued again, and its run would stay where it is.
                log.exception("run %s could not be carried forward; it is tried again", run_id)
                again = self._clock.now() + _RETRY
            return None if again is None else again.isoformat()

        @DBOS.workflow(name="carry_run_forward", max_recovery_attempts=None)
        def carry_forward(run_id: str) -> None:
            with self._changed:
                self._active += 1
            try:
                while True:
                    self._stop_if_closing()
                    seen = self._nudges
                    again = advance(run_id)
                    if again is None:
                        return
                    self._wait_until(datetime.fromisoformat(again), seen)
            finally:
                with self._changed:
                    self._active -= 1
                    self._changed.notify_all()

        self._run = carry_forward
        DBOS.migrate(self._url)
        client = DBOSClient(system_database_url=self._url, application_name=_APPLICATION)
        try:
            # Before the launch, because a queue that is made after it is first looked at a second later.
            client.register_queue(
                _QUEUE, partition_concurrency=1, polling_interval_sec=_POLL_SECONDS, on_conflict="always_update"
            )
        finally:
            client.destroy()
        config: DBOSConfig = {
            "name": _APPLICATION,
            "system_database_url": self._url,
            "log_level": "WARNING",
            "application_version": _STEPS_VERSION,
            "executor_id": self._worker_id,
            "notification_listener_polling_interval_sec": 0.1,
        }
        DBOS(config=config)
        DBOS.launch()

    def enqueue(self, run_id: str, conversation_id: str, occasion: str) -> None:
        """Have a run carried forward, after the earlier jobs of its conversation; the same again changes nothing."""
        if self._run is None:
            raise ConfigurationError("The job engine is not running.")
        with SetWorkflowID(_job_id(run_id, occasion)), SetEnqueueOptions(queue_partition_key=conversation_id):
            DBOS.enqueue_workflow(_QUEUE, self._run, run_id)

    def nudge(self) -> None:
        """Have waiting jobs look at the clock and the store again."""
        with self._changed:
            self._nudges += 1
            self._changed.notify_all()

    def wait(self, run_id: str, occasion: str, seconds: float) -> bool:
        """Wait until a job is over; say whether it is."""
        deadline = time.monotonic() + seconds
        while True:
            status = DBOS.get_workflow_status(_job_id(run_id, occasion))
            if status is not None and status.status in _OVER:
                return True
            if time.monotonic() >= deadline:
                return False
            time.sleep(_POLL_SECONDS / 2)

    def close(self) -> None:
        """Stop working: steps under way end first; jobs that wait are left for the next launch."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._active == 0, _GRACE_SECONDS)
        # A workflow that has just returned still has its outcome to write.
        time.sleep(_POLL_SECONDS)
        DBOS.destroy(destroy_registry=True)
        self._run = None

    def _stop_if_closing(self) -> None:
        if self._closing:
            raise _Closing

    def _wait_until(self, instant: datetime, seen: int) -> None:
        """Wait for an instant, or for the first nudge after the ``seen`` ones."""
        with self._changed:
            while self._nudges == seen:
                self._stop_if_closing()
                left = (instant - self._clock.now()).total_seconds()
                if left <= 0:
                    return
                self._changed.wait(min(left, _LONGEST_WAIT_SECONDS))


def _job_id(run_id: str, occasion: str) -> str:
    return f"{run_id}/{occasion}"

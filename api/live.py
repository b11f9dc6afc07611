"""Live events: one poller of the ledger per process, and whoever listens to it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError

from api.shapes.events import Event
from domain.environment import Clock
from store import events
from store.engine import Store
from store.tables import LedgerRow

_POLL_SECONDS = 0.3
_PER_POLL = 500
_MOST_WAITING = 1000

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class LookingNow:
    """Who has a review open now: this has just changed."""

    review_id: str
    looking: tuple[str, ...]


Item = Event | LookingNow


class Subscription:
    """One listener. It belongs to an event loop; the poller hands over from its own thread.

    Who reads too slowly is let go: they come again, and go on after the last event that they had.
    """

    def __init__(self, position: int) -> None:
        self.position = position
        self._loop = asyncio.get_running_loop()
        self._waiting: deque[Item] = deque()
        self._ended = False
        self._news = asyncio.Event()

    @property
    def is_over(self) -> bool:
        """Whether all was taken, and nothing more will come."""
        return self._ended and not self._waiting

    async def take(self, seconds: float) -> tuple[Item, ...]:
        """Wait for news, so long at most."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._news.wait()
        taken = tuple(self._waiting)
        self._waiting.clear()
        if not self._ended:
            self._news.clear()
        return taken

    def hand(self, items: Sequence[Item]) -> None:
        """Give news, from any thread."""
        self._in_loop(lambda: self._hold(items))

    def end(self) -> None:
        """Say that nothing more will come, from any thread."""
        self._in_loop(self._stop)

    def _in_loop(self, call: Callable[[], None]) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is over, and the listener with it
            self._loop.call_soon_threadsafe(call)

    def _hold(self, items: Sequence[Item]) -> None:
        if self._ended:
            return
        if len(self._waiting) + len(items) > _MOST_WAITING:
            self._waiting.clear()
            self._stop()
            return
        self._waiting.extend(items)
        self._news.set()

    def _stop(self) -> None:
        self._ended = True
        self._news.set()


class Live:
    """Reads the ledger every moment and tells everybody who listens. Started by the application, or by who listens."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._lock = threading.Lock()
        self._listeners: set[Subscription] = set()
        self._poller: threading.Thread | None = None
        self._stop = threading.Event()
        self._position = 0
        self._missing_since: dict[int, float] = {}
        self._looking: dict[str, tuple[str, ...]] = {}

    def start(self) -> None:
        """Begin to read, at what is newest. More than once changes nothing."""
        with self._lock:
            if self._poller is not None or self._stop.is_set():
                return
            with self._store.reading() as session:
                self._position = events.readable(session, self._clock.now())
                self._looking = events.all_looking(session, self._clock.now())
            self._poller = threading.Thread(target=self._poll, name="live", daemon=True)
            self._poller.start()

    def end_streams(self) -> None:
        """Let everybody go who listens, and nobody in: the server is about to end. It waits for nothing."""
        self._stop.set()
        for listener in tuple(self._listeners):
            listener.end()

    def stop(self) -> None:
        """Stop reading for good."""
        self.end_streams()
        if self._poller is not None:
            self._poller.join()

    @contextlib.contextmanager
    def subscribe(self) -> Iterator[Subscription]:
        """Listen, from an event loop, to everything after the subscription's ``position``."""
        with self._lock:
            listener = Subscription(self._position)
            self._listeners.add(listener)
        if self._stop.is_set():
            listener.end()
        try:
            yield listener
        finally:
            with self._lock:
                self._listeners.discard(listener)

    @property
    def listeners(self) -> int:
        """How many listen."""
        return len(self._listeners)

    def look(self) -> None:
        """Read what is new, once, and tell it."""
        self._tell(self._read())

    def _poll(self) -> None:
        while not self._stop.wait(_POLL_SECONDS):
            try:
                self.look()
            except SQLAlchemyError:
                log.exception("the ledger cannot be read; it is tried again")

    def _read(self) -> list[Item]:
        with self._store.reading() as session:
            rows = self._without_gaps(events.after(session, self._position, _PER_POLL))
            now_looking = events.all_looking(session, self._clock.now()) if self._listeners else self._looking
        changed = [
            LookingNow(review_id, now_looking.get(review_id, ()))
            for review_id in sorted(self._looking.keys() | now_looking.keys())
            if self._looking.get(review_id) != now_looking.get(review_id)
        ]
        self._looking = now_looking
        return [*(event_of(row) for row in rows), *changed]

    def _without_gaps(self, rows: tuple[LedgerRow, ...]) -> tuple[LedgerRow, ...]:
        """The rows in front of the first gap that may still be filled."""
        now = time.monotonic()
        gaps = events.gaps(self._position, rows)
        self._missing_since = {gap: self._missing_since.get(gap, now) for gap in gaps}
        lasting = events.GAP_LASTS.total_seconds()
        first = next((gap for gap in gaps if now - self._missing_since[gap] < lasting), None)
        return rows if first is None else tuple(row for row in rows if row.id < first)

    def _tell(self, items: list[Item]) -> None:
        if not items:
            return
        with self._lock:
            self._position = max((item.id for item in items if isinstance(item, Event)), default=self._position)
            for listener in self._listeners:
                listener.hand(items)


def event_of(row: LedgerRow) -> Event:
    """An entry of the ledger as the API shows it."""
    return Event(
        id=row.id,
        at=row.at,
        event=row.event,
        actor=row.actor,
        conversation_id=row.conversation_id,
        detail=row.detail,
    )

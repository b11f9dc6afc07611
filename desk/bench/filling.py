"""A large store to measure against: the demo distributor's conversations, handled once by a real desk and then copied.

The copies are made inside of SQLite, with ids and times of their own, over a year up to now. Of most of them a rep has
decided whatever waited; the newest still wait, with all their evidence. The findings, tool calls and files of the older
ones are left out: there would be millions, and no list reads them.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from desk.demo import DEMO_DATA
from desk.environment import CountingIds, SetClock
from desk.master_data import bring_in
from desk.settings import Settings
from desk.wiring import open_desk
from domain.answers import Answer, LineEdit, Verdict
from evals.recorded import load_recorded
from evals.replay import play
from graphs.inline import InlineJobs

CONVERSATIONS = 100_000
WAITING = 2_000
REPS = 50
# Ends every id of what is copied, and stands in no text, so that a copy's ids are found wherever they are written.
_MARK = "qzq"
_TABLES = (
    "conversations",
    "messages",
    "parts",
    "runs",
    "orders",
    "order_revisions",
    "decisions",
    "findings",
    "tool_calls",
    "reviews",
    "outbox",
    "ledger",
)
_OF_THE_NEWEST = frozenset({"findings", "tool_calls"})
_TEXTS = ("VARCHAR", "TEXT", "JSON")
_YEAR = timedelta(days=365)
_AS_IT_IS = Answer(verdict=Verdict.APPROVE)
_EDITED = Answer(verdict=Verdict.APPROVE, lines=(LineEdit(number=1, quantity=2),))

# What differs in a copy, by table and column; `:done` is 1 where a rep has decided it.
_DIFFERS: dict[str, dict[str, str]] = {
    "conversations": {
        "status": "CASE WHEN :done AND t.status = 'in_review' THEN 'entered' ELSE t.status END",
        "search": "t.search || ' ' || :copy",
    },
    "messages": {"transport_id": "t.transport_id || '-' || :copy"},
    "parts": {"content": "CASE WHEN :done THEN NULL ELSE t.content END"},
    "runs": {
        "status": "CASE WHEN :done AND t.status = 'waiting' THEN 'finished' ELSE t.status END",
        # A run that has no bookmark in the graph is taken up at its review.
        "review_id": "CASE WHEN t.status = 'waiting' AND NOT :done "
        "THEN replace(replace(t.id, 'run', 'rev'), :mark, :copy) END",
    },
    "orders": {
        "status": "CASE WHEN :done AND t.status = 'in_review' THEN 'entered' ELSE t.status END",
        "entered_revision": "CASE WHEN :done AND t.status = 'in_review' THEN t.revision ELSE t.entered_revision END",
        "erp_number": "CASE WHEN :done AND t.status = 'in_review' THEN 'SO' || :copy || t.rowid ELSE t.erp_number END",
    },
    "reviews": {
        "status": "CASE WHEN :done AND t.status = 'open' THEN 'decided' ELSE t.status END",
        "answer": "CASE WHEN :done AND t.status = 'open' THEN iif(t.rowid % 3, :as_it_is, :edited) END",
        "decided_by": "CASE WHEN :done AND t.status = 'open' THEN 'rep-' || (t.rowid % :reps) END",
        "decided_at": f"CASE WHEN :done AND t.status = 'open' THEN {'{later}'} END",
    },
}
_DECIDED = """
INSERT INTO ledger (conversation_id, at, actor, event, once_key, detail)
SELECT r.conversation_id, r.decided_at, iif(e.event = 'reviewed', r.decided_by, 'desk'), e.event, NULL,
       json_object('review', r.id, 'order', r.order_id, 'verdict', 'approve', 'edited',
                   json(iif(r.answer = :edited, 'true', 'false')), 'erp', 'SO')
FROM reviews r JOIN (SELECT 'reviewed' AS event UNION ALL SELECT 'approved' UNION ALL SELECT 'entered') e
WHERE r.status = 'decided' AND r.id LIKE '%' || :copy || '%' AND r.rowid > :before
"""


@dataclass(frozen=True)
class Built:
    """What the store holds."""

    conversations: int
    waiting: int
    megabytes: int


def build(home: Path, now: datetime) -> Built:
    """Make a home with the demo distributor and some hundred thousand conversations."""
    _handle(home)
    with closing(sqlite3.connect(home / "store.db")) as database:
        # The store is thrown away if this fails: nothing has to be safe on disk in between.
        for setting in ("synchronous=OFF", "cache_size=-400000", "foreign_keys=OFF", "temp_store=MEMORY"):
            database.execute(f"PRAGMA {setting}")
        with database:
            _copy(database, now)
        (conversations,) = database.execute("SELECT count(*) FROM conversations").fetchone()
        (waiting,) = database.execute("SELECT count(*) FROM reviews WHERE status = 'open'").fetchone()
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return Built(conversations, waiting, (home / "store.db").stat().st_size // 1_000_000)


class _MarkedIds(CountingIds):
    def new(self, kind: str) -> str:
        return super().new(kind) + _MARK


def _handle(home: Path) -> None:
    """Have a real desk handle the recorded conversations once."""
    recorded = load_recorded(DEMO_DATA)
    clock = SetClock(min(message.sent_at for one in recorded for message in one.messages))
    with open_desk(Settings(home=home), InlineJobs.connected, clock, _MarkedIds()) as desk:
        bring_in(desk, DEMO_DATA)
        play(recorded, DEMO_DATA, desk.receiver, clock, desk.store)


def _copy(database: sqlite3.Connection, now: datetime) -> None:
    for table in _TABLES:
        database.execute(f"CREATE TEMP TABLE original_{table} AS SELECT * FROM {table}")
    inserts = {table: _insert(database, table) for table in _TABLES}
    copies, newest = _numbers(database)
    shift = _seconds_to(database, now)
    between = _YEAR.total_seconds() / copies
    for number in range(copies, 0, -1):
        done = number > newest
        values = {
            "done": int(done),
            "mark": _MARK,
            "copy": f"{_MARK}{number:05d}",
            "shift": f"{shift - int((number - 1) * between)} seconds",
            "reps": REPS,
            "as_it_is": _json(_AS_IT_IS),
            "edited": _json(_EDITED),
        }
        (before,) = database.execute("SELECT coalesce(max(rowid), 0) FROM reviews").fetchone()
        for table, insert in inserts.items():
            if not done or table not in _OF_THE_NEWEST:
                database.execute(insert, values)
        if done:
            database.execute(_DECIDED, {**values, "before": before})


def _numbers(database: sqlite3.Connection) -> tuple[int, int]:
    """How many copies there are to be, and how many of them still wait."""
    (conversations,) = database.execute("SELECT count(*) FROM original_conversations").fetchone()
    (waiting,) = database.execute("SELECT count(*) FROM original_reviews WHERE status = 'open'").fetchone()
    return -(-CONVERSATIONS // conversations), -(-WAITING // waiting)


def _seconds_to(database: sqlite3.Connection, now: datetime) -> int:
    (latest,) = database.execute("SELECT max(updated_at) FROM original_conversations").fetchone()
    return int((now - datetime.fromisoformat(latest).replace(tzinfo=UTC)).total_seconds())


def _insert(database: sqlite3.Connection, table: str) -> str:
    differs = _DIFFERS.get(table, {})
    columns = [
        (name, differs.get(name) or _moved(name, kind))
        for name, kind in _columns(database, table)
        if not (table == "ledger" and name == "id")
    ]
    names = ", ".join(f'"{name}"' for name, _ in columns)
    values = ", ".join(expression.replace("{later}", _time("opened_at", "+6 minutes")) for _, expression in columns)
    return f"INSERT INTO {table} ({names}) SELECT {values} FROM original_{table} t"


def _columns(database: sqlite3.Connection, table: str) -> Iterator[tuple[str, str]]:
    for _, name, kind, *_ in database.execute(f"PRAGMA table_info({table})"):
        yield name, kind


def _moved(name: str, kind: str) -> str:
    """A column of a copy: its times moved, its ids its own."""
    if kind == "DATETIME":
        return _time(name)
    if kind.startswith(_TEXTS):
        return f'replace(t."{name}", :mark, :copy)'
    return f't."{name}"'


def _time(name: str, later: str = "+0 minutes") -> str:
    return f"strftime('%Y-%m-%d %H:%M:%f', t.\"{name}\", :shift, '{later}') || '000'"


def _json(answer: Answer) -> str:
    content: Mapping[str, object] = answer.model_dump(mode="json")
    return json.dumps(content)

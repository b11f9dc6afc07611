"""Killing a process at one exact moment: at its k-th checkpoint, write or commit in one of its databases, or node.

The hooks are put in a child process only, which ends with them.
"""

from __future__ import annotations

import os
import signal
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import PurePath
from typing import Any

from langgraph.checkpoint.sqlite import SqliteSaver
from sqlalchemy import Connection, Engine, event

from graphs import deciding_nodes, writing_nodes

# Where a child can be killed: a database's file name without its ending.
PLACES = ("checkpoints", "store", "erp", "jobs")
# Nodes that write; behind them, before their checkpoint, everything they did is there and will be done again.
NODES = {"gate": deciding_nodes, "commit": deciding_nodes, "erp_entry": writing_nodes, "communication": writing_nodes}
_CHANGES = ("INSERT", "UPDATE", "DELETE")
_CHANGED = "changed since the last commit"


@dataclass(frozen=True)
class KillPoint:
    """The ``number``-th time that ``kind`` happens; a kind is such as ``store commit, after``."""

    kind: str
    number: int


def kinds() -> tuple[str, ...]:
    """Every kind of moment at which a child can be killed."""
    what = {place: ("put",) if place == "checkpoints" else ("write", "commit") for place in PLACES}
    in_files = [f"{place} {each}, {when}" for place in PLACES for each in what[place] for when in ("before", "after")]
    return (*in_files, *(f"{node} node, after" for node in NODES))


class Executioner:
    """Counts the moments as they come, from ``arm`` on, and kills the process at the point it was given."""

    def __init__(self, point: KillPoint | None) -> None:
        self.counts: Counter[str] = Counter()
        self._point = point
        self._armed = False
        self._lock = threading.Lock()

    def arm(self) -> None:
        """Begin to count."""
        self._armed = True

    def watch(self) -> None:
        """Put the hooks in. They stay until the process ends."""
        event.listen(Engine, "before_cursor_execute", self._before_statement)
        event.listen(Engine, "after_cursor_execute", self._after_statement)
        commit = Connection._commit_impl

        def committing(connection: Connection) -> None:
            place = _place(connection)
            changed = connection.info.pop(_CHANGED, False)
            if changed:
                self._reach(f"{place} commit, before")
            commit(connection)
            if changed:
                self._reach(f"{place} commit, after")

        Connection._commit_impl = committing  # type: ignore[method-assign, assignment]
        for name in ("put", "put_writes"):
            setattr(SqliteSaver, name, self._around(getattr(SqliteSaver, name), "checkpoints put"))
        for name, module in NODES.items():
            setattr(module, name, self._around(getattr(module, name), f"{name} node"))

    def _around(self, call: Callable[..., Any], kind: str) -> Callable[..., Any]:
        @wraps(call)
        def around(*args: Any, **kwargs: Any) -> Any:
            self._reach(f"{kind}, before")
            answer = call(*args, **kwargs)
            self._reach(f"{kind}, after")
            return answer

        return around

    def _before_statement(self, connection: Connection, _cursor: object, statement: str, *_more: object) -> None:
        if statement.lstrip().upper().startswith(_CHANGES):
            connection.info[_CHANGED] = True
            self._reach(f"{_place(connection)} write, before")

    def _after_statement(self, connection: Connection, _cursor: object, statement: str, *_more: object) -> None:
        if statement.lstrip().upper().startswith(_CHANGES):
            self._reach(f"{_place(connection)} write, after")

    def _reach(self, kind: str) -> None:
        if not self._armed:
            return
        with self._lock:
            self.counts[kind] += 1
            if self._point == KillPoint(kind, self.counts[kind]):
                os.kill(os.getpid(), signal.SIGKILL)


def _place(connection: Connection) -> str:
    return PurePath(connection.engine.url.database or "").stem

"""How fast the desk is: ``make bench``.

Conversations a second with the built-in reasoner, and beside them, in the same run, a bare LangGraph graph of as many
empty nodes with the same checkpointer. What lies above that floor is the desk's own, told by node.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import Any, TypedDict

from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.checkpoint.sqlite import SqliteSaver
from langgraph.graph import END, START, StateGraph
from rich.console import Console
from rich.table import Table

import graphs.reading_nodes
from desk.demo import DEMO_DATA
from desk.environment import CountingIds, SetClock
from desk.master_data import bring_in
from desk.settings import Settings
from desk.wiring import open_desk
from evals.recorded import load_recorded
from evals.replay import play
from graphs.inline import InlineJobs

_FLOOR_RUNS = 160


class _Empty(TypedDict, total=False):
    run_id: str


def main() -> None:
    """Measure and print."""
    console = Console()
    home = Path(tempfile.mkdtemp(prefix="orderdesk-bench-"))
    try:
        nodes = _nodes_per_run()
        floor = _bare_graph(home, nodes)
        seconds, by_agent, messages = _desk(home / "desk")
    finally:
        shutil.rmtree(home)
    table = Table(title="Milliseconds per message", title_justify="left")
    for column in ("", "median", "p95", "per second"):
        table.add_column(column, justify="left" if not column else "right")
    for name, times in ((f"bare graph, {nodes} empty nodes", floor), ("desk, built-in reasoner", seconds)):
        table.add_row(name, _ms(median(times)), _ms(quantiles(times, n=20)[-1]), f"{len(times) / sum(times):.0f}")
    console.print(table)
    above = Table(title="Where the desk's own time goes, per message", title_justify="left")
    above.add_column("what")
    above.add_column("ms", justify="right")
    mean_floor, mean_desk = sum(floor) / len(floor), sum(seconds) / len(seconds)
    for name, spent in sorted(by_agent.items(), key=lambda entry: -entry[1]):
        above.add_row(f"agent: {name}", _ms(spent / messages))
    agents = sum(by_agent.values()) / messages
    above.add_row("the graph's floor", _ms(mean_floor))
    above.add_row("receiving, gate, commit, ERP, writes", _ms(mean_desk - agents - mean_floor))
    above.add_row("all", _ms(mean_desk))
    console.print(above)


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f}"


def _nodes_per_run() -> int:
    """The nodes that most runs pass: the four reading agents, the gate, the human or the commit."""
    return 6


def _bare_graph(home: Path, nodes: int) -> list[float]:
    """Seconds per run of a graph of empty nodes with the desk's own checkpointer settings."""
    with _saver(home / "floor.db") as saver:
        graph: StateGraph[_Empty, None, _Empty, _Empty] = StateGraph(_Empty)
        names = [f"n{number}" for number in range(nodes)]
        for name in names:
            graph.add_node(name, _nothing)
        for one, other in zip([START, *names], [*names, END], strict=True):
            graph.add_edge(one, other)
        compiled = graph.compile(checkpointer=saver)
        times = []
        for number in range(_FLOOR_RUNS):
            began = perf_counter()
            compiled.invoke({"run_id": str(number)}, {"configurable": {"thread_id": f"t{number}"}}, durability="sync")
            times.append(perf_counter() - began)
        return times


def _nothing(state: _Empty) -> _Empty:  # noqa: ARG001
    return {}


@contextmanager
def _saver(path: Path) -> Iterator[SqliteSaver]:
    connection = sqlite3.connect(path, check_same_thread=False)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        saver = SqliteSaver(connection, serde=JsonPlusSerializer(allowed_msgpack_modules=None))
        saver.setup()
        yield saver
    finally:
        connection.close()


def _desk(home: Path) -> tuple[list[float], dict[str, float], int]:
    """Seconds per message of the demo data, and seconds spent in each agent's decisions."""
    recorded = load_recorded(DEMO_DATA)
    clock = SetClock(min(message.sent_at for one in recorded for message in one.messages))
    by_agent: dict[str, float] = defaultdict(float)
    with open_desk(Settings(home=home), InlineJobs.connected, clock, CountingIds()) as desk, _timed(by_agent):
        bring_in(desk, DEMO_DATA)
        times: list[float] = []
        last = perf_counter()

        def done() -> None:
            nonlocal last
            now = perf_counter()
            times.append(now - last)
            last = now

        play(recorded, DEMO_DATA, desk.receiver, clock, desk.store, progress=done)
    # The first message pays for what is loaded once.
    return times[1:], by_agent, len(times) - 1


@contextmanager
def _timed(by_agent: dict[str, float]) -> Iterator[None]:
    """Time every agent's decision, its writes included."""
    original = graphs.reading_nodes.decide

    def timed(state: Any, around: Any, agent: Any, task: Any, once: str = "") -> Any:
        began = perf_counter()
        try:
            return original(state, around, agent, task, once)
        finally:
            by_agent[agent.name.value] += perf_counter() - began

    graphs.reading_nodes.decide = timed
    try:
        yield
    finally:
        graphs.reading_nodes.decide = original

"""Recorded orders replayed by the command's own function, with no model: once for all tests of a run."""

from __future__ import annotations

import fcntl
from pathlib import Path

from desk.commands import replay_folder
from desk.settings import Settings
from evals.recorded import Result, load_results


def replay_once(folder: Path, shared: Path) -> tuple[Result, ...]:
    """What came of a folder's orders. The first who asks plays them; ``shared`` is a folder of all workers of a run."""
    out = shared / f"{folder.name}-results.jsonl"
    with out.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not out.exists():
            replay_folder(Settings(), folder, out, None, None)
        return tuple(load_results(out))

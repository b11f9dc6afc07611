"""A desk that is served as it is for people: by ``orderdesk serve`` in a process of its own."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

_COMMAND = (sys.executable, "-c", "from desk.cli import main; main()")
_PATIENCE_SECONDS = 60.0
_THERE = "The page of "


class Served:
    """A process that serves a desk, and what it has said."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.said: list[str] = []
        self._lines: queue.Queue[str | None] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.url = self._until(_THERE).split(" is at ")[1].split(". ")[0]

    def next_line(self) -> str:
        """The next thing that it says."""
        line = self._lines.get(timeout=_PATIENCE_SECONDS)
        assert line is not None, f"it has ended: {self.said}"
        self.said.append(line)
        return line

    def end(self, by: signal.Signals = signal.SIGTERM) -> int:
        """End it, and wait for that; its exit code."""
        self.process.send_signal(by)
        code = self.process.wait(_PATIENCE_SECONDS)
        self._reader.join()
        while (line := self._lines.get()) is not None:
            self.said.append(line)
        return code

    def _until(self, beginning: str) -> str:
        while not (line := self.next_line()).startswith(beginning):
            pass
        return line

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as out:
            for line in out:
                self._lines.put(line.rstrip("\n"))
        self._lines.put(None)


@contextmanager
def served(home: Path, environment: Mapping[str, str] | None = None) -> Iterator[Served]:
    """Serve a home on a free port of this machine; the process ends with the block, if it has not ended before."""
    process = subprocess.Popen(
        [*_COMMAND, "serve", "--port", "0", "--home", str(home)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, **(environment or {})},
    )
    try:
        yield Served(process)
    finally:
        process.kill()
        process.wait()

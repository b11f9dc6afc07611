"""Crash cases: a desk is killed at a seeded moment, opened again, and must end where it would have ended anyway.

``python -m tests.support.crashes TEMPLATE SCRATCH FIRST COUNT`` runs one case per seed, two at a time, and writes one
JSON object per case to standard output. It imports everything first and then forks: a fork per case, and from that
one per life of the desk. No process that forks has a second thread, and only the last ones open a desk.
"""

from __future__ import annotations

import gc
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import traceback
from collections import Counter
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import chromadb  # noqa: F401  (what the desk imports late is imported here, so that no child does it again)
import mmh3  # noqa: F401
import numpy  # noqa: F401

from desk.resuming import resume_unfinished
from domain.answers import Answer, Verdict
from domain.errors import DecisionRefused, InputRejected
from reading.languages import languages
from store import reviews
from tests.support.checking import Found, check
from tests.support.desks import REP, HandClock, WorkingDesk, copy_home, eventually, working_desk
from tests.support.distributor import MONDAY
from tests.support.killing import Executioner, KillPoint, kinds
from tests.support.schedules import Act, Event, schedule

ACKNOWLEDGED = "acknowledged.jsonl"
_COUNTS = "counts.json"
_ERROR = "error.txt"
_LONGEST_LIFE_SECONDS = 90.0
_MOST_ROUNDS = 40
_KILLED_AGAIN = 0.25
_AT_ONCE = 2
# Of everything that happened and has no end yet; read past the hooks, so that looking is not counted.
_BUSY = """
SELECT count(*) FROM runs WHERE status IN ('queued', 'running')
    OR status = 'waiting' AND NOT EXISTS (
        SELECT 1 FROM reviews WHERE reviews.run_id = runs.id AND reviews.status = 'open')
    OR status = 'committed' AND NOT EXISTS (
        SELECT 1 FROM outbox WHERE outbox.run_id = runs.id AND outbox.status = 'pending' AND outbox.not_before > ?)
"""


@dataclass
class Case:
    """What came of one seed."""

    seed: int
    points: list[str] = field(default_factory=list)
    drawn_again: int = 0
    messages: int = 0
    orders: int = 0
    approvals: int = 0
    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


@dataclass
class Figures:
    """What came of all seeds together."""

    cases: int = 0
    messages: int = 0
    orders: int = 0
    approvals: int = 0
    drawn_again: int = 0
    kills: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def add(self, case: Case) -> None:
        """Count a case in."""
        self.cases += 1
        self.messages += case.messages
        self.orders += case.orders
        self.approvals += case.approvals
        self.drawn_again += case.drawn_again
        self.kills.update(case.points)
        for name in ("lost", "twice", "wrong"):
            getattr(self, name).extend(f"seed {case.seed}: {what}" for what in getattr(case, name))

    def __str__(self) -> str:
        lines = [
            f"kills {self.kills.total()} in {self.cases} cases and {self.seconds:.0f} s"
            f" ({self.drawn_again} points past the end were drawn again)",
            f"messages {self.messages}, orders in the ERP {self.orders}, approvals {self.approvals}",
            *(f"  {kind:26} {self.kills[kind]:4}" for kind in kinds()),
            f"lost {len(self.lost)}, twice {len(self.twice)}, otherwise wrong {len(self.wrong)}",
            *self.lost,
            *self.twice,
            *self.wrong,
        ]
        return "\n".join(lines)


def crash(template: Path, scratch: Path, first: int, count: int) -> Figures:
    """Run the cases of ``count`` seeds, in processes of their own, and count them together."""
    began = time.monotonic()
    arguments = [str(template), str(scratch), str(first), str(count)]
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "tests.support.crashes", *arguments]
    root = Path(__file__).parents[2]
    figures = Figures()
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-4000:]
    for line in done.stdout.splitlines():
        figures.add(Case(**json.loads(line)))
    figures.seconds = time.monotonic() - began
    return figures


def main(template: str, scratch: str, first: str, count: str) -> None:
    """Fork a process per seed, a few at a time."""
    languages()
    gc.freeze()
    _assert_alone()
    where = Path(scratch)
    where.mkdir(parents=True, exist_ok=True)
    usual = _usual_counts(Path(template), where / "uncrashed")
    running: dict[int, int] = {}
    for seed in range(int(first), int(first) + int(count)):
        if len(running) == _AT_ONCE:
            _report(running, where)
        process = os.fork()
        if process == 0:
            _in_child(lambda s=seed: _one_case(s, Path(template), where, usual), where / f"{seed}.error")
        running[process] = seed
    while running:
        _report(running, where)


def _report(running: dict[int, int], where: Path) -> None:
    """Wait for one of the cases and write down what came of it."""
    process, status = os.wait()
    seed = running.pop(process)
    if os.waitstatus_to_exitcode(status) == 0:
        line = (where / f"{seed}.json").read_text()
    else:
        line = json.dumps(asdict(Case(seed, wrong=[(where / f"{seed}.error").read_text()])))
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _usual_counts(template: Path, home: Path) -> Counter[str]:
    """How often each kind of moment comes on a day without a crash; which numbers are worth drawing."""
    counts: Counter[str] = Counter()
    for seed in (1, 2):
        shutil.rmtree(home, ignore_errors=True)
        copy_home(template, home)
        ended = _live(home, schedule(seed), 0, None)
        assert ended == 0, f"it fails without a crash: {_error(home)}"
        counts |= Counter(json.loads((home / _COUNTS).read_text()))
    missing = [kind for kind in kinds() if not counts[kind]]
    assert not missing, f"no hook sees {missing}"
    return counts


def _one_case(seed: int, template: Path, where: Path, usual: Counter[str]) -> None:
    """One seed: live, be killed, live again until the day is done, and look at what is there."""
    rng = random.Random(f"kill {seed}")
    day = schedule(seed)
    case = Case(seed)
    home = where / f"{seed}"
    while not case.points:
        shutil.rmtree(home, ignore_errors=True)
        copy_home(template, home)
        point = _draw(rng, usual)
        ended = _live(home, day, 0, point)
        if ended == -signal.SIGKILL:
            case.points.append(point.kind)
        elif ended == 0:
            case.drawn_again += 1
        else:
            case.wrong.append(f"before any kill: {_error(home)}")
            break
    if rng.random() < _KILLED_AGAIN:
        point = _draw(rng, usual)
        if _live(home, day, 1, point) == -signal.SIGKILL:
            case.points.append(point.kind)
    ended = _live(home, day, 2, None)
    if ended != 0:
        case.lost.append(f"the desk could not go on after {case.points} ({ended}): {_error(home)}")
    _count(case, check(home, day, _acknowledged(home)), case.points)
    (where / f"{seed}.json").write_text(json.dumps(asdict(case)))
    if not (case.lost or case.twice or case.wrong):
        shutil.rmtree(home)


def _count(case: Case, found: Found, points: list[str]) -> None:
    case.messages, case.orders, case.approvals = found.messages, found.orders, found.approvals
    for name in ("lost", "twice", "wrong"):
        getattr(case, name).extend(f"{what} (killed at {points})" for what in getattr(found, name))


def _draw(rng: random.Random, usual: Counter[str]) -> KillPoint:
    kind = rng.choice(kinds())
    return KillPoint(kind, rng.randint(1, usual[kind]))


def _live(home: Path, day: tuple[Event, ...], life: int, point: KillPoint | None) -> int:
    """Fork one life of the desk and wait for its end; the negative number of a signal where one ended it."""
    _assert_alone()
    process = os.fork()
    if process == 0:
        _in_child(lambda: _life(home, day, life, point), home / _ERROR)
    deadline = time.monotonic() + _LONGEST_LIFE_SECONDS
    while True:
        ended, status = os.waitpid(process, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        if time.monotonic() > deadline:
            (home / _ERROR).write_text(f"it was not done after {_LONGEST_LIFE_SECONDS:g} seconds")
            os.kill(process, signal.SIGTERM)
        time.sleep(0.002)


def _in_child(work: Any, error: Path) -> None:
    """Do a forked process's work and end it, whatever happens; no exit handler of the parent's runs here."""
    try:
        work()
    except BaseException:  # noqa: BLE001  (the process ends here, and says why)
        error.write_text(traceback.format_exc())
        os._exit(1)
    os._exit(0)


def _assert_alone() -> None:
    threads = os.listdir("/proc/self/task")
    assert len(threads) == 1, f"a process with {len(threads)} threads must not fork"


def _error(home: Path) -> str:
    return (home / _ERROR).read_text() if (home / _ERROR).exists() else "it left no word"


def _acknowledged(home: Path) -> list[dict[str, str]]:
    """What somebody outside was told, in the order they were told it."""
    path = home / ACKNOWLEDGED
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def _life(home: Path, day: tuple[Event, ...], life: int, point: KillPoint | None) -> None:
    """One life of the desk: what was left is taken up, the day goes on, and everything is brought to its end."""
    executioner = Executioner(point)
    executioner.watch()
    if life:
        executioner.arm()
    known = {told["name"] for told in _acknowledged(home) if told["what"] == "message"}
    with (
        (home / ACKNOWLEDGED).open("a", encoding="utf-8") as told,
        working_desk(home, HandClock(MONDAY + timedelta(hours=6 * life))) as office,
    ):
        executioner.arm()
        resume_unfinished(office.desk)
        people = _People(home, office, told, random.Random(f"{day} {life}"))
        for event in day:
            if event.act is not Act.MESSAGE or event.name not in known:
                people.do(event)
        people.finish()
    (home / _COUNTS).write_text(json.dumps(executioner.counts))


class _People:
    """Customers whose channels deliver until they are told "received", and a rep who decides what is open."""

    def __init__(self, home: Path, office: WorkingDesk, told: Any, rng: random.Random) -> None:
        self._office = office
        self._told = told
        self._rng = rng
        self._looking = sqlite3.connect(f"file:{home / 'store.db'}?mode=ro", uri=True)

    def do(self, event: Event) -> None:
        if event.act in (Act.MESSAGE, Act.AGAIN):
            received = self._office.takes(event.mail)
            self._tell(what="message", name=event.name, message=received.message_id)
        elif event.act is Act.REP:
            self._settle()
            for review_id in self._open():
                self._decide(review_id)
        elif event.act is Act.UNDO:
            self._undo()
        else:
            self._office.passes(minutes=1)

    def finish(self) -> None:
        """Bring everything to its end."""
        for _ in range(_MOST_ROUNDS):
            self._office.passes(minutes=1)
            self._settle()
            waiting = self._open()
            for review_id in waiting:
                self._decide(review_id)
            if not waiting and not self._held():
                self._finish_jobs()
                return
        raise AssertionError("the reviews have no end")

    def _decide(self, review_id: str) -> None:
        verdict = self._rng.choice([Verdict.APPROVE, Verdict.APPROVE, Verdict.APPROVE, Verdict.REJECT])
        try:
            self._office.desk.reviewing.decide(review_id, Answer(verdict=verdict), REP)
        except InputRejected:
            verdict = Verdict.REJECT
            self._office.desk.reviewing.decide(review_id, Answer(verdict=verdict), REP)
        self._tell(what="decision", name=verdict.value, review=review_id)

    def _undo(self) -> None:
        """Undo the approval that is held, if one is."""
        self._settle()
        held = self._looking.execute(
            "SELECT reviews.id FROM reviews JOIN outbox ON outbox.run_id = reviews.run_id"
            " WHERE outbox.status = 'pending' AND reviews.status = 'decided' ORDER BY reviews.id"
        ).fetchall()
        for (review_id,) in held[:1]:
            try:
                self._office.desk.reviewing.undo(review_id, REP)
            except DecisionRefused:
                continue
            self._tell(what="undo", name="", review=review_id)

    def _tell(self, **said: str) -> None:
        """Somebody outside is told; from here on the desk has to keep its word."""
        self._told.write(json.dumps(said) + "\n")
        self._told.flush()
        os.fsync(self._told.fileno())

    def _open(self) -> list[str]:
        with self._office.desk.store.reading() as session:
            return [review.id for review in reviews.open_reviews(session)]

    def _held(self) -> int:
        held: int = self._looking.execute("SELECT count(*) FROM outbox WHERE status = 'pending'").fetchone()[0]
        return held

    def _settle(self) -> None:
        """Wait until nothing moves by itself: all is done, held for an undo, or waits for a rep."""

        def still() -> bool:
            now = f"{self._office.clock.now():%Y-%m-%d %H:%M:%S.%f}"
            busy: int = self._looking.execute(_BUSY, (now,)).fetchone()[0]
            return busy == 0

        eventually("the desk has done what it can", still, seconds=30)

    def _finish_jobs(self) -> None:
        """Wait for the job engine to have written down that every job is over."""
        jobs = sqlite3.connect(f"file:{self._jobs_file()}?mode=ro", uri=True)

        def over() -> bool:
            left: int = jobs.execute(
                "SELECT count(*) FROM workflow_status WHERE status IN ('PENDING', 'ENQUEUED')"
            ).fetchone()[0]
            return left == 0

        eventually("every job is over", over, seconds=30)
        jobs.close()

    def _jobs_file(self) -> Path:
        (_, _, store_file) = self._looking.execute("PRAGMA database_list").fetchone()
        return Path(store_file).with_name("jobs.db")


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Recorded orders replayed with a scripted model in every seat, in processes of their own, two at a time."""

from __future__ import annotations

import atexit
import gc
import multiprocessing
import shutil
import tempfile
from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from unittest.mock import patch
from zlib import crc32

from sqlalchemy import select

from connectors.models.roles import ModelRole
from desk.agents import models_in_use
from desk.cli import OBJECTS_BETWEEN_LOOKS
from desk.environment import CountingIds, SetClock
from desk.master_data import bring_in
from desk.settings import Settings
from desk.wiring import open_desk
from domain.calibration import Calibration, Reading
from domain.policy import Policy
from evals import model_counts
from evals.model_counts import Observed
from evals.recorded import Result, load_expected, load_recorded, load_units
from evals.replay import play
from graphs.inline import InlineJobs
from reading.pages import PageReader
from store import policies
from store.tables import DecisionRow
from tests.support.chat_server import Usage, chat_server
from tests.support.scripted import ScriptedModel, TellingClock, Truth

FOLDS = 10
_PAGES = PageReader()  # of all replays in this process: a picture is looked at once


@dataclass(frozen=True)
class Replay:
    """What to play: a folder, the share of wrong answers, and what is known of the model.

    ``counted`` are observations that calibrate it, each conversation by those of the other folds alone; None leaves it
    uncalibrated. Without ``facts`` every line and every message is asked about. ``first`` plays only the first so many
    conversations.
    """

    folder: Path
    wrong: float = 0.0
    counted: tuple[Observed, ...] | None = None
    facts: bool = True
    first: int | None = None


@dataclass(frozen=True)
class Replayed:
    """What came of it: results, observations for a calibration, and what the endpoint counted, by kind of answer.

    ``most_calls`` is the most that one agent made for one message.
    """

    results: tuple[Result, ...]
    observed: tuple[Observed, ...]
    usage: dict[str, Usage]
    most_calls: int
    asked_again: int
    wrong_answers: int


@dataclass(frozen=True)
class _OutOfFold:
    """Calibrations by fold; each conversation is judged by the one that has not seen it."""

    truth: Truth
    folds: tuple[Calibration, ...]

    def head(self, reading: Reading) -> float | None:
        return self._now.head(reading)

    def line(self, reading: Reading, ground: str) -> float | None:
        return self._now.line(reading, ground)

    @property
    def _now(self) -> Calibration:
        return self.folds[fold_of(self.truth.playing["id"])]


def fold_of(conversation_id: str) -> int:
    """The fold of a conversation, the same in every process."""
    return crc32(conversation_id.encode()) % FOLDS


def play_all(replays: Sequence[Replay]) -> list[Replayed]:
    """Play several, two at a time."""
    spawned = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=spawned, initializer=_look_for_garbage_rarely) as pool:
        futures: list[Future[Replayed]] = [pool.submit(play_one, replay) for replay in replays]
        return [future.result() for future in futures]


def _look_for_garbage_rarely() -> None:
    """As the command does, and never again among what is imported: it took a sixth of the time."""
    gc.freeze()
    gc.set_threshold(OBJECTS_BETWEEN_LOOKS)


def play_one(replay: Replay) -> Replayed:
    """Play one in this process."""
    truth = Truth(replay.folder)
    brain = ScriptedModel(truth, replay.wrong)
    clock = TellingClock(truth)
    recorded = load_recorded(replay.folder)[: replay.first]
    with chat_server(brain) as server, tempfile.TemporaryDirectory(prefix="orderdesk-scripted-") as home:
        shutil.copytree(_imported(replay.folder), home, dirs_exist_ok=True)
        role = ModelRole(model="scripted", base_url=server.base_url, retries=0)
        settings = Settings(home=Path(home), models={"default": role})
        pages = patch("reading.files.PageReader", lambda: _PAGES)
        with pages, _known(replay, truth), open_desk(settings, InlineJobs.connected, clock, CountingIds()) as desk:
            if not replay.facts:
                with desk.store.transaction() as session:
                    policies.go_live(session, Policy(line_threshold=1.0, order_threshold=1.0), "test", clock.now())
            played = play(recorded, replay.folder, desk.receiver, clock, desk.store)
            with desk.store.reading() as session:
                expected, units = load_expected(replay.folder), load_units(replay.folder)
                observed = model_counts.observe(session, expected, played, units)
                uses = [row.use for row in session.scalars(select(DecisionRow)) if row.use is not None]
                most_calls = max((int(use["calls"]) for use in uses), default=0)
            assert models_in_use(settings, desk.store, clock).startswith("scripted")
        return Replayed(
            results=tuple(one.result for one in played),
            observed=observed,
            usage=server.usage,
            most_calls=most_calls,
            asked_again=sum(asked.again for asked in server.asked),
            wrong_answers=brain.errors,
        )


@cache
def _imported(folder: Path) -> Path:
    """The home of a desk that has a folder's data and nothing else, imported once a process."""
    home = Path(tempfile.mkdtemp(prefix="orderdesk-imported-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    clock = SetClock(min(message.sent_at for one in load_recorded(folder) for message in one.messages))
    with open_desk(Settings(home=home), InlineJobs.connected, clock, CountingIds()) as desk:
        bring_in(desk, folder)
    return home


def _known(replay: Replay, truth: Truth) -> AbstractContextManager[object]:
    """Puts the out-of-fold calibration where the desk would read one from a file."""
    if replay.counted is None:
        return nullcontext()
    counted = replay.counted
    folds = tuple(
        model_counts.fit([one for one in counted if fold_of(one.id) != fold], "", ()) for fold in range(FOLDS)
    )
    return patch("desk.agents._calibration", lambda *_: _OutOfFold(truth, folds))

"""What the desk must reach on recorded orders, and that a replay is repeatable."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from desk.commands import replay_folder
from desk.demo import DEMO_DATA
from desk.settings import Settings
from evals.recorded import Result, load_expected, load_results, load_units
from evals.scoring import Score, score

ALDER = Path(__file__).resolve().parents[3] / "shared" / "data" / "alder"


@cache
def played(folder: Path) -> tuple[Score, tuple[Result, ...]]:
    """A folder's replay: its tests look at the same one."""
    with TemporaryDirectory() as scratch:
        return replayed(folder, Path(scratch) / "results.jsonl")


def replayed(folder: Path, out: Path) -> tuple[Score, tuple[Result, ...]]:
    replay_folder(Settings(), folder, out, None, None)
    results = load_results(out)
    return score(load_expected(folder), results, load_units(folder)), tuple(results)


@pytest.mark.parametrize("folder", [DEMO_DATA, ALDER], ids=lambda path: path.name)
def test_nothing_unsafe_is_entered_and_enough_is_entered_untouched(folder: Path) -> None:
    if not folder.is_dir():
        pytest.skip(f"{folder.name} is not here: put it beside the repository, at shared/data/{folder.name}")
    scored, _ = played(folder)

    assert not scored.unsafe_conversations
    assert scored.touchless.share is not None
    assert scored.touchless.share >= 0.40
    assert scored.lines.f1 is not None
    assert scored.lines.f1 >= 0.90


def test_a_replay_gives_the_same_results_again_timings_aside(tmp_path: Path) -> None:
    _, first = played(DEMO_DATA)
    _, again = replayed(DEMO_DATA, tmp_path / "again.jsonl")

    assert [one.model_copy(update={"seconds": 0.0}) for one in first] == [
        one.model_copy(update={"seconds": 0.0}) for one in again
    ]

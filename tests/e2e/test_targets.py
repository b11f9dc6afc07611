"""What the desk must reach on recorded orders, and that a replay is repeatable."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pytest

from desk.commands import replay_folder
from desk.demo import DEMO_DATA
from desk.settings import Settings
from evals.recorded import Recorded, Result, load_expected, load_recorded, load_results, load_units
from evals.scoring import score
from tests.support.replays import replay_once

ALDER = Path(__file__).resolve().parents[3] / "shared" / "data" / "alder"
_AGAIN = 50


@pytest.mark.parametrize("folder", [DEMO_DATA, ALDER], ids=lambda path: path.name)
def test_nothing_unsafe_is_entered_and_enough_is_entered_untouched(folder: Path, shared: Path) -> None:
    if not folder.is_dir():
        pytest.skip(f"{folder.name} is not here: put it beside the repository, at shared/data/{folder.name}")
    scored = score(load_expected(folder), replay_once(folder, shared), load_units(folder))

    assert not scored.unsafe_conversations
    assert scored.touchless.share is not None
    assert scored.touchless.share >= 0.40
    assert scored.lines.f1 is not None
    assert scored.lines.f1 >= 0.90


def test_a_replay_gives_the_same_results_again_timings_aside(tmp_path: Path, shared: Path) -> None:
    """The first days are played again: what comes later cannot change what came of them."""
    until, *_ = sorted(last_message(one) for one in load_recorded(DEMO_DATA))[_AGAIN:]
    early = {one.id for one in load_recorded(DEMO_DATA) if last_message(one) < until}
    folder = tmp_path / "early"
    shutil.copytree(DEMO_DATA, folder)
    lines = (folder / "recorded.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    begun = [line for line in lines if datetime.fromisoformat(json.loads(line)["messages"][0]["sent_at"]) < until]
    (folder / "recorded.jsonl").write_text("".join(begun), encoding="utf-8")

    first = replay_once(DEMO_DATA, shared)
    again = tmp_path / "again.jsonl"
    replay_folder(Settings(), folder, again, None, None)
    results = load_results(again)

    def told(some: Sequence[Result]) -> list[Result]:
        return [one.model_copy(update={"seconds": 0.0}) for one in some if one.id in early]

    assert len(early) > _AGAIN / 2
    assert told(results) == told(first)


def last_message(conversation: Recorded) -> datetime:
    return max(message.sent_at for message in conversation.messages)

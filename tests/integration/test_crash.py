"""A desk that is killed at any moment ends where it would have ended: nothing is lost, nothing entered twice."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.support.crashes import Figures, crash
from tests.support.killing import PLACES

KILLS = 20
SOAK_KILLS = int(os.environ.get("ORDERDESK_SOAK_KILLS", "500"))
SOAK_FIRST_SEED = 1000


def hold_up(figures: Figures, kills: int) -> None:
    """What must be so after any number of kills."""
    assert figures.kills.total() >= figures.cases == kills, figures
    assert (figures.lost, figures.twice, figures.wrong) == ([], [], []), figures
    assert figures.messages >= 2 * kills
    assert figures.orders >= kills // 2
    assert figures.approvals >= kills // 2


def test_nothing_is_lost_and_nothing_entered_twice_when_the_desk_is_killed(template_home: Path, tmp_path: Path) -> None:
    figures = crash(template_home, tmp_path, first=0, count=KILLS)
    hold_up(figures, KILLS)
    assert {kind.split()[0] for kind in figures.kills} >= set(PLACES)


@pytest.mark.soak
def test_nothing_is_lost_in_a_long_run_of_kills(
    template_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    figures = crash(template_home, tmp_path, first=SOAK_FIRST_SEED, count=SOAK_KILLS)
    with capsys.disabled():
        print(f"\n{figures}")
    hold_up(figures, SOAK_KILLS)

"""Recorded lines in new mails with one thing more beside them: none may be entered as if it had not been said."""

from __future__ import annotations

from typer.testing import CliRunner

from desk.cli import app
from desk.demo import DEMO_DATA


def test_nothing_is_entered_wrongly_whatever_stands_beside_the_lines() -> None:
    told = CliRunner().invoke(app, ["probe", str(DEMO_DATA), "--mails", "60", "--seed", "11"])
    assert told.exit_code == 0, told.output
    assert "nothing beside them" in told.output


def test_a_folder_without_recorded_orders_is_refused_in_a_sentence() -> None:
    told = CliRunner().invoke(app, ["probe", "no-such-folder"])
    assert told.exit_code != 0

"""What goes between the desk and its chat models, recorded once and replayed with nobody at the other end."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

from desk.cli import main
from evals.recorded import Result, load_results
from tests.support.chat_server import Asked, Brain, Reply, chat_server
from tests.support.distributor import ADA, BRUNO, DESK_ADDRESS, write_distributor

KEY = "sk-fern-4711-hill"
WORDING = "Your order is in as {number}.\n\n{lines}\n\nIt comes on {date}."


def words_replies(asked: Asked) -> Reply:
    """A model that words replies, and reads every message as no order."""
    if asked.schema == "WordingAnswer":
        return Reply(content={"text": WORDING})
    return Reply(content="I am not sure")


@dataclass
class Replays:
    """The command on a folder of two orders that need no model but for the wording of their replies."""

    folder: Path
    patch: pytest.MonkeyPatch
    capture: pytest.CaptureFixture[str]

    def says(self, *bodies: str) -> None:
        """What the recorded customers write, a minute apart."""
        lines = [
            {
                "id": f"c{number}",
                "tags": [],
                "messages": [
                    {
                        "channel": "email",
                        "from": sender,
                        "to": DESK_ADDRESS,
                        "subject": "order",
                        "sent_at": f"2026-03-02T08:{number:02}:00-05:00",
                        "body": body,
                        "attachments": [],
                    }
                ],
            }
            for number, (sender, body) in enumerate(zip((BRUNO, ADA), bodies, strict=False), 1)
        ]
        text = "".join(json.dumps(line) + "\n" for line in lines)
        (self.folder / "recorded.jsonl").write_text(text, encoding="utf-8")

    def run(self, *arguments: str) -> tuple[int, str]:
        """``orderdesk replay`` with a role named default; its exit code and what it printed."""
        self.patch.setattr(sys, "argv", ["orderdesk", "replay", str(self.folder), *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = self.capture.readouterr()
        return int(str(ended.value.code)), printed.out + printed.err

    def records(self, brain: Brain, **role: str) -> str:
        """Record to ``tape.jsonl`` from an endpoint that is gone afterwards; what was printed."""
        with chat_server(brain) as server:
            self.role(base_url=server.base_url, **role)
            code, printed = self.run("--record", "tape.jsonl")
        assert code == 0, printed
        return printed

    def role(self, **settings: str) -> None:
        """Set the model role up in the environment."""
        for name, value in {"model": "scripted", "api_key": KEY, **settings}.items():
            self.patch.setenv(f"ORDERDESK_MODELS__DEFAULT__{name.upper()}", value)

    def results(self) -> list[Result]:
        """The last run's results, timings aside."""
        return [one.model_copy(update={"seconds": 0.0}) for one in load_results(Path("results.jsonl"))]

    def tape(self) -> list[dict[str, Any]]:
        """The recorded exchanges."""
        return [json.loads(line) for line in Path("tape.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def replays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Replays:
    folder = tmp_path / "fernhill"
    write_distributor(folder)
    monkeypatch.chdir(tmp_path)
    made = Replays(folder, monkeypatch, capsys)
    made.says("6 garden hose please", "2 cs widget blue and 1 cs tape silver please")
    return made


def test_a_recording_replays_to_the_same_results_with_no_endpoint(replays: Replays) -> None:
    told = replays.records(words_replies)
    recorded = replays.results()

    code, printed = replays.run("--recorded", "tape.jsonl")

    assert code == 0, printed
    assert replays.results() == recorded
    assert sum(one.model_calls for one in recorded) == len(replays.tape())
    assert sum(one.output_tokens for one in recorded) > 0
    assert f"{len(replays.tape())} exchanges with the models recorded" in told


def test_a_streamed_answer_is_recorded_and_replayed(replays: Replays) -> None:
    replays.records(words_replies, streaming="true")
    recorded = replays.results()

    code, printed = replays.run("--recorded", "tape.jsonl")

    assert code == 0, printed
    assert replays.tape()[0]["request"]["stream"] is True
    assert replays.tape()[0]["body"].startswith("data: ")
    assert replays.results() == recorded


def test_nothing_secret_stands_in_a_recording(replays: Replays) -> None:
    replays.says(f"6 garden hose please, my key is {KEY}")

    def tells_the_key(asked: Asked) -> Reply:
        return Reply(content=f"You sent {KEY}", headers={"Set-Cookie": "session=crumbs", "X-Trace": KEY})

    replays.records(tells_the_key)

    text = Path("tape.jsonl").read_text(encoding="utf-8")
    assert "garden hose" in text
    for secret in (KEY, "Bearer", "uthorization", "ookie", "crumbs"):
        assert secret not in text
    assert set(replays.tape()[0]) <= {"method", "path", "attempt", "request", "status", "headers", "body"}
    code, printed = replays.run("--recorded", "tape.jsonl")
    assert code == 0, printed


def test_a_request_that_was_not_recorded_ends_the_replay_with_what_changed(replays: Replays) -> None:
    replays.says("6 garden hose please and one of those frosted gizmos", "2 cs widget blue")
    replays.records(words_replies)
    Path("results.jsonl").unlink()
    replays.says("6 garden hose please and two of those frosted gizmos", "2 cs widget blue")

    code, printed = replays.run("--recorded", "tape.jsonl")

    assert code == 1
    assert "does not hold a request for IntakeAnswer" in printed
    assert "-6 garden hose please and one of those frosted gizmos" in printed
    assert "+6 garden hose please and two of those frosted gizmos" in printed
    assert len([line for line in printed.splitlines() if line.startswith("  ")]) < 45
    assert "Traceback" not in printed
    assert not Path("results.jsonl").exists()


def test_a_call_that_was_retried_replays_as_it_was_and_waits_for_nothing(replays: Replays) -> None:
    replays.says("6 garden hose please")
    tries: list[int] = []

    def busy_at_first(asked: Asked) -> Reply:
        tries.append(1)
        if len(tries) < 3:
            return Reply(status=429, headers={"Retry-After": "0.01"})
        return words_replies(asked)

    replays.records(busy_at_first)
    recorded = replays.results()
    slow = [{**one, "headers": {**one["headers"], "retry-after": "100"}} for one in replays.tape()]
    Path("slow.jsonl").write_text("".join(json.dumps(one) + "\n" for one in slow), encoding="utf-8")

    began = monotonic()
    code, printed = replays.run("--recorded", "slow.jsonl")

    assert code == 0, printed
    assert [one["status"] for one in replays.tape()] == [429, 429, 200]
    assert replays.results() == recorded
    assert monotonic() - began < 60


@pytest.mark.parametrize(
    "reply",
    [Reply(status=500), Reply(reset=True), Reply(raw=b"\xff\xfe no JSON")],
    ids=["refused", "lost", "no-json"],
)
def test_a_model_that_failed_fails_again(replays: Replays, reply: Reply) -> None:
    replays.says("6 garden hose please")
    replays.records(lambda asked: reply, retries="1")
    recorded = replays.results()

    code, printed = replays.run("--recorded", "tape.jsonl")

    assert code == 0, printed
    assert replays.results() == recorded
    assert [one.outcome.value for one in recorded] == ["entered"]


def test_what_was_recorded_before_a_crash_is_kept_and_half_a_line_is_left_out(replays: Replays) -> None:
    lines_at_each_call: list[int] = []

    def counts(asked: Asked) -> Reply:
        tape = Path("tape.jsonl")
        lines_at_each_call.append(len(tape.read_bytes().splitlines()) if tape.exists() else 0)
        return words_replies(asked)

    replays.records(counts)
    assert lines_at_each_call == list(range(len(replays.tape())))
    with Path("tape.jsonl").open("a", encoding="utf-8") as tape:
        tape.write('{"method": "POST", "pa')

    code, printed = replays.run("--recorded", "tape.jsonl")

    assert code == 0, printed


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--record", "new.jsonl", "--recorded", "old.jsonl"), "not both"),
        (("--recorded", "missing.jsonl"), "cannot be read"),
        (("--recorded", "empty.jsonl"), "holds no exchange"),
        (("--recorded", "other.jsonl"), "other.jsonl, line 1"),
        (("--record", "empty.jsonl"), "is there already"),
        (("--record", "nowhere/new.jsonl"), "a folder that exists"),
    ],
)
def test_a_recording_that_cannot_be_used_is_told_before_anything_is_played(
    replays: Replays, arguments: tuple[str, ...], sentence: str
) -> None:
    replays.role(base_url="http://127.0.0.1:9/v1")
    Path("empty.jsonl").touch()
    Path("other.jsonl").write_text('{"id": "c1"}\n', encoding="utf-8")

    code, printed = replays.run(*arguments)

    assert code == 1
    assert sentence in printed
    assert "Handling messages" not in printed


@pytest.mark.parametrize("option", ["--record", "--recorded"])
def test_a_recording_needs_a_model_in_the_settings(replays: Replays, option: str) -> None:
    code, printed = replays.run(option, "tape.jsonl")

    assert code == 1
    assert "No chat model is configured" in printed


def test_a_replay_takes_the_models_of_the_settings_but_neither_their_home_nor_their_stores(
    replays: Replays, tmp_path: Path
) -> None:
    for part in ("STORE", "ERP", "JOBS"):
        replays.patch.setenv(f"ORDERDESK_{part}_URL", f"sqlite:///{tmp_path / part}.db")
    home = tmp_path / "home"
    replays.patch.setenv("ORDERDESK_HOME", str(home))
    (tmp_path / "orderdesk.toml").write_text("[budget]\nday_calls = 1\n", encoding="utf-8")

    replays.records(words_replies)

    assert len(replays.tape()) == 1
    assert not home.exists()
    assert not list(tmp_path.glob("*.db"))


def test_the_calibration_in_the_users_home_counts_in_a_replay(replays: Replays, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "calibration.json").write_text("{]", encoding="utf-8")
    replays.patch.setenv("ORDERDESK_HOME", str(home))
    replays.role(base_url="http://127.0.0.1:9/v1")

    code, printed = replays.run()

    assert code == 1
    assert f"The calibration {home / 'calibration.json'} cannot be used" in " ".join(printed.split())

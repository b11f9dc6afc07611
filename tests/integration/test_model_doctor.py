"""``orderdesk doctor`` tries every model role out, and says what to do where one is not well."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from connectors.models.announced import announced
from desk.cli import main
from tests.support.chat_server import Asked, Brain, Reply, ToolCall, chat_server

KEY = "sk-fern-4711-hill"

# A good answer as an endpoint gives it that counts no tokens.
_MESSAGE = {"role": "assistant", "content": "1 2 3"}
_COMPLETION = {
    "id": "chatcmpl-1",
    "object": "chat.completion",
    "created": 0,
    "model": "scripted",
    "choices": [{"index": 0, "message": _MESSAGE, "finish_reason": "stop"}],
}
WITHOUT_USAGE = Reply(raw=json.dumps(_COMPLETION).encode())


def good(asked: Asked) -> Reply:
    """A model that does what the probe asks."""
    if asked.body.get("tools"):
        return Reply(tool_calls=(ToolCall("add", '{"a": 17, "b": 25}'),))
    if asked.body.get("response_format"):
        assert asked.body["response_format"]["json_schema"]["strict"] is True
        return Reply(content={"colour": "green"})
    return Reply(content=" ".join(map(str, range(1, 31))))


def only(schema: str, reply: Reply) -> Brain:
    """A good model, but for one of the questions: ``tools``, ``response_format`` or neither (``plain``)."""

    def brain(asked: Asked) -> Reply:
        kind = next((name for name in ("tools", "response_format") if asked.body.get(name)), "plain")
        return reply if kind == schema else good(asked)

    return brain


@dataclass
class Doctor:
    """The command on a home that is well."""

    home: Path
    patch: pytest.MonkeyPatch
    capture: pytest.CaptureFixture[str]

    def examines(self, **role: str) -> tuple[int, dict[str, tuple[bool, str]]]:
        """Run the command with a role named default; its exit code, and each line by its name."""
        for name, value in {"model": "scripted", "api_key": KEY, "retries": "0", **role}.items():
            self.patch.setenv(f"ORDERDESK_MODELS__DEFAULT__{name.upper()}", value)
        return self.runs()

    def runs(self) -> tuple[int, dict[str, tuple[bool, str]]]:
        """Run the command with the environment as it is."""
        self.patch.setenv("COLUMNS", "400")
        self.patch.setattr(sys, "argv", ["orderdesk", "doctor", "--home", str(self.home)])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = self.capture.readouterr()
        assert KEY not in printed.out + printed.err
        lines = [line.partition(": ") for line in printed.out.splitlines()]
        found = {name[2:].strip(): (name.startswith("ok"), said) for name, _, said in lines}
        return int(str(ended.value.code or 0)), found


@pytest.fixture
def doctor(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Doctor:
    monkeypatch.chdir(home)
    return Doctor(home, monkeypatch, capsys)


@pytest.mark.parametrize("streaming", ["false", "true"])
def test_a_model_that_is_well_is_found_well(doctor: Doctor, streaming: str) -> None:
    with chat_server(good) as server:
        code, found = doctor.examines(base_url=server.base_url, streaming=streaming)

    assert code == 0, found
    assert all(well for well, _ in found.values())
    assert found["model default, reachable"][1] == "scripted answers"
    assert "tokens read" in found["model default, usage"][1]
    assert "tokens a second" in found["model default, speed"][1]
    assert found["model default, shut-down"][1] == "none announced"
    assert found["seats"][1].startswith("intake, matching")
    assert "models" not in found


def test_every_role_is_tried(doctor: Doctor) -> None:
    with chat_server(good) as server, chat_server(only("tools", Reply(content="42"))) as other:
        doctor.patch.setenv("ORDERDESK_MODELS__SMALL__MODEL", "scripted")
        doctor.patch.setenv("ORDERDESK_MODELS__SMALL__BASE_URL", other.base_url)
        code, found = doctor.examines(base_url=server.base_url)

    assert code == 1
    assert found["model default, tools"][0]
    assert not found["model small, tools"][0]


@pytest.mark.parametrize(
    ("brain", "line", "sentence"),
    [
        (only("tools", Reply(content="42")), "tools", "Take a model with tool calling"),
        (only("tools", Reply(tool_calls=(ToolCall("add", "{17, 25"),))), "tools", "Take a model with tool calling"),
        (only("tools", Reply(status=400)), "tools", "did not take the request (HTTP 400)"),
        (only("response_format", Reply(content="Green.")), "strict schema", "strict structured output"),
        (only("response_format", Reply(content={"colour": "red"})), "strict schema", "strict structured output"),
        (only("response_format", Reply(status=422)), "strict schema", "did not take the request (HTTP 422)"),
        (only("plain", WITHOUT_USAGE), "usage", "budgets of tokens hold nothing"),
    ],
)
def test_what_a_model_cannot_do_is_one_line_with_what_to_do(
    doctor: Doctor, brain: Brain, line: str, sentence: str
) -> None:
    with chat_server(brain) as server:
        code, found = doctor.examines(base_url=server.base_url)

    assert code == 1
    assert [name for name, (well, _) in found.items() if not well] == [f"model default, {line}"]
    assert sentence in found[f"model default, {line}"][1]


@pytest.mark.parametrize(
    ("reply", "sentence"),
    [
        (Reply(status=401), "See the role's api_key."),
        (Reply(status=404), "See the model's name, and base_url."),
        (Reply(status=429), "have the endpoint's limit raised"),
        (Reply(status=503), "that the server runs"),
        (Reply(raw=f"<html>{KEY}</html>".encode()), "base_url"),
        (Reply(hang=True), "Raise timeout_seconds"),
    ],
    ids=["key", "name", "limit", "down", "no-api", "slow"],
)
def test_a_model_that_does_not_answer_is_one_line_and_nothing_else_is_tried(
    doctor: Doctor, reply: Reply, sentence: str
) -> None:
    with chat_server(lambda asked: reply) as server:
        code, found = doctor.examines(base_url=server.base_url, timeout_seconds="0.5")

    assert code == 1
    assert sentence in found["model default, reachable"][1]
    assert [name for name in found if name.startswith("model default")] == ["model default, reachable"]


def test_a_model_that_takes_most_of_its_time_for_a_short_answer_is_told(doctor: Doctor) -> None:
    clock = iter((0.0, 20.0))
    doctor.patch.setattr("connectors.models.probe.perf_counter", lambda: next(clock))
    with chat_server(good) as server:
        code, found = doctor.examines(base_url=server.base_url, timeout_seconds="30")

    assert code == 1
    assert found["model default, speed"][1].startswith("20.0 seconds for a short answer")
    assert "Raise timeout_seconds, or take a quicker model." in found["model default, speed"][1]


@pytest.mark.parametrize(
    ("headers", "fields", "sentence"),
    [
        ({"Sunset": "Sat, 31 Dec 2033 23:59:59 GMT"}, {}, "announced for 2033-12-31 (Sunset)"),
        ({"Deprecation": "@1688169599"}, {}, "announced for 2023-06-30 (Deprecation)"),
        ({"Deprecation": "true"}, {}, "called deprecated (Deprecation)"),
        ({}, {"shutdown_date": "2033-05-01"}, "announced for 2033-05-01 (shutdown_date)"),
        ({}, {"deprecation_date": 1998524800}, "announced for 2033-05-01 (deprecation_date)"),
        ({}, {"deprecated": True}, "called deprecated (deprecated)"),
    ],
)
def test_an_announced_end_of_a_model_is_told(
    doctor: Doctor, headers: Mapping[str, str], fields: Mapping[str, Any], sentence: str
) -> None:
    with chat_server(only("plain", Reply(content="1 2 3", headers=headers))) as server:
        server.model_fields = dict(fields)
        code, found = doctor.examines(base_url=server.base_url)

    assert code == 1
    assert sentence in found["model default, shut-down"][1]
    assert "Choose the model that follows" in found["model default, shut-down"][1]


def test_a_key_that_an_endpoint_tells_back_is_not_repeated(doctor: Doctor) -> None:
    with chat_server(only("plain", Reply(content=KEY, headers={"Sunset": KEY}))) as server:
        server.model_fields = {"deprecated": KEY}
        code, found = doctor.examines(base_url=server.base_url)

    assert code == 1
    assert "called deprecated" in found["model default, shut-down"][1]


@pytest.mark.parametrize("fields", [{}, {"deprecated": False, "deprecation": None, "shutdown_date": ""}])
def test_a_model_that_nobody_will_shut_down_announces_nothing(fields: Mapping[str, Any]) -> None:
    assert announced({}, fields) is None


@pytest.mark.parametrize(
    "value", ["2033-05-01", "2033-05-01T10:00:00Z", 1998524800, 1998524800000, "Sun, 01 May 2033 00:00:00 GMT"]
)
def test_a_day_is_read_however_it_is_written(value: str | int) -> None:
    told = announced({}, {"shutdown_date": value})

    assert told is not None
    assert "2033-05-01" in told


@pytest.mark.parametrize("value", ["soon", "2033-99-01", "9" * 30, 10**30, -(10**30), "@x", "@" + "9" * 30])
def test_a_day_that_cannot_be_read_is_called_none(value: str | int) -> None:
    told = announced({}, {"shutdown_date": value})

    assert told is not None
    assert "with no date" in told


def test_with_no_model_configured_it_says_who_decides(doctor: Doctor) -> None:
    code, found = doctor.runs()

    assert code == 0
    assert found["models"][1].startswith("none configured")


def test_a_model_that_no_agent_would_ask_is_told(doctor: Doctor) -> None:
    with chat_server(good) as server:
        doctor.patch.setenv("ORDERDESK_MODELS__MAIN__MODEL", "scripted")
        doctor.patch.setenv("ORDERDESK_MODELS__MAIN__BASE_URL", server.base_url)
        code, found = doctor.runs()

    assert code == 1
    assert found["seats"] == (
        False,
        "No agent has a chat model: the settings define main, and the prompts are written for default. "
        "Name it so, or give it to agents under [seats].",
    )


def test_agents_whose_seats_are_all_left_to_the_built_in_reasoner_are_as_they_were_set(doctor: Doctor) -> None:
    agents = ("INTAKE", "MATCHING", "AVAILABILITY", "SUBSTITUTION", "ERP_ENTRY", "COMMUNICATION")
    for agent in agents:
        doctor.patch.setenv(f"ORDERDESK_SEATS__{agent}", "none")
    with chat_server(good) as server:
        _, found = doctor.examines(base_url=server.base_url)

    assert found["seats"] == (True, "none with a chat model")

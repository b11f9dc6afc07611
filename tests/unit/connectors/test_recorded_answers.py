"""A recorder and a replayer at the transport: every exchange is kept once, and every answer given in its turn."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2
import pytest

from connectors.models.recording import Recorder
from connectors.models.replaying import Replayer
from domain.errors import InputRejected


class TestTheAnswersToOneRequest:
    @pytest.fixture
    def tape(self, tmp_path: Path) -> Path:
        """Ten different answers to one request, and one to another."""
        file = tmp_path / "tape.jsonl"
        recorder = Recorder(file, ())
        answers = iter(range(10))
        with httpx2.Client(transport=recorder.wrap(_transport(lambda _: str(next(answers))))) as client:
            for _ in range(10):
                client.post("http://models.example/v1/chat/completions", json={"a": 1, "b": 2})
        recorder.close()
        return file

    def test_come_in_the_order_recorded_and_then_the_last_again(self, tape: Path) -> None:
        with httpx2.Client(transport=Replayer(tape, ()).wrap(_transport(_nobody))) as client:
            told = [client.post("http://elsewhere.example/", json={"b": 2, "a": 1}).text for _ in range(12)]

        assert told == [*map(str, range(10)), "9", "9"]

    def test_are_each_given_once_to_threads_that_ask_at_once(self, tape: Path) -> None:
        with (
            httpx2.Client(transport=Replayer(tape, ()).wrap(_transport(_nobody))) as client,
            ThreadPoolExecutor(8) as threads,
        ):
            told = list(
                threads.map(lambda _: client.post("http://elsewhere.example/", json={"a": 1, "b": 2}).text, range(10))
            )

        assert sorted(told) == [*map(str, range(10))]

    def test_are_all_kept_when_threads_ask_at_once(self, tmp_path: Path) -> None:
        recorder = Recorder(tmp_path / "threads.jsonl", ())
        with (
            httpx2.Client(transport=recorder.wrap(_transport(lambda request: request.content.decode()))) as client,
            ThreadPoolExecutor(8) as threads,
        ):
            list(threads.map(lambda n: client.post("http://models.example/", json={"n": n}), range(50)))
        recorder.close()

        lines = [json.loads(line) for line in (tmp_path / "threads.jsonl").read_text(encoding="utf-8").splitlines()]
        assert sorted(line["request"]["n"] for line in lines) == list(range(50))
        assert all(json.loads(line["body"]) == line["request"] for line in lines)


def test_a_recording_that_can_no_longer_be_written_is_told_and_is_no_failure_of_the_model(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path / "tape.jsonl", ())
    (tmp_path / "tape.jsonl").mkdir()
    with httpx2.Client(transport=recorder.wrap(_transport(lambda _: "fine"))) as client:
        assert client.post("http://models.example/", json={}).text == "fine"

    with pytest.raises(InputRejected, match="cannot be written"):
        recorder.check()


def _transport(answer: Callable[[httpx2.Request], str]) -> httpx2.BaseTransport:
    return httpx2.MockTransport(lambda request: httpx2.Response(200, text=answer(request)))


def _nobody(request: httpx2.Request) -> str:
    raise AssertionError(f"the network was asked for {request.url}")

"""A chat model asked over real HTTP: whatever its endpoint does, there is an answer that was checked, or a sentence."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

from agents.seats.asking import Answered
from connectors.models.endpoint import Endpoint
from connectors.models.roles import ModelRole
from domain.errors import ConfigurationError
from tests.support.asking import (
    GOOD,
    LOOK_AT_W_1001,
    TIMEOUT_SECONDS,
    Asking,
    Choice,
    Looking,
    Script,
    after_tools,
    asking,
)
from tests.support.chat_server import Asked, Reply, ToolCall
from tests.support.desks import HandClock

RIGHT = Choice(sku="W-1001", quantity="2")
LIMITED = Reply(status=429, headers={"retry-after-ms": "150"})
FUZZED = 60
BROKEN = Reply(status=500, headers={"retry-after-ms": "1"})
BODIES = (
    b"",
    b"\x00\xff\xfe garbage",
    b"<html>Bad gateway</html>",
    b"null",
    b"[]",
    b'"no"',
    b"{}",
    b'{"error": {"message": "no"}}',
    b'{"choices": null}',
    b'{"choices": []}',
    b'{"choices": [{}]}',
    b'{"choices": [{"index": 0, "message": null}]}',
    b'{"choices": [{"index": 0, "message": {"role": "assistant", "content": "{"',
    b"data: [DONE]\n\n",
    b"data: {oh\n\n",
    b"data: [1]\n\ndata: [DONE]\n\n",
    b'data: {"choices": [{"delta": null}]}\n\n',
    b'data: {"error": {"message": "no"}}\n\n',
    b"[" * 20_000,
)
WRONG_FORMS = (
    "",
    "no",
    "null",
    "[]",
    "{",
    "[" * 2_000,
    '"W-1001"',
    '{"sku": "W-1001"}',
    '{"sku": 1, "quantity": 2}',
    '{"sku": "W-1001", "quantity": "2", "price": "0"}',
    '{"sku": "\\u0000", "quantity": "2"}',
    '{"sku": "\\ud800", "quantity": "2"}',
    '```json\n{"sku": "W-1001", "quantity": "2"}\n```',
)
both = pytest.mark.parametrize("streaming", [False, True], ids=["whole", "streamed"])


def offered(answer: Choice) -> Iterable[str]:
    """A check that takes one product alone."""
    if answer.sku != RIGHT.sku:
        yield f"sku {answer.sku} was not offered"


def one_reply(reply: Reply, home: Path, **role: Any) -> tuple[str, list[str | None]]:
    """Why there is no answer where an endpoint always replies so, and how the calls failed."""
    with asking(home, Script(reply), **role) as desk:
        return desk.fallback(tools=[Looking().tool]), desk.failures()


def test_an_answer_comes_with_what_it_cost(tmp_path: Path) -> None:
    with asking(tmp_path, Script(GOOD)) as desk:
        answered = desk.ask()
        usage = desk.server.usage["Choice"]
    assert answered.answer == RIGHT
    assert answered.use.fallback is None
    assert answered.use.answer == {"sku": "W-1001", "quantity": "2"}
    assert (answered.use.model, answered.use.calls) == ("scripted", 1)
    assert re.fullmatch("3@[0-9a-f]{12}", answered.use.prompt_version)
    assert (answered.use.input_tokens, answered.use.output_tokens) == (usage.read, usage.written)
    assert answered.use.input_tokens > answered.use.output_tokens > 0
    assert 0 < answered.use.seconds < 5


def test_the_request_wants_a_strict_schema_and_offers_strict_tools(tmp_path: Path) -> None:
    with asking(tmp_path, Script(GOOD)) as desk:
        desk.ask(tools=[Looking().tool])
        (asked,) = desk.server.asked
    wanted = asked.body["response_format"]
    assert wanted["type"] == "json_schema"
    assert wanted["json_schema"]["strict"] is True
    schema = wanted["json_schema"]["schema"]
    assert (sorted(schema["required"]), schema["additionalProperties"]) == (["quantity", "sku"], False)
    (tool,) = asked.body["tools"]
    assert (tool["function"]["name"], tool["function"]["strict"]) == ("look", True)
    assert sorted(tool["function"]["parameters"]["required"]) == ["depth", "sku"]
    assert (asked.body["model"], asked.body["temperature"], asked.body["max_completion_tokens"]) == ("scripted", 0, 50)
    assert [m["role"] for m in asked.said] == ["system", "user"]
    assert asked.task == "The words: two blue widgets"


def test_no_tools_are_no_list_of_tools(tmp_path: Path) -> None:
    with asking(tmp_path, Script(GOOD)) as desk:
        assert desk.ask().answer == RIGHT
        assert "tools" not in desk.server.asked[0].body
        assert desk.server.asked[0].body["response_format"]["json_schema"]["strict"] is True


@both
def test_the_same_question_is_the_same_request_to_the_byte(tmp_path: Path, streaming: bool) -> None:
    with asking(tmp_path, after_tools(LOOK_AT_W_1001), streaming=streaming) as desk:
        for conversation in ("con-1", "con-2"):
            desk.ask(tools=[Looking().tool], conversation=conversation)
            desk.clock.move(hours=30)
        bodies = [json.dumps(asked.body) for asked in desk.server.asked]
    assert bodies[:2] == bodies[2:]
    told = "".join(bodies)
    assert not re.search(r"run-|con-|lc_|20\d\d-\d\d|[0-9a-f]{8}-[0-9a-f]{4}", told)


@both
def test_tools_are_called_and_tell_the_model(tmp_path: Path, streaming: bool) -> None:
    looking = Looking()
    calls = [ToolCall("look", json.dumps({"sku": sku, "depth": n}), f"call-{n}") for n, sku in enumerate("ABC")]
    with asking(tmp_path, after_tools(*calls), streaming=streaming) as desk:
        answered = desk.ask(tools=[looking.tool])
        assert desk.server.asked[-1].tool_results == ("A is blue, 0", "B is blue, 1", "C is blue, 2")
    assert (answered.answer, answered.use.calls) == (RIGHT, 2)
    assert sorted(looking.looked_at) == ["A", "B", "C"]


@both
@pytest.mark.parametrize(
    ("call", "told"),
    [
        (ToolCall("enter_order", '{"sku": "W-1001"}'), "enter_order is not a valid tool"),
        (ToolCall("look", '{"sku": ["W"], "depth": "deep"}'), "valid string"),
        (ToolCall("look", "{}"), "sku"),
    ],
    ids=["unknown", "wrong types", "no arguments"],
)
def test_a_tool_call_that_cannot_be_made_is_told_to_the_model(
    tmp_path: Path, streaming: bool, call: ToolCall, told: str
) -> None:
    looking = Looking()
    with asking(tmp_path, after_tools(call), streaming=streaming) as desk:
        assert desk.ask(tools=[looking.tool]).answer == RIGHT
        (result,) = desk.server.asked[-1].tool_results
    assert told in result
    assert not looking.looked_at


@both
@pytest.mark.parametrize("arguments", ['{"sku": "W', "W-1001", "", "[1]"])
def test_tool_arguments_that_are_no_json_object_are_a_fallback(tmp_path: Path, streaming: bool, arguments: str) -> None:
    sentence, failures = one_reply(Reply(tool_calls=(ToolCall("look", arguments),)), tmp_path, streaming=streaming)
    assert "could not be read" in sentence
    assert failures == ["unreadable"]


@both
def test_a_model_that_never_stops_calling_tools_is_stopped(tmp_path: Path, streaming: bool) -> None:
    looking = Looking()
    with asking(tmp_path, Script(Reply(tool_calls=(LOOK_AT_W_1001,))), rounds=3, streaming=streaming) as desk:
        assert desk.fallback(tools=[looking.tool]) == "The model went back for tools more than 3 times."
        assert len(desk.server.asked) == len(desk.calls()) == 3
    assert len(looking.looked_at) <= 3


def test_streamed_or_not_answer_and_usage_are_the_same(tmp_path: Path) -> None:
    def outcome(streaming: bool) -> tuple[Answered[Choice], list[tuple[int, int, int]]]:
        home = tmp_path / str(streaming)
        home.mkdir()
        with asking(home, after_tools(LOOK_AT_W_1001), streaming=streaming) as desk:
            desk.ask(tools=[Looking().tool])
            answered = desk.ask(tools=[Looking().tool])
            assert {bool(asked.body.get("stream")) for asked in desk.server.asked} == {streaming}
            return answered, [(row.input_tokens, row.cached_tokens, row.output_tokens) for row in desk.calls()]

    (whole, kept), (streamed, kept_streamed) = outcome(streaming=False), outcome(streaming=True)
    assert whole.answer == streamed.answer == RIGHT
    assert whole.use.model_copy(update={"seconds": 0.0}) == streamed.use.model_copy(update={"seconds": 0.0})
    assert kept == kept_streamed
    assert whole.use.cached_tokens > 0
    assert [cached > 0 for _, cached, _ in kept] == [False, True, True, True]


@both
@pytest.mark.parametrize(
    ("reply", "told", "failure"),
    [
        (Reply(refusal="I cannot help with that."), "refused", "refused"),
        (Reply(content='{"sku": "W-1', finish_reason="length"), "cut off", "cut_off"),
        (Reply(content=GOOD.content, finish_reason="length"), "cut off", "cut_off"),
        (Reply(finish_reason="content_filter"), "content filter", "filtered"),
        (Reply(content=GOOD.content, finish_reason="content_filter"), "content filter", "filtered"),
        (Reply(status=429), "no more calls now", "too_many"),
        (Reply(status=500), "HTTP 500", "unreachable"),
        (Reply(status=503), "HTTP 503", "unreachable"),
        (Reply(status=400), "HTTP 400", "rejected"),
        (Reply(status=401), "HTTP 401", "rejected"),
        (Reply(hang=True), "within 0.3 seconds", "timed_out"),
        (Reply(content=GOOD.content, drip=TIMEOUT_SECONDS / 20), "within 0.3 seconds", "timed_out"),
        (Reply(content=GOOD.content, reset=True), "could not be reached", "unreachable"),
        (Reply(content=GOOD.content, reset=True, reset_after=60), "could not be reached", "unreachable"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_fault_is_a_fallback_with_its_reason(
    tmp_path: Path, streaming: bool, reply: Reply, told: str, failure: str
) -> None:
    began = monotonic()
    # What answers at once must not be cut off on a machine that is busy: its own fault is what is looked at.
    patience = TIMEOUT_SECONDS if reply.hang or reply.drip else 10 * TIMEOUT_SECONDS
    sentence, failures = one_reply(reply, tmp_path, streaming=streaming, timeout_seconds=patience)
    assert told in sentence
    assert failures == [failure]
    assert monotonic() - began < 20 * TIMEOUT_SECONDS


@both
def test_what_a_cut_off_answer_cost_is_kept(tmp_path: Path, streaming: bool) -> None:
    reply = Reply(content='{"sku": "W-1', finish_reason="length")
    with asking(tmp_path, Script(reply), streaming=streaming) as desk:
        desk.fallback()
        (row,) = desk.calls()
        usage = desk.server.usage["Choice"]
    assert (row.input_tokens, row.output_tokens) == (usage.read, usage.written)
    assert usage.written > 0


@both
def test_what_is_no_completion_is_a_fallback(tmp_path: Path, streaming: bool) -> None:
    script = Script(*(Reply(raw=body) for body in BODIES))
    with asking(tmp_path, script, streaming=streaming, failures_before_rest=100) as desk:
        for body in BODIES:
            assert "could not be read" in desk.fallback(), body
        assert desk.failures() == ["unreadable"] * len(BODIES)


def test_when_the_endpoint_says_when_to_come_again_that_is_when(tmp_path: Path) -> None:
    brain = Script(LIMITED, GOOD)
    with asking(tmp_path, brain, retries=1) as desk:
        assert desk.ask().answer == RIGHT
    first, second = brain.at
    assert second - first >= 0.15


@pytest.mark.parametrize("reply", [LIMITED, BROKEN, Reply(reset=True)], ids=["429", "500", "reset"])
def test_a_fault_that_passes_is_got_over(tmp_path: Path, reply: Reply) -> None:
    with asking(tmp_path, Script(reply, GOOD), retries=1) as desk:
        assert desk.ask().answer == RIGHT
        assert len(desk.server.asked) == 2
        assert desk.failures() == [None]


@pytest.mark.parametrize(
    ("reply", "told"),
    [(Reply(status=429, headers={"retry-after-ms": "1"}), "no more calls"), (BROKEN, "HTTP 500")],
    ids=["429", "500"],
)
def test_a_fault_that_stays_is_given_up_after_the_retries(tmp_path: Path, reply: Reply, told: str) -> None:
    with asking(tmp_path, Script(reply), retries=2) as desk:
        assert told in desk.fallback()
        assert len(desk.server.asked) == 3
        assert len(desk.calls()) == 1


def test_an_endpoint_that_keeps_failing_is_not_asked_for_a_while(tmp_path: Path) -> None:
    with asking(tmp_path, Script(*[BROKEN] * 2, GOOD), failures_before_rest=2, rest_seconds=60) as desk:
        assert "HTTP 500" in desk.fallback()
        assert "HTTP 500" in desk.fallback()
        assert "left alone" in desk.fallback()
        assert len(desk.server.asked) == len(desk.calls()) == 2
        desk.clock.move(seconds=61)
        assert desk.ask().answer == RIGHT


def test_nobody_at_the_other_end_is_a_fallback(tmp_path: Path) -> None:
    with asking(tmp_path, Script(GOOD)) as desk:
        desk.server.stop()
        assert desk.fallback() == "The model could not be reached."


@both
def test_an_answer_of_another_form_goes_back_once(tmp_path: Path, streaming: bool) -> None:
    replies = [reply for content in WRONG_FORMS for reply in (Reply(content=content), GOOD)]
    with asking(tmp_path, Script(*replies), streaming=streaming) as desk:
        for number, content in enumerate(WRONG_FORMS):
            answered = desk.ask(conversation=f"con-{number}")
            assert (answered.answer, answered.use.calls) == (RIGHT, 2), content
            *_, wrong, told = desk.server.asked[-1].said
            assert "it is not JSON of the wanted form" in told["content"]
            assert not content or wrong["content"] == content


def test_a_wrong_answer_goes_back_once_with_the_reason(tmp_path: Path) -> None:
    wrong = Reply(content={"sku": "X-9", "quantity": "2"})
    with asking(tmp_path, Script(wrong, GOOD)) as desk:
        answered = desk.ask(check=offered)
        assert (answered.answer, answered.use.calls) == (RIGHT, 2)
        first, second = desk.server.asked
    assert not first.again
    assert second.again
    assert [m["role"] for m in second.said] == ["system", "user", "assistant", "user"]
    assert json.loads(second.said[-2]["content"])["sku"] == "X-9"
    assert "- sku X-9 was not offered\n" in second.said[-1]["content"]


def test_a_wrong_answer_twice_is_given_up(tmp_path: Path) -> None:
    wrong = Reply(content={"sku": "X-9", "quantity": "2"})
    with asking(tmp_path, Script(wrong, wrong, GOOD)) as desk:
        assert desk.fallback(check=offered) == "The model's answer did not pass the checks: sku X-9 was not offered."
        assert len(desk.server.asked) == 2
        assert desk.failures() == [None, None]


def test_an_endpoint_that_tells_probabilities_shows_hesitation(tmp_path: Path) -> None:
    replies = (Reply(content=GOOD.content, logprob=-0.1), Reply(content=GOOD.content, logprob=-0.9), GOOD)
    with asking(tmp_path, Script(*replies), logprobs=True) as desk:
        assert [desk.ask().hesitant for _ in replies] == [False, True, False]
        assert desk.server.asked[0].body["logprobs"] is True


def _mutated(rng: random.Random, value: Any) -> Any:
    """A JSON value with something somewhere in it replaced or left out."""
    if isinstance(value, dict) and value and rng.random() < 0.85:
        name = rng.choice(sorted(value))
        if rng.random() < 0.2:
            return {key: inner for key, inner in value.items() if key != name}
        return {**value, name: _mutated(rng, value[name])}
    if isinstance(value, list) and value and rng.random() < 0.8:
        at = rng.randrange(len(value))
        return [*value[:at], _mutated(rng, value[at]), *value[at + 1 :]]
    return rng.choice([None, "", "x", 0, -1, 10**30, 1.5, True, [], {}, [None], {"x": {}}, "\ud800", "\x00"])


@pytest.mark.filterwarnings("ignore:Pydantic serializer warnings")
def test_a_completion_with_anything_wrong_in_it_never_gets_past_as_an_error(tmp_path: Path) -> None:
    rng = random.Random(7)
    tokens = [{"token": "x", "logprob": -0.1, "top_logprobs": []}]
    call = {"id": "c", "type": "function", "function": {"name": "look", "arguments": '{"sku": "W-1001"}'}}
    usage = {"prompt_tokens": 9, "completion_tokens": 3, "total_tokens": 12}

    def brain(asked: Asked) -> Reply:
        message: dict[str, Any] = {"role": "assistant", "content": json.dumps(GOOD.content), "refusal": None}
        if not asked.tool_results and rng.random() < 0.3:
            message["tool_calls"] = [call]
        choice = {"index": 0, "finish_reason": "stop", "message": message, "logprobs": {"content": tokens}}
        whole = {"id": "1", "object": "chat.completion", "created": 0, "model": "m", "choices": [choice]}
        whole["usage"] = usage | {"prompt_tokens_details": {"cached_tokens": 1}}
        return Reply(raw=json.dumps(_mutated(rng, whole)).encode())

    with asking(tmp_path, brain, failures_before_rest=100, rounds=2) as desk:
        outcomes = Counter(_outcome(desk, f"con-{number}") for number in range(FUZZED))
    assert min(outcomes[True], outcomes[False]) > FUZZED // 5, outcomes


def _outcome(desk: Asking, conversation: str) -> bool:
    answered = desk.ask(tools=[Looking().tool], conversation=conversation)
    assert (answered.answer is None) == (answered.use.fallback is not None)
    return answered.answer is not None


@pytest.mark.parametrize("parameters", [{"temperature": "hot"}, {"max_tokens": "many"}, {"model": "other"}])
def test_parameters_that_no_model_takes_are_named(parameters: dict[str, Any]) -> None:
    endpoint = Endpoint(ModelRole(model="scripted"), HandClock())
    with pytest.raises(ConfigurationError, match=next(iter(parameters))):
        endpoint.chat(parameters)
    endpoint.close()

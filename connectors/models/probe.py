"""Trying a model role out: whether it answers, can do what the desk asks of models, and how long it will be there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import httpx2
import openai
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage
from langsmith import tracing_context

from connectors.models.announced import HEADERS, announced
from connectors.models.deadline import DeadlineTransport
from connectors.models.endpoint import Endpoint
from connectors.models.guard import as_failure
from connectors.models.roles import ModelRole
from domain.environment import Clock
from domain.errors import ModelFailure

_COUNT = "Count from 1 to 30, in digits, parted by blanks. Write nothing else."
_ADD = "What is 17 plus 25? Use the tool."
_TOOL = {
    "type": "function",
    "function": {
        "name": "add",
        "description": "Adds two whole numbers.",
        "parameters": {
            "type": "object",
            "properties": {"a": {"type": "integer"}, "b": {"type": "integer"}},
            "required": ["a", "b"],
            "additionalProperties": False,
        },
    },
}
_GRASS = "Which colour has grass?"
_COLOURS = ("green", "blue")
_SCHEMA = {
    "title": "Colour",
    "description": "A colour.",
    "type": "object",
    "properties": {"colour": {"type": "string", "enum": list(_COLOURS)}},
    "required": ["colour"],
    "additionalProperties": False,
}
_ADVICE = {
    ModelFailure.UNREACHABLE: "See that base_url is right, and that the server runs.",
    ModelFailure.TIMED_OUT: "Raise timeout_seconds, or take a quicker model.",
    ModelFailure.TOO_MANY: "Wait, or have the endpoint's limit raised.",
    ModelFailure.UNREADABLE: "See that base_url ends where the OpenAI-compatible part begins, often in /v1.",
}
_STATUS_ADVICE = {
    401: "See the role's api_key.",
    403: "See the role's api_key, and what it may use.",
    404: "See the model's name, and base_url.",
}
_OF_ITS_TIME = 0.5


@dataclass(frozen=True)
class Probed:
    """One thing tried: whether it is well, and what was found, with what to do where it is not."""

    name: str
    well: bool
    found: str


def probe(role: ModelRole, clock: Clock) -> Iterator[Probed]:
    """Try a role out, with three short questions as the desk asks them. Its key is in nothing that is found.

    What cannot be tried because nothing answers is left out.
    """
    heard: dict[str, str] = {}
    endpoint = Endpoint(role, clock, lambda network: _Listening(network, heard))
    try:
        with tracing_context(enabled=False):
            chat = endpoint.chat({})
            began = perf_counter()
            try:
                answer = chat.invoke(_COUNT)
            except Exception as error:  # noqa: BLE001  whatever it is, it is what was found
                yield Probed("reachable", False, _told(error, role))
                return
            seconds = perf_counter() - began
            yield Probed("reachable", True, f"{role.model} answers")
            yield _tried("tools", lambda: _calls_tools(chat), role)
            yield _tried("strict schema", lambda: _keeps_to_a_schema(chat), role)
            yield _usage(answer)
            yield _speed(answer, seconds, role)
            yield _shut_down(role, heard)
    finally:
        endpoint.close()


def _tried(name: str, look: Callable[[], Probed], role: ModelRole) -> Probed:
    try:
        return look()
    except Exception as error:  # noqa: BLE001  whatever it is, it is what was found
        return Probed(name, False, _told(error, role))


def _calls_tools(chat: BaseChatModel) -> Probed:
    said = chat.bind_tools([_TOOL]).invoke(_ADD)
    for call in said.tool_calls:
        if call["name"] == "add" and call["args"] == {"a": 17, "b": 25}:
            return Probed("tools", True, "it calls them")
    missing = "it called no tool as it was asked to. Take a model with tool calling, or have the server turn it on."
    return Probed("tools", False, missing)


def _keeps_to_a_schema(chat: BaseChatModel) -> Probed:
    told = chat.with_structured_output(_SCHEMA, method="json_schema", strict=True, include_raw=True).invoke(_GRASS)
    parsed = told["parsed"] if isinstance(told, dict) else None
    if isinstance(parsed, dict) and set(parsed) == {"colour"} and parsed["colour"] in _COLOURS:
        return Probed("strict schema", True, "it keeps to it")
    broken = "its answer is not of the JSON schema it was given. Take a model with strict structured output."
    return Probed("strict schema", False, broken)


def _usage(answer: AIMessage) -> Probed:
    usage = answer.usage_metadata
    if usage is None or not usage["input_tokens"] or not usage["output_tokens"]:
        missing = "no tokens are reported, so that budgets of tokens hold nothing. Limit calls and seconds instead."
        return Probed("usage", False, missing)
    return Probed("usage", True, f"{usage['input_tokens']} tokens read, {usage['output_tokens']} written")


def _speed(answer: AIMessage, seconds: float, role: ModelRole) -> Probed:
    written = answer.usage_metadata["output_tokens"] if answer.usage_metadata else 0
    rate = f", {written / seconds:.0f} tokens a second" if written else ""
    found = f"{seconds:.1f} seconds for a short answer{rate}"
    if seconds <= role.timeout_seconds * _OF_ITS_TIME:
        return Probed("speed", True, found)
    slow = f"{found}, of the {role.timeout_seconds:g} that any may take. {_ADVICE[ModelFailure.TIMED_OUT]}"
    return Probed("speed", False, slow)


def _shut_down(role: ModelRole, heard: dict[str, str]) -> Probed:
    """What the endpoint announces: in headers of its answers, and in its list of models where it has one."""
    fields: dict[str, Any] = {}
    network = _Listening(DeadlineTransport(httpx2.HTTPTransport(), role.timeout_seconds), heard)
    with httpx2.Client(transport=network, timeout=role.timeout_seconds) as http:
        try:
            client = openai.OpenAI(
                api_key=role.api_key.get_secret_value(), base_url=role.base_url, max_retries=0, http_client=http
            )
            fields = client.models.retrieve(role.model).model_dump()
        except (openai.OpenAIError, ValueError):
            # Many endpoints list no models; then only the headers can tell.
            fields = {}
    told = announced(heard, fields)
    return Probed("shut-down", told is None, "none announced" if told is None else told)


def _told(error: Exception, role: ModelRole) -> str:
    """An error's sentence with what to do; nothing of the request, the key or the endpoint's own words is in it."""
    failed = as_failure(error, role)
    status = error.status_code if isinstance(error, openai.APIStatusError) else 0
    advice = _STATUS_ADVICE.get(status) or _ADVICE.get(failed.kind) or "See what the endpoint's own log says."
    return f"{failed.sentence} {advice}"


class _Listening(httpx2.BaseTransport):
    """Hands requests on, and takes note of those headers of the answers that announce something."""

    def __init__(self, network: httpx2.BaseTransport, heard: dict[str, str]) -> None:
        self._network = network
        self._heard = heard

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        response = self._network.handle_request(request)
        self._heard.update({name: response.headers[name] for name in HEADERS if name in response.headers})
        return response

    def close(self) -> None:
        self._network.close()

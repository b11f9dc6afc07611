"""A chat model's endpoint on loopback, spoken to over real HTTP: it answers what a brain of the test's says.

Tokens are counted as a tokenizer of four characters each would; what a system prompt shares with an earlier request
counts as cached, as providers' prompt caches have it.
"""

from __future__ import annotations

import json
import math
import socket
import struct
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

_CHARACTERS_PER_TOKEN = 4
_PIECE = 12


@dataclass(frozen=True)
class Asked:
    """One request to the model."""

    body: Mapping[str, Any]

    @property
    def schema(self) -> str:
        """The name of the answer that is wanted, such as ``IntakeAnswer``."""
        wanted = self.body.get("response_format") or {}
        return str(wanted.get("json_schema", {}).get("name", ""))

    @property
    def task(self) -> str:
        """The first message of the user: the task with its data."""
        return next(str(m["content"]) for m in self.body["messages"] if m["role"] == "user")

    @property
    def said(self) -> tuple[Mapping[str, Any], ...]:
        """Every message, the system's first."""
        return tuple(self.body["messages"])

    @property
    def again(self) -> bool:
        """Whether an answer came back because it failed a check."""
        return len([m for m in self.said if m["role"] == "user"]) > 1

    @property
    def tool_results(self) -> tuple[str, ...]:
        """What tools said so far."""
        return tuple(str(m["content"]) for m in self.said if m["role"] == "tool")


@dataclass(frozen=True)
class ToolCall:
    """A tool that the model calls; ``arguments`` may be any text, also no JSON."""

    name: str
    arguments: str
    call_id: str = "call-1"


@dataclass(frozen=True)
class Reply:
    """What the endpoint does with a request.

    ``content`` is the message (a dict is sent as JSON). ``status`` other than 200 is an error with ``headers``.
    ``raw`` replaces the whole body. ``hang`` waits before anything is sent, until the server closes; ``drip`` sends the
    body a byte at a time with pauses of so many seconds; ``reset`` breaks the connection before anything is sent, or
    after the headers and ``reset_after`` bytes of the body.
    """

    content: str | Mapping[str, Any] = ""
    tool_calls: tuple[ToolCall, ...] = ()
    finish_reason: str = "stop"
    refusal: str | None = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    raw: bytes | None = None
    hang: bool = False
    drip: float = 0.0
    reset: bool = False
    reset_after: int = 0
    logprob: float | None = None


Brain = Callable[[Asked], Reply]


@dataclass
class Usage:
    """What one kind of answer cost, as the server counts it."""

    calls: int = 0
    read: int = 0
    cached: int = 0
    written: int = 0


class ChatServer:
    """The endpoint. ``asked`` are all requests that were read whole, in the order they came.

    ``model_fields`` are further fields of a model that is asked for by its name.
    """

    def __init__(self, brain: Brain) -> None:
        self.brain = brain
        self.asked: list[Asked] = []
        self.usage: dict[str, Usage] = {}
        self.model_fields: dict[str, Any] = {}
        self.broken: list[Exception] = []
        self.closing = threading.Event()
        self._lock = threading.Lock()
        self._known_prompts: set[str] = set()
        server = self
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"chat": server}))
        self._http.daemon_threads = True
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)

    @property
    def base_url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._http.server_address[1]}/v1"

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()

    def stop(self) -> None:
        """Stop; requests that hang are let go."""
        self.closing.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def take(self, body: Mapping[str, Any]) -> tuple[Reply, dict[str, int]]:
        """Answer a request, and count its tokens."""
        asked = Asked(body)
        with self._lock:
            self.asked.append(asked)
            system = str(asked.said[0]["content"])
            cached = _tokens(system) if system in self._known_prompts else 0
            self._known_prompts.add(system)
        try:
            reply = self.brain(asked)
        except Exception as error:  # noqa: BLE001  the test is told of it at the end, the client at once
            self.broken.append(error)
            reply = Reply(status=500)
        usage = {
            "read": sum(_tokens(str(m.get("content") or "")) for m in asked.said)
            + _tokens(json.dumps(body.get("tools", [])))
            + _tokens(json.dumps(body.get("response_format", {}))),
            "cached": cached,
            "written": _tokens(_text(reply)) + sum(_tokens(call.arguments) for call in reply.tool_calls),
        }
        with self._lock:
            of = self.usage.setdefault(asked.schema, Usage())
            of.calls += 1
            of.read += usage["read"]
            of.cached += usage["cached"]
            of.written += usage["written"]
        return reply, usage


@contextmanager
def chat_server(brain: Brain) -> Iterator[ChatServer]:
    """An endpoint for the length of a block."""
    server = ChatServer(brain)
    server.start()
    try:
        yield server
    finally:
        server.stop()
    if server.broken:
        raise AssertionError("the brain of the test failed") from server.broken[0]


def _tokens(text: str) -> int:
    return math.ceil(len(text) / _CHARACTERS_PER_TOKEN)


def _text(reply: Reply) -> str:
    return reply.content if isinstance(reply.content, str) else json.dumps(reply.content, ensure_ascii=False)


class _Handler(BaseHTTPRequestHandler):
    chat: ChatServer
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing."""

    def do_GET(self) -> None:
        """The list of models, or one of them."""
        name = self.path.rpartition("/")[2]
        body = {"object": "list", "data": [{"id": "scripted", "object": "model"}]}
        one = {"id": name, "object": "model", **self.chat.model_fields}
        self._send(200, json.dumps(body if name == "models" else one).encode(), {})

    def do_POST(self) -> None:
        """A chat completion."""
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        reply, usage = self.chat.take(body)
        if reply.hang:
            self.chat.closing.wait()
            self.close_connection = True
            return
        streamed = bool(body.get("stream")) and reply.status == 200 and reply.raw is None
        if reply.raw is not None:
            content = reply.raw
        elif reply.status != 200:
            content = json.dumps({"error": {"message": "scripted", "type": "scripted"}}).encode()
        elif streamed:
            content = b"".join(_events(reply, usage, body["model"]))
        else:
            content = json.dumps(_completion(reply, usage, body["model"])).encode()
        kind = {"Content-Type": "text/event-stream"} if streamed else {"Content-Type": "application/json"}
        if reply.reset:
            if reply.reset_after:
                self._head(reply.status, len(content), kind)
                self.wfile.write(content[: reply.reset_after])
            # Closing with a linger of zero sends RST, which is what a broken connection looks like.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.close_connection = True
            self.connection.close()
            return
        self._send(reply.status, content, {**kind, **reply.headers}, reply.drip)

    def _head(self, status: int, length: int, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(length))
        self.end_headers()

    def _send(self, status: int, content: bytes, headers: Mapping[str, str], drip: float = 0.0) -> None:
        try:
            self._head(status, len(content), headers)
            if not drip:
                self.wfile.write(content)
            for at in range(len(content) if drip else 0):
                self.wfile.write(content[at : at + 1])
                self.wfile.flush()
                if self.chat.closing.wait(drip):
                    break
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True


def _completion(reply: Reply, usage: Mapping[str, int], model: str) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": _text(reply) or None, "refusal": reply.refusal}
    if reply.tool_calls:
        message["tool_calls"] = [_call(call) for call in reply.tool_calls]
    choice: dict[str, Any] = {
        "index": 0,
        "message": message,
        "finish_reason": "tool_calls" if reply.tool_calls else reply.finish_reason,
    }
    if reply.logprob is not None:
        choice["logprobs"] = {"content": [{"token": "x", "logprob": reply.logprob, "top_logprobs": []}]}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 0,
        "model": model,
        "choices": [choice],
        "usage": _usage(usage),
    }


def _call(call: ToolCall) -> dict[str, Any]:
    return {"id": call.call_id, "type": "function", "function": {"name": call.name, "arguments": call.arguments}}


def _usage(usage: Mapping[str, int]) -> dict[str, Any]:
    return {
        "prompt_tokens": usage["read"],
        "completion_tokens": usage["written"],
        "total_tokens": usage["read"] + usage["written"],
        "prompt_tokens_details": {"cached_tokens": usage["cached"]},
    }


def _events(reply: Reply, usage: Mapping[str, int], model: str) -> Iterator[bytes]:
    """The same as server-sent events."""

    def event(choices: list[dict[str, Any]], **more: Any) -> bytes:
        chunk = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 0, "model": model}
        return b"data: " + json.dumps({**chunk, "choices": choices, **more}).encode() + b"\n\n"

    yield event([{"index": 0, "delta": {"role": "assistant", "content": ""}, "finish_reason": None}])
    text = _text(reply)
    for at in range(0, len(text), _PIECE):
        yield event([{"index": 0, "delta": {"content": text[at : at + _PIECE]}, "finish_reason": None}])
    if reply.refusal:
        yield event([{"index": 0, "delta": {"refusal": reply.refusal}, "finish_reason": None}])
    if reply.tool_calls:
        calls = [{"index": number, **_call(call)} for number, call in enumerate(reply.tool_calls)]
        yield event([{"index": 0, "delta": {"tool_calls": calls}, "finish_reason": None}])
    ended = "tool_calls" if reply.tool_calls else reply.finish_reason
    yield event([{"index": 0, "delta": {}, "finish_reason": ended}])
    yield event([], usage=_usage(usage))
    yield b"data: [DONE]\n\n"

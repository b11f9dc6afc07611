"""Answering from a recording of model exchanges, with no network at all.

A request is known by its JSON body alone, so that the endpoint may stand elsewhere now. What a recording does not hold
must end the replay, and not pass for a failure of the model, for which the built-in reasoner would stand in: the first
such request is remembered, and ``Replayer.check`` raises it after the message that it happened in.

Retries replay as they were, exchange by exchange, for a call then costs what it cost. Nothing waits for them:
``Retry-After`` is not handed on, and the client is told to come again at once where it came again when this was
recorded, and not to where it did not.
"""

from __future__ import annotations

import json
import textwrap
import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from difflib import SequenceMatcher, unified_diff
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx2
from pydantic import ValidationError

from connectors.models.recording import CHAIN_HEADER, LOST, TIMED_OUT, Exchange, asked, without
from domain.errors import InputRejected, NotRecorded

_AT_ONCE = {"retry-after-ms": "1", CHAIN_HEADER: "true"}
_NEVER = {CHAIN_HEADER: "false"}
_WIDTH = 100
_MOST_CHANGES = 40
_FAILURES: dict[str, type[httpx2.TransportError]] = {TIMED_OUT: httpx2.ReadTimeout, LOST: httpx2.ReadError}


class Replayer:
    """Gives recorded answers: those to one request in the order recorded, then the last again. Thread-safe."""

    def __init__(self, file: Path, secrets: Iterable[str]) -> None:
        """Read a recording. A last line that is not whole is left out: the desk that wrote it crashed.

        Args:
            file: the recording.
            secrets: the keys of the models, blanked as the recorder blanked them.

        Raises:
            InputRejected: it cannot be read, or holds nothing.
        """
        self.file = file
        self._secrets = tuple(secrets)
        self._lock = threading.Lock()
        self._missed: NotRecorded | None = None
        self._answers: dict[str, list[Exchange]] = defaultdict(list)
        self._given: dict[str, int] = defaultdict(int)
        for exchange in _read(file):
            self._answers[_key(exchange.request)].append(exchange)
        if not self._answers:
            raise InputRejected(f"The recording {file} holds no exchange.")
        self._retried = {
            id(one) for same in self._answers.values() for one, after in pairwise(same) if after.attempt > one.attempt
        }

    def wrap(self, network: httpx2.BaseTransport) -> httpx2.BaseTransport:
        """What stands in for the network."""
        return _Replaying(self, network)

    def check(self) -> None:
        """See that the recording held every answer so far.

        Raises:
            NotRecorded: it did not; with the first request that was missing, and how it differs from the nearest.
        """
        if self._missed is not None:
            raise self._missed

    def answer(self, request: httpx2.Request) -> httpx2.Response:
        """The recorded answer.

        Raises:
            httpx2.TransportError: none came when this was recorded, and the client gave up on it.
        """
        body = without(asked(request), self._secrets)
        key = _key(body)
        with self._lock:
            known = self._answers.get(key)
            if known is None:
                self._missed = self._missed or self._miss(body)
                return httpx2.Response(404, headers=_NEVER, request=request)
            exchange = known[min(self._given[key], len(known) - 1)]
            self._given[key] += 1
        retried = id(exchange) in self._retried
        if exchange.failure and not retried:
            raise _FAILURES[exchange.failure]("recorded", request=request)
        headers = {name: value for name, value in exchange.headers.items() if name == "content-type"}
        return httpx2.Response(
            503 if exchange.failure else exchange.status,
            headers={**headers, **(_AT_ONCE if retried else _NEVER)},
            content=exchange.body.encode("utf-8", "surrogateescape"),
            request=request,
        )

    def _miss(self, body: Any) -> NotRecorded:
        """A request that is not recorded, held against the one most like it."""
        now = list(_told(body))
        alike = [same[0].request for same in self._answers.values() if _wanted(same[0].request) == _wanted(body)]
        recorded = [list(_told(one)) for one in alike or [same[0].request for same in self._answers.values()]]
        nearest = max(recorded, key=lambda lines: SequenceMatcher(None, lines, now, autojunk=False).ratio())
        changes = list(unified_diff(nearest, now, "recorded", "asked now", n=1, lineterm=""))
        if len(changes) > _MOST_CHANGES:
            changes = [*changes[:_MOST_CHANGES], f"... and {len(changes) - _MOST_CHANGES} lines more"]
        what = f" for {_wanted(body)}" if _wanted(body) else ""
        sentence = f"The recording {self.file} does not hold a request{what} that the desk makes now. Record again."
        return NotRecorded(f"{sentence} What changed against the nearest one:", tuple(changes))


class _Replaying(httpx2.BaseTransport):
    def __init__(self, replayer: Replayer, network: httpx2.BaseTransport) -> None:
        self._replayer = replayer
        self._network = network

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        return self._replayer.answer(request)

    def close(self) -> None:
        self._network.close()


def _read(file: Path) -> Iterator[Exchange]:
    try:
        lines = file.read_bytes().splitlines(keepends=True)
    except OSError as error:
        raise InputRejected(f"The recording {file} cannot be read: {error.strerror}.") from error
    for number, line in enumerate(lines, 1):
        if not line.endswith(b"\n"):
            return
        try:
            yield Exchange.model_validate(json.loads(line))
        except (ValueError, ValidationError) as error:
            raise InputRejected(f"{file}, line {number}: this is no recorded exchange.") from error


def _key(body: Any) -> str:
    return json.dumps(body, sort_keys=True, separators=(",", ":"))


def _wanted(body: Any) -> str:
    """The name of the answer that a request wants, such as ``IntakeAnswer``; empty where it names none."""
    form = body.get("response_format") if isinstance(body, Mapping) else None
    return str(form["json_schema"].get("name", "")) if isinstance(form, Mapping) and "json_schema" in form else ""


def _told(body: Any) -> Iterator[str]:
    """A request as lines to hold against another's: its messages, then everything else."""
    rest = dict(body) if isinstance(body, Mapping) else {"body": body}
    for message in rest.pop("messages", ()):
        more = {name: value for name, value in message.items() if name not in ("role", "content")}
        yield f"[{message.get('role')}]"
        content = message.get("content")
        for line in (content if isinstance(content, str) else json.dumps(content)).splitlines():
            yield from textwrap.wrap(line, _WIDTH) or [""]
        if more:
            yield from textwrap.wrap(json.dumps(more, ensure_ascii=False, sort_keys=True), _WIDTH)
    for line in json.dumps(rest, indent=1, ensure_ascii=False, sort_keys=True).splitlines():
        yield from textwrap.wrap(line, _WIDTH)

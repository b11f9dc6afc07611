"""Recording what goes between the desk and its chat models, at the HTTP transport.

A recording is a file of JSON lines, one exchange each::

    {"method": "POST", "path": "/v1/chat/completions", "attempt": 0, "request": {...},
     "status": 200, "headers": {"content-type": "application/json"}, "body": "..."}

``attempt`` counts the client's tries of one call from 0. Where no whole answer came, ``failure`` stands in place of
``status``, ``headers`` and ``body``: ``timed_out`` or ``lost``. The body is the text as it came, also of a stream. No
header of a request is kept and few of an answer, none of them with a cookie; a key that stands in a text is blanked.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TextIO

import httpx2
from pydantic import Field

from domain.errors import InputRejected
from domain.record import Record

CHAIN_HEADER = "x-should-retry"
_KEPT_HEADERS = frozenset({"content-type", "retry-after", "retry-after-ms", CHAIN_HEADER})
_OF_THE_WIRE = frozenset({"content-encoding", "content-length", "transfer-encoding"})
_ATTEMPT_HEADER = "x-stainless-retry-count"
_BLANK = "***"

TIMED_OUT = "timed_out"
LOST = "lost"


class Exchange(Record):
    """One request with its answer, or with how it failed."""

    method: str
    path: str
    attempt: int = 0
    request: Any
    status: int = 0
    headers: dict[str, str] = Field(default_factory=dict)
    body: str = ""
    failure: str = ""


class Recorder:
    """Keeps every exchange the moment it ends; the file is made at the first. Safe for use by many threads.

    An answer is read whole before it is handed on, also a streamed one.
    """

    def __init__(self, file: Path, secrets: Iterable[str]) -> None:
        """Prepare a recording.

        Args:
            file: where it goes.
            secrets: the keys of the models, which must not stand in it.

        Raises:
            InputRejected: the file is there already, or its folder is not.
        """
        if file.exists():
            raise InputRejected(f"{file} is there already: a recording is not written over.")
        if not file.parent.is_dir():
            raise InputRejected(f"{file} cannot be written: give a file in a folder that exists.")
        self.file = file
        self.count = 0
        self._secrets = tuple(secrets)
        self._lock = threading.Lock()
        self._open: TextIO | None = None
        self._failed: OSError | None = None

    def wrap(self, network: httpx2.BaseTransport) -> httpx2.BaseTransport:
        """The network with the recorder before it."""
        return _Recording(self, network)

    def check(self) -> None:
        """See that all was written.

        Raises:
            InputRejected: the file could not be written.
        """
        if self._failed is not None:
            raise InputRejected(f"{self.file} cannot be written: {self._failed.strerror}.")

    def keep(self, exchange: Exchange) -> None:
        """Write an exchange. What goes wrong is told by ``check``: here it would pass for a failure of the model."""
        kept = without(exchange.model_dump(mode="json", exclude_defaults=True), self._secrets)
        # ASCII alone, so that bytes that are no UTF-8 come back as they were.
        line = json.dumps(kept) + "\n"
        with self._lock:
            try:
                if self._open is None:
                    self._open = self.file.open("x", encoding="utf-8")
                self._open.write(line)
                self._open.flush()
                self.count += 1
            except OSError as error:
                self._failed = error

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            if self._open is not None:
                self._open.close()


class _Recording(httpx2.BaseTransport):
    def __init__(self, recorder: Recorder, network: httpx2.BaseTransport) -> None:
        self._recorder = recorder
        self._network = network

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        head: dict[str, Any] = {
            "method": request.method,
            "path": request.url.path,
            "attempt": int(request.headers.get(_ATTEMPT_HEADER) or 0),
            "request": asked(request),
        }
        try:
            response = self._network.handle_request(request)
            try:
                content = response.read()
            finally:
                response.close()
        except httpx2.TransportError as error:
            failure = TIMED_OUT if isinstance(error, httpx2.TimeoutException) else LOST
            self._recorder.keep(Exchange(**head, failure=failure))
            raise
        self._recorder.keep(
            Exchange(
                **head,
                status=response.status_code,
                headers={name: value for name, value in response.headers.items() if name in _KEPT_HEADERS},
                body=content.decode("utf-8", "surrogateescape"),
            )
        )
        headers = [(name, value) for name, value in response.headers.multi_items() if name not in _OF_THE_WIRE]
        return httpx2.Response(response.status_code, headers=headers, content=content, request=request)

    def close(self) -> None:
        self._network.close()


def asked(request: httpx2.Request) -> Any:
    """A request's body; None where it has none, or none of JSON."""
    try:
        return json.loads(request.read())
    except ValueError:
        return None


def without(value: Any, secrets: tuple[str, ...]) -> Any:
    """A JSON value with every secret in its texts and keys blanked."""
    if isinstance(value, str):
        for secret in secrets:
            value = value.replace(secret, _BLANK)
        return value
    if isinstance(value, Mapping):
        return {without(key, secrets): without(inner, secrets) for key, inner in value.items()}
    if isinstance(value, list):
        return [without(inner, secrets) for inner in value]
    return value

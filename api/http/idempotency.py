"""A POST with an ``Idempotency-Key`` is carried out once, and answered the same however often it is sent.

The key is taken in the store before the request is carried out, so this holds between threads and between workers.
Where a process ends in between, its key is free again after a minute: whether the request was carried out can then be
told only by what it was about.
"""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from http import HTTPStatus

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.problems import Refused, answer, of_http
from api.services import Services
from api.sign_in.access import Caller, identify
from store import answered
from store.answered import Answered, StoredAnswer

HEADER = "Idempotency-Key"
LONGEST_KEY = 200
# What these answer with signs somebody in. Secrets are kept as hashes only, so their answers are not kept.
_WITH_SECRETS = ("/session", "/people", "/link", "/tokens")
# These are about the caller, not about the request: nothing was carried out, and the next time it may be.
_NOT_KEPT = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS})


def takes_key(method: str, path: str) -> bool:
    """Whether requests to a path heed a key."""
    return method.upper() == "POST" and not path.endswith(_WITH_SECRETS)


class Idempotency:
    """Stands before the API."""

    def __init__(self, app: ASGIApp, services: Services) -> None:
        self._app = app
        self._services = services

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Carry a request out, or answer it as before."""
        request = Request(scope, receive) if scope["type"] == "http" else None
        key = request.headers.get(HEADER) if request and takes_key(request.method, request.url.path) else None
        if request is None or key is None:
            await self._app(scope, receive, send)
            return
        try:
            caller = await run_in_threadpool(identify, request, self._services)
        except Refused:
            # The API says the same, in its own words.
            await self._app(scope, receive, send)
            return
        if not 0 < len(key) <= LONGEST_KEY:
            told = f"{HEADER}: give 1 to {LONGEST_KEY} characters."
            await answer(HTTPStatus.UNPROCESSABLE_ENTITY, told)(scope, receive, send)
            return
        try:
            body = await request.body()
        except ClientDisconnect:
            return
        except HTTPException as error:
            await of_http(request, error)(scope, receive, send)
            return
        taken = _Taken(self._services, _name_of(caller), key, _hash_of(request, body))
        standing = await run_in_threadpool(taken.take)
        if standing is not None:
            await _again(standing, taken.request_sha256)(scope, receive, send)
            return
        await self._carry_out(taken, scope, _replayed(body, receive), send)

    async def _carry_out(self, taken: _Taken, scope: Scope, receive: Receive, send: Send) -> None:
        """Carry a request out; its answer is kept before it is sent."""
        sent: list[Message] = []

        async def hold(message: Message) -> None:
            sent.append(message)

        try:
            await self._app(scope, receive, hold)
            await run_in_threadpool(taken.conclude, sent)
        except Exception:
            await run_in_threadpool(taken.release)
            raise
        finally:
            for message in sent:
                await send(message)


class _Taken:
    """A key of a caller's, for one request."""

    def __init__(self, services: Services, caller: str, key: str, request_sha256: str) -> None:
        self.request_sha256 = request_sha256
        self._services = services
        self._caller = caller
        self._key = key

    def take(self) -> Answered | None:
        """Take it; else what stands under it."""
        now = self._services.clock.now()
        with self._services.store.transaction() as session:
            return answered.take(session, self._caller, self._key, self.request_sha256, now)

    def conclude(self, sent: list[Message]) -> None:
        """Keep the answer, or let the key go where the next time may bring another."""
        kept = _stored(sent)
        if kept.status >= HTTPStatus.INTERNAL_SERVER_ERROR or kept.status in _NOT_KEPT:
            self.release()
            return
        with self._services.store.transaction() as session:
            answered.keep(session, self._caller, self._key, kept)

    def release(self) -> None:
        """Let the key go."""
        with self._services.store.transaction() as session:
            answered.release(session, self._caller, self._key)


def _name_of(caller: Caller) -> str:
    """Whose key it is. No person's name has a colon."""
    return f"key:{caller.proof}" if caller.machine else caller.name


def _hash_of(request: Request, body: bytes) -> str:
    head = f"{request.method} {request.url.path}?{request.url.query}\n"
    return hashlib.sha256(head.encode("utf-8", "replace") + body).hexdigest()


def _again(standing: Answered, request_sha256: str) -> Response:
    """What a request is answered whose key is taken."""
    if standing.request_sha256 != request_sha256:
        told = f"{HEADER}: this key was used for another request. Take a new one for each request."
        return answer(HTTPStatus.UNPROCESSABLE_ENTITY, told)
    if standing.answer is None:
        return answer(HTTPStatus.CONFLICT, "The request with this key is under way. Ask again in a moment.")
    return Response(standing.answer.body, standing.answer.status, standing.answer.headers)


def _stored(sent: list[Message]) -> StoredAnswer:
    start = next(message for message in sent if message["type"] == "http.response.start")
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in start["headers"]}
    body = b"".join(message.get("body", b"") for message in sent if message["type"] == "http.response.body")
    return StoredAnswer(start["status"], headers, body)


def _replayed(body: bytes, receive: Receive) -> Callable[[], Awaitable[Message]]:
    """A body that was read, to be read again."""
    pending: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> Message:
        return pending.pop() if pending else await receive()

    return again

"""What holds for every answer, whoever asks: who may be called by which name, how much is taken in, and headers."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.problems import answer

LARGEST_BODY = 40_000_000
_TOO_LARGE = "This is larger than 40 MB, which is the most that the desk takes at once."

_EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_OF_THE_API = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
}
_OF_THE_PAGE = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
        "media-src 'self' blob:; font-src 'self'; connect-src 'self'; frame-src 'self'; "
        "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-cache",
}
_OF_HTTPS = {"Strict-Transport-Security": "max-age=31536000"}


class SecurityHeaders:
    """Gives every answer its headers. What an endpoint has set of its own is kept."""

    def __init__(self, app: ASGIApp, public_url: str, api: str) -> None:
        self._app = app
        self._api = api
        everywhere = _EVERYWHERE | (_OF_HTTPS if public_url.startswith("https:") else {})
        self._of_the_api = everywhere | _OF_THE_API
        self._of_the_page = everywhere | _OF_THE_PAGE

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        page = scope["path"] != self._api and not scope["path"].startswith(f"{self._api}/")
        wanted: Mapping[str, str] = self._of_the_page if page else self._of_the_api

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in wanted.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, with_headers)


class OwnHosts:
    """Answers to the desk's own names only, so that no other site can reach a desk on this machine by rebinding."""

    def __init__(self, app: ASGIApp, public_url: str) -> None:
        self._app = app
        self._public_url = public_url
        self._hosts = frozenset({urlsplit(public_url).hostname, "localhost", "127.0.0.1", "::1"})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse."""
        if scope["type"] == "http" and _host_of(Headers(scope=scope).get("host", "")) not in self._hosts:
            told = f"The desk does not answer to this name. It is at {self._public_url}."
            await answer(HTTPStatus.BAD_REQUEST, told)(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _host_of(header: str) -> str | None:
    """The host of a Host header without its port, in lower case."""
    try:
        return urlsplit(f"//{header}").hostname
    except ValueError:
        return None


class _TooLarge(HTTPException):
    """Too much has come in. An ``HTTPException``, so that whoever reads the body lets it through."""


class LargestBody:
    """Takes bodies up to a size; one that is larger is refused before it is read to its end."""

    def __init__(self, app: ASGIApp, largest: int = LARGEST_BODY) -> None:
        self._app = app
        self._largest = largest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        declared = Headers(scope=scope).get("content-length", "0")
        if declared.isdigit() and int(declared) > self._largest:
            await _refusal()(scope, receive, send)
            return
        taken = 0
        started = False

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > self._largest:
                raise _TooLarge(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _TOO_LARGE)
            return message

        async def watched(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, counted, watched)
        except _TooLarge:
            if started:
                raise
            await _refusal()(scope, receive, send)


def _refusal() -> ASGIApp:
    return answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _TOO_LARGE, headers={"Connection": "close"})

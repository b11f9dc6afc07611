"""The application: the API under ``/api``, the page everywhere else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route

from api.http.idempotency import HEADER as IDEMPOTENCY_HEADER
from api.http.idempotency import LONGEST_KEY, Idempotency, takes_key
from api.http.page import BuiltPage
from api.http.problems import handle_problems, of_http, of_ours
from api.http.security import LargestBody, OwnHosts, SecurityHeaders
from api.live import Live
from api.routes import conversations, events, master, messages, ops, people, reviews
from api.services import Services
from api.shapes.common import Problem
from api.sign_in.access import SESSION_COOKIE
from api.sign_in.proofs import Attempts, Passwords
from store import people as people_rows

API = "/api"
ROUTERS = tuple(each.router for each in (people, messages, conversations, reviews, master, ops, events))
_COMPRESSED_FROM = 1_000
_COMPRESSION = 5

_DESCRIPTION = """The Order Desk's API: everything that the review page does, it does through here.

A person signs in with a session cookie and sends `X-CSRF-Token` with every change; a machine sends its token as
`Authorization: Bearer ...`. Lists are pages: hand the `next` of one to `cursor` to get the one after it. Errors are
`application/problem+json` with a sentence. A POST with an `Idempotency-Key` is carried out once, however often it is
sent within a day; the answers that hold a secret are not kept, so those take no key.
"""
_PROBLEM_CONTENT = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
_PROBLEMS: dict[int | str, dict[str, Any]] = {
    code: {"model": Problem, "content": _PROBLEM_CONTENT} for code in (400, 401, 403, 404, 409, 412, 413, 422, 428, 429)
}
_PROOFS = {
    "session": {"type": "apiKey", "in": "cookie", "name": SESSION_COOKIE},
    "token": {"type": "http", "scheme": "bearer"},
}
_KEY = {
    "name": IDEMPOTENCY_HEADER,
    "in": "header",
    "required": False,
    "description": "a word of the sender's own for this request: sent again with it, it is not carried out again",
    "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY},
}


class _Api(FastAPI):
    """Says in its document too what stands before the endpoints: who may call, and that a POST may have a key."""

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI document."""
        if self.openapi_schema is not None:
            return self.openapi_schema
        document = super().openapi()
        document["components"]["securitySchemes"] = _PROOFS
        document["security"] = [{proof: []} for proof in _PROOFS]
        document["paths"]["/session"]["post"]["security"] = []
        for path, operations in document["paths"].items():
            for method, operation in operations.items():
                if takes_key(method, path):
                    operation.setdefault("parameters", []).append(_KEY)
        return document


def make_api(services: Services | None = None) -> FastAPI:
    """The API alone. Without services it only describes itself."""
    api = _Api(
        title="Order Desk",
        version="1",
        description=_DESCRIPTION,
        servers=[{"url": "/api"}],
        root_path_in_servers=False,
        docs_url=None,
        redoc_url=None,
        responses=_PROBLEMS,
        generate_unique_id_function=lambda route: route.name,
    )
    api.state.services = services
    api.state.passwords = Passwords()
    api.state.attempts = Attempts(services.clock) if services else None
    api.state.live = Live(services.store, services.clock) if services else None
    handle_problems(api)
    for router in ROUTERS:
        api.include_router(router)
    return api


def make_app(services: Services) -> Starlette:
    """The whole application of a desk: what ``orderdesk serve`` serves.

    Who serves it calls ``app.state.live.end_streams()`` when it is about to end: streams of events end no other way.
    """
    api = make_api(services)
    live: Live = api.state.live

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        live.start()
        yield
        live.stop()

    def health(_request: Request) -> Response:
        """Whether the desk can read its store; nobody need be signed in for that."""
        with services.store.reading() as session:
            people_rows.anybody(session)
        return JSONResponse({"status": "ok"})

    app = Starlette(
        lifespan=lifespan,
        exception_handlers={HTTPException: of_http, Exception: of_ours},
        routes=[
            Mount(API, api, middleware=[Middleware(Idempotency, services=services)]),
            Route("/health", health),
            Mount("/", BuiltPage()),
        ],
        middleware=[
            Middleware(SecurityHeaders, public_url=services.public_url, api=API),
            Middleware(OwnHosts, public_url=services.public_url),
            Middleware(LargestBody),
            Middleware(GZipMiddleware, minimum_size=_COMPRESSED_FROM, compresslevel=_COMPRESSION),
        ],
    )
    app.state.live = live
    return app

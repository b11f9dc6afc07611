"""The application: the API under ``/api``, the page everywhere else."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI

from api.problems import handle_problems
from api.routes import conversations, events, master, messages, ops, people, reviews
from api.services import Services
from api.shapes.common import Problem

_DESCRIPTION = """The Order Desk's API: everything that the review page does, it does through here.

A person signs in with a session cookie and sends `X-CSRF-Token` with every change; a machine sends its token as
`Authorization: Bearer ...`. Lists are pages: hand the `next` of one to `cursor` to get the one after it. Errors are
`application/problem+json` with a sentence. A POST with an `Idempotency-Key` is carried out once, however often it is
sent.
"""
_PROBLEM_CONTENT = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
_PROBLEMS: dict[int | str, dict[str, Any]] = {
    code: {"model": Problem, "content": _PROBLEM_CONTENT} for code in (400, 401, 403, 404, 409, 412, 413, 422, 428, 429)
}


def make_api(services: Services | None = None) -> FastAPI:
    """The API alone. Without services it only describes itself."""
    api = FastAPI(
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
    handle_problems(api)
    for resource in (people, messages, conversations, reviews, master, ops, events):
        api.include_router(resource.router)
    return api

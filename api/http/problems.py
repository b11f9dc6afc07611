"""Errors as problem+json (RFC 9457), each with a sentence that a person can act on."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import DataError
from starlette.exceptions import HTTPException

from api.shapes.common import Problem
from domain.errors import (
    ConfigurationError,
    DecisionRefused,
    DeskError,
    IllegalTransition,
    InputRejected,
    NotFound,
    UnitError,
)

MEDIA_TYPE = "application/problem+json"


class Refused(DeskError):
    """A request that is refused with a status of its own. ``by`` says who was first, at 409."""

    def __init__(
        self, status: HTTPStatus, sentence: str, by: str | None = None, headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(sentence)
        self.status = status
        self.by = by
        self.headers = headers


_STATUS: dict[type[DeskError], HTTPStatus] = {
    NotFound: HTTPStatus.NOT_FOUND,
    DecisionRefused: HTTPStatus.CONFLICT,
    IllegalTransition: HTTPStatus.CONFLICT,
    InputRejected: HTTPStatus.UNPROCESSABLE_ENTITY,
    UnitError: HTTPStatus.UNPROCESSABLE_ENTITY,
    ConfigurationError: HTTPStatus.SERVICE_UNAVAILABLE,
}


def answer(status: int, sentence: str, by: str | None = None, headers: dict[str, str] | None = None) -> JSONResponse:
    """A problem as a response."""
    title = HTTPStatus(status).phrase
    # A sentence may quote the request, and a request may hold half a character.
    detail = sentence.encode("utf-8", "replace").decode("utf-8")
    problem = Problem(type="about:blank", title=title, status=status, detail=detail, by=by)
    return JSONResponse(problem.model_dump(mode="json"), status, headers=headers, media_type=MEDIA_TYPE)


def handle_problems(app: FastAPI) -> None:
    """Have every error of an app answered as a problem."""

    @app.exception_handler(DeskError)
    def of_the_desk(_request: Request, error: DeskError) -> JSONResponse:
        if isinstance(error, Refused):
            return answer(error.status, error.sentence, error.by, error.headers)
        status = next((s for kind, s in _STATUS.items() if isinstance(error, kind)), HTTPStatus.INTERNAL_SERVER_ERROR)
        return answer(status, error.sentence, error.by if isinstance(error, DecisionRefused) else None)

    @app.exception_handler(RequestValidationError)
    def of_the_request(_request: Request, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0]
        place = ".".join(str(piece) for piece in first["loc"] if piece != "body")
        told = f"{place}: {first['msg']}." if place else f"{first['msg']}."
        return answer(HTTPStatus.UNPROCESSABLE_ENTITY, told)

    @app.exception_handler(DataError)
    def of_the_data(_request: Request, _error: DataError) -> JSONResponse:
        # PostgreSQL keeps no NUL in a text, and says so only when it is to.
        told = "The request holds a character or a number that cannot be kept."
        return answer(HTTPStatus.UNPROCESSABLE_ENTITY, told)

    app.add_exception_handler(HTTPException, of_http)
    app.add_exception_handler(Exception, of_ours)


def of_http(_request: Request, error: Exception) -> JSONResponse:
    """What the framework refuses, as a problem."""
    if not isinstance(error, HTTPException):
        raise error
    headers = dict(error.headers) if error.headers else None
    return answer(error.status_code, f"{error.detail}.".replace("..", "."), headers=headers)


def of_ours(_request: Request, _error: Exception) -> JSONResponse:
    """What is wrong with the desk itself, as a problem. The server logs the error, which is raised on."""
    return answer(HTTPStatus.INTERNAL_SERVER_ERROR, "Something went wrong in the desk; its log says what.")

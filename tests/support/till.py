"""An endpoint behind the guard of idempotency keys that counts what it carries out."""

from __future__ import annotations

from threading import Event, Lock

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from api.http.idempotency import HEADER, Idempotency
from domain.people import Role
from store.people_tables import AnsweredRow
from tests.support.api import Front

KEY = {HEADER: "k-1"}


class Till:
    """An endpoint that counts what it has carried out; it answers what it is told to, and waits where it is told to."""

    def __init__(self, front: Front) -> None:
        self.front = front
        self.carried_out = 0
        self.status = 201
        self.waits_for: Event | None = None
        self.began = Event()
        self._lock = Lock()
        routes = [Route(path, self._carry_out, methods=["POST"]) for path in ("/orders", "/tokens")]
        self._app = Idempotency(Starlette(routes=routes), front.services)

    def client(self, name: str = "till") -> TestClient:
        """A machine that sends to it."""
        key = {"Authorization": f"Bearer {self.front.token(Role.REP, name)}"}
        return TestClient(self._app, base_url="http://localhost", headers=key)

    def kept(self) -> list[AnsweredRow]:
        """What is kept."""
        with self.front.services.store.reading() as session:
            return list(session.query(AnsweredRow))

    def _carry_out(self, request: Request) -> Response:
        with self._lock:
            self.carried_out += 1
            number = self.carried_out
        self.began.set()
        if self.waits_for is not None:
            assert self.waits_for.wait(20)
        if self.status == 0:
            raise ZeroDivisionError
        return JSONResponse({"number": number}, self.status, {"Location": f"/orders/{number}", "ETag": '"1"'})

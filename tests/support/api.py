"""Clients of a desk's API, without a network: by a machine's key, or as a browser that is signed in."""

from __future__ import annotations

from datetime import timedelta

from starlette.testclient import TestClient
from starlette.types import ASGIApp

from api.app import make_app
from api.services import Services
from api.sign_in.proofs import TOKEN_PREFIX, hashed, new_secret
from domain.people import Role
from store import people
from tests.support.desks import WorkingDesk

PUBLIC_URL = "http://localhost"
_LINK_HOURS = 24


def services_of(office: WorkingDesk, public_url: str = PUBLIC_URL) -> Services:
    """What an open desk answers requests with."""
    desk = office.desk
    return Services(
        store=desk.store,
        receiver=desk.receiver,
        reviewing=desk.reviewing,
        search=desk.search,
        pages=desk.files.pages,
        clock=desk.clock,
        ids=desk.ids,
        public_url=public_url,
    )


class Front:
    """The one application of an open desk, and its clients. Paths are the API's: ``client.get("/reviews")``.

    What needs the app's lifespan, such as the stream of events, uses a client in a ``with`` block.
    """

    def __init__(self, office: WorkingDesk, public_url: str = PUBLIC_URL) -> None:
        self.office = office
        self.services = services_of(office, public_url)
        self.app: ASGIApp = make_app(self.services)

    def api(self, role: Role = Role.REP, name: str | None = None) -> TestClient:
        """A machine's client with the rights of a role; ``name`` is who it acts as in the ledger."""
        return self.anonymous(Authorization=f"Bearer {self.token(role, name)}")

    def anonymous(self, **headers: str) -> TestClient:
        """A client that is not signed in."""
        return TestClient(self.app, base_url=f"{self.services.public_url}/api", headers=headers)

    def page(self) -> TestClient:
        """A client of what is outside of the API: the page and /health."""
        return TestClient(self.app, base_url=self.services.public_url)

    def token(self, role: Role = Role.REP, name: str | None = None) -> str:
        """A machine's key, made in the store."""
        secret = TOKEN_PREFIX + new_secret()
        now = self.services.clock.now()
        with self.services.store.transaction() as session:
            people.add_token(
                session, self.services.ids.new("token"), hashed(secret), name or role.value, role, "test", now
            )
        return secret

    def person(self, role: Role = Role.REP, name: str | None = None) -> str:
        """Somebody with a role, made in the store unless they are there; their name is the role's by default."""
        named = name or f"{role.value}-person"
        with self.services.store.transaction() as session:
            people.add(session, named, named.title(), role, self.services.clock.now())
        return named

    def code(self, name: str, hours: float = _LINK_HOURS) -> str:
        """The code of a one-time link for somebody."""
        code = new_secret()
        with self.services.store.transaction() as session:
            people.make_link(session, hashed(code), name, self.services.clock.now() + timedelta(hours=hours))
        return code

    def browser(self, role: Role = Role.REP, name: str | None = None) -> TestClient:
        """A browser in which somebody has signed in by a link; it sends its CSRF token with everything."""
        client = self.anonymous()
        signed_in = client.post("/session", json={"code": self.code(self.person(role, name))})
        assert signed_in.status_code == 200, signed_in.text
        client.headers["X-CSRF-Token"] = signed_in.json()["csrf"]
        return client


def api(office: WorkingDesk, role: Role = Role.REP, name: str | None = None) -> TestClient:
    """A machine's client on an open desk, with the rights of a role."""
    return Front(office).api(role, name)

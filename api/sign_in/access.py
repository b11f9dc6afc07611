"""Who is asking, and whether they may: every endpoint names the right it needs."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request

from api.http.problems import Refused
from api.services import Services
from api.sign_in.proofs import TOKEN_PREFIX, hashed
from domain.people import RIGHTS, Right, Role
from store import people

CSRF_HEADER = "X-CSRF-Token"
SESSION_COOKIE = "orderdesk"
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_FROM_HERE = frozenset({"same-origin", "none"})


@dataclass(frozen=True)
class Caller:
    """Who a request is from: a person with a session, or a machine with a token.

    ``proof`` is the key of the row that proves it: the session's, or the token's. Only a session has a ``csrf``.
    """

    name: str
    role: Role
    machine: bool = False
    proof: str = field(default="", repr=False)
    csrf: str | None = field(default=None, repr=False)

    def may(self, right: Right) -> bool:
        """Whether their role has a right."""
        return right in RIGHTS[self.role]


async def services_of(request: Request) -> Services:
    """The parts of the desk that serves this request."""
    services: Services = request.app.state.services
    return services


def caller_of(request: Request) -> Caller:
    """Who is asking.

    Raises:
        Refused: nobody is signed in (401), or a change comes without its CSRF token (403).
    """
    services: Services = request.app.state.services
    return identify(request, services)


def identify(request: Request, services: Services) -> Caller:
    """Who sent a request.

    Raises:
        Refused: as ``caller_of``.
    """
    given = request.headers.get("Authorization")
    if given is not None:
        return _machine(given, services)
    return _person(request, services)


def _machine(given: str, services: Services) -> Caller:
    scheme, _, secret = given.partition(" ")
    if scheme.lower() == "bearer" and secret.startswith(TOKEN_PREFIX):
        now = services.clock.now()
        with services.store.reading() as session:
            token = people.token_of(session, hashed(secret))
        if token is not None:
            if people.use_is_due(token, now):
                with services.store.transaction() as session:
                    people.note_use(session, token.id, now)
            return Caller(token.name, Role(token.role), machine=True, proof=token.id)
    raise _unknown("This key opens nothing: it is mistyped, or it was revoked.")


def _person(request: Request, services: Services) -> Caller:
    cookie = request.cookies.get(cookie_name(services))
    if cookie is None:
        raise _unknown("Nobody is signed in.")
    proof = hashed(cookie)
    with services.store.reading() as session:
        signed_in = people.session_of(session, proof, services.clock.now())
    if signed_in is None:
        raise _unknown("You are not signed in any more. Sign in again.")
    if request.method not in _SAFE_METHODS:
        refuse_from_elsewhere(request, services)
        given = request.headers.get(CSRF_HEADER, "")
        if not secrets.compare_digest(given.encode(), signed_in.csrf.encode()):
            raise Refused(HTTPStatus.FORBIDDEN, f"A change needs the header {CSRF_HEADER} with the `csrf` of GET /me.")
    return Caller(signed_in.name, signed_in.role, proof=proof, csrf=signed_in.csrf)


def _unknown(sentence: str) -> Refused:
    return Refused(HTTPStatus.UNAUTHORIZED, sentence, headers={"WWW-Authenticate": "Bearer"})


def refuse_from_elsewhere(request: Request, services: Services) -> None:
    """Take a browser's change only from the desk's own page.

    Raises:
        Refused: the browser says that another site has sent it (403).
    """
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    own = {_place(services.public_url), (request.url.scheme, request.headers.get("Host", "").lower())}
    if (site is not None and site not in _FROM_HERE) or (origin is not None and _place(origin) not in own):
        raise Refused(HTTPStatus.FORBIDDEN, "Changes are taken from the desk's own page only.")


def _place(url: str) -> tuple[str, str]:
    try:
        pieces = urlsplit(url)
    except ValueError:
        return "", ""
    return pieces.scheme.lower(), pieces.netloc.lower()


def is_https(services: Services) -> bool:
    """Whether people reach the desk over https."""
    return services.public_url.startswith("https:")


def cookie_name(services: Services) -> str:
    """The session cookie; the prefix has browsers keep it to this host and to https."""
    return f"__Host-{SESSION_COOKIE}" if is_https(services) else SESSION_COOKIE


class Needs:
    """The right that an endpoint needs, as a dependency that gives the caller: ``caller: Annotated[Caller, ...]``."""

    def __init__(self, right: Right) -> None:
        self.right = right

    async def __call__(self, caller: Annotated[Caller, Depends(caller_of)]) -> Caller:
        """Let those pass who have the right.

        Raises:
            Refused: they have not (403).
        """
        if not caller.may(self.right):
            raise Refused(
                HTTPStatus.FORBIDDEN,
                f"This needs the right `{self.right.value}`, which the role {caller.role.value} does not have.",
            )
        return caller


Desk = Annotated[Services, Depends(services_of)]
Looker = Annotated[Caller, Depends(Needs(Right.LOOK))]
Sender = Annotated[Caller, Depends(Needs(Right.SEND))]
Decider = Annotated[Caller, Depends(Needs(Right.DECIDE))]
Tuner = Annotated[Caller, Depends(Needs(Right.TUNE))]
Releaser = Annotated[Caller, Depends(Needs(Right.GO_LIVE))]
Administrator = Annotated[Caller, Depends(Needs(Right.ADMINISTER))]

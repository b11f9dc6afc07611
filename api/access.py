"""Who is asking, and whether they may: every endpoint names the right it needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from api.services import Services
from domain.people import RIGHTS, Right, Role


@dataclass(frozen=True)
class Caller:
    """Who a request is from: a person with a session, or a machine with a token."""

    name: str
    role: Role
    machine: bool = False

    def may(self, right: Right) -> bool:
        """Whether their role has a right."""
        return right in RIGHTS[self.role]


def services_of(request: Request) -> Services:
    """The parts of the desk that serves this request."""
    services: Services = request.app.state.services
    return services


def caller_of(request: Request) -> Caller:
    """Who is asking.

    Raises:
        Refused: nobody is signed in (401), or a change comes without its CSRF token (403).
    """
    raise NotImplementedError


class Needs:
    """The right that an endpoint needs, as a dependency that gives the caller: ``caller: Annotated[Caller, ...]``."""

    def __init__(self, right: Right) -> None:
        self.right = right

    def __call__(self, caller: Annotated[Caller, Depends(caller_of)]) -> Caller:
        """Let those pass who have the right.

        Raises:
            Refused: they have not (403).
        """
        raise NotImplementedError


Desk = Annotated[Services, Depends(services_of)]
Looker = Annotated[Caller, Depends(Needs(Right.LOOK))]
Sender = Annotated[Caller, Depends(Needs(Right.SEND))]
Decider = Annotated[Caller, Depends(Needs(Right.DECIDE))]
Tuner = Annotated[Caller, Depends(Needs(Right.TUNE))]
Releaser = Annotated[Caller, Depends(Needs(Right.GO_LIVE))]
Administrator = Annotated[Caller, Depends(Needs(Right.ADMINISTER))]

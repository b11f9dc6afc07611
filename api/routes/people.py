"""Signing in and out, oneself, people and tokens."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter, Request, Response

from api.access import Administrator, Desk, Looker
from api.shapes.common import Page
from api.shapes.people import (
    Invitation,
    MadeToken,
    Me,
    NewPassword,
    NewPerson,
    NewToken,
    Person,
    PersonChange,
    SignIn,
    Token,
)
from domain.people import PersonSettings

router = APIRouter(tags=["people"])


@router.post("/session")
def sign_in(wanted: SignIn, desk: Desk, request: Request, response: Response) -> Me:
    """Sign in with a one-time code, or with name and password."""
    raise NotImplementedError


@router.delete("/session", status_code=HTTPStatus.NO_CONTENT)
def sign_out(desk: Desk, caller: Looker, request: Request, response: Response) -> None:
    """Sign out."""
    raise NotImplementedError


@router.get("/me")
def me(desk: Desk, caller: Looker, request: Request) -> Me:
    """Who is signed in."""
    raise NotImplementedError


@router.put("/me/settings")
def set_settings(settings: PersonSettings, desk: Desk, caller: Looker) -> PersonSettings:
    """How the page is for oneself: theme, keys, saved views."""
    raise NotImplementedError


@router.put("/me/password", status_code=HTTPStatus.NO_CONTENT)
def set_password(wanted: NewPassword, desk: Desk, caller: Looker) -> None:
    """Set one's own password."""
    raise NotImplementedError


@router.get("/people")
def list_people(desk: Desk, caller: Looker) -> Page[Person]:
    """Everybody who may sign in."""
    raise NotImplementedError


@router.post("/people", status_code=HTTPStatus.CREATED)
def add_person(wanted: NewPerson, desk: Desk, caller: Administrator) -> Invitation:
    """Let somebody in. The answer holds their one-time link."""
    raise NotImplementedError


@router.patch("/people/{name}")
def change_person(name: str, wanted: PersonChange, desk: Desk, caller: Administrator) -> Person:
    """Change somebody's name or role, or lock them out."""
    raise NotImplementedError


@router.post("/people/{name}/link", status_code=HTTPStatus.CREATED)
def invite_again(name: str, desk: Desk, caller: Administrator) -> Invitation:
    """Make somebody a new one-time link, such as when they have forgotten their password."""
    raise NotImplementedError


@router.get("/tokens")
def list_tokens(desk: Desk, caller: Administrator) -> Page[Token]:
    """The machines' keys, without their secrets."""
    raise NotImplementedError


@router.post("/tokens", status_code=HTTPStatus.CREATED)
def make_token(wanted: NewToken, desk: Desk, caller: Administrator) -> MadeToken:
    """Make a key for a machine. The secret is shown this once."""
    raise NotImplementedError


@router.delete("/tokens/{token_id}", status_code=HTTPStatus.NO_CONTENT)
def revoke_token(token_id: str, desk: Desk, caller: Administrator) -> None:
    """Let a key open nothing any more."""
    raise NotImplementedError

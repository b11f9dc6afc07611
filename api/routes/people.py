"""Signing in and out, oneself, people and tokens."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

from api.http.problems import Refused
from api.services import Services
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
from api.sign_in.access import Administrator, Caller, Desk, Looker, cookie_name, is_https, refuse_from_elsewhere
from api.sign_in.invitations import Link, check_name, invite
from api.sign_in.proofs import TOKEN_PREFIX, Attempts, Passwords, hashed, new_secret
from domain.people import RIGHTS, PersonSettings, Right, Role
from knowledge import customers
from store import ledger, people
from store.people_tables import PersonRow, TokenRow

router = APIRouter(tags=["people"])

_SESSION_LASTS = timedelta(hours=12)
_WRONG = "That does not open the desk. Check the name and the password, or ask an admin for a new link."


@router.post("/session")
def sign_in(wanted: SignIn, desk: Desk, request: Request, response: Response) -> Me:
    """Sign in with a one-time code, or with name and password. A code takes the place of a password that is lost."""
    refuse_from_elsewhere(request, desk)
    by_code = wanted.code is not None
    if by_code == (wanted.name is not None and wanted.password is not None):
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "Sign in with a code, or with a name and a password.")
    name = None if by_code else _by_password(wanted.name or "", wanted.password or "", desk, request)
    secret, csrf = new_secret(), new_secret()
    now = desk.clock.now()
    with desk.store.transaction() as session:
        person = people.use_link(session, hashed(wanted.code or ""), now) if name is None else people.get(session, name)
        if person is None or not person.active:
            raise Refused(HTTPStatus.UNAUTHORIZED, _WRONG)
        if name is None:
            person.password_hash = None
        people.open_session(session, hashed(secret), person, csrf, now, now + _SESSION_LASTS)
        ledger.add(session, None, "signed_in", now, actor=person.name, by="link" if by_code else "password")
        me = _me(session, desk, Caller(person.name, Role(person.role), csrf=csrf))
    response.set_cookie(
        cookie_name(desk),
        secret,
        max_age=int(_SESSION_LASTS.total_seconds()),
        secure=is_https(desk),
        httponly=True,
        samesite="strict",
    )
    return me


def _by_password(given: str, password: str, desk: Services, request: Request) -> str:
    """The name of the person whose password it is."""
    attempts: Attempts = request.app.state.attempts
    passwords: Passwords = request.app.state.passwords
    attempts.check(given)
    with desk.store.reading() as session:
        person = people.find(session, given)
    if not passwords.fits(person.password_hash if person else None, password) or person is None:
        attempts.failed(given)
        raise Refused(HTTPStatus.UNAUTHORIZED, _WRONG)
    return person.name


@router.delete("/session", status_code=HTTPStatus.NO_CONTENT)
def sign_out(desk: Desk, caller: Looker, response: Response) -> None:
    """Sign out."""
    _only_people(caller)
    with desk.store.transaction() as session:
        people.end_session(session, caller.proof)
        ledger.add(session, None, "signed_out", desk.clock.now(), actor=caller.name)
    response.delete_cookie(cookie_name(desk), secure=is_https(desk), httponly=True, samesite="strict")


@router.get("/me")
def me(desk: Desk, caller: Looker) -> Me:
    """Who is signed in."""
    with desk.store.reading() as session:
        return _me(session, desk, caller)


@router.put("/me/settings")
def set_settings(settings: PersonSettings, desk: Desk, caller: Looker) -> PersonSettings:
    """How the page is for oneself: theme, keys, saved views."""
    _only_people(caller)
    with desk.store.transaction() as session:
        people.get(session, caller.name).settings = settings.model_dump(mode="json")
    return settings


@router.put("/me/password", status_code=HTTPStatus.NO_CONTENT)
def set_password(wanted: NewPassword, desk: Desk, caller: Looker, request: Request) -> None:
    """Set one's own password. One stays signed in here, and nowhere else."""
    _only_people(caller)
    attempts: Attempts = request.app.state.attempts
    passwords: Passwords = request.app.state.passwords
    with desk.store.reading() as session:
        kept = people.get(session, caller.name).password_hash
    if kept is not None:
        attempts.check(caller.name)
        if not passwords.fits(kept, wanted.current or ""):
            attempts.failed(caller.name)
            raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "current: that is not your password.")
    new = passwords.hash(wanted.password)
    with desk.store.transaction() as session:
        person = people.get(session, caller.name)
        if person.password_hash != kept:
            raise Refused(HTTPStatus.CONFLICT, "Your password was changed from elsewhere just now.")
        person.password_hash = new
        people.end_sessions_of(session, person.name, but=caller.proof)
        ledger.add(session, None, "password_set", desk.clock.now(), actor=person.name)


def _only_people(caller: Caller) -> None:
    if caller.machine:
        raise Refused(HTTPStatus.CONFLICT, "This is for people: a machine has a key, no session and no settings.")


def _me(session: Session, desk: Services, caller: Caller) -> Me:
    distributor = customers.distributor(session)
    person = None if caller.machine else people.get(session, caller.name)
    return Me(
        name=caller.name,
        full_name=person.full_name if person else caller.name,
        role=caller.role,
        rights=tuple(right for right in Right if right in RIGHTS[caller.role]),
        settings=PersonSettings.model_validate(person.settings) if person else PersonSettings(),
        has_password=person is not None and person.password_hash is not None,
        machine=caller.machine,
        csrf=caller.csrf,
        now=desk.clock.now(),
        distributor=distributor.name,
        currency=distributor.currency,
        timezone=distributor.timezone,
        locale=distributor.locale,
    )


@router.get("/people")
def list_people(desk: Desk, caller: Looker) -> Page[Person]:
    """Everybody who may sign in."""
    with desk.store.reading() as session:
        return Page(items=tuple(_person(row) for row in people.everybody(session)))


@router.post("/people", status_code=HTTPStatus.CREATED)
def add_person(wanted: NewPerson, desk: Desk, caller: Administrator) -> Invitation:
    """Let somebody in. The answer holds their one-time link."""
    check_name(wanted.name)
    now = desk.clock.now()
    with desk.store.transaction() as session:
        machine = people.token_named(session, wanted.name)
        row = None if machine else people.add(session, wanted.name, wanted.full_name, wanted.role, now)
        if row is None:
            raise Refused(HTTPStatus.CONFLICT, f"The name {wanted.name} is taken.")
        ledger.add(session, None, "person_added", now, actor=caller.name, person=row.name, role=row.role)
        return _invitation(row, invite(session, row, desk.public_url, now, caller.name))


@router.patch("/people/{name}")
def change_person(name: str, wanted: PersonChange, desk: Desk, caller: Administrator) -> Person:
    """Change somebody's name or role, or lock them out."""
    now = desk.clock.now()
    with desk.store.transaction() as session:
        row = people.get(session, name)
        change = wanted.model_dump(mode="json", exclude_none=True)
        change = {what: value for what, value in change.items() if getattr(row, what) != value}
        steps_down = change.get("active") is False or change.get("role", Role.ADMIN.value) != Role.ADMIN.value
        if steps_down and people.is_last_admin(session, row.name):
            raise Refused(HTTPStatus.CONFLICT, f"{row.name} is the last admin: make somebody else one first.")
        for what, value in change.items():
            setattr(row, what, value)
        if not row.active:
            people.end_sessions_of(session, row.name)
            people.drop_links(session, row.name)
        if change:
            ledger.add(session, None, "person_changed", now, actor=caller.name, person=row.name, change=change)
        return _person(row)


@router.post("/people/{name}/link", status_code=HTTPStatus.CREATED)
def invite_again(name: str, desk: Desk, caller: Administrator) -> Invitation:
    """Make somebody a new one-time link, such as when they have forgotten their password."""
    with desk.store.transaction() as session:
        row = people.get(session, name)
        return _invitation(row, invite(session, row, desk.public_url, desk.clock.now(), caller.name))


def _invitation(row: PersonRow, link: Link) -> Invitation:
    return Invitation(person=_person(row), link=link.url, expires_at=link.expires_at)


def _person(row: PersonRow) -> Person:
    return Person(
        name=row.name,
        full_name=row.full_name,
        role=Role(row.role),
        active=row.active,
        has_password=row.password_hash is not None,
        created_at=row.created_at,
        seen_at=row.seen_at,
    )


@router.get("/tokens")
def list_tokens(desk: Desk, caller: Administrator) -> Page[Token]:
    """The machines' keys, without their secrets."""
    with desk.store.reading() as session:
        return Page(items=tuple(_token(row) for row in people.tokens(session)))


@router.post("/tokens", status_code=HTTPStatus.CREATED)
def make_token(wanted: NewToken, desk: Desk, caller: Administrator) -> MadeToken:
    """Make a key for a machine. The secret is shown this once."""
    check_name(wanted.name)
    secret = TOKEN_PREFIX + new_secret()
    now = desk.clock.now()
    with desk.store.transaction() as session:
        # What a machine does is in the ledger under its name, which must be nobody else's.
        if people.find(session, wanted.name) is not None or people.token_named(session, wanted.name) is not None:
            raise Refused(HTTPStatus.CONFLICT, f"The name {wanted.name} is taken.")
        row = people.add_token(
            session, desk.ids.new("token"), hashed(secret), wanted.name, wanted.role, caller.name, now
        )
        ledger.add(session, None, "token_made", now, actor=caller.name, token=row.id, name=row.name, role=row.role)
        return MadeToken(token=_token(row), secret=secret)


@router.delete("/tokens/{token_id}", status_code=HTTPStatus.NO_CONTENT)
def revoke_token(token_id: str, desk: Desk, caller: Administrator) -> None:
    """Let a key open nothing any more."""
    now = desk.clock.now()
    with desk.store.transaction() as session:
        row = people.revoke_token(session, token_id, now)
        if row is not None:
            ledger.add(session, None, "token_revoked", now, actor=caller.name, token=row.id, name=row.name)


def _token(row: TokenRow) -> Token:
    return Token(
        id=row.id,
        name=row.name,
        role=Role(row.role),
        made_by=row.made_by,
        created_at=row.created_at,
        used_at=row.used_at,
        revoked_at=row.revoked_at,
    )

"""Signing in, people and tokens."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from domain.people import PersonSettings, Right, Role
from domain.record import Record


class SignIn(Record):
    """Either the code of a one-time link, or a name with a password."""

    code: str | None = Field(default=None, max_length=200)
    name: str | None = Field(default=None, max_length=60)
    password: str | None = Field(default=None, max_length=200)


class Me(Record):
    """Who is signed in. ``csrf`` goes into the header X-CSRF-Token of every request that changes something.

    ``now`` is the desk's time, which a page counts cut-offs by; ``currency``, ``timezone`` and ``locale`` are the
    distributor's. ``machine`` is true for a token.
    """

    name: str
    full_name: str
    role: Role
    rights: tuple[Right, ...]
    settings: PersonSettings
    has_password: bool
    machine: bool
    csrf: str | None
    now: datetime
    distributor: str
    currency: str
    timezone: str
    locale: str


class NewPassword(Record):
    """A password of one's own. The current one is asked where there is one."""

    current: str | None = Field(default=None, max_length=200)
    password: str = Field(min_length=10, max_length=200)


class Person(Record):
    """Somebody who may sign in."""

    name: str
    full_name: str
    role: Role
    active: bool
    has_password: bool
    created_at: datetime
    seen_at: datetime | None


class NewPerson(Record):
    """Somebody to let in."""

    name: str = Field(pattern=r"^[A-Za-z0-9._-]{2,60}$")
    full_name: str = Field(min_length=1, max_length=120)
    role: Role


class PersonChange(Record):
    """What changes of a person; None stays."""

    full_name: str | None = Field(default=None, min_length=1, max_length=120)
    role: Role | None = None
    active: bool | None = None


class Invitation(Record):
    """A link that signs a person in once, to be handed over."""

    person: Person
    link: str
    expires_at: datetime


class Token(Record):
    """A machine's key, without the secret."""

    id: str
    name: str
    role: Role
    made_by: str
    created_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None


class NewToken(Record):
    """A machine to let in, with the rights of a role."""

    name: str = Field(pattern=r"^[A-Za-z0-9._ -]{2,60}$")
    role: Role


class MadeToken(Record):
    """A new token. The secret is shown this once."""

    token: Token
    secret: str

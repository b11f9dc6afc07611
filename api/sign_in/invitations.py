"""One-time links, by which somebody signs in before they have a password, or without it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from api.sign_in.proofs import hashed, new_secret
from domain.errors import InputRejected
from store import ledger, people
from store.people_tables import PersonRow

LINK_LASTS = timedelta(hours=24)
# Names that stand for something else wherever a person's name stands.
_RESERVED = frozenset({"desk", "shipped", "nobody"})


@dataclass(frozen=True)
class Link:
    """A link that signs a person in once."""

    url: str
    expires_at: datetime


def check_name(name: str) -> None:
    """Refuse a name that nobody may have.

    Raises:
        InputRejected: it stands for something else.
    """
    if name.lower() in _RESERVED:
        raise InputRejected(f"The name {name} is the desk's own: take another.")


def invite(session: Session, person: PersonRow, public_url: str, now: datetime, by: str) -> Link:
    """Make somebody a link. It takes the place of earlier ones that they have not used.

    The code is in the fragment, which browsers keep to themselves: no server and no proxy logs it.

    Raises:
        InputRejected: they are locked out.
    """
    if not person.active:
        raise InputRejected(f"{person.name} is locked out: let them in again first.")
    code = new_secret()
    expires_at = now + LINK_LASTS
    people.make_link(session, hashed(code), person.name, expires_at)
    ledger.add(session, None, "link_made", now, actor=by, person=person.name)
    return Link(f"{public_url}/sign-in#code={code}", expires_at)

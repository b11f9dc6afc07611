"""People and machines that may use the desk: their rows, their sessions, links and keys, by hash only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from domain.errors import NotFound
from domain.people import PersonSettings, Role
from store.people_tables import PersonRow, SessionRow, SignInLinkRow, TokenRow

_USED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class SignedIn:
    """Whose session it is, as they are now."""

    name: str
    role: Role
    csrf: str


def anybody(session: Session) -> bool:
    """Whether there is somebody who may sign in."""
    return session.scalar(select(PersonRow.name).limit(1)) is not None


def everybody(session: Session) -> tuple[PersonRow, ...]:
    """Everybody, by name, also those who are locked out."""
    return tuple(session.scalars(select(PersonRow).order_by(PersonRow.name)))


def find(session: Session, name: str) -> PersonRow | None:
    """A person by name, however it is capitalised."""
    return session.scalar(select(PersonRow).where(func.lower(PersonRow.name) == name.lower()))


def get(session: Session, name: str) -> PersonRow:
    """A person.

    Raises:
        NotFound: nobody has that name.
    """
    row = find(session, name)
    if row is None:
        raise NotFound(f"There is nobody with the name {name}.")
    return row


def add(session: Session, name: str, full_name: str, role: Role, now: datetime) -> PersonRow | None:
    """Let somebody in; None where the name is taken."""
    if find(session, name) is not None:
        return None
    row = PersonRow(
        name=name,
        full_name=full_name,
        role=role.value,
        active=True,
        password_hash=None,
        settings=PersonSettings().model_dump(mode="json"),
        created_at=now,
        seen_at=None,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return None
    return row


def is_last_admin(session: Session, name: str) -> bool:
    """Whether a person is the only active admin. The admins' rows are held until the transaction ends."""
    held = session.scalars(
        select(PersonRow.name)
        .where(PersonRow.role == Role.ADMIN.value, PersonRow.active.is_(True))
        .order_by(PersonRow.name)
        .with_for_update()
    ).all()
    return held == [name]


def make_link(session: Session, sha256: str, name: str, expires_at: datetime) -> None:
    """Keep a link that signs a person in once. It takes the place of those they have not used."""
    drop_links(session, name)
    session.add(SignInLinkRow(sha256=sha256, person=name, expires_at=expires_at, used_at=None))


def drop_links(session: Session, name: str) -> None:
    """Let the links that a person has not used open nothing any more."""
    session.execute(delete(SignInLinkRow).where(SignInLinkRow.person == name, SignInLinkRow.used_at.is_(None)))


def use_link(session: Session, sha256: str, now: datetime) -> PersonRow | None:
    """The person whom a link signs in: of several who use it one wins. None where it opens nothing."""
    name = session.scalar(
        update(SignInLinkRow)
        .where(SignInLinkRow.sha256 == sha256, SignInLinkRow.used_at.is_(None), SignInLinkRow.expires_at > now)
        .values(used_at=now)
        .returning(SignInLinkRow.person)
    )
    if name is None:
        return None
    row = session.get_one(PersonRow, name)
    return row if row.active else None


def open_session(
    session: Session, sha256: str, person: PersonRow, csrf: str, now: datetime, expires_at: datetime
) -> None:
    """Sign a person in; what has expired of everybody's goes."""
    session.execute(delete(SessionRow).where(SessionRow.expires_at <= now))
    session.execute(delete(SignInLinkRow).where(SignInLinkRow.expires_at <= now))
    person.seen_at = now
    session.add(SessionRow(sha256=sha256, person=person.name, csrf=csrf, created_at=now, expires_at=expires_at))


def session_of(session: Session, sha256: str, now: datetime) -> SignedIn | None:
    """Who is signed in with a session; None where it is over or they are locked out."""
    found = session.execute(
        select(PersonRow.name, PersonRow.role, SessionRow.csrf)
        .join(PersonRow, PersonRow.name == SessionRow.person)
        .where(SessionRow.sha256 == sha256, SessionRow.expires_at > now, PersonRow.active.is_(True))
    ).one_or_none()
    return None if found is None else SignedIn(found.name, Role(found.role), found.csrf)


def end_session(session: Session, sha256: str) -> None:
    """Sign one browser out."""
    session.execute(delete(SessionRow).where(SessionRow.sha256 == sha256))


def end_sessions_of(session: Session, name: str, but: str | None = None) -> None:
    """Sign a person out everywhere, or everywhere ``but`` in one session."""
    ended = delete(SessionRow).where(SessionRow.person == name)
    session.execute(ended if but is None else ended.where(SessionRow.sha256 != but))


def tokens(session: Session) -> tuple[TokenRow, ...]:
    """The machines' keys, the newest first, also those that were revoked."""
    return tuple(session.scalars(select(TokenRow).order_by(TokenRow.created_at.desc(), TokenRow.id.desc())))


def token_of(session: Session, sha256: str) -> TokenRow | None:
    """The key with a hash; None where there is none, or it was revoked."""
    return session.scalar(select(TokenRow).where(TokenRow.sha256 == sha256, TokenRow.revoked_at.is_(None)))


def token_named(session: Session, name: str) -> TokenRow | None:
    """The key that a machine of this name has, however it is capitalised; None where it was revoked."""
    return session.scalar(
        select(TokenRow).where(func.lower(TokenRow.name) == name.lower(), TokenRow.revoked_at.is_(None))
    )


def use_is_due(token: TokenRow, now: datetime) -> bool:
    """Whether it is to be noted again that a key is in use: once a minute, so that requests cost no write."""
    return token.used_at is None or now - token.used_at >= _USED_EVERY


def note_use(session: Session, token_id: str, now: datetime) -> None:
    """Note that a key is in use."""
    session.execute(
        update(TokenRow)
        .where(TokenRow.id == token_id, or_(TokenRow.used_at.is_(None), TokenRow.used_at < now))
        .values(used_at=now)
    )


def add_token(
    session: Session, token_id: str, sha256: str, name: str, role: Role, made_by: str, now: datetime
) -> TokenRow:
    """Keep a machine's key."""
    row = TokenRow(
        id=token_id,
        sha256=sha256,
        name=name,
        role=role.value,
        made_by=made_by,
        created_at=now,
        used_at=None,
        revoked_at=None,
    )
    session.add(row)
    return row


def revoke_token(session: Session, token_id: str, now: datetime) -> TokenRow | None:
    """Let a key open nothing any more. None where it was revoked before.

    Raises:
        NotFound: there is no such key.
    """
    row = session.get(TokenRow, token_id)
    if row is None:
        raise NotFound(f"There is no key {token_id}.")
    revoked = session.scalar(
        update(TokenRow)
        .where(TokenRow.id == token_id, TokenRow.revoked_at.is_(None))
        .values(revoked_at=now)
        .returning(TokenRow.id)
    )
    return None if revoked is None else row

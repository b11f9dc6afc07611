"""Who may use the desk, and how they prove it. Secrets are kept as hashes only."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from store.columns import Instant
from store.tables import Base

_NAME = String(60)
_HASH = String(64)


class PersonRow(Base):
    """Somebody who signs in. ``settings`` is a ``domain.people.Settings``; without a password only a link signs in."""

    __tablename__ = "people"

    name: Mapped[str] = mapped_column(_NAME, primary_key=True)
    full_name: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(String(16))
    active: Mapped[bool]
    password_hash: Mapped[str | None] = mapped_column(Text)
    settings: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime | None]


class SignInLinkRow(Base):
    """A link that signs a person in once."""

    __tablename__ = "sign_in_links"

    sha256: Mapped[str] = mapped_column(_HASH, primary_key=True)
    person: Mapped[str] = mapped_column(ForeignKey("people.name"), index=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SessionRow(Base):
    """A browser that is signed in."""

    __tablename__ = "sessions"

    sha256: Mapped[str] = mapped_column(_HASH, primary_key=True)
    person: Mapped[str] = mapped_column(ForeignKey("people.name"), index=True)
    csrf: Mapped[str] = mapped_column(_HASH)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(Instant, index=True)


class TokenRow(Base):
    """A machine's key to the API, with the rights of one role."""

    __tablename__ = "tokens"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    sha256: Mapped[str] = mapped_column(_HASH, unique=True)
    name: Mapped[str] = mapped_column(_NAME)
    role: Mapped[str] = mapped_column(String(16))
    made_by: Mapped[str] = mapped_column(_NAME)
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class AnsweredRow(Base):
    """What a POST with an idempotency key was answered: the same key again gets the same answer."""

    __tablename__ = "answered"

    caller: Mapped[str] = mapped_column(_NAME, primary_key=True)
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    request_sha256: Mapped[str] = mapped_column(_HASH)
    status: Mapped[int]
    headers: Mapped[dict[str, Any]]
    body: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime] = mapped_column(Instant, index=True)

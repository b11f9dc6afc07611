"""Drafts of what ops tune: one per subject, the policy or an agent's prompt. Nothing follows them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from domain.errors import DecisionRefused, NotFound
from store.tables import DraftRow

POLICY = "policy"


def find(session: Session, subject: str) -> DraftRow | None:
    """The draft, if there is one."""
    return session.get(DraftRow, subject)


def get(session: Session, subject: str) -> DraftRow:
    """The draft.

    Raises:
        NotFound: there is none.
    """
    row = find(session, subject)
    if row is None:
        raise NotFound(f"There is no draft of {'the policy' if subject == POLICY else f'the prompt of {subject}'}.")
    return row


def lock(session: Session, subject: str) -> DraftRow | None:
    """The draft, if there is one, for this transaction alone to change. SQLite has one writer anyway."""
    return session.scalars(select(DraftRow).where(DraftRow.subject == subject).with_for_update()).first()


def put(
    session: Session,
    known: DraftRow | None,
    subject: str,
    body: Mapping[str, Any],
    based_on: str,
    made_by: str,
    now: datetime,
) -> DraftRow:
    """Write the draft over the one that was locked, or as the first where there was ``known`` to be none.

    Raises:
        DecisionRefused: somebody else began one in between.
    """
    if known is not None:
        known.body, known.based_on, known.made_by, known.made_at = dict(body), based_on, made_by, now
        known.version += 1
        session.flush()
        return known
    row = DraftRow(subject=subject, body=dict(body), based_on=based_on, version=1, made_by=made_by, made_at=now)
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        raise DecisionRefused("Somebody else began a draft at the same moment: look at theirs first.") from None
    return row


def drop(session: Session, row: DraftRow) -> None:
    """Throw a draft away."""
    session.delete(row)
    session.flush()

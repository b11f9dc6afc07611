"""Versions of the policy. One is live; before ops have written any, the shipped one is."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from domain.policy import Policy
from store.tables import PolicyRow

# The shipped policy counts as the first, so that no version of ops' own has the number of another.
SHIPPED_VERSION = Policy().version


def live(session: Session) -> Policy:
    """The policy in force."""
    row = session.scalars(select(PolicyRow).where(PolicyRow.live.is_(True)).order_by(PolicyRow.version.desc())).first()
    return Policy() if row is None else Policy.model_validate(row.body)


def go_live(session: Session, policy: Policy, made_by: str, now: datetime, reason: str = "") -> Policy:
    """Write a policy as the next version and put it in force; return it with its version."""
    newest = session.scalars(select(PolicyRow.version).order_by(PolicyRow.version.desc())).first() or SHIPPED_VERSION
    numbered = policy.model_copy(update={"version": newest + 1})
    session.execute(update(PolicyRow).values(live=False))
    session.add(
        PolicyRow(
            version=numbered.version,
            body=numbered.model_dump(mode="json"),
            made_by=made_by,
            made_at=now,
            live=True,
            reason=reason,
        )
    )
    return numbered


def versions(session: Session) -> tuple[PolicyRow, ...]:
    """Every version that ops put in force, the newest first."""
    return tuple(session.scalars(select(PolicyRow).order_by(PolicyRow.version.desc())))


def lock(session: Session) -> None:
    """Have the policy to oneself until the transaction ends. SQLite has one writer anyway."""
    session.scalars(select(PolicyRow.version).where(PolicyRow.live.is_(True)).with_for_update()).all()

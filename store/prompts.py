"""Versions of the agents' prompts: immutable, by their hash. One per agent is live."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from domain.errors import NotFound
from domain.findings import AgentName
from store.tables import PromptVersionRow

SHIPPED = "shipped"


def keep(
    session: Session, agent: AgentName, sha256: str, version: str, body: dict[str, Any], made_by: str, now: datetime
) -> None:
    """Keep a version; one that is there already stays as it is.

    A shipped version goes live where none is, or where the live one was shipped too: an upgrade brings its prompts
    along, but never pushes aside what ops chose.
    """
    if session.get(PromptVersionRow, (agent.value, sha256)) is not None:
        return
    session.add(
        PromptVersionRow(
            agent=agent.value, sha256=sha256, version=version, body=body, made_by=made_by, live=False, made_at=now
        )
    )
    session.flush()
    standing = live(session, agent)
    if made_by == SHIPPED and (standing is None or standing.made_by == SHIPPED):
        go_live(session, agent, sha256)


def live(session: Session, agent: AgentName) -> PromptVersionRow | None:
    """The version in force."""
    return session.scalars(
        select(PromptVersionRow).where(PromptVersionRow.agent == agent.value, PromptVersionRow.live.is_(True))
    ).first()


def live_hashes(session: Session) -> frozenset[str]:
    """The hashes of every agent's version in force, in one narrow query."""
    return frozenset(session.scalars(select(PromptVersionRow.sha256).where(PromptVersionRow.live.is_(True))))


def go_live(session: Session, agent: AgentName, sha256: str) -> None:
    """Put a kept version in force.

    Raises:
        NotFound: no such version was kept.
    """
    if session.get(PromptVersionRow, (agent.value, sha256)) is None:
        raise NotFound(f"There is no prompt {sha256[:12]} of {agent.value}.")
    session.execute(update(PromptVersionRow).where(PromptVersionRow.agent == agent.value).values(live=False))
    session.execute(
        update(PromptVersionRow)
        .where(PromptVersionRow.agent == agent.value, PromptVersionRow.sha256 == sha256)
        .values(live=True)
    )
    session.expire_all()


def of_agent(session: Session, agent: AgentName) -> tuple[PromptVersionRow, ...]:
    """Every version of an agent's prompt, oldest first."""
    return tuple(
        session.scalars(
            select(PromptVersionRow)
            .where(PromptVersionRow.agent == agent.value)
            .order_by(PromptVersionRow.made_at, PromptVersionRow.sha256)
        )
    )

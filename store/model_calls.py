"""What was spent on chat models: one row per call, and the sums that budgets are held against."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from domain.findings import AgentName
from store.tables import ModelCallRow


@dataclass(frozen=True)
class Spent:
    """Calls made, tokens read and written, and seconds waited."""

    calls: int
    tokens: int
    seconds: float


def add(
    session: Session,
    at: datetime,
    conversation_id: str,
    run_id: str,
    agent: AgentName,
    model: str,
    prompt_version: str,
    tokens: tuple[int, int, int],
    seconds: float,
    failure: str | None,
) -> None:
    """Keep one call; ``tokens`` are those read, of these cached, and those written."""
    read, cached, written = tokens
    session.add(
        ModelCallRow(
            at=at,
            conversation_id=conversation_id,
            run_id=run_id,
            agent=agent.value,
            model=model,
            prompt_version=prompt_version,
            input_tokens=read,
            cached_tokens=cached,
            output_tokens=written,
            seconds=seconds,
            failure=failure,
        )
    )


def spent_in_conversation(session: Session, conversation_id: str) -> Spent:
    """What a conversation cost so far."""
    return _spent(session, ModelCallRow.conversation_id == conversation_id)


def spent_since(session: Session, since: datetime) -> Spent:
    """What everything cost since a moment."""
    return _spent(session, ModelCallRow.at >= since)


def _spent(session: Session, which: ColumnElement[bool]) -> Spent:
    calls, tokens, seconds = session.execute(
        select(
            func.count(),
            func.coalesce(func.sum(ModelCallRow.input_tokens + ModelCallRow.output_tokens), 0),
            func.coalesce(func.sum(ModelCallRow.seconds), 0.0),
        ).where(which)
    ).one()
    return Spent(calls=int(calls), tokens=int(tokens), seconds=float(seconds))

"""What requests with an idempotency key were answered. A key is taken before its request is carried out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from store.people_tables import AnsweredRow

KEPT = timedelta(hours=24)
# A process that ended in between leaves its key taken: after this the key may be taken over.
_ABANDONED = timedelta(minutes=1)
_UNDER_WAY = 0


@dataclass(frozen=True)
class Answered:
    """What stands under a key: which request it was of, and its answer; None while that is under way."""

    request_sha256: str
    answer: StoredAnswer | None


@dataclass(frozen=True)
class StoredAnswer:
    """An answer as it was given."""

    status: int
    headers: dict[str, str]
    body: bytes


def take(session: Session, caller: str, key: str, request_sha256: str, now: datetime) -> Answered | None:
    """Take a key for a request. Of several who try, one has it: they get None, the others what stands under it."""
    session.execute(delete(AnsweredRow).where(AnsweredRow.at <= now - KEPT))
    row = AnsweredRow(
        caller=caller, key=key, request_sha256=request_sha256, status=_UNDER_WAY, headers={}, body=b"", at=now
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return _standing(session, caller, key, request_sha256, now)
    return None


def _standing(session: Session, caller: str, key: str, request_sha256: str, now: datetime) -> Answered | None:
    taken_over = session.scalar(
        update(AnsweredRow)
        .where(
            AnsweredRow.caller == caller,
            AnsweredRow.key == key,
            AnsweredRow.request_sha256 == request_sha256,
            AnsweredRow.status == _UNDER_WAY,
            AnsweredRow.at <= now - _ABANDONED,
        )
        .values(at=now)
        .returning(AnsweredRow.key)
    )
    if taken_over is not None:
        return None
    row = session.get(AnsweredRow, (caller, key))
    if row is None or row.status == _UNDER_WAY:
        return Answered(row.request_sha256 if row else request_sha256, None)
    return Answered(row.request_sha256, StoredAnswer(row.status, row.headers, row.body))


def keep(session: Session, caller: str, key: str, answer: StoredAnswer) -> None:
    """Keep the answer under a key that was taken."""
    session.execute(
        update(AnsweredRow)
        .where(AnsweredRow.caller == caller, AnsweredRow.key == key)
        .values(status=answer.status, headers=answer.headers, body=answer.body)
    )


def release(session: Session, caller: str, key: str) -> None:
    """Let go of a key whose request came to nothing: it may be sent again."""
    session.execute(delete(AnsweredRow).where(AnsweredRow.caller == caller, AnsweredRow.key == key))

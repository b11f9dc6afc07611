"""The queue: open reviews by cut-off, value or age.

What it is sorted by is read of every open review in one narrow query and sorted here; only the rows of one page are
read whole. A desk has some thousands of open reviews at most, whatever else it has kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeVarTuple

from sqlalchemy import Select, Text, cast, or_, select
from sqlalchemy.orm import Session

from domain.gate import Concern
from domain.messages import Channel
from domain.orders import ExceptionKind
from store.reviews import ReviewStatus
from store.searching import pattern
from store.tables import ConversationRow, ReviewRow

Columns = TypeVarTuple("Columns")
SortKey = tuple[int, int, str]
NOBODY = "nobody"


class QueueSort(StrEnum):
    """What comes first: the nearest cut-off, the most valuable, or the longest waiting.

    By cut-off, what can still make its truck comes first, then what has none, then what is late, the last missed first.
    """

    CUTOFF = "cutoff"
    VALUE = "value"
    AGE = "age"


@dataclass(frozen=True)
class QueueFilter:
    """Which open reviews are wanted; None is all. ``snoozed`` are those put off, instead of those due."""

    words: str | None = None
    reason: ExceptionKind | Concern | None = None
    channel: Channel | None = None
    customer_id: str | None = None
    assigned_to: str | None = None
    snoozed: bool = False


@dataclass(frozen=True)
class QueuePage:
    """A page of the queue; ``after`` is the sort key of its last row, where there are more; ``total`` counts all."""

    rows: tuple[tuple[ReviewRow, ConversationRow], ...]
    after: SortKey | None
    total: int


def page(
    session: Session, wanted: QueueFilter, sort: QueueSort, after: SortKey | None, limit: int, now: datetime
) -> QueuePage:
    """The reviews after a sort key."""
    keys = sorted(_keys(session, wanted, sort, now))
    rest = [key for key in keys if after is None or key > after]
    shown = rest[:limit]
    by_id = _rows(session, [review_id for *_, review_id in shown])
    rows = tuple(by_id[review_id] for *_, review_id in shown if review_id in by_id)
    return QueuePage(rows, shown[-1] if len(rest) > limit else None, len(keys))


def _keys(session: Session, wanted: QueueFilter, sort: QueueSort, now: datetime) -> Iterator[SortKey]:
    """The sort keys of all that fit, of which only the columns are read that they are made of."""
    if sort is QueueSort.VALUE:
        for review_id, value in session.execute(_filtered(select(ReviewRow.id, ReviewRow.value), wanted, now)):
            yield (int(-value * 10_000) if value is not None else 0, 0, review_id)
    elif sort is QueueSort.AGE:
        for review_id, opened_at in session.execute(_filtered(select(ReviewRow.id, ReviewRow.opened_at), wanted, now)):
            yield (_microseconds(opened_at), 0, review_id)
    else:
        at = _microseconds(now)
        for review_id, due_at in session.execute(_filtered(select(ReviewRow.id, ReviewRow.due_at), wanted, now)):
            due = _microseconds(due_at) if due_at is not None else None
            yield (1, 0, review_id) if due is None else (0, due, review_id) if due >= at else (2, -due, review_id)


def _microseconds(instant: datetime) -> int:
    return int(instant.timestamp() * 1_000_000)


def _filtered(columns: Select[*Columns], wanted: QueueFilter, now: datetime) -> Select[*Columns]:
    query = columns.where(ReviewRow.status == ReviewStatus.OPEN.value)
    due = or_(ReviewRow.snoozed_until.is_(None), ReviewRow.snoozed_until <= now)
    query = query.where(ReviewRow.snoozed_until > now if wanted.snoozed else due)
    if wanted.words or wanted.channel is not None or wanted.customer_id is not None:
        query = query.join(ConversationRow, ConversationRow.id == ReviewRow.conversation_id)
    if wanted.words:
        like = ConversationRow.search.like(pattern(wanted.words), escape="\\")
        query = query.where(or_(like, ReviewRow.id == wanted.words))
    if wanted.channel is not None:
        query = query.where(ConversationRow.channel == wanted.channel.value)
    if wanted.customer_id is not None:
        query = query.where(ConversationRow.customer_id == wanted.customer_id)
    if wanted.reason is not None:
        query = query.where(cast(ReviewRow.reasons, Text).like(f'%"kind": "{wanted.reason.value}"%'))
    if wanted.assigned_to == NOBODY:
        query = query.where(ReviewRow.assigned_to.is_(None))
    elif wanted.assigned_to is not None:
        query = query.where(ReviewRow.assigned_to == wanted.assigned_to)
    return query


def _rows(session: Session, review_ids: Sequence[str]) -> dict[str, tuple[ReviewRow, ConversationRow]]:
    found = session.execute(
        select(ReviewRow, ConversationRow)
        .join(ConversationRow, ConversationRow.id == ReviewRow.conversation_id)
        .where(ReviewRow.id.in_(review_ids))
    )
    return {review.id: (review, conversation) for review, conversation in found}

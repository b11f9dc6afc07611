"""Playing recorded conversations through a desk, with nobody reviewing and nobody answering.

The desk's clock stands at each message's own time. Expected results and tags are never read here.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from time import perf_counter
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.errors import InputRejected
from domain.orders import Intent, OrderBody, OrderStatus
from evals.recorded import Outcome, Recorded, Result, ResultLine, SubstitutePair
from graphs.receiving import Received, Receiver
from reading.envelopes import WrittenMessage, from_written
from store import decisions, orders
from store.engine import Store
from store.tables import MessageRow, RevisionRow

_OUTCOMES = {
    OrderStatus.ENTERED: Outcome.ENTERED,
    OrderStatus.CANCELLED: Outcome.ENTERED,
    OrderStatus.APPROVED: Outcome.ENTERED,
    OrderStatus.ASKED: Outcome.ASKED,
    OrderStatus.CLOSED: Outcome.CLOSED,
}
_NO_SECONDS = 0.0


class SettableClock(Protocol):
    """A clock that a replay sets to each message's time."""

    def set(self, instant: datetime) -> None: ...


@dataclass(frozen=True)
class Played:
    """What became of a recorded conversation, and the run that dealt with its last message (None: refused)."""

    result: Result
    run_id: str | None


@dataclass
class _Playing:
    """A recorded conversation's messages as they are taken in."""

    received: list[Received] = field(default_factory=list)
    seconds: float = _NO_SECONDS


def play(
    recorded: Sequence[Recorded],
    folder: Path,
    receiver: Receiver,
    clock: SettableClock,
    store: Store,
    wait: Callable[[Received], None] | None = None,
    progress: Callable[[], None] | None = None,
) -> tuple[Played, ...]:
    """Hand every recorded message to the desk in the order sent, across conversations, and tell what became of each.

    Args:
        recorded: the conversations.
        folder: where their files are.
        receiver: takes the messages; the desk handles each before the next comes.
        clock: the desk's clock.
        store: the desk's store, to read the outcome from.
        wait: waits until the desk has handled a message, where it does so elsewhere.
        progress: called once per message.
    """
    playing = {conversation.id: _Playing() for conversation in recorded}
    for conversation_id, message in _in_time(recorded):
        clock.set(message.sent_at)
        one = playing[conversation_id]
        began = perf_counter()
        try:
            received: Received | None = receiver.receive(from_written(message, folder))
        except InputRejected:
            received = None
        if received is not None:
            if wait is not None:
                wait(received)
            one.received.append(received)
        one.seconds += perf_counter() - began
        if progress is not None:
            progress()
    with store.reading() as session:
        return tuple(_played(session, conversation.id, playing[conversation.id]) for conversation in recorded)


def _in_time(recorded: Sequence[Recorded]) -> Iterator[tuple[str, WrittenMessage]]:
    """Every message with its recorded conversation, in the order sent."""
    every = [(conversation.id, message) for conversation in recorded for message in conversation.messages]
    yield from sorted(every, key=lambda entry: entry[1].sent_at)


def _played(session: Session, recorded_id: str, playing: _Playing) -> Played:
    last = playing.received[-1] if playing.received else None
    run_id = session.scalar(select(MessageRow.run_id).where(MessageRow.id == last.message_id)) if last else None
    return Played(_result(session, recorded_id, playing, run_id), run_id)


def _result(session: Session, recorded_id: str, playing: _Playing, run_id: str | None) -> Result:
    order_id = _order_of(session, playing, run_id)
    if order_id is None:
        body, outcome = OrderBody(intent=Intent.OTHER), Outcome.REVIEW
    else:
        body = orders.body(session, order_id)
        outcome = _OUTCOMES.get(OrderStatus(orders.get(session, order_id).status), Outcome.REVIEW)
    runs = [r.run_id for r in playing.received if r.run_id]
    uses = [d.use for run in runs for d in decisions.of_run(session, run) if d.use is not None]
    return Result(
        id=recorded_id,
        intent=body.intent,
        customer_id=body.customer_id,
        ship_to_id=body.ship_to_id,
        po_number=body.po_number,
        requested_date=body.requested_date,
        lines=tuple(
            ResultLine(text=line.text, sku=line.sku, qty=line.quantity, uom=line.uom, confidence=line.confidence)
            for line in body.lines
        ),
        substitutions=tuple(SubstitutePair(sku=s.sku, substitute=s.substitute) for s in body.substitutions),
        exceptions=tuple(dict.fromkeys(exception.kind for exception in body.exceptions)),
        outcome=outcome,
        confidence=body.confidence,
        model_calls=sum(use.calls for use in uses),
        input_tokens=sum(use.input_tokens for use in uses),
        output_tokens=sum(use.output_tokens for use in uses),
        seconds=round(playing.seconds, 4),
    )


def _order_of(session: Session, playing: _Playing, run_id: str | None) -> str | None:
    """The order in which the conversation's last message ended."""
    if not playing.received:
        return None
    order_id = session.scalars(select(RevisionRow.order_id).where(RevisionRow.run_id == run_id)).first()
    if order_id is not None:
        return order_id
    conversation_id = playing.received[-1].conversation_id
    rows = [row for row in orders.of_conversation(session, conversation_id) if row.revision > 0]
    return rows[-1].id if rows else None


def write_results(results: Sequence[Result], path: Path) -> None:
    """Write results as JSON lines: the same results give the same bytes."""
    lines = (json.dumps(result.model_dump(mode="json"), ensure_ascii=False) for result in results)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")

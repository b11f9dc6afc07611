"""What a rep's correction teaches: the customer's words for a product, used from the next message on."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from domain.answers import Answer
from domain.messages import Direction
from domain.orders import OrderBody
from store import aliases, conversations, ledger
from store.tables import ReviewRow


def learn(session: Session, review: ReviewRow, answer: Answer, body: OrderBody, now: datetime) -> None:
    """Remember the words of the lines that the rep wants remembered; doing it again changes nothing."""
    by = review.decided_by or "rep"
    message_id = _newest_message(session, review.conversation_id)
    for alias_id, words, sku in _taught(review, answer, body):
        aliases.teach(session, alias_id, body.customer_id or "", words, sku, by, message_id, now)
        ledger.add(
            session,
            review.conversation_id,
            "alias_taught",
            now,
            actor=by,
            once=f"taught:{alias_id}",
            words=words,
            sku=sku,
            customer=body.customer_id,
        )


def unlearn(session: Session, review: ReviewRow, answer: Answer, body: OrderBody, by: str, now: datetime) -> None:
    """Forget what an approval taught that is taken back."""
    for _, words, sku in _taught(review, answer, body):
        forgotten = aliases.forget(session, body.customer_id or "", words, sku)
        if forgotten:
            ledger.add(session, review.conversation_id, "alias_forgotten", now, actor=by, words=words, sku=sku)


def _taught(review: ReviewRow, answer: Answer, body: OrderBody) -> list[tuple[str, str, str]]:
    """What an answer teaches, as (alias id, words, sku)."""
    if body.customer_id is None:
        return []
    wanted = set(answer.remember)
    return [
        (f"{review.id}.{line.number}".replace("rev", "ali", 1), line.words, line.sku)
        for line in body.lines
        if line.number in wanted and line.sku is not None and line.words
    ]


def _newest_message(session: Session, conversation_id: str) -> str | None:
    said = [m for m in conversations.messages(session, conversation_id) if m.direction is Direction.IN]
    return said[-1].message_id if said else None

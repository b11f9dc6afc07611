"""What a rep's approval says of customers' words: corrections teach, what was known is confirmed or contradicted."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from domain.aliases import AliasEvent, AliasStanding
from domain.answers import Answer
from domain.messages import Direction
from domain.orders import OrderBody, OrderLine
from knowledge import own_words
from knowledge.own_words import said
from store import aliases, conversations, ledger, orders, policies
from store.aliases import Saying
from store.tables import AliasRow, ReviewRow


def learn(session: Session, review: ReviewRow, answer: Answer, body: OrderBody, now: datetime) -> None:
    """Remember the words that the rep wants remembered, and note what the order says of known ones.

    Doing it again changes nothing.
    """
    customer_id = body.customer_id
    if customer_id is None or aliases.is_noted(session, review.id):
        return
    by = review.decided_by or "rep"
    spoken_of = _spoken_of(session, review, answer, body, customer_id)
    for line in _taught(answer, body):
        alias_id = f"{review.id}.{line.number}".replace("rev", "ali", 1)
        saying = Saying(by, now, review.id, _message_of(session, review.conversation_id, line))
        taught = own_words.teach(session, alias_id, customer_id, line.words, line.sku or "", saying)
        _tell(session, review, "alias_taught", taught.row, by, now)
        for row in taught.replaced:
            _tell(session, review, "alias_forgotten", row, by, now)
    told: set[tuple[frozenset[str], str]] = set()
    for row, event in spoken_of:
        aliases.add_event(session, row, event, Saying(by, now, review.id), customer_id)
        meaning = (said(row.words), row.sku)
        if event is AliasEvent.CONTRADICTED and row.standing != AliasStanding.FORGOTTEN.value and meaning not in told:
            told.add(meaning)
            _tell(session, review, "alias_contradicted", row, by, now)


def unlearn(session: Session, review: ReviewRow, by: str, now: datetime) -> None:
    """Take back what an approval that is taken back said of words."""
    for row in aliases.take_back(session, review.id):
        if row.standing == AliasStanding.FORGOTTEN.value:
            _tell(session, review, "alias_forgotten", row, by, now)


def _spoken_of(
    session: Session, review: ReviewRow, answer: Answer, body: OrderBody, customer_id: str
) -> list[tuple[AliasRow, AliasEvent]]:
    """The known words that lines are written in, each with what the rep said of them by leaving or changing a product.

    The customer's own words count before those that are known of other customers. What the rep teaches by this answer
    is not confirmed by it as well.
    """
    lines = [(said(line.words), line) for line in body.lines if line.words and line.sku is not None]
    widen_at = policies.live(session).widen_aliases_at
    others = own_words.widened(session, (line.words for _, line in lines), widen_at)
    shared = {key: aliases.of_ids(session, others[key].alias_ids) for key, _ in lines if key in others}
    aliases.lock(session, {customer_id, *(row.customer_id for rows in shared.values() for row in rows)})
    own = aliases.of_customer(session, customer_id)
    proposed = {line.number: line.sku for line in orders.body(session, review.order_id, review.revision).lines}
    taught = {(said(line.words), line.sku) for line in _taught(answer, body)}
    found: dict[str, tuple[AliasRow, AliasEvent]] = {}
    for key, line in lines:
        for row in [row for row in own if said(row.words) == key] or shared.get(key, ()):
            confirms = row.sku == line.sku
            is_news = (key, line.sku) not in taught if confirms else line.sku != proposed.get(line.number)
            if not is_news or row.standing == AliasStanding.FORGOTTEN.value:
                continue
            if row.id not in found or not confirms:
                found[row.id] = (row, AliasEvent.CONFIRMED if confirms else AliasEvent.CONTRADICTED)
    return list(found.values())


def _taught(answer: Answer, body: OrderBody) -> list[OrderLine]:
    """The lines whose words an answer teaches."""
    wanted = set(answer.remember)
    return [line for line in body.lines if line.number in wanted and line.sku is not None and said(line.words)]


def _message_of(session: Session, conversation_id: str, line: OrderLine) -> str | None:
    """The message in which a line was said; the customer's newest, where that is not known."""
    messages = [m for m in conversations.messages(session, conversation_id) if m.direction is Direction.IN]
    parts = {part.part_id: message.message_id for message in messages for part in message.parts}
    named = (parts[span.part_id] for span in line.spans if span.part_id in parts)
    return next(named, messages[-1].message_id if messages else None)


def _tell(session: Session, review: ReviewRow, event: str, row: AliasRow, by: str, now: datetime) -> None:
    ledger.add(
        session,
        review.conversation_id,
        event,
        now,
        actor=by,
        alias=row.id,
        customer=row.customer_id,
        words=row.words,
        sku=row.sku,
        standing=row.standing,
    )

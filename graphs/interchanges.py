"""What EDI is due beside a decision: the acknowledgement of what came in, and the number of what goes out."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from agents.communication import AnsweredInterchange
from connectors.edi import answering, parsing
from connectors.edi.faults import EdiRejected
from domain.messages import Channel, Direction, Envelope, Part
from domain.orders import OrderBody
from graphs.state import OrderState, Surroundings
from knowledge import customers
from reading.edi import EXTRACTORS, changed_order
from store import conversations, orders
from store.conversations import StoredMessage
from store.interchanges import came_by_edi, control_number
from tools.edi import OrderedLine, same_number

# How long after it was placed an order may be changed by its number.
CHANGED_WITHIN = timedelta(days=90)


def acknowledge(state: OrderState, around: Surroundings) -> None:
    """Keep the 997 or CONTRL that is due for each interchange of the run's messages; once, however often this runs."""
    with around.store.reading() as session:
        if not came_by_edi(session, state["run_id"]):
            return
        said = conversations.messages(session, state["conversation_id"])
    for message in said:
        part = interchange_part(message)
        if part is None or message.run_id != state["run_id"]:
            continue
        try:
            interchanges = parsing.parse(part.text).interchanges
        except EdiRejected:
            continue  # nobody can say what would be acknowledged, and to whom; a rep sees why
        for count, interchange in enumerate(interchanges, 1):
            if not answering.is_acknowledged(interchange):
                continue
            reply_id = f"{message.message_id}-ack{count}"
            with around.store.transaction() as session:
                now = around.clock.now()
                number = control_number(session, message.conversation_id, reply_id, now)
                text = answering.acknowledge(interchange, _local(session, now), number)
                conversations.put_reply(session, reply_id, message.conversation_id, state["run_id"], message, text, now)


def changed_conversation(session: Session, envelope: Envelope) -> str | None:
    """The conversation of the order that an EDI message changes or cancels, by its number and its sender's customer."""
    number = changed_order(envelope.raw)
    if number is None:
        return None
    since = envelope.sent_at - CHANGED_WITHIN
    named = [
        order
        for customer_id in {customer_id for customer_id, _ in customers.contacts_at(session, envelope.sender)}
        for order, body in orders.recent_bodies(session, customer_id, since)
        if same_number(body.po_number or "", number)
    ]
    # The same number may have come twice, and one of the two waits for a rep: what the ERP holds is what is meant.
    named.sort(key=lambda order: order.erp_number is None)
    return named[0].conversation_id if named else None


def interchange_part(message: StoredMessage) -> Part | None:
    """The interchange of a message that came by EDI and can be read."""
    if message.channel is not Channel.EDI or message.direction is not Direction.IN:
        return None
    return next((part for part in message.parts if part.extractor in EXTRACTORS.values()), None)


def answered_interchange(
    session: Session, message: StoredMessage, body: OrderBody, reply_id: str, around: Surroundings
) -> AnsweredInterchange | None:
    """What it takes to answer an order in EDI; None where its message did not come by it.

    The number of the interchange to come is drawn here, so that it is the same when this runs again.
    """
    part = interchange_part(message)
    if part is None:
        return None
    now = around.clock.now()
    made = {substitution.line: substitution.substitute for substitution in body.substitutions if substitution.made}
    return AnsweredInterchange(
        part_id=part.part_id,
        lines=tuple(
            OrderedLine(start=span.start, skus=tuple(s for s in (line.sku, made.get(line.number)) if s))
            for line in body.lines
            for span in line.spans[:1]
            if span.part_id == part.part_id
        ),
        control=control_number(session, message.conversation_id, reply_id, now) % answering.CONTROL_NUMBERS,
        sent_at=_local(session, now),
    )


def _local(session: Session, now: datetime) -> datetime:
    """The time on the distributor's clock: an interchange has no place for a time zone."""
    return now.astimezone(ZoneInfo(customers.distributor(session).timezone))

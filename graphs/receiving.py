"""Taking a message in: kept with its original bytes, joined to its conversation, and queued, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from domain.environment import Clock, IdSource
from domain.messages import Channel, Envelope, PartKind
from domain.orders import OrderStatus
from graphs.interchanges import changed_conversation
from graphs.jobs import Jobs
from knowledge import customers
from reading.parts import check_size, parts_of
from reading.threads import answered_subject, speaks_of_before, stands_by_itself
from reading.tokens import fold
from store import conversations, ledger, orders, outbox, reviews, runs
from store.engine import Store
from store.outbox import OutboxStatus
from store.runs import RunStatus, Trigger

# How long a dealing stays open for a later message of the same people, when the message speaks of an order before it.
JOIN_WITHIN = timedelta(days=3)
_MOST_LOOKED_AT = 10
# A rep's note names its customer in its first words, by a good part of the name.
_WORDS_THAT_NAME = 12
_NAME_SHARE = 0.3


@dataclass(frozen=True)
class Received:
    """Where a message went. ``run_id`` is None for a message the desk had already."""

    conversation_id: str
    message_id: str
    run_id: str | None


class Receiver:
    """Takes messages from every channel."""

    def __init__(self, store: Store, jobs: Jobs, clock: Clock, ids: IdSource) -> None:
        self._store = store
        self._jobs = jobs
        self._clock = clock
        self._ids = ids

    def receive(self, envelope: Envelope) -> Received:
        """Keep a message and have it handled. When this returns, the message is safe.

        Raises:
            InputRejected: it is empty or larger than the desk takes. The channel still has it.
            NotFound: this desk has no distributor yet.
        """
        check_size(envelope)
        message_id = self._ids.new("msg")
        parts = parts_of(envelope, message_id)
        now = self._clock.now()
        with self._store.transaction() as session:
            customers.distributor(session)
            known = conversations.find_same(session, envelope)
            if known is not None:
                ledger.add(session, known.conversation_id, "received_again", now, message=known.id)
                return Received(known.conversation_id, known.id, None)
            # The subject of an answer is that of the order before it.
            own = (PartKind.BODY,) if answered_subject(envelope.subject or "") else (PartKind.BODY, PartKind.SUBJECT)
            words = "\n".join(part.text for part, _ in parts if part.kind in own)
            conversation_id = _joined(session, envelope, words)
            if conversation_id is None:
                conversation_id = self._ids.new("con")
                conversations.add_conversation(session, conversation_id, envelope, now)
            conversations.lock(session, conversation_id)
            conversations.add_message(session, message_id, conversation_id, envelope, parts, now)
            _supersede(session, conversation_id, now)
            run_id = self._ids.new("run")
            runs.add(session, run_id, conversation_id, Trigger.MESSAGE, now)
            ledger.add(
                session,
                conversation_id,
                "received",
                now,
                actor=envelope.sender,
                message=message_id,
                channel=envelope.channel.value,
            )
        self._jobs.nudge()
        self._jobs.enqueue(run_id, conversation_id, "start")
        return Received(conversation_id, message_id, run_id)


def _joined(session: Session, envelope: Envelope, words: str) -> str | None:
    """The conversation a message belongs to.

    The one it replies to, by its headers or, where it is no order of its own, by its subject; else the latest of its
    people, when the desk waits for their answer there and the message is
    no order of its own, or when it speaks of an order before it. A rep's note that does so belongs to the latest order
    of whom it names; EDI to the order whose number it names, where it changes or cancels one.
    """
    thread = conversations.conversation_of_transport_ids(session, envelope.in_reply_to)
    if thread is not None:
        return thread
    if envelope.channel is Channel.EDI:
        return changed_conversation(session, envelope)
    since = envelope.sent_at - JOIN_WITHIN
    with_files = bool(envelope.attachments)
    if envelope.channel is Channel.NOTE:
        return _noted(session, words, since) if speaks_of_before(words, with_files) else None
    addresses = {envelope.sender}
    for customer_id in {customer_id for customer_id, _ in customers.contacts_at(session, envelope.sender)}:
        customer = customers.customer(session, customer_id)
        for contact in customer.contacts if customer else ():
            addresses.update(address for address in (contact.email, contact.phone) if address)
    recent = conversations.latest_of_sender(session, sorted(addresses), since)
    if not recent:
        return None
    alone = stands_by_itself(words, with_files)
    answered = _answered(session, envelope.subject or "", recent)
    if answered is not None:
        return answered if not alone or speaks_of_before(words, with_files, answers=True) else None
    asked = any(o.status == OrderStatus.ASKED.value for o in orders.of_conversation(session, recent[0]))
    elsewhere = bool(answered_subject(envelope.subject or ""))
    speaks_of_it = speaks_of_before(words, with_files, answers_another=elsewhere)
    return recent[0] if (asked and not alone) or speaks_of_it else None


def _answered(session: Session, subject: str, recent: Sequence[str]) -> str | None:
    """The conversation among these whose subject another subject answers."""
    meant = answered_subject(subject)
    for conversation_id in recent[:_MOST_LOOKED_AT] if meant else ():
        opened_as = conversations.conversation(session, conversation_id).subject or ""
        if meant in (fold(opened_as.strip()), answered_subject(opened_as)):
            return conversation_id
    return None


def _noted(session: Session, words: str, since: datetime) -> str | None:
    """The conversation of the latest order of the one customer that a rep's note names and that ordered lately."""
    named = customers.named(session, " ".join(words.split()[:_WORDS_THAT_NAME]))
    lately = [
        recent[0].conversation_id
        for one in named
        if one.share >= _NAME_SHARE and (recent := orders.recent_of_customer(session, one.customer_id, since))
    ]
    return lately[0] if len(lately) == 1 else None


def _supersede(session: Session, conversation_id: str, now: datetime) -> None:
    """End what is undecided, and take back what is decided but not on its way yet: the customer has written since."""
    undecided = runs.undecided(session, conversation_id)
    if undecided is not None:
        runs.move(session, undecided.id, RunStatus.SUPERSEDED, RunStatus(undecided.status))
        reviews.supersede(session, undecided.id)
        ledger.add(session, conversation_id, "superseded", now, run=undecided.id)
    for run in runs.of_conversation(session, conversation_id):
        row = outbox.of_run(session, run.id) if run.status == RunStatus.COMMITTED.value else None
        if row is not None and outbox.move(session, row.id, OutboxStatus.CANCELLED, OutboxStatus.PENDING):
            runs.move(session, run.id, RunStatus.SUPERSEDED, RunStatus.COMMITTED)
            orders.move(session, row.order_id, OrderStatus.DRAFT)
            ledger.add(session, conversation_id, "superseded", now, run=run.id, outbox=row.key)

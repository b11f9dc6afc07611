"""Sending the replies that the desk has written, by mail: each is taken, handed over once, and its outcome kept."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from connectors.channels import smtp
from connectors.channels.replies import Reply, compose, earlier, mail_id, wants_no_answer
from connectors.channels.servers import MailServer
from domain.environment import Clock
from domain.errors import ChannelError, ChannelOutcomeUnknown, ChannelRefused, ChannelUnavailable, MailRefused
from knowledge import customers
from store import deliveries, ledger
from store.deliveries import DeliveryStatus
from store.engine import Store
from store.mail_tables import DeliveryRow
from store.tables import MessageRow

WHILE_OFF = "It was written while sending was off."
_LOOK_SECONDS = 1.0
_AT_ONCE = 20
_FIRST_RETRY = timedelta(seconds=30)
_LONGEST_RETRY = timedelta(minutes=30)
# What could not be sent for so long may be wrong by now.
_LONGEST_WAIT = timedelta(hours=24)
_TOLD_FOR = timedelta(days=7)
# Nobody writes as many orders by hand; two machines that answer each other do.
_MOST_PER_HOUR = 20

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Outgoing:
    """How replies go out: the server, the address that they are from, and every address that is the desk's own."""

    server: MailServer
    sender: str
    own: frozenset[str]


@dataclass(frozen=True)
class _Taken:
    """A reply that this worker has taken, ready to be handed over."""

    message_id: str
    conversation_id: str
    recipient: str
    wire: bytes


class Sender:
    """Sends replies as they are written, until it is told to stop."""

    def __init__(
        self, store: Store, clock: Clock, outgoing: Outgoing, worker_id: str, tell: Callable[[str], None]
    ) -> None:
        self._store = store
        self._clock = clock
        self._outgoing = outgoing
        self._worker_id = worker_id
        self._tell = tell
        self._told = ""

    def run(self, stop: threading.Event) -> None:
        """Send what is due, and look again every second."""
        while not stop.is_set():
            try:
                self.send_due(stop)
            except Exception:
                log.exception("replies could not be sent; it is tried again")
            stop.wait(_LOOK_SECONDS)

    def send_due(self, stop: threading.Event | None = None) -> int:
        """Send every reply that is due, one by one; how many went out. Where no server answers the rest stays."""
        with self._store.reading() as session:
            due = deliveries.due(session, self._clock.now(), _AT_ONCE)
        sent = 0
        for message_id in due:
            if stop is not None and stop.is_set():
                break
            taken = self._take(message_id)
            if taken is None:
                continue
            try:
                said = smtp.send(self._outgoing.server, taken.wire, self._outgoing.sender, taken.recipient)
            except (ChannelUnavailable, ChannelRefused) as error:
                self._once(error.sentence)
                self._later(taken, error)
                break  # the next one would wait as long for the same answer
            except ChannelOutcomeUnknown as error:
                self._ended(taken, DeliveryStatus.UNKNOWN, "reply_unknown", error.sentence)
            except MailRefused as error:
                self._ended(taken, DeliveryStatus.FAILED, "reply_failed", error.sentence)
            else:
                self._told = ""
                self._ended(taken, DeliveryStatus.SENT, "reply_sent", said)
                sent += 1
        return sent

    def own_up(self) -> None:
        """Tell of every reply that this worker had taken when its process ended: it may have gone, or not."""
        with self._store.transaction() as session:
            now = self._clock.now()
            for row in deliveries.with_status(session, DeliveryStatus.TAKEN):
                if row.worker == self._worker_id:
                    why = "The desk ended while it was handed over."
                    message = deliveries.message(session, row.message_id)
                    _record(session, row, message.conversation_id, DeliveryStatus.UNKNOWN, "reply_unknown", why, now)
            unknown = deliveries.with_status(session, DeliveryStatus.UNKNOWN)
            recent = [row for row in unknown if row.changed_at > now - _TOLD_FOR]
            lines = [f"{row.message_id} to {row.recipient}: {row.error}" for row in recent]
        if lines:
            self._tell("Nobody knows whether these replies went, and they are not sent again: ask, or look there.")
            for line in lines:
                self._tell(f"  {line}")

    def _take(self, message_id: str) -> _Taken | None:
        """Take a reply and make its mail, unless it is not to be sent; then that is kept with its reason."""
        with self._store.transaction() as session:
            now = self._clock.now()
            if not deliveries.move(session, message_id, DeliveryStatus.TAKEN, DeliveryStatus.WAITING, now):
                return None
            row = deliveries.get(session, message_id)
            message = deliveries.message(session, message_id)
            why = self._why_not(session, row, message, now)
            if why is not None:
                _record(session, row, message.conversation_id, DeliveryStatus.KEPT, "reply_kept", why, now)
                return None
            try:
                wire = self._mail(session, row, message, now)
            except MailRefused as error:
                why = error.sentence
                _record(session, row, message.conversation_id, DeliveryStatus.FAILED, "reply_failed", why, now)
                return None
            row.wire, row.worker = wire, self._worker_id
            row.attempts += 1
            message.transport_id = mail_id(message_id, self._outgoing.sender)
            return _Taken(message_id, message.conversation_id, row.recipient, wire)

    def _why_not(self, session: Session, row: DeliveryRow, message: MessageRow, now: datetime) -> str | None:
        """Why a reply is not sent by a machine, as a sentence; None where it is."""
        if row.recipient.lower() in self._outgoing.own:
            return "It would go to the desk itself."
        if deliveries.is_automatic(session, row.answers):
            return "The mail that it answers was sent by a machine."
        answered = deliveries.message(session, row.answers)
        unwanted = wants_no_answer(row.recipient, answered.raw, self._outgoing.sender)
        if unwanted is not None:
            return unwanted
        if now - row.put_at > _LONGEST_WAIT:
            return "It was written more than a day ago."
        if message.raw in deliveries.sent_since(session, row, now - _LONGEST_WAIT):
            return "The same words were sent to the same address within a day."
        if len(deliveries.sent_since(session, row, now - timedelta(hours=1))) >= _MOST_PER_HOUR:
            return f"{_MOST_PER_HOUR} mails were sent to the same address within an hour."
        return None

    def _mail(self, session: Session, row: DeliveryRow, message: MessageRow, now: datetime) -> bytes:
        answered = deliveries.message(session, row.answers)
        thread = [each for each in earlier(answered.raw) if each != answered.transport_id]
        return compose(
            Reply(
                mail_id=mail_id(row.message_id, self._outgoing.sender),
                sender=self._outgoing.sender,
                sender_name=customers.distributor(session).name,
                recipient=row.recipient,
                subject=message.subject or "",
                text=message.raw.decode("utf-8", "replace"),
                at=now,
                answers=answered.transport_id,
                thread=(*thread, *([answered.transport_id] if answered.transport_id else ())),
            )
        )

    def _later(self, taken: _Taken, error: ChannelError) -> None:
        """Nothing was sent: try again, later each time, for a day."""
        with self._store.transaction() as session:
            now = self._clock.now()
            row = deliveries.get(session, taken.message_id)
            pause = min(_FIRST_RETRY * 2 ** min(row.attempts - 1, 16), _LONGEST_RETRY)
            if now + pause - row.put_at > _LONGEST_WAIT:
                why = f"It could not be sent within a day. {error.sentence}"
                _record(session, row, taken.conversation_id, DeliveryStatus.FAILED, "reply_failed", why, now)
                return
            row.status, row.error = DeliveryStatus.WAITING.value, error.sentence
            row.not_before, row.changed_at = now + pause, now

    def _ended(self, taken: _Taken, status: DeliveryStatus, event: str, said: str) -> None:
        with self._store.transaction() as session:
            row = deliveries.get(session, taken.message_id)
            _record(session, row, taken.conversation_id, status, event, said, self._clock.now())
        what = "sent" if status is DeliveryStatus.SENT else f"{status.value}: {said}"
        self._tell(f"Reply {taken.message_id} to {taken.recipient}: {what}")

    def _once(self, sentence: str) -> None:
        if sentence != self._told:
            self._told = sentence
            self._tell(f"Replies wait: {sentence}")


def record_switch(store: Store, on: bool, now: datetime) -> None:
    """Keep when sending is switched on and off; what was written while it was off is not sent afterwards."""
    with store.transaction() as session:
        if deliveries.sending(session) is on:
            return
        if on:
            deliveries.keep_waiting(session, WHILE_OFF, now)
        ledger.add(session, None, deliveries.ON if on else deliveries.OFF, now)


def _record(
    session: Session,
    row: DeliveryRow,
    conversation_id: str,
    status: DeliveryStatus,
    event: str,
    said: str,
    now: datetime,
) -> None:
    """Keep how it stands with a reply, and what was said of it."""
    row.status, row.changed_at = status.value, now
    row.error = None if status is DeliveryStatus.SENT else said
    ledger.add(session, conversation_id, event, now, message=row.message_id, to=row.recipient, why=said)

"""Watching a mailbox: what comes into its folder is taken in the order of its numbers, each mail once."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

from sqlalchemy.exc import OperationalError

from connectors.channels.imap import Arrived, MailFolder
from domain.environment import Clock
from domain.errors import ChannelError, InputRejected
from domain.messages import Channel, Envelope
from graphs.receiving import Receiver
from reading.envelopes import from_mail
from reading.parts import LARGEST_MESSAGE
from store import deliveries, ledger, mailboxes
from store.engine import Store

# A folder may be full of what people have dealt with; of what was there before the desk, only the newest is taken.
FIRST_LOOK = timedelta(days=3)
# How far a mail's own date may be from when the server got it, before it is thought to be wrong.
_SLOWEST, _AHEAD = timedelta(days=3), timedelta(hours=1)
_MOST_TRIES = 3
_FIRST_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS = 2.0, 300.0
_UNKNOWN = "unknown"
_LONGEST_ADDRESS = 320

log = logging.getLogger(__name__)


class Watcher:
    """Takes what comes into one folder. ``open_folder`` makes a new connection each time."""

    def __init__(
        self,
        name: str,
        open_folder: Callable[[], AbstractContextManager[MailFolder]],
        store: Store,
        receiver: Receiver,
        clock: Clock,
        tell: Callable[[str], None],
        poll_seconds: float,
    ) -> None:
        self._name = name
        self._open = open_folder
        self._store = store
        self._receiver = receiver
        self._clock = clock
        self._tell = tell
        self._poll_seconds = poll_seconds
        self._tries: tuple[int, int] = (0, 0)

    def run(self, stop: threading.Event) -> None:
        """Watch until ``stop``. A server that is away or says no is tried again, later each time."""
        failures, told = 0, ""
        while not stop.is_set():
            try:
                with self._open() as folder:
                    while not stop.is_set():
                        self._follow(folder, stop)
                        if told:
                            self._tell(f"{self._name} is watched again.")
                        failures, told = 0, ""
                        folder.wait(self._poll_seconds, stop)
                        folder.open()
            except ChannelError as error:
                why = error.sentence
            except Exception as error:
                log.exception("%s could not be watched; it is tried again", self._name)
                why = f"The mailbox could not be watched ({type(error).__name__})."
            else:
                return
            failures += 1
            if why != told:
                told = why
                self._tell(f"{why} It is tried again.")
            stop.wait(min(_FIRST_PAUSE_SECONDS * 2 ** min(failures - 1, 16), _LONGEST_PAUSE_SECONDS))

    def _follow(self, folder: MailFolder, stop: threading.Event) -> None:
        """Take everything that is in the folder and was not seen to."""
        now = self._clock.now()
        with self._store.transaction() as session:
            row = mailboxes.begin(session, self._name, folder.validity, folder.next_uid, now - FIRST_LOOK, now)
            done, old_until, since = row.taken_until, row.old_until, row.since
        left: list[int] = []
        for mail in folder.after(done):
            if stop.is_set():
                return
            if mail.uid < old_until and mail.at is not None and mail.at < since:
                left.append(mail.uid)
                continue
            refused = self._take(folder, mail)
            self._seen_to(folder.validity, mail.uid, refused)
        if left:
            self._seen_to(folder.validity, left[-1], None)
            self._tell(f"{len(left)} mails that came before {since:%Y-%m-%d %H:%M} UTC were left as they are.")

    def _take(self, folder: MailFolder, mail: Arrived) -> str | None:
        """Take one mail; why it cannot be taken, where it cannot."""
        try:
            if mail.size > LARGEST_MESSAGE:
                return _too_large(mail.size)
            raw = folder.fetch(mail.uid, LARGEST_MESSAGE)
            if raw is None:
                return None  # somebody has moved it away since
            if len(raw) > LARGEST_MESSAGE:
                return _too_large(len(raw))
            self._receive(envelope_of(raw, mail.at or self._clock.now()))
        except InputRejected as rejected:
            return rejected.sentence
        except (ChannelError, OperationalError):
            raise  # the mail has no part in that
        except Exception as error:
            # It may be the mail, or the machine; a mail that fails again and again must not hold up the others.
            tries = self._tries[1] + 1 if self._tries[0] == mail.uid else 1
            self._tries = (mail.uid, tries)
            if tries < _MOST_TRIES:
                raise
            log.exception("mail %s of %s cannot be taken", mail.uid, self._name)
            return f"The desk failed on it ({type(error).__name__})."
        return None

    def _receive(self, envelope: Envelope) -> None:
        with self._store.reading() as session:
            if deliveries.is_own(session, envelope.transport_id):
                raise InputRejected("The desk sent it itself.")
        received = self._receiver.receive(envelope)
        if received.run_id is not None:
            self._tell(f"{envelope.sender}: {envelope.subject or 'no subject'} ({received.conversation_id})")

    def _seen_to(self, validity: int, uid: int, refused: str | None) -> None:
        with self._store.transaction() as session:
            now = self._clock.now()
            if refused is not None:
                once = f"mail_refused:{self._name}:{validity}:{uid}"
                ledger.add(session, None, "mail_refused", now, once=once, mailbox=self._name, number=uid, why=refused)
            mailboxes.taken(session, self._name, validity, uid)
        if refused is not None:
            self._tell(f"Mail {uid} of {self._name} is not taken, and stays there: {refused}")


def envelope_of(raw: bytes, arrived: datetime) -> Envelope:
    """A mail as an envelope. One whose structure cannot be read is taken all the same: a rep has to read it.

    It was sent when it says so, if that can be: else when the server got it, which is the same each time it is looked
    at.

    Raises:
        InputRejected: there is nothing in it, or more than the desk takes.
    """
    try:
        envelope = from_mail(raw, arrived)
    except InputRejected:
        if not raw.strip() or len(raw) > LARGEST_MESSAGE:
            raise
        return Envelope(channel=Channel.EMAIL, sender=_UNKNOWN, recipient="", subject=None, sent_at=arrived, raw=raw)
    on_time = arrived - _SLOWEST <= envelope.sent_at <= arrived + _AHEAD
    return envelope.model_copy(
        update={
            "sent_at": envelope.sent_at if on_time else arrived,
            "sender": envelope.sender if len(envelope.sender) <= _LONGEST_ADDRESS else _UNKNOWN,
            "recipient": envelope.recipient if len(envelope.recipient) <= _LONGEST_ADDRESS else "",
        }
    )


def _too_large(size: int) -> str:
    megabyte = 1_048_576
    return f"It has {size / megabyte:.0f} MB; the desk takes {LARGEST_MESSAGE // megabyte} MB."

"""A desk's mail put together from its settings: what it watches, how it sends, and the ``orderdesk watch`` command."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from rich.console import Console

from connectors.channels.imap import open_folder
from connectors.channels.replies import can_be_written_to
from connectors.channels.servers import Mailbox, MailServer, mailbox, outgoing_server
from desk.opening import working_desk
from desk.resuming import keep_resuming
from desk.sending import Outgoing, Sender, record_switch
from desk.settings import Settings
from desk.showing import plain
from desk.watching import Watcher
from desk.wiring import Desk
from domain.errors import ChannelUnavailable, ConfigurationError
from knowledge import customers
from store.engine import Store

console = Console()

_GRACE_SECONDS = 10.0


def watch(settings: Settings) -> None:
    """``orderdesk watch``: the mailbox is watched, and what is queued is worked on, until interrupted."""
    where = watched(settings)
    if where is None:
        raise ConfigurationError(
            "No mailbox is set up: give ORDERDESK_IMAP_URL as imaps://USER@HOST/INBOX, and ORDERDESK_IMAP_PASSWORD."
        )
    try:
        with open_folder(where):
            pass  # what nobody but the operator can put right is told while they look
    except ChannelUnavailable as error:
        _say(f"{error.sentence} It is tried again.")
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    with working_desk(settings) as working, mail_working(working.desk, settings):
        _say("Ctrl-C ends it; what is unfinished is taken up next time.")
        try:
            keep_resuming(working.desk, stop)
        except KeyboardInterrupt:
            stop.set()
    _say("Ended.")


@contextmanager
def mail_working(desk: Desk, settings: Settings) -> Iterator[None]:
    """Watch the mailbox and send replies, each where it is set up, until the block ends.

    Raises:
        ConfigurationError: a setting cannot be used, or sending is on without a server.
        NotFound: the desk has no distributor yet.
    """
    where, outgoing = watched(settings), sending(settings, desk.store)
    record_switch(desk.store, outgoing is not None, desk.clock.now())
    stop = threading.Event()
    working: list[Callable[[threading.Event], None]] = []
    if where is not None:
        with desk.store.reading() as session:
            customers.distributor(session)
        working.append(
            Watcher(
                name=str(where),
                open_folder=partial(open_folder, where),
                store=desk.store,
                receiver=desk.receiver,
                clock=desk.clock,
                tell=_say,
                poll_seconds=settings.mail_poll_seconds,
            ).run
        )
        _say(f"Mails are taken from {where}.")
    if outgoing is not None:
        sender = Sender(desk.store, desk.clock, outgoing, settings.worker_id, _say)
        sender.own_up()
        working.append(sender.run)
        _say(f"Replies are sent from {outgoing.sender} by {outgoing.server}.")
    elif where is not None:
        _say("Replies are drafted and not sent: ORDERDESK_MAIL_SENDING=on sends them.")
    threads = [threading.Thread(target=run, args=(stop,), name="mail", daemon=True) for run in working]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(_GRACE_SECONDS)


def watched(settings: Settings) -> Mailbox | None:
    """The mailbox that is watched, if one is set up.

    Raises:
        ConfigurationError: it cannot be used as it is given.
    """
    return None if settings.imap_url is None else mailbox(settings.imap_url, settings.imap_password)


def sending_server(settings: Settings) -> MailServer | None:
    """The server that takes what is sent, if one is set up.

    Raises:
        ConfigurationError: it cannot be used as it is given.
    """
    return None if settings.smtp_url is None else outgoing_server(settings.smtp_url, settings.smtp_password)


def sending(settings: Settings, store: Store) -> Outgoing | None:
    """How replies are sent; None where sending is off.

    Raises:
        ConfigurationError: it is on, and there is no server, or no address to send from.
        NotFound: the desk has no distributor yet.
    """
    server = sending_server(settings)
    if not settings.mail_sending:
        return None
    if server is None:
        raise ConfigurationError("Sending is on and there is no server for it: give ORDERDESK_SMTP_URL.")
    with store.reading() as session:
        address = customers.distributor(session).email
    sender = settings.mail_from or address
    if not can_be_written_to(sender):
        raise ConfigurationError(f"Nothing can be sent from “{sender}”: give a mail address as ORDERDESK_MAIL_FROM.")
    where = watched(settings)
    own = {sender, address, *((where.server.user,) if where else ())}
    return Outgoing(server=server, sender=sender, own=frozenset(each.lower() for each in own))


def _say(words: str) -> None:
    console.print(plain(words), highlight=False, soft_wrap=True)

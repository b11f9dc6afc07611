"""Serving the page and the API of a desk whose jobs run, until interrupted; and the links that let people in."""

from __future__ import annotations

import errno
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

import uvicorn
from pydantic import ValidationError
from rich.console import Console
from starlette.applications import Starlette

from api.app import make_app
from api.live import Live
from api.services import Services
from api.shapes.people import NewPerson
from api.sign_in.invitations import LINK_LASTS, Link, check_name, invite
from desk.environment import SystemClock
from desk.mailing import mail_working
from desk.opening import working_desk
from desk.resuming import keep_resuming
from desk.settings import Settings
from desk.stores import store_of
from desk.wiring import Desk
from domain.errors import ConfigurationError, InputRejected
from domain.people import Role
from knowledge import customers
from store import ledger, people
from store.engine import Store

FIRST_ADMIN = "admin"
_GRACE_SECONDS = 3
_BACKLOG = 512

console = Console()


def serve(settings: Settings) -> None:
    """``orderdesk serve``."""
    with listening(settings) as place, working_desk(settings) as working, mail_working(working.desk, settings):
        serve_desk(working.desk, settings, place)


@contextmanager
def listening(settings: Settings) -> Iterator[socket.socket]:
    """The port of the page; taken first, so that nothing is begun that cannot be served.

    Raises:
        ConfigurationError: it is another program's, or not to be had.
    """
    try:
        found = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, kind, protocol, _, address = found[0]
        place = socket.socket(family, kind, protocol)
    except OSError as error:
        raise ConfigurationError(f"The page cannot be served on {settings.host}: {error.strerror}.") from error
    with place:
        try:
            place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            place.bind(address)
            place.listen(_BACKLOG)
        except OSError as error:
            taken = error.errno == errno.EADDRINUSE
            why = "another program has it. Give another with --port" if taken else str(error.strerror)
            raise ConfigurationError(f"Port {settings.port} of {settings.host} cannot be served on: {why}.") from error
        yield place


def serve_desk(desk: Desk, settings: Settings, place: socket.socket) -> None:
    """Serve a desk whose jobs run, until Ctrl-C or SIGTERM.

    Raises:
        NotFound: the desk has no distributor yet.
    """
    with desk.store.reading() as session:
        distributor = customers.distributor(session).name
    url = settings.url_of_page(place.getsockname()[1])
    link = _first_link(desk.store, url, desk.clock.now())
    services = Services(
        store=desk.store,
        receiver=desk.receiver,
        reviewing=desk.reviewing,
        search=desk.search,
        pages=desk.files.pages,
        clock=desk.clock,
        ids=desk.ids,
        public_url=url,
    )

    def tell() -> None:
        _say(f"The page of {distributor} is at {url}. Ctrl-C ends it; what is unfinished is taken up next time.")
        if link is not None:
            _say(f"Sign in as {FIRST_ADMIN}, once and within {_hours()} hours:\n{link.url}")
        else:
            _say(f"A new link for somebody: orderdesk invite NAME --home {settings.home}")

    signal.signal(signal.SIGTERM, _interrupt)
    try:
        with _sweeping(desk):
            _Server(make_app(services), tell).run([place])
    except KeyboardInterrupt:
        pass
    _say("Ended.")


class _Server(uvicorn.Server):
    """A server that says when it is there, and that lets the streams of events go when it ends."""

    def __init__(self, app: Starlette, tell: Callable[[], None]) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                log_level="warning",
                server_header=False,
                proxy_headers=False,
                timeout_graceful_shutdown=_GRACE_SECONDS,
            )
        )
        self._live: Live = app.state.live
        self._tell = tell

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer."""
        await super().startup(sockets)
        self._tell()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Answer what was asked, and end."""
        self._live.end_streams()
        await super().shutdown(sockets)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


@contextmanager
def _sweeping(desk: Desk) -> Iterator[None]:
    """Find runs again whose jobs could not be queued, until the block ends."""
    stop = threading.Event()
    sweeper = threading.Thread(target=keep_resuming, args=(desk, stop), name="sweep", daemon=True)
    sweeper.start()
    try:
        yield
    finally:
        stop.set()
        sweeper.join()


def _first_link(store: Store, url: str, now: datetime) -> Link | None:
    """A link for the first admin, made where nobody is there yet."""
    with store.transaction() as session:
        if people.anybody(session):
            return None
        row = people.add(session, FIRST_ADMIN, "Administrator", Role.ADMIN, now)
        if row is None:
            return None
        ledger.add(session, None, "person_added", now, person=row.name, role=row.role)
        return invite(session, row, url, now, ledger.DESK)


def invite_person(settings: Settings, name: str, role: Role | None, full_name: str | None) -> None:
    """``orderdesk invite``: works beside a desk that is served."""
    now = SystemClock().now()
    with store_of(settings) as store, store.transaction() as session:
        row = people.find(session, name)
        if row is None:
            wanted = _new_person(name, role or Role.REP, full_name or name)
            row = people.add(session, wanted.name, wanted.full_name, wanted.role, now)
            if row is None or people.token_named(session, name) is not None:
                raise InputRejected(f"The name {name} is taken.")
            ledger.add(session, None, "person_added", now, person=row.name, role=row.role)
        elif role is not None and role.value != row.role:
            raise InputRejected(f"{row.name} is known as {row.role}: an admin changes that on the page.")
        link = invite(session, row, settings.url_of_page(settings.port), now, ledger.DESK)
    _say(f"{row.full_name} ({row.role}) signs in with this, once and within {_hours()} hours:\n{link.url}")


def _new_person(name: str, role: Role, full_name: str) -> NewPerson:
    check_name(name)
    try:
        return NewPerson(name=name, role=role, full_name=full_name)
    except ValidationError as error:
        first = error.errors()[0]
        raise InputRejected(f"{first['loc'][0]}: {first['msg']}.") from error


def _hours() -> int:
    return int(LINK_LASTS.total_seconds() // 3600)


def _say(words: str) -> None:
    console.print(words, highlight=False, markup=False, soft_wrap=True)

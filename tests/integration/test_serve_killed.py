"""Serving desks that are killed while messages come in: what was answered 202 is there, and is handled once."""

from __future__ import annotations

import base64
import itertools
import os
import signal
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from api.sign_in.proofs import TOKEN_PREFIX, hashed, new_secret
from connectors.erp import ledger_tables as erp_tables
from desk.master_data import bring_in
from desk.settings import Settings
from desk.wiring import open_desk
from domain.environment import Clock
from domain.orders import OrderStatus
from domain.people import Role
from graphs.inline import InlineJobs
from store import people
from store.engine import Store
from store.runs import RunStatus
from store.tables import MessageRow, OrderRow, RunRow
from tests.support.databases import new_postgres
from tests.support.desks import HandClock, copy_home, eventually, mail_from
from tests.support.distributor import ADA, BRUNO, MONDAY, write_distributor
from tests.support.served import Served, served

_MESSAGES = 20
_AT_ONCE = 8
_KILLED_AFTER = 6
_OVER = {RunStatus.FINISHED.value, RunStatus.WAITING.value}


def mails() -> dict[str, bytes]:
    """Twenty orders of two customers, by their Message-IDs."""
    words = [(ADA, f"{n} cs blue widgets") if n % 2 else (BRUNO, f"{n} garden hoses") for n in range(1, _MESSAGES + 1)]
    sent = [
        mail_from(sender, said, MONDAY + timedelta(minutes=number), f"order-{number}")
        for number, (sender, said) in enumerate(words)
    ]
    return {str(mail.transport_id): mail.raw for mail in sent}


@dataclass
class Channel:
    """What hands mails to a desk, until it has been told that each is safe."""

    token: str
    waiting: dict[str, bytes] = field(default_factory=mails)
    answered: dict[str, str] = field(default_factory=dict)
    enough: threading.Event = field(default_factory=threading.Event)

    def deliver(self, *desks: Served) -> None:
        """Hand in what has not been answered yet, several at a time, to one desk and the next in turn."""
        addresses = itertools.cycle([desk.url for desk in desks])
        with ThreadPoolExecutor(_AT_ONCE) as senders:
            list(senders.map(self._send, list(self.waiting), addresses))

    def _send(self, mail_id: str, url: str) -> None:
        body = {"channel": "email", "raw": base64.b64encode(self.waiting[mail_id]).decode()}
        try:
            answer = httpx2.post(
                f"{url}/api/messages", json=body, headers={"Authorization": f"Bearer {self.token}"}, timeout=60
            )
        except httpx2.TransportError:
            return  # nobody said that it is safe
        assert answer.status_code == 202, answer.text
        self.answered[mail_id] = answer.json()["message_id"]
        self.waiting.pop(mail_id)
        if len(self.answered) >= _KILLED_AFTER:
            self.enough.set()


@contextmanager
def killing(desk: Served, channel: Channel) -> Iterator[None]:
    """Kill a desk in between, as soon as some mails have been answered."""

    def kill() -> None:
        assert channel.enough.wait(60)
        os.kill(desk.process.pid, signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    yield
    killer.join()
    assert desk.process.wait(30) == -signal.SIGKILL


def a_token(store_url: str) -> str:
    """A machine's key, made in a store that nobody serves."""
    secret = TOKEN_PREFIX + new_secret()
    store = Store(store_url)
    with store.transaction() as session:
        people.add_token(session, "token-1", hashed(secret), "channel", Role.REP, "test", MONDAY)
    store.close()
    return secret


def assert_handled_once(store_url: str, erp_url: str, channel: Channel) -> None:
    """Wait until everything has been handled; then every mail is there once, with one run and at most one order."""
    engine, erp = (create_engine(url, poolclass=NullPool) for url in (store_url, erp_url))

    def over() -> bool:
        with Session(engine) as session:
            statuses = list(session.scalars(select(RunRow.status)))
        return len(statuses) >= _MESSAGES and set(statuses) <= _OVER

    eventually("every message was handled", over, seconds=180)
    with Session(engine) as session, Session(erp) as in_erp:
        taken = session.execute(
            select(MessageRow.transport_id, MessageRow.id, MessageRow.conversation_id).where(
                MessageRow.direction == "in"
            )
        ).all()
        replies = Counter(session.scalars(select(MessageRow.run_id).where(MessageRow.direction == "out")))
        runs = Counter(session.scalars(select(RunRow.conversation_id)))
        entered = list(session.scalars(select(OrderRow.erp_number).where(OrderRow.status == OrderStatus.ENTERED.value)))
        numbers = list(in_erp.scalars(select(erp_tables.OrderRow.erp_number)))
        orders = session.scalar(select(func.count()).select_from(OrderRow))
    assert {mail_id: message_id for mail_id, message_id, _ in taken} == channel.answered
    assert len(taken) == _MESSAGES
    assert runs == Counter({conversation_id: 1 for _, _, conversation_id in taken})
    assert orders == _MESSAGES
    assert entered, "nothing was entered, so that nothing was shown"
    assert sorted(numbers) == sorted(str(number) for number in entered)
    assert set(replies.values()) == {1}


def test_a_desk_that_is_killed_has_every_message_that_it_answered_and_handles_it_once(home: Path) -> None:
    store_url, erp_url = f"sqlite:///{home / 'store.db'}", f"sqlite:///{home / 'erp.db'}"
    channel = Channel(a_token(store_url))
    with served(home) as desk, killing(desk, channel):
        channel.deliver(desk)
    assert channel.waiting, "it was killed too late to show anything"
    with served(home) as desk:
        channel.deliver(desk)
        assert not channel.waiting
        assert_handled_once(store_url, erp_url, channel)


@dataclass(frozen=True)
class Together:
    """Homes of two desks that work on one store, one ERP and one job engine, all on PostgreSQL."""

    homes: tuple[Path, Path]
    store_url: str
    erp_url: str
    jobs_url: str

    @contextmanager
    def served(self, number: int) -> Iterator[Served]:
        """Serve one of them."""
        own = {
            "ORDERDESK_STORE_URL": self.store_url,
            "ORDERDESK_ERP_URL": self.erp_url,
            "ORDERDESK_JOBS_URL": self.jobs_url,
            "ORDERDESK_WORKER_ID": f"worker-{number}",
        }
        with served(self.homes[number], own) as desk:
            yield desk


@pytest.fixture
def together(tmp_path: Path) -> Iterator[Together]:
    """Two desks of the small distributor on PostgreSQL, where there is a server."""

    def inline(advance: Callable[[str], datetime | None], clock: Clock) -> InlineJobs:
        jobs = InlineJobs()
        jobs.connect(advance)
        return jobs

    with new_postgres() as store_url, new_postgres(tables=False) as erp_url, new_postgres(tables=False) as jobs_url:
        home = tmp_path / "first"
        write_distributor(tmp_path / "folder")
        settings = Settings(home=home, store_url=store_url, erp_url=erp_url, jobs_url=jobs_url)
        with open_desk(settings, inline, HandClock()) as desk:
            bring_in(desk, tmp_path / "folder")
        yield Together((home, copy_home(home, tmp_path / "second")), store_url, erp_url, jobs_url)


def test_of_two_desks_on_one_postgresql_one_may_be_killed(together: Together) -> None:
    channel = Channel(a_token(together.store_url))
    with together.served(1) as second:
        with together.served(0) as first, killing(first, channel):
            channel.deliver(first, second)
        assert channel.waiting, "it was killed too late to show anything"
        with together.served(0) as first:
            channel.deliver(first, second)
            assert not channel.waiting
            assert_handled_once(together.store_url, together.erp_url, channel)


def test_one_mail_that_is_handed_to_two_desks_at_once_is_taken_once(together: Together) -> None:
    token = a_token(together.store_url)
    (raw, *_) = mails().values()
    body = {"channel": "email", "raw": base64.b64encode(raw).decode()}
    with together.served(0) as first, together.served(1) as second, ThreadPoolExecutor(_AT_ONCE) as senders:

        def send(desk: Served) -> httpx2.Response:
            headers = {"Authorization": f"Bearer {token}"}
            return httpx2.post(f"{desk.url}/api/messages", json=body, headers=headers, timeout=60)

        answers = list(senders.map(send, [first, second] * _AT_ONCE))
    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.json()["message_id"] for answer in answers}) == 1
    assert [answer.json()["already_known"] for answer in answers].count(False) == 1

"""Events over the API: what happened as a list, and what happens as a stream that can be taken up again by id."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import httpx2
import pytest
import uvicorn
from sqlalchemy.exc import OperationalError

from api.live import Live, LookingNow, Subscription
from api.routes import events as routes
from api.shapes.events import Event
from domain.people import Role
from store import events, ledger, looking
from store.engine import Store
from store.tables import LedgerRow
from tests.support.api import Front
from tests.support.desks import HandClock, WorkingDesk, eventually
from tests.support.distributor import ADA, CLEA, MONDAY

WIDGETS = "2 cs blue widgets"
_FAR = 2**40


@dataclass(frozen=True)
class Told:
    """What a stream has said at one time."""

    event: str | None
    id: int | None
    data: dict[str, object] | None
    retry: int | None


class Stream:
    """A stream that somebody reads."""

    def __init__(self, response: httpx2.Response) -> None:
        self.response = response
        self._lines = response.iter_lines()

    def __iter__(self) -> Iterator[Told]:
        fields: dict[str, str] = {}
        for line in self._lines:
            if line:
                name, _, value = line.partition(":")
                fields[name] = value.strip()
            elif fields:
                assert fields != {"": "ping"}, "for 15 seconds nothing was told"
                yield Told(
                    fields.get("event"),
                    int(fields["id"]) if "id" in fields else None,
                    json.loads(fields["data"]) if "data" in fields else None,
                    int(fields["retry"]) if "retry" in fields else None,
                )
                fields = {}

    def until(self, wanted: str) -> list[Told]:
        """What is told up to the first event of a name."""
        told = []
        for each in self:
            told.append(each)
            if each.event == wanted:
                return told
        raise AssertionError(f"the stream ended before {wanted}: {told}")


class Server:
    """A desk's application behind a real server, on a loopback port."""

    def __init__(self, front: Front, server: uvicorn.Server, url: str, thread: threading.Thread) -> None:
        self.front = front
        self._server = server
        self._url = url
        self._thread = thread
        self.live: Live = front.app.state.live  # type: ignore[attr-defined]

    @contextmanager
    def stream(self, after: int | None = None, token: str | None = None) -> Iterator[Stream]:
        """Listen as a machine."""
        headers = {"Authorization": f"Bearer {token or self.front.token()}"}
        if after is not None:
            headers["Last-Event-ID"] = str(after)
        with (
            httpx2.Client(base_url=self._url, timeout=20) as client,
            client.stream("GET", "/api/events/stream", headers=headers) as response,
        ):
            assert response.status_code == 200
            yield Stream(response)

    def end(self) -> float:
        """End it as a signal would; the seconds that it takes."""
        began = time.monotonic()
        self.live.end_streams()
        self._server.should_exit = True
        self._thread.join(20)
        assert not self._thread.is_alive()
        return time.monotonic() - began


@pytest.fixture
def server(office: WorkingDesk) -> Iterator[Server]:
    """The test's desk, served."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        front = Front(office, url)
        running = uvicorn.Server(uvicorn.Config(front.app, log_level="error", ws="none", timeout_graceful_shutdown=10))
        thread = threading.Thread(target=running.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        eventually("the server answers", lambda: running.started)
        served = Server(front, running, url, thread)
        yield served
        served.end()


def newest(office: WorkingDesk) -> int:
    with office.desk.store.reading() as session:
        return events.newest(session)


class TestTheList:
    def test_tells_what_happened_oldest_first_and_goes_on_after_an_event(self, office: WorkingDesk) -> None:
        rep = Front(office).api()
        conversation_id = office.handles(ADA, WIDGETS).conversation_id
        found: list[dict[str, object]] = []
        after = 0
        while True:
            page = rep.get("/events", params={"after": after, "limit": 3}).json()
            found += page["items"]
            after = found[-1]["id"]  # type: ignore[assignment]
            if page["next"] is None:
                break
            assert page["next"] == str(after)
        told = [event["event"] for event in found if event["conversation_id"] == conversation_id]
        assert told == office.events(conversation_id)
        assert [event["id"] for event in found] == sorted(event["id"] for event in found)  # type: ignore[type-var]

    def test_is_of_one_conversation_where_one_is_asked_for(self, office: WorkingDesk) -> None:
        rep = Front(office).api()
        first, _ = office.handles(ADA, WIDGETS), office.handles(CLEA, "1 lamp")
        rows = rep.get("/events", params={"conversation": first.conversation_id}).json()["items"]
        assert {row["conversation_id"] for row in rows} == {first.conversation_id}
        assert [row["event"] for row in rows] == office.events(first.conversation_id)

    @pytest.mark.parametrize("after", ["-1", "x", str(2**63)])
    def test_begins_at_no_such_event(self, office: WorkingDesk, after: str) -> None:
        assert Front(office).api().get("/events", params={"after": after}).status_code == 422


class TestTheStream:
    def test_tells_what_happens_from_now_on_under_the_ledger_s_names_and_ids(
        self, office: WorkingDesk, server: Server
    ) -> None:
        office.handles(ADA, WIDGETS)
        server.live.look()  # else "now" may be as old as the last look
        before = newest(office)
        with server.stream() as stream:
            received = office.handles(CLEA, "1 lamp")
            told = stream.until("gated")
        assert stream.response.headers["content-type"].startswith("text/event-stream")
        assert told[0].retry == 2000
        happened = told[1:]
        assert [each.id for each in happened] == list(range(before + 1, before + 1 + len(happened)))
        assert [each.event for each in happened] == office.events(received.conversation_id)[: len(happened)]
        assert happened[0].data is not None
        assert happened[0].data["conversation_id"] == received.conversation_id
        assert happened[0].data["id"] == happened[0].id

    def test_is_taken_up_again_after_the_last_event_that_was_seen(self, office: WorkingDesk, server: Server) -> None:
        office.handles(ADA, WIDGETS)
        with server.stream(after=1) as stream:
            office.handles(CLEA, "1 lamp")
            told = stream.until("gated")
        ids = [each.id for each in told if each.id is not None]
        assert ids == list(range(2, 2 + len(ids)))
        assert told[-1].data is not None

    def test_of_an_event_that_never_was_goes_on_from_now(self, office: WorkingDesk, server: Server) -> None:
        with server.stream(after=_FAR) as stream:
            office.handles(CLEA, "1 lamp")
            assert stream.until("received")[-1].id is not None

    def test_tells_who_looks_at_a_review(self, office: WorkingDesk, server: Server) -> None:
        review = office.review(office.handles(CLEA, "1 lamp").conversation_id)
        with server.stream() as stream:
            with office.desk.store.transaction() as session:
                looking.look(session, review.id, "ana", office.clock.now())
            came = stream.until("looking")[-1]
            office.clock.move(seconds=40)
            left = stream.until("looking")[-1]
        assert (came.id, came.data) == (None, {"review_id": review.id, "looking": ["ana"]})
        assert (left.id, left.data) == (None, {"review_id": review.id, "looking": []})

    def test_frees_its_place_when_the_listener_goes(self, server: Server) -> None:
        with server.stream(), server.stream():
            eventually("both listen", lambda: server.live.listeners == 2)
        eventually("both are gone", lambda: server.live.listeners == 0)

    def test_ends_with_the_server_at_once(self, server: Server) -> None:
        with server.stream() as stream:
            next(iter(stream))
            assert server.end() < 3
            assert list(stream) == []

    def test_ends_when_the_listener_is_locked_out(self, office: WorkingDesk, server: Server) -> None:
        admin = server.front.api(Role.ADMIN, "boss")
        made = admin.post("/tokens", json={"name": "till", "role": "rep"}).json()
        with server.stream(token=made["secret"]) as stream:
            next(iter(stream))
            admin.delete(f"/tokens/{made['token']['id']}")
            assert "received" not in [each.event for each in stream]

    def test_looks_again_from_time_to_time_whether_the_listener_may(
        self, office: WorkingDesk, server: Server, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(routes, "_CHECK_SECONDS", 0.05)
        browser = server.front.browser(Role.REP)
        cookie = "; ".join(f"{each.name}={each.value}" for each in browser.cookies.jar)
        with (
            httpx2.Client(base_url=server._url, timeout=20) as client,
            client.stream("GET", "/api/events/stream", headers={"Cookie": cookie}) as response,
        ):
            assert response.status_code == 200
            stream = Stream(response)
            next(iter(stream))
            office.clock.move(hours=13)
            assert list(stream) == []

    def test_is_for_nobody_who_is_not_signed_in(self, office: WorkingDesk) -> None:
        assert Front(office).anonymous().get("/events/stream").status_code == 401


class Ledger:
    """A ledger of a test's own that several processes might write, and one poller of it."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.clock = HandClock()
        self.live = Live(store, self.clock)

    def write(self, *ids: int, at: datetime = MONDAY) -> None:
        """Entries become visible."""
        with self.store.transaction() as session:
            for event_id in ids:
                session.add(LedgerRow(id=event_id, conversation_id=None, at=at, actor="x", event="e", detail={}))

    def readable(self) -> int:
        """How far a list goes."""
        with self.store.reading() as session:
            return events.readable(session, self.clock.now())

    async def told(self, listener: Subscription) -> list[int]:
        """The poller looks once; what it tells."""
        await asyncio.to_thread(self.live.look)
        return [item.id for item in await listener.take(0.01) if isinstance(item, Event)]


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Ledger]:
    """An empty ledger."""
    store = Store(f"sqlite:///{tmp_path / 'store.db'}")
    store.migrate()
    yield Ledger(store)
    store.close()


class TestAGapInTheIds:
    def test_is_waited_for_by_the_stream(self, book: Ledger) -> None:
        async def listen() -> None:
            with book.live.subscribe() as listener:
                book.write(1, 2, 4, 5)
                assert await book.told(listener) == [1, 2]
                assert await book.told(listener) == []
                book.write(3)
                assert await book.told(listener) == [3, 4, 5]

        asyncio.run(listen())

    def test_that_lasts_is_stepped_over(self, book: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
        async def listen() -> None:
            with book.live.subscribe() as listener:
                book.write(1, 3)
                assert await book.told(listener) == [1]
                monkeypatch.setattr(events, "GAP_LASTS", timedelta(0))
                assert await book.told(listener) == [3]

        asyncio.run(listen())

    def test_is_waited_for_by_the_list(self, book: Ledger) -> None:
        book.write(1, 2, 4)
        assert book.readable() == 2
        book.clock.move(seconds=6)
        assert book.readable() == 4
        book.write(6, at=book.clock.now())
        assert book.readable() == 4
        book.write(5, at=book.clock.now())
        assert book.readable() == 6


class TestAListener:
    def listening(self, book: Ledger, act: Callable[[Subscription], None]) -> tuple[list[object], bool]:
        """What is told after something was done, and whether that is all there will be."""

        async def listen() -> tuple[list[object], bool]:
            with book.live.subscribe() as listener:
                act(listener)
                await asyncio.sleep(0)
                told: list[object] = [*await listener.take(0.01)]
                return told, listener.is_over

        return asyncio.run(listen())

    def test_who_reads_too_slowly_is_let_go(self, book: Ledger) -> None:
        news = [LookingNow("r", ("ana",))] * 600

        def too_much(listener: Subscription) -> None:
            listener.hand(news)
            listener.hand(news)

        assert self.listening(book, lambda listener: listener.hand(news)) == (news, False)
        assert self.listening(book, too_much) == ([], True)

    def test_who_comes_after_the_end_is_told_so(self, book: Ledger) -> None:
        book.live.stop()
        assert self.listening(book, lambda _: None) == ([], True)

    def test_who_has_left_is_no_trouble(self, book: Ledger) -> None:
        left: list[Subscription] = []
        self.listening(book, left.append)
        left[0].hand([LookingNow("r", ())])
        left[0].end()
        assert book.live.listeners == 0


def test_the_poller_goes_on_after_the_store_could_not_be_read(
    office: WorkingDesk, server: Server, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:

    broken = threading.Event()

    def fails(*_: object) -> None:
        broken.set()
        raise OperationalError("SELECT", {}, Exception("gone"))

    with server.stream() as stream:
        with monkeypatch.context() as patched:
            patched.setattr(events, "all_looking", fails)
            assert broken.wait(10)
        with office.desk.store.transaction() as session:
            ledger.add(session, None, "back", office.clock.now())
        assert stream.until("back")
    assert "the ledger cannot be read; it is tried again" in caplog.text

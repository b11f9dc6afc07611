"""The one place where the desk's objects are put together."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.checkpoint.sqlite import SqliteSaver
from pydantic import SecretStr

from connectors.erp.ledger import LedgerErp
from connectors.erp.port import Erp
from connectors.transcribing import EndpointTranscriber, TranscriberServer
from desk.agents import agents_of
from desk.environment import RandomIds, SystemClock
from desk.settings import Settings
from desk.tracing import tracing_of
from domain.environment import Clock, IdSource
from domain.errors import ConfigurationError, DeskBusy
from graphs.advance import RunDriver
from graphs.deciding import Reviewing
from graphs.jobs import Jobs
from graphs.order_graph import compile_graph
from graphs.receiving import Receiver
from graphs.state import Surroundings
from knowledge.index import VectorIndex
from knowledge.products import ProductSearch
from reading.files import FileReader
from store.engine import Store

if TYPE_CHECKING:
    from connectors.models.endpoint import Wrap


@dataclass(frozen=True)
class Desk:
    """A desk put together: its parts, and what is done with it."""

    store: Store
    index: VectorIndex
    erp: LedgerErp
    driver: RunDriver
    receiver: Receiver
    reviewing: Reviewing
    search: ProductSearch
    files: FileReader
    jobs: Jobs
    clock: Clock
    ids: IdSource


@contextmanager
def open_desk(
    settings: Settings,
    make_jobs: Callable[[Callable[[str], datetime | None], Clock], Jobs],
    clock: Clock | None = None,
    ids: IdSource | None = None,
    erp: Callable[[LedgerErp], Erp] = lambda ledger: ledger,
    wrap: Wrap | None = None,
) -> Iterator[Desk]:
    """Put a desk together and take it apart again.

    Args:
        settings: where everything is.
        make_jobs: makes the job engine from what advances a run, and the clock.
        clock: the time; the system's by default.
        ids: where ids come from; random by default.
        erp: what stands before the ledger ERP; itself by default.
        wrap: what stands between the chat models and the network; nothing by default.

    Raises:
        DeskBusy: another process has this home open, and an embedded part serves one process.
    """
    with ExitStack() as stack:
        settings.make_home()
        stack.enter_context(_only_process(settings.home))
        used_clock, used_ids = clock or SystemClock(), ids or RandomIds()
        store = Store(settings.url_of(settings.store_url, "store.db"))
        stack.callback(store.close)
        store.migrate()
        stack.enter_context(tracing_of(settings, store))
        index = VectorIndex(settings.index_url or str(settings.home / "index"))
        stack.callback(index.close)
        ledger = LedgerErp(settings.url_of(settings.erp_url, "erp.db"))
        stack.callback(ledger.close)
        search = ProductSearch(index)
        files = FileReader(transcriber(settings))
        around = Surroundings(
            store=store,
            search=search,
            erp=erp(ledger),
            files=files,
            agents=stack.enter_context(agents_of(settings, store, used_clock, wrap)),
            clock=used_clock,
        )
        saver = stack.enter_context(_checkpoints(settings))
        driver = RunDriver(compile_graph(saver), around, used_ids)
        jobs = make_jobs(driver.advance, used_clock)
        yield Desk(
            store=store,
            index=index,
            erp=ledger,
            driver=driver,
            receiver=Receiver(store, jobs, used_clock, used_ids),
            reviewing=Reviewing(store, jobs, used_clock, used_ids, around.tools),
            search=search,
            files=files,
            jobs=jobs,
            clock=used_clock,
            ids=used_ids,
        )


def transcriber(settings: Settings) -> EndpointTranscriber | None:
    """What turns recordings into words; None where it is not set up.

    Raises:
        ConfigurationError: only the endpoint is given, or only its model, or no such endpoint can be.
    """
    base_url, model = settings.transcriber_base_url, settings.transcriber_model
    if base_url is None and model is None:
        return None
    if not base_url or not model:
        raise ConfigurationError(
            "A transcriber needs both: give ORDERDESK_TRANSCRIBER_BASE_URL and ORDERDESK_TRANSCRIBER_MODEL."
        )
    if not base_url.startswith(("http://", "https://")):
        raise ConfigurationError("The setting transcriber_base_url is no address: give it as https://HOST/v1.")
    return EndpointTranscriber(
        TranscriberServer(
            base_url=base_url,
            model=model,
            api_key=settings.transcriber_api_key or SecretStr("none"),
            timeout_seconds=settings.transcriber_timeout_seconds,
        )
    )


@contextmanager
def _checkpoints(settings: Settings) -> Iterator[BaseCheckpointSaver[str]]:
    """The graph's bookmarks, in PostgreSQL where the store is, else in a SQLite file. Only plain values are read."""
    serde = JsonPlusSerializer(allowed_msgpack_modules=None)
    if settings.store_url is not None and settings.store_url.startswith("postgresql"):
        from langgraph.checkpoint.postgres import PostgresSaver
        from psycopg import Connection
        from psycopg.rows import dict_row

        plain_url = settings.store_url.replace("postgresql+psycopg://", "postgresql://", 1)
        with Connection.connect(plain_url, autocommit=True, prepare_threshold=0, row_factory=dict_row) as connection:
            postgres = PostgresSaver(connection, serde=serde)
            postgres.setup()
            yield postgres
        return
    file = sqlite3.connect(settings.home / "checkpoints.db", check_same_thread=False, timeout=15)
    try:
        file.execute("PRAGMA journal_mode=WAL")
        file.execute("PRAGMA synchronous=NORMAL")
        sqlite = SqliteSaver(file, serde=serde)
        sqlite.setup()
        yield sqlite
    finally:
        file.close()


@contextmanager
def _only_process(home: Path) -> Iterator[None]:
    """Hold the home for this process; the lock goes with the process, however it ends."""
    with (home / "desk.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            holder = lock.read().strip() or "another process"
            raise DeskBusy(f"Process {holder} has the desk in {home} open; one at a time can.") from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield

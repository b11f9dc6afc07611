"""Whether everything a desk needs is there and fits together, each with what to do where it does not."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rich.console import Console
from sqlalchemy import func, select

from connectors.channels import smtp
from connectors.channels.imap import open_folder
from connectors.erp.ledger import LedgerErp
from desk.agents import agents_of
from desk.environment import SystemClock
from desk.mailing import sending, sending_server, watched
from desk.settings import Settings
from desk.showing import plain
from desk.stores import store_of
from desk.wiring import transcriber
from domain.errors import DeskBusy, DeskError
from domain.findings import AgentName
from knowledge.importing import is_in_step
from knowledge.index import VectorIndex
from store import deliveries, runs
from store.deliveries import DeliveryStatus
from store.master import CustomerRow, DistributorRow, ProductRow
from store.tables import ReviewRow

_LOWEST_PYTHON = (3, 11)
_UNSENT = (DeliveryStatus.WAITING, DeliveryStatus.FAILED, DeliveryStatus.UNKNOWN)


@dataclass(frozen=True)
class Check:
    """One thing looked at: whether it is well, and what was found."""

    name: str
    well: bool
    found: str


def examine(settings: Settings) -> bool:
    """Look at everything, tell it on the console, and say whether all is well."""
    console = Console()
    checks = list(_checks(settings))
    for check in checks:
        mark = "[green]ok[/green]  " if check.well else "[red]no[/red]  "
        console.print(f"{mark}{check.name}: {plain(check.found)}", highlight=False)
    return all(check.well for check in checks)


def _checks(settings: Settings) -> Iterator[Check]:
    version = ".".join(str(part) for part in sys.version_info[:3])
    yield Check("Python", sys.version_info >= _LOWEST_PYTHON, version)
    yield _try("home", lambda: _home(settings))
    yield _try("store", lambda: _store(settings))
    yield _try("distributor", lambda: _distributor(settings))
    yield _try("vector index", lambda: _index(settings))
    yield _try("ledger ERP", lambda: _erp(settings))
    yield _try("mailbox", lambda: _mailbox(settings))
    yield _try("replies", lambda: _replies(settings))
    yield _try("transcriber", lambda: _transcriber(settings))
    if not settings.models:
        yield Check("models", True, "none configured; the built-in reasoner decides what it can prove")
        return
    yield _try("seats", lambda: _seats(settings))
    # Only here, because langchain takes seconds to load.
    from connectors.models.probe import probe

    for name, role in settings.models.items():
        for probed in probe(role, SystemClock()):
            yield Check(f"model {name}, {probed.name}", probed.well, probed.found)


def _try(name: str, look: Callable[[], str]) -> Check:
    """Whatever goes wrong in a look is what it found."""
    try:
        return Check(name, True, look())
    except DeskError as error:
        return Check(name, False, error.sentence)
    except Exception as error:  # noqa: BLE001  a doctor that dies tells nothing
        return Check(name, False, f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else 'failed'}")


def _home(settings: Settings) -> str:
    settings.make_home()
    probe = settings.home / ".probe"
    probe.write_text("", encoding="utf-8")
    probe.unlink()
    return f"{settings.home} can be written"


def _store(settings: Settings) -> str:
    with store_of(settings) as store, store.reading() as session:
        unfinished = len(runs.unfinished(session))
        waiting = session.scalar(select(func.count()).select_from(ReviewRow).where(ReviewRow.status == "open"))
        return f"{store.engine.dialect.name}, up to date; {unfinished} runs not finished, {waiting} reviews open"


def _distributor(settings: Settings) -> str:
    with store_of(settings) as store, store.reading() as session:
        row = session.get(DistributorRow, 1)
        if row is None:
            raise DeskError("none yet: run `orderdesk import DIR`, or `orderdesk demo`")
        products = session.scalar(select(func.count()).select_from(ProductRow))
        customers = session.scalar(select(func.count()).select_from(CustomerRow))
        return f"{row.name}, {products} products, {customers} customers"


def _index(settings: Settings) -> str:
    with store_of(settings) as store, store.reading() as session:
        row = session.get(DistributorRow, 1)
    try:
        index = VectorIndex(settings.index_url or str(settings.home / "index"))
    except DeskBusy:
        return "in use by the desk that is working"
    try:
        if row is None or not is_in_step(row, index):
            raise DeskError("it is behind the store, or made by other code: run `orderdesk reindex`")
        return f"{index.count()} documents, in step with the store"
    finally:
        index.close()


def _mailbox(settings: Settings) -> str:
    where = watched(settings)
    if where is None:
        return "none is watched"
    with open_folder(where) as folder:
        return f"{where} can be read, and {'tells' if folder.can_idle else 'does not tell'} of new mails by itself"


def _replies(settings: Settings) -> str:
    server = sending_server(settings)
    if server is not None:
        smtp.look(server)
    with store_of(settings) as store:
        with store.reading() as session:
            counted = deliveries.counts(session)
        outgoing = sending(settings, store) if settings.mail_sending else None
    how = f"sent from {outgoing.sender} by {outgoing.server}" if outgoing else "drafted, not sent"
    return ", ".join([how, *(f"{counted[status]} {status.value}" for status in _UNSENT if status in counted)])


def _transcriber(settings: Settings) -> str:
    heard = transcriber(settings)
    if heard is None:
        return "none configured; a rep listens to recordings"
    heard.try_out()
    return f"{heard.name} answers"


def _seats(settings: Settings) -> str:
    with store_of(settings) as store, agents_of(settings, store, SystemClock()) as agents:
        seated = [name.value for name in AgentName if getattr(agents(), name.value).seat is not None]
    return f"{', '.join(seated) or 'none'} with a chat model"


def _erp(settings: Settings) -> str:
    erp = LedgerErp(settings.url_of(settings.erp_url, "erp.db"))
    erp.close()
    return "reachable"

"""Tracing to LangSmith: off by default, and with nothing of a customer's in any byte where it is on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import langsmith
import pytest
from langchain_core.runnables import RunnableLambda
from langsmith import run_trees
from langsmith.utils import get_env_var
from sqlalchemy import select

from connectors.erp.ledger import LedgerErp
from connectors.models.roles import ModelRole
from desk.environment import CountingIds
from desk.master_data import bring_in
from desk.settings import Settings
from desk.wiring import Desk, open_desk
from domain.environment import Clock
from domain.errors import ConfigurationError
from domain.findings import AgentName
from graphs.inline import InlineJobs
from store import decisions
from store.master import ContactRow, CustomerRow, DistributorRow, PriceRow, ProductRow, ShipToRow
from tests.support.chat_server import Asked, Reply, ToolCall, chat_server
from tests.support.desks import HandClock, text_from
from tests.support.distributor import ADA, BRUNO, write_distributor
from tests.support.trace_server import TraceServer, trace_server

# What a mail may hold of people, places and money that the desk has never heard of.
PRIVATE = ("Quill", "quill@lowtown.example", "518-555-0199", "Wharf", "Lowtown", "31.75", "Jasper")
MESSAGE = (
    "hmm 2 cs widget blue thingies like last time, and some tape? $31.75 each as Jasper said.\n"
    "Ship to 14 Wharf Street, Lowtown, ask for Mrs Quill, 518-555-0199 or quill@lowtown.example.\nAda Marsh"
)


@pytest.fixture
def langsmith_is(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[TraceServer, str], None]]:
    """Sets LangSmith's environment up; afterwards the process is as it was."""

    def set_up(server: TraceServer, tracing: str) -> None:
        monkeypatch.setenv("LANGSMITH_ENDPOINT", server.url)
        monkeypatch.setenv("LANGSMITH_API_KEY", "lsv2-nothing")
        monkeypatch.setenv("LANGSMITH_DISABLE_RUN_COMPRESSION", "true")
        if tracing:
            monkeypatch.setenv("LANGSMITH_TRACING", tracing)
        get_env_var.cache_clear()  # type: ignore[attr-defined]

    for name in ("LANGSMITH_TRACING", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING", "LANGCHAIN_TRACING_V2"):
        monkeypatch.delenv(name, raising=False)
    yield set_up
    langsmith.configure(client=None)
    monkeypatch.undo()
    get_env_var.cache_clear()  # type: ignore[attr-defined]


@contextmanager
def inline_desk(
    home: Path, base_url: str | None, erp: Callable[[LedgerErp], Any] = lambda ledger: ledger
) -> Iterator[Desk]:
    """A desk that handles a message at once; what it traced is sent when it closes."""

    def jobs(advance: Callable[[str], datetime | None], clock: Clock) -> InlineJobs:
        made = InlineJobs()
        made.connect(advance)
        return made

    models = {"default": ModelRole(model="scripted", base_url=base_url, retries=0)} if base_url else {}
    with open_desk(Settings(home=home, models=models), jobs, HandClock(), CountingIds(), erp) as desk:
        yield desk


def hears(desk: Desk, sender: str, words: str) -> str:
    """A message comes in and is handled; the id of its run."""
    received = desk.receiver.receive(text_from(sender, words, desk.clock.now()))
    assert received.run_id is not None
    return received.run_id


def repeats_what_it_read(asked: Asked) -> Reply:
    """A model that takes up words of the message wherever it can: in tool calls, and in answers that fail."""
    if asked.schema == "IntakeAnswer" and not asked.tool_results:
        told = '{"sku": "W-1001", "Quill": "Ada Marsh, 14 Wharf Street"}'
        return Reply(tool_calls=(ToolCall("get_product", told), ToolCall("call_Quill", told, "call-2")))
    return Reply(content={"intent": "order", "Quill": MESSAGE})


def known_names(desk: Desk) -> set[str]:
    """Every name, address, phone number, mail address and price that the desk's store holds."""
    with desk.store.reading() as session:
        found = {
            *session.scalars(select(CustomerRow.name)),
            *session.scalars(select(ShipToRow.name)),
            *session.scalars(select(ShipToRow.address)),
            *(str(price) for price in session.scalars(select(PriceRow.price))),
            *(str(price) for price in session.scalars(select(ProductRow.list_price)) if price is not None),
        }
        for contact in session.scalars(select(ContactRow)):
            found |= {contact.email, contact.phone, *contact.name.split()}
        for row in session.scalars(select(DistributorRow)):
            found |= {row.name, row.email, row.phone}
    return found | {"Bluegate", "Oaklane", "Clover Studio", "Gate St", "Oak Ln", "Fernhill", "26.40"}


def leaked(server: TraceServer, private: set[str]) -> list[str]:
    """What of it stands in the bytes that were sent."""
    return sorted(one for one in private if re.search(rf"(?<!\w){re.escape(one)}(?!\w)", server.text, re.IGNORECASE))


def test_a_desk_that_is_traced_sends_its_runs_with_nothing_of_a_customers_in_them(
    home: Path, langsmith_is: Callable[[TraceServer, str], None]
) -> None:
    with trace_server() as server, chat_server(repeats_what_it_read) as model:
        langsmith_is(server, "true")
        with inline_desk(home, model.base_url) as desk:
            run_id = hears(desk, ADA, MESSAGE)
            hears(desk, BRUNO, "6 garden hose please\nBruno")
            private = known_names(desk) | set(PRIVATE)
            with desk.store.reading() as session:
                asked = [d.agent for d in decisions.of_run(session, run_id) if d.use is not None]

    assert AgentName.INTAKE in asked
    assert leaked(server, private) == []
    assert "You read what customers send to the order desk of a wholesale distributor" in server.text
    assert "WIDGET BLUE" in server.text
    assert "get_product" in server.text
    assert run_id in server.text
    names = {run["name"] for run in server.runs() if "name" in run and "run_type" in run}
    assert {"order", "intake", "gate", "human", "model", "_Chat"} <= names


def test_a_desk_without_models_is_masked_as_well(home: Path, langsmith_is: Callable[[TraceServer, str], None]) -> None:
    with trace_server() as server:
        langsmith_is(server, "true")
        with inline_desk(home, None) as desk:
            hears(desk, ADA, MESSAGE)
            private = known_names(desk) | set(PRIVATE)

    assert '"name":"gate"' in server.text
    assert leaked(server, private) == []


def test_of_an_error_only_its_kind_is_sent(home: Path, langsmith_is: Callable[[TraceServer, str], None]) -> None:
    class Broken:
        def __init__(self, ledger: LedgerErp) -> None:
            self._ledger = ledger

        def __getattr__(self, name: str) -> Any:
            if name == "look_up":
                return self._ledger.look_up
            raise RuntimeError("Mrs Quill of Wharf Street, 518-555-0199")

    with trace_server() as server:
        langsmith_is(server, "true")
        with inline_desk(home, None, Broken) as desk:
            hears(desk, BRUNO, "6 garden hose please\nBruno")

    assert '"RuntimeError"' in server.text
    assert leaked(server, {*PRIVATE, "Mrs", "Traceback"}) == []


def test_names_that_are_imported_while_the_desk_works_are_masked_from_then_on(
    home: Path, tmp_path: Path, langsmith_is: Callable[[TraceServer, str], None]
) -> None:
    folder = tmp_path / "again"
    write_distributor(folder)
    contacts = (folder / "contacts.csv").read_text(encoding="utf-8").replace("Ada Marsh", "Garden Nitrile")

    with trace_server() as server, chat_server(repeats_what_it_read) as model:
        langsmith_is(server, "true")
        with inline_desk(home, model.base_url) as desk:
            hears(desk, ADA, "2 cs nitrile thingies like last time, and some tape?")
            run_trees.get_cached_client().flush()
            before = len(server.bodies)
            (folder / "contacts.csv").write_text(contacts, encoding="utf-8")
            bring_in(desk, folder)
            hears(desk, ADA, "4 cs nitrile thingies like last time, and some tape?")

    assert b"2 cs nitrile" in b"".join(server.bodies[:before])
    after = b"".join(server.bodies[before:]).lower()
    assert b"4 cs" in after
    assert b"nitrile" not in after


@pytest.mark.parametrize("broken", ["desk.masking.TextMask.__call__", "desk.tracing.catalog_version"])
def test_where_the_mask_fails_nothing_of_a_run_leaves_but_a_note(
    home: Path, monkeypatch: pytest.MonkeyPatch, langsmith_is: Callable[[TraceServer, str], None], broken: str
) -> None:
    def fails(*_: object) -> str:
        raise ValueError(MESSAGE)

    with trace_server() as server, chat_server(repeats_what_it_read) as model:
        langsmith_is(server, "true")
        monkeypatch.setattr(broken, fails)
        with inline_desk(home, model.base_url) as desk:
            hears(desk, ADA, MESSAGE)
            private = known_names(desk) | set(PRIVATE)

    assert "The mask failed, so that nothing of this run leaves." in server.text
    assert leaked(server, private | {"widget", "tape", "order", "wholesale", "thread_id"}) == []


def test_what_is_traced_after_the_desk_has_closed_is_masked_too(
    home: Path, langsmith_is: Callable[[TraceServer, str], None]
) -> None:
    with trace_server() as server:
        langsmith_is(server, "true")
        with inline_desk(home, None) as desk:
            private = known_names(desk) | set(PRIVATE)
        RunnableLambda(lambda words: words, name="Quill").invoke(MESSAGE)
        run_trees.get_cached_client().flush(timeout=1)

    assert leaked(server, private) == []


def test_settings_of_langsmiths_that_contradict_each_other_are_told(
    home: Path, monkeypatch: pytest.MonkeyPatch, langsmith_is: Callable[[TraceServer, str], None]
) -> None:
    with trace_server() as server:
        langsmith_is(server, "true")
        monkeypatch.setenv("LANGSMITH_RUNS_ENDPOINTS", "{}")
        with pytest.raises(ConfigurationError, match="LANGSMITH_RUNS_ENDPOINTS"), inline_desk(home, None):
            pass


@pytest.mark.parametrize("tracing", ["", "false"])
def test_nothing_is_sent_where_tracing_was_not_asked_for(
    home: Path, langsmith_is: Callable[[TraceServer, str], None], tracing: str
) -> None:
    with trace_server() as server, chat_server(repeats_what_it_read) as model:
        langsmith_is(server, tracing)
        with inline_desk(home, model.base_url) as desk:
            hears(desk, ADA, MESSAGE)

    assert server.bodies == []
    assert server.asked == 0

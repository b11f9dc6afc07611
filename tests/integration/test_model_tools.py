"""What a chat model may do with an agent's tools: read, one customer's data alone, and nothing that breaks the desk."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest

from agents.base import Conclusion, Occasion
from agents.seats.erp_entry import EntryPart
from agents.seats.seat import ModelSeat, Question, Settled
from connectors.models.roles import ModelRole
from domain.errors import ConfigurationError
from domain.findings import Access, AgentName, Decision
from store import decisions
from tests.support.asking import Choice, Script, after_tools, asking
from tests.support.chat_server import Asked, Reply, ToolCall, chat_server
from tests.support.desks import HandClock, working_desk
from tests.support.distributor import ADA, GLOVES, HOSE
from tools.base import Tool, Toolbox, ToolContext
from tools.catalog import GetProduct
from tools.erp import enter_order

ASKS_ABOUT_GLOVES = "2 cs wigdet and 1 box warm winter gloves"
CHOSEN = {"line": 2, "sku": GLOVES, "uom": "BX", "quantity": "1", "sum": "", "why_not": "chosen", "sure": "certain"}
Calls = Callable[..., tuple[Decision, tuple[str, ...]]]


@pytest.fixture
def calling(home: Path, clock: HandClock) -> Calls:
    """Has the matching model call tools; what was decided, and what the tools told the model."""

    def call(*calls: ToolCall) -> tuple[Decision, tuple[str, ...]]:
        told: list[str] = []

        def brain(asked: Asked) -> Reply:
            if not asked.tool_results:
                return Reply(tool_calls=calls)
            told.extend(asked.tool_results)
            return Reply(content={"lines": [CHOSEN]})

        with chat_server(brain) as server:
            role = ModelRole(model="scripted", base_url=server.base_url, retries=0)
            with working_desk(home, clock, models={"default": role}) as office:
                received = office.handles(ADA, ASKS_ABOUT_GLOVES)
                assert received.run_id is not None
                with office.desk.store.reading() as session:
                    decided = decisions.of_run(session, received.run_id)
                events = office.events(received.conversation_id)
        assert "failed" not in events
        return next(one for one in decided if one.agent is AgentName.MATCHING), tuple(told)

    return call


def call_of(tool: str, at: int = 1, /, **arguments: object) -> ToolCall:
    """A call of a tool."""
    return ToolCall(tool, json.dumps(arguments), f"call-{at}")


def test_a_tool_tells_of_the_customer_who_writes(calling: Calls) -> None:
    decision, (told,) = calling(call_of("purchase_history", customer_id="C1", sku="T-2001"))
    assert len(json.loads(told)["purchases"]) == 12
    assert decision.use is not None
    assert decision.use.fallback is None
    assert (decision.tool_calls[-1].tool, decision.reasoner) == ("get_product", "built-in rules and scripted")


@pytest.mark.parametrize(
    "call",
    [
        call_of("purchase_history", customer_id="C2", sku=HOSE),
        call_of("search_catalog", customer_id="C2", words="hose", without="", unit_words=[]),
        call_of("look_up_number", customer_id="C2", number="OAK-7"),
    ],
    ids=lambda call: call.name,
)
def test_a_tool_tells_nothing_of_another_customer(calling: Calls, call: ToolCall) -> None:
    decision, told = calling(call)
    assert told == ("Only the customer of this conversation may be asked about.",)
    assert all(used.arguments.get("customer_id") != "C2" for used in decision.tool_calls)


def test_a_number_of_another_customers_is_not_found_for_nobody(calling: Calls) -> None:
    _, (told,) = calling(call_of("look_up_number", customer_id=None, number="OAK-7"))
    assert json.loads(told)["hits"] == []


def test_tools_that_are_called_together_all_tell(calling: Calls) -> None:
    words = ("glove", "red widget", "silver tape", "garden hose", "desk lamp", "nitrile", "blue", "lamp")
    calls = [call_of("search_catalog", n, customer_id="C1", words=said) for n, said in enumerate(words)]
    calls += [call_of("purchase_history", n + 20, customer_id="C1", sku=f"W-100{n % 3}") for n in range(8)]
    decision, told = calling(*calls)
    assert len(told) == len(calls)
    assert not [text for text in told if not text.startswith("{")]
    made = [used.tool for used in decision.tool_calls]
    assert made.count("search_catalog") >= len(words)
    assert decision.use is not None
    assert decision.use.fallback is None


def test_tools_that_are_called_together_take_turns(tmp_path: Path) -> None:
    under_way = threading.Semaphore(1)
    told: list[str] = []

    def alone(_context: ToolContext, arguments: GetProduct) -> GetProduct:
        assert under_way.acquire(blocking=False), "another call is under way"
        time.sleep(0.02)
        told.append(arguments.sku)
        under_way.release()
        return arguments

    peek = Tool("peek", Access.READ, "Peek at a product.", GetProduct, GetProduct, alone)
    calls = [call_of("peek", n, sku=f"W-{n}") for n in range(5)]
    with asking(tmp_path, after_tools(*calls)) as desk:
        seat: ModelSeat[None, GetProduct, None, Choice] = ModelSeat(desk.asker, _Choosing(), (peek,))
        box = Toolbox(cast(ToolContext, None), frozenset({"peek"}))
        _, use = seat.consider(None, Conclusion((), GetProduct(sku="")), box, Occasion("run-1", "con-1"))
    assert use is not None
    assert use.fallback is None
    assert sorted(told) == [f"W-{n}" for n in range(5)] == sorted(call.arguments["sku"] for call in box.calls)


class _Choosing:
    """A part that always asks, and makes nothing of the answer."""

    variables: frozenset[str] = frozenset({"words"})
    answer: type[Choice] = Choice

    def ask(self, task: None, found: Conclusion[GetProduct], tools: Toolbox) -> Question[None]:
        return Question({"words": "two"}, None)

    def check(self, offer: None, answer: Choice, tools: Toolbox) -> tuple[str, ...]:
        return ()

    def conclude(
        self,
        task: None,
        found: Conclusion[GetProduct],
        settled: Settled[None, Choice] | None,
        asked: bool,
        tools: Toolbox,
    ) -> Conclusion[GetProduct]:
        return found


@pytest.mark.parametrize(
    "text",
    ["\x00", "'; DROP TABLE products; --", "", "%" * 3_000, "🧤" * 500],
    ids=["nul", "sql", "nothing", "long", "pictures"],
)
def test_hostile_arguments_break_nothing(calling: Calls, text: str) -> None:
    decision, told = calling(
        call_of("get_product", 1, sku=text),
        call_of("look_up_number", 2, customer_id="C1", number=text),
        call_of("search_catalog", 3, customer_id="C1", words=text, without=text, unit_words=[text]),
        call_of("purchase_history", 4, customer_id="C1", sku=text),
    )
    assert len(told) == 4
    assert decision.use is not None
    assert decision.use.fallback is None


def test_arguments_that_cannot_be_sent_back_are_a_fallback(calling: Calls) -> None:
    decision, told = calling(call_of("get_product", sku="half of a pair: \ud800"))
    assert not told
    assert decision.use is not None
    assert decision.use.fallback is not None
    assert decision.reasoner == "built-in rules"


def test_a_model_holds_no_tool_that_writes(tmp_path: Path) -> None:
    with asking(tmp_path, Script(Reply())) as desk, pytest.raises(ConfigurationError, match="enter_order"):
        ModelSeat(desk.asker, _Part(), (enter_order,))


class _Part(EntryPart):
    variables = frozenset({"words"})

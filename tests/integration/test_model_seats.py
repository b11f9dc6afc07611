"""What each agent's model changes in a desk, and what it does not: asked over real HTTP, on the small distributor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from connectors.models.roles import Budget, ModelRole
from domain.errors import ErpRejected
from domain.findings import AgentName, Decision
from domain.messages import Direction
from domain.orders import ExceptionKind, OrderBody, OrderStatus
from domain.people import Role
from store import conversations, decisions, orders, prompts
from store.master import CustomerRow, InventoryRow, SubstituteRow
from tests.support.api import api
from tests.support.chat_server import Asked, ChatServer, Reply, chat_server
from tests.support.desks import HandClock, WorkingDesk, working_desk
from tests.support.distributor import ADA, BLUE_WIDGET, CLEA_MAIL, RED_WIDGET
from tests.support.erps import TroubledErp, raising

LINE = {"without": "", "amount_kind": "said", "unit": "", "price": "", "basket_line": ""}
READING: Mapping[str, Any] = {
    "intent": "order",
    "ship_to": "C1-1",
    "po_number": "",
    "po_quote": "",
    "requested_date": "",
    "date_quote": "",
    "lines": [],
    "flags": [],
    "sure": "certain",
}
SILENT: Mapping[str, Mapping[str, Any]] = {
    "NotesAnswer": {"rules": []},
    "WordingAnswer": {"text": "Thank you, {number}:\n\n{lines}\n\nIt comes on {date}."},
}


@contextmanager
def seated(home: Path, clock: HandClock, **answers: Any) -> Iterator[tuple[WorkingDesk, ChatServer]]:
    """A desk whose models answer as told, by kind of answer; a kind that is not told is refused."""

    def brain(asked: Asked) -> Reply:
        answer = {**SILENT, **answers}.get(asked.schema)
        return Reply(content=answer) if answer is not None else Reply(refusal="not in this test")

    erp = answers.pop("erp", lambda ledger: ledger)
    with chat_server(brain) as server:
        models = {"default": ModelRole(model="scripted", base_url=server.base_url, retries=0, timeout_seconds=5)}
        with working_desk(home, clock, erp=erp, models=models) as office:
            yield office, server


def body_of(office: WorkingDesk, conversation_id: str) -> OrderBody:
    with office.desk.store.reading() as session:
        return orders.body(session, office.order(conversation_id).id)


def decision_of(office: WorkingDesk, run_id: str | None, agent: AgentName) -> Decision:
    assert run_id is not None
    with office.desk.store.reading() as session:
        return next(one for one in decisions.of_run(session, run_id) if one.agent is agent)


def test_what_facts_settle_is_not_asked(home: Path, clock: HandClock) -> None:
    with seated(home, clock) as (office, server):
        received = office.handles(ADA, "2 cs widget blue")
        assert office.order_status(received.conversation_id) is OrderStatus.ENTERED
        assert {asked.schema for asked in server.asked} == {"WordingAnswer"}
        assert decision_of(office, received.run_id, AgentName.INTAKE).use is None


def test_a_prompt_that_goes_live_is_followed_from_the_next_message_on(home: Path, clock: HandClock) -> None:
    with seated(home, clock) as (office, server):
        office.handles(ADA, "2 cs widget blue")
        admin = api(office, Role.ADMIN)
        seen = admin.get("/prompts/communication")
        text = seen.json()["live"]["text"] | {"system": "Answer as a pirate would."}
        tag = {"If-Match": seen.headers["ETag"]}
        drafted = admin.put("/prompts/communication/draft", json=text, headers=tag)
        assert drafted.status_code == 200, drafted.text
        office.handles(ADA, "3 cs widget blue")
        why = {"reason": "Our customers like pirates."}
        tag = {"If-Match": drafted.headers["ETag"]}
        gone_live = admin.post("/prompts/communication/draft/live", json=why, headers=tag)
        assert gone_live.status_code == 200, gone_live.text
        office.handles(ADA, "4 cs widget blue")
        said = [asked.said[0]["content"] for asked in server.asked if asked.schema == "WordingAnswer"]
        assert ["pirate" in system for system in said] == [False, False, True]


def test_a_reading_stands_for_what_the_grammar_was_not_sure_of_and_waits_while_uncounted(
    home: Path, clock: HandClock
) -> None:
    line = LINE | {"quotes": ["two of them blue widgets, no wait, three"], "product": "blue widgets", "amount": "3"}
    with seated(home, clock, IntakeAnswer={**READING, "lines": [line]}) as (office, _):
        received = office.handles(ADA, "yo, two of them blue widgets, no wait, three. cs as ever")
        (read,) = body_of(office, received.conversation_id).lines
        assert (read.sku, read.quantity) == (BLUE_WIDGET, Decimal(3))
        assert read.text == "two of them blue widgets, no wait, three"
        assert office.review(received.conversation_id).reasons[0]["kind"] == "uncalibrated"
        use = decision_of(office, received.run_id, AgentName.INTAKE).use
        assert use is not None
        assert (use.calls, use.fallback) == (1, None)


def test_no_amount_is_not_one(home: Path, clock: HandClock) -> None:
    line = LINE | {"quotes": ["blue widgets"], "product": "blue widgets", "amount": "", "amount_kind": "missing"}
    with seated(home, clock, IntakeAnswer={**READING, "lines": [line]}) as (office, _):
        received = office.handles(ADA, "could you put some blue widgets on it, whatever was good last time")
        body = body_of(office, received.conversation_id)
        assert body.lines[0].quantity is None
        assert ExceptionKind.MISSING_QUANTITY in {e.kind for e in body.exceptions}


def test_a_refusal_leaves_the_built_in_conclusion_and_says_so(home: Path, clock: HandClock) -> None:
    with seated(home, clock) as (office, _):
        received = office.handles(ADA, "hmm, 2 cs widget blue or whatever Sam said")
        decision = decision_of(office, received.run_id, AgentName.INTAKE)
        assert decision.use is not None
        assert decision.use.fallback == "The model refused to answer."
        assert decision.reasoner == "built-in rules"
        assert office.order_status(received.conversation_id) is OrderStatus.IN_REVIEW


def test_a_closed_day_in_the_notes_is_a_conflict(home: Path, clock: HandClock) -> None:
    rule = {"quote": "closed Tuesdays", "kind": "closed_day", "days": ["Tuesday"], "products": []}
    with seated(home, clock, NotesAnswer={"rules": [rule]}) as (office, _):
        _write_notes(office, "Ring twice, closed Tuesdays.")
        received = office.handles(ADA, "2 cs widget blue")
        (conflict,) = body_of(office, received.conversation_id).exceptions
        assert conflict.kind is ExceptionKind.DATE_CONFLICT
        assert "closed Tuesdays" in conflict.sentence


def _write_notes(office: WorkingDesk, notes: str) -> None:
    with office.desk.store.transaction() as session:
        row = session.get(CustomerRow, "C1")
        assert row is not None
        row.notes = notes


def test_a_wording_goes_out_with_the_facts_in_its_slots(home: Path, clock: HandClock) -> None:
    with seated(home, clock) as (office, _):
        received = office.handles(ADA, "2 cs widget blue")
        with office.desk.store.reading() as session:
            said = conversations.messages(session, received.conversation_id)
        (reply,) = (message for message in said if message.direction is Direction.OUT)
        assert reply.parts[0].text == "Thank you, SO-000001:\n\n  2 CS  WIDGET BLUE\n\nIt comes on 2026-03-03.\n"


@pytest.mark.parametrize(
    "wording",
    [
        "Your order {number}:\n{lines}\nIt comes on {date} and costs 5 dollars.",
        "Your order {number}:\n{lines}\nIt comes on {date}, or tomorrow.",
        "Your order {number}:\n{lines}\nIt comes on {date}. See www.example.org",
        "Your order {number}:\n{lines}\nIt comes on {date}, as for Oaklane Nursery.",
        "Your order {number}:\n{lines}",
        "Your order {number}, {number}:\n{lines}\nIt comes on {date}.",
    ],
)
def test_a_wording_with_facts_of_its_own_is_not_used(home: Path, clock: HandClock, wording: str) -> None:
    with seated(home, clock, WordingAnswer={"text": wording}) as (office, _):
        received = office.handles(ADA, "2 cs widget blue")
        decision = decision_of(office, received.run_id, AgentName.COMMUNICATION)
        assert decision.use is not None
        assert decision.use.fallback is not None
        assert decision.use.calls == 2
        assert "Your order is entered as SO-000001" in str(decision.result["text"])


def test_a_rejection_comes_to_the_rep_with_a_proposal(home: Path, clock: HandClock) -> None:
    fix = {"field": "uom", "line": 1, "value": "EA", "sentence": "By the piece it is sold."}
    erp = TroubledErp(before=raising(ErpRejected("Unit CS is blocked."), "enter"))
    with seated(home, clock, FixAnswer=fix, erp=erp) as (office, _):
        received = office.handles(ADA, "2 cs widget blue")
        (reason,) = office.review(received.conversation_id).reasons
        assert reason["sentence"] == (
            "The ERP rejected it: Unit CS is blocked. Proposed: line 1: uom EA. By the piece it is sold."
        )


def test_a_substitute_is_chosen_among_those_in_stock_with_a_reason(home: Path, clock: HandClock) -> None:
    offer = {"line": 1, "substitute": "G-4001", "sentence": "They asked for gloves with it before."}
    with seated(home, clock, SubstitutionAnswer={"offers": [offer]}) as (office, _):
        with office.desk.store.transaction() as session:
            session.add(SubstituteRow(sku=RED_WIDGET, substitute="G-4001", rank=2, reason=""))
            for place in ("FER", "LOW"):
                stock = session.get(InventoryRow, (RED_WIDGET, place))
                assert stock is not None
                stock.on_hand = stock.allocated
        received = office.handles(CLEA_MAIL, "1 cs widget red")
        (made,) = body_of(office, received.conversation_id).substitutions
        assert (made.substitute, made.reason) == ("G-4001", "They asked for gloves with it before.")


def test_a_budget_that_is_used_up_leaves_the_desk_to_its_rules(home: Path, clock: HandClock) -> None:
    with chat_server(lambda _: Reply(content={})) as server:
        models = {"default": ModelRole(model="scripted", base_url=server.base_url, retries=0)}
        with working_desk(home, clock, models=models, budget=Budget(day_calls=0)) as office:
            received = office.handles(ADA, "2 cs widget blue")
            assert office.order_status(received.conversation_id) is OrderStatus.ENTERED
            use = decision_of(office, received.run_id, AgentName.COMMUNICATION).use
            assert use is not None
            assert use.fallback == "The budget of 0 model calls for today is used up."
        assert not server.asked


def test_every_prompt_is_kept_once_and_live(home: Path, clock: HandClock) -> None:
    for _ in range(2):
        with seated(home, clock) as (office, _server), office.desk.store.reading() as session:
            for agent in AgentName:
                (kept,) = prompts.of_agent(session, agent)
                assert kept.live
                assert kept.made_by == prompts.SHIPPED


def test_a_reading_that_leaves_a_line_out_goes_back_and_is_not_used(home: Path, clock: HandClock) -> None:
    line = LINE | {"quotes": ["2 cs widget blue"], "product": "widget blue", "amount": "2", "unit": "cs"}
    with seated(home, clock, IntakeAnswer={**READING, "lines": [line]}) as (office, server):
        received = office.handles(ADA, "2 cs widget blue\n1 cs tape silver\nwhatever Sam thinks")
        use = decision_of(office, received.run_id, AgentName.INTAKE).use
        assert use is not None
        assert "“1 cs tape silver” is in no quote" in (use.fallback or "")
        assert any("“1 cs tape silver” is in no quote" in str(asked.said[-1]["content"]) for asked in server.asked)
        assert len(body_of(office, received.conversation_id).lines) == 2

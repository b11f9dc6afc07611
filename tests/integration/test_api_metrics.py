"""How the desk did, counted over the API: what was entered untouched, what reps edited, and how long it took."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from domain.answers import LineEdit
from domain.findings import AgentName
from store import model_calls
from tests.support.api import Front
from tests.support.desks import WorkingDesk
from tests.support.distributor import ADA, CLEA, STRANGER

DAY = "2026-03-02"


@pytest.fixture
def rep(office: WorkingDesk) -> TestClient:
    """A rep's client."""
    return Front(office).api()


def metrics(client: TestClient, **query: str) -> dict[str, Any]:
    """What is counted."""
    answer = client.get("/metrics", params=query)
    assert answer.status_code == 200, answer.text
    counted: dict[str, Any] = answer.json()
    return counted


@pytest.fixture
def worked(office: WorkingDesk) -> WorkingDesk:
    """A desk that entered one order alone and one that a rep corrected; a third waits."""
    office.holds_for(seconds=0)
    office.handles(ADA, "2 cs blue widgets")
    corrected = office.review(office.handles(CLEA, "3 cs nitrile gloves").conversation_id)
    office.clock.move(minutes=9)
    office.approves(corrected, LineEdit(number=1, quantity=2))
    office.finishes_job(corrected.run_id, corrected.id)
    office.handles(STRANGER, "1 cs silver tape")
    return office


def test_a_desk_that_has_done_nothing_counts_nothing_and_has_no_shares(rep: TestClient) -> None:
    counted = metrics(rep)

    assert (counted["since"], counted["until"]) == ("2026-02-01", DAY)
    assert len(counted["days"]) == 30
    assert counted["total"] == {
        "key": "all",
        "label": "All",
        "conversations": 0,
        "taken": 0,
        "entered": 0,
        "untouched": 0,
        "touchless_share": None,
        "found_wrong": 0,
        "reviews": 0,
        "decided": 0,
        "edited": 0,
        "edit_share": None,
        "minutes_to_answer": None,
        "minutes_to_entry": None,
        "model_calls": 0,
        "model_tokens": 0,
    }
    assert counted["reasons"] == counted["channels"] == counted["customers"] == []


def test_what_the_desk_did_alone_and_what_people_did_are_told_apart(worked: WorkingDesk, rep: TestClient) -> None:
    counted = metrics(rep)

    total = counted["total"]
    assert (total["conversations"], total["taken"], total["entered"], total["untouched"]) == (3, 3, 2, 1)
    assert (total["touchless_share"], total["reviews"], total["edited"], total["edit_share"]) == (0.3333, 2, 1, 1.0)
    assert total["found_wrong"] == 0
    assert counted["days"][-1] == {**total, "key": DAY, "label": "Mon 2 Mar"}
    assert [(row["key"], row["label"], row["conversations"]) for row in counted["channels"]] == [
        ("email", "E-mail", 2),
        ("sms", "Text message", 1),
    ]
    assert [(row["key"], row["label"], row["entered"]) for row in counted["customers"]] == [
        ("", "Not known", 0),
        ("C1", "Bluegate Hardware", 1),
        ("C3", "Clover Studio", 1),
    ]
    reasons = {row["kind"]: row["count"] for row in counted["reasons"]}
    assert reasons["credit_hold"] == reasons["unknown_customer"] == 1


def test_minutes_are_counted_from_the_customers_message(worked: WorkingDesk, rep: TestClient) -> None:
    by_customer = {row["key"]: row for row in metrics(rep)["customers"]}

    assert by_customer["C1"]["minutes_to_entry"] < 1
    assert 9 <= by_customer["C3"]["minutes_to_entry"] < 10
    assert 9 <= by_customer["C3"]["minutes_to_answer"] < 10
    assert by_customer[""]["minutes_to_answer"] is None


def test_an_order_found_wrong_counts_only_where_nobody_had_looked(worked: WorkingDesk, rep: TestClient) -> None:
    for order in rep.get("/orders", params={"status": "entered"}).json()["items"]:
        reported = rep.post(f"/orders/{order['order_id']}/found-wrong", json={"reason": "It was another one."})
        assert reported.status_code == 201

    assert metrics(rep)["total"]["found_wrong"] == 1


def test_figures_are_of_a_channel_a_customer_or_a_span_where_one_is_asked_for(
    worked: WorkingDesk, rep: TestClient
) -> None:
    assert metrics(rep, channel="sms")["total"]["conversations"] == 1
    assert [row["kind"] for row in metrics(rep, channel="sms")["reasons"]] == ["credit_hold"]
    assert metrics(rep, customer="C1")["total"]["entered"] == 1
    assert metrics(rep, customer="C1")["reasons"] == []
    assert metrics(rep, until="2026-03-01")["total"]["conversations"] == 0
    assert len(metrics(rep, since=DAY, until=DAY)["days"]) == 1


def test_a_day_is_the_distributors_own(office: WorkingDesk, rep: TestClient) -> None:
    office.clock.move(hours=15)  # four in the morning of the third by UTC, eleven at night of the second here
    office.handles(ADA, "2 cs blue widgets")

    by_day = {row["key"]: row["conversations"] for row in metrics(rep, since=DAY, until="2026-03-03")["days"]}

    assert by_day == {DAY: 1, "2026-03-03": 0}
    assert metrics(rep, since=DAY, until=DAY)["total"]["conversations"] == 1


def test_what_models_cost_is_counted(worked: WorkingDesk, rep: TestClient) -> None:
    conversation = rep.get("/conversations", params={"customer": "C1"}).json()["items"][0]["conversation_id"]
    with worked.desk.store.transaction() as session:
        for tokens in ((100, 0, 20), (50, 0, 10)):
            model_calls.add(
                session, worked.clock.now(), conversation, "run", AgentName.INTAKE, "model", "1", tokens, 0.5, None
            )

    total = metrics(rep)["total"]

    assert (total["model_calls"], total["model_tokens"]) == (2, 180)


@pytest.mark.parametrize(
    "query",
    [
        {"since": "2026-03-02", "until": "2026-03-01"},
        {"since": "2020-01-01", "until": "2026-03-01"},
        {"until": "9999-12-31"},
        {"until": "0001-01-01"},
        {"since": "0001-01-01"},
        {"since": "9999-12-31"},
        {"channel": "pigeon"},
        {"since": "yesterday"},
    ],
)
def test_a_span_that_cannot_be_counted_is_refused_with_a_sentence(rep: TestClient, query: dict[str, str]) -> None:
    answer = rep.get("/metrics", params=query)

    assert answer.status_code == 422
    assert answer.json()["detail"].endswith(".")

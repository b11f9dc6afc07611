"""Conversations, orders, revisions and decisions over the API: lists, the whole story, and what was found wrong."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from domain.answers import LineEdit
from domain.people import Role
from tests.support.api import Front
from tests.support.desks import REP, WorkingDesk
from tests.support.distributor import ADA, BRUNO, CLEA, HOSE

WIDGETS = "2 cs blue widgets"


@pytest.fixture
def front(office: WorkingDesk) -> Front:
    """The API of the test's desk."""
    return Front(office)


@pytest.fixture
def rep(front: Front) -> TestClient:
    """A rep's client."""
    return front.api()


def items(client: TestClient, path: str, **query: str | int | bool) -> list[dict[str, Any]]:
    """The first page of a list."""
    answer = client.get(path, params=query)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def every(client: TestClient, path: str, **query: str | int) -> list[dict[str, Any]]:
    """A list to its end, two rows at a time."""
    found: list[dict[str, Any]] = []
    following: str | None = None
    for _ in range(50):
        page = client.get(path, params={**query, "limit": 2, **({"cursor": following} if following else {})})
        assert page.status_code == 200, page.text
        found += page.json()["items"]
        following = page.json()["next"]
        if following is None:
            return found
    raise AssertionError("the list does not end")


def entered(office: WorkingDesk) -> str:
    """A conversation whose order was entered with nobody looking."""
    return office.handles(ADA, WIDGETS).conversation_id


def held_up(office: WorkingDesk) -> str:
    """A conversation that waits for a rep: its customer is on credit hold."""
    return office.handles(CLEA, "3 cs nitrile gloves").conversation_id


def test_a_list_of_conversations_has_the_latest_first_with_where_each_stands(
    office: WorkingDesk, rep: TestClient
) -> None:
    first, second = entered(office), held_up(office)

    latest, earlier = items(rep, "/conversations")

    assert (latest["conversation_id"], earlier["conversation_id"]) == (second, first)
    assert (latest["status"], earlier["status"]) == ("in_review", "entered")
    assert latest["customer"] == {"customer_id": "C3", "name": "Clover Studio"}
    assert latest["review_id"] == office.review(second).id
    assert earlier["review_id"] is None
    assert earlier["snippet"] == WIDGETS


def test_a_list_goes_on_where_the_page_before_ended_and_names_nothing_twice(
    office: WorkingDesk, rep: TestClient
) -> None:
    told = [office.handles(ADA, f"{count} cs blue widgets").conversation_id for count in (1, 2, 3)]
    told += [held_up(office), office.handles(BRUNO, "6 ea garden hose").conversation_id]

    assert [row["conversation_id"] for row in every(rep, "/conversations")] == list(reversed(told))
    assert len(every(rep, "/orders")) == 5
    decisions = every(rep, "/decisions")
    assert len({row["decision_id"] for row in decisions}) == len(decisions) > 20


@pytest.mark.parametrize(
    ("query", "finds"),
    [
        ({"status": "in_review"}, True),
        ({"status": "entered"}, False),
        ({"channel": "sms"}, True),
        ({"channel": "email"}, False),
        ({"customer": "C3"}, True),
        ({"customer": "C1"}, False),
        ({"q": "NITRILE gloves"}, True),
        ({"q": "clover studio"}, True),
        ({"q": "100%"}, False),
        ({"q": "hose"}, False),
        ({"since": "2026-03-02T00:00:00Z"}, True),
        ({"since": "2026-03-03T00:00:00Z"}, False),
        ({"until": "2026-03-02T00:00:00+02:00"}, False),
    ],
)
def test_conversations_are_found_by_what_is_asked(
    office: WorkingDesk, rep: TestClient, query: dict[str, str], finds: bool
) -> None:
    held_up(office)

    assert len(items(rep, "/conversations", **query)) == int(finds)


def test_a_conversation_is_found_by_any_id_in_it_and_by_the_erps_number(office: WorkingDesk, rep: TestClient) -> None:
    conversation_id, other = entered(office), held_up(office)
    order = office.order(conversation_id)

    for word in (conversation_id, order.id, order.erp_number, office.runs(conversation_id)[0].id):
        assert [row["conversation_id"] for row in items(rep, "/conversations", q=str(word))] == [conversation_id]
    assert [row["conversation_id"] for row in items(rep, "/conversations", q=office.review(other).id)] == [other]


@pytest.mark.parametrize(
    "query",
    [
        {"since": "2026-03-02T00:00:00"},
        {"since": "0001-01-01T00:00:00+14:00"},
        {"status": "lost"},
        {"cursor": "nonsense"},
        {"cursor": "WzEsMl0"},
        {"cursor": "WyJub3cgb3IgbmV2ZXIiLCJ4Il0"},
        {"limit": 0},
    ],
)
def test_a_question_that_makes_no_sense_is_answered_with_a_sentence(
    office: WorkingDesk, rep: TestClient, query: dict[str, str | int]
) -> None:
    answer = rep.get("/conversations", params=query)

    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"].endswith(".")


def test_a_conversation_tells_its_whole_story_in_order(office: WorkingDesk, rep: TestClient) -> None:
    conversation_id = entered(office)

    told = rep.get(f"/conversations/{conversation_id}").json()

    assert told["sentence"] == f"The ERP holds it as order {told['orders'][0]['erp_number']}."
    assert [message["direction"] for message in told["messages"]] == ["in", "out"]
    assert [(one["kind"], one["sentence"]) for one in told["timeline"]] == [
        ("message_in", f"{ADA} sent an e-mail."),
        ("decision", "They order 1 line."),
        ("decision", "The line is settled."),
        ("decision", "Nothing stands against it. It can go on Tue 3 Mar."),
        ("decision", "There is nothing to offer instead."),
        ("gate", "Everything is proven: it is entered with nobody looking."),
        ("erp", "It is ready to be written to the ERP."),
        ("decision", f"Written to the ERP and read back as order {told['orders'][0]['erp_number']}."),
        ("erp", f"The ERP holds it as order {told['orders'][0]['erp_number']}."),
        ("decision", "The answer is drafted."),
        ("message_out", "The answer to the customer was written."),
    ]
    moments = [one["at"] for one in told["timeline"]]
    assert moments == sorted(moments)
    assert told["timeline"][0]["message_id"] == told["messages"][0]["message_id"]
    assert told["timeline"][-1]["message_id"] == told["messages"][1]["message_id"]
    (run,) = told["runs"]
    assert (run["status"], run["stage"], len(run["decisions"])) == ("finished", None, 6)


def test_a_conversation_that_waits_says_why_and_names_its_review(office: WorkingDesk, rep: TestClient) -> None:
    conversation_id = held_up(office)
    review = office.review(conversation_id)

    told = rep.get(f"/conversations/{conversation_id}").json()

    assert told["sentence"] == "It waits for a rep: Clover Studio is on credit hold."
    assert told["review_id"] == review.id
    gate = next(one for one in told["timeline"] if one["kind"] == "gate")
    assert gate["sentence"] == "It is for a rep. Clover Studio is on credit hold."
    assert gate["review_id"] == review.id
    assert told["runs"][0]["stage"] is None


def test_what_people_did_stands_in_the_story_with_their_names(
    office: WorkingDesk, front: Front, rep: TestClient
) -> None:
    conversation_id = held_up(office)
    review = office.review(conversation_id)
    rosa = front.person(name="rosa")
    rep.put(f"/reviews/{review.id}/assignment", json={"person": rosa})
    rep.put(f"/reviews/{review.id}/snooze", json={"until": "2026-03-03T14:00:00+01:00"})
    office.approves(review, LineEdit(number=1, quantity=2))
    office.holds(review)
    office.desk.reviewing.undo(review.id, REP)

    told = rep.get(f"/conversations/{conversation_id}").json()

    people = [(one["sentence"], one["review_id"]) for one in told["timeline"] if one["kind"] == "review"]
    assert people == [
        ("rep gave it to rosa.", review.id),
        ("rep put it off until Tue 3 Mar, 13:00 UTC.", review.id),
        (f"{REP} corrected and approved it.", review.id),
        (f"{REP} took the approval back.", review.id),
    ]


def test_an_order_that_nobody_touched_says_so_and_one_that_a_rep_decided_does_not(
    office: WorkingDesk, rep: TestClient
) -> None:
    alone, decided = entered(office), held_up(office)
    office.enters(office.review(decided))

    by_itself = rep.get(f"/orders/{office.order(alone).id}").json()
    by_a_rep = rep.get(f"/orders/{office.order(decided).id}").json()

    assert (by_itself["status"], by_itself["untouched"]) == ("entered", True)
    assert (by_a_rep["status"], by_a_rep["untouched"]) == ("entered", False)
    (write,) = by_a_rep["writes"]
    assert (write["kind"], write["status"], write["error"]) == ("enter", "done", None)


def test_orders_are_found_by_status_customer_conversation_and_erp_number(office: WorkingDesk, rep: TestClient) -> None:
    conversation_id = entered(office)
    held_up(office)
    order = office.order(conversation_id)

    for query in (
        {"status": "entered"},
        {"customer": "C1"},
        {"conversation": conversation_id},
        {"erp_number": str(order.erp_number)},
    ):
        assert [row["order_id"] for row in items(rep, "/orders", **query)] == [order.id]
    assert items(rep, "/orders", since="2030-01-01T00:00:00Z") == []


def test_each_revision_says_what_is_new_in_it(office: WorkingDesk, rep: TestClient) -> None:
    conversation_id = held_up(office)
    review = office.review(conversation_id)
    office.approves(
        review, LineEdit(number=1, quantity=2), LineEdit(number=2, sku=HOSE, quantity=1, uom="EA"), by="Rosa Kell"
    )
    office.holds(review)

    first, second = items(rep, f"/orders/{review.order_id}/revisions")

    assert first["changes"] == ["The first reading, with 1 line."]
    assert (second["number"], second["made_by"]) == (2, "Rosa Kell")
    assert second["changes"] == ["Line 1: 2 CS instead of 3 CS.", "Line 2 was added: 1 EA HOSE GARDEN."]


def test_an_order_found_wrong_later_is_reported_once_by_each_who_found_it(
    office: WorkingDesk, front: Front, rep: TestClient
) -> None:
    conversation_id = entered(office)
    order_id = office.order(conversation_id).id

    first = rep.post(f"/orders/{order_id}/found-wrong", json={"reason": "They wanted the red ones."})
    again = rep.post(f"/orders/{order_id}/found-wrong", json={"reason": "Said twice."})

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["found_wrong"] == again.json()["found_wrong"] == "They wanted the red ones."
    assert office.events(conversation_id).count("found_wrong") == 1
    told = rep.get(f"/conversations/{conversation_id}").json()["timeline"][-1]
    assert told["sentence"] == "rep found that it was entered wrong: They wanted the red ones."
    assert (
        front.api(Role.ENGINEER).post(f"/orders/{order_id}/found-wrong", json={"reason": "So do I."}).status_code == 403
    )


def test_an_order_that_was_never_entered_cannot_be_found_wrong(office: WorkingDesk, rep: TestClient) -> None:
    order_id = office.order(held_up(office)).id

    refused = rep.post(f"/orders/{order_id}/found-wrong", json={"reason": "It looks odd."})

    assert refused.status_code == 409
    assert "never entered" in refused.json()["detail"]


def test_a_decision_opens_to_its_evidence(office: WorkingDesk, rep: TestClient) -> None:
    conversation_id = entered(office)
    listed = items(rep, "/decisions", conversation=conversation_id, agent="matching")
    (matching,) = listed
    assert matching["sentence"] == "The line is settled."
    assert matching["findings"] > 0
    assert 0.9 < matching["lowest_probability"] <= 1

    for path in (matching["decision_id"], quote(matching["decision_id"], safe="")):
        whole = rep.get(f"/decisions/{path}").json()
        assert whole["agent"] == "matching"
        assert whole["conversation_id"] == conversation_id
        assert len(whole["findings"]) == matching["findings"]
        assert len(whole["tool_calls"]) == matching["tool_calls"]
        assert whole["policy_version"] == 1
        assert whole["index_version"]
        assert whole["result"]["lines"][0]["sku"] == "W-1001"


def test_decisions_are_listed_of_one_run(office: WorkingDesk, rep: TestClient) -> None:
    conversation_id = entered(office)
    entered(office)
    (run,) = office.runs(conversation_id)

    agents = [row["agent"] for row in items(rep, "/decisions", run=run.id)]

    assert sorted(agents) == sorted(
        ["communication", "erp_entry", "substitution", "availability", "matching", "intake"]
    )


@pytest.mark.parametrize(
    "path", ["/conversations/nothing", "/orders/nothing", "/orders/nothing/revisions", "/decisions/run-1:intake"]
)
def test_what_is_not_there_is_not_found(rep: TestClient, path: str) -> None:
    answer = rep.get(path)

    assert answer.status_code == 404
    assert answer.json()["title"] == "Not Found"

"""A POST with an idempotency key: carried out once, whoever else sends it and however often."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from starlette.testclient import TestClient

from api.http.idempotency import HEADER
from domain.people import Role
from store.people_tables import AnsweredRow
from tests.support.api import Front
from tests.support.desks import HandClock, WorkingDesk
from tests.support.distributor import ADA
from tests.support.till import KEY, Till


@pytest.fixture
def till(office: WorkingDesk) -> Till:
    """The endpoint, on the store of the test's desk."""
    return Till(Front(office))


def test_the_same_request_again_gets_the_same_answer_and_is_not_carried_out_again(till: Till) -> None:
    client = till.client()

    first, again = (client.post("/orders", json={"a": 1}, headers=KEY) for _ in range(2))

    assert till.carried_out == 1
    assert (first.status_code, first.json(), first.headers["Location"]) == (201, {"number": 1}, "/orders/1")
    assert (again.status_code, again.content, again.headers) == (first.status_code, first.content, first.headers)


def test_without_a_key_or_with_another_one_it_is_another_request(till: Till) -> None:
    client = till.client()

    for headers in ({}, {}, KEY, {HEADER: "k-2"}):
        client.post("/orders", json={"a": 1}, headers=headers)

    assert till.carried_out == 4


def test_a_key_is_its_senders_own(till: Till) -> None:
    for name in ("till 1", "till 2"):
        assert till.client(name).post("/orders", headers=KEY).status_code == 201

    assert till.carried_out == 2


@pytest.mark.parametrize(("path", "body"), [("/orders", {"a": 2}), ("/orders?b=1", {"a": 1})], ids=["body", "query"])
def test_a_key_that_was_used_for_another_request_is_refused(till: Till, path: str, body: dict[str, int]) -> None:
    client = till.client()
    client.post("/orders", json={"a": 1}, headers=KEY)

    refused = client.post(path, json=body, headers=KEY)

    assert refused.status_code == 422
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert "another request" in refused.json()["detail"]
    assert till.carried_out == 1


def test_a_key_whose_request_is_under_way_is_refused_until_it_is_answered(till: Till) -> None:
    client = till.client()
    till.waits_for = Event()

    with ThreadPoolExecutor(1) as threads:
        first = threads.submit(client.post, "/orders", headers=KEY)
        assert till.began.wait(20)
        refused = client.post("/orders", headers=KEY)
        till.waits_for.set()
        answered = first.result()

    assert refused.status_code == 409
    assert "under way" in refused.json()["detail"]
    assert client.post("/orders", headers=KEY).content == answered.content
    assert till.carried_out == 1


@pytest.mark.parametrize("status", [401, 403, 429, 500, 503])
def test_an_answer_under_which_nothing_was_done_is_not_kept(till: Till, status: int) -> None:
    client = till.client()
    till.status = status
    assert client.post("/orders", headers=KEY).status_code == status

    till.status = 201

    assert client.post("/orders", headers=KEY).status_code == 201


def test_what_was_refused_for_what_it_says_is_refused_again(till: Till) -> None:
    client = till.client()
    till.status = 422
    client.post("/orders", headers=KEY)

    till.status = 201

    assert client.post("/orders", headers=KEY).status_code == 422


def test_a_request_that_failed_may_be_sent_again(till: Till) -> None:
    client = till.client()
    till.status = 0
    with pytest.raises(ZeroDivisionError):
        client.post("/orders", headers=KEY)

    till.status = 201

    assert client.post("/orders", headers=KEY).status_code == 201


def test_a_key_whose_process_ended_is_free_after_a_minute(till: Till, clock: HandClock) -> None:
    client = till.client()
    client.post("/orders", headers=KEY)
    with till.front.services.store.transaction() as session:
        session.query(AnsweredRow).update({"status": 0})

    assert client.post("/orders", headers=KEY).status_code == 409
    clock.move(minutes=1)
    assert client.post("/orders", headers=KEY).json() == {"number": 2}


def test_an_answer_is_kept_for_a_day(till: Till, clock: HandClock) -> None:
    client = till.client()
    client.post("/orders", headers=KEY)
    clock.move(hours=23, minutes=59)
    assert client.post("/orders", headers=KEY).json() == {"number": 1}

    clock.move(minutes=1)
    client.post("/orders", headers={HEADER: "k-2"})

    assert [row.key for row in till.kept()] == ["k-2"]


def test_an_answer_with_a_secret_is_never_kept(till: Till) -> None:
    client = till.client()

    for _ in range(2):
        client.post("/tokens", headers=KEY)

    assert till.carried_out == 2
    assert till.kept() == []


def test_a_key_of_nobody_takes_no_part(till: Till) -> None:
    nobody = TestClient(till.client().app, base_url="http://localhost")

    assert nobody.post("/orders", headers=KEY).status_code == 201
    assert till.kept() == []


@pytest.mark.parametrize("key", ["", "x" * 201], ids=["empty", "too long"])
def test_a_key_is_of_one_to_two_hundred_characters(till: Till, key: str) -> None:
    refused = till.client().post("/orders", headers={HEADER: key})

    assert refused.status_code == 422
    assert till.carried_out == 0


def test_a_message_that_is_sent_twice_with_a_key_came_once(office: WorkingDesk) -> None:
    client = Front(office).api(Role.REP, "mailbox")
    message = {"channel": "sms", "sender": ADA, "text": "usual pls"}

    first, again = (client.post("/messages", json=message, headers=KEY) for _ in range(2))
    other = client.post("/messages", json=message, headers={HEADER: "k-2"})

    assert first.status_code == 202
    assert again.json() == first.json()
    assert other.json()["message_id"] != first.json()["message_id"]
    assert len(client.get("/messages").json()["items"]) == 2

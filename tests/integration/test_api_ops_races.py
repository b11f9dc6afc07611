"""Drafts and taught words on SQLite and on PostgreSQL: of many who change the same at once, nobody is overwritten."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import select
from starlette.testclient import TestClient

from domain.people import Role
from domain.policy import Policy
from store.tables import LedgerRow
from tests.support.api import Front
from tests.support.distributor import BLUE_WIDGET, HOSE, RED_WIDGET, TAPE

STRICTER = Policy(order_threshold=0.97).model_dump(mode="json")
WHY = {"reason": "Two months of orders were right at it."}


def test_of_many_who_begin_a_draft_at_once_one_does(anywhere: Front) -> None:
    clients = [anywhere.api(Role.OPS, f"ops-{number}") for number in range(6)]

    def begin(client: TestClient) -> int:
        return client.put("/policy/draft", json=STRICTER, headers={"If-Match": "*"}).status_code

    with ThreadPoolExecutor(len(clients)) as pool:
        statuses = Counter(pool.map(begin, clients))

    assert statuses[200] == 1
    assert statuses[409] + statuses[412] == 5
    assert clients[0].get("/policy/draft").json()["version"] == 1


def test_of_many_who_put_a_draft_in_force_at_once_one_does(anywhere: Front) -> None:
    clients = [anywhere.api(Role.ADMIN, f"admin-{number}") for number in range(6)]
    draft = clients[0].put("/policy/draft", json=STRICTER, headers={"If-Match": "*"})

    def put_in_force(client: TestClient) -> int:
        seen = {"If-Match": draft.headers["ETag"]}
        return client.post("/policy/draft/live", json=WHY, headers=seen).status_code

    with ThreadPoolExecutor(len(clients)) as pool:
        statuses = Counter(pool.map(put_in_force, clients))

    assert statuses == {200: 1, 404: 5}
    assert clients[0].get("/policy").json()["version"] == 2
    with anywhere.services.store.reading() as session:
        assert len(session.scalars(select(LedgerRow.id).where(LedgerRow.event == "policy_went_live")).all()) == 1


def test_of_many_who_teach_the_same_words_at_once_the_last_is_believed_and_nobody_fails(anywhere: Front) -> None:
    wanted = [TAPE, HOSE, BLUE_WIDGET, RED_WIDGET, TAPE, HOSE]
    clients = [anywhere.api(name=f"rep-{number}") for number, _ in enumerate(wanted)]

    def teach(client: TestClient, sku: str) -> int:
        words = {"customer_id": "C1", "words": "the shiny stuff", "sku": sku}
        return client.post("/aliases", json=words).status_code

    with ThreadPoolExecutor(len(clients)) as pool:
        assert list(pool.map(teach, clients, wanted)) == [201] * 6

    assert len(clients[0].get("/aliases").json()["items"]) == 4
    assert len(clients[0].get("/aliases", params={"active": True}).json()["items"]) == 1

"""What databases do differently, on SQLite and on PostgreSQL: of many who ask at once one wins, and odd characters."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError

import pytest
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from domain.people import Role
from store import people
from tests.support.api import Front
from tests.support.till import KEY, Till


def test_of_many_who_use_one_link_at_once_one_is_signed_in(anywhere: Front) -> None:
    code = anywhere.code(anywhere.person())
    together = Barrier(8)

    def use(client: TestClient) -> int:
        together.wait()
        return client.post("/session", json={"code": code}).status_code

    with ThreadPoolExecutor(8) as threads:
        answered = Counter(threads.map(use, [anywhere.anonymous() for _ in range(8)]))

    assert answered == {200: 1, 401: 7}


def test_of_two_admins_who_put_each_other_out_at_once_one_stays(
    anywhere: Front, monkeypatch: pytest.MonkeyPatch
) -> None:
    browsers = {name: anywhere.browser(Role.ADMIN, name) for name in ("ana", "ben")}
    both_have_looked = Barrier(2)
    is_last_admin = people.is_last_admin

    def look(session: Session, name: str) -> bool:
        is_last = is_last_admin(session, name)
        # Where the second has to wait for the first, they never meet here.
        with suppress(BrokenBarrierError):
            both_have_looked.wait(0.5)
        return is_last

    def put_out(by: str, whom: str) -> int:
        return browsers[by].patch(f"/people/{whom}", json={"role": "rep"}).status_code

    monkeypatch.setattr(people, "is_last_admin", look)
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(put_out, ("ana", "ben"), ("ben", "ana")))

    everybody = anywhere.api(Role.ADMIN, "watcher").get("/people").json()["items"]
    assert sorted(person["role"] for person in everybody) == ["admin", "rep"]


def test_of_many_who_send_the_same_at_once_one_is_carried_out(anywhere: Front) -> None:
    till = Till(anywhere)
    client = till.client()
    together = Barrier(8)

    def send(_: int) -> int:
        together.wait()
        return client.post("/orders", headers=KEY).status_code

    with ThreadPoolExecutor(8) as threads:
        answered = Counter(threads.map(send, range(8)))

    assert till.carried_out == 1
    assert answered.keys() <= {201, 409}
    assert answered[201] >= 1


def test_of_many_who_let_the_same_name_in_at_once_one_has_done_it(anywhere: Front) -> None:
    admin = anywhere.api(Role.ADMIN)
    together = Barrier(4)

    def let_in(_: int) -> int:
        together.wait()
        return admin.post("/people", json={"name": "ana", "full_name": "Ana", "role": "rep"}).status_code

    with ThreadPoolExecutor(4) as threads:
        answered = Counter(threads.map(let_in, range(4)))

    assert answered == {201: 1, 409: 3}


@pytest.mark.parametrize("path", ["/people/%00/link", "/reviews/%00/undo"])
def test_a_character_that_no_text_has_is_refused_in_words(anywhere: Front, path: str) -> None:
    refused = anywhere.api(Role.ADMIN).post(path, headers=KEY)

    assert refused.status_code in (404, 422)
    assert refused.headers["Content-Type"] == "application/problem+json"

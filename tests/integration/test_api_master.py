"""Customers, products and aliases over the API: choosing a product while typing, and words that are taught."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from domain.people import Role
from store.tables import LedgerRow
from tests.support.api import Front
from tests.support.desks import WorkingDesk
from tests.support.distributor import ADA, BLUE_WIDGET, HOSE, ON_HAND, RED_WIDGET, TAPE


@pytest.fixture
def front(office: WorkingDesk) -> Front:
    """The API of the test's desk."""
    return Front(office)


@pytest.fixture
def rep(front: Front) -> TestClient:
    """A rep's client."""
    return front.api(name="RKL")


def found(client: TestClient, path: str, **query: str | int) -> list[dict[str, Any]]:
    """The first page of a list."""
    answer = client.get(path, params=query)
    assert answer.status_code == 200, answer.text
    rows: list[dict[str, Any]] = answer.json()["items"]
    return rows


def skus(client: TestClient, **query: str | int) -> list[str]:
    """The skus that a search finds, in its order."""
    return [row["sku"] for row in found(client, "/products", **query)]


def taught(client: TestClient, words: str, sku: str = BLUE_WIDGET, customer: str = "C1") -> dict[str, Any]:
    """An alias that a rep has taught, with its ETag."""
    answer = client.post("/aliases", json={"customer_id": customer, "words": words, "sku": sku})
    assert answer.status_code == 201, answer.text
    return {**answer.json(), "etag": answer.headers["ETag"]}


def desk_events(office: WorkingDesk) -> list[tuple[str, str]]:
    """What happened to the desk itself, with who did it."""
    with office.desk.store.reading() as session:
        rows = session.scalars(select(LedgerRow).where(LedgerRow.conversation_id.is_(None)).order_by(LedgerRow.id))
        return [(row.event, row.actor) for row in rows]


def test_customers_stand_by_name_and_are_found_by_name_id_and_contact(rep: TestClient) -> None:
    assert [row["name"] for row in found(rep, "/customers")] == [
        "Bluegate Hardware",
        "Clover Studio",
        "Oaklane Nursery",
    ]
    for words in ("BLUEGATE", "ada marsh", ADA, "+15185550131", "c1"):
        assert [row["customer_id"] for row in found(rep, "/customers", q=words)] == ["C1"], words
    assert found(rep, "/customers", q="nobody") == []
    first = found(rep, "/customers", limit=1)[0]
    assert first == {
        "customer_id": "C1",
        "name": "Bluegate Hardware",
        "credit": "ok",
        "language": "en",
        "contacts": 1,
        "ship_tos": 1,
        "last_bought": "2026-02-23",
    }


def test_a_list_of_customers_goes_on_after_its_cursor(rep: TestClient) -> None:
    first = rep.get("/customers", params={"limit": 2}).json()
    second = rep.get("/customers", params={"limit": 2, "cursor": first["next"]}).json()

    assert [row["customer_id"] for row in first["items"] + second["items"]] == ["C1", "C3", "C2"]
    assert second["next"] is None


def test_a_customer_shows_what_they_buy_and_their_usual_order(rep: TestClient) -> None:
    customer = rep.get("/customers/C1").json()

    assert [bought["product"]["sku"] for bought in customer["buys"]] == [TAPE, BLUE_WIDGET]
    assert customer["buys"][1]["habit"]["sentence"] == "12 times in the last 120 days, last on 23 Feb, usually 2 CS"
    (usual,) = customer["usual"]
    assert (usual["ship_to_id"], usual["times"], usual["of_last"]) == ("C1-1", 12, 12)
    assert [(line["product"]["sku"], line["quantity"], line["uom"]) for line in usual["lines"]] == [
        (BLUE_WIDGET, "2", "CS"),
        (TAPE, "1", "CS"),
    ]
    assert customer["ship_tos"][0]["next_delivery"] == "2026-03-03"
    assert customer["contacts"][0]["email"] == ADA
    assert customer["policy"] is None


def test_purchases_are_listed_the_latest_first_and_of_one_product(rep: TestClient) -> None:
    first = rep.get("/customers/C1/purchases", params={"limit": 3}).json()
    second = rep.get("/customers/C1/purchases", params={"limit": 3, "cursor": first["next"]}).json()

    days = [row["ordered_on"] for row in first["items"] + second["items"]]
    assert days == ["2026-02-23", "2026-02-23", "2026-02-16", "2026-02-16", "2026-02-09", "2026-02-09"]
    assert {row["sku"] for row in found(rep, "/customers/C1/purchases", sku=TAPE)} == {TAPE}


def test_products_without_a_search_stand_by_sku_to_the_end(rep: TestClient) -> None:
    first = rep.get("/products", params={"limit": 4}).json()
    second = rep.get("/products", params={"limit": 4, "cursor": first["next"]}).json()

    assert [row["sku"] for row in first["items"] + second["items"]] == [
        "G-4001",
        HOSE,
        "L-5001",
        TAPE,
        BLUE_WIDGET,
        RED_WIDGET,
    ]
    assert second["next"] is None


@pytest.mark.parametrize("typed", ["w", "wi", "widg", "widget", "widgets", "WIDGET", "wigdets"])
def test_a_product_is_found_while_its_word_is_still_being_typed(rep: TestClient, typed: str) -> None:
    assert set(skus(rep, q=typed)) == {BLUE_WIDGET, RED_WIDGET}


def test_of_products_that_fit_alike_those_that_the_customer_buys_come_first(rep: TestClient) -> None:
    assert skus(rep, q="widg", customer="C1")[0] == BLUE_WIDGET
    assert skus(rep, q="widg", customer="C3")[0] == RED_WIDGET


def test_a_word_that_tells_products_apart_puts_the_one_that_has_it_first(rep: TestClient) -> None:
    assert skus(rep, q="widget r", customer="C1")[0] == RED_WIDGET
    assert skus(rep, q="blue widget", customer="C3")[0] == BLUE_WIDGET


@pytest.mark.parametrize(("typed", "customer"), [("W-1002", "C1"), ("w-1002", "C1"), ("oak-7", "C2")])
def test_a_number_finds_its_product_before_any_word(rep: TestClient, typed: str, customer: str) -> None:
    assert skus(rep, q=typed, customer=customer)[0] == (HOSE if typed == "oak-7" else RED_WIDGET)


def test_the_beginning_of_a_sku_finds_the_products_that_begin_so(rep: TestClient) -> None:
    assert skus(rep, q="w-1") == [BLUE_WIDGET, RED_WIDGET]


def test_a_customers_taught_word_finds_its_product_for_them_alone(rep: TestClient) -> None:
    taught(rep, "the shiny stuff", TAPE)

    assert skus(rep, q="shiny st", customer="C1")[0] == TAPE
    assert TAPE not in skus(rep, q="shiny stuff", customer="C2")


@pytest.mark.parametrize("typed", ["zzzz", "%", "_", "\\", "💥", "'; drop table products", "  ", "\u0000"])
def test_what_names_nothing_finds_nothing_or_everything_but_never_fails(rep: TestClient, typed: str) -> None:
    assert len(skus(rep, q=typed)) in (0, 6)


def test_a_row_shows_stock_price_units_and_how_the_customer_buys(rep: TestClient) -> None:
    (row,) = [row for row in found(rep, "/products", q="blue", customer="C1") if row["sku"] == BLUE_WIDGET]

    assert row["available"] == str(2 * ON_HAND)
    assert row["price"] == "2.2"  # 26.40 by the case of twelve: their own price, not their group's
    assert row["units"] == [
        {"uom": "EA", "factor": "1", "base": True},
        {"uom": "CS", "factor": "12", "base": False},
    ]
    assert row["habit"]["usual_quantity"] == "2"
    assert found(rep, "/products", q="blue")[0]["habit"] is None
    assert found(rep, "/products", q="blue")[0]["price"] == "2.50"


def test_a_product_shows_its_stock_by_warehouse_and_what_may_stand_in_for_it(rep: TestClient) -> None:
    product = rep.get(f"/products/{RED_WIDGET}", params={"customer": "C3"}).json()

    assert [(level["warehouse"], level["available"]) for level in product["stock"]] == [
        ("FER", str(ON_HAND)),
        ("LOW", str(ON_HAND)),
    ]
    assert [other["sku"] for other in product["substitutes"]] == [BLUE_WIDGET]
    assert product["habit"]["times"] == 12


@pytest.mark.parametrize("path", ["/customers/C9", "/customers/C9/purchases", "/products/nothing", "/aliases/ali-0"])
def test_what_is_not_there_is_not_found(rep: TestClient, path: str) -> None:
    assert rep.get(path).status_code == 404


def test_a_taught_word_is_used_from_the_next_message_on_and_says_who_taught_it(
    office: WorkingDesk, rep: TestClient
) -> None:
    alias = taught(rep, "  the  shiny stuff ", TAPE)

    received = office.handles(ADA, "1 cs the shiny stuff")

    assert (alias["words"], alias["taught_by"], alias["active"]) == ("the shiny stuff", "RKL", True)
    assert alias["customer"]["name"] == "Bluegate Hardware"
    assert alias["product"]["sku"] == TAPE
    (order,) = found(rep, "/orders", conversation=received.conversation_id)
    body = rep.get(f"/orders/{order['order_id']}").json()["body"]
    assert body["lines"][0]["sku"] == TAPE
    assert ("alias_taught", "RKL") in desk_events(office)


def test_words_that_are_taught_anew_mean_the_new_product_alone(office: WorkingDesk, rep: TestClient) -> None:
    old = taught(rep, "Shiny Roll", TAPE)

    new = taught(rep, "shiny rolls", HOSE)

    assert rep.get(f"/aliases/{old['alias_id']}").json()["active"] is False
    assert [row["alias_id"] for row in found(rep, "/aliases", active="true")] == [new["alias_id"]]
    again = taught(rep, "shiny roll", TAPE)
    assert again["alias_id"] == old["alias_id"]
    assert again["words"] == "Shiny Roll"
    assert [e for e, _ in desk_events(office)] == [
        "alias_taught",
        "alias_forgotten",
        "alias_taught",
        "alias_forgotten",
        "alias_taught",
    ]


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        ({"customer_id": "C9", "words": "roll", "sku": TAPE}, "customer_id"),
        ({"customer_id": "C1", "words": "roll", "sku": "X-1"}, "sku"),
        ({"customer_id": "C1", "words": " -- ", "sku": TAPE}, "words"),
        ({"customer_id": "C1", "words": "", "sku": TAPE}, "words"),
    ],
)
def test_nothing_is_taught_of_what_does_not_exist(rep: TestClient, wanted: dict[str, str], names: str) -> None:
    answer = rep.post("/aliases", json=wanted)

    assert answer.status_code == 422
    assert names in answer.json()["detail"]
    assert found(rep, "/aliases") == []


def test_a_change_needs_the_etag_of_what_was_seen(rep: TestClient) -> None:
    alias = taught(rep, "shiny roll", TAPE)
    path = f"/aliases/{alias['alias_id']}"

    without = rep.patch(path, json={"active": False})
    rep.patch(path, json={"sku": HOSE}, headers={"If-Match": alias["etag"]})
    late = rep.patch(path, json={"active": False}, headers={"If-Match": alias["etag"]})

    assert without.status_code == 428
    assert late.status_code == 412
    assert rep.get(path).json()["active"] is True
    assert rep.get(path).json()["sku"] == HOSE


def test_a_word_can_be_forgotten_and_taken_up_again(office: WorkingDesk, rep: TestClient) -> None:
    alias = taught(rep, "shiny roll", TAPE)
    path = f"/aliases/{alias['alias_id']}"

    forgotten = rep.patch(path, json={"active": False}, headers={"If-Match": alias["etag"]})
    assert forgotten.json()["active"] is False
    rival = taught(rep, "shiny rolls", HOSE)
    taken_up = rep.patch(path, json={"active": True}, headers={"If-Match": forgotten.headers["ETag"]})

    assert taken_up.json()["active"] is True
    assert taken_up.headers["ETag"] == rep.get(path).headers["ETag"]
    assert rep.get(f"/aliases/{rival['alias_id']}").json()["active"] is False
    assert [e for e, _ in desk_events(office)] == [
        "alias_taught",
        "alias_forgotten",
        "alias_taught",
        "alias_forgotten",
        "alias_changed",
    ]


def test_a_change_to_what_is_on_record_already_or_does_not_exist_is_refused(rep: TestClient) -> None:
    taught(rep, "shiny roll", TAPE)
    alias = taught(rep, "shiny roll", HOSE)
    path = f"/aliases/{alias['alias_id']}"

    known = rep.patch(path, json={"sku": TAPE}, headers={"If-Match": alias["etag"]})
    unknown = rep.patch(path, json={"sku": "X-1"}, headers={"If-Match": alias["etag"]})

    assert (known.status_code, unknown.status_code) == (409, 422)
    assert rep.get(path).headers["ETag"] == alias["etag"]


def test_aliases_are_listed_by_customer_and_product_the_latest_first(rep: TestClient) -> None:
    told = [
        taught(rep, words, sku, customer)
        for words, sku, customer in (
            ("shiny roll", TAPE, "C1"),
            ("long green", HOSE, "C2"),
            ("blues", BLUE_WIDGET, "C1"),
        )
    ]

    assert [row["alias_id"] for row in found(rep, "/aliases")] == [one["alias_id"] for one in reversed(told)]
    assert [row["words"] for row in found(rep, "/aliases", customer="C1")] == ["blues", "shiny roll"]
    assert [row["words"] for row in found(rep, "/aliases", sku=HOSE)] == ["long green"]
    first = rep.get("/aliases", params={"limit": 2}).json()
    rest = rep.get("/aliases", params={"limit": 2, "cursor": first["next"]}).json()
    assert [row["words"] for row in rest["items"]] == ["shiny roll"]


def test_those_who_may_not_decide_may_not_teach(front: Front) -> None:
    engineer = front.api(Role.ENGINEER)

    assert engineer.post("/aliases", json={"customer_id": "C1", "words": "roll", "sku": TAPE}).status_code == 403

"""Who may do what over the API, endpoint by endpoint; and what keeps everybody else out."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.routing import APIRoute
from starlette.testclient import TestClient
from starlette.types import Message, Scope

from api import app
from api.http.security import LARGEST_BODY
from domain.people import RIGHTS, Right, Role
from tests.support.api import Front
from tests.support.desks import copy_home, working_desk

# Every endpoint with the right that it needs; nobody need be signed in for one without.
RULES: dict[str, Right | None] = {
    "POST /session": None,
    "DELETE /session": Right.LOOK,
    "GET /me": Right.LOOK,
    "PUT /me/settings": Right.LOOK,
    "PUT /me/password": Right.LOOK,
    "GET /people": Right.LOOK,
    "POST /people": Right.ADMINISTER,
    "PATCH /people/{name}": Right.ADMINISTER,
    "POST /people/{name}/link": Right.ADMINISTER,
    "GET /tokens": Right.ADMINISTER,
    "POST /tokens": Right.ADMINISTER,
    "DELETE /tokens/{token_id}": Right.ADMINISTER,
    "POST /messages": Right.SEND,
    "GET /messages": Right.LOOK,
    "GET /messages/{message_id}": Right.LOOK,
    "GET /messages/{message_id}/original": Right.LOOK,
    "GET /messages/{message_id}/html": Right.LOOK,
    "GET /messages/{message_id}/parts/{number}/file": Right.LOOK,
    "GET /messages/{message_id}/parts/{number}/audio": Right.LOOK,
    "GET /messages/{message_id}/parts/{number}/pages": Right.LOOK,
    "GET /messages/{message_id}/parts/{number}/pages/{page}.png": Right.LOOK,
    "GET /conversations": Right.LOOK,
    "GET /conversations/{conversation_id}": Right.LOOK,
    "GET /orders": Right.LOOK,
    "GET /orders/{order_id}": Right.LOOK,
    "GET /orders/{order_id}/revisions": Right.LOOK,
    "POST /orders/{order_id}/found-wrong": Right.DECIDE,
    "GET /decisions": Right.LOOK,
    "GET /decisions/{decision_id}": Right.LOOK,
    "GET /reviews": Right.LOOK,
    "GET /reviews/{review_id}": Right.LOOK,
    "POST /reviews/{review_id}/preview": Right.LOOK,
    "POST /reviews/{review_id}/decision": Right.DECIDE,
    "POST /reviews/{review_id}/undo": Right.DECIDE,
    "PUT /reviews/{review_id}/assignment": Right.DECIDE,
    "PUT /reviews/{review_id}/snooze": Right.DECIDE,
    "PUT /reviews/{review_id}/looking": Right.LOOK,
    "GET /reviews/{review_id}/interrupt": Right.LOOK,
    "GET /customers": Right.LOOK,
    "GET /customers/{customer_id}": Right.LOOK,
    "GET /customers/{customer_id}/purchases": Right.LOOK,
    "GET /products": Right.LOOK,
    "GET /products/{sku}": Right.LOOK,
    "GET /aliases": Right.LOOK,
    "POST /aliases": Right.DECIDE,
    "GET /aliases/{alias_id}": Right.LOOK,
    "PATCH /aliases/{alias_id}": Right.DECIDE,
    "GET /policy": Right.LOOK,
    "GET /policy/versions": Right.LOOK,
    "GET /policy/effect": Right.LOOK,
    "GET /policy/draft": Right.LOOK,
    "PUT /policy/draft": Right.TUNE,
    "DELETE /policy/draft": Right.TUNE,
    "POST /policy/draft/live": Right.GO_LIVE,
    "GET /prompts": Right.LOOK,
    "GET /prompts/{agent}": Right.LOOK,
    "GET /prompts/{agent}/versions": Right.LOOK,
    "PUT /prompts/{agent}/draft": Right.TUNE,
    "DELETE /prompts/{agent}/draft": Right.TUNE,
    "POST /prompts/{agent}/draft/live": Right.GO_LIVE,
    "GET /metrics": Right.LOOK,
    "GET /events": Right.LOOK,
    "GET /events/stream": Right.LOOK,
}
# It has no end: what is asserted of it here is that it does not begin.
_ENDLESS = "GET /events/stream"
_VALUES = {"{number}": "1", "{page}": "1", "{agent}": "intake"}


@pytest.fixture(scope="module")
def front(template_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    """The app of a desk that these tests share: what they do changes nothing for each other."""
    home = copy_home(template_home, tmp_path_factory.mktemp("access") / "home")
    with working_desk(home) as office:
        yield Front(office)


def asked(client: TestClient, endpoint: str) -> int:
    """What an endpoint answers that is asked without anything; ids in its path name nothing."""
    method, path = endpoint.split(" ")
    for name, value in _VALUES.items():
        path = path.replace(name, value)
    return client.request(method, path).status_code


def test_every_endpoint_has_a_rule_and_every_rule_an_endpoint() -> None:
    endpoints = []
    for route in (route for router in app.ROUTERS for route in router.routes):
        assert isinstance(route, APIRoute), route
        endpoints += [f"{method} {route.path}" for method in route.methods or ()]

    assert sorted(endpoints) == sorted(RULES)


def test_what_the_api_answers_apart_from_its_endpoints_is_its_document_alone() -> None:
    api = app.make_api()

    assert [getattr(route, "path", None) for route in api.routes if getattr(route, "path", None)] == ["/openapi.json"]


def test_nobody_gets_past_an_endpoint_without_being_signed_in(front: Front) -> None:
    nobody = front.anonymous()

    answered = {endpoint: asked(nobody, endpoint) for endpoint, right in RULES.items() if right is not None}

    assert set(answered.values()) == {401}, answered


@pytest.mark.parametrize("role", Role)
def test_a_role_may_do_what_its_rights_say_and_nothing_else(front: Front, role: Role) -> None:
    client = front.api(role)

    answered = {e: asked(client, e) for e, right in RULES.items() if right is not None and e != _ENDLESS}

    denied = {endpoint for endpoint, status in answered.items() if status == 403}
    assert denied == {e for e, right in RULES.items() if right is not None and right not in RIGHTS[role]}
    assert 401 not in answered.values()


def test_a_denial_names_the_right_that_is_missing(front: Front) -> None:
    denied = front.api(Role.REP).get("/tokens")

    assert denied.headers["Content-Type"] == "application/problem+json"
    assert denied.json()["detail"] == "This needs the right `administer`, which the role rep does not have."


@pytest.mark.parametrize(
    "given", ["", "Bearer", "Bearer x", "Bearer odt_", "Bearer odt_\xe9", "Basic YTpi", "odt_x"], ids=repr
)
def test_what_is_no_key_opens_nothing(front: Front, given: str) -> None:
    client = front.anonymous()

    answered = client.get("/me", headers=[(b"Authorization", given.encode("latin-1"))])

    assert answered.status_code == 401
    assert answered.headers["WWW-Authenticate"] == "Bearer"


def test_a_wrong_key_is_not_made_good_by_a_session_beside_it(front: Front) -> None:
    browser = front.browser(Role.ADMIN)

    assert browser.get("/me", headers={"Authorization": "Bearer odt_x"}).status_code == 401


def test_a_change_in_a_browser_needs_the_csrf_token_of_its_own_session(front: Front) -> None:
    browser, other = front.browser(Role.REP, "ana"), front.browser(Role.REP, "ben")
    settings = {"theme": "dark"}

    assert browser.put("/me/settings", json=settings).status_code == 200
    for token in ("", "wrong", other.headers["X-CSRF-Token"]):
        denied = browser.put("/me/settings", json=settings, headers={"X-CSRF-Token": token})
        assert denied.status_code == 403
        assert "X-CSRF-Token" in denied.json()["detail"]
    del browser.headers["X-CSRF-Token"]
    assert browser.put("/me/settings", json=settings).status_code == 403
    assert browser.get("/me").status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "http://localhost.elsewhere.example"},
        {"Origin": "http://localhost:8080"},
        {"Origin": "null"},
        {"Origin": "http://["},
    ],
    ids=str,
)
def test_a_change_from_another_site_is_refused_whatever_it_knows(front: Front, headers: dict[str, str]) -> None:
    browser = front.browser()

    assert browser.put("/me/settings", json={}, headers=headers).status_code == 403
    assert front.anonymous().post("/session", json={"code": "x"}, headers=headers).status_code == 403
    assert browser.get("/me", headers=headers).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"}, {"Sec-Fetch-Site": "none"}],
    ids=str,
)
def test_a_change_from_the_page_is_taken(front: Front, headers: dict[str, str]) -> None:
    assert front.browser().put("/me/settings", json={}, headers=headers).status_code == 200


def test_behind_https_the_page_is_where_people_reach_it(front: Front) -> None:
    browser = Front(front.office, "https://desk.example").browser()

    assert browser.put("/me/settings", json={}, headers={"Origin": "https://desk.example"}).status_code == 200
    assert browser.put("/me/settings", json={}, headers={"Origin": "http://desk.example"}).status_code == 403


@pytest.mark.parametrize(
    "host", ["elsewhere.example", "localhost.elsewhere.example", "desk.example", "[", ""], ids=repr
)
def test_the_desk_answers_to_its_own_names_only(front: Front, host: str) -> None:
    refused = front.page().get("/health", headers={"Host": host})

    assert refused.status_code == 400
    assert refused.json()["detail"] == "The desk does not answer to this name. It is at http://localhost."


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:9", "127.0.0.1:8000", "[::1]:8000"])
def test_this_machine_reaches_the_desk_by_every_name_it_has(front: Front, host: str) -> None:
    assert front.page().get("/health", headers={"Host": host}).json() == {"status": "ok"}


def posted(front: Front, headers: dict[str, str]) -> tuple[int, dict[str, object], int]:
    """Post megabytes without end, as a server hands them on; the status, the problem, and how many were taken."""
    sent: list[Message] = []
    taken = 0

    async def receive() -> Message:
        nonlocal taken
        taken += 1
        return {"type": "http.request", "body": bytes(1_000_000), "more_body": True}

    async def send(message: Message) -> None:
        sent.append(message)

    given = {"Host": "localhost", "Authorization": f"Bearer {front.token()}", **headers}
    scope: Scope = {
        "type": "http",
        "http_version": "1.1",
        "scheme": "http",
        "method": "POST",
        "path": "/api/messages",
        "raw_path": b"/api/messages",
        "query_string": b"",
        "root_path": "",
        "headers": [(name.lower().encode(), value.encode()) for name, value in given.items()],
    }

    async def call() -> None:
        await front.app(scope, receive, send)

    asyncio.run(call())
    problem = json.loads(b"".join(message.get("body", b"") for message in sent))
    return sent[0]["status"], problem, taken


def test_a_body_that_says_it_is_too_large_is_not_read(front: Front) -> None:
    status, problem, taken = posted(front, {"Content-Length": str(LARGEST_BODY + 1)})

    assert (status, taken) == (413, 0)
    assert "40 MB" in str(problem["detail"])


@pytest.mark.parametrize("headers", [{}, {"Idempotency-Key": "k-1"}], ids=["without a key", "with a key"])
def test_a_body_that_does_not_say_how_large_it_is_is_read_until_it_is_too_large(
    front: Front, headers: dict[str, str]
) -> None:
    status, problem, taken = posted(front, headers)

    assert (status, taken) == (413, 41)
    assert "40 MB" in str(problem["detail"])


def test_every_answer_of_the_api_says_that_nothing_of_it_runs_and_nobody_keeps_it(front: Front) -> None:
    for answered in (front.api().get("/me"), front.anonymous().get("/me"), front.anonymous().get("/nothing")):
        assert answered.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
        assert answered.headers["Cache-Control"] == "no-store"
        assert answered.headers["X-Content-Type-Options"] == "nosniff"
        assert answered.headers["Referrer-Policy"] == "no-referrer"
        assert answered.headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert answered.headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_only_over_https_is_the_browser_told_to_stay_there(front: Front) -> None:
    secure = Front(front.office, "https://desk.example").page().get("/health")

    assert secure.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert "Strict-Transport-Security" not in front.page().get("/health").headers


def test_the_document_of_the_api_is_for_everybody(front: Front) -> None:
    document = front.anonymous().get("/openapi.json").json()

    assert document["servers"] == [{"url": "/api"}]
    assert document["security"] == [{"session": []}, {"token": []}]
    assert document["paths"]["/session"]["post"]["security"] == []


def test_a_path_of_the_api_that_is_not_there_is_a_problem_and_no_page(front: Front) -> None:
    missing = front.anonymous().get("/nothing")

    assert missing.status_code == 404
    assert missing.headers["Content-Type"] == "application/problem+json"

"""Policy and prompts over the API: drafts, what puts them in force, and what a threshold would have done."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from agents.seats.prompt import Prompt as AgentPrompt
from domain.answers import LineEdit
from domain.findings import AgentName
from domain.people import Role
from domain.policy import Policy
from store import policies, prompts
from store.tables import LedgerRow
from tests.support.api import Front
from tests.support.desks import WorkingDesk
from tests.support.distributor import ADA, CLEA

WHY = {"reason": "Two months of orders were right at it."}
STRICTER = Policy(order_threshold=0.97).model_dump(mode="json")
STRICTEST = Policy(order_threshold=0.99).model_dump(mode="json")


@pytest.fixture
def front(office: WorkingDesk) -> Front:
    """The API of the test's desk."""
    return Front(office)


@pytest.fixture
def ops(front: Front) -> TestClient:
    """A client of ops."""
    return front.api(Role.OPS, "Olive")


@pytest.fixture
def admin(front: Front) -> TestClient:
    """An admin's client."""
    return front.api(Role.ADMIN, "Abel")


def match(answer: Any) -> dict[str, str]:
    """The header that says what was seen."""
    return {"If-Match": answer.headers["ETag"]}


def told(office: WorkingDesk) -> list[tuple[str, str, dict[str, Any]]]:
    """What happened to the desk itself: event, who did it, and the details."""
    with office.desk.store.reading() as session:
        rows = session.scalars(select(LedgerRow).where(LedgerRow.conversation_id.is_(None)).order_by(LedgerRow.id))
        return [(row.event, row.actor, row.detail) for row in rows]


def test_the_shipped_policy_is_in_force_and_in_the_history_before_ops_have_written_any(ops: TestClient) -> None:
    live = ops.get("/policy").json()

    assert (live["version"], live["made_by"], live["made_at"], live["live"]) == (1, "shipped", None, True)
    assert ops.get("/policy/versions").json()["items"] == [live]
    assert ops.get("/policy/draft").status_code == 404


def test_ops_write_a_draft_and_an_admin_puts_it_in_force_with_a_reason(
    office: WorkingDesk, ops: TestClient, admin: TestClient
) -> None:
    draft = ops.put("/policy/draft", json=STRICTER, headers=match(ops.get("/policy")))
    assert draft.status_code == 200, draft.text
    assert draft.json()["based_on"] == 1
    assert ops.get("/policy").json()["version"] == 1

    live = admin.post("/policy/draft/live", json=WHY, headers=match(draft))

    assert live.status_code == 200, live.text
    assert (live.json()["version"], live.json()["made_by"], live.json()["reason"]) == (2, "Abel", WHY["reason"])
    assert live.json() == ops.get("/policy").json()
    assert ops.get("/policy/draft").status_code == 404
    with office.desk.store.reading() as session:
        assert policies.live(session).order_threshold == 0.97
    assert [(version["version"], version["live"]) for version in ops.get("/policy/versions").json()["items"]] == [
        (2, True),
        (1, False),
    ]
    changes = ["The threshold of an order: 0.97 instead of 0.9."]
    assert told(office) == [
        ("policy_drafted", "Olive", {"version": 1, "changes": changes}),
        ("policy_went_live", "Abel", {"version": 2, "reason": WHY["reason"], "changes": changes}),
    ]


def test_only_one_who_may_go_live_can_and_only_with_a_reason(front: Front, ops: TestClient, admin: TestClient) -> None:
    draft = ops.put("/policy/draft", json=STRICTER, headers=match(ops.get("/policy")))

    assert ops.post("/policy/draft/live", json=WHY, headers=match(draft)).status_code == 403
    assert admin.post("/policy/draft/live", json={"reason": "because"}, headers=match(draft)).status_code == 422
    assert front.api(Role.REP).put("/policy/draft", json=STRICTER, headers=match(draft)).status_code == 403
    assert ops.get("/policy").json()["version"] == 1


def test_a_draft_is_never_written_over_one_that_was_not_seen(ops: TestClient, admin: TestClient) -> None:
    seen = match(ops.get("/policy"))
    assert ops.put("/policy/draft", json=STRICTER).status_code == 428
    assert ops.put("/policy/draft", json=STRICTER, headers=seen).status_code == 200

    late = admin.put("/policy/draft", json=STRICTEST, headers=seen)
    anew = admin.put("/policy/draft", json=STRICTEST, headers={"If-Match": "*"})
    stale = admin.post("/policy/draft/live", json=WHY, headers=seen)
    blind = admin.post("/policy/draft/live", json=WHY)

    assert (late.status_code, anew.status_code, stale.status_code, blind.status_code) == (412, 412, 412, 428)
    draft = ops.get("/policy/draft")
    assert draft.json()["policy"]["order_threshold"] == 0.97
    again = ops.put("/policy/draft", json=STRICTEST, headers=match(draft))
    assert (again.json()["version"], again.json()["policy"]["order_threshold"]) == (2, 0.99)


def test_a_draft_may_be_begun_where_there_is_none_without_having_seen_the_policy(ops: TestClient) -> None:
    assert ops.put("/policy/draft", json=STRICTER, headers={"If-Match": "*"}).status_code == 200


def test_a_draft_of_a_policy_that_was_replaced_cannot_go_live(
    office: WorkingDesk, ops: TestClient, admin: TestClient
) -> None:
    draft = ops.put("/policy/draft", json=STRICTER, headers={"If-Match": "*"})
    office.holds_for(seconds=60)

    refused = admin.post("/policy/draft/live", json=WHY, headers=match(draft))
    anew = ops.put("/policy/draft", json=STRICTER, headers=match(draft))
    taken = admin.post("/policy/draft/live", json=WHY, headers=match(anew))

    assert (refused.status_code, taken.status_code) == (409, 200)
    assert taken.json()["version"] == 3


def test_a_draft_can_be_thrown_away(office: WorkingDesk, ops: TestClient) -> None:
    draft = ops.put("/policy/draft", json=STRICTER, headers={"If-Match": "*"})

    assert ops.delete("/policy/draft").status_code == 428
    assert ops.delete("/policy/draft", headers=match(draft)).status_code == 204
    assert ops.delete("/policy/draft", headers=match(draft)).status_code == 404
    assert [event for event, _, _ in told(office)] == ["policy_drafted", "policy_draft_dropped"]


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"order_threshold": 1.2}, "order_threshold"),
        ({"undo_seconds": -1}, "undo_seconds"),
        ({"widen_aliases_at": 1}, "widen_aliases_at"),
        ({"customers": {"C9": {"enter_unattended": False}}}, "C9"),
        ({"made_up": True}, "made_up"),
    ],
)
def test_a_policy_that_cannot_hold_is_refused_by_name(ops: TestClient, changed: dict[str, Any], named: str) -> None:
    refused = ops.put("/policy/draft", json={**STRICTER, **changed}, headers={"If-Match": "*"})

    assert refused.status_code == 422
    assert named in refused.json()["detail"]


def test_a_policy_of_one_customer_shows_on_their_page(office: WorkingDesk, ops: TestClient, admin: TestClient) -> None:
    wanted = {**STRICTER, "order_threshold": 0.9, "customers": {"C1": {"enter_unattended": False}}}
    draft = ops.put("/policy/draft", json=wanted, headers={"If-Match": "*"})
    admin.post("/policy/draft/live", json=WHY, headers=match(draft))

    assert ops.get("/customers/C1").json()["policy"]["enter_unattended"] is False
    assert told(office)[-1][2]["changes"] == ["For Bluegate Hardware: a rep sees every order."]
    assert office.order_status(office.handles(ADA, "2 cs blue widgets").conversation_id).value == "in_review"


def test_a_threshold_shows_what_it_would_have_let_in_and_what_of_that_a_rep_changed(
    office: WorkingDesk, ops: TestClient
) -> None:
    office.handles(ADA, "2 cs blue widgets")
    office.handles(CLEA, "3 cs nitrile gloves")  # on credit hold: no threshold lets it in
    with office.desk.store.transaction() as session:
        policies.go_live(session, Policy(order_threshold=1.0, line_threshold=1.0), "ops", office.clock.now())
    changed = office.review(office.handles(ADA, "1 cs silver tape").conversation_id)
    office.approves(changed, LineEdit(number=1, quantity=2))
    kept = office.review(office.handles(ADA, "3 cs blue widgets").conversation_id)
    office.approves(kept)

    effect = ops.get("/policy/effect", params={"days": 7}).json()

    assert (effect["orders"], effect["reviewed"]) == (3, 2)
    points = {point["threshold"]: (point["untouched"], point["changed"]) for point in effect["points"]}
    assert len(points) == 51
    assert points[0.5] == (3, 1)
    assert points[1.0] == (0, 0)
    office.clock.move(days=8)
    assert ops.get("/policy/effect", params={"days": 7}).json()["orders"] == 0


def test_every_agent_has_the_shipped_prompt_before_anything_was_written(ops: TestClient) -> None:
    listed = ops.get("/prompts").json()["items"]

    assert [prompt["agent"] for prompt in listed] == [agent.value for agent in AgentName]
    for prompt in listed:
        shipped = AgentPrompt.shipped(AgentName(prompt["agent"]))
        assert (prompt["live"]["sha256"], prompt["live"]["made_by"]) == (shipped.sha256, "shipped")
        assert (prompt["versions"], prompt["draft"]) == (1, None)
        assert tuple(prompt["variables"]) == shipped.variables


def test_a_prompt_goes_from_a_draft_to_a_version_in_force(
    office: WorkingDesk, ops: TestClient, admin: TestClient
) -> None:
    shipped = AgentPrompt.shipped(AgentName.MATCHING)
    text = {"system": "You match lines to products.", "task": shipped.task}

    draft = ops.put("/prompts/matching/draft", json=text, headers=match(ops.get("/prompts/matching")))
    assert draft.status_code == 200, draft.text
    assert draft.headers["ETag"] == ops.get("/prompts/matching").headers["ETag"]
    live = admin.post("/prompts/matching/draft/live", json=WHY, headers=match(draft))

    assert live.status_code == 200, live.text
    assert (live.json()["text"], live.json()["made_by"], live.json()["live"]) == (text, "Abel", True)
    with office.desk.store.reading() as session:
        row = prompts.live(session, AgentName.MATCHING)
        assert row is not None
        wanted = AgentPrompt.model_validate(row.body)
    assert wanted.sha256 == live.json()["sha256"] != shipped.sha256
    assert (wanted.variables, wanted.parameters, wanted.role) == (shipped.variables, shipped.parameters, shipped.role)
    prompt = ops.get("/prompts/matching").json()
    assert (prompt["versions"], prompt["draft"], prompt["live"]) == (2, None, live.json())
    versions = ops.get("/prompts/matching/versions").json()["items"]
    assert [(version["sha256"], version["live"]) for version in versions] == [
        (wanted.sha256, True),
        (shipped.sha256, False),
    ]
    assert [(event, actor) for event, actor, _ in told(office)] == [
        ("prompt_drafted", "Olive"),
        ("prompt_went_live", "Abel"),
    ]
    assert told(office)[-1][2]["reason"] == WHY["reason"]


@pytest.mark.parametrize(
    ("system", "task", "named"),
    [
        ("Match.", "${lines} ${bought} ${secrets}", "secrets"),
        ("Match.", "${lines}", "bought"),
        ("Match ${lines}.", "${lines} ${bought}", "lines"),
        ("", "${lines} ${bought}", "system"),
    ],
)
def test_a_prompt_that_no_agent_could_be_asked_with_is_refused(
    ops: TestClient, system: str, task: str, named: str
) -> None:
    refused = ops.put(
        "/prompts/matching/draft", json={"system": system, "task": task}, headers=match(ops.get("/prompts/matching"))
    )

    assert refused.status_code == 422
    assert named in refused.json()["detail"]
    assert ops.get("/prompts/matching").json()["draft"] is None


def test_a_prompts_draft_is_guarded_like_the_policys(ops: TestClient, admin: TestClient) -> None:
    task = AgentPrompt.shipped(AgentName.COMMUNICATION).task
    path = "/prompts/communication/draft"
    seen = match(ops.get("/prompts/communication"))

    assert ops.put(path, json={"system": "Be kind.", "task": task}).status_code == 428
    draft = ops.put(path, json={"system": "Be kind.", "task": task}, headers=seen)
    assert admin.put(path, json={"system": "Be brief.", "task": task}, headers=seen).status_code == 412
    assert ops.post(f"{path}/live", json=WHY, headers=match(draft)).status_code == 403
    assert admin.post(f"{path}/live", json=WHY, headers=seen).status_code == 412
    assert ops.delete(path, headers=match(draft)).status_code == 204
    assert admin.post(f"{path}/live", json=WHY, headers=match(draft)).status_code == 404
    assert ops.get("/prompts/nobody").status_code == 422

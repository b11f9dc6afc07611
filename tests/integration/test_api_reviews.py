"""The queue and the review through the API: what a rep sees, decides, takes back, and who was first."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from domain.people import Role
from domain.policy import Policy
from graphs.receiving import Received
from store import aliases, conversations, orders, policies
from store.runs import RunStatus
from tests.support.api import Front
from tests.support.desks import WorkingDesk, eventually, mail_from
from tests.support.distributor import ADA, BLUE_WIDGET, BRUNO, CLEA, GLOVES, HOSE, LAMP, TAPE


@pytest.fixture
def front(office: WorkingDesk) -> Front:
    return Front(office)


@pytest.fixture
def rep(front: Front) -> Iterator[TestClient]:
    with front.api(Role.REP, "ann") as client:
        yield client


def waiting(office: WorkingDesk, sender: str = CLEA, words: str = "3 cs gloves nitrile") -> tuple[Received, str]:
    """A conversation that waits for a rep, and its review."""
    received = office.handles(sender, words)
    return received, office.review(received.conversation_id).id


def decided(rep: TestClient, review_id: str, **answer: object) -> None:
    """Decide a review as it stands."""
    seen = rep.get(f"/reviews/{review_id}").json()
    answered = rep.post(f"/reviews/{review_id}/decision", json={"revision": seen["revision"], **answer})
    assert answered.status_code == 200, answered.text


def carried_out(office: WorkingDesk, review_id: str, run_id: str) -> None:
    """Let a held approval pass into the ERP."""
    eventually("the approval is held", lambda: office.status(run_id) is RunStatus.COMMITTED)
    office.passes(minutes=1)
    office.finishes_job(run_id, review_id)


# The queue


def test_the_queue_tells_of_each_review_why_it_stopped_what_it_is_worth_and_when_it_is_due(
    office: WorkingDesk, rep: TestClient
) -> None:
    _, review_id = waiting(office)
    queue = rep.get("/reviews").json()
    (row,) = queue["items"]
    assert (queue["total"], queue["next"], row["review_id"]) == (1, None, review_id)
    assert row["customer"] == {"customer_id": "C3", "name": "Clover Studio"}
    assert [reason["kind"] for reason in row["reasons"]] == ["credit_hold"]
    assert (row["value"], row["lines"]) == ("225.00", 1)
    # Tuesday is the first day that a Monday morning can still make; its cut-off is 15:00 in New York.
    assert row["cutoff_at"] == "2026-03-02T20:00:00Z"


def test_the_queue_is_sorted_by_cutoff_value_or_age_page_by_page(office: WorkingDesk, rep: TestClient) -> None:
    ids = [waiting(office, words=f"{amount} cs gloves nitrile")[1] for amount in (2, 4, 3)]

    def walked(sort: str) -> list[str]:
        seen, cursor = [], None
        while True:
            page = rep.get(
                "/reviews", params={"sort": sort, "limit": 1, **({"cursor": cursor} if cursor else {})}
            ).json()
            seen += [row["review_id"] for row in page["items"]]
            cursor = page["next"]
            if cursor is None:
                return seen

    assert walked("age") == ids
    assert walked("value") == [ids[1], ids[2], ids[0]]
    assert sorted(walked("cutoff")) == sorted(ids)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"q": "CLOVER"}, "clea"),
        ({"q": "frobnicators"}, "ada"),
        ({"channel": "email"}, "ada"),
        ({"channel": "sms"}, "clea"),
        ({"customer": "C3"}, "clea"),
        ({"reason": "credit_hold"}, "clea"),
        ({"reason": "unknown_product"}, "ada"),
        ({"assigned_to": "ann"}, None),
    ],
)
def test_the_queue_is_narrowed(office: WorkingDesk, rep: TestClient, wanted: dict[str, str], found: str | None) -> None:
    by_name = {"clea": waiting(office)[1], "ada": waiting(office, ADA, "2 cs frobnicators")[1]}
    items = rep.get("/reviews", params=wanted).json()["items"]
    assert [row["review_id"] for row in items] == ([by_name[found]] if found else [])


def test_a_cursor_of_another_list_is_refused_with_a_sentence(rep: TestClient) -> None:
    answer = rep.get("/reviews", params={"cursor": "WyJhIl0"})
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert "cursor" in answer.json()["detail"]


def test_a_review_is_assigned_and_given_back(office: WorkingDesk, front: Front, rep: TestClient) -> None:
    received, review_id = waiting(office)
    front.person(Role.REP, "bob")
    assert rep.put(f"/reviews/{review_id}/assignment", json={"person": "bob"}).json()["assigned_to"] == "bob"
    assert rep.get("/reviews", params={"assigned_to": "nobody"}).json()["total"] == 0
    refused = rep.put(f"/reviews/{review_id}/assignment", json={"person": "stranger"})
    assert (refused.status_code, "stranger" in refused.json()["detail"]) == (422, True)
    assert rep.put(f"/reviews/{review_id}/assignment", json={"person": None}).json()["assigned_to"] is None
    assert office.events(received.conversation_id).count("assigned") == 2


def test_a_review_that_is_put_off_comes_back_when_its_time_has_come(office: WorkingDesk, rep: TestClient) -> None:
    _, review_id = waiting(office)
    until = office.clock.now() + timedelta(hours=1)
    rep.put(f"/reviews/{review_id}/snooze", json={"until": until.isoformat()})
    assert rep.get("/reviews").json()["total"] == 0
    assert rep.get("/reviews", params={"snoozed": True}).json()["total"] == 1
    office.clock.move(hours=2)
    assert rep.get("/reviews").json()["total"] == 1


def test_everybody_sees_who_else_has_a_review_open_until_they_leave(
    office: WorkingDesk, front: Front, rep: TestClient
) -> None:
    _, review_id = waiting(office)
    other = front.api(Role.REP, "bob")
    assert other.put(f"/reviews/{review_id}/looking").json() == {"looking": []}
    assert rep.put(f"/reviews/{review_id}/looking").json() == {"looking": ["bob"]}
    assert rep.get("/reviews").json()["items"][0]["looking"] == ["ann", "bob"]
    office.clock.move(minutes=1)
    assert rep.get(f"/reviews/{review_id}").json()["looking"] == []


def test_a_review_with_one_open_question_is_answered_from_its_row(office: WorkingDesk, rep: TestClient) -> None:
    # Bruno never bought widgets, which are sold by the piece and by the case; and here nobody asks the customer.
    with office.desk.store.transaction() as session:
        policies.go_live(session, Policy(ask_customer=False), "ops", office.clock.now())
    received, review_id = waiting(office, BRUNO, "3 widget blue and 6 hose garden")
    (row,) = rep.get("/reviews").json()["items"]
    assert [choice["label"] for choice in row["question"]["choices"]] == ["3 EA", "3 CS"]
    chosen = row["question"]["choices"][1]["edit"]
    decided(rep, review_id, verdict="approve", lines=[chosen])
    carried_out(office, review_id, office.runs(received.conversation_id)[-1].id)
    order = office.order(received.conversation_id)
    held = office.desk.erp.read_back(order.erp_number or "").order.lines
    assert {(line.sku, str(line.quantity), line.uom) for line in held} == {(BLUE_WIDGET, "3", "CS"), (HOSE, "6", "EA")}


# The review


def test_a_review_shows_every_value_with_its_evidence(office: WorkingDesk, rep: TestClient) -> None:
    received, review_id = waiting(office)
    review = rep.get(f"/reviews/{review_id}").json()
    proposal = review["proposal"]
    (line,) = proposal["lines"]
    body = next(part for part in review["messages"][0]["parts"] if part["kind"] == "body")
    (span,) = line["spans"]
    assert body["part_id"] == span["part_id"]
    assert body["text"][span["start"] : span["end"]] == "3 cs gloves nitrile"
    assert (line["product"]["sku"], line["quantity"], line["uom"]) == (GLOVES, "3", "CS")
    assert (line["price"], line["amount"], proposal["value"]) == ("75.00", "225.00", "225.00")
    assert [unit["uom"] for unit in line["units"]] == ["BX", "CS"]
    assert line["availability"]["enough"] is True
    assert "12 times" in line["habit"]["sentence"]
    fields = {field["field"]: field for field in proposal["fields"]}
    assert (fields["customer"]["label"], fields["ship_to"]["value"]) == ("Clover Studio", "C3-1")
    assert proposal["delivery_date"] == "2026-03-03"
    assert "{number}" in proposal["reply"]
    assert "3 CS" in proposal["reply"]
    assert proposal["blocks"] == []
    assert review["conversation_id"] == received.conversation_id


def test_what_edits_would_do_is_shown_and_nothing_is_kept(office: WorkingDesk, rep: TestClient) -> None:
    received, review_id = waiting(office, ADA, "2 cs frobnicators")
    before = rep.get(f"/reviews/{review_id}").json()["proposal"]
    assert "needs a product" in before["blocks"][0]
    edit = {"number": 1, "sku": BLUE_WIDGET, "quantity": "2", "uom": "CS"}
    after = rep.post(f"/reviews/{review_id}/preview", json={"lines": [edit]}).json()
    (line,) = after["lines"]
    assert (line["product"]["sku"], line["price"], line["amount"], line["edited"]) == (
        BLUE_WIDGET,
        "26.40",
        "52.80",
        True,
    )
    assert (after["blocks"], line["reasons"], line["sureness"]) == ([], [], "settled")
    assert "WIDGET BLUE" in after["reply"]
    assert rep.get(f"/reviews/{review_id}").json()["proposal"] == before
    assert office.order(received.conversation_id).revision == 1


def test_an_edit_beyond_what_is_in_stock_is_told_at_its_line(office: WorkingDesk, rep: TestClient) -> None:
    _, review_id = waiting(office)
    edit = {"number": 1, "quantity": "9000"}
    (line,) = rep.post(f"/reviews/{review_id}/preview", json={"lines": [edit]}).json()["lines"]
    assert line["availability"]["enough"] is False
    assert {reason["kind"] for reason in line["reasons"]} >= {"short_stock", "unusual_quantity"}


def test_a_unit_that_the_product_is_not_sold_in_blocks_and_breaks_nothing(office: WorkingDesk, rep: TestClient) -> None:
    _, review_id = waiting(office)
    answer = rep.post(f"/reviews/{review_id}/preview", json={"lines": [{"number": 1, "uom": "LB"}]})
    assert answer.status_code == 200
    assert "not sold by the LB" in answer.json()["blocks"][0]


def test_a_date_can_be_set_and_emptied(office: WorkingDesk, rep: TestClient) -> None:
    _, review_id = waiting(office, words="3 cs gloves nitrile for wednesday")
    fields = {f["field"]: f for f in rep.get(f"/reviews/{review_id}").json()["proposal"]["fields"]}
    assert fields["requested_date"]["value"] == "2026-03-04"
    emptied = rep.post(f"/reviews/{review_id}/preview", json={"clear": ["requested_date"]}).json()
    assert {f["field"]: f["value"] for f in emptied["fields"]}["requested_date"] is None
    assert emptied["delivery_date"] == "2026-03-03"


# Deciding


def test_what_a_rep_posts_is_entered_with_their_customers_price(office: WorkingDesk, rep: TestClient) -> None:
    received, review_id = waiting(office, ADA, "2 cs frobnicators")
    edit = {"number": 1, "sku": BLUE_WIDGET, "quantity": "4", "uom": "CS"}
    decided(rep, review_id, verdict="approve", lines=[edit], po_number="PO-77")
    carried_out(office, review_id, office.runs(received.conversation_id)[-1].id)
    held = office.desk.erp.read_back(office.order(received.conversation_id).erp_number or "").order
    assert [(line.sku, str(line.quantity), line.uom, str(line.price)) for line in held.lines] == [
        (BLUE_WIDGET, "4", "CS", "26.40")
    ]
    assert held.po_number == "PO-77"


def test_a_decision_on_another_revision_than_the_one_seen_is_refused(office: WorkingDesk, rep: TestClient) -> None:
    _, review_id = waiting(office)
    answer = rep.post(f"/reviews/{review_id}/decision", json={"verdict": "approve", "revision": 2})
    assert (answer.status_code, "revision 1" in answer.json()["detail"]) == (409, True)
    assert rep.get("/reviews").json()["total"] == 1


def test_of_two_who_decide_one_wins_and_the_other_is_told_who(office: WorkingDesk, front: Front) -> None:
    _, review_id = waiting(office)
    clients = [front.api(Role.REP, name) for name in ("ann", "bob")]
    with ThreadPoolExecutor(2) as pool:
        answers = list(
            pool.map(
                lambda client: client.post(
                    f"/reviews/{review_id}/decision", json={"verdict": "approve", "revision": 1}
                ),
                clients,
            )
        )
    by_status = {answer.status_code: answer.json() for answer in answers}
    winner = ("ann", "bob")[[answer.status_code for answer in answers].index(200)]
    assert by_status.keys() == {200, 409}
    assert by_status[409]["by"] == winner
    assert winner in by_status[409]["detail"]


def test_a_decision_after_the_customer_wrote_again_is_told_so_and_where_to_look(
    office: WorkingDesk, rep: TestClient
) -> None:
    first = office.takes(mail_from(ADA, "200 cs widget blue", office.clock.now(), "one"))
    office.finishes(first)
    late = office.review(first.conversation_id).id
    office.finishes(office.takes(mail_from(ADA, "make it 100 cs", office.clock.now(), "two", answers="one")))
    answer = rep.post(f"/reviews/{late}/decision", json={"verdict": "approve", "revision": 1})
    assert (answer.status_code, "written since" in answer.json()["detail"]) == (409, True)
    stale = rep.get(f"/reviews/{late}").json()
    assert (stale["status"], stale["replaced_by"]) == ("superseded", office.review(first.conversation_id).id)


def test_an_approval_is_taken_back_at_once_even_before_it_was_committed(office: WorkingDesk, rep: TestClient) -> None:
    received, review_id = waiting(office)
    decided(rep, review_id, verdict="approve", lines=[{"number": 1, "quantity": "5"}])
    answer = rep.post(f"/reviews/{review_id}/undo")
    assert answer.status_code == 200, answer.text
    again = rep.get(f"/reviews/{answer.json()['review_id']}").json()
    assert (again["status"], again["proposal"]["lines"][0]["quantity"]) == ("open", "5")
    office.passes(minutes=5)
    decided(rep, again["review_id"], verdict="approve")
    carried_out(office, again["review_id"], again["run_id"])
    held = office.desk.erp.read_back(office.order(received.conversation_id).erp_number or "").order
    assert [str(line.quantity) for line in held.lines] == ["5"]
    assert [write.status for write in office.writes(office.order(received.conversation_id).id)][-1] == "done"


def test_an_approval_that_has_been_entered_cannot_be_taken_back(office: WorkingDesk, rep: TestClient) -> None:
    received, review_id = waiting(office)
    decided(rep, review_id, verdict="approve")
    assert rep.get(f"/reviews/{review_id}").json()["undo_until"] is not None
    carried_out(office, review_id, office.runs(received.conversation_id)[-1].id)
    assert rep.get(f"/reviews/{review_id}").json()["undo_until"] is None
    assert rep.post(f"/reviews/{review_id}/undo").status_code == 409


def test_a_rejection_cannot_be_undone(office: WorkingDesk, rep: TestClient) -> None:
    _, review_id = waiting(office)
    decided(rep, review_id, verdict="reject")
    assert rep.post(f"/reviews/{review_id}/undo").status_code == 409


def test_the_reps_own_words_are_what_the_customer_is_told(office: WorkingDesk, rep: TestClient) -> None:
    received, review_id = waiting(office)
    decided(rep, review_id, verdict="approve", reply="Done, Clea. It is {number}. Ann")
    carried_out(office, review_id, office.runs(received.conversation_id)[-1].id)
    with office.desk.store.reading() as session:
        said = conversations.messages(session, received.conversation_id)[-1].parts[0].text
    assert said == f"Done, Clea. It is {office.order(received.conversation_id).erp_number}. Ann"


def test_a_corrected_line_is_remembered_as_the_customers_word_and_settles_the_next_order(
    office: WorkingDesk, rep: TestClient
) -> None:
    received, review_id = waiting(office, ADA, "2 cs frobnicators")
    edit = {"number": 1, "sku": TAPE, "quantity": "2", "uom": "CS"}
    decided(rep, review_id, verdict="approve", lines=[edit], remember=[1])
    carried_out(office, review_id, office.runs(received.conversation_id)[-1].id)
    again = office.handles(ADA, "1 cs frobnicators")
    with office.desk.store.reading() as session:
        (line,) = orders.body(session, office.order(again.conversation_id).id).lines
    assert line.sku == TAPE
    assert "alias_taught" in office.events(received.conversation_id)


def test_taking_an_approval_back_takes_back_what_it_taught(office: WorkingDesk, rep: TestClient) -> None:
    received, review_id = waiting(office, ADA, "2 cs frobnicators")
    edit = {"number": 1, "sku": TAPE, "quantity": "2", "uom": "CS"}
    decided(rep, review_id, verdict="approve", lines=[edit], remember=[1])
    run_id = office.runs(received.conversation_id)[-1].id
    eventually("the approval is held", lambda: office.status(run_id) is RunStatus.COMMITTED)
    assert rep.post(f"/reviews/{review_id}/undo").status_code == 200
    with office.desk.store.reading() as session:
        assert aliases.get(session, f"{review_id.replace('rev', 'ali', 1)}.1").active is False


# The agent inbox's form


def test_a_review_is_offered_in_the_form_of_the_agent_inbox(office: WorkingDesk, rep: TestClient) -> None:
    _, review_id = waiting(office)
    offered = rep.get(f"/reviews/{review_id}/interrupt").json()
    assert offered["action_request"]["action"] == "enter_order"
    assert offered["action_request"]["args"]["lines"][0]["sku"] == GLOVES
    assert offered["config"] == {
        "allow_accept": True,
        "allow_edit": True,
        "allow_respond": True,
        "allow_ignore": True,
    }
    assert "credit hold" in offered["description"]


@pytest.mark.parametrize(
    ("answer", "status", "entered"),
    [
        ({"type": "accept", "args": None}, "entered", [f"3 CS {GLOVES}"]),
        (
            {
                "type": "edit",
                "args": {"action": "enter_order", "args": {"lines": [{"number": 1, "sku": LAMP, "uom": "EA"}]}},
            },
            "entered",
            [f"3 EA {LAMP}"],
        ),
        ({"type": "response", "args": "How many boxes?"}, "asked", []),
        ({"type": "ignore", "args": None}, "rejected", []),
    ],
)
def test_an_inbox_tools_answers_drive_the_desk(
    office: WorkingDesk, rep: TestClient, answer: dict[str, object], status: str, entered: list[str]
) -> None:
    received, review_id = waiting(office)
    run_id = office.runs(received.conversation_id)[-1].id
    assert rep.post(f"/reviews/{review_id}/decision", json=answer).status_code == 200
    if entered:
        carried_out(office, review_id, run_id)
        held = office.desk.erp.read_back(office.order(received.conversation_id).erp_number or "").order.lines
        assert [f"{line.quantity} {line.uom} {line.sku}" for line in held] == entered
    else:
        office.finishes_job(run_id, review_id)
    assert office.order_status(received.conversation_id).value == status


@pytest.mark.parametrize(
    "answer",
    [
        {"type": "edit", "args": "make it five"},
        {"type": "edit", "args": {"action": "enter_order", "args": {"lines": [{"number": 0}]}}},
        {"type": "response", "args": None},
        {"type": "shrug"},
        {"verdict": "approve"},
        {"verdict": "approve", "revision": 1, "lines": [{"number": 1, "quantity": "-2"}]},
        {"verdict": "approve", "revision": 1, "lines": [{"number": 1, "quantity": "1e400"}]},
        {"verdict": "approve", "revision": 1, "lines": [{"number": 9, "sku": "W-1001"}]},
    ],
)
def test_an_answer_that_cannot_be_meant_is_refused_and_the_review_stays_open(
    office: WorkingDesk, rep: TestClient, answer: dict[str, object]
) -> None:
    _, review_id = waiting(office)
    refused = rep.post(f"/reviews/{review_id}/decision", json=answer)
    assert (refused.status_code, refused.headers["content-type"]) == (422, "application/problem+json")
    assert rep.get(f"/reviews/{review_id}").json()["status"] == "open"

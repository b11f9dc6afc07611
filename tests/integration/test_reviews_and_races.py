"""Reviews: what a rep decides, who is told that they came too late, and what the ERP holds afterwards."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from desk.master_data import bring_in
from domain.answers import Answer, LineEdit, Verdict
from domain.errors import DecisionRefused, ErpRejected, InputRejected
from domain.messages import Direction
from domain.orders import OrderBody, OrderStatus
from graphs import deciding_nodes
from store import conversations, orders, outbox, reviews
from store.outbox import OutboxStatus
from store.reviews import ReviewStatus
from store.runs import RunStatus
from tests.support.databases import new_postgres
from tests.support.desks import REP, HandClock, WorkingDesk, eventually, mail_from, text_from, told, working_desk
from tests.support.distributor import ADA, BLUE_WIDGET, CLEA, CLEA_MAIL, GLOVES, LAMP, TAPE, write_distributor
from tests.support.erps import TroubledErp, erp_numbers, raising

ROUNDS = 50


def body_of(office: WorkingDesk, order_id: str) -> OrderBody:
    with office.desk.store.reading() as session:
        return orders.body(session, order_id)


def lines_of(office: WorkingDesk, order_id: str) -> list[str]:
    return told(body_of(office, order_id).lines)


def in_erp(office: WorkingDesk, erp_number: str | None) -> list[str]:
    return told(office.desk.erp.read_back(erp_number or "").order.lines)


def entered(office: WorkingDesk, sender: str, words: str) -> str:
    """The conversation of an order that is in the ERP."""
    received = office.handles(sender, words)
    assert office.order_status(received.conversation_id) is OrderStatus.ENTERED
    return received.conversation_id


def test_a_rep_sees_why_an_order_stopped_and_their_approval_enters_it(office: WorkingDesk, home: Path) -> None:
    received = office.handles(CLEA, "3 cs gloves nitrile")
    review = office.review(received.conversation_id)
    assert [reason["kind"] for reason in review.reasons] == ["credit_hold"]
    assert office.order_status(received.conversation_id) is OrderStatus.IN_REVIEW
    office.enters(review)
    assert office.order_status(received.conversation_id) is OrderStatus.ENTERED
    assert erp_numbers(home) == {"SO-000001": "open"}


def test_what_a_rep_edits_is_what_is_entered(office: WorkingDesk) -> None:
    received = office.handles(CLEA, "3 cs gloves nitrile")
    review = office.review(received.conversation_id)
    added = LineEdit(number=2, sku=LAMP, quantity=Decimal(4), uom="EA")
    office.approves(review, LineEdit(number=1, quantity=Decimal(5)), added)
    office.holds(review)
    office.passes(minutes=1)
    office.finishes_job(review.run_id, review.id)
    order = office.order(received.conversation_id)
    assert in_erp(office, order.erp_number) == [f"5 CS {GLOVES}", f"4 EA {LAMP}"]
    assert order.entered_revision == order.revision == 2


def test_an_approval_that_could_not_be_entered_is_refused_and_the_review_stays_open(office: WorkingDesk) -> None:
    received = office.handles(ADA, "2 cs frobnicators")
    review = office.review(received.conversation_id)
    with pytest.raises(InputRejected, match="needs a product"):
        office.approves(review)
    assert office.review(received.conversation_id).id == review.id
    office.approves(review, LineEdit(number=1, sku=LAMP, uom="EA"))


def test_a_rejected_order_is_nowhere_in_the_erp(office: WorkingDesk, home: Path) -> None:
    received = office.handles(CLEA, "3 cs gloves nitrile")
    office.rejects(office.review(received.conversation_id))
    assert office.order_status(received.conversation_id) is OrderStatus.REJECTED
    assert erp_numbers(home) == {}


def test_a_question_of_the_reps_is_sent_and_the_answer_goes_on_with_the_same_order(office: WorkingDesk) -> None:
    mail = mail_from(ADA, "2 cs frobnicators", office.clock.now(), "first")
    received = office.takes(mail)
    office.finishes(received)
    review = office.review(received.conversation_id)
    asked = Answer(verdict=Verdict.ASK, question="Which widgets do you mean?")
    office.desk.reviewing.decide(review.id, asked, REP)
    office.finishes_job(review.run_id, review.id)
    with office.desk.store.reading() as session:
        said = conversations.messages(session, received.conversation_id)
    assert [m.direction for m in said] == [Direction.IN, Direction.OUT]
    assert "Which widgets do you mean?" in said[-1].parts[0].text
    assert office.order_status(received.conversation_id) is OrderStatus.ASKED
    answer = office.takes(mail_from(ADA, "2 cs widget blue", office.clock.now(), "second", answers="first"))
    office.finishes(answer)
    assert answer.conversation_id == received.conversation_id
    order = office.order(received.conversation_id)
    assert (order.id, order.status in (OrderStatus.IN_REVIEW, OrderStatus.ENTERED)) == (review.order_id, True)
    assert f"2 CS {BLUE_WIDGET}" in lines_of(office, order.id)


def test_a_message_during_an_open_review_supersedes_it_and_the_new_one_shows_both(
    office: WorkingDesk, home: Path
) -> None:
    first = office.takes(mail_from(ADA, "200 cs widget blue", office.clock.now(), "one"))
    office.finishes(first)
    late = office.review(first.conversation_id)
    second = office.takes(mail_from(ADA, "and 1 cs tape silver", office.clock.now(), "two", answers="one"))
    with pytest.raises(DecisionRefused, match="customer has written since"):
        office.approves(late)
    office.finishes(second)

    fresh = office.review(first.conversation_id)
    assert fresh.id != late.id
    assert lines_of(office, fresh.order_id) == [f"200 CS {BLUE_WIDGET}", f"1 CS {TAPE}"]
    with office.desk.store.reading() as session:
        said = conversations.messages(session, first.conversation_id)
        known = reviews.get(session, late.id)
    assert [message.run_id for message in said] == [second.run_id, second.run_id]
    assert known.status == ReviewStatus.SUPERSEDED
    office.enters(fresh)
    assert office.order_status(first.conversation_id) is OrderStatus.ENTERED
    assert erp_numbers(home) == {"SO-000001": "open"}


def test_a_message_while_an_approval_is_held_takes_it_back(office: WorkingDesk, home: Path) -> None:
    first = office.takes(mail_from(ADA, "200 cs widget blue", office.clock.now(), "one"))
    office.finishes(first)
    review = office.review(first.conversation_id)
    office.approves(review)
    office.holds(review)
    second = office.takes(mail_from(ADA, "and 1 cs tape silver", office.clock.now(), "two", answers="one"))
    office.finishes(second)
    office.passes(minutes=1)
    assert erp_numbers(home) == {}
    assert [write.status for write in office.writes(review.order_id)] == [OutboxStatus.CANCELLED]
    office.enters(office.review(first.conversation_id))
    assert erp_numbers(home) == {"SO-000001": "open"}


def test_of_two_decisions_at_the_same_moment_one_is_applied_and_one_refused(office: WorkingDesk, home: Path) -> None:
    office.holds_for(seconds=0)
    received = [office.hears(CLEA, f"{n + 1} cs gloves nitrile") for n in range(ROUNDS)]
    start = threading.Barrier(2)

    def decide(review_id: str, by: str) -> str:
        start.wait()
        try:
            office.desk.reviewing.decide(review_id, Answer(verdict=Verdict.APPROVE), by)
        except DecisionRefused as refused:
            return refused.sentence
        return "applied"

    with ThreadPoolExecutor(2) as people:
        for message in received:
            office.finishes(message)
            review = office.review(message.conversation_id)
            said = sorted(people.map(decide, [review.id] * 2, ["DMK", "JTS"]))
            assert said in (
                ["DMK decided this review first.", "applied"],
                ["JTS decided this review first.", "applied"],
            )
    for message in received:
        with office.desk.store.reading() as session:
            (review,) = reviews.of_conversation(session, message.conversation_id)
        office.finishes_job(review.run_id, review.id)
        assert office.events(message.conversation_id).count("reviewed") == 1
        (write,) = office.writes(review.order_id)
        assert write.status == OutboxStatus.DONE
    assert list(erp_numbers(home).values()) == ["open"] * ROUNDS


def test_of_a_decision_and_a_message_at_the_same_moment_one_order_results(office: WorkingDesk, home: Path) -> None:
    start = threading.Barrier(2)
    won = 0
    with ThreadPoolExecutor(2) as people:
        for n in range(ROUNDS // 5):
            sent_at = office.clock.now()
            first = office.takes(mail_from(CLEA_MAIL, f"{n + 1} cs gloves nitrile", sent_at, f"a{n}"))
            office.finishes(first)
            review = office.review(first.conversation_id)
            more = mail_from(
                CLEA_MAIL, "and 1 cs widget red", sent_at + timedelta(seconds=30), f"b{n}", answers=f"a{n}"
            )

            def approve(review_id: str = review.id) -> bool:
                start.wait()
                try:
                    office.desk.reviewing.decide(review_id, Answer(verdict=Verdict.APPROVE), REP)
                except DecisionRefused:
                    return False
                return True

            decision = people.submit(approve)
            start.wait()
            second = office.takes(more)
            won += decision.result()
            office.finishes(second)
            fresh = office.review(first.conversation_id)
            assert len(lines_of(office, fresh.order_id)) == 2
            office.enters(fresh)
            office.passes(minutes=1)
    assert list(erp_numbers(home).values()) == ["open"] * (ROUNDS // 5), f"{won} decisions came before the message"


def test_undo_inside_the_hold_opens_the_review_again_and_nothing_is_entered(office: WorkingDesk, home: Path) -> None:
    received = office.handles(CLEA, "3 cs gloves nitrile")
    review = office.review(received.conversation_id)
    office.approves(review)
    office.holds(review)
    again = office.desk.reviewing.undo(review.id, REP)
    assert office.review(received.conversation_id).id == again
    office.finishes_job(review.run_id, review.id)
    office.passes(minutes=1)
    assert erp_numbers(home) == {}
    assert office.order_status(received.conversation_id) is OrderStatus.IN_REVIEW
    with pytest.raises(DecisionRefused, match="no longer be undone"):
        office.desk.reviewing.undo(review.id, REP)

    reopened = office.review(received.conversation_id)
    assert reopened.reasons == review.reasons
    office.enters(reopened)
    assert erp_numbers(home) == {"SO-000001": "open"}


def test_undo_after_entry_is_refused(office: WorkingDesk, home: Path) -> None:
    received = office.handles(CLEA, "3 cs gloves nitrile")
    review = office.review(received.conversation_id)
    office.enters(review)
    with pytest.raises(DecisionRefused, match="no longer be undone"):
        office.desk.reviewing.undo(review.id, REP)
    assert office.order_status(received.conversation_id) is OrderStatus.ENTERED
    assert erp_numbers(home) == {"SO-000001": "open"}


def test_an_undo_as_the_hold_ends_either_stops_the_entry_or_is_refused(office: WorkingDesk, home: Path) -> None:
    start = threading.Barrier(2)
    undone = 0
    with ThreadPoolExecutor(1) as people:
        for n in range(ROUNDS // 5):
            received = office.handles(CLEA, f"{n + 1} cs gloves nitrile")
            review = office.review(received.conversation_id)
            office.approves(review)
            office.holds(review)

            def undo(review_id: str = review.id) -> bool:
                start.wait()
                try:
                    office.desk.reviewing.undo(review_id, REP)
                except DecisionRefused:
                    return False
                return True

            attempt = people.submit(undo)
            start.wait()
            office.passes(minutes=1)
            office.finishes_job(review.run_id, review.id)
            undone += attempt.result()
            expected = OrderStatus.IN_REVIEW if attempt.result() else OrderStatus.ENTERED
            assert office.order_status(received.conversation_id) is expected
    assert len(erp_numbers(home)) == ROUNDS // 5 - undone


def test_an_erp_that_says_no_brings_the_rep_back_with_the_reason(home: Path, clock: HandClock) -> None:
    erp = TroubledErp(before=raising(ErpRejected("The period is closed."), "enter", times=1))
    with working_desk(home, clock, erp) as office:
        received = office.handles(ADA, "2 cs widget blue")
        review = office.review(received.conversation_id)
        assert review.reasons[0]["sentence"] == "The ERP rejected it: The period is closed."
        assert office.order_status(received.conversation_id) is OrderStatus.IN_REVIEW
        office.enters(review)
        writes = [write.status for write in office.writes(review.order_id)]
        assert writes == [OutboxStatus.FAILED, OutboxStatus.DONE]
    assert erp_numbers(home) == {"SO-000001": "open"}


def test_an_erp_that_says_no_to_an_approval_brings_the_rep_back_each_time(home: Path, clock: HandClock) -> None:
    erp = TroubledErp(before=raising(ErpRejected("The period is closed."), "enter", times=2))
    with working_desk(home, clock, erp) as office:
        received = office.handles(CLEA, "3 cs gloves nitrile")
        for _ in range(2):
            office.enters(office.review(received.conversation_id))
            (reason,) = office.review(received.conversation_id).reasons
            assert reason["sentence"] == "The ERP rejected it: The period is closed."
        assert erp_numbers(home) == {}
        assert office.events(received.conversation_id).count("erp_rejected") == 2
        office.enters(office.review(received.conversation_id))
        assert office.order_status(received.conversation_id) is OrderStatus.ENTERED
    assert erp_numbers(home) == {"SO-000001": "open"}


def test_rejecting_a_change_to_an_entered_order_leaves_it_as_entered(office: WorkingDesk, home: Path) -> None:
    conversation_id = entered(office, ADA, "2 cs widget blue")
    before = lines_of(office, office.order(conversation_id).id)
    change = office.handles(ADA, "please change it to 1 cs tape silver")
    assert change.conversation_id == conversation_id
    review = office.review(conversation_id)
    assert office.order_status(conversation_id) is OrderStatus.IN_REVIEW
    office.rejects(review)
    order = office.order(conversation_id)
    assert order.status == OrderStatus.ENTERED
    assert lines_of(office, order.id) == before
    assert in_erp(office, order.erp_number) == before
    assert erp_numbers(home) == {"SO-000001": "open"}


def test_approving_a_change_amends_the_order_in_the_erp(office: WorkingDesk, home: Path) -> None:
    conversation_id = entered(office, ADA, "2 cs widget blue")
    office.handles(ADA, "please change it to 1 cs tape silver")
    review = office.review(conversation_id)
    office.approves(review, LineEdit(number=1, sku=TAPE, quantity=Decimal(1), uom="CS"))
    office.holds(review)
    office.passes(minutes=1)
    office.finishes_job(review.run_id, review.id)
    order = office.order(conversation_id)
    assert in_erp(office, order.erp_number) == [f"1 CS {TAPE}"]
    assert [write.kind for write in office.writes(order.id)] == ["enter", "amend"]
    assert erp_numbers(home) == {"SO-000001": "open"}


def test_a_cancellation_cancels_the_order_in_the_erp(office: WorkingDesk, home: Path) -> None:
    conversation_id = entered(office, ADA, "2 cs widget blue")
    office.handles(ADA, "please cancel my order")
    if office.order_status(conversation_id) is OrderStatus.IN_REVIEW:
        office.enters(office.review(conversation_id))
    assert office.order_status(conversation_id) is OrderStatus.CANCELLED
    assert erp_numbers(home) == {"SO-000001": "cancelled"}


def test_the_same_wire_bytes_twice_are_one_message(office: WorkingDesk, home: Path) -> None:
    mail = mail_from(ADA, "2 cs widget blue", office.clock.now(), "one")
    first = office.takes(mail)
    office.finishes(first)
    again = office.takes(mail)
    assert (again.conversation_id, again.message_id, again.run_id) == (first.conversation_id, first.message_id, None)
    text = text_from(CLEA, "3 cs gloves nitrile", office.clock.now())
    said = office.takes(text)
    assert office.takes(text).message_id == said.message_id
    assert list(erp_numbers(home)) == ["SO-000001"]


def test_equal_words_on_another_day_are_another_message(office: WorkingDesk, home: Path) -> None:
    first = office.takes(text_from(ADA, "the usual please", office.clock.now()))
    office.finishes(first)
    office.clock.move(days=7)
    second = office.takes(text_from(ADA, "the usual please", office.clock.now()))
    office.finishes(second)
    assert first.message_id != second.message_id
    assert first.conversation_id != second.conversation_id
    assert erp_numbers(home) == {"SO-000001": "open", "SO-000002": "open"}


def test_a_run_over_stays_over_when_its_job_comes_again(office: WorkingDesk, home: Path) -> None:
    received = office.handles(ADA, "2 cs widget blue")
    assert received.run_id is not None
    for _ in range(3):
        assert office.desk.driver.advance(received.run_id) is None
    assert office.status(received.run_id) is RunStatus.FINISHED
    assert office.events(received.conversation_id).count("entered") == 1
    assert erp_numbers(home) == {"SO-000001": "open"}


# What a message meets that arrives while a node is deciding. SQLite has one writer; PostgreSQL has to be held to it.


@pytest.fixture(params=["sqlite", "postgresql"])
def anywhere(request: pytest.FixtureRequest, home: Path, clock: HandClock, tmp_path: Path) -> Iterator[WorkingDesk]:
    """A desk with its store on SQLite or on PostgreSQL."""
    if request.param == "sqlite":
        with working_desk(home, clock) as office:
            yield office
        return
    with new_postgres() as url, working_desk(tmp_path / "elsewhere", clock, store_url=url) as office:
        write_distributor(tmp_path / "folder")
        bring_in(office.desk, tmp_path / "folder")
        yield office


def pause_in(monkeypatch: pytest.MonkeyPatch, module: ModuleType, name: str) -> tuple[threading.Event, threading.Event]:
    """Have a function stop before it works, once: the events say that it was reached, and let it go on."""
    reached, go_on = threading.Event(), threading.Event()
    original: Callable[..., Any] = getattr(module, name)

    def paused(*args: Any, **kwargs: Any) -> Any:
        if not reached.is_set():
            reached.set()
            assert go_on.wait(20)
        return original(*args, **kwargs)

    monkeypatch.setattr(module, name, paused)
    return reached, go_on


def meanwhile(go_on: threading.Event, act: Callable[[], object]) -> Future[object]:
    """Do something beside a paused node. It may have to wait for the node, so the node goes on a moment later."""
    with ThreadPoolExecutor(1) as person:
        doing = person.submit(act)
        wait([doing], timeout=0.5)
        go_on.set()
    return doing


def at_rest(office: WorkingDesk, conversation_id: str) -> None:
    """Let time pass until the conversation's runs are over or wait for a rep, and check that they agree on it."""

    def still() -> bool:
        office.passes(minutes=1)
        return not {run.status for run in office.runs(conversation_id)} & {"queued", "running", "committed"}

    eventually("the conversation is at rest", still)
    with office.desk.store.reading() as session:
        said = reviews.of_conversation(session, conversation_id)
    waiting = [run.id for run in office.runs(conversation_id) if run.status == RunStatus.WAITING]
    assert [review.run_id for review in said if review.status == ReviewStatus.OPEN] == waiting


def test_a_message_beside_the_gate_leaves_one_review_that_shows_it(
    anywhere: WorkingDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = anywhere
    reached, go_on = pause_in(monkeypatch, deciding_nodes, "judge")
    first = office.takes(mail_from(CLEA_MAIL, "3 cs gloves nitrile", office.clock.now(), "one"))
    assert reached.wait(20)
    more = mail_from(CLEA_MAIL, "and 1 cs widget red", office.clock.now(), "two", answers="one")
    meanwhile(go_on, lambda: office.takes(more)).result()
    at_rest(office, first.conversation_id)
    assert len(lines_of(office, office.review(first.conversation_id).order_id)) == 2


def test_a_message_beside_the_commit_is_not_overlooked_and_one_order_results(
    anywhere: WorkingDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = anywhere
    first = office.takes(mail_from(CLEA_MAIL, "3 cs gloves nitrile", office.clock.now(), "one"))
    office.finishes(first)
    reached, go_on = pause_in(monkeypatch, deciding_nodes, "_erp_order")
    office.approves(office.review(first.conversation_id))
    assert reached.wait(20)
    more = mail_from(CLEA_MAIL, "and 1 cs widget red", office.clock.now(), "two", answers="one")
    meanwhile(go_on, lambda: office.takes(more)).result()
    at_rest(office, first.conversation_id)
    office.enters(office.review(first.conversation_id))
    (held,) = office.desk.erp.open_orders("C3")
    assert len(held.order.lines) == 2


def test_an_undo_beside_the_entry_stops_it_or_is_refused(
    anywhere: WorkingDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = anywhere
    received = office.handles(CLEA, "3 cs gloves nitrile")
    review = office.review(received.conversation_id)
    office.approves(review)
    office.holds(review)
    reached, go_on = pause_in(monkeypatch, outbox, "move")
    office.passes(minutes=1)
    assert reached.wait(20)
    undo = meanwhile(go_on, lambda: office.desk.reviewing.undo(review.id, REP))
    at_rest(office, received.conversation_id)
    entered_anyway = bool(office.desk.erp.open_orders("C3"))
    assert entered_anyway == (undo.exception() is not None)
    assert office.order_status(received.conversation_id) is (
        OrderStatus.ENTERED if entered_anyway else OrderStatus.IN_REVIEW
    )

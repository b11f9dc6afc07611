"""Durable jobs: runs carried forward by the real engine, over closings, held approvals and an ERP that fails."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from desk.resuming import resume_unfinished
from domain.errors import ConfigurationError, ErpOutcomeUnknown, ErpUnavailable
from domain.orders import OrderStatus
from graphs.advance import ERP_RETRY
from store import orders
from store.runs import RunStatus
from tests.support.desks import HandClock, WorkingDesk, eventually, mail_from, told, working_desk
from tests.support.distributor import ADA, BLUE_WIDGET, BRUNO, CLEA, TAPE
from tests.support.erps import TroubledErp, erp_numbers, raising

Step = Callable[[str], datetime | None]


class Gate:
    """Stands before what carries runs forward: keeps a list of it, and holds back the first run until opened."""

    def __init__(self) -> None:
        self.began: list[str] = []
        self.ended: list[str] = []
        self.open = threading.Event()

    def __call__(self, step: Step) -> Step:
        def advance(run_id: str) -> datetime | None:
            self.began.append(run_id)
            if len(self.began) == 1:
                assert self.open.wait(20)
            again = step(run_id)
            self.ended.append(run_id)
            return again

        return advance


def test_an_order_is_entered_with_nobody_looking_and_the_customer_is_told(office: WorkingDesk, home: Path) -> None:
    received = office.handles(ADA, "2 cs widget blue")
    order = office.order(received.conversation_id)
    assert (order.status, order.erp_number) == (OrderStatus.ENTERED, "SO-000001")
    assert erp_numbers(home) == {"SO-000001": "open"}
    assert office.events(received.conversation_id)[-1] == "reply_ready"


def test_the_usual_is_the_basket_that_comes_again_and_again(office: WorkingDesk) -> None:
    received = office.handles(ADA, "the usual please")
    with office.desk.store.reading() as session:
        body = orders.body(session, office.order(received.conversation_id).id)
    assert told(body.lines) == [f"2 CS {BLUE_WIDGET}", f"1 CS {TAPE}"]
    assert office.order_status(received.conversation_id) is OrderStatus.ENTERED


def test_jobs_of_a_conversation_follow_one_another_in_the_order_they_came(home: Path, clock: HandClock) -> None:
    gate = Gate()
    with working_desk(home, clock, advance=gate) as office:
        mails = [
            mail_from(ADA, "2 cs widget blue", clock.now(), "one"),
            mail_from(ADA, "and 1 cs tape silver", clock.now(), "two", answers="one"),
            mail_from(ADA, "thank you", clock.now(), "three", answers="one"),
        ]
        taken = [office.takes(mail) for mail in mails]
        assert len({received.conversation_id for received in taken}) == 1
        eventually("the first job is under way", lambda: bool(gate.began))
        gate.open.set()
        for received in taken:
            office.finishes(received)
        assert gate.began == gate.ended == [received.run_id for received in taken]
        assert [run.status for run in office.runs(taken[0].conversation_id)] == [
            RunStatus.SUPERSEDED,
            RunStatus.SUPERSEDED,
            RunStatus.FINISHED,
        ]


def test_another_conversation_does_not_wait_for_one_that_is_slow(home: Path, clock: HandClock) -> None:
    gate = Gate()
    with working_desk(home, clock, advance=gate) as office:
        slow = office.hears(ADA, "2 cs widget blue")
        eventually("the slow job is under way", lambda: bool(gate.began))
        quick = office.handles(BRUNO, "6 hose garden")
        assert gate.ended == [quick.run_id]
        gate.open.set()
        office.finishes(slow)
        assert office.order_status(slow.conversation_id) is OrderStatus.ENTERED


def test_the_same_job_twice_runs_once(home: Path, clock: HandClock) -> None:
    gate = Gate()
    with working_desk(home, clock, advance=gate) as office:
        received = office.hears(ADA, "2 cs widget blue")
        assert received.run_id is not None
        office.jobs.enqueue(received.run_id, received.conversation_id, "start")
        gate.open.set()
        office.finishes(received)
        office.jobs.enqueue(received.run_id, received.conversation_id, "start")
        office.handles(ADA, "1 cs tape silver")
        assert gate.began.count(received.run_id) == 1


def test_a_job_for_a_desk_that_does_not_run_is_refused(office: WorkingDesk) -> None:
    office.engine.close()
    with pytest.raises(ConfigurationError, match="not running"):
        office.jobs.enqueue("run-1", "con-1", "start")


def test_a_held_approval_is_entered_when_its_time_has_passed(office: WorkingDesk, home: Path, clock: HandClock) -> None:
    received = office.handles(CLEA, "3 cs gloves nitrile")
    review = office.review(received.conversation_id)
    office.approves(review)
    office.holds(review)
    office.jobs.nudge()
    clock.move(seconds=9)
    office.jobs.nudge()
    assert not office.engine.wait(review.run_id, review.id, 0.2), "it did not wait for the hold to pass"
    assert erp_numbers(home) == {}
    office.passes(seconds=2)
    office.finishes_job(review.run_id, review.id)
    assert office.order_status(received.conversation_id) is OrderStatus.ENTERED
    assert erp_numbers(home) == {"SO-000001": "open"}


def test_closing_while_an_approval_is_held_leaves_it_to_the_next_launch(home: Path, clock: HandClock) -> None:
    with working_desk(home, clock) as office:
        received = office.handles(CLEA, "3 cs gloves nitrile")
        review = office.review(received.conversation_id)
        office.approves(review)
        office.holds(review)
    assert erp_numbers(home) == {}
    clock.move(minutes=1)
    with working_desk(home, clock) as office:
        office.finishes_job(review.run_id, review.id)
        assert office.order_status(received.conversation_id) is OrderStatus.ENTERED
    assert erp_numbers(home) == {"SO-000001": "open"}


def test_closing_with_jobs_in_the_queue_leaves_them_to_the_next_launch(home: Path, clock: HandClock) -> None:
    gate = Gate()
    with working_desk(home, clock, advance=gate) as office:
        first = office.takes(mail_from(ADA, "2 cs widget blue", clock.now(), "one"))
        second = office.takes(mail_from(ADA, "and 1 cs tape silver", clock.now(), "two", answers="one"))
        eventually("the first job is under way", lambda: bool(gate.began))
        gate.open.set()
    with working_desk(home, clock) as office:
        office.finishes(first)
        office.finishes(second)
        assert office.runs(first.conversation_id)[-1].status != RunStatus.QUEUED


def test_an_erp_out_of_reach_is_tried_again_after_a_while_and_nothing_is_lost(home: Path, clock: HandClock) -> None:
    erp = TroubledErp(before=raising(ErpUnavailable("The ERP is down."), "look_up", times=2))
    with working_desk(home, clock, erp) as office:
        received = office.hears(ADA, "2 cs widget blue")
        for attempt in (1, 2):
            eventually(f"it was tried {attempt} times", lambda n=attempt: erp.calls.count("look_up") == n)  # type: ignore[misc]
            assert received.run_id is not None
            assert not office.engine.wait(received.run_id, "start", 0.1), "it did not wait"
            assert office.order_status(received.conversation_id) is OrderStatus.APPROVED
            office.passes(seconds=ERP_RETRY.total_seconds() + 1)
        office.finishes(received)
        assert office.order_status(received.conversation_id) is OrderStatus.ENTERED
    assert erp_numbers(home) == {"SO-000001": "open"}


def test_an_erp_out_of_reach_holds_up_nobody_whose_message_needs_no_erp(home: Path, clock: HandClock) -> None:
    erp = TroubledErp(before=raising(ErpUnavailable("The ERP is down."), "look_up"))
    with working_desk(home, clock, erp) as office:
        office.hears(ADA, "2 cs widget blue")
        eventually("it was tried", lambda: "look_up" in erp.calls)
        other = office.handles(CLEA, "3 cs gloves nitrile")
        assert office.order_status(other.conversation_id) is OrderStatus.IN_REVIEW


def test_a_write_whose_outcome_is_unknown_is_looked_up_and_not_written_twice(home: Path, clock: HandClock) -> None:
    erp = TroubledErp(after=raising(ErpOutcomeUnknown("No answer came."), "enter", times=1))
    with working_desk(home, clock, erp) as office:
        received = office.hears(ADA, "2 cs widget blue")
        eventually("it was written", lambda: "enter" in erp.calls)
        assert received.run_id is not None
        assert not office.engine.wait(received.run_id, "start", 0.1), "it did not wait"
        office.passes(seconds=ERP_RETRY.total_seconds() + 1)
        office.finishes(received)
        assert erp.calls.count("enter") == 1
        assert office.order(received.conversation_id).erp_number == "SO-000001"
    assert erp_numbers(home) == {"SO-000001": "open"}


def test_a_write_that_never_arrived_is_written_again_with_its_key(home: Path, clock: HandClock) -> None:
    erp = TroubledErp(before=raising(ErpOutcomeUnknown("No answer came."), "enter", times=1))
    with working_desk(home, clock, erp) as office:
        received = office.hears(ADA, "2 cs widget blue")
        eventually("it was tried", lambda: "enter" in erp.calls)
        office.passes(seconds=ERP_RETRY.total_seconds() + 1)
        office.finishes(received)
        assert erp.calls.count("enter") == 2
        (write,) = office.writes(office.order(received.conversation_id).id)
        held = office.desk.erp.look_up(write.key)
        assert held is not None
        assert held.erp_number == "SO-000001"
    assert erp_numbers(home) == {"SO-000001": "open"}


def test_a_job_that_fails_before_its_run_begins_is_tried_again(home: Path, clock: HandClock) -> None:
    tries: list[str] = []

    def locked_once(step: Step) -> Step:
        def advance(run_id: str) -> datetime | None:
            tries.append(run_id)
            if len(tries) == 1:
                raise OperationalError("BEGIN IMMEDIATE", {}, Exception("database is locked"))
            return step(run_id)

        return advance

    with working_desk(home, clock, advance=locked_once) as office:
        received = office.hears(ADA, "2 cs widget blue")
        eventually("it was tried", lambda: bool(tries))
        office.passes(minutes=1)
        eventually("it was tried again", lambda: len(tries) > 1)
        office.finishes(received)
        assert office.order_status(received.conversation_id) is OrderStatus.ENTERED


def test_a_run_whose_job_was_never_queued_is_found_at_the_next_launch(home: Path, clock: HandClock) -> None:
    with working_desk(home, clock) as office:
        office.jobs.enqueue = lambda *_: None  # type: ignore[method-assign]
        received = office.hears(ADA, "2 cs widget blue")
        reviewed = office.hears(CLEA, "3 cs gloves nitrile")
        assert office.status(received.run_id or "") is RunStatus.QUEUED
    with working_desk(home, clock) as office:
        assert resume_unfinished(office.desk) == 2
        office.finishes(received)
        office.finishes(reviewed)
        assert office.order_status(received.conversation_id) is OrderStatus.ENTERED
        assert resume_unfinished(office.desk) == 0, "a review that waits for a rep is nobody else's work"
        review = office.review(reviewed.conversation_id)
        office.jobs.enqueue = lambda *_: None  # type: ignore[method-assign]
        office.approves(review)
    clock.move(minutes=1)
    with working_desk(home, clock) as office:
        assert resume_unfinished(office.desk) == 1
        assert resume_unfinished(office.desk) <= 1, "the same again changes nothing"
        eventually("it is committed", lambda: office.status(review.run_id) is not RunStatus.WAITING)
        office.passes(minutes=1)
        office.finishes_job(review.run_id, review.id)
        assert office.order_status(reviewed.conversation_id) is OrderStatus.ENTERED
    assert erp_numbers(home) == {"SO-000001": "open", "SO-000002": "open"}


def test_a_run_that_fails_is_handed_to_a_rep_with_what_is_known(home: Path, clock: HandClock) -> None:
    erp = TroubledErp(before=raising(RuntimeError("a fault in the connector"), "check"))
    with working_desk(home, clock, erp) as office:
        received = office.handles(ADA, "2 cs widget blue")
        review = office.review(received.conversation_id)
        assert "could not go on" in review.reasons[0]["sentence"]
        erp.before = lambda _call: None
        office.enters(review)
        assert office.order_status(received.conversation_id) is OrderStatus.ENTERED
    assert erp_numbers(home) == {"SO-000001": "open"}


@pytest.mark.parametrize("call", ["enter", "read_back"])
def test_a_fault_after_the_erp_wrote_does_not_lead_to_a_second_order(home: Path, clock: HandClock, call: str) -> None:
    erp = TroubledErp(after=raising(RuntimeError("a fault in the connector"), call, times=1))
    with working_desk(home, clock, erp) as office:
        received = office.hears(ADA, "2 cs widget blue")
        eventually("it was written", lambda: call in erp.calls)
        for _ in range(3):
            office.passes(seconds=timedelta(minutes=1).total_seconds())
        office.finishes(received)
        with office.desk.store.reading() as session:
            rows = orders.of_conversation(session, received.conversation_id)
        if any(row.status == OrderStatus.IN_REVIEW for row in rows):
            office.enters(office.review(received.conversation_id))
    assert erp_numbers(home) == {"SO-000001": "open"}

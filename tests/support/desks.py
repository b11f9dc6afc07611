"""Desks with a real store, checkpointer, job engine and ledger ERP, on a home of the test's own."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

from connectors.erp.ledger import LedgerErp
from connectors.erp.port import Erp, ErpLine
from connectors.models.roles import Budget, ModelRole
from desk.environment import RandomIds
from desk.jobs import DurableJobs
from desk.master_data import bring_in
from desk.settings import Settings
from desk.wiring import Desk, open_desk
from domain.answers import Answer, LineEdit, Verdict
from domain.environment import Clock
from domain.messages import Channel, Envelope
from domain.orders import OrderLine, OrderStatus
from domain.policy import Policy
from domain.quantities import tidy
from graphs.inline import InlineJobs
from graphs.receiving import Received
from reading.envelopes import from_mail, from_text
from store import ledger, orders, outbox, policies, reviews, runs
from store.reviews import ReviewStatus
from store.runs import RunStatus
from store.tables import OrderRow, OutboxRow, ReviewRow, RunRow
from tests.support.distributor import DESK_ADDRESS, MONDAY, write_distributor

REP = "RKL"
_TICK = timedelta(milliseconds=1)
_PATIENCE_SECONDS = 20.0
_POLL_SECONDS = 0.005


class HandClock:
    """A clock that a test moves. It ticks a millisecond each time it is read, so that no two instants are equal."""

    def __init__(self, start: datetime = MONDAY) -> None:
        self._now = start
        self._lock = threading.Lock()

    def now(self) -> datetime:
        """The instant it stands at."""
        with self._lock:
            self._now += _TICK
            return self._now

    def move(self, **by: float) -> None:
        """Let time pass: ``clock.move(minutes=1)``."""
        with self._lock:
            self._now += timedelta(**by)


def eventually(what: str, condition: Callable[[], bool], seconds: float = _PATIENCE_SECONDS) -> None:
    """Poll until a condition holds.

    Raises:
        AssertionError: it does not within the time.
    """
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"after {seconds:g} seconds still not: {what}"
        time.sleep(_POLL_SECONDS)


def text_from(sender: str, words: str, sent_at: datetime) -> Envelope:
    """A plain text: a mail's words where the sender has a mail address, else a text message."""
    channel = Channel.EMAIL if "@" in sender else Channel.SMS
    return from_text(words.encode(), channel, sender, DESK_ADDRESS, sent_at)


def mail_from(
    sender: str, words: str, sent_at: datetime, mail_id: str, answers: str | None = None, subject: str = "order"
) -> Envelope:
    """A mail as it comes over the wire, by its own headers; ``answers`` is the id of the mail it replies to."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, DESK_ADDRESS, subject
    mail["Date"], mail["Message-ID"] = format_datetime(sent_at), f"<{mail_id}@mail.example>"
    if answers is not None:
        mail["In-Reply-To"] = f"<{answers}@mail.example>"
    mail.set_content(words)
    return from_mail(mail.as_bytes(), sent_at)


def told(lines: Iterable[OrderLine | ErpLine]) -> list[str]:
    """Lines as they are said: ``2 CS W-1001``."""
    return [f"{tidy(line.quantity or Decimal(0))} {line.uom} {line.sku}" for line in lines]


def make_template(home: Path, folder: Path) -> None:
    """A home with the small distributor imported and every database made, to be copied."""
    write_distributor(folder)

    with open_desk(Settings(home=home), InlineJobs.connected, HandClock()) as desk:
        bring_in(desk, folder)
    with working_desk(home):
        pass


def copy_home(template: Path, home: Path) -> Path:
    """A copy of a home that nobody has open."""
    shutil.copytree(template, home)
    return home


@dataclass(frozen=True)
class WorkingDesk:
    """An open desk whose jobs run, with what a test says to it and asks of it.

    With ``InlineJobs`` a message is handled as soon as it is taken: for what messages come to, whenever that is.
    """

    desk: Desk
    jobs: DurableJobs | InlineJobs
    clock: HandClock

    @property
    def engine(self) -> DurableJobs:
        """Its jobs, where they run in the background."""
        assert isinstance(self.jobs, DurableJobs)
        return self.jobs

    def takes(self, envelope: Envelope) -> Received:
        """A message comes in; it is handled in the background."""
        return self.desk.receiver.receive(envelope)

    def hears(self, sender: str, words: str) -> Received:
        """Somebody writes, a minute after what was before."""
        self.clock.move(minutes=1)
        return self.takes(text_from(sender, words, self.clock.now()))

    def handles(self, sender: str, words: str) -> Received:
        """Somebody writes, and the desk has done with it what it can."""
        received = self.hears(sender, words)
        self.finishes(received)
        return received

    def finishes(self, received: Received) -> None:
        """Wait for the job of a message."""
        assert received.run_id is not None, "the desk had this message already"
        self.finishes_job(received.run_id, "start")

    def finishes_job(self, run_id: str, occasion: str) -> None:
        """Wait for a job."""
        over = (
            run_id not in self.jobs.waiting
            if isinstance(self.jobs, InlineJobs)
            else self.jobs.wait(run_id, occasion, _PATIENCE_SECONDS)
        )
        assert over, f"job {run_id}/{occasion} is not over"

    def passes(self, **by: float) -> None:
        """Time passes, and waiting jobs are told."""
        self.clock.move(**by)
        self.jobs.nudge()

    def holds_for(self, seconds: int) -> None:
        """Ops set how long an approval is held."""
        with self.desk.store.transaction() as session:
            policies.go_live(session, Policy(undo_seconds=seconds), "ops", self.clock.now())

    def approves(self, review: ReviewRow, *lines: LineEdit, by: str = REP) -> None:
        """A rep approves; the approval is held until time passes."""
        self.desk.reviewing.decide(review.id, Answer(verdict=Verdict.APPROVE, lines=lines), by)

    def rejects(self, review: ReviewRow, by: str = REP) -> None:
        """A rep rejects, and it is carried out."""
        self.desk.reviewing.decide(review.id, Answer(verdict=Verdict.REJECT), by)
        self.finishes_job(review.run_id, review.id)

    def holds(self, review: ReviewRow) -> None:
        """Wait until an approval is committed and held."""
        eventually("the approval is held", lambda: self.status(review.run_id) is RunStatus.COMMITTED)

    def enters(self, review: ReviewRow) -> None:
        """A rep approves, and the hold passes."""
        self.approves(review)
        self.holds(review)
        self.passes(minutes=1)
        self.finishes_job(review.run_id, review.id)

    def status(self, run_id: str) -> RunStatus:
        """Where a run stands."""
        with self.desk.store.reading() as session:
            return RunStatus(runs.get(session, run_id).status)

    def runs(self, conversation_id: str) -> tuple[RunRow, ...]:
        """A conversation's runs, oldest first."""
        with self.desk.store.reading() as session:
            return runs.of_conversation(session, conversation_id)

    def order(self, conversation_id: str) -> OrderRow:
        """A conversation's only order."""
        with self.desk.store.reading() as session:
            (row,) = orders.of_conversation(session, conversation_id)
            return row

    def order_status(self, conversation_id: str) -> OrderStatus:
        """Where a conversation's only order stands."""
        return OrderStatus(self.order(conversation_id).status)

    def review(self, conversation_id: str) -> ReviewRow:
        """A conversation's only open review."""
        with self.desk.store.reading() as session:
            (row,) = (
                r for r in reviews.of_conversation(session, conversation_id) if r.status == ReviewStatus.OPEN.value
            )
            return row

    def writes(self, order_id: str) -> tuple[OutboxRow, ...]:
        """An order's outbox rows, oldest first."""
        with self.desk.store.reading() as session:
            return outbox.of_order(session, order_id)

    def events(self, conversation_id: str) -> list[str]:
        """What happened in a conversation, oldest first."""
        with self.desk.store.reading() as session:
            return [row.event for row in ledger.of_conversation(session, conversation_id)]


@contextmanager
def working_desk(
    home: Path,
    clock: HandClock | None = None,
    erp: Callable[[LedgerErp], Erp] = lambda ledger: ledger,
    advance: Callable[[Callable[[str], datetime | None]], Callable[[str], datetime | None]] = lambda step: step,
    store_url: str | None = None,
    models: Mapping[str, ModelRole] | None = None,
    budget: Budget | None = None,
) -> Iterator[WorkingDesk]:
    """Open a desk on a home and have its jobs run; ``advance`` may stand before what carries a run forward."""
    settings = Settings(home=home, store_url=store_url, models=dict(models or {}), budget=budget or Budget())
    made: list[DurableJobs] = []

    def durable(step: Callable[[str], datetime | None], used: Clock) -> DurableJobs:
        jobs = DurableJobs(settings.url_of(settings.jobs_url, "jobs.db"), settings.worker_id, advance(step), used)
        made.append(jobs)
        return jobs

    used_clock = clock or HandClock()
    with open_desk(settings, durable, used_clock, RandomIds(), erp) as desk:
        jobs = made[0]
        jobs.launch()
        try:
            yield WorkingDesk(desk, jobs, used_clock)
        finally:
            jobs.close()


@contextmanager
def prompt_desk(home: Path, clock: HandClock) -> Iterator[WorkingDesk]:
    """Open a desk on a home that handles each message as soon as it has taken it."""
    made: list[InlineJobs] = []

    def inline(step: Callable[[str], datetime | None], used: Clock) -> InlineJobs:
        made.append(InlineJobs.connected(step, used))
        return made[0]

    with open_desk(Settings(home=home), inline, clock, RandomIds()) as desk:
        yield WorkingDesk(desk, made[0], clock)

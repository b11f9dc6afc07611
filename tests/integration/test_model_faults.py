"""A whole desk whose chat models fail in any way a seed draws: nothing is lost, stuck, or entered without proof."""

from __future__ import annotations

import os
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from connectors.erp import ledger_tables as erp_tables
from connectors.models.roles import ModelRole
from desk.agents import models_in_use
from desk.settings import Settings
from domain.answers import Answer, Verdict
from domain.calibration import Calibration, Counted, ModelGround, Reading, line_key
from domain.errors import ErpRejected, InputRejected
from reading.numbers import numbers_said
from store import decisions, ledger, reviews, runs
from store.master import CustomerRow, InventoryRow, SubstituteRow
from store.reviews import ReviewStatus
from store.runs import RunStatus
from store.tables import MessageRow, ModelCallRow, OrderRow, ReviewRow, RunRow
from tests.support.chat_server import chat_server
from tests.support.desks import REP, HandClock, WorkingDesk, copy_home, working_desk
from tests.support.distributor import ADA, BLUE_WIDGET, BRUNO, CLEA_MAIL, HOSE, RED_WIDGET, TAPE
from tests.support.erps import TroubledErp
from tests.support.faults import GOOD, KINDS, Faults

CONVERSATIONS = 50
SOAK_CONVERSATIONS = int(os.environ.get("ORDERDESK_SOAK_MODEL_FAULTS", "1000"))
SOAK_FIRST_SEED = 1000
TIMEOUT_SECONDS = 0.2
CUSTOMERS = {ADA: "C1", BRUNO: "C2", CLEA_MAIL: "C3"}
USUAL = {"C1": {BLUE_WIDGET: 2, TAPE: 1}, "C2": {HOSE: 6}, "C3": {"G-4001": 3, RED_WIDGET: 1}}
WRITES = (
    (ADA, "{a} cs widget blue"),
    (ADA, "{a} cs wigdet and {b} box glove"),
    (ADA, "hmm {a} cs blue widget thingies and {b} cs of whatever tape you think is good?"),
    (ADA, "hi, the usual but with {a} cs of the widgets, and is Dan back"),
    (ADA, "{a} cs widget red\n{b} cs tape silver"),
    (ADA, "pls send {a} cs of those blue widget things, ok? and {b} cs tape if you have"),
    (BRUNO, "{a} hoses please, and some lamps for the shop"),
    (BRUNO, "{a} garden hose\n{b} lampe"),
    (BRUNO, "could you send over {a} of the garden hoses and also {b} cs nitril glovs thanks a lot"),
    (BRUNO, "maybe {a} hose garden? whatever you have, and {b} lamps for my wife"),
    (CLEA_MAIL, "{a} cs gloves nitrile, {b} ea widget rde"),
)


@dataclass
class Figures:
    """What was tried, and in sentences what went wrong."""

    conversations: int = 0
    messages: int = 0
    calls: int = 0
    asked: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    fallbacks: Counter[str] = field(default_factory=Counter)
    followed: Counter[str] = field(default_factory=Counter)
    entered: int = 0
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        def told(what: Counter[str]) -> str:
            return ", ".join(f"{name} {count}" for name, count in what.most_common())

        lines = [
            f"conversations {self.conversations}, messages {self.messages}, orders in the ERP {self.entered}",
            f"calls kept {self.calls}; asked for: {told(self.asked)}",
            f"the endpoint's doing: {told(self.faults)}",
            f"answers followed {self.followed.total()}: {told(self.followed)}",
            f"fallbacks {self.fallbacks.total()}: {told(self.fallbacks)}",
            f"wrong {len(self.wrong)}",
        ]
        return "\n".join([*lines, *self.wrong])


@pytest.fixture(scope="module")
def asked_home(template_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose data gives every seat something to ask, and where models are counted as right."""
    home = copy_home(template_home, tmp_path_factory.mktemp("faults") / "home")
    role = ModelRole(model="scripted")
    with working_desk(home, models={"default": role}) as office:
        with office.desk.store.transaction() as session:
            for customer, notes in (("C1", "closed on Saturdays"), ("C2", "No substitutes for lamps, please.")):
                session.get_one(CustomerRow, customer).notes = notes
            for row in session.scalars(select(InventoryRow).where(InventoryRow.sku == RED_WIDGET)):
                row.on_hand = Decimal(0)
            session.add(SubstituteRow(sku=RED_WIDGET, substitute=HOSE, rank=2, reason=""))
        holds_for = models_in_use(Settings(home=home, models={"default": role}), office.desk.store, office.clock)
    right = Counted(right=9_999, of=10_000)
    calibration = Calibration(
        fingerprint=holds_for,
        heads={reading.value: right for reading in Reading},
        lines={line_key(reading, ground.value): right for reading in Reading for ground in ModelGround},
    )
    (home / "calibration.json").write_text(calibration.model_dump_json(), encoding="utf-8")
    return home


def faulty(home: Path, first: int, count: int, streaming: bool) -> Figures:
    """One conversation per seed, on one desk, each with faults of its own; then look at what is there."""
    figures, faults = Figures(), Faults()
    erp = TroubledErp()
    with chat_server(faults) as server:
        role = ModelRole(
            model="scripted", base_url=server.base_url, timeout_seconds=TIMEOUT_SECONDS, retries=0, streaming=streaming
        )
        with working_desk(home, HandClock(), erp, models={"default": role}) as office:
            for seed in range(first, first + count):
                _Conversation(seed, office, faults, erp, figures).hold()
    figures.faults, figures.asked = faults.drawn, faults.asked
    _check_home(home, figures)
    return figures


@dataclass
class _Conversation:
    seed: int
    office: WorkingDesk
    faults: Faults
    erp: TroubledErp
    figures: Figures

    def hold(self) -> None:
        """A customer writes, reps decide what is theirs, and everything comes to an end."""
        rng = random.Random(f"conversation {self.seed}")
        self.faults.begin(self.seed)
        self.erp.before = self._rejecting(rng)
        sender, words = rng.choice(WRITES)
        self.office.passes(hours=5)
        received = self.office.handles(sender, words.format(a=rng.randint(2, 5), b=rng.randint(1, 3)))
        self._decide(received.conversation_id, rng)
        self.figures.conversations += 1
        self.figures.wrong += [f"seed {self.seed}: {what}" for what in self._check(received.conversation_id)]

    @staticmethod
    def _rejecting(rng: random.Random) -> Callable[[str], None]:
        rejects = [rng.random() < 0.25]

        def before(call: str) -> None:
            if call == "enter" and rejects[0]:
                rejects[0] = False
                raise ErpRejected("Line 1 is not sold so.")

        return before

    def _decide(self, conversation_id: str, rng: random.Random) -> None:
        """A rep decides what is open, and rejects what the ERP did not take; it takes what a rep approves."""
        self.erp.before = lambda _call: None
        verdict = rng.choice((Verdict.APPROVE, Verdict.REJECT))
        while (review := self._open_review(conversation_id)) is not None:
            if "erp_rejected" in self.office.events(conversation_id):
                verdict = Verdict.REJECT
            try:
                self.office.desk.reviewing.decide(review.id, Answer(verdict=verdict), REP)
            except InputRejected:
                verdict = Verdict.REJECT
                self.office.desk.reviewing.decide(review.id, Answer(verdict=verdict), REP)
            if verdict is Verdict.APPROVE:
                self.office.holds(review)
                self.office.passes(minutes=1)
            self.office.finishes_job(review.run_id, review.id)

    def _open_review(self, conversation_id: str) -> ReviewRow | None:
        with self.office.desk.store.reading() as session:
            rows = reviews.of_conversation(session, conversation_id)
            return next((row for row in rows if row.status == ReviewStatus.OPEN), None)

    def _check(self, conversation_id: str) -> Iterator[str]:
        """Every message has a run that ended; each fallback stands on its decision and in the ledger."""
        with self.office.desk.store.reading() as session:
            said = session.scalars(select(MessageRow).where(MessageRow.conversation_id == conversation_id)).all()
            made = {run.id: run for run in runs.of_conversation(session, conversation_id)}
            entries = ledger.of_conversation(session, conversation_id)
            decided = {run: decisions.of_run(session, run) for run in made}
            kept = Counter(
                session.scalars(select(ModelCallRow.run_id).where(ModelCallRow.conversation_id == conversation_id))
            )
        for message in said:
            run = made.get(message.run_id or "")
            if run is None or run.status not in (RunStatus.FINISHED, RunStatus.SUPERSEDED):
                yield f"message {message.id} ({message.direction}) was not dealt with: {run and run.status}"
        yield from (f"the desk failed: {entry.detail}" for entry in entries if entry.event == "failed")
        # Of a write that was tried again the last decision stands, and the ledger has each.
        told = {
            ":".join((entry.once_key or "").split(":")[:2]): entry.detail
            for entry in entries
            if entry.event == "decided"
        }
        for run_id, of_run in decided.items():
            uses = {decision.agent: decision.use for decision in of_run if decision.use is not None}
            for decision in of_run:
                use, entry = decision.use, told.get(f"{run_id}:{decision.agent.value}", {})
                if (use.fallback if use else None) != entry.get("fallback"):
                    yield f"{decision.agent} fell back, {use}, and the ledger says {entry}"
                if use is not None and (use.fallback is None) != (use.answer is not None):
                    yield f"{decision.agent} has an answer and a fallback, or neither: {use}"
                if use is not None and (use.model in decision.reasoner) != (use.fallback is None):
                    yield f"{decision.agent} was decided by {decision.reasoner}, and {use}"
            if kept[run_id] != sum(use.calls for use in uses.values()):
                yield f"run {run_id} kept {kept[run_id]} calls, and its decisions tell of others"
            for agent, use in uses.items():
                if use.fallback is None:
                    self.figures.followed[agent.value] += 1
                else:
                    self.figures.fallbacks[_kind(use.fallback)] += 1
        self.figures.messages += sum(message.direction == "in" for message in said)
        self.figures.calls += kept.total()


def _kind(sentence: str) -> str:
    """A fallback's sentence without what differs from case to case."""
    return re.sub(r"\(.*?\)|: .*|\d+(\.\d+)?", "", sentence).strip(" .")


def _check_home(home: Path, figures: Figures) -> None:
    """Every order in the ERP is one that code had proved, value for value."""
    with _opened(home / "store.db") as store, _opened(home / "erp.db") as erp:
        units = {(row.sku, row.uom): Decimal(row.factor.numerator) / row.factor.denominator
                 for row in erp.scalars(select(erp_tables.ProductUnitRow))}  # fmt: skip
        units |= {(row.sku, row.uom): Decimal(1) for row in erp.scalars(select(erp_tables.ProductRow))}
        unfinished = store.scalars(select(RunRow.id).where(RunRow.status.not_in(["finished", "superseded"]))).all()
        figures.wrong += [f"run {run} is stuck" for run in unfinished]
        orders = {row.erp_number: row for row in store.scalars(select(OrderRow)) if row.erp_number}
        for held in erp.scalars(select(erp_tables.OrderRow)):
            figures.entered += 1
            message = store.scalars(
                select(MessageRow).where(
                    MessageRow.conversation_id == orders[held.erp_number].conversation_id, MessageRow.direction == "in"
                )
            ).one()
            text = message.raw.decode()
            wrong = list(_not_proved(held, message.sender, text, units))
            figures.wrong += [f"{held.erp_number} of {text!r}: {what}" for what in wrong]


def _not_proved(
    held: erp_tables.OrderRow, sender: str, text: str, units: Mapping[tuple[str, str], Decimal]
) -> Iterator[str]:
    customer = CUSTOMERS[sender]
    if held.customer_id != customer or held.ship_to_id != f"{customer}-1":
        yield f"it is for {held.customer_id} at {held.ship_to_id}"
    if held.po_number is not None:
        yield f"nobody said {held.po_number}"
    if held.delivery_date is not None and held.delivery_date.weekday() > 4:
        yield f"nothing is delivered on {held.delivery_date:%A}"
    for line in held.lines:
        factor = units.get((line.sku, line.uom))
        if factor is None:
            yield f"{line.sku} is not sold by {line.uom}"
            continue
        said = numbers_said(text) | {Decimal(USUAL[customer].get(line.sku, 0)) if "usual" in text else Decimal(0)}
        worked_out = {number * factor for number in said} | {number / factor for number in said}
        if line.quantity not in said | worked_out or not line.quantity:
            yield f"nobody said {line.quantity} {line.uom} of {line.sku}"


def _opened(file: Path) -> Session:
    return Session(create_engine(f"sqlite:///{file}", poolclass=NullPool))


def hold_up(figures: Figures, conversations: int) -> None:
    """What must be so after any number of conversations."""
    assert figures.wrong == [], figures
    assert figures.conversations == figures.messages == conversations
    assert figures.entered >= conversations // 8, figures
    assert figures.followed.total() >= conversations // 2, figures
    assert figures.fallbacks.total() >= conversations // 2, figures
    assert figures.faults[GOOD] < figures.faults.total()


def both_ways(home: Path, scratch: Path, first: int, count: int) -> Figures:
    """Half of the seeds with answers streamed, half without."""
    figures = Figures()
    for half, streaming in enumerate((False, True)):
        part = faulty(copy_home(home, scratch / str(half)), first + half * (count // 2), count // 2, streaming)
        for name in ("conversations", "messages", "calls", "entered"):
            setattr(figures, name, getattr(figures, name) + getattr(part, name))
        for name in ("asked", "faults", "fallbacks", "followed"):
            getattr(figures, name).update(getattr(part, name))
        figures.wrong += part.wrong
    return figures


def test_nothing_is_lost_or_entered_unproved_when_models_fail(asked_home: Path, tmp_path: Path) -> None:
    figures = both_ways(asked_home, tmp_path, first=0, count=CONVERSATIONS)
    hold_up(figures, CONVERSATIONS)
    assert figures.faults.keys() >= set(KINDS), figures


@pytest.mark.soak
def test_nothing_is_lost_in_a_long_run_of_faults(
    asked_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    figures = both_ways(asked_home, tmp_path, first=SOAK_FIRST_SEED, count=SOAK_CONVERSATIONS)
    with capsys.disabled():
        print(f"\n{figures}")
    hold_up(figures, SOAK_CONVERSATIONS)
    seats = ("Intake", "Matching", "Notes", "Substitution", "Fix", "Wording")
    assert figures.asked.keys() == {f"{seat}Answer" for seat in seats}

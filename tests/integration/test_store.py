"""The store on SQLite, and on PostgreSQL where ORDERDESK_TEST_POSTGRES names a server to make databases on."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, select
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.orm import Session

import store
from domain.errors import DecisionRefused, IllegalTransition, NotFound
from domain.findings import Access, AgentName, Candidate, Decision, FieldName, Finding, ModelUse, ToolCall
from domain.gate import Concern, Reason
from domain.messages import Attachment, Channel, Envelope, Part, PartKind
from domain.orders import ExceptionKind, Intent, OrderBody, OrderException, OrderLine, OrderStatus, Span
from domain.policy import Policy
from store import conversations, decisions, ledger, orders, outbox, policies, reviews, runs
from store.engine import Store
from store.master import InventoryRow, PriceRow
from store.outbox import OutboxKind, OutboxStatus
from store.reviews import ReviewStatus
from store.runs import RunStatus, Trigger
from store.tables import Base, LedgerRow, MessageRow, PolicyRow, RunRow
from tests.support.databases import new_postgres, new_sqlite

NOW = datetime(2026, 3, 2, 6, 41, 7, 123456, tzinfo=UTC)
LATER = NOW + timedelta(minutes=1)
PEOPLE = 8


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database with the tables of a store and nothing in them."""
    with ExitStack() as stack:
        sqlite = request.param == "sqlite"
        yield new_sqlite(tmp_path) if sqlite else stack.enter_context(new_postgres())


@pytest.fixture
def kept(url: str) -> Iterator[Store]:
    """A store with its tables."""
    opened = Store(url)
    yield opened
    opened.close()


def message(
    words: str = "usual pls",
    channel: Channel = Channel.SMS,
    sent_at: datetime = NOW,
    transport_id: str | None = None,
    files: Sequence[Attachment] = (),
) -> Envelope:
    return Envelope(
        channel=channel,
        sender="+15185550131",
        recipient="orders@fernhill.example",
        subject=None,
        sent_at=sent_at,
        raw=words.encode(),
        body=words,
        transport_id=transport_id,
        attachments=tuple(files),
    )


def keep(session: Session, envelope: Envelope, message_id: str = "msg-1", conversation_id: str = "con-1") -> None:
    """Keep a message, in a new conversation where there is none of that id."""
    try:
        conversations.conversation(session, conversation_id)
    except NotFound:
        conversations.add_conversation(session, conversation_id, envelope, NOW)
    body = Part(part_id=f"{message_id}.0", kind=PartKind.BODY, text=envelope.body, extractor="text-1")
    conversations.add_message(session, message_id, conversation_id, envelope, [(body, None)], NOW)


def start_run(session: Session, run_id: str = "run-1", conversation_id: str = "con-1") -> None:
    runs.add(session, run_id, conversation_id, Trigger.MESSAGE, NOW)


def place_order(session: Session, order_id: str = "ord-1") -> None:
    orders.add(session, order_id, "con-1", NOW)
    orders.put_revision(session, order_id, "run-1", "agents", BODY, NOW)


def open_review(session: Session, review_id: str = "rev-1", run_id: str = "run-1") -> None:
    reason = Reason(kind=ExceptionKind.CREDIT_HOLD, sentence="On hold.")
    reviews.put(session, review_id, run_id, "con-1", "ord-1", 1, [reason], NOW)


def put_write(session: Session, outbox_id: str = "out-1", key: str | None = None, at: datetime = NOW) -> None:
    outbox.put(session, outbox_id, "run-1", "ord-1", OutboxKind.ENTER, key or outbox_id, {"po_number": None}, at)


BODY = OrderBody(
    intent=Intent.ORDER,
    customer_id="C1",
    ship_to_id="C1-1",
    lines=(
        OrderLine(
            number=1,
            text="2½ cs blåbär 🫐",
            spans=(Span(part_id="msg-1.0", start=0, end=9),),
            sku="W-1001",
            quantity=Decimal("2.50"),
            uom="CS",
            price=Decimal("0.10"),
            confidence=0.97,
        ),
    ),
    exceptions=(OrderException(kind=ExceptionKind.CREDIT_HOLD, sentence="On hold."),),
    confidence=0.9,
)


@pytest.fixture
def dealing(kept: Store) -> Store:
    """A store with a conversation, its message, a run, an order and an open review."""
    with kept.transaction() as session:
        keep(session, message())
        start_run(session)
        place_order(session)
        open_review(session)
    return kept


def at_once(what: Callable[[], bool]) -> int:
    """Do something in several threads at the same moment; say how many of them succeeded."""
    start = threading.Barrier(PEOPLE)

    def one(_: int) -> bool:
        start.wait()
        return what()

    with ThreadPoolExecutor(PEOPLE) as people:
        return sum(people.map(one, range(PEOPLE)))


# Migrations


def scripts() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(Path(store.__file__).with_name("migrations")))
    return ScriptDirectory.from_config(config)


def test_there_is_one_newest_version(kept: Store) -> None:
    (head,) = scripts().get_heads()
    with kept.engine.connect() as connection:
        assert MigrationContext.configure(connection).get_current_heads() == (head,)


def test_the_newest_version_is_what_the_tables_say(kept: Store) -> None:
    with kept.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, Base.metadata) == []


def test_the_index_over_undecided_runs_is_partial_in_the_database(kept: Store) -> None:
    dialect = kept.engine.dialect.name
    (index,) = (i for i in inspect(kept.engine).get_indexes("runs") if i["name"] == "uq_runs_undecided")
    assert index["unique"]
    where = str(index["dialect_options"][f"{dialect}_where"])
    assert all(status.value in where for status in runs.UNDECIDED)
    assert not any(status.value in where for status in set(RunStatus) - set(runs.UNDECIDED))


def test_migrating_again_changes_nothing(dealing: Store) -> None:
    dealing.migrate()
    with dealing.reading() as session:
        assert orders.body(session, "ord-1") == BODY


def test_every_version_can_be_taken_back(kept: Store) -> None:
    config = Config()
    config.set_main_option("script_location", scripts().dir)
    with kept.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
    assert set(inspect(kept.engine).get_table_names()) <= {"alembic_version"}
    kept.migrate()
    with kept.transaction() as session:
        keep(session, message())


# Transactions


def test_a_transaction_that_fails_leaves_no_trace(kept: Store) -> None:
    def fails() -> None:
        with kept.transaction() as session:
            keep(session, message())
            raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError, match="in the middle"):
        fails()
    with kept.reading() as session, pytest.raises(NotFound, match="no conversation con-1"):
        conversations.conversation(session, "con-1")


def test_reading_waits_for_no_writer_and_sees_nothing_unfinished(dealing: Store) -> None:
    with dealing.transaction() as writing:
        orders.move(writing, "ord-1", OrderStatus.IN_REVIEW)
        writing.flush()
        with dealing.reading() as session:
            assert orders.get(session, "ord-1").status == OrderStatus.DRAFT
    with dealing.reading() as session:
        assert orders.get(session, "ord-1").status == OrderStatus.IN_REVIEW


# Messages


def test_a_message_is_kept_as_it_came(kept: Store) -> None:
    with kept.transaction() as session:
        keep(session, message("blåbär 🫐\r\n\x00", channel=Channel.EMAIL, transport_id="<1@x>").model_copy(
            update={"body": "blåbär 🫐"}
        ))  # fmt: skip
    with kept.reading() as session:
        (one,) = conversations.messages(session, "con-1")
        assert session.get_one(MessageRow, "msg-1").raw == "blåbär 🫐\r\n\x00".encode()
    assert (one.channel, one.sent_at, one.parts[0].text) == (Channel.EMAIL, NOW, "blåbär 🫐")


def found_again(kept: Store, first: Envelope, again: Envelope) -> bool:
    with kept.transaction() as session:
        keep(session, first)
    with kept.reading() as session:
        return conversations.find_same(session, again) is not None


def file(name: str = "po.pdf", content: bytes = b"%PDF") -> Attachment:
    return Attachment(filename=name, media_type="application/pdf", content=content)


@pytest.mark.parametrize(
    ("first", "again", "same"),
    [
        pytest.param(message(), message(), True, id="the same bytes with the same date"),
        pytest.param(message(), message(sent_at=LATER), False, id="equal words at another time"),
        pytest.param(message(), message("usual pls!"), False, id="other words at the same time"),
        pytest.param(message(), message(channel=Channel.PORTAL), False, id="the same by another channel"),
        pytest.param(
            message(transport_id="1"), message("other", sent_at=LATER, transport_id="1"), True, id="its transport id"
        ),
        pytest.param(
            message(transport_id="1"),
            message("other", channel=Channel.PORTAL, transport_id="1"),
            False,
            id="another channel's transport id",
        ),
        pytest.param(
            message(transport_id="1"), message(sent_at=LATER, transport_id="2"), False, id="another transport id"
        ),
        pytest.param(message(), message(transport_id="2"), True, id="a transport id that only the second copy has"),
        pytest.param(message(files=[file()]), message(files=[file()]), True, id="the same file"),
        pytest.param(message(files=[file()]), message(files=[file(content=b"%PDF2")]), False, id="another file"),
        pytest.param(message(files=[file()]), message(files=[file("b.pdf")]), False, id="a file of another name"),
        pytest.param(message(files=[file()]), message(), False, id="the words without the file"),
        pytest.param(
            message(), message(sent_at=NOW.astimezone(timezone(timedelta(hours=-5)))), True, id="another time zone"
        ),
    ],
)
def test_a_message_is_the_same_by_its_transport_id_or_byte_for_byte_with_its_date(
    kept: Store, first: Envelope, again: Envelope, same: bool
) -> None:
    assert found_again(kept, first, again) is same


def test_what_the_desk_said_is_never_taken_for_what_it_received(kept: Store) -> None:
    with kept.transaction() as session:
        keep(session, message("hello"))
        (received,) = conversations.messages(session, "con-1")
        conversations.put_reply(session, "msg-2", "con-1", "run-1", received, "usual pls", NOW)
    with kept.reading() as session:
        assert conversations.find_same(session, message()) is None


def test_the_database_itself_refuses_a_second_message_of_one_transport_id(kept: Store) -> None:
    with kept.transaction() as session:
        keep(session, message(transport_id="1"))
    with pytest.raises(IntegrityError), kept.transaction() as session:
        keep(session, message(transport_id="1"), "msg-2")
    with kept.transaction() as session:
        keep(session, message(), "msg-3")
        keep(session, message(), "msg-4")


def test_messages_stand_in_the_order_sent(kept: Store) -> None:
    with kept.transaction() as session:
        for number in (3, 1, 2):
            keep(session, message(sent_at=NOW + timedelta(seconds=number)), f"msg-{number}")
    with kept.reading() as session:
        said = conversations.messages(session, "con-1")
        assert [one.message_id for one in said] == ["msg-1", "msg-2", "msg-3"]


def test_a_reply_is_kept_once_and_goes_back_the_way_the_message_came(kept: Store) -> None:
    with kept.transaction() as session:
        keep(session, message())
        (received,) = conversations.messages(session, "con-1")
    for words in ("one", "two"):
        with kept.transaction() as session:
            conversations.put_reply(session, "msg-2", "con-1", "run-1", received, words, LATER)
    with kept.reading() as session:
        _, reply = conversations.messages(session, "con-1")
    assert (reply.sender, reply.recipient, reply.parts[0].text) == (received.recipient, received.sender, "one")


def test_a_reply_to_a_message_finds_its_conversation_by_the_nearest_id(kept: Store) -> None:
    with kept.transaction() as session:
        for number in (1, 2):
            keep(session, message(transport_id=f"<{number}>"), f"msg-{number}", f"con-{number}")
    with kept.reading() as session:
        assert conversations.conversation_of_transport_ids(session, ("<9>", "<2>", "<1>")) == "con-2"
        assert conversations.conversation_of_transport_ids(session, ("<9>",)) is None
        assert conversations.conversation_of_transport_ids(session, ()) is None


# Runs


@pytest.mark.parametrize("status", runs.UNDECIDED)
def test_the_database_refuses_a_second_undecided_run(dealing: Store, status: RunStatus) -> None:
    with dealing.transaction() as session:
        runs.move(session, "run-1", status, RunStatus.QUEUED)
    with pytest.raises(IntegrityError), dealing.transaction() as session:
        start_run(session, "run-2")
    with dealing.reading() as session:
        undecided = runs.undecided(session, "con-1")
        assert undecided is not None
        assert undecided.id == "run-1"


@pytest.mark.parametrize("status", sorted(set(RunStatus) - set(runs.UNDECIDED)))
def test_a_run_that_is_decided_or_over_leaves_room_for_another(dealing: Store, status: RunStatus) -> None:
    with dealing.transaction() as session:
        assert runs.move(session, "run-1", status, RunStatus.QUEUED)
        start_run(session, "run-2")
        undecided = runs.undecided(session, "con-1")
    assert undecided is not None
    assert undecided.id == "run-2"


def test_each_conversation_has_its_own_undecided_run(dealing: Store) -> None:
    with dealing.transaction() as session:
        keep(session, message(), "msg-2", "con-2")
        start_run(session, "run-2", "con-2")
        assert [run.id for run in runs.unfinished(session)] == ["run-1", "run-2"]


def test_a_run_moves_only_from_where_it_is_expected_to_be(dealing: Store) -> None:
    with dealing.transaction() as session:
        assert not runs.move(session, "run-1", RunStatus.COMMITTED, RunStatus.RUNNING, RunStatus.WAITING)
        assert runs.get(session, "run-1").status == RunStatus.QUEUED
        assert runs.move(session, "run-1", RunStatus.RUNNING, RunStatus.QUEUED)
        assert not runs.move(session, "run-1", RunStatus.RUNNING, RunStatus.QUEUED)
        assert not runs.move(session, "run-9", RunStatus.RUNNING, RunStatus.QUEUED)


def test_of_many_who_move_a_run_at_once_one_does(dealing: Store) -> None:
    def move() -> bool:
        with dealing.transaction() as session:
            return runs.move(session, "run-1", RunStatus.RUNNING, RunStatus.QUEUED)

    assert at_once(move) == 1


def test_a_run_claims_the_messages_that_no_decided_run_has_dealt_with(dealing: Store) -> None:
    def claimed() -> dict[str, str | None]:
        with dealing.reading() as session:
            return {row.id: row.run_id for row in session.scalars(select(MessageRow))}

    with dealing.transaction() as session:
        runs.claim_messages(session, "run-1", "con-1")
        keep(session, message("more"), "msg-2")
        keep(session, message("elsewhere"), "msg-3", "con-2")
        runs.move(session, "run-1", RunStatus.SUPERSEDED, RunStatus.QUEUED)
        start_run(session, "run-2")
        runs.claim_messages(session, "run-2", "con-1")
    assert claimed() == {"msg-1": "run-2", "msg-2": "run-2", "msg-3": None}
    with dealing.transaction() as session:
        runs.move(session, "run-2", RunStatus.COMMITTED, RunStatus.QUEUED)
        keep(session, message("even more"), "msg-4")
        start_run(session, "run-3")
        runs.claim_messages(session, "run-3", "con-1")
    assert claimed() == {"msg-1": "run-2", "msg-2": "run-2", "msg-3": None, "msg-4": "run-3"}


def test_runs_that_are_over_are_nobodys_work(dealing: Store) -> None:
    statuses = {}
    with dealing.transaction() as session:
        for number, status in enumerate(RunStatus):
            keep(session, message(), f"msg-{status}", f"con-{status}")
            session.add(
                RunRow(
                    id=f"run-{status}",
                    conversation_id=f"con-{status}",
                    trigger="message",
                    status=status.value,
                    created_at=NOW + timedelta(seconds=number + 1),
                )
            )
            statuses[f"run-{status}"] = status
    with dealing.reading() as session:
        left = [statuses[run.id] for run in runs.unfinished(session) if run.id in statuses]
    assert left == [RunStatus.QUEUED, RunStatus.RUNNING, RunStatus.WAITING, RunStatus.COMMITTED]


# Orders


def test_an_order_body_comes_back_as_it_was_digit_for_digit(dealing: Store) -> None:
    with dealing.reading() as session:
        body = orders.body(session, "ord-1")
    assert body == BODY
    assert (str(body.lines[0].quantity), str(body.lines[0].price)) == ("2.50", "0.10")


def test_a_revision_is_an_upsert_by_run_and_maker(dealing: Store) -> None:
    changed = BODY.model_copy(update={"po_number": "7001"})
    with dealing.transaction() as session:
        assert orders.put_revision(session, "ord-1", "run-1", "agents", changed, LATER) == 1
        assert orders.put_revision(session, "ord-1", "run-1", "RKL", BODY, LATER) == 2
        assert orders.put_revision(session, "ord-1", "run-2", "agents", changed, LATER) == 3
    with dealing.reading() as session:
        assert [row.number for row in orders.revisions(session, "ord-1")] == [1, 2, 3]
        assert orders.body(session, "ord-1", 1) == changed
        assert orders.body(session, "ord-1", 2) == BODY
        assert orders.body(session, "ord-1") == changed
        with pytest.raises(NotFound, match="no revision 9"):
            orders.body(session, "ord-1", 9)


def test_opening_an_order_again_changes_nothing(dealing: Store) -> None:
    with dealing.transaction() as session:
        assert orders.add(session, "ord-1", "con-1", LATER).revision == 1


def test_an_order_moves_only_along_its_life(dealing: Store) -> None:
    with dealing.transaction() as session:
        orders.move(session, "ord-1", OrderStatus.DRAFT)
        with pytest.raises(IllegalTransition, match="draft cannot become entered"):
            orders.move(session, "ord-1", OrderStatus.ENTERED)
        orders.move(session, "ord-1", OrderStatus.APPROVED)
        orders.move(session, "ord-1", OrderStatus.ENTERED)


def test_a_customers_recent_orders_are_those_that_still_stand(dealing: Store) -> None:
    with dealing.transaction() as session:
        for number, status in enumerate(OrderStatus):
            row = orders.add(session, f"ord-{status}", "con-1", NOW + timedelta(seconds=number + 1))
            row.customer_id, row.status = "C1", status.value
        recent = [row.id for row in orders.recent_of_customer(session, "C1", NOW + timedelta(seconds=1))]
    assert recent == ["ord-entered", "ord-approved", "ord-asked", "ord-in_review", "ord-draft"]


# Reviews


def test_a_review_is_decided_once(dealing: Store) -> None:
    with dealing.transaction() as session:
        reviews.decide(session, "rev-1", {"verdict": "approve"}, "DMK", LATER)
    with pytest.raises(DecisionRefused, match="DMK decided this review first"), dealing.transaction() as session:
        reviews.decide(session, "rev-1", {"verdict": "reject"}, "JTS", LATER)
    with dealing.reading() as session:
        row = reviews.get(session, "rev-1")
        assert (row.answer, row.decided_by, row.decided_at) == ({"verdict": "approve"}, "DMK", LATER)
        assert reviews.open_reviews(session) == ()


def test_of_many_who_decide_at_once_one_does(dealing: Store) -> None:
    def decide() -> bool:
        try:
            with dealing.transaction() as session:
                reviews.decide(session, "rev-1", {"verdict": "approve"}, threading.current_thread().name, LATER)
        except DecisionRefused:
            return False
        return True

    assert at_once(decide) == 1


def test_a_superseded_review_says_that_the_customer_has_written_since(dealing: Store) -> None:
    with dealing.transaction() as session:
        reviews.supersede(session, "run-1")
    with pytest.raises(DecisionRefused, match="customer has written since"), dealing.transaction() as session:
        reviews.decide(session, "rev-1", {"verdict": "approve"}, "DMK", LATER)


def test_superseding_leaves_a_decision_as_it_was(dealing: Store) -> None:
    with dealing.transaction() as session:
        reviews.decide(session, "rev-1", {"verdict": "approve"}, "DMK", LATER)
        reviews.supersede(session, "run-1")
        assert reviews.get(session, "rev-1").status == ReviewStatus.DECIDED


def test_a_review_that_nobody_opened_is_not_found(dealing: Store) -> None:
    with pytest.raises(NotFound, match="no review rev-9"), dealing.transaction() as session:
        reviews.decide(session, "rev-9", {"verdict": "approve"}, "DMK", LATER)


def test_opening_a_review_again_changes_nothing(dealing: Store) -> None:
    with dealing.transaction() as session:
        reviews.decide(session, "rev-1", {"verdict": "approve"}, "DMK", LATER)
        other = Reason(kind=Concern.CONSENT, sentence="Other.")
        reviews.put(session, "rev-1", "run-1", "con-1", "ord-1", 1, [other], LATER)
    with dealing.reading() as session:
        row = reviews.get(session, "rev-1")
        assert (row.status, row.reasons[0]["kind"]) == (ReviewStatus.DECIDED, "credit_hold")
    with pytest.raises(IntegrityError), dealing.transaction() as session:
        open_review(session, "rev-2")


# Outbox


def test_a_write_is_put_in_the_outbox_once(dealing: Store) -> None:
    with dealing.transaction() as session:
        put_write(session)
        put_write(session, at=LATER)
        (row,) = outbox.of_order(session, "ord-1")
        assert row.not_before == NOW
    with pytest.raises(IntegrityError), dealing.transaction() as session:
        put_write(session, "out-2", key="out-1")


def test_a_write_moves_only_from_where_it_is_expected_to_be(dealing: Store) -> None:
    with dealing.transaction() as session:
        put_write(session)
        assert outbox.move(session, "out-1", OutboxStatus.CANCELLED, OutboxStatus.PENDING)
        assert not outbox.move(session, "out-1", OutboxStatus.TAKEN, OutboxStatus.PENDING)
        row = outbox.of_run(session, "run-1")
        assert row is not None
        assert row.status == OutboxStatus.CANCELLED


def test_of_an_undo_and_an_entry_at_once_one_gets_the_write(dealing: Store) -> None:
    with dealing.transaction() as session:
        put_write(session)
    wanted = iter([OutboxStatus.TAKEN, OutboxStatus.CANCELLED] * PEOPLE)

    def take() -> bool:
        with dealing.transaction() as session:
            return outbox.move(session, "out-1", next(wanted), OutboxStatus.PENDING)

    assert at_once(take) == 1


def test_a_runs_write_is_its_newest(dealing: Store) -> None:
    with dealing.transaction() as session:
        put_write(session, "out-1")
        outbox.finish(session, "out-1", OutboxStatus.FAILED, None, "The period is closed.")
        put_write(session, "out-0", at=LATER)
    with dealing.reading() as session:
        newest = outbox.of_run(session, "run-1")
        assert newest is not None
        assert newest.id == "out-0"
        assert [(row.status, row.error) for row in outbox.of_order(session, "ord-1")] == [
            (OutboxStatus.FAILED, "The period is closed."),
            (OutboxStatus.PENDING, None),
        ]
        assert outbox.of_run(session, "run-9") is None


# Decisions


def decision(agent: AgentName = AgentName.MATCHING, *skus: str) -> Decision:
    return Decision(
        agent=agent,
        reasoner="built-in rules",
        findings=tuple(
            Finding(
                field=FieldName.SKU,
                value=sku,
                probability=0.1 + 0.2,
                why="they always buy it",
                ground="habit",
                line=number,
                spans=(Span(part_id="msg-1.0", start=0, end=4),),
                candidates=(Candidate(value="W-2", label="Widget", probability=1 / 3, why="less often"),),
            )
            for number, sku in enumerate(skus, start=1)
        ),
        tool_calls=tuple(
            ToolCall(tool="get_product", access=Access.READ, arguments={"sku": sku}, result={"sku": [sku, None, 1.5]})
            for sku in skus
        ),
        result={"lines": list(skus)},
        policy_version=4,
        index_version="ab12",
        use=ModelUse(
            model="small",
            prompt_version="3@ab12",
            calls=1,
            input_tokens=900,
            cached_tokens=700,
            output_tokens=40,
            seconds=0.25,
            answer={"lines": list(skus)},
        ),
    )


def test_a_decision_comes_back_with_everything_that_led_to_it(dealing: Store) -> None:
    made = decision(AgentName.MATCHING, "W-1", "W-3")
    with dealing.transaction() as session:
        decisions.put(session, "run-1", made, NOW)
    with dealing.reading() as session:
        assert decisions.of_run(session, "run-1") == (made,)
        assert decisions.result(session, "run-1", AgentName.MATCHING) == {"lines": ["W-1", "W-3"]}
        assert decisions.result(session, "run-1", AgentName.INTAKE) is None


def test_a_decision_of_the_same_run_and_agent_replaces_the_first(dealing: Store) -> None:
    for made in (decision(AgentName.MATCHING, "W-1", "W-3"), decision(AgentName.MATCHING, "W-4")):
        with dealing.transaction() as session:
            decisions.put(session, "run-1", made, NOW)
    with dealing.reading() as session:
        assert decisions.of_run(session, "run-1") == (decision(AgentName.MATCHING, "W-4"),)


def test_decisions_stand_in_the_order_of_the_graph(dealing: Store) -> None:
    with dealing.transaction() as session:
        for agent in reversed(AgentName):
            decisions.put(session, "run-1", decision(agent), NOW)
    with dealing.reading() as session:
        assert [made.agent for made in decisions.of_run(session, "run-1")] == list(AgentName)


# Ledger


def test_the_ledger_is_only_ever_added_to(dealing: Store) -> None:
    with dealing.transaction() as session:
        ledger.add(session, "con-1", "received", NOW, actor="ada", message="msg-1")
        ledger.add(session, "con-1", "received", NOW, actor="ada", message="msg-1")
        ledger.add(session, "con-2", "received", NOW)
    with dealing.reading() as session:
        rows = ledger.of_conversation(session, "con-1")
    assert [(row.event, row.actor, row.detail) for row in rows] == [("received", "ada", {"message": "msg-1"})] * 2
    changing = {"update", "delete", "remove", "set", "edit"}
    assert not [name for name in vars(ledger) if name.split("_")[0] in changing]


def test_what_happens_once_is_written_once(dealing: Store) -> None:
    for why in ("first", "second"):
        with dealing.transaction() as session:
            ledger.add(session, "con-1", "entered", NOW, once="entered:key", why=why)
            ledger.add(session, "con-1", "entered", NOW, once="entered:key", why=why)
    with dealing.reading() as session:
        assert [row.detail["why"] for row in ledger.of_conversation(session, "con-1")] == ["first"]


def test_the_database_itself_refuses_a_once_key_twice(dealing: Store) -> None:
    def row() -> LedgerRow:
        return LedgerRow(conversation_id="con-1", at=NOW, actor="desk", event="entered", once_key="k", detail={})

    with pytest.raises(IntegrityError), dealing.transaction() as session:
        session.add_all([row(), row()])


# Policies


def test_the_shipped_policy_is_in_force_until_ops_write_one(kept: Store) -> None:
    with kept.transaction() as session:
        assert policies.live(session) == Policy()
        first = policies.go_live(session, Policy(undo_seconds=30, unusual_factor=Decimal("2.50")), "ops", NOW)
        second = policies.go_live(session, Policy(undo_seconds=60), "ops", NOW)
    assert (first.version, second.version) == (2, 3)
    with kept.reading() as session:
        assert policies.live(session) == second
        assert [row.version for row in session.scalars(select(PolicyRow).where(PolicyRow.live))] == [3]
        old = Policy.model_validate(session.get_one(PolicyRow, 2).body)
    assert str(old.unusual_factor) == "2.50"


# Numbers and instants


@pytest.mark.parametrize(
    "digits",
    ["0", "0.10", "24.50", "-3", "0.1", "1E+3", "0.000000000001", "1000000000000", "12345678901234567890.123456789"],
)
def test_a_number_comes_back_digit_for_digit(kept: Store, digits: str) -> None:
    with kept.transaction() as session:
        session.add(PriceRow(customer_id="C1", sku="W-1", uom="CS", price=Decimal(digits)))
        session.add(
            InventoryRow(sku="W-1", warehouse="FER", on_hand=Decimal(digits), allocated=Decimal(0), on_order=None)
        )
    with kept.reading() as session:
        price = session.scalars(select(PriceRow.price)).one()
        level = session.get_one(InventoryRow, ("W-1", "FER"))
    assert price == level.on_hand == Decimal(digits)
    assert format(price, "f") == format(Decimal(digits), "f")
    assert level.on_order is None


@pytest.mark.parametrize("hours", [-12, -5, 0, 5.75, 14])
def test_an_instant_comes_back_as_the_same_moment_in_utc(kept: Store, hours: float) -> None:
    local = NOW.astimezone(timezone(timedelta(hours=hours)))
    with kept.transaction() as session:
        keep(session, message(sent_at=local))
    with kept.reading() as session:
        (one,) = conversations.messages(session, "con-1")
        assert one.sent_at == NOW
        assert one.sent_at.utcoffset() == timedelta(0)
        assert one.sent_at.microsecond == NOW.microsecond
        assert conversations.latest_of_sender(session, [one.sender], local) == ("con-1",)
        assert conversations.latest_of_sender(session, [one.sender], local + timedelta(microseconds=1)) == ()


def test_instants_sort_as_moments_wherever_they_were_written(kept: Store) -> None:
    with kept.transaction() as session:
        for number, hours in enumerate((9, -9, 0)):
            at = (NOW + timedelta(minutes=number)).astimezone(timezone(timedelta(hours=hours)))
            keep(session, message(sent_at=at), f"msg-{number}")
    with kept.reading() as session:
        said = conversations.messages(session, "con-1")
        assert [one.message_id for one in said] == ["msg-0", "msg-1", "msg-2"]


def test_a_time_without_a_zone_is_refused(kept: Store) -> None:
    with pytest.raises(StatementError, match="an instant needs a time zone"), kept.transaction() as session:
        keep(session, message(sent_at=datetime(2026, 3, 2)))  # noqa: DTZ001

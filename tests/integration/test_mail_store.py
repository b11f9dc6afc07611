"""What the store remembers of mail: how far a mailbox was taken, and where each reply stands."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from domain.errors import NotFound
from domain.messages import Channel, Envelope, Part, PartKind
from store import conversations, deliveries, mailboxes
from store.deliveries import DeliveryStatus
from store.engine import Store
from store.mail_tables import MailboxRow
from tests.support.databases import new_postgres, new_sqlite

NOW = datetime(2026, 3, 2, 13, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
SINCE = NOW - timedelta(days=3)
ADA = "ada@bluegate.example"
BOX = "INBOX of orders at mail.example"
# As high as a server's numbers go.
HIGHEST = 2**32 - 1
WORKERS = 6


@pytest.fixture(params=["sqlite", "postgresql"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A store with three mails of Ada's, each with an answer."""
    if request.param == "sqlite":
        yield from filled(Store(new_sqlite(tmp_path)))
    else:
        with new_postgres() as url:
            yield from filled(Store(url))


def filled(store: Store) -> Iterator[Store]:
    try:
        with store.transaction() as session:
            for number, channel in enumerate((Channel.EMAIL, Channel.EMAIL, Channel.SMS)):
                envelope = Envelope(
                    channel=channel,
                    sender=ADA,
                    recipient="orders@fernhill.example",
                    subject="order",
                    sent_at=NOW,
                    raw=f"mail {number}".encode(),
                    transport_id=f"<{number}@mail.example>",
                )
                kind = PartKind.AUTOMATIC if number == 1 else PartKind.BODY
                part = Part(part_id=f"msg-{number}.0", kind=kind, text="x", extractor="text-1")
                conversations.add_conversation(session, f"con-{number}", envelope, NOW)
                conversations.add_message(session, f"msg-{number}", f"con-{number}", envelope, [(part, None)], NOW)
                (received,) = conversations.messages(session, f"con-{number}")
                at = NOW + timedelta(minutes=number)
                conversations.put_reply(
                    session, f"out-{number}", f"con-{number}", "run-1", received, f"answer {number}", at
                )
        yield store
    finally:
        store.close()


def box(store: Store) -> MailboxRow:
    with store.reading() as session:
        row = mailboxes.find(session, BOX)
        assert row is not None
        return row


def test_a_mailbox_is_gone_through_from_where_it_was_left(kept: Store) -> None:
    with kept.transaction() as session:
        assert mailboxes.find(session, BOX) is None
        mailboxes.begin(session, BOX, HIGHEST, 5, SINCE, NOW)
        mailboxes.taken(session, BOX, HIGHEST, HIGHEST - 1)
        mailboxes.taken(session, BOX, HIGHEST, 3)

    with kept.transaction() as session:
        row = mailboxes.begin(session, BOX, HIGHEST, HIGHEST, LATER, LATER)
        assert (row.taken_until, row.old_until, row.since, row.looked_at) == (HIGHEST - 1, 5, SINCE, LATER)


def test_a_mailbox_with_other_numbers_is_gone_through_from_its_beginning(kept: Store) -> None:
    with kept.transaction() as session:
        mailboxes.begin(session, BOX, 1, 5, SINCE, NOW)
        mailboxes.taken(session, BOX, 1, 4)
    with kept.transaction() as session:
        mailboxes.begin(session, BOX, 2, 9, LATER, LATER)
        mailboxes.taken(session, BOX, 1, 8)

    row = box(kept)
    assert (row.validity, row.taken_until, row.old_until, row.since) == (2, 0, 9, SINCE)


def test_a_reply_is_put_in_line_with_its_text_and_only_where_it_goes_by_mail(kept: Store) -> None:
    with kept.transaction() as session:
        deliveries.put(session, "out-0", "msg-1", "somebody@else.example", LATER)

        assert deliveries.due(session, NOW, 10) == ("out-0",)
        assert deliveries.due(session, LATER, 10) == ("out-0", "out-1")
        assert deliveries.due(session, LATER, 1) == ("out-0",)
        row = deliveries.get(session, "out-0")
        assert (row.answers, row.recipient, row.status, row.attempts) == ("msg-0", ADA, "waiting", 0)
        with pytest.raises(NotFound, match="Nothing is known of sending out-2"):
            deliveries.get(session, "out-2")
        with pytest.raises(NotFound, match="There is no message nothing"):
            deliveries.message(session, "nothing")


def test_one_worker_takes_a_reply(kept: Store) -> None:
    start = threading.Barrier(WORKERS)

    def take(_: int) -> bool:
        start.wait()
        with kept.transaction() as session:
            return deliveries.move(session, "out-0", DeliveryStatus.TAKEN, DeliveryStatus.WAITING, LATER)

    with ThreadPoolExecutor(WORKERS) as workers:
        assert sum(workers.map(take, range(WORKERS))) == 1
    with kept.reading() as session:
        assert deliveries.due(session, LATER, 10) == ("out-1",)
        assert [row.message_id for row in deliveries.with_status(session, DeliveryStatus.TAKEN)] == ["out-0"]
        assert deliveries.counts(session) == {DeliveryStatus.TAKEN: 1, DeliveryStatus.WAITING: 1}


def test_what_went_to_an_address_is_known_but_for_the_reply_itself(kept: Store) -> None:
    with kept.transaction() as session:
        for message_id in ("out-0", "out-1"):
            deliveries.move(session, message_id, DeliveryStatus.TAKEN, DeliveryStatus.WAITING, LATER)
        row = deliveries.get(session, "out-1")
        assert list(deliveries.sent_since(session, row, NOW)) == [b"answer 0"]
        assert list(deliveries.sent_since(session, row, LATER + timedelta(seconds=1))) == []


def test_what_waits_can_be_left_unsent_for_a_reason(kept: Store) -> None:
    with kept.transaction() as session:
        deliveries.move(session, "out-1", DeliveryStatus.SENT, DeliveryStatus.WAITING, NOW)

        assert deliveries.keep_waiting(session, "It was off.", LATER) == 1

    with kept.reading() as session:
        assert [(r.message_id, r.error) for r in deliveries.with_status(session, DeliveryStatus.KEPT)] == [
            ("out-0", "It was off.")
        ]


def test_a_machines_mail_and_the_desks_own_are_known(kept: Store) -> None:
    with kept.transaction() as session:
        deliveries.message(session, "out-0").transport_id = "<out@fernhill.example>"
        session.flush()

        assert [deliveries.is_automatic(session, f"msg-{n}") for n in range(2)] == [False, True]
        own = ("<out@fernhill.example>", "<0@mail.example>", "<none@mail.example>", None)
        assert [deliveries.is_own(session, each) for each in own] == [True, False, False, False]

"""Replies that go out by mail, to a real SMTP server: in their thread, once, and never to a machine."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from email.utils import format_datetime, parsedate_to_datetime

import pytest
from sqlalchemy import select

from api.views.telling import Known, happening
from connectors.channels import smtp
from connectors.channels.replies import mail_id
from connectors.channels.servers import Security
from desk.sending import WHILE_OFF, Outgoing, Sender, record_switch
from domain.errors import ChannelRefused
from domain.messages import Channel, Direction
from graphs.receiving import Received
from reading.envelopes import from_mail, from_text
from store import conversations, deliveries, ledger
from store.deliveries import DeliveryStatus
from store.engine import Store
from store.mail_tables import DeliveryRow
from store.tables import LedgerRow
from tests.support.desks import WorkingDesk
from tests.support.distributor import ADA, BRUNO, DESK_ADDRESS
from tests.support.posting import Post, post

THREAD = ("<root@mail.example>", "<second@mail.example>")
WORDS = "Thank you: 2 cases of blue widgets — order 1001."


@pytest.fixture
def server() -> Iterator[Post]:
    with post() as running:
        yield running


class Office:
    """A desk with something to send."""

    def __init__(self, office: WorkingDesk, server: Post) -> None:
        self.office = office
        self.told: list[str] = []
        self.server = server
        self.sender = self.of(server)
        record_switch(self.store, True, office.clock.now())

    @property
    def store(self) -> Store:
        return self.office.desk.store

    def of(self, server: Post, worker: str = "desk") -> Sender:
        outgoing = Outgoing(server.server, DESK_ADDRESS, frozenset({DESK_ADDRESS}))
        return Sender(self.office.desk.store, self.office.clock, outgoing, worker, self.told.append)

    def gets(self, sender: str = ADA, mail_id: str = "asked", **headers: str) -> Received:
        """A mail comes in that nothing is made of: what is said to it is up to the test."""
        self.office.clock.move(minutes=1)
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = sender, DESK_ADDRESS, "your widgets"
        mail["Date"], mail["Message-ID"] = format_datetime(self.office.clock.now()), f"<{mail_id}@mail.example>"
        for name, value in headers.items():
            mail[name.replace("_", "-")] = value
        mail.set_content("hello")
        return self.office.takes(from_mail(mail.as_bytes(), self.office.clock.now()))

    def says(self, received: Received, words: str = WORDS, number: int = 1) -> str:
        """The desk has written an answer."""
        message_id = f"{received.message_id}-reply{number}"
        with self.store.transaction() as session:
            answered = next(
                m
                for m in conversations.messages(session, received.conversation_id)
                if m.message_id == received.message_id
            )
            conversations.put_reply(
                session, message_id, received.conversation_id, "run-x", answered, words, self.office.clock.now()
            )
        return message_id

    def delivery(self, message_id: str) -> DeliveryRow:
        with self.store.reading() as session:
            return deliveries.get(session, message_id)

    def stands(self, message_id: str) -> tuple[DeliveryStatus, str | None]:
        row = self.delivery(message_id)
        return DeliveryStatus(row.status), row.error

    def events(self, received: Received) -> list[str]:
        return [event for event in self.office.events(received.conversation_id) if event.startswith("reply_")]


@pytest.fixture
def desk(office: WorkingDesk, server: Post) -> Office:
    return Office(office, server)


def test_a_reply_goes_to_who_wrote_in_the_thread_they_wrote_in(desk: Office, server: Post) -> None:
    received = desk.gets(References=" ".join(THREAD), In_Reply_To=THREAD[1], Reply_To="elsewhere@evil.example")
    reply = desk.says(received)

    assert desk.sender.send_due() == 1

    (mail,) = server.got
    assert server.envelopes == [(DESK_ADDRESS, (ADA,))]
    assert mail["From"] == f"Fernhill Supply <{DESK_ADDRESS}>"
    assert mail["To"] == ADA
    assert mail["Subject"] == "Re: your widgets"
    assert mail["In-Reply-To"] == "<asked@mail.example>"
    assert mail["References"] == f"{THREAD[0]} {THREAD[1]} <asked@mail.example>"
    assert mail["Message-ID"] == mail_id(reply, DESK_ADDRESS)
    assert mail["Auto-Submitted"] == "auto-replied"
    assert mail["Cc"] is None
    assert abs(parsedate_to_datetime(mail["Date"]) - desk.office.clock.now()) < timedelta(minutes=1)
    assert mail.get_content().splitlines() == [WORDS]
    assert desk.stands(reply) == (DeliveryStatus.SENT, None)
    assert desk.events(received) == ["reply_sent"]
    assert desk.told == [f"Reply {reply} to {ADA}: sent"]
    with desk.store.reading() as session:
        told = ledger.of_conversation(session, received.conversation_id)
        # The mail is handled beside the test: what its run tells may stand before this or behind it.
        (sent,) = (one for one in told if one.event == "reply_sent")
        assert happening(sent, Known()).sentence == f"The answer was sent to {ADA}."


def test_what_was_sent_is_kept_as_it_went_and_is_not_sent_again(desk: Office, server: Post) -> None:
    reply = desk.says(desk.gets())

    assert [desk.sender.send_due(), desk.sender.send_due()] == [1, 0]

    assert len(server.got) == 1
    kept = desk.delivery(reply).wire
    assert kept is not None
    assert b"Message-ID: " + mail_id(reply, DESK_ADDRESS).encode() in kept


def test_the_customers_answer_to_a_reply_joins_its_conversation(desk: Office) -> None:
    received = desk.gets()
    reply = desk.says(received)
    desk.sender.send_due()

    answer = desk.gets("someone.new@bluegate.example", "answer", In_Reply_To=mail_id(reply, DESK_ADDRESS))

    assert answer.conversation_id == received.conversation_id


def test_a_reply_to_a_mail_without_an_id_goes_out_without_a_thread(desk: Office, server: Post) -> None:
    mail = f"From: {ADA}\r\nTo: {DESK_ADDRESS}\r\n\r\nhello".encode()
    desk.says(desk.office.takes(from_mail(mail, desk.office.clock.now())))

    desk.sender.send_due()

    assert (server.got[0]["In-Reply-To"], server.got[0]["References"]) == (None, None)
    assert server.got[0]["Subject"] == "Re:"


def test_only_what_came_by_mail_is_answered_by_mail(desk: Office, server: Post) -> None:
    text = from_text(b"hello", Channel.SMS, "+15185550131", DESK_ADDRESS, desk.office.clock.now())
    reply = desk.says(desk.office.takes(text))

    assert desk.sender.send_due() == 0

    with desk.store.reading() as session:
        assert deliveries.due(session, desk.office.clock.now(), 10) == ()
        assert deliveries.message(session, reply).direction == Direction.OUT.value


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"List_Id": "<news.elsewhere.example>"},
        {"Return_Path": "<>"},
        {"X_Auto_Response_Suppress": "DR, AutoReply"},
    ],
)
def test_what_a_machine_sent_is_not_answered(desk: Office, server: Post, headers: dict[str, str]) -> None:
    received = desk.gets(**headers)
    reply = desk.says(received)

    assert desk.sender.send_due() == 0

    status, told = desk.stands(reply)
    assert status is DeliveryStatus.KEPT
    assert (told or "").startswith("The mail that it answers")
    assert desk.events(received) == ["reply_kept"]
    assert server.got == []


@pytest.mark.parametrize(
    "sender",
    ["MAILER-DAEMON@mail.example", "no-reply@shop.example", "postmaster@mail.example", DESK_ADDRESS],
)
def test_nobody_is_answered_who_reads_nothing(desk: Office, server: Post, sender: str) -> None:
    reply = desk.says(desk.gets(sender))

    assert desk.sender.send_due() == 0

    assert desk.stands(reply)[0] is DeliveryStatus.KEPT


def test_a_list_of_the_desks_own_domain_is_a_way_to_the_desk(desk: Office, server: Post) -> None:
    desk.says(desk.gets(List_Id="Orders <orders.fernhill.example>", Precedence="list"))

    assert desk.sender.send_due() == 1


def test_two_machines_that_answer_each_other_come_to_an_end(desk: Office, server: Post) -> None:
    for round_ in range(24):
        received = desk.gets(BRUNO, f"loop-{round_}")
        desk.says(received, words=f"Please say how many you need ({round_}).")
        desk.sender.send_due()
        desk.office.clock.move(seconds=-50)

    assert len(server.got) == 20


def test_the_same_words_are_not_sent_twice_within_a_day(desk: Office, server: Post) -> None:
    desk.says(desk.gets(mail_id="one"))
    second = desk.says(desk.gets(mail_id="two"))
    desk.sender.send_due()
    desk.office.clock.move(hours=25)
    desk.says(desk.gets(mail_id="three"))
    desk.sender.send_due()

    assert len(server.got) == 2
    assert desk.stands(second) == (DeliveryStatus.KEPT, "The same words were sent to the same address within a day.")


@pytest.mark.parametrize("no", [{"answers": ["451 4.3.0 later"]}, {"recipients": ["450 4.2.1 greylisted"]}])
def test_a_reply_that_is_not_taken_now_is_sent_later(desk: Office, server: Post, no: dict[str, list[str]]) -> None:
    for name, said in no.items():
        setattr(server, name, said)
    received = desk.gets()
    reply = desk.says(received)

    assert desk.sender.send_due() == 0
    assert desk.sender.send_due() == 0, "not before half a minute has passed"
    assert desk.stands(reply)[0] is DeliveryStatus.WAITING
    desk.office.clock.move(seconds=31)
    assert desk.sender.send_due() == 1

    assert desk.delivery(reply).attempts == 2
    assert desk.events(received) == ["reply_sent"]


def test_a_server_that_is_away_is_tried_later_each_time_and_told_once(desk: Office, server: Post) -> None:
    away = desk.of(Post(port=1))
    reply = desk.says(desk.gets())

    pauses = []
    for _ in range(4):
        away.send_due()
        row = desk.delivery(reply)
        pauses.append(round((row.not_before - row.changed_at).total_seconds()))
        desk.office.clock.move(seconds=pauses[-1] + 1)

    assert pauses == [30, 60, 120, 240]
    assert len(desk.told) == 1
    assert desk.told[0].startswith("Replies wait: 127.0.0.1:1 cannot be reached")
    assert desk.sender.send_due() == 1


def test_a_reply_that_nothing_takes_for_a_day_is_given_up_and_told(desk: Office) -> None:
    away = desk.of(Post(port=1))
    received = desk.gets()
    reply = desk.says(received)
    for _ in range(60):
        away.send_due()
        desk.office.clock.move(minutes=31)

    status, why = desk.stands(reply)
    assert status in (DeliveryStatus.FAILED, DeliveryStatus.KEPT)
    assert "a day" in (why or "")
    assert len(desk.events(received)) == 1


@pytest.mark.parametrize("no", [{"answers": ["554 5.7.1 no"]}, {"recipients": ["550 5.1.1 no such user"]}])
def test_a_reply_that_will_never_be_taken_is_told_in_the_servers_words(
    desk: Office, server: Post, no: dict[str, list[str]]
) -> None:
    for name, answers in no.items():
        setattr(server, name, list(answers))
    (said,) = next(iter(no.values()))
    received = desk.gets()
    reply = desk.says(received)

    desk.sender.send_due()
    desk.office.clock.move(days=2)
    desk.sender.send_due()

    assert desk.stands(reply) == (DeliveryStatus.FAILED, f"127.0.0.1:{server.port} says no: {said}.")
    assert desk.events(received) == ["reply_failed"]
    assert server.got == []


def test_a_server_that_does_not_let_the_desk_in_fails_no_reply(desk: Office, server: Post) -> None:
    locked = Outgoing(server.server.model_copy(update={"user": ""}), DESK_ADDRESS, frozenset({DESK_ADDRESS}))
    sender = Sender(desk.store, desk.office.clock, locked, "desk", desk.told.append)
    reply = desk.says(desk.gets())

    sender.send_due()

    assert desk.stands(reply)[0] is DeliveryStatus.WAITING
    assert "530 5.7.0 sign in first" in desk.told[0]


def test_a_password_is_not_sent_to_a_server_without_tls(server: Post) -> None:
    with pytest.raises(ChannelRefused, match="offers no STARTTLS"):
        smtp.look(server.server.model_copy(update={"security": Security.STARTTLS}))


def test_a_reply_without_an_outcome_is_not_sent_again_and_told(desk: Office, server: Post) -> None:
    server.hangs_up = True
    received = desk.gets()
    reply = desk.says(received)

    desk.sender.send_due()
    server.hangs_up = False
    desk.office.clock.move(days=1)
    desk.sender.send_due()

    status, why = desk.stands(reply)
    assert status is DeliveryStatus.UNKNOWN
    assert "did not say whether it took it" in (why or "")
    assert server.got == []
    assert desk.events(received) == ["reply_unknown"]


def test_what_was_being_handed_over_when_the_process_ended_is_told_at_the_next_start(
    desk: Office, server: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def killed(*_: object) -> str:
        raise Killed

    received = desk.gets()
    reply = desk.says(received)
    with monkeypatch.context() as patch:
        patch.setattr("connectors.channels.smtp.send", killed)
        with pytest.raises(Killed):
            desk.sender.send_due()
    assert desk.stands(reply)[0] is DeliveryStatus.TAKEN

    desk.of(server, worker="another").own_up()
    assert desk.stands(reply)[0] is DeliveryStatus.TAKEN, "another worker's may still be on its way"
    desk.of(server).own_up()
    desk.sender.send_due()

    assert desk.stands(reply) == (DeliveryStatus.UNKNOWN, "The desk ended while it was handed over.")
    assert desk.told[-1] == f"  {reply} to {ADA}: The desk ended while it was handed over."
    assert desk.events(received) == ["reply_unknown"]
    assert server.got == []


def test_what_was_written_while_sending_was_off_is_not_sent_when_it_is_switched_on(desk: Office, server: Post) -> None:
    record_switch(desk.store, False, desk.office.clock.now())
    reply = desk.says(desk.gets())

    record_switch(desk.store, True, desk.office.clock.now())
    record_switch(desk.store, True, desk.office.clock.now())

    assert desk.sender.send_due() == 0
    assert desk.stands(reply) == (DeliveryStatus.KEPT, WHILE_OFF)
    with desk.store.reading() as session:
        rows = session.scalars(select(LedgerRow).where(LedgerRow.event.like("sending%")).order_by(LedgerRow.id))
        assert [row.event for row in rows] == ["sending_on", "sending_off", "sending_on"]


def test_a_reply_that_was_written_long_ago_is_not_sent(desk: Office, server: Post) -> None:
    reply = desk.says(desk.gets())
    desk.office.clock.move(hours=25)

    assert desk.sender.send_due() == 0
    assert desk.stands(reply) == (DeliveryStatus.KEPT, "It was written more than a day ago.")


def test_an_address_that_no_mail_can_go_to_fails_and_the_next_goes_out(desk: Office, server: Post) -> None:
    hostile = from_mail("From: ada\u00e9@b\u00fc.example\r\n\r\nhello".encode(), desk.office.clock.now())
    first = desk.says(desk.office.takes(hostile.model_copy(update={"sender": "a d a@b.example"})))
    desk.says(desk.gets())

    assert desk.sender.send_due() == 1
    assert desk.stands(first)[0] is DeliveryStatus.FAILED


def test_two_senders_send_each_reply_once(desk: Office, server: Post) -> None:
    for number in range(12):
        desk.says(desk.gets(mail_id=f"m{number}"), words=f"Answer {number}.")
    workers = [threading.Thread(target=desk.of(server, f"worker-{n}").send_due) for n in range(2)]

    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sorted(mail.get_content().strip() for mail in server.got) == sorted(f"Answer {n}." for n in range(12))

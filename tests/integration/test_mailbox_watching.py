"""A mailbox that is watched, on a real IMAP server: every mail is taken once, and nothing in it is changed."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime

import pytest
from pydantic import SecretStr
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from connectors.channels import imap
from connectors.channels.imap import MailFolder, open_folder
from connectors.channels.servers import Mailbox, MailServer, Security, mailbox
from desk.watching import FIRST_LOOK, Watcher
from domain.errors import ChannelRefused, ChannelUnavailable
from domain.messages import Channel
from store import conversations, deliveries
from store.tables import LedgerRow, MessageRow
from tests.support.desks import WorkingDesk, eventually
from tests.support.distributor import ADA, BRUNO, DESK_ADDRESS, MONDAY
from tests.support.mailboxes import PASSWORD, Box, Dovecot, dovecot

LONG = 3600.0


@pytest.fixture(scope="module")
def server() -> Iterator[Dovecot]:
    with dovecot() as running:
        yield running


@pytest.fixture(scope="module")
def mute() -> Iterator[Dovecot]:
    """A server that does not tell of new mails."""
    with dovecot(idle=False) as running:
        yield running


@pytest.fixture
def box(server: Dovecot) -> Box:
    return server.box()


def mail(words: str, sender: str = ADA, mail_id: str | None = "first", sent_at: datetime | None = MONDAY) -> bytes:
    """A mail as it comes over the wire."""
    written = EmailMessage()
    written["From"], written["To"], written["Subject"] = sender, DESK_ADDRESS, "order"
    if sent_at is not None:
        written["Date"] = format_datetime(sent_at)
    if mail_id is not None:
        written["Message-ID"] = f"<{mail_id}@mail.example>"
    written.set_content(words)
    return written.as_bytes()


class Watched:
    """A mailbox that a desk watches, and what was told of it."""

    def __init__(self, office: WorkingDesk, box: Box, poll_seconds: float = LONG) -> None:
        self.told: list[str] = []
        self.opened = 0
        self._office = office
        self._box = box
        desk = office.desk
        self.watcher = Watcher(
            str(box.where), self._open, desk.store, desk.receiver, desk.clock, self.told.append, poll_seconds
        )

    @contextmanager
    def _open(self) -> Iterator[MailFolder]:
        with open_folder(self._box.where) as folder:
            self.opened += 1
            yield folder

    def messages(self) -> list[MessageRow]:
        """What the desk has of it, in the order taken."""
        with self._office.desk.store.reading() as session:
            return list(session.scalars(select(MessageRow).where(MessageRow.direction == "in").order_by(MessageRow.id)))

    def ids(self) -> list[str | None]:
        return [row.transport_id for row in self.messages()]

    def gets(self, *mail_ids: str) -> None:
        """Wait until the desk has these mails, and no others."""
        wanted = [f"<{mail_id}@mail.example>" for mail_id in mail_ids]
        eventually(f"{wanted} are taken: {self.told}", lambda: self.ids() == wanted)

    def refusals(self) -> list[tuple[int, str]]:
        """The mails that were not taken, and why."""
        with self._office.desk.store.reading() as session:
            rows = session.scalars(select(LedgerRow).where(LedgerRow.event == "mail_refused").order_by(LedgerRow.id))
            return [(row.detail["number"], row.detail["why"]) for row in rows]


@contextmanager
def watching(office: WorkingDesk, box: Box, poll_seconds: float = LONG) -> Iterator[Watched]:
    """Watch a mailbox until the block ends."""
    watched, stop = Watched(office, box, poll_seconds), threading.Event()
    thread = threading.Thread(target=watched.watcher.run, args=(stop,))
    thread.start()
    try:
        yield watched
    finally:
        stop.set()
        thread.join()


def test_a_mail_is_taken_as_it_came_and_handled(office: WorkingDesk, box: Box) -> None:
    sent = mail("2 cs blue widgets")
    box.put(sent, MONDAY)

    with watching(office, box) as watched:
        watched.gets("first")

    (message,) = watched.messages()
    assert (message.channel, message.sender, message.sent_at) == (Channel.EMAIL.value, ADA, MONDAY)
    assert message.raw == sent.replace(b"\n", b"\r\n")
    assert watched.told == [f"{ADA}: order ({message.conversation_id})"]
    eventually("it is read", lambda: "decided" in office.events(message.conversation_id))


def test_a_mail_that_comes_in_wakes_the_watch_at_once(office: WorkingDesk, box: Box) -> None:
    with watching(office, box) as watched:
        eventually("it looks", lambda: watched.opened == 1)
        for mail_id in ("first", "second", "third"):
            box.put(mail(f"for {mail_id}", mail_id=mail_id), MONDAY)
            eventually(f"{mail_id} is taken", lambda mail_id=mail_id: f"<{mail_id}@mail.example>" in watched.ids())  # type: ignore[misc]

    assert watched.opened == 1


def test_a_server_that_tells_nothing_is_looked_at_now_and_then(office: WorkingDesk, mute: Dovecot) -> None:
    box = mute.box()
    with open_folder(box.where) as folder:
        assert not folder.can_idle

    with watching(office, box, poll_seconds=0.05) as watched:
        eventually("it looks", lambda: watched.opened == 1)
        box.put(mail("2 cs blue widgets"), MONDAY)
        watched.gets("first")


def test_nothing_in_the_mailbox_is_changed(office: WorkingDesk, box: Box) -> None:
    box.put(mail("2 cs blue widgets"), MONDAY)
    box.put(mail("", mail_id="second"), MONDAY)

    with watching(office, box) as watched:
        watched.gets("first", "second")

    assert box.flags() == [(), ()]


def test_a_watch_that_starts_again_takes_up_where_it_was(office: WorkingDesk, box: Box) -> None:
    box.put(mail("2 cs blue widgets"), MONDAY)
    with watching(office, box) as watched:
        watched.gets("first")
    box.put(mail("1 cs tape", mail_id="second"), MONDAY)

    with watching(office, box) as watched:
        watched.gets("first", "second")

    assert len(watched.told) == 1
    assert all("received_again" not in office.events(row.conversation_id) for row in watched.messages())


@pytest.mark.parametrize("own_date", [MONDAY, None])
@pytest.mark.parametrize("mail_id", ["first", None])
def test_what_was_taken_and_not_noted_is_the_same_mail_when_it_is_taken_again(
    office: WorkingDesk, box: Box, mail_id: str | None, own_date: datetime | None
) -> None:
    box.put(mail("2 cs blue widgets", mail_id=mail_id, sent_at=own_date), MONDAY + timedelta(minutes=1))
    with watching(office, box) as watched:
        eventually("it is taken", lambda: len(watched.messages()) == 1)
    forget(office)

    office.clock.move(hours=1)
    with watching(office, box) as watched:
        eventually("it is seen to", lambda: taken_until(office) == 1)

    (message,) = watched.messages()
    assert office.events(message.conversation_id).count("received_again") == 1
    assert len(office.runs(message.conversation_id)) == 1


def forget(office: WorkingDesk) -> None:
    """As if the process had ended between taking the mail and noting that."""
    with office.desk.store.transaction() as session:
        session.connection().exec_driver_sql("UPDATE mailboxes SET taken_until = 0")


def taken_until(office: WorkingDesk) -> int:
    with office.desk.store.reading() as session:
        return int(session.connection().exec_driver_sql("SELECT max(taken_until) FROM mailboxes").scalar() or 0)


def test_a_folder_with_new_numbers_is_gone_through_again_and_known_mails_are_known(
    office: WorkingDesk, server: Dovecot
) -> None:
    box = server.box("Orders")
    box.make()
    first, second = mail("2 cs blue widgets"), mail("1 cs tape", BRUNO, "second")
    box.put(first, MONDAY)
    with watching(office, box, poll_seconds=0.1) as watched:
        watched.gets("first")
        box.empty_and_renumber((second, MONDAY), (first, MONDAY))

        watched.gets("first", "second")

    assert len(watched.messages()) == 2


def test_what_was_there_long_before_the_desk_is_left_alone_even_when_numbers_change(
    office: WorkingDesk, server: Dovecot
) -> None:
    box = server.box("Orders")
    box.make()
    old, new = MONDAY - FIRST_LOOK - timedelta(hours=1), MONDAY - timedelta(days=2)
    box.put(mail("2 cs blue widgets", mail_id="old"), old)
    box.put(mail("1 cs tape", mail_id="new"), new)
    with watching(office, box, poll_seconds=0.1) as watched:
        watched.gets("new")
        office.clock.move(days=30)
        box.empty_and_renumber((mail("2 cs blue widgets", mail_id="old"), old), (mail("3 hoses", mail_id="later"), new))

        watched.gets("new", "later")

    assert watched.told[0].endswith("(" + watched.messages()[0].conversation_id + ")")
    assert "1 mails that came before 2026-02-27 13:00 UTC were left as they are." in watched.told


def test_an_old_mail_that_somebody_moves_into_the_folder_is_taken(office: WorkingDesk, box: Box) -> None:
    with watching(office, box) as watched:
        eventually("it looks", lambda: watched.opened == 1)
        box.put(mail("2 cs blue widgets"), MONDAY - timedelta(days=30))

        watched.gets("first")


def test_a_mail_that_is_too_large_is_not_downloaded_and_told_and_the_folder_goes_on(
    office: WorkingDesk, box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desk.watching.LARGEST_MESSAGE", 3 * 1_048_576)
    fetched: list[int] = []
    fetch = MailFolder.fetch

    def fetching(folder: MailFolder, uid: int, most: int) -> bytes | None:
        fetched.append(uid)
        return fetch(folder, uid, most)

    monkeypatch.setattr(MailFolder, "fetch", fetching)
    box.put(mail("x") + b"y" * 5 * 1_048_576, MONDAY)
    box.put(mail("1 cs tape", mail_id="second"), MONDAY)

    with watching(office, box) as watched:
        watched.gets("second")

    assert fetched == [2]
    assert watched.refusals() == [(1, "It has 5 MB; the desk takes 3 MB.")]
    assert watched.told[0] == f"Mail 1 of {box.where} is not taken, and stays there: It has 5 MB; the desk takes 3 MB."


HOSTILE = (
    b"no headers at all, only words\r\n",
    b"\r\n\r\n",
    b"From: \xff\xfe\r\nSubject: =?utf-8?b?////?=\r\n\r\n\x80\x81",
    b"From: a@b.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 300,
    b"From: a@b.example\r\nContent-Type: text/plain; charset=no-such-thing\r\n\r\n2 cs tape",
    b"From: " + b"a" * 3000 + b"@b.example\r\nMessage-ID: <" + b"m" * 4000 + b">\r\n\r\nhello",
    b"Date: Thu, 01 Jan 2999 00:00:00 +0000\r\nFrom: a@b.example\r\n\r\nhello",
    b"From: c@b.example\r\nSubject: \x1b[2J [bold]red[/bold]\r\n\r\nhello",
    b"From: d@b.example\r\nContent-Type: " + b"x" * 2000 + b"/y\r\nContent-Disposition: attachment\r\n\r\nhello",
)


def test_no_mail_holds_up_the_ones_behind_it_and_none_is_lost(office: WorkingDesk, box: Box) -> None:
    for hostile in HOSTILE:
        box.put(hostile, MONDAY)
    box.put(mail("1 cs tape", mail_id="behind"), MONDAY)

    with watching(office, box) as watched:
        eventually("the last one is taken", lambda: "<behind@mail.example>" in watched.ids())

    assert watched.refusals() == [(2, "The file is empty: there is no message in it.")]
    assert {row.raw for row in watched.messages()} > set(HOSTILE[:1] + HOSTILE[2:])
    assert all(abs(row.sent_at - MONDAY) < timedelta(hours=1) for row in watched.messages())


def test_a_mail_that_the_desk_fails_on_is_tried_thrice_and_passed_over(
    office: WorkingDesk, box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desk.watching._FIRST_PAUSE_SECONDS", 0.01)
    tries: list[str] = []

    def broken(envelope: object) -> object:
        if "first" in str(getattr(envelope, "transport_id", "")):
            tries.append("first")
            raise RuntimeError("a bug")
        return receive(envelope)  # type: ignore[arg-type]

    receive = office.desk.receiver.receive
    monkeypatch.setattr(office.desk.receiver, "receive", broken)
    box.put(mail("2 cs blue widgets"), MONDAY)
    box.put(mail("1 cs tape", mail_id="second"), MONDAY)

    with watching(office, box) as watched:
        watched.gets("second")

    assert tries == ["first"] * 3
    assert watched.refusals() == [(1, "The desk failed on it (RuntimeError).")]


def test_a_store_that_is_locked_costs_no_mail(office: WorkingDesk, box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desk.watching._FIRST_PAUSE_SECONDS", 0.01)
    left = ["locked"] * 5
    receive = office.desk.receiver.receive

    def locked(envelope: object) -> object:
        if left:
            left.pop()
            raise OperationalError("INSERT", {}, sqlite3.OperationalError("database is locked"))
        return receive(envelope)  # type: ignore[arg-type]

    monkeypatch.setattr(office.desk.receiver, "receive", locked)
    box.put(mail("2 cs blue widgets"), MONDAY)

    with watching(office, box) as watched:
        watched.gets("first")

    assert watched.refusals() == []


def test_a_server_that_goes_away_is_waited_for(office: WorkingDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desk.watching._FIRST_PAUSE_SECONDS", 0.01)
    monkeypatch.setattr("desk.watching._LONGEST_PAUSE_SECONDS", 0.05)
    with dovecot() as server:
        box = server.box()
        box.put(mail("2 cs blue widgets"), MONDAY)
        with watching(office, box) as watched:
            watched.gets("first")
            server.stop()
            eventually("it is told", lambda: "It is tried again." in "".join(watched.told[-1:]))
            server.start()
            box.put(mail("1 cs tape", mail_id="second"), MONDAY)
            watched.gets("first", "second")

    again = f"{box.where} is watched again."
    eventually("that it is back is told", lambda: again in watched.told)
    assert [line for line in watched.told if "tried again" in line] == list(
        dict.fromkeys(line for line in watched.told if "tried again" in line)
    ), "what stays as it is is told once"


def test_a_mail_that_the_desk_sent_itself_is_not_taken(office: WorkingDesk, box: Box) -> None:
    box.put(mail("2 cs blue widgets"), MONDAY)
    with watching(office, box) as watched:
        watched.gets("first")
        (message,) = watched.messages()
        with office.desk.store.transaction() as session:
            (received,) = conversations.messages(session, message.conversation_id)
            conversations.put_reply(session, "msg-own", received.conversation_id, "run", received, "Thanks.", MONDAY)
            deliveries.message(session, "msg-own").transport_id = "<own@mail.example>"
        box.put(mail("Thanks.", DESK_ADDRESS, "own"), MONDAY)
        box.put(mail("1 cs tape", BRUNO, "second"), MONDAY)
        watched.gets("first", "second")

    assert watched.refusals() == [(2, "The desk sent it itself.")]


@pytest.mark.parametrize(
    ("spoil", "kind", "told"),
    [
        (lambda url: url.replace("/INBOX", "/Nothing"), ChannelRefused, "does not open the folder Nothing"),
        (lambda url: url.replace(":" + url.split(":")[2].split("/")[0], ":1"), ChannelUnavailable, "cannot be reached"),
        (lambda url: url.replace("imap://", "imaps://"), ChannelUnavailable, "cannot be reached"),
    ],
)
def test_a_mailbox_that_cannot_be_opened_is_told_why(
    box: Box, spoil: Callable[[str], str], kind: type[Exception], told: str
) -> None:
    with pytest.raises(kind, match=told), open_folder(mailbox(spoil(box.url), SecretStr(PASSWORD))):
        pass


def test_a_wrong_password_is_told_without_it(box: Box) -> None:
    with pytest.raises(ChannelRefused) as refused, open_folder(mailbox(box.url, SecretStr("fern-0000"))):
        pass

    assert f"does not let {box.user} in" in refused.value.sentence
    assert "fern-0000" not in refused.value.sentence


def test_a_certificate_is_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    with dovecot(tls=True) as server:
        where = mailbox(f"{server.tls_url}/INBOX", SecretStr(PASSWORD))
        with pytest.raises(ChannelRefused, match="certificate"), open_folder(where):
            pass
        later = where.model_copy(update={"server": starting_tls(server)})
        with pytest.raises(ChannelRefused, match="certificate"), open_folder(later):
            pass
        monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))
        for trusted in (where, later):
            with open_folder(trusted) as folder:
                assert folder.next_uid == 1


def starting_tls(server: Dovecot) -> MailServer:
    """The server as one that is not of this machine: TLS begins before the password is sent."""
    return MailServer(
        host="localhost", port=server.port, user="desk", password=SecretStr(PASSWORD), security=Security.STARTTLS
    )


def test_a_password_is_not_sent_to_a_server_without_tls(server: Dovecot) -> None:
    where = Mailbox(server=starting_tls(server), folder="INBOX")
    with pytest.raises(ChannelRefused, match="offers no STARTTLS"), open_folder(where):
        pass


def test_a_long_folder_is_listed_whole_and_in_order(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imap, "_LISTED_AT_ONCE", 3)
    for number in range(8):
        box.put(mail(str(number), mail_id=str(number)), MONDAY)

    with open_folder(box.where) as folder:
        assert [each.uid for each in folder.after(1)] == [2, 3, 4, 5, 6, 7, 8]
        assert list(folder.after(8)) == []
        assert {each.at for each in folder.after(0)} == {MONDAY}

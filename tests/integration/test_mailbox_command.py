"""``orderdesk watch``, and the mail of a desk that is served: as they are set up, started, killed and started again."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import func, select

from connectors.channels.servers import mailbox, outgoing_server
from desk.cli import main
from desk.environment import SystemClock
from desk.mailing import mail_working
from desk.settings import Settings, load_settings
from desk.stores import store_of
from domain.errors import ConfigurationError
from domain.messages import Direction
from store.tables import ConversationRow, MessageRow, RunRow
from tests.support.desks import WorkingDesk, eventually
from tests.support.distributor import ADA, DESK_ADDRESS
from tests.support.mailboxes import PASSWORD, Box, Dovecot, dovecot
from tests.support.posting import Post, post
from tests.support.served import served

_WATCH = "from desk.cli import main; main()"
# Ends the process as a power cut would, between taking a mail and noting that it is taken.
_WATCH_AND_DIE = "import os, signal; from store import mailboxes; \
mailboxes.taken = lambda *_: os.kill(os.getpid(), signal.SIGKILL); from desk.cli import main; main()"
_PATIENCE_SECONDS = 60.0


@pytest.fixture(scope="module")
def server() -> Iterator[Dovecot]:
    with dovecot() as running:
        yield running


@pytest.fixture(scope="module")
def sender() -> Iterator[Post]:
    with post() as running:
        yield running


@pytest.fixture
def box(server: Dovecot) -> Box:
    return server.box()


def mail(words: str, mail_id: str = "first", answers: str | None = None) -> bytes:
    """A mail of Ada's, of now."""
    written = EmailMessage()
    written["From"], written["To"], written["Subject"] = f"Ada Marsh <{ADA}>", DESK_ADDRESS, "order"
    written["Date"], written["Message-ID"] = format_datetime(SystemClock().now()), f"<{mail_id}@mail.example>"
    if answers is not None:
        written["In-Reply-To"] = answers
    written.set_content(words)
    return written.as_bytes()


class Process:
    """``orderdesk watch`` in a process of its own, and what it has said."""

    def __init__(self, home: Path, environment: Mapping[str, str], code: str) -> None:
        self.said: list[str] = []
        self.process = subprocess.Popen(
            [sys.executable, "-c", code, "watch", "--home", str(home)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, **environment},
        )
        self._lines: queue.Queue[str | None] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def says(self, wanted: str) -> None:
        """Wait until it says something with these words."""
        while True:
            line = self._lines.get(timeout=_PATIENCE_SECONDS)
            assert line is not None, f"it has ended: {self.said}"
            self.said.append(line)
            if wanted in line:
                return

    def ends(self) -> int:
        """Wait until it has ended; its exit code."""
        code = self.process.wait(_PATIENCE_SECONDS)
        self._reader.join()
        while (line := self._lines.get()) is not None:
            self.said.append(line)
        return code

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as out:
            for line in out:
                self._lines.put(line.rstrip("\n"))
        self._lines.put(None)


@contextmanager
def watch(home: Path, environment: Mapping[str, str], code: str = _WATCH) -> Iterator[Process]:
    """Watch in a process; it ends with the block, if it has not ended before."""
    running = Process(home, environment, code)
    try:
        yield running
    finally:
        running.process.kill()
        running.process.wait()


def set_up(box: Box) -> dict[str, str]:
    return {"ORDERDESK_IMAP_URL": box.url, "ORDERDESK_IMAP_PASSWORD": PASSWORD}


def counted(home: Path, direction: Direction = Direction.IN) -> tuple[int, int]:
    """How many messages there are that came, or that the desk wrote; and how many runs."""
    messages = select(func.count()).select_from(MessageRow).where(MessageRow.direction == direction.value)
    with store_of(Settings(home=home)) as store, store.reading() as session:
        return session.scalar(messages) or 0, session.scalar(select(func.count()).select_from(RunRow)) or 0


def test_a_watch_that_is_killed_before_it_has_noted_a_mail_has_it_once(home: Path, box: Box) -> None:
    box.put(mail("2 cs blue widgets"))
    with watch(home, set_up(box), _WATCH_AND_DIE) as first:
        assert first.ends() == -signal.SIGKILL
    assert counted(home) == (1, 1)

    box.put(mail("1 cs tape", "second"))
    with watch(home, set_up(box)) as again:
        again.says(f"Mails are taken from INBOX of {box.user} at 127.0.0.1.")
        again.says("Replies are drafted and not sent")
        again.says(f"{ADA}: order (con-")
        again.process.send_signal(signal.SIGTERM)
        assert again.ends() == 0

    assert counted(home) == (2, 2)
    assert again.said[-1] == "Ended."
    assert "Traceback" not in "".join(again.said)
    assert box.flags() == [(), ()]


def test_a_desk_that_is_served_watches_its_mailbox(home: Path, box: Box) -> None:
    with served(home, set_up(box)) as running:
        assert running.said[0] == f"Mails are taken from INBOX of {box.user} at 127.0.0.1."
        box.put(mail("2 cs blue widgets"))
        eventually("it is taken", lambda: counted(home)[0] == 1, seconds=_PATIENCE_SECONDS)

        assert running.end() == 0
        assert "Traceback" not in "".join(running.said)


def test_a_mail_is_answered_by_mail_and_the_answer_to_that_is_of_the_same_dealing(
    office: WorkingDesk, home: Path, box: Box, sender: Post
) -> None:
    settings = Settings(
        home=home,
        imap_url=box.url,
        imap_password=SecretStr(PASSWORD),
        smtp_url=sender.url,
        smtp_password=SecretStr(PASSWORD),
        mail_sending=True,
    )
    sender.got.clear()
    box.put(mail("2 cs widget blue"), office.clock.now())
    with mail_working(office.desk, settings):
        eventually("it is confirmed", lambda: len(sender.got) == 1)
        (reply,) = sender.got
        box.put(mail("and 1 rl tape silver", "second", answers=reply["Message-ID"]), office.clock.now())
        eventually("what they say to it is taken", lambda: counted(home)[0] == 2)

    (conversation_id,) = conversations_of(office)
    assert (reply["To"], reply["Subject"], reply["In-Reply-To"]) == (ADA, "Re: order", "<first@mail.example>")
    assert "SO-000001" in reply.get_content()
    assert "reply_sent" in office.events(conversation_id)


def test_sending_is_off_until_it_is_switched_on(office: WorkingDesk, home: Path, box: Box, sender: Post) -> None:
    sender.got.clear()
    settings = Settings(
        home=home,
        imap_url=box.url,
        imap_password=SecretStr(PASSWORD),
        smtp_url=sender.url,
        smtp_password=SecretStr(PASSWORD),
    )
    box.put(mail("2 cs widget blue"), office.clock.now())
    with mail_working(office.desk, settings):
        eventually("there is an answer", lambda: counted(home, Direction.OUT)[0] == 1)
    with mail_working(office.desk, settings.model_copy(update={"mail_sending": True})):
        pass

    (conversation_id,) = conversations_of(office)
    assert sender.got == []
    assert office.events(conversation_id)[-1] == "reply_ready"


def conversations_of(office: WorkingDesk) -> list[str]:
    """Every conversation that there is."""
    with office.desk.store.reading() as session:
        return list(session.scalars(select(ConversationRow.id)))


@pytest.fixture
def orderdesk(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., list[str]]:
    """The command, in this process; what it says on its way out, whether well or not."""

    def run(*arguments: str) -> list[str]:
        monkeypatch.setenv("COLUMNS", "400")
        monkeypatch.setattr(sys, "argv", ["orderdesk", *arguments])
        with pytest.raises(SystemExit):
            main()
        said = capsys.readouterr()
        return (said.out + said.err).splitlines()

    return run


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, "No mailbox is set up: give ORDERDESK_IMAP_URL as imaps://USER@HOST/INBOX, and ORDERDESK_IMAP_PASSWORD."),
        ({"IMAP_URL": "mail.example"}, "The setting imap_url cannot be used: give it as imaps://USER@HOST/INBOX."),
        (
            {"IMAP_URL": "imaps://desk@mail.example"},
            "The setting imap_password is missing: desk cannot sign in without it.",
        ),
        ({"IMAP_PASSWORD": "wrong"}, "does not let desk@fernhill.example in"),
        ({"MAIL_SENDING": "on"}, "Sending is on and there is no server for it: give ORDERDESK_SMTP_URL."),
        ({"MAIL_SENDING": "perhaps"}, "The setting mail_sending cannot be used"),
    ],
)
def test_what_is_not_set_up_is_told_in_a_sentence(
    home: Path,
    server: Dovecot,
    orderdesk: Callable[..., list[str]],
    monkeypatch: pytest.MonkeyPatch,
    given: dict[str, str],
    told: str,
) -> None:
    box = Box(server, "desk@fernhill.example", "INBOX")
    well = set_up(box) if given and "IMAP_URL" not in given else {}
    for name, value in {**well, **{f"ORDERDESK_{name}": value for name, value in given.items()}}.items():
        monkeypatch.setenv(name, value)

    said = orderdesk("watch", "--home", str(home))

    assert told in said[-1]


def test_the_doctor_looks_at_the_mailbox_and_at_what_was_not_sent(
    home: Path, box: Box, sender: Post, orderdesk: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = "\n".join(orderdesk("doctor", "--home", str(home)))
    environment = {
        **set_up(box),
        "ORDERDESK_SMTP_URL": sender.url,
        "ORDERDESK_SMTP_PASSWORD": PASSWORD,
        "ORDERDESK_MAIL_SENDING": "on",
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    well = "\n".join(orderdesk("doctor", "--home", str(home)))
    monkeypatch.setenv("ORDERDESK_SMTP_PASSWORD", "wrong")
    ill = "\n".join(orderdesk("doctor", "--home", str(home)))

    assert "ok  mailbox: none is watched" in plain
    assert "ok  replies: drafted, not sent" in plain
    assert f"ok  mailbox: INBOX of {box.user} at 127.0.0.1 can be read, and tells of new mails by itself" in well
    assert f"ok  replies: sent from {DESK_ADDRESS} by 127.0.0.1:{sender.port}" in well
    assert f"no  replies: 127.0.0.1:{sender.port} does not let desk in" in ill
    assert PASSWORD not in well + ill


def test_a_desk_apart_has_no_mail(tmp_path: Path) -> None:
    settings = Settings(imap_url="imaps://a@b.example", smtp_url="smtps://a@b.example", mail_sending=True)

    apart = settings.apart(tmp_path)

    assert (apart.imap_url, apart.smtp_url, apart.mail_sending) == (None, None, False)


def test_passwords_are_in_nothing_that_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORDERDESK_IMAP_PASSWORD", PASSWORD)
    settings = load_settings()
    where = mailbox("imaps://orders@fernhill.example@mail.example/Orders%2FNew", settings.imap_password)

    assert PASSWORD not in f"{settings!r} {where!r} {where}"
    assert (where.server.user, where.server.port, where.folder) == ("orders@fernhill.example", 993, "Orders/New")


@pytest.mark.parametrize(
    "url",
    [
        "imaps://",
        "imaps://desk@",
        "imaps://desk@h:0/",
        "imaps://desk@h:99999",
        "http://desk@h",
        "imaps://desk@h/a?b",
        "imaps://desk%0d%0aX@h/",
        "imaps://mail.example/INBOX",
        "imaps://desk:secret@mail.example/",
    ],
)
def test_a_mailbox_that_cannot_be_is_refused(url: str) -> None:
    with pytest.raises(ConfigurationError, match="imap_") as refused:
        mailbox(url, SecretStr(PASSWORD))

    assert "secret" not in refused.value.sentence


@pytest.mark.parametrize(
    ("url", "security"),
    [
        ("smtps://desk@mail.example", "tls"),
        ("smtp://desk@mail.example", "starttls"),
        ("smtp://desk@127.0.0.1:25", "none"),
        ("smtp://desk@localhost:25", "none"),
        ("smtp://desk@[::1]:25", "none"),
        ("smtp://desk@127.0.0.1.evil.example:25", "starttls"),
    ],
)
def test_a_password_goes_in_the_clear_only_to_this_machine(url: str, security: str) -> None:
    assert outgoing_server(url, SecretStr(PASSWORD)).security == security

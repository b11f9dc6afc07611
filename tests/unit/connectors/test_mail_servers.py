"""Mail servers that misbehave: whatever they say, the desk is told in a sentence, and soon."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from connectors.channels import smtp
from connectors.channels.imap import open_folder
from connectors.channels.servers import in_words, mailbox, outgoing_server
from domain.errors import ChannelError, ChannelOutcomeUnknown, ChannelUnavailable

_PATIENCE_SECONDS = 0.1
MAIL = b"Subject: x\r\n\r\nhello\r\n"
ADA, OWN = "ada@bluegate.example", "orders@fernhill.example"
# A server that behaves, answer by answer.
GREETING = b"* OK [CAPABILITY IMAP4rev1 IDLE] here\r\n"
CAPABLE = b"* CAPABILITY IMAP4rev1 IDLE\r\n%s OK done\r\n"
OPENED = b"* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 2] x\r\n%s OK [READ-ONLY] done\r\n"
WELL = (GREETING, CAPABLE, b"%s OK in\r\n", CAPABLE, OPENED)
POSTED = (b"220 here\r\n", b"250 here\r\n", b"250 ok\r\n", b"250 ok\r\n", b"354 go on\r\n")


class Scripted:
    """A server that sends its first answer to who comes, then one to each line of theirs, then hangs up.

    It hangs up too where each waits for the other.

    ``%s`` in an answer stands for the first word of that line, as IMAP has it.
    """

    def __init__(self, answers: Sequence[bytes]) -> None:
        self._answers = answers
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self.heard: list[bytes] = []
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._socket.close()
        self._thread.join()

    def _serve(self) -> None:
        with suppress(OSError):
            there, _ = self._socket.accept()
            there.settimeout(_PATIENCE_SECONDS)
            with there, there.makefile("rb") as lines:
                there.sendall(self._answers[0])
                for answer in self._answers[1:]:
                    line = lines.readline()
                    self.heard.append(line)
                    there.sendall(answer.replace(b"%s", (line.split() or [b""])[0]))


@contextmanager
def saying(*answers: bytes) -> Iterator[Scripted]:
    server = Scripted(answers)
    try:
        yield server
    finally:
        server.close()


def use(port: int) -> None:
    """Do with a folder all that the desk does."""
    where = mailbox(f"imap://desk@127.0.0.1:{port}/", SecretStr("secret"))
    with open_folder(where) as folder:
        for mail in folder.after(0):
            folder.fetch(mail.uid, 100)
        folder.wait(0.05, threading.Event())


@settings(max_examples=50, deadline=None)
@given(
    well=st.integers(0, len(WELL)),
    nonsense=st.lists(
        st.one_of(
            st.binary(max_size=60),
            st.sampled_from([
                b"* BYE away\r\n", b"%s NO no\r\n", b"%s BAD bad\r\n", b"* 1 FETCH {9999999999999}\r\n", b"+ go\r\n",
                b"* SEARCH 1 2 x \xff\r\n%s OK\r\n", b"* 1 FETCH (UID 1 RFC822.SIZE 9)\r\n%s OK\r\n", b"\r\n", b"*\r\n",
                b"* OK [UIDVALIDITY x] y\r\n%s OK\r\n",
                b"* 1 FETCH (UID 99999999999999999999 RFC822.SIZE 1)\r\n%s OK\r\n",
            ]),
        ),
        max_size=6,
    ),
)  # fmt: skip
def test_whatever_a_mailbox_says_nothing_but_a_sentence_comes_of_it(well: int, nonsense: list[bytes]) -> None:
    with saying(*(WELL[:well] or (b"",)), *nonsense) as server, suppress(ChannelError):
        use(server.port)


@settings(max_examples=50, deadline=None)
@given(
    well=st.integers(0, len(POSTED)),
    nonsense=st.lists(
        st.one_of(st.binary(max_size=60), st.sampled_from([b"250-more\r\n", b"999 x\r\n", b"354\r\n", b"-1 \r\n"])),
        max_size=6,
    ),
)
def test_whatever_a_server_says_a_mail_is_sent_or_a_sentence_says_why_not(well: int, nonsense: list[bytes]) -> None:
    with saying(*(POSTED[:well] or (b"",)), *nonsense) as server, suppress(ChannelError):
        smtp.send(outgoing_server(f"smtp://127.0.0.1:{server.port}", None), MAIL, OWN, ADA)


def test_a_connection_that_is_cut_while_waiting_is_noticed_at_once() -> None:
    with saying(*WELL, b"+ waiting\r\n") as server:
        where = mailbox(f"imap://desk@127.0.0.1:{server.port}/", SecretStr("secret"))
        began, spent = time.monotonic(), time.process_time()
        with (
            pytest.raises(ChannelUnavailable, match=r"closed the connection|cannot be reached"),
            open_folder(where) as f,
        ):
            f.wait(60, threading.Event())

    assert time.monotonic() - began < 10
    assert time.process_time() - spent < 2


@pytest.mark.parametrize("told_early", [b"+ waiting\r\n* 2 EXISTS\r\n", b"* 2 EXISTS\r\n+ waiting\r\n* 3 EXISTS\r\n"])
def test_a_mail_that_is_told_along_with_the_first_answer_is_heard(told_early: bytes) -> None:
    with saying(*WELL, told_early, b"tag OK done\r\n") as server:
        where = mailbox(f"imap://desk@127.0.0.1:{server.port}/", SecretStr("secret"))
        began = time.monotonic()
        with suppress(ChannelError), open_folder(where) as folder:
            folder.wait(60, threading.Event())

    assert time.monotonic() - began < 10
    assert server.heard[-1].strip() == b"DONE"


@pytest.mark.parametrize("heard", range(len(POSTED) - 1))
def test_a_connection_that_is_cut_before_the_mail_has_sent_nothing(heard: int) -> None:
    with saying(*POSTED[: heard + 1]) as server, pytest.raises(ChannelUnavailable):
        smtp.send(outgoing_server(f"smtp://127.0.0.1:{server.port}", None), MAIL, OWN, ADA)


def test_a_connection_that_is_cut_after_the_mail_has_an_unknown_outcome() -> None:
    with saying(*POSTED) as server, pytest.raises(ChannelOutcomeUnknown):
        smtp.send(outgoing_server(f"smtp://127.0.0.1:{server.port}", None), MAIL, OWN, ADA)


@given(st.one_of(st.binary(max_size=3000), st.text(max_size=3000)))
@settings(max_examples=50, deadline=None)
def test_what_a_server_says_becomes_one_short_line(said: bytes | str) -> None:
    words = in_words(said)

    assert len(words) <= 300
    assert words.isprintable()

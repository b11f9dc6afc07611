"""An SMTP server on loopback that keeps what it gets, and says what a test has it say."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from pydantic import SecretStr

from connectors.channels.servers import MailServer, outgoing_server
from tests.support.mailboxes import PASSWORD

_TAKEN = "250 2.0.0 taken"


@dataclass
class Post:
    """What the server got, and how it answers.

    ``answers`` are its answers to the mails as they come, then it takes each; ``recipients`` likewise to whom they are
    for. ``hangs_up`` closes the connection when it has a mail, without a word.
    """

    port: int = 0
    got: list[EmailMessage] = field(default_factory=list)
    envelopes: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    hangs_up: bool = False

    @property
    def url(self) -> str:
        """The URL as an operator gives it."""
        return f"smtp://desk@127.0.0.1:{self.port}"

    @property
    def server(self) -> MailServer:
        """The server as the desk knows it."""
        return outgoing_server(self.url, SecretStr(PASSWORD))

    async def handle_RCPT(  # noqa: N802  (aiosmtpd calls it so)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if not session.authenticated:
            return "530 5.7.0 sign in first"
        answer = self.recipients.pop(0) if self.recipients else _TAKEN
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.hangs_up:
            assert isinstance(server.transport, asyncio.WriteTransport)
            server.transport.abort()
            return _TAKEN
        answer = self.answers.pop(0) if self.answers else _TAKEN
        if answer.startswith("2"):
            assert isinstance(envelope.content, bytes)
            mail = message_from_bytes(envelope.content, _class=EmailMessage, policy=policy.default)
            assert isinstance(mail, EmailMessage)
            self.got.append(mail)
            self.envelopes.append((envelope.mail_from or "", tuple(envelope.rcpt_tos)))
        return answer


def _lets_in(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object) -> AuthResult:
    right = isinstance(data, LoginPassword) and data.password == PASSWORD.encode()
    return AuthResult(success=right, handled=False)


@contextmanager
def post() -> Iterator[Post]:
    """A server that takes mails, until the block ends."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        kept = Post(port=free.getsockname()[1])
    controller = Controller(kept, hostname="127.0.0.1", port=kept.port, authenticator=_lets_in, auth_require_tls=False)
    controller.start()
    try:
        yield kept
    finally:
        controller.stop()

"""A real IMAP server on loopback: Debian's dovecot, started by the test with its own configuration and mails."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from imap_tools import MailBoxUnencrypted
from pydantic import SecretStr

from connectors.channels.servers import Mailbox, mailbox
from tests.support.desks import eventually

PASSWORD = "fern-4711-hill"
_DOVECOT = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
_CONFIGURATION = """
base_dir = {place}/run
state_dir = {place}/state
log_path = {place}/log
protocols = imap
listen = 127.0.0.1
ssl = {ssl}
disable_plaintext_auth = no
auth_failure_delay = 0
mail_location = maildir:{place}/mail/%u
mail_home = {place}/mail/%u
mail_uid = {user}
mail_gid = {group}
first_valid_uid = 0
default_login_user = {user}
default_internal_user = {user}
default_internal_group = {group}
mail_max_userip_connections = 100
{capability}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
  }}
}}
service anvil {{
  chroot =
}}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={place}/mail/%u
}}
"""
_CERTIFICATE = "ssl_cert = <{place}/cert.pem\nssl_key = <{place}/key.pem\n"
_WITHOUT_IDLE = "imap_capability = IMAP4rev1 SASL-IR LITERAL+"


class Dovecot:
    """The server. Every user has the same password and a mailbox of their own, made when they first come."""

    def __init__(self, idle: bool = True, tls: bool = False) -> None:
        if _DOVECOT is None:
            pytest.skip("install dovecot-imapd")
        self.port, self._tls_port = _free_ports()
        self._place = Path(tempfile.mkdtemp(prefix="orderdesk-dovecot-"))
        self._place.chmod(0o755)
        account = pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
        (self._place / "mail").mkdir()
        os.chown(self._place / "mail", account.pw_uid, account.pw_gid)
        if tls:
            _make_certificate(self._place)
        (self._place / "conf").write_text(
            _CONFIGURATION.format(
                place=self._place,
                ssl="yes" if tls else "no",
                user=account.pw_name,
                group=_group(account.pw_gid),
                port=self.port,
                tls_port=self._tls_port if tls else 0,
                password=PASSWORD,
                capability="" if idle else _WITHOUT_IDLE,
            )
            + (_CERTIFICATE.format(place=self._place) if tls else "")
        )
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def tls_url(self) -> str:
        """The start of a URL by which it is reached with TLS, by its name."""
        return f"imaps://desk@localhost:{self._tls_port}"

    @property
    def certificate(self) -> Path:
        """The certificate that it shows, which it has signed itself."""
        return self._place / "cert.pem"

    def start(self) -> None:
        """Let it answer."""
        assert _DOVECOT is not None
        self._process = subprocess.Popen([_DOVECOT, "-F", "-c", str(self._place / "conf")], start_new_session=True)
        eventually(f"dovecot answers: {self._log()}", self._answers)

    def stop(self) -> None:
        """Take it away, with the processes that speak with clients; the mails stay."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGTERM)
            self._process.wait()
            self._process = None

    def clear(self) -> None:
        """Remove all that it kept."""
        shutil.rmtree(self._place, ignore_errors=True)

    def box(self, folder: str = "INBOX") -> Box:
        """A mailbox of a new user's."""
        return Box(self, f"desk-{uuid4().hex[:12]}@fernhill.example", folder)

    def _answers(self) -> bool:
        with suppress(OSError), closing(socket.create_connection(("127.0.0.1", self.port), timeout=1)) as there:
            there.settimeout(1)
            return there.recv(4) == b"* OK"
        return False

    def _log(self) -> str:
        log = self._place / "log"
        return log.read_text() if log.exists() else ""


@dataclass(frozen=True)
class Box:
    """A user's mailbox as somebody sees it who has it open in a mail program."""

    server: Dovecot
    user: str
    folder: str

    @property
    def url(self) -> str:
        """The URL as an operator gives it."""
        return f"imap://{self.user}@127.0.0.1:{self.server.port}/{self.folder}"

    @property
    def where(self) -> Mailbox:
        """The mailbox as the desk knows it."""
        return mailbox(self.url, SecretStr(PASSWORD))

    def put(self, mail: bytes, at: datetime | None = None) -> None:
        """A mail comes in."""
        with self._open() as box:
            box.append(mail, self.folder, dt=at or datetime.now(UTC))

    def make(self) -> None:
        """Make the folder, where it is not the inbox."""
        with self._open() as box:
            box.folder.create(self.folder)

    def empty_and_renumber(self, *mails: tuple[bytes, datetime]) -> None:
        """The folder is made anew by a server that has lost its numbers, with these mails in it."""
        with self._open() as box:
            box.folder.create("New")
            for mail, at in mails:
                box.append(mail, "New", dt=at)
            box.folder.delete(self.folder)
            box.folder.rename("New", self.folder)

    def flags(self) -> list[tuple[str, ...]]:
        """The marks of each mail that is there."""
        with self._open() as box:
            box.folder.set(self.folder, readonly=True)
            return [mail.flags for mail in box.fetch(mark_seen=False)]

    @contextmanager
    def _open(self) -> Iterator[MailBoxUnencrypted]:
        with MailBoxUnencrypted("127.0.0.1", self.server.port).login(self.user, PASSWORD) as box:
            yield box


@contextmanager
def dovecot(idle: bool = True, tls: bool = False) -> Iterator[Dovecot]:
    """A server that answers, until the block ends."""
    server = Dovecot(idle, tls)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        server.clear()


def _free_ports() -> tuple[int, int]:
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as other:
        return one.getsockname()[1], other.getsockname()[1]


def _group(gid: int) -> str:
    import grp

    return grp.getgrgid(gid).gr_name


def _make_certificate(place: Path) -> None:
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
         "-keyout", str(place / "key.pem"), "-out", str(place / "cert.pem")],
        check=True, capture_output=True,
    )  # fmt: skip

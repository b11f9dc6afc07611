"""Mail servers as they are named in settings: by a URL, with the password apart from it."""

from __future__ import annotations

import ipaddress
import re
from enum import StrEnum
from urllib.parse import SplitResult, unquote, urlsplit

from pydantic import SecretStr

from domain.errors import ConfigurationError
from domain.record import Record

_PORTS = {"imaps": 993, "imap": 143, "smtps": 465, "smtp": 587}
_INBOX = "INBOX"
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_LONGEST_WORDS = 300
_TIMEOUT_SECONDS = 60.0


class Security(StrEnum):
    """How a connection is kept from others' eyes."""

    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"


class MailServer(Record):
    """A server and who signs in to it; ``timeout_seconds`` is for each answer of its."""

    host: str
    port: int
    user: str = ""
    password: SecretStr = SecretStr("")
    security: Security
    timeout_seconds: float = _TIMEOUT_SECONDS

    def __str__(self) -> str:
        """The server as people are told of it: without who signs in."""
        return f"{self.host}:{self.port}"


class Mailbox(Record):
    """One folder of somebody's mail."""

    server: MailServer
    folder: str

    def __str__(self) -> str:
        """The folder as people are told of it; nothing secret is in it."""
        return f"{self.folder} of {self.server.user} at {self.server.host}"


def mailbox(url: str, password: SecretStr | None) -> Mailbox:
    """A mailbox by its URL, such as ``imaps://orders@mail.example/INBOX``; without a folder it is the inbox.

    Raises:
        ConfigurationError: the URL names no such mailbox, or there is no password.
    """
    example = "imaps://USER@HOST/INBOX"
    pieces = _split("imap_url", url, ("imaps", "imap"), example)
    server = _server("imap", pieces, password)
    if not server.user:
        raise ConfigurationError(f"The setting imap_url names no user: give it as {example}.")
    return Mailbox(server=server, folder=unquote(pieces.path).strip("/") or _INBOX)


def outgoing_server(url: str, password: SecretStr | None) -> MailServer:
    """The server that takes what is sent, by its URL, such as ``smtps://orders@mail.example``.

    Raises:
        ConfigurationError: the URL names no such server, or a user without a password.
    """
    example = "smtps://USER@HOST or smtp://USER@HOST:587"
    pieces = _split("smtp_url", url, ("smtps", "smtp"), example)
    if pieces.path not in ("", "/"):
        raise ConfigurationError(f"The setting smtp_url has a path, which means nothing: give it as {example}.")
    return _server("smtp", pieces, password)


def _split(setting: str, url: str, schemes: tuple[str, ...], example: str) -> SplitResult:
    wrong = ConfigurationError(f"The setting {setting} cannot be used: give it as {example}.")
    if _CONTROL.search(unquote(url)):
        raise wrong
    try:
        pieces = urlsplit(url)
        usable = pieces.scheme in schemes and pieces.hostname and pieces.port != 0
    except ValueError:
        raise wrong from None
    if not usable or pieces.query or pieces.fragment:
        raise wrong
    if pieces.password is not None:
        raise ConfigurationError(
            f"The setting {setting} has a password in it, where it may be shown: give it as "
            f"{setting.removesuffix('_url')}_password."
        )
    return pieces


def _server(kind: str, pieces: SplitResult, password: SecretStr | None) -> MailServer:
    host, user = pieces.hostname or "", unquote(pieces.username or "")
    if user and not (password and password.get_secret_value()):
        raise ConfigurationError(f"The setting {kind}_password is missing: {user} cannot sign in without it.")
    if password is not None and _CONTROL.search(password.get_secret_value()):
        raise ConfigurationError(f"The setting {kind}_password has a line break or another control character in it.")
    return MailServer(
        host=host,
        port=pieces.port or _PORTS[pieces.scheme],
        user=user,
        password=password or SecretStr(""),
        security=_security(pieces.scheme, host),
    )


def _security(scheme: str, host: str) -> Security:
    """TLS from the first byte, or before the password is sent; in the clear only where nothing leaves this machine."""
    if scheme.endswith("s"):
        return Security.TLS
    try:
        here = ipaddress.ip_address(host).is_loopback
    except ValueError:
        here = host == "localhost"
    return Security.NONE if here else Security.STARTTLS


def in_words(said: object) -> str:
    """What a server said, as words that can be kept and shown: one line, and not endless."""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    return one_line(text[: 4 * _LONGEST_WORDS])[:_LONGEST_WORDS].rstrip(".")


def one_line(words: str) -> str:
    """Other people's words in one line, without what cannot be seen."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in words).split())

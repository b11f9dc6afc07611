"""A folder of a mailbox on an IMAP server, opened for reading only: nothing in it is changed, marked or deleted."""

from __future__ import annotations

import imaplib
import re
import select
import ssl
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from imap_tools import BaseMailBox
from imap_tools.errors import ImapToolsError, MailboxFolderSelectError, MailboxLoginError, UnexpectedCommandStatusError

from connectors.channels.servers import Mailbox, Security, in_words
from domain.errors import ChannelError, ChannelRefused, ChannelUnavailable

_LISTED_AT_ONCE = 200
_SLICE_SECONDS = 0.5
# More than any mail that is fetched, and than any list of numbers.
_MOST_AT_ONCE = 64 * 1024 * 1024
# What the library runs into where a server speaks nonsense, or tells of bytes without end.
_NONSENSE = (ValueError, LookupError, TypeError, AttributeError, OverflowError, MemoryError)
# A TLS connection may carry bytes that are no line; one that is closed has nothing to say again and again.
_MOST_SILENT = 3
_NUMBER = re.compile(rb"\d+")
_UID = re.compile(rb"\bUID (\d+)")
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)")
_ARRIVED = re.compile(rb'\bINTERNALDATE "([^"]{1,40})"')


@dataclass(frozen=True)
class Arrived:
    """A mail in the folder: its number there, its size in bytes, and when the server got it, if it says so."""

    uid: int
    size: int
    at: datetime | None


class MailFolder:
    """An open folder. Made by ``open_folder``; every method may raise a ``ChannelError``.

    ``validity`` is the folder's UIDVALIDITY: where it is another one than before, all numbers are new. ``next_uid`` is
    above every number that was there when the folder was opened.
    """

    def __init__(self, box: BaseMailBox, where: Mailbox) -> None:
        self._box = box
        self._where = where
        with _spoken(where):
            _, capabilities = box.client.capability()
            self.can_idle = b"IDLE" in (capabilities[0] or b"").upper().split()
        self.validity = self.next_uid = 0
        self.open()

    def open(self) -> None:
        """Open the folder as it is now: who has it open does not see that it was made anew, with other numbers."""
        where = self._where
        with _spoken(where):
            self._box.folder.set(where.folder, readonly=True)
            validity, following = self._told("UIDVALIDITY"), self._told("UIDNEXT")
            if validity is None:
                raise ChannelRefused(f"{where.server} numbers no mails (UIDVALIDITY): its folders cannot be watched.")
            self.validity = validity
            self.next_uid = following if following is not None else max(self._numbers(1), default=0) + 1

    def after(self, uid: int) -> Iterator[Arrived]:
        """The mails with numbers above ``uid``, in the order of their numbers."""
        with _spoken(self._where):
            self._box.client.untagged_responses.pop("EXISTS", None)
            numbers = self._numbers(uid + 1)
        for first in range(0, len(numbers), _LISTED_AT_ONCE):
            with _spoken(self._where):
                listed = self._listed(numbers[first : first + _LISTED_AT_ONCE])
            yield from listed

    def fetch(self, uid: int, most: int) -> bytes | None:
        """A mail's bytes as the server keeps them, up to one more than ``most``; None where it is gone."""
        with _spoken(self._where):
            _, answer = self._box.client.uid("FETCH", str(uid), f"(BODY.PEEK[]<0.{most + 1}>)")
            return next((bytes(each[1]) for each in answer if isinstance(each, tuple) and b"BODY[" in each[0]), None)

    def wait(self, seconds: float, stop: threading.Event) -> None:
        """Wait until the server tells of something new (IDLE), until ``seconds`` have passed, or until ``stop``.

        A server without IDLE tells nothing: then the time passes.
        """
        if "EXISTS" in self._box.client.untagged_responses:
            return  # it was told along with the last answer
        if not self.can_idle:
            stop.wait(seconds)
            return
        with _spoken(self._where):
            client = self._box.client
            tag = client._command("IDLE")
            while client._get_response() is not None:
                if client.tagged_commands[tag]:
                    raise ChannelUnavailable(f"{self._where.server} does not wait for mails (IDLE), though it says so.")
            self._listen(time.monotonic() + seconds, stop)
            client.send(b"DONE\r\n")
            self._box.consume_until_tagged_response(tag)

    def _listen(self, until: float, stop: threading.Event) -> None:
        """Return when the server has said a line, at the latest ``until``."""
        ready, silent = select.poll(), 0
        ready.register(self._box.client.sock, select.POLLIN)
        # What came along with an earlier line is read already, and the socket does not tell of it.
        heard = self._line()
        while heard is None and not stop.is_set() and (left := until - time.monotonic()) > 0:
            if not ready.poll(min(left, _SLICE_SECONDS) * 1000):
                silent = 0
                continue
            heard = self._line()
            silent += 1
            if heard is None and silent > _MOST_SILENT:
                raise ChannelUnavailable(f"{self._where.server} has closed the connection.")

    def _line(self) -> bytes | None:
        """The next line, if there is one by now."""
        client = self._box.client
        before = client.sock.gettimeout()
        client.sock.settimeout(0)
        try:
            line: bytes = client._get_line()
        except (BlockingIOError, ssl.SSLWantReadError):
            return None
        except imaplib.IMAP4.abort as error:
            if "EOF" in str(error):  # also where there is nothing yet
                return None
            raise
        finally:
            client.sock.settimeout(before)
        return line

    def _told(self, name: str) -> int | None:
        """A number that the server told when the folder was opened."""
        told = self._box.client.untagged_responses.get(name) or [b""]
        found = _NUMBER.search(told[-1]) if isinstance(told[-1], bytes) else None
        return int(found[0]) if found else None

    def _numbers(self, first: int) -> list[int]:
        """Every number from ``first`` on; a server gives its highest one too, where that is lower."""
        _, answer = self._box.client.uid("SEARCH", f"UID {first}:*")
        parts = [part for part in answer if isinstance(part, bytes)]
        return sorted({int(n) for part in parts for n in _NUMBER.findall(part) if int(n) >= first})

    def _listed(self, numbers: Sequence[int]) -> list[Arrived]:
        _, answer = self._box.client.uid("FETCH", ",".join(map(str, numbers)), "(UID RFC822.SIZE INTERNALDATE)")
        found: dict[int, Arrived] = {}
        for line in answer:
            if not isinstance(line, bytes):
                continue
            uid, size = _UID.search(line), _SIZE.search(line)
            if uid and size:
                found[int(uid[1])] = Arrived(int(uid[1]), int(size[1]), _moment(line))
        return [found[number] for number in numbers if number in found]


@contextmanager
def open_folder(where: Mailbox) -> Iterator[MailFolder]:
    """Sign in and open a folder for reading only, until the block ends.

    Raises:
        ChannelRefused: the server does not let its user in, or has no such folder.
        ChannelUnavailable: it cannot be reached.
    """
    server = where.server
    with _spoken(where):
        box = _connect(where)
    try:
        with _spoken(where):
            if server.security is Security.STARTTLS:
                _turn_to_tls(box, where)
            _sign_in(box, server.user, server.password.get_secret_value())
        yield MailFolder(box, where)
    finally:
        with suppress(imaplib.IMAP4.error, ImapToolsError, OSError, *_NONSENSE):
            box.logout()
        with suppress(OSError, *_NONSENSE):
            box.client.shutdown()


class _Client(imaplib.IMAP4):
    """The library's client, which reads no more at once than the desk has asked for."""

    def read(self, size: int) -> bytes:
        """Bytes that the server has announced."""
        if size > _MOST_AT_ONCE:
            raise self.abort(f"it announces {size} bytes")
        return super().read(size)


class _TlsClient(_Client, imaplib.IMAP4_SSL):
    """The same, with TLS from the first byte."""


class _Box(BaseMailBox):
    def __init__(self, client: imaplib.IMAP4) -> None:
        self._own = client
        super().__init__()

    def _get_mailbox_client(self) -> imaplib.IMAP4:
        return self._own


def _connect(where: Mailbox) -> BaseMailBox:
    server = where.server
    if server.security is Security.TLS:
        context, timeout = ssl.create_default_context(), server.timeout_seconds
        return _Box(_TlsClient(server.host, server.port, ssl_context=context, timeout=timeout))
    return _Box(_Client(server.host, server.port, server.timeout_seconds))


def _turn_to_tls(box: BaseMailBox, where: Mailbox) -> None:
    if "STARTTLS" not in box.client.capabilities:
        raise ChannelRefused(f"{where.server} offers no STARTTLS, and the password is not sent in the clear.")
    box.client.starttls(ssl.create_default_context())


def _sign_in(box: BaseMailBox, user: str, password: str) -> None:
    if user.isascii() and password.isascii():
        box.login(user, password, initial_folder=None)
    else:
        box.login_utf8(user, password, initial_folder=None)


@contextmanager
def _spoken(where: Mailbox) -> Iterator[None]:
    """Whatever goes wrong in speaking with the server, as the desk's own errors."""
    server = where.server
    try:
        yield
    except ChannelError:
        raise
    except MailboxLoginError as error:
        raise ChannelRefused(f"{server} does not let {server.user} in: {_said(error)}.") from error
    except MailboxFolderSelectError as error:
        raise ChannelRefused(f"{server} does not open the folder {where.folder}: {_said(error)}.") from error
    except ssl.SSLCertVerificationError as error:
        raise ChannelRefused(
            f"The certificate of {server} cannot be trusted: {in_words(error.verify_message)}."
        ) from error
    except UnexpectedCommandStatusError as error:
        raise ChannelUnavailable(f"{server} cannot do what it was asked: {_said(error)}.") from error
    except (imaplib.IMAP4.error, ImapToolsError, OSError, *_NONSENSE) as error:
        why = in_words(error) or type(error).__name__
        raise ChannelUnavailable(f"The mailbox at {server} cannot be reached: {why}.") from error


def _said(error: UnexpectedCommandStatusError) -> str:
    data = error.command_result[1]
    return in_words(data[0] if isinstance(data, list) and data else data)


def _moment(line: bytes) -> datetime | None:
    """When the server got a mail; None where it does not say so in a way that can be read."""
    found = _ARRIVED.search(line)
    if found is None:
        return None
    try:
        moment = parsedate_to_datetime(found[1].decode("ascii").strip())
    except (ValueError, TypeError, OverflowError, UnicodeDecodeError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

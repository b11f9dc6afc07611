"""A server that takes what is sent: one mail, handed over once, and what is known of it afterwards."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from connectors.channels.servers import MailServer, Security, in_words
from domain.errors import ChannelError, ChannelOutcomeUnknown, ChannelRefused, ChannelUnavailable, MailRefused

_OK = 250
_OK_ELSEWHERE = 251
_GO_ON = 354
_SIGN_IN_FIRST = 530
_NOT_NOW = range(400, 500)
# A server that has all of a mail may take long to say so; who gives up early knows less.
_LAST_WORD_SECONDS = 300.0


def send(server: MailServer, mail: bytes, sender: str, recipient: str) -> str:
    """Hand one mail over to one recipient; what the server said to it.

    Raises:
        ChannelRefused: it does not let the desk in; no mail can be sent, this one or another.
        MailRefused: it does not take this mail, and never will.
        ChannelUnavailable: it cannot be reached, or does not take it now. Nothing was sent.
        ChannelOutcomeUnknown: the mail was handed over, and the server did not say whether it took it.
    """
    with _session(server) as smtp:
        with _before_the_mail(server):
            _welcome(server, sender, smtp.mail(sender))
            _accepted(server, smtp.rcpt(recipient))
            code, said = smtp.docmd("DATA")
            if code != _GO_ON:
                raise _no(server, code, said)
        try:
            if smtp.sock is not None:
                smtp.sock.settimeout(max(_LAST_WORD_SECONDS, server.timeout_seconds))
            smtp.send(_quoted(mail))
            code, said = smtp.getreply()
        except (OSError, smtplib.SMTPException, ValueError) as error:
            why = in_words(error) or type(error).__name__
            raise ChannelOutcomeUnknown(f"{server} had the mail and did not say whether it took it: {why}.") from error
        _accepted(server, (code, said))
        return in_words(said)


def look(server: MailServer) -> None:
    """Sign in, and send nothing.

    Raises:
        ChannelError: as ``send`` does before there is a mail.
    """
    with _session(server):
        pass


@contextmanager
def _session(server: MailServer) -> Iterator[smtplib.SMTP]:
    """A connection that is signed in, until the block ends."""
    with _before_the_mail(server):
        smtp = _connect(server)
    try:
        with _before_the_mail(server):
            smtp.ehlo_or_helo_if_needed()
            if server.security is Security.STARTTLS:
                smtp.starttls(context=ssl.create_default_context())
            if server.user:
                _sign_in(server, smtp)
        yield smtp
    finally:
        with suppress(smtplib.SMTPException, OSError):
            smtp.quit()
        smtp.close()


def _connect(server: MailServer) -> smtplib.SMTP:
    if server.security is Security.TLS:
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(server.host, server.port, timeout=server.timeout_seconds, context=context)
    return smtplib.SMTP(server.host, server.port, timeout=server.timeout_seconds)


def _sign_in(server: MailServer, smtp: smtplib.SMTP) -> None:
    try:
        smtp.login(server.user, server.password.get_secret_value())
    except smtplib.SMTPAuthenticationError as error:
        if error.smtp_code in _NOT_NOW:
            raise
        why = in_words(error.smtp_error)
        raise ChannelRefused(f"{server} does not let {server.user} in: {why}.") from error
    except (smtplib.SMTPNotSupportedError, UnicodeError) as error:
        raise ChannelRefused(f"{server} has no way to sign in that the desk knows: {in_words(error)}.") from error


@contextmanager
def _before_the_mail(server: MailServer) -> Iterator[None]:
    """Whatever goes wrong before the mail is handed over: it was not sent."""
    try:
        yield
    except ChannelError:
        raise
    except ssl.SSLCertVerificationError as error:
        why = in_words(error.verify_message)
        raise ChannelRefused(f"The certificate of {server} cannot be trusted: {why}.") from error
    except smtplib.SMTPNotSupportedError as error:
        raise ChannelRefused(f"{server} offers no STARTTLS, and the password is not sent in the clear.") from error
    except (OSError, smtplib.SMTPException, ValueError) as error:
        why = in_words(error.smtp_error) if isinstance(error, smtplib.SMTPResponseException) else in_words(error)
        raise ChannelUnavailable(f"{server} cannot be reached: {why or type(error).__name__}.") from error


def _welcome(server: MailServer, sender: str, answer: tuple[int, bytes]) -> None:
    """Whether the server sends mails from that address at all: no mail has a part in its answer."""
    code, said = answer
    if code >= _NOT_NOW.stop:
        raise ChannelRefused(f"{server} takes no mails from {sender}: {code} {in_words(said)}.")
    _accepted(server, answer)


def _accepted(server: MailServer, answer: tuple[int, bytes]) -> None:
    code, said = answer
    if code not in (_OK, _OK_ELSEWHERE):
        raise _no(server, code, said)


def _no(server: MailServer, code: int, said: bytes) -> ChannelError:
    """The server's no, which is for now (4xx), or for good. Without a code the connection is gone."""
    told = f"{server} says no: {code} {in_words(said)}."
    if code == _SIGN_IN_FIRST:
        return ChannelRefused(told)
    return MailRefused(told) if code >= _NOT_NOW.stop else ChannelUnavailable(told)


def _quoted(mail: bytes) -> bytes:
    """The mail as it goes over the wire: CRLF, dots at the beginning of a line doubled, and its end."""
    lines = mail.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    body = b"\r\n".join(b"." + line if line.startswith(b".") else line for line in lines)
    return body + (b"" if body.endswith(b"\r\n") else b"\r\n") + b".\r\n"

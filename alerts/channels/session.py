"""
A conversation with a mail server: connected, encrypted, logged in, then one mail after another.

The only file that speaks SMTP; what the answers mean is said in `answers`.
"""

import re
import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from alerts.channels.answers import (
    Account,
    meaning,
    quoted,
    refusal,
    refusal_of_sender,
    refusal_of_tls,
)
from alerts.channels.connect import open_socket
from model.message import Paused, Postponed, Refused, Sent
from model.network import Guard

READY = 220
GO_AHEAD = 354
GOOD_BYE = 421  # RFC 5321 §3.8: the server closes the connection
TAKEN = range(200, 300)
REFUSED = range(400, 600)

PERHAPS = (
    ", after it was given the whole mail: it may have arrived, and may come a second time "
    "with the same Message-ID"
)

Tell = Callable[[str], None]


class ConversationError(Exception):
    """A conversation ended before the mail was taken; *result* says what that means for it."""

    def __init__(self, result: Postponed | Paused | Refused) -> None:
        self.result = result
        super().__init__(result.reason)


class Session:
    """One connection to a mail server; *tell* hears of every step that worked."""

    def __init__(self, account: Account, tell: Tell, guard: Guard) -> None:
        """Connect to nothing yet; what *guard* refuses never."""
        self._account = account
        self._tell = tell
        self._client = _client(account, guard)
        self.is_usable = False  # for one more mail
        self.mails = 0  # begun so far

    def open(self) -> None:
        """
        Connect, encrypt and log in; without the encryption asked for, no password is sent.

        Raises:
            ConversationError: it is never the message's fault.
        """
        with self._steps():
            self._connect()
            self._encrypt()
            self._log_in()
        self.is_usable = True

    def begin(self, sender: str, size: int) -> None:
        """
        Announce a mail of *size* octets from *sender*.

        Raises:
            ConversationError: the server does not want it.
        """
        with self._steps():
            if self.mails:
                self._forget()
            self.mails += 1
            options = [f"size={size}"] if self._client.has_extn("size") else []
            code, reply = self._client.mail(sender, options)
        if code not in TAKEN:
            self.is_usable = _is_orderly(code)
            raise ConversationError(refusal_of_sender(self._account, code, reply))

    def finish(self, recipient: str, mail: bytes) -> Sent:
        """
        Send *mail* to *recipient*.

        Raises:
            ConversationError: the server did not take it, or never said whether it did.
        """
        with self._steps():
            self._expect(TAKEN, f"the recipient {recipient}", *self._client.rcpt(recipient))
            self._tell(f"accepted for {recipient}")
            self._expect({GO_AHEAD}, "the message", *self._client.docmd("DATA"))
            self._client.send(_dotted(mail))
        code, reply = self._last_answer()
        self._expect(TAKEN, "the message", code, reply)
        return Sent(quoted(self._account, code, reply))

    def cut_off(self) -> None:
        """Break the connection off, from another thread: whoever waits for it stops waiting."""
        connection = self._client.sock
        if connection is not None:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Take leave, if the other side still listens."""
        if self.is_usable:
            with suppress(OSError):
                self._client.quit()
        self._client.close()
        self.is_usable = False

    def _connect(self) -> None:
        code, reply = self._client.connect(self._account.host, self._account.port)
        if code != READY:
            raise smtplib.SMTPConnectError(code, reply)
        self._client.ehlo_or_helo_if_needed()
        self._tell(f"connected to {self._account}: {quoted(self._account, code, reply)}")

    def _encrypt(self) -> None:
        if self._account.security == "starttls":
            self._start_tls()
        connection = self._client.sock
        if isinstance(connection, ssl.SSLSocket):
            self._tell(f"encrypted with {connection.version()}")
        else:
            self._tell("not encrypted")

    def _start_tls(self) -> None:
        client = self._client
        if not client.has_extn("starttls"):
            raise smtplib.SMTPNotSupportedError(
                f"{self._account} offers no encryption (STARTTLS); nothing was sent to it. "
                'Use a port that does, or set security = "tls"'
            )
        try:
            client.starttls(context=ssl.create_default_context())
        except smtplib.SMTPResponseException as error:
            raise ConversationError(refusal_of_tls(self._account, error)) from error
        client.ehlo()

    def _log_in(self) -> None:
        account = self._account
        if not account.username:
            return
        if not self._client.has_extn("auth"):
            raise smtplib.SMTPNotSupportedError(
                f"{account} offers no login; leave out username if it needs none"
            )
        self._client.login(account.username, account.password)
        self._tell(f"logged in as {account.username}")

    def _forget(self) -> None:
        """Have the server forget the mail before; else what it says is an answer to that."""
        code, reply = self._client.rset()
        if code not in TAKEN:
            raise smtplib.SMTPResponseException(code, reply)

    def _last_answer(self) -> tuple[int, bytes]:
        """Hear what became of a mail that is sent whole: without an answer, nobody knows."""
        try:
            return self._client.getreply()
        except OSError as error:
            self.is_usable = False
            reason = meaning(self._account, error).reason
            raise ConversationError(Postponed(f"{reason}{PERHAPS}")) from error

    def _expect(self, codes: range | set[int], what: str, code: int, reply: bytes) -> None:
        if code not in codes:
            self.is_usable = _is_orderly(code)
            raise ConversationError(refusal(self._account, what, code, reply))

    @contextmanager
    def _steps(self) -> Iterator[None]:
        try:
            yield
        except (OSError, UnicodeError) as error:  # smtplib's errors are OSErrors
            self.is_usable = False
            raise ConversationError(meaning(self._account, error)) from error


class _Checked(smtplib.SMTP):
    """smtplib's client, but connected by us."""

    guard: Guard

    def _get_socket(self, host: str, port: int, timeout: float | None) -> socket.socket:
        """Connect to a checked address: smtplib's one place to replace this."""
        return open_socket(host, port, self.guard, timeout)


class _CheckedTls(smtplib.SMTP_SSL, _Checked):
    """The same with TLS from the start: SMTP_SSL wraps what `_Checked` opens."""


def _client(account: Account, guard: Guard) -> smtplib.SMTP:
    timeout = account.timeout.total_seconds()
    client = (
        _CheckedTls(timeout=timeout, context=ssl.create_default_context())
        if account.security == "tls"
        else _Checked(timeout=timeout)
    )
    client.guard = guard
    # The name certificates are checked against: the constructor sets it, but would connect
    # before the time limit holds.
    client._host = account.host  # type: ignore[attr-defined]  # noqa: SLF001
    return client


def _is_orderly(code: int) -> bool:
    """Tell whether the server refused something and stays: the next answer is to what we ask."""
    return code in REFUSED and code != GOOD_BYE


def _dotted(mail: bytes) -> bytes:
    """Return *mail* as DATA wants it: dots doubled, and a lone one at the end (RFC 5321 §4.5.2)."""
    return re.sub(rb"(?m)^\.", b"..", mail) + b".\r\n"

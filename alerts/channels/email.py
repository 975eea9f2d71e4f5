"""
Messages by SMTP, encrypted unless the configuration says otherwise.

The only file that talks to a mail server; the mail itself is made in `mime`.
"""

import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

from alerts.channels.mime import address, compose
from alerts.channels.trouble import trouble
from model import DeliveryError, Message, Postponed, Refused, SendResult, Sent

LONGEST_SESSION = timedelta(seconds=100)  # shorter than the lease on a message being sent
STEPS = 3  # a whole session may take so many times the limit for one step
REPLY_LENGTH = 200
READY = 220
TAKEN = range(200, 300)
PERMANENT = range(500, 600)
LOG_IN_FIRST = 530  # RFC 4954 §6: it is not the mail that is refused


@dataclass(frozen=True, slots=True)
class EmailSettings:
    """One mail account to send from, and who gets the mail."""

    name: str
    host: str
    sender: str
    recipients: tuple[str, ...]
    port: int = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    username: str = ""
    password: str = field(default="", repr=False)
    timeout: timedelta = timedelta(seconds=30)  # for each step of the conversation


class EmailChannel:
    """
    Sends every message as one mail to all recipients.

    A recipient the server took is not sent the same message again while others wait, as long as
    this object lives.
    """

    def __init__(self, settings: EmailSettings) -> None:
        """
        Check the addresses; nothing is sent or opened yet.

        Raises:
            DeliveryError: there are no recipients, or an address is none.
        """
        try:
            self._sender = address(settings.sender)
            self._recipients = tuple(address(each) for each in settings.recipients)
        except ValueError as error:
            raise DeliveryError(f'channel "{settings.name}": {error}') from error
        if not self._recipients:
            raise DeliveryError(f'channel "{settings.name}": it has no recipients')
        self._settings = settings
        self._settled: dict[str, dict[str, str]] = {}  # message id → mailbox → "" or its refusal

    @property
    def name(self) -> str:
        """The channel's name in config.toml."""
        return self._settings.name

    def send(self, message: Message) -> SendResult:
        """
        Offer *message* to the mail server once.

        Passing failures, a refused login and missing encryption are postponed: it is not the
        message that is wrong. Without the encryption asked for, no credentials are sent.
        """
        mail = compose(message, self._sender, self._recipients)
        settled = self._settled.setdefault(message.id, {})
        try:
            with self._session() as client:
                result = self._deliver(client, mail, settled)
        except (OSError, UnicodeError) as error:  # smtplib's errors are OSErrors
            return Postponed(self._reason(error))
        if not isinstance(result, Postponed):
            self._settled.pop(message.id, None)
        return result

    @contextmanager
    def _session(self) -> Iterator[smtplib.SMTP]:
        """Open an encrypted, logged-in connection that cannot last longer than allowed."""
        settings = self._settings
        client = self._client()
        try:
            with _time_limit(client, min(settings.timeout * STEPS, LONGEST_SESSION)):
                code, reply = client.connect(settings.host, settings.port)
                if code != READY:
                    raise smtplib.SMTPConnectError(code, reply)
                self._secure(client)
                self._log_in(client)
                yield client
                with suppress(OSError):
                    client.quit()
        finally:
            client.close()

    def _client(self) -> smtplib.SMTP:
        settings = self._settings
        timeout = settings.timeout.total_seconds()
        client = (
            smtplib.SMTP_SSL(timeout=timeout, context=ssl.create_default_context())
            if settings.security == "tls"
            else smtplib.SMTP(timeout=timeout)
        )
        # The name certificates are checked against: the constructor sets it, but would connect
        # before the time limit holds.
        client._host = settings.host  # type: ignore[attr-defined]  # noqa: SLF001
        return client

    def _secure(self, client: smtplib.SMTP) -> None:
        client.ehlo_or_helo_if_needed()
        if self._settings.security != "starttls":
            return
        if not client.has_extn("starttls"):
            raise smtplib.SMTPNotSupportedError(
                f"{self._server} offers no encryption (STARTTLS); nothing was sent to it. "
                'Use a port that does, or set security = "tls"'
            )
        client.starttls(context=ssl.create_default_context())
        client.ehlo()

    def _log_in(self, client: smtplib.SMTP) -> None:
        if not self._settings.username:
            return
        if not client.has_extn("auth"):
            raise smtplib.SMTPNotSupportedError(
                f"{self._server} offers no login; leave out username if it needs none"
            )
        client.login(self._settings.username, self._settings.password)

    def _deliver(self, client: smtplib.SMTP, mail: bytes, settled: dict[str, str]) -> SendResult:
        code, reply = client.mail(self._sender.mail)
        if code not in TAKEN:
            return self._refusal("the sender", code, reply)
        taken, later = self._name_recipients(client, settled)
        answer = ""
        if taken:
            code, reply = _data(client, mail)
            if code not in TAKEN:
                return self._refusal("the message", code, reply)
            settled.update(dict.fromkeys(taken, ""))
            answer = self._quoted(code, reply)
        if later:
            return Postponed(f"{self._server} asks to wait: {'; '.join(later)}")
        return self._outcome(answer, settled)

    def _name_recipients(
        self, client: smtplib.SMTP, settled: dict[str, str]
    ) -> tuple[list[str], list[str]]:
        """Return the recipients the server takes, and what it says of those to try again."""
        taken, later = [], []
        for mail in dict.fromkeys(each.mail for each in self._recipients):
            if mail in settled:
                continue
            code, reply = client.rcpt(mail)
            said = f"{mail}: {self._quoted(code, reply)}"
            if code in TAKEN:
                taken.append(mail)
            elif _is_final(code):
                settled[mail] = said
            else:
                later.append(said)
        return taken, later

    def _outcome(self, answer: str, settled: dict[str, str]) -> SendResult:
        refused = [reason for reason in settled.values() if reason]
        if len(refused) == len(settled):
            return Refused(f"{self._server} refused every recipient: {'; '.join(refused)}")
        note = f"; refused for {'; '.join(refused)}" if refused else ""
        return Sent(f"{answer or 'accepted'}{note}")

    def _refusal(self, what: str, code: int, reply: bytes) -> SendResult:
        reason = f"{self._server} refused {what}: {self._quoted(code, reply)}"
        return Refused(reason) if _is_final(code) else Postponed(reason)

    def _quoted(self, code: int, reply: bytes) -> str:
        text = " ".join(reply.decode("utf-8", "replace").split())
        if self._settings.password:
            text = text.replace(self._settings.password, "***")
        return f"{code} {text[:REPLY_LENGTH]}"

    @property
    def _server(self) -> str:
        return f"mail server {self._settings.host}:{self._settings.port}"

    def _reason(self, error: Exception) -> str:
        """Say what went wrong; never repeats what we sent, which may hold the password."""
        match error:
            case smtplib.SMTPNotSupportedError():
                return str(error)
            case smtplib.SMTPAuthenticationError(smtp_code=code):
                return f"{self._server} did not accept the user name and password ({code})"
            case smtplib.SMTPResponseException(smtp_code=code, smtp_error=reply):
                return f"{self._server} said {self._quoted(code, _octets(reply))}"
            case smtplib.SMTPServerDisconnected(__context__=None):
                return f"{self._server} hung up, or took too long"
            case UnicodeError():
                return f"{self._server}: user name or password cannot be sent, they are not ASCII"
        return trouble(self._server, error, self._settings.timeout)


def _data(client: smtplib.SMTP, mail: bytes) -> tuple[int, bytes]:
    try:
        return client.data(mail)
    except smtplib.SMTPDataError as error:
        return error.smtp_code, _octets(error.smtp_error)


def _octets(reply: bytes | str) -> bytes:
    return reply if isinstance(reply, bytes) else reply.encode()


def _is_final(code: int) -> bool:
    return code in PERMANENT and code != LOG_IN_FIRST


@contextmanager
def _time_limit(client: smtplib.SMTP, limit: timedelta) -> Iterator[None]:
    """Cut the connection after *limit*: a server that drips keeps every single step in time."""
    done = threading.Event()
    watch = threading.Thread(target=_cut_off, args=(client, done, limit), daemon=True)
    watch.start()
    try:
        yield
    finally:
        done.set()
        watch.join()


def _cut_off(client: smtplib.SMTP, done: threading.Event, limit: timedelta) -> None:
    pause = limit.total_seconds()
    while not done.wait(pause):
        pause = 1.0  # the socket may be a new one: it is replaced when encryption begins
        connection = client.sock
        if connection is not None:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

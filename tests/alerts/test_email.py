"""Mail to a real SMTP server, and everything a server can answer."""

import asyncio
import email
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from email import policy
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword

from alerts.channels.email import EmailChannel, EmailSettings
from alerts.digests.render import render
from model import DeliveryError, Message, Postponed, Refused, SendResult, Sent
from tests.alerts.certificates import server_certificate
from tests.alerts.digest_samples import END, desk_morning
from tests.alerts.loopback import drip, free_port, scripted

MESSAGE = render(desk_morning(), END)[0]
PASSWORD = "s3cret-of-the-desk"
STEP = timedelta(seconds=2)


class Sink:
    """A mail server's mailbox, with answers it can be told to give instead of its own."""

    def __init__(self) -> None:
        """Start with an empty mailbox and no special answers."""
        self.mails: list[Envelope] = []
        self.answers: dict[str, str] = {}  # "MAIL", "DATA" or a recipient → reply
        self.logins: list[bytes] = []

    async def handle_MAIL(self, *spoken: Any) -> str:  # noqa: N802 - aiosmtpd's names
        """Answer MAIL FROM."""
        _, _, envelope, envelope.mail_from, _ = spoken
        return self.answers.get("MAIL", "250 Ok")

    async def handle_RCPT(self, *spoken: Any) -> str:  # noqa: N802
        """Answer RCPT TO."""
        _, _, envelope, address, _ = spoken
        answer = self.answers.get(address, "250 Ok")
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, *spoken: Any) -> str:  # noqa: N802
        """Keep the mail, unless told to refuse it."""
        answer = self.answers.get("DATA", "250 2.0.0 Ok: queued")
        if answer.startswith("2"):
            self.mails.append(spoken[2])
        return answer

    def authenticate(self, *spoken: Any) -> AuthResult:
        """Accept the one password there is."""
        given: LoginPassword = spoken[-1]
        self.logins.append(given.password)
        return AuthResult(success=given.password == PASSWORD.encode(), handled=False)


@contextmanager
def mail_server(sink: Sink, tls: ssl.SSLContext | None = None, **options: Any) -> Iterator[int]:
    """Run a real SMTP server on loopback; gives its port. *tls*: from the first byte."""
    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(
        loop.create_server(
            lambda: SMTP(sink, loop=loop, hostname="mx.test", **options), "127.0.0.1", 0, ssl=tls
        )
    )
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        asyncio.run_coroutine_threadsafe(stop(server), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def stop(server: asyncio.Server) -> None:
    """Close a server and end the conversations it still has."""
    server.close()
    conversations = asyncio.all_tasks() - {asyncio.current_task()}
    for conversation in conversations:
        conversation.cancel()
    await asyncio.gather(*conversations, return_exceptions=True)
    await server.wait_closed()


def settings(port: int, **changes: Any) -> EmailSettings:
    """Return settings for a server on loopback, without encryption unless asked for."""
    values: dict[str, Any] = {
        "name": "desk-mail",
        "host": "127.0.0.1",
        "port": port,
        "security": "none",
        "sender": "Hajiz <hajiz@desk.example>",
        "recipients": ("desk@desk.example",),
        "timeout": STEP,
    }
    return EmailSettings(**(values | changes))


def send(port: int, message: Message = MESSAGE, **changes: Any) -> SendResult:
    """Send a message once."""
    return EmailChannel(settings(port, **changes)).send(message)


@pytest.fixture
def sink() -> Sink:
    """Return an empty mailbox."""
    return Sink()


@pytest.fixture
def plain_port(sink: Sink) -> Iterator[int]:
    """Run a server without encryption."""
    with mail_server(sink) as port:
        yield port


def test_a_mail_arrives_as_it_was_made(sink: Sink, plain_port: int) -> None:
    """Envelope, subject and both parts; the server's own words are kept."""
    result = send(plain_port)

    assert result == Sent("250 2.0.0 Ok: queued")
    (envelope,) = sink.mails
    assert (envelope.mail_from, envelope.rcpt_tos) == ("hajiz@desk.example", ["desk@desk.example"])
    assert isinstance(envelope.content, bytes)
    mail = email.message_from_bytes(envelope.content, policy=policy.default)
    assert mail["Subject"] == MESSAGE.subject
    assert mail["Message-ID"] == f"<{MESSAGE.id}@desk.example>"
    plain, html = mail.iter_parts()
    assert plain.get_content().splitlines() == MESSAGE.text.splitlines()
    assert html.get_content().splitlines() == MESSAGE.html.splitlines()


def test_a_login_happens_over_starttls_only(
    sink: Sink, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server's certificate is checked, then the password sent."""
    context, trusted = server_certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    encrypted: dict[str, Any] = {"tls_context": context, "auth_required": True}
    with mail_server(sink, authenticator=sink.authenticate, **encrypted) as port:
        result = send(port, security="starttls", username="hajiz", password=PASSWORD)

    assert isinstance(result, Sent)
    assert sink.logins == [PASSWORD.encode()]


def test_a_server_that_speaks_tls_from_the_start_is_reached(
    sink: Sink, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Security "tls", as on port 465."""
    context, trusted = server_certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    with mail_server(sink, tls=context) as port:
        result = send(port, security="tls", host="localhost")

    assert isinstance(result, Sent)


def test_fm_094_without_starttls_no_credentials_are_sent(sink: Sink) -> None:
    """A server, or somebody on the way, that hides STARTTLS gets nothing but EHLO."""
    options: dict[str, Any] = {"auth_require_tls": False, "authenticator": sink.authenticate}
    with mail_server(sink, **options) as port:
        result = send(port, security="starttls", username="hajiz", password=PASSWORD)

    assert isinstance(result, Postponed)
    assert "offers no encryption (STARTTLS); nothing was sent" in result.reason
    assert sink.logins == []
    assert sink.mails == []


@pytest.mark.parametrize("host", ["localhost", "elsewhere.example"])
def test_fm_094_an_untrusted_or_foreign_certificate_is_refused(
    sink: Sink, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    """Self-signed, or trusted but of another host: no credentials, and the reason in words."""
    context, trusted = server_certificate(tmp_path, host)
    if host != "localhost":
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    options: dict[str, Any] = {"tls_context": context, "authenticator": sink.authenticate}
    with mail_server(sink, **options) as port:
        result = send(port, security="starttls", username="hajiz", password=PASSWORD)

    assert isinstance(result, Postponed)
    assert f"the certificate of mail server 127.0.0.1:{port} was not accepted" in result.reason
    assert sink.logins == []


def test_fm_092_a_refused_login_is_not_the_messages_fault(sink: Sink) -> None:
    """535 is postponed; neither the password nor the server's echo of it is repeated."""
    options: dict[str, Any] = {"auth_require_tls": False, "authenticator": sink.authenticate}
    with mail_server(sink, **options) as port:
        result = send(port, username="hajiz", password="wrong-one")

    assert isinstance(result, Postponed)
    assert "did not accept the user name and password (535)" in result.reason
    assert "wrong-one" not in result.reason


def test_fm_092_a_login_asked_for_late_is_postponed(sink: Sink, plain_port: int) -> None:
    """530 at MAIL: the configuration lacks a user name, the message is fine."""
    sink.answers["MAIL"] = "530 5.7.0 Authentication required"

    assert isinstance(send(plain_port), Postponed)


def test_a_server_without_login_says_so(plain_port: int) -> None:
    """A user name is configured, but there is nowhere to give it."""
    result = send(plain_port, username="hajiz", password=PASSWORD)

    assert isinstance(result, Postponed)
    assert "offers no login" in result.reason


@pytest.mark.parametrize("step", ["MAIL", "desk@desk.example", "DATA"])
@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        ("421 4.3.2 Shutting down", Postponed),
        ("451 4.7.1 Greylisted, come back", Postponed),
        ("452 4.2.2 Mailbox full", Postponed),
        ("550 5.1.1 No such user", Refused),
        ("552 5.3.4 Too big", Refused),
        ("554 5.7.1 Spam", Refused),
    ],
)
def test_fm_090_091_passing_refusals_are_postponed_and_final_ones_final(
    sink: Sink, plain_port: int, step: str, reply: str, outcome: type[SendResult]
) -> None:
    """Whatever the step, the class of the reply decides, and its words are kept."""
    sink.answers[step] = reply

    result = send(plain_port)

    assert isinstance(result, outcome)
    assert not isinstance(result, Sent)
    assert reply in result.reason
    assert sink.mails == []


def test_fm_090_a_greylisted_message_keeps_its_message_id(sink: Sink, plain_port: int) -> None:
    """The second attempt is the same mail."""
    channel = EmailChannel(settings(plain_port))
    sink.answers["desk@desk.example"] = "451 4.7.1 Greylisted"
    assert isinstance(channel.send(MESSAGE), Postponed)
    del sink.answers["desk@desk.example"]

    assert isinstance(channel.send(MESSAGE), Sent)

    assert len(sink.mails) == 1


def test_fm_091_other_recipients_get_theirs(sink: Sink, plain_port: int) -> None:
    """One address that does not exist is named, and costs nobody else the mail."""
    sink.answers["gone@desk.example"] = "550 5.1.1 No such user"

    result = send(plain_port, recipients=("gone@desk.example", "desk@desk.example"))

    assert result == Sent(
        "250 2.0.0 Ok: queued; refused for gone@desk.example: 550 5.1.1 No such user"
    )
    assert sink.mails[0].rcpt_tos == ["desk@desk.example"]


def test_a_recipient_who_has_the_mail_gets_no_second_one(sink: Sink, plain_port: int) -> None:
    """While one recipient is greylisted, the next attempt is for that one only."""
    channel = EmailChannel(settings(plain_port, recipients=("a@desk.example", "b@desk.example")))
    sink.answers["b@desk.example"] = "451 4.7.1 Greylisted"
    assert isinstance(channel.send(MESSAGE), Postponed)
    del sink.answers["b@desk.example"]

    assert isinstance(channel.send(MESSAGE), Sent)

    assert [mail.rcpt_tos for mail in sink.mails] == [["a@desk.example"], ["b@desk.example"]]


def test_fm_089_a_refused_connection_is_postponed() -> None:
    """Nobody listens: the place and the reason are named."""
    port = free_port()

    result = send(port)

    assert result == Postponed(f"cannot reach mail server 127.0.0.1:{port}: Connection refused")


def test_fm_089_an_unknown_host_is_postponed() -> None:
    """The name does not resolve."""
    result = send(25, host="no-such-host.invalid")

    assert isinstance(result, Postponed)
    assert result.reason.startswith("cannot reach mail server no-such-host.invalid:25: ")


def say_nothing(connection: socket.socket) -> None:
    """Accept, and stay silent until the other side leaves."""
    connection.recv(1)


def hang_up_after_the_dot(connection: socket.socket) -> None:
    """Take the whole mail, then go away without a word."""
    connection.sendall(b"220 ready\r\n")
    received = b""
    while not received.endswith(b"\r\n.\r\n"):
        octets = connection.recv(65536)
        received += octets
        if b"DATA" in octets.upper():
            connection.sendall(b"354 go on\r\n")
        elif octets.endswith(b"\r\n") and not octets.endswith(b"\r\n.\r\n"):
            connection.sendall(b"250 ok\r\n")


def refuse_everybody(connection: socket.socket) -> None:
    """Greet with a refusal."""
    connection.sendall(b"554 no service here\r\n")
    connection.recv(1)


def test_fm_089_a_silent_banner_is_postponed() -> None:
    """No step is waited for longer than the limit."""
    with scripted(say_nothing) as port:
        result = send(port, timeout=timedelta(seconds=0.2))

    assert result == Postponed(f"mail server 127.0.0.1:{port} did not answer within 0.2 s")


def test_fm_089_a_server_that_drips_is_cut_off() -> None:
    """Each byte is in time, but the session as a whole has a limit too."""
    with scripted(lambda connection: drip(connection, b"220-")) as port:
        result = send(port, timeout=timedelta(seconds=0.2))

    assert result == Postponed(f"mail server 127.0.0.1:{port} hung up, or took too long")


def test_fm_093_a_connection_lost_after_the_final_dot_is_postponed() -> None:
    """It may or may not have arrived: it is sent again with the same Message-ID."""
    with scripted(hang_up_after_the_dot) as port:
        result = send(port)

    assert result == Postponed(f"mail server 127.0.0.1:{port} hung up, or took too long")


def test_a_refusing_banner_is_not_the_messages_fault() -> None:
    """554 before any message was named."""
    with scripted(refuse_everybody) as port:
        result = send(port)

    assert result == Postponed(f"mail server 127.0.0.1:{port} said 554 no service here")


def test_an_echoed_password_is_blotted_out(sink: Sink, plain_port: int) -> None:
    """Whatever a server repeats, no result holds the password."""
    sink.answers["DATA"] = f"451 odd {PASSWORD} thing"

    result = send(plain_port, password=PASSWORD)

    assert isinstance(result, Postponed)
    assert result.reason.endswith("451 odd *** thing")


def test_credentials_that_cannot_be_sent_are_postponed(sink: Sink) -> None:
    """SMTP logins here are ASCII; the password is not repeated."""
    options: dict[str, Any] = {"auth_require_tls": False, "authenticator": sink.authenticate}
    with mail_server(sink, **options) as port:
        result = send(port, username="hajiz", password="كلمة السر")

    assert isinstance(result, Postponed)
    assert "not ASCII" in result.reason
    assert "كلمة" not in result.reason


def test_settings_do_not_show_the_password() -> None:
    """Neither in logs nor in tracebacks."""
    assert PASSWORD not in repr(settings(25, password=PASSWORD))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"sender": "hajiz"}, "'hajiz' is not a mail address"),
        ({"recipients": ("desk@desk.example", "x y")}, "'x y' is not a mail address"),
        ({"recipients": ()}, "it has no recipients"),
    ],
)
def test_a_channel_with_wrong_addresses_is_not_built(changes: dict[str, Any], words: str) -> None:
    """The channel is named, and what is wrong with it."""
    with pytest.raises(DeliveryError, match='channel "desk-mail"') as raised:
        EmailChannel(settings(25, **changes))

    assert words in str(raised.value)

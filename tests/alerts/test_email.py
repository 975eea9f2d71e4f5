"""Mail to a real SMTP server, and everything a server can answer."""

import email
import re
import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email import policy
from pathlib import Path
from typing import Any

import pytest

from alerts import label_links
from alerts.channels.email import EmailChannel, EmailSettings
from alerts.channels.spare import Spare
from alerts.channels.unsubscribe import Subscription, read_token
from alerts.label_links import LinkMaker, Offer
from model import DeliveryError
from model.message import Message, MessageKind, Paused, Postponed, Refused, SendResult, Sent
from tests.alerts.certificates import server_certificate
from tests.alerts.loopback import LOOPBACK, Script, drip, free_port, scripted
from tests.alerts.mail_server import PASSWORD, Sink, mail_server
from tests.alerts.message_samples import MESSAGE

STEP = timedelta(seconds=2)
DESK = "desk@desk.example"


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
        "allow_networks": LOOPBACK,
    }
    return EmailSettings(**(values | changes))


def send(port: int, message: Message = MESSAGE, **changes: Any) -> SendResult:
    """Send a message once, to the desk."""
    return EmailChannel(settings(port, **changes)).send(message, DESK)


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

    assert isinstance(result, Paused)
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

    assert isinstance(result, Paused)
    assert f"the certificate of mail server 127.0.0.1:{port} was not accepted" in result.reason
    assert sink.logins == []


def test_fm_092_a_refused_login_is_not_the_messages_fault(sink: Sink) -> None:
    """535 pauses the channel; neither the password nor the server's echo of it is repeated."""
    options: dict[str, Any] = {"auth_require_tls": False, "authenticator": sink.authenticate}
    with mail_server(sink, **options) as port:
        result = send(port, username="hajiz", password="wrong-one")

    assert isinstance(result, Paused)
    assert "did not accept the user name and password (535)" in result.reason
    assert "wrong-one" not in result.reason


def test_fm_092_a_login_asked_for_late_pauses_the_channel(sink: Sink, plain_port: int) -> None:
    """530 at MAIL: the configuration lacks a user name, the message is fine."""
    for step in ("MAIL", DESK, "DATA"):
        sink.answers = {step: "530 5.7.0 Authentication required"}

        assert isinstance(send(plain_port), Paused)


def test_a_server_without_login_says_so(plain_port: int) -> None:
    """A user name is configured, but there is nowhere to give it."""
    result = send(plain_port, username="hajiz", password=PASSWORD)

    assert isinstance(result, Paused)
    assert "offers no login" in result.reason


PASSING = ["421 4.3.2 Shutting down", "451 4.7.1 Greylisted, come back", "452 4.2.2 Mailbox full"]
FINAL = ["550 5.1.1 No such user", "553 5.1.8 Who is that", "554 5.7.1 Spam"]


@pytest.mark.parametrize("step", ["MAIL", DESK, "DATA"])
@pytest.mark.parametrize("reply", PASSING)
def test_fm_090_passing_refusals_are_postponed(
    sink: Sink, plain_port: int, step: str, reply: str
) -> None:
    """Whatever the step, and the words of the server are kept."""
    sink.answers[step] = reply

    result = send(plain_port)

    assert isinstance(result, Postponed)
    assert reply in result.reason
    assert sink.mails == []


@pytest.mark.parametrize("step", [DESK, "DATA"])
@pytest.mark.parametrize("reply", FINAL)
def test_fm_091_final_refusals_are_final(
    sink: Sink, plain_port: int, step: str, reply: str
) -> None:
    """Of a recipient, or of the message; the words of the server are kept."""
    sink.answers[step] = reply

    result = send(plain_port)

    assert isinstance(result, Refused)
    assert reply in result.reason
    assert sink.mails == []


@pytest.mark.parametrize("reply", FINAL)
def test_fm_092_a_refused_sender_is_not_the_messages_fault(
    sink: Sink, plain_port: int, reply: str
) -> None:
    """Every message has the same sender: the channel waits for somebody to repair it."""
    sink.answers["MAIL"] = reply

    result = send(plain_port)

    assert isinstance(result, Paused)
    assert f"refused the sender: {reply}" in result.reason


@pytest.mark.parametrize("step", ["MAIL", "DATA"])
@pytest.mark.parametrize("reply", ["552 5.3.4 Too big", "552 Too much data", "554 5.3.4 Too big"])
def test_fm_095_too_large_a_message_is_refused_with_a_hint(
    sink: Sink, plain_port: int, step: str, reply: str
) -> None:
    """The size is the message's own fault, wherever it is told."""
    sink.answers[step] = reply

    result = send(plain_port)

    assert isinstance(result, Refused)
    assert reply in result.reason
    assert "lower max_size" in result.reason


def test_fm_095_the_size_is_announced(sink: Sink) -> None:
    """A server that knows its limit refuses before the mail is sent (RFC 1870)."""
    with mail_server(sink, data_size_limit=500) as port:
        result = send(port)

    assert isinstance(result, Refused)
    assert "lower max_size" in result.reason


def test_fm_090_a_greylisted_message_keeps_its_message_id(sink: Sink, plain_port: int) -> None:
    """The second attempt is the same mail."""
    channel = EmailChannel(settings(plain_port))
    sink.answers["desk@desk.example"] = "451 4.7.1 Greylisted"
    assert isinstance(channel.send(MESSAGE, DESK), Postponed)
    del sink.answers["desk@desk.example"]

    assert isinstance(channel.send(MESSAGE, DESK), Sent)

    assert len(sink.mails) == 1


def test_fm_091_each_recipient_is_a_delivery_of_its_own(sink: Sink, plain_port: int) -> None:
    """One address that does not exist costs nobody else the mail, and nobody sees the others."""
    people = ("Gone <gone@desk.example>", "Desk <desk@desk.example>", "desk@desk.example")
    sink.answers["gone@desk.example"] = "550 5.1.1 No such user"
    channel = EmailChannel(settings(plain_port, recipients=people))

    results = [channel.send(MESSAGE, recipient) for recipient in channel.recipients]

    assert channel.recipients == ("gone@desk.example", DESK)
    assert results == [
        Refused(
            f"mail server 127.0.0.1:{plain_port} refused the recipient gone@desk.example: "
            "550 5.1.1 No such user"
        ),
        Sent("250 2.0.0 Ok: queued"),
    ]
    (envelope,) = sink.mails
    assert envelope.rcpt_tos == [DESK]
    assert isinstance(envelope.content, bytes)
    assert b"gone@" not in envelope.content


def test_what_is_no_address_is_refused(sink: Sink, plain_port: int) -> None:
    """Whoever else it is meant for, a mailbox it must be."""
    channel = EmailChannel(settings(plain_port))

    assert isinstance(channel.send(MESSAGE, "no address"), Refused)
    assert sink.mails == []


def test_bounces_go_where_the_settings_say(sink: Sink, plain_port: int) -> None:
    """The envelope has an address of its own; the mail shows the sender."""
    send(plain_port, bounces="Bounces <bounces@desk.example>")

    (envelope,) = sink.mails
    assert envelope.mail_from == "bounces@desk.example"
    assert isinstance(envelope.content, bytes)
    assert b"From: Hajiz <hajiz@desk.example>" in envelope.content


@pytest.mark.parametrize(("kind", "is_offered"), [("digest", True), ("notice", False)])
def test_fm_099_each_recipient_has_a_link_of_their_own(
    sink: Sink, plain_port: int, kind: MessageKind, is_offered: bool
) -> None:
    """It names who, what and which channel; notices to the operator have none."""
    key = bytes(range(32))
    message = replace(MESSAGE, kind=kind)
    send(plain_port, message, public_url="https://desk.example/h/", unsubscribe_key=key)

    (envelope,) = sink.mails
    assert isinstance(envelope.content, bytes)
    mail = email.message_from_bytes(envelope.content, policy=policy.default)
    assert (mail["List-Unsubscribe-Post"] is not None) == is_offered
    if is_offered:
        start, _, token = mail["List-Unsubscribe"].strip("<>").rpartition("/")
        assert start == "https://desk.example/h/unsubscribe"
        assert read_token(key, token) == Subscription("desk-mail", DESK, "morning")


def test_a_round_of_mails_needs_one_login(sink: Sink) -> None:
    """The session stays open for a moment, also after a mail that was refused."""
    people = tuple(f"reader{number}@desk.example" for number in range(5))
    sink.answers["reader2@desk.example"] = "550 5.1.1 No such user"
    options: dict[str, Any] = {"auth_require_tls": False, "authenticator": sink.authenticate}
    with mail_server(sink, **options) as port:
        changes = {"recipients": people, "username": "hajiz", "password": PASSWORD}
        channel = EmailChannel(settings(port, **changes))
        results = [channel.send(MESSAGE, recipient) for recipient in channel.recipients]

    assert [isinstance(result, Sent) for result in results] == [True, True, False, True, True]
    assert [mail.rcpt_tos for mail in sink.mails] == [[p] for p in people if "2" not in p]
    assert len(sink.logins) == 1


def test_fm_090_a_session_that_ended_in_between_costs_no_attempt(
    sink: Sink, plain_port: int
) -> None:
    """421 or a hang-up before the next mail: a new session takes it."""
    channel = EmailChannel(settings(plain_port))
    assert isinstance(channel.send(MESSAGE, DESK), Sent)
    sink.answers_once["MAIL"] = "421 4.7.0 Too many messages in this session"

    assert isinstance(channel.send(MESSAGE, DESK), Sent)

    assert len(sink.mails) == 2


def test_a_session_is_left_when_nothing_follows(sink: Sink, plain_port: int) -> None:
    """We take leave by ourselves."""
    channel = EmailChannel(settings(plain_port))
    channel._spare = Spare(timedelta(seconds=0.05))
    channel.send(MESSAGE, DESK)

    assert sink.goodbye.wait(2)


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

    assert isinstance(result, Postponed)
    assert result.reason.startswith(f"mail server 127.0.0.1:{port} hung up, or took too long, aft")
    assert "it may have arrived" in result.reason


def stall_in_the_mail(connection: socket.socket) -> None:
    """Ask for the mail, then read no more of it and say nothing."""
    connection.sendall(b"220 ready\r\n")
    received = b""
    while b"DATA" not in received.upper():
        received = connection.recv(65536)
        connection.sendall(b"354 go on\r\n" if b"DATA" in received.upper() else b"250 ok\r\n")
    while connection.recv(65536):
        pass


def test_fm_089_a_server_that_stalls_in_the_mail_is_left() -> None:
    """It has had the whole mail and says nothing: nobody knows."""
    with scripted(stall_in_the_mail) as port:
        result = send(port, timeout=timedelta(seconds=0.3))

    assert isinstance(result, Postponed)
    assert f"127.0.0.1:{port} did not answer within 0.3 s, after it was given" in result.reason


def test_fm_093_what_is_cut_off_before_the_dot_has_not_arrived() -> None:
    """A connection that breaks in the middle of the mail leaves no doubt."""

    def hang_up(connection: socket.socket) -> None:
        connection.sendall(b"220 ready\r\n")
        for _ in range(3):
            connection.recv(65536)
            connection.sendall(b"250 ok\r\n")
        connection.recv(65536)

    with scripted(hang_up) as port:
        result = send(port)

    assert isinstance(result, Postponed)
    assert "may have arrived" not in result.reason


def test_fm_090_the_channel_says_421_and_leaves() -> None:
    """In the middle of a session."""

    def shut_down(connection: socket.socket) -> None:
        connection.sendall(b"220 ready\r\n")
        connection.recv(65536)
        connection.sendall(b"250 ok\r\n")
        connection.recv(65536)
        connection.sendall(b"421 4.3.2 Shutting down\r\n")

    with scripted(shut_down) as port:
        result = send(port)

    assert isinstance(result, Postponed)
    assert "421 4.3.2 Shutting down" in result.reason


def without_encryption(reply: bytes) -> Script:
    """Return a server that offers STARTTLS and answers it with *reply*."""

    def script(connection: socket.socket) -> None:
        connection.sendall(b"220 ready\r\n")
        connection.recv(65536)
        connection.sendall(b"250-mx.test\r\n250 STARTTLS\r\n")
        connection.recv(65536)
        connection.sendall(reply + b"\r\n")
        if connection.recv(65536):
            connection.sendall(b"in clear text\r\n")

    return script


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (b"502 5.5.1 Not here", Paused),
        (b"454 4.7.0 Not now", Postponed),
        (b"220 go ahead", Paused),
    ],
)
def test_fm_094_encryption_that_is_refused_stops_the_sending(
    reply: bytes, outcome: type[Paused | Postponed]
) -> None:
    """For now, or until somebody repairs it; the last one speaks no TLS at all."""
    with scripted(without_encryption(reply)) as port:
        result = send(port, security="starttls", username="hajiz", password=PASSWORD)

    assert type(result) is outcome


def test_fm_092_a_login_that_fails_for_now_is_postponed() -> None:
    """454: the server cannot ask its own users' list."""

    def script(connection: socket.socket) -> None:
        connection.sendall(b"220 ready\r\n")
        connection.recv(65536)
        connection.sendall(b"250-mx.test\r\n250 AUTH PLAIN\r\n")
        connection.recv(65536)
        connection.sendall(b"454 4.7.0 Temporary failure\r\n")
        connection.recv(65536)

    with scripted(script) as port:
        result = send(port, username="hajiz", password=PASSWORD)

    assert isinstance(result, Postponed)


def test_a_login_nobody_here_knows_pauses_the_channel() -> None:
    """The server asks for a mechanism that smtplib has not."""

    def script(connection: socket.socket) -> None:
        connection.sendall(b"220 ready\r\n")
        connection.recv(65536)
        connection.sendall(b"250-mx.test\r\n250 AUTH GSSAPI\r\n")
        connection.recv(65536)

    with scripted(script) as port:
        result = send(port, username="hajiz", password=PASSWORD)

    assert isinstance(result, Paused)
    assert "no way to log in" in result.reason


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


def test_credentials_that_cannot_be_sent_pause_the_channel(sink: Sink) -> None:
    """SMTP logins here are ASCII; the password is not repeated."""
    options: dict[str, Any] = {"auth_require_tls": False, "authenticator": sink.authenticate}
    with mail_server(sink, **options) as port:
        result = send(port, username="hajiz", password="كلمة السر")

    assert isinstance(result, Paused)
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


def test_each_copy_says_who_labels_by_its_links(sink: Sink, plain_port: int) -> None:
    """In the page and in plain text; a link that is not ours stays as it is."""
    key = bytes(range(32))
    links = LinkMaker("https://desk.example/h", key, "morning", (DESK,)).links(7, ["convoys"])
    assert links is not None
    foreign = "https://desk.example/h/label/WzFd.AAAA"
    page, text = f'<p><a href="{links.noise}">noise</a>{foreign}</p>', f"noise: {links.noise}"

    send(plain_port, replace(MESSAGE, html=page, text=text), unsubscribe_key=key)

    (envelope,) = sink.mails
    assert isinstance(envelope.content, bytes)
    mail = email.message_from_bytes(envelope.content, policy=policy.default)
    plain, html = (part.get_content() for part in mail.iter_parts())  # type: ignore[attr-defined]
    assert foreign in html
    for content in (html, plain):
        token = re.search(r"/label/([\w.-]+)", content)
        assert token is not None
        expected = Offer(7, ("convoys",), "noise", "morning", DESK)
        assert label_links.read_token(key, token[1]) == expected

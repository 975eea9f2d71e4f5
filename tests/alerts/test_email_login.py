"""Logins and encryption a mail server refuses, and what must never be repeated."""

import logging
from collections.abc import Iterator

import pytest

from alerts.channels.email import EmailChannel
from model.message import Paused, Postponed, SendResult
from tests.alerts.mail_samples import MESSAGE
from tests.alerts.mail_server import (
    DESK_MAIL,
    PASSWORD,
    Sink,
    channel,
    mail_server,
    open_login,
    send,
    settings,
)
from tests.alerts.smtp_script import BANNER, DOT, HANG_UP, Conversation, holding


@pytest.fixture
def sink() -> Sink:
    """Return an empty mailbox."""
    return Sink()


@pytest.fixture
def plain_port(sink: Sink) -> Iterator[int]:
    """Run a server without encryption."""
    with mail_server(sink) as port:
        yield port


@pytest.mark.parametrize("password", ["wrong-one", PASSWORD + "x"])
def test_fm_092_a_refused_login_pauses_the_channel(sink: Sink, password: str) -> None:
    """It is not the message's fault; in an hour somebody may have repaired it."""
    with mail_server(sink, **open_login(sink)) as port:
        result = send(port, username="hajiz", password=password)

    assert isinstance(result, Paused)
    assert (result.retry_after, result.is_wish) == (None, False)
    assert result.reason.endswith("did not accept the user name and password (535)")
    assert sink.senders == []


@pytest.mark.parametrize("step", ["MAIL", DESK_MAIL, "DATA"])
def test_fm_092_a_login_asked_for_late_pauses_the_channel(
    sink: Sink, plain_port: int, step: str
) -> None:
    """530: the configuration lacks a user name, the message is fine."""
    sink.answers[step] = "530 5.7.0 Authentication required"

    assert isinstance(send(plain_port), Paused)


def test_fm_092_a_login_that_is_busy_is_postponed() -> None:
    """454 passes (RFC 4954 §6)."""
    ehlo = "250-mx.test\r\n250 AUTH PLAIN"
    with holding(Conversation({"EHLO": ehlo, "AUTH": "454 4.7.0 Try later"})) as port:
        result = send(port, username="hajiz", password=PASSWORD)

    assert isinstance(result, Postponed)
    assert result.reason.endswith("did not accept the user name and password (454)")


def test_fm_092_a_login_of_no_known_kind_pauses_the_channel() -> None:
    """Nothing secret is sent."""
    conversation = Conversation({"EHLO": "250-mx.test\r\n250 AUTH XOAUTH2 GSSAPI"})
    with holding(conversation) as port:
        result = send(port, username="hajiz", password=PASSWORD)

    assert isinstance(result, Paused)
    assert result.reason.endswith("knows no way to log in that we know")
    assert [line.split()[0].lower() for line in conversation.heard] == ["ehlo"]


ECHO = f"odd {PASSWORD} thing"


@pytest.mark.parametrize(
    "replies",
    [
        {BANNER: f"220 {ECHO}"},
        {BANNER: f"554 {ECHO}"},
        {"AUTH": f"535 {ECHO}"},
        {"AUTH": f"454 {ECHO}"},
        {"MAIL": f"550 {ECHO}"},
        {"RCPT": f"451 {ECHO}"},
        {"DATA": f"554 {ECHO}"},
        {DOT: f"250 {ECHO}"},
        {DOT: f"552 {ECHO}"},
        {DOT: HANG_UP},
    ],
)
def test_fm_092_no_text_holds_the_password(
    replies: dict[str, str],
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """Whatever a server repeats: not results, not progress, not logs, not output."""
    caplog.set_level(logging.DEBUG)
    told: list[str] = []
    ehlo = {"EHLO": "250-mx.test\r\n250 AUTH PLAIN LOGIN", "AUTH": "235 ok"}
    with holding(Conversation(ehlo | replies)) as port:
        made = EmailChannel(settings(port, username="hajiz", password=PASSWORD), told.append)
        result = made.send(MESSAGE, DESK_MAIL)

    said = "".join([repr(result), repr(told), repr(made), caplog.text, *capfd.readouterr()])
    assert PASSWORD not in said


def test_fm_092_settings_do_not_show_the_password() -> None:
    """Neither in logs nor in tracebacks."""
    assert PASSWORD not in repr(settings(25, password=PASSWORD))
    assert PASSWORD not in repr(channel(25, password=PASSWORD)._account)


def test_fm_092_credentials_that_cannot_be_sent_pause_the_channel(sink: Sink) -> None:
    """SMTP logins here are ASCII; the password is not repeated."""
    with mail_server(sink, **open_login(sink)) as port:
        result = send(port, username="hajiz", password="كلمة السر")

    assert isinstance(result, Paused)
    assert "not ASCII" in result.reason
    assert "كلمة" not in result.reason


@pytest.mark.parametrize(
    ("reply", "outcome"), [("454 4.7.0 TLS not now", Postponed), ("502 no such thing", Paused)]
)
def test_fm_094_a_refused_starttls_sends_no_credentials(
    reply: str, outcome: type[SendResult]
) -> None:
    """Offered and then refused: nothing goes out in clear instead."""
    ehlo = "250-mx.test\r\n250-AUTH PLAIN\r\n250 STARTTLS"
    conversation = Conversation({"EHLO": ehlo, "STAR": reply})
    with holding(conversation) as port:
        result = send(port, security="starttls", username="hajiz", password=PASSWORD)

    assert isinstance(result, outcome)
    assert [line.split()[0].upper() for line in conversation.heard] == ["EHLO", "STARTTLS"]

"""Everything a mail server can answer, or leave unanswered."""

import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from model.message import Paused, Postponed, Refused, SendResult, Sent
from tests.alerts.loopback import drip, free_port, scripted
from tests.alerts.mail_samples import MESSAGE, read
from tests.alerts.mail_server import (
    DESK_MAIL,
    Sink,
    channel,
    mail_server,
    send,
)
from tests.alerts.smtp_script import BANNER, DOT, HANG_UP, Conversation, holding

SOON = timedelta(seconds=0.3)
MAYBE = "it may have arrived, and may come a second time with the same Message-ID"
TOO_LARGE = "(it is too large for this server, lower max_size)"


@pytest.fixture
def sink() -> Sink:
    """Return an empty mailbox."""
    return Sink()


@pytest.fixture
def plain_port(sink: Sink) -> Iterator[int]:
    """Run a server without encryption."""
    with mail_server(sink) as port:
        yield port


def test_fm_089_a_refused_connection_is_postponed() -> None:
    """Nobody listens: the place and the reason are named."""
    port = free_port()

    assert send(port) == Postponed(f"cannot reach mail server 127.0.0.1:{port}: Connection refused")


def until_it_leaves(connection: socket.socket) -> None:
    """Accept, and stay silent until the other side leaves."""
    while connection.recv(65536):
        pass


def test_fm_089_a_silent_banner_is_postponed() -> None:
    """No step is waited for longer than the limit."""
    with scripted(until_it_leaves) as port:
        result = send(port, timeout=SOON)

    assert result == Postponed(f"mail server 127.0.0.1:{port} did not answer within 0.3 s")


def test_fm_089_a_silent_handshake_is_postponed() -> None:
    """Nor is encryption."""
    with scripted(until_it_leaves) as port:
        result = send(port, timeout=SOON, security="tls")

    assert result == Postponed(f"mail server 127.0.0.1:{port} did not answer within 0.3 s")


def test_fm_089_a_server_that_drips_is_cut_off() -> None:
    """Each byte is in time, but the session as a whole has a limit too."""
    with scripted(lambda connection: drip(connection, b"220-")) as port:
        result = send(port, timeout=SOON / 2)

    assert result == Postponed(f"mail server 127.0.0.1:{port} hung up, or took too long")


@pytest.mark.parametrize("banner", ["554 no service here", "421 busy", "not SMTP at all"])
def test_fm_089_a_refusing_banner_is_not_the_messages_fault(banner: str) -> None:
    """Whatever is said before any message was named."""
    with holding(Conversation({BANNER: banner})) as port:
        result = send(port)

    assert isinstance(result, Postponed)
    assert result.reason.startswith(f"mail server 127.0.0.1:{port} said ")


@pytest.mark.parametrize("step", [BANNER, "EHLO", "MAIL", "RCPT", "DATA"])
def test_fm_090_a_connection_lost_at_any_step_is_postponed(step: str) -> None:
    """Before the mail was sent it cannot have arrived."""
    with holding(Conversation({step: HANG_UP})) as port:
        result = send(port)

    assert isinstance(result, Postponed)
    assert MAYBE not in result.reason


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA", DOT])
@pytest.mark.parametrize("reply", ["-1 what?", "299", "399 x", "600 x", "x", "250-never\r\n251 x"])
def test_fm_090_answers_that_are_none_of_smtp_lose_nothing(step: str, reply: str) -> None:
    """Postponed, or sent where it is a success all the same; never refused for good."""
    with holding(Conversation({step: reply})) as port:
        result = send(port)

    assert isinstance(result, Postponed | Sent)


@pytest.mark.parametrize("step", ["MAIL", DESK_MAIL, "DATA"])
@pytest.mark.parametrize(
    "reply",
    [
        "421 4.3.2 Shutting down",
        "450 4.2.0 Mailbox busy",
        "451 4.7.1 Greylisted, come back",
        "452 4.2.2 Mailbox full",
    ],
)
def test_fm_090_passing_refusals_are_postponed(
    sink: Sink, plain_port: int, step: str, reply: str
) -> None:
    """Whatever the step; the server's words are kept."""
    sink.answers[step] = reply

    result = send(plain_port)

    assert isinstance(result, Postponed)
    assert reply in result.reason
    assert sink.mails == []


@pytest.mark.parametrize("step", ["MAIL", DESK_MAIL, "DATA"])
def test_fm_090_a_greylisted_message_keeps_its_message_id(
    sink: Sink, plain_port: int, step: str
) -> None:
    """Delivered once, as the very mail that would have been delivered at first."""
    made = channel(plain_port)
    sink.answers[step] = "451 4.7.1 Greylisted"
    assert isinstance(made.send(MESSAGE, DESK_MAIL), Postponed)
    del sink.answers[step]

    assert isinstance(made.send(MESSAGE, DESK_MAIL), Sent)

    (mail,) = sink.read()
    assert mail["Message-ID"] == f"<{MESSAGE.id}@desk.example>"


@pytest.mark.parametrize("reply", ["550 5.1.1 No such user", "554 5.7.1 Spam", "553 bad name"])
def test_fm_091_a_recipient_refused_for_good_costs_nobody_else(
    sink: Sink, plain_port: int, reply: str
) -> None:
    """That one is named; the others get theirs, over the same session."""
    made = channel(plain_port, recipients=("a@desk.example", "gone@desk.example", DESK_MAIL))
    sink.answers["gone@desk.example"] = reply

    first, second, third = (made.send(MESSAGE, each) for each in made.recipients)

    assert isinstance(first, Sent)
    assert second == Refused(
        f"mail server 127.0.0.1:{plain_port} refused the recipient gone@desk.example: {reply}"
    )
    assert isinstance(third, Sent)
    assert [mail.rcpt_tos for mail in sink.mails] == [["a@desk.example"], [DESK_MAIL]]
    assert sink.connections == 1


def test_a_message_refused_for_good_is_refused(sink: Sink, plain_port: int) -> None:
    """554 after the mail: this one will never be taken."""
    sink.answers["DATA"] = "554 5.7.1 Spam"

    result = send(plain_port)

    assert isinstance(result, Refused)
    assert result.reason.endswith("refused the message: 554 5.7.1 Spam")


def test_a_refused_sender_pauses_the_channel(sink: Sink, plain_port: int) -> None:
    """550 at MAIL is about our address: every message would be refused."""
    sink.answers["MAIL"] = "550 5.7.1 Sender not allowed"

    assert isinstance(send(plain_port), Paused)


@pytest.mark.parametrize("how", [{DOT: HANG_UP}, {DOT: "421 4.3.2 Shutting down"}])
def test_fm_093_an_unfinished_mail_is_sent_again_as_the_same_mail(how: dict[str, str]) -> None:
    """Without an answer it may have arrived, which is said; the receiver can tell the repeat."""
    lost, good = Conversation(how), Conversation()
    with holding(lost, good) as port:
        made = channel(port)
        first = made.send(MESSAGE, DESK_MAIL)
        second = made.send(MESSAGE, DESK_MAIL)

    assert isinstance(first, Postponed)
    assert (MAYBE in first.reason) == (how == {DOT: HANG_UP})
    assert isinstance(second, Sent)
    assert lost.mails == good.mails
    mail = read(good.mails[0])
    assert mail["Message-ID"] == f"<{MESSAGE.id}@desk.example>"
    assert mail["X-Event-Id"] == MESSAGE.id


def test_fm_093_silence_after_the_final_dot_is_as_uncertain() -> None:
    """As when a slow filter reads the mail: it says so, and is sent again."""
    with holding(Conversation(delays={DOT: 0.6})) as port:
        result = send(port, timeout=SOON)

    assert isinstance(result, Postponed)
    assert result.reason == (
        f"mail server 127.0.0.1:{port} did not answer within 0.3 s, after it was given the whole "
        f"mail: {MAYBE}"
    )


@pytest.mark.parametrize("step", ["MAIL", DESK_MAIL, "DATA"])
@pytest.mark.parametrize(
    ("reply", "is_hinted"),
    [
        ("552 5.3.4 Message too big", True),
        ("552 Message size exceeds fixed limit", True),
        ("554 5.3.4 Message too big", True),
        ("552 5.2.2 Mailbox full", False),
    ],
)
def test_fm_095_a_mail_that_is_too_large_is_refused_with_a_hint(
    sink: Sink, plain_port: int, step: str, reply: str, is_hinted: bool
) -> None:
    """At whatever step its size is told; a full mailbox is another matter."""
    sink.answers[step] = reply

    result = send(plain_port)

    is_ours = step == "MAIL" and not is_hinted
    assert isinstance(result, Paused if is_ours else Refused)
    assert result.reason.endswith(TOO_LARGE) == is_hinted


def test_fm_095_a_limit_the_server_names_costs_no_transfer(sink: Sink) -> None:
    """SIZE is told with MAIL: a server with a limit refuses before it gets the mail."""
    big = replace(MESSAGE, html="x" * 20_000)
    with mail_server(sink, data_size_limit=9_999) as port:
        result: SendResult = send(port, big)

    assert isinstance(result, Refused)
    assert result.reason.endswith(TOO_LARGE)
    assert sink.mails == []

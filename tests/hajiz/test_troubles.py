"""What people hear of deliveries in trouble: through another channel, once, and not too often."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from hajiz.assembly import Assembly, channels_of
from hajiz.dispatch.delivering import deliver
from hajiz.dispatch.troubles import freeze_troubles, tell_of_jump
from model.message import Message
from storage import notices, outbox
from tests.hajiz.desk import DAY, FILES, HOUR, MINUTE, START, desk, going_out, hook, mail, message
from tests.receiver import Receiver


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Run a webhook receiver that takes everything."""
    with Receiver() as running:
        yield running


def queue(assembly: Assembly, count: int, destination: tuple[str, str], start: int = 0) -> None:
    """Queue so many digests for one destination."""
    with assembly.database.write() as tx:
        for n in range(start, start + count):
            made = Message(f"dig_{n}", "digest", "m", f"Digest {n}", "t", "<p>h</p>", "{}", START)
            outbox.add(tx, made, [destination], START)


def send(assembly: Assembly, now: datetime, name: str = "hook") -> None:
    """Do one round of a channel, and freeze what there is to say of it."""
    channel = channels_of(assembly.config)[name]
    deliver(assembly.database, channel, lambda: now, "test", pause=lambda _: None)
    freeze_troubles(assembly, now)


def said(assembly: Assembly) -> list[tuple[str, str]]:
    """Return through which channel what was said."""
    return [(each.channel, each.subject) for each in going_out(assembly, "notice")]


class Mailbox:
    """A mail server that answers for each recipient as it is told."""

    def __init__(self, **answers: str) -> None:
        self.answers = answers
        self.taken: list[str] = []

    async def handle_RCPT(self, *spoken: Any) -> str:  # noqa: N802 - aiosmtpd's names
        """Answer RCPT TO."""
        _, _, envelope, address, _ = spoken
        answer = self.answers.get(address.partition("@")[0], "250 Ok")
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, *spoken: Any) -> str:  # noqa: N802
        """Take the mail."""
        self.taken += spoken[2].rcpt_tos
        return "250 Ok"


@contextmanager
def mail_server(mailbox: Mailbox) -> Iterator[int]:
    """Run it on loopback; gives its port."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


def test_fm_103_a_closed_channel_is_told_of_through_the_others(
    tmp_path: Path, receiver: Receiver
) -> None:
    """Once, at once, and it stands in status until somebody opens it."""
    receiver.answers = [410]
    with desk(tmp_path, hook(receiver.url), FILES) as assembly:
        queue(assembly, 2, ("hook", ""))
        send(assembly, START)
        send(assembly, START + HOUR)

        assert [channel for channel, _ in said(assembly)] == ["files"]
        assert "closed" in said(assembly)[0][1]
        with assembly.database.read() as tx:
            assert "hajiz channels resume hook" in notices.standing(tx)["channel hook"].text


def test_fm_103_a_message_called_wrong_three_times_is_told_of(
    tmp_path: Path, receiver: Receiver
) -> None:
    """400, 400, 400: the message stays on its schedule, and people hear of it."""
    receiver.usual = 400
    with desk(tmp_path, hook(receiver.url), FILES) as assembly:
        queue(assembly, 1, ("hook", ""))
        send(assembly, START)
        send(assembly, START + 10 * MINUTE)
        assert said(assembly) == []
        send(assembly, START + HOUR)

        assert len(said(assembly)) == 1
        assert going_out(assembly, "digest")[0].state == "pending"


def test_fm_091_a_refused_recipient_is_dead_the_others_get_theirs(tmp_path: Path) -> None:
    """550 for one mailbox: given up and told of through another channel."""
    mailbox = Mailbox(gone="550 5.1.1 no such user")
    with mail_server(mailbox) as port:
        two = mail(port, "gone@example.org", "here@example.org")
        with desk(tmp_path, two, FILES) as assembly:
            queue(assembly, 1, ("mail", "gone@example.org"))
            queue(assembly, 1, ("mail", "here@example.org"))
            send(assembly, START, "mail")

            states = {each.recipient: each.state for each in going_out(assembly, "digest")}
            told = message(assembly, going_out(assembly, "notice")[0].message_id)

    assert states == {"gone@example.org": "dead", "here@example.org": "sent"}
    assert mailbox.taken == ["here@example.org"]
    assert "no such user" in told.text


def test_fm_090_a_greylisted_recipient_does_not_delay_the_other(tmp_path: Path) -> None:
    """451 for one mailbox only; a little later it goes through, once."""
    mailbox = Mailbox(grey="451 4.7.1 greylisted, try again later")
    with mail_server(mailbox) as port:
        two = mail(port, "grey@example.org", "here@example.org")
        with desk(tmp_path, two) as assembly:
            queue(assembly, 1, ("mail", "grey@example.org"))
            queue(assembly, 1, ("mail", "here@example.org"))
            send(assembly, START, "mail")
            assert mailbox.taken == ["here@example.org"]
            mailbox.answers.clear()
            send(assembly, START + 10 * MINUTE, "mail")

    assert mailbox.taken == ["here@example.org", "grey@example.org"]


def test_a_long_failure_and_its_end_are_told_once_each(tmp_path: Path, receiver: Receiver) -> None:
    """Half an hour of 500: one notice; when it works again: one more."""
    receiver.usual = 500
    with desk(tmp_path, hook(receiver.url), FILES) as assembly:
        queue(assembly, 3, ("hook", ""))
        for turn in range(30):
            send(assembly, START + turn * 5 * MINUTE)
        assert [subject for _, subject in said(assembly)] == [
            "Hajiz notice: channel hook has been failing"
        ]
        receiver.usual = 204
        send(assembly, START + 4 * HOUR)

        assert [subject for _, subject in said(assembly)][1:] == [
            "Hajiz notice: channel hook works again"
        ]
        send(assembly, START + 5 * HOUR)
        assert len(said(assembly)) == 2


def test_fm_100_at_most_six_notices_an_hour_then_one_for_all(
    tmp_path: Path, receiver: Receiver
) -> None:
    """Forty refused messages are no reason to send forty mails."""
    with (
        mail_server(Mailbox(gone="550 no")) as port,
        desk(tmp_path, mail(port, "gone@example.org"), hook(receiver.url)) as assembly,
    ):
        for minute in range(40):
            queue(assembly, 1, ("mail", "gone@example.org"), start=minute)
            send(assembly, START + minute * MINUTE, "mail")
        in_the_hour = len(said(assembly))
        freeze_troubles(assembly, START + 2 * HOUR)
        last = message(assembly, going_out(assembly, "notice")[-1].message_id)

    assert in_the_hour <= 6
    assert len(said_in(last)) > 20


def said_in(notice: Message) -> list[str]:
    """Return the lines of a notice that name a digest."""
    return [line for line in notice.text.splitlines() if "Digest" in line]


def test_fm_100_a_notice_that_fails_makes_no_notice(tmp_path: Path, receiver: Receiver) -> None:
    """All channels are dead: what was to be said waits, and nothing goes round in circles."""
    receiver.usual = 410
    with desk(tmp_path, hook(receiver.url), hook("http://127.0.0.1:9/", "other")) as assembly:
        queue(assembly, 1, ("hook", ""))
        send(assembly, START)
        for turn in range(1000):
            send(assembly, START + turn * HOUR, "other")

        assert len(said(assembly)) == 1


def test_fm_092_a_refused_login_rests_the_channel_and_counts_no_failure(tmp_path: Path) -> None:
    """535: asked again every hour, never dead, told of through another channel."""
    secret = tmp_path / "password"
    secret.write_text("wrong")
    secret.chmod(0o600)

    class Refusing(Mailbox):
        def __call__(self, *_: Any) -> Any:
            from aiosmtpd.smtp import AuthResult

            return AuthResult(success=False, handled=False)

    box = Refusing()
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    controller = Controller(
        box, hostname="127.0.0.1", port=port, authenticator=box, auth_require_tls=False
    )
    controller.start()
    try:
        account = 'username = "desk"\npassword = { file = "password" }\n'
        with desk(tmp_path, mail(port, "one@example.org") + account, FILES) as assembly:
            queue(assembly, 1, ("mail", "one@example.org"))
            for hour in range(200):
                send(assembly, START + timedelta(hours=hour, minutes=hour), "mail")

            (delivery,) = going_out(assembly, "digest")
            subjects = [subject for _, subject in said(assembly)]
    finally:
        controller.stop()

    assert delivery.state == "pending"
    assert delivery.attempts > 150
    assert len(subjects) == 1


def test_fm_083_a_clock_that_was_set_is_told_of(tmp_path: Path) -> None:
    """In one notice, with how far it jumped."""
    with desk(tmp_path, FILES) as assembly:
        tell_of_jump(assembly, 3650 * DAY.total_seconds(), START)
        (made,) = freeze_troubles(assembly, START)

    assert "3650 days" in made.text

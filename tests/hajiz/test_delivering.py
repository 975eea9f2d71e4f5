"""Messages to real receivers that refuse, stall and recover; the clock is ours."""

import threading
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks import Webhook

from hajiz.assembly import Assembly, channels_of
from hajiz.dispatch.delivering import PROBE, Attempt, deliver
from model.message import Message
from storage import channels, deliveries, outbox
from tests.hajiz.desk import DAY, FILES, HOUR, MINUTE, START, desk, going_out, hook
from tests.receiver import SECRET, Receiver

SECOND = timedelta(seconds=1)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Run a webhook receiver that takes everything."""
    with Receiver() as running:
        yield running


def queue(assembly: Assembly, count: int, *names: str, kind: str = "digest") -> list[str]:
    """Queue so many messages for each of the channels; return their ids."""
    made = [
        Message(f"dig_{n}", kind, "morning", f"Subject {n}", "text", "<p>html</p>", "{}", START)  # type: ignore[arg-type]
        for n in range(count)
    ]
    with assembly.database.write() as tx:
        for message in made:
            outbox.add(tx, message, [(name, "") for name in names], START)
    return [message.id for message in made]


def send(assembly: Assembly, now: datetime, name: str = "hook", **more: Any) -> list[Attempt]:
    """Do one round of a channel at *now*."""
    channel = channels_of(assembly.config)[name]
    options = {"pause": lambda _: None, **more}
    return deliver(assembly.database, channel, lambda: now, "test", **options)


def states(assembly: Assembly) -> list[str]:
    """Return the states of all deliveries, oldest first."""
    return [each.state for each in going_out(assembly)]


def test_all_that_is_due_goes_out_in_one_round_signed(tmp_path: Path, receiver: Receiver) -> None:
    """In order, each once, and the reference library accepts the signature."""
    with desk(tmp_path, hook(receiver.url)) as assembly:
        ids = queue(assembly, 20, "hook")
        now = datetime.now(START.tzinfo)
        send(assembly, now)

        assert receiver.ids == ids
        assert states(assembly) == ["sent"] * 20
    for taken in receiver.taken:
        Webhook(SECRET).verify(taken.body, taken.headers)


def test_fm_101_a_failure_is_tried_on_schedule_and_then_given_up(
    tmp_path: Path, receiver: Receiver
) -> None:
    """Ten attempts in three days, under one id; then dead, kept, and told of elsewhere."""
    receiver.usual = 500
    with desk(tmp_path, hook(receiver.url), FILES) as assembly:
        queue(assembly, 1, "hook")
        now, times = START, []
        while states(assembly) == ["pending"]:
            times += [now] * len(send(assembly, now))
            now += 20 * MINUTE if now > START + HOUR else SECOND
        with assembly.database.read() as tx:
            (dead,) = deliveries.recent(tx, "dead")
            attempts = deliveries.attempts_of(tx, dead.seq)

    assert len(set(receiver.ids)) == 1
    assert len(attempts) == len(times) == 10
    assert timedelta(hours=60) < times[-1] - START < timedelta(hours=92)
    assert times[1] - times[0] <= 7 * SECOND
    assert "500" in dead.detail


def test_fm_106_a_dead_destination_is_asked_once_a_round_and_delays_nobody(
    tmp_path: Path, receiver: Receiver
) -> None:
    """Five hundred messages wait: one is tried, the others keep all their tries."""
    receiver.usual = 503
    with desk(tmp_path, hook(receiver.url), FILES) as assembly:
        queue(assembly, 500, "hook", "files")

        assert len(send(assembly, START)) == 1
        assert send(assembly, START + SECOND) == []
        assert len(send(assembly, START + SECOND, "files")) == 500

        assert len(receiver.taken) == 1


def test_fm_106_a_destination_that_recovers_gets_its_backlog_at_five_a_second(
    tmp_path: Path, receiver: Receiver
) -> None:
    """It is probed every five minutes at most, and then all that waits is due."""
    receiver.answers = [500, 500, 500]
    pauses: list[float] = []
    with desk(tmp_path, hook(receiver.url)) as assembly:
        queue(assembly, 30, "hook")
        now = START
        while len(receiver.taken) < 3:
            send(assembly, now)
            now += MINUTE
        assert now - START < timedelta(minutes=20)
        attempts = send(assembly, now + PROBE, pause=pauses.append)

        assert len(attempts) == 30
        assert states(assembly) == ["sent"] * 30
        assert len(pauses) == 30
        assert all(0 <= pause <= 0.2 for pause in pauses)  # none after a slow answer
        assert any(pause > 0 for pause in pauses)


def test_fm_102_a_wish_to_wait_holds_for_the_whole_destination(
    tmp_path: Path, receiver: Receiver
) -> None:
    """429 with Retry-After: no message to it before that, none counts as failed."""
    receiver.answers, receiver.headers = [429], {"Retry-After": "600"}
    with desk(tmp_path, hook(receiver.url), FILES) as assembly:
        queue(assembly, 3, "hook")
        send(assembly, START)
        assert send(assembly, START + timedelta(seconds=599)) == []
        assert len(receiver.taken) == 1

        send(assembly, START + timedelta(seconds=600))

        assert states(assembly) == ["sent"] * 3
        assert len(going_out(assembly, "notice")) == 0


def test_fm_103_a_receiver_that_is_gone_closes_its_channel_and_keeps_what_waits(
    tmp_path: Path, receiver: Receiver
) -> None:
    """410: nothing more is sent, also after years; a person opens it again."""
    receiver.answers = [410]
    with desk(tmp_path, hook(receiver.url), FILES) as assembly:
        queue(assembly, 3, "hook")
        send(assembly, START)
        assert send(assembly, START + 400 * DAY) == []
        assert states(assembly) == ["pending"] * 3

        with assembly.database.write() as tx:
            channels.resume(tx, "hook")
        send(assembly, START + 400 * DAY)

        assert states(assembly) == ["sent"] * 3


def test_fm_103_a_message_that_is_called_wrong_does_not_hold_up_the_others(
    tmp_path: Path, receiver: Receiver
) -> None:
    """422: it is tried again later; the next message is tried now."""
    receiver.answers = [422]
    with desk(tmp_path, hook(receiver.url)) as assembly:
        queue(assembly, 3, "hook")

        send(assembly, START)

        assert states(assembly) == ["pending", "sent", "sent"]


def test_fm_104_an_answer_that_was_too_late_means_the_same_id_once_more(
    tmp_path: Path, receiver: Receiver
) -> None:
    """The receiver took it, we did not hear: a second copy with two attempts on record."""
    receiver.delay = 2.5
    with desk(tmp_path, hook(receiver.url)) as assembly:
        queue(assembly, 1, "hook")
        send(assembly, START)
        receiver.delay = 0
        send(assembly, START + MINUTE)
        (delivery,) = going_out(assembly)

    assert receiver.ids == ["dig_0", "dig_0"]
    assert (delivery.state, delivery.attempts) == ("sent", 2)


def test_a_recipient_no_longer_configured_gets_nothing(tmp_path: Path, receiver: Receiver) -> None:
    """What waits for it is given up, with the reason."""
    with desk(tmp_path, hook(receiver.url)) as assembly:
        queue(assembly, 1, "hook")

        (attempt,) = send(assembly, START, wanted=frozenset({"someone"}))

        assert states(assembly) == ["dead"]
        assert "does not have this recipient" in str(attempt.result)
        assert receiver.taken == []


def test_fm_071_a_slow_receiver_is_not_taken_for_a_dead_sender(
    tmp_path: Path, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The claim is renewed while the message is under way: nobody sends it a second time."""
    monkeypatch.setattr("hajiz.dispatch.lease.LEASE", timedelta(seconds=0.6))
    monkeypatch.setattr("hajiz.dispatch.delivering.LEASE", timedelta(seconds=0.6))
    monkeypatch.setattr("hajiz.dispatch.lease._RENEWAL", timedelta(seconds=0.2))
    receiver.delay = 1.5

    def now() -> datetime:
        return datetime.now(START.tzinfo)

    with desk(tmp_path, hook(receiver.url)) as assembly:
        queue(assembly, 1, "hook")
        channel = channels_of(assembly.config)["hook"]
        first = threading.Thread(target=deliver, args=(assembly.database, channel, now, "one"))
        first.start()
        time.sleep(1.0)  # longer than the lease, shorter than the answer
        assert deliver(assembly.database, channel, now, "two") == []
        first.join()

    assert len(receiver.taken) == 1


def test_fm_106_a_thousand_messages_to_ten_destinations_of_which_three_are_dead(
    tmp_path: Path,
) -> None:
    """The seven that live get all of theirs in one round each, whatever the dead do."""
    receivers = [Receiver() for _ in range(7)]
    names = [f"h{n}" for n in range(7)]
    dead = [hook("http://127.0.0.1:9/", f"dead{n}") for n in range(3)]
    try:
        for each in receivers:
            each.__enter__()
        alive = [hook(r.url, name) for r, name in zip(receivers, names, strict=True)]
        with desk(tmp_path, *alive, *dead) as assembly:
            queue(assembly, 100, *names, "dead0", "dead1", "dead2")
            threads = [
                threading.Thread(target=send, args=(assembly, START, name))
                for name in ["dead0", "dead1", "dead2", *names]
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            found = going_out(assembly)
    finally:
        for each in receivers:
            each.__exit__(None, None, None)

    assert [len(each.taken) for each in receivers] == [100] * 7
    assert sum(each.state == "sent" for each in found) == 700
    assert sum(each.attempts for each in found if each.channel.startswith("dead")) == 3

"""
Offers the messages in the outbox to a channel, and writes down what became of each.

A destination that fails rests, and is asked again with one message at a time: it delays no other
destination and is not asked once per message. When it works again, all that waits is due.
"""

import random
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from alerts.channels.channel import Channel
from alerts.channels.retry import next_attempt, resume_at
from hajiz.clock import Clock
from hajiz.dispatch.lease import LEASE, kept
from hajiz.dispatch.troubles import tell_of
from hajiz.failpoint import reach
from model.message import Closed, Paused, Postponed, Refused, SendResult, Sent
from storage import channels, outbox
from storage.channels import WHOLE, ChannelTrouble
from storage.database import Database, Transaction
from storage.outbox import Claimed, Finished

PROBE = timedelta(minutes=5)  # a destination that fails is asked again at least so often
OUTAGE = 2  # failures in a row that make one; then all that waits is due when it ends
CALM = timedelta(milliseconds=200)  # between two messages while a backlog is worked off

Pause = Callable[[float], object]


@dataclass(frozen=True, slots=True)
class Attempt:
    """One message offered to one recipient of a channel, and what came of it."""

    channel: str
    recipient: str
    message_id: str
    number: int
    result: SendResult
    next_attempt_at: datetime | None
    subject: str = ""


@dataclass(slots=True)
class _Round:
    """What has happened since a channel was woken."""

    failed: list[str]  # recipients that are asked no more in this round
    is_backlog: bool = False  # the channel works again after an outage
    is_over: bool = False


def deliver(
    database: Database,
    channel: Channel,
    clock: Clock,
    owner: str,
    *,
    wanted: Collection[str] | None = None,
    pause: Pause = time.sleep,
    on_attempt: Callable[[Attempt], None] = lambda _: None,
    is_ending: Callable[[], bool] = lambda: False,
) -> list[Attempt]:
    """
    Offer *channel* every message that waits for it and is due, oldest first.

    Blocks while the channel works, until nothing is due or *is_ending*. A recipient that fails is
    left alone for the rest of the round; so is the channel after two in a row. What is meant for a
    recipient that is not *wanted* any more is given up. After an outage at most five messages a
    second go out.

    Raises:
        StorageError: the outcome of the last attempt could not be written down; it is repeated
            with the same id when its lease runs out.
    """
    attempts: list[Attempt] = []
    so_far = _Round([])
    while not (so_far.is_over or is_ending()):
        claimed = _claim(database, channel.name, clock(), owner, so_far)
        if claimed is None:
            break
        reach("claimed")
        began = time.monotonic()
        result = _offer(database, channel, claimed, owner, wanted)
        reach("sent")
        attempts.append(_settle(database, channel, claimed, result, clock(), so_far))
        reach("settled")
        on_attempt(attempts[-1])
        if so_far.is_backlog:
            pause(max(0.0, CALM.total_seconds() - (time.monotonic() - began)))
    return attempts


def _claim(
    database: Database, channel: str, now: datetime, owner: str, so_far: _Round
) -> Claimed | None:
    with database.write() as tx:
        resting = channels.resting(tx, channel, now)
        if WHOLE in resting:
            return None
        return outbox.claim(tx, channel, now, LEASE, owner, [*so_far.failed, *resting])


def _offer(
    database: Database,
    channel: Channel,
    claimed: Claimed,
    owner: str,
    wanted: Collection[str] | None,
) -> SendResult:
    if wanted is not None and claimed.recipient not in wanted:
        return Refused("config.toml does not have this recipient any more; nothing was sent")
    with kept(database, claimed.seq, owner):
        return channel.send(claimed.message, claimed.recipient)


def _settle(
    database: Database,
    channel: Channel,
    claimed: Claimed,
    result: SendResult,
    now: datetime,
    so_far: _Round,
) -> Attempt:
    again = _when_again(channel, claimed, result, now)
    with database.write() as tx:
        finished = outbox.finish(tx, claimed.seq, result, now, again, attempt=claimed.attempt)
        trouble = _note(tx, channel.name, claimed, result, finished, now, so_far)
        tell_of(tx, database.instance, channel.name, claimed, result, finished, trouble, now)
        reach("settling")
    message = claimed.message
    return Attempt(
        channel.name,
        claimed.recipient,
        message.id,
        claimed.attempt,
        result,
        finished.next_attempt_at,
        message.subject,
    )


def _when_again(
    channel: Channel, claimed: Claimed, result: SendResult, now: datetime
) -> datetime | None:
    if not isinstance(result, Postponed):
        return None
    jitter = random.random()  # noqa: S311 - spreads load only
    return next_attempt(claimed.failures + 1, now, jitter, channel.pauses)


def _note(
    tx: Transaction,
    channel: str,
    claimed: Claimed,
    result: SendResult,
    finished: Finished,
    now: datetime,
    so_far: _Round,
) -> ChannelTrouble | None:
    """Let the destination rest or work again; return what is, or was, the matter with it."""
    match result:
        case Sent():
            return _works(tx, channel, claimed.recipient, now, so_far)
        case Paused():
            so_far.is_over = True
            until = resume_at(now, result)
            return channels.rest(tx, channel, WHOLE, "paused", result.reason, until, now)
        case Closed():
            so_far.is_over = True
            return channels.rest(tx, channel, WHOLE, "closed", result.reason, None, now)
        case Postponed() if not result.is_suspect:
            return _fails(tx, channel, claimed.recipient, result, finished, now, so_far)
        case _:
            return None


def _works(
    tx: Transaction, channel: str, recipient: str, now: datetime, so_far: _Round
) -> ChannelTrouble | None:
    trouble = channels.works(tx, channel, recipient)
    so_far.failed.clear()
    if trouble is not None and trouble.failures >= OUTAGE:
        outbox.hurry(tx, channel, recipient, now)
        so_far.is_backlog = True
    return trouble


def _fails(
    tx: Transaction,
    channel: str,
    recipient: str,
    result: Postponed,
    finished: Finished,
    now: datetime,
    so_far: _Round,
) -> ChannelTrouble:
    until = min(finished.next_attempt_at or now + PROBE, now + PROBE)
    trouble = channels.rest(tx, channel, recipient, "failing", result.reason, until, now)
    so_far.failed.append(recipient)
    if len(so_far.failed) > 1:  # not one mailbox, but the server
        trouble = channels.rest(tx, channel, WHOLE, "failing", result.reason, until, now)
        so_far.is_over = True
    return trouble

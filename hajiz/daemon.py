"""
The daemon: wakes the two pipes until it is told to stop.

Its clock decides nothing: what is due stands in the database (`next_poll_at`, `next_attempt_at`,
the ledger of digests), so a missed tick is skipped and a restart changes nothing. This is the
only module that knows APScheduler.
"""

import asyncio
import os
import signal
from collections.abc import Callable, Coroutine
from datetime import timedelta
from threading import Event, Thread

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from alerts.channels.channel import Channel
from crawler import reactor
from crawler.crawl import Crawler
from hajiz import __version__
from hajiz.assembly import Assembly, assemble, channels_of
from hajiz.clock import Clock, utc_now
from hajiz.collect import Collected, Collection
from hajiz.config.read import Config
from hajiz.dispatch import Attempt, deliver, freeze_due
from model import Failed, HajizError, Postponed, Sent
from storage.lock import DaemonLock

TICK = timedelta(seconds=5)  # how late a poll or a digest may start
GRACE = timedelta(seconds=2)  # for a message under way when we are told to stop

Turn = Callable[[], Coroutine[None, None, object]]

log = structlog.get_logger()


def run(config: Config, clock: Clock = utc_now) -> None:
    """
    Poll, match and send on schedule until SIGTERM or SIGINT; then end within five seconds.

    Raises:
        LockedError: another daemon works on the same database; it is named.
        StorageError: the database cannot be opened.
    """
    config.database.parent.mkdir(parents=True, exist_ok=True)
    with DaemonLock(config.database), assemble(config, clock()) as assembly:
        reactor.run(lambda: _serve(assembly, clock))


async def _serve(assembly: Assembly, clock: Clock) -> None:
    stopped = asyncio.Event()
    for signum in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(signum, stopped.set)
    config = assembly.config
    log.info(
        "started",
        version=__version__,
        outlets=len(config.outlets),
        rules=len(config.rules),
        database=str(config.database),
        pid=os.getpid(),
    )
    async with Crawler(config.fetch) as crawler:
        collection = Collection(assembly, crawler, clock)
        senders = [Sender(assembly, channel, clock) for channel in channels_of(config).values()]
        scheduler = _scheduler(
            lambda: collection.start_due(log_collected),
            lambda: _dispatch(assembly, senders, clock),
        )
        scheduler.start()
        await stopped.wait()
        log.info("stopping")
        scheduler.shutdown(wait=False)
        await collection.stop()
    for sender in senders:
        sender.stop(GRACE / len(senders))
    log.info("stopped")


def _scheduler(*turns: Turn) -> AsyncIOScheduler:
    """Repeat each of *turns*, first at once; a turn that comes late is made once, never twice."""
    scheduler = AsyncIOScheduler(timezone="UTC")
    for turn in turns:
        scheduler.add_job(
            _guarded(turn),
            "interval",
            seconds=TICK.total_seconds(),
            next_run_time=utc_now(),
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
        )
    return scheduler


def _guarded(turn: Turn) -> Turn:
    """Let nothing that goes wrong in one turn end the daemon: it is said, and tried again."""

    async def guarded() -> None:
        try:
            await turn()
        except HajizError as error:
            log.error("turn failed, next try in a moment", reason=str(error))
        except Exception:
            log.exception("turn failed unexpectedly, next try in a moment")

    return guarded


async def _dispatch(assembly: Assembly, senders: list["Sender"], clock: Clock) -> None:
    for digest in await asyncio.to_thread(freeze_due, assembly, clock()):
        log.info("digest frozen", digest=digest.name, id=digest.id, matches=digest.match_count)
    for sender in senders:
        sender.wake()


class Sender:
    """
    Sends what waits for one channel, in a thread of its own, whenever it is woken.

    A channel that hangs delays no other. The thread does not keep the program alive: what it was
    sending when the program ended is sent again, under the same id, once its lease has run out.
    """

    def __init__(self, assembly: Assembly, channel: Channel, clock: Clock) -> None:
        self._assembly = assembly
        self._channel = channel
        self._clock = clock
        self._woken = Event()
        self._ending = False
        self._thread = Thread(target=self._repeat, name=f"send {channel.name}", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Look for messages that are due, now or as soon as the present round is over."""
        self._woken.set()

    def stop(self, grace: timedelta) -> None:
        """Begin nothing new and wait at most *grace* for the message under way."""
        self._ending = True
        self._woken.set()
        self._thread.join(grace.total_seconds())

    def _repeat(self) -> None:
        while self._woken.wait() and not self._ending:
            self._woken.clear()
            self._round()

    def _round(self) -> None:
        owner = f"{os.getpid()}"
        try:
            for attempt in deliver(self._assembly, self._channel, self._clock, owner):
                log_attempt(attempt)
        except HajizError as error:
            log.error("sending failed", channel=self._channel.name, reason=str(error))
        except Exception:
            log.exception("sending failed unexpectedly", channel=self._channel.name)


def log_collected(collected: Collected) -> None:
    """Say in one line what a poll came to."""
    outcome = collected.outcome
    if isinstance(outcome, Failed):
        log.warning("poll failed", outlet=outcome.outlet, reason=outcome.message)
    else:
        log.info(
            "polled",
            outlet=outcome.outlet,
            new=collected.new,
            matched=collected.matched,
            first_look=collected.is_baseline,
        )


def log_attempt(attempt: Attempt) -> None:
    """Say in one line what became of a message."""
    result = attempt.result
    about = {"channel": attempt.channel, "id": attempt.message_id, "attempt": attempt.number}
    if isinstance(result, Sent):
        log.info("sent", **about, detail=result.detail)
    elif isinstance(result, Postponed):
        log.warning("not sent", **about, reason=result.reason, again=str(attempt.next_attempt_at))
    else:
        log.error("refused for good", **about, reason=result.reason)

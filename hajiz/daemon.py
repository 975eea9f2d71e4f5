"""
The daemon: wakes the two pipes until it is told to stop.

Its clock decides nothing: what is due stands in the database (`next_poll_at`, `next_attempt_at`,
the ledger of digests), so a missed tick is skipped and a restart changes nothing.
"""

import asyncio
import signal
import time
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from crawler import reactor
from crawler.crawl import Crawler
from hajiz.alive import Alive
from hajiz.assembly import (
    Assembly,
    assemble,
    channels_of,
    register,
    stand,
    unsubscribe_key,
)
from hajiz.clock import JUMP, SLEEP, Clock, ClockWatch, utc_now
from hajiz.collect import Collected, Collection
from hajiz.config.read import Config
from hajiz.dispatch.audience import wanted
from hajiz.dispatch.freezing import freeze_all
from hajiz.dispatch.outlet_health import tell_of_health
from hajiz.dispatch.outlets import tell_of_silences
from hajiz.dispatch.troubles import tell_of_jump
from hajiz.heartbeat import Heartbeat
from hajiz.log import log
from hajiz.logbook import log_collected, log_page, log_start
from hajiz.pages import ReadPage
from hajiz.pulse import Pulse
from hajiz.reload import ConfigWatch, follow
from hajiz.selftest import check_guard
from hajiz.sender import Sender
from hajiz.skew import in_words
from hajiz.tuning.indexing import Indexer
from hajiz.turns import Turn, scheduler_of
from hajiz.upkeep import Upkeep
from hajiz.uplink import tell_of_uplink
from hajiz.websub import Subscriber
from model import PageFailed, StorageError
from storage.lock import DaemonLock

if TYPE_CHECKING:
    from hajiz.web.app import WebServer

LISTEN = timedelta(hours=1)  # how often it is asked which outlets have fallen silent
TELL = timedelta(minutes=1)
LONGEST = 2.5  # seconds of one turn at incidents
GRACE = timedelta(seconds=10)  # for messages under way when we are told to stop


def run(config: Config, clock: Clock = utc_now) -> None:
    """
    Poll, match and send on schedule until SIGTERM or SIGINT; then end at once.

    Messages under way have ten seconds to get through. SIGHUP reads config.toml again.

    Raises:
        LockedError: another daemon works on the same database; it is named.
        StorageError: the database cannot be opened.
    """
    config.database.parent.mkdir(parents=True, exist_ok=True)
    with DaemonLock(config.database), assemble(config, clock(), check=True) as assembly:
        reactor.run(lambda: _serve(assembly, clock))


async def _serve(assembly: Assembly, clock: Clock) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for signum in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(signum, stopped.set)
    log_start(assembly.config)
    async with Crawler(assembly.config.fetch) as crawler:
        await check_guard(assembly.config, crawler, clock())
        desk = Desk(assembly, crawler, clock)
        loop.add_signal_handler(signal.SIGHUP, desk.reread_config)
        web = _web(desk, assembly, crawler, clock)
        desk.pulse.expect("collect", "dispatch", "write")
        scheduler = scheduler_of(desk.turns(), desk.pulse)
        scheduler.start()
        if web is not None:
            web.start()
        desk.alive.start()
        await stopped.wait()
        log.info("stopping")
        scheduler.shutdown(wait=False)
        await desk.alive.stop()
        if web is not None:
            await web.stop()
        desk.upkeep.stop()
        desk.indexer.stop()
        desk.assembly.incidents.stop()
        await desk.collection.stop()
    desk.stop_sending()
    log.info("stopped")


class Desk:
    """What the daemon works with, and its turns; an edit of config.toml replaces parts."""

    def __init__(self, assembly: Assembly, crawler: Crawler, clock: Clock) -> None:
        self._assembly = assembly
        self._clock = clock
        self._watch = ConfigWatch(assembly.config)
        self._clocks = ClockWatch()
        self._said_of_clock = ""
        self._listened_at = clock() - LISTEN
        self._told_at = clock()
        self.upkeep = Upkeep(clock)
        self.indexer = Indexer()
        self.collection = Collection(assembly, crawler, clock)
        self.subscriber = Subscriber(assembly, crawler, clock)
        self.pulse = Pulse()
        heartbeat = Heartbeat(assembly, crawler, clock)
        self.alive = Alive(assembly, self.collection, heartbeat, self.pulse, clock)
        self._senders: dict[str, Sender] = {}
        self._open_channels()

    def turns(self) -> dict[str, Turn]:
        """Return all that is done again and again, by name."""
        return {
            "clock": self.watch_clock,
            "config": self.follow_config,
            "collect": self.collect,
            "listen": self.listen,
            "health": self.tell_of_health,
            "hubs": self.subscriber.turn,
            "dispatch": self.dispatch,
            "alive": self.alive.turn,
            "upkeep": self.keep_up,
            "incidents": self.group,
            "index": self.index,
        }

    @property
    def assembly(self) -> Assembly:
        """Return what Hajiz works with now."""
        return self._assembly

    async def follow_config(self) -> None:
        """Take over config.toml if it was edited well."""
        assembly = await asyncio.to_thread(follow, self._assembly, self._watch, self._clock())
        if assembly is self._assembly:
            return
        had = _ways_out(self._assembly.config)
        self._assembly = assembly
        self.collection.use(assembly)
        self.subscriber.use(assembly)
        self.alive.use(assembly)
        if _ways_out(assembly.config) != had:
            self.stop_sending(timedelta())
            self._open_channels()

    def reread_config(self) -> None:
        """Read config.toml again at the next turn, changed or not."""
        self._watch.forget()

    async def watch_clock(self) -> None:
        """Notice a clock that was set, and a machine that was asleep."""
        seen = self._clocks.look()
        if seen.slept > SLEEP:
            count = await self.collection.spread_due()
            log.info("this machine was asleep", seconds=round(seen.slept), spread=count)
        if abs(seen.jumped) > JUMP:
            log.warning("the clock was set", seconds=round(seen.jumped))
            await asyncio.to_thread(self._clock_was_set, seen.jumped)
        await self._compare_clocks()

    async def _compare_clocks(self) -> None:
        said = in_words(self.collection.skew.behind())
        if said != self._said_of_clock:
            self._said_of_clock = said
            if said:
                log.warning("the clock is wrong", reason=said)
            await asyncio.to_thread(stand, self._assembly.database, "clock", said, self._clock())

    async def tell_of_page(self, trouble: str) -> None:
        """Let it stand that the page is not where config.toml wants it, or is there again."""
        with suppress(StorageError):  # the log has it too
            await asyncio.to_thread(stand, self._assembly.database, "page", trouble, self._clock())

    def _clock_was_set(self, seconds: float) -> None:
        now = self._clock()
        register(self._assembly.database, self._assembly.config, now)
        tell_of_jump(self._assembly, seconds, now)

    async def collect(self) -> None:
        """Begin the polls that are due, and the reading of pages."""
        await self.collection.start_due(self._collected)
        await self.collection.pages.start_due(self._read)
        await self._watch_uplink()

    def _collected(self, collected: Collected) -> None:
        self.pulse.polls[type(collected.outcome).__name__.lower()] += 1
        self.pulse.new_items += collected.new
        log_collected(collected)

    def _read(self, read: ReadPage) -> None:
        self.pulse.pages["failed" if isinstance(read.outcome, PageFailed) else "read"] += 1
        log_page(read)

    async def tell_of_health(self) -> None:
        """Tell once a minute of outlets that cannot be seen any more, or can again."""
        if abs(self._clock() - self._told_at) < TELL:
            return
        self._told_at = self._clock()
        count = await asyncio.to_thread(tell_of_health, self._assembly, self._told_at)
        if count:
            log.info("outlets fare otherwise than before", count=count)

    def metrics(self) -> bytes:
        """Return figures for Prometheus."""
        from hajiz.web.metrics import metrics_of

        return metrics_of(self._assembly, self.pulse, self._clock)

    async def listen(self) -> None:
        """Notice, once an hour, outlets that have fallen silent or are heard again."""
        if abs(self._clock() - self._listened_at) < LISTEN:
            return
        self._listened_at = self._clock()
        count = await asyncio.to_thread(tell_of_silences, self._assembly, self._listened_at)
        if count:
            log.info("outlets fell silent or are heard again", count=count)

    async def _watch_uplink(self) -> None:
        uplink = self.collection.uplink
        if not uplink.look(self._clock()):
            return
        if uplink.is_down:
            log.warning("no host name can be resolved, this machine seems to be offline")
        await asyncio.to_thread(tell_of_uplink, self._assembly.database, uplink, self._clock())

    async def dispatch(self) -> None:
        """Freeze what is due, and wake all who send."""
        try:
            await asyncio.to_thread(freeze_all, self._assembly, self._clock)
        finally:
            for sender in self._senders.values():
                sender.wake()

    async def keep_up(self) -> None:
        """Let old items go once a day, and look for damage once a week."""
        self.upkeep.turn(self._assembly)

    async def group(self) -> None:
        """Read what fired, and group it to incidents."""
        incidents = self._assembly.incidents
        await asyncio.to_thread(incidents.catch_up, self._assembly, longest=LONGEST)

    async def index(self) -> None:
        """Put what is new into the index of the archive."""
        await asyncio.to_thread(self.indexer.turn, self._assembly.database)

    def stop_sending(self, grace: timedelta = GRACE) -> None:
        """Send nothing more; messages under way have *grace* in all."""
        for sender in self._senders.values():
            sender.stop()
        deadline = time.monotonic() + grace.total_seconds()
        for sender in self._senders.values():
            sender.join(deadline - time.monotonic())
        self._senders.clear()

    def _open_channels(self) -> None:
        config = self._assembly.config
        key = unsubscribe_key(self._assembly.database)
        for name, channel in channels_of(config, key).items():
            own = wanted(config, name)
            self._senders[name] = Sender(self._assembly.database, channel, self._clock, own)


def _web(desk: Desk, assembly: Assembly, crawler: Crawler, clock: Clock) -> "WebServer | None":
    """Return the server of the page, when config.toml wants one; a change needs a restart."""
    if not assembly.config.web.listen:
        stand(assembly.database, "page", "", clock())
        return None
    from hajiz.web.app import WebServer, application
    from hajiz.web.health import Vitals
    from hajiz.web.site import Site

    site = Site(lambda: desk.assembly, clock, unsubscribe_key(assembly.database), crawler)
    vitals = Vitals(desk.pulse.stuck, desk.alive.faults, desk.metrics)
    return WebServer(assembly.config.web, application(site, vitals), desk.tell_of_page)


def _ways_out(config: Config) -> object:
    """Return all of *config* that those who send depend on."""
    return config.channels, config.digests, config.alerts, config.web

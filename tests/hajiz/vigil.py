"""Hajiz at work over weeks of a clock that a test sets: real HTTP, a real database, no waiting."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from crawler.crawl import Crawler
from hajiz.assembly import Assembly, assemble
from hajiz.collect import Collected, Collection
from hajiz.config.read import load
from hajiz.uplink import tell_of_uplink
from model import FeedState, OutletId
from storage import feeds
from tests.feedserver import Exchange, FeedServer
from tests.hajiz.conftest import WriteConfig
from tests.reactorloop import Loop

START = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
TICK = timedelta(seconds=5)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
FLOOR = 15 * MINUTE  # the shortest pause between two looks at a feed that is decent at all


class Vigil:
    """A daemon's collecting, with its starts and stops; time jumps to when something is due."""

    def __init__(self, loop: Loop, config: Path) -> None:
        self.now = START
        self.config = config
        self._loop = loop

    def clock(self) -> datetime:
        """Return the time that it is."""
        return self.now

    def _seconds(self) -> float:
        return self.now.timestamp()

    def watch(self, span: timedelta) -> list[Collected]:
        """Start, work for *span* and stop; return what the polls came to."""
        until = self.now + span
        with self.opened() as assembly:
            return list(self._loop.run(self._work(assembly, until), limit=240))

    @contextmanager
    def opened(self) -> Iterator[Assembly]:
        """Open the program on its configuration as it is now."""
        with assemble(load(self.config, {}), self.now) as assembly:
            yield assembly

    def state(self, outlet: str = "a") -> FeedState:
        """Read what is known of a feed."""
        with self.opened() as assembly, assembly.database.read() as tx:
            return feeds.state(tx, OutletId(outlet))

    async def _work(self, assembly: Assembly, until: datetime) -> list[Collected]:
        done: list[Collected] = []
        finished = asyncio.Queue[Collected]()
        async with Crawler(assembly.config.fetch, timer=self._seconds) as crawler:
            collection = Collection(assembly, crawler, self.clock)
            while self.now <= until:
                begun = await collection.start_due(finished.put_nowait)
                done += [await asyncio.wait_for(finished.get(), 30) for _ in range(begun)]
                if collection.uplink.look(self.now):
                    tell_of_uplink(assembly.database, collection.uplink, self.now)
                self.now = max(self.now + TICK, self._next_due(assembly, until))
            self.now = until
            await collection.stop()
        return done

    def _next_due(self, assembly: Assembly, until: datetime) -> datetime:
        with assembly.database.read() as tx:
            states = feeds.states(tx).values()
        due = [state.next_poll_at for state in states if state.gone_at is None]
        return min([*due, until + TICK])


def vigil_on(
    server: FeedServer, write_config: WriteConfig, loop: Loop, feeds: dict[str, str], more: str = ""
) -> Vigil:
    """Watch those feeds with Hajiz's usual pace."""
    config = write_config(feeds, more, interval="30m")
    vigil = Vigil(loop, config)
    server.clock = vigil.clock
    return vigil


def asked(server: FeedServer, path: str = "/a") -> list[Exchange]:
    """Return what was asked for *path*, oldest first."""
    return [each for each in server.exchanges if each.path == path]

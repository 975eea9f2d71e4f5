"""What only a look at the network shows: that the guard holds, and that the clock is right."""

from collections.abc import Iterator
from datetime import timedelta

from crawler import reactor
from crawler.crawl import Crawler
from crawler.freshness import http_date
from hajiz.clock import Clock
from hajiz.config.read import Config
from hajiz.doctor.finding import Line, judged
from model import Failed, FailureKind

HERE = "http://127.0.0.1:9/"  # nothing answers there; the guard must not even ask
ALLOWED = timedelta(seconds=60)


def online(config: Config, clock: Clock) -> Iterator[Line]:
    """Try what must be refused, and ask the first outlet's server for the time."""
    found: list[Line] = []
    reactor.run(lambda: _look(config, clock, found))
    yield from found


async def _look(config: Config, clock: Clock, found: list[Line]) -> None:
    async with Crawler(config.fetch) as crawler:
        found.append(await _guard(crawler))
        found.append(await _clock(crawler, config, clock))


async def _guard(crawler: Crawler) -> Line:
    looked = await crawler.look(HERE)
    if isinstance(looked, Failed) and looked.kind is FailureKind.BLOCKED_PRIVATE:
        return judged("guard", "addresses of this machine are refused")
    remedy = "[fetch] allow_networks lets outlets lead Hajiz here; name networks narrowly"
    return judged("guard", "addresses of this machine are not refused", remedy)


async def _clock(crawler: Crawler, config: Config, clock: Clock) -> Line:
    outlet = config.outlets[0]
    looked = await crawler.look(outlet.feed, outlet.kind)
    if isinstance(looked, Failed):
        return judged("network", f"{outlet.id}: {looked.message}", "see `hajiz outlets health`")
    said = http_date(looked.fetched.headers.get(b"date", b""))
    if said is None or b"age" in looked.fetched.headers:
        return judged("clock", f"{outlet.id} does not say the time")
    behind = said - clock()
    remedy = "let it be set over the network (NTP)" if abs(behind) > ALLOWED else ""
    return judged("clock", f"{abs(behind).total_seconds():.0f} s off that of {outlet.id}", remedy)

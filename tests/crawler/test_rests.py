"""Hosts that are left alone because they asked for it."""

import asyncio
from datetime import timedelta
from typing import Any

from crawler.crawl import Crawler
from crawler.rests import MANY, Rests
from model import Failed, FailureKind, OutletId
from tests.crawler.conftest import LOOPBACK, ONE, Loop, Site, http, task

OUTLET = OutletId("outlet")


class Timer:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        """Return what the test has set, in seconds."""
        return self.now


def busy(seconds: int, host: str = "o.example:443") -> Failed:
    """Return the refusal of a server that wants peace for so long."""
    wish = timedelta(seconds=seconds)
    return Failed(OUTLET, FailureKind.HTTP, "HTTP 429", 429, wish, host=host)


def test_fm_019_a_host_rests_for_as_long_as_it_asked() -> None:
    """The longer of two wishes counts; another port is another host."""
    timer = Timer()
    rests = Rests(timer)
    rests.note(busy(60))
    rests.note(busy(30))

    refused = rests.refusal(OUTLET, "o.example:443")

    assert refused is not None
    assert (refused.kind, refused.retry_after) == (FailureKind.RESTING, timedelta(seconds=60))
    assert "o.example asked" in refused.message
    assert rests.refusal(OUTLET, "o.example:8443") is None
    timer.now += 60
    assert rests.refusal(OUTLET, "o.example:443") is None


def test_fm_019_feeds_that_wait_in_line_are_not_asked_for(loop: Loop, site: Site) -> None:
    """Ten at once: the first answer is 429, and the others never reach the server."""
    site.answers["/feed"] = http(b"", b"Retry-After: 60", status="429 Too Many Requests")
    timer = Timer()

    async def main() -> tuple[list[Any], Any, Any]:
        async with Crawler(LOOPBACK, timer=timer) as crawler:
            found = await asyncio.gather(*(crawler.fetch(task(site.url())) for _ in range(10)))
            site.answers["/feed"] = http(ONE)
            timer.now += 59
            early = await crawler.fetch(task(site.url()))
            timer.now += 2
            return found, early, await crawler.fetch(task(site.url()))

    found, early, after = loop.run(main())

    assert [outcome.kind for outcome in found].count(FailureKind.RESTING) == 9
    assert early.kind is FailureKind.RESTING
    assert len(after.items) == 1
    assert len(site.asked) == 2


def test_hosts_that_nobody_asks_again_are_forgotten() -> None:
    """A redirect may lead to another host each time: what rests no more takes no memory."""
    timer = Timer()
    rests = Rests(timer)
    for number in range(MANY):
        rests.note(busy(60, f"h{number}.example:80"))
    timer.now += 61
    rests.note(busy(60))

    assert len(rests._until) == 1
    assert rests.refusal(OUTLET, "o.example:443") is not None

"""The crawler's front door: what a look at a feed brings, politeness, and leaving."""

import asyncio
import hashlib
import multiprocessing
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

from crawler.crawl import Crawler
from crawler.settings import CONCURRENT_FETCHES
from model import FailureKind, Fresh, OutletId, Validators
from tests.crawler.conftest import (
    LOOPBACK,
    ONE,
    Asked,
    Fetch,
    Part,
    Site,
    drip,
    http,
    rss,
    task,
)
from tests.reactorloop import Loop


def test_a_feed_becomes_items(site: Site, fetch: Fetch) -> None:
    """A first look brings items, validators, the body's hash and where it was found."""
    site.answers["/feed"] = http(ONE, b"ETag: x", b"Last-Modified: yesterday, about noon")

    outcome = fetch(task(site.url()))

    assert isinstance(outcome, Fresh)
    assert [item.title for item in outcome.items] == ["One"]
    assert outcome.validators == Validators(b"x", b"yesterday, about noon")
    assert outcome.body_hash == hashlib.sha256(ONE).digest()
    assert outcome.fetched_url == site.url()


def test_a_request_names_hajiz_and_asks_for_no_language(site: Site, fetch: Fetch) -> None:
    """The server learns who asks, and gets no cookie, referer or preferred language."""
    site.answers["/feed"] = http(ONE, b"Set-Cookie: a=b")

    fetch(task(site.url()), task(site.url()))

    assert [asked.header("User-Agent") for asked in site.asked] == [
        b"HajizTest/1.0 (+https://example.org)"
    ] * 2
    for name in ("Accept-Language", "Cookie", "Referer", "If-None-Match", "If-Modified-Since"):
        assert site.asked[1].header(name) is None


def test_a_web_page_is_not_a_feed(site: Site, fetch: Fetch) -> None:
    """A page with status 200 is a failure that says what was there instead."""
    site.answers["/feed"] = http(b"<html><title>Domain  for\nsale</title><p>Buy</p></html>")

    outcome = fetch(task(site.url()))

    assert outcome.kind == FailureKind.NOT_A_FEED
    assert outcome.message == "not a feed: an HTML page titled «Domain for sale»"


def test_a_form_is_posted(loop: Loop, site: Site) -> None:
    """As hubs want it: by POST, with its length and type."""
    site.answers["/hub"] = http(b"", status="202 Accepted")

    async def main() -> Any:
        async with Crawler(LOOPBACK) as crawler:
            return await crawler.post(OutletId("a"), site.url("/hub"), {"hub.mode": "subscribe"})

    assert loop.run(main()) is None
    (asked,) = site.asked
    assert asked.head.startswith(b"POST /hub ")
    assert asked.header("Content-Type") == b"application/x-www-form-urlencoded"
    assert asked.header("Content-Length") == b"18"


def test_fm_016_fifty_drips_do_not_hold_up_good_feeds(loop: Loop) -> None:
    """Slow hosts keep their own places only: the others are polled at once."""

    async def main(site: Site) -> list[Any]:
        async with Crawler(LOOPBACK) as crawler:
            drips = [
                asyncio.ensure_future(crawler.fetch(task(site.url("/drip", f"127.0.1.{n}"))))
                for n in range(1, 51)
            ]
            good = [crawler.fetch(task(site.url(host=f"127.0.2.{n}"))) for n in range(1, 51)]
            outcomes = await asyncio.gather(*good)
            assert not any(drip.done() for drip in drips)
        await asyncio.wait(drips)
        return outcomes

    with Site("0.0.0.0") as site:
        site.answers = {"/drip": lambda _: drip(), "/feed": http(ONE)}
        outcomes = loop.run(main(site))

    assert all(isinstance(outcome, Fresh) for outcome in outcomes)


def test_feeds_of_one_slow_host_do_not_take_the_places_of_others(loop: Loop) -> None:
    """More feeds of one host than Hajiz fetches at a time wait for each other outside."""

    async def main(site: Site) -> Any:
        async with Crawler(LOOPBACK) as crawler:
            url = site.url("/drip", "127.0.1.1")
            waiting = [
                asyncio.ensure_future(crawler.fetch(task(url)))
                for _ in range(CONCURRENT_FETCHES + 10)
            ]
            await asyncio.sleep(0)
            outcome = await crawler.fetch(task(site.url(host="127.0.2.1")))
            assert not any(one.done() for one in waiting)
        await asyncio.wait(waiting)
        return outcome

    with Site("0.0.0.0") as site:
        site.answers = {"/drip": lambda _: drip(), "/feed": http(ONE)}
        outcome = loop.run(main(site))

    assert isinstance(outcome, Fresh)
    assert len([asked for asked in site.asked if asked.path == "/drip"]) == 1


def test_hosts_that_rest_take_no_place_of_others(loop: Loop) -> None:
    """More hosts than Hajiz fetches from at a time wait out the delay; another is asked at once."""
    settings = replace(LOOPBACK, delay=timedelta(seconds=60))
    hosts = [f"127.0.1.{n}" for n in range(1, CONCURRENT_FETCHES + 10)]

    async def main(site: Site) -> Any:
        async with Crawler(settings) as crawler:
            first = asyncio.gather(*(crawler.fetch(task(site.url(host=host))) for host in hosts))
            again = [
                asyncio.ensure_future(crawler.fetch(task(site.url(host=host)))) for host in hosts
            ]
            await first
            outcome = await crawler.fetch(task(site.url(host="127.0.2.1")))
            assert not any(one.done() for one in again)
        await asyncio.wait(again)
        return outcome

    with Site("0.0.0.0") as site:
        site.answers = {"/feed": http(b"", status="404 Not Found")}
        outcome = loop.run(main(site))

    assert outcome.kind == FailureKind.HTTP


def test_one_host_is_asked_one_thing_at_a_time_and_not_too_often(loop: Loop, site: Site) -> None:
    """Feeds of one host wait for each other, with the delay in between."""
    spans: list[tuple[float, float]] = []

    def slowly(_asked: Asked) -> Iterator[Part]:
        begun = time.monotonic()
        yield 0.1
        spans.append((begun, time.monotonic()))
        yield http(ONE)

    site.answers["/feed"] = slowly
    settings = replace(LOOPBACK, delay=timedelta(seconds=0.5))

    async def main() -> None:
        async with Crawler(settings) as crawler:
            await asyncio.gather(*(crawler.fetch(task(site.url())) for _ in range(3)))

    loop.run(main())

    assert all(later[0] >= earlier[1] for earlier, later in pairwise(spans))
    assert spans[2][0] - spans[0][0] > 0.8  # twice the delay, but for the threads' own time


def test_the_delay_is_kept_between_two_calls(loop: Loop, site: Site) -> None:
    """The host's last request is remembered from one tick of the daemon to the next."""
    site.answers["/feed"] = http(ONE)
    settings = replace(LOOPBACK, delay=timedelta(seconds=0.5))

    async def main() -> float:
        async with Crawler(settings) as crawler:
            await crawler.fetch(task(site.url()))
            begun = time.monotonic()
            await crawler.fetch(task(site.url(), body_hash=hashlib.sha256(ONE).digest()))
            await crawler.fetch(task(site.url(), body_hash=hashlib.sha256(ONE).digest()))
            return time.monotonic() - begun

    assert loop.run(main()) > 0.5


def test_leaving_ends_downloads_and_reading_at_once(loop: Loop) -> None:
    """In the middle of everything, the crawler is gone within 3 seconds, its workers too."""

    async def main(site: Site) -> tuple[float, list[Any]]:
        async with Crawler(LOOPBACK) as crawler:
            urls = [site.url(), *(site.url("/drip", f"127.0.0.{n}") for n in range(2, 5))]
            tasks = [asyncio.ensure_future(crawler.fetch(task(url))) for url in urls]
            await asyncio.sleep(1)
            begun = time.monotonic()
        took = time.monotonic() - begun
        return took, await asyncio.gather(*tasks, return_exceptions=True)

    with Site("0.0.0.0") as site:
        endless = http(rss("<title>x</title>" + "<item>" * 200_000))
        site.answers = {"/drip": lambda _: drip(), "/feed": endless}
        before = set(multiprocessing.active_children())  # of other tests in this process
        took, outcomes = loop.run(main(site))

    assert took < 3
    assert [type(outcome) for outcome in outcomes] == [asyncio.CancelledError] * 4
    assert set(multiprocessing.active_children()) <= before

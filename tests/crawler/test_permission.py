"""What robots.txt allows, asked once, and the pause it wants, had once for each page."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from ipaddress import ip_network
from typing import Any

import pytest

from crawler.crawl import Crawler
from crawler.pages import Pages
from crawler.permission import Permissions
from crawler.settings import FetchSettings
from model import OutletId, PageRead, PageTask
from tests.feedserver import FeedServer
from tests.reactorloop import Loop

SETTINGS = FetchSettings(delay=timedelta(0), allow_networks=(ip_network("127.0.0.0/8"),))
TEXT = "The road between the two towns runs along the river, past fields and an old bakery. " * 6
PAGE = f"<html><head><title>A</title></head><body><article><h1>A</h1><p>{TEXT}</p></article>"


def with_crawler(loop: Loop, work: Callable[[Crawler], Awaitable[Any]]) -> Any:
    """Run *work* with a crawler that may ask loopback."""

    async def main() -> Any:
        async with Crawler(SETTINGS) as crawler:
            return await work(crawler)

    return loop.run(main())


def test_a_site_is_asked_once(loop: Loop) -> None:
    """However many of its pages are read."""
    with FeedServer() as server:
        server.serve("/robots.txt", b"User-agent: *\nDisallow: /closed")
        root = server.serve("/", b"").removesuffix("/")

        async def ask(crawler: Crawler) -> list[bool]:
            permissions = Permissions(crawler, "Hajiz/1")
            return [await permissions.wait_for(f"{root}{path}") for path in ("/a", "/closed", "/b")]

        assert with_crawler(loop, ask) == [True, False, True]
        assert [path for path, _ in server.log] == ["/robots.txt"]


def test_each_page_waits_once_for_the_pause_its_site_wants(
    loop: Loop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between two pages there is one pause; a page that was had is not waited for again."""
    pauses: list[float] = []
    readers: set[object] = set()
    sleep = asyncio.sleep

    async def noting(seconds: float) -> None:
        """Note the pauses and leave them out; others of this process sleep as they do."""
        is_pause = seconds > 0 and asyncio.current_task() in readers
        if is_pause:
            pauses.append(seconds)
        await sleep(0 if is_pause else seconds)

    monkeypatch.setattr(asyncio, "sleep", noting)
    with FeedServer() as server:
        server.serve("/robots.txt", b"User-agent: *\nCrawl-delay: 50")
        urls = [server.serve(path, PAGE.encode()) for path in ("/a", "/b")]

        async def read(crawler: Crawler) -> list[object]:
            pages = Pages(crawler, "Hajiz/1")
            readers.add(asyncio.current_task())
            try:
                return [await pages.read(PageTask(1, OutletId("a"), url, "en")) for url in urls]
            finally:
                await pages.stop()

        found = with_crawler(loop, read)

    assert all(isinstance(each, PageRead) for each in found)
    assert len([pause for pause in pauses if pause > 40]) == 1

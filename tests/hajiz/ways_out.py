"""
Leads every way out of Hajiz to every address it must not go to, and says what became of it.

Run inside a network namespace: `unshare -Urnm python -m tests.hajiz.ways_out FOLDER`. Prints JSON.
"""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from alerts.channels.apprise import AppriseChannel, AppriseSettings
from alerts.channels.email import EmailChannel, EmailSettings
from alerts.channels.webhook import WebhookChannel, WebhookSettings
from crawler import reactor
from crawler.crawl import Crawler
from crawler.pages import Pages
from crawler.settings import FetchSettings
from model import DeliveryError, FetchTask, OutletId, PageTask
from model.message import Message
from tests.hajiz.internet import PUBLIC, ROBOTS, Internet, internet
from tests.receiver import SECRET

TRIES = 200  # against a name that leads elsewhere each time
LOOPBACK = [
    "127.0.0.1", "127.1", "127.0.1", "127.0.0.1.", "127.255.255.254", "2130706433", "0x7f000001",
    "0X7F000001", "017700000001", "0x7f.0.0.1", "0x7f.1", "0177.0.0.1", "0177.1", "127.000.000.001",
    "0x7f.0x0.0x0.0x1", "0177.0.0.0x1", "①②⑦.⓪.⓪.①", "127。0。0。1", "127．0．0．1", "１２７.0.0.1",
    "0", "0.0.0.0", "0x0", "localhost", "LOCALHOST", "localhost.", "ⓛocalhost",
    "[::1]", "[0:0:0:0:0:0:0:1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]",
    "[0:0:0:0:0:ffff:7f00:1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]", "[64:ff9b::127.0.0.1]",
    "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]", "[2001:0:7f00:1::]", "[fec0::1]",
    "[::ffff:0:127.0.0.1]", "[fe80::1]", "[ff02::1]",
]  # fmt: skip
PRIVATE = [
    "10.0.0.1", "10.1", "167772161", "0x0a000001", "012.0.0.1", "[::ffff:10.0.0.1]",
    "[64:ff9b::a00:1]", "169.254.169.254", "169.254.43518", "2852039166", "0xa9fea9fe",
    "0xa9.0xfe.0xa9.0xfe", "0251.0376.0251.0376", "[::ffff:169.254.169.254]", "[::ffff:a9fe:a9fe]",
    "[64:ff9b::a9fe:a9fe]", "[2002:a9fe:a9fe::]", "[fd00:ec2::254]", "100.100.100.200",
    "192.168.0.1", "172.16.0.1",
]  # fmt: skip
NAMED = [
    "loopback.test", "lan.test", "meta.test", "six.test", "meta6.test", "mapped.test", "nat64.test",
    "sixtofour.test", "mixed.test", "mixed6.test", "127.0.0.1.nip.test", "zero.test",
    "LoopBack.TEST", "loopback.test.",
]  # fmt: skip
HOSTS = [*LOOPBACK, *PRIVATE, *NAMED]
TRICKS = [
    f"http://{PUBLIC}@127.0.0.1/feed", f"http://127.0.0.1\\@{PUBLIC}/feed",
    f"http://{PUBLIC}:80@127.0.0.1/feed", f"http://user:{PUBLIC}@[::1]/feed",
    f"http://{PUBLIC}#@127.0.0.1/feed", f"http://127.0.0.1#@{PUBLIC}/feed",
    "http://127.0.0.1:80/feed", "http://127.0.0.1:00080/feed", "http://127.0.0.1:/feed",
    "http:\\\\127.0.0.1\\feed", "http:///127.0.0.1/feed", "http:127.0.0.1/feed", "//127.0.0.1/feed",
    "\\\\127.0.0.1\\feed", "/\\127.0.0.1/feed", "http://%31%32%37.0.0.1/feed",
    "http://127.0.0.1%00.public.test/feed", "http://127.0.0.1%0a/feed", "http://127.0.0.1\t/feed",
    " http://127.0.0.1/feed", "HTTP://127.0.0.1/feed", "http://127.0.0.1:25/feed",
    "http://[::1]:25/feed", "http://[127.0.0.1]/feed", "http://[::ffff:127.0.0.1%25lo]/feed",
    "file:///etc/passwd", "ftp://127.0.0.1/feed", "gopher://127.0.0.1:25/_x",
    "data:text/xml,<rss/>", "dict://127.0.0.1:25/", "https://127.0.0.1:80/feed", "https://meta.test/latest/meta-data/",
]  # fmt: skip
MESSAGE = Message("m1", "test", "t", "Subject", "Text", "", "{}", datetime.now(UTC), "Brief")
SHORT = timedelta(seconds=5)


def urls() -> list[str]:
    """Return every address to be led to."""
    return [*(f"http://{host}/feed" for host in HOSTS), *TRICKS]


class Ways:
    """Each way out, to an address; returns what became of it, in a word or two."""

    def __init__(self, crawler: Crawler, networks: tuple[Any, ...]) -> None:
        self._crawler = crawler
        self._networks = networks
        self.all: dict[str, Callable[[str], Awaitable[object]]] = {
            "feed": self._feed, "redirect": self._redirect, "page": self._page,
            "page redirect": self._page_redirect, "robots": self._robots, "hub": self._hub,
            "webhook": self._webhook, "email": self._email, "apprise": self._apprise,
        }  # fmt: skip

    async def _feed(self, url: str) -> object:
        return await self._crawler.fetch(FetchTask(OutletId("a"), url, "en"))

    async def _redirect(self, url: str) -> object:
        way = f"http://{PUBLIC}/r?to={quote(url, safe='')}"
        return await self._crawler.fetch(FetchTask(OutletId("a"), way, "en"))

    async def _page(self, url: str) -> object:
        pages = Pages(self._crawler, "Hajiz")
        try:
            return await pages.read(PageTask(1, OutletId("a"), url.replace("/feed", "/page"), "en"))
        finally:
            await pages.stop()

    async def _page_redirect(self, url: str) -> object:
        ROBOTS["to"] = ""
        return await self._page(f"http://{PUBLIC}/r?to={quote(url, safe='')}")

    async def _robots(self, url: str) -> object:
        ROBOTS["to"] = url
        return await self._page(f"http://{PUBLIC}/page")

    async def _hub(self, url: str) -> object:
        return await self._crawler.post(OutletId("a"), url, {"hub.mode": "subscribe"}) or "sent"

    async def _webhook(self, url: str) -> object:
        settings = WebhookSettings("hook", url, SECRET, SHORT, self._networks)
        return await self._sent(lambda: WebhookChannel(settings))

    async def _email(self, url: str) -> object:
        host = (urlsplit(url).hostname or "").strip("[]")
        settings = EmailSettings(
            "mail", host, "a@a.test", ("b@b.test",), 25, "none", timeout=SHORT,
            allow_networks=self._networks,
        )  # fmt: skip
        return await self._sent(lambda: EmailChannel(settings))

    async def _apprise(self, url: str) -> object:
        way = f"json://{url.partition('://')[2]}"
        settings = AppriseSettings("chat", way, None, SHORT, self._networks)
        return await self._sent(lambda: AppriseChannel(settings))

    async def _sent(self, make: Callable[[], Any]) -> object:
        try:
            channel = make()
        except DeliveryError as error:
            return error
        return await asyncio.to_thread(channel.send, MESSAGE, channel.recipients[0])


def said(outcome: object) -> str:
    """Return the kind of an outcome, and its words."""
    words = getattr(outcome, "message", "") or getattr(outcome, "reason", "") or str(outcome)
    return f"{type(outcome).__name__}: {words}"[:300]


async def _corpus(found: Internet) -> dict[str, Any]:
    results: dict[str, Any] = {}
    async with Crawler(FetchSettings(delay=timedelta(0), timeout=SHORT)) as crawler:
        ways = Ways(crawler, ())
        for name, way in ways.all.items():
            for url in urls():
                try:
                    outcome = said(await way(url))
                except ValueError as error:  # no address at all, for config.toml to refuse
                    outcome = said(error)
                results.setdefault(name, {})[url] = outcome
    return {"outcomes": results, "hits": dict(found.hits)}


async def _control(found: Internet) -> dict[str, Any]:
    """See that every way leads out at all, and to canaries where they are allowed."""
    networks = (ip_network("127.0.0.0/8"), ip_network("169.254.0.0/16"))
    settings = FetchSettings(delay=timedelta(0), timeout=SHORT, allow_networks=networks)
    public: dict[str, int] = {}
    allowed: dict[str, int] = {}
    async with Crawler(settings) as crawler:
        ways = Ways(crawler, networks)
        for name, way in ways.all.items():
            before = found.public.total()
            await way("http://both.test/feed")
            public[name] = found.public.total() - before
            reached = found.hits.total()
            await way("http://loopback.test/feed")
            allowed[name] = found.hits.total() - reached
        meta = found.hits["169.254.169.254"]
        for way in ways.all.values():
            await way("http://169.254.169.254/feed")
    return {
        "public": public,
        "allowed": allowed,
        "metadata": found.hits["169.254.169.254"] - meta,
    }


async def _rebinding(found: Internet) -> dict[str, Any]:
    before = found.hits.total()
    results: dict[str, dict[str, int]] = {}
    async with Crawler(FetchSettings(delay=timedelta(0), timeout=SHORT)) as crawler:
        ways = Ways(crawler, ())
        for name in ("feed", "hub", "webhook", "email", "apprise"):
            reached, tally = found.public.total(), {"refused": 0}
            for _ in range(TRIES):
                outcome = said(await ways.all[name]("http://rebind.test/feed"))
                tally["refused"] += "refused to connect to 127.0.0.1" in outcome
            tally["public"] = found.public.total() - reached
            results[name] = tally
    return {"tallies": results, "hits": found.hits.total() - before}


async def _all(found: Internet) -> dict[str, Any]:
    corpus = await _corpus(found)
    return {
        "corpus": corpus,
        "rebinding": await _rebinding(found),
        "control": await _control(found),
    }


def main() -> None:
    """Run all, and print what was found."""
    with internet(Path(sys.argv[1])) as found:
        print(json.dumps(reactor.run(lambda: _all(found))))  # noqa: T201 - for the test to read


if __name__ == "__main__":
    main()

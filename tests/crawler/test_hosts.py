"""Turns at a host, and the connection that goes from one to the next."""

import asyncio
import socket
from dataclasses import dataclass, field
from typing import Any

import pytest

from crawler.crawl import Crawler
from crawler.hosts import Host, Hosts
from model import Fresh, Unchanged
from tests.crawler.conftest import LOOPBACK, ONE, Loop, Site, task

KEPT = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(ONE), ONE)


@dataclass
class PatientSite(Site):
    """A web server that answers up to *most* requests over one connection."""

    most: int = 1000
    connections: list[int] = field(default_factory=list)  # requests over each

    def _answer(self, connection: socket.socket) -> None:
        number = len(self.connections)
        self.connections.append(0)
        before = -1
        while before < len(self.asked) and self.connections[number] < self.most:
            before = len(self.asked)
            super()._answer(connection)
            if len(self.asked) == before:
                return
            self.connections[number] += 1


def fetch_at_once(loop: Loop, *urls: str, **known: Any) -> list[Any]:
    """Fetch *urls* at the same time."""

    async def main() -> list[Any]:
        async with Crawler(LOOPBACK) as crawler:
            return await asyncio.gather(*(crawler.fetch(task(url, **known)) for url in urls))

    return list(loop.run(main()))


def test_requests_that_wait_for_a_host_share_its_connection(loop: Loop) -> None:
    """The last says that it is the last: no connection is left behind."""
    with PatientSite() as site:
        site.answers["/feed"] = KEPT
        outcomes = fetch_at_once(loop, *[site.url()] * 3)

    assert [type(outcome) for outcome in outcomes] == [Fresh] * 3
    assert site.connections == [3]
    assert [asked.header("Connection") for asked in site.asked] == [None, None, b"close"]


def test_a_connection_that_was_closed_meanwhile_is_opened_again(loop: Loop) -> None:
    """Servers close without a word; that is no failure of the feed."""
    with PatientSite(most=1) as site:
        site.answers["/feed"] = KEPT
        outcomes = fetch_at_once(loop, *[site.url()] * 4)

    assert [type(outcome) for outcome in outcomes] == [Fresh] * 4


@pytest.mark.parametrize("stray", [b"stray", b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"])
def test_what_follows_an_answer_is_not_taken_for_the_next(loop: Loop, stray: bytes) -> None:
    """Some servers send a body with 304; it belongs to nobody."""
    with PatientSite() as site:
        site.answers["/feed"] = b"HTTP/1.1 304 Not Modified\r\nETag: x\r\n\r\n" + stray
        outcomes = fetch_at_once(loop, *[site.url()] * 3, etag=b"x")

    assert [type(outcome) for outcome in outcomes] == [Unchanged] * 3


@pytest.mark.asyncio
async def test_a_host_knows_whether_it_is_awaited() -> None:
    """Only those who wait count, not the one whose turn it is, nor one who gave up."""
    host = Host()

    async def take_turn() -> None:
        async with host:
            pass

    async with host:
        assert not host.is_awaited
        waiting = asyncio.ensure_future(take_turn())
        await asyncio.sleep(0)
        assert host.is_awaited
        waiting.cancel()
        await asyncio.wait([waiting])
        assert not host.is_awaited


def test_a_host_is_forgotten_when_nobody_holds_it() -> None:
    """Names of hosts that redirects lead to must not pile up."""
    hosts = Hosts()
    host = hosts.named("a")

    assert hosts.named("a") is host
    del host
    assert list(hosts._busy) == []


@pytest.mark.asyncio
async def test_a_host_that_rests_is_remembered() -> None:
    """Whoever comes next waits for the rest of the delay, though nobody held the host since."""
    hosts = Hosts(delay=0.2)
    hosts.note_asked(hosts.named("a"))

    begun = asyncio.get_running_loop().time()
    await hosts.named("a").rest(hosts.delay, asyncio.Event())
    waited = asyncio.get_running_loop().time() - begun
    hosts.named("b")  # looks who has rested

    assert waited > 0.1
    assert list(hosts._busy) == []

"""Bodies too large, too slow, cut off or badly packed, over real connections."""

import asyncio
import gzip
import hashlib
import os
import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from crawler.crawl import Crawler
from crawler.settings import MIB
from model import FailureKind, Fresh
from tests.crawler.conftest import (
    LOOPBACK,
    ONE,
    Fetch,
    Part,
    Site,
    drip,
    http,
    rss,
    task,
)
from tests.reactorloop import Loop

SHORT = replace(LOOPBACK, timeout=timedelta(seconds=1))


def test_a_compressed_feed_is_read(site: Site, fetch: Fetch) -> None:
    """Gzip is asked for, understood, and hashed unpacked."""
    site.answers["/feed"] = http(gzip.compress(ONE), b"Content-Encoding: gzip")

    outcome = fetch(task(site.url()))

    assert outcome.body_hash == hashlib.sha256(ONE).digest()
    assert site.asked[0].header("Accept-Encoding") == b"gzip, deflate"


def test_what_only_claims_to_be_compressed_is_an_outcome(site: Site, fetch: Fetch) -> None:
    """A server that labels plain bytes gzip is at fault, and told so."""
    site.answers["/feed"] = http(ONE, b"Content-Encoding: gzip")

    outcome = fetch(task(site.url()))

    assert outcome.kind == FailureKind.DATA_LOSS
    assert outcome.message == "the answer of 127.0.0.1 cannot be unpacked: it is damaged"


def test_no_connection_is_kept(site: Site, fetch: Fetch) -> None:
    """Thousands of hosts must not mean thousands of open connections."""
    site.answers["/feed"] = http(ONE)

    fetch(task(site.url()))

    assert site.asked[0].header("Connection") == b"close"


def test_fm_015_a_gzip_bomb_is_refused(site: Site, fetch: Fetch) -> None:
    """A few kilobytes that unpack to 60 MiB are cut at the limit."""
    site.answers["/feed"] = http(gzip.compress(bytes(60 * MIB), 9), b"Content-Encoding: gzip")

    outcome = fetch(task(site.url()))

    assert (outcome.kind, outcome.message) == (FailureKind.TOO_LARGE, "more than 10 MiB")


def test_fm_013_a_body_announced_too_large_is_not_read(site: Site, fetch: Fetch) -> None:
    """The length in the header is enough to refuse."""
    site.answers["/feed"] = b"HTTP/1.1 200 OK\r\nContent-Length: 209715200\r\n\r\n"

    assert fetch(task(site.url())).kind == FailureKind.TOO_LARGE


def test_fm_014_a_chunked_body_is_cut_at_the_limit(site: Site, fetch: Fetch) -> None:
    """A body without a length ends where the limit is."""

    def endless() -> Iterator[Part]:
        yield b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        for _ in range(2000):
            yield b"20000\r\n" + bytes(0x20000) + b"\r\n"

    site.answers["/feed"] = endless()

    assert fetch(task(site.url())).kind == FailureKind.TOO_LARGE


def _endless_head() -> Iterator[Part]:
    yield b"HTTP/1.1 200 OK\r\n"
    for number in range(1000):
        yield from (b"X-%d: y\r\n" % number, 0.05)


@pytest.mark.parametrize("answer", [drip, _endless_head, lambda: [60.0]])
def test_fm_016_a_drip_is_cut_at_the_total_limit(site: Site, fetch: Fetch, answer: Any) -> None:
    """One byte now and then, headers without end, or silence: the total time counts."""
    site.answers["/feed"] = lambda _: answer()

    outcome = fetch(task(site.url()), settings=SHORT)

    assert outcome.kind == FailureKind.TIMEOUT
    assert outcome.message == "no complete answer from 127.0.0.1 within 1 s"


def test_fm_016_a_silent_tls_handshake_is_cut_too(fetch: Fetch) -> None:
    """A server that accepts and never says a word of TLS falls under the same limit."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        outcome = fetch(task(f"https://127.0.0.1:{silent.getsockname()[1]}/"), settings=SHORT)

    assert outcome.kind == FailureKind.TIMEOUT


@pytest.mark.parametrize("head", [b"Content-Length: 5000", b"Transfer-Encoding: chunked"])
def test_fm_017_a_broken_off_body_brings_nothing(site: Site, fetch: Fetch, head: bytes) -> None:
    """A connection lost in the middle is a failure, even when the part received is a feed."""
    body = ONE if b"Length" in head else b"%x\r\n%b\r\n" % (len(ONE), ONE)
    site.answers["/feed"] = b"HTTP/1.1 200 OK\r\nETag: x\r\n" + head + b"\r\n\r\n" + body

    outcome = fetch(task(site.url()))

    assert outcome.kind == FailureKind.DATA_LOSS
    assert outcome.message == "127.0.0.1 broke off in the middle of its answer"


def test_fm_017_a_body_without_length_must_parse_to_its_end(site: Site, fetch: Fetch) -> None:
    """Where nobody vouches for the length, a document cut off is not taken in."""
    many = rss(*(f"<title>{number}</title><guid>{number}</guid>" for number in range(30)))
    site.answers["/feed"] = b"HTTP/1.0 200 OK\r\n\r\n" + many[:-200]
    site.answers["/whole"] = b"HTTP/1.0 200 OK\r\n\r\n" + many

    cut, whole = fetch(task(site.url()), task(site.url("/whole")))

    assert cut.kind == FailureKind.DATA_LOSS
    assert len(whole.items) == 30


def test_fm_017_a_truncated_archive_is_not_taken_for_a_feed(site: Site, fetch: Fetch) -> None:
    """Scrapy unpacks as much as there is; the document within must still be whole."""
    many = rss(*(f"<title>{os.urandom(8).hex()}</title><guid>{n}</guid>" for n in range(300)))
    site.answers["/feed"] = http(gzip.compress(many)[:-2000], b"Content-Encoding: gzip")

    assert fetch(task(site.url())).kind == FailureKind.DATA_LOSS


def test_cancelling_one_fetch_frees_its_host(loop: Loop, site: Site) -> None:
    """A fetch given up closes its connection, and the host can be asked again."""
    site.answers["/drip"] = lambda _: drip()
    site.answers["/feed"] = http(ONE)

    async def main() -> Any:
        async with Crawler(LOOPBACK) as crawler:
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(crawler.fetch(task(site.url("/drip"))), 0.3)
            return await asyncio.wait_for(crawler.fetch(task(site.url())), 15)

    assert isinstance(loop.run(main()), Fresh)

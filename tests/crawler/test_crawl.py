"""The crawler's front door, against real servers: what a look at a feed brings."""

import asyncio
import gzip
import hashlib
import multiprocessing
import os
import socket
import ssl
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from crawler.crawl import Crawler
from crawler.settings import MIB
from model import Failed, FailureKind, Fresh, OutletId, Unchanged, Validators
from tests.crawler.conftest import LOOPBACK, Asked, Fetch, Loop, Part, Site, http, rss, task

OUTLET = OutletId("outlet")
ONE = rss("<title>One</title><guid>1</guid>")
UNPROVEN = "self-signed, expired, or from an unknown authority"
SHORT = replace(LOOPBACK, timeout=timedelta(seconds=1))
ETAGS = [
    b'"plain"',
    b'W/"weak"',
    b"unquoted",
    b'"x-gzip"',
    b'"caf\xe9 \xd8\xb9"',
    b'W/ "odd  blank"',
    b"*",
]


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


@pytest.mark.parametrize("etag", ETAGS)
def test_fm_024_validators_are_sent_back_byte_for_byte(
    site: Site, fetch: Fetch, etag: bytes
) -> None:
    """Whatever a server calls an ETag or a date comes back to it unchanged."""
    modified = b"Mon, 99 Foo 2026 25:61:00 +0300"
    site.answers["/feed"] = http(ONE, b"ETag: " + etag, b"Last-Modified: " + modified)
    first = fetch(task(site.url()))

    fetch(
        task(site.url(), etag=first.validators.etag, last_modified=first.validators.last_modified)
    )

    assert site.asked[1].header("If-None-Match") == etag
    assert site.asked[1].header("If-Modified-Since") == modified


def test_not_modified_keeps_the_validators(site: Site, fetch: Fetch) -> None:
    """A 304 without headers leaves what we know as it is."""
    site.answers["/feed"] = http(b"", status="304 Not Modified")

    outcome = fetch(task(site.url(), etag=b"e", last_modified=b"m"))

    assert outcome == Unchanged(OUTLET, Validators(b"e", b"m"))


def test_not_modified_takes_new_validators(site: Site, fetch: Fetch) -> None:
    """A 304 may bring a new ETag; the next request uses it."""
    site.answers["/feed"] = http(b"", b"ETag: new", status="304 Not Modified")

    outcome = fetch(task(site.url(), etag=b"old", last_modified=b"m"))

    assert outcome == Unchanged(OUTLET, Validators(b"new", b"m"))


def test_not_modified_without_a_question_is_a_failure(site: Site, fetch: Fetch) -> None:
    """A server that says 304 to a first request has given us nothing."""
    site.answers["/feed"] = http(b"", status="304 Not Modified")

    outcome = fetch(task(site.url()))

    assert isinstance(outcome, Failed)
    assert outcome.status == 304


def test_fm_025_the_same_bytes_are_unchanged_and_bring_new_validators(
    site: Site, fetch: Fetch
) -> None:
    """A touched file is no news, but its new validators are kept."""
    site.answers["/feed"] = http(ONE, b"ETag: new")

    outcome = fetch(task(site.url(), etag=b"old", body_hash=hashlib.sha256(ONE).digest()))

    assert outcome == Unchanged(OUTLET, Validators(b"new", None))


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


def test_a_redirect_is_followed_with_the_validators(site: Site, fetch: Fetch) -> None:
    """The place a feed moved to is asked the same question, and named in the outcome."""
    site.answers["/feed"] = http(b"", b"Location: /new", status="302 Found")
    site.answers["/new"] = http(ONE)

    outcome = fetch(task(site.url(), etag=b"e"))

    assert outcome.fetched_url == site.url("/new")
    assert site.asked[1].header("If-None-Match") == b"e"


def test_fm_009_an_endless_redirect_stops_after_five(site: Site, fetch: Fetch) -> None:
    """Two addresses that point at each other cost six requests, no more."""
    site.answers["/feed"] = http(b"", b"Location: /other", status="301 Moved Permanently")
    site.answers["/other"] = http(b"", b"Location: /feed", status="307 Temporary Redirect")

    outcome = fetch(task(site.url()))

    assert (outcome.kind, outcome.message) == (FailureKind.REDIRECT, "redirected more than 5 times")
    assert len(site.asked) == 6


@pytest.mark.parametrize(
    "location", ["file:///etc/passwd", "ftp://127.0.0.1/x", "data:text/xml,<rss/>", "gopher://x/"]
)
def test_fm_003_a_redirect_to_another_scheme_is_refused(
    site: Site, fetch: Fetch, location: str
) -> None:
    """Only http and https are followed; no file is opened."""
    site.answers["/feed"] = http(b"", f"Location: {location}".encode(), status="302 Found")

    outcome = fetch(task(site.url()))

    assert outcome.kind == FailureKind.REDIRECT
    assert outcome.message == f"only http and https are followed, not {location.partition(':')[0]}:"


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://127.0.0.1/",
        "data:text/xml,<rss/>",
        "/etc/passwd",
        "http://",
        "http://[::1",
        "http://x:99999/",
    ],
)
def test_an_address_that_is_none_is_an_outcome(fetch: Fetch, url: str) -> None:
    """A bad address in the configuration fails its own feed and nothing else."""
    assert fetch(task(url)).kind == FailureKind.CONNECT


@pytest.mark.parametrize(
    "host",
    ["a" * 300, "-", "..", "a..b", "xn--", "xn--a", "%00", "a b", "[v1.x]", "ex\u202eample.org"],
)
def test_a_host_that_cannot_be_is_an_outcome(fetch: Fetch, host: str) -> None:
    """Nonsense in place of a name is no reason to stumble."""
    outcome = fetch(task(f"http://{host}/feed"))

    assert outcome.kind in (FailureKind.DNS, FailureKind.CONNECT)


def test_no_connection_is_kept(site: Site, fetch: Fetch) -> None:
    """Thousands of hosts must not mean thousands of open connections."""
    site.answers["/feed"] = http(ONE)

    fetch(task(site.url()))

    assert site.asked[0].header("Connection") == b"close"


def test_fm_010_credentials_stay_with_the_host_they_are_for(fetch: Fetch) -> None:
    """A password in an address is sent to its host, and not on to where that redirects."""
    with Site() as first, Site() as second:
        first.answers["/feed"] = http(b"", f"Location: {second.url()}".encode(), status="302 Found")
        second.answers["/feed"] = http(ONE)

        outcome = fetch(task(first.url(host="user:p%40ss@127.0.0.1")))

    assert first.asked[0].header("Authorization") == b"Basic dXNlcjpwQHNz"
    assert second.asked[0].header("Authorization") is None
    assert "user" not in outcome.fetched_url


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


def _drip() -> Iterator[Part]:
    yield b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"
    for _ in range(1000):
        yield from (b"x", 0.05)


def _endless_head() -> Iterator[Part]:
    yield b"HTTP/1.1 200 OK\r\n"
    for number in range(1000):
        yield from (b"X-%d: y\r\n" % number, 0.05)


@pytest.mark.parametrize("answer", [_drip, _endless_head, lambda: [60.0]])
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


def test_a_host_that_does_not_resolve_is_named(fetch: Fetch) -> None:
    """The message says which name is wrong."""
    outcome = fetch(task("http://no-such-host.invalid/feed"))

    assert (outcome.kind, outcome.message) == (
        FailureKind.DNS,
        "cannot resolve host no-such-host.invalid",
    )


def test_a_refused_connection_is_an_outcome(fetch: Fetch) -> None:
    """Nobody listening is said in so many words."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

    outcome = fetch(task(f"http://127.0.0.1:{port}/"))

    assert (outcome.kind, outcome.message) == (
        FailureKind.CONNECT,
        "connection refused by 127.0.0.1",
    )


def test_a_closed_connection_is_an_outcome(site: Site, fetch: Fetch) -> None:
    """A server that hangs up says nothing about the feed."""
    site.answers["/feed"] = b""

    outcome = fetch(task(site.url()))

    assert outcome.kind == FailureKind.CONNECT
    assert outcome.message == "127.0.0.1 closed the connection without an answer"


def test_an_answer_that_is_not_http_is_an_outcome(site: Site, fetch: Fetch) -> None:
    """Another protocol on the port is recognised as such."""
    site.answers["/feed"] = b"SSH-2.0-OpenSSH_9.9\r\n"

    assert fetch(task(site.url())).kind == FailureKind.HTTP


@pytest.mark.parametrize(
    ("status", "message"),
    [
        ("403 Nope", "HTTP 403 Forbidden"),
        ("410 Gone", "HTTP 410 Gone"),
        ("500 X", "HTTP 500 Internal Server Error"),
        ("204 No Content", "HTTP 204 No Content"),
        ("799 Odd", "HTTP 799"),
    ],
)
def test_a_refusal_names_its_status(site: Site, fetch: Fetch, status: str, message: str) -> None:
    """Statuses are named by the standard, not by the server."""
    site.answers["/feed"] = http(b"", status=status)

    outcome = fetch(task(site.url()))

    assert (outcome.kind, outcome.message, outcome.status) == (
        FailureKind.HTTP,
        message,
        int(status[:3]),
    )


def test_fm_019_a_server_that_asks_for_peace_is_heard_once(site: Site, fetch: Fetch) -> None:
    """429 is not retried, and its wish is in the outcome."""
    site.answers["/feed"] = http(b"", b"Retry-After: 3600", status="429 Too Many Requests")

    outcome = fetch(task(site.url()))

    assert outcome.retry_after == timedelta(hours=1)
    assert len(site.asked) == 1


@pytest.mark.parametrize("status", ["200 OK", "403 Forbidden", "503 Service Unavailable"])
def test_fm_029_a_bot_challenge_is_recognised(site: Site, fetch: Fetch, status: str) -> None:
    """A challenge page is called that, whatever its status; it is never "0 new items"."""
    page = b"<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>x</body></html>"
    site.answers["/feed"] = http(page, b"Content-Type: text/html", status=status)

    outcome = fetch(task(site.url()))

    assert isinstance(outcome, Failed)
    assert "bot challenge page" in outcome.message


@pytest.mark.parametrize(
    "kind", ["text/html", "application/octet-stream", "text/plain; charset=x", ""]
)
def test_fm_030_a_feed_of_the_wrong_type_is_accepted(site: Site, fetch: Fetch, kind: str) -> None:
    """What it is counts, not what it is called."""
    site.answers["/feed"] = http(ONE, f"Content-Type: {kind}".encode())

    assert len(fetch(task(site.url())).items) == 1


def test_a_web_page_is_not_a_feed(site: Site, fetch: Fetch) -> None:
    """A page with status 200 is a failure that says what was there instead."""
    site.answers["/feed"] = http(b"<html><title>Domain  for\nsale</title><p>Buy</p></html>")

    outcome = fetch(task(site.url()))

    assert outcome.kind == FailureKind.NOT_A_FEED
    assert outcome.message == "not a feed: an HTML page titled «Domain for sale»"


def test_fm_012_a_self_signed_certificate_is_refused(fetch: Fetch, tmp_path: Path) -> None:
    """Nothing is read from a server that cannot prove who it is."""
    with Site(tls=_tls(tmp_path / "server.pem")) as site:
        site.answers["/feed"] = http(ONE)
        outcome = fetch(task(site.url(host="localhost")))

    assert outcome.kind == FailureKind.TLS
    assert outcome.message == f"certificate not accepted: {UNPROVEN}"
    assert site.asked == []


@pytest.mark.parametrize(
    ("certified", "days", "message"),
    [
        ("other.example", 1, "certificate not accepted: it is not for the host localhost"),
        ("localhost", -1, f"certificate not accepted: {UNPROVEN}"),
    ],
)
def test_fm_012_a_trusted_certificate_must_fit(
    fetch: Fetch,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    certified: str,
    days: int,
    message: str,
) -> None:
    """Wrong host or wrong time: the reason is in the message."""
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "server.pem"))
    with Site(tls=_tls(tmp_path / "server.pem", certified, days)) as site:
        site.answers["/feed"] = http(ONE)
        outcome = fetch(task(site.url(host="localhost")))

    assert (outcome.kind, outcome.message) == (FailureKind.TLS, message)
    assert site.asked == []


def test_a_feed_is_read_over_tls(
    fetch: Fetch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a certificate that is trusted, and for this host."""
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "server.pem"))
    with Site(tls=_tls(tmp_path / "server.pem")) as site:
        site.answers["/feed"] = http(ONE)
        outcome = fetch(task(site.url(host="localhost")))

    assert isinstance(outcome, Fresh)


def test_a_plain_server_on_a_tls_port_is_an_outcome(site: Site, fetch: Fetch) -> None:
    """Somebody who does not speak TLS is told apart from a bad certificate."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(20)
        url = f"https://127.0.0.1:{listener.getsockname()[1]}/"

        async def plain() -> None:
            connection, _ = await asyncio.to_thread(listener.accept)
            with connection:
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        outcome = fetch(task(url), beside=plain)

    assert outcome.kind == FailureKind.TLS
    assert outcome.message.startswith("no secure connection: ")


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
        site.answers = {"/drip": lambda _: _drip(), "/feed": http(ONE)}
        outcomes = loop.run(main(site))

    assert all(isinstance(outcome, Fresh) for outcome in outcomes)


def test_one_host_is_asked_one_thing_at_a_time(loop: Loop, site: Site) -> None:
    """Feeds of one host wait for each other, with the delay in between."""
    spans: list[tuple[float, float]] = []

    def slowly(_asked: Asked) -> Iterator[Part]:
        begun = time.monotonic()
        yield 0.05
        spans.append((begun, time.monotonic()))
        yield http(ONE)

    site.answers["/feed"] = slowly
    settings = replace(LOOPBACK, delay=timedelta(seconds=0.2))

    async def main() -> None:
        async with Crawler(settings) as crawler:
            await asyncio.gather(*(crawler.fetch(task(site.url())) for _ in range(4)))

    loop.run(main())

    starts = [begun for begun, _ in spans]
    assert all(later - earlier >= 0.19 for earlier, later in pairwise(starts))


def test_the_delay_is_kept_between_two_calls(loop: Loop, site: Site) -> None:
    """The host's last request is remembered from one tick of the daemon to the next."""
    moments: list[float] = []

    def note(_asked: Asked) -> bytes:
        moments.append(time.monotonic())
        return http(ONE)

    site.answers["/feed"] = note
    settings = replace(LOOPBACK, delay=timedelta(seconds=0.4))

    async def main() -> None:
        async with Crawler(settings) as crawler:
            await crawler.fetch(task(site.url()))
            await crawler.fetch(task(site.url()))

    loop.run(main())

    assert moments[1] - moments[0] >= 0.39


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
        site.answers = {"/drip": lambda _: _drip(), "/feed": endless}
        took, outcomes = loop.run(main(site))

    assert took < 3
    assert [type(outcome) for outcome in outcomes] == [asyncio.CancelledError] * 4
    assert multiprocessing.active_children() == []


def test_cancelling_one_fetch_frees_its_host(loop: Loop, site: Site) -> None:
    """A fetch given up closes its connection, and the host can be asked again."""
    site.answers["/drip"] = lambda _: _drip()
    site.answers["/feed"] = http(ONE)

    async def main() -> Any:
        async with Crawler(LOOPBACK) as crawler:
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(crawler.fetch(task(site.url("/drip"))), 0.3)
            return await asyncio.wait_for(crawler.fetch(task(site.url())), 15)

    assert isinstance(loop.run(main()), Fresh)


def _tls(path: Path, host: str = "localhost", days: int = 1) -> ssl.SSLContext:
    """Return a server's context with a certificate of its own making, kept at *path*."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=9))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context

"""Fetching through a proxy: a real one on loopback, of HTTP and of CONNECT."""

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Self

import pytest

from crawler.crawl import Crawler
from model import FailureKind, Fresh, OutletId
from tests.alerts.certificates import server_certificate
from tests.crawler.conftest import LOOPBACK, ONE, Fetch, Loop, Site, http, task


@dataclass
class Proxy:
    """Connects, like Tor's, to where it alone knows names: to *target*, whatever the name."""

    target: int
    refuses: bool = False
    heard: list[str] = field(default_factory=list)  # first lines

    def __enter__(self) -> Self:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        head = b""
        with suppress(OSError), client:
            while b"\r\n\r\n" not in head:
                head += client.recv(65536)
            self.heard.append(head.split(b"\r\n")[0].decode())
            if self.refuses:
                client.sendall(b"HTTP/1.1 403 Forbidden\r\n\r\n")
                return
            with socket.create_connection(("127.0.0.1", self.target)) as server:
                if head.startswith(b"CONNECT"):
                    client.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
                else:
                    url = head.split()[1]
                    server.sendall(head.replace(url, b"/" + url.split(b"/", 3)[3], 1))
                back = threading.Thread(target=_pass_on, args=(server, client), daemon=True)
                back.start()
                _pass_on(client, server)
                back.join(5)


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while received := source.recv(65536):
            target.sendall(received)
        target.shutdown(socket.SHUT_WR)


@pytest.fixture
def proxy(site: Site) -> Iterator[Proxy]:
    """Run a proxy that leads to *site*."""
    site.answers["/feed"] = http(ONE)
    with Proxy(site.port) as running:
        yield running


def test_a_feed_is_asked_for_through_the_proxy(site: Site, fetch: Fetch, proxy: Proxy) -> None:
    """Its name is never looked up here."""
    outcome = fetch(task("http://news.invalid/feed"), settings=replace(LOOPBACK, proxy=proxy.url))

    assert isinstance(outcome, Fresh)
    assert proxy.heard == ["GET http://news.invalid/feed HTTP/1.1"]
    assert site.asked[0].header("Host") == b"news.invalid"


def test_https_goes_through_a_tunnel(
    fetch: Fetch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """End to end: the certificate is checked here, for the outlet's own name."""
    context, trusted = server_certificate(tmp_path, "news.invalid")
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    with Site(tls=context) as site, Proxy(site.port) as proxy:
        site.answers["/feed"] = http(ONE)
        settings = replace(LOOPBACK, proxy=proxy.url)
        good, bad = fetch(
            task("https://news.invalid/feed"), task("https://other.invalid/feed"), settings=settings
        )

    assert isinstance(good, Fresh)
    assert bad.kind == FailureKind.TLS
    assert proxy.heard[0] == "CONNECT news.invalid:443 HTTP/1.1"


def test_a_hub_is_asked_through_the_proxy(loop: Loop, site: Site, proxy: Proxy) -> None:
    """There is no way past it."""

    async def main() -> object:
        async with Crawler(replace(LOOPBACK, proxy=proxy.url)) as crawler:
            return await crawler.post(OutletId("a"), "http://hub.invalid/feed", {"a": "b"})

    assert loop.run(main()) is None
    assert proxy.heard == ["POST http://hub.invalid/feed HTTP/1.1"]


@pytest.mark.parametrize(
    "host", ["127.0.0.2", "127.2", "0x7f.2", "localhost", "a.localhost.", "[::1]", "169.254.1.1"]
)
def test_fm_004_what_is_written_out_is_refused_before_the_proxy(
    fetch: Fetch, proxy: Proxy, host: str
) -> None:
    """Names are the proxy's to check, addresses still are ours."""
    networks = (LOOPBACK.allow_networks[0].__class__("127.0.0.99/32"),)
    settings = replace(LOOPBACK, proxy=proxy.url, allow_networks=networks)

    assert fetch(task(f"http://{host}/feed"), settings=settings).kind == FailureKind.BLOCKED_PRIVATE
    assert proxy.heard == []


def test_a_proxy_that_is_not_allowed_is_not_connected_to(fetch: Fetch, proxy: Proxy) -> None:
    """Its address is checked like every other, http or https."""
    settings = replace(LOOPBACK, proxy=proxy.url, allow_networks=())

    for scheme in ("http", "https"):
        outcome = fetch(task(f"{scheme}://news.invalid/feed"), settings=settings)
        assert outcome.kind == FailureKind.BLOCKED_PRIVATE
    assert proxy.heard == []


def test_a_proxy_that_refuses_is_named_as_the_cause(fetch: Fetch, proxy: Proxy) -> None:
    """Not the outlet."""
    proxy.refuses = True

    outcome = fetch(task("https://news.invalid/feed"), settings=replace(LOOPBACK, proxy=proxy.url))

    assert outcome.kind == FailureKind.CONNECT
    assert outcome.message.startswith("the proxy does not connect to it")


def test_a_proxy_that_is_dead_is_named_too(fetch: Fetch) -> None:
    """And nothing is asked directly instead."""
    settings = replace(LOOPBACK, proxy="http://127.0.0.1:9")

    outcome = fetch(task("http://news.invalid/feed"), settings=settings)

    assert outcome.message == "connection refused by news.invalid (through the proxy)"

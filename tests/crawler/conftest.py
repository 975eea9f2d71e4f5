"""Real parts for the crawler's tests: one reactor for the session, and web servers on loopback."""

import asyncio
import socket
import ssl
import threading
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from ipaddress import ip_network
from typing import Any, Self

import hypothesis
import pytest

from crawler.crawl import Crawler
from crawler.reading import ReadingLimits
from crawler.settings import FetchSettings
from model import FetchTask, Outcome, OutletId, Validators
from tests.loop import Loop, running_loop

hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")

LOOPBACK = FetchSettings(
    user_agent="HajizTest/1.0 (+https://example.org)",
    timeout=timedelta(seconds=20),
    delay=timedelta(0),
    allow_networks=(ip_network("127.0.0.0/8"),),
)


@dataclass(frozen=True)
class Asked:
    """One request as it came over the wire."""

    path: str
    head: bytes
    host: str

    def header(self, name: str) -> bytes | None:
        """Return the value of header *name*, byte for byte."""
        for line in self.head.split(b"\r\n")[1:]:
            key, _, value = line.partition(b":")
            if key.strip().lower() == name.lower().encode():
                return value.strip()
        return None


Part = bytes | float  # bytes to send, or seconds to wait
Answer = bytes | Iterable[Part] | Callable[[Asked], bytes | Iterable[Part]]


@dataclass
class Site:
    """A web server that says exactly what it is told to, once a connection."""

    address: str = "127.0.0.1"
    tls: ssl.SSLContext | None = None
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._closing = threading.Event()
        self._listener = socket.create_server((self.address, 0), backlog=256)
        self.port = self._listener.getsockname()[1]
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join()

    def url(self, path: str = "/feed", host: str = "") -> str:
        """Return the address of *path* here."""
        scheme = "https" if self.tls else "http"
        return (
            f"{scheme}://{host or self.address.replace('0.0.0.0', '127.0.0.1')}:{self.port}{path}"
        )

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                thread = threading.Thread(target=self._serve, args=(connection,))
                self._threads.append(thread)
                thread.start()

    def _serve(self, connection: socket.socket) -> None:
        with suppress(OSError), connection:
            connection.settimeout(20)
            if self.tls is not None:
                with self.tls.wrap_socket(connection, server_side=True) as secured:
                    self._answer(secured)
            else:
                self._answer(connection)

    def _answer(self, connection: socket.socket) -> None:
        head = _read_head(connection)
        if not head:
            return
        asked = Asked(head.split()[1].decode(), head, connection.getpeername()[0])
        self.asked.append(asked)
        answer = self.answers.get(asked.path, http(b"", status="404 Not Found"))
        answer = answer(asked) if callable(answer) else answer
        for part in [answer] if isinstance(answer, bytes) else answer:
            if isinstance(part, bytes):
                connection.sendall(part)
            elif self._closing.wait(part):
                return


def _read_head(connection: socket.socket) -> bytes:
    head = b""
    while b"\r\n\r\n" not in head:
        received = connection.recv(65536)
        if not received:
            return b""
        head += received
    return head


def http(body: bytes, *headers: bytes, status: str = "200 OK") -> bytes:
    """Return an HTTP answer with *body*, its length, and *headers* as full lines."""
    lines = [f"HTTP/1.1 {status}".encode(), b"Connection: close", *headers]
    lines.append(b"Content-Length: %d" % len(body))
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def rss(*items: str, head: str = "") -> bytes:
    """Return an RSS 2.0 document with *items*, each the inside of an <item>."""
    inside = "".join(f"<item>{item}</item>" for item in items)
    channel = f"<channel><title>Test</title>{head}{inside}</channel>"
    return f'<?xml version="1.0"?>\n<rss version="2.0">{channel}</rss>'.encode()


ONE = rss("<title>One</title><guid>1</guid>")


def drip() -> Iterator[Part]:
    """Answer with one byte now and then."""
    yield b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"
    for _ in range(1000):
        yield from (b"x", 0.05)


def task(url: str, language: str = "en", **known: Any) -> FetchTask:
    """Return a task to look at *url*; *known* is etag, last_modified and body_hash."""
    validators = Validators(known.get("etag"), known.get("last_modified"))
    return FetchTask(OutletId("outlet"), url, language, validators, known.get("body_hash"))


@pytest.fixture(scope="session")
def loop() -> Loop:
    """The one reactor of this process: it cannot be started twice."""
    return running_loop()


@pytest.fixture
def site() -> Iterator[Site]:
    """A web server on 127.0.0.1."""
    with Site() as running:
        yield running


class Fetch:
    """Fetches with a crawler of its own, one task after the other."""

    def __init__(self, loop: Loop) -> None:
        self._loop = loop

    def __call__(
        self,
        *tasks: FetchTask,
        settings: FetchSettings = LOOPBACK,
        limits: ReadingLimits | None = None,
        beside: Callable[[], Awaitable[None]] | None = None,
    ) -> Any:
        """Return the outcome of the task, or the outcomes of several."""

        async def main() -> list[Outcome]:
            async with Crawler(settings, limits) as crawler:
                other = asyncio.ensure_future(beside() if beside else asyncio.sleep(0))
                outcomes = [await crawler.fetch(one) for one in tasks]
                await other
                return outcomes

        outcomes = self._loop.run(main())
        return outcomes if len(tasks) > 1 else outcomes[0]


@pytest.fixture
def fetch(loop: Loop) -> Fetch:
    """Fetches tasks for real, from loopback."""
    return Fetch(loop)

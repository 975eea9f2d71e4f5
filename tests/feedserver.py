"""A real HTTP server on loopback whose feeds a test can change, break or slow down."""

import contextlib
import hashlib
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from xml.sax.saxutils import escape


def rss(*titles: str, body: str = "", site: str = "http://outlet.test") -> bytes:
    """Write an RSS document with one item per title; the title's hash is its guid."""
    items = "".join(
        f"<item><title>{escape(title)}</title><guid isPermaLink='false'>{_slug(title)}</guid>"
        f"<link>{site}/{_slug(title)}</link><description>{escape(body)}</description></item>"
        for title in titles
    )
    return (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>T</title>'
        f"<link>{site}</link><description>D</description>{items}</channel></rss>"
    ).encode()


def _slug(title: str) -> str:
    return hashlib.sha256(title.encode()).hexdigest()[:16]


@dataclass
class Page:
    """What the server answers on one path."""

    body: bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0  # seconds before the answer
    has_validators: bool = True


@dataclass(frozen=True)
class Exchange:
    """One request and its answer; headers byte for byte, by their names in lower case."""

    at: datetime
    path: str
    asked: dict[str, bytes]
    status: int
    answered: dict[str, bytes]


def real_time() -> datetime:
    """Read the wall clock."""
    return datetime.now(UTC)


class FeedServer:
    """
    Serves *pages* by path on 127.0.0.1 and keeps a log of (path, status).

    A page may be a function of the time on *clock*. What was said on the wire is in *exchanges*.
    """

    def __init__(self, clock: Callable[[], datetime] = real_time) -> None:
        self.pages: dict[str, Page | Callable[[datetime], Page]] = {}
        self.log: list[tuple[str, int]] = []
        self.exchanges: list[Exchange] = []
        self.clock = clock
        self.closing = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def serve(self, path: str, body: bytes, **answer: object) -> str:
        """Answer *path* with *body* from now on; return its address."""
        self.pages[path] = Page(body, **answer)  # type: ignore[arg-type]
        return self.url(path)

    def url(self, path: str) -> str:
        """Return the address of *path*."""
        return f"http://127.0.0.1:{self._server.server_port}{path}"

    def count(self, status: int) -> int:
        """Count the answers with that status so far."""
        return sum(each == status for _, each in self.log)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _handler(outer) -> type[BaseHTTPRequestHandler]:  # noqa: N805
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                now = outer.clock()
                page = outer.pages.get(self.path, Page(b"not here", status=404))
                page = page(now) if callable(page) else page
                if page.delay:
                    outer.closing.wait(page.delay)
                tag = f'"{hashlib.sha256(page.body).hexdigest()[:12]}"'
                status = page.status
                answer = {"ETag": tag} | page.headers if page.has_validators else page.headers
                if page.has_validators and self.headers["If-None-Match"] == answer["ETag"]:
                    status = 304
                outer.log.append((self.path, status))
                outer.exchanges.append(
                    Exchange(now, self.path, _bytes(self.headers), status, _bytes(answer))
                )
                self.send_response(status)
                for name, value in answer.items():
                    self.send_header(name, value)
                body = b"" if status == 304 else page.body
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                with contextlib.suppress(OSError):  # the reader has hung up
                    self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        return Handler


def _bytes(headers: object) -> dict[str, bytes]:
    """Return headers as they are on the wire."""
    return {name.lower(): value.encode("latin-1") for name, value in headers.items()}  # type: ignore[attr-defined]


def eventually(condition: object, seconds: float = 90.0) -> bool:
    """Wait until *condition* holds, for at most so many seconds; say whether it did."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():  # type: ignore[operator]
            return True
        time.sleep(0.05)
    return False

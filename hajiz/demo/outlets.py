"""
The demo's outlets on a real local web server: feeds, article pages, validators, one outage.

Knows HTTP as outlets speak it (RFC 9110); what they write is in `world`, how in `documents`.
"""

import gzip
import hashlib
from collections import Counter
from contextlib import ExitStack
from datetime import datetime
from email.message import Message
from email.utils import format_datetime, parsedate_to_datetime
from threading import Lock
from types import TracebackType
from typing import Self

from hajiz.demo import documents
from hajiz.demo.loopback import Answer, Request, serving
from hajiz.demo.world import DemoArticle, DemoOutlet, load_world
from model import Outlet, OutletId

_NOT_FOUND = Answer(404, b"not found\n", {"Content-Type": "text/plain"})


class DemoOutlets:
    """
    Serve the invented outlets while the `with` block lasts; leave nothing running after it.

    It is yesterday until `advance()`; then the morning's articles are out, and the outlets with an
    outage answer 503; after another it is noon. All dates count back from *now*.
    """

    def __init__(self, now: datetime) -> None:
        self.world = load_world()
        self._by_id = {outlet.id: outlet for outlet in self.world}
        self._start = now
        self._hour = 0  # yesterday, morning, noon
        self._answers: Counter[int] = Counter()
        self._lock = Lock()
        self._running = ExitStack()
        self._base = ""

    def __enter__(self) -> Self:
        self._base = self._running.enter_context(serving(self._respond))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._running.close()

    def advance(self) -> None:
        """Let it be this morning, then noon: new articles are out, and one outlet is overloaded."""
        self._hour += 1

    def outlets(self) -> tuple[Outlet, ...]:
        """Return the outlets as config.toml describes them; their addresses work in the block."""
        return tuple(self._as_configured(outlet) for outlet in self.world)

    def feed_answers(self) -> dict[int, int]:
        """Return how many requests for a feed were answered so far, by HTTP status."""
        with self._lock:
            return dict(self._answers)

    def _as_configured(self, outlet: DemoOutlet) -> Outlet:
        home = self._home(outlet)
        return Outlet(
            id=OutletId(outlet.id),
            name=outlet.name,
            feed=f"{home}/feed.xml",
            language=outlet.language,
            affiliation=outlet.affiliation,
            homepage=home,
        )

    def _home(self, outlet: DemoOutlet) -> str:
        return f"{self._base}/{outlet.id}"

    def _respond(self, request: Request) -> Answer:
        outlet_id, _, name = request.path.lstrip("/").partition("/")
        outlet = self._by_id.get(outlet_id)
        if outlet is None:
            return _NOT_FOUND  # robots.txt too: everything is allowed (RFC 9309 §2.3.1.3)
        if name != "feed.xml":
            return self._page(outlet, name)
        answer = self._feed(outlet, request)
        with self._lock:
            self._answers[answer.status] += 1
        return answer

    def _page(self, outlet: DemoOutlet, slug: str) -> Answer:
        for article in self._articles(outlet):
            if article.slug == slug:
                page = documents.page(outlet, article)
                return Answer(200, page, {"Content-Type": "text/html; charset=utf-8"})
        return _NOT_FOUND

    def _feed(self, outlet: DemoOutlet, request: Request) -> Answer:
        if outlet.outage and self._hour:
            return Answer(503, b"overloaded\n")
        articles = self._articles(outlet)
        media_type, body = documents.feed(outlet, articles, self._home(outlet), self._start)
        changed = max(documents.published(article, self._start) for article in articles)
        validators = {
            # Weak, because it stands for the packed and the plain form alike (RFC 9110 §8.8.1).
            "ETag": f'W/"{hashlib.sha256(body).hexdigest()[:16]}"',
            "Last-Modified": format_datetime(changed, usegmt=True),
            "Vary": "Accept-Encoding",
        }
        if _is_current(request.headers, validators["ETag"], changed):
            return Answer(304, headers=validators)
        return _packed(request, body, {"Content-Type": media_type, **validators})

    def _articles(self, outlet: DemoOutlet) -> tuple[DemoArticle, ...]:
        out = (outlet.yesterday, outlet.morning, outlet.noon)[: self._hour + 1]
        return tuple(article for some in out for article in some)


def _is_current(headers: Message, etag: str, changed: datetime) -> bool:
    asked = headers.get("If-None-Match")
    if asked is not None:  # then the date must not decide (RFC 9110 §13.1.3)
        return etag in (tag.strip() for tag in asked.split(","))
    since = headers.get("If-Modified-Since")
    try:
        return since is not None and changed <= parsedate_to_datetime(since)
    except (TypeError, ValueError):
        return False


def _packed(request: Request, body: bytes, headers: dict[str, str]) -> Answer:
    if "gzip" not in request.headers.get("Accept-Encoding", ""):
        return Answer(200, body, headers)
    return Answer(200, gzip.compress(body, mtime=0), {**headers, "Content-Encoding": "gzip"})

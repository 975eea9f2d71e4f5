"""An outlet on a real server that is polled for real, with a clock we set and alerts frozen."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from xml.sax.saxutils import escape

from crawler.crawl import Crawler
from hajiz.assembly import Assembly
from hajiz.collect import Collected, Collection
from hajiz.dispatch.alerts import freeze_alerts
from storage import feeds
from tests.feedserver import FeedServer
from tests.hajiz.desk import ALERT, FILES, HOUR, START, desk, going_out, message
from tests.reactorloop import Loop


@dataclass(frozen=True)
class Piece:
    """An item as a feed writes it; what is empty is left out."""

    title: str
    link: str = ""
    guid: str = ""
    body: str = ""
    date: datetime | None = None


def rss(pieces: Sequence[Piece]) -> bytes:
    """Write an RSS document."""
    items = "".join(f"<item>{_inside(piece)}</item>" for piece in pieces)
    head = "<title>T</title><link>http://outlet.test</link><description>D</description>"
    return f'<rss version="2.0"><channel>{head}{items}</channel></rss>'.encode()


def _inside(piece: Piece) -> str:
    date = f"{piece.date:%a, %d %b %Y %H:%M:%S} GMT" if piece.date else ""
    parts = {"title": piece.title, "link": piece.link, "description": piece.body, "pubDate": date}
    written = "".join(f"<{name}>{escape(text)}</{name}>" for name, text in parts.items() if text)
    guid = f'<guid isPermaLink="false">{escape(piece.guid)}</guid>' if piece.guid else ""
    return written + guid


@dataclass
class Live:
    """The outlet "a" with the feed that is served, polled once an hour."""

    assembly: Assembly
    _server: FeedServer
    _loop: Loop
    _crawler: Crawler
    now: datetime = START
    alerted: list[str] = field(default_factory=list)

    def look(self, *pieces: Piece) -> list[str]:
        """Serve *pieces*, poll, and return the titles alerted since the last look."""
        self.poll(*pieces)
        self.assembly.incidents.catch_up(self.assembly)  # however long a busy machine takes
        freeze_alerts(self.assembly, self.now)
        titles = self._titles()
        new = titles[len(self.alerted) :]
        self.alerted = titles
        return sorted(new)

    def poll(self, *pieces: Piece) -> Collected:
        """Serve *pieces* and poll an hour later."""
        self.now += HOUR
        self._server.serve("/feed", rss(pieces))
        collection = Collection(self.assembly, self._crawler, lambda: self.now)
        (collected,) = self._loop.run(self._once(collection))
        return collected  # type: ignore[no-any-return]

    async def _once(self, collection: Collection) -> list[Collected]:
        try:
            return await collection.poll(self.assembly.config.outlets, lambda _: None)
        finally:
            await collection.stop()

    @property
    def known_by(self) -> str:
        """What the items of the feed are known by."""
        with self.assembly.database.read() as tx:
            return feeds.state(tx, self.assembly.config.outlets[0].id).known_by

    def _titles(self) -> list[str]:
        found: list[str] = []
        for delivery in going_out(self.assembly, "alert"):
            payload = json.loads(message(self.assembly, delivery.message_id).payload)
            found += sorted(each["item"]["title"] for each in payload["events"])
        return found


@contextmanager
def live(folder: Path, server: FeedServer, loop: Loop, crawler: Crawler) -> Iterator[Live]:
    """Open the program on one outlet that *server* serves; its alert tells of convoys."""
    with desk(folder, ALERT, FILES, feed=server.serve("/feed", rss([]))) as assembly:
        yield Live(assembly, server, loop, crawler)

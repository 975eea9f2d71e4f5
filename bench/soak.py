"""
Poll 200 feeds a thousand times each in compressed time, and see whether anything grows.

    python bench/soak.py [--feeds 200] [--polls 1000] [--changed 0.05]

What the daemon does, without its waiting: real HTTP on loopback, a real database, both pipes, and
a clock that jumps half an hour from round to round. Of the feeds some change, some fail, some
redirect, some rest; ten outlets have their articles' pages read. Samples this process's memory
(resident), its file descriptors and its workers after every twentieth round. Exits with 1 when the
memory grows by more than 1 MiB per 1,000 polls of all feeds after the first quarter, or file
descriptors or workers by any.
"""

import argparse
import asyncio
import json
import logging
import multiprocessing
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from crawler import reactor
from crawler.crawl import Crawler
from hajiz.assembly import Assembly, assemble, channels_of
from hajiz.collect import Collection
from hajiz.config.read import load
from hajiz.dispatch.alerts import freeze_alerts
from hajiz.dispatch.delivering import deliver
from hajiz.dispatch.digests import freeze_due
from hajiz.dispatch.troubles import freeze_troubles
from storage import feeds
from tests.hajiz.conftest import OUTLET, SETTINGS

START = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
STEP = timedelta(minutes=30)
SAMPLE = 20  # rounds
WITH_PAGES = 10  # outlets
ALERT = """
[[alerts]]
name = "now"
channels = ["files"]
timezone = "Asia/Damascus"
"""


def main() -> int:
    """Poll, sample and judge; 1 when something grows."""
    options = arguments()
    logging.disable(logging.ERROR)
    with tempfile.TemporaryDirectory() as folder, served(options.changed) as port:
        config = write_config(Path(folder), options.feeds, port)
        with assemble(load(config, {}), START) as assembly:
            soak = Soak(assembly, options.polls)
            began = time.monotonic()
            reactor.run(soak.run)
            took = time.monotonic() - began
        found = soak.figures() | {"feeds": options.feeds, "took s": round(took)}
    print(json.dumps(found, indent=2))
    grows = found["MiB per 1,000 polls"] > 1 or found["descriptors"][1] > found["descriptors"][0]
    return int(grows)


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--feeds", type=int, default=200)
    parser.add_argument("--polls", type=int, default=1000)
    parser.add_argument("--changed", type=float, default=0.05, help="share that has news")
    return parser.parse_args()


class Soak:
    """The daemon's work round by round, on a clock of its own."""

    def __init__(self, assembly: Assembly, rounds: int) -> None:
        self.now = START
        self._assembly = assembly
        self._rounds = rounds
        self._samples: list[tuple[int, float, int, int]] = []
        self._polls = 0

    async def run(self) -> None:
        """Make all rounds."""
        async with Crawler(self._assembly.config.fetch) as crawler:
            collection = Collection(self._assembly, crawler, lambda: self.now)
            for number in range(1, self._rounds + 1):
                await self._round(collection)
                if number % SAMPLE == 0:
                    self._sample(number)
            await collection.stop()

    async def _round(self, collection: Collection) -> None:
        self.now += STEP
        await asyncio.to_thread(self._make_due)
        done = asyncio.Queue[object]()
        begun = await collection.start_due(done.put_nowait)
        for _ in range(begun):
            await asyncio.wait_for(done.get(), 60)
        self._polls += begun
        await collection.pages.read_due(lambda _: None)
        collection.uplink.look(self.now)
        collection.skew.behind()
        await asyncio.to_thread(self._dispatch)

    def _make_due(self) -> None:
        moment = self.now - timedelta(seconds=1)
        with self._assembly.database.write() as tx:
            states = feeds.states(tx)
            feeds.spread(tx, self.now + timedelta(days=999), dict.fromkeys(states, moment))

    def _dispatch(self) -> None:
        freeze_due(self._assembly, self.now)
        freeze_alerts(self._assembly, self.now)
        freeze_troubles(self._assembly, self.now)
        for channel in channels_of(self._assembly.config).values():
            deliver(self._assembly.database, channel, lambda: self.now, "soak")

    def _sample(self, number: int) -> None:
        resident = int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / (1 << 20)
        descriptors = len(list(Path("/proc/self/fd").iterdir()))
        workers = len(multiprocessing.active_children())
        self._samples.append((number, resident, descriptors, workers))
        print(f"{number:5} {resident:7.1f} MiB {descriptors} {workers}", file=sys.stderr)

    def figures(self) -> dict[str, object]:
        """Return what has grown, after the first quarter: caches and pools are full by then."""
        later = self._samples[len(self._samples) // 4 :]
        numbers, sizes = [each[0] for each in later], [each[1] for each in later]
        slope = statistics.linear_regression(numbers, sizes).slope if len(later) > 1 else 0.0
        descriptors, workers = [each[2] for each in later], [each[3] for each in later]
        half = len(later) // 2
        return {
            "rounds": self._rounds,
            "polls": self._polls,
            "MiB": [round(self._samples[0][1], 1), round(sizes[0], 1), round(sizes[-1], 1)],
            "MiB per 1,000 rounds": round(1000 * slope, 2),
            "MiB per 1,000 polls": round(1000 * slope * self._rounds / max(self._polls, 1), 3),
            "descriptors": [max(descriptors[:half], default=0), max(descriptors[half:])],
            "workers": [max(workers[:half], default=0), max(workers[half:])],
        }


def write_config(folder: Path, count: int, port: int) -> Path:
    """Write a config.toml with so many outlets, each on a loopback address of its own."""
    outlets = ""
    for number in range(count):
        feed = f"http://127.1.{number // 200}.{number % 200 + 1}:{port}/{number}"
        outlets += OUTLET.format(id=f"o{number}", feed=feed)
        outlets += "full_text = true\n" * (number < WITH_PAGES)
    path = folder / "config.toml"
    path.write_text(SETTINGS.replace("{interval}", "30m") + ALERT + outlets, "utf-8")
    return path


@contextmanager
def served(changed: float) -> Iterator[int]:
    """Serve the feeds from a process of its own, whose memory is not ours; yield its port."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    server = context.Process(target=serve, args=(theirs, changed), daemon=True)
    server.start()
    yield ours.recv()
    server.kill()
    server.join()


def serve(pipe: object, changed: float) -> None:
    """Answer until killed."""
    asyncio.run(Server(changed).run(pipe))


class Server:
    """Feeds that move on now and then, and what goes wrong with some of them."""

    def __init__(self, changed: float) -> None:
        self._changed = changed
        self._newest: dict[int, int] = {}
        self._chance = random.Random(1)

    async def run(self, pipe: object) -> None:
        """Serve on a port that is told through *pipe*."""
        server = await asyncio.start_server(self._talk, "0.0.0.0", 0, backlog=512)
        pipe.send(server.sockets[0].getsockname()[1])  # type: ignore[attr-defined]
        await server.serve_forever()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                answer = self._answer(head)
                writer.write(answer)
                await writer.drain()
                if not answer or b"onnection: close" in head:
                    break
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    def _answer(self, head: bytes) -> bytes:
        path = head.split()[1].decode().strip("/")
        if path == "robots.txt":
            return http("200 OK", b"User-agent: *\nAllow: /\n")
        if not path.isdigit():
            return http("200 OK", article(path), "Content-Type: text/html")
        return self._feed(int(path), head)

    def _feed(self, number: int, head: bytes) -> bytes:
        what = self._chance.random()
        if number % 10 == 9 and what < 0.5:  # a tenth of all outlets has troubles
            return self._trouble(number)
        newest = self._newest.setdefault(number, 20)
        if what < self._changed:
            newest = self._newest[number] = newest + 1
        tag = f'"{newest}"'
        if tag.encode() in head:
            return http("304 Not Modified", b"", f"ETag: {tag}")
        host = next(line for line in head.split(b"\r\n") if line.lower().startswith(b"host:"))
        return http("200 OK", feed(number, newest, host[5:].strip().decode()), f"ETag: {tag}")

    def _trouble(self, number: int) -> bytes:
        troubles = (
            http("500 Oops", b""),
            http("404 Not Found", b"<html>no</html>"),
            http("302 Found", b"", f"Location: /{number - 1}"),
            http("200 OK", b"<html><title>x</title>"),
            http("200 OK", b'<!DOCTYPE r [<!ENTITY a "b">]><rss>&a;</rss>'),
            http("200 OK", b"<rss><channel><item>" + b"<a>" * 1000),
            b"",
        )
        return self._chance.choice(troubles)


def http(status: str, body: bytes, *headers: str) -> bytes:
    """Write an answer."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def feed(number: int, newest: int, host: str) -> bytes:
    """Write a feed of twenty items; a third of them speak of convoys."""
    items = "".join(
        f"<item><guid>{number}-{each}</guid><link>http://{host}/a{number}-{each}</link>"
        f"<title>{'A convoy' if each % 3 == 0 else 'News'} {number}-{each}</title>"
        f"<description>{'Words of a text. ' * 20}</description></item>"
        for each in range(newest, newest - 20, -1)
    )
    return f'<rss version="2.0"><channel><title>T</title>{items}</channel></rss>'.encode()


def article(name: str) -> bytes:
    """Write the page of an article."""
    text = "".join(
        f"<p>Sentence {n} of article {name}, with some words in it.</p>" for n in range(9)
    )
    return f"<html><body><article><h1>{name}</h1>{text}</article></body></html>".encode()


if __name__ == "__main__":
    sys.exit(main())

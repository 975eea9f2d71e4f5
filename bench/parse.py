"""
Measure what reading a feed costs, by how much of it is new.

    python bench/parse.py [--items 30] [--reps 40] [FILE ...]

Computing time of this process, median of the repetitions, for generated feeds in English (RSS) and
Arabic (RSS and Atom), or for feeds in files. "feedparser" is its own `parse` on the same bytes, as
it comes; "whole" is our reading without a memory, from bytes to items; the others know all items
but some. What counts is the ratio: machines differ.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import feedparser

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from crawler.document import Document  # noqa: E402
from crawler.reading import Reading, read  # noqa: E402
from crawler.split import split  # noqa: E402

ENGLISH = "A convoy of armoured vehicles was seen at a checkpoint near Qamishli on Friday. "
ARABIC = "شوهد رتل من المدرعات عند حاجز قرب القامشلي يوم الجمعة بحسب مصادر محلية. "
RSS_ITEM = (
    "<item><title>{words} {n}</title><link>https://example.org/news/{n}</link>"
    '<guid isPermaLink="false">{n}</guid><pubDate>Fri, 20 Nov 2026 12:{minute:02} GMT</pubDate>'
    "<dc:creator>Desk</dc:creator><category>Syria</category>"
    "<description><![CDATA[<p>{text}</p>]]></description></item>"
)
ATOM_ITEM = (
    '<entry><title>{words} {n}</title><link href="https://example.org/news/{n}"/><id>urn:x:{n}</id>'
    "<updated>2026-11-20T12:{minute:02}:00Z</updated><author><name>Desk</name></author>"
    '<category term="Syria"/><summary type="html">&lt;p&gt;{text}&lt;/p&gt;</summary></entry>'
)
RSS = (
    '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>News</title>'
    "<link>https://example.org/</link><description>All</description>"
    "<lastBuildDate>Fri, 20 Nov 2026 12:00:00 GMT</lastBuildDate>{}</channel></rss>"
)
ATOM = (
    '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom">'
    "<title>News</title><id>urn:x</id><updated>2026-11-20T12:00:00Z</updated>{}</feed>"
)


def main() -> None:
    """Measure and print one table."""
    options = arguments()
    print(f"{'feed':<28}{'KB':>6}{'items':>7}  {'read':<12}{'ms':>8}{'of whole':>10}")
    for name, language, body in feeds(options):
        measure(name, language, body, options.reps)


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--items", type=int, default=30)
    parser.add_argument("--reps", type=int, default=40)
    parser.add_argument("--language", default="en", help="of the files")
    return parser.parse_args()


def feeds(options: argparse.Namespace) -> list[tuple[str, str, bytes]]:
    """Return names, languages and bytes of what is measured."""
    if options.files:
        return [(file.name, options.language, file.read_bytes()) for file in options.files]
    return [
        ("RSS, English", "en", made(RSS, RSS_ITEM, ENGLISH, options.items)),
        ("RSS, Arabic", "ar", made(RSS, RSS_ITEM, ARABIC, options.items)),
        ("Atom, Arabic", "ar", made(ATOM, ATOM_ITEM, ARABIC, options.items)),
    ]


def made(document: str, item: str, words: str, count: int) -> bytes:
    """Write a feed with *count* items of some 600 characters."""
    items = (item.format(words=words, text=words * 7, n=n, minute=n % 60) for n in range(count))
    return document.format("".join(items)).encode()


def measure(name: str, language: str, body: bytes, repetitions: int) -> None:
    """Print the rows of one feed."""
    document = Document("outlet", language, "https://example.org/feed", "", body, True)
    total = len(reading(document).items)
    rows: list[tuple[str, Callable[[], object]]] = [
        ("feedparser", lambda: feedparser.parse(BytesIO(body))),
        ("whole", lambda: read(document)),
    ]
    for new in (0, 1, 3, total):
        known = replace(document, memory=memory_without(document, new))
        assert len(reading(known).items) == min(new, total), (name, new)
        rows.append((f"{new} new", lambda known=known: read(known)))  # type: ignore[misc]
    costs = {label: cost(task, repetitions) for label, task in rows}
    for label, seconds in costs.items():
        share = seconds / costs["whole"]
        print(
            f"{name:<28}{len(body) / 1000:>6.0f}{total:>7}  {label:<12}{seconds * 1000:>8.2f}"
            f"{share:>9.1%}"
        )


def reading(document: Document) -> Reading:
    """Read *document*, which can be read."""
    found = read(document)
    assert isinstance(found, Reading), found
    return found


def memory_without(document: Document, new: int) -> bytes:
    """Return the memory of a look at *document* when it did not have its first items yet."""
    text = document.body.decode("utf-8-sig").partition("?>")[2].encode()
    pieces = split(text)
    assert pieces is not None, "this feed is always read whole"
    if new >= len(pieces.chunks):
        return b""
    before = b"".join((pieces.head, *pieces.chunks[new:], pieces.tail))
    return reading(replace(document, body=before)).memory


def cost(task: Callable[[], object], repetitions: int) -> float:
    """Return the computing time of *task* in seconds, the median of some runs."""
    times = []
    for _ in range(repetitions):
        begun = time.process_time()
        task()
        times.append(time.process_time() - begun)
    return statistics.median(times)


if __name__ == "__main__":
    main()

"""Reads hostile documents in workers, as the daemon does, and judges what became of each."""

import re
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from crawler.article.page import Article, ArticlePage
from crawler.article.reading import read_article
from crawler.document import Document
from crawler.normalize import MAX_ITEMS
from crawler.reading import Readers, Reading, ReadingLimits, Unreadable
from crawler.workers import Workers
from model import FailureKind, Listing
from tests.crawler.conftest import rss
from tests.hostile.document import Hostile
from tests.hostile.feeds import feeds
from tests.hostile.others import others
from tests.hostile.pages import URL, pages

LISTING = Listing("article, tr, li, div", link="a", title="h2", summary="p", date="time")
GOOD = rss("<title>good</title>")
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]"
)
_BROKE = "the parser broke on this document"  # feedparser, on tags that are wrongly nested
_LONGEST = 300_000  # characters of a text; 256 KB are kept


@dataclass(frozen=True)
class Verdict:
    """How one document ended, in a word, after how many seconds, and what is wrong with that."""

    document: Hostile
    seconds: float
    end: str
    faults: tuple[str, ...]


def corpus(scale: float) -> Iterator[Hostile]:
    """Yield every hostile document; *scale* makes the largest smaller."""
    yield from feeds(scale)
    yield from others(scale)
    yield from pages(scale)


def judged(
    run: Callable[[object], object], documents: Iterable[Hostile], limits: ReadingLimits
) -> list[Verdict]:
    """Read *documents* one after the other and return what became of each."""
    verdicts: list[Verdict] = []

    async def main() -> None:
        readers = Readers(limits)
        articles = Workers[ArticlePage, Article | Unreadable](limits, read_article)
        try:
            for each in documents:
                verdict = await _judged(each, readers, articles, limits)
                verdicts.append(verdict)
        finally:
            await readers.stop()
            await articles.stop()

    run(main())
    return verdicts


async def _judged(
    each: Hostile,
    readers: Readers,
    articles: Workers[ArticlePage, Article | Unreadable],
    limits: ReadingLimits,
) -> Verdict:
    body = each.make()
    began = time.monotonic()
    outcome: Reading | Article | Unreadable
    if each.kind is None:
        outcome = await articles.read(ArticlePage("o", URL, "ar", each.content_type, body, "A"))
    else:
        url = "http://h.test/s/place"
        outcome = await readers.read(
            Document("o", "ar", url, each.content_type, body, False, each.kind, LISTING)
        )
    seconds = time.monotonic() - began
    faults = [*faults_of(outcome)]
    if seconds > 2 * limits.seconds:
        faults.append(f"it took {seconds:.1f} s")
    if isinstance(outcome, Unreadable) and outcome.kind is FailureKind.PARSE_KILLED:
        after = await readers.read(Document("o", "en", "http://h.test/f", "", GOOD, True))
        if not isinstance(after, Reading):
            faults.append(f"the next document was not read: {after.message}")
    end = str(outcome.kind) if isinstance(outcome, Unreadable) else "read"
    return Verdict(each, seconds, end, tuple(faults))


def faults_of(outcome: Reading | Article | Unreadable) -> Iterator[str]:
    """Say what is wrong with what was made of a document."""
    match outcome:
        case Unreadable():
            if outcome.kind is FailureKind.UNEXPECTED and not outcome.message.startswith(_BROKE):
                yield outcome.message
            yield from _text_faults("message", outcome.message)
        case Article():
            yield from _text_faults("title", outcome.title)
            yield from _text_faults("text", outcome.text)
            yield from _address_faults(outcome.url)
        case Reading():
            yield from _text_faults("note", outcome.note)
            if len(outcome.items) > MAX_ITEMS:
                yield f"{len(outcome.items)} items"
            for item in outcome.items:
                for name in ("title", "body", "author", "url"):
                    yield from _text_faults(name, getattr(item, name))
                yield from _address_faults(item.url)


def _text_faults(name: str, text: str) -> Iterator[str]:
    found = _FORBIDDEN.search(text)
    if found:
        yield f"{name} holds {found[0]!a}"
    if len(text) > _LONGEST:
        yield f"{name} has {len(text)} characters"
    if "root:" in text:
        yield f"{name} holds a file of this machine"


def _address_faults(url: str) -> Iterator[str]:
    if urlsplit(url).scheme not in {"http", "https", ""}:
        yield f"address {url[:80]}"

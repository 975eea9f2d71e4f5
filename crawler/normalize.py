"""
Entries to items: identity, clean text, absolute links, dates in UTC.

Pure. Never drops an item because of how it is made; whatever it has to cut, it notes.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urljoin, urlsplit

from crawler.entry import Entry, Parsed, Text
from crawler.identity import apart_key, guid_key, identifies, link_key, text_key
from crawler.memory import MARK_SIZE, Trace, pack
from crawler.plaintext import clean_line, clean_text, html_to_text
from crawler.presence import face_mark, key_mark
from model import Item, ItemKey

MAX_ITEMS = 2_000  # of one document
MAX_BODY = 256 * 1024  # bytes of UTF-8
MAX_TITLE = 4 * 1024
MAX_LINK = 4 * 1024
MAX_LABEL = 512
MAX_CATEGORIES = 100
_TITLE_CUT, _BODY_CUT, _LEFT_OUT = 1, 2, 4  # bits of a trace's cuts
_WORDS = {
    _TITLE_CUT: f"a text was cut at {MAX_TITLE // 1024} KiB",
    _BODY_CUT: f"a text was cut at {MAX_BODY // 1024} KiB",
    _LEFT_OUT: "an entry without guid, link and text was left out",
}
_NO_KEY = bytes(MARK_SIZE)  # of what was left out
_YEARS = range(1990, 2200)  # before is a default date or a slip, after is nonsense


@dataclass(frozen=True, slots=True)
class Normalized:
    """The items of one document in its order, no two with the same key, and what was cut."""

    items: tuple[Item, ...]  # but for those known from the last look
    notes: tuple[str, ...]
    is_cut: bool = False  # it gave more than was taken in
    known: int = 0  # further items of the document, which the last look had
    memory: bytes = b""  # for the next look


def normalize(parsed: Parsed, outlet: str, language: str, base: str) -> Normalized:
    """
    Turn the entries of one document of *outlet*, found at *base*, into items.

    Keys are the same whether all of the document was read or some of it was known.
    """
    drafts = [_draft(entry, outlet, language, base) for entry in parsed.entries[:MAX_ITEMS]]
    places = tuple(_in_order(parsed.order, drafts))
    traces = [trace for trace, _ in places]
    items, known = _unique(places)
    is_cut = len(parsed.entries) > MAX_ITEMS or any(
        trace.cuts & (_TITLE_CUT | _BODY_CUT) for trace in traces
    )
    return Normalized(items, _notes(traces, parsed), is_cut, known, pack(traces))


@dataclass(frozen=True, slots=True)
class _Draft:
    item: Item | None  # None: left out
    trace: Trace
    face: tuple[str, str] = ("", "")


_Place = tuple[Trace, _Draft | None]  # what stands at one place of a document; None: it is known


def _draft(entry: Entry, outlet: str, language: str, base: str) -> _Draft:
    title, title_cut = _cut(clean_line(_plain(entry.title)), MAX_TITLE, _TITLE_CUT)
    body, body_cut = _cut(_longest(entry.texts), MAX_BODY, _BODY_CUT)
    guid = entry.guid.strip()
    # A guid passes for a link where the feed has none (RSS 2.0, isPermaLink); often it is a number.
    url = _url(entry.link, base if entry.link != entry.guid else "")
    if not (title or body or url or guid):
        return _Draft(None, Trace(entry.chunk, _NO_KEY, _NO_KEY, _LEFT_OUT))
    item = Item(
        outlet=outlet,
        key=_key(guid, url, title, body),
        title=title,
        body=body,
        url=url or _url(guid, ""),
        language=language or _primary(entry.language),
        author=clean_line(entry.author)[:MAX_LABEL],
        categories=_categories(entry.categories),
        published_at=_moment(entry.published),
    )
    # What tells an item apart from others with the same key; some feeds have no titles.
    face = (entry.link, title or body)
    marks = key_mark(item.key), face_mark(item.url, entry.link, title or body)
    return _Draft(item, Trace(entry.chunk, *marks, title_cut | body_cut), face)


def _key(guid: str, url: str, title: str, body: str) -> ItemKey:
    if guid:
        return guid_key(guid)
    if identifies(url):
        return link_key(url)
    return text_key(title, body)


def _in_order(order: Sequence[Trace | None], drafts: Sequence[_Draft]) -> Iterator[_Place]:
    """Yield all places of a document in its order, with those that were not read."""
    read = ((draft.trace, draft) for draft in drafts)
    if not order:
        yield from read
    for trace in order:
        yield (trace, None) if trace else next(read)


def _unique(places: Sequence[_Place]) -> tuple[tuple[Item, ...], int]:
    """
    Tell apart different items that share a key, and drop the copies of one item.

    Returns the items that were read, and how many others there are.
    """
    faces = defaultdict[bytes, set[bytes]](set)
    for trace, _ in places:
        faces[trace.key].add(trace.face)
    items: dict[tuple[bytes, bytes], Item | None] = {}
    for trace, draft in places:
        is_shared = len(faces[trace.key]) > 1
        items.setdefault((trace.key, trace.face), _item(draft, is_shared) if draft else None)
    items.pop((_NO_KEY, _NO_KEY), None)
    read = tuple(item for item in items.values() if item)
    return read, len(items) - len(read)


def _item(draft: _Draft, is_shared: bool) -> Item | None:
    if not draft.item or not is_shared:
        return draft.item
    return replace(draft.item, key=apart_key(draft.item.key, *draft.face))


def _notes(traces: Sequence[Trace], parsed: Parsed) -> tuple[str, ...]:
    counts = {
        words: sum(bool(trace.cuts & bit) for trace in traces) for bit, words in _WORDS.items()
    }
    notes = [f"{what} ({count}×)" if count > 1 else what for what, count in counts.items() if count]
    if len(parsed.entries) > MAX_ITEMS:
        notes.append(f"{len(parsed.entries)} items: only the first {MAX_ITEMS} were taken in")
    return tuple(notes)


def _plain(text: Text) -> str:
    return html_to_text(text.value) if text.is_html else text.value


def _longest(texts: Iterable[Text]) -> str:
    return max((clean_text(_plain(text)) for text in texts), key=len, default="")


def _cut(text: str, limit: int, bit: int) -> tuple[str, int]:
    """Return *text* in no more than *limit* bytes, and *bit* if it had more."""
    encoded = text.encode("utf-8")
    if len(encoded) <= limit:
        return text, 0
    return encoded[:limit].decode("utf-8", "ignore").rstrip(), bit


def _url(link: str, base: str) -> str:
    """Return *link* made absolute, or nothing if it is not a web address."""
    link = "".join(clean_line(link).split())
    if not link or len(link) > MAX_LINK:
        return ""
    try:
        url = link if urlsplit(link).scheme else urljoin(base, link)
        parts = urlsplit(url)
        is_web = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return ""
    return url if is_web else ""


def _categories(categories: Iterable[str]) -> tuple[str, ...]:
    cleaned = (clean_line(category)[:MAX_LABEL] for category in categories)
    return tuple(dict.fromkeys(category for category in cleaned if category))[:MAX_CATEGORIES]


def _primary(language: str) -> str:
    """Return the primary subtag of a language tag (BCP 47): "pt" of "pt-BR"."""
    return clean_line(language).replace("_", "-").partition("-")[0].lower()[:8]


def _moment(published: datetime | None) -> datetime | None:
    """Return the moment, or nothing if the publisher's date cannot be true."""
    return published if published and published.year in _YEARS else None

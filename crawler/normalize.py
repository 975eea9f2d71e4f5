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
from crawler.identity import apart_key, canonical_link, guid_key, identifies, link_key, text_key
from crawler.memory import MARK_SIZE, Trace, mark, pack
from crawler.plaintext import clean_line, clean_text, html_to_text
from model import Item, ItemKey
from model.moment import is_default

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


@dataclass(frozen=True, slots=True)
class Normalized:
    """The items of one document in its order, no two with the same key, and what was cut."""

    items: tuple[Item, ...]  # but for those known from the last look
    notes: tuple[str, ...]
    is_cut: bool = False  # it gave more than was taken in
    known: tuple[ItemKey, ...] = ()  # of further items of the document, which the last look had
    memory: bytes = b""  # for the next look


def normalize(parsed: Parsed, outlet: str, language: str, base: str) -> Normalized:
    """
    Turn the entries of one document of *outlet*, found at *base*, into items.

    Keys are the same whether all of the document was read or some of it was known.
    """
    drafts = [_draft(entry, outlet, language, base) for entry in parsed.entries[:MAX_ITEMS]]
    places = _told_apart(tuple(_in_order(parsed.order, drafts)))
    traces = [trace for trace, _ in places]
    is_cut = len(parsed.entries) > MAX_ITEMS or any(
        trace.cuts & (_TITLE_CUT | _BODY_CUT) for trace in traces
    )
    items, known = _unique(places)
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
        return _Draft(None, Trace(entry.chunk, _NO_KEY, _NO_KEY, cuts=_LEFT_OUT))
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
    # Two forms of one item, with a link decorated in another way, are the same.
    bare_face = (canonical_link(item.url) or entry.link, title or body)
    marks = mark(item.key), mark(*(part.encode("utf-8", "surrogatepass") for part in bare_face))
    return _Draft(item, Trace(entry.chunk, *marks, item.key, title_cut | body_cut), face)


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


def _told_apart(places: Sequence[_Place]) -> Sequence[_Place]:
    """Give different items that share a key keys of their own."""
    faces = defaultdict[bytes, set[bytes]](set)
    for trace, _ in places:
        faces[trace.key].add(trace.face)
    return [
        _apart(draft) if draft and len(faces[trace.key]) > 1 else (trace, draft)
        for trace, draft in places
    ]


def _apart(draft: _Draft) -> _Place:
    if draft.item is None:
        return draft.trace, draft
    key = apart_key(draft.item.key, *draft.face)
    trace = replace(draft.trace, kept_by=key)
    return trace, replace(draft, item=replace(draft.item, key=key), trace=trace)


def _unique(places: Sequence[_Place]) -> tuple[tuple[Item, ...], tuple[ItemKey, ...]]:
    """Return the first copy of each item, where it was read, and the keys of the others."""
    firsts: dict[tuple[bytes, bytes], _Place] = {}
    for trace, draft in places:
        if trace.key != _NO_KEY:
            firsts.setdefault((trace.key, trace.face), (trace, draft))
    items = tuple(draft.item for _, draft in firsts.values() if draft and draft.item)
    known = tuple(ItemKey(trace.kept_by) for trace, draft in firsts.values() if not draft)
    return items, known


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
    return None if published is None or is_default(published) else published

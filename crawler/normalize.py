"""
Entries to items: identity, clean text, absolute links, dates in UTC.

Pure. Never drops an item because of how it is made; whatever it has to cut, it notes.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urljoin, urlsplit

from crawler.entry import Entry, Parsed, Text
from crawler.identity import apart_key, canonical_link, guid_key, identifies, link_key, text_key
from crawler.plaintext import clean_line, clean_text, html_to_text
from model import Item, ItemKey

MAX_ITEMS = 2_000  # of one document
MAX_BODY = 256 * 1024  # bytes of UTF-8
MAX_TITLE = 4 * 1024
MAX_LINK = 4 * 1024
MAX_LABEL = 512
MAX_CATEGORIES = 100
_CUT = "a text was cut"
_YEARS = range(1990, 2200)  # before is a default date or a slip, after is nonsense


@dataclass(frozen=True, slots=True)
class Normalized:
    """The items of one document in its order, no two with the same key, and what was cut."""

    items: tuple[Item, ...]
    notes: tuple[str, ...]
    is_cut: bool = False  # it gave more than was taken in


def normalize(parsed: Parsed, outlet: str, language: str, base: str) -> Normalized:
    """Turn the entries of one document of *outlet*, found at *base*, into items."""
    notes = Counter[str]()
    entries = parsed.entries[:MAX_ITEMS]
    drafts = [
        draft
        for entry in entries
        if (draft := _draft(entry, outlet, language, base, notes)) is not None
    ]
    is_cut = len(parsed.entries) > MAX_ITEMS or any(_CUT in note for note in notes)
    return Normalized(_unique(drafts), _notes(notes, parsed), is_cut)


@dataclass(frozen=True, slots=True)
class _Draft:
    item: Item
    link: str  # as written

    @property
    def face(self) -> tuple[str, str]:
        """What tells an item apart from others with the same guid; some feeds have no titles."""
        return self.link, self.item.title or self.item.body

    @property
    def bare_face(self) -> tuple[str, str]:
        """Return its face without what decorates the link: two forms of one item share it."""
        return canonical_link(self.item.url) or self.link, self.item.title or self.item.body


def _draft(
    entry: Entry, outlet: str, language: str, base: str, notes: Counter[str]
) -> _Draft | None:
    title = _cut(clean_line(_plain(entry.title)), MAX_TITLE, notes)
    body = _cut(_longest(entry.texts), MAX_BODY, notes)
    guid = entry.guid.strip()
    # A guid passes for a link where the feed has none (RSS 2.0, isPermaLink); often it is a number.
    url = _url(entry.link, base if entry.link != entry.guid else "")
    if not (title or body or url or guid):
        notes["an entry without guid, link and text was left out"] += 1
        return None
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
    return _Draft(item, entry.link)


def _key(guid: str, url: str, title: str, body: str) -> ItemKey:
    if guid:
        return guid_key(guid)
    if identifies(url):
        return link_key(url)
    return text_key(title, body)


def _unique(drafts: Sequence[_Draft]) -> tuple[Item, ...]:
    """Tell apart different items that share a key, and drop the copies of one item."""
    faces = defaultdict[ItemKey, set[tuple[str, str]]](set)
    for draft in drafts:
        faces[draft.item.key].add(draft.bare_face)
    items: dict[ItemKey, Item] = {}
    for draft in drafts:
        key = draft.item.key
        if len(faces[key]) > 1:
            key = apart_key(key, *draft.face)
        items.setdefault(key, replace(draft.item, key=key))
    return tuple(items.values())


def _notes(notes: Counter[str], parsed: Parsed) -> tuple[str, ...]:
    cut = [f"{what} ({count}×)" if count > 1 else what for what, count in notes.items()]
    if len(parsed.entries) > MAX_ITEMS:
        cut.append(f"{len(parsed.entries)} items: only the first {MAX_ITEMS} were taken in")
    return tuple(cut)


def _plain(text: Text) -> str:
    return html_to_text(text.value) if text.is_html else text.value


def _longest(texts: Iterable[Text]) -> str:
    return max((clean_text(_plain(text)) for text in texts), key=len, default="")


def _cut(text: str, limit: int, notes: Counter[str]) -> str:
    encoded = text.encode("utf-8")
    if len(encoded) <= limit:
        return text
    notes[f"{_CUT} at {limit // 1024} KiB"] += 1
    return encoded[:limit].decode("utf-8", "ignore").rstrip()


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

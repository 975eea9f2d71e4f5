"""
Entries as a JSON Feed 1.1 (jsonfeed.org), and back.

Pure. The feed is also where its channel finds its earlier entries again.
"""

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from alerts.channels.entries import Entry, clean

VERSION = "https://jsonfeed.org/version/1.1"


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as a whole."""

    id: str
    title: str
    address: str  # of its folder on the web, without a slash at the end; "" for nowhere
    updated_at: datetime
    entries: tuple[Entry, ...]  # newest first


def json_feed(feed: Feed) -> bytes:
    """Write *feed*; the same feed always gives the same bytes."""
    document: dict[str, Any] = {
        "version": VERSION,
        "title": feed.title,
        **({"feed_url": f"{feed.address}/matches.json"} if feed.address else {}),
        "items": [_item(entry) for entry in feed.entries],
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode("utf-8", "replace")


def entries_in(content: bytes) -> list[Entry]:
    """
    Return the entries of a feed that `json_feed` wrote; single ones that are odd are left out.

    Raises:
        ValueError: it is no such feed.
    """
    document = json.loads(content)
    if not isinstance(document, dict) or document.get("version") != VERSION:
        raise ValueError("no JSON Feed 1.1")
    found = []
    items = document.get("items")
    for item in items if isinstance(items, list) else []:
        with suppress(KeyError, TypeError, ValueError, IndexError, AttributeError):
            found.append(_entry(item))
    return found


def moment(at: datetime) -> str:
    """Write a moment as RFC 3339 has it, in UTC."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _item(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        **({"url": entry.url} if entry.url else {}),
        "title": entry.title,
        "content_html": entry.html,
        "date_published": moment(entry.published_at),
        "date_modified": moment(entry.told_at),
        "authors": [{"name": entry.outlet}],
        "tags": list(entry.rules),
        **({"language": entry.language} if entry.language else {}),
    }


def _entry(item: dict[str, Any]) -> Entry:
    return Entry(
        id=clean(item["id"]),
        url=clean(item.get("url", "")),
        title=clean(item["title"]),
        html=clean(item["content_html"]),
        language=clean(item.get("language", "")),
        outlet=clean(item["authors"][0]["name"]),
        rules=tuple(clean(rule) for rule in item["tags"]),
        published_at=_read(item["date_published"]),
        told_at=_read(item["date_modified"]),
    )


def _read(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)

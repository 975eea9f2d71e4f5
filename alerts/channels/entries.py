"""
The matches in a message as entries of a feed.

Pure. Reads the JSON document of a message, whose shape is promised in `alerts.digests.payload`;
knows no feed format and no file.
"""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from typing import Any
from unicodedata import bidirectional
from uuid import NAMESPACE_URL, uuid5

from model.message import Message

# What XML 1.0 §2.2 allows; JSON does not mind
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ID = "https://hajiz.invalid/item/"  # what ids are derived under; nobody is asked there


@dataclass(frozen=True, slots=True)
class Entry:
    """One item an outlet published, as a feed shows it."""

    id: str  # urn:uuid:…; the same item always has the same
    url: str  # "" where the outlet gave none
    title: str
    html: str  # escaped, with hits in <mark>
    language: str
    outlet: str
    rules: tuple[str, ...]
    published_at: datetime
    told_at: datetime  # when the message that brought it was made


def entries_of(message: Message) -> list[Entry]:
    """Return the items of *message*, each once, in its order; none where it has no items."""
    try:
        document = json.loads(message.payload)
    except ValueError:
        return []
    found: dict[str, Entry] = {}
    for item in _items(document):
        with suppress(KeyError, TypeError, ValueError):  # one odd item stops no other
            entry = _entry(item, message.created_at)
            found.setdefault(entry.id, entry)
    return list(found.values())


def direction(text: str) -> str:
    """Return which way *text* is written: as its first letter is (UAX #9, P2)."""
    for char in text:
        kind = bidirectional(char)
        if kind in {"L", "R", "AL"}:
            return "ltr" if kind == "L" else "rtl"
    return "ltr"


def _items(document: Any) -> Iterator[Any]:
    """Find the items of a digest or of an alert."""
    if not isinstance(document, dict):
        return
    for section in _listed(document, "sections"):
        yield from _listed(section, "items")
    for event in _listed(document, "events"):
        yield event.get("item") if isinstance(event, dict) else None


def _listed(table: Any, key: str) -> list[Any]:
    found = table.get(key) if isinstance(table, dict) else None
    return found if isinstance(found, list) else []


def _entry(item: dict[str, Any], told_at: datetime) -> Entry:
    outlet, link = item["outlet"], item["link"] or ""
    name = f"{outlet['id']}\n{int(item['id'])}\n{link}"
    published = item["published_at"] or item["first_seen_at"]
    return Entry(
        id=uuid5(NAMESPACE_URL, _ID + name).urn,
        url=clean(link),
        title=clean(item["title"]) or clean(outlet["name"]),
        html=_html(item),
        language=clean(item["language"]),
        outlet=clean(outlet["name"]),
        rules=tuple(clean(rule) for rule in item["rules"]),
        published_at=datetime.fromisoformat(published).astimezone(UTC) if published else told_at,
        told_at=told_at,
    )


def clean(text: str) -> str:
    """Return *text* without what no feed can hold."""
    return _NOT_IN_XML.sub("\ufffd", text)


def _html(item: dict[str, Any]) -> str:
    """Write headline and excerpt, hits marked, each the way its own text runs."""
    title, excerpt = item["title"], item["excerpt"] or ""
    outlet = item["outlet"]
    about = filter(None, [outlet["name"], outlet["affiliation"], ", ".join(item["rules"])])
    return "".join(
        [
            _paragraph(f"<b>{_marked(title, item['title_marks'])}</b>", title, item),
            _paragraph(_marked(excerpt, item["excerpt_marks"]), excerpt, item),
            f'<p dir="auto"><small>{_escaped(" · ".join(about))}</small></p>',
        ]
    )


def _paragraph(html: str, text: str, item: dict[str, Any]) -> str:
    if not text:
        return ""
    language = f' lang="{_escaped(item["language"])}"' if item["language"] else ""
    return f'<p dir="{direction(text)}"{language}>{html}</p>'


def _marked(text: str, marks: list[list[int]]) -> str:
    """Escape *text*, hits in <mark>; marks that do not fit the text are left out."""
    shown, end = "", 0
    for start, stop in marks:
        if end <= start < stop <= len(text):
            shown += f"{_escaped(text[end:start])}<mark>{_escaped(text[start:stop])}</mark>"
            end = stop
    return shown + _escaped(text[end:])


def _escaped(text: str) -> str:
    return escape(clean(text))

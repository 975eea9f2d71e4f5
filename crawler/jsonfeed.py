"""
JSON Feed 1.0 and 1.1 to entries.

Knows the format (https://www.jsonfeed.org/version/1.1/) and nothing of XML. Publishers get types
wrong as often as anything: what is not as it should be counts as not there.
"""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from crawler.entry import Entry, Parsed, Text
from model.moment import is_default

_OBJECT = re.compile(r"\s*\{")
_VERSION = re.compile(r"https?://(?:www\.)?jsonfeed\.org/version/1", re.IGNORECASE)


def parse(text: str) -> Parsed | None:
    """
    Read the feed in *text*; None if it is no JSON Feed.

    It is one by its version and its list of items (JSON Feed 1.1, "Top-level").
    """
    if not _OBJECT.match(text):
        return None
    try:
        feed = json.loads(text)
    except (ValueError, RecursionError):
        return None
    items = feed.get("items")
    if not _VERSION.match(_string(feed.get("version"))) or not isinstance(items, list):
        return None
    return Parsed(tuple(_entry(_object(item), feed) for item in items), ())


def _entry(item: Mapping[str, Any], feed: Mapping[str, Any]) -> Entry:
    dates = (_moment(item.get(name)) for name in ("date_published", "date_modified"))
    return Entry(
        guid=_string(item.get("id")),
        link=_string(item.get("url")) or _string(item.get("external_url")),
        title=Text(_string(item.get("title")), is_html=False),
        texts=(
            Text(_string(item.get("content_html")), is_html=True),
            Text(_string(item.get("content_text")), is_html=False),
            Text(_string(item.get("summary")), is_html=False),
        ),
        author=_author(item) or _author(feed),
        categories=tuple(_strings(item.get("tags"))),
        published=next((date for date in dates if date), None),
        language=_string(item.get("language")) or _string(feed.get("language")),
    )


def _author(thing: Mapping[str, Any]) -> str:
    """Return the first name; 1.0 has one author, 1.1 several."""
    authors = thing.get("authors")
    several = authors if isinstance(authors, list) else []
    names = (_string(_object(author).get("name")) for author in (*several, thing.get("author")))
    return next((name for name in names if name), "")


def _object(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _strings(value: object) -> Iterator[str]:
    return filter(None, map(_string, value)) if isinstance(value, list) else iter(())


def _string(value: object) -> str:
    """Return a string, or a number as one: ids "should be strings" and often are not."""
    if isinstance(value, str):
        return value
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return str(value) if is_number else ""


def _moment(value: object) -> datetime | None:
    """Return a date of RFC 3339 in UTC; one without a zone is taken for UTC."""
    try:
        moment = datetime.fromisoformat(_string(value).strip())
        moment = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
        return None if is_default(moment) else moment
    except (ValueError, OverflowError):
        return None

"""
What payloads of every kind share: items, outlets, moments, in one documented shape.

All moments are UTC in ISO 8601; marks count Unicode code points, end exclusive.

    ITEM   {id, outlet OUTLET, title, title_marks [[start, end]], excerpt, excerpt_marks, link,
            language, rules, terms, published_at, first_seen_at, told_at, page,
            earlier {first, last}, label_links {relevant, noise}}
    OUTLET {id, name, affiliation, language}

*page* is "" where only the feed is read, else "read", or why the text is not all of the article:
"waiting", "partial", "failed", "refused". *earlier* is there where all that fired tells of an
earlier event, with its days or nulls. *excerpt*, *link*, *published_at*, *told_at* and
*label_links* are null where there is none. An item that cannot be written out keeps its id, title
and link; the rest of it is empty or null.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from alerts.digests.plain import one_line, web_link
from alerts.digests.view.items import pieces, title_of
from model import Outlet
from model.digest import DigestItem, EarlierEvent, Excerpt, LabelLinks

VERSION = 1

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page stands among the pages of its digest or alert."""

    message: str  # its id
    part: int
    parts: int


def written(document: Json) -> str:
    """Write a document; the same one always gives the same text."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def item_json(outlet: Outlet, item: DigestItem) -> Json:
    """Return an item, or what can be said of it where that fails."""
    try:
        return _item(outlet, item)
    except Exception:  # noqa: BLE001 - one hostile item must not take the message with it
        return _stub(outlet, item)


def outlet_json(outlet: Outlet) -> Json:
    """Return an outlet."""
    return {
        "id": one_line(outlet.id),
        "name": one_line(outlet.name),
        "affiliation": one_line(outlet.affiliation),
        "language": one_line(outlet.language),
    }


def moment_json(moment: datetime | None) -> str | None:
    """Return a moment in UTC, or null."""
    if moment is None:
        return None
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _item(outlet: Outlet, item: DigestItem) -> Json:
    title, title_marks = _marked(item.title)
    excerpt, excerpt_marks = _marked(item.excerpt)
    return {
        "id": item.item_id,
        "outlet": outlet_json(outlet),
        "title": title or "",
        "title_marks": title_marks,
        "excerpt": excerpt,
        "excerpt_marks": excerpt_marks,
        "link": web_link(item.url) or None,
        "language": one_line(item.language),
        "rules": [one_line(rule) for rule in item.rules],
        "terms": [one_line(term) for term in item.terms],
        "published_at": moment_json(item.published_at),
        "first_seen_at": moment_json(item.first_seen_at),
        "told_at": moment_json(item.told_at),
        "page": item.page,
        "earlier": _earlier(item.earlier),
        "label_links": _links(item.label_links),
    }


def _links(links: LabelLinks | None) -> Json | None:
    return None if links is None else {"relevant": links.relevant, "noise": links.noise}


def _earlier(event: EarlierEvent | None) -> Json | None:
    if event is None:
        return None
    when = event.date
    days = (when.first.isoformat(), when.last.isoformat()) if when else (None, None)
    return dict(zip(("first", "last"), days, strict=True))


def _stub(outlet: Outlet, item: DigestItem) -> Json:
    bare = DigestItem(
        item_id=item.item_id,
        title=Excerpt(title_of(item)),
        excerpt=None,
        url=str(item.url),
        language="",
        published_at=None,
        first_seen_at=datetime.fromtimestamp(0, UTC),
        rules=(),
    )
    return _item(outlet, bare) | {"first_seen_at": None}


def _marked(excerpt: Excerpt | None) -> tuple[str | None, list[list[int]]]:
    if excerpt is None:
        return None, []
    text, marks = "", []
    for piece in pieces(excerpt):
        if piece.is_hit:
            marks.append([len(text), len(text) + len(piece.text)])
        text += piece.text
    return text, marks

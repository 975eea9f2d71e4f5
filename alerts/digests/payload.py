"""
A digest as a JSON document, for programs that receive it by webhook.

The shape is a promise: keys are added, never renamed, removed or given another meaning within one
"version". All moments are UTC in ISO 8601; marks count Unicode code points, end exclusive.

    type "digest" · version 1 · id · name · date (local) · window {start, end, timezone}
    rule_set · match_count · omitted (matches counted but not listed)
    sections [{rule, match_count, items [ITEM]}]
    coverage {outlets, polled, unchanged, items_read, baseline_items, baseline_matches, notices,
              failing [{outlet OUTLET, reason}]}
    ITEM   {id, outlet OUTLET, title, title_marks [[start, end]], excerpt, excerpt_marks, link,
            language, rules, terms, published_at, first_seen_at}
    OUTLET {id, name, affiliation, language}

*excerpt*, *link* and *published_at* are null where there is none. An item that cannot be written
out keeps its id, title and link; the rest of it is empty or null.
"""

import json
from datetime import UTC, datetime
from typing import Any

from alerts.digests.plain import one_line, web_link
from alerts.digests.times import zone_of
from alerts.digests.view import omitted, pieces, shown_items
from alerts.digests.words import title_of
from model import Coverage, Digest, DigestItem, Excerpt, Outlet, OutletGroup

VERSION = 1

Json = dict[str, Any]


def payload(digest: Digest) -> str:
    """Write *digest* as JSON; the same digest always gives the same text."""
    return json.dumps(_digest(digest), ensure_ascii=False, separators=(",", ":"))


def _digest(digest: Digest) -> Json:
    zone, _ = zone_of(digest.timezone)
    return {
        "type": "digest",
        "version": VERSION,
        "id": digest.id,
        "name": one_line(digest.name),
        "date": digest.window_end.astimezone(zone).date().isoformat(),
        "window": {
            "start": _moment(digest.window_start),
            "end": _moment(digest.window_end),
            "timezone": one_line(digest.timezone),
        },
        "rule_set": one_line(digest.rule_set),
        "match_count": digest.match_count,
        "omitted": omitted(digest),
        "sections": _sections(digest),
        "coverage": _coverage(digest.coverage),
    }


def _sections(digest: Digest) -> list[Json]:
    return [
        {
            "rule": one_line(section.rule),
            "match_count": sum(len(group.items) for group in section.groups),
            "items": [
                _item_or_stub(group, item) for group, room in groups for item in group.items[:room]
            ],
        }
        for section, groups in shown_items(digest)
    ]


def _item_or_stub(group: OutletGroup, item: DigestItem) -> Json:
    try:
        return _item(group, item)
    except Exception:  # noqa: BLE001 - one hostile item must not take the digest with it
        return _stub(group, item)


def _stub(group: OutletGroup, item: DigestItem) -> Json:
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
    return _item(group, bare) | {"first_seen_at": None}


def _item(group: OutletGroup, item: DigestItem) -> Json:
    title, title_marks = _marked(item.title)
    excerpt, excerpt_marks = _marked(item.excerpt)
    return {
        "id": item.item_id,
        "outlet": _outlet(group.outlet),
        "title": title or "",
        "title_marks": title_marks,
        "excerpt": excerpt,
        "excerpt_marks": excerpt_marks,
        "link": web_link(item.url) or None,
        "language": one_line(item.language),
        "rules": [one_line(rule) for rule in item.rules],
        "terms": [one_line(term) for term in item.terms],
        "published_at": _moment(item.published_at) if item.published_at else None,
        "first_seen_at": _moment(item.first_seen_at),
    }


def _marked(excerpt: Excerpt | None) -> tuple[str | None, list[list[int]]]:
    if excerpt is None:
        return None, []
    text, marks = "", []
    for piece in pieces(excerpt):
        if piece.is_hit:
            marks.append([len(text), len(text) + len(piece.text)])
        text += piece.text
    return text, marks


def _outlet(outlet: Outlet) -> Json:
    return {
        "id": one_line(outlet.id),
        "name": one_line(outlet.name),
        "affiliation": one_line(outlet.affiliation),
        "language": one_line(outlet.language),
    }


def _coverage(coverage: Coverage) -> Json:
    return {
        "outlets": coverage.outlets,
        "polled": coverage.polled,
        "unchanged": coverage.unchanged,
        "items_read": coverage.items_read,
        "baseline_items": coverage.baseline_items,
        "baseline_matches": coverage.baseline_matches,
        "notices": [one_line(notice) for notice in coverage.notices],
        "failing": [
            {"outlet": _outlet(state.outlet), "reason": one_line(state.reason)}
            for state in coverage.failing
        ],
    }


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")

"""
A page of a digest as a JSON document.

The shape is a promise: keys are added, never renamed, removed or given another meaning within one
"version".

    type "digest" · version 1 · id (of the message) · digest (id of all its parts together)
    name · date (local) · window {start, end, timezone} · rule_set · language
    part · parts · listed (items in this part)
    match_count (of all parts) · omitted (matches counted but listed in no part)
    days [matches a day, the last one is this digest's]
    sections [{kind "new" | "update" | "follow_up" | "late", rule,
               match_count (in all parts), items [ITEM]}]
    coverage {outlets, polled, unchanged, items_read, undated_items, baseline_items,
              baseline_matches, notices,
              failing, quiet, overrun, truncated, unread: [{outlet, reason}]}

ITEM and OUTLET are described in `shape`; a digest of one part is part 1 of 1.
"""

from collections.abc import Sequence
from itertools import groupby

from alerts.digests.language.times import zone_of
from alerts.digests.payload.shape import (
    VERSION,
    Json,
    Place,
    item_json,
    moment_json,
    outlet_json,
    written,
)
from alerts.digests.plain import one_line
from alerts.digests.view.rows import Row
from model import Coverage, Digest, OutletState


def digest_payload(digest: Digest, rows: Sequence[Row], place: Place, omitted: int) -> str:
    """Write the *rows* of one page as JSON; the same page always gives the same text."""
    zone, _ = zone_of(digest.timezone)
    return written(
        {
            "type": "digest",
            "version": VERSION,
            "id": one_line(place.message),
            "digest": one_line(digest.id),
            "name": one_line(digest.name),
            "date": digest.window_end.astimezone(zone).date().isoformat(),
            "window": {
                "start": moment_json(digest.window_start),
                "end": moment_json(digest.window_end),
                "timezone": one_line(digest.timezone),
            },
            "rule_set": one_line(digest.rule_set),
            "language": digest.language,
            "part": place.part,
            "parts": place.parts,
            "listed": len(rows),
            "match_count": digest.match_count,
            "omitted": omitted,
            "days": list(digest.days),
            "sections": _sections(digest, rows),
            "coverage": _coverage(digest.coverage),
        }
    )


def _sections(digest: Digest, rows: Sequence[Row]) -> list[Json]:
    counts = {
        (part.kind, section.rule): sum(len(group.items) for group in section.groups)
        for part in digest.parts
        for section in part.sections
    }
    return [
        {
            "kind": kind,
            "rule": one_line(rule),
            "match_count": counts[kind, rule],
            "items": [item_json(row.outlet, row.item) for row in standing],
        }
        for (kind, rule), standing in groupby(rows, key=lambda row: (row.kind, row.rule))
    ]


def _coverage(coverage: Coverage) -> Json:
    return {
        "outlets": coverage.outlets,
        "polled": coverage.polled,
        "unchanged": coverage.unchanged,
        "items_read": coverage.items_read,
        "undated_items": coverage.undated_items,
        "baseline_items": coverage.baseline_items,
        "baseline_matches": coverage.baseline_matches,
        "notices": [one_line(notice) for notice in coverage.notices],
        "failing": _states(coverage.failing),
        "quiet": _states(coverage.quiet),
        "overrun": _states(coverage.overrun),
        "truncated": _states(coverage.truncated),
        "unread": _states(coverage.unread),
    }


def _states(states: tuple[OutletState, ...]) -> list[Json]:
    return [
        {"outlet": outlet_json(state.outlet), "reason": one_line(state.reason)} for state in states
    ]

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
               match_count (in all parts), items [ITEM]}]   every item, by its first rule
    incident_count (of all parts)
    incidents [{part, told_at or null, match_count (in all parts), items [{id, stance, origin,
                is_relay}], and all of INCIDENT and MORE}]   those whose items are in this part
    coverage {outlets, polled, unchanged, items_read, undated_items, baseline_items,
              baseline_matches, notices,
              failing, quiet, overrun, truncated, unread: [{outlet, reason}]}

ITEM and OUTLET are described in `shape`, INCIDENT and MORE in `incident`; a digest of one part is
part 1 of 1. *stance* is what the item says of the incident: "claims", "confirms", "denies",
"disputes", "quotes" or null.
"""

from collections.abc import Sequence
from itertools import groupby

from alerts.digests.language import words_in
from alerts.digests.language.times import Times, times_in, zone_of
from alerts.digests.payload.incident import incident_json, more_json
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
from alerts.digests.view.rows import Row, count_by_section
from model.digest import Coverage, Digest, DigestIncident, IncidentReport, OutletState, PartKind


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
            "incident_count": len(digest.incidents),
            "incidents": _incidents(digest, rows),
            "coverage": _coverage(digest.coverage),
        }
    )


def _sections(digest: Digest, rows: Sequence[Row]) -> list[Json]:
    counts = count_by_section(digest)
    standing: dict[tuple[PartKind, str], list[Row]] = {}
    for row in rows:
        standing.setdefault((row.kind, row.rule), []).append(row)
    return [
        {
            "kind": kind,
            "rule": one_line(rule),
            "match_count": counts[kind, rule],
            "items": [item_json(row.outlet, row.item) for row in own],
        }
        for (kind, rule), own in standing.items()
    ]


def _incidents(digest: Digest, rows: Sequence[Row]) -> list[Json]:
    times = times_in(words_in(digest.language), digest.timezone, digest.window_end)
    told = [row for row in rows if row.incident is not None]
    return [
        _incident(list(standing), times)
        for _, standing in groupby(told, key=lambda row: id(row.incident))
    ]


def _incident(rows: Sequence[Row], times: Times) -> Json:
    incident = rows[0].incident
    assert incident is not None
    return {
        "part": rows[0].kind,
        "told_at": moment_json(incident.told_at),
        "match_count": len(incident.reports),
        "items": [_report(row.report) for row in rows if row.report is not None],
        **_summary(incident, times),
    }


def _summary(incident: DigestIncident, times: Times) -> Json:
    try:
        return incident_json(incident.summary) | more_json(incident.summary, times)
    except Exception:  # noqa: BLE001 - one hostile incident must not take the message with it
        return {"number": incident.summary.number}


def _report(report: IncidentReport) -> Json:
    return {
        "id": report.item.item_id,
        "stance": report.stance,
        "origin": one_line(report.origin),
        "is_relay": report.is_relay,
    }


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

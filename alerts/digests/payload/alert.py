"""
A page of an alert as a JSON document.

The shape is a promise: keys are added, never renamed, removed or given another meaning within one
"version".

    type "alert" · version 1 · id (of the message) · alert (id of all its parts together) · name
    timezone · rule_set · language · part · parts
    event_count (of all parts) · item_count (of all parts) · held {since, reason} or null
    incident INCIDENT or null · follow_up_of (id of the first message of the thread, or null)
    news [NEWS] (of a follow-up, the gravest first)
    events [{id, rule, first_seen, item ITEM, changes [{kind, text}]}]
                                newest item first, its rules in order

*id* of an event is null where an item fired a rule that is no event of this alert. A follow-up has
the items that its news stands in, that of the gravest first, whichever rules they fired. *changes*
are the words that an edit "removed", "added" or left the "same", [] where there was none. ITEM is
described in `shape`, INCIDENT and NEWS in `incident`.
"""

from collections.abc import Iterator, Sequence

from alerts.digests.payload.incident import incident_json, news_json
from alerts.digests.payload.shape import (
    VERSION,
    Json,
    Place,
    item_json,
    moment_json,
    written,
)
from alerts.digests.plain import one_line, plain
from model.digest import Alert, AlertItem


def alert_payload(alert: Alert, items: Sequence[AlertItem], place: Place) -> str:
    """Write the *items* of one page as JSON; the same page always gives the same text."""
    return written(
        {
            "type": "alert",
            "version": VERSION,
            "id": one_line(place.message),
            "alert": one_line(alert.id),
            "name": one_line(alert.name),
            "timezone": one_line(alert.timezone),
            "rule_set": one_line(alert.rule_set),
            "language": alert.language,
            "part": place.part,
            "parts": place.parts,
            "event_count": _count(alert),
            "item_count": len(alert.items),
            "held": _held(alert),
            "incident": incident_json(alert.incident) if alert.incident else None,
            "follow_up_of": one_line(alert.follow_up_of) or None,
            "news": [news_json(each) for each in alert.incident.news] if alert.incident else [],
            "events": [event for item in items for event in _events(item)],
        }
    )


def _count(alert: Alert) -> int:
    return sum(1 for item in alert.items for event in item.events if event)


def _held(alert: Alert) -> Json | None:
    if alert.held_since is None:
        return None
    return {"since": moment_json(alert.held_since), "reason": one_line(alert.held_for)}


def _events(told: AlertItem) -> Iterator[Json]:
    item = item_json(told.outlet, told.item)
    for event, rule in zip(told.events, told.item.rules, strict=False):
        yield {
            "id": one_line(event) or None,
            "rule": one_line(str(rule)),
            "first_seen": item["first_seen_at"],
            "item": item,
            "changes": [{"kind": e.kind, "text": plain(e.text)} for e in told.item.changes],
        }

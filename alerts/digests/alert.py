"""
What was found to an alert: one item, or all those of a flood, newest first.

Pure; decides what an alert says, not when it is told or how it looks.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from alerts.digests.found import (
    Found,
    Gathered,
    digest_item,
    gathered,
    newest_first,
    outlet_of,
)
from model import Alert, AlertItem, Language, Outlet, OutletId

Events = Mapping[tuple[int, str], str]  # evt_… by item and rule


def build_alert(
    *,
    name: str,
    timezone: str,
    rule_set: str,
    rules: Sequence[str],
    found: Sequence[Found],
    events: Events,
    outlets: Mapping[OutletId, Outlet],
    language: Language = "en",
    held_since: datetime | None = None,
    held_for: str = "",
    thread: str = "",
) -> Alert:
    """
    Arrange what was *found* as an alert; *events* has the id of every event told here.

    The alert's own id is that of its earliest event, so that it stays the same however often it
    is made anew.

    Raises:
        ValueError: nothing was found, or nothing of it is an event.
    """
    newest = sorted(gathered(found, rules), key=newest_first)
    items = tuple(_item(each, events, outlets) for each in newest)
    return Alert(
        id=_earliest(items),
        name=name,
        items=items,
        timezone=timezone,
        rule_set=rule_set,
        language=language,
        held_since=held_since,
        held_for=held_for,
        thread=thread,
    )


def _item(each: Gathered, events: Events, outlets: Mapping[OutletId, Outlet]) -> AlertItem:
    ids = tuple(events.get((each.stored.id, rule), "") for rule in each.rules)
    return AlertItem(outlet_of(each, outlets), digest_item(each), ids)


def _earliest(items: Sequence[AlertItem]) -> str:
    for item in reversed(items):
        for event in item.events:
            if event:
                return event
    raise ValueError("an alert without an event")

"""
What was found to an alert: an incident, an item of none, or all those of a flood, newest first.

Pure; decides what an alert says, not when it is told or how it looks.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from alerts.digests.found import (
    Found,
    Gathered,
    digest_item,
    gathered,
    newest_first,
    outlet_of,
)
from model import Outlet, OutletId
from model.digest import Alert, AlertItem, Excerpt, IncidentSummary, Language, WordChange

Events = Mapping[tuple[int, str], str]  # evt_… by item and rule


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is shown of an item in place of the sentences that fired."""

    excerpt: Excerpt | None
    changes: tuple[WordChange, ...] = ()


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
    incident: IncidentSummary | None = None,
) -> Alert:
    """
    Arrange what was *found* as an alert; *events* has the id of every event told here.

    The alert's own id is that of its earliest event, so that it stays the same however often it
    is made anew. With an *incident* it is told as one thing.

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
        incident=incident,
    )


def build_follow_up(
    *,
    id: str,  # noqa: A002 - as in Alert
    name: str,
    timezone: str,
    rule_set: str,
    rules: Sequence[str],
    found: Sequence[Found],
    evidence: Mapping[int, Evidence],
    events: Events,
    outlets: Mapping[OutletId, Outlet],
    language: Language,
    incident: IncidentSummary,
    follow_up_of: str,
    held_since: datetime | None = None,
    held_for: str = "",
) -> Alert:
    """
    Arrange the news of an *incident* as an alert that follows its first message.

    *found* are the items that news stands in, the gravest first, and *evidence* what is shown of
    each; their order stays.
    """
    items = (_item(each, events, outlets) for each in gathered(found, rules))
    return Alert(
        id=id,
        name=name,
        items=tuple(_shown(each, evidence) for each in items),
        timezone=timezone,
        rule_set=rule_set,
        language=language,
        held_since=held_since,
        held_for=held_for,
        thread=follow_up_of,
        incident=incident,
        follow_up_of=follow_up_of,
    )


def build_belated(
    *,
    id: str,  # noqa: A002 - as in Alert
    name: str,
    timezone: str,
    rule_set: str,
    rules: Sequence[str],
    found: Sequence[Found],
    evidence: Mapping[int, Evidence],
    events: Events,
    outlets: Mapping[OutletId, Outlet],
    language: Language,
    incident: IncidentSummary,
    thread: str,
) -> Alert:
    """
    Arrange the first message of an *incident* for those who got none of it so far.

    No rule of the alert need have fired just now: *found* are reports of it, and *evidence* what
    is shown of each.
    """
    newest = sorted(gathered(found, rules), key=newest_first)
    items = tuple(_shown(_item(each, events, outlets), evidence) for each in newest)
    return Alert(
        id=id,
        name=name,
        items=items,
        timezone=timezone,
        rule_set=rule_set,
        language=language,
        thread=thread,
        incident=incident,
    )


def _shown(told: AlertItem, evidence: Mapping[int, Evidence]) -> AlertItem:
    proof = evidence[told.item.item_id]
    item = replace(told.item, excerpt=proof.excerpt, changes=proof.changes)
    return replace(told, item=item)


def _item(each: Gathered, events: Events, outlets: Mapping[OutletId, Outlet]) -> AlertItem:
    ids = tuple(events.get((each.stored.id, rule), "") for rule in each.rules)
    return AlertItem(outlet_of(each, outlets), digest_item(each), ids)


def _earliest(items: Sequence[AlertItem]) -> str:
    for item in reversed(items):
        for event in item.events:
            if event:
                return event
    raise ValueError("an alert without an event")

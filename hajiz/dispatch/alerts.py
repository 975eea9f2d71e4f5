"""
Instant alerts: matches to events, in the transaction that keeps them; events to messages.

What quiet hours or a cooldown hold back stays an event until it is told; nothing is dropped.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time

from alerts.digests.alert import build_alert
from alerts.digests.found import Found
from alerts.instant import COOLDOWN, QUIET, cooling, derived_id, event_id, is_late, quiet_until
from hajiz.assembly import Assembly
from hajiz.config.plans import AlertPlan
from hajiz.dispatch.audience import Destination, audience
from hajiz.dispatch.showing import shown_items
from hajiz.failpoint import reach
from model import Alert, Match, StoredItem, StoredMatch
from storage import events, outbox, unsubscriptions
from storage.database import Transaction
from storage.events import Event, NewEvent


def events_of(assembly: Assembly, item: StoredItem, fired: Sequence[StoredMatch]) -> list[NewEvent]:
    """
    Return what is to be told at once of *item*: nothing of a baseline or of old news.

    A change of its text is news, whenever the item itself was published.
    """
    return [
        NewEvent(_event_id(assembly, item, match), plan.name, match)
        for plan in assembly.config.alerts
        for match in fired
        if match.match.rule in plan.rules
        and (match.is_update or not (item.is_baseline or is_late(item, plan.max_age)))
    ]


def freeze_alerts(assembly: Assembly, now: datetime) -> list[Alert]:
    """
    Put into the outbox what is to be told now, and leave what quiet hours or cooldowns hold back.

    More items at once than the alert allows, and all that was held back, come as one message.

    Raises:
        StorageError: the alert in question was not frozen and stays pending.
    """
    frozen: list[Alert] = []
    for plan in assembly.config.alerts:
        with assembly.database.read() as tx:
            if not events.pending(tx, plan.name):
                continue
        with assembly.database.write() as tx:
            frozen += _freeze(tx, assembly, plan, now)
            reach("froze")
        reach("frozen")
    return frozen


def _event_id(assembly: Assembly, item: StoredItem, match: StoredMatch) -> str:
    kind, revision = ("update", match.revision) if match.is_update else ("match", 0)
    return event_id(assembly.database.instance, match.match.rule, item, kind, revision)


@dataclass(frozen=True, slots=True)
class _Told:
    """An item with the events that are told of it."""

    item: StoredItem  # with the newest text that one of the events is about
    matches: tuple[Match, ...]  # with their hits in that text
    events: tuple[Event, ...]

    @property
    def update_of(self) -> int | None:
        """The number of the version, where the events are about a change."""
        changes = [event.match.revision for event in self.events if event.match.is_update]
        return max(changes) if len(changes) == len(self.events) else None

    @property
    def found(self) -> Found:
        return Found(self.item, self.matches)


def _freeze(tx: Transaction, assembly: Assembly, plan: AlertPlan, now: datetime) -> list[Alert]:
    ready = _ready(tx, plan, events.pending(tx, plan.name), now)
    told = _with_items(tx, ready)
    if not told:
        return []
    is_held = any(event.held_for for each in told for event in each.events)
    is_one = is_held or len(told) > plan.collapse_above
    groups = [told] if is_one else [[each] for each in told]
    return [_queue(tx, assembly, plan, group, now) for group in groups]


def _ready(
    tx: Transaction, plan: AlertPlan, pending: Sequence[Event], now: datetime
) -> list[Event]:
    """Return the events to be told now; note on the others what holds them."""
    if quiet_until(plan.quiet_hours, plan.zone, now) is not None:
        events.hold(tx, [event.seq for event in pending], QUIET)
        return []
    last_told = events.last_told(tx, plan.name) if plan.cooldown else {}
    ready: list[Event] = []
    for of_item in _by_item(pending).values():
        if cooling([event.rule for event in of_item], last_told, plan.cooldown, now):
            events.hold(tx, [event.seq for event in of_item], COOLDOWN)
        else:
            ready += of_item
    return ready


def _by_item(pending: Iterable[Event]) -> Mapping[int, list[Event]]:
    grouped: dict[int, list[Event]] = {}
    for event in pending:
        grouped.setdefault(event.match.item_id, []).append(event)
    return grouped


def _with_items(tx: Transaction, ready: Sequence[Event]) -> list[_Told]:
    grouped = _by_item(ready)
    shown = shown_items(tx, {name: [e.match for e in own] for name, own in grouped.items()})
    return [_Told(item, found, tuple(grouped[item.id])) for item, found in shown]


def _queue(
    tx: Transaction, assembly: Assembly, plan: AlertPlan, told: Sequence[_Told], now: datetime
) -> Alert:
    from alerts.digests.render_alert import render_alert  # templates: no poll waits for them

    alert = _alert(tx, assembly, plan, told, now)
    alert = replace(alert, id=_id(tx, assembly, alert))
    messages = render_alert(alert, now, plan.max_size)
    destinations = _destinations(tx, assembly, plan, told)
    for message in messages:
        outbox.add(tx, message, destinations, now)
    by_seq = {event.seq: messages[0].id for each in told for event in each.events}
    events.tell(tx, by_seq, now)
    return alert


def _id(tx: Transaction, assembly: Assembly, alert: Alert) -> str:
    """Return the event's own id for one item that no message tells yet; else one of all events."""
    ids = [event for each in alert.items for event in each.events]
    if len(alert.items) == 1 and not outbox.is_known(tx, ids[0]):
        return ids[0]
    return derived_id("alr", assembly.database.instance, alert.name, *ids)


def _destinations(
    tx: Transaction, assembly: Assembly, plan: AlertPlan, told: Sequence[_Told]
) -> list[Destination]:
    """Return who still wants the alert; nobody is told of one item by two alerts."""
    everybody = audience(assembly.config, plan.channels, plan.recipients)
    wanted = unsubscriptions.wanted(tx, everybody, plan.name)
    if len(told) > 1:
        return wanted
    reached = events.reached(tx, told[0].item.id, told[0].update_of)
    return [each for each in wanted if each not in reached]


def _alert(
    tx: Transaction, assembly: Assembly, plan: AlertPlan, told: Sequence[_Told], now: datetime
) -> Alert:
    every = [event for each in told for event in each.events]
    held = [event for event in every if event.held_for]
    today = datetime.combine(now.astimezone(plan.zone).date(), time(), plan.zone)
    return build_alert(
        name=plan.name,
        timezone=plan.zone.key,
        rule_set=assembly.rule_set.version,
        rules=plan.rules,
        found=[each.found for each in told],
        events={(event.match.item_id, event.rule): event.id for event in every},
        outlets=assembly.outlets,
        language=plan.language,
        held_since=min((event.created_at for event in held), default=None),
        held_for=held[0].held_for if held else "",
        thread=outbox.first_since(tx, "alert", plan.name, today),
    )

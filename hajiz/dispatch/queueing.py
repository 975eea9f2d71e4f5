"""
What an alert tells first, into the outbox: an incident, an item of none, or many in one message.

Remembers what was told of incidents, in the same transaction.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from hashlib import sha256

from alerts.digests.alert import build_alert
from alerts.incidents.news import Known, to_json
from alerts.instant import derived_id
from hajiz.dispatch.audience import Destination
from hajiz.dispatch.followers import everybody, first_hearers
from hajiz.dispatch.rounds import Round
from hajiz.dispatch.told_items import ToldItem
from hajiz.incidents.knowing import as_kept, known
from hajiz.incidents.reading import origins_of
from hajiz.incidents.showing import Shown
from hajiz.incidents.summary import summary
from model.digest import Alert, IncidentSummary
from storage import events, outbox, told_incidents
from storage.incidents import Key
from storage.told_incidents import ToldIncident


@dataclass(frozen=True, slots=True)
class Unit:
    """What one message tells where not all are told together: an item, or those of an incident."""

    told: tuple[ToldItem, ...]
    shown: Shown | None = None  # the incident
    keys: Mapping[int, Key] = field(default_factory=dict)  # by item: its mention of the incident

    @property
    def is_held(self) -> bool:
        """Whether anything of it was held back before."""
        return any(event.held_for for each in self.told for event in each.events)

    @property
    def rules(self) -> list[str]:
        """The rules that fired."""
        return [event.rule for each in self.told for event in each.events]


def queue_one(round_: Round, unit: Unit) -> Alert:
    """Let one message tell of *unit*."""
    about = _summary(round_, unit.shown) if unit.shown else None
    alert = first_alert(round_, unit.told, about)
    return _queue(round_, alert, [unit], first_hearers(round_, unit.told, unit.shown))


def queue_many(round_: Round, units: Sequence[Unit]) -> Alert:
    """Let one message tell of all *units*, item by item; not those who know of each already."""
    told = [each for unit in units for each in unit.told]
    news_to = {to for each in units for to in first_hearers(round_, each.told, each.shown)}
    them = [each for each in everybody(round_) if each in news_to]
    return _queue(round_, first_alert(round_, told, None), units, them)


def first_alert(round_: Round, told: Sequence[ToldItem], incident: IncidentSummary | None) -> Alert:
    """Make the alert that tells of items or of an incident for the first time."""
    every = [event for each in told for event in each.events]
    held = [event for event in every if event.held_for]
    alert = build_alert(
        name=round_.plan.name,
        timezone=round_.plan.zone.key,
        rule_set=round_.assembly.rule_set.version,
        rules=round_.plan.rules,
        found=[each.found for each in told],
        events={(event.match.item_id, event.rule): event.id for event in every},
        outlets=round_.assembly.outlets,
        language=round_.plan.language,
        held_since=min((event.created_at for event in held), default=None),
        held_for=held[0].held_for if held else "",
        thread="" if incident else _thread_of_day(round_),
        incident=incident,
    )
    return replace(alert, id=_id(round_, alert))


def thread_id(
    round_: Round, first: ToldIncident, count: int, knows: Known, kind: Sequence[str] = ()
) -> str:
    """
    Derive the id of a message of the thread that *first* heads, which *count* messages follow.

    It is made of what is known afterwards: made anew after a restore it is the same.
    """
    bare = replace(knows, texts={}, versions={}, said={})  # numbers of items may be others then
    what = sha256("\n".join([to_json(bare), *sorted(knows.texts.values())]).encode()).hexdigest()
    parts = (first.alert, first.message_id, str(count), what, *kind)
    return derived_id("alr", round_.assembly.database.instance, *parts)


def write(
    round_: Round, alert: Alert, destinations: Sequence[Destination], state: str = "pending"
) -> str:
    """Put the messages of *alert* into the outbox; return the id of the first."""
    from alerts.digests.render_alert import render_alert  # templates: no poll waits for them

    messages = render_alert(alert, round_.now, round_.plan.max_size)
    for message in messages:
        outbox.add(round_.tx, message, destinations, round_.now, state)
    return messages[0].id


def _queue(
    round_: Round, alert: Alert, units: Iterable[Unit], destinations: Sequence[Destination]
) -> Alert:
    message_id = write(round_, alert, destinations)
    for unit in units:
        seqs = [event.seq for each in unit.told for event in each.events]
        events.tell(round_.tx, dict.fromkeys(seqs, message_id), round_.now)
        _remember(round_, unit, message_id)
    return alert


def _remember(round_: Round, unit: Unit, message_id: str) -> None:
    if unit.shown is None:
        return
    what = as_kept(known(unit.shown))
    for key in unit.keys.values():
        row = ToldIncident(
            round_.plan.name, key, message_id, is_due=False, known=what, told_at=round_.now
        )
        told_incidents.keep(round_.tx, row)


def _summary(round_: Round, shown: Shown) -> IncidentSummary:
    return summary(shown, origins_of(round_.assembly.config), round_.assembly.outlets)


def _id(round_: Round, alert: Alert) -> str:
    """Return the event's own id for one item that no message tells yet; else one of all events."""
    ids = [event for each in alert.items for event in each.events]
    if len(alert.items) == 1 and not outbox.is_known(round_.tx, ids[0]):
        return ids[0]
    return derived_id("alr", round_.assembly.database.instance, alert.name, *ids)


def _thread_of_day(round_: Round) -> str:
    """Return the first alert of the day that is no incident's: the thread of those of none."""
    zone = round_.plan.zone
    today = datetime.combine(round_.now.astimezone(zone).date(), time(), zone)
    return outbox.first_since(round_.tx, "alert", round_.plan.name, today)

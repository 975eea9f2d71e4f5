"""
Events of an alert by what is to become of them: told first, told after, told alone, not told.

Whatever cannot be read or shown is told by itself, and the log has the reason: an alert is never
lost because of grouping. Writes nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from alerts.incidents.telling import OLD
from hajiz.dispatch.followers import is_lost
from hajiz.dispatch.rounds import Round
from hajiz.dispatch.standing_in import Stand, stand
from hajiz.dispatch.told_items import by_item
from hajiz.incidents.showing import Shown, shown
from hajiz.log import log
from model import StorageError
from storage import accounts, incidents, revisions, told_incidents
from storage.database import Transaction
from storage.events import Event
from storage.incidents import Key, Placed
from storage.told_incidents import ToldIncident


@dataclass(frozen=True, slots=True)
class Sorted:
    """What is to become of events; incidents by their numbers."""

    recalled: list[Event] = field(default_factory=list)  # nothing but what is long over
    first: dict[int, list[Event]] = field(default_factory=dict)  # of incidents not told yet
    after: dict[int, list[Event]] = field(default_factory=dict)  # of incidents told before
    alone: list[Event] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Sight:
    """What is known of the items and incidents that an alert may have to tell of."""

    placed: Mapping[int, Sequence[Placed]]  # mentions by item
    stands: Mapping[int, Stand]  # by the number of the event; items that cannot be read are not in
    shown: Mapping[int, Shown]  # incidents that can be shown
    told: Mapping[int, Sequence[ToldIncident]]  # by this alert, the first telling first
    unshown: frozenset[int]  # changed, and they cannot be shown
    lost: Mapping[int, Sequence[ToldIncident]]  # changed, and nobody was told who hears of it

    def key(self, item_id: int, number: int) -> Key:
        """Return the mention that makes an item one of the incident *number*."""
        own = [each for each in self.placed[item_id] if each.incident == number]
        return min(own, key=lambda each: (each.is_background, each.number)).key


def look(round_: Round, events: Sequence[Event]) -> Sight:
    """
    Return all that is known of what *events* are about, and of incidents that became another.

    Raises:
        StorageError: the database failed.
    """
    tx, alert = round_.tx, round_.plan.name
    placed = incidents.of_items(tx, sorted({event.match.item_id for event in events}))
    numbers = {e.incident for own in placed.values() for e in own if e.incident is not None}
    changed = told_incidents.changed(tx, alert)
    wanted = sorted(numbers | changed.keys())
    rows = told_incidents.of_incidents(tx, alert, wanted)
    lost = {each.key for own in rows.values() for each in own if is_lost(round_, each)}
    told = {n: kept for n, own in rows.items() if (kept := [e for e in own if e.key not in lost])}
    due = {n: [e for e in own if e.is_due and e.key in lost] for n, own in rows.items()}
    due = {number: own for number, own in due.items() if own}
    readable = _readable(round_, wanted)
    unshown = frozenset(changed.keys() - readable.keys())
    return Sight(placed, _stands(round_, events), readable, told, unshown, due)


def sort(sight: Sight, events: Iterable[Event]) -> Sorted:
    """Say what is to become of *events*; none is left out."""
    found = Sorted()
    for item_id, own in by_item(events).items():
        recalled = [each for each in own if _is_recalled(sight, each)]
        found.recalled.extend(recalled)
        _sort_item(sight, item_id, [each for each in own if each not in recalled], found)
    return found


def _sort_item(sight: Sight, item_id: int, own: Sequence[Event], found: Sorted) -> None:
    """An item tells first of one incident at most; what it relays besides is told along with it."""
    touched = {each.seq: _touched(sight, each) for each in own}
    every = list(dict.fromkeys(number for some in touched.values() for number in some))
    wanted = every or _main(sight, item_id)
    untold = [number for number in wanted if number not in sight.told]
    if untold:
        found.first.setdefault(untold[0], []).extend(own)
        return
    for each in own:
        if touched[each.seq] and not _is_astray(sight, each):
            found.after.setdefault(touched[each.seq][0], []).append(each)
        else:
            found.alone.append(each)


def _is_recalled(sight: Sight, event: Event) -> bool:
    found = sight.stands.get(event.seq)
    return found is not None and found.is_retold


def _touched(sight: Sight, event: Event) -> list[int]:
    """Return the incidents that hits of an event stand in, those of its item's news first."""
    found = sight.stands.get(event.seq)
    if found is None:
        return []
    own = sight.placed.get(event.match.item_id, ())
    news = [each for each in own if each.number in found.news]
    return _numbers(sight, [*news, *(each for each in own if each.number in found.doubtful)])


def _is_astray(sight: Sight, event: Event) -> bool:
    """
    Say whether hits of an event stand in what seems to be long over, and is of no incident.

    What only seems so has the date of something else, and nobody was told of it.
    """
    found = sight.stands.get(event.seq)
    since = event.match.created_at.date() - OLD
    return found is not None and any(
        each.incident is None and (each.last_day is None or each.last_day < since)
        for each in sight.placed.get(event.match.item_id, ())
        if each.number in found.doubtful
    )


def _main(sight: Sight, item_id: int) -> list[int]:
    """Return the incident that an item is about."""
    own = sight.placed.get(item_id, ())
    return _numbers(sight, [each for each in own if not each.is_background])[:1]


def _numbers(sight: Sight, placed: Iterable[Placed]) -> list[int]:
    numbers = dict.fromkeys(each.incident for each in placed)
    return [each for each in numbers if each is not None and each in sight.shown]


def _readable(round_: Round, numbers: Sequence[int]) -> dict[int, Shown]:
    """Return the incidents of those numbers that can be shown."""
    try:
        return shown(round_.tx, numbers)
    except StorageError:
        raise
    except Exception:
        if not all(map(round_.assembly.incidents.mending.is_tried, numbers)):
            log.exception("incidents could not be shown")
    return {number: each for one in numbers for number, each in _one(round_.tx, one).items()}


def _one(tx: Transaction, number: int) -> dict[int, Shown]:
    try:
        return shown(tx, [number])
    except StorageError:
        raise
    except Exception:  # noqa: BLE001 - it was logged with the others
        return {}


def _stands(round_: Round, events: Sequence[Event]) -> dict[int, Stand]:
    found: dict[int, Stand] = {}
    for item_id, own in by_item(events).items():
        try:
            found |= _stands_of(round_, item_id, own)
        except StorageError:
            raise
        except Exception:
            log.exception("what an item says could not be read back", item=item_id)
    return found


def _stands_of(round_: Round, item_id: int, own: Sequence[Event]) -> dict[int, Stand]:
    tx, rule_set = round_.tx, round_.assembly.rule_set
    reading = next(iter(accounts.of_items(tx, [item_id])), None)
    if reading is None:
        return {}
    wanted = {reading.revision, *(each.match.revision for each in own)}
    texts = revisions.texts(tx, [(item_id, revision) for revision in wanted])
    read = texts[item_id, reading.revision]
    return {
        each.seq: stand(
            each.match, texts[item_id, each.match.revision], read, reading.account, rule_set
        )
        for each in own
        if (item_id, each.match.revision) in texts
    }

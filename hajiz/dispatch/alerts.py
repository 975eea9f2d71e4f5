"""
Instant alerts: matches to events, in the transaction that keeps them; events to messages.

    events → read and grouped → one message for an incident → follow-ups in its thread

What quiet hours or a cooldown hold back stays an event until it is told; nothing is dropped. What
cannot be grouped is told item by item.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from alerts.instant import COOLDOWN, QUIET, cooling, quiet_until
from hajiz.assembly import Assembly
from hajiz.config.plans import AlertPlan
from hajiz.dispatch.apart import apart
from hajiz.dispatch.belated import tell_lost
from hajiz.dispatch.follow_ups import follow_up_all
from hajiz.dispatch.followers import first_hearers
from hajiz.dispatch.queueing import Unit, queue_many, queue_one
from hajiz.dispatch.repeats import repeats
from hajiz.dispatch.rounds import Round
from hajiz.dispatch.sorting import Sight, Sorted, look, sort
from hajiz.dispatch.told_items import told_items
from hajiz.failpoint import reach
from hajiz.log import log
from model import DiskError, LockedError
from model.digest import Alert
from storage import accounts, events, told_incidents
from storage.events import Event

LONGEST = 10.0  # seconds of reading before alerts are made
PATIENCE = timedelta(minutes=1)  # how long an event waits for its item to be read
BACKGROUND = "background"
REPEAT = "told before"


def freeze_alerts(assembly: Assembly, now: datetime) -> list[Alert]:
    """
    Put into the outbox what is to be told now, and leave what quiet hours or cooldowns hold back.

    Of an incident one message, and a further one when there is news of it. More at once than the
    alert allows, and all that was held back, come as one message. Nothing waits for longer than a
    minute to be read: it is told by itself then.

    Raises:
        StorageError: the alert in question was not frozen and stays pending.
    """
    unread = _read(assembly)
    frozen: list[Alert] = []
    failed: list[Exception] = []
    for plan in assembly.config.alerts:
        try:
            frozen += _freeze_due(assembly, plan, unread, now)
        except (LockedError, DiskError):
            raise
        except Exception as error:  # noqa: BLE001 - raised when the other alerts are made
            failed.append(error)
    if failed:
        raise failed[0]
    return frozen


@dataclass(frozen=True, slots=True)
class _Unread:
    """Items that alerts may have to tell of and that nobody has read."""

    items: frozenset[int]
    is_given_up: bool  # reading failed: they are told as they are

    def waits(self, event: Event, now: datetime) -> bool:
        is_young = timedelta(0) <= now - event.created_at < PATIENCE
        return event.match.item_id in self.items and is_young and not self.is_given_up


def _read(assembly: Assembly) -> _Unread:
    """Read what alerts may have to tell of; whatever goes wrong there stops no alert."""
    with assembly.database.read() as tx:
        pending = [e for plan in assembly.config.alerts for e in events.pending(tx, plan.name)]
    items = sorted({event.match.item_id for event in pending})
    if not items:
        return _Unread(frozenset(), is_given_up=False)
    is_given_up = False
    try:
        assembly.incidents.catch_up(assembly, items, LONGEST)
    except Exception:
        log.exception("items could not be read; they are told one by one")
        is_given_up = True
    with assembly.database.read() as tx:
        waiting = accounts.waiting(tx, len(items), items)
    return _Unread(frozenset(each.id for each in waiting), is_given_up)


def _freeze_due(assembly: Assembly, plan: AlertPlan, unread: _Unread, now: datetime) -> list[Alert]:
    with assembly.database.read() as tx:
        if not events.pending(tx, plan.name) and not told_incidents.changed(tx, plan.name):
            return []
    frozen = _freeze(assembly, plan, unread, now)
    reach("frozen")
    return frozen


def _freeze(assembly: Assembly, plan: AlertPlan, unread: _Unread, now: datetime) -> list[Alert]:
    try:
        with assembly.incidents.mending.kept_with(assembly.database) as tx:
            frozen = _tell(Round(tx, assembly, plan, now), unread)
            reach("froze")
    except (LockedError, DiskError):
        raise  # nothing can be written; it is tried again
    except Exception:
        log.exception("an alert could not be grouped; it is told item by item", alert=plan.name)
    else:
        return frozen
    with assembly.database.write() as tx:
        frozen = _tell_each(Round(tx, assembly, plan, now))
        reach("froze")
    return frozen


def _tell(round_: Round, unread: _Unread) -> list[Alert]:
    pending = events.pending(round_.tx, round_.plan.name)
    if _is_quiet(round_, pending):
        return []
    again = apart(round_, "changes", partial(repeats, round_, pending)) or []
    events.cancel(round_.tx, [each.seq for each in again], REPEAT)
    new = [each for each in pending if each not in again]
    ripe = [each for each in new if not unread.waits(each, round_.now)]
    sight = look(round_, [each for each in ripe if each.match.item_id not in unread.items])
    found = sort(sight, ripe)
    events.cancel(round_.tx, [each.seq for each in found.recalled], BACKGROUND)
    followed, left = follow_up_all(round_, sight, found.after)
    found.alone.extend(left)
    frozen = followed + tell_lost(round_, sight, found.first)
    return frozen + _tell_first(round_, _units(round_, sight, found))


def _tell_each(round_: Round) -> list[Alert]:
    """Tell item by item what is pending, whatever is known of incidents."""
    pending = events.pending(round_.tx, round_.plan.name)
    if _is_quiet(round_, pending):
        return []
    return _tell_first(round_, _alone(round_, pending))


def _is_quiet(round_: Round, pending: Sequence[Event]) -> bool:
    """Say whether nothing is told now; note on events what holds them."""
    if quiet_until(round_.plan.quiet_hours, round_.plan.zone, round_.now) is None:
        return False
    events.hold(round_.tx, [event.seq for event in pending], QUIET)
    return True


def _units(round_: Round, sight: Sight, found: Sorted) -> list[Unit]:
    of_incidents = [_unit(round_, sight, number, own) for number, own in found.first.items()]
    units = [*of_incidents, *_alone(round_, found.alone)]
    return sorted(units, key=lambda unit: min(e.seq for each in unit.told for e in each.events))


def _unit(round_: Round, sight: Sight, number: int, own: Sequence[Event]) -> Unit:
    told = tuple(told_items(round_.tx, own))
    keys = {each.item.id: sight.key(each.item.id, number) for each in told}
    return Unit(told, sight.shown[number], keys)


def _alone(round_: Round, own: Sequence[Event]) -> list[Unit]:
    return [Unit((each,)) for each in told_items(round_.tx, own)]


def _tell_first(round_: Round, units: Iterable[Unit]) -> list[Alert]:
    """Tell of units; what everybody was told of by another alert lengthens no list of the rest."""
    warm = _warm(round_, units)
    known = [unit for unit in warm if apart(round_, _about(unit), partial(_is_known, round_, unit))]
    return _tell_all(round_, known) + _tell_all(round_, [e for e in warm if e not in known])


def _is_known(round_: Round, unit: Unit) -> bool:
    return not first_hearers(round_, unit.told, unit.shown)


def _about(unit: Unit) -> str:
    return f"item {unit.told[0].item.id}"


def _tell_all(round_: Round, warm: Sequence[Unit]) -> list[Alert]:
    is_one = any(unit.is_held for unit in warm) or len(warm) > round_.plan.collapse_above
    if is_one and len(warm) > 1:
        one = apart(round_, "many at once", partial(queue_many, round_, warm))
        if one is not None:
            return [one]
    return [alert for unit in warm for alert in _tell_one(round_, unit)]


def _tell_one(round_: Round, unit: Unit) -> list[Alert]:
    """Tell of a unit; where that fails, of its items each, and at the last without what fired."""
    about = _about(unit)
    alert = apart(round_, about, partial(queue_one, round_, unit))
    if alert is not None:
        return [alert]
    if unit.shown is not None:
        return [alert for each in unit.told for alert in _tell_one(round_, Unit((each,)))]
    bare = Unit(tuple(each.bare for each in unit.told))
    alert = apart(round_, f"{about} without hits", partial(queue_one, round_, bare))
    return [] if alert is None else [alert]


def _warm(round_: Round, units: Iterable[Unit]) -> list[Unit]:
    """Return the units to be told now; note on the others what holds them."""
    tx, plan = round_.tx, round_.plan
    last_told = events.last_told(tx, plan.name) if plan.cooldown else {}
    warm: list[Unit] = []
    for unit in units:
        if cooling(unit.rules, last_told, plan.cooldown, round_.now):
            seqs = [event.seq for each in unit.told for event in each.events]
            events.hold(tx, seqs, COOLDOWN)
        else:
            warm.append(unit)
    return warm

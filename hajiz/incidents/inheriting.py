"""
What alerts told of an item's mentions, when the item says something else.

A mention is known by its place in the item. An edit may put another event there: what was told
goes on with the mention that tells of the same event, or with another report of the incident; and
the event that is new waits to be told.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from alerts.incidents.heirs import heirs
from alerts.incidents.sighting import Sighting, sightings
from storage import accounts, incidents, told_incidents
from storage.accounts import Reading
from storage.database import Transaction
from storage.incidents import Key
from storage.told_incidents import UNTOLD, ToldIncident


@dataclass(frozen=True, slots=True)
class Told:
    """What alerts told by the mentions of an item, as it was read before."""

    reading: Reading
    rows: tuple[ToldIncident, ...]
    others: Mapping[Key, tuple[Key, ...]]  # by mention: those of other items in its incident


def told_before(tx: Transaction, item_ids: Sequence[int]) -> list[Told]:
    """
    Return what was told by mentions of those items; ask before anything of them is replaced.

    Raises:
        StorageError: the database failed.
    """
    return [
        Told(reading, tuple(rows), dict(_others(tx, reading.item_id)))
        for reading in accounts.of_items(tx, item_ids)
        if (rows := told_incidents.of_item(tx, reading.item_id))
    ]


def inherit(tx: Transaction, before: Iterable[Told], kept: Iterable[Reading]) -> None:
    """
    Let what was told *before* go on with the readings *kept* now, which are grouped.

    Raises:
        StorageError: the database failed.
    """
    new = {each.item_id: each for each in kept}
    for told in before:
        if told.reading.item_id in new:
            _pass_on(tx, told, new[told.reading.item_id])


def _others(tx: Transaction, item_id: int) -> Iterator[tuple[Key, tuple[Key, ...]]]:
    for placed in incidents.of_items(tx, [item_id]).get(item_id, ()):
        if placed.incident is not None:
            members = incidents.members(tx, [placed.incident])[placed.incident]
            yield placed.key, tuple(each.key for each in members if each.item_id != item_id)


def _pass_on(tx: Transaction, told: Told, new: Reading) -> None:
    heir_of = heirs(_seen(told.reading), _seen(new))
    if told.reading.revision == new.revision:  # only read otherwise: nobody tells something else
        heir_of = {number: number if heir is None else heir for number, heir in heir_of.items()}
    if all(number == heir for number, heir in heir_of.items()):
        return
    told_incidents.forget(tx, new.item_id)
    for each in told.rows:
        heir = heir_of.get(each.key[1])
        if heir is None:
            _go_on_elsewhere(tx, each, told.others.get(each.key, ()))
        else:
            told_incidents.keep(tx, replace(each, key=(new.item_id, heir)))
    for each in told.rows:
        if heir_of.get(each.key[1]) != each.key[1]:
            _let_wait(tx, each, new, heir_of)


def _go_on_elsewhere(tx: Transaction, told: ToldIncident, others: Iterable[Key]) -> None:
    """Let what was told go on with another report of its incident, where there is one."""
    for key in others:
        if not told_incidents.is_kept(tx, told.alert, key):
            told_incidents.keep(tx, replace(told, key=key))
            return


def _let_wait(
    tx: Transaction, moved: ToldIncident, new: Reading, heir_of: Mapping[int, int | None]
) -> None:
    """Let the events that an edit brought wait to be told by the alert that told the other."""
    for number, mention in enumerate(new.account.mentions):
        key: Key = (new.item_id, number)
        is_new = number not in heir_of.values() and not mention.is_background
        if is_new and not told_incidents.is_kept(tx, moved.alert, key):
            told_incidents.keep(tx, replace(moved, key=key, is_due=True, known=UNTOLD))


def _seen(reading: Reading) -> tuple[Sighting, ...]:
    return sightings(reading.account, reading.item_id, reading.outlet, reading.published_at)

"""
What grouping holds, and how that is written: mentions placed, moved, and what people said.

Knows the tables and the shapes of grouping; decides nothing.
"""

import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from alerts.incidents.grouping import Grouping
from alerts.incidents.links import Links
from alerts.incidents.reported import Decision, Reported
from alerts.incidents.sighting import Key, sightings
from alerts.incidents.wording import unpacked
from storage import accounts, incident_links, incidents
from storage.accounts import Reading
from storage.database import Transaction
from storage.incident_links import Link
from storage.incidents import Placed

_AT_ONCE = 500  # accounts that are in memory together


@dataclass(frozen=True, slots=True)
class Stored:
    """Items as they were grouped."""

    item_ids: tuple[int, ...]
    numbers: Mapping[Key, int]


def stored(tx: Transaction, item_ids: Iterable[int]) -> Stored:
    """
    Return those items and all that are of one incident with any of them, as they were grouped.

    Raises:
        StorageError: the database failed.
    """
    wanted = set(item_ids)
    placed = incidents.of_items(tx, sorted(wanted))
    own = {each.incident for some in placed.values() for each in some if each.incident is not None}
    others = incidents.members(tx, sorted(own)) if own else {}
    more = {each.item_id for some in others.values() for each in some} - wanted
    wanted |= more
    placed |= incidents.of_items(tx, sorted(more)) if more else {}
    return Stored(
        tuple(sorted(wanted)),
        {
            Key(*each.key): each.incident
            for some in placed.values()
            for each in some
            if each.incident is not None
        },
    )


def reports(tx: Transaction, item_ids: Sequence[int]) -> Iterator[Reported]:
    """
    Yield what was read from those items; takes a few hundred at a time from the database.

    What cannot be read back is left out.

    Raises:
        StorageError: the database failed.
    """
    for at in range(0, len(item_ids), _AT_ONCE):
        for each in accounts.of_items(tx, item_ids[at : at + _AT_ONCE]):
            try:
                found = reported(each)
            except (struct.error, TypeError):  # the sketch of its words is damaged
                continue
            yield found


def reported(reading: Reading) -> Reported:
    """Return *reading* as grouping takes it."""
    text = unpacked(reading.wording) if reading.wording else None
    at = reading.published_at
    return Reported(reading.account, reading.item_id, reading.outlet, at, text)


def take_in(grouping: Grouping, reading: Reading, before: Sequence[Placed]) -> tuple[Decision, ...]:
    """
    Let *grouping* know what was read; return every mention whose incident changed.

    *before* are the mentions that the item had. Where the grouping does not know them, what was
    read before could not be read back: its incidents keep their numbers.
    """
    told = reported(reading)
    if before and not grouping.knows(told.item):
        numbers = {Key(*each.key): each.incident for each in before if each.incident is not None}
        return grouping.recall([told], numbers)
    return grouping.add(told.account, told.item, told.outlet, told.published, told.text)


def links(said: Sequence[Link]) -> Links:
    """Return what people *said*, as grouping takes it."""
    pairs = [((Key(*each.one), Key(*each.other)), each.is_one) for each in said]
    together = [pair for pair, is_one in pairs if is_one]
    return Links(together, [pair for pair, is_one in pairs if not is_one])


def write(
    tx: Transaction,
    grouping: Grouping,
    readings: Sequence[Reading],
    decisions: Sequence[Decision],
    before: Iterable[int] = (),
) -> incidents.State:
    """
    Write what became of incidents: of the items just read, and of all that *decisions* moved.

    *before* are the incidents that the items were of. Returns the state that the database is in.

    Raises:
        StorageError: nothing of it is written.
    """
    ids = [each.item_id for each in readings]
    incidents.place(tx, [p for each in readings for p in _placed(each, grouping)], ids)
    others = [each for each in decisions if each.key.item not in set(ids)]
    incidents.move(tx, {(each.key.item, each.key.number): each.incident for each in others})
    touched = {number for each in decisions for number in (each.incident, each.before)}
    touched |= {grouping.incident_of(key) for each in readings for key in _keys(each)}
    incidents.touch(tx, {each for each in (*touched, *before) if each is not None})
    return incidents.note(tx, grouping.next)


def write_links(
    tx: Transaction, said: Sequence[Link], now_said: Links, by: str, now: datetime
) -> bool:
    """
    Write what people say now, where *said* was kept so far; return whether that is another thing.

    What an edit carried from one mention to another stays the word of whoever said it.

    Raises:
        StorageError: nothing of it is written.
    """
    kept = {(Key(*each.one), Key(*each.other), each.is_one): each for each in said}
    wanted = {(*pair, True) for pair in now_said.together}
    wanted |= {(*pair, False) for pair in now_said.apart}
    gone = [each for each in kept if each not in wanted]
    new = [
        Link(one, other, is_one, *_author(one, other, gone, kept, by, now))
        for one, other, is_one in sorted(wanted - kept.keys())
    ]
    incident_links.say(tx, new, [(one, other) for one, other, _ in gone])
    return bool(new or gone)


def _author(
    one: Key,
    other: Key,
    gone: Sequence[tuple[Key, Key, bool]],
    kept: Mapping[tuple[Key, Key, bool], Link],
    by: str,
    now: datetime,
) -> tuple[str, datetime]:
    if by:
        return by, now
    for each in gone:
        if {one, other} & {each[0], each[1]}:
            return kept[each].said_by, kept[each].said_at
    return by, now


def _keys(reading: Reading) -> list[Key]:
    return [Key(reading.item_id, number) for number in range(len(reading.account.mentions))]


def _placed(reading: Reading, grouping: Grouping) -> list[Placed]:
    seen = sightings(reading.account, reading.item_id, reading.outlet, reading.published_at)
    return [
        Placed(
            each.key.item,
            each.key.number,
            grouping.incident_of(each.key),
            each.days.first if each.days else None,
            each.days.last if each.days else None,
            each.mention.is_background,
        )
        for each in seen
    ]

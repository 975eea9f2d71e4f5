"""
What alerts told of an item's mentions, when the item says something else.

A mention is known by its place in the item. An edit may put another event there: what was told
goes on with the mention that tells of the same event, or with another report of the incident; and
the event that is new waits to be told.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from alerts.incidents.heirs import corrected, heirs
from alerts.incidents.sighting import Sighting, sightings
from storage import accounts, events, incidents, revisions, told_incidents
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
    relays: tuple[ToldIncident, ...] = ()  # of alerts that told what it says by other articles


def told_before(tx: Transaction, item_ids: Sequence[int]) -> list[Told]:
    """
    Return what was told by mentions of those items; ask before anything of them is replaced.

    Raises:
        StorageError: the database failed.
    """
    return [_told(tx, reading) for reading in accounts.of_items(tx, item_ids)]


def inherit(tx: Transaction, before: Iterable[Told], kept: Iterable[Reading]) -> None:
    """
    Let what was told *before* go on with the readings *kept* now, which are grouped.

    All that goes on within its article does first: what goes on elsewhere finds then where the
    reports that were edited with it stand by now.

    Raises:
        StorageError: the database failed.
    """
    new = {each.item_id: each for each in kept}
    edits = {
        told.reading.item_id: _edit(tx, told, new[told.reading.item_id])
        for told in before
        if told.reading.item_id in new
    }
    moved = [each for each in edits.values() if each.is_moved]
    for each in moved:
        if each.told.rows:
            told_incidents.forget(tx, each.new.item_id)
    for each in moved:
        _keep_heirs(tx, each)
    for each in moved:
        _go_on_elsewhere(tx, each, edits)
    for each in moved:
        if each.is_another_text:  # what is only read otherwise is no news
            _let_wait(tx, each)


@dataclass(frozen=True, slots=True)
class _Edit:
    """What was told by an item, what it says now, and which mention goes on with which."""

    told: Told
    new: Reading
    heir_of: Mapping[int, int | None]
    put_right: frozenset[int] = frozenset()  # mentions of which the place was corrected

    @property
    def is_another_text(self) -> bool:
        """Whether the outlet changed it; else it is only read otherwise."""
        return self.told.reading.revision != self.new.revision

    @property
    def is_moved(self) -> bool:
        """Whether any mention stands elsewhere now, or nowhere, or tells of another place."""
        return bool(self.put_right) or any(number != heir for number, heir in self.heir_of.items())


def _told(tx: Transaction, reading: Reading) -> Told:
    rows = tuple(told_incidents.of_item(tx, reading.item_id))
    others = dict(_others(tx, reading.item_id))
    own = {each.alert for each in rows}
    relays = (
        ToldIncident(alert, key, message_id, is_due=False, known=UNTOLD, told_at=at)
        for alert, (message_id, at) in events.tellings(tx, reading.item_id).items()
        for key in others
        if alert not in own
    )
    return Told(reading, rows, others, tuple(relays))


def _others(tx: Transaction, item_id: int) -> Iterator[tuple[Key, tuple[Key, ...]]]:
    for placed in incidents.of_items(tx, [item_id]).get(item_id, ()):
        if placed.incident is not None:
            members = incidents.members(tx, [placed.incident])[placed.incident]
            yield placed.key, tuple(each.key for each in members if each.item_id != item_id)


def _edit(tx: Transaction, told: Told, new: Reading) -> _Edit:
    old = told.reading
    heir_of = heirs(_seen(old), _seen(new))
    if old.revision == new.revision:  # only read otherwise: nobody tells something else
        return _Edit(told, new, {n: n if heir is None else heir for n, heir in heir_of.items()})
    by_row = {row.key[1] for row in told.rows if row.known != UNTOLD}
    if any(heir_of.get(number) is None for number in by_row):
        put_right = corrected(_seen(old), _seen(new), _said(tx, old), _said(tx, new))
        put_right = {n: heir for n, heir in put_right.items() if n in by_row}
        return _Edit(told, new, heir_of | put_right, frozenset(put_right))
    return _Edit(told, new, heir_of)


def _said(tx: Transaction, reading: Reading) -> dict[int, str]:
    """Return the words of each mention, as far as the text that was read is kept."""
    version = (reading.item_id, reading.revision)
    item = revisions.texts(tx, [version]).get(version)
    text = "" if item is None else f"{item.title}\n\n{item.body}"
    return {
        number: " ".join(text[each.start : each.end] for each in mention.sentences)
        for number, mention in enumerate(reading.account.mentions)
    }


def _keep_heirs(tx: Transaction, edit: _Edit) -> None:
    for each in sorted(edit.told.rows, key=lambda row: row.known != UNTOLD):  # what was told stays
        heir = edit.heir_of.get(each.key[1])
        if heir is not None:
            moved = replace(each, key=(edit.new.item_id, heir), is_due=True)  # it was just changed
            told_incidents.keep(tx, moved)


def _go_on_elsewhere(tx: Transaction, edit: _Edit, edits: Mapping[int, _Edit]) -> None:
    """
    Let what was told go on with another report of its incident, where there is one.

    Of what had its place put right both know: the others may still tell of the old place.
    """
    for told in edit.told.rows:
        number = told.key[1]
        has_heir = edit.heir_of.get(number) is not None and number not in edit.put_right
        if told.known == UNTOLD or has_heir:
            continue
        others = (_now(key, edits) for key in edit.told.others.get(told.key, ()))
        free = (
            each for each in others if each and not told_incidents.is_kept(tx, told.alert, each)
        )
        key = next(free, None)
        if key is not None:
            told_incidents.keep(tx, replace(told, key=key, is_due=True))


def _now(key: Key, edits: Mapping[int, _Edit]) -> Key | None:
    """Return where a mention stands now; None where its article tells of something else."""
    item_id, number = key
    if item_id not in edits:
        return key
    heir = edits[item_id].heir_of.get(number)
    return None if heir is None else (item_id, heir)


def _let_wait(tx: Transaction, edit: _Edit) -> None:
    """Let the events that an edit brought wait to be told by the alerts that told the others."""
    _wait(tx, edit, edit.told.rows, edit.heir_of)
    shown = {n: None if n in edit.put_right else heir for n, heir in edit.heir_of.items()}
    _wait(tx, edit, edit.told.relays, shown)  # nobody was shown the place that is put right


def _wait(
    tx: Transaction,
    edit: _Edit,
    rows: Iterable[ToldIncident],
    heir_of: Mapping[int, int | None],
) -> None:
    for row in rows:
        if heir_of.get(row.key[1]) != row.key[1]:
            for key in _brought(edit.new, heir_of):
                if not told_incidents.is_kept(tx, row.alert, key):
                    waiting = replace(row, key=key, is_due=True, known=UNTOLD)
                    told_incidents.keep(tx, waiting)


def _brought(new: Reading, heir_of: Mapping[int, int | None]) -> Iterator[Key]:
    """Yield the mentions that go on with none there was before; what is recalled is no news."""
    for number, mention in enumerate(new.account.mentions):
        if number not in heir_of.values() and not mention.is_background:
            yield new.item_id, number


def _seen(reading: Reading) -> tuple[Sighting, ...]:
    return sightings(reading.account, reading.item_id, reading.outlet, reading.published_at)

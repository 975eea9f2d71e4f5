"""
Incidents as they are shown: what is said of each, by whom, and in which words.

Reads the database and decides nothing; digests, alerts, the page and the command line show it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from alerts.incidents.sighting import Key
from alerts.incidents.status import Status, Told, status
from alerts.incidents.unlisted import MARK, as_written
from alerts.incidents.wire import Wire
from alerts.incidents.wording import unpacked
from hajiz.incidents.reading import moment_of
from model import Span, StoredItem
from model.incident import Mention
from storage import accounts, incidents, items, revisions
from storage.accounts import Reading
from storage.database import Transaction


@dataclass(frozen=True, slots=True)
class Report:
    """A mention of an incident in the item that has it, as the item was when it was read."""

    told: Told
    stored: StoredItem

    @property
    def key(self) -> Key:
        """The item's number, and the mention's place in it."""
        return self.told.key

    @property
    def text(self) -> str:
        """The text that all spans of the account are counted in."""
        return f"{self.stored.item.title}\n\n{self.stored.item.body}"

    def words(self, span: Span) -> str:
        """Return what stands at *span*."""
        return self.text[span.start : span.end]

    @property
    def said(self) -> str:
        """What the item says of the incident, sentence by sentence."""
        mention: Mention = self.told.mention
        return "\n".join(self.words(each) for each in mention.sentences)


@dataclass(frozen=True, slots=True)
class Shown:
    """An incident with all that is said of it, its first report first."""

    id: int
    changes: int  # counts what became of it
    status: Status
    reports: tuple[Report, ...]

    @property
    def first_at(self) -> datetime:
        """When the first of its items was published."""
        return self.reports[0].told.at

    @property
    def place_as_written(self) -> str:
        """How the first report that names the place writes it, where the gazetteer lacks it."""
        if not self.status.place.startswith(MARK):
            return ""
        named = (as_written(self.status.place, each.said) for each in self.reports)
        return next((name for name in named if name), "")

    @property
    def texts(self) -> Mapping[int, str]:
        """What each item says of it; one that mentions it twice says both."""
        found: dict[int, str] = {}
        for each in self.reports:
            before = found.get(each.key.item)
            found[each.key.item] = each.said if before is None else f"{before}\n{each.said}"
        return found


def incidents_of(
    tx: Transaction, item_ids: Sequence[int], *, only_news: bool = True
) -> dict[int, int]:
    """
    Return the incident that each of those items is about; items about none are left out.

    That is the one of its first mention that is of any. *only_news*: what an item only recalls
    does not count.

    Raises:
        StorageError: the database failed.
    """
    found: dict[int, int] = {}
    for item_id, placed in incidents.of_items(tx, item_ids).items():
        for each in placed:
            if each.incident is not None and not (only_news and each.is_background):
                found.setdefault(item_id, each.incident)
    return found


def shown(tx: Transaction, numbers: Sequence[int]) -> dict[int, Shown]:
    """
    Return the incidents of those numbers with all that is said of them; unknown ones are left out.

    So are reports of which nobody can read back what they say, and incidents of no others.

    Raises:
        StorageError: the database failed.
    """
    known = incidents.get_many(tx, numbers)
    members = incidents.members(tx, list(known))
    ids = sorted({each.item_id for placed in members.values() for each in placed})
    readings = {each.item_id: each for each in accounts.of_items(tx, ids)}
    texts = _texts(tx, list(readings.values()))
    return {
        number: _shown(known[number], keys, readings, texts)
        for number in numbers
        if (keys := [each.key for each in members.get(number, ()) if each.item_id in texts])
    }


def _texts(tx: Transaction, readings: Sequence[Reading]) -> dict[int, StoredItem]:
    """Return items with the text that was read: a newer one is read in a moment."""
    stored = {each.id: each for each in items.get_many(tx, [each.item_id for each in readings])}
    read = {(each.item_id, each.revision) for each in readings}
    texts = revisions.texts(tx, read)
    return {
        item_id: replace(stored[item_id], item=item, revision=revision)
        for (item_id, revision), item in texts.items()
    }


def _shown(
    incident: incidents.Incident,
    keys: Sequence[tuple[int, int]],
    readings: Mapping[int, Reading],
    texts: Mapping[int, StoredItem],
) -> Shown:
    reports = [_report(Key(*key), readings[key[0]], texts[key[0]]) for key in keys]
    reports.sort(key=lambda each: (each.told.at, each.key))
    found = status([each.told for each in reports], _copies([readings[k[0]] for k in keys]))
    return Shown(incident.id, incident.changes, found, tuple(reports))


def _report(key: Key, reading: Reading, stored: StoredItem) -> Report:
    at = moment_of(stored)
    return Report(Told(key, reading.outlet, at, reading.account), stored)


def _copies(readings: Sequence[Reading]) -> dict[int, frozenset[int]]:
    """Return which of the items are in the same words."""
    wire = Wire()
    for each in sorted(readings, key=lambda each: each.item_id):
        wire.add(each.item_id, each.outlet, each.published_at, unpacked(each.wording))
    return {each.item_id: wire.copies(each.item_id) for each in readings}

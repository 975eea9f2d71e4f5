"""Events put together by the item they are about, with the text and the hits that are shown."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from alerts.digests.found import Found
from hajiz.dispatch.showing import shown_items
from model import Match, StoredItem
from storage.database import Transaction
from storage.events import Event


@dataclass(frozen=True, slots=True)
class ToldItem:
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
    def fired_at(self) -> datetime:
        """When the last of the rules fired: what was told before does not show its words."""
        return max(event.created_at for event in self.events)

    @property
    def found(self) -> Found:
        """The item as messages are made of it."""
        return Found(self.item, self.matches)

    @property
    def bare(self) -> "ToldItem":
        """The item without the words that fired, where they cannot be shown."""
        return replace(self, matches=tuple(replace(each, hits=()) for each in self.matches))


def by_item(events: Iterable[Event]) -> Mapping[int, list[Event]]:
    """Put events together by item, in their order."""
    grouped: dict[int, list[Event]] = {}
    for event in events:
        grouped.setdefault(event.match.item_id, []).append(event)
    return grouped


def told_items(tx: Transaction, events: Sequence[Event]) -> list[ToldItem]:
    """
    Return the items that *events* are about.

    Raises:
        StorageError: the database failed.
    """
    grouped = by_item(events)
    shown = shown_items(tx, {name: [e.match for e in own] for name, own in grouped.items()})
    return [ToldItem(item, found, tuple(grouped[item.id])) for item, found in shown]

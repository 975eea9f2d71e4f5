"""
Items as they are shown with what fired: one text each, and the hits in it.

The matches of an item may be in different versions of its text; the newest of those is shown, and
the hits of the others are marked in it where their sentences still stand.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from alerts.rules.changes import carried
from model import Item, Match, StoredItem, StoredMatch
from storage import items, matches, revisions
from storage.database import Transaction


def shown_items(
    tx: Transaction, fired: Mapping[int, Sequence[StoredMatch]]
) -> list[tuple[StoredItem, tuple[Match, ...]]]:
    """Return the items with the numbers in *fired*, in its order, each with its matches."""
    wanted = [(item_id, match.revision) for item_id, own in fired.items() for match in own]
    texts = revisions.texts(tx, wanted)
    return [_shown(item, fired[item.id], texts) for item in items.get_many(tx, list(fired))]


def matches_in(tx: Transaction, found: Sequence[StoredItem]) -> dict[int, tuple[Match, ...]]:
    """Return what fired for each of those items, with the hits in the text it has now."""
    fired = matches.of_items(tx, [stored.id for stored in found])
    wanted = [(item_id, match.revision) for item_id, own in fired.items() for match in own]
    texts = revisions.texts(tx, wanted)
    return {
        stored.id: tuple(
            _in(stored.item, match, texts.get((stored.id, match.revision)))
            for match in fired[stored.id]
        )
        for stored in found
    }


def _shown(
    item: StoredItem, fired: Sequence[StoredMatch], texts: Mapping[tuple[int, int], Item]
) -> tuple[StoredItem, tuple[Match, ...]]:
    newest = max(match.revision for match in fired)
    text = texts.get((item.id, newest), item.item)
    shown = replace(item, item=text, revision=newest)
    return shown, tuple(_in(text, match, texts.get((item.id, match.revision))) for match in fired)


def _in(text: Item, stored: StoredMatch, own: Item | None) -> Match:
    """Return a match with its hits where they stand in *text*; *own* is the text they are in."""
    if own is None or own == text:
        return stored.match
    return replace(stored.match, hits=carried(stored.match.hits, own, text))

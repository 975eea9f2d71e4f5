"""Items a rule must fire for, or must not."""

from dataclasses import replace

import pytest

from model import Pin, StorageError
from storage import items, pins
from storage.database import Database
from tests.storage.builders import HOUR, NOW, an_item

PIN = Pin(1, "convoys", must=True, pinned_by="anna", pinned_at=NOW)


@pytest.fixture
def kept(database: Database) -> Database:
    """Return a database with two items."""
    with database.write() as tx:
        items.add_new(tx, [an_item("one"), an_item("two")], NOW, False)
    return database


def test_pins_are_listed_by_rule_and_item(kept: Database) -> None:
    """All of them, or those of one rule."""
    second, other = replace(PIN, item_id=2), replace(PIN, rule="aid", must=False)
    with kept.write() as tx:
        for pin in (second, PIN, other):
            pins.put(tx, pin)

        assert pins.every(tx) == [other, PIN, second]
        assert pins.every(tx, "convoys") == [PIN, second]
        assert pins.every(tx, "nothing") == []


def test_an_item_has_one_pin_for_a_rule(kept: Database) -> None:
    """The last one: an item cannot have to fire and have not to."""
    changed = replace(PIN, must=False, pinned_by="omar", pinned_at=NOW + HOUR)
    with kept.write() as tx:
        pins.put(tx, PIN)
        pins.put(tx, changed)

        assert pins.every(tx) == [changed]


def test_a_pin_can_be_taken_away(kept: Database) -> None:
    """Once; those of other rules stay."""
    other = replace(PIN, rule="aid")
    with kept.write() as tx:
        pins.put(tx, PIN)
        pins.put(tx, other)

        assert pins.remove(tx, 1, "convoys")
        assert not pins.remove(tx, 1, "convoys")
        assert pins.every(tx) == [other]


def test_only_kept_items_can_be_pinned(kept: Database) -> None:
    """A pin goes with its item when a person deletes that."""
    with kept.write() as tx:
        pins.put(tx, PIN)
        tx.exec_driver_sql("DELETE FROM items WHERE id = 1")
        assert pins.every(tx) == []
    with pytest.raises(StorageError, match="FOREIGN KEY"), kept.write() as tx:
        pins.put(tx, PIN)

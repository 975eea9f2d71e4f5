"""After a backup was put back: what may have been told before waits for a person's word."""

from datetime import datetime, timedelta

import pytest

from model import StoredItem
from storage import deliveries, digests, events, feeds, holds, items, matches, outbox
from storage.database import Database, Transaction
from storage.events import NewEvent
from tests.storage.builders import (
    DAY,
    HOUR,
    MINUTE,
    NOW,
    a_match,
    a_message,
    an_item,
    an_outlet,
    fresh,
    matched,
)
from tests.storage.sending import ANNA, HOOK, claim, queue

RESTORED = NOW + HOUR


def look(tx: Transaction, name: str, now: datetime) -> tuple[StoredItem, ...]:
    """Look at the feed, as collecting does: what it brings fires a rule and an alert."""
    state = feeds.state(tx, an_outlet().id)
    is_baseline = state.baseline_at is None
    found = items.add_new(tx, [an_item(name)], now, is_baseline, is_held=state.is_held)
    for item in found:
        (match,) = matches.add(tx, item.id, [a_match()], now)
        new = [] if is_baseline else [NewEvent(f"evt_{name}", "urgent", match)]
        events.add(tx, new, now, is_held=state.is_held)
    feeds.record_success(tx, fresh(), now, now + HOUR, len(found))
    return found


def to_be_told(tx: Transaction, start: datetime, end: datetime) -> list[int]:
    """Return the items that a digest of that window tells."""
    pending = matches.pending(tx, "morning", ["convoys"], start, end, end)
    return [match.item_id for match in pending]


@pytest.fixture
def restored(database: Database) -> Database:
    """Return a database that was put back: one message and one event were pending in it."""
    with database.write() as tx:
        feeds.sync(tx, [an_outlet()], NOW)
        look(tx, "old", NOW)
        look(tx, "before", NOW)
        sent, _ = outbox.add(tx, a_message("sent"), [ANNA, HOOK], NOW)
        deliveries.drop(tx, [sent], NOW)
    with database.write() as tx:
        assert holds.begin(tx, RESTORED) == 1
    return database


def test_without_a_restore_nothing_is_held(database: Database) -> None:
    """And ending what never began changes nothing."""
    queue(database, a_message())
    with database.write() as tx:
        assert holds.restored_at(tx) is None
        assert not holds.covers(tx, NOW)
        assert holds.end(tx, is_told=False, now=NOW) == (0, 0, 0)

    assert claim(database) is not None


def test_fm_074_all_that_is_pending_comes_under_review(restored: Database) -> None:
    """Messages and events; what was decided before stays decided."""
    with restored.read() as tx:
        assert holds.restored_at(tx) == RESTORED
        assert [each.state for each in deliveries.recent(tx)] == ["review", "cancelled"]
        assert events.pending(tx, "urgent") == []
        assert events.count(tx, "review") == 1
    assert claim(restored, 30 * DAY, channel="hook") is None


def test_fm_074_windows_from_before_the_restore_are_covered(restored: Database) -> None:
    """What happened before may have been told, also by a digest that is frozen only now."""
    with restored.read() as tx:
        covered = [holds.covers(tx, RESTORED + step * MINUTE) for step in (-60, -1, 0, 1)]

    assert covered == [True, True, False, False]


def test_fm_074_what_the_next_look_brings_is_held(restored: Database) -> None:
    """It may have been seen and told after the backup; what the look after it brings is news."""
    with restored.write() as tx:
        (held,) = look(tx, "held", RESTORED)
        (free,) = look(tx, "free", RESTORED + HOUR)

        assert (held.is_held, free.is_held) == (True, False)
        assert items.count_held(tx) == 1
        assert [each.id for each in events.pending(tx, "urgent")] == ["evt_free"]
        assert held.id not in to_be_told(tx, NOW, RESTORED + DAY)


def test_fm_074_released_items_are_told_in_the_next_window(restored: Database) -> None:
    """Once: not in the window they were seen in, and their events and messages are due."""
    with restored.write() as tx:
        (held,) = look(tx, "held", RESTORED)
        digests.freeze(tx, "d1", "morning", None, RESTORED, RESTORED + HOUR, [], RESTORED + HOUR)

        counted = holds.end(tx, is_told=True, now=RESTORED + 2 * HOUR)

        start = digests.since(tx, "morning", RESTORED + DAY)
        assert counted == (1, 2, 1)
        assert to_be_told(tx, RESTORED, RESTORED + 2 * HOUR) == []
        assert to_be_told(tx, start, RESTORED + DAY) == [held.id]
        assert [each.id for each in events.pending(tx, "urgent")] == ["evt_before", "evt_held"]
    claimed = claim(restored, 3 * HOUR, channel="hook")
    assert claimed is not None
    assert claimed.message == a_message("sent")


def test_fm_074_dropped_items_become_a_baseline(restored: Database) -> None:
    """Nothing of them is ever told; all of it is kept."""
    with restored.write() as tx:
        (held,) = look(tx, "held", RESTORED)

        counted = holds.end(tx, is_told=False, now=RESTORED + HOUR)

        item = items.get(tx, held.id)
        assert counted == (1, 2, 1)
        assert item is not None
        assert item.is_baseline
        assert held.id not in to_be_told(tx, NOW, RESTORED + DAY)
        assert events.pending(tx, "urgent") == []
        assert events.count(tx, "cancelled") == 2
        assert deliveries.count(tx, "cancelled") == 2
    assert claim(restored, 30 * DAY, channel="hook") is None


@pytest.mark.parametrize("is_told", [True, False])
def test_fm_074_a_hold_ends_once(restored: Database, is_told: bool) -> None:
    """Then new things are told as ever."""
    with restored.write() as tx:
        holds.end(tx, is_told=is_told, now=RESTORED + HOUR)

        assert holds.end(tx, is_told=not is_told, now=RESTORED + HOUR) == (0, 0, 0)
        assert holds.restored_at(tx) is None
        assert not holds.covers(tx, NOW - DAY)
        matched(tx, "new", RESTORED + 2 * HOUR)
        assert len(to_be_told(tx, RESTORED + 2 * HOUR, RESTORED + DAY)) == 1


def test_fm_074_what_is_decided_once_is_not_undone_by_looking_again(restored: Database) -> None:
    """The event of a dropped item never comes back."""
    with restored.write() as tx:
        look(tx, "held", RESTORED)
        holds.end(tx, is_told=False, now=RESTORED)
        again = look(tx, "held", RESTORED + HOUR)
        match = matches.stored_match(1, 1, "convoys", "r1", a_match().hits, NOW)
        added = events.add(tx, [NewEvent("evt_held", "urgent", match)], RESTORED, is_held=False)

    assert (again, added) == ((), 0)


def test_fm_074_what_comes_late_under_review_can_still_be_decided(restored: Database) -> None:
    """A feed that could not be reached until after the decision holds what it brings."""
    with restored.write() as tx:
        holds.end(tx, is_told=True, now=RESTORED)
        (late,) = look(tx, "late", RESTORED + DAY)

        assert late.is_held
        assert holds.end(tx, is_told=True, now=RESTORED + DAY) == (0, 1, 1)


def test_fm_074_another_restore_begins_another_hold(restored: Database) -> None:
    """The last one counts."""
    with restored.write() as tx:
        assert holds.begin(tx, RESTORED + DAY) == 0
        assert holds.restored_at(tx) == RESTORED + DAY


def test_a_moment_keeps_its_microseconds(database: Database) -> None:
    """It decides about windows."""
    at = NOW + timedelta(microseconds=1)
    with database.write() as tx:
        holds.begin(tx, at)

        assert holds.restored_at(tx) == at
        assert holds.covers(tx, NOW)
        assert not holds.covers(tx, at)

"""Old items go, and nothing that is still to be told; what was seen stays known."""

import pytest

from model import OutletId, Pin
from storage import events, items, labels, matches, pages, pins, retention, revisions
from storage.database import Database
from storage.events import NewEvent
from storage.retention import Ages
from tests.storage.builders import DAY, NOW, an_item, matched

OLD, NEW = NOW - 400 * DAY, NOW - 10 * DAY
YEAR = NOW - 365 * DAY


def add(database: Database, name: str, at: object, **changes: object) -> int:
    """Store an item first seen *at*; return its number."""
    with database.write() as tx:
        (stored,) = items.add_new(tx, [an_item(name, **changes)], at, False)  # type: ignore[arg-type]
    return stored.id


def pruned(database: Database, ages: Ages) -> set[int]:
    """Delete what may go; return the numbers of what stays."""
    with database.write() as tx:
        retention.remove(tx, retention.outdated(tx, ages, 1000), ages)
        return set(tx.exec_driver_sql("SELECT id FROM items").scalars())


def test_what_is_old_and_never_fired_goes(database: Database) -> None:
    """What fired stays, and so does what is new."""
    old, new = add(database, "old", OLD), add(database, "new", NEW)
    with database.write() as tx:
        match = matched(tx, "matched", OLD)

    assert pruned(database, Ages(YEAR)) == {new, match.item_id}
    assert old not in {new, match.item_id}


def test_nothing_goes_when_nothing_is_said(database: Database) -> None:
    """Items are kept for ever unless a person wants it otherwise."""
    old = add(database, "old", OLD)

    assert pruned(database, Ages()) == {old}


def test_an_outlet_may_have_an_age_of_its_own(database: Database) -> None:
    """Longer or shorter than that of the others."""
    short = add(database, "a", NEW, outlet="chatty")
    long = add(database, "b", OLD, outlet="archive")
    other = add(database, "c", OLD)
    own = {OutletId("chatty"): NOW - 5 * DAY, OutletId("archive"): NOW - 9999 * DAY}

    assert pruned(database, Ages(YEAR, outlets=own)) == {long}
    assert pruned(database, Ages(None, outlets=own)) == {long}
    assert short != other


def test_what_goes_takes_all_of_it_along_and_stays_known(database: Database) -> None:
    """Versions and pages go too; the same item again is not new."""
    number = add(database, "old", OLD)
    with database.write() as tx:
        stored = items.get(tx, number)
        assert stored is not None
        revisions.revise(tx, stored, an_item("old", title="Other"), "feed", OLD, OLD)
        pages.enqueue(tx, {number: OLD})

    assert pruned(database, Ages(YEAR)) == set()
    with database.write() as tx:
        for table in ("revisions", "pages", "matches"):
            assert tx.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar() == 0
        assert not items.add_new(tx, [an_item("old")], NOW, False)


def test_matched_items_go_when_that_is_wanted_and_all_are_told(database: Database) -> None:
    """Not while an alert waits or is under review, nor what a restore holds back."""
    names = ("told", "pending", "review", "held")
    with database.write() as tx:
        found = {name: matched(tx, name, OLD) for name in names}
        new = [NewEvent(f"evt_{name}", "now", found[name]) for name in names[:3]]
        events.add(tx, new, OLD, is_held=False)
        for state, name in (("told", "told"), ("review", "review")):
            tx.exec_driver_sql(f"UPDATE events SET state = '{state}' WHERE id = 'evt_{name}'")
        held = (found["held"].item_id,)
        tx.exec_driver_sql("UPDATE items SET is_held = 1 WHERE id = ?", held)

    left = pruned(database, Ages(matched_before=YEAR))

    assert left == {found[name].item_id for name in ("pending", "review", "held")}
    with database.read() as tx:
        assert not matches.of_items(tx, [found["told"].item_id])[found["told"].item_id]


@pytest.mark.parametrize("limit", [1, 2, 100])
def test_it_goes_step_by_step_oldest_first(database: Database, limit: int) -> None:
    """Each step is as long as it is wanted to be."""
    numbers = [add(database, str(n), OLD - n * DAY) for n in range(4)]

    with database.read() as tx:
        assert retention.outdated(tx, Ages(YEAR), limit) == numbers[::-1][:limit]
        assert retention.count_outdated(tx, Ages(YEAR)) == {OutletId("sana-ar"): 4}


def test_what_fired_meanwhile_stays(database: Database) -> None:
    """Between looking and deleting an edit may have made it a match."""
    number = add(database, "old", OLD)
    with database.write() as tx:
        tx.exec_driver_sql(
            "INSERT INTO matches (item_id, rule, rule_set, hits, created_at) "
            f"VALUES ({number}, 'r', 's', '[]', '2026-11-20T07:00:00.000000Z')"
        )
        assert retention.remove(tx, [number], Ages(YEAR)) == 0


def test_what_is_labelled_stays_as_long_as_what_fired(database: Database) -> None:
    """Somebody's judgement is worth as much as a match, until it is taken back."""
    number = add(database, "missed", OLD)
    with database.write() as tx:
        labels.say(tx, number, "convoys", "relevant", "anna", "cli", NOW)

    assert pruned(database, Ages(YEAR)) == {number}

    assert pruned(database, Ages(YEAR, matched_before=YEAR)) == set()
    with database.read() as tx:
        assert labels.every(tx) == []


def test_what_is_pinned_stays(database: Database) -> None:
    """Whatever its age: else a rule could break its promise unseen."""
    number = add(database, "pinned", OLD)
    with database.write() as tx:
        match = matched(tx, "matched", OLD)
        for item in (number, match.item_id):
            pins.put(tx, Pin(item, "convoys", must=True, pinned_by="anna", pinned_at=NOW))

    everything = Ages(YEAR, matched_before=YEAR, outlets={OutletId("sana-ar"): NOW})
    assert pruned(database, everything) == {number, match.item_id}

    with database.write() as tx:
        pins.remove(tx, number, "convoys")
    assert pruned(database, everything) == {match.item_id}

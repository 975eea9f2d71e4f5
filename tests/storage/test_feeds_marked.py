"""What else is noted of a feed: held after a restore, overrun, cut, put off."""

import pytest

from model import Failed, FailureKind, FeedState, OutletId, Unchanged, Validators
from storage import feeds
from storage.database import Database, Transaction
from tests.storage.builders import DAY, HOUR, MINUTE, NOW, an_outlet, fresh

SANA = OutletId("sana-ar")
RUDAW = OutletId("rudaw")
FAILED = Failed(SANA, FailureKind.DNS, "cannot resolve host")


@pytest.fixture(autouse=True)
def synced(database: Database) -> None:
    """Make the feeds of two outlets known; the first one was looked at."""
    with database.write() as tx:
        feeds.sync(tx, [an_outlet(), an_outlet(RUDAW)], NOW)
        succeed(tx)


def succeed(tx: Transaction, is_overrun: bool = False, is_cut: bool = False) -> FeedState:
    """Note a successful poll."""
    outcome = fresh(is_cut=is_cut)
    feeds.record_success(tx, outcome, NOW, NOW + HOUR, 1, is_overrun=is_overrun)
    return feeds.state(tx, outcome.outlet)


def due_at(tx: Transaction) -> dict[str, object]:
    """Return when each feed is polled next."""
    return {outlet: state.next_poll_at for outlet, state in feeds.states(tx).items()}


def test_a_hold_is_for_what_was_looked_at_before(database: Database) -> None:
    """A first look is a baseline in any case."""
    with database.write() as tx:
        feeds.hold(tx)

        assert {each: state.is_held for each, state in feeds.states(tx).items()} == {
            SANA: True,
            RUDAW: False,
        }


def test_a_hold_lasts_until_the_next_successful_look(database: Database) -> None:
    """A look that failed brought nothing to hold."""
    with database.write() as tx:
        feeds.hold(tx)
        feeds.record_failure(tx, FAILED, NOW, NOW)
        failed = feeds.state(tx, SANA)
        fine = succeed(tx)

    assert (failed.is_held, fine.is_held) == (True, False)


def test_an_unchanged_feed_ends_its_hold(database: Database) -> None:
    """It published nothing since the backup: what comes next was told by nobody."""
    with database.write() as tx:
        feeds.hold(tx)
        feeds.record_success(tx, Unchanged(SANA, Validators()), NOW, NOW, 0)
        state = feeds.state(tx, SANA)

    assert not state.is_held


def test_a_new_address_stays_held(database: Database) -> None:
    """What it brings may have been told as well."""
    with database.write() as tx:
        feeds.hold(tx)
        feeds.sync(tx, [an_outlet(feed="https://new.example/feed")], NOW)

        assert feeds.state(tx, SANA).is_held


def test_fm_053_the_last_overrun_is_remembered(database: Database) -> None:
    """A later look that is fine does not hide that items have passed."""
    with database.write() as tx:
        before = feeds.state(tx, SANA)
        succeed(tx, is_overrun=True)
        feeds.record_success(tx, fresh(), NOW + DAY, NOW + DAY, 0)
        after = feeds.state(tx, SANA)

    assert (before.overrun_at, after.overrun_at) == (None, NOW)


def test_fm_048_the_last_cut_is_remembered(database: Database) -> None:
    """A later look that is whole does not hide it."""
    with database.write() as tx:
        before = feeds.state(tx, SANA)
        succeed(tx, is_cut=True)
        feeds.record_success(tx, fresh(), NOW + DAY, NOW + DAY, 0)
        after = feeds.state(tx, SANA)

    assert (before.truncated_at, after.truncated_at) == (None, NOW)


def test_fm_086_what_is_due_can_be_spread(database: Database) -> None:
    """After a suspend; what was not due keeps its moment, and so does who is not named."""
    with database.write() as tx:
        before = due_at(tx)
        feeds.spread(tx, NOW, {SANA: NOW + MINUTE, RUDAW: NOW + 2 * MINUTE})
        after = due_at(tx)
        feeds.spread(tx, NOW + DAY, {SANA: NOW + 2 * DAY, OutletId("gone"): NOW})
        last = due_at(tx)

    assert before == {SANA: NOW + HOUR, RUDAW: NOW}
    assert after == {SANA: NOW + HOUR, RUDAW: NOW + 2 * MINUTE}
    assert last == {SANA: NOW + 2 * DAY, RUDAW: NOW + 2 * MINUTE}

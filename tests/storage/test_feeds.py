"""What is remembered of a feed from poll to poll."""

from dataclasses import replace

import pytest

from model import Failed, FailureKind, Outlet, OutletId, StorageError, Unchanged, Validators
from storage import feeds, health
from storage.database import Database
from tests.storage.builders import DAY, HOUR, MINUTE, NOW, an_outlet, fresh

SANA = OutletId("sana-ar")
FAILED = Failed(SANA, FailureKind.HTTP, "HTTP 403 – ممنوع", status=403)


def synced(database: Database, *outlets: Outlet) -> tuple[OutletId, ...]:
    """Sync *outlets*, or one; return what changed."""
    with database.write() as tx:
        return feeds.sync(tx, outlets or [an_outlet()], NOW)


def test_a_new_outlet_is_due_at_once_without_validators(database: Database) -> None:
    """Its first request is unconditional."""
    synced(database)

    with database.read() as tx:
        (task,) = feeds.due(tx, [an_outlet()], NOW)

    assert (task.outlet, task.url, task.language) == (SANA, an_outlet().feed, "ar")
    assert (task.validators, task.body_hash) == (Validators(), None)


def test_syncing_again_changes_nothing(database: Database) -> None:
    """Every start of any command syncs; that must not make feeds due."""
    assert synced(database) == (SANA,)
    with database.write() as tx:
        feeds.record_success(tx, fresh(), NOW, NOW + HOUR, 1)

    assert synced(database) == ()
    with database.read() as tx:
        assert feeds.due(tx, [an_outlet()], NOW) == []


def test_a_new_address_forgets_the_old_one_but_not_the_baseline(database: Database) -> None:
    """It is polled at once and unconditionally, and what it brings is not a first look."""
    synced(database)
    with database.write() as tx:
        feeds.record_success(tx, fresh(note="read leniently"), NOW, NOW + HOUR, 1)
        feeds.record_failure(tx, FAILED, NOW, NOW + DAY)
    moved = an_outlet(feed="https://new.example/feed")

    with database.write() as tx:
        changed = feeds.sync(tx, [moved], NOW + MINUTE)
        (task,) = feeds.due(tx, [moved], NOW + MINUTE)
        state = feeds.state(tx, SANA)

    assert changed == (SANA,)
    assert (task.url, task.validators, task.body_hash) == (moved.feed, Validators(), None)
    assert (state.baseline_at, state.failures, state.note) == (NOW, 0, "")


def test_an_outlet_that_left_is_kept_but_never_due(database: Database) -> None:
    """When it comes back, its baseline and history are still there."""
    synced(database, an_outlet(), an_outlet("rudaw"))

    with database.write() as tx:
        feeds.sync(tx, [an_outlet("rudaw")], NOW)
        due = feeds.due(tx, [an_outlet("rudaw")], NOW)
        kept = feeds.states(tx)

    assert [task.outlet for task in due] == ["rudaw"]
    assert set(kept) == {"rudaw", "sana-ar"}


def test_feeds_are_due_longest_overdue_first(database: Database) -> None:
    """And not before their moment."""
    outlets = [an_outlet(name) for name in ("a", "b", "c")]
    synced(database, *outlets)
    with database.write() as tx:
        for name, delay in (("a", HOUR), ("b", MINUTE), ("c", DAY)):
            outcome = fresh(outlet=OutletId(name))
            feeds.record_success(tx, outcome, NOW, NOW + delay, 0)

    with database.read() as tx:
        due = feeds.due(tx, outlets, NOW + HOUR)

    assert [task.outlet for task in due] == ["b", "a"]


def test_fm_083_a_feed_polled_in_the_future_is_due(database: Database) -> None:
    """After the clock was years ahead and came back, nothing waits for years."""
    synced(database)
    with database.write() as tx:
        feeds.record_success(tx, fresh(), NOW + 3650 * DAY, NOW + 3651 * DAY, 0)

    with database.write() as tx:
        due = feeds.due(tx, [an_outlet()], NOW)
        feeds.record_success(tx, fresh(), NOW, NOW + HOUR, 0)
        after = feeds.due(tx, [an_outlet()], NOW)

    assert (len(due), len(after)) == (1, 0)


def test_a_clock_a_little_behind_polls_nothing_early(database: Database) -> None:
    """A correction by seconds must not ask a server twice."""
    synced(database)
    with database.write() as tx:
        feeds.record_success(tx, fresh(), NOW, NOW + HOUR, 0)

    with database.read() as tx:
        assert feeds.due(tx, [an_outlet()], NOW - MINUTE) == []


def test_tasks_come_in_the_order_asked_for_due_or_not(database: Database) -> None:
    """`hajiz poll a b` polls a and b, now."""
    outlets = [an_outlet("b"), an_outlet("a")]
    synced(database, *outlets)
    with database.write() as tx:
        feeds.record_success(tx, fresh(outlet=OutletId("b")), NOW, NOW + DAY, 0)

    with database.read() as tx:
        assert [task.outlet for task in feeds.tasks(tx, outlets)] == ["b", "a"]


def test_validators_come_back_byte_for_byte(database: Database) -> None:
    """They are opaque, and need not be text (RFC 9110 §8.8)."""
    synced(database)
    validators = Validators(bytes(range(256)), b"Fri, 32 Foo 2026\xff")

    with database.write() as tx:
        feeds.record_success(tx, fresh(validators=validators), NOW, NOW, 0)
        (task,) = feeds.tasks(tx, [an_outlet()])

    assert task.validators == validators
    assert task.body_hash == fresh().body_hash


def test_a_fresh_answer_without_validators_forgets_the_old_ones(database: Database) -> None:
    """What the server no longer gives is not sent back to it."""
    synced(database)

    with database.write() as tx:
        feeds.record_success(tx, fresh(), NOW, NOW, 0)
        feeds.record_success(tx, fresh(validators=Validators()), NOW, NOW, 0)
        state = feeds.state(tx, SANA)

    assert state.validators == Validators()


def test_an_unchanged_answer_keeps_what_it_does_not_mention(database: Database) -> None:
    """A 304 may leave out the headers that stay the same (RFC 9111 §4.3.4)."""
    synced(database)

    with database.write() as tx:
        feeds.record_success(tx, fresh(note="lenient"), NOW, NOW, 2)
        first = feeds.state(tx, SANA)
        given = Unchanged(SANA, Validators(etag=b'"2"'))
        feeds.record_success(tx, given, NOW + HOUR, NOW + DAY, 0)
        state = feeds.state(tx, SANA)

    assert state == replace(
        first,
        validators=Validators(b'"2"', first.validators.last_modified),
        last_polled_at=NOW + HOUR,
        last_success_at=NOW + HOUR,
        last_unchanged=True,
        next_poll_at=NOW + DAY,
    )


def test_the_first_fresh_answer_sets_the_baseline_once(database: Database) -> None:
    """A second one does not move it."""
    synced(database)

    with database.write() as tx:
        before = feeds.state(tx, SANA)
        feeds.record_success(tx, fresh(), NOW, NOW, 3)
        feeds.record_success(tx, fresh(), NOW + DAY, NOW, 0)
        after = feeds.state(tx, SANA)

    assert (before.baseline_at, after.baseline_at, after.last_new_at) == (None, NOW, NOW)
    assert after.last_unchanged


def test_failures_add_up_and_remember_the_first(database: Database) -> None:
    """The validators stay as they were."""
    synced(database)

    with database.write() as tx:
        feeds.record_success(tx, fresh(), NOW, NOW, 0)
        feeds.record_failure(tx, FAILED, NOW + HOUR, NOW)
        feeds.record_failure(tx, FAILED, NOW + DAY, NOW + 2 * DAY)
        state = feeds.state(tx, SANA)

    assert (state.failures, state.failing_since) == (2, NOW + HOUR)
    assert (state.failure_kind, state.failure) == (FailureKind.HTTP, FAILED.message)
    assert (state.last_polled_at, state.last_success_at) == (NOW + DAY, NOW)
    assert (state.validators, state.next_poll_at) == (fresh().validators, NOW + 2 * DAY)


def test_a_success_ends_a_failure(database: Database) -> None:
    """Nothing of it is left in the state."""
    synced(database)

    with database.write() as tx:
        feeds.record_failure(tx, FAILED, NOW, NOW)
        feeds.record_success(tx, Unchanged(SANA, Validators()), NOW, NOW, 0)
        state = feeds.state(tx, SANA)

    assert (state.failures, state.failing_since, state.failure_kind, state.failure) == (
        0,
        None,
        None,
        "",
    )


@pytest.mark.parametrize("kind", FailureKind)
def test_every_kind_of_failure_comes_back(database: Database, kind: FailureKind) -> None:
    """None of them is lost on the way through the database."""
    synced(database)

    with database.write() as tx:
        feeds.record_failure(tx, Failed(SANA, kind, "x"), NOW, NOW)

    with database.read() as tx:
        assert feeds.states(tx)[SANA].failure_kind is kind


def test_an_outcome_of_an_unknown_outlet_is_an_error(database: Database) -> None:
    """Losing it silently would look like a poll that never was."""
    unknown = pytest.raises(StorageError, match='does not know the outlet "sana-ar"')

    with unknown, database.write() as tx:
        feeds.record_failure(tx, FAILED, NOW, NOW)


def memory(database: Database, outlet: Outlet) -> bytes:
    """Return what the next look is given of the last one."""
    with database.read() as tx:
        (task,) = feeds.tasks(tx, [outlet])
    return task.memory


def test_what_a_document_held_is_remembered_until_the_next_one(database: Database) -> None:
    """Neither a failure nor an unchanged answer takes it away; a document without does."""
    outlet = an_outlet()
    synced(database, outlet)
    assert memory(database, outlet) == b""

    with database.write() as tx:
        feeds.record_success(tx, fresh(memory=b"\0\xff"), NOW, NOW + HOUR, 1)
        feeds.record_failure(tx, FAILED, NOW, NOW + HOUR)
        feeds.record_success(tx, Unchanged(SANA, Validators()), NOW, NOW + HOUR, 0)
    assert memory(database, outlet) == b"\0\xff"

    with database.write() as tx:
        feeds.record_success(tx, fresh(), NOW, NOW + HOUR, 1)
    assert memory(database, outlet) == b""


def test_a_new_address_forgets_what_the_old_document_held(database: Database) -> None:
    """What is there has not been seen."""
    synced(database)
    with database.write() as tx:
        feeds.record_success(tx, fresh(memory=b"x"), NOW, NOW + HOUR, 1)
    moved = replace(an_outlet(), feed="https://moved.example/feed")

    synced(database, moved)

    assert memory(database, moved) == b""


def test_a_feed_known_by_links_is_always_read_whole(database: Database) -> None:
    """Which items share a link shows only in the whole document."""
    synced(database)
    with database.write() as tx:
        feeds.record_success(tx, fresh(memory=b"x"), NOW, NOW + HOUR, 1)
        health.know_by(tx, SANA, "link")

    assert memory(database, an_outlet()) == b""


def test_feeds_of_a_host_are_found_by_any_of_their_addresses(database: Database) -> None:
    """As configured, as moved to, as found: the case of letters means nothing, a % only itself."""
    here = an_outlet(id=OutletId("here"), feed="https://One.example/a%20b")
    there = an_outlet(id=OutletId("there"), feed="https://two.example/feed")
    synced(database, here, there)
    with database.write() as tx:
        feeds.record_success(tx, fresh(outlet=there.id), NOW, NOW, 0)

        assert feeds.addresses(tx, "one.example") == {here.id: (here.feed, "")}
        found = feeds.addresses(tx, "example")
        assert found[there.id] == (there.feed, fresh().fetched_url)
        assert sorted(found) == ["here", "there"]
        assert feeds.addresses(tx, "a%b") == {}

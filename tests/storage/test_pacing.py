"""What puts looks at feeds off, and what is remembered of where they are."""

from datetime import timedelta

from model import Failed, FailureKind, Move, OutletId, Unchanged, Validators, Wishes
from storage import feeds, pacing
from storage.database import Database
from tests.storage.builders import DAY, HOUR, MINUTE, NOW, an_outlet, fresh

SANA, RUDAW = OutletId("sana-ar"), OutletId("rudaw")
FAILED = Failed(SANA, FailureKind.DNS, "cannot resolve host")


def synced(database: Database) -> None:
    """Let the database know two outlets that were looked at."""
    outlets = [an_outlet(), an_outlet("rudaw")]
    with database.write() as tx:
        feeds.sync(tx, outlets, NOW)
        for outlet in (SANA, RUDAW):
            feeds.record_success(tx, fresh(outlet=outlet), NOW, NOW + HOUR, 1)


def test_what_is_learned_comes_back(database: Database) -> None:
    """Rhythm, move and wishes; the new address is the one asked."""
    synced(database)
    move = Move("https://new.example/", NOW, 3, "https://new.example/")
    wishes = Wishes(HOUR, timedelta(seconds=1.5), (0, 23), (5, 6))

    with database.write() as tx:
        pacing.keep(tx, SANA, 90 * MINUTE, move, wishes)
        state = feeds.state(tx, SANA)
        tasks = feeds.tasks(tx, [an_outlet()])

    assert (state.rhythm, state.move, state.wishes) == (90 * MINUTE, move, wishes)
    assert state.url == an_outlet().feed
    assert [task.url for task in tasks] == [move.address]


def test_an_edited_address_forgets_all_but_the_rhythm(database: Database) -> None:
    """It is another feed, of the same outlet."""
    synced(database)
    move = Move("https://new.example/", NOW, 3, "https://new.example/")
    with database.write() as tx:
        pacing.keep(tx, SANA, HOUR, move, Wishes(HOUR))
        pacing.stop(tx, SANA, NOW)
        feeds.sync(tx, [an_outlet(feed="https://edited.example/")], NOW)
        state = feeds.state(tx, SANA)

    assert (state.move, state.wishes, state.gone_at) == (Move(), Wishes(), None)
    assert (state.fetched_url, state.whole_at) == ("", None)
    assert state.rhythm == HOUR


def test_a_rest_puts_off_and_is_seen(database: Database) -> None:
    """What would have been looked at before counts as failing; what would not is left as it is."""
    synced(database)

    with database.write() as tx:
        pacing.rest(tx, [SANA], NOW + DAY, "o asked to be left alone", NOW)
        pacing.rest(tx, [RUDAW], NOW + MINUTE, "o asked to be left alone", NOW)
        sana, rudaw = feeds.state(tx, SANA), feeds.state(tx, RUDAW)

    assert (sana.next_poll_at, sana.failing_since, sana.failures) == (NOW + DAY, NOW, 0)
    assert sana.failure_kind is FailureKind.RESTING
    assert (rudaw.next_poll_at, rudaw.failing_since) == (NOW + HOUR, None)


def test_a_rest_keeps_the_reason_of_a_failure_before_it(database: Database) -> None:
    """Why an outlet fails is more than that it is not asked."""
    synced(database)

    with database.write() as tx:
        feeds.record_failure(tx, FAILED, NOW, NOW + HOUR)
        pacing.rest(tx, [SANA], NOW + DAY, "o asked to be left alone", NOW + MINUTE)
        state = feeds.state(tx, SANA)

    assert (state.failing_since, state.failure_kind) == (NOW, FailureKind.DNS)
    assert state.next_poll_at == NOW + DAY


def test_what_is_gone_is_never_due_until_it_is_resumed(database: Database) -> None:
    """Neither by time nor by name; then at once."""
    synced(database)
    outlets = [an_outlet()]

    with database.write() as tx:
        pacing.stop(tx, SANA, NOW)
        gone = feeds.due(tx, outlets, NOW + 999 * DAY) + feeds.tasks(tx, outlets)
        resumed, again = pacing.resume(tx, SANA, NOW), pacing.resume(tx, SANA, NOW)
        due = feeds.due(tx, outlets, NOW)

    assert (gone, resumed, again) == ([], True, False)
    assert [task.outlet for task in due] == [SANA]


def test_forgiven_failures_do_not_put_off(database: Database) -> None:
    """The next look is at the moment given, or where it was if that is sooner."""
    synced(database)

    with database.write() as tx:
        feeds.record_failure(tx, FAILED, NOW, NOW + DAY)
        feeds.record_failure(tx, FAILED, NOW, NOW + DAY, counts=False)
        before = feeds.state(tx, SANA)
        pacing.forgive(tx, {SANA: NOW + HOUR, RUDAW: NOW + DAY})
        sana, rudaw = feeds.state(tx, SANA), feeds.state(tx, RUDAW)

    assert (before.failures, sana.failures) == (1, 0)
    assert (sana.next_poll_at, rudaw.next_poll_at) == (NOW + HOUR, NOW + HOUR)


def test_hurrying_only_makes_sooner(database: Database) -> None:
    """What is due already stays as long overdue as it is."""
    synced(database)

    with database.write() as tx:
        pacing.hurry(tx, SANA, NOW + MINUTE)
        pacing.hurry(tx, RUDAW, NOW + DAY)
        moments = [feeds.state(tx, outlet).next_poll_at for outlet in (SANA, RUDAW)]

    assert moments == [NOW + MINUTE, NOW + HOUR]


def test_fm_026_another_way_of_reading_forgets_what_was_whole(database: Database) -> None:
    """Once; and the first way of all is nothing new."""
    synced(database)

    with database.write() as tx:
        first = pacing.reread(tx, "1")
        kept = feeds.state(tx, SANA)
        changed, again = pacing.reread(tx, "2"), pacing.reread(tx, "2")
        state = feeds.state(tx, SANA)

    assert (first, changed, again) == (True, True, False)
    assert (kept.whole_at, kept.body_hash) == (NOW, fresh().body_hash)
    assert (state.whole_at, state.body_hash) == (None, None)
    assert state.validators == fresh().validators


def test_fm_025_the_same_bytes_replace_all_validators(database: Database) -> None:
    """A whole answer without them means that there are none any more."""
    synced(database)

    with database.write() as tx:
        given = Unchanged(SANA, Validators(b'"2"'), fetched_url="https://b.example/")
        feeds.record_success(tx, given, NOW + DAY, NOW + DAY, 0)
        state = feeds.state(tx, SANA)

    assert state.validators == Validators(b'"2"', None)
    assert (state.fetched_url, state.whole_at) == ("https://b.example/", NOW + DAY)

"""The ledger that keeps windows tiling and digests one a day."""

from datetime import date

import pytest

from model import StorageError
from storage import digests, matches
from storage.database import Database
from tests.storage.builders import DAY, HOUR, NOW, matched

TODAY = date(2026, 11, 20)


def test_a_digest_is_registered_once(database: Database) -> None:
    """Whatever comes later, its beginning stays."""
    with database.write() as tx:
        first = digests.registered(tx, "morning", NOW)
        again = digests.registered(tx, "morning", NOW + DAY)

    assert (first, again) == (NOW, NOW)


def test_a_registered_digest_can_be_asked_for_while_reading(database: Database) -> None:
    """A preview writes nothing."""
    with database.write() as tx:
        digests.registered(tx, "morning", NOW)

    with database.read() as tx:
        assert digests.registered(tx, "morning", NOW + DAY) == NOW
        assert digests.since(tx, "morning", NOW + DAY) == NOW


def test_before_its_first_digest_there_is_no_last_one(database: Database) -> None:
    """Neither an end nor a date."""
    with database.read() as tx:
        assert digests.last_end(tx, "morning", NOW) is None
        assert digests.last_date(tx, "morning", NOW) is None


def test_the_next_window_starts_where_the_last_one_ended(database: Database) -> None:
    """The very first starts when the digest was registered; another name's do not count."""
    with database.write() as tx:
        first = digests.since(tx, "morning", NOW)
        digests.freeze(tx, "d1", "morning", TODAY, NOW, NOW + HOUR, [], NOW + HOUR)
        digests.freeze(tx, "d2", "evening", TODAY, NOW, NOW + DAY, [], NOW + DAY)
        second = digests.since(tx, "morning", NOW + 2 * DAY)

    assert (first, second) == (NOW, NOW + HOUR)


def test_the_last_date_is_the_latest_of_that_name(database: Database) -> None:
    """A digest sent by hand has none."""
    with database.write() as tx:
        digests.freeze(tx, "d1", "morning", TODAY, NOW, NOW, [], NOW)
        digests.freeze(tx, "d2", "morning", None, NOW, NOW + DAY, [], NOW)
        digests.freeze(tx, "d3", "evening", date(2026, 12, 1), NOW, NOW, [], NOW)

        assert digests.last_date(tx, "morning", NOW) == TODAY
        assert digests.last_end(tx, "morning", NOW) == NOW + DAY


def test_fm_084_a_local_date_has_one_digest(database: Database) -> None:
    """Whatever the clock does, the second one changes nothing."""
    with database.write() as tx:
        match = matched(tx, "one", NOW)
        first = digests.freeze(tx, "d1", "morning", TODAY, NOW, NOW, [], NOW)
        second = digests.freeze(tx, "d2", "morning", TODAY, NOW, NOW + DAY, [match.id], NOW)
        left = matches.pending(tx, "morning", ["convoys"], NOW, NOW + DAY, NOW)

        assert (first, second) == (True, False)
        assert left == [match]
        assert digests.last_end(tx, "morning", NOW) == NOW


def test_another_digest_may_have_the_same_date(database: Database) -> None:
    """Dates belong to a name."""
    with database.write() as tx:
        assert digests.freeze(tx, "d1", "morning", TODAY, NOW, NOW, [], NOW)
        assert digests.freeze(tx, "d2", "evening", TODAY, NOW, NOW, [], NOW)


def test_digests_sent_by_hand_do_not_exclude_each_other(database: Database) -> None:
    """Only the same window twice does: it has the same id."""
    with database.write() as tx:
        assert digests.freeze(tx, "d1", "morning", None, NOW, NOW, [], NOW)
        assert digests.freeze(tx, "d2", "morning", None, NOW, NOW + HOUR, [], NOW)
        assert not digests.freeze(tx, "d1", "morning", None, NOW, NOW, [], NOW)


def test_a_match_told_twice_by_one_digest_undoes_the_second(database: Database) -> None:
    """No duplicate alert, even from a stale list of what is pending."""
    with database.write() as tx:
        match = matched(tx, "one", NOW)
        digests.freeze(tx, "d1", "morning", None, NOW, NOW, [match.id], NOW)

    with pytest.raises(StorageError), database.write() as tx:
        digests.freeze(tx, "d2", "morning", None, NOW, NOW + DAY, [match.id], NOW)

    with database.read() as tx:
        assert digests.last_end(tx, "morning", NOW) == NOW


def test_a_digest_may_tell_very_much(database: Database) -> None:
    """More matches than one statement can have parameters."""
    with database.write() as tx:
        told = [matched(tx, str(n), NOW).id for n in range(400)]
        assert digests.freeze(tx, "d1", "morning", None, NOW, NOW, told, NOW)
        assert matches.pending(tx, "morning", ["convoys"], NOW, NOW + DAY, NOW) == []


def test_fm_083_the_ledger_of_a_clock_ahead_does_not_hold(database: Database) -> None:
    """A digest frozen years ahead is no reason to send none until then."""
    years = 3650 * DAY
    far = date(2036, 11, 17)
    with database.write() as tx:
        digests.registered(tx, "morning", NOW)
        digests.freeze(tx, "d1", "morning", TODAY, NOW - DAY, NOW, [], NOW)
        digests.freeze(tx, "d2", "morning", far, NOW, NOW + years, [], NOW + years)

        assert digests.last_end(tx, "morning", NOW) == NOW
        assert digests.last_date(tx, "morning", NOW) == TODAY
        assert digests.since(tx, "morning", NOW + HOUR) == NOW
        assert digests.count_sent(tx, "morning", NOW, DAY) == 1


def test_fm_083_a_beginning_set_by_a_clock_ahead_does_not_hold(database: Database) -> None:
    """No digest begins in the future."""
    with database.write() as tx:
        digests.registered(tx, "morning", NOW + 3650 * DAY)

        assert digests.registered(tx, "morning", NOW) == NOW
        assert digests.since(tx, "morning", NOW) == NOW


def test_fm_084_a_window_that_ended_a_little_ahead_counts(database: Database) -> None:
    """A clock set back by hours makes no second digest of the same time."""
    with database.write() as tx:
        digests.freeze(tx, "d1", "morning", TODAY, NOW, NOW + 2 * HOUR, [], NOW + 2 * HOUR)

        assert digests.last_end(tx, "morning", NOW) == NOW + 2 * HOUR
        assert digests.last_date(tx, "morning", NOW) == TODAY


def test_digests_that_were_sent_are_counted(database: Database) -> None:
    """Empty ones too, if they went out; of that name, in that time."""
    with database.write() as tx:
        for number, (name, at, is_sent) in enumerate(
            [
                ("morning", NOW, True),
                ("morning", NOW - HOUR, False),
                ("morning", NOW - DAY + HOUR, True),
                ("morning", NOW - DAY, True),
                ("evening", NOW, True),
            ]
        ):
            digest_id = f"d{number}"
            digests.freeze(tx, digest_id, name, None, at, at, [], at, is_sent=is_sent)

        assert digests.count_sent(tx, "morning", NOW, DAY) == 2
        assert digests.count_sent(tx, "morning", NOW, 2 * DAY) == 3


def test_what_was_not_sent_is_in_the_ledger_all_the_same(database: Database) -> None:
    """FM 087: an empty digest that goes to nobody still had its date and window."""
    with database.write() as tx:
        digests.freeze(tx, "d1", "morning", TODAY, NOW - DAY, NOW, [], NOW, is_sent=False)

        assert digests.last_date(tx, "morning", NOW) == TODAY
        assert digests.last_end(tx, "morning", NOW) == NOW
        assert not digests.freeze(tx, "d2", "morning", TODAY, NOW, NOW, [], NOW)


def test_what_a_digest_told_of_items_and_when_first(database: Database) -> None:
    """Of that name only; an item told twice counts from the first time."""
    with database.write() as tx:
        one, two = matched(tx, "one", NOW), matched(tx, "two", NOW)
        digests.freeze(tx, "d1", "morning", TODAY, NOW, NOW + HOUR, [one.id], NOW + HOUR)
        digests.freeze(tx, "d2", "evening", TODAY, NOW, NOW + DAY, [one.id, two.id], NOW + DAY)

    with database.read() as tx:
        ids = [one.item_id, two.item_id, 99]
        assert digests.told_items(tx, "morning", ids) == {one.item_id: NOW + HOUR}
        assert digests.told_items(tx, "morning", []) == {}

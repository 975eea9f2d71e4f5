"""Destinations that fail, rest and work again."""

import pytest

from model import StorageError
from storage import channels
from storage.channels import LONGEST_REST, WHOLE, ChannelTrouble, State
from storage.database import Database, Transaction
from tests.storage.builders import DAY, HOUR, MINUTE, NOW
from tests.storage.sending import ANNA, OMAR


def failing(tx: Transaction, recipient: str, channel: str = "mail") -> ChannelTrouble:
    """Let a recipient rest for an hour."""
    return channels.rest(tx, channel, recipient, "failing", "451", NOW + HOUR, NOW)


def resting(tx: Transaction, channel: str = "mail") -> set[str]:
    """Return who rests now."""
    return set(channels.resting(tx, channel, NOW))


def test_what_works_has_no_row(database: Database) -> None:
    """Nothing is the matter, nobody rests, and nothing ends."""
    with database.write() as tx:
        assert channels.troubles(tx) == []
        assert resting(tx) == set()
        assert channels.works(tx, *ANNA) is None
        assert channels.resume(tx, "mail") == 0


def test_a_trouble_keeps_its_beginning_and_counts(database: Database) -> None:
    """The newest reason and moment stand, also when it became another kind of trouble."""
    with database.write() as tx:
        first = failing(tx, ANNA[1])
        then = channels.rest(tx, *ANNA, "paused", "535 مرفوض \udcff", NOW + DAY, NOW + HOUR)
        known = channels.troubles(tx)

    assert first == ChannelTrouble(*ANNA, "failing", "451", NOW, 1, NOW + HOUR)
    assert then == ChannelTrouble(*ANNA, "paused", "535 مرفوض ?", NOW, 2, NOW + DAY)
    assert known == [then]


@pytest.mark.parametrize("state", ["failing", "paused", "closed"])
def test_every_state_comes_back(database: Database, state: State) -> None:
    """Each can be of a channel as a whole."""
    with database.write() as tx:
        trouble = channels.rest(tx, "mail", WHOLE, state, "", None, NOW)

        assert channels.resting(tx, "mail", NOW) == {WHOLE: trouble}
        assert trouble.state == state


def test_another_state_is_refused(database: Database) -> None:
    """The table holds what it says."""
    with pytest.raises(StorageError), database.write() as tx:
        channels.rest(tx, *ANNA, "tired", "", None, NOW)  # type: ignore[arg-type]


def test_who_rests_rests_until_the_moment_given(database: Database) -> None:
    """Then it may be asked again, though the trouble is not over."""
    with database.write() as tx:
        trouble = failing(tx, ANNA[1])
        during = channels.resting(tx, "mail", NOW + HOUR - MINUTE)
        after = channels.resting(tx, "mail", NOW + HOUR)

        assert during == {ANNA[1]: trouble}
        assert after == {}
        assert channels.troubles(tx) == [trouble]


def test_what_has_no_end_rests_until_a_person_says_so(database: Database) -> None:
    """FM 103: a receiver that wants nothing more is not asked again by itself."""
    with database.write() as tx:
        channels.rest(tx, "hook", WHOLE, "closed", "410", None, NOW)
        later = channels.resting(tx, "hook", NOW + 3650 * DAY)
        resumed = channels.resume(tx, "hook")

        assert set(later) == {WHOLE}
        assert resumed == 1
        assert resting(tx, "hook") == set()


def test_fm_083_a_rest_given_by_a_clock_ahead_does_not_hold(database: Database) -> None:
    """No destination rests for years."""
    with database.write() as tx:
        channels.rest(tx, *ANNA, "failing", "451", NOW + 3650 * DAY, NOW + 3650 * DAY)
        channels.rest(tx, *OMAR, "paused", "wait", NOW + LONGEST_REST, NOW)

        assert resting(tx) == {OMAR[1]}


def test_a_recipient_that_works_ends_its_trouble_and_the_channels(database: Database) -> None:
    """Not that of the other recipients, nor of another channel's."""
    with database.write() as tx:
        failing(tx, ANNA[1])
        failing(tx, OMAR[1])
        failing(tx, WHOLE)
        failing(tx, ANNA[1], "second")
        worst = failing(tx, WHOLE)

        ended = channels.works(tx, *ANNA)

        assert ended == worst
        assert ended.failures == 2
        assert resting(tx) == {OMAR[1]}
        assert resting(tx, "second") == {ANNA[1]}


def test_a_new_trouble_after_recovery_begins_anew(database: Database) -> None:
    """It is told again, and counts from one."""
    with database.write() as tx:
        failing(tx, ANNA[1])
        channels.works(tx, *ANNA)
        again = channels.rest(tx, *ANNA, "failing", "452", None, NOW + DAY)

    assert (again.since, again.failures) == (NOW + DAY, 1)


def test_a_person_resumes_a_channel_with_all_its_recipients(database: Database) -> None:
    """And no other channel."""
    with database.write() as tx:
        failing(tx, ANNA[1])
        failing(tx, OMAR[1])
        failing(tx, WHOLE, "hook")

        assert channels.resume(tx, "mail") == 2
        assert resting(tx) == set()
        assert resting(tx, "hook") == {WHOLE}


def test_troubles_are_listed_longest_first(database: Database) -> None:
    """Whatever channel they are of."""
    with database.write() as tx:
        channels.rest(tx, *ANNA, "failing", "", None, NOW)
        channels.rest(tx, "hook", WHOLE, "closed", "", None, NOW - DAY)

        assert [each.channel for each in channels.troubles(tx)] == ["hook", "mail"]

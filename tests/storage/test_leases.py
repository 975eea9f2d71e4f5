"""Leases: a message is sent by one at a time, and by another when that one died."""

from datetime import timedelta
from pathlib import Path

from storage import deliveries, outbox
from storage.database import Database
from storage.outbox import LONGEST_WAIT, Claimed
from tests.storage.builders import DAY, NOW, SECOND, a_message, run
from tests.storage.sending import ANNA, LEASE, claim, queue


def test_fm_071_a_claim_left_by_a_killed_process_ends_with_its_lease(path: Path) -> None:
    """After kill -9 while sending, the message goes out again, as attempt 2."""
    code = """
import os, sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from storage import outbox
from storage.database import Database
from tests.storage.builders import NOW, a_message
database = Database.open(Path(sys.argv[1]), NOW)
with database.write() as tx:
    outbox.add(tx, a_message(), [("mail", "anna@example.org")], NOW)
with database.write() as tx:
    outbox.claim(tx, "mail", NOW, timedelta(seconds=60), "victim")
os.kill(os.getpid(), 9)
"""
    assert run(code, path)[0] == -9

    database = Database.open(path, NOW)
    during = claim(database, LEASE - timedelta(microseconds=1))
    after = claim(database, LEASE)
    database.close()

    assert during is None
    assert after == Claimed(1, a_message(), ANNA[1], attempt=2, failures=0)


def test_fm_071_a_lease_that_is_renewed_is_not_taken_over(database: Database) -> None:
    """A slow receiver is not a dead sender."""
    (seq,) = queue(database, a_message())
    claim(database)

    taken: list[Claimed | None] = []
    for step in range(1, 10):
        with database.write() as tx:
            assert outbox.renew(tx, seq, "me", NOW + step * LEASE / 3 + LEASE)
        taken.append(claim(database, step * LEASE / 3, owner="second"))
    after = claim(database, 4 * LEASE, owner="second")

    assert taken == [None] * 9
    assert after is not None
    assert after.attempt == 2


def test_fm_071_a_lease_that_was_taken_over_cannot_be_renewed(database: Database) -> None:
    """The first sender hears that the message is no longer its own."""
    (seq,) = queue(database, a_message())
    claim(database)
    claim(database, LEASE, owner="second")

    with database.write() as tx:
        assert not outbox.renew(tx, seq, "me", NOW + DAY)
        assert outbox.renew(tx, seq, "second", NOW + 2 * LEASE)


def test_what_is_done_or_nobodys_cannot_be_renewed(database: Database) -> None:
    """Not claimed, dropped while it was sent, unknown."""
    (first,) = queue(database, a_message("a"))
    with database.write() as tx:
        assert not outbox.renew(tx, first, "me", NOW + DAY)
    claim(database)
    with database.write() as tx:
        deliveries.drop(tx, [first], NOW)

        assert not outbox.renew(tx, first, "me", NOW + DAY)
        assert not outbox.renew(tx, 4711, "me", NOW + DAY)


def test_fm_083_a_lease_granted_by_a_clock_ahead_does_not_hold(database: Database) -> None:
    """A lease longer than any we give was given by a wrong clock."""
    queue(database, a_message())
    claim(database, 3650 * DAY)

    assert claim(database) is not None


def test_a_claimant_that_waited_for_its_turn_takes_nothing_over(database: Database) -> None:
    """It read the clock first, then somebody else was quicker."""
    (seq,) = queue(database, a_message())
    claim(database, 10 * SECOND, owner="quicker")

    slower = claim(database, owner="slower")
    with database.write() as tx:
        assert outbox.renew(tx, seq, "quicker", NOW + 10 * SECOND + LEASE)

    assert slower is None


def test_fm_083_a_moment_set_by_a_clock_ahead_does_not_hold(database: Database) -> None:
    """No attempt is ever put off for years."""
    (seq,) = queue(database, a_message())
    with database.write() as tx:
        deliveries.retry(tx, [seq], NOW + 3650 * DAY)

    assert claim(database) is not None


def test_fm_083_the_longest_wait_is_still_waited_for(database: Database) -> None:
    """Just what is further away than that was set by a wrong clock."""
    (seq,) = queue(database, a_message())
    with database.write() as tx:
        deliveries.retry(tx, [seq], NOW + LONGEST_WAIT)

    assert claim(database) is None
    assert claim(database, LONGEST_WAIT) is not None

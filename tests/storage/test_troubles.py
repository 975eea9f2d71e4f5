"""What the operator must be told: kept once, told once."""

import pytest

from model import StorageError
from model.digest import Trouble
from storage import outbox, troubles
from storage.database import Database, Transaction
from storage.troubles import StoredTrouble
from tests.storage.builders import DAY, HOUR, MINUTE, NOW, a_message, a_trouble


def a_notice(tx: Transaction, name: str, **changes: object) -> str:
    """Freeze a notice; return its id."""
    message = a_message(name, kind="notice", **changes)
    outbox.add(tx, message, [], NOW)
    return message.id


def test_a_trouble_comes_back_equal(database: Database) -> None:
    """With the channel it is about, so that it is not told through that."""
    with database.write() as tx:
        assert troubles.add(tx, "mail", a_trouble())

        assert troubles.untold(tx) == [StoredTrouble("mail", a_trouble())]


def test_the_same_trouble_again_changes_nothing(database: Database) -> None:
    """Neither before nor after it was told: it is told once."""
    with database.write() as tx:
        troubles.add(tx, "mail", a_trouble())
        before = troubles.add(tx, "hook", a_trouble(subject="another"))
        kept = troubles.untold(tx)
        troubles.tell(tx, ["not_one"], a_notice(tx, "n"))
        after = troubles.add(tx, "mail", a_trouble())

        assert (before, after) == (False, False)
        assert kept == [StoredTrouble("mail", a_trouble())]
        assert troubles.untold(tx) == []


def test_troubles_are_told_oldest_first(database: Database) -> None:
    """Those a message tells are not told again; the others wait."""
    with database.write() as tx:
        for name, at in (("b", NOW + MINUTE), ("a", NOW), ("c", NOW + HOUR)):
            troubles.add(tx, "mail", a_trouble(name, at=at))
        order = [each.trouble.id for each in troubles.untold(tx)]
        troubles.tell(tx, ["not_a", "not_c", "not_unknown"], a_notice(tx, "n"))
        left = [each.trouble.id for each in troubles.untold(tx)]

    assert order == ["not_a", "not_b", "not_c"]
    assert left == ["not_b"]


def test_a_trouble_told_by_no_message_stays_untold(database: Database) -> None:
    """It would be lost otherwise."""
    with database.write() as tx:
        troubles.add(tx, "mail", a_trouble())

    with pytest.raises(StorageError), database.write() as tx:
        troubles.tell(tx, ["not_one"], "not_frozen")

    with database.read() as tx:
        assert len(troubles.untold(tx)) == 1


def test_a_trouble_is_known_for_ever(database: Database) -> None:
    """Recovery is told only of what was told."""
    with database.write() as tx:
        before = troubles.is_known(tx, "not_one")
        troubles.add(tx, "mail", a_trouble())
        waiting = troubles.is_known(tx, "not_one")
        troubles.tell(tx, ["not_one"], a_notice(tx, "n"))

        assert (before, waiting) == (False, True)
        assert troubles.is_known(tx, "not_one")


def test_notices_since_a_moment_are_counted(database: Database) -> None:
    """FM 100: so that there are at most so many an hour; digests are none."""
    with database.write() as tx:
        a_notice(tx, "before", created_at=NOW - MINUTE)
        a_notice(tx, "first", created_at=NOW)
        a_notice(tx, "second", created_at=NOW + HOUR)
        outbox.add(tx, a_message("digest"), [], NOW)

        assert troubles.told_since(tx, NOW) == 2


def test_fm_083_notices_of_a_clock_ahead_do_not_use_up_the_hour(database: Database) -> None:
    """Else nobody would hear of anything for years."""
    with database.write() as tx:
        for n in range(6):
            a_notice(tx, str(n), created_at=NOW + 3650 * DAY)

        assert troubles.told_since(tx, NOW) == 0


def test_any_words_can_be_kept(database: Database) -> None:
    """A server's answer is part of them."""
    trouble = Trouble("not_x", "550 \udcff", ("\x00 '\"", "", "مرفوض"), NOW, "UTC")

    with database.write() as tx:
        troubles.add(tx, "", trouble)
        (kept,) = troubles.untold(tx)

    assert (kept.channel, kept.trouble.subject) == ("", "550 ?")
    assert kept.trouble.lines == trouble.lines

"""What waits to be read, and what was read."""

from dataclasses import replace
from datetime import date

import pytest

from model import StorageError
from model.incident import EventDate
from storage import accounts, incidents, items, matches, retention, revisions
from storage.database import Database
from storage.incidents import Placed
from storage.retention import Ages
from tests.storage.accounts_said import LONG_AGO, a_mention, a_reading
from tests.storage.builders import DAY, HOUR, NOW, a_match, an_item


@pytest.fixture
def kept(database: Database) -> Database:
    """Return a database with three items; a rule fired for the first two, none waits."""
    with database.write() as tx:
        items.add_new(tx, [an_item("three"), an_item("two"), an_item("one")], NOW, False)
        for item_id in (1, 2):
            matches.add(tx, item_id, [a_match()], NOW)
        accounts.keep(tx, [a_reading(1), a_reading(2)])
    return database


def test_an_item_waits_until_it_is_read(kept: Database) -> None:
    """Once, however often it is noted; the oldest comes first."""
    with kept.write() as tx:
        accounts.note(tx, [2, 1])
        accounts.note(tx, [1])
        accounts.note(tx, [])

        assert accounts.count_waiting(tx) == 2
        assert [each.id for each in accounts.waiting(tx, 10)] == [1, 2]
        assert [each.id for each in accounts.waiting(tx, 1)] == [1]
        assert [each.id for each in accounts.waiting(tx, 10, [2, 3])] == [2]

        accounts.keep(tx, [a_reading(1)])
        assert [each.id for each in accounts.waiting(tx, 10)] == [2]


def test_only_items_that_are_there_can_wait(kept: Database) -> None:
    """Others are refused."""
    with pytest.raises(StorageError), kept.write() as tx:
        accounts.note(tx, [99])


def test_a_revised_item_waits_if_a_rule_ever_fired_for_it(kept: Database) -> None:
    """What never fired is never read."""
    with kept.write() as tx:
        accounts.note_revised(tx, 1)
        accounts.note_revised(tx, 3)
        assert [each.id for each in accounts.waiting(tx, 10)] == [1]


def test_what_was_read_is_there_again(kept: Database) -> None:
    """By item; what is read anew stands in place of what was read before."""
    new = replace(a_reading(1, a_mention(when=None)), published_at=NOW - DAY, wording=b"other")
    with kept.write() as tx:
        assert accounts.of_items(tx, [2, 1, 3]) == [a_reading(1), a_reading(2)]
        assert accounts.keep(tx, [new]) == [new]
        assert accounts.of_items(tx, [1]) == [new]


def test_what_was_read_of_an_older_text_is_not_kept(kept: Database) -> None:
    """The item's text became another meanwhile; it goes on waiting."""
    with kept.write() as tx:
        (first,) = items.get_many(tx, [1])
        changed = an_item("one", body="Another text.")
        revisions.revise(tx, first, changed, "feed", NOW + HOUR, NOW)
        accounts.note_revised(tx, 1)

        assert accounts.keep(tx, [a_reading(1), a_reading(2)]) == [a_reading(2)]
        assert [each.id for each in accounts.waiting(tx, 10)] == [1]
        newest = replace(a_reading(1), revision=1)
        assert accounts.keep(tx, [newest]) == [newest]
        assert accounts.count_waiting(tx) == 0


def test_what_was_read_of_an_item_that_is_gone_is_passed_over(kept: Database) -> None:
    """It is neither kept nor an error; so is nothing at all."""
    with kept.write() as tx:
        assert accounts.keep(tx, [a_reading(99)]) == []
        assert accounts.keep(tx, []) == []


def test_an_account_goes_with_its_item(kept: Database) -> None:
    """Retention takes what was read along, and what waits."""
    with kept.write() as tx:
        accounts.note(tx, [1])
        retention.remove(tx, [1], Ages(NOW + DAY, NOW + DAY))
        assert accounts.of_items(tx, [1, 2]) == [a_reading(2)]
        assert accounts.count_waiting(tx) == 0


def test_items_are_found_by_when_they_were_published(kept: Database) -> None:
    """The moment itself counts in."""
    with kept.write() as tx:
        accounts.keep(tx, [replace(a_reading(1), published_at=LONG_AGO)])
        assert accounts.since(tx, NOW) == [2]
        assert accounts.since(tx, LONG_AGO) == [1, 2]


def test_items_are_found_by_the_days_they_speak_of(kept: Database) -> None:
    """Any day of a mention will do; one without a day is of none."""
    first, last = date(2026, 11, 1), date(2026, 11, 30)
    with kept.write() as tx:
        placed = [
            Placed(1, 0, 1, first, last, is_background=False),
            Placed(1, 1, None, None, None, is_background=True),
            Placed(2, 0, 2, last, last, is_background=False),
        ]
        incidents.place(tx, placed, [1, 2])
        assert accounts.on_days(tx, last, last) == {1, 2}
        assert accounts.on_days(tx, first, first) == {1}
        assert accounts.on_days(tx, date(2026, 12, 1), date(2026, 12, 9)) == set()


def test_all_that_fired_can_be_read_anew(kept: Database) -> None:
    """Once each; what never fired stays unread."""
    with kept.write() as tx:
        accounts.note(tx, [1])
        accounts.read_anew(tx)
        assert [each.id for each in accounts.waiting(tx, 10)] == [1, 2]


def test_a_mention_of_a_month_is_kept_with_it(kept: Database) -> None:
    """How exactly the day is known is part of what was read."""
    when = EventDate(date(2026, 10, 1), date(2026, 10, 31), "month")
    with kept.write() as tx:
        accounts.keep(tx, [a_reading(1, a_mention(when=when), a_mention(is_background=True))])
        (read,) = accounts.of_items(tx, [1])
        month, recalled = read.account.mentions
        assert month.date == when
        assert recalled.is_background

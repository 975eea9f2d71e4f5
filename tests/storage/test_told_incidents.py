"""What alerts told of incidents, and when there may be more to tell."""

from dataclasses import replace

import pytest

from model import StorageError
from storage import accounts, deliveries, incidents, items, outbox, retention, told_incidents
from storage.database import Database
from storage.incidents import Placed
from storage.retention import Ages
from storage.told_incidents import ToldIncident
from tests.storage.accounts_said import a_reading
from tests.storage.builders import DAY, HOUR, NOW, a_message, an_item

TOLD = ToldIncident("urgent", (1, 0), "dig_one", is_due=False, known="{}", told_at=NOW)


def placed(item_id: int, incident: int | None = 1) -> Placed:
    """Return the only mention of an item."""
    return Placed(item_id, 0, incident, None, None, is_background=False)


@pytest.fixture
def kept(database: Database) -> Database:
    """Return a database with three items, two of them of one incident, and a message."""
    with database.write() as tx:
        items.add_new(tx, [an_item(name) for name in ("3", "2", "1")], NOW, False)
        accounts.keep(tx, [a_reading(n) for n in (1, 2, 3)])
        incidents.place(tx, [placed(1), placed(2), placed(3, 2)], [1, 2, 3])
        incidents.touch(tx, [1, 2])
        outbox.add(tx, a_message(), [("mail", "a@example.org"), ("mail", "b@example.org")], NOW)
    return database


def test_what_was_told_is_found_by_the_incident(kept: Database) -> None:
    """Of the alert that told it; the first telling first."""
    later = replace(TOLD, key=(2, 0), told_at=NOW + HOUR)
    with kept.write() as tx:
        for each in (later, TOLD, replace(TOLD, alert="other")):
            told_incidents.keep(tx, each)
        assert told_incidents.of_incidents(tx, "urgent", [1, 2]) == {1: [TOLD, later]}
        assert told_incidents.of_incidents(tx, "urgent", [2]) == {}


def test_it_follows_the_mention_to_another_incident(kept: Database) -> None:
    """Numbers change, the mention stays; of none it cannot be told."""
    with kept.write() as tx:
        told_incidents.keep(tx, TOLD)
        incidents.move(tx, {(1, 0): 2})
        assert told_incidents.of_incidents(tx, "urgent", [1, 2]) == {2: [TOLD]}
        incidents.move(tx, {(1, 0): None})
        assert told_incidents.of_incidents(tx, "urgent", [1, 2]) == {}


def test_what_is_known_is_replaced(kept: Database) -> None:
    """There is one for each mention and alert."""
    new = replace(TOLD, known='{"origins":["sana"]}', told_at=NOW + HOUR)
    with kept.write() as tx:
        told_incidents.keep(tx, TOLD)
        told_incidents.keep(tx, new)
        assert told_incidents.of_incidents(tx, "urgent", [1]) == {1: [new]}


def test_a_change_of_the_incident_makes_it_due(kept: Database) -> None:
    """Until it was looked at; changes of others are nothing to it."""
    with kept.write() as tx:
        told_incidents.keep(tx, TOLD)
        incidents.touch(tx, [2])
        assert told_incidents.changed(tx, "urgent") == {}
        incidents.touch(tx, [1])
        assert told_incidents.changed(tx, "urgent") == {1: [replace(TOLD, is_due=True)]}
        assert told_incidents.changed(tx, "other") == {}
        told_incidents.keep(tx, TOLD)
        assert told_incidents.changed(tx, "urgent") == {}


def test_all_that_was_told_of_a_changed_incident_is_returned(kept: Database) -> None:
    """Two that became one may have been told apart: only one of them is due."""
    other = replace(TOLD, key=(3, 0))
    with kept.write() as tx:
        told_incidents.keep(tx, TOLD)
        told_incidents.keep(tx, replace(other, is_due=True))
        incidents.move(tx, {(3, 0): 1})
        found = told_incidents.changed(tx, "urgent")
        assert found == {1: [TOLD, replace(other, is_due=True)]}


def test_those_who_got_the_message_know_of_it(kept: Database) -> None:
    """Whoever it was dropped for does not."""
    with kept.write() as tx:
        both = told_incidents.receivers(tx, ["dig_one"])
        assert sorted(both) == [("mail", "a@example.org"), ("mail", "b@example.org")]
        assert told_incidents.receivers(tx, ["dig_none"]) == []
        assert deliveries.drop(tx, [1], NOW) == 1
        assert len(told_incidents.receivers(tx, ["dig_one"])) == 1


def test_it_goes_with_its_item(kept: Database) -> None:
    """What is not kept has no more to tell."""
    with kept.write() as tx:
        told_incidents.keep(tx, replace(TOLD, is_due=True))
        retention.remove(tx, [1], Ages(NOW + DAY, NOW + DAY))
        assert told_incidents.changed(tx, "urgent") == {}


def test_it_needs_its_item_and_its_message(kept: Database) -> None:
    """Others are refused."""
    for wrong in (replace(TOLD, key=(99, 0)), replace(TOLD, message_id="dig_none")):
        with pytest.raises(StorageError), kept.write() as tx:
            told_incidents.keep(tx, wrong)


def test_what_mentions_of_an_item_told(kept: Database) -> None:
    """It can be given to others, and then it is told by none of these."""
    other = replace(TOLD, alert="other")
    with kept.write() as tx:
        for each in (TOLD, other, replace(TOLD, key=(2, 0))):
            told_incidents.keep(tx, each)
        assert sorted(told_incidents.of_item(tx, 1), key=lambda e: e.alert) == [other, TOLD]
        assert told_incidents.is_kept(tx, "urgent", (1, 0))
        assert not told_incidents.is_kept(tx, "urgent", (1, 1))
        told_incidents.forget(tx, 1)
        assert told_incidents.of_item(tx, 1) == []
        assert told_incidents.is_kept(tx, "urgent", (2, 0))


def test_who_gets_any_of_several_messages(kept: Database) -> None:
    """Each once, unless all of theirs were given up."""
    with kept.write() as tx:
        outbox.add(tx, a_message("two"), [("mail", "c@example.org")], NOW)
        both = ["dig_one", "dig_two"]
        assert len(told_incidents.receivers(tx, both)) == 3
        assert told_incidents.receivers(tx, ["dig_two"]) == [("mail", "c@example.org")]

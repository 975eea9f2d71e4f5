"""Which mentions are of one incident, and how incidents are listed."""

from datetime import date

import pytest

from model import StorageError
from storage import accounts, incidents, items, retention
from storage.database import Database
from storage.incidents import Placed, State
from storage.retention import Ages
from tests.storage.accounts_said import a_reading
from tests.storage.builders import DAY, HOUR, NOW, an_item

WHEN = date(2026, 11, 19)


def placed(item_id: int, number: int = 0, incident: int | None = 1) -> Placed:
    """Return a mention with its incident."""
    return Placed(item_id, number, incident, WHEN, WHEN, is_background=number > 0)


@pytest.fixture
def kept(database: Database) -> Database:
    """Return a database with four items read, an hour apart, two of one incident."""
    with database.write() as tx:
        items.add_new(tx, [an_item(str(n)) for n in (4, 3, 2, 1)], NOW, False)
        accounts.keep(tx, [a_reading(n, at=NOW + n * HOUR) for n in (1, 2, 3, 4)])
        incidents.place(tx, [placed(1), placed(1, 1, 2), placed(2), placed(3, 0, 2)], [1, 2, 3])
        incidents.touch(tx, [1, 2])
    return database


def test_an_incident_lasts_from_its_first_report_to_its_last(kept: Database) -> None:
    """As the items were published."""
    with kept.read() as tx:
        found = incidents.get(tx, 1)
        assert found is not None
        assert (found.first_at, found.last_at) == (NOW + HOUR, NOW + 2 * HOUR)
        assert found.changes == 1
        assert incidents.get(tx, 7) is None
        assert incidents.get_many(tx, [1, 7]) == {1: found}


def test_members_are_listed_by_item(kept: Database) -> None:
    """Of several incidents at once, and of items."""
    with kept.read() as tx:
        assert incidents.members(tx, [1, 2, 7]) == {
            1: [placed(1), placed(2)],
            2: [placed(1, 1, 2), placed(3, 0, 2)],
        }
        assert incidents.of_items(tx, [1, 4]) == {1: [placed(1), placed(1, 1, 2)]}


def test_what_an_item_had_before_is_gone(kept: Database) -> None:
    """An edit speaks of other events, or of none."""
    with kept.write() as tx:
        incidents.place(tx, [placed(1, 0, 3)], [1, 3])
        incidents.touch(tx, [1, 2, 3])
        assert incidents.members(tx, [1, 2, 3]) == {1: [placed(2)], 3: [placed(1, 0, 3)]}
        assert incidents.get(tx, 2) is None
        assert incidents.count(tx) == 2


def test_mentions_move_to_another_incident(kept: Database) -> None:
    """To a new one too, or to none; what is not kept is passed over."""
    with kept.write() as tx:
        incidents.move(tx, {(2, 0): 5, (3, 0): None, (9, 0): 5})
        incidents.touch(tx, [1, 2, 5])
        assert incidents.members(tx, [1, 2, 5]) == {
            1: [placed(1)],
            2: [placed(1, 1, 2)],
            5: [placed(2, 0, 5)],
        }
        assert [each.changes for each in incidents.get_many(tx, [1, 5]).values()] == [2, 1]


def test_the_incident_of_the_latest_report_comes_first(kept: Database) -> None:
    """Page by page, also where two are of one moment."""
    with kept.write() as tx:
        incidents.place(tx, [placed(4, 0, 4), placed(4, 1, 5)], [4])
        incidents.touch(tx, [4, 5])
        found = incidents.latest(tx, 10)
        assert [each.id for each in found] == [5, 4, 2, 1]
        first, second = found[:2]
        assert incidents.latest(tx, 1) == [first]
        assert incidents.latest(tx, 1, before=(first.last_at, first.id)) == [second]


def test_incidents_are_listed_by_when_they_were_reported(kept: Database) -> None:
    """One that began before and went on counts; the end is not part of the span."""
    with kept.read() as tx:
        late = incidents.latest(tx, 10, since=NOW + 3 * HOUR)
        early = incidents.latest(tx, 10, until=NOW + HOUR)
        all_of_them = incidents.latest(tx, 10, since=NOW + 2 * HOUR, until=NOW + 2 * HOUR)
        assert [each.id for each in late] == [2]
        assert early == []
        assert [each.id for each in all_of_them] == [2, 1]


def test_an_incident_without_items_is_swept_away(kept: Database) -> None:
    """After retention took them."""
    with kept.write() as tx:
        retention.remove(tx, [1, 2], Ages(NOW + DAY, NOW + DAY))
        assert incidents.sweep(tx) == 1
        assert incidents.sweep(tx) == 0
        assert [each.id for each in incidents.latest(tx, 10)] == [2]


def test_the_state_counts_writes_and_gives_no_number_twice(database: Database) -> None:
    """A lower number than before changes nothing."""
    with database.write() as tx:
        assert incidents.state(tx) == State()
        assert incidents.note(tx, 9) == State(1, 9)
        assert incidents.note(tx, 4) == State(2, 9)
        assert incidents.note(tx) == State(3, 9)
        assert incidents.state(tx) == State(3, 9)


def test_only_mentions_of_kept_items_can_be_placed(kept: Database) -> None:
    """Others are refused, and nothing of the change is kept."""
    with pytest.raises(StorageError), kept.write() as tx:
        incidents.place(tx, [placed(99)], [99])
    with kept.read() as tx:
        assert incidents.count(tx) == 2


def test_a_key_is_the_item_and_the_place_in_it() -> None:
    """So that mentions can be found again."""
    assert placed(3, 2).key == (3, 2)

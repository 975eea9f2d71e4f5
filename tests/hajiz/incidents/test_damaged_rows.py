"""One row that is damaged in the database, and all others beside it."""

from pathlib import Path

import pytest

from model import StorageError
from tests.hajiz.incidents.reports import CLAIM, DENIAL, HOUR, OTHER, RELAY
from tests.hajiz.incidents.test_told_at_once import PENTAGON, damage
from tests.hajiz.incidents.wire_desk import WireDesk, alert, files, wire_desk


@pytest.mark.parametrize(
    "damage",
    [
        "matches SET hits = '{broken'",
        "matches SET hits = '[1]'",
        "matches SET created_at = 'Friday'",
        "events SET created_at = 'Friday'",
        "events SET told_at = 'Friday'",
        "items SET published_at = 'Friday'",
        "mentions SET first_day = 'Friday'",
        "messages SET created_at = 'Friday'",
        "told_incidents SET told_at = 'Friday'",
        """told_incidents SET known = replace(known, '"texts":{', '"texts":[],"was":{')""",
    ],
)
def test_a_damaged_row_stops_no_alert(tmp_path: Path, damage: str) -> None:
    """What it is of is told, as well as can be; all else is grouped and told as ever."""
    with wire_desk(tmp_path, alert(), files()) as desk:
        (first,) = desk.tell("sana-en", CLAIM)
        desk.room.tell("new-arab", DENIAL)
        desk.room.now += HOUR
        with desk.assembly.database.write() as tx:
            tx.exec_driver_sql(f"UPDATE {damage}")
        desk.room.restart()
        told = desk.freeze()
        assert first.id in {told[0].follow_up_of, told[0].thread}
        (other,) = desk.tell("sohr-en", OTHER)
        assert other.incident is not None
        assert desk.tell("press-tv", RELAY) == []
        assert desk.freeze() == []


UNFORESEEN = (
    '[{"term":"convoy","field":"body","start":null,"end":null,"surface":"convoy",'
    '"sentence":[0,1],"topic":""}]'
)


def spoil_hits(desk: WireDesk, item_id: int) -> None:
    """Leave hits of an item that can be read, and that nothing can be made of."""
    with desk.assembly.database.write() as tx:
        spoil = "UPDATE matches SET hits = ? WHERE item_id = ?"
        tx.exec_driver_sql(spoil, (UNFORESEEN, item_id))


def test_what_cannot_be_told_of_one_incident_keeps_no_other_waiting(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its item is told without the words that fired, and the log has it once."""
    plans = alert("a", "one"), alert("b", "two"), files("one"), files("two")
    with wire_desk(tmp_path, *plans) as desk:
        desk.tell("sana-en", CLAIM)
        desk.room.tell("new-arab", DENIAL)
        desk.room.tell("sohr-en", OTHER)
        spoil_hits(desk, 2)
        told = desk.freeze()
        assert [each.name for each in told] == ["a", "a", "b", "b"]
        assert [each.incident is None for each in told] == [True, False] * 2
        assert "https://new-arab.example/" in desk.messages("two")[1].text
        capsys.readouterr()
        for _ in range(3):
            desk.room.now += HOUR
            assert desk.freeze() == []
        assert "failed" not in capsys.readouterr().out
        assert desk.tell("press-tv", OTHER) == []


def test_of_a_list_with_an_item_that_cannot_be_told_the_others_are(tmp_path: Path) -> None:
    """More at once than the alert allows."""
    with wire_desk(tmp_path, alert() + "collapse_above = 1\n", files()) as desk:
        desk.room.tell("sana-en", CLAIM)
        desk.room.tell("sohr-en", OTHER)
        spoil_hits(desk, 1)
        assert len(desk.freeze()) == 2
        assert desk.freeze() == []


def test_what_a_damaged_account_says_is_not_told_again(tmp_path: Path) -> None:
    """A denial came while it could not be read back."""
    with wire_desk(tmp_path, alert(), files()) as desk:
        desk.tell("sana-en", CLAIM)
        desk.room.now += HOUR
        assert len(desk.tell("sohr-en", PENTAGON)) == 1
        with desk.assembly.database.write() as tx:
            tx.exec_driver_sql("UPDATE accounts SET account = '{broken' WHERE item_id = 2")
        desk.room.now += HOUR
        assert len(desk.tell("new-arab", DENIAL)) == 1
        desk.room.restart()
        desk.room.tell("sana-en", OTHER)
        desk.room.now += HOUR
        desk.room.read()
        assert [each.follow_up_of for each in desk.freeze()] == [""]


def test_mending_that_was_rolled_back_is_begun_again(tmp_path: Path) -> None:
    """The database refused something else in that transaction; the daemon goes on running."""
    refuse = "BEGIN SELECT RAISE(ABORT, 'not now'); END"
    with wire_desk(tmp_path, alert() + 'cooldown = "1h"\n', files()) as desk:
        (first,) = desk.tell("sana-en", CLAIM)
        desk.room.tell("new-arab", DENIAL)
        desk.room.tell("sohr-en", OTHER)
        damage(desk, 1)
        with desk.assembly.database.write() as tx:
            tx.exec_driver_sql(f"CREATE TRIGGER no BEFORE UPDATE OF held_for ON events {refuse}")
        with pytest.raises(StorageError):
            desk.freeze()
        assert desk.room.read() == 0
        with desk.assembly.database.write() as tx:
            tx.exec_driver_sql("DROP TRIGGER no")
        desk.freeze()
        assert desk.room.read() == 2
        desk.room.now += 2 * HOUR
        assert first.id in {each.follow_up_of for each in desk.freeze()}

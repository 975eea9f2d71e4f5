"""One row that is damaged in the database, and all others beside it."""

from pathlib import Path

import pytest

from tests.hajiz.incidents.reports import CLAIM, DENIAL, HOUR, OTHER, RELAY
from tests.hajiz.incidents.wire_desk import alert, files, wire_desk


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

"""Incidents go with a backup of the database, and with what people said of them."""

import sqlite3
from contextlib import closing
from pathlib import Path

from hajiz.assembly import assemble
from hajiz.config.read import load
from storage.backup import back_up, restore
from tests.hajiz.incidents.reports import CLAIM, OTHER, RELAY, START, Newsroom, newsroom

TABLES = ("accounts", "incidents", "mentions", "incident_links", "unread", "told_incidents")


def rows(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return what is in the tables of incidents."""
    with closing(sqlite3.connect(path)) as opened:
        return {each: opened.execute(f"SELECT * FROM {each}").fetchall() for each in TABLES}


def test_what_was_put_back_is_what_was_there(tmp_path: Path) -> None:
    """To the last row; and what comes after joins what was known then."""
    with newsroom(tmp_path) as room:
        room.tell("sana-en", CLAIM)
        room.tell("sohr-en", OTHER)
        room.incidents.merge(room.assembly, [1, 2], "Rana")
        copy = back_up(tmp_path / "hajiz.db", tmp_path / "copy.db")
        before = rows(tmp_path / "hajiz.db")
        room.incidents.split(room.assembly, 1, [2], "Omar")
    restore(copy, tmp_path / "hajiz.db", START)

    assert rows(tmp_path / "hajiz.db") == before
    with assemble(load(tmp_path / "config.toml", {}), START) as assembly:
        later = Newsroom(assembly)
        later.tell("press-tv", RELAY)
        (story,) = later.shown()
        assert len(story.reports) == 3

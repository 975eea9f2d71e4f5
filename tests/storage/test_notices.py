"""Notices: lines that stand until they are cleared."""

from datetime import timedelta

from storage import notices
from storage.database import Database
from tests.storage.builders import NOW


def test_a_notice_stands_until_it_is_cleared(database: Database) -> None:
    """What was put is listed with its beginning; cleared, it is gone."""
    with database.write() as tx:
        assert notices.put(tx, "config.toml", "an edit was not taken over", NOW)
        assert notices.standing(tx)["config.toml"].since == NOW
        assert notices.clear(tx, "config.toml")
        assert not notices.clear(tx, "config.toml")
        assert notices.standing(tx) == {}


def test_the_same_trouble_again_keeps_its_beginning(database: Database) -> None:
    """Only what says something new counts as new."""
    later = NOW + timedelta(hours=1)
    with database.write() as tx:
        notices.put(tx, "config.toml", "line 3", NOW)

        assert not notices.put(tx, "config.toml", "line 3", later)
        assert notices.standing(tx)["config.toml"].since == NOW
        assert notices.put(tx, "config.toml", "line 4", later)
        assert notices.standing(tx)["config.toml"].since == later

"""Who is logged in."""

from storage import sessions
from storage.database import Database
from tests.storage.builders import DAY, HOUR, NOW


def test_a_session_is_found_until_it_ends(database: Database) -> None:
    """By its hash only."""
    with database.write() as tx:
        sessions.start(tx, b"one", "Anna", NOW, NOW + DAY)
        found = sessions.find(tx, b"one", NOW + HOUR, 2 * HOUR)

        assert found is not None
        assert found.name == "Anna"
        assert sessions.find(tx, b"two", NOW, DAY) is None
        assert sessions.find(tx, b"one", NOW + 2 * HOUR, 2 * HOUR) is None
        sessions.used(tx, b"one", NOW + HOUR)
        assert sessions.find(tx, b"one", NOW + 2 * HOUR, 2 * HOUR) is not None
        assert sessions.find(tx, b"one", NOW + DAY, 7 * DAY) is None


def test_ended_is_ended(database: Database) -> None:
    """One, those that are over, or all."""
    with database.write() as tx:
        for name in (b"one", b"two", b"three"):
            sessions.start(tx, name, "Anna", NOW, NOW + DAY)
        sessions.used(tx, b"three", NOW + HOUR)

        assert (sessions.end(tx, b"one"), sessions.end(tx, b"one")) == (True, False)
        assert sessions.forget(tx, NOW + HOUR, HOUR) == 1
        assert sessions.end_all(tx) == 1

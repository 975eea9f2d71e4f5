"""Programs that may use the API."""

from storage import tokens
from storage.database import Database
from tests.storage.builders import HOUR, NOW


def test_a_program_has_one_token(database: Database) -> None:
    """It is found by the hash, and gone when removed."""
    with database.write() as tx:
        assert tokens.add(tx, "b", b"hash b", NOW)
        assert tokens.add(tx, "a", b"hash a", NOW)
        assert not tokens.add(tx, "a", b"other", NOW)
        tokens.used(tx, "a", NOW + HOUR)

        found = tokens.find(tx, b"hash a")
        assert found is not None
        assert (found.name, found.used_at) == ("a", NOW + HOUR)
        assert [each.name for each in tokens.every(tx)] == ["a", "b"]
        assert tokens.find(tx, b"other") is None
        assert (tokens.remove(tx, "a"), tokens.remove(tx, "a")) == (True, False)

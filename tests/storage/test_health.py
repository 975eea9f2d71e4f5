"""What is remarkable about a feed is kept beside what else is known of it."""

from storage import feeds, health
from storage.database import Database
from tests.storage.builders import NOW, an_outlet


def test_what_is_noted_is_read_again(database: Database) -> None:
    """And can be taken back."""
    outlet = an_outlet()
    with database.write() as tx:
        feeds.sync(tx, [outlet], NOW)
        before = feeds.state(tx, outlet.id)
        health.know_by(tx, outlet.id, "link")
        health.count_empty(tx, outlet.id, 3)
        health.silent_since(tx, outlet.id, NOW)
        noted = feeds.state(tx, outlet.id)
        health.silent_since(tx, outlet.id, None)
        after = feeds.state(tx, outlet.id)

    assert (before.known_by, before.empty_looks, before.silent_since) == ("guid", 0, None)
    assert (noted.known_by, noted.empty_looks, noted.silent_since) == ("link", 3, NOW)
    assert after.silent_since is None

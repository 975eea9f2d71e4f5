"""Every storage function raises StorageError on a locked database."""

from collections.abc import Callable

import pytest

from model import Failed, FailureKind, OutletId, Sent, StorageError
from storage import digests, feeds, items, matches, notices, outbox
from storage.database import Database, Transaction
from tests.storage.builders import (
    HOUR,
    MINUTE,
    NOW,
    a_match,
    a_message,
    an_item,
    an_outlet,
    everyone_out,
    fresh,
    matched,
    other_writer,
)

SANA = OutletId("sana-ar")
FAILED = Failed(SANA, FailureKind.DNS, "cannot resolve host")

Call = Callable[[Transaction], object]

READS: dict[str, Call] = {
    "feeds.due": lambda tx: feeds.due(tx, [an_outlet()], NOW),
    "feeds.tasks": lambda tx: feeds.tasks(tx, [an_outlet()]),
    "feeds.states": feeds.states,
    "feeds.state": lambda tx: feeds.state(tx, SANA),
    "items.get": lambda tx: items.get(tx, 1),
    "items.at_link": lambda tx: items.at_link(tx, "https://example.org/one"),
    "notices.standing": notices.standing,
    "items.get_many": lambda tx: items.get_many(tx, [1]),
    "items.search": items.search,
    "items.count_between": lambda tx: items.count_between(tx, NOW, NOW),
    "matches.of_items": lambda tx: matches.of_items(tx, [1]),
    "matches.pending": lambda tx: matches.pending(tx, "morning", ["convoys"], NOW, NOW),
    "matches.count_baseline": lambda tx: matches.count_baseline(tx, NOW, NOW),
    "digests.registered": lambda tx: digests.registered(tx, "morning", NOW),
    "digests.since": lambda tx: digests.since(tx, "morning", NOW),
    "digests.last_end": lambda tx: digests.last_end(tx, "morning"),
    "digests.last_date": lambda tx: digests.last_date(tx, "morning"),
    "outbox.deliveries": outbox.deliveries,
    "outbox.waiting": outbox.waiting,
    "outbox.next_due": outbox.next_due,
}

WRITES: dict[str, Call] = {
    "feeds.sync": lambda tx: feeds.sync(tx, [an_outlet("new")], NOW),
    "feeds.record_success": lambda tx: feeds.record_success(tx, fresh(), NOW, NOW, 0),
    "feeds.record_failure": lambda tx: feeds.record_failure(tx, FAILED, NOW, NOW),
    "items.add_new": lambda tx: items.add_new(tx, [an_item("new")], NOW, False),
    "notices.put": lambda tx: notices.put(tx, "config.toml", "broken", NOW),
    "notices.clear": lambda tx: notices.clear(tx, "config.toml"),
    "matches.add": lambda tx: matches.add(tx, 1, [a_match("new")], NOW),
    "digests.registered": lambda tx: digests.registered(tx, "evening", NOW),
    "digests.since": lambda tx: digests.since(tx, "evening", NOW),
    "digests.freeze": lambda tx: digests.freeze(tx, "d", "morning", None, NOW, NOW, [], NOW),
    "outbox.add": lambda tx: outbox.add(tx, a_message("new"), ["mail"], NOW),
    "outbox.claim": lambda tx: outbox.claim(tx, "mail", NOW, MINUTE, "me"),
    "outbox.finish": lambda tx: outbox.finish(tx, 1, Sent(), NOW, None),
}


@pytest.fixture
def filled(database: Database) -> Database:
    """Return a database in which every call has something to find."""
    with database.write() as tx:
        feeds.sync(tx, [an_outlet()], NOW)
        matched(tx, "one", NOW)
        digests.registered(tx, "morning", NOW - HOUR)
        outbox.add(tx, a_message(), ["mail"], NOW)
    return database


@pytest.mark.parametrize("name", READS)
def test_a_read_on_a_locked_database_raises_storage_error(filled: Database, name: str) -> None:
    """Nobody can read while another process keeps everyone out."""
    filled.close()

    with everyone_out(filled.path), pytest.raises(StorageError), filled.read() as tx:
        READS[name](tx)


@pytest.mark.parametrize("name", WRITES)
def test_a_write_on_a_locked_database_raises_storage_error(filled: Database, name: str) -> None:
    """Nobody can write while another process does."""
    with other_writer(filled.path), pytest.raises(StorageError), filled.write() as tx:
        WRITES[name](tx)


@pytest.mark.parametrize("name", WRITES)
def test_each_write_is_refused_in_a_reading_transaction(filled: Database, name: str) -> None:
    """Each call fails by itself, at its own statement, with our error."""
    with filled.read() as tx, pytest.raises(Exception) as caught:
        WRITES[name](tx)
    assert "readonly" in str(caught.value)


@pytest.mark.parametrize("name", READS | WRITES)
def test_each_call_works_when_nothing_is_locked(filled: Database, name: str) -> None:
    """The refusals above are because of the lock, not of the call."""
    with filled.write() as tx:
        (READS | WRITES)[name](tx)

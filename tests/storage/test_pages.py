"""Pages of articles: which are to be read, and what became of it."""

import pytest

from model import PageRead, PageUnchanged, StorageError, StoredItem, Validators
from storage import items, pages
from storage.database import Database, Transaction
from tests.storage.builders import DAY, HOUR, NOW, an_item

SANA = "sana-ar"
GIVEN = Validators(b'"v1"', b"Fri, 20 Nov 2026 07:00:00 GMT")


def waiting(tx: Transaction, *names: str, at: object = NOW) -> list[StoredItem]:
    """Keep items whose pages are to be read."""
    stored = items.add_new(tx, [an_item(name) for name in names], NOW, False)
    pages.enqueue(tx, dict.fromkeys((each.id for each in stored), at))  # type: ignore[arg-type]
    return list(stored)


def state_of(tx: Transaction, item_id: int) -> tuple[str, str]:
    """Return what is said of an item's page."""
    stored = items.get(tx, item_id)
    assert stored is not None
    return stored.page, stored.page_note


def read(item_id: int, note: str = "") -> PageRead:
    """Return a page that was read."""
    return PageRead(item_id, "t", "b", GIVEN, b"h" * 32, url="https://x.example/a", note=note)


def test_a_new_page_waits_and_is_due(database: Database) -> None:
    """Newest item first, only of the outlets asked for, only from its moment on."""
    with database.write() as tx:
        first, second = waiting(tx, "one", "two")
        later = waiting(tx, "later", at=NOW + HOUR)
        tasks = pages.due(tx, [SANA], NOW)

        assert [task.item_id for task in tasks] == sorted([first.id, second.id], reverse=True)
        assert tasks[0].url == an_item("one").url
        assert pages.due(tx, ["other"], NOW) == []
        assert len(pages.due(tx, [SANA], NOW + HOUR)) == 3
        assert len(pages.due(tx, [SANA], NOW + HOUR, limit=2)) == 2
        assert state_of(tx, later[0].id) == ("waiting", "")
        assert pages.count_waiting(tx) == 3


def test_an_item_without_a_link_has_no_page(database: Database) -> None:
    """It is left alone."""
    with database.write() as tx:
        (stored,) = items.add_new(tx, [an_item("bare", url="")], NOW, False)
        pages.enqueue(tx, {stored.id: NOW})

        assert pages.task(tx, stored.id) is None
        assert state_of(tx, stored.id) == ("", "")
        with pytest.raises(StorageError, match="not among those"):
            pages.record(tx, stored.id)


def test_a_page_that_was_read_is_remembered(database: Database) -> None:
    """With its validators, hash and own address, and when to read it again."""
    with database.write() as tx:
        (stored,) = waiting(tx, "one")
        pages.record_read(tx, read(stored.id), NOW, NOW + DAY)
        task = pages.task(tx, stored.id)

        assert task is not None
        assert (task.validators, task.body_hash) == (GIVEN, b"h" * 32)
        assert task.url == "https://x.example/a"
        assert pages.record(tx, stored.id) == pages.PageRecord(1, 0, NOW)
        assert pages.due(tx, [SANA], NOW + HOUR) == []
        assert len(pages.due(tx, [SANA], NOW + DAY)) == 1
        assert state_of(tx, stored.id) == ("read", "")
        assert pages.count_waiting(tx) == 0


def test_a_page_that_is_not_whole_is_marked(database: Database) -> None:
    """Wherever the item is shown."""
    with database.write() as tx:
        (stored,) = waiting(tx, "one")
        pages.record_read(tx, read(stored.id, note="behind a paywall"), NOW, None)

        assert state_of(tx, stored.id) == ("partial", "behind a paywall")
        assert pages.due(tx, [SANA], NOW + 100 * DAY) == []


def test_an_unchanged_page_keeps_what_is_known(database: Database) -> None:
    """Only the count, the moment and the validators move."""
    with database.write() as tx:
        (stored,) = waiting(tx, "one")
        pages.record_read(tx, read(stored.id), NOW, NOW + HOUR)
        unchanged = PageUnchanged(stored.id, Validators(b'"v2"'))
        pages.record_read(tx, unchanged, NOW + HOUR, None)
        task = pages.task(tx, stored.id)

        assert task is not None
        assert (task.validators.etag, task.body_hash) == (b'"v2"', b"h" * 32)
        assert pages.record(tx, stored.id).reads == 2


def test_a_failure_is_kept_until_the_page_is_read(database: Database) -> None:
    """The reason stands with the item; once it is read, later failures change nothing there."""
    with database.write() as tx:
        (stored,) = waiting(tx, "one")
        pages.record_failure(tx, stored.id, "failed", "HTTP 403", NOW + HOUR)
        failed = state_of(tx, stored.id), pages.record(tx, stored.id).failures
        pages.record_read(tx, read(stored.id), NOW + HOUR, NOW + DAY)
        well = state_of(tx, stored.id), pages.record(tx, stored.id).failures
        pages.record_failure(tx, stored.id, "failed", "HTTP 500", None)

        assert failed == (("failed", "HTTP 403"), 1)
        assert well == (("read", ""), 0)
        assert state_of(tx, stored.id) == ("read", "")


def test_a_page_can_be_looked_at_again_before_its_time(database: Database) -> None:
    """Also when that was not planned any more; never later than planned."""
    with database.write() as tx:
        one, two = waiting(tx, "one", "two")
        pages.record_read(tx, read(one.id), NOW, None)
        pages.look_again(tx, one.id, NOW + HOUR)
        pages.look_again(tx, two.id, NOW + DAY)
        pages.look_again(tx, 4711, NOW)

        assert [task.item_id for task in pages.due(tx, [SANA], NOW)] == [two.id]
        assert {task.item_id for task in pages.due(tx, [SANA], NOW + HOUR)} == {one.id, two.id}


def test_outlets_whose_pages_cannot_be_read_are_counted(database: Database) -> None:
    """With the newest reason; outlets without a failure are not named."""
    with database.write() as tx:
        one, two, three = waiting(tx, "one", "two", "three")
        pages.record_failure(tx, three.id, "failed", "HTTP 403", None)
        pages.record_failure(tx, one.id, "refused", "robots.txt", None)
        pages.record_read(tx, read(two.id), NOW, None)

        assert pages.unread(tx, NOW, NOW + DAY) == [pages.Unread("sana-ar", 3, 2, "robots.txt")]  # type: ignore[arg-type]
        assert pages.unread(tx, NOW - DAY, NOW) == []

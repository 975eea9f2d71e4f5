"""Versions of an item's text: each kept, with the time it was seen in."""

from dataclasses import replace

import pytest

from model import Item, StorageError, StoredItem
from storage import items, revisions, seen
from storage.database import Database, Transaction
from tests.storage.builders import DAY, HOUR, NOW, an_item


def kept(tx: Transaction, item: Item) -> StoredItem:
    """Keep a new item."""
    (stored,) = items.add_new(tx, [item], NOW, False)
    return stored


def test_an_edit_is_told_from_what_is_known(database: Database) -> None:
    """By the text as the feed last gave it; a change of anything else is none."""
    same, edited = an_item("same"), an_item("edited")
    with database.write() as tx:
        items.add_new(tx, [same, edited], NOW, False)
        again = replace(edited, body="other")
        other_author = replace(same, author="someone")
        (found,) = revisions.edited(tx, [other_author, again, an_item("never seen")])
        seen.note_text(tx, again)

        assert found[0].item == edited
        assert found[1] == again
        assert revisions.edited(tx, [again]) == []
        assert [each for _, each in revisions.edited(tx, [edited])] == [edited]


def test_no_items_no_edits(database: Database) -> None:
    """A feed may be empty."""
    with database.read() as tx:
        assert revisions.edited(tx, []) == []


def test_an_item_that_was_deleted_is_no_edit(database: Database) -> None:
    """Its key is remembered; there is nothing to revise."""
    with database.write() as tx:
        kept(tx, an_item("gone"))
        tx.exec_driver_sql("DELETE FROM items")

        assert revisions.edited(tx, [an_item("gone", title="new")]) == []


def test_every_version_is_kept_with_its_time(database: Database) -> None:
    """The newest stands with the item; all can be listed."""
    with database.write() as tx:
        first = kept(tx, an_item("a", title="one", body="1"))
        second = revisions.revise(
            tx, first, an_item("a", title="two", body="2"), "feed", NOW + DAY, NOW + HOUR
        )
        third = revisions.revise(
            tx, second, an_item("a", title="two", body="page"), "page", NOW + 2 * DAY, None
        )
        history = revisions.history(tx, first.id)
        current = items.get(tx, first.id)

    assert [(v.number, v.source, v.title, v.body) for v in history] == [
        (0, "feed", "one", "1"),
        (1, "feed", "two", "2"),
        (2, "page", "two", "page"),
    ]
    assert [(v.after, v.seen_at) for v in history] == [
        (None, NOW),
        (NOW + HOUR, NOW + DAY),
        (None, NOW + 2 * DAY),
    ]
    assert current == third
    assert (third.revision, third.source, third.item.body) == (2, "page", "page")


def test_a_revision_fills_gaps_and_overwrites_nothing_else(database: Database) -> None:
    """Link, author and date are the feed's, where it has them."""
    with database.write() as tx:
        bare = kept(tx, an_item("a", author="", published_at=None))
        full = replace(bare.item, author="page's", published_at=NOW, url="https://else.example/")
        revised = revisions.revise(tx, bare, full, "page", NOW, None)
        again = revisions.revise(
            tx, revised, replace(full, author="other", published_at=NOW + DAY), "page", NOW, NOW
        )

    assert (again.item.author, again.item.published_at) == ("page's", NOW)
    assert again.item.url == bare.item.url


def test_what_the_feed_says_beside_a_page_is_kept_beside_it(database: Database) -> None:
    """The page's text stays the item's; the feed's last word is known."""
    with database.write() as tx:
        first = kept(tx, an_item("a", body="teaser"))
        paged = revisions.revise(tx, first, replace(first.item, body="all"), "page", NOW, None)
        said = replace(first.item, body="teaser, corrected")
        version = revisions.keep_beside(tx, paged, said, NOW + DAY, NOW)

        assert (version.revision, version.item.body) == (2, "teaser, corrected")
        assert revisions.last_from_feed(tx, paged) == said
        now = items.get(tx, first.id)
        assert now is not None
        assert (now.item.body, now.revision) == ("all", 1)
        assert [v.number for v in revisions.history(tx, first.id)] == [0, 1, 2]
        next_one = revisions.revise(tx, now, replace(now.item, body="new"), "page", NOW, NOW)
        assert next_one.revision == 3


def test_texts_of_any_version_can_be_had(database: Database) -> None:
    """By the numbers of item and version; what is not kept is left out."""
    with database.write() as tx:
        first = kept(tx, an_item("a", body="1"))
        revisions.revise(tx, first, replace(first.item, body="2"), "feed", NOW, NOW)
        found = revisions.texts(tx, [(first.id, 0), (first.id, 1), (first.id, 7), (4711, 0)])

    assert {pair: item.body for pair, item in found.items()} == {
        (first.id, 0): "1",
        (first.id, 1): "2",
    }


def test_a_text_that_changes_at_every_look_does_not_fill_the_disk(database: Database) -> None:
    """After a hundred versions only the newest is kept, and stays the item's."""
    with database.write() as tx:
        stored = kept(tx, an_item("a"))
        for number in range(revisions.MOST_VERSIONS + 20):
            text = replace(stored.item, body=f"it is {number}")
            stored = revisions.revise(tx, stored, text, "page", NOW, NOW)
        history = revisions.history(tx, stored.id)

    assert len(history) == revisions.MOST_VERSIONS
    assert history[-1].body == f"it is {revisions.MOST_VERSIONS + 19}"


def test_versions_of_no_item(database: Database) -> None:
    """There are none, and none can be added."""
    ghost = StoredItem(4711, an_item("ghost"), NOW, is_baseline=False)
    with database.write() as tx:
        assert revisions.history(tx, 4711) == []
        with pytest.raises(StorageError, match="no item 4711"):
            revisions.keep_beside(tx, ghost, ghost.item, NOW, None)

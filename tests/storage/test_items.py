"""What is new, what is kept, and how it is found again."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import delete

from model import Item, ItemKey, StoredItem
from storage import items, matches, schema
from storage.database import Database
from tests.storage.builders import DAY, HOUR, NOW, a_match, an_item


def added(database: Database, *found: Item, at: datetime = NOW) -> tuple[StoredItem, ...]:
    """Add *found* in a transaction of its own."""
    with database.write() as tx:
        return items.add_new(tx, found, at, is_baseline=False)


def found_by(database: Database, words: str) -> list[str]:
    """Return the addresses of the items that contain *words*."""
    with database.read() as tx:
        return [stored.item.url for stored in items.search(tx, words)]


@pytest.mark.parametrize(
    "item",
    [
        an_item(),
        an_item(author="", categories=(), published_at=None, url="", body=""),
        an_item(title="\u202b'\"%_\\<script>\U0001f697\x00 ێ", key=ItemKey(bytes(range(32)))),
        an_item(published_at=datetime.min.replace(tzinfo=UTC)),
        an_item(published_at=datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)),
    ],
)
def test_an_item_comes_back_equal(database: Database, item: Item) -> None:
    """Every field, with every character."""
    (stored,) = added(database, item)

    with database.read() as tx:
        assert items.get(tx, stored.id) == stored == StoredItem(stored.id, item, NOW, False)


def test_only_what_was_never_seen_is_new(database: Database) -> None:
    """The order of the document stays."""
    added(database, an_item("b"))

    stored = added(database, an_item("a"), an_item("b"), an_item("c"))

    assert [each.item for each in stored] == [an_item("a"), an_item("c")]


def test_the_newest_item_has_the_highest_number(database: Database) -> None:
    """Feeds begin with their newest item."""
    first, second = added(database, an_item("newer"), an_item("older"))

    assert first.id > second.id


def test_of_duplicates_in_one_document_the_first_is_kept(database: Database) -> None:
    """Exactly one item comes out of it, once."""
    twice = (an_item("a"), an_item("b"), an_item("a", title="again"))

    stored = added(database, *twice)

    assert [each.item for each in stored] == [an_item("a"), an_item("b")]
    assert added(database, *twice) == ()


def test_the_same_key_of_two_outlets_is_two_items(database: Database) -> None:
    """Identity belongs to an outlet."""
    stored = added(database, an_item("a"), an_item("a", outlet="rudaw"))

    assert [each.item.outlet for each in stored] == ["sana-ar", "rudaw"]


def test_a_big_document_is_taken_whole(database: Database) -> None:
    """More rows than one statement can have parameters, each with its own number."""
    many = [an_item(str(n)) for n in range(5000)]

    stored = added(database, *many, *many)

    assert [each.item for each in stored] == many
    assert len({each.id for each in stored}) == 5000


def test_nothing_in_gives_nothing_out(database: Database) -> None:
    """An empty feed is no error."""
    assert added(database) == ()


def test_a_story_that_returns_after_pruning_is_not_new(database: Database) -> None:
    """What was seen outlives the item."""
    (stored,) = added(database, an_item())
    with database.write() as tx:
        matches.add(tx, stored.id, [a_match()], NOW)
        tx.execute(delete(schema.items))

    assert added(database, an_item()) == ()


def test_a_deleted_items_number_never_returns(database: Database) -> None:
    """An old digest must not point at another item."""
    (first,) = added(database, an_item("a"))
    with database.write() as tx:
        tx.execute(delete(schema.items))

    (second,) = added(database, an_item("b"))

    assert second.id > first.id


def test_a_number_no_item_has_gives_none(database: Database) -> None:
    """It is the user who asks for numbers."""
    with database.read() as tx:
        assert items.get(tx, 4711) is None


def test_many_items_come_in_the_order_asked_for(database: Database) -> None:
    """Unknown numbers are left out."""
    first, second = added(database, an_item("a"), an_item("b"))

    with database.read() as tx:
        found = items.get_many(tx, [second.id, 4711, first.id])

    assert found == [second, first]


def test_more_items_than_a_statement_has_parameters_can_be_asked_for(database: Database) -> None:
    """A digest has no greatest length."""
    (stored,) = added(database, an_item())

    with database.read() as tx:
        assert items.get_many(tx, range(1, 50_000)) == [stored]


def test_all_words_must_occur_in_title_or_body(database: Database) -> None:
    """Arabic as written, Latin letters in either case."""
    added(
        database,
        an_item("a", title="رتل Convoy", body="القامشلي", url="a"),
        an_item("b", title="رتل", body="", url="b"),
    )

    assert found_by(database, "convoy القامشلي") == ["a"]
    assert found_by(database, "رتل") == ["a", "b"]


@pytest.mark.parametrize(("words", "urls"), [("100%", ["a"]), ("_", []), ("\\", []), ("'\"", [])])
def test_signs_with_a_meaning_in_sql_are_just_signs(
    database: Database, words: str, urls: list[str]
) -> None:
    """FM 116: what the user types is never syntax."""
    added(database, an_item("a", title="100% sure", body="", url="a"))
    added(database, an_item("b", title="1000 sure", body="", url="b"))

    assert found_by(database, words) == urls


def test_a_search_can_be_narrowed(database: Database) -> None:
    """By outlet, by rule, by when it was first seen."""
    (old,) = added(database, an_item("old"), at=NOW - DAY)
    (other,) = added(database, an_item("other", outlet="rudaw"))
    (new,) = added(database, an_item("new"))
    with database.write() as tx:
        matches.add(tx, old.id, [a_match("convoys"), a_match("places")], NOW)

    with database.read() as tx:
        assert items.search(tx, outlet="rudaw") == [other]
        assert items.search(tx, matched_by="convoys") == [old]
        assert items.search(tx, since=NOW - HOUR) == [new, other]


def test_a_search_can_be_continued(database: Database) -> None:
    """Page by page, newest first, with nothing twice and nothing left out."""
    added(database, *(an_item(str(n)) for n in range(5)))

    with database.read() as tx:
        everything = items.search(tx)
        first = items.search(tx, limit=2)
        rest = items.search(tx, before_id=first[-1].id)

    assert first + rest == everything
    assert len(everything) == 5


def test_items_are_counted_in_a_half_open_window(database: Database) -> None:
    """The baseline is part of the first number and is the second."""
    added(database, an_item("before"), at=NOW - HOUR)
    added(database, an_item("at the end"), at=NOW + HOUR)
    with database.write() as tx:
        items.add_new(tx, [an_item("a"), an_item("b")], NOW, is_baseline=True)
        items.add_new(tx, [an_item("c")], NOW, is_baseline=False)
        counted = items.count_between(tx, NOW, NOW + HOUR)

    assert counted == (3, 2)


def test_a_revised_text_under_a_known_key_is_not_new(database: Database) -> None:
    """Identity is the key alone."""
    added(database, an_item())

    assert added(database, replace(an_item(), title="another title")) == ()


def test_an_item_is_found_by_its_link(database: Database) -> None:
    """The newest of several; none where nothing links there."""
    added(database, an_item("a", url="https://x.example/1"))
    (newest,) = added(database, an_item("b", url="https://x.example/1"))

    with database.read() as tx:
        assert items.at_link(tx, "https://x.example/1") == newest
        assert items.at_link(tx, "https://x.example/") is None


def test_items_without_a_date_are_counted_in_a_half_open_window(database: Database) -> None:
    """Baselines and what has a date are not among them."""
    undated = {"published_at": None}
    added(database, an_item("before", **undated), at=NOW - HOUR)
    added(database, an_item("first", **undated), an_item("dated"), at=NOW)
    added(database, an_item("at the end", **undated), at=NOW + HOUR)
    with database.write() as tx:
        items.add_new(tx, [an_item("old", **undated)], NOW, is_baseline=True)

        assert items.count_undated(tx, NOW, NOW + HOUR) == 1


def test_the_moments_of_an_outlet_are_those_that_brought_news(database: Database) -> None:
    """Each once, oldest first, without its baseline and without other outlets."""
    added(database, an_item("before"), at=NOW - HOUR)
    added(database, an_item("later"), at=NOW + HOUR)
    added(database, an_item("a"), an_item("b"), at=NOW)
    added(database, an_item("other", outlet="rudaw"), at=NOW + DAY)
    with database.write() as tx:
        items.add_new(tx, [an_item("old")], NOW + DAY, is_baseline=True)

        assert items.moments_of(tx, "sana-ar", NOW) == [NOW, NOW + HOUR]


def test_held_items_wait_for_a_persons_word(database: Database) -> None:
    """They are kept and found as such."""
    added(database, an_item("free"))
    with database.write() as tx:
        (held,) = items.add_new(tx, [an_item("held")], NOW, is_baseline=False, is_held=True)

        assert held.is_held
        assert items.get(tx, held.id) == held
        assert items.count_held(tx) == 1


@pytest.mark.parametrize("is_told", [True, False])
def test_a_decision_is_about_held_items_only(database: Database, is_told: bool) -> None:
    """To be told, they count as seen now; else they are like a baseline."""
    (free,) = added(database, an_item("free"))
    with database.write() as tx:
        (held,) = items.add_new(tx, [an_item("held")], NOW, is_baseline=False, is_held=True)
        counted = items.decide(tx, is_told=is_told, now=NOW + DAY)
        again = items.decide(tx, is_told=not is_told, now=NOW + 2 * DAY)
        left = items.get_many(tx, [free.id, held.id])

    seen = NOW + DAY if is_told else NOW
    assert (counted, again) == (1, 0)
    assert left == [
        free,
        replace(held, is_held=False, is_baseline=not is_told, first_seen_at=seen),
    ]

"""Matched items in lists."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from sqlite3 import Connection as SQLiteConnection

import pytest
from sqlalchemy import insert

from model import Verdict
from storage import items, labels, matched, matches, revisions
from storage.database import Database, Transaction
from storage.matched import Labelled, Wanted
from storage.schema import matches as table
from tests.storage.builders import DAY, NOW, a_match, an_item


def take_in(tx: Transaction, name: str, *rules: str, outlet: str = "a", days: int = 0) -> int:
    """Keep an item that fired *rules*, so many *days* ago; return its number."""
    (stored,) = items.add_new(
        tx, [an_item(name, outlet=outlet)], NOW - days * DAY, is_baseline=False
    )
    matches.add(tx, stored.id, [a_match(rule) for rule in rules], NOW)
    return stored.id


def say(tx: Transaction, item_id: int, rule: str, verdict: Verdict) -> None:
    """Label an item."""
    labels.say(tx, item_id, rule, verdict, "rana", "page", NOW)


@pytest.fixture
def tx(database: Database) -> Iterator[Transaction]:
    """Keep five items: the first fired nothing, the others one rule or two."""
    with database.write() as tx:
        take_in(tx, "one", days=3)
        take_in(tx, "two", "convoys", days=2)
        take_in(tx, "three", "convoys", "checkpoints", days=1)
        take_in(tx, "four", "checkpoints", outlet="b")
        take_in(tx, "five", "convoys", outlet="b")
        say(tx, 2, "convoys", "noise")
        say(tx, 3, "convoys", "noise")
        say(tx, 4, "checkpoints", "relevant")
        yield tx


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(), [5, 4, 3, 2]),
        (Wanted(rule="convoys"), [5, 3, 2]),
        (Wanted(rule="none"), []),
        (Wanted(outlet="b"), [5, 4]),
        (Wanted(rule="convoys", outlet="b"), [5]),
        (Wanted(since=NOW - DAY), [5, 4, 3]),
        (Wanted(until=NOW), [3, 2]),
        (Wanted(since=NOW - DAY, until=NOW), [3]),
    ],
)
def test_a_list_has_the_matched_items_newest_first(
    tx: Transaction, wanted: Wanted, found: list[int]
) -> None:
    """Each once, however many rules it fired; the count agrees."""
    assert matched.page(tx, wanted) == found
    assert matched.count(tx, wanted) == len(found)


@pytest.mark.parametrize(
    ("label", "rule", "found"),
    [
        ("noise", "", [3, 2]),
        ("noise", "checkpoints", []),
        ("relevant", "", [4]),
        ("unsure", "", []),
        ("none", "", [5, 3]),
        ("none", "convoys", [5]),
    ],
)
def test_a_list_is_narrowed_to_what_was_said(
    tx: Transaction, label: Labelled, rule: str, found: list[int]
) -> None:
    """An item with two rules is open as long as nothing was said of one of them."""
    assert matched.page(tx, Wanted(label=label, rule=rule)) == found


def test_a_list_goes_on_below_a_number(tx: Transaction) -> None:
    """No item comes twice or is left out."""
    first = matched.page(tx, Wanted(), limit=2)

    assert [*first, *matched.page(tx, Wanted(), before=first[-1])] == [5, 4, 3, 2]


def test_an_edit_is_told_from_a_completion(tx: Transaction) -> None:
    """A text that replaces another one is an edit; one that its page completes is none."""
    edited, completed = items.get_many(tx, [4, 5])
    text = an_item("new words")
    revisions.revise(tx, edited, text, "feed", NOW, NOW - timedelta(hours=1))
    revisions.revise(tx, completed, text, "page", NOW, None)

    traits = matched.traits(tx, [4, 5, 99])

    assert {number: each.is_edited for number, each in traits.items()} == {4: True, 5: False}


def test_a_rule_is_applied_when_none_of_its_matches_came_live(tx: Transaction) -> None:
    """One that also fired live was told."""
    match = {"rule_set": "r", "hits": (), "created_at": NOW, "is_applied": True}
    tx.execute(insert(table), [match | {"item_id": 5, "rule": "late", "revision": 0}])
    tx.execute(insert(table), [match | {"item_id": 5, "rule": "convoys", "revision": 1}])

    assert matched.traits(tx, [5])[5].applied == {"late"}


def test_what_was_said_counts_without_a_match(tx: Transaction) -> None:
    """An item that a rule missed is found by its label."""
    say(tx, 1, "convoys", "relevant")

    assert matched.said_of(tx, "relevant") == [4, 1]
    assert matched.said_of(tx, "relevant", "convoys") == [1]
    assert matched.said_of(tx, "noise", before=3) == [2]


@pytest.mark.parametrize("wanted", [Wanted(), Wanted(rule="convoys"), Wanted(label="none")])
def test_fm_118_a_page_of_a_long_list_costs_what_a_page_of_a_short_one_does(
    database: Database, wanted: Wanted
) -> None:
    """Counted in steps of SQLite, at the beginning of the list and deep in it."""
    with database.write() as tx:
        for number in range(300):
            take_in(tx, f"item {number}", "convoys")
        short = steps(tx, wanted, None)
        for number in range(300, 3000):
            take_in(tx, f"item {number}", "convoys")
        long, deep = steps(tx, wanted, None), steps(tx, wanted, 200)

    assert long <= 1.2 * short
    assert deep <= 1.2 * short


def steps(tx: Transaction, wanted: Wanted, before: int | None) -> int:
    """Return how many steps SQLite takes for a page."""
    taken = count()
    connection = tx.connection.dbapi_connection
    assert isinstance(connection, SQLiteConnection)
    connection.set_progress_handler(lambda: next(taken) and 0, 1)
    assert len(matched.page(tx, wanted, before)) == 50
    connection.set_progress_handler(None, 0)
    return next(taken)

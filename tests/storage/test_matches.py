"""What fired, and what still has to be told."""

import pytest
from sqlalchemy import delete, select

from model import Hit, Match, Span, StorageError
from storage import digests, items, matches, schema
from storage.database import Database, Transaction
from tests.storage.builders import DAY, HOUR, MINUTE, NOW, a_match, an_item, matched


def told(tx: Transaction, name: str, *match_ids: int, end: int = 1) -> None:
    """Freeze a digest of that name that tells those matches."""
    window = (NOW - DAY, NOW + end * HOUR)
    assert digests.freeze(tx, f"{name}-{end}", name, None, *window, match_ids, NOW)


def pending(
    tx: Transaction, name: str = "morning", rules: tuple[str, ...] = ("convoys",)
) -> set[int]:
    """Return the numbers of what is pending, whenever it was seen."""
    found = matches.pending(tx, name, rules, NOW - DAY, NOW + DAY, NOW)
    return {match.id for match in found}


def test_a_match_comes_back_equal(database: Database) -> None:
    """With every hit, its words and its places."""
    match = Match(
        "convoys",
        "r1",
        (
            Hit("رتل", "title", 0, 3, "رتل", Span(0, 22), topic="convoy"),
            Hit('"x"', "category", 7, 9, "\U0001f697é", Span(7, 9)),
        ),
    )

    with database.write() as tx:
        (item,) = items.add_new(tx, [an_item()], NOW, False)
        (stored,) = matches.add(tx, item.id, [match], NOW + MINUTE)
        found = matches.of_items(tx, [item.id])

    assert (stored.item_id, stored.match, stored.created_at) == (item.id, match, NOW + MINUTE)
    assert found == {item.id: (stored,)}


def test_a_rule_fires_once_for_an_item(database: Database) -> None:
    """The first match stays; only what is new is returned."""
    with database.write() as tx:
        first = matched(tx, "one", NOW)
        again = a_match(rule_set="r2")
        added = matches.add(tx, first.item_id, [again, a_match("places")], NOW)
        fired = matches.of_items(tx, [first.item_id])[first.item_id]

    assert [stored.match.rule for stored in added] == ["places"]
    assert [stored.match.rule_set for stored in fired] == ["r1", "r1"]


def test_a_match_of_no_item_is_an_error(database: Database) -> None:
    """The database keeps no orphans."""
    with pytest.raises(StorageError), database.write() as tx:
        matches.add(tx, 4711, [a_match()], NOW)


def test_no_match_in_gives_none_out(database: Database) -> None:
    """Most items fire nothing."""
    with database.write() as tx:
        assert matches.add(tx, 4711, [], NOW) == ()


def test_an_item_without_matches_is_in_the_answer(database: Database) -> None:
    """Whoever asks for an item can look it up."""
    with database.read() as tx:
        assert matches.of_items(tx, [4711]) == {4711: ()}


def test_matches_go_with_their_item(database: Database) -> None:
    """Also when a digest told them; the digest itself stays."""
    with database.write() as tx:
        match = matched(tx, "one", NOW)
        told(tx, "morning", match.id)
        tx.execute(delete(schema.items))
        left = [
            tx.execute(select(table)).all() for table in (schema.matches, schema.digest_matches)
        ]
        last_end = digests.last_end(tx, "morning", NOW)

    assert left == [[], []]
    assert last_end == NOW + HOUR


def test_what_was_not_told_is_pending_oldest_item_first(database: Database) -> None:
    """In the order in which the items were first seen."""
    with database.write() as tx:
        second = matched(tx, "b", NOW + MINUTE)
        first = matched(tx, "a", NOW)
        found = matches.pending(tx, "morning", ["convoys"], NOW, NOW + HOUR, NOW + HOUR)

    assert found == [first, second]


def test_the_window_of_pending_is_half_open(database: Database) -> None:
    """An item at its end belongs to the next one."""
    with database.write() as tx:
        matched(tx, "before", NOW - MINUTE)
        inside = matched(tx, "start", NOW)
        matched(tx, "end", NOW + HOUR)
        found = matches.pending(tx, "morning", ["convoys"], NOW, NOW + HOUR, NOW + HOUR)

    assert found == [inside]


def test_what_a_digest_told_is_pending_for_another_only(database: Database) -> None:
    """Each digest tells everything once."""
    with database.write() as tx:
        match = matched(tx, "one", NOW)
        told(tx, "morning", match.id)

        assert pending(tx, "morning") == set()
        assert pending(tx, "evening") == {match.id}


def test_a_baseline_is_never_pending(database: Database) -> None:
    """What was there at the first look is not news."""
    with database.write() as tx:
        matched(tx, "one", NOW, is_baseline=True)

        assert pending(tx) == set()


def test_only_the_rules_of_the_digest_are_pending(database: Database) -> None:
    """No rules, nothing."""
    with database.write() as tx:
        convoy = matched(tx, "a", NOW)
        matched(tx, "b", NOW, rule="places")

        assert pending(tx, rules=("convoys",)) == {convoy.id}
        assert pending(tx, rules=()) == set()


def test_an_item_committed_after_its_window_was_frozen_comes_in_the_next_digest(
    database: Database,
) -> None:
    """Its transaction began before the window's end and was committed after the digest."""
    with database.write() as tx:
        since = digests.registered(tx, "morning", NOW - DAY)
        early = matched(tx, "early", NOW - HOUR)
    with database.write() as tx:
        digests.freeze(tx, "d1", "morning", None, since, NOW, [early.id], NOW)
    with database.write() as tx:
        late = matched(tx, "late", NOW - MINUTE)

    with database.read() as tx:
        since = digests.registered(tx, "morning", NOW)
        found = matches.pending(tx, "morning", ["convoys"], since, NOW + DAY, NOW + DAY)

    assert found == [late]


def test_items_of_a_baseline_that_fired_are_counted_once_each(database: Database) -> None:
    """Two rules on one item are one item; others are not counted."""
    with database.write() as tx:
        match = matched(tx, "one", NOW, is_baseline=True)
        matches.add(tx, match.item_id, [a_match("places")], NOW)
        matched(tx, "later", NOW + HOUR, is_baseline=True)
        matched(tx, "news", NOW)
        items.add_new(tx, [an_item("silent")], NOW, is_baseline=True)

        assert matches.count_baseline(tx, NOW, NOW + HOUR) == 1


def test_what_is_held_is_not_pending(database: Database) -> None:
    """A person decides about it first; then it comes in the window of that moment."""
    with database.write() as tx:
        (item,) = items.add_new(tx, [an_item()], NOW, is_baseline=False, is_held=True)
        (match,) = matches.add(tx, item.id, [a_match()], NOW)
        before = pending(tx)
        items.decide(tx, is_told=True, now=NOW + HOUR)
        found = [
            matches.pending(tx, "morning", ["convoys"], start, start + HOUR, NOW + DAY)
            for start in (NOW, NOW + HOUR)
        ]

    assert before == set()
    assert found == [[], [match]]


def test_fm_083_what_was_seen_by_a_clock_ahead_is_told(database: Database) -> None:
    """Once, in the next digest: nobody waits for years."""
    with database.write() as tx:
        match = matched(tx, "one", NOW + 3650 * DAY)
        before = matches.pending(tx, "morning", ["convoys"], NOW - DAY, NOW, NOW)
        told(tx, "morning", match.id)
        after = matches.pending(tx, "morning", ["convoys"], NOW - DAY, NOW, NOW)

    assert (before, after) == ([match], [])


def test_a_clock_a_little_ahead_tells_nothing_early(database: Database) -> None:
    """What was seen after the window's end comes in the next one."""
    with database.write() as tx:
        matched(tx, "one", NOW + MINUTE)

        assert matches.pending(tx, "morning", ["convoys"], NOW - DAY, NOW, NOW) == []

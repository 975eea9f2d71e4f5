"""Matches for the past: what is kept, what stays, and that no list of what is to be told has it."""

from storage import applied, digests, items, matches
from storage.database import Database
from tests.storage.builders import DAY, HOUR, NOW, a_match, an_item, matched


def test_what_fired_before_stays_as_it_is(database: Database) -> None:
    """Whatever version it fired for; only what is new is kept and counted."""
    with database.write() as tx:
        matched(tx, "fired", NOW)
        items.add_new(tx, [an_item("silent")], NOW, False)

        found = [(1, 3, a_match()), (2, 1, a_match()), (1, 0, a_match("other"))]
        added = applied.add(tx, found, NOW + DAY)

        kept = matches.of_items(tx, [1, 2])
        assert added == {"convoys": 1, "other": 1}
        assert [(m.match.rule, m.revision, m.is_applied) for m in kept[1]] == [
            ("convoys", 0, False),
            ("other", 0, True),
        ]
        assert [(m.revision, m.is_applied, m.created_at) for m in kept[2]] == [(1, True, NOW + DAY)]


def test_a_second_time_changes_nothing(database: Database) -> None:
    """Also within one call; what is gone meanwhile is passed over."""
    with database.write() as tx:
        items.add_new(tx, [an_item("silent")], NOW, False)
        found = [(1, 0, a_match()), (1, 0, a_match()), (77, 0, a_match())]

        assert applied.add(tx, found, NOW) == {"convoys": 1}
        assert applied.add(tx, found, NOW + HOUR) == {}
        assert applied.add(tx, [], NOW) == {}


def test_what_is_applied_is_no_part_of_what_is_told(database: Database) -> None:
    """Neither of a digest nor of the picture of what digests told, nor after a restore."""
    with database.write() as tx:
        digests.registered(tx, "morning", NOW - DAY)
        items.add_new(tx, [an_item("silent")], NOW, False)
        items.add_new(tx, [an_item("old")], NOW, True)
        applied.add(tx, [(1, 0, a_match()), (2, 0, a_match())], NOW)

        end = NOW + HOUR
        assert matches.pending(tx, "morning", ["convoys"], NOW, end, end, after=0) == []
        assert matches.count_days(tx, ["convoys"], end, 1) == [0]
        assert matches.count_baseline(tx, NOW, end) == 0
        assert items.forget_untold(tx, end) == 0

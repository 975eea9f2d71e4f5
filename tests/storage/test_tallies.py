"""How often rules fired, counted by the moment an item was first seen."""

from datetime import timedelta

from storage import applied, items, labels, matches, tallies
from storage.database import Database
from tests.storage.builders import DAY, HOUR, NOW, a_match, an_item, matched

TICK = timedelta(microseconds=1)


def test_a_day_is_24_hours_back_from_the_end(database: Database) -> None:
    """To the microsecond; what is older or newer is not counted."""
    with database.write() as tx:
        for name, at in {
            "too old": NOW - 3 * DAY - TICK,
            "first": NOW - 3 * DAY,
            "before the border": NOW - 2 * DAY - HOUR,
            "last": NOW - TICK,
            "too new": NOW,
        }.items():
            matched(tx, name, at)

        assert tallies.by_day(tx, ["convoys", "other"], NOW, 3) == {
            "convoys": (2, 0, 1),
            "other": (0, 0, 0),
        }


def test_an_item_counts_once_for_a_rule_and_an_applied_match_counts_too(
    database: Database,
) -> None:
    """However many versions of it fired."""
    with database.write() as tx:
        matched(tx, "one", NOW - HOUR)
        matches.add(tx, 1, [a_match()], NOW, revision=1, is_update=True)
        items.add_new(tx, [an_item("past")], NOW - 5 * DAY, False)
        applied.add(tx, [(2, 0, a_match())], NOW)

        assert tallies.by_day(tx, ["convoys"], NOW, 6)["convoys"] == (0, 1, 0, 0, 0, 1)
        assert tallies.fired(tx, ["convoys", "other"]) == {"convoys": {1, 2}, "other": set()}
        assert tallies.fired(tx, ["convoys"], NOW - DAY) == {"convoys": {1}}
        assert tallies.fired(tx, ["convoys"], None, NOW - DAY) == {"convoys": {2}}


def test_the_newest_item_says_when_a_rule_last_fired(database: Database) -> None:
    """A rule that never did says nothing."""
    with database.write() as tx:
        matched(tx, "one", NOW - DAY)
        matched(tx, "two", NOW - HOUR)
        matched(tx, "three", NOW, rule="zebras")

        assert tallies.last_seen(tx, ["convoys", "other"]) == {"convoys": NOW - HOUR}
        assert tallies.rules_that_fired(tx) == ["convoys", "zebras"]


def test_an_empty_archive_counts_nothing(database: Database) -> None:
    """And fails at nothing."""
    with database.read() as tx:
        assert tallies.rules_that_fired(tx) == []
        assert tallies.by_day(tx, [], NOW, 30) == {}
        assert tallies.terms(tx, "convoys") == set()


def test_verdicts_are_those_of_items_of_the_period(database: Database) -> None:
    """Whenever they were said."""
    with database.write() as tx:
        matched(tx, "old", NOW - DAY)
        items.add_new(tx, [an_item("missed")], NOW, False)
        labels.say(tx, 1, "convoys", "noise", "ana", "cli", NOW)
        labels.say(tx, 2, "convoys", "relevant", "ana", "cli", NOW)
        labels.say(tx, 2, "other", "noise", "ana", "cli", NOW)

        assert tallies.verdicts(tx, "convoys") == {1: "noise", 2: "relevant"}
        assert tallies.verdicts(tx, "convoys", NOW) == {2: "relevant"}
        assert tallies.verdicts(tx, "convoys", None, NOW) == {1: "noise"}


def test_the_terms_that_hit_are_known(database: Database) -> None:
    """With the topic they are from."""
    with database.write() as tx:
        matched(tx, "one", NOW)
        matched(tx, "two", NOW - DAY, rule="other")

        assert tallies.terms(tx, "convoys", NOW) == {("convoy", "رتل")}
        assert tallies.terms(tx, "other", NOW) == set()

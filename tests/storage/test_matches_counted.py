"""What was told of the same piece before, and how many matches there were each day."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from model import StoredItem
from storage import digests, items, matches
from storage.database import Database, Transaction
from tests.storage.builders import DAY, HOUR, MINUTE, NOW, SECOND, a_match, an_item, matched

TICK = timedelta(microseconds=1)
LINK = "https://sana-ar.example/piece"


def told(tx: Transaction, name: str, at: datetime, digest: str = "morning", **item: Any) -> None:
    """Let a digest tell an item of that name."""
    match = matched(tx, name, at, **({"url": LINK} | item))
    assert digests.freeze(tx, f"{digest} {name}", digest, None, at, at, [match.id], at)


def stored(tx: Transaction, name: str = "follow-up", **changes: Any) -> StoredItem:
    """Store an item with the same link that nobody was told of."""
    (item,) = items.add_new(tx, [an_item(name, **({"url": LINK} | changes))], NOW, False)
    return item


def test_a_piece_told_before_is_known_by_its_link(database: Database) -> None:
    """With the last time it was told."""
    with database.write() as tx:
        told(tx, "first", NOW - 2 * DAY)
        told(tx, "second", NOW - DAY)

        assert matches.told_before(tx, "morning", stored(tx), NOW - 3 * DAY) == NOW - DAY


@pytest.mark.parametrize(
    "other",
    [{"outlet": "rudaw"}, {"url": LINK + "/2"}, {"digest": "evening"}, {"is_baseline": True}],
)
def test_another_outlet_link_or_digest_is_not_the_same_piece(
    database: Database, other: dict[str, Any]
) -> None:
    """The reader of this digest does not know it; a baseline was told to nobody."""
    with database.write() as tx:
        if "is_baseline" in other:
            matched(tx, "old", NOW - DAY, url=LINK, **other)
        else:
            told(tx, "other", NOW - DAY, **other)

        assert matches.told_before(tx, "morning", stored(tx), NOW - 2 * DAY) is None


def test_an_item_is_not_its_own_predecessor(database: Database) -> None:
    """A digest that is shown again calls nothing a follow-up of itself."""
    with database.write() as tx:
        told(tx, "one", NOW)
        (item,) = items.search(tx)

        assert matches.told_before(tx, "morning", item, NOW - DAY) is None


def test_what_has_no_link_follows_nothing(database: Database) -> None:
    """Else all such items would be one piece."""
    with database.write() as tx:
        told(tx, "one", NOW, url="")

        assert matches.told_before(tx, "morning", stored(tx, url=""), NOW - DAY) is None


def test_a_piece_told_long_ago_is_news_again(database: Database) -> None:
    """The moment given still counts, the one before does not."""
    with database.write() as tx:
        told(tx, "one", NOW - DAY)
        item = stored(tx)

        assert matches.told_before(tx, "morning", item, NOW - DAY) == NOW - DAY
        assert matches.told_before(tx, "morning", item, NOW - DAY + TICK) is None


def counted(database: Database, days: int, *ages: timedelta, end: datetime = NOW) -> list[int]:
    """Return how many items fired on each day when some were seen so long before *end*."""
    with database.write() as tx:
        for number, age in enumerate(ages):
            matched(tx, str(number), end - age)
        return matches.count_days(tx, ["convoys"], end, days)


def test_days_are_counted_back_from_the_end_oldest_first(database: Database) -> None:
    """Days without a match are there, with none."""
    assert counted(database, 4, HOUR, 23 * HOUR, 25 * HOUR, 3 * DAY + HOUR) == [1, 0, 1, 2]


@pytest.mark.parametrize("day", [1, 2, 7, 13, 29, 30])
def test_a_border_belongs_to_the_day_it_begins(database: Database, day: int) -> None:
    """As the windows of digests do: the last day is exactly that of a daily digest."""
    days = counted(database, 30, day * DAY - TICK, day * DAY, day * DAY + TICK)

    assert days[30 - day] == 2
    assert sum(days) == (2 if day == 30 else 3)


def test_the_end_and_what_is_older_or_newer_do_not_count(database: Database) -> None:
    """Thirty days are thirty days, whatever else there is."""
    days = counted(database, 30, timedelta(0), -HOUR, 30 * DAY + TICK, 31 * DAY, 400 * DAY)

    assert days == [0] * 30


def test_every_second_around_a_border_is_counted_once(database: Database) -> None:
    """No moment falls between two days."""
    ages = [2 * DAY + number * SECOND / 7 for number in range(-40, 41)]

    assert counted(database, 5, *ages) == [0, 0, 40, 41, 0]


def test_a_day_has_24_hours_whatever_the_clock_on_the_wall_says(database: Database) -> None:
    """Also when the end is given in a zone whose clock was changed the night before."""
    end = datetime(2026, 10, 25, 12, 0, tzinfo=ZoneInfo("Europe/Berlin"))
    at = end.astimezone(NOW.tzinfo)

    with database.write() as tx:
        matched(tx, "inside", at - DAY)
        matched(tx, "before", at - DAY - MINUTE)

        assert matches.count_days(tx, ["convoys"], end, 1) == [1]


def test_an_item_counts_once_for_all_its_rules(database: Database) -> None:
    """Other rules and baselines do not count; no rules, nothing."""
    with database.write() as tx:
        match = matched(tx, "one", NOW - HOUR)
        matches.add(tx, match.item_id, [a_match("places")], NOW)
        matched(tx, "other", NOW - HOUR, rule="weather")
        matched(tx, "old", NOW - HOUR, is_baseline=True)

        assert matches.count_days(tx, ["convoys", "places"], NOW, 2) == [0, 1]
        assert matches.count_days(tx, [], NOW, 2) == [0, 0]
        assert matches.count_days(tx, ["convoys"], NOW, 0) == []

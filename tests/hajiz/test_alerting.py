"""Instant alerts: what is told at once, what is held back, and that nothing is dropped."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from hajiz.assembly import Assembly
from hajiz.dispatch.alerts import freeze_alerts
from hajiz.dispatch.digests import freeze_due
from hajiz.dispatch.freezing import freeze_all
from storage import events, unsubscriptions
from tests.hajiz.desk import (
    ALERT,
    DAY,
    FILES,
    HOUR,
    MINUTE,
    START,
    article,
    desk,
    going_out,
    message,
    poll,
)

DIGEST = """
[[digests]]
name = "morning"
time = "07:00"
timezone = "Asia/Damascus"
channels = ["files"]
"""
NIGHT = START + timedelta(hours=13)  # 01:00 in Damascus
SIX = START + timedelta(hours=18)  # 06:00 there


def told(assembly: Assembly) -> list[list[str]]:
    """Return the titles in each alert so far."""
    found = []
    for delivery in going_out(assembly, "alert"):
        payload = json.loads(message(assembly, delivery.message_id).payload)
        found.append(sorted({each["item"]["title"] for each in payload["events"]}))
    return found


def test_a_match_is_told_at_once_and_once(tmp_path: Path) -> None:
    """Not at the baseline, not at the next turn, not after a restart."""
    with desk(tmp_path, ALERT, FILES) as assembly:
        poll(assembly, START, "An old convoy")
        assert freeze_alerts(assembly, START) == []
        poll(assembly, START + HOUR, "A convoy", "An old convoy", "Weather")
        (alert,) = freeze_alerts(assembly, START + HOUR)
        assert alert.id.startswith("evt_")
        assert freeze_alerts(assembly, START + HOUR + MINUTE) == []
    with desk(tmp_path, ALERT, FILES, now=START + DAY) as assembly:
        poll(assembly, START + DAY, "A convoy", "An old convoy")
        assert freeze_alerts(assembly, START + DAY) == []
        assert told(assembly) == [["A convoy"]]


def test_an_item_that_fires_two_rules_is_told_once(tmp_path: Path) -> None:
    """With both events in it."""
    with desk(tmp_path, ALERT, FILES) as assembly:
        poll(assembly, START, "Old")
        poll(assembly, START + HOUR, "A convoy at a checkpoint", "Old")
        (alert,) = freeze_alerts(assembly, START + HOUR)

        assert len(alert.items) == 1
        assert len(alert.items[0].events) == 2
        assert len(going_out(assembly, "alert")) == 1


def test_fm_052_a_flood_comes_as_one_message_that_lists_all(tmp_path: Path) -> None:
    """Eight hundred at once: one alert, in parts if need be, and none of them is dropped."""
    titles = [f"Convoy number {n}" for n in range(800)]
    with desk(tmp_path, ALERT, FILES) as assembly:
        poll(assembly, START, "Old")
        poll(assembly, START + HOUR, *titles)
        (alert,) = freeze_alerts(assembly, START + HOUR)

        assert len(alert.items) == 800
        parts = told(assembly)
        assert sorted(title for part in parts for title in part) == sorted(titles)
        assert len(parts) < 20


def test_as_many_as_allowed_come_one_by_one(tmp_path: Path) -> None:
    """`collapse_above` is the last number that does not collapse."""
    few = [f"Convoy {n}" for n in range(3)]
    with desk(tmp_path, ALERT + "collapse_above = 3\n", FILES) as assembly:
        poll(assembly, START, "Old")
        poll(assembly, START + HOUR, *few)
        freeze_alerts(assembly, START + HOUR)
        assert told(assembly) == [[each] for each in few] or len(told(assembly)) == 3
        poll(assembly, START + 2 * HOUR, *[f"Further convoy {n}" for n in range(4)], *few)
        freeze_alerts(assembly, START + 2 * HOUR)
        assert len(told(assembly)[-1]) == 4


def test_quiet_hours_hold_back_and_release_in_one_message(tmp_path: Path) -> None:
    """What came in the night comes at six, and says why it waited."""
    quiet = ALERT + 'quiet_hours = "22:00-06:00"\n'
    with desk(tmp_path, quiet, FILES) as assembly:
        poll(assembly, START, "Old")
        poll(assembly, NIGHT, "Convoy at one", "Old")
        assert freeze_alerts(assembly, NIGHT) == []
        poll(assembly, NIGHT + HOUR, "Convoy at two", "Convoy at one", "Old")
        assert freeze_alerts(assembly, SIX - MINUTE) == []

        (alert,) = freeze_alerts(assembly, SIX)

        assert (alert.held_for, alert.held_since) == ("quiet hours", NIGHT)
        assert told(assembly) == [["Convoy at one", "Convoy at two"]]


def test_a_cooldown_gathers_and_then_tells(tmp_path: Path) -> None:
    """The first at once, the next two together when half an hour is over."""
    with desk(tmp_path, ALERT + 'cooldown = "30m"\n', FILES) as assembly:
        poll(assembly, START, "Old")
        poll(assembly, START + HOUR, "Convoy 1", "Old")
        freeze_alerts(assembly, START + HOUR)
        poll(assembly, START + HOUR + 5 * MINUTE, "Convoy 2", "Convoy 1")
        poll(assembly, START + HOUR + 9 * MINUTE, "Convoy 3", "Convoy 2")
        assert freeze_alerts(assembly, START + HOUR + 29 * MINUTE) == []

        (alert,) = freeze_alerts(assembly, START + HOUR + 30 * MINUTE)

        assert alert.held_for == "cooldown"
        assert told(assembly) == [["Convoy 1"], ["Convoy 2", "Convoy 3"]]


def test_a_cooldown_is_per_rule(tmp_path: Path) -> None:
    """A checkpoint is told though convoys are cooling down."""
    with desk(tmp_path, ALERT + 'cooldown = "30m"\n', FILES) as assembly:
        poll(assembly, START, "Old")
        poll(assembly, START + HOUR, "Convoy 1", "Old")
        freeze_alerts(assembly, START + HOUR)
        poll(assembly, START + HOUR + MINUTE, "A checkpoint", "Convoy 1")

        assert len(freeze_alerts(assembly, START + HOUR + MINUTE)) == 1


def test_fm_045_old_news_is_not_alerted_but_comes_in_the_digest_as_late(tmp_path: Path) -> None:
    """Published a month before we first saw it: no alert, and never dropped."""
    late = article("A convoy of last month", published=START - 30 * DAY)
    with desk(tmp_path, ALERT, DIGEST, FILES) as assembly:
        poll(assembly, START, "Old")
        poll(assembly, START + HOUR, late, "Old")
        assert freeze_alerts(assembly, START + HOUR) == []

        (digest,) = freeze_due(assembly, START + DAY)

    assert [(part.kind, len(part.items)) for part in digest.parts] == [("late", 1)]


def test_fm_046_a_date_in_the_future_does_not_stop_an_alert(tmp_path: Path) -> None:
    """A publisher's date never gates anything."""
    odd = article("A convoy of 2100", published=START + 30_000 * DAY)
    with desk(tmp_path, ALERT, FILES) as assembly:
        poll(assembly, START, "Old")
        poll(assembly, START + HOUR, odd, "Old")

        assert len(freeze_alerts(assembly, START + HOUR)) == 1


def test_fm_049_a_first_look_at_five_hundred_items_alerts_nothing(tmp_path: Path) -> None:
    """They are the baseline: kept and matched, not told."""
    with desk(tmp_path, ALERT, FILES) as assembly:
        poll(assembly, START, *[f"Convoy {n}" for n in range(500)])

        assert freeze_alerts(assembly, START) == []


def test_fm_051_a_new_rule_or_alert_tells_nothing_of_the_past(tmp_path: Path) -> None:
    """What matched before the alert existed was told, or was not wanted, then."""
    with desk(tmp_path, FILES) as assembly:
        poll(assembly, START, "Old")
        poll(assembly, START + HOUR, "A convoy", "Old")
    with desk(tmp_path, ALERT, FILES, now=START + DAY) as assembly:
        poll(assembly, START + DAY, "A convoy", "Old")

        assert freeze_alerts(assembly, START + DAY) == []


def test_two_alerts_do_not_tell_one_channel_twice_of_an_item(tmp_path: Path) -> None:
    """They may overlap; the desk hears of an item once."""
    second = ALERT.replace('"now"', '"also"') + 'rules = ["convoys"]\n'
    with desk(tmp_path, ALERT, second, FILES) as assembly:
        poll(assembly, START, "Old")
        poll(assembly, START + HOUR, "A convoy", "Old")
        freeze_alerts(assembly, START + HOUR)

        assert len(going_out(assembly, "alert")) == 1


def test_a_flood_of_one_alert_does_not_swallow_the_other_alert(tmp_path: Path) -> None:
    """Both begin with the same event, and still are two messages."""
    second = ALERT.replace('"now"', '"also"').replace('"files"', '"more"') + "collapse_above = 1\n"
    more = FILES.replace('"files"', '"more"').replace('"out"', '"more"')
    with desk(tmp_path, ALERT, second, FILES, more) as assembly:
        poll(assembly, START, "Old")
        poll(assembly, START + HOUR, "Convoy 1", "Convoy 2", "Old")
        freeze_alerts(assembly, START + HOUR)

        sent = [(each.channel, each.message_id) for each in going_out(assembly, "alert")]
        assert [channel for channel, _ in sent] == ["files", "files", "more"]
        assert sorted(told(assembly)[-1]) == ["Convoy 1", "Convoy 2"]


def test_the_alerts_of_a_day_make_a_thread(tmp_path: Path) -> None:
    """The later ones follow the first; the next day begins anew."""
    with desk(tmp_path, ALERT, FILES) as assembly:
        poll(assembly, START, "Old")
        poll(assembly, START + HOUR, "Convoy 1", "Old")
        (first,) = freeze_alerts(assembly, START + HOUR)
        poll(assembly, START + 2 * HOUR, "Convoy 2", "Convoy 1")
        (second,) = freeze_alerts(assembly, START + 2 * HOUR)
        poll(assembly, START + DAY, "Convoy 3", "Convoy 2")
        (third,) = freeze_alerts(assembly, START + DAY)

    assert (first.thread, second.thread, third.thread) == ("", first.id, "")


def test_who_unsubscribed_gets_no_more_but_it_counts_as_told(tmp_path: Path) -> None:
    """Nothing piles up for nobody."""
    with desk(tmp_path, ALERT, FILES) as assembly:
        with assembly.database.write() as tx:
            unsubscriptions.add(tx, "files", "", "now", START)
        poll(assembly, START, "Old")
        poll(assembly, START + HOUR, "A convoy", "Old")
        freeze_alerts(assembly, START + HOUR)

        assert going_out(assembly) == []
        with assembly.database.read() as tx:
            assert events.count(tx, "told") == 1


def test_the_digest_tells_again_what_an_alert_told(tmp_path: Path) -> None:
    """It is the record of the day."""
    with desk(tmp_path, ALERT, DIGEST, FILES) as assembly:
        poll(assembly, START, "Old")
        poll(assembly, START + HOUR, "A convoy", "Old")
        freeze_alerts(assembly, START + HOUR)

        (digest,) = freeze_due(assembly, START + DAY)

    assert digest.match_count == 1


@pytest.mark.parametrize("turns", [5])
def test_fm_043_shuffled_feeds_alert_nothing_twice(tmp_path: Path, turns: int) -> None:
    """The same items in another order are the same items."""
    titles = [f"Convoy {n}" for n in range(10)]
    with desk(tmp_path, ALERT, FILES) as assembly:
        poll(assembly, START, "Old")
        for turn in range(turns):
            shuffled = titles[turn:] + titles[:turn]
            poll(assembly, START + (turn + 1) * HOUR, *shuffled)
            freeze_alerts(assembly, START + (turn + 1) * HOUR)

        assert sorted(title for part in told(assembly) for title in part) == sorted(titles)


def test_a_digest_that_cannot_be_frozen_keeps_no_alert_back(tmp_path: Path) -> None:
    """Its row in the ledger is damaged; the turn says so when all else is done."""
    with desk(tmp_path, ALERT, FILES, DIGEST) as assembly:
        poll(assembly, START, "Old")
        poll(assembly, START + HOUR, "A convoy", "Old")
        with assembly.database.write() as tx:
            tx.exec_driver_sql("UPDATE digest_starts SET since = 'Friday'")

        with pytest.raises(ValueError, match="Friday"):
            freeze_all(assembly, lambda: START + HOUR)

        assert len(going_out(assembly, "alert")) == 1

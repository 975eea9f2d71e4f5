"""Digests of a real database over weeks: windows that tile, days without a match, weekdays."""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from hajiz.assembly import Assembly
from hajiz.dispatch.digests import freeze_due, freeze_now
from tests.hajiz.desk import DAY, FILES, HOUR, START, desk, going_out, poll

DIGEST = """
[[digests]]
name = "morning"
time = "{time}"
timezone = "{zone}"
channels = ["files"]
"""


def digest(more: str = "", time: str = "07:00", zone: str = "Asia/Damascus") -> str:
    """Write a digest."""
    return DIGEST.format(time=time, zone=zone) + more


def windows(assembly: Assembly) -> list[tuple[str, str, str | None]]:
    """Return start, end and local date of every digest in the ledger."""
    query = "SELECT window_start, window_end, local_date FROM digests ORDER BY window_end"
    with assembly.database.read() as tx:
        return [tuple(row) for row in tx.execute(text(query)).all()]


@pytest.mark.parametrize(
    ("zone", "time", "around"),
    [
        ("Africa/Cairo", "00:30", "2026-04-24"),
        ("Africa/Cairo", "23:30", "2026-10-29"),
        ("Europe/Paris", "02:30", "2026-10-25"),
        ("America/New_York", "01:30", "2026-11-01"),
        ("Australia/Lord_Howe", "02:15", "2026-10-04"),
        ("Africa/Casablanca", "02:30", "2026-02-15"),
    ],
)
def test_fm_082_windows_tile_over_every_change_of_clocks(
    tmp_path: Path, zone: str, time: str, around: str
) -> None:
    """Each local date once; every window starts where the one before ended."""
    middle = datetime.fromisoformat(around).replace(tzinfo=ZoneInfo(zone))
    began = middle - 3 * DAY
    with desk(tmp_path, digest(time=time, zone=zone), FILES, now=began) as assembly:
        for step in range(6 * 24 * 4):
            freeze_due(assembly, began + step * timedelta(minutes=15))
        found = windows(assembly)

    dates = [date for _, _, date in found]
    assert len(dates) == len(set(dates)) >= 5
    assert [start for start, _, _ in found[1:]] == [end for _, end, _ in found[:-1]]


def test_a_digest_by_hand_keeps_the_windows_tiling(tmp_path: Path) -> None:
    """It ends one window; the daily one begins there."""
    with desk(tmp_path, digest(), FILES) as assembly:
        freeze_due(assembly, START + DAY)
        freeze_now(assembly, assembly.config.digests[0], START + DAY + HOUR)
        freeze_due(assembly, START + 2 * DAY)
        found = windows(assembly)

    assert [start for start, _, _ in found[1:]] == [end for _, end, _ in found[:-1]]
    assert found[1][2] is None


def test_a_digest_on_some_weekdays_covers_all_the_days_between(tmp_path: Path) -> None:
    """Monday's covers the time since Friday's."""
    with desk(tmp_path, digest('weekdays = ["mon", "fri"]\n'), FILES) as assembly:
        poll(assembly, START, "Old")
        for day in range(15):
            poll(assembly, START + day * DAY + HOUR, f"Convoy {day}", "Old")
            freeze_due(assembly, START + (day + 1) * DAY)
        found = windows(assembly)

    days = [datetime.fromisoformat(str(date)).strftime("%a") for _, _, date in found]
    assert set(days) == {"Mon", "Fri"}
    assert [start for start, _, _ in found[1:]] == [end for _, end, _ in found[:-1]]


@pytest.mark.parametrize(("policy", "sent"), [("send", 15), ("skip", 0), ("weekly", 3), ("", 3)])
def test_fm_087_days_without_a_match(tmp_path: Path, policy: str, sent: int) -> None:
    """Said daily, weekly (as when nothing is configured) or never; the ledger has every day."""
    more = f'when_empty = "{policy}"\n' if policy else ""
    with desk(tmp_path, digest(more), FILES) as assembly:
        poll(assembly, START, "Old")
        for day in range(15):
            freeze_due(assembly, START + (day + 1) * DAY)

        assert len(windows(assembly)) == 15
        assert len(going_out(assembly)) == sent


def test_fm_081_a_digest_missed_for_three_days_is_one_and_says_so(tmp_path: Path) -> None:
    """Nothing of those days is missing in it, and the days after are as ever."""
    with desk(tmp_path, digest('when_empty = "send"\n'), FILES) as assembly:
        poll(assembly, START, "Old")
        for day in range(4):
            poll(assembly, START + day * DAY + HOUR, f"Convoy {day}", "Old")
        (caught_up,) = freeze_due(assembly, START + 4 * DAY)
        (after,) = freeze_due(assembly, START + 5 * DAY)

    assert caught_up.match_count == 4
    assert after.match_count == 0
    assert after.window_start == caught_up.window_end


def test_a_piece_that_comes_again_under_another_id_is_a_follow_up(tmp_path: Path) -> None:
    """The outlet rewrote it at the same address: told apart from news, with when it was told."""
    from tests.hajiz.desk import article

    first = article("A convoy was stopped", url="https://a.example/1", key="one")
    again = article("A convoy was stopped, army says", url="https://a.example/1", key="two")
    with desk(tmp_path, digest(), FILES) as assembly:
        poll(assembly, START, "Old")
        poll(assembly, START + HOUR, first, "Old")
        freeze_due(assembly, START + DAY)
        poll(assembly, START + DAY + HOUR, again, first, "Old")
        (second,) = freeze_due(assembly, START + 2 * DAY)

    (part,) = second.parts
    (item,) = part.items
    assert part.kind == "follow_up"
    assert item.told_at is not None


def test_fm_053_a_feed_whose_items_are_all_new_is_said_to_be_overrun(tmp_path: Path) -> None:
    """What passed between two looks is not known, and that is said."""
    with desk(tmp_path, digest('when_empty = "send"\n'), FILES) as assembly:
        poll(assembly, START, "A", "B", "C")
        poll(assembly, START + HOUR, "D", "E", "F")
        (made,) = freeze_due(assembly, START + DAY)

    (state,) = made.coverage.overrun
    assert state.outlet.id == "a"
    assert state.reason.endswith("a shorter interval misses less")


def test_an_outlet_quieter_than_its_own_rhythm_is_said_to_be_quiet(tmp_path: Path) -> None:
    """Daily news for a month, then nothing for nine days."""
    with desk(tmp_path, digest('when_empty = "send"\n'), FILES) as assembly:
        poll(assembly, START, "Old")
        for day in range(30):
            poll(assembly, START + day * DAY, f"News {day}", "Old")
        (early,) = freeze_due(assembly, START + 33 * DAY)
        poll(assembly, START + 39 * DAY, "News 29", "Old")
        (late,) = freeze_due(assembly, START + 39 * DAY)

    assert early.coverage.quiet == ()
    assert [state.outlet.id for state in late.coverage.quiet] == ["a"]


def test_the_last_bar_of_the_picture_is_this_digest(tmp_path: Path) -> None:
    """Thirty bars, a day each, the newest last."""
    with desk(tmp_path, digest(), FILES) as assembly:
        poll(assembly, START, "Old")
        poll(assembly, START + HOUR, "Convoy 1", "Old")
        freeze_due(assembly, START + DAY)
        poll(assembly, START + DAY, "Convoy 2", "Convoy 3", "Convoy 1", "Old")
        (made,) = freeze_due(assembly, START + 2 * DAY)

    assert made.days[-2:] == (1, 2)
    assert len(made.days) == 30

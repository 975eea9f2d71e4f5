"""The clocks: one that was set, and a machine that was asleep."""

from datetime import timedelta
from pathlib import Path

import pytest

from hajiz.clock import ClockWatch
from hajiz.collect import Collection
from hajiz.dispatch.digests import freeze_due
from storage import feeds
from tests.hajiz.desk import DAY, FILES, HOUR, START, desk, poll

DIGEST = """
[[digests]]
name = "morning"
time = "07:00"
timezone = "Asia/Damascus"
channels = ["files"]
when_empty = "send"
"""


@pytest.mark.parametrize(
    ("wall", "boot", "up", "seen"),
    [
        (5.0, 5.0, 5.0, (0.0, 0.0)),
        (3605.0, 5.0, 5.0, (3600.0, 0.0)),
        (-7195.0, 5.0, 5.0, (-7200.0, 0.0)),
        (28805.0, 28805.0, 5.0, (0.0, 28800.0)),
    ],
)
def test_fm_083_a_jump_and_a_sleep_are_told_apart(
    wall: float, boot: float, up: float, seen: tuple[float, float]
) -> None:
    """Set forward, set back, asleep for eight hours, and nothing at all."""
    clocks = {"wall": 0.0, "boot": 0.0, "up": 0.0}
    watch = ClockWatch(*(lambda name=name: clocks[name] for name in clocks))  # type: ignore[misc]
    clocks.update(wall=wall, boot=boot, up=up)

    found = watch.look()

    assert (found.jumped, found.slept) == seen


def test_fm_083_a_clock_ten_years_ahead_blocks_no_later_digest(tmp_path: Path) -> None:
    """What was seen and frozen then does not keep later days from their digest."""
    ahead = START + 3650 * DAY
    with desk(tmp_path, DIGEST, FILES) as assembly:
        poll(assembly, START, "Old")
        assert len(freeze_due(assembly, ahead)) == 1
        poll(assembly, ahead, "A convoy", "Old")

        days = [freeze_due(assembly, START + day * DAY) for day in (1, 2, 3)]

    assert [len(frozen) for frozen in days] == [1, 1, 1]
    assert [digest.match_count for (digest,) in days] == [1, 0, 0]


def test_fm_083_a_digest_first_heard_of_ten_years_ahead_comes_all_the_same(tmp_path: Path) -> None:
    """A machine without a clock of its own may begin in any year."""
    with desk(tmp_path, DIGEST, FILES, now=START + 3650 * DAY):
        pass
    with desk(tmp_path, DIGEST, FILES) as assembly:
        poll(assembly, START, "Old")
        freeze_due(assembly, START + DAY)
        poll(assembly, START + DAY + HOUR, "A convoy", "Old")

        frozen = freeze_due(assembly, START + 2 * DAY)

    assert [digest.match_count for digest in frozen] == [1]


def test_fm_084_what_is_seen_by_a_clock_set_back_is_told_once(tmp_path: Path) -> None:
    """The clock goes back two hours right after a digest: the next one has what came then."""
    with desk(tmp_path, DIGEST, FILES) as assembly:
        poll(assembly, START, "Old")
        freeze_due(assembly, START + DAY)
        poll(assembly, START + 17 * HOUR, "A convoy", "Old")  # the digest covered until 19 h

        (made,) = freeze_due(assembly, START + 2 * DAY)

        assert made.match_count == 1


@pytest.mark.asyncio
async def test_fm_086_after_a_sleep_each_feed_is_polled_once_within_five_minutes(
    tmp_path: Path,
) -> None:
    """Not eight hours' worth, and not all in one second."""
    wake = START + 8 * HOUR
    with desk(tmp_path, FILES) as assembly:
        poll(assembly, START, "Old")
        collection = Collection(assembly, None, lambda: wake)  # type: ignore[arg-type]
        assert await collection.spread_due() == 1
        await collection.stop()
        with assembly.database.read() as tx:
            (state,) = feeds.states(tx).values()

    assert wake <= state.next_poll_at <= wake + timedelta(minutes=5)

"""How often an outlet is asked by its own rhythm."""

from datetime import UTC, datetime, timedelta

import pytest

from crawler.pace import next_poll
from crawler.rhythm import Pace, bounds, learned, pace_of
from crawler.settings import FetchSettings
from model import OutletId, Unchanged, Validators

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
FREE = Pace(HOUR, 15 * MINUTE, 4 * HOUR)
WORKS = Unchanged(OutletId("outlet"), Validators())


@pytest.mark.parametrize(
    ("usual", "least", "most", "expected"),
    [
        (30, None, None, (15, 240)),
        (60, None, None, (30, 240)),
        (10, None, None, (10, 80)),
        (1, None, None, (1, 8)),
        (600, None, None, (300, 600)),
        (30, 20, 60, (20, 60)),
        (30, 30, 30, (30, 30)),
    ],
)
def test_the_bounds_follow_the_usual_interval(
    usual: int, least: int | None, most: int | None, expected: tuple[int, int]
) -> None:
    """Who sets only that gets bounds in proportion."""
    settings = FetchSettings(
        interval=usual * MINUTE,
        min_interval=least and least * MINUTE,
        max_interval=most and most * MINUTE,
    )

    assert bounds(settings) == (expected[0] * MINUTE, expected[1] * MINUTE)


@pytest.mark.parametrize(
    ("rhythm", "silence", "minutes"),
    [
        (None, 0, 30),
        (timedelta(minutes=2), 0, 15),
        (HOUR, 0, 30),
        (HOUR, 4, 30),
        (HOUR, 8, 60),
        (5 * HOUR, 0, 150),
        (timedelta(days=7), 0, 240),
        (HOUR, 1000, 240),
        (None, 8, 60),
    ],
)
def test_the_interval_follows_the_outlets_own_rhythm(
    rhythm: timedelta | None, silence: int, minutes: int
) -> None:
    """A lively outlet is asked more often than a sleepy one; a silence lengthens it."""
    assert pace_of(FetchSettings(), None, rhythm, silence * HOUR).interval == minutes * MINUTE


def test_a_rhythm_is_learned_from_the_pauses_between_items() -> None:
    """The newest pause counts a quarter; a look without news changes nothing."""
    assert learned(None, None, 30) is None
    assert learned(None, HOUR, 4) == 15 * MINUTE
    assert learned(40 * MINUTE, HOUR, 1) == 45 * MINUTE
    assert learned(HOUR, 5 * HOUR, 0) == HOUR
    assert learned(HOUR, timedelta(0), 3) == HOUR


def test_a_lively_outlet_is_found_out_and_a_sleepy_one_too() -> None:
    """From the usual interval to the floor and to the ceiling, by a year of looks each."""
    assert simulated(12 * MINUTE) == 15 * MINUTE
    assert HOUR < simulated(timedelta(hours=3)) < 2 * HOUR
    assert simulated(timedelta(days=3)) == 4 * HOUR


def simulated(pause: timedelta) -> timedelta:
    """Return the interval found after 200 looks at an outlet with an item every *pause*."""
    rhythm, last_new, now, seen, pace = None, NOW, NOW, 0, FREE
    for _ in range(200):
        now = next_poll(now, WORKS, pace, 0, 0.5)
        new = (now - NOW) // pause - seen
        rhythm = learned(rhythm, now - last_new, new)
        seen += new
        last_new = now if new else last_new
        pace = pace_of(FetchSettings(), None, rhythm, now - last_new)
    return pace.interval

"""For how long an outlet may be silent."""

from datetime import UTC, datetime, timedelta

import pytest

from hajiz.silence import limit_of, rate_of

START = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def after(*days: float) -> list[datetime]:
    """Return moments so many days after the start."""
    return [START + each * DAY for each in days]


@pytest.mark.parametrize(
    ("days", "limit"),
    [
        ([0, 1, 2, 3], 7),
        ([0, 3, 6, 9], 15),
        ([0, 7, 14, 21, 28], 35),
        ([n / 24 for n in range(240)], 7),  # hourly
        ([0, 0.1, 0.2, 7, 7.1, 14, 14.1, 14.2, 21], 35),  # in bursts: a burst is one piece of news
        ([0, 1, 2, 3, 20, 21, 22], 7),  # one long pause changes nothing
        ([0, 1, 2, 3, 15, 16, 17, 29, 30], 13),  # two are its way
    ],
)
def test_the_limit_follows_the_outlets_own_pauses(days: list[float], limit: int) -> None:
    """Seven days, or five usual pauses; or more than it has paused twice."""
    assert limit_of(after(*days)) == limit * DAY


@pytest.mark.parametrize("days", [[], [0], [0, 1, 2], [0, 0.1, 0.2, 0.3, 1, 2]])
def test_without_a_rhythm_there_is_no_limit(days: list[float]) -> None:
    """News on three days says little."""
    assert limit_of(after(*days)) is None


def test_the_rate_is_at_least_once_a_day() -> None:
    """It is said in whole numbers."""
    assert rate_of(after(0, 7, 14)) == 1
    assert rate_of([START + n * HOUR for n in range(241)]) == 24

"""When a postponed message is tried again, and a paused channel asked again."""

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from alerts.channels.retry import MAIL_PAUSES, PAUSES, next_attempt, resume_at
from model import Paused

NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)
MIDDLE = 0.5  # no jitter


def schedule(pauses: tuple[timedelta, ...]) -> list[datetime]:
    """Return the moments of all attempts, each made as soon as it may be."""
    moments = [NOW]
    for attempt in count(1):
        moment = next_attempt(attempt, moments[-1], MIDDLE, pauses)
        if moment is None:
            break
        moments.append(moment)
    return moments


def test_fm_101_the_pauses_are_those_of_standard_webhooks() -> None:
    """Ten attempts in 75 h 35 m 05 s: the schedule of Standard Webhooks."""
    moments = schedule(PAUSES)

    assert len(moments) == 10
    assert moments[-1] - NOW == timedelta(hours=75, minutes=35, seconds=5)


def test_fm_089_mail_is_tried_for_about_as_long_but_sooner_at_first() -> None:
    """1, 5, 15, 60 minutes, then hours: greylisting ends within minutes, an outage may not."""
    moments = schedule(MAIL_PAUSES)

    assert [moments[i + 1] - moments[i] for i in range(4)] == [
        timedelta(minutes=minutes) for minutes in (1, 5, 15, 60)
    ]
    assert timedelta(hours=75) <= moments[-1] - NOW < timedelta(hours=76)
    assert list(MAIL_PAUSES) == sorted(MAIL_PAUSES)


@pytest.mark.parametrize("pauses", [PAUSES, MAIL_PAUSES])
def test_after_the_last_pause_we_give_up(pauses: tuple[timedelta, ...]) -> None:
    """Not before, and not any later either."""
    assert next_attempt(len(pauses), NOW, MIDDLE, pauses) == NOW + pauses[-1]
    assert next_attempt(len(pauses) + 1, NOW, MIDDLE, pauses) is None
    assert next_attempt(len(pauses) + 100, NOW, MIDDLE, pauses) is None


@pytest.mark.parametrize(("jitter", "factor"), [(0.0, 0.8), (MIDDLE, 1.0), (1.0, 1.2)])
def test_a_pause_is_spread_by_a_fifth(jitter: float, factor: float) -> None:
    """Earliest, middle and latest moment for the second attempt's pause."""
    assert next_attempt(2, NOW, jitter) == NOW + PAUSES[1] * factor


def test_attempts_are_counted_from_one() -> None:
    """Zero is a mistake of the caller."""
    with pytest.raises(ValueError, match="from 1"):
        next_attempt(0, NOW, MIDDLE)


@pytest.mark.parametrize(
    ("wish", "pause"),
    [
        (None, timedelta(hours=1)),
        (timedelta(minutes=2), timedelta(minutes=2)),
        (timedelta(days=7), timedelta(days=7)),
        (timedelta(days=3650), timedelta(days=7)),  # no receiver silences itself by one header
        (timedelta(0), timedelta(seconds=5)),  # nor makes us spin
        (timedelta(seconds=-1), timedelta(seconds=5)),
    ],
)
def test_fm_102_a_paused_channel_is_asked_again_as_it_wishes(
    wish: timedelta | None, pause: timedelta
) -> None:
    """Within five seconds and a week; in an hour when it names no time."""
    assert resume_at(NOW, Paused("x", wish)) == NOW + pause

"""When a postponed message is tried again, and a paused channel asked again."""

from datetime import UTC, datetime, timedelta

import pytest

from alerts.channels.retry import MAIL_PAUSES, PAUSES, next_attempt, resume_at
from model.message import Paused

NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)
MIDDLE = 0.5  # no jitter


def test_the_pauses_are_those_of_standard_webhooks() -> None:
    """Nine pauses, 75 h 35 m 05 s in all, so ten attempts."""
    moments = [next_attempt(attempt, NOW, MIDDLE) for attempt in range(1, 10)]

    assert [each - NOW for each in moments if each] == list(PAUSES)
    assert sum(PAUSES, timedelta()) == timedelta(hours=75, minutes=35, seconds=5)


def test_fm_089_mail_is_tried_again_within_minutes_and_for_three_days() -> None:
    """1, 5, 15 and 60 minutes, then ever longer, 75 hours in all."""
    moments = [
        next_attempt(attempt, NOW, MIDDLE, MAIL_PAUSES)
        for attempt in range(1, len(MAIL_PAUSES) + 1)
    ]

    minutes = [(each - NOW).total_seconds() / 60 for each in moments if each]
    assert minutes[:4] == [1, 5, 15, 60]
    assert minutes == sorted(minutes)
    assert sum(MAIL_PAUSES, timedelta()) == timedelta(hours=75, minutes=21)


@pytest.mark.parametrize("pauses", [PAUSES, MAIL_PAUSES])
def test_after_the_last_pause_we_give_up(pauses: tuple[timedelta, ...]) -> None:
    """One attempt more than there are pauses."""
    assert next_attempt(len(pauses), NOW, MIDDLE, pauses) is not None
    assert next_attempt(len(pauses) + 1, NOW, MIDDLE, pauses) is None


@pytest.mark.parametrize(("jitter", "factor"), [(0.0, 0.8), (1.0, 1.2)])
def test_a_pause_is_spread_by_a_fifth(jitter: float, factor: float) -> None:
    """Earliest and latest moment for the second attempt's pause."""
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
        (timedelta(0), timedelta(seconds=5)),
        (timedelta(days=-1), timedelta(seconds=5)),
        (timedelta(days=3650), timedelta(days=7)),
    ],
)
def test_fm_102_a_paused_channel_rests_as_it_wishes(
    wish: timedelta | None, pause: timedelta
) -> None:
    """An hour when it names no time, never so short that we spin, never for good."""
    assert resume_at(NOW, Paused("x", wish)) == NOW + pause

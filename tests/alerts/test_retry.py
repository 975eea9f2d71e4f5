"""When a postponed message is tried again."""

from datetime import UTC, datetime, timedelta

import pytest

from alerts.channels.retry import PAUSES, next_attempt
from model import Postponed

NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)
MIDDLE = 0.5  # no jitter


def test_the_pauses_are_those_of_standard_webhooks() -> None:
    """Nine pauses, 75 h 35 m 05 s in all, so ten attempts."""
    moments = [next_attempt(attempt, NOW, Postponed("x"), MIDDLE) for attempt in range(1, 10)]

    assert [each - NOW for each in moments if each] == list(PAUSES)
    assert sum(PAUSES, timedelta()) == timedelta(hours=75, minutes=35, seconds=5)


def test_after_the_tenth_attempt_we_give_up() -> None:
    """Even when the receiver asks to be tried later."""
    assert next_attempt(10, NOW, Postponed("x", timedelta(hours=1)), MIDDLE) is None


@pytest.mark.parametrize(("jitter", "factor"), [(0.0, 0.8), (1.0, 1.2)])
def test_a_pause_is_spread_by_a_fifth(jitter: float, factor: float) -> None:
    """Earliest and latest moment for the second attempt's pause."""
    assert next_attempt(2, NOW, Postponed("x"), jitter) == NOW + PAUSES[1] * factor


def test_fm_102_a_later_wish_of_the_receiver_is_obeyed() -> None:
    """Retry-After beyond our own pause moves the next attempt there, not before."""
    assert next_attempt(1, NOW, Postponed("x", timedelta(hours=1)), MIDDLE) == NOW + timedelta(
        hours=1
    )


def test_an_earlier_wish_does_not_shorten_our_pause() -> None:
    """We are never more eager than the schedule."""
    asked = Postponed("x", timedelta(seconds=1))

    assert next_attempt(4, NOW, asked, MIDDLE) == NOW + PAUSES[3]


def test_a_wish_of_ten_years_is_cut_to_a_week() -> None:
    """No receiver can silence itself for good by one header."""
    asked = Postponed("x", timedelta(days=3650))

    assert next_attempt(1, NOW, asked, MIDDLE) == NOW + timedelta(days=7)


def test_attempts_are_counted_from_one() -> None:
    """Zero is a mistake of the caller."""
    with pytest.raises(ValueError, match="from 1"):
        next_attempt(0, NOW, Postponed("x"), MIDDLE)

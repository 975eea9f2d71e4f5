"""
When to try a message again, or whether to give up.

A pure decision; sleeps nowhere and counts nothing.
"""

from datetime import datetime, timedelta

from model import Paused

# Standard Webhooks 1.0.0: the pause after each failed attempt, 75 h 35 m 05 s in all
PAUSES = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
SPREAD = 0.2  # a pause is up to so much shorter or longer, so that channels do not march in step
LONGEST_WISH = timedelta(days=7)  # a receiver may not ask for more


def next_attempt(attempt: int, now: datetime, jitter: float) -> datetime | None:
    """
    Decide when to try again after *attempt*, counted from 1, was postponed; None to give up.

    *jitter* is a random number in [0, 1).

    Raises:
        ValueError: *attempt* is less than 1.
    """
    if attempt < 1:
        raise ValueError("attempts are counted from 1")
    if attempt > len(PAUSES):
        return None
    return now + PAUSES[attempt - 1] * (1 - SPREAD + 2 * SPREAD * jitter)


def resume_at(now: datetime, paused: Paused) -> datetime:
    """Decide when a channel that was *paused* may be used again: in an hour, or as it asks."""
    return now + min(paused.retry_after or timedelta(hours=1), LONGEST_WISH)

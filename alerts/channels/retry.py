"""
When to try a message again, or whether to give up.

Pure decisions; sleep nowhere and count nothing.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from model.message import Paused

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
# A mail server that greylists wants to be asked again within minutes, but not within seconds;
# 75 h 21 m in all
MAIL_PAUSES = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=2),
    timedelta(hours=4),
    timedelta(hours=6),
    timedelta(hours=8),
    timedelta(hours=12),
    timedelta(hours=14),
    timedelta(hours=14),
    timedelta(hours=14),
)
SPREAD = 0.2  # a pause is up to so much shorter or longer, so that channels do not march in step
USUAL_REST = timedelta(hours=1)  # of a paused channel whose receiver names no time
SHORTEST_REST = timedelta(seconds=5)  # "Retry-After: 0" must not make us spin
LONGEST_REST = timedelta(days=7)  # a receiver may not ask for more


def next_attempt(
    attempt: int, now: datetime, jitter: float, pauses: Sequence[timedelta] = PAUSES
) -> datetime | None:
    """
    Decide when to try again after *attempt*, counted from 1, was postponed; None to give up.

    *jitter* is a random number in [0, 1). *pauses* is the channel's own schedule.

    Raises:
        ValueError: *attempt* is less than 1.
    """
    if attempt < 1:
        raise ValueError("attempts are counted from 1")
    if attempt > len(pauses):
        return None
    return now + pauses[attempt - 1] * (1 - SPREAD + 2 * SPREAD * jitter)


def resume_at(now: datetime, paused: Paused) -> datetime:
    """Decide when a *paused* channel is asked again: as it wishes, else in an hour."""
    wish = USUAL_REST if paused.retry_after is None else paused.retry_after
    return now + min(max(wish, SHORTEST_REST), LONGEST_REST)

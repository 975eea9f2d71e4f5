"""
When to look at a feed again.

Pure: no clock, no dice. Never answers "never": a feed that fails is asked less often, not dropped.
"""

from datetime import datetime, timedelta

from model import Failed, Outcome

FIRST_BACKOFF = timedelta(minutes=15)
LONGEST_BACKOFF = timedelta(hours=24)
_SOONEST = timedelta(seconds=1)
_DOUBLINGS = 7  # 15 min × 2⁷ is past 24 h


def next_poll(
    now: datetime, outcome: Outcome, interval: timedelta, failures: int, jitter: float
) -> datetime:
    """
    Decide when to look again at a feed that has just brought *outcome*.

    A success is followed by *interval*; a failure by 15 minutes, doubled for each of the
    *failures* in a row before this one, up to a day. *jitter* in [0, 1) spreads both by ±10 %, so
    that feeds do not move in step. A server's own wish (RFC 9110 §10.2.3) is a lower bound
    nothing undercuts. The answer is always later than *now*.

    Raises:
        ValueError: *now* has no time zone, *failures* is negative or *jitter* outside [0, 1).
    """
    if now.tzinfo is None or failures < 0 or not 0 <= jitter < 1:
        message = "next_poll needs an aware time, failures >= 0 and 0 <= jitter < 1"
        raise ValueError(message)
    spread = 0.9 + 0.2 * jitter
    if isinstance(outcome, Failed):
        backoff = FIRST_BACKOFF * (spread * 2.0 ** min(failures, _DOUBLINGS))
        return now + max(min(backoff, LONGEST_BACKOFF), outcome.retry_after or _SOONEST)
    return now + max(interval * spread, _SOONEST)

"""
When to look at a feed again.

Pure: no clock, no dice. Never answers "never": a feed that fails is asked less often, not dropped.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zlib import crc32

from crawler.rhythm import FLOOR, Pace
from model import Failed, FetchTask, Outcome, Validators, Wishes

FIRST_BACKOFF = timedelta(minutes=15)
LONGEST_BACKOFF = timedelta(hours=24)
LONGEST_WISH = timedelta(hours=24)  # that is granted a server whose feed works
WHOLE = timedelta(days=7)  # after which a server is no longer believed that nothing has changed
_SOONEST = timedelta(seconds=1)
_DOUBLINGS = 7  # 15 min × 2⁷ is past 24 h
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_STEP = timedelta(minutes=5)  # over which feeds are spread that skip the same hours


def next_poll(
    now: datetime,
    outcome: Outcome,
    pace: Pace,
    failures: int,
    jitter: float,
    wishes: Wishes = Wishes(),
) -> datetime:
    """
    Decide when to look again at a feed that has just brought *outcome*.

    A success is followed by the interval of *pace*; a failure by 15 minutes, doubled for each of
    the *failures* in a row before this one, up to a day. *jitter* in [0, 1) spreads both by ±10 %,
    so that feeds do not move in step, and a first look by a whole interval. A failed server's own
    wish (RFC 9110 §10.2.3) is a lower bound nothing undercuts; the *wishes* of a feed that works
    are one for up to 24 hours, or 15 minutes where the user has fixed the interval. The answer is
    always later than *now*.

    Raises:
        ValueError: *now* has no time zone, *failures* is negative or *jitter* outside [0, 1).
    """
    if now.tzinfo is None or failures < 0 or not 0 <= jitter < 1:
        message = "next_poll needs an aware time, failures >= 0 and 0 <= jitter < 1"
        raise ValueError(message)
    if isinstance(outcome, Failed):
        backoff = FIRST_BACKOFF * ((0.9 + 0.2 * jitter) * 2.0 ** min(failures, _DOUBLINGS))
        return now + max(min(backoff, LONGEST_BACKOFF), wish_of(outcome, failures) or _SOONEST)
    return now + _pause(pace, wishes, jitter) if pace.is_fixed else _kept(now, pace, wishes, jitter)


def wish_of(failed: Failed, failures: int) -> timedelta | None:
    """Return how long to leave the server alone that refused; a vague wish doubles each time."""
    if failed.retry_after is None or not failed.is_vague:
        return failed.retry_after
    return min(failed.retry_after * 2.0 ** min(failures, _DOUBLINGS), LONGEST_BACKOFF)


def asked_whole(task: FetchTask, now: datetime) -> FetchTask:
    """
    Return *task* without its validators where the last whole answer is more than a week old.

    A broken server that always says "unchanged" would else be believed for ever. A week is a
    little longer or shorter for each outlet.
    """
    spread = 0.9 + 0.2 * (crc32(task.outlet.encode()) / 2**32)
    if task.whole_at is not None and now - task.whole_at < WHOLE * spread:
        return task
    return replace(task, validators=Validators())


def _kept(now: datetime, pace: Pace, wishes: Wishes, jitter: float) -> datetime:
    """Return when the pause is over and no hour is to be skipped, which adds a day at most."""
    moment = now + _pause(pace, wishes, jitter)
    allowed = _after_skips(moment.astimezone(UTC), wishes)
    if allowed > moment:
        allowed += _STEP * jitter
    return min(allowed, max(moment, now + LONGEST_WISH))


def _pause(pace: Pace, wishes: Wishes, jitter: float) -> timedelta:
    earliest, latest = _span(pace)
    wish = min(max(wishes.fresh_for or _SOONEST, wishes.ttl or _SOONEST), LONGEST_WISH)
    if pace.is_fixed:
        wish = min(wish, FLOOR)
    return max(earliest, wish) + (latest - earliest) * jitter


def _span(pace: Pace) -> tuple[timedelta, timedelta]:
    """Return the shortest and the longest pause that serve as the interval."""
    earliest = pace.interval * 0.9 if pace.is_fixed else max(pace.interval * 0.9, pace.floor)
    latest = pace.interval * 1.1 if pace.is_fixed else min(pace.interval * 1.1, pace.ceiling)
    if pace.is_first:
        latest = min(earliest + pace.interval, max(pace.ceiling, pace.interval * 1.1))
    earliest = max(earliest, _SOONEST)
    return earliest, max(earliest, latest)


def _after_skips(moment: datetime, wishes: Wishes) -> datetime:
    """Return the first moment from *moment* on that is in no hour and on no day to be skipped."""
    for _ in range(24 * 7):
        if moment.weekday() in wishes.skip_days:
            moment = moment.replace(hour=0, minute=0, second=0, microsecond=0) + _DAY
        elif moment.hour in wishes.skip_hours:
            moment = moment.replace(minute=0, second=0, microsecond=0) + _HOUR
        else:
            break
    return moment

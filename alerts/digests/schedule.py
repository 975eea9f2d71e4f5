"""
When a daily digest is due: one for each local date, whatever the clock does.

Pure arithmetic over the digest's own ledger (its last local date); wakes nothing and knows no
scheduler, because schedulers fire twice or not at all when clocks change.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
EVERY_DAY = frozenset(range(7))  # date.weekday(): Monday is 0


@dataclass(frozen=True, slots=True)
class Due:
    """A digest whose time has come; it covers everything up to *window_end*, in UTC."""

    local_date: date
    window_end: datetime


def due(
    at: time,
    zone: ZoneInfo,
    last_date: date | None,
    since: datetime,
    now: datetime,
    weekdays: Collection[int] = EVERY_DAY,
) -> Due | None:
    """
    Tell which digest is due at *now*, if any.

    It is the one of the latest local date on one of *weekdays* whose moment lies in `(since, now]`
    and is later than *last_date*. Dates missed in between get no digest of their own: the latest
    one covers them. A clock that goes back makes nothing due a second time.

    Raises:
        ValueError: *since* or *now* has no time zone.
    """
    _require_zone(since, now)
    day = now.astimezone(zone).date() + DAY
    while moment(at, zone, day) > now or day.weekday() not in weekdays:
        day -= DAY
    window_end = moment(at, zone, day)
    if window_end <= since or (last_date is not None and day <= last_date):
        return None
    return Due(day, window_end)


def upcoming(
    at: time,
    zone: ZoneInfo,
    last_date: date | None,
    now: datetime,
    weekdays: Collection[int] = EVERY_DAY,
) -> datetime:
    """
    Return the next moment after *now*, in UTC, at which a digest can become due.

    Raises:
        ValueError: *now* has no time zone.
    """
    _require_zone(now)
    day = now.astimezone(zone).date() - DAY
    if last_date is not None:
        day = max(day, last_date + DAY)
    while moment(at, zone, day) <= now or day.weekday() not in weekdays:
        day += DAY
    return moment(at, zone, day)


def moment(at: time, zone: ZoneInfo, day: date) -> datetime:
    """
    Return the one instant, in UTC, that stands for *at* on *day* in *zone*.

    A time that occurs twice means its first occurrence; a time that a clock change leaves out is
    read with the offset from before the change, so it falls just after the gap (PEP 495, fold=0).
    """
    return datetime.combine(day, at.replace(tzinfo=None, fold=0), zone).astimezone(UTC)


def _require_zone(*moments: datetime) -> None:
    if any(each.tzinfo is None for each in moments):
        raise ValueError("a moment without a time zone")

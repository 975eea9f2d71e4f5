"""
How often an outlet is asked when its server has no wish: by the rhythm of its own news.

Pure. The user's bounds are never left.
"""

from dataclasses import dataclass
from datetime import timedelta

from crawler.settings import FetchSettings

FLOOR = timedelta(minutes=15)  # of intervals that Hajiz shortens; the user alone goes below
_CEILING = timedelta(hours=4)
_LONGEST = timedelta(days=90)
_NEWEST = 0.25  # what the newest pause between items counts in the rhythm
_SILENCE = 0.25  # of a silence, that counts as if it were the rhythm


@dataclass(frozen=True, slots=True)
class Pace:
    """How often an outlet is asked when its server has no wish."""

    interval: timedelta
    floor: timedelta
    ceiling: timedelta
    is_fixed: bool = False  # by the user, who knows what the outlet allows
    is_first: bool = False  # the look before was the first: feeds added together are spread


def pace_of(
    settings: FetchSettings,
    own: timedelta | None,
    rhythm: timedelta | None,
    silence: timedelta,
    *,
    is_first: bool = False,
) -> Pace:
    """
    Return the pace of an outlet: its *own* interval, if the user has fixed one, or by its rhythm.

    That is half its *rhythm*, so that an item waits a quarter of it on average; a quarter of its
    *silence* counts as rhythm once it is longer. Never outside of what the user allows.
    """
    if own is not None:
        return Pace(own, own, own, is_fixed=True, is_first=is_first)
    floor, ceiling = bounds(settings)
    usual = settings.interval if rhythm is None else rhythm / 2
    interval = max(usual, silence * _SILENCE / 2)
    return Pace(min(max(interval, floor), ceiling), floor, ceiling, is_first=is_first)


def bounds(settings: FetchSettings) -> tuple[timedelta, timedelta]:
    """
    Return the shortest and the longest interval, set by the user or in proportion to the usual.

    By default half of the usual one, but no less than 15 minutes, and eight times the usual one,
    but no more than 4 hours.
    """
    usual = settings.interval
    floor = settings.min_interval or max(usual / 2, FLOOR)
    ceiling = settings.max_interval or min(usual * 8, _CEILING)
    return min(floor, usual), max(ceiling, usual)


def learned(rhythm: timedelta | None, since_last: timedelta | None, new: int) -> timedelta | None:
    """Return the rhythm after *new* items that came in the time since the items before them."""
    if not new or since_last is None or since_last <= timedelta(0):
        return rhythm
    pause = min(since_last / new, _LONGEST)
    found = pause if rhythm is None else rhythm + (pause - rhythm) * _NEWEST
    return timedelta(seconds=max(1, round(found.total_seconds())))

"""
What is remembered of a feed to know when and where to look at it again.

Values only; `crawler.pace` and `crawler.moves` decide by them.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a server and the feed itself ask of those who poll it."""

    fresh_for: timedelta | None = None  # Cache-Control or Expires; None: not a word about it
    ttl: timedelta | None = None  # between two looks: <ttl>, sy:updatePeriod
    skip_hours: tuple[int, ...] = ()  # of the day, in UTC
    skip_days: tuple[int, ...] = ()  # of the week, in UTC; Monday is 0


@dataclass(frozen=True, slots=True)
class Move:
    """
    Where permanent redirects lead (RFC 9110 §15.4), and the address asked because of them.

    *to* is kept when it has become the address: it and *since* are the history.
    """

    to: str = ""
    since: datetime | None = None  # the first of the looks that led there
    looks: int = 0  # that led there without a break and found a feed
    address: str = ""  # asked in place of the configured one; "" for that

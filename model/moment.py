"""Moments that are no dates: what programs write where they know none."""

from datetime import UTC, datetime, timedelta

_EARLIEST = 1990  # no outlet has published on the web before: year 1, 1601, 1900, 1904, 1970, 1980
_LATEST = 2199
# MySQL's date of zeros, clocks that were never set, and the beginning of Apple's time
_BEGINNINGS = tuple(
    datetime(*day, tzinfo=UTC) for day in ((1999, 11, 30), (2000, 1, 1), (2001, 1, 1))
)
_ZONES = timedelta(hours=14)  # midnight of a day in whatever zone


def is_default(moment: datetime) -> bool:
    """Say whether no outlet can have published then: who writes it has no date to give."""
    if not _EARLIEST <= moment.year <= _LATEST:
        return True
    is_on_the_hour = (moment.minute, moment.second) == (0, 0)
    return is_on_the_hour and any(abs(moment - each) <= _ZONES for each in _BEGINNINGS)

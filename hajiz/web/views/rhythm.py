"""
How much outlets brought on each of the last days.

Days that are over change no more, so each is counted once for as long as the program runs.
"""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hajiz.web.views import asked
from storage import items
from storage.database import Transaction

DAYS = 30
_SETTLED = timedelta(minutes=5)  # after a day, until what was seen in it is written


class Rhythms:
    """Counts items by outlet and day, and remembers the days that are over."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, date], Counter[str]] = {}

    def of(self, tx: Transaction, now: datetime, zone: ZoneInfo) -> dict[str, tuple[int, ...]]:
        """
        Return for each outlet what it brought on each of 30 days, today last.

        Outlets that brought nothing are left out; what was there at the first look does not count.

        Raises:
            StorageError: the database failed.
        """
        today = now.astimezone(zone).date()
        days = [today - timedelta(days=back) for back in reversed(range(DAYS))]
        counted = [self._day(tx, day, now, zone) for day in days]
        self._forget(days[0])
        return {outlet: tuple(each[outlet] for each in counted) for outlet in set().union(*counted)}

    def _day(self, tx: Transaction, day: date, now: datetime, zone: ZoneInfo) -> Counter[str]:
        key = (zone.key, day)
        if key in self._known:
            return self._known[key]
        start, end = (each(day, zone).astimezone(UTC) for each in (asked.begin, asked.end))
        found = Counter(items.count_by_outlet(tx, start, end))
        if end + _SETTLED < now:
            self._known[key] = found
        return found

    def _forget(self, oldest: date) -> None:
        for key in [each for each in self._known if each[1] < oldest]:
            self._known.pop(key, None)

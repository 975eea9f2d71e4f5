"""
Moments as people read them: in the reader's zone and language, whatever this machine's locale is.

Knows nothing of digests; names the zone by its city, as the configuration does.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from alerts.digests.language.words import Words

CLOCK_SLACK = timedelta(minutes=5)  # publishers' clocks run ahead by so much without meaning it
SAME_TIME = timedelta(hours=1)  # a difference worth telling is larger


@dataclass(frozen=True, slots=True)
class Times:
    """Writes moments in one language and zone; years are told only where they are not *year*."""

    words: Words
    zone: tzinfo
    city: str
    year: int

    def stamp(self, moment: datetime) -> str:
        """Write a moment as "Thu 19 Nov 15:10", with its year when it is not this one."""
        return f"{self.day(moment)} {self.clock(moment)}"

    def day(self, moment: datetime) -> str:
        """Write the day of a moment as "Thu 19 Nov", with its year when it is not this one."""
        is_this_year = moment.astimezone(self.zone).year == self.year
        sentence = self.words.day if is_this_year else self.words.day_of_year
        return self._day(moment, sentence, self.words.months)

    def clock(self, moment: datetime) -> str:
        """Write the time of day of a moment as "15:10"."""
        local = moment.astimezone(self.zone)
        return f"{local.hour:02}:{local.minute:02}"

    def made(self, moment: datetime) -> str:
        """Write a moment in full: "Fri 20 Nov 2026, 07:00 Damascus"."""
        day = self._day(moment, self.words.day_of_year, self.words.full_months)
        return self.words.made.format(day=day, clock=self.clock(moment), city=self.city)

    def in_city(self, times: str) -> str:
        """Say of which city *times* are."""
        return self.words.in_city.format(times=times, city=self.city)

    def of_item(self, published: datetime | None, seen: datetime) -> str:
        """
        Say when an item was published, and when we saw it where that tells something.

        A publisher's date is shown as it is, never trusted: absent or future dates are called so.
        """
        seen_label = self.words.seen.format(moment=self.stamp(seen))
        if published is None:
            return f"{self.words.undated} · {seen_label}"
        label = self.stamp(published)
        if published > seen + CLOCK_SLACK:
            return f"{self.words.in_future.format(moment=label)} · {seen_label}"
        if seen - published <= SAME_TIME:
            return label
        if published.astimezone(self.zone).date() == seen.astimezone(self.zone).date():
            return f"{label} · {self.words.seen.format(moment=self.clock(seen))}"
        return f"{label} · {seen_label}"

    def _day(self, moment: datetime, sentence: str, months: tuple[str, ...]) -> str:
        local = moment.astimezone(self.zone)
        return sentence.format(
            weekday=self.words.weekdays[local.weekday()],
            day=local.day,
            month=months[local.month - 1],
            year=local.year,
        )


def times_in(words: Words, timezone: str, around: datetime) -> Times:
    """Return how moments are written in *timezone*, in the year of the moment *around*."""
    zone, city = zone_of(timezone)
    name = words.cities.get(timezone if city != "UTC" else "UTC", city)
    return Times(words, zone, name, around.astimezone(zone).year)


def zone_of(name: str) -> tuple[tzinfo, str]:
    """Return the zone called *name* and its city; UTC when this machine has no such zone."""
    try:
        return ZoneInfo(name), city_of(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC, "UTC"


def city_of(name: str) -> str:
    """Return the city of an IANA zone name: "Damascus" for "Asia/Damascus"."""
    if name.startswith("Etc/"):  # Etc/GMT+3 is three hours *west*: the bare end would mislead
        return name
    return name.rpartition("/")[2].replace("_", " ")

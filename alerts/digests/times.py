"""
Moments as people read them: in the digest's zone, in English, whatever this machine's locale is.

Knows nothing of digests; names the zone by its city, as the configuration does.
"""

from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

CLOCK_SLACK = timedelta(minutes=5)  # publishers' clocks run ahead by so much without meaning it
SAME_TIME = timedelta(hours=1)  # a difference worth telling is larger


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


def stamp(moment: datetime, zone: tzinfo, year: int) -> str:
    """Write a moment as "Thu 19 Nov 15:10", with its year when that is not *year*."""
    return f"{day_label(moment, zone, year)} {clock_label(moment, zone)}"


def day_label(moment: datetime, zone: tzinfo, year: int | None = None) -> str:
    """Write the day of a moment as "Thu 19 Nov", with its year when that is not *year*."""
    local = moment.astimezone(zone)
    day = f"{DAYS[local.weekday()]} {local.day} {MONTHS[local.month - 1]}"
    return day if local.year == year else f"{day} {local.year}"


def clock_label(moment: datetime, zone: tzinfo) -> str:
    """Write the time of day of a moment as "15:10"."""
    local = moment.astimezone(zone)
    return f"{local.hour:02}:{local.minute:02}"


def item_times(published: datetime | None, seen: datetime, zone: tzinfo, year: int) -> str:
    """
    Say when an item was published, and when we saw it where that tells something.

    A publisher's date is shown as it is, never trusted: absent or future dates are called so.
    """
    seen_label = f"seen {stamp(seen, zone, year)}"
    if published is None:
        return f"no date given · {seen_label}"
    label = stamp(published, zone, year)
    if published > seen + CLOCK_SLACK:
        return f"dated {label}, in the future · {seen_label}"
    if seen - published <= SAME_TIME:
        return label
    if published.astimezone(zone).date() == seen.astimezone(zone).date():
        return f"{label} · seen {clock_label(seen, zone)}"
    return f"{label} · {seen_label}"

"""
Times, spans and zones of config.toml, from the way people write them to ours.

Like values.py: every function returns the value or raises a `ValueError` that tells the user what
to write instead.
"""

import re
from collections.abc import Callable
from datetime import time, timedelta
from difflib import get_close_matches
from zoneinfo import ZoneInfo, available_timezones

from alerts.instant import QuietHours
from hajiz.config.values import did_you_mean, text

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def duration(least: str, most: str) -> Callable[[object], timedelta]:
    """Return what accepts a time span between *least* and *most*, themselves written so."""
    shortest, longest = _span(least), _span(most)

    def accept(value: object) -> timedelta:
        found = _span(value)
        if not shortest <= found <= longest:
            raise ValueError(f'must be between "{least}" and "{most}"')
        return found

    return accept


def _span(value: object) -> timedelta:
    parts = r"(\d{1,6}(?:\.\d{1,3})?)\s*([smhd])"
    if not isinstance(value, str) or not re.fullmatch(rf"\s*(?:{parts}\s*)+", value):
        raise ValueError(
            'must be a number with its unit s, m, h or d, such as "30s", "60m" or "2h"'
        )
    seconds = sum(float(number) * _SECONDS[unit] for number, unit in re.findall(parts, value))
    return timedelta(seconds=seconds)


def time_of_day(value: object) -> time:
    """Accept a time as clocks show it, as a text or as TOML's own time."""
    if isinstance(value, time) and not value.second and not value.microsecond:
        return value
    found = re.fullmatch(r"(\d{1,2}):(\d{2})", value.strip()) if isinstance(value, str) else None
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:  # noqa: PLR2004 - a clock
        raise ValueError('must be a time between "00:00" and "23:59", such as "07:00"')
    return time(int(found[1]), int(found[2]))


def quiet_hours(value: object) -> QuietHours:
    """Accept two times with a dash between them; the second may be on the next day."""
    start, dash, end = value.partition("-") if isinstance(value, str) else ("", "", "")
    if not dash:
        raise ValueError('must be two times with a dash between them, such as "22:00-06:00"')
    found = QuietHours(time_of_day(start), time_of_day(end))
    if found.start == found.end:
        raise ValueError("must not begin and end at the same time: nothing would ever be sent")
    return found


def weekday(value: object) -> int:
    """Accept a day of the week by its English name or the first three letters of it."""
    name = text(value).casefold()
    for number, day in enumerate(_WEEKDAYS):
        if name in {day, day[:3]}:
            return number
    raise ValueError(f'must be a day of the week, such as "mon"{did_you_mean(name, _WEEKDAYS)}')


def zone(value: object) -> ZoneInfo:
    """Accept the name of a time zone of the IANA database."""
    name = text(value)
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, LookupError):
        hint = _zone_like(name)
    raise ValueError(
        f'"{name}" is no time zone; it is named by region and city, such as "Asia/Damascus"{hint}'
    )


def _zone_like(name: str) -> str:
    zones = sorted(available_timezones())
    by_city = {each.rpartition("/")[2]: each for each in reversed(zones) if "/" in each}
    city = get_close_matches(name.rpartition("/")[2].strip().title(), by_city, n=1, cutoff=0.75)
    if city:
        return f'; did you mean "{by_city[city[0]]}"?'
    return did_you_mean(name, filter(_is_of_a_place, zones))


def _is_of_a_place(name: str) -> bool:
    """Tell Asia/Damascus, and UTC, from GMT+0: who writes GMT+3 does not mean that."""
    return name == "UTC" or ("/" in name and not name.startswith("Etc/"))

"""
What the address of a page asks for, read kindly: what makes no sense is as if it were not there.

Whoever mends an address by hand gets a list, never an error.
"""

import re
from datetime import date, datetime, time, timedelta, tzinfo
from urllib.parse import urlencode

MOST = (1 << 63) - 1  # no number in SQLite is larger
_NUMBER = re.compile(r"[0-9]{1,19}", re.ASCII)
_YEARS = range(1970, 9000)


def number(text: str) -> int | None:
    """Return the number of an item that *text* is, if it is one."""
    found = int(text) if _NUMBER.fullmatch(text) else None
    return found if found is not None and found <= MOST else None


def day(text: str) -> date | None:
    """Return the day that *text* is, as 2026-11-20, if it is one."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.year in _YEARS else None


def begin(of: date, zone: tzinfo) -> datetime:
    """Return the first moment of a day in *zone*."""
    return datetime.combine(of, time(), zone)


def end(of: date, zone: tzinfo) -> datetime:
    """Return the first moment after a day in *zone*."""
    return begin(of + timedelta(days=1), zone)


def address(path: str, /, **asked: object) -> str:
    """Return *path* with what is asked for; what is empty or None is left out."""
    said = {name: value for name, value in asked.items() if value not in {"", None}}
    return f"{path}?{urlencode(said)}" if said else path


def own_path(text: str) -> str:
    """Return *text* when it is the address of a page of ours to go back to; else "/"."""
    is_ours = re.fullmatch(r"/(?![/\\])[\x21-\x7e]*", text, re.ASCII)
    return text if is_ours else "/"

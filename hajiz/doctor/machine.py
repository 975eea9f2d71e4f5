"""What Hajiz needs of this machine: versions, time zones, room on the disk, a clock."""

import pyexpat
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import available_timezones

from hajiz.doctor.finding import Line, judged
from hajiz.readiness import LEAST_SPACE

OLDEST_PYTHON = (3, 11)
OLDEST_EXPAT = (2, 4, 1)  # the first with a guard against entities that multiply
OLDEST_SQLITE = (3, 37, 0)
LITTLE_SPACE = 1024**3  # bytes; below, somebody should look
GIB = 1024**3


def machine(folder: Path) -> Iterator[Line]:
    """Look at the programs Hajiz is made of, and at the disk that *folder* is on."""
    python = sys.version_info[:3]
    is_old = python[:2] < OLDEST_PYTHON
    remedy = "install Python 3.11 or newer" if is_old else ""
    yield judged("Python", _dotted(python), remedy, is_broken=is_old)
    yield _expat(pyexpat.version_info)
    yield _sqlite(sqlite3.sqlite_version_info)
    yield _zones()
    yield _disk(folder)


def _expat(found: tuple[int, ...]) -> Line:
    is_old = found < OLDEST_EXPAT
    remedy = "update Python or libexpat: older ones can be filled by a hostile feed"
    return judged("expat", _dotted(found), remedy if is_old else "", is_broken=is_old)


def _sqlite(found: tuple[int, ...]) -> Line:
    is_old = found < OLDEST_SQLITE
    remedy = f"update SQLite to {_dotted(OLDEST_SQLITE)} or newer" if is_old else ""
    return judged("SQLite", _dotted(found), remedy, is_broken=is_old)


def _zones() -> Line:
    count = len(available_timezones())
    remedy = "" if count else "install the package tzdata: digests need to know local times"
    return judged("time zones", f"{count} known", remedy, is_broken=not count)


def _disk(folder: Path) -> Line:
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        words = f"{folder} cannot be looked at: {error.strerror}"
        return judged("disk", words, "correct the database's place in config.toml", is_broken=True)
    words = f"{free / GIB:.1f} GiB free in {folder}"
    remedy = "free some space: without it nothing is kept" if free < LITTLE_SPACE else ""
    return judged("disk", words, remedy, is_broken=free < LEAST_SPACE)


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))

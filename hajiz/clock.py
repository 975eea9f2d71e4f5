"""The one clock of the program; everything else is told what time it is."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Read the wall clock, in UTC."""
    return datetime.now(UTC)

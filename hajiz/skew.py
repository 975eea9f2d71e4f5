"""
Whether this machine's clock is right, judged by the clocks of the servers that are polled.

One server may be wrong; most of several are not. Receivers of signed webhooks refuse what is more
than five minutes off (Standard Webhooks).
"""

from datetime import datetime, timedelta
from statistics import median

from model import Fresh, Outcome, OutletId, Unchanged

FEWEST = 3  # servers that must have said the time
ALLOWED = timedelta(seconds=60)


class Skew:
    """Remembers by how much each outlet's server was ahead of us when it last answered."""

    def __init__(self) -> None:
        self._ahead: dict[OutletId, float] = {}

    def note(self, outcome: Outcome, now: datetime) -> None:
        """Take in what the server said, if it said the time."""
        if isinstance(outcome, Fresh | Unchanged) and outcome.served_at is not None:
            self._ahead[outcome.outlet] = (outcome.served_at - now).total_seconds()

    def behind(self) -> timedelta | None:
        """Return how far our clock is behind theirs; None while too few have said the time."""
        if len(self._ahead) < FEWEST:
            return None
        return timedelta(seconds=median(self._ahead.values()))


def in_words(behind: timedelta | None) -> str:
    """Say that the clock is wrong; "" when it is right, or nobody can tell."""
    if behind is None or abs(behind) <= ALLOWED:
        return ""
    way = "behind" if behind > timedelta(0) else "ahead of"
    length = timedelta(seconds=round(abs(behind).total_seconds()))
    return (
        f"the clock of this machine is {length} {way} those of the outlets' servers: times in "
        "digests are wrong, and receivers may refuse signed webhooks; let it be set over the "
        "network (NTP)"
    )

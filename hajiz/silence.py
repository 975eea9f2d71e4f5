"""
Whether an outlet has been silent for longer than is its way.

Pure. Pauses are taken between days with news, so that a burst of items is one piece of news.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from statistics import median

LEAST = timedelta(days=7)
PAUSES = 5
RHYTHM = timedelta(days=90)  # before the last news, from which the usual pause is taken
RHYTHM_LEAST = 4  # days with news below which there is no rhythm to speak of
DAY = timedelta(days=1)


def limit_of(moments: Sequence[datetime]) -> timedelta | None:
    """
    Return how long an outlet may be silent that had new items at *moments*, oldest first.

    Seven days, or five times its usual pause; longer only where it has paused longer twice in
    that time: that is its way. None where there is too little to say.
    """
    days = sorted({moment.astimezone(UTC).date() for moment in moments})
    if len(days) < RHYTHM_LEAST:
        return None
    pauses = sorted((b - a).days for a, b in pairwise(days))
    return max(LEAST, DAY * (PAUSES * median(pauses)), DAY * (pauses[-2] + 1))


def rate_of(moments: Sequence[datetime]) -> int:
    """Return how often a day there was news; at least once."""
    return max(1, round(len(moments) / max((moments[-1] - moments[0]) / DAY, 1)))

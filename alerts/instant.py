"""
When a match that is to be told at once is told: now, or after quiet hours or a rule's cooldown.

Pure: every moment is given. Holds back, never drops; knows no channel and no database.
"""

import hashlib
import json
from base64 import b32encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from model import StoredItem
from model.moment import is_default

ID_LENGTH = 26
QUIET = "quiet hours"
COOLDOWN = "cooldown"
LATE = timedelta(days=7)  # what was published so long before it was first seen is no news

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class QuietHours:
    """A stretch of every day, local time, `[start, end)`; it may go over midnight."""

    start: time
    end: time


def event_id(
    instance: str, rule: str, item: StoredItem, kind: str = "match", revision: int = 0
) -> str:
    """
    Derive the id of the event that *rule* fired for *item*, or for a *revision* of it.

    The same instance, rule and item always give the same id, also after a backup was restored;
    receivers tell repeats by it.
    """
    of_item = (item.item.outlet, item.item.key.hex())
    return derived_id("evt", instance, rule, *of_item, kind, str(revision))


def derived_id(kind: str, *parts: str) -> str:
    """Return `kind_…`, the same for the same *parts*."""
    digest = hashlib.sha256(json.dumps(parts).encode()).digest()
    return f"{kind}_{b32encode(digest).decode().lower()[:ID_LENGTH]}"


def is_late(item: StoredItem, max_age: timedelta = LATE) -> bool:
    """
    Say whether *item* was old when it was first seen; without a date it was not.

    What programs write for no date is none: it makes no news old.
    """
    published = item.item.published_at
    if published is None or is_default(published):
        return False
    return item.first_seen_at - published > max_age


def quiet_until(quiet: QuietHours | None, zone: ZoneInfo, now: datetime) -> datetime | None:
    """
    Return when the quiet hours that *now* lies in end, in UTC; None when it lies in none.

    Where a clock change leaves out or repeats their end, they end at its first occurrence, or
    just after the gap (PEP 495, fold=0).
    """
    if quiet is None:
        return None
    today = now.astimezone(zone).date()
    for day in (today - _DAY, today):
        start = _moment(quiet.start, day, zone)
        end = _moment(quiet.end, day if quiet.start < quiet.end else day + _DAY, zone)
        if start <= now < end:
            return end
    return None


def cooling(
    rules: Iterable[str], last_told: Mapping[str, datetime], cooldown: timedelta, now: datetime
) -> bool:
    """
    Say whether each of *rules* was told of so recently that more of it has to wait.

    What was told by a clock ahead of *now* does not count.
    """
    return all(
        rule in last_told and timedelta(0) <= now - last_told[rule] < cooldown for rule in rules
    )


def _moment(at: time, day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at.replace(tzinfo=None, fold=0), zone).astimezone(UTC)

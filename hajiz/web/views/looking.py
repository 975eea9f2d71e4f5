"""
Incidents looked for: by place, kind, days and denials, a page at a time; and those close to one.

Reads the database; what an incident is taken for is what `alerts.incidents.status` says of it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from alerts.incidents.sighting import around, within
from hajiz.incidents.finding import places_named
from hajiz.incidents.showing import Shown, shown
from hajiz.web.views import asked
from storage import incident_search
from storage.database import Transaction
from storage.incident_search import Looked

AT_ONCE = 30  # incidents of a page
MOST_LOOKED = 300  # candidates that are summed up for one page
LONGEST = 200  # characters of a place's name
DAYS_APART = timedelta(days=3)
MOST_NEAR = 5

_BEFORE = re.compile(r"([0-9T:.+-]{10,40}Z?)~([0-9]{1,19})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list is narrowed to, as the address says."""

    place: str = ""  # an id, or a name in any script
    kind: str = ""
    since: date | None = None
    until: date | None = None
    is_denied: bool = False

    @property
    def is_narrowed(self) -> bool:
        """Say whether the list leaves anything out."""
        return bool(self.place or self.kind or self.since or self.until or self.is_denied)


@dataclass(frozen=True, slots=True)
class Found:
    """Incidents, that of the latest report first; *next* is where the list goes on."""

    shown: tuple[Shown, ...]
    next: str | None
    is_complete: bool  # False: many were looked at, and the page is not full
    is_place_known: bool = True


def look(tx: Transaction, wanted: Asked, before: tuple[datetime, int] | None) -> Found:
    """
    Return the incidents *wanted*, a page of them.

    Raises:
        StorageError: the database failed.
    """
    ids = places_named(wanted.place) if wanted.place else frozenset()
    if wanted.place and not ids:
        return Found((), None, is_complete=True, is_place_known=False)
    looked = Looked(_all_within(ids), wanted.kind, wanted.since, wanted.until, wanted.is_denied)
    found: list[Shown] = []
    for _ in range(MOST_LOOKED // AT_ONCE):
        page = incident_search.candidates(tx, looked, before, AT_ONCE)
        summed = shown(tx, [number for _, number in page])
        for place, number in page:
            one, before = summed.get(number), place
            if one is not None and one.reports and _is(one, wanted, ids):
                found.append(one)
            if len(found) == AT_ONCE:
                return Found(tuple(found), _written(before), is_complete=True)
        if len(page) < AT_ONCE:
            return Found(tuple(found), None, is_complete=True)
    return Found(tuple(found), _written(before), is_complete=False)


def near(tx: Transaction, of: Shown) -> tuple[tuple[Shown, int], ...]:
    """
    Return other incidents at the same place within three days, the nearest first, with their days.

    Raises:
        StorageError: the database failed.
    """
    status = of.status
    if not status.place or status.first_day is None or status.last_day is None:
        return ()
    first, last = status.first_day - DAYS_APART, status.last_day + DAYS_APART
    numbers = incident_search.near(tx, of.id, first, last, status.place)
    found = [
        (each, _apart(of, each))
        for each in shown(tx, numbers).values()
        if each.reports and each.status.place == status.place
    ]
    close = [(each, days) for each, days in found if days is not None and days <= DAYS_APART.days]
    return tuple(sorted(close, key=lambda each: (each[1], each[0].id))[:MOST_NEAR])


def place_in_list(text: str) -> tuple[datetime, int] | None:
    """Read where a list goes on; None where *text* makes no sense."""
    parts = _BEFORE.fullmatch(text)
    number = asked.number(parts[2]) if parts else None
    if parts is None or number is None:
        return None
    try:
        at = datetime.fromisoformat(parts[1])
    except ValueError:
        return None
    return None if at.tzinfo is None else (at, number)


def address(wanted: Asked) -> str:
    """Return where the list *wanted* is."""
    return asked.address(
        "/incidents",
        place=wanted.place,
        kind=wanted.kind,
        since=wanted.since,
        until=wanted.until,
        denied="yes" if wanted.is_denied else "",
    )


def _written(before: tuple[datetime, int] | None) -> str | None:
    if before is None:
        return None
    return f"{before[0].isoformat().replace('+00:00', 'Z')}~{before[1]}"


def _is(found: Shown, wanted: Asked, ids: frozenset[str]) -> bool:
    status = found.status
    first, last = status.first_day, status.last_day
    return (
        (not ids or bool(around(status.place) & ids))
        and (not wanted.kind or wanted.kind in status.kinds)
        and (not wanted.is_denied or bool(status.denied_by))
        and (wanted.since is None or last is None or last >= wanted.since)
        and (wanted.until is None or first is None or first <= wanted.until)
    )


def _apart(one: Shown, other: Shown) -> int | None:
    """Return how many days are between two incidents; 0: they may be of one day."""
    a, b = one.status, other.status
    if a.first_day is None or a.last_day is None or b.first_day is None or b.last_day is None:
        return None
    return max((b.first_day - a.last_day).days, (a.first_day - b.last_day).days, 0)


def _all_within(ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({place for each in ids for place in within(each)}))

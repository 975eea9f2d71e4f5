"""
How all outlets fare at a moment: collects what `hajiz.health` decides by.

Reads only; knows no wording.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from hajiz.health import RECENT, Around, Pages, health_of, may_be_quiet
from hajiz.silence import RHYTHM
from hajiz.uplink import NOTICE
from model import FeedState, Finding, Health, HealthState, Outlet, OutletId
from storage import feeds, items, notices, pages
from storage.database import Transaction


def survey(
    tx: Transaction, outlets: Sequence[Outlet], end: datetime, start: datetime | None = None
) -> dict[OutletId, Health]:
    """
    Say for each of *outlets* how it fares at *end*, and what went wrong since *start* (a day).

    Raises:
        StorageError: the database failed.
    """
    states = feeds.states(tx)
    start = end - RECENT if start is None else start
    unread = {each.outlet: each for each in pages.unread(tx, start, end)}
    is_offline = NOTICE in notices.standing(tx)
    found = {}
    for outlet in outlets:
        state, page = states.get(outlet.id), unread.get(outlet.id)
        if state is None:
            found[outlet.id] = Health(outlet.id, (Finding(HealthState.UNPOLLED),))
            continue
        counted = Pages(page.asked, page.unread, page.note) if page else Pages()
        moments = _moments(tx, state, end)
        found[outlet.id] = health_of(state, Around(start, end, is_offline, moments, counted))
    return found


def by_state(healths: Mapping[OutletId, Health]) -> dict[HealthState, tuple[OutletId, ...]]:
    """Return the outlets by the gravest thing that is the matter with them, the gravest first."""
    found: dict[HealthState, list[OutletId]] = {state: [] for state in HealthState}
    for name, health in healths.items():
        found[health.state].append(name)
    return {state: tuple(names) for state, names in found.items() if names}


def _moments(tx: Transaction, state: FeedState, now: datetime) -> Sequence[datetime]:
    if state.last_new_at is None or not may_be_quiet(state, now):
        return ()
    return items.moments_of(tx, state.outlet, state.last_new_at - RHYTHM)

"""
What a digest or a status can say about how much of the world was seen.

"No alert" must never mean "blind": the figures come from what the last look at each feed gave.
"""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from model import Coverage, FeedState, Outlet, OutletState
from storage import feeds, items, matches, notices
from storage.database import Transaction


def coverage_of(
    tx: Transaction,
    outlets: Sequence[Outlet],
    start: datetime,
    end: datetime,
    zone: ZoneInfo,
) -> Coverage:
    """Count what was seen of *outlets* in the window, and name those that could not be seen."""
    states = feeds.states(tx)
    blind = [
        OutletState(outlet, reason)
        for outlet in outlets
        if (reason := why_blind(states.get(outlet.id), zone))
    ]
    seen = [states[outlet.id] for outlet in outlets if not why_blind(states.get(outlet.id), zone)]
    read, baseline = items.count_between(tx, start, end)
    return Coverage(
        outlets=len(outlets),
        polled=len(seen),
        unchanged=sum(state.last_unchanged for state in seen),
        failing=tuple(blind),
        items_read=read,
        baseline_items=baseline,
        baseline_matches=matches.count_baseline(tx, start, end),
        notices=tuple(notice.text for notice in notices.standing(tx).values()),
    )


def why_blind(state: FeedState | None, zone: ZoneInfo) -> str:
    """Say why an outlet is not being seen, in words; "" when it is."""
    if state is None or state.last_polled_at is None:
        return "not polled yet"
    if state.failing_since is None:
        return ""
    since = state.failing_since.astimezone(zone).strftime("%a %d %b %H:%M")
    return f"failing since {since} ({state.failure})"

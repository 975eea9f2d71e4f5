"""
What a digest or a status can say about how much of the world was seen.

"No alert" must never mean "blind": the figures come from what the last look at each feed gave.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median
from zoneinfo import ZoneInfo

from model import Coverage, FeedState, Outlet, OutletId, OutletState
from storage import feeds, items, matches, notices
from storage.database import Transaction

QUIET_LEAST = timedelta(days=7)
QUIET_GAPS = 5  # so many times its usual pause
RHYTHM = timedelta(days=90)  # from which the usual pause is taken
RHYTHM_LEAST = 4  # moments of news below which there is no rhythm to speak of
DAY = timedelta(days=1)


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
        quiet=tuple(_quiet(tx, outlets, states, end)),
        overrun=tuple(_within("overrun_at", outlets, states, start, end)),
        truncated=tuple(_within("truncated_at", outlets, states, start, end)),
        undated_items=items.count_undated(tx, start, end),
    )


def _within(
    moment: str,
    outlets: Sequence[Outlet],
    states: Mapping[OutletId, FeedState],
    start: datetime,
    end: datetime,
) -> Iterator[OutletState]:
    for outlet in outlets:
        at = getattr(states.get(outlet.id), moment, None)
        if at is not None and start <= at < end:
            yield OutletState(outlet, "", since=at)


def _quiet(
    tx: Transaction, outlets: Sequence[Outlet], states: Mapping[OutletId, FeedState], now: datetime
) -> Iterator[OutletState]:
    for outlet in outlets:
        state = states.get(outlet.id)
        if state is None or state.failing_since is not None or state.last_new_at is None:
            continue
        silence = now - state.last_new_at
        if silence < QUIET_LEAST:
            continue
        moments = items.moments_of(tx, outlet.id, state.last_new_at - RHYTHM)
        if len(moments) >= RHYTHM_LEAST and silence >= QUIET_GAPS * _usual_pause(moments):
            rate = len(moments) / max((moments[-1] - moments[0]) / DAY, 1)
            yield OutletState(outlet, "", since=state.last_new_at, usual_per_day=rate)


def _usual_pause(moments: Sequence[datetime]) -> timedelta:
    return timedelta(seconds=median((b - a).total_seconds() for a, b in pairwise(moments)))


def why_blind(state: FeedState | None, zone: ZoneInfo) -> str:
    """Say why an outlet is not being seen, in words; "" when it is."""
    if state is None or state.last_polled_at is None:
        return "not polled yet"
    if state.failing_since is None:
        return ""
    since = state.failing_since.astimezone(zone).strftime("%a %d %b %H:%M")
    return f"failing since {since} ({state.failure})"

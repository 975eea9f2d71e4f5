"""
What a digest or a status can say about how much of the world was seen.

"No alert" must never mean "blind": the figures come from what the last look at each feed gave.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from alerts.digests.language.reasons import Reasons
from hajiz.silence import LEAST, RHYTHM, limit_of, rate_of
from model import Coverage, FeedState, Outlet, OutletId, OutletState
from storage import feeds, items, matches, notices, pages
from storage.database import Transaction

UNREAD_SHARE = 0.2  # of an outlet's new pages; below, it is the accident of a page


def coverage_of(
    tx: Transaction,
    outlets: Sequence[Outlet],
    start: datetime,
    end: datetime,
    reasons: Reasons,
) -> Coverage:
    """Count what was seen of *outlets* in the window, and name those that could not be seen."""
    found = _Found(outlets, feeds.states(tx), reasons)
    blind = tuple(found.blind())
    unseen = {state.outlet.id for state in blind}
    seen = [state for name, state in found.states.items() if name not in unseen]
    read, baseline = items.count_between(tx, start, end)
    return Coverage(
        outlets=len(outlets),
        polled=len(seen),
        unchanged=sum(state.last_unchanged for state in seen),
        failing=blind,
        items_read=read,
        baseline_items=baseline,
        baseline_matches=matches.count_baseline(tx, start, end),
        notices=tuple(notice.text for notice in notices.standing(tx).values()),
        quiet=tuple(found.quiet(tx, end)),
        overrun=tuple(found.overrun(start, end)),
        truncated=tuple(found.truncated(start, end)),
        unread=tuple(found.unread(tx, start, end)),
        undated_items=items.count_undated(tx, start, end),
    )


class _Found:
    """The configured outlets with what is known of their feeds, and words for what is wrong."""

    def __init__(
        self,
        outlets: Sequence[Outlet],
        states: Mapping[OutletId, FeedState],
        reasons: Reasons,
    ) -> None:
        self._outlets = outlets
        self._reasons = reasons
        self.states = {each.id: states[each.id] for each in outlets if each.id in states}

    def blind(self) -> Iterator[OutletState]:
        """Yield the outlets that could not be seen at the last look, and those never seen."""
        for outlet in self._outlets:
            state = self.states.get(outlet.id)
            if state is None or state.last_polled_at is None:
                yield OutletState(outlet, self._reasons.unpolled())
            elif state.failing_since is not None:
                reason = self._reasons.failing(state.failing_since, state.failure)
                yield OutletState(outlet, reason)

    def overrun(self, start: datetime, end: datetime) -> Iterator[OutletState]:
        """Yield the outlets of which items have certainly passed unseen in the window."""
        for outlet, state in self._known():
            if state.overrun_at is not None and start <= state.overrun_at < end:
                yield OutletState(outlet, self._reasons.overrun(1))

    def truncated(self, start: datetime, end: datetime) -> Iterator[OutletState]:
        """Yield the outlets that gave more than was taken in, with what was left out."""
        for outlet, state in self._known():
            if state.truncated_at is not None and start <= state.truncated_at < end:
                yield OutletState(outlet, state.note)

    def unread(self, tx: Transaction, start: datetime, end: datetime) -> Iterator[OutletState]:
        """Yield the outlets of which a notable share of the articles' pages could not be read."""
        counts = {each.outlet: each for each in pages.unread(tx, start, end)}
        for outlet, _ in self._known():
            count = counts.get(outlet.id)
            if count is not None and count.unread >= UNREAD_SHARE * count.asked:
                yield OutletState(outlet, self._reasons.unread(count.unread, count.note))

    def quiet(self, tx: Transaction, now: datetime) -> Iterator[OutletState]:
        """Yield the outlets that answer, but bring nothing for longer than is their way."""
        for outlet, state in self._known():
            if state.failing_since is not None or state.last_new_at is None:
                continue
            silence = now - state.last_new_at
            if silence < LEAST:
                continue
            moments = items.moments_of(tx, outlet.id, state.last_new_at - RHYTHM)
            limit = limit_of(moments)
            if limit is not None and silence >= limit:
                yield OutletState(outlet, self._reasons.quiet(silence.days, rate_of(moments)))

    def _known(self) -> Iterator[tuple[Outlet, FeedState]]:
        for outlet in self._outlets:
            if outlet.id in self.states:
                yield outlet, self.states[outlet.id]

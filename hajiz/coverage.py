"""
What a digest can say about how much of the world was seen.

"No alert" must never mean "blind". How each outlet fares is decided in `hajiz.health`; here it is
counted, and put into the reader's language.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from alerts.digests.language.reasons import Reasons
from hajiz.survey import survey
from model import UNSEEN, Finding, Health, HealthState, Outlet, OutletId
from model.digest import Coverage, OutletState
from storage import feeds, items, matches, notices
from storage.database import Transaction


def coverage_of(
    tx: Transaction,
    outlets: Sequence[Outlet],
    start: datetime,
    end: datetime,
    reasons: Reasons,
) -> Coverage:
    """Count what was seen of *outlets* in the window, and name those that could not be seen."""
    found = _Found(outlets, survey(tx, outlets, end, start), reasons)
    blind = tuple(found.told(UNSEEN))
    unseen = {state.outlet.id for state in blind}
    states = feeds.states(tx)
    seen = [states[outlet.id] for outlet in outlets if outlet.id not in unseen]
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
        quiet=tuple(found.told({HealthState.QUIET})),
        overrun=tuple(found.told({HealthState.OVERRUN})),
        truncated=tuple(found.told({HealthState.TRUNCATED})),
        unread=tuple(found.told({HealthState.UNREAD})),
        undated_items=items.count_undated(tx, start, end),
    )


@dataclass(frozen=True, slots=True)
class _Found:
    outlets: Sequence[Outlet]
    healths: Mapping[OutletId, Health]
    reasons: Reasons

    def told(self, wanted: Collection[HealthState]) -> Iterator[OutletState]:
        """Yield the outlets that have one of the states, with the reason in words."""
        for outlet in self.outlets:
            for finding in self.healths[outlet.id].findings:
                if finding.state in wanted:
                    yield OutletState(outlet, _in_words(finding, self.reasons))


def _in_words(finding: Finding, reasons: Reasons) -> str:
    words: dict[HealthState, Callable[[], str]] = {
        HealthState.QUIET: lambda: reasons.quiet(finding.count, finding.usual),
        HealthState.OVERRUN: lambda: reasons.overrun(1),
        HealthState.TRUNCATED: lambda: finding.detail,
        HealthState.UNREAD: lambda: reasons.unread(finding.count, finding.detail),
    }
    if finding.state in words:
        return words[finding.state]()
    if finding.since is None:
        return reasons.unpolled()
    return reasons.failing(finding.since, finding.detail)

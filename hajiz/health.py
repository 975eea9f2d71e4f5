"""
How an outlet fares, from what is remembered of it: the one place that decides it.

Pure. `hajiz status`, `outlets list`, `outlets health`, digests, notices and metrics go by this.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hajiz.silence import LEAST, limit_of, rate_of
from model import FailureKind, FeedState, Finding, Health, HealthState

EMPTY_LOOKS = 3  # in a row, before an empty feed is worth a word
LATELY = timedelta(days=2)  # a feed not seen for longer cannot be called silent
RECENT = timedelta(days=1)  # in which a look brought too much, where no window is given
UNREAD_SHARE = 0.2  # of an outlet's new pages; below, it is the accident of a page

_OURS = {FailureKind.DNS, FailureKind.TIMEOUT, FailureKind.CONNECT}  # while we are offline
_FAILURES = {
    FailureKind.RESTING: HealthState.RESTING,
    FailureKind.WALLED: HealthState.CHALLENGED,
    FailureKind.NOT_A_FEED: HealthState.NOT_A_FEED,
}
_READ_AS = "read as"  # in the notes of feeds whose encoding was guessed


@dataclass(frozen=True, slots=True)
class Pages:
    """How many of an outlet's new pages were to be read, and how many could not be."""

    asked: int = 0
    unread: int = 0
    note: str = ""  # of the newest of them


@dataclass(frozen=True, slots=True)
class Around:
    """What is known beside the feed itself: *start* and *end* are the time that is spoken of."""

    start: datetime
    end: datetime
    is_offline: bool = False
    moments: Sequence[datetime] = field(default=())  # of the news before a silence, oldest first
    pages: Pages = Pages()


def health_of(state: FeedState, around: Around) -> Health:
    """Say how the outlet of *state* fares."""
    findings = tuple(_findings(state, around))
    return Health(state.outlet, findings or (_well(state),))


def may_be_quiet(state: FeedState, now: datetime) -> bool:
    """Say whether the outlet's rhythm must be known to tell if it is quiet."""
    last = state.last_new_at
    return last is not None and now - last >= LEAST and _would_be_seen(state, now)


def _findings(state: FeedState, around: Around) -> Iterator[Finding]:
    blind = _unseen(state, around)
    if blind is not None:
        yield blind
    if state.empty_looks >= EMPTY_LOOKS:
        yield Finding(HealthState.EMPTY, state.last_new_at, count=state.empty_looks)
    yield from _quiet(state, around)
    if _is_within(state.overrun_at, around):
        yield Finding(HealthState.OVERRUN, state.overrun_at)
    if _is_within(state.truncated_at, around):
        yield Finding(HealthState.TRUNCATED, state.truncated_at, state.note)
    if around.pages.unread and around.pages.unread >= UNREAD_SHARE * around.pages.asked:
        yield Finding(HealthState.UNREAD, detail=around.pages.note, count=around.pages.unread)
    if _READ_AS in state.note:
        yield Finding(HealthState.GARBLED, detail=state.note)


def _unseen(state: FeedState, around: Around) -> Finding | None:
    if state.gone_at is not None:
        return Finding(HealthState.GONE, state.gone_at, state.failure)
    if state.last_polled_at is None and state.failing_since is None:
        return Finding(HealthState.UNPOLLED)
    if state.failing_since is None:
        return None
    kind = _FAILURES.get(state.failure_kind or FailureKind.UNEXPECTED, HealthState.FAILING)
    if around.is_offline and state.failure_kind in _OURS:
        kind = HealthState.OFFLINE
    return Finding(kind, state.failing_since, state.failure, count=state.failures)


def _quiet(state: FeedState, around: Around) -> Iterator[Finding]:
    if state.last_new_at is None or not may_be_quiet(state, around.end):
        return
    silence, limit = around.end - state.last_new_at, limit_of(around.moments)
    if limit is not None and silence >= limit:
        usual = rate_of(around.moments)
        yield Finding(HealthState.QUIET, state.last_new_at, count=silence.days, usual=usual)


def _would_be_seen(state: FeedState, now: datetime) -> bool:
    """Say whether we would know of news: a feed that fails or is not polled may have some."""
    last = state.last_success_at
    if state.failing_since is not None or last is None:
        return False
    return now - last <= LATELY or state.next_poll_at > now


def _is_within(moment: datetime | None, around: Around) -> bool:
    return moment is not None and around.start <= moment < around.end


def _well(state: FeedState) -> Finding:
    is_same = state.last_unchanged
    return Finding(HealthState.UNCHANGED if is_same else HealthState.FINE, state.last_new_at)

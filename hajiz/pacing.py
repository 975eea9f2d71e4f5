"""
What a look at a feed means for the next one: when, where, and for the other feeds of its host.

Applies what `crawler.pace` and `crawler.moves` decide, within the transaction of the look.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from enum import Enum

from crawler import moves, pace, rhythm
from crawler.hop import host_of
from hajiz.assembly import Assembly
from hajiz.gone import tell_gone
from model import Failed, FailureKind, FeedState, Fresh, Move, OutletId, Unchanged, Wishes
from storage import feeds, pacing, subscriptions
from storage.database import Transaction

LATENESS = timedelta(minutes=3)  # by which a feed may lag behind what its hub tells
AGAIN = timedelta(minutes=1)
TRUSTED = timedelta(minutes=10)  # between a push and finding what it announced
FORSAKEN = timedelta(days=7)  # an address that fails for so long was no good move
_OFFLINE = {FailureKind.DNS, FailureKind.TIMEOUT, FailureKind.CONNECT}


class Hears(Enum):
    """What is heard of an outlet by its hub (WebSub)."""

    NOTHING = "nothing"
    SOON = "soon"  # it told of news just now, and the feed did not have it yet
    AT_ONCE = "at once"


def after_success(
    tx: Transaction,
    assembly: Assembly,
    state: FeedState,
    outcome: Fresh | Unchanged,
    now: datetime,
    new: int,
    jitter: float,
) -> datetime:
    """
    Keep what a look taught that found a feed with *new* items; return when the next one is due.

    Raises:
        StorageError: the database failed.
    """
    silence = None if state.last_new_at is None else now - state.last_new_at
    usual = rhythm.learned(state.rhythm, silence, new)
    wishes = _wishes(state.wishes, outcome)
    move = moves.moved(state.move, state.move.address or state.url, outcome.moved_to, now)
    if (usual, move, wishes) != (state.rhythm, state.move, state.wishes):
        pacing.keep(tx, outcome.outlet, usual, move, wishes)
    found = rhythm.pace_of(
        assembly.config.fetch,
        assembly.config.intervals.get(outcome.outlet),
        usual,
        timedelta(0) if new or silence is None else silence,
        is_first=state.baseline_at is None,
    )
    hears = _hears(tx, state, now, new)
    if hears is Hears.AT_ONCE and not found.is_fixed:
        found = replace(found, interval=found.ceiling)
    next_poll = pace.next_poll(now, outcome, found, 0, jitter, wishes)
    return min(next_poll, now + AGAIN) if hears is Hears.SOON else next_poll


def after_failure(
    tx: Transaction,
    assembly: Assembly,
    state: FeedState,
    failed: Failed,
    now: datetime,
    jitter: float,
    *,
    is_offline: bool = False,
) -> None:
    """
    Record a look that failed, and all that follows from it.

    While this machine *is_offline*, hosts that cannot be reached are nobody's failure but ours.

    Raises:
        StorageError: the database failed.
    """
    if failed.kind is FailureKind.RESTING:
        until = now + (failed.retry_after or timedelta(0))
        pacing.rest(tx, [failed.outlet], until, failed.message, now)
        return
    is_ours = is_offline and failed.kind in _OFFLINE
    failures = 0 if is_ours else state.failures
    own = assembly.config.intervals.get(failed.outlet)
    found = rhythm.pace_of(assembly.config.fetch, own, state.rhythm, timedelta(0))
    next_poll = pace.next_poll(now, failed, found, failures, jitter)
    feeds.record_failure(tx, failed, now, next_poll, counts=not is_ours)
    _rest_host(tx, failed, now, pace.wish_of(failed, failures))
    _give_up(tx, assembly, state, failed, now)


def _hears(tx: Transaction, state: FeedState, now: datetime, new: int) -> Hears:
    """Say what an outlet's hub is good for; one is trusted that announced the newest items."""
    found = subscriptions.of_outlet(tx, state.outlet) if state.hub else None
    if found is None or found.pushed_at is None or found.state != "active":
        return Hears.NOTHING
    if not new and timedelta(0) <= now - found.pushed_at < LATENESS:
        return Hears.SOON
    newest = now if new else state.last_new_at
    is_announced = newest is not None and newest - found.pushed_at < TRUSTED
    is_leased = found.lease_until is not None and found.lease_until > now
    return Hears.AT_ONCE if is_announced and is_leased else Hears.NOTHING


def _rest_host(tx: Transaction, failed: Failed, now: datetime, wish: timedelta | None) -> None:
    """Ask no feed of a host that wants to be left alone."""
    if not failed.host or wish is None:
        return
    name = failed.host.rpartition(":")[0]
    found = feeds.addresses(tx, name)
    there = [outlet for outlet, urls in found.items() if failed.host in map(host_of, urls)]
    reason = f"{name} asked to be left alone ({failed.message})"
    pacing.rest(tx, there, now + wish, reason, now)


def _give_up(
    tx: Transaction, assembly: Assembly, state: FeedState, failed: Failed, now: datetime
) -> None:
    """Go back to the configured address when the one it has moved to is no good; else stop."""
    is_long = state.failing_since is not None and now - state.failing_since >= FORSAKEN
    if state.move.address and (failed.is_gone or is_long):
        pacing.keep(tx, failed.outlet, state.rhythm, Move(), state.wishes)
    elif failed.is_gone:
        pacing.stop(tx, failed.outlet, now)
        tell_gone(tx, assembly.database.instance, OutletId(failed.outlet), state.url, now)


def _wishes(known: Wishes, outcome: Fresh | Unchanged) -> Wishes:
    """Return what is asked for now; an answer without a document says nothing of the feed's."""
    if isinstance(outcome, Fresh):
        return outcome.wishes
    said = outcome.wishes.fresh_for
    return known if said is None else replace(known, fresh_for=said)

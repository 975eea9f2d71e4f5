"""
What people are told of outlets that answer, but not as they used to.

Each thing is told once, and once more when it is over. Failures are told in `outlet_health`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from alerts.instant import derived_id
from hajiz.assembly import Assembly
from hajiz.health import EMPTY_LOOKS, may_be_quiet
from hajiz.silence import DAY, RHYTHM, limit_of, rate_of
from model import FeedState, Fresh, Outlet, OutletId, Unchanged
from model.digest import Trouble
from storage import feeds, health, items, troubles
from storage.database import Transaction


def tell_of_look(
    tx: Transaction,
    assembly: Assembly,
    outcome: Fresh | Unchanged,
    state: FeedState,
    churned: int,
    now: datetime,
) -> None:
    """
    Note what of a look people must hear of: guids that all changed, a feed that is empty.

    *churned* is how many items were recognised under new guids.

    Raises:
        StorageError: the database failed.
    """
    if churned and state.known_by == "guid":
        lines = (
            f"{churned} items came under new ids (guids) and were recognised: none is told again.",
            "An item that could not be recognised counts as new.",
            "If its ids change at every look, its items are known by their links from then on.",
        )
        _tell(tx, assembly, "churn", outcome.outlet, "has changed the ids of its items", lines, now)
    looks = _empty_looks(outcome, state)
    if looks != state.empty_looks:
        health.count_empty(tx, outcome.outlet, looks)
        _tell_of_emptiness(tx, assembly, outcome.outlet, state.empty_looks, looks, now)


def tell_of_silences(assembly: Assembly, now: datetime) -> int:
    """
    Let people hear of outlets that have fallen silent, or bring news again; return of how many.

    Raises:
        StorageError: nothing was noted, and the next call finds the same.
    """
    with assembly.database.read() as tx:
        states = feeds.states(tx)
        known = [(each, states[each.id]) for each in assembly.config.outlets if each.id in states]
        found = [*_fallen_silent(tx, known, now), *_heard_again(known)]
    if not found:
        return 0
    with assembly.database.write() as tx:
        for each in found:
            health.silent_since(tx, each.outlet.id, each.since)
        _tell_together(tx, assembly, [each for each in found if each.since], "silent", now)
        _tell_together(tx, assembly, [each for each in found if not each.since], "heard", now)
    return len(found)


@dataclass(frozen=True, slots=True)
class _Change:
    outlet: Outlet
    since: datetime | None  # the last new item before the silence; None: it is over
    line: str


def _fallen_silent(
    tx: Transaction, known: Sequence[tuple[Outlet, FeedState]], now: datetime
) -> Iterator[_Change]:
    for outlet, state in known:
        last = state.last_new_at
        if last is None or state.silent_since is not None or not may_be_quiet(state, now):
            continue
        moments = items.moments_of(tx, outlet.id, last - RHYTHM)
        limit = limit_of(moments)
        if limit is not None and now - last >= limit:
            line = (
                f"{outlet.name}: nothing new for {(now - last) // DAY} days; it used to bring "
                f"news about {rate_of(moments)} times a day. Look whether its feed has moved: "
                f"{outlet.feed}"
            )
            yield _Change(outlet, last, line)


def _heard_again(known: Sequence[tuple[Outlet, FeedState]]) -> Iterator[_Change]:
    for outlet, state in known:
        since, last = state.silent_since, state.last_new_at
        if since is not None and last is not None and last > since:
            line = f"{outlet.name}: news again, after {(last - since) // DAY} days."
            yield _Change(outlet, None, line)


def _tell_together(
    tx: Transaction, assembly: Assembly, changes: Sequence[_Change], what: str, now: datetime
) -> None:
    if not changes:
        return
    subject = {
        "silent": ("{} is silent", "{} outlets are silent"),
        "heard": ("{} brings news again", "{} outlets bring news again"),
    }[what]
    is_one = len(changes) == 1
    named = subject[0].format(changes[0].outlet.name) if is_one else subject[1].format(len(changes))
    ids = [each.outlet.id for each in changes]
    about = derived_id("not", assembly.database.instance, what, now.isoformat(), *ids)
    lines = tuple(each.line for each in changes)
    troubles.add(tx, "", Trouble(about, named, lines, now, "UTC"))


def _empty_looks(outcome: Fresh | Unchanged, state: FeedState) -> int:
    """Return at how many looks in a row the feed was empty, with this one."""
    if isinstance(outcome, Unchanged):
        return state.empty_looks and state.empty_looks + 1
    is_empty = not outcome.total and state.last_new_at is not None
    return state.empty_looks + 1 if is_empty else 0


def _tell_of_emptiness(
    tx: Transaction, assembly: Assembly, outlet: OutletId, before: int, looks: int, now: datetime
) -> None:
    if looks == EMPTY_LOOKS:
        lines = (
            f"It had items before, and none at the last {EMPTY_LOOKS} looks.",
            "What was seen is remembered: the same items are not told again when they return.",
            "If it stays so, look whether the feed has moved.",
        )
        _tell(tx, assembly, "empty", outlet, "has an empty feed", lines, now)
    elif looks == 0 and before >= EMPTY_LOOKS:
        over = (f"It had been empty for {before} looks.",)
        _tell(tx, assembly, "refilled", outlet, "has items again", over, now)


def _tell(
    tx: Transaction,
    assembly: Assembly,
    what: str,
    outlet: OutletId,
    subject: str,
    lines: tuple[str, ...],
    now: datetime,
) -> None:
    """Tell of one outlet."""
    about = derived_id("not", assembly.database.instance, what, outlet, now.isoformat())
    name = assembly.outlets[outlet].name if outlet in assembly.outlets else outlet
    troubles.add(tx, "", Trouble(about, f"{name} {subject}", lines, now, "UTC"))

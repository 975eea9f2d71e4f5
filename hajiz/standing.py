"""
How Hajiz stands at a moment: what runs, what it sees, what waits.

Read from the database and the daemon's lock; the command line and, later, the page show it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from alerts.digests.schedule import upcoming
from hajiz.assembly import Assembly
from hajiz.readiness import faults_of
from hajiz.survey import by_state, survey
from model import FailureKind, FeedState
from storage import (
    accounts,
    channels,
    deliveries,
    digests,
    events,
    feeds,
    health,
    index,
    items,
    lock,
    notices,
)
from storage.channels import ChannelTrouble
from storage.database import Transaction

BEGINNING = datetime.min.replace(tzinfo=UTC)
OFFLINE_SHARE = 0.8  # so many hosts that cannot be resolved at once: it is us, not them
OFFLINE_LEAST = 5
HANGS = timedelta(seconds=90)  # the daemon writes three times a minute


@dataclass(frozen=True, slots=True)
class Standing:
    """The present state, in figures and names."""

    daemon_pid: int | None
    daemon_since: datetime | None
    database: str
    rules: tuple[str, ...]
    rule_set: str
    outlets: int
    fine: int
    unchanged: int  # of the fine ones
    not_polled: int
    failing: dict[str, tuple[str, ...]]  # reason → outlets
    outlet_states: dict[str, tuple[str, ...]]  # how they fare → outlets
    offline: bool  # nearly no host can be resolved
    items: int
    unindexed: int  # items that the archive's index does not know yet, or not as they are now
    unread: int  # items of which is not read yet what they say of events
    waiting: dict[str, int]  # channel → messages
    dead: int  # messages given up
    review: int  # messages and alerts that wait for a person's word after a restore
    held_items: int  # items that do
    troubles: tuple[ChannelTrouble, ...]  # channels that cannot be used at the moment
    next_digests: dict[str, datetime]
    notices: tuple[str, ...]  # what must be put right
    is_page_missing: bool  # it cannot listen where config.toml says
    faults: tuple[str, ...]  # why the daemon does not do its work


def standing_of(assembly: Assembly, now: datetime) -> Standing:
    """Read how things stand; changes nothing."""
    held = lock.holder(assembly.config.database)
    faults = _faults(assembly, held[1] if held else None, now)
    with assembly.database.read() as tx:
        states = [state for name, state in feeds.states(tx).items() if name in assembly.outlets]
        failing = [state for state in states if state.failing_since is not None]
        fine = [s for s in states if s.last_polled_at is not None and s.failing_since is None]
        fares = by_state(survey(tx, assembly.config.outlets, now))
        standing = notices.standing(tx)
        return Standing(
            daemon_pid=held[0] if held else None,
            daemon_since=held[1] if held else None,
            database=str(assembly.config.database),
            rules=assembly.rule_set.rules,
            rule_set=assembly.rule_set.version,
            outlets=len(states),
            fine=len(fine),
            unchanged=sum(state.last_unchanged for state in fine),
            not_polled=len(states) - len(fine) - len(failing),
            failing=_by_reason(failing),
            outlet_states={str(state): outlets for state, outlets in fares.items()},
            offline=_is_offline(states, failing),
            items=items.count_between(tx, BEGINNING, now)[0],
            unindexed=index.count_waiting(tx),
            unread=accounts.count_waiting(tx),
            waiting=deliveries.waiting(tx),
            dead=deliveries.count(tx, "dead"),
            review=deliveries.count(tx, "review") + events.count(tx, "review"),
            held_items=items.count_held(tx),
            troubles=tuple(channels.troubles(tx)),
            next_digests=_next_digests(tx, assembly, now),
            notices=tuple(notice.text for notice in standing.values()),
            is_page_missing="page" in standing,
            faults=faults,
        )


def _faults(assembly: Assembly, since: datetime | None, now: datetime) -> tuple[str, ...]:
    """Say why the daemon, which runs *since* then, does not do its work."""
    if since is None:
        return ("the daemon is not running",)
    with assembly.database.read() as tx:
        silence = now - max(since, health.alive_at(tx) or since)
    found = faults_of(assembly.database, assembly.config, now)
    if silence <= HANGS:
        return found
    return (f"the daemon has written nothing for {silence.total_seconds():.0f} s", *found)


def _by_reason(failing: Iterable[FeedState]) -> dict[str, tuple[str, ...]]:
    reasons: dict[str, tuple[str, ...]] = {}
    for state in failing:
        reason = _general(state)
        reasons[reason] = (*reasons.get(reason, ()), state.outlet)
    return reasons


def _general(state: FeedState) -> str:
    """Say a failure without the host it met, so that outlets with the same fate go together."""
    return "cannot resolve host" if state.failure_kind == FailureKind.DNS else state.failure


def _is_offline(states: list[FeedState], failing: list[FeedState]) -> bool:
    unresolved = sum(state.failure_kind == FailureKind.DNS for state in failing)
    return unresolved >= OFFLINE_LEAST and unresolved >= OFFLINE_SHARE * len(states)


def _next_digests(tx: Transaction, assembly: Assembly, now: datetime) -> dict[str, datetime]:
    return {
        plan.name: upcoming(
            plan.at, plan.zone, digests.last_date(tx, plan.name, now), now, plan.weekdays
        )
        for plan in assembly.config.digests
    }

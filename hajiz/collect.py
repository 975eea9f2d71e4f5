"""
Pipe 1, from the web into the database.

    feeds due → FetchTask → Outcome → new items → matches → events → one transaction

What belongs to a feed is committed together, also its validators and its next poll, so that a
crash at any moment only means that the feed is fetched again. Decides nothing itself: `crawler`
says what an outlet published, `storage` what is new, `alerts` what matters.
"""

import asyncio
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from alerts.rules import matcher
from crawler.asking import Asker
from crawler.pace import asked_whole
from hajiz import pacing
from hajiz.assembly import Assembly
from hajiz.clock import Clock, utc_now
from hajiz.commits import Commits
from hajiz.dispatch.events import events_of
from hajiz.dispatch.outlets import tell_of_look
from hajiz.failpoint import reach
from hajiz.log import log, log_failure
from hajiz.pages import PageReading, moments
from hajiz.quarantine import note_killed, spared, tasks_of
from hajiz.recognise import remember, settle
from hajiz.revising import record_edits
from hajiz.skew import Skew
from hajiz.uplink import Uplink
from model import (
    Failed,
    FailureKind,
    FeedState,
    FetchTask,
    Fresh,
    HajizError,
    Outcome,
    Outlet,
    OutletId,
    StoredItem,
)
from storage import events, feeds, health, items, matches, pages
from storage.database import Transaction
from storage.events import NewEvent

FEWEST_ALL_NEW = 3  # a feed of fewer items may well have changed as a whole
SPREAD = timedelta(minutes=5)  # over which feeds are polled after the machine was asleep


@dataclass(frozen=True, slots=True)
class Collected:
    """What one poll of one outlet came to, once it is committed."""

    outcome: Outcome
    new: int = 0  # items never seen before
    matched: int = 0  # items that fired a rule, new or changed
    is_baseline: bool = False  # the first look: nothing of it is reported as new
    changed: int = 0  # items seen before whose text is another now

    @property
    def outlet(self) -> OutletId:
        """The outlet that was polled."""
        return self.outcome.outlet


def record(
    assembly: Assembly,
    outcome: Outcome,
    now: datetime,
    jitter: float,
    *,
    is_offline: bool = False,
) -> Collected:
    """
    Commit all that *outcome* means in one transaction: items, matches, validators, next poll.

    Raises:
        StorageError: nothing of it was kept.
    """
    with assembly.database.write() as tx:
        collected = _record(tx, assembly, outcome, now, jitter, is_offline=is_offline)
    return _committed(collected)


def _committed(collected: Collected) -> Collected:
    if isinstance(collected.outcome, Fresh):
        reach("collected")
    return collected


def _record(
    tx: Transaction,
    assembly: Assembly,
    outcome: Outcome,
    now: datetime,
    jitter: float,
    *,
    is_offline: bool = False,
) -> Collected:
    state = feeds.state(tx, outcome.outlet)
    note_killed(tx, assembly, outcome, now)
    if isinstance(outcome, Failed):
        pacing.after_failure(tx, assembly, state, outcome, now, jitter, is_offline=is_offline)
        return Collected(outcome)
    if isinstance(outcome, Fresh):
        collected = _record_items(tx, assembly, outcome, now, state)
        is_overrun = _is_overrun(outcome, collected, state)
    else:
        collected, is_overrun = Collected(outcome), False
        tell_of_look(tx, assembly, outcome, state, 0, now)
    new = collected.new
    next_poll = pacing.after_success(tx, assembly, state, outcome, now, new, jitter)
    feeds.record_success(tx, outcome, now, next_poll, new, is_overrun=is_overrun)
    if isinstance(outcome, Fresh):
        reach("kept")
    return collected


def _record_items(
    tx: Transaction, assembly: Assembly, fresh: Fresh, now: datetime, state: FeedState
) -> Collected:
    is_baseline = state.baseline_at is None
    settled = settle(tx, fresh, state, now)
    tell_of_look(tx, assembly, fresh, state, settled.churned, now)
    stored = items.add_new(tx, settled.items, now, is_baseline, is_held=state.is_held)
    remember(tx, fresh.outlet, stored, are_dates_made_up=settled.are_dates_made_up)
    new_events, matched = _match(tx, assembly, stored, now)
    outlet = assembly.outlets.get(fresh.outlet)
    if outlet is not None and outlet.full_text:
        pages.enqueue(tx, moments(stored, now))
    are_new = {each.item.key for each in stored}
    old = tuple(item for item in settled.items if item.key not in are_new)
    edits = record_edits(tx, assembly, replace(fresh, items=old), now, state)
    events.add(tx, [*new_events, *edits.events], now, is_held=state.is_held)
    return Collected(fresh, len(stored), matched + edits.fired, is_baseline, edits.changed)


def _match(
    tx: Transaction, assembly: Assembly, stored: Sequence[StoredItem], now: datetime
) -> tuple[list[NewEvent], int]:
    """Keep what fires for new items; return what is to be told at once, and how many fired."""
    found = {each.id: matcher.match(each.item, assembly.rule_set) for each in stored}
    kept = matches.add_all(tx, found, now)
    fired = [each for each in stored if each.id in kept]
    told = [event for each in fired for event in events_of(assembly, each, kept[each.id])]
    return told, len(fired)


def _is_overrun(fresh: Fresh, collected: Collected, state: FeedState) -> bool:
    """Say whether items have passed unseen: the feed shares nothing with the last look at it."""
    is_all_new = collected.new == fresh.total >= FEWEST_ALL_NEW
    return is_all_new and state.last_success_at is not None and not collected.is_baseline


class Collection:
    """
    Polls feeds side by side and commits what each brings.

    No outlet is ever polled twice at once, and a slow one holds up nobody: each feed is a task of
    its own. All writing is done by one thread, never by the event loop.
    """

    def __init__(self, assembly: Assembly, crawler: Asker, clock: Clock = utc_now) -> None:
        self._assembly = assembly
        self._crawler = crawler
        self._clock = clock
        self._commits = Commits(assembly.database)
        self._polls: dict[OutletId, asyncio.Task[Collected]] = {}
        self.pages = PageReading(assembly, crawler, self._commits, clock)
        self.skew = Skew()
        self.uplink = Uplink()

    async def start_due(self, on_done: Callable[[Collected], None]) -> int:
        """Begin a poll of every feed that is due and not being polled; return how many."""
        due = await asyncio.to_thread(self._due)
        new = [task for task in due if task.outlet not in self._polls]
        for task in new:
            self._start(asked_whole(task, self._clock()), on_done)
        return len(new)

    async def poll(
        self, outlets: Sequence[Outlet], on_done: Callable[[Collected], None]
    ) -> list[Collected]:
        """Poll *outlets* now, due or not, and return what each came to, in their order."""
        tasks = tasks_of(self._assembly.database, outlets, self._clock())
        return await self.poll_all(tasks, on_done)

    async def poll_all(
        self, tasks: Sequence[FetchTask], on_done: Callable[[Collected], None]
    ) -> list[Collected]:
        """Carry out *tasks* now, and return what each came to, in their order."""
        return await asyncio.gather(*(self._start(task, on_done) for task in tasks))

    def use(self, assembly: Assembly) -> None:
        """Go on with *assembly*; a poll that is being committed keeps the one it began with."""
        self._assembly = assembly
        self.pages.use(assembly)

    async def spread_due(self) -> int:
        """Put off what is due to moments within five minutes: the machine was asleep."""
        return await self._commits.write(self._spread)

    def _spread(self, tx: Transaction) -> int:
        now = self._clock()
        outlets = [task.outlet for task in self._due() if task.outlet not in self._polls]
        moments = {outlet: now + SPREAD * random.random() for outlet in outlets}  # noqa: S311
        feeds.spread(tx, now, moments)
        return len(outlets)

    async def prove(self) -> None:
        """
        Write that we are alive, by the same way as what polls bring.

        Raises:
            StorageError: nothing can be written.
        """
        await self._commits.write(lambda tx: health.note_alive(tx, self._clock()))

    async def stop(self) -> None:
        """Give up the polls under way; each was either committed or is due again."""
        polls = list(self._polls.values())
        for poll in polls:
            poll.cancel()
        await asyncio.gather(*polls, return_exceptions=True)
        await self.pages.stop()
        await self._commits.close()

    def _due(self) -> list[FetchTask]:
        with self._assembly.database.read() as tx:
            now = self._clock()
            return spared(tx, feeds.due(tx, self._assembly.config.outlets, now), now)

    def _start(
        self, task: FetchTask, on_done: Callable[[Collected], None]
    ) -> asyncio.Task[Collected]:
        poll = asyncio.create_task(self._poll(task), name=f"poll {task.outlet}")
        self._polls[task.outlet] = poll

        def finish(done: asyncio.Task[Collected]) -> None:
            self._polls.pop(task.outlet, None)
            if not log_failure("poll not kept", done):
                on_done(done.result())

        poll.add_done_callback(finish)
        return poll

    async def _poll(self, task: FetchTask) -> Collected:
        self.uplink.begin(task, self._clock())
        outcome = await self._crawler.fetch(task)
        reach("fetched")
        self.skew.note(outcome, self._clock())
        self.uplink.note(task, outcome, self._clock())
        try:
            return await self._keep(outcome)
        except HajizError:
            raise
        except Exception as error:
            log.exception("what an outlet brought could not be kept", outlet=task.outlet)
            message = f"what it brought could not be kept: {type(error).__name__}"
            return await self._keep(Failed(task.outlet, FailureKind.UNEXPECTED, message))

    async def _keep(self, outcome: Outcome) -> Collected:
        jitter = random.random()  # noqa: S311 - spreads polls, keeps no secret
        assembly, is_offline = self._assembly, self.uplink.is_down
        return _committed(
            await self._commits.keep(
                lambda tx: _record(
                    tx, assembly, outcome, self._clock(), jitter, is_offline=is_offline
                )
            )
        )

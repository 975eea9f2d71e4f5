"""
The pages of articles: read after the feed named them, and again while they matter.

An item is kept at once with its feed's text; the page's text completes it as another version.
Decides nothing itself: `alerts.rules` says what fires, `crawler.pages` what a page says.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from crawler.asking import Asker
from crawler.pages import Pages
from hajiz.assembly import Assembly
from hajiz.clock import Clock
from hajiz.commits import Commits
from hajiz.dispatch.events import events_of
from hajiz.failpoint import reach
from hajiz.log import log, log_failure
from hajiz.revising import fire_change, fire_completion
from model import (
    FailureKind,
    HajizError,
    Item,
    OutletId,
    PageFailed,
    PageOutcome,
    PageRead,
    PageState,
    PageTask,
    StoredItem,
    StoredMatch,
)
from storage import events, items, matches, pages, revisions
from storage.database import Transaction

MOST_AT_ONCE = 30  # pages of one poll that are read right after it; the others follow
NEXT_LOT = timedelta(minutes=5)
MOST_OF_BASELINE = 20  # newest items of a first look whose pages are read
IN_A_ROW = 50  # pages of one outlet in one turn


_HOUR = timedelta(hours=1)
AGAIN = (_HOUR, 6 * _HOUR, 24 * _HOUR, 72 * _HOUR)  # after each reading, where a rule fired
RETRIES = (_HOUR / 4, _HOUR, 4 * _HOUR, 12 * _HOUR, 24 * _HOUR)
GONE = (_HOUR, 6 * _HOUR)  # an article that is not there may only be late
KILLED = (24 * _HOUR,)  # one that kills its reader twice is left alone
FORBIDDEN = (24 * _HOUR, 72 * _HOUR)  # robots.txt may change its mind
_NOT_THERE = (404, 410)


def moments(new: Sequence[StoredItem], now: datetime) -> dict[int, datetime]:
    """
    Say when the pages of an outlet's *new* items are read, by the numbers of the items.

    *new* has the newest first. Of a first look only the newest are read; of later ones all, the
    first thirty at once and the others in lots, five minutes apart.
    """
    kept = [stored for stored in new if stored.item.url]
    if kept and kept[0].is_baseline:
        kept = kept[:MOST_OF_BASELINE]
    return {
        stored.id: now + NEXT_LOT * (number // MOST_AT_ONCE) for number, stored in enumerate(kept)
    }


def next_read(reads: int, now: datetime, *, is_matched: bool) -> datetime | None:
    """Say when a page that was now read for the *reads*-th time is read again; None for never."""
    if not is_matched or reads > len(AGAIN):
        return None
    return now + AGAIN[reads - 1]


def next_try(failed: PageFailed, failures: int, now: datetime) -> datetime | None:
    """Say when a page that failed *failures* times before is tried again; None for never."""
    steps: Sequence[timedelta] = RETRIES
    if failed.kind is FailureKind.ROBOTS:
        steps = FORBIDDEN
    elif failed.kind is FailureKind.PARSE_KILLED:
        steps = KILLED
    elif failed.status in _NOT_THERE:
        steps = GONE
    if failures >= len(steps):
        return None
    return now + max(steps[failures], failed.retry_after or timedelta())


def record_page(tx: Transaction, assembly: Assembly, outcome: PageOutcome, now: datetime) -> None:
    """
    Keep what reading a page came to: its text, the matches in it, and when it is read again.

    Raises:
        StorageError: nothing of it was kept.
    """
    stored = items.get(tx, outcome.item_id)
    if stored is None:  # deleted meanwhile
        return
    known = pages.record(tx, stored.id)
    if isinstance(outcome, PageFailed):
        state: PageState = "refused" if outcome.kind is FailureKind.ROBOTS else "failed"
        again = next_try(outcome, known.failures, now)
        pages.record_failure(tx, stored.id, state, outcome.message, again)
        return
    if isinstance(outcome, PageRead):
        outcome = _record_text(tx, assembly, stored, outcome, known.read_at, now)
    is_matched = bool(matches.of_items(tx, [stored.id])[stored.id])
    again = next_read(known.reads + 1, now, is_matched=is_matched)
    pages.record_read(tx, outcome, now, again)
    reach("kept")


def _record_text(
    tx: Transaction,
    assembly: Assembly,
    stored: StoredItem,
    read: PageRead,
    read_before: datetime | None,
    now: datetime,
) -> PageRead:
    text = _text(stored, read)
    if (text.title, text.body) == (stored.item.title, stored.item.body):
        return read
    kept: Sequence[StoredMatch]
    if stored.source == "page":
        version = revisions.revise(tx, stored, text, "page", now, read_before)
        kept = fire_change(tx, assembly, stored.item, version, now)
    elif len(text.body) < len(stored.item.body):
        # Extraction found less than the feed gave: the feed's text is the better one.
        return replace(read, note=read.note or "the page gave less text than the feed")
    else:
        version = revisions.revise(tx, stored, text, "page", now, None)
        kept = fire_completion(tx, assembly, version, now)
    events.add(tx, events_of(assembly, version, kept), now, is_held=stored.is_held)
    return read


def _text(stored: StoredItem, read: PageRead) -> Item:
    """Return the item with the page's text; the feed's title stays, where it has one."""
    return replace(
        stored.item,
        title=stored.item.title or read.title,
        body=read.body,
        author=read.author,
        published_at=read.published_at,
    )


@dataclass(frozen=True, slots=True)
class ReadPage:
    """What the reading of one page came to, once it is committed."""

    task: PageTask
    outcome: PageOutcome


class PageReading:
    """
    Reads the pages that are due, outlet by outlet and one at a time for each.

    A feed of the same host waits for one page at most.
    """

    def __init__(self, assembly: Assembly, crawler: Asker, commits: Commits, clock: Clock) -> None:
        self._assembly = assembly
        self._pages = Pages(crawler, assembly.config.fetch.user_agent)
        self._commits = commits
        self._clock = clock
        self._rounds: dict[OutletId, asyncio.Task[None]] = {}

    def use(self, assembly: Assembly) -> None:
        """Go on with *assembly*."""
        self._assembly = assembly

    async def start_due(self, on_done: Callable[[ReadPage], None]) -> int:
        """Begin to read the pages that are due of every outlet none is read of; return how many."""
        due = await asyncio.to_thread(self._due)
        for outlet, tasks in due.items():
            round_ = asyncio.create_task(
                self._read_all(outlet, tasks[:IN_A_ROW], on_done), name=f"pages of {outlet}"
            )
            round_.add_done_callback(lambda done: log_failure("pages not kept", done))
            self._rounds[outlet] = round_
        return sum(map(len, due.values()))

    async def read_due(self, on_done: Callable[[ReadPage], None]) -> None:
        """Read all pages that are due, and return when there are none left."""
        while await self.start_due(on_done):
            await asyncio.gather(*self._rounds.values())

    async def stop(self) -> None:
        """Give up the pages under way; each was either committed or is due again."""
        rounds = list(self._rounds.values())
        for each in rounds:
            each.cancel()
        await asyncio.gather(*rounds, return_exceptions=True)
        await self._pages.stop()

    def count_due(self) -> int:
        """Return how many pages are due and not being read."""
        return sum(map(len, self._due().values()))

    def _due(self) -> Mapping[OutletId, list[PageTask]]:
        wanted = [outlet.id for outlet in self._assembly.config.outlets if outlet.full_text]
        idle = [outlet for outlet in wanted if outlet not in self._rounds]
        if not idle:
            return {}
        with self._assembly.database.read() as tx:
            found = pages.due(tx, idle, self._clock())
        grouped: dict[OutletId, list[PageTask]] = {}
        for task in found:
            grouped.setdefault(task.outlet, []).append(task)
        return grouped

    async def _read_all(
        self, outlet: OutletId, tasks: Sequence[PageTask], on_done: Callable[[ReadPage], None]
    ) -> None:
        try:
            for task in tasks:
                on_done(await self._read(task))
        finally:
            self._rounds.pop(outlet, None)

    async def _read(self, task: PageTask) -> ReadPage:
        outcome = await self._pages.read(task)
        try:
            await self._keep(outcome)
        except HajizError:
            raise
        except Exception as error:
            log.exception("what a page brought could not be kept", outlet=task.outlet)
            message = f"what it brought could not be kept: {type(error).__name__}"
            outcome = PageFailed(task.item_id, FailureKind.UNEXPECTED, message)
            await self._keep(outcome)  # else it would be asked for again at every turn
        return ReadPage(task, outcome)

    async def _keep(self, outcome: PageOutcome) -> None:
        assembly = self._assembly
        await self._commits.keep(lambda tx: record_page(tx, assembly, outcome, self._clock()))

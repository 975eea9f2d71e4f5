"""
Keeps incidents up to date: reads what waits, groups it, writes what became of it.

Holds the mentions of the last two months, and of older days when something is said of them. What
others write meanwhile is seen by its state, and then all is taken from the database anew.
"""

import gc
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from typing import TYPE_CHECKING

from alerts.incidents.grouping import Grouping
from alerts.incidents.reported import Decision
from alerts.incidents.sighting import Key, sightings
from hajiz.clock import Clock, utc_now
from hajiz.incidents import grouped
from hajiz.incidents.inheriting import inherit, told_before
from hajiz.incidents.mending import Mending
from hajiz.incidents.reading import Reader, silent
from hajiz.log import log
from model import StorageError
from storage import accounts, incident_links, incidents
from storage.accounts import Reading
from storage.database import Database, Transaction
from storage.incident_links import Link

if TYPE_CHECKING:
    from hajiz.assembly import Assembly

AT_ONCE = 25  # items read and written together
HELD = timedelta(days=60)  # more than a denial without a day may look back
MARGIN = timedelta(days=2)  # days around those that are said

_TRIES = 5  # until somebody else does not write just then


class Incidents:
    """All incidents of one database; threads take turns."""

    def __init__(self, clock: Clock = utc_now, reader: Reader | None = None) -> None:
        self.mending = Mending()
        self._clock = clock
        self._reader = reader or Reader()
        self._lock = threading.Lock()
        self._is_ending = False
        self._grouping: Grouping | None = None
        self._state = incidents.State()
        self._since = date.max
        self._said: tuple[Link, ...] = ()
        self._damaged: set[int] = set()  # items whose accounts cannot be read back
        self._moved: list[Decision] = []  # when old mentions were looked at again; not written yet

    def catch_up(
        self,
        assembly: "Assembly",
        among: Sequence[int] | None = None,
        longest: float | None = None,
        tell: Callable[[int], None] | None = None,
    ) -> int:
        """
        Read and group what waits, of the items *among* where given; return how many items.

        Ends after *longest* seconds, also where another thread has its turn all the time, and goes
        on the next time. *tell* hears how many are done.

        Raises:
            StorageError: the database failed; what was done before is kept.
        """
        deadline = None if longest is None else time.monotonic() + longest
        done = 0
        while not self._is_ending and (deadline is None or time.monotonic() < deadline):
            if not self._lock.acquire(timeout=_left(deadline)):
                break
            try:
                count = self._step(assembly, among)
            finally:
                self._lock.release()
            if not count:
                break
            done += count
            if tell is not None:
                tell(done)
        return done

    def merge(self, assembly: "Assembly", numbers: Sequence[int], by: str) -> int:
        """
        Make incidents one, for ever: people have the last word. Return the number it has then.

        Raises:
            KeyError: there is no incident of one of *numbers*.
            StorageError: nothing became of it.
        """

        def change(grouping: Grouping) -> tuple[Decision, ...]:
            return grouping.merge(numbers)

        keys = self._by_hand(assembly.database, numbers, by, change)
        return self._number_of(keys)

    def split(self, assembly: "Assembly", number: int, item_ids: Sequence[int], by: str) -> int:
        """
        Take items out of an incident, for ever; they stay together. Return their new number.

        Raises:
            KeyError: there is no such incident, or it has nothing of one of *item_ids*.
            ValueError: nothing would be left of it.
            StorageError: nothing became of it.
        """

        def change(grouping: Grouping) -> tuple[Decision, ...]:
            return grouping.split(number, _chosen(grouping, number, item_ids))

        keys = self._by_hand(assembly.database, [number], by, change)
        return self._number_of(key for key in keys if key.item in set(item_ids))

    def stop(self) -> None:
        """Begin no further step."""
        self._is_ending = True

    def _step(self, assembly: "Assembly", among: Sequence[int] | None) -> int:
        with assembly.database.read() as tx:
            waiting = accounts.waiting(tx, AT_ONCE, among)
        readings = [self._reader.read(each, assembly.config) for each in waiting]
        if readings:
            self._keep_all(assembly.database, readings)
        return len(readings)

    def _keep_all(self, database: Database, readings: Sequence[Reading]) -> None:
        """Keep *readings*; one that cannot be grouped keeps none of the others waiting."""
        try:
            self._keep(database, readings)
        except StorageError:
            raise
        except Exception as error:
            if len(readings) > 1:
                for each in readings:
                    self._keep_all(database, [each])
                return
            if not readings[0].account.mentions:
                raise
            log.exception("an item cannot be grouped", item=readings[0].item_id, error=repr(error))
            self._keep(database, [silent(readings[0])])

    def _keep(self, database: Database, readings: Sequence[Reading]) -> None:
        def change(tx: Transaction, grouping: Grouping) -> None:
            told = told_before(tx, [each.item_id for each in readings])
            kept = accounts.keep(tx, readings)
            old = incidents.of_items(tx, [each.item_id for each in kept])
            decisions = list(self._moved)
            for each in kept:
                decisions += grouped.take_in(grouping, each, old.get(each.item_id, ()))
            were = {each.incident for some in old.values() for each in some}
            touched = sorted(each for each in were if each is not None)
            self._write(tx, grouping, kept, decisions, touched, "")
            inherit(tx, told, kept)

        self._change(database, readings, [], change)

    def _by_hand(
        self,
        database: Database,
        numbers: Sequence[int],
        by: str,
        change: Callable[[Grouping], tuple[Decision, ...]],
    ) -> tuple[Key, ...]:
        """Let people have their word; return the mentions of the incidents it is about."""
        found: list[Key] = []

        def carry_out(tx: Transaction, grouping: Grouping) -> None:
            held = grouping.incidents()
            found[:] = [key for number in numbers for key in held[number]]
            decisions = [*self._moved, *change(grouping)]
            self._write(tx, grouping, (), decisions, numbers, by)

        with self._lock:
            self._change(database, (), numbers, carry_out)
        return tuple(found)

    def _change(
        self,
        database: Database,
        readings: Sequence[Reading],
        numbers: Sequence[int],
        change: Callable[[Transaction, Grouping], None],
    ) -> None:
        """Carry out *change* on what is held, once that is what the database has."""
        for _ in range(_TRIES):
            try:
                grouping = self._current(database, readings, numbers)
                with database.write() as tx:
                    if incidents.state(tx) != self._state:
                        continue
                    accounts.note(tx, sorted(self._damaged))
                    change(tx, grouping)
                    new = incidents.state(tx)
            except BaseException:
                self._grouping = None  # it holds what the database does not
                raise
            self._state, self._moved, self._damaged = new, [], set()
            return
        raise StorageError("somebody else writes incidents all the time; try again")

    def _write(
        self,
        tx: Transaction,
        grouping: Grouping,
        kept: Sequence[Reading],
        decisions: Sequence[Decision],
        touched: Iterable[int],
        by: str,
    ) -> None:
        grouped.write(tx, grouping, kept, decisions, touched)
        if grouped.write_links(tx, self._said, grouping.links, by, self._clock()):
            self._said = tuple(incident_links.said(tx))

    def _current(
        self, database: Database, readings: Sequence[Reading], numbers: Sequence[int]
    ) -> Grouping:
        """Return what is held, as the database has it, with all that *readings* may be about."""
        with database.read() as tx:
            if self._grouping is None or incidents.state(tx) != self._state:
                self._begin(tx)
            grouping = self._grouping
            assert grouping is not None
            wanted = {each.item_id for each in readings} | self._on_old_days(tx, readings)
            for placed in incidents.members(tx, numbers).values() if numbers else ():
                wanted |= {each.item_id for each in placed}
            missing = [each for each in wanted if not grouping.knows(each)]
            self._recall(tx, grouping, grouped.stored(tx, missing))
        return grouping

    def _begin(self, tx: Transaction) -> None:
        since = self._clock() - HELD
        self._state = incidents.state(tx)
        self._said = tuple(incident_links.said(tx))
        self._moved, self._since = [], since.date()
        self._grouping = Grouping(grouped.links(self._said), self._state.next)
        with _without_garbage():
            self._recall(tx, self._grouping, grouped.stored(tx, accounts.since(tx, since)))

    def _recall(self, tx: Transaction, grouping: Grouping, stored: grouped.Stored) -> None:
        new = [each for each in stored.item_ids if not grouping.knows(each)]
        numbers = {k: number for k, number in stored.numbers.items() if not grouping.knows(k.item)}
        if new:
            self._moved += grouping.recall(grouped.reports(tx, new), numbers)
        unknown = [each for each in new if not grouping.knows(each)]
        damaged = accounts.which_are_read(tx, unknown) if unknown else set()
        for each in sorted(damaged - self._damaged):
            log.error("what was read of an item cannot be read back, it is read anew", item=each)
        self._damaged |= damaged

    def _on_old_days(self, tx: Transaction, readings: Sequence[Reading]) -> set[int]:
        """Return the items about days that *readings* speak of and that are not held."""
        found: set[int] = set()
        for each in readings:
            at = each.published_at
            for sighting in sightings(each.account, each.item_id, each.outlet, at):
                days = sighting.days
                if days is not None and days.first - MARGIN < self._since:
                    found |= accounts.on_days(tx, days.first - MARGIN, days.last + MARGIN)
        return found

    def _number_of(self, keys: Iterable[Key]) -> int:
        grouping = self._grouping
        numbers = {grouping.incident_of(key) for key in keys} if grouping else set()
        return min(each for each in numbers if each is not None)


@contextmanager
def _without_garbage() -> Iterator[None]:
    """Look for no garbage meanwhile: what is taken up stays, and it would all be looked through."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _left(deadline: float | None) -> float:
    """Return how many seconds there are until *deadline*; -1 where there is none."""
    return -1 if deadline is None else max(0.0, deadline - time.monotonic())


def _chosen(grouping: Grouping, number: int, item_ids: Sequence[int]) -> list[Key]:
    members = grouping.incidents()[number]
    chosen = [key for key in members if key.item in set(item_ids)]
    for item in item_ids:
        if all(key.item != item for key in chosen):
            raise KeyError(item)
    if len(chosen) == len(members):
        raise ValueError("nothing would be left of the incident")
    return chosen

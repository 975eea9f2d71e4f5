"""
What is done for the database when nothing else needs it: old items go, and damage is looked for.

Each is done in steps too small for anybody to notice.
"""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Event, Thread

from alerts.instant import derived_id
from hajiz.assembly import Assembly
from hajiz.clock import Clock
from hajiz.config.read import Config
from hajiz.log import log
from hajiz.tuning import indexing
from model import HajizError, StorageError
from model.digest import Trouble
from storage import census, digests, incidents, notices, retention, troubles, upkeep
from storage.database import Database, Transaction
from storage.retention import Ages

PRUNING, PRUNED_EVERY = "pruning", timedelta(days=1)
CHECK, CHECKED_EVERY = "check", timedelta(days=7)
EVERY = timedelta(hours=1)  # how often it is asked what is due
FIRST = timedelta(minutes=5)  # after the start, when there is much else to do
AT_ONCE = 200  # items deleted in one transaction, which others wait for
PAUSE = 0.1  # seconds between two
_NOTICE = "damage"
_WAY_OUT = (
    "Make a copy of the file, then put your last backup in its place: `hajiz restore`. Until "
    "then Hajiz goes on, but what it keeps may be lost."
)


class Upkeep:
    """
    Does what is due of all that, in a thread that does not keep the program alive.

    A look for damage cannot be ended; it changes nothing, and is made again after the next start.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._next = clock() + FIRST
        self._thread: Thread | None = None
        self._is_ending = Event()

    def turn(self, assembly: Assembly) -> None:
        """Begin what is due, at most once an hour."""
        is_busy = self._thread is not None and self._thread.is_alive()
        if is_busy or self._clock() < self._next:
            return
        self._next = self._clock() + EVERY
        self._thread = Thread(target=self._work, args=(assembly,), name="upkeep", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Begin no further step."""
        self._is_ending.set()

    def _work(self, assembly: Assembly) -> None:
        try:
            self._prune(assembly)
            self._check(assembly)
        except HajizError as error:
            log.error("the database was not kept up, next try in an hour", reason=str(error))
        except Exception:
            log.exception("the database was not kept up, next try in an hour")

    def _prune(self, assembly: Assembly) -> None:
        database, now = assembly.database, self._clock()
        if is_due(database, PRUNING, PRUNED_EVERY, now):
            ending = self._is_ending.is_set
            gone = prune(database, assembly.config, now, is_ending=ending)
            log.info("old items deleted", count=gone)
            if not ending() and indexing.renew(database):
                log.info("the index of the archive is made anew: most of it was of deleted items")

    def _check(self, assembly: Assembly) -> None:
        if self._is_ending.is_set():
            return
        database, now = assembly.database, self._clock()
        if not is_due(database, CHECK, CHECKED_EVERY, now):
            return
        if found := look_for_damage(database, now):
            log.error("the database is damaged", reason=found)


def ages_of(tx: Transaction, config: Config, now: datetime) -> Ages:
    """
    Return which items may go at *now*, as config.toml says; none that a digest is still to tell.

    Raises:
        StorageError: the database failed.
    """
    plan = config.retention
    told = [digests.last_end(tx, each.name, now) or digests.since(tx, each.name, now)
            for each in config.digests]  # fmt: skip
    matched = None if plan.keep_matched is None else min([now - plan.keep_matched, *told])
    return Ages(
        before=None if plan.keep is None else now - plan.keep,
        matched_before=matched,
        outlets={outlet: now - keep for outlet, keep in plan.outlets.items()},
    )


def prune(
    database: Database,
    config: Config,
    now: datetime,
    *,
    is_ending: Callable[[], bool] = lambda: False,
) -> int:
    """
    Delete the items that are older than config.toml wants them; return how many.

    What was seen stays known, so that nothing comes back as new.

    Raises:
        StorageError: the database failed; what went before is gone.
    """
    gone = 0
    with database.read() as tx:
        ages = ages_of(tx, config, now)
    while not is_ending():
        with database.read() as tx:
            numbers = retention.outdated(tx, ages, AT_ONCE)
        if not numbers:
            break
        with database.write() as tx:
            gone += retention.remove(tx, numbers, ages)
        time.sleep(PAUSE)
    if not is_ending():
        with database.write() as tx:
            if gone:
                incidents.sweep(tx)
                incidents.note(tx)
            upkeep.note_done(tx, PRUNING, now)
    return gone


def is_due(database: Database, work: str, every: timedelta, now: datetime) -> bool:
    """
    Say whether *work* was not done for so long; a clock that was ahead is not believed.

    Raises:
        StorageError: the database failed.
    """
    with database.read() as tx:
        last = upkeep.last_done(tx, work)
    return last is None or abs(now - last) >= every


def look_for_damage(database: Database, now: datetime) -> str:
    """
    Look at the whole database; let people hear of damage, and of nothing else. Return what it is.

    Raises:
        StorageError: not even that could be kept.
    """
    try:
        with database.read() as tx:
            found = census.damage(tx, is_deep=True)
    except StorageError as error:
        found = str(error)
    with database.write() as tx:
        upkeep.note_done(tx, CHECK, now)
        if found:
            _tell_of_damage(tx, database, found, now)
        else:
            notices.clear(tx, _NOTICE)
    return found


def _tell_of_damage(tx: Transaction, database: Database, found: str, now: datetime) -> None:
    notices.put(tx, _NOTICE, f"the database is damaged ({found}). {_WAY_OUT}", now)
    about = derived_id("not", database.instance, _NOTICE, found)
    lines = (found, _WAY_OUT)
    troubles.add(tx, "", Trouble(about, "the database is damaged", lines, now, "UTC"))

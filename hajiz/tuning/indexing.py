"""
Keeps the archive's index up to date, in steps too small for anybody to notice.

What is not in it yet is looked at by whoever searches; so nothing waits for the index, and a death
half way costs nothing. Decides no search.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from alerts.rules.index_words import INDEX_VERSION, words_of
from hajiz.log import log
from model import StoredItem
from storage import archive, index
from storage.database import Database, Transaction
from storage.index import Document, State

AT_ONCE = 250  # items put in by one transaction, which others wait for
MANY_AT_ONCE = 2_000  # where somebody waits for the whole
LONGEST = 2.5  # seconds of one turn
PAUSE = 0.02  # seconds between two transactions
BACKLOG = 5_000  # items from which on it is worth telling
WORTHWHILE = 10_000  # versions in the index below which it is not made anew for dead ones
_DEAD = 0.5  # share of versions of items that are gone, from which on it is


class Indexer:
    """The daemon's turn at the index."""

    def __init__(self) -> None:
        self._is_behind = False
        self._is_ending = False

    def turn(self, database: Database) -> None:
        """
        Put in what is new, for no longer than a few seconds.

        Raises:
            StorageError: the database failed; what went in before is in.
        """
        deadline = time.monotonic() + LONGEST
        waiting = prepare(database)
        if waiting >= BACKLOG and not self._is_behind:
            self._is_behind = True
            log.info("indexing the archive in the background", items=waiting)
        while not self._is_ending and time.monotonic() < deadline:
            if not step(database, AT_ONCE):
                self._note_end()
                return
            time.sleep(PAUSE)

    def stop(self) -> None:
        """Begin no further step."""
        self._is_ending = True

    def _note_end(self) -> None:
        if self._is_behind:
            log.info("the archive is indexed")
        self._is_behind = False


def prepare(database: Database) -> int:
    """
    Empty an index that was made in another way than now; return how many items wait to go in.

    Raises:
        StorageError: the database failed.
    """
    with database.read() as tx:
        is_current = index.state(tx).version == INDEX_VERSION
        waiting = index.count_waiting(tx)
    if is_current:
        return waiting
    with database.write() as tx:
        if index.state(tx).version != INDEX_VERSION:
            index.begin(tx, INDEX_VERSION)
        return index.count_waiting(tx)


def step(database: Database, limit: int) -> int:
    """
    Put some of what waits into the index, at most *limit* items; return how many there were.

    Raises:
        StorageError: the database failed; nothing of it is in.
    """
    with database.read() as tx:
        batch = _batch(tx, limit)
    if batch.count:
        with database.write() as tx:
            index.add(tx, batch.documents, batch.state, batch.mark)
    return batch.count


def index_all(database: Database, tell: Callable[[int, int], None] | None = None) -> int:
    """
    Put in all that waits, at once; *tell* hears how many items are in, of how many. Return those.

    Raises:
        StorageError: the database failed; what went in before is in.
    """
    total, done = prepare(database), 0
    while count := step(database, MANY_AT_ONCE):
        done += count
        if tell is not None:
            tell(done, max(done, total))
    return done


def empty(database: Database) -> None:
    """
    Empty the index, to be filled anew.

    Raises:
        StorageError: the database failed.
    """
    with database.write() as tx:
        index.begin(tx, INDEX_VERSION)


def renew(database: Database) -> bool:
    """
    Empty the index when most of it is about items that are gone; return whether it was.

    Raises:
        StorageError: the database failed.
    """
    with database.read() as tx:
        documents, kept = index.state(tx).documents, index.count_versions(tx)
    if documents < WORTHWHILE or documents * (1 - _DEAD) <= kept:
        return False
    empty(database)
    return True


@dataclass(frozen=True, slots=True)
class _Batch:
    """What one step puts in: documents, and the mark that holds then."""

    state: State
    count: int = 0  # items
    documents: tuple[Document, ...] = ()
    mark: int = 0


def _batch(tx: Transaction, limit: int) -> _Batch:
    state = index.state(tx)
    if state.version != INDEX_VERSION:
        return _Batch(state)
    if versions := index.new_versions(tx, limit):
        return _Batch(state, len(versions), _of_versions(tx, versions), state.mark)
    new = index.new_items(tx, limit)
    found = archive.versions_of(tx, new)
    documents = tuple(_document(each) for versions in found for each in versions)
    return _Batch(state, len(new), documents, new[-1] if new else state.mark)


def _of_versions(tx: Transaction, wanted: list[tuple[int, int]]) -> tuple[Document, ...]:
    """Return the documents of versions; for those that are not kept, one without words."""
    ids = list(dict.fromkeys(item_id for item_id, _ in wanted))
    found = {(each.id, each.revision): each for of in archive.versions_of(tx, ids) for each in of}
    empty = Document(0, 0, "")
    return tuple(
        _document(found[each]) if each in found else replace(empty, item_id=each[0], number=each[1])
        for each in wanted
    )


def _document(stored: StoredItem) -> Document:
    return Document(stored.id, stored.revision, " ".join(sorted(words_of(stored.item))))

"""
Incidents that cannot be shown: their items are read anew, once in a run, and the log says so once.

What was read of an item may be damaged, or not fit its mentions; nothing but reading mends that.
What was begun in a transaction that came to nothing was not tried, and is begun again.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from hajiz.log import log
from storage import accounts, incidents
from storage.database import Database, Transaction


class Mending:
    """What was tried to be mended since the program started; any number of threads may ask."""

    def __init__(self) -> None:
        self._tried: set[int] = set()
        self._begun: set[int] = set()  # in a transaction that may still come to nothing
        self._said: set[str] = set()
        self._lock = Lock()

    def is_new(self, trouble: str) -> bool:
        """Say whether a trouble was not asked for before: the log has each once in a run."""
        with self._lock:
            is_new = trouble not in self._said
            self._said.add(trouble)
        return is_new

    @contextmanager
    def kept_with(self, database: Database) -> Iterator[Transaction]:
        """
        Write, and count what is begun meanwhile as tried once that is kept.

        Raises:
            StorageError: nothing was written.
        """
        try:
            with database.write() as tx:
                yield tx
            with self._lock:
                self._tried |= self._begun
        finally:
            with self._lock:
                self._begun = set()

    def begin(self, tx: Transaction, number: int) -> None:
        """
        Let the items of an incident that cannot be shown be read anew, the first time it is asked.

        It counts as asked when the transaction, one of `kept_with`, is kept.

        Raises:
            StorageError: the database failed.
        """
        with self._lock:
            if number in self._tried | self._begun:
                return
            self._begun.add(number)
        items = sorted({each.item_id for each in incidents.members(tx, [number]).get(number, ())})
        if self.is_new(f"mending {number}"):
            log.error("an incident cannot be shown, its items are read anew", incident=number)
        accounts.note(tx, items)

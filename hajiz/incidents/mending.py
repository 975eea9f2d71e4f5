"""
Incidents that cannot be shown: their items are read anew, once in a run, and the log says so once.

What was read of an item may be damaged, or not fit its mentions; nothing but reading mends that.
"""

from threading import Lock

from hajiz.log import log
from storage import accounts, incidents
from storage.database import Transaction


class Mending:
    """What was tried to be mended since the program started; any number of threads may ask."""

    def __init__(self) -> None:
        self._tried: set[int] = set()
        self._lock = Lock()

    def is_tried(self, number: int) -> bool:
        """Say whether the items of an incident were to be read anew before."""
        return number in self._tried

    def begin(self, tx: Transaction, number: int) -> None:
        """
        Let the items of an incident that cannot be shown be read anew, the first time it is asked.

        Raises:
            StorageError: the database failed.
        """
        with self._lock:
            if number in self._tried:
                return
            self._tried.add(number)
        items = sorted({each.item_id for each in incidents.members(tx, [number]).get(number, ())})
        log.error("an incident cannot be shown, its items are read anew", incident=number)
        accounts.note(tx, items)

"""Keeps a claim on a message for as long as it is being sent, however long that takes."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from threading import Event, Thread

from hajiz.clock import utc_now
from model import StorageError
from storage import outbox
from storage.database import Database

LEASE = timedelta(seconds=60)  # how long after a crash a message is taken over
_RENEWAL = timedelta(seconds=20)


@contextmanager
def kept(database: Database, seq: int, owner: str) -> Iterator[None]:
    """
    Renew the claim on the delivery *seq* until the block ends.

    Only this process's death, not a slow receiver, lets somebody else send it.
    """
    done = Event()
    thread = Thread(target=_renew, args=(database, seq, owner, done), daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _renew(database: Database, seq: int, owner: str, done: Event) -> None:
    while not done.wait(_RENEWAL.total_seconds()):
        with suppress(StorageError), database.write() as tx:  # the next turn tries again
            outbox.renew(tx, seq, owner, utc_now() + LEASE)

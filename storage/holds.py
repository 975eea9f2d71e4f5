"""
The hold after a backup was put back: what may have been told before waits for a person's word.

Knows the moment only; which rows wait is said by their own state.
"""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert

from storage import deliveries, events, feeds, items
from storage.connection import Transaction
from storage.schema import instance

_KEY = "restored_at"


def begin(tx: Transaction, now: datetime) -> int:
    """
    Let all that waits, and all that the next look at each feed brings, wait for a person's word.

    Returns how many deliveries that are at once.

    Raises:
        StorageError: the database failed.
    """
    value = now.isoformat()
    query = insert(instance).values(key=_KEY, value=value)
    tx.execute(query.on_conflict_do_update(index_elements=["key"], set_={"value": value}))
    feeds.hold(tx)
    events.put_under_review(tx)
    return deliveries.put_under_review(tx)


def restored_at(tx: Transaction) -> datetime | None:
    """
    Return when a backup was put back that nobody has decided about yet; None otherwise.

    Raises:
        StorageError: the database failed.
    """
    found = tx.execute(select(instance.c.value).where(instance.c.key == _KEY)).scalar()
    return datetime.fromisoformat(found) if found else None


def covers(tx: Transaction, window_start: datetime) -> bool:
    """
    Say whether what happened from *window_start* on may have been told before the restore.

    Raises:
        StorageError: the database failed.
    """
    restored = restored_at(tx)
    return restored is not None and window_start < restored


def end(tx: Transaction, *, is_told: bool, now: datetime) -> tuple[int, int, int]:
    """
    Send all that waits for a person's word, or drop it; return deliveries, events and items.

    Raises:
        StorageError: the database failed.
    """
    seqs = deliveries.numbers(tx, ["review"])
    if is_told:
        deliveries.retry(tx, seqs, now)
    else:
        deliveries.drop(tx, seqs, now)
    decided = events.decide(tx, "pending" if is_told else "cancelled")
    held = items.decide(tx, is_told=is_told, now=now)
    restored = restored_at(tx)
    if restored is not None and not is_told:
        items.forget_untold(tx, restored)
    tx.execute(delete(instance).where(instance.c.key == _KEY))
    return len(seqs), decided, held

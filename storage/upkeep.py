"""
What keeps the database well: when each piece of such work was last done.

Decides nothing: how often is said by whoever does it.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert

from storage.connection import Transaction
from storage.schema import instance

_PREFIX = "upkeep:"


def last_done(tx: Transaction, work: str) -> datetime | None:
    """
    Return when *work* was last done; None when it never was.

    Raises:
        StorageError: the database failed.
    """
    query = select(instance.c.value).where(instance.c.key == _PREFIX + work)
    found = tx.execute(query).scalar()
    return datetime.fromisoformat(found) if found else None


def note_done(tx: Transaction, work: str, now: datetime) -> None:
    """
    Note that *work* was done at *now*.

    Raises:
        StorageError: the database failed.
    """
    value = now.isoformat()
    query = insert(instance).values(key=_PREFIX + work, value=value)
    tx.execute(query.on_conflict_do_update(index_elements=["key"], set_={"value": value}))

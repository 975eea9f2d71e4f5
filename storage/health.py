"""
What is remarkable about a feed besides its failures: changing guids, empty looks, silence.

Decides nothing: when something is remarkable is said by whoever notes it.
"""

from datetime import datetime

from sqlalchemy import update

from model import KnownBy, OutletId
from storage.connection import Transaction
from storage.schema import feeds


def know_by(tx: Transaction, outlet: OutletId, known_by: KnownBy) -> None:
    """
    Note what the items of a feed are known by from now on.

    Raises:
        StorageError: the database failed.
    """
    tx.execute(update(feeds).where(feeds.c.outlet == outlet).values(known_by=known_by))


def count_empty(tx: Transaction, outlet: OutletId, looks: int) -> None:
    """
    Note at how many looks in a row a feed had no items, though it had some before.

    Raises:
        StorageError: the database failed.
    """
    tx.execute(update(feeds).where(feeds.c.outlet == outlet).values(empty_looks=looks))


def silent_since(tx: Transaction, outlet: OutletId, since: datetime | None) -> None:
    """
    Note that a feed is silent since its last new item, or that it is not (None).

    Raises:
        StorageError: the database failed.
    """
    tx.execute(update(feeds).where(feeds.c.outlet == outlet).values(silent_since=since))

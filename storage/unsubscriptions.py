"""
Who wants a digest or alert no more. Knows no tokens and no mail.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert

from storage.connection import Transaction
from storage.schema import unsubscriptions


def add(tx: Transaction, channel: str, recipient: str, name: str, now: datetime) -> bool:
    """
    Send *recipient* no more digests or alerts called *name*; return False if that was so already.

    Raises:
        StorageError: the database failed.
    """
    row = {"channel": channel, "recipient": recipient, "name": name, "at": now}
    query = insert(unsubscriptions).on_conflict_do_nothing()
    return tx.execute(query.returning(unsubscriptions.c.at), [row]).first() is not None


def remove(tx: Transaction, recipient: str) -> int:
    """
    Forget what *recipient* unsubscribed from; return how much that was.

    Raises:
        StorageError: the database failed.
    """
    query = delete(unsubscriptions).where(unsubscriptions.c.recipient == recipient)
    return tx.execute(query).rowcount


def wanted(
    tx: Transaction, destinations: Iterable[tuple[str, str]], name: str
) -> list[tuple[str, str]]:
    """
    Return those channels and recipients that still want what is called *name*, in their order.

    Raises:
        StorageError: the database failed.
    """
    query = select(unsubscriptions.c.channel, unsubscriptions.c.recipient)
    gone = {tuple(row) for row in tx.execute(query.where(unsubscriptions.c.name == name)).all()}
    return [each for each in destinations if each not in gone]

"""
What the operator must be told that is no news, until a message tells it.

Knows no wording. Each trouble is told once, and never through the channel it is about.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert

from model.digest import Trouble
from storage.connection import Transaction
from storage.schema import messages, troubles

AHEAD = timedelta(days=1)  # what was made so long after *since* was made by a wrong clock


@dataclass(frozen=True, slots=True)
class StoredTrouble:
    """A trouble that was not told yet, and the channel it is about."""

    channel: str
    trouble: Trouble


def add(tx: Transaction, channel: str, trouble: Trouble) -> bool:
    """
    Keep *trouble*; return False when it was known already.

    Raises:
        StorageError: the database failed.
    """
    row = {
        "id": trouble.id,
        "channel": channel,
        "subject": trouble.subject,
        "lines": trouble.lines,
        "at": trouble.at,
    }
    query = insert(troubles).on_conflict_do_nothing().returning(troubles.c.id)
    return tx.execute(query, [row]).first() is not None


def is_known(tx: Transaction, trouble_id: str) -> bool:
    """
    Say whether the trouble of that id was ever kept.

    Raises:
        StorageError: the database failed.
    """
    return tx.execute(select(troubles.c.id).where(troubles.c.id == trouble_id)).first() is not None


def untold(tx: Transaction) -> list[StoredTrouble]:
    """
    Return what no message has told yet, oldest first.

    Raises:
        StorageError: the database failed.
    """
    query = select(troubles).where(troubles.c.message_id.is_(None)).order_by(troubles.c.at)
    return [_stored(row) for row in tx.execute(query).all()]


def tell(tx: Transaction, ids: Sequence[str], message_id: str) -> None:
    """
    Note that the message of that id tells them.

    Raises:
        StorageError: the database failed.
    """
    query = update(troubles).where(troubles.c.id.in_(list(ids)))
    tx.execute(query.values(message_id=message_id))


def forget(tx: Transaction, before: datetime) -> int:
    """
    Forget what was told of troubles older than *before*; return how many they were.

    Raises:
        StorageError: the database failed.
    """
    is_old = (troubles.c.at < before, troubles.c.message_id.is_not(None))
    return tx.execute(delete(troubles).where(*is_old)).rowcount


def told_since(tx: Transaction, since: datetime) -> int:
    """
    Return how many messages of that kind were made since a moment, not long ago.

    Those of a clock that was ahead do not count: they would forbid all others for years.

    Raises:
        StorageError: the database failed.
    """
    made = messages.c.created_at
    is_recent = (messages.c.kind == "notice", made >= since, made <= since + AHEAD)
    return tx.execute(select(func.count()).select_from(messages).where(*is_recent)).scalar_one()


def _stored(row: Row[Any]) -> StoredTrouble:
    told = Trouble(row.id, row.subject, row.lines, row.at, "UTC")
    return StoredTrouble(row.channel, told)

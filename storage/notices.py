"""
What people must be told until it is put right: one line under one name, with its beginning.

Knows no wording; a notice is put by whoever sees the trouble and cleared by whoever sees it end.
"""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert

from storage.connection import Transaction
from storage.schema import instance

_PREFIX = "notice:"


@dataclass(frozen=True, slots=True)
class Notice:
    """A line that stands until it is cleared."""

    text: str
    since: datetime


def put(tx: Transaction, name: str, text: str, now: datetime) -> bool:
    """
    Let *text* stand under *name*; return whether it says something new.

    The same text again keeps the moment it began.

    Raises:
        StorageError: the database failed.
    """
    known = standing(tx).get(name)
    if known is not None and known.text == text:
        return False
    value = json.dumps({"text": text, "since": now.isoformat()}, ensure_ascii=False)
    query = insert(instance).values(key=_PREFIX + name, value=value)
    tx.execute(query.on_conflict_do_update(index_elements=["key"], set_={"value": value}))
    return True


def clear(tx: Transaction, name: str) -> bool:
    """
    Take the notice of that name away; return whether there was one.

    Raises:
        StorageError: the database failed.
    """
    return tx.execute(delete(instance).where(instance.c.key == _PREFIX + name)).rowcount > 0


def standing(tx: Transaction) -> dict[str, Notice]:
    """
    Return the notices that stand, by name.

    Raises:
        StorageError: the database failed.
    """
    query = select(instance).where(instance.c.key.startswith(_PREFIX, autoescape=True))
    found = tx.execute(query.order_by(instance.c.key)).all()
    return {row.key.removeprefix(_PREFIX): _notice(row.value) for row in found}


def _notice(value: str) -> Notice:
    said = json.loads(value)
    return Notice(said["text"], datetime.fromisoformat(said["since"]))

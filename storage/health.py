"""
What is remarkable about a feed besides its failures: changing guids, empty looks, silence.

And what people were told of it, and when the daemon was last alive. Decides nothing: when
something is remarkable is said by whoever notes it.
"""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.dialects.sqlite import insert

from model import KnownBy, OutletId
from storage.connection import Transaction
from storage.schema import feeds, instance

_TOLD = "told:"  # and the outlet
_ALIVE = "alive"


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


@dataclass(frozen=True, slots=True)
class Told:
    """What people were last told of an outlet, and when."""

    state: str  # "" once they were told that it is over
    at: datetime
    overrun_at: datetime | None = None  # when they were last told that items were missed


def told(tx: Transaction) -> dict[OutletId, Told]:
    """
    Return what people were told of outlets.

    Raises:
        StorageError: the database failed.
    """
    query = select(instance).where(instance.c.key.startswith(_TOLD, autoescape=True))
    rows = tx.execute(query).all()
    return {OutletId(row.key.removeprefix(_TOLD)): _told(row.value) for row in rows}


def tell(tx: Transaction, outlet: OutletId, told: Told) -> None:
    """
    Note what people are told of *outlet*.

    Raises:
        StorageError: the database failed.
    """
    moments = (told.at, told.overrun_at)
    value = json.dumps([told.state, *(each and each.isoformat() for each in moments)])
    _put(tx, _TOLD + outlet, value)


def note_alive(tx: Transaction, now: datetime) -> None:
    """
    Note that the daemon was alive at *now*, and could write.

    Raises:
        StorageError: the database failed.
    """
    _put(tx, _ALIVE, now.isoformat())


def alive_at(tx: Transaction) -> datetime | None:
    """
    Return when the daemon was last known to be alive; None if it never was.

    Raises:
        StorageError: the database failed.
    """
    value = tx.execute(select(instance.c.value).where(instance.c.key == _ALIVE)).scalar()
    return None if value is None else datetime.fromisoformat(value)


def _put(tx: Transaction, key: str, value: str) -> None:
    query = insert(instance).values(key=key, value=value)
    tx.execute(query.on_conflict_do_update(index_elements=["key"], set_={"value": value}))


def _told(value: str) -> Told:
    state, at, overrun_at = json.loads(value)
    moment = datetime.fromisoformat
    return Told(state, moment(at), moment(overrun_at) if overrun_at else None)

"""
What was read from items, and which items are still to be read.

An item waits from the moment a rule fires for it or its text becomes another; nothing is read in
the transaction that keeps it. Knows no way to read.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, delete, exists, func, select, true
from sqlalchemy.dialects.sqlite import insert

from model import StoredItem
from model.incident import Account
from storage.account_json import account_from_json, account_to_json
from storage.columns import as_list, listed, listed_as
from storage.connection import Transaction
from storage.items import stored_item
from storage.schema import accounts, items, matches, mentions, unread

_WAITING = (  # put together once: dearer than to run
    insert(unread).from_select(["item_id"], listed_as("ids").where(true())).on_conflict_do_nothing()
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What one version of an item says, and what grouping asks besides."""

    item_id: int
    revision: int
    outlet: str
    published_at: datetime  # what its days are counted from
    account: Account
    wording: bytes  # the sketch of its words


def note(tx: Transaction, item_ids: Sequence[int]) -> None:
    """
    Let items wait to be read.

    Raises:
        StorageError: there is no such item, or the database failed.
    """
    if item_ids:
        tx.execute(_WAITING, {"ids": as_list(item_ids)})


def note_revised(tx: Transaction, item_id: int) -> None:
    """
    Let an item whose text is another wait to be read, if a rule ever fired for it.

    Raises:
        StorageError: the database failed.
    """
    fired = select(matches.c.item_id).where(matches.c.item_id == item_id).limit(1)
    query = insert(unread).from_select(["item_id"], fired).on_conflict_do_nothing()
    tx.execute(query)


def waiting(tx: Transaction, limit: int, among: Sequence[int] | None = None) -> list[StoredItem]:
    """
    Return items that wait to be read, the oldest first, at most *limit*; of *among* where given.

    Raises:
        StorageError: the database failed.
    """
    query = select(items).join(unread, unread.c.item_id == items.c.id)
    if among is not None:
        query = query.where(items.c.id.in_(listed(among)))
    query = query.order_by(unread.c.item_id).limit(limit)  # by those that wait, not by all items
    return [stored_item(row) for row in tx.execute(query)]


def count_waiting(tx: Transaction) -> int:
    """
    Return how many items wait to be read.

    Raises:
        StorageError: the database failed.
    """
    return int(tx.execute(select(func.count()).select_from(unread)).scalar_one())


def keep(tx: Transaction, readings: Sequence[Reading]) -> list[Reading]:
    """
    Keep what was read; return those of *readings* that are of the text their item has now.

    The others are not kept, and their items go on waiting.

    Raises:
        StorageError: the database failed.
    """
    ids = [each.item_id for each in readings]
    query = select(items.c.id, items.c.revision).where(items.c.id.in_(listed(ids)))
    current = {row.id: row.revision for row in tx.execute(query).all()}
    kept = [each for each in readings if current.get(each.item_id) == each.revision]
    if kept:
        new = insert(accounts)
        values = {name: new.excluded[name] for name in _VALUES}
        query_kept = new.on_conflict_do_update(index_elements=["item_id"], set_=values)
        tx.execute(query_kept, [_row(each) for each in kept])
        done = listed([each.item_id for each in kept])
        tx.execute(delete(unread).where(unread.c.item_id.in_(done)))
    return kept


def since(tx: Transaction, moment: datetime) -> list[int]:
    """
    Return the items that were read and published since *moment*, the lowest number first.

    Raises:
        StorageError: the database failed.
    """
    query = select(accounts.c.item_id).where(accounts.c.published_at >= moment)
    return list(tx.execute(query.order_by(accounts.c.item_id)).scalars())


def of_items(tx: Transaction, item_ids: Sequence[int]) -> list[Reading]:
    """
    Return what was read from those items, the lowest number first; unread ones are left out.

    So is one whose row cannot be read back: it costs nobody but itself.

    Raises:
        StorageError: the database failed.
    """
    query = _READINGS.where(accounts.c.item_id.in_(listed(item_ids)))
    try:
        return _readings(tx, query.order_by(accounts.c.item_id))
    except _DAMAGED:
        return [found for each in sorted(set(item_ids)) for found in _one(tx, each)]


def which_are_read(tx: Transaction, item_ids: Sequence[int]) -> set[int]:
    """
    Return those of the items that were read, whether that can be read back or not.

    Raises:
        StorageError: the database failed.
    """
    query = select(accounts.c.item_id).where(accounts.c.item_id.in_(listed(item_ids)))
    return set(tx.execute(query).scalars())


def count_damaged(tx: Transaction) -> int:
    """
    Return how many items' accounts cannot be read back; looks at every one.

    Raises:
        StorageError: the database failed.
    """
    texts = tx.execute(select(accounts.c.account)).scalars()
    return sum(not _is_whole(text) for text in texts)


def on_days(tx: Transaction, first: date, last: date) -> set[int]:
    """
    Return the items with a mention that may be of one of the days from *first* to *last*.

    Raises:
        StorageError: the database failed.
    """
    query = select(mentions.c.item_id).where(
        mentions.c.first_day <= last, mentions.c.last_day >= first
    )
    return set(tx.execute(query).scalars())


def read_anew(tx: Transaction) -> None:
    """
    Let all items that fired wait to be read: what is known of events is known otherwise now.

    Raises:
        StorageError: the database failed.
    """
    fired = select(items.c.id).where(exists().where(matches.c.item_id == items.c.id))
    tx.execute(insert(unread).from_select(["item_id"], fired).on_conflict_do_nothing())


_DAMAGED = (ValueError, TypeError, KeyError, IndexError, AttributeError)  # other than was written
_VALUES = ("revision", "published_at", "account", "wording")
_READINGS = select(accounts, items.c.outlet).join(items, items.c.id == accounts.c.item_id)


def _row(reading: Reading) -> dict[str, Any]:
    return {
        "item_id": reading.item_id,
        "revision": reading.revision,
        "published_at": reading.published_at,
        "account": account_to_json(reading.account),
        "wording": reading.wording,
    }


def _readings(tx: Transaction, query: Any) -> list[Reading]:
    return [_reading(row) for row in tx.execute(query).all()]


def _one(tx: Transaction, item_id: int) -> list[Reading]:
    try:
        return _readings(tx, _READINGS.where(accounts.c.item_id == item_id))
    except _DAMAGED:
        return []


def _is_whole(text: Any) -> bool:
    try:
        account_from_json(text)
    except _DAMAGED:
        return False
    return True


def _reading(row: Row[Any]) -> Reading:
    account = account_from_json(row.account)
    return Reading(row.item_id, row.revision, row.outlet, row.published_at, account, row.wording)

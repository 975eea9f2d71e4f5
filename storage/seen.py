"""
The memory of what was ever seen: which item a key belongs to, and what its feed last said.

Outlives the items: what returns after an item was deleted is not new. Knows no feed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import bindparam, insert, select, update

from model import Item, ItemKey
from storage.connection import Transaction
from storage.schema import seen_keys

_HASH_LENGTH = 16
_NEW = insert(seen_keys)
_KNOWN = select(seen_keys.c.key, seen_keys.c.item_id, seen_keys.c.text_hash).where(
    seen_keys.c.outlet == bindparam("of"), seen_keys.c.key.in_(bindparam("keys", expanding=True))
)
_AT_ONCE = 10_000  # SQLite takes 32,766 parameters


@dataclass(frozen=True, slots=True)
class Seen:
    """What is remembered of one key; both are None where an older Hajiz did not keep them."""

    item_id: int | None
    text_hash: bytes | None


def text_hash(title: str, body: str) -> bytes:
    """Return what two texts of an item have in common only when they are the same."""
    return sha256(f"{title}\0{body}".encode("utf-8", "replace")).digest()[:_HASH_LENGTH]


def known(tx: Transaction, outlet: str, keys: Sequence[ItemKey]) -> dict[ItemKey, Seen]:
    """
    Return what is remembered of those of *keys* that *outlet* has shown before.

    Raises:
        StorageError: the database failed.
    """
    found: dict[ItemKey, Seen] = {}
    for start in range(0, len(keys), _AT_ONCE):
        some = keys[start : start + _AT_ONCE]
        rows = tx.execute(_KNOWN, {"of": outlet, "keys": some})
        found |= {ItemKey(key): Seen(number, text) for key, number, text in rows}
    return found


def remember(tx: Transaction, added: Iterable[tuple[int, Item]], now: datetime) -> None:
    """
    Remember items, given with their numbers, that were never seen before.

    Raises:
        StorageError: one of them was seen before, or the database failed.
    """
    rows = [
        {
            "outlet": item.outlet,
            "key": item.key,
            "first_seen_at": now,
            "item_id": number,
            "text_hash": text_hash(item.title, item.body),
        }
        for number, item in added
    ]
    if rows:
        tx.execute(_NEW, rows)


def also(tx: Transaction, outlet: str, number_of: Mapping[ItemKey, int], now: datetime) -> None:
    """
    Remember further keys of items, by their numbers; a key that was seen before stays as it is.

    Raises:
        StorageError: the database failed.
    """
    rows = [
        {"outlet": outlet, "key": key, "first_seen_at": now, "item_id": number}
        for key, number in number_of.items()
    ]
    if rows:
        tx.execute(insert(seen_keys).prefix_with("OR IGNORE"), rows)


def note_text(tx: Transaction, item: Item) -> None:
    """
    Remember that the feed now gives *item* this text.

    Raises:
        StorageError: the database failed.
    """
    chosen = (seen_keys.c.outlet == item.outlet, seen_keys.c.key == item.key)
    said = {"text_hash": text_hash(item.title, item.body)}
    tx.execute(update(seen_keys).where(*chosen).values(said))

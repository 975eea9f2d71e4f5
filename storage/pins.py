"""
Items that a rule must fire for, or must not, however it is changed. Knows no rule's text.
"""

from typing import Any

from sqlalchemy import Row, delete, select
from sqlalchemy.dialects.sqlite import insert

from model import Pin
from storage.connection import Transaction
from storage.schema import pins


def put(tx: Transaction, pin: Pin) -> None:
    """
    Keep *pin*, in place of the one the same item and rule may have had.

    Raises:
        StorageError: there is no such item, or the database failed.
    """
    values = {
        "item_id": pin.item_id,
        "rule": pin.rule,
        "must": pin.must,
        "pinned_by": pin.pinned_by,
        "pinned_at": pin.pinned_at,
    }
    query = insert(pins).values(values)
    tx.execute(query.on_conflict_do_update(index_elements=["item_id", "rule"], set_=values))


def remove(tx: Transaction, item_id: int, rule: str) -> bool:
    """
    Take the pin of an item and a rule away; return False if there was none.

    Raises:
        StorageError: the database failed.
    """
    query = delete(pins).where(pins.c.item_id == item_id, pins.c.rule == rule)
    return tx.execute(query).rowcount > 0


def every(tx: Transaction, rule: str | None = None) -> list[Pin]:
    """
    Return all pins, or those of *rule*: by rule, the oldest item first.

    Raises:
        StorageError: the database failed.
    """
    query = select(pins).order_by(pins.c.rule, pins.c.item_id)
    if rule is not None:
        query = query.where(pins.c.rule == rule)
    return [_stored(row) for row in tx.execute(query)]


def _stored(row: Row[Any]) -> Pin:
    return Pin(
        item_id=row.item_id,
        rule=row.rule,
        must=row.must,
        pinned_by=row.pinned_by,
        pinned_at=row.pinned_at,
    )

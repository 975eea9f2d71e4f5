"""
What people said of mentions: these two are of one event, these two are not.

Decides nothing of it, and forgets nothing by itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, tuple_
from sqlalchemy.dialects.sqlite import insert

from storage.connection import Transaction
from storage.incidents import Key
from storage.schema import incident_links


@dataclass(frozen=True, slots=True)
class Link:
    """What somebody said of two mentions: they are of one event, or they are not."""

    one: Key
    other: Key
    is_one: bool
    said_by: str
    said_at: datetime


def said(tx: Transaction) -> list[Link]:
    """
    Return all that people said.

    Raises:
        StorageError: the database failed.
    """
    return [
        Link(
            (row.item_id, row.number),
            (row.other_id, row.other_number),
            row.is_one,
            row.said_by,
            row.said_at,
        )
        for row in tx.execute(select(incident_links)).all()
    ]


def say(tx: Transaction, said: Sequence[Link], no_more: Sequence[tuple[Key, Key]] = ()) -> None:
    """
    Keep what somebody said of pairs, and forget what was said of the pairs *no_more*.

    Raises:
        StorageError: an item is not there, or the database failed.
    """
    for one, other in no_more:
        pair = (*one, *other)
        tx.execute(delete(incident_links).where(tuple_(*_PAIR) == pair))
    if said:
        new = insert(incident_links)
        values = {name: new.excluded[name] for name in ("is_one", "said_by", "said_at")}
        query = new.on_conflict_do_update(index_elements=[*_PAIR], set_=values)
        tx.execute(query, [_link_row(each) for each in said])


_PAIR = (
    incident_links.c.item_id,
    incident_links.c.number,
    incident_links.c.other_id,
    incident_links.c.other_number,
)


def _link_row(link: Link) -> dict[str, Any]:
    return {
        "item_id": link.one[0],
        "number": link.one[1],
        "other_id": link.other[0],
        "other_number": link.other[1],
        "is_one": link.is_one,
        "said_by": link.said_by,
        "said_at": link.said_at,
    }

"""
All texts that are kept, as they are looked through: item by item, each with all its versions.

Knows no rule; what an item is worth is decided above.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from model import StoredItem
from storage.columns import listed
from storage.connection import Transaction
from storage.items import stored_item
from storage.revisions import version_text
from storage.schema import items, revisions

_AT_ONCE = 500  # items


def count(tx: Transaction, since: datetime | None = None, until: datetime | None = None) -> int:
    """
    Return how many items were first seen in `[since, until)`; None leaves an end open.

    Raises:
        StorageError: the database failed.
    """
    query = _within(select(func.count()).select_from(items), since, until)
    return int(tx.execute(query).scalar_one())


def versions(
    tx: Transaction,
    since: datetime | None = None,
    until: datetime | None = None,
    before: int | None = None,
    down_to: int = 0,
) -> Iterator[tuple[StoredItem, ...]]:
    """
    Yield the items first seen in `[since, until)`, newest first, each as all its versions.

    The versions of an item begin with the newest. Their numbers are below *before*, where one
    is given, and not below *down_to*.

    Raises:
        StorageError: the database failed.
    """
    below = before
    while True:
        query = _within(select(items), since, until).where(items.c.id >= down_to)
        query = query.order_by(items.c.id.desc()).limit(_AT_ONCE)
        if below is not None:
            query = query.where(items.c.id < below)
        rows = tx.execute(query).all()
        if not rows:
            return
        yield from _with_versions(tx, [(stored_item(row), row.versions) for row in rows])
        below = rows[-1].id


def versions_of(tx: Transaction, item_ids: Sequence[int]) -> list[tuple[StoredItem, ...]]:
    """
    Return all versions of each of those items, in the same order; unknown numbers are left out.

    Raises:
        StorageError: the database failed.
    """
    rows = tx.execute(select(items).where(items.c.id.in_(listed(item_ids)))).all()
    by_id = {row.id: (stored_item(row), row.versions) for row in rows}
    return _with_versions(tx, [by_id[each] for each in item_ids if each in by_id])


def _with_versions(
    tx: Transaction, found: Sequence[tuple[StoredItem, int]]
) -> list[tuple[StoredItem, ...]]:
    several = [stored.id for stored, count in found if count > 1]
    older = _others(tx, several) if several else {}
    return [_sorted(stored, older.get(stored.id, ())) for stored, _ in found]


def _others(tx: Transaction, item_ids: Sequence[int]) -> dict[int, list[Any]]:
    query = select(revisions).where(revisions.c.item_id.in_(listed(item_ids)))
    found: dict[int, list[Any]] = {}
    for row in tx.execute(query).all():
        found.setdefault(row.item_id, []).append(row)
    return found


def _sorted(stored: StoredItem, others: Sequence[Any]) -> tuple[StoredItem, ...]:
    all_of_it = [stored, *(_version(stored, row) for row in others)]
    return tuple(sorted(all_of_it, key=lambda each: -each.revision))


def _version(stored: StoredItem, row: Any) -> StoredItem:
    text = version_text(stored.item, row)
    return replace(stored, item=text, revision=row.number, source=row.source)


def _within(query: Select[Any], since: datetime | None, until: datetime | None) -> Select[Any]:
    if since is not None:
        query = query.where(items.c.first_seen_at >= since)
    if until is not None:
        query = query.where(items.c.first_seen_at < until)
    return query

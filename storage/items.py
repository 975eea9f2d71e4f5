"""
The archive of items, and the memory of what was ever seen.

Decides what is new; knows no feed's address and no rule's meaning.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, exists, func, or_, select, update
from sqlalchemy.dialects.sqlite import insert

from model import Item, ItemKey, StoredItem
from storage import seen
from storage.columns import as_list, listed_as
from storage.connection import Transaction
from storage.schema import digest_matches, items, matches

_Identity = tuple[str, bytes]  # outlet and key: what makes two items the same
_MANY = select(items).where(items.c.id.in_(listed_as("ids")))  # put together once
_NEW = insert(items).returning(items.c.outlet, items.c.key, items.c.id)


def add_new(
    tx: Transaction,
    found: Sequence[Item],
    now: datetime,
    is_baseline: bool,
    *,
    is_held: bool = False,
) -> tuple[StoredItem, ...]:
    """
    Keep those of *found* that were never seen before, and return just those, in their order.

    An item counts as seen for ever, also after it was deleted; the first of several with the same
    key in *found* stands for all. Numbers rise from the last to the first: feeds begin with their
    newest item, and what is newest shall have the highest number. *is_held*: a person decides
    whether they are told (`release`).

    Raises:
        StorageError: the database failed.
    """
    unseen = _unseen(tx, found)
    oldest_first = list(reversed(unseen.values()))
    state = {"first_seen_at": now, "is_baseline": is_baseline, "is_held": is_held}
    ids = _insert(tx, oldest_first, state)
    seen.remember(tx, ((ids[identity], item) for identity, item in unseen.items()), now)
    return tuple(
        StoredItem(ids[identity], item, now, is_baseline, is_held)
        for identity, item in unseen.items()
    )


def get(tx: Transaction, item_id: int) -> StoredItem | None:
    """
    Return the item of that number, if there is one.

    Raises:
        StorageError: the database failed.
    """
    row = tx.execute(select(items).where(items.c.id == item_id)).first()
    return None if row is None else stored_item(row)


def at_link(tx: Transaction, url: str) -> StoredItem | None:
    """
    Return the newest item that links to *url*; None if none does.

    Raises:
        StorageError: the database failed.
    """
    query = select(items).where(items.c.url == url).order_by(items.c.id.desc()).limit(1)
    row = tx.execute(query).first()
    return None if row is None else stored_item(row)


def get_many(tx: Transaction, item_ids: Sequence[int]) -> list[StoredItem]:
    """
    Return the items of those numbers, in the same order; numbers no item has are left out.

    Raises:
        StorageError: the database failed.
    """
    if not item_ids:
        return []
    rows = tx.execute(_MANY, {"ids": as_list(item_ids)}).all()
    by_id = {row.id: stored_item(row) for row in rows}
    return [by_id[item_id] for item_id in item_ids if item_id in by_id]


def search(
    tx: Transaction,
    words: str = "",
    outlet: str | None = None,
    matched_by: str | None = None,
    since: datetime | None = None,
    limit: int = 50,
    before_id: int | None = None,
) -> list[StoredItem]:
    """
    Return the newest items that contain each of *words* in title or body and are as asked for.

    Letters of the Latin alphabet match in either case, all others as they are written.
    *before_id* continues a list after its last item.

    Raises:
        StorageError: the database failed.
    """
    query = select(items).order_by(items.c.id.desc()).limit(limit)
    for word in words.split():
        query = _containing(query, word)
    if outlet is not None:
        query = query.where(items.c.outlet == outlet)
    if matched_by is not None:
        fired = select(matches.c.item_id).where(matches.c.rule == matched_by)
        query = query.where(items.c.id.in_(fired))
    if since is not None:
        query = query.where(items.c.first_seen_at >= since)
    if before_id is not None:
        query = query.where(items.c.id < before_id)
    return [stored_item(row) for row in tx.execute(query).all()]


def count_between(tx: Transaction, start: datetime, end: datetime) -> tuple[int, int]:
    """
    Return how many items were first seen in `[start, end)`, and how many of them as a baseline.

    Raises:
        StorageError: the database failed.
    """
    seen = items.c.first_seen_at
    query = select(func.count(), func.count().filter(items.c.is_baseline)).where(
        seen >= start, seen < end
    )
    read, baseline = tx.execute(query).one()
    return read, baseline


def count_by_outlet(tx: Transaction, start: datetime, end: datetime) -> dict[str, int]:
    """
    Return how many items each outlet brought between *start* and *end*, without baselines.

    Raises:
        StorageError: the database failed.
    """
    seen = items.c.first_seen_at
    query = select(items.c.outlet, func.count()).group_by(items.c.outlet)
    query = query.where(seen >= start, seen < end, items.c.is_baseline.is_(False))
    return dict(tx.execute(query).all())


def count_undated(tx: Transaction, start: datetime, end: datetime) -> int:
    """
    Return how many items first seen in `[start, end)`, of no baseline, have no usable date.

    Raises:
        StorageError: the database failed.
    """
    seen = items.c.first_seen_at
    query = select(func.count()).where(seen >= start, seen < end, items.c.published_at.is_(None))
    return tx.execute(query.where(items.c.is_baseline.is_(False))).scalar_one()


def moments_of(tx: Transaction, outlet: str, since: datetime) -> list[datetime]:
    """
    Return the moments since *since* at which new items of *outlet* were seen, oldest first.

    Raises:
        StorageError: the database failed.
    """
    query = (
        select(items.c.first_seen_at)
        .distinct()
        .where(
            items.c.outlet == outlet,
            items.c.first_seen_at >= since,
            items.c.is_baseline.is_(False),
        )
        .order_by(items.c.first_seen_at)
    )
    return list(tx.execute(query).scalars())


def decide(tx: Transaction, *, is_told: bool, now: datetime) -> int:
    """
    End the hold of all held items; return how many there were.

    Those to be told count as seen now, so that the next digest has them; the others are treated
    like a baseline.

    Raises:
        StorageError: the database failed.
    """
    values = {"is_held": False, **({"first_seen_at": now} if is_told else {"is_baseline": True})}
    return tx.execute(update(items).where(items.c.is_held).values(values)).rowcount


def forget_untold(tx: Transaction, before: datetime) -> int:
    """
    Treat items first seen *before* a moment that no digest has told like a baseline.

    A person said that they were told. Returns how many there were.

    Raises:
        StorageError: the database failed.
    """
    told = exists().where(
        digest_matches.c.match_id == matches.c.id, matches.c.item_id == items.c.id
    )
    fired = exists().where(matches.c.item_id == items.c.id, matches.c.is_applied.is_(False))
    chosen = (items.c.first_seen_at < before, items.c.is_baseline.is_(False), fired, ~told)
    return tx.execute(update(items).where(*chosen).values(is_baseline=True)).rowcount


def count_held(tx: Transaction) -> int:
    """
    Return how many items wait for a person's word.

    Raises:
        StorageError: the database failed.
    """
    return tx.execute(select(func.count()).select_from(items).where(items.c.is_held)).scalar_one()


def _unseen(tx: Transaction, found: Sequence[Item]) -> dict[_Identity, Item]:
    """Return the items whose key was not seen before, in the order of *found*."""
    candidates: dict[_Identity, Item] = {}
    for item in found:
        candidates.setdefault((item.outlet, item.key), item)
    for outlet in {item.outlet for item in found}:
        keys = [ItemKey(key) for name, key in candidates if name == outlet]
        for key in seen.known(tx, outlet, keys):
            del candidates[outlet, key]
    return candidates


def _insert(tx: Transaction, new: Sequence[Item], state: dict[str, Any]) -> dict[_Identity, int]:
    if not new:
        return {}
    rows = [_row(item) | state for item in new]
    return {(outlet, key): number for outlet, key, number in tx.execute(_NEW, rows)}


def _row(item: Item) -> dict[str, Any]:
    return {
        "outlet": item.outlet,
        "key": item.key,
        "title": item.title,
        "body": item.body,
        "url": item.url,
        "language": item.language,
        "author": item.author,
        "categories": item.categories,
        "published_at": item.published_at,
    }


def stored_item(row: Row[Any]) -> StoredItem:
    """Put an item together from its columns."""
    item = Item(
        outlet=row.outlet,
        key=ItemKey(row.key),
        title=row.title,
        body=row.body,
        url=row.url,
        language=row.language,
        author=row.author,
        categories=row.categories,
        published_at=row.published_at,
    )
    return StoredItem(
        id=row.id,
        item=item,
        first_seen_at=row.first_seen_at,
        is_baseline=row.is_baseline,
        is_held=row.is_held,
        revision=row.revision,
        source=row.source,
        page=row.page_state,
        page_note=row.page_note,
    )


def _containing(query: Select[Any], word: str) -> Select[Any]:
    return query.where(
        or_(
            items.c.title.contains(word, autoescape=True),
            items.c.body.contains(word, autoescape=True),
        )
    )

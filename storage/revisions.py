"""
The versions of an item's text: the one it has stands with the item, all others here.

Knows neither feeds nor pages; who found another text says where.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, insert, select, union_all, update

from model import Item, Revision, StorageError, StoredItem, TextSource
from storage import accounts, index, seen
from storage.columns import listed
from storage.connection import Transaction
from storage.items import stored_item
from storage.schema import items, revisions

MOST_VERSIONS = 100  # of one item: a page with a clock in its text changes at every look


def edited(tx: Transaction, found: Sequence[Item]) -> list[tuple[StoredItem, Item]]:
    """
    Return the kept items whose feed says something else than before, each with what it says now.

    *found* are items of one outlet. Those never seen before are no edits; see `items.add_new`.

    Raises:
        StorageError: the database failed.
    """
    if not found:
        return []
    by_key = {item.key: item for item in found}
    known = seen.known(tx, found[0].outlet, list(by_key))
    changed = {
        each.item_id: by_key[key]
        for key, each in known.items()
        if each.item_id is not None and each.text_hash != _hash_of(by_key[key])
    }
    if not changed:
        return []
    rows = tx.execute(select(items).where(items.c.id.in_(listed(list(changed))))).all()
    return [(stored_item(row), changed[row.id]) for row in rows]


def last_from_feed(tx: Transaction, stored: StoredItem) -> Item:
    """
    Return the item with the text its feed gave last.

    Raises:
        StorageError: the database failed.
    """
    if stored.source == "feed":
        return stored.item
    query = (
        select(revisions)
        .where(revisions.c.item_id == stored.id, revisions.c.source == "feed")
        .order_by(revisions.c.number.desc())
        .limit(1)
    )
    row = tx.execute(query).first()
    return stored.item if row is None else version_text(stored.item, row)


def revise(
    tx: Transaction,
    stored: StoredItem,
    text: Item,
    source: TextSource,
    now: datetime,
    after: datetime | None,
) -> StoredItem:
    """
    Give an item another text, that of *text*; the one it had is kept among its versions.

    *after* is when the text before was last seen, None where it does not replace one but adds to
    it. Only title and body become those of *text*; author and date do where they were missing.
    After a hundred versions only the newest is kept.

    Raises:
        StorageError: the database failed.
    """
    versions = _keep_current(tx, stored)
    item = _with_text(stored.item, text)
    values: dict[str, Any] = {
        "title": item.title,
        "body": item.body,
        "author": item.author,
        "published_at": item.published_at,
        "source": source,
        "revision": versions,
        "versions": versions + 1,
        "revised_at": now,
        "revised_after": after,
    }
    tx.execute(update(items).where(items.c.id == stored.id).values(values))
    index.note(tx, stored.id, versions)
    accounts.note_revised(tx, stored.id)
    return replace(stored, item=item, source=source, revision=versions)


def _with_text(item: Item, text: Item) -> Item:
    return replace(
        item,
        title=text.title,
        body=text.body,
        author=item.author or text.author,
        published_at=item.published_at or text.published_at,
    )


def keep_beside(
    tx: Transaction, stored: StoredItem, text: Item, now: datetime, after: datetime | None
) -> StoredItem:
    """
    Keep what the feed now says of an item whose text is that of its page; return it with that text.

    Only title and body count, as in `revise`.

    Raises:
        StorageError: the database failed.
    """
    number = _versions(tx, stored)
    item = replace(stored.item, title=text.title, body=text.body)
    row = _row(stored.id, number, "feed", item) | {"after": after, "seen_at": now}
    tx.execute(insert(revisions), [row])
    tx.execute(update(items).where(items.c.id == stored.id).values(versions=number + 1))
    index.note(tx, stored.id, number)
    return replace(stored, item=item, source="feed", revision=number)


def history(tx: Transaction, item_id: int) -> list[Revision]:
    """
    Return all versions of an item, the first one first; [] when there is no such item.

    Raises:
        StorageError: the database failed.
    """
    row = tx.execute(select(items).where(items.c.id == item_id)).first()
    if row is None:
        return []
    current = Revision(
        number=row.revision,
        source=row.source,
        title=row.title,
        body=row.body,
        after=row.revised_after,
        seen_at=row.revised_at or row.first_seen_at,
    )
    query = select(revisions).where(revisions.c.item_id == item_id)
    others = [
        Revision(each.number, each.source, each.title, each.body, each.after, each.seen_at)
        for each in tx.execute(query).all()
    ]
    return sorted([*others, current], key=lambda version: version.number)


def edits(tx: Transaction, item_ids: Sequence[int]) -> dict[int, int]:
    """
    Return how often each of those items got another text; those that never did are left out.

    The text of a page that was read beside that of the feed is no edit.

    Raises:
        StorageError: the database failed.
    """
    chosen = listed(item_ids)
    now = select(items.c.id.label("item_id")).where(
        items.c.id.in_(chosen), items.c.revised_after.is_not(None)
    )
    before = select(revisions.c.item_id).where(
        revisions.c.item_id.in_(chosen), revisions.c.after.is_not(None)
    )
    every = union_all(now, before).subquery()
    query = select(every.c.item_id, func.count().label("times")).group_by(every.c.item_id)
    return {row.item_id: row.times for row in tx.execute(query).all()}


def texts(tx: Transaction, wanted: Iterable[tuple[int, int]]) -> dict[tuple[int, int], Item]:
    """
    Return items as they were in the versions *wanted*, pairs of an item's number and a version's.

    Versions that are not kept are left out.

    Raises:
        StorageError: the database failed.
    """
    pairs = set(wanted)
    ids = sorted({item_id for item_id, _ in pairs})
    rows = tx.execute(select(items).where(items.c.id.in_(listed(ids)))).all()
    current = {row.id: stored_item(row) for row in rows}
    found = {(each.id, each.revision): each.item for each in current.values()}
    if pairs - found.keys():
        query = select(revisions).where(revisions.c.item_id.in_(listed(ids)))
        found |= {
            (row.item_id, row.number): version_text(current[row.item_id].item, row)
            for row in tx.execute(query).all()
        }
    return {pair: item for pair, item in found.items() if pair in pairs}


def version_text(item: Item, row: Row[Any]) -> Item:
    """Return *item* as it was in the version that *row* of the table is."""
    author = item.author if row.author is None else row.author
    return replace(item, title=row.title, body=row.body, author=author)


def _hash_of(item: Item) -> bytes:
    return seen.text_hash(item.title, item.body)


def _versions(tx: Transaction, stored: StoredItem) -> int:
    found = tx.execute(select(items.c.versions).where(items.c.id == stored.id)).scalar()
    if found is None:
        raise StorageError(f"there is no item {stored.id}")
    return int(found)


def _keep_current(tx: Transaction, stored: StoredItem) -> int:
    """Put the text an item has among its versions; return the number of the next one."""
    row = tx.execute(select(items).where(items.c.id == stored.id)).one()
    if row.versions < MOST_VERSIONS:
        kept = _row(row.id, row.revision, row.source, stored_item(row).item)
        moments = {"after": row.revised_after, "seen_at": row.revised_at or row.first_seen_at}
        tx.execute(insert(revisions), [kept | moments])
    return int(row.versions)


def _row(item_id: int, number: int, source: str, text: Item) -> dict[str, Any]:
    return {
        "item_id": item_id,
        "number": number,
        "source": source,
        "title": text.title,
        "body": text.body,
        "author": text.author,
    }

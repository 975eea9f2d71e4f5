"""
The pages of articles: which are to be read, when, and what became of it.

Decides no moment and knows no page's text, which stands with its item.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, insert, or_, select, update

from model import OutletId, PageRead, PageState, PageTask, PageUnchanged, StorageError, Validators
from storage.columns import listed
from storage.connection import Transaction
from storage.schema import items, pages


@dataclass(frozen=True, slots=True)
class PageRecord:
    """What is remembered of the reading of one page."""

    reads: int
    failures: int  # in a row
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class Unread:
    """How many of an outlet's pages were to be read, and how many could not be."""

    outlet: OutletId
    asked: int
    unread: int
    note: str  # of the newest of them


def enqueue(tx: Transaction, moments: Mapping[int, datetime]) -> None:
    """
    Let the pages of new items be read at the moments given for their numbers.

    An item without a link has no page.

    Raises:
        StorageError: the database failed.
    """
    chosen = items.c.id.in_(listed(list(moments)))
    rows = tx.execute(select(items.c.id, items.c.outlet, items.c.url).where(chosen)).all()
    new = [
        {
            "item_id": row.id,
            "outlet": row.outlet,
            "next_at": moments[row.id],
            "reads": 0,
            "failures": 0,
            "url": row.url,
        }
        for row in rows
        if row.url
    ]
    if new:
        tx.execute(insert(pages), new)
        ids = listed([row["item_id"] for row in new])
        tx.execute(update(items).where(items.c.id.in_(ids)).values(page_state="waiting"))


def due(tx: Transaction, outlets: Sequence[str], now: datetime, limit: int = 500) -> list[PageTask]:
    """
    Return the pages of *outlets* to read at *now*, those of the newest items first.

    Raises:
        StorageError: the database failed.
    """
    query = _tasks().where(pages.c.next_at <= now, pages.c.outlet.in_(outlets))
    rows = tx.execute(query.order_by(pages.c.reads, items.c.id.desc()).limit(limit)).all()
    return [_task(row) for row in rows]


def task(tx: Transaction, item_id: int) -> PageTask | None:
    """
    Return what to read for one item, due or not; None when its page is not read.

    Raises:
        StorageError: the database failed.
    """
    row = tx.execute(_tasks().where(pages.c.item_id == item_id)).first()
    return None if row is None else _task(row)


def record(tx: Transaction, item_id: int) -> PageRecord:
    """
    Return what is remembered of one page.

    Raises:
        StorageError: the item's page is not read, or the database failed.
    """
    row = tx.execute(select(pages).where(pages.c.item_id == item_id)).first()
    if row is None:
        raise StorageError(f"the page of item {item_id} is not among those that are read")
    return PageRecord(row.reads, row.failures, row.read_at)


def record_read(
    tx: Transaction,
    outcome: PageRead | PageUnchanged,
    now: datetime,
    next_at: datetime | None,
) -> None:
    """
    Note that a page was read, and when it is to be read again: at *next_at*, None for never.

    Raises:
        StorageError: the database failed.
    """
    learned: dict[str, Any] = {
        "reads": pages.c.reads + 1,
        "failures": 0,
        "read_at": now,
        "next_at": next_at,
        "etag": outcome.validators.etag,
        "last_modified": outcome.validators.last_modified,
    }
    if isinstance(outcome, PageRead):
        learned["body_hash"] = outcome.body_hash
        learned["url"] = outcome.url or pages.c.url
        _mark(tx, outcome.item_id, "partial" if outcome.note else "read", outcome.note)
    tx.execute(update(pages).where(pages.c.item_id == outcome.item_id).values(learned))


def record_failure(
    tx: Transaction, item_id: int, state: PageState, note: str, next_at: datetime | None
) -> None:
    """
    Note that a page could not be read, and when to try again: at *next_at*, None for never.

    What was read of it before stays, and so does what is said of it then.

    Raises:
        StorageError: the database failed.
    """
    learned = {"failures": pages.c.failures + 1, "next_at": next_at}
    tx.execute(update(pages).where(pages.c.item_id == item_id).values(learned))
    if record(tx, item_id).reads == 0:
        _mark(tx, item_id, state, note)


def look_again(tx: Transaction, item_id: int, at: datetime) -> None:
    """
    Let a page be read at *at*, or before if that is planned; nothing happens where it has none.

    Raises:
        StorageError: the database failed.
    """
    is_later = or_(pages.c.next_at.is_(None), pages.c.next_at > at)
    tx.execute(update(pages).where(pages.c.item_id == item_id, is_later).values(next_at=at))


def unread(tx: Transaction, start: datetime, end: datetime) -> list[Unread]:
    """
    Return for each outlet how many pages of items first seen in `[start, end)` could not be read.

    Raises:
        StorageError: the database failed.
    """
    is_unread = items.c.page_state.in_(["failed", "refused"])
    query = (
        select(
            items.c.outlet,
            func.count(),
            func.count().filter(is_unread),
            func.max(items.c.id).filter(is_unread),
        )
        .where(items.c.first_seen_at >= start, items.c.first_seen_at < end)
        .where(items.c.page_state != "")
        .group_by(items.c.outlet)
    )
    rows = [row for row in tx.execute(query).all() if row[2]]
    notes = dict(
        tx.execute(
            select(items.c.id, items.c.page_note).where(
                items.c.id.in_(listed([newest for *_, newest in rows]))
            )
        ).all()
    )
    return [Unread(OutletId(name), asked, bad, notes[newest]) for name, asked, bad, newest in rows]


def count_waiting(tx: Transaction) -> int:
    """
    Return how many pages of new items wait to be read.

    Raises:
        StorageError: the database failed.
    """
    waiting = (pages.c.next_at.is_not(None), pages.c.reads == 0)
    return tx.execute(select(func.count()).select_from(pages).where(*waiting)).scalar_one()


def _mark(tx: Transaction, item_id: int, state: PageState, note: str) -> None:
    said = {"page_state": state, "page_note": note}
    tx.execute(update(items).where(items.c.id == item_id).values(said))


def _tasks() -> Any:
    return select(pages, items.c.title, items.c.language).join(items, items.c.id == pages.c.item_id)


def _task(row: Row[Any]) -> PageTask:
    return PageTask(
        item_id=row.item_id,
        outlet=OutletId(row.outlet),
        url=row.url,
        language=row.language,
        title=row.title,
        validators=Validators(row.etag, row.last_modified),
        body_hash=row.body_hash,
    )

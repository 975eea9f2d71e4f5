"""
The ledger of digests: when each began, what windows it covered, what it told.

Knows no schedule and no text; which local date is due is decided from this ledger elsewhere.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.dialects.sqlite import insert

from storage.columns import listed
from storage.connection import Transaction
from storage.schema import digest_matches, digest_starts, digests, matches

AHEAD = timedelta(days=1)  # no window ends so long after now, unless the clock was wrong


def registered(tx: Transaction, name: str, now: datetime) -> datetime:
    """
    Return when a digest of that name was first asked for; the first time that is *now*.

    A moment long after *now* was given by a clock that was ahead, and is corrected. Only then and
    the first time a writing transaction is needed.

    Raises:
        StorageError: the database failed.
    """
    query = select(digest_starts.c.since).where(digest_starts.c.name == name)
    known: datetime | None = tx.execute(query).scalar()
    if known is None:
        tx.execute(insert(digest_starts).values(name=name, since=now))
        return now
    if known > now + AHEAD:
        tx.execute(update(digest_starts).where(digest_starts.c.name == name).values(since=now))
    return min(known, now)


def began(tx: Transaction, name: str, now: datetime) -> datetime:
    """
    Return what `registered` does, and write nothing.

    Raises:
        StorageError: the database failed.
    """
    query = select(digest_starts.c.since).where(digest_starts.c.name == name)
    known: datetime | None = tx.execute(query).scalar()
    return now if known is None else min(known, now)


def last_end(tx: Transaction, name: str, now: datetime) -> datetime | None:
    """
    Return where the last window of a digest ended; None before its first.

    Windows that end long after *now* were made by a clock that was ahead, and do not count.

    Raises:
        StorageError: the database failed.
    """
    query = select(func.max(digests.c.window_end)).where(*_made(name, now))
    return tx.execute(query).scalar()


def since(tx: Transaction, name: str, now: datetime) -> datetime:
    """
    Return where the next window of a digest starts, so that its windows tile time.

    Only the first time of all needs a writing transaction.

    Raises:
        StorageError: the database failed.
    """
    return last_end(tx, name, now) or registered(tx, name, now)


def last_date(tx: Transaction, name: str, now: datetime) -> date | None:
    """
    Return the latest local date that had its digest; those sent by hand do not count.

    Nor do those of a clock that was ahead of *now*.

    Raises:
        StorageError: the database failed.
    """
    query = select(func.max(digests.c.local_date)).where(*_made(name, now))
    return tx.execute(query).scalar()


def count_sent(tx: Transaction, name: str, now: datetime, within: timedelta) -> int:
    """
    Return how many digests of that name were sent in the time before *now*, empty ones too.

    Raises:
        StorageError: the database failed.
    """
    is_recent = (digests.c.frozen_at > now - within, digests.c.is_sent)
    query = select(func.count()).select_from(digests).where(*_made(name, now), *is_recent)
    return tx.execute(query).scalar_one()


def newest_match(tx: Transaction, name: str) -> int | None:
    """
    Return the number of the newest match when a digest of that name was last made; None before.

    What has a higher one came later, whatever the clocks say.

    Raises:
        StorageError: the database failed.
    """
    query = select(func.max(digests.c.newest_match)).where(digests.c.name == name)
    return tx.execute(query).scalar()


def told_items(tx: Transaction, name: str, item_ids: Sequence[int]) -> dict[int, datetime]:
    """
    Return which of those items a digest of that name has told, and when first.

    Raises:
        StorageError: the database failed.
    """
    query = (
        select(matches.c.item_id, func.min(digests.c.frozen_at).label("told_at"))
        .join(digest_matches, digest_matches.c.match_id == matches.c.id)
        .join(digests, digests.c.id == digest_matches.c.digest_id)
        .where(matches.c.item_id.in_(listed(item_ids)), digest_matches.c.digest_name == name)
        .group_by(matches.c.item_id)
    )
    return {row.item_id: row.told_at for row in tx.execute(query).all()}


def _made(name: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return digests.c.name == name, digests.c.window_end <= now + AHEAD


def freeze(
    tx: Transaction,
    digest_id: str,
    name: str,
    local_date: date | None,
    window_start: datetime,
    window_end: datetime,
    match_ids: Sequence[int],
    now: datetime,
    *,
    is_sent: bool = True,
) -> bool:
    """
    Enter a digest and all it tells; return False when that id or local date has its digest.

    One with nothing to tell that goes to nobody is entered too, but is not *is_sent*.

    Raises:
        StorageError: a match was told by another digest of that name, or the database failed.
    """
    entry = insert(digests).on_conflict_do_nothing().returning(digests.c.id)
    values = {
        "id": digest_id,
        "name": name,
        "local_date": local_date,
        "window_start": window_start,
        "window_end": window_end,
        "frozen_at": now,
        "match_count": len(match_ids),
        "is_sent": is_sent,
        "newest_match": tx.execute(select(func.coalesce(func.max(matches.c.id), 0))).scalar_one(),
    }
    if tx.execute(entry, [values]).first() is None:
        return False
    if match_ids:
        told = {"digest_name": name, "digest_id": digest_id}
        tx.execute(insert(digest_matches), [told | {"match_id": each} for each in match_ids])
    return True

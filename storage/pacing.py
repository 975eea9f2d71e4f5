"""
What puts the next look at a feed off, or changes where it is looked for.

Decides none of it. Writes to the rows of `feeds` beside what a poll brought.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import bindparam, case, func, literal, select, update
from sqlalchemy.dialects.sqlite import insert

from model import FailureKind, Move, OutletId, Wishes
from storage.columns import Moment
from storage.connection import Transaction
from storage.schema import feeds, instance

_READ_AS = "reading"
_LEARNED = (
    update(feeds)
    .where(feeds.c.outlet == bindparam("this"))
    .values(
        rhythm=bindparam("rhythm"),
        moved_to=bindparam("moved_to"),
        moved_since=bindparam("moved_since"),
        moved_looks=bindparam("moved_looks"),
        address=bindparam("address"),
        wishes=bindparam("wishes"),
    )
)


def keep(
    tx: Transaction, outlet: OutletId, rhythm: timedelta | None, move: Move, wishes: Wishes
) -> None:
    """
    Note how often an outlet has news, where it has moved to, and what its server wishes.

    Raises:
        StorageError: the database failed.
    """
    learned = {
        "rhythm": None if rhythm is None else round(rhythm.total_seconds()),
        "moved_to": move.to,
        "moved_since": move.since,
        "moved_looks": move.looks,
        "address": move.address,
        "wishes": wishes,
    }
    tx.execute(_LEARNED, learned | {"this": outlet})


def rest(
    tx: Transaction, outlets: Iterable[OutletId], until: datetime, reason: str, now: datetime
) -> None:
    """
    Look at none of *outlets* before *until*: their server wants to be left alone.

    One that would have been looked at before counts as failing from *now* on, for what it brings
    meanwhile cannot be seen. None of their failures is counted.

    Raises:
        StorageError: the database failed.
    """
    is_fine = feeds.c.failing_since.is_(None)
    put_off = {
        "next_poll_at": until,
        "failing_since": func.coalesce(feeds.c.failing_since, literal(now, Moment)),
        "failure_kind": case((is_fine, FailureKind.RESTING.value), else_=feeds.c.failure_kind),
        "failure": case((is_fine, reason), else_=feeds.c.failure),
    }
    for outlet in outlets:
        is_sooner = (feeds.c.outlet == outlet, feeds.c.next_poll_at < until)
        tx.execute(update(feeds).where(*is_sooner).values(put_off))


def stop(tx: Transaction, outlet: OutletId, now: datetime) -> None:
    """
    Look at *outlet* no more until `resume`: its server says that the feed is gone.

    Raises:
        StorageError: the database failed.
    """
    tx.execute(update(feeds).where(feeds.c.outlet == outlet).values(gone_at=now))


def resume(tx: Transaction, outlet: OutletId, now: datetime) -> bool:
    """
    Look at *outlet* again, at once; return False if it was looked at anyway.

    Raises:
        StorageError: the database failed.
    """
    is_gone = (feeds.c.outlet == outlet, feeds.c.gone_at.is_not(None))
    values = {"gone_at": None, "failures": 0, "next_poll_at": now}
    return tx.execute(update(feeds).where(*is_gone).values(values)).rowcount > 0


def gone(tx: Transaction) -> dict[OutletId, datetime]:
    """
    Return the outlets that are not looked at, and since when.

    Raises:
        StorageError: the database failed.
    """
    query = select(feeds.c.outlet, feeds.c.gone_at).where(feeds.c.gone_at.is_not(None))
    return {OutletId(row.outlet): row.gone_at for row in tx.execute(query).all()}


def forgive(tx: Transaction, moments: Mapping[OutletId, datetime]) -> None:
    """
    Count no failures of outlets that were not to blame, and look at each at its moment at latest.

    Raises:
        StorageError: the database failed.
    """
    for outlet, moment in moments.items():
        sooner = func.min(feeds.c.next_poll_at, literal(moment, Moment))
        values = {"failures": 0, "next_poll_at": sooner}
        tx.execute(update(feeds).where(feeds.c.outlet == outlet).values(values))


def hurry(tx: Transaction, outlet: OutletId, now: datetime) -> None:
    """
    Look at *outlet* at once: somebody who must know says that it has news.

    Raises:
        StorageError: the database failed.
    """
    is_later = (feeds.c.outlet == outlet, feeds.c.next_poll_at > now)
    tx.execute(update(feeds).where(*is_later).values(next_poll_at=now))


def reread(tx: Transaction, read_as: str) -> bool:
    """
    Let every feed be read whole at its next look if documents are read otherwise than before.

    Returns whether that is so; *read_as* names the way they are read now.

    Raises:
        StorageError: the database failed.
    """
    known = tx.execute(select(instance.c.value).where(instance.c.key == _READ_AS)).scalar()
    if known == read_as:
        return False
    query = insert(instance).values(key=_READ_AS, value=read_as)
    tx.execute(query.on_conflict_do_update(index_elements=["key"], set_={"value": read_as}))
    if known is not None:
        tx.execute(update(feeds).values(whole_at=None, body_hash=None, memory=None))
    return True

"""
What we remember of each outlet's feed: validators, failures, and when to look again.

Knows no item; decides no interval: the moment of the next poll is given to it.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    Row,
    bindparam,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.sql.dml import ReturningUpdate

from model import Failed, FeedState, FetchTask, Fresh, Outlet, OutletId, StorageError, Unchanged
from storage.connection import Transaction
from storage.feed_rows import feed_state, feed_task
from storage.schema import feeds

CLOCK_SLACK = timedelta(hours=1)  # a poll further than this in the future had a wrong clock

_ONE = select(feeds).where(feeds.c.outlet == bindparam("this"))
_UNKNOWN: dict[str, Any] = {  # of an address not polled yet
    "fetched_url": None,
    "etag": None,
    "last_modified": None,
    "body_hash": None,
    "memory": None,
    "last_unchanged": False,
    "failures": 0,
    "failing_since": None,
    "failure_kind": None,
    "failure": "",
    "note": "",
    "gone_at": None,
    "moved_to": "",
    "moved_since": None,
    "moved_looks": 0,
    "address": "",
    "whole_at": None,
    "wishes": None,
    "hub": "",
    "topic": "",
}


def sync(tx: Transaction, outlets: Sequence[Outlet], now: datetime) -> tuple[OutletId, ...]:
    """
    Make the feeds those of *outlets*; return the outlets that are new or have a new address.

    Both are polled at once. A new address loses what belongs to the old one (validators, hash of
    the body, failures), but not its baseline nor what was seen. An outlet that is no longer
    configured is kept, in case it comes back, and is never due.

    Raises:
        StorageError: the database failed.
    """
    known = dict(tx.execute(select(feeds.c.outlet, feeds.c.url)).all())
    new = [outlet for outlet in outlets if outlet.id not in known]
    moved = [outlet for outlet in outlets if known.get(outlet.id, outlet.feed) != outlet.feed]
    if new:
        rows = [{"outlet": each.id, "url": each.feed, "next_poll_at": now} for each in new]
        tx.execute(insert(feeds), [_UNKNOWN | row for row in rows])
    for outlet in moved:
        tx.execute(
            update(feeds)
            .where(feeds.c.outlet == outlet.id)
            .values(_UNKNOWN | {"url": outlet.feed, "next_poll_at": now})
        )
    return tuple(outlet.id for outlet in (*new, *moved))


def due(tx: Transaction, outlets: Sequence[Outlet], now: datetime) -> list[FetchTask]:
    """
    Return what to poll at *now* for *outlets*, the longest overdue first.

    A feed that seems to have been polled in the future is due too: the clock was wrong then, and
    waiting for that moment could take years. One that is gone is never due.

    Raises:
        StorageError: the database failed.
    """
    is_due = or_(feeds.c.next_poll_at <= now, feeds.c.last_polled_at > now + CLOCK_SLACK)
    query = select(feeds).where(is_due, feeds.c.gone_at.is_(None))
    rows = tx.execute(query.order_by(feeds.c.next_poll_at)).all()
    by_id = {outlet.id: outlet for outlet in outlets}
    return [feed_task(row, by_id[row.outlet]) for row in rows if row.outlet in by_id]


def tasks(tx: Transaction, outlets: Sequence[Outlet]) -> list[FetchTask]:
    """
    Return what to poll for *outlets*, due or not, in their order; only those synced before.

    Those that are gone are left out.

    Raises:
        StorageError: the database failed.
    """
    query = select(feeds).where(feeds.c.gone_at.is_(None))
    rows = {row.outlet: row for row in tx.execute(query).all()}
    return [feed_task(rows[outlet.id], outlet) for outlet in outlets if outlet.id in rows]


def states(tx: Transaction) -> dict[OutletId, FeedState]:
    """
    Return what is known of every feed, also of outlets no longer configured.

    Raises:
        StorageError: the database failed.
    """
    found = [feed_state(row) for row in tx.execute(select(feeds).order_by(feeds.c.outlet)).all()]
    return {state.outlet: state for state in found}


def addresses(tx: Transaction, part: str) -> dict[OutletId, tuple[str, str]]:
    """
    Return the outlets in one of whose addresses *part* occurs, in whatever case.

    Each comes with the address that is asked, and the one its last document was found at or "".

    Raises:
        StorageError: the database failed.
    """
    columns = (feeds.c.url, feeds.c.address, feeds.c.fetched_url)
    occurs = or_(*(column.icontains(part, autoescape=True) for column in columns))
    rows = tx.execute(select(feeds.c.outlet, *columns).where(occurs)).all()
    return {OutletId(row.outlet): (row.address or row.url, row.fetched_url or "") for row in rows}


def state(tx: Transaction, outlet: OutletId) -> FeedState:
    """
    Return what is known of one outlet's feed.

    Raises:
        StorageError: the outlet was never synced, or the database failed.
    """
    return feed_state(_known(tx.execute(_ONE, {"this": outlet}).first(), outlet))


def record_success(
    tx: Transaction,
    outcome: Fresh | Unchanged,
    now: datetime,
    next_poll_at: datetime,
    new_items: int,
    *,
    is_overrun: bool = False,
) -> None:
    """
    Note that a poll succeeded, with what the server gave for the next one.

    Belongs into the transaction that stores the items: validators without their items would make
    the server say "unchanged" about items we never got. *is_overrun*: nothing in it was known, so
    items have passed unseen since the last look.

    Raises:
        StorageError: the outcome's outlet was never synced, or the database failed.
    """
    learned = _learned(outcome, now) | {
        "last_polled_at": now,
        "last_success_at": now,
        "last_unchanged": new_items == 0,
        "failures": 0,
        "failing_since": None,
        "failure_kind": None,
        "failure": "",
        "next_poll_at": next_poll_at,
        "is_held": False,
    }
    if new_items:
        learned["last_new_at"] = now
    if is_overrun:
        learned["overrun_at"] = now
    once = {"baseline_at": now} if isinstance(outcome, Fresh) else {}
    _update(tx, outcome.outlet, learned, once)


def record_failure(
    tx: Transaction,
    failed: Failed,
    now: datetime,
    next_poll_at: datetime,
    *,
    counts: bool = True,
) -> None:
    """
    Note that a poll failed; validators and all else stay as they were.

    One that *counts* is among the failures in a row by which the next poll is put off.

    Raises:
        StorageError: the outcome's outlet was never synced, or the database failed.
    """
    if counts:
        more = {"failures": feeds.c.failures + 1}
        tx.execute(update(feeds).where(feeds.c.outlet == failed.outlet).values(more))
    learned = {
        "last_polled_at": now,
        "failure_kind": failed.kind.value,
        "failure": failed.message,
        "next_poll_at": next_poll_at,
    }
    _update(tx, failed.outlet, learned, {"failing_since": now})


def hold(tx: Transaction) -> None:
    """
    Let what the next look at each feed brings wait for a person's word: a backup was put back.

    Raises:
        StorageError: the database failed.
    """
    tx.execute(update(feeds).where(feeds.c.baseline_at.is_not(None)).values(is_held=True))


def spread(tx: Transaction, now: datetime, moments: Mapping[OutletId, datetime]) -> None:
    """
    Put off what is due at *now* to the moments given for it; nothing else changes.

    Raises:
        StorageError: the database failed.
    """
    for outlet, moment in moments.items():
        is_due = (feeds.c.outlet == outlet, feeds.c.next_poll_at <= now)
        tx.execute(update(feeds).where(*is_due).values(next_poll_at=moment))


def _learned(outcome: Fresh | Unchanged, now: datetime) -> dict[str, Any]:
    given: dict[str, Any] = {
        "etag": outcome.validators.etag,
        "last_modified": outcome.validators.last_modified,
    }
    if isinstance(outcome, Unchanged) and not outcome.fetched_url:
        # A 304 may leave out what did not change (RFC 9111 §4.3.4).
        return {name: value for name, value in given.items() if value is not None}
    given |= {"fetched_url": outcome.fetched_url, "whole_at": now}
    if isinstance(outcome, Unchanged):
        return given
    if outcome.is_cut:
        given["truncated_at"] = now
    return given | {
        "body_hash": outcome.body_hash,
        "memory": outcome.memory or None,
        "note": outcome.note,
        "hub": outcome.hub,
        "topic": outcome.topic,
    }


def _update(
    tx: Transaction, outlet: OutletId, values: Mapping[str, Any], once: Mapping[str, Any]
) -> None:
    """Set *values*, and those of *once* only where there is none yet."""
    query = _setting(tuple(values), tuple(once))
    _known(tx.execute(query, {**values, **once, "this": outlet}).first(), outlet)


@cache
def _setting(names: tuple[str, ...], once: tuple[str, ...]) -> ReturningUpdate[Any]:
    """Return the update of those columns of one feed: dearer to put together than to run."""
    values: dict[str, Any] = {name: bindparam(name) for name in names}
    for name in once:
        column = feeds.c[name]
        values[name] = func.coalesce(column, bindparam(name, type_=column.type))
    return (
        update(feeds)
        .where(feeds.c.outlet == bindparam("this"))
        .values(values)
        .returning(feeds.c.outlet)
    )


def _known(row: Row[Any] | None, outlet: OutletId) -> Row[Any]:
    if row is None:
        raise StorageError(
            f'the database does not know the outlet "{outlet}". If it was just added to '
            "config.toml, start Hajiz again."
        )
    return row

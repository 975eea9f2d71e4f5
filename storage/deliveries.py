"""
What went where, what waits and what was given up; and a person's say in it.

Reads and changes the outbox; what happens while a message is being sent is outbox.py's.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, select, update

from model.message import Delivery, DeliveryAttempt
from storage.columns import listed
from storage.connection import Transaction
from storage.outbox import PENDING
from storage.schema import deliveries as attempts
from storage.schema import messages, outbox

UNSENT = ("pending", "dead", "review")  # states in which dropping makes sense


def recent(
    tx: Transaction,
    state: str | None = None,
    channel: str | None = None,
    limit: int = 50,
    before: int | None = None,
) -> list[Delivery]:
    """
    Return the newest deliveries, of all or of one state and channel, newest first.

    *before* continues a list after its last number.

    Raises:
        StorageError: the database failed.
    """
    query = _with_last_attempt().order_by(outbox.c.seq.desc()).limit(limit)
    if state is not None:
        query = query.where(outbox.c.state == state)
    if channel is not None:
        query = query.where(outbox.c.channel == channel)
    if before is not None:
        query = query.where(outbox.c.seq < before)
    return [_delivery(row) for row in tx.execute(query).all()]


def get(tx: Transaction, seqs: Sequence[int]) -> list[Delivery]:
    """
    Return the deliveries of those numbers, in order; numbers that nothing has are left out.

    Raises:
        StorageError: the database failed.
    """
    query = _with_last_attempt().where(outbox.c.seq.in_(listed(seqs))).order_by(outbox.c.seq)
    return [_delivery(row) for row in tx.execute(query).all()]


def numbers(tx: Transaction, states: Sequence[str], channel: str | None = None) -> list[int]:
    """
    Return the numbers of all deliveries in one of *states*, of all channels or of one.

    Raises:
        StorageError: the database failed.
    """
    query = select(outbox.c.seq).where(outbox.c.state.in_(states)).order_by(outbox.c.seq)
    if channel is not None:
        query = query.where(outbox.c.channel == channel)
    return list(tx.execute(query).scalars())


def attempts_of(tx: Transaction, seq: int) -> list[DeliveryAttempt]:
    """
    Return every attempt at a delivery that was finished, the first one first.

    Raises:
        StorageError: the database failed.
    """
    rows = tx.execute(select(attempts).where(attempts.c.seq == seq).order_by(attempts.c.id)).all()
    return [DeliveryAttempt(row.attempt, row.at, row.outcome, row.detail) for row in rows]


def retry(tx: Transaction, seqs: Sequence[int], now: datetime) -> int:
    """
    Let deliveries be due now, with the whole schedule of retries before them; return how many.

    Also those that were sent: they go out once more, under the same id. What somebody is sending
    at this moment is not sent a second time beside that.

    Raises:
        StorageError: the database failed.
    """
    values = {
        "state": "pending",
        "failures": 0,
        "next_attempt_at": now,
        "finished_at": None,
    }
    chosen = outbox.c.seq.in_(listed(seqs))
    return tx.execute(update(outbox).where(chosen).values(values)).rowcount


def drop(tx: Transaction, seqs: Sequence[int], now: datetime) -> int:
    """
    Give deliveries up that were not sent; return how many. They are kept and can be retried.

    Raises:
        StorageError: the database failed.
    """
    values = {"state": "cancelled", "next_attempt_at": None, "finished_at": now}
    chosen = (outbox.c.seq.in_(listed(seqs)), outbox.c.state.in_(UNSENT))
    return tx.execute(update(outbox).where(*chosen).values(values)).rowcount


def put_under_review(tx: Transaction) -> int:
    """
    Let everything that is pending wait for a person's word; return how many that are.

    Raises:
        StorageError: the database failed.
    """
    values = {"state": "review", "next_attempt_at": None}
    return tx.execute(update(outbox).where(PENDING).values(values)).rowcount


def waiting(tx: Transaction) -> dict[str, int]:
    """
    Return how many messages wait for each channel; a channel nothing waits for is left out.

    Raises:
        StorageError: the database failed.
    """
    query = (
        select(outbox.c.channel, func.count())
        .where(PENDING)
        .group_by(outbox.c.channel)
        .order_by(outbox.c.channel)
    )
    return dict(tx.execute(query).all())


def count(tx: Transaction, state: str) -> int:
    """
    Return how many deliveries are in *state*.

    Raises:
        StorageError: the database failed.
    """
    query = select(func.count()).select_from(outbox).where(outbox.c.state == state)
    return tx.execute(query).scalar_one()


def oldest_pending(tx: Transaction) -> datetime | None:
    """
    Return when the delivery was made that has waited longest; None when nothing waits.

    Raises:
        StorageError: the database failed.
    """
    return tx.execute(select(func.min(outbox.c.created_at)).where(PENDING)).scalar()


def last_sent(tx: Transaction) -> dict[str, datetime]:
    """
    Return when each channel last delivered something.

    Raises:
        StorageError: the database failed.
    """
    is_sent = outbox.c.state == "sent"
    query = select(outbox.c.channel, func.max(outbox.c.finished_at)).where(is_sent)
    return dict(tx.execute(query.group_by(outbox.c.channel)).all())


def overdue(tx: Transaction, before: datetime) -> list[tuple[str, str, datetime]]:
    """
    Return channel and recipient of what could have been sent before *before*, and since when.

    The longest first, each once.

    Raises:
        StorageError: the database failed.
    """
    due_at = func.min(outbox.c.next_attempt_at)
    query = (
        select(outbox.c.channel, outbox.c.recipient, due_at)
        .where(PENDING, outbox.c.next_attempt_at <= before)
        .group_by(outbox.c.channel, outbox.c.recipient)
        .order_by(due_at)
    )
    return [tuple(row) for row in tx.execute(query).all()]


def next_due(tx: Transaction) -> datetime | None:
    """
    Return when the next message can be claimed, which may be past; None when nothing waits.

    Raises:
        StorageError: the database failed.
    """
    due_at = outbox.c.next_attempt_at
    free_at = func.max(due_at, func.coalesce(outbox.c.lease_until, due_at))  # the later of two
    return tx.execute(select(func.min(free_at)).where(PENDING)).scalar()


def _with_last_attempt() -> Select[Any]:
    each = attempts.alias()
    last = select(func.max(each.c.id)).where(each.c.seq == outbox.c.seq).scalar_subquery()
    columns = (messages.c.kind, messages.c.subject, attempts.c.at, attempts.c.detail)
    return select(outbox, *columns).join(messages).outerjoin(attempts, attempts.c.id == last)


def _delivery(row: Row[Any]) -> Delivery:
    return Delivery(
        seq=row.seq,
        message_id=row.message_id,
        kind=row.kind,
        subject=row.subject,
        channel=row.channel,
        recipient=row.recipient,
        state=row.state,
        attempts=row.attempts,
        created_at=row.created_at,
        next_attempt_at=row.next_attempt_at,
        last_attempt_at=row.at,
        detail=row.detail or "",
    )

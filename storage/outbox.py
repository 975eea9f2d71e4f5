"""
Messages on their way out: one row for each message and channel, and one for each attempt.

Knows no channel's settings. An attempt is claimed before it is made: a process that dies while
sending leaves a lease behind, and the message is sent again, with the same id, when that ends.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, assert_never

from sqlalchemy import Row, Select, func, literal, or_, select, update
from sqlalchemy import insert as plain_insert
from sqlalchemy.dialects.sqlite import insert

from model import Delivery, Message, Postponed, Refused, SendResult, Sent, StorageError
from storage.connection import Transaction
from storage.schema import deliveries as attempts
from storage.schema import messages, outbox

# Written into the statement: SQLite uses a partial index for a constant, not for a parameter.
_PENDING = outbox.c.state == literal("pending", literal_execute=True)
_FREE = {"lease_until": None, "leased_by": None}


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message that only the claimant may send, until its lease ends."""

    seq: int
    message: Message
    attempt: int  # 1 the first time


def add(
    tx: Transaction, message: Message, channels: Sequence[str], now: datetime
) -> tuple[int, ...]:
    """
    Queue *message* for each channel; return the numbers of the rows that are new.

    The same id again changes nothing that is there: what was frozen stays as it was.

    Raises:
        StorageError: the database failed.
    """
    tx.execute(insert(messages).on_conflict_do_nothing(), [_message_row(message)])
    if not channels:
        return ()
    row = {
        "message_id": message.id,
        "state": "pending",
        "attempts": 0,
        "next_attempt_at": now,
        "created_at": now,
    }
    query = insert(outbox).on_conflict_do_nothing().returning(outbox.c.seq)
    added = tx.execute(query, [row | {"channel": channel} for channel in channels])
    return tuple(sorted(added.scalars()))


def claim(
    tx: Transaction, channel: str, now: datetime, lease: timedelta, owner: str
) -> Claimed | None:
    """
    Take the oldest message of *channel* that is due and that nobody is sending; None if none is.

    The attempt counts from here on, whether or not it is ever finished.

    Raises:
        StorageError: the database failed.
    """
    oldest = (
        select(outbox.c.seq)
        .where(
            outbox.c.channel == channel,
            _PENDING,
            outbox.c.next_attempt_at <= now,
            or_(
                outbox.c.lease_until.is_(None),
                outbox.c.lease_until <= now,
                outbox.c.lease_until > now + lease,  # granted while the clock was ahead
            ),
        )
        .order_by(outbox.c.seq)
        .limit(1)
    )
    query = (
        update(outbox)
        .where(outbox.c.seq == oldest.scalar_subquery())
        .values(attempts=outbox.c.attempts + 1, lease_until=now + lease, leased_by=owner)
        .returning(outbox.c.seq, outbox.c.message_id, outbox.c.attempts)
    )
    row = tx.execute(query).first()
    return None if row is None else Claimed(row.seq, _message(tx, row.message_id), row.attempts)


def finish(
    tx: Transaction, seq: int, result: SendResult, now: datetime, next_attempt_at: datetime | None
) -> Delivery:
    """
    Write down what became of an attempt; return the delivery as it stands then.

    Sent is sent, even when the lease had ended. Postponed is tried again at *next_attempt_at*, or
    given up when that is None; Refused is given up. What was sent or cancelled meanwhile stays so.

    Raises:
        StorageError: nothing has that number, or the database failed.
    """
    row = tx.execute(select(outbox.c.attempts, outbox.c.state).where(outbox.c.seq == seq)).first()
    if row is None:
        raise StorageError(f"no message on its way out has the number {seq}")
    outcome, detail = _in_words(result)
    entry = {"seq": seq, "attempt": row.attempts, "at": now, "outcome": outcome, "detail": detail}
    tx.execute(plain_insert(attempts), [entry])
    if row.state == "pending" or isinstance(result, Sent):
        values = _FREE | _after(result, now, next_attempt_at)
        tx.execute(update(outbox).where(outbox.c.seq == seq).values(values))
    return _delivery(tx.execute(_with_last_attempt().where(outbox.c.seq == seq)).one())


def deliveries(tx: Transaction, state: str | None = None, limit: int = 50) -> list[Delivery]:
    """
    Return the newest deliveries, or the newest in one state, newest first.

    Raises:
        StorageError: the database failed.
    """
    query = _with_last_attempt().order_by(outbox.c.seq.desc()).limit(limit)
    if state is not None:
        query = query.where(outbox.c.state == state)
    return [_delivery(row) for row in tx.execute(query).all()]


def waiting(tx: Transaction) -> dict[str, int]:
    """
    Return how many messages wait for each channel; a channel nothing waits for is left out.

    Raises:
        StorageError: the database failed.
    """
    query = (
        select(outbox.c.channel, func.count())
        .where(_PENDING)
        .group_by(outbox.c.channel)
        .order_by(outbox.c.channel)
    )
    return dict(tx.execute(query).all())


def next_due(tx: Transaction) -> datetime | None:
    """
    Return when the next message can be claimed, which may be past; None when nothing waits.

    Raises:
        StorageError: the database failed.
    """
    due_at = outbox.c.next_attempt_at
    free_at = func.max(due_at, func.coalesce(outbox.c.lease_until, due_at))  # the later of two
    return tx.execute(select(func.min(free_at)).where(_PENDING)).scalar()


def _after(result: SendResult, now: datetime, next_attempt_at: datetime | None) -> dict[str, Any]:
    if isinstance(result, Postponed) and next_attempt_at is not None:
        return {"next_attempt_at": next_attempt_at}
    state = "sent" if isinstance(result, Sent) else "dead"
    return {"state": state, "next_attempt_at": None, "finished_at": now}


def _in_words(result: SendResult) -> tuple[str, str]:
    match result:
        case Sent():
            return "sent", result.detail
        case Postponed():
            return "postponed", result.reason
        case Refused():
            return "refused", result.reason
        case _:
            assert_never(result)


def _message_row(message: Message) -> dict[str, Any]:
    return {column.name: getattr(message, column.name) for column in messages.columns}


def _message(tx: Transaction, message_id: str) -> Message:
    row = tx.execute(select(messages).where(messages.c.id == message_id)).one()
    return Message(**row._asdict())


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
        state=row.state,
        attempts=row.attempts,
        created_at=row.created_at,
        next_attempt_at=row.next_attempt_at,
        last_attempt_at=row.at,
        detail=row.detail or "",
    )

"""
Messages on their way out: one row for each message, channel and recipient.

Knows no channel's settings. An attempt is claimed before it is made: a process that dies while
sending leaves a lease behind, and the message is sent again, with the same id, when that ends.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, assert_never

from sqlalchemy import ColumnElement, and_, insert, literal, or_, select, update
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from model import StorageError
from model.message import Closed, Message, Paused, Postponed, Refused, SendResult, Sent
from storage.connection import Transaction
from storage.schema import deliveries as attempts
from storage.schema import messages, outbox, told_incidents

LONGEST_WAIT = timedelta(days=8)  # no attempt is ever put off longer: the clock was wrong then
CLOCK_SLACK = timedelta(minutes=1)  # longer than anybody waits for the write lock

# Written into the statement: SQLite uses a partial index for a constant, not for a parameter.
PENDING = outbox.c.state == literal("pending", literal_execute=True)
_CLAIMED = ("seq", "message_id", "recipient", "attempts", "failures")
_FREE: dict[str, Any] = {"lease_until": None, "leased_by": None}


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message that only the claimant may send, until its lease ends."""

    seq: int
    message: Message
    recipient: str
    attempt: int  # 1 the first time
    failures: int  # of the attempts so far, those that count towards giving up


@dataclass(frozen=True, slots=True)
class Finished:
    """How a delivery stands after an attempt."""

    state: str
    failures: int
    next_attempt_at: datetime | None


@dataclass(frozen=True, slots=True)
class Thread:
    """The messages that follow another one."""

    messages: tuple[tuple[str, datetime], ...]  # their ids, and when each was made
    last_at: datetime  # that of the first, where none follows it

    @property
    def count(self) -> int:
        """How many follow."""
        return len(self.messages)


def add(
    tx: Transaction,
    message: Message,
    destinations: Sequence[tuple[str, str]],
    now: datetime,
    state: str = "pending",
) -> tuple[int, ...]:
    """
    Queue *message* for each channel and recipient; return the numbers of the rows that are new.

    The same id again changes nothing that is there: what was frozen stays as it was. In the
    *state* "review" it waits until a person says send or drop.

    Raises:
        StorageError: the database failed.
    """
    tx.execute(sqlite_insert(messages).on_conflict_do_nothing(), [_message_row(message)])
    if not destinations:
        return ()
    row = {
        "message_id": message.id,
        "state": state,
        "attempts": 0,
        "failures": 0,
        "next_attempt_at": now if state == "pending" else None,
        "created_at": now,
    }
    query = sqlite_insert(outbox).on_conflict_do_nothing().returning(outbox.c.seq)
    rows = [row | {"channel": channel, "recipient": each} for channel, each in destinations]
    return tuple(sorted(tx.execute(query, rows).scalars()))


def claim(
    tx: Transaction,
    channel: str,
    now: datetime,
    lease: timedelta,
    owner: str,
    except_for: Collection[str] = (),
) -> Claimed | None:
    """
    Take the oldest message of *channel* that is due and that nobody is sending; None if none is.

    The attempt counts from here on, whether or not it is ever finished. Recipients in *except_for*
    are left alone.

    Raises:
        StorageError: the database failed.
    """
    oldest = (
        select(outbox.c.seq)
        .where(outbox.c.channel == channel, PENDING, _is_due(now), _is_free(now, lease))
        .where(outbox.c.recipient.not_in(list(except_for)))
        .order_by(outbox.c.seq)
        .limit(1)
    )
    query = (
        update(outbox)
        .where(outbox.c.seq == oldest.scalar_subquery())
        .values(attempts=outbox.c.attempts + 1, lease_until=now + lease, leased_by=owner)
        .returning(*(outbox.c[name] for name in _CLAIMED))
    )
    row = tx.execute(query).first()
    if row is None:
        return None
    message = message_of(tx, row.message_id)
    return Claimed(row.seq, message, row.recipient, row.attempts, row.failures)


def renew(tx: Transaction, seq: int, owner: str, until: datetime) -> bool:
    """
    Keep a claim until *until*; return False when it is no longer *owner*'s.

    Raises:
        StorageError: the database failed.
    """
    mine = and_(outbox.c.seq == seq, outbox.c.leased_by == owner, PENDING)
    return tx.execute(update(outbox).where(mine).values(lease_until=until)).rowcount > 0


def finish(
    tx: Transaction,
    seq: int,
    result: SendResult,
    now: datetime,
    next_attempt_at: datetime | None,
    *,
    attempt: int | None = None,
) -> Finished:
    """
    Write down what became of an attempt; return how the delivery stands then.

    Sent is sent, even when the lease had ended. Postponed is tried again at *next_attempt_at*, or
    given up when that is None; Refused is given up. After Paused and Closed it waits as before:
    the attempt does not count. What was sent or dropped meanwhile stays so, and when *attempt* is
    not the last one claimed, the outcome of the last one decides.

    Raises:
        StorageError: nothing has that number, or the database failed.
    """
    row = tx.execute(select(outbox).where(outbox.c.seq == seq)).first()
    if row is None:
        raise StorageError(f"no message on its way out has the number {seq}")
    number = row.attempts if attempt is None else attempt
    outcome, detail = in_words(result)
    entry = {"seq": seq, "attempt": number, "at": now, "outcome": outcome, "detail": detail}
    tx.execute(insert(attempts), [entry])
    if number < row.attempts and not isinstance(result, Sent):
        return Finished(row.state, row.failures, row.next_attempt_at)
    values = dict(_FREE)
    if row.state == "pending" or isinstance(result, Sent):
        values |= _after(result, row.failures, now, next_attempt_at)
    query = update(outbox).where(outbox.c.seq == seq).values(values)
    left = tx.execute(query.returning(outbox)).one()
    return Finished(left.state, left.failures, left.next_attempt_at)


def hurry(tx: Transaction, channel: str, recipient: str, now: datetime) -> int:
    """
    Let all that waits for a destination be due now: it works again; return how many that are.

    Raises:
        StorageError: the database failed.
    """
    waiting = and_(outbox.c.channel == channel, outbox.c.recipient == recipient, PENDING)
    late = and_(waiting, outbox.c.next_attempt_at > now)
    return tx.execute(update(outbox).where(late).values(next_attempt_at=now)).rowcount


def message_of(tx: Transaction, message_id: str) -> Message:
    """
    Return the message of that id, as it was frozen.

    Raises:
        StorageError: there is none, or the database failed.
    """
    row = tx.execute(select(messages).where(messages.c.id == message_id)).first()
    if row is None:
        raise StorageError(f"there is no message {message_id}")
    return Message(**row._asdict())


def is_known(tx: Transaction, message_id: str) -> bool:
    """
    Say whether there is a message of that id, whole or in parts.

    Raises:
        StorageError: the database failed.
    """
    known = messages.c.id.in_([message_id, f"{message_id}.1"])
    return tx.execute(select(messages.c.id).where(known)).first() is not None


def first_since(tx: Transaction, kind: str, name: str, since: datetime) -> str:
    """
    Return the id of the first message of that kind and name since a moment; "" for none.

    Those that belong to the thread of an incident do not count.

    Raises:
        StorageError: the database failed.
    """
    heads = select(told_incidents.c.message_id)
    query = (
        select(messages.c.id)
        .where(messages.c.kind == kind, messages.c.name == name, messages.c.created_at >= since)
        .where(messages.c.id.not_in(heads), messages.c.thread.not_in(heads))
        .order_by(messages.c.created_at, messages.c.id)
        .limit(1)
    )
    found: str | None = tx.execute(query).scalar()
    return found or ""


def thread(tx: Transaction, head: Message) -> Thread:
    """
    Return the messages that follow *head*, oldest first.

    Raises:
        StorageError: the database failed.
    """
    query = select(messages.c.id, messages.c.created_at).where(
        messages.c.kind == head.kind,
        messages.c.name == head.name,
        messages.c.created_at >= head.created_at,
        messages.c.thread == head.id,
    )
    rows = tx.execute(query.order_by(messages.c.created_at, messages.c.id)).all()
    last = max((row.created_at for row in rows), default=head.created_at)
    return Thread(tuple((row.id, row.created_at) for row in rows), last)


def in_words(result: SendResult) -> tuple[str, str]:
    """Return the outcome of an attempt as one word, and what was said of it."""
    match result:
        case Sent():
            return "sent", result.detail
        case Postponed():
            return "postponed", result.reason
        case Refused():
            return "refused", result.reason
        case Paused():
            return "paused", result.reason
        case Closed():
            return "closed", result.reason
        case _:
            assert_never(result)


def _is_due(now: datetime) -> ColumnElement[bool]:
    due_at = outbox.c.next_attempt_at
    return or_(due_at <= now, due_at > now + LONGEST_WAIT)


def _is_free(now: datetime, lease: timedelta) -> ColumnElement[bool]:
    until = outbox.c.lease_until
    # The last: granted while the clock was ahead. Not by a little: *now* may be a moment ago, from
    # before a wait for the write lock, and the lease newer.
    return or_(until.is_(None), until <= now, until > now + lease + CLOCK_SLACK)


def _after(
    result: SendResult, failures: int, now: datetime, next_attempt_at: datetime | None
) -> dict[str, Any]:
    if isinstance(result, Paused | Closed):
        return {"next_attempt_at": now}
    if isinstance(result, Sent):
        return {"state": "sent", "next_attempt_at": None, "finished_at": now}
    if isinstance(result, Postponed) and next_attempt_at is not None:
        return {"next_attempt_at": next_attempt_at, "failures": failures + 1}
    dead = {"state": "dead", "next_attempt_at": None, "finished_at": now}
    return dead | {"failures": failures + 1}


def _message_row(message: Message) -> dict[str, Any]:
    return {column.name: getattr(message, column.name) for column in messages.columns}

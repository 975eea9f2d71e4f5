"""
Destinations with which something is the matter: what, since when, and until when they rest.

Knows no channel's settings and decides no time. A destination that works has no row here.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Row, delete, or_, select
from sqlalchemy.dialects.sqlite import insert

from storage.connection import Transaction
from storage.schema import channel_troubles

WHOLE = ""  # in place of a recipient: the channel as such
LONGEST_REST = timedelta(days=8)  # a longer one was given by a wrong clock

State = Literal["failing", "paused", "closed"]


@dataclass(frozen=True, slots=True)
class ChannelTrouble:
    """What is the matter with a channel, or with one recipient of it."""

    channel: str
    recipient: str
    state: State
    reason: str
    since: datetime
    failures: int  # in a row
    until: datetime | None  # None: until a person says so


def rest(
    tx: Transaction,
    channel: str,
    recipient: str,
    state: State,
    reason: str,
    until: datetime | None,
    now: datetime,
) -> ChannelTrouble:
    """
    Let a destination rest until *until*; return what is the matter with it since when.

    While it lasts, the moment it began is kept.

    Raises:
        StorageError: the database failed.
    """
    values = {"state": state, "reason": reason, "until": until}
    first = values | {"channel": channel, "recipient": recipient, "since": now, "failures": 1}
    again = values | {"failures": channel_troubles.c.failures + 1}
    query = insert(channel_troubles).values(first)
    query = query.on_conflict_do_update(index_elements=["channel", "recipient"], set_=again)
    return _trouble(tx.execute(query.returning(channel_troubles)).one())


def works(tx: Transaction, channel: str, recipient: str) -> ChannelTrouble | None:
    """
    Note that a destination took something; return what was the matter with it until then.

    The channel as a whole works then, too.

    Raises:
        StorageError: the database failed.
    """
    its = channel_troubles.c.recipient.in_([recipient, WHOLE])
    query = delete(channel_troubles).where(channel_troubles.c.channel == channel, its)
    found = [_trouble(row) for row in tx.execute(query.returning(channel_troubles)).all()]
    return max(found, key=lambda each: each.failures, default=None)


def resting(tx: Transaction, channel: str, now: datetime) -> dict[str, ChannelTrouble]:
    """
    Return the recipients of *channel* that nothing is sent to at *now*; "" means all of them.

    Raises:
        StorageError: the database failed.
    """
    until = channel_troubles.c.until
    is_resting = or_(until.is_(None), (until > now) & (until <= now + LONGEST_REST))
    query = select(channel_troubles).where(channel_troubles.c.channel == channel, is_resting)
    return {row.recipient: _trouble(row) for row in tx.execute(query).all()}


def troubles(tx: Transaction) -> list[ChannelTrouble]:
    """
    Return all that is the matter with channels, the longest first.

    Raises:
        StorageError: the database failed.
    """
    rows = tx.execute(select(channel_troubles).order_by(channel_troubles.c.since)).all()
    return [_trouble(row) for row in rows]


def resume(tx: Transaction, channel: str) -> int:
    """
    Forget what was the matter with *channel* and its recipients; return how many rows that were.

    Raises:
        StorageError: the database failed.
    """
    query = delete(channel_troubles).where(channel_troubles.c.channel == channel)
    return tx.execute(query).rowcount


def _trouble(row: Row[Any]) -> ChannelTrouble:
    return ChannelTrouble(**row._asdict())

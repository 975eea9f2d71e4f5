"""
Who is logged in to the page. Knows hashes only; who knows what they are of is no matter here.
"""

from datetime import datetime, timedelta

from sqlalchemy import delete, insert, or_, select, update

from model import Session
from storage.connection import Transaction
from storage.schema import sessions


def start(tx: Transaction, token_hash: bytes, name: str, now: datetime, ends_at: datetime) -> None:
    """
    Let in who shows the token of *token_hash*, until *ends_at* at the latest.

    Raises:
        StorageError: the database failed, or the token is in use.
    """
    row = {"token_hash": token_hash, "name": name, "made_at": now, "used_at": now}
    tx.execute(insert(sessions).values(row | {"ends_at": ends_at}))


def find(tx: Transaction, token_hash: bytes, now: datetime, idle: timedelta) -> Session | None:
    """
    Return the session of *token_hash*; None when it was ended, or not used for *idle*.

    Raises:
        StorageError: the database failed.
    """
    is_open = (sessions.c.ends_at > now, sessions.c.used_at > now - idle)
    row = tx.execute(select(sessions).where(sessions.c.token_hash == token_hash, *is_open)).first()
    return None if row is None else Session(row.name, row.made_at, row.used_at, row.ends_at)


def used(tx: Transaction, token_hash: bytes, now: datetime) -> None:
    """
    Note that a session is in use.

    Raises:
        StorageError: the database failed.
    """
    is_it = sessions.c.token_hash == token_hash
    tx.execute(update(sessions).where(is_it).values(used_at=now))


def end(tx: Transaction, token_hash: bytes) -> bool:
    """
    Let nobody in any more with that token; return False when nobody was.

    Raises:
        StorageError: the database failed.
    """
    return tx.execute(delete(sessions).where(sessions.c.token_hash == token_hash)).rowcount > 0


def end_all(tx: Transaction) -> int:
    """
    Log everybody out; return how many that were.

    Raises:
        StorageError: the database failed.
    """
    return tx.execute(delete(sessions)).rowcount


def forget(tx: Transaction, now: datetime, idle: timedelta) -> int:
    """
    Forget the sessions that are over; return how many.

    Raises:
        StorageError: the database failed.
    """
    is_over = or_(sessions.c.ends_at <= now, sessions.c.used_at <= now - idle)
    return tx.execute(delete(sessions).where(is_over)).rowcount

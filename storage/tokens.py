"""
Which programs may use the API. Knows hashes only.
"""

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.sqlite import insert

from model import ApiToken
from storage.connection import Transaction
from storage.schema import tokens


def add(tx: Transaction, name: str, token_hash: bytes, now: datetime) -> bool:
    """
    Let in the program called *name*; return False, and do nothing, when there is one already.

    Raises:
        StorageError: the database failed.
    """
    row = {"name": name, "token_hash": token_hash, "made_at": now}
    query = insert(tokens).on_conflict_do_nothing().returning(tokens.c.name)
    return tx.execute(query, [row]).first() is not None


def find(tx: Transaction, token_hash: bytes) -> ApiToken | None:
    """
    Return the program that has the token of *token_hash*; None when no program has.

    Raises:
        StorageError: the database failed.
    """
    row = tx.execute(select(tokens).where(tokens.c.token_hash == token_hash)).first()
    return None if row is None else ApiToken(row.name, row.made_at, row.used_at)


def used(tx: Transaction, name: str, now: datetime) -> None:
    """
    Note that a program uses its token.

    Raises:
        StorageError: the database failed.
    """
    tx.execute(update(tokens).where(tokens.c.name == name).values(used_at=now))


def every(tx: Transaction) -> list[ApiToken]:
    """
    Return all programs that have a token, by name.

    Raises:
        StorageError: the database failed.
    """
    rows = tx.execute(select(tokens).order_by(tokens.c.name)).all()
    return [ApiToken(row.name, row.made_at, row.used_at) for row in rows]


def remove(tx: Transaction, name: str) -> bool:
    """
    Let that program in no more; return False when there is none.

    Raises:
        StorageError: the database failed.
    """
    return tx.execute(delete(tokens).where(tokens.c.name == name)).rowcount > 0

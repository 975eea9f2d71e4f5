"""Random keys of this instance, made when they are first asked for; they never leave it."""

import secrets

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert

from storage.connection import Transaction
from storage.schema import instance

LENGTH = 32  # bytes


def key(tx: Transaction, name: str) -> bytes:
    """
    Return the key called *name*; the same one for as long as the database lives.

    Raises:
        StorageError: the database failed.
    """
    query = select(instance.c.value).where(instance.c.key == f"key:{name}")
    found: str | None = tx.execute(query).scalar()
    if found is None:
        found = secrets.token_hex(LENGTH)
        tx.execute(insert(instance).values(key=f"key:{name}", value=found))
    return bytes.fromhex(found)

"""
How we talk to SQLite: its settings, our transactions, and its errors in our words.

Knows one file and no table. The only place that translates SQLAlchemy's exceptions.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from sqlite3 import Connection as SQLiteConnection

import sqlalchemy
from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from model import DiskError, LockedError, StorageError

Transaction = sqlalchemy.Connection  # an open transaction, as every storage function takes it

# https://www.sqlite.org/rescode.html: primary result codes
_LOCKED = frozenset({5, 6, 15})  # BUSY, LOCKED, PROTOCOL
_DISK = frozenset({8, 10, 13, 14})  # READONLY, IOERR, FULL, CANTOPEN
_DAMAGED = (
    "{path} is damaged or not a database of Hajiz. Nothing was changed. Keep the file for repair, "
    "and put your last backup in its place."
)
_DENIED = (
    "{path} cannot be written. Hajiz must be allowed to write the file and the folder it is in, "
    "and the disk must not be read-only."
)
_SENTENCES = {
    8: _DENIED,  # READONLY
    10: "the disk failed while working on {path}. Look into the system's log; nothing was stored.",
    11: _DAMAGED,  # CORRUPT
    13: "the disk is full: {path} cannot grow. Free some space; nothing was stored.",
    14: _DENIED,  # CANTOPEN
    26: _DAMAGED,  # NOTADB
}


def writing_engine(path: Path, busy_timeout: timedelta) -> Engine:
    """Return an engine of exactly one connection: writers of this process wait in a queue."""
    return _engine(path, busy_timeout, read_only=False, pool_size=1, max_overflow=0)


def reading_engine(path: Path, busy_timeout: timedelta) -> Engine:
    """Return an engine whose connections refuse to write."""
    return _engine(path, busy_timeout, read_only=True, pool_size=4, max_overflow=60)


@contextmanager
def reading(engine: Engine) -> Iterator[Transaction]:
    """Hold one snapshot of the database for as long as the block lasts."""
    with engine.connect() as tx:
        tx.exec_driver_sql("BEGIN")
        yield tx


@contextmanager
def writing(engine: Engine) -> Iterator[Transaction]:
    """
    Commit what the block wrote, or nothing of it.

    The write lock is taken at the start: a transaction that reads first and writes later fails
    at once when another one wrote in between, however long it would have waited.
    """
    with engine.connect() as tx, tx.begin():
        tx.exec_driver_sql("BEGIN IMMEDIATE")
        yield tx


@contextmanager
def parting(connection: Transaction, path: Path) -> Iterator[None]:
    """
    Undo what the block wrote where it raises, and nothing else of the transaction.

    Raises:
        DiskError: the disk failed, or SQLite undid all that the transaction wrote.
        StorageError: anything else went wrong with the database in the block.
    """
    point = connection.begin_nested()
    try:
        with translated(path):
            yield
    except BaseException:
        try:
            point.rollback()
        except SQLAlchemyError as error:
            raise DiskError(f"nothing of it was stored in {path}") from error
        raise
    point.commit()


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """
    Turn what SQLAlchemy raises inside the block into our words.

    Raises:
        LockedError: another process or thread holds the database.
        StorageError: anything else went wrong with it.
    """
    try:
        yield
    except SQLAlchemyError as error:
        raise _in_our_words(path, error) from error


def _engine(
    path: Path, busy_timeout: timedelta, *, read_only: bool, pool_size: int, max_overflow: int
) -> Engine:
    seconds = busy_timeout.total_seconds()
    engine = create_engine(
        URL.create("sqlite+pysqlite", database=str(path)),
        # isolation_level=None: the driver begins and commits nothing by itself, not even for DDL.
        connect_args={"timeout": seconds, "isolation_level": None},
        pool_size=pool_size,
        max_overflow=max_overflow,
        pool_timeout=seconds,
    )

    @event.listens_for(engine, "connect")
    def set_up(connection: SQLiteConnection, _record: object) -> None:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")  # a commit survives a power cut
        if read_only:
            connection.execute("PRAGMA query_only = ON")

    return engine


def _in_our_words(path: Path, error: SQLAlchemyError) -> StorageError:
    cause = getattr(error, "orig", None) or error
    code = getattr(cause, "sqlite_errorcode", 0) & 0xFF
    if code in _LOCKED or isinstance(error, PoolTimeoutError):
        return LockedError(
            f"{path} is busy: something else has been writing to it for too long. Try again; if "
            "it lasts, see which program holds the file open."
        )
    is_mangled = str(cause).startswith("Could not decode to UTF-8")  # Python's, with the text
    sentence = _DAMAGED if is_mangled else _SENTENCES.get(code)
    # Never the statement or its parameters: they hold what outlets wrote.
    kind = DiskError if code in _DISK else StorageError
    return kind(sentence.format(path=path) if sentence else f"the database {path} refused: {cause}")

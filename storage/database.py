"""
The database: opened and checked once, then read and written in short transactions.

Knows the file and its schema's version; what the tables mean is said in one module a noun.
"""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Self

from sqlalchemy import Engine, insert, select

from model import StorageError
from storage import migrate
from storage.connection import (
    Transaction,
    parting,
    reading,
    reading_engine,
    translated,
    writing,
    writing_engine,
)
from storage.schema import instance

__all__ = ["BUSY_TIMEOUT", "Database", "Transaction"]

BUSY_TIMEOUT = timedelta(seconds=10)  # how long a transaction waits for another one to end


class Database:
    """
    One SQLite file.

    Any number of threads and processes may read while one writes. Transactions are for storage
    functions only: never hold one while waiting for the network.
    """

    def __init__(self, path: Path, writer: Engine, reader: Engine, instance_id: str) -> None:
        self.path = path
        self.instance = instance_id  # random, made once; goes into the id of every message
        self._writer = writer
        self._reader = reader

    @classmethod
    def open(
        cls,
        path: Path,
        now: datetime,
        *,
        check: bool = False,
        busy_timeout: timedelta = BUSY_TIMEOUT,
    ) -> Self:
        """
        Open the database at *path*, make it if there is none, and bring its schema up to date.

        A file that exists is never replaced: one that is empty, damaged, foreign or newer than
        this program is refused and left as it is. Before its schema changes, a copy is put beside
        it. *check* also looks for damage in all of it, which takes a while on a large one.

        Raises:
            LockedError: another process holds it.
            StorageError: it cannot be used; the message says what to do. With exit code 65 when
                it was written by a newer Hajiz.
        """
        if not path.exists():
            _make(path, now, busy_timeout)
        _refuse_unusable(path)
        writer = writing_engine(path, busy_timeout)
        try:
            with translated(path):
                _make_ready(path, writer, now, check=check)
                instance_id = _instance_id(writer, now)
        except BaseException:
            writer.dispose()
            raise
        return cls(path, writer, reading_engine(path, busy_timeout), instance_id)

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """
        See one consistent state of the database; nothing can be written.

        Raises:
            LockedError: another process keeps everyone out.
            StorageError: it failed.
        """
        with translated(self.path), reading(self._reader) as tx:
            yield tx

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        """
        Keep everything the block writes, or nothing when it raises.

        Raises:
            LockedError: another transaction did not end in time.
            StorageError: it failed; nothing of the block was kept.
        """
        with translated(self.path), writing(self._writer) as tx:
            yield tx

    @contextmanager
    def part(self, tx: Transaction) -> Iterator[None]:
        """
        Keep what the block writes in *tx*, or nothing of it when it raises; the rest stays.

        Raises:
            DiskError: the disk failed; nothing of all *tx* wrote will be kept.
            StorageError: the database refused something in the block.
        """
        with parting(tx, self.path):
            yield

    def close(self) -> None:
        """Let go of the file; waits for nobody."""
        self._reader.dispose()
        self._writer.dispose()


def _make(path: Path, now: datetime, busy_timeout: timedelta) -> None:
    """
    Put a complete, empty database at *path*, or none.

    It is made under another name first: nobody ever opens a half-made one, and a crash on the way
    leaves nothing at *path*.
    """
    draft = path.with_name(f"{path.name}.new-{os.getpid()}-{secrets.token_hex(4)}")
    try:
        os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileNotFoundError as error:
        raise StorageError(
            f"{path} cannot be made: there is no folder {path.parent}. Make the folder, or "
            "correct the database's place in config.toml."
        ) from error
    except OSError as error:
        raise StorageError(
            f"{path} cannot be made: {error.strerror}. Hajiz must be allowed to write there."
        ) from error
    writer = writing_engine(draft, busy_timeout)
    try:
        with translated(path):
            _make_ready(draft, writer, now, check=False)
        writer.dispose()  # the last to leave folds the write-ahead log into the file
        with suppress(FileExistsError):  # another process was quicker: theirs it is
            os.link(draft, path)
    finally:
        writer.dispose()
        for leftover in path.parent.glob(f"{draft.name}*"):
            leftover.unlink()


def _refuse_unusable(path: Path) -> None:
    if not path.is_file():
        raise StorageError(f"{path} is not a file. Correct the database's place in config.toml.")
    if not all(_may_write(place) for place in (path, path.parent)):
        raise StorageError(
            f"{path} cannot be written. Hajiz must be allowed to write the file and the folder "
            "it is in, and the disk must not be read-only."
        )
    # Filling it would forget what was seen and alert about everything again.
    if path.stat().st_size == 0:
        raise StorageError(
            f"{path} is empty, which a database of Hajiz never is. Put your last backup in its "
            "place, or, if there never was one, delete the file and start again."
        )


def _may_write(place: Path) -> bool:
    return os.access(place, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


def _make_ready(path: Path, writer: Engine, now: datetime, *, check: bool) -> None:
    with writer.connect() as connection:
        version = migrate.version(connection, path)
        if check:
            _look_for_damage(connection, path)
        mode = connection.exec_driver_sql("PRAGMA journal_mode = WAL").scalar()
        if mode != "wal":
            raise StorageError(
                f"{path} lies on a disk that cannot share memory between programs, such as a "
                "network folder. Move it to a local disk."
            )
    if migrate.is_outdated(version):
        migrate.upgrade(path, writer, now, version)


def _look_for_damage(connection: Transaction, path: Path) -> None:
    found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
    if found != "ok":
        raise StorageError(
            f"{path} is damaged ({found}). Nothing was changed. Keep the file for repair, and put "
            "your last backup in its place."
        )


def _instance_id(writer: Engine, now: datetime) -> str:
    with writer.connect() as connection:
        known = _known_id(connection)
    return known or _make_id(writer, now)


def _known_id(tx: Transaction) -> str | None:
    return tx.execute(select(instance.c.value).where(instance.c.key == "id")).scalar()


def _make_id(writer: Engine, now: datetime) -> str:
    with writing(writer) as tx:
        known = _known_id(tx)  # another process may have been quicker
        if known is None:
            known = secrets.token_hex(16)
            about = {"id": known, "made_at": now.isoformat()}
            tx.execute(insert(instance), [{"key": key, "value": about[key]} for key in about])
        return known

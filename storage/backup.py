"""
Copies of the database that can be put back, also while it is in use.

Knows files and SQLite; what a restored database may have told before is said in holds.py.
"""

import os
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from model import StorageError
from storage import holds
from storage.database import Database
from storage.lock import DaemonLock

_PARTS = ("", "-wal", "-shm")  # of a database in use


def back_up(source: Path, target: Path) -> Path:
    """
    Copy the database at *source* to *target*, readable by us only, and return *target*.

    It is one state of it, whatever is written meanwhile, whole on the disk when this returns. A
    file that is there already is never replaced.

    Raises:
        StorageError: it could not be copied; nothing is left at *target*.
    """
    if not source.is_file():
        raise StorageError(f"there is no database at {source} to copy")
    draft = target.with_name(f"{target.name}.part-{os.getpid()}")
    try:
        target.parent.mkdir(0o700, parents=True, exist_ok=True)
        os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as connection:
            connection.execute("VACUUM INTO ?", (str(draft),))
        _refuse_damaged(draft)
        _sync(draft)
        os.link(draft, target)
        _sync(target.parent)
    except FileExistsError as error:
        raise StorageError(f"{target} is there already; choose another name") from error
    except (OSError, sqlite3.Error) as error:
        raise StorageError(f"{source} could not be copied to {target}: {error}") from error
    finally:
        draft.unlink(missing_ok=True)
    return target


def restore(copy: Path, path: Path, now: datetime) -> tuple[Path | None, int]:
    """
    Put *copy* in the place of the database at *path*; keep what was there under another name.

    Afterwards all that waits, and what the first look at each feed brings, waits for a person's
    word: it may have been told after the copy was made. Returns where the old database is, if
    there was one, and how many messages wait so.

    Raises:
        LockedError: a daemon works on the database; stop it first.
        StorageError: *copy* cannot be used; nothing was changed.
    """
    if not copy.is_file():
        raise StorageError(f"there is no file {copy}")
    with DaemonLock(path):
        draft = path.with_name(f"{path.name}.restoring-{os.getpid()}")
        try:
            shutil.copyfile(copy, draft)
            draft.chmod(0o600)
            _refuse_damaged(draft)
            held = _hold(draft, now)
            _sync(draft)
            old = _set_aside(path, now)
            draft.rename(path)
            _sync(path.parent)
        except (OSError, sqlite3.Error) as error:
            raise StorageError(f"{copy} could not be put in place: {error}") from error
        finally:
            for part in _PARTS:
                draft.with_name(draft.name + part).unlink(missing_ok=True)
    return old, held


def _hold(draft: Path, now: datetime) -> int:
    database = Database.open(draft, now, check=True)
    try:
        with database.write() as tx:
            held = holds.begin(tx, now)
    finally:
        database.close()
    with closing(sqlite3.connect(draft)) as connection:  # all in one file, to be renamed
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA journal_mode = DELETE")
    return held


def _set_aside(path: Path, now: datetime) -> Path | None:
    stamp = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    old = path.with_name(f"{path.name}.before-restore-{stamp}")
    if not path.exists():
        return None
    for part in _PARTS:
        piece = path.with_name(path.name + part)
        if piece.exists():
            piece.rename(old.with_name(old.name + part))
    return old


def _refuse_damaged(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        try:
            found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
        except sqlite3.DatabaseError as error:
            found = str(error)
    if found != "ok":
        raise StorageError(f"{path.name} is damaged or no database ({found}); nothing was changed")


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

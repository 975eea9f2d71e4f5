"""
The lock that keeps a second daemon away from a database.

A lock of the operating system on a file beside the database: it dies with the process that holds
it, however that process ends. Says nothing about who may read or write rows.
"""

import fcntl
import os
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from model import LockedError, StorageError

_TRIES = 5  # holder() takes the lock itself for an instant; that must not stop a daemon
_PAUSE = 0.05  # seconds between two tries

_held: set[int] = set()  # descriptors of the locks this process holds


class DaemonLock:
    """A context manager: while it is open, this process is the daemon of *database*."""

    def __init__(self, database: Path) -> None:
        self._database = database
        self._descriptor: int | None = None

    def __enter__(self) -> Self:
        """
        Become the daemon.

        Raises:
            LockedError: another process is; the message names it.
            StorageError: the lock's file cannot be made.
        """
        descriptor = _open(_file_of(self._database), os.O_CREAT | os.O_RDWR)
        try:
            self._take(descriptor)
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, f"{os.getpid()}\n".encode("ascii"), 0)
        except BaseException:
            os.close(descriptor)
            raise
        self._descriptor = descriptor
        _held.add(descriptor)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Stop being the daemon. The file stays: removing it could let two daemons in."""
        assert self._descriptor is not None
        _held.discard(self._descriptor)
        os.close(self._descriptor)
        self._descriptor = None

    def _take(self, descriptor: int) -> None:
        for _ in range(_TRIES):
            if _try_lock(descriptor, fcntl.LOCK_EX):
                return
            time.sleep(_PAUSE)
        pid, since = _read(descriptor)
        raise LockedError(
            f"a Hajiz daemon (pid {pid}, since {since:%Y-%m-%d %H:%M} UTC) already works on "
            f"{self._database}. Stop that one first, or give this one a database of its own."
        )


def holder(database: Path) -> tuple[int, datetime] | None:
    """
    Return the pid of the daemon that works on *database* and since when; None when there is none.

    Waits for nothing.

    Raises:
        StorageError: the lock's file cannot be read.
    """
    path = _file_of(database)
    if not path.exists():
        return None
    descriptor = _open(path, os.O_RDONLY)
    try:
        return None if _try_lock(descriptor, fcntl.LOCK_SH) else _read(descriptor)
    finally:
        os.close(descriptor)


def _file_of(database: Path) -> Path:
    real = database.resolve()  # one lock for one file, whatever links lead to it
    return real.with_name(f"{real.name}.lock")


def _open(path: Path, flags: int) -> int:
    try:
        return os.open(path, flags, 0o600)
    except OSError as error:
        raise StorageError(
            f"the lock {path} cannot be opened: {error.strerror}. Hajiz must be allowed to write "
            "in the folder of its database."
        ) from error


def _try_lock(descriptor: int, kind: int) -> bool:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _read(descriptor: int) -> tuple[int, datetime]:
    # The daemon wrote its pid when it took the lock, so the file's own time says since when.
    written = os.pread(descriptor, 20, 0).strip()
    since = datetime.fromtimestamp(os.fstat(descriptor).st_mtime, UTC)
    return int(written) if written.isdigit() else 0, since


def _let_go_in_child() -> None:
    # A worker forked by the daemon shares the lock, and would keep it after the daemon was killed.
    for descriptor in _held:
        with suppress(OSError):
            os.close(descriptor)
    _held.clear()


os.register_at_fork(after_in_child=_let_go_in_child)

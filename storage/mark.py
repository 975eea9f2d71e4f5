"""
The mark that a database leaves beside itself, so that its disappearance is noticed.

Begun anew, it would take all that outlets have for a first look and forget what waits to be sent;
a person must say that this is wanted. A mark in the same folder says nothing when the folder as a
whole is another one.
"""

from contextlib import suppress
from pathlib import Path

from model import StorageError

_MARK = ".made"


def leave(database: Path) -> None:
    """Leave the mark, if it is not there; where that cannot be done, nothing is lost."""
    mark = _mark(database)
    if not mark.exists():
        with suppress(OSError):
            mark.touch(0o600)


def refuse_loss(database: Path) -> None:
    """
    Return if there is a database at *database*, or never was one.

    Raises:
        StorageError: there was one, and it is gone.
    """
    if not is_lost(database):
        return
    raise StorageError(
        f"{database} was here and is gone. Put your last backup in its place (`hajiz restore`). To "
        "begin anew, with nothing known and nothing waiting, run `hajiz run --init`, or remove "
        f"{_mark(database)}."
    )


def is_lost(database: Path) -> bool:
    """Say whether there was a database at *database*, and is none any more."""
    return not database.exists() and _mark(database).exists()


def begin_anew(database: Path) -> None:
    """Take the mark of a database that is gone away; leave one that is there alone."""
    if not database.exists():
        _mark(database).unlink(missing_ok=True)


def _mark(database: Path) -> Path:
    return database.with_name(database.name + _MARK)

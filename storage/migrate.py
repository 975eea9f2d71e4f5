"""
Brings a database to the schema this program knows, one migration and one transaction at a time.

Loads alembic only when there is something to do. Never goes back: an older program refuses.
"""

import os
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine

from model import StorageError
from storage import schema
from storage.connection import Transaction

SCRIPTS = Path(__file__).parent / "migrations"
NEWER = 65  # sysexits EX_DATAERR: the data is not for this program


def version(connection: Transaction, path: Path) -> str | None:
    """
    Return the number of the newest migration the database has had; None when it has no tables.

    Raises:
        StorageError: it belongs to another program, or (exit code 65) to a newer Hajiz.
    """
    tables = set(
        connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars()
    )
    if not tables:
        return None
    if not {"alembic_version", "instance"} <= tables:
        raise StorageError(
            f"{path} is a database, but not one of Hajiz. Correct the database's place in "
            "config.toml."
        )
    found = str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar())
    if found > schema.VERSION:
        raise _newer(path, found)
    return found


def is_outdated(found: str | None) -> bool:
    """Return whether migrations must run."""
    return found != schema.VERSION


def upgrade(
    path: Path, engine: Engine, now: datetime, found: str | None, scripts: Path = SCRIPTS
) -> None:
    """
    Run the migrations the database has not had; a copy of it is made first, unless it is new.

    Each is kept whole or not at all, and another process may be doing the same.

    Raises:
        StorageError: the copy could not be made, or a migration left orphans. What had been
            finished before stays finished.
        SQLAlchemyError: a migration failed and left nothing behind.
    """
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    if found is not None:
        back_up(path, engine, now, found)
    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.attributes["engine"] = engine
    revisions = ScriptDirectory.from_config(config).walk_revisions()
    for revision in reversed([each.revision for each in revisions]):
        command.upgrade(config, revision)
    engine.dispose()  # the connection had foreign keys switched off


def back_up(path: Path, engine: Engine, now: datetime, found: str) -> Path:
    """
    Copy the database to a file beside it and return that file; it is on the disk afterwards.

    Raises:
        StorageError: it could not be copied; nothing was changed.
    """
    stamp = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    copy = path.with_name(f"{path.name}.schema-{found}-{stamp}")
    try:
        descriptor = os.open(copy, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
    except OSError as error:
        raise StorageError(
            f"{path} was not upgraded: its copy {copy} cannot be made ({error.strerror})."
        ) from error
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("VACUUM INTO ?", (str(copy),))
        os.fsync(descriptor)
    except BaseException:
        copy.unlink()
        raise
    finally:
        os.close(descriptor)
    return copy


def _newer(path: Path, found: str) -> StorageError:
    error = StorageError(
        f"{path} was written by a newer Hajiz (schema {found}; this one knows up to "
        f"{schema.VERSION}). Install that version again, or put a copy from before the upgrade, "
        f"{path.name}.schema-…, in its place."
    )
    error.exit_code = NEWER
    return error

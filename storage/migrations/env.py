"""
Runs migrations on the engine that `storage.migrate` or a developer hands over.

One call is one transaction. Knows no table by itself.
"""

# ruff: noqa: INP001 - alembic loads this file by its path

from alembic import context
from sqlalchemy import Connection, Engine

from model import StorageError
from storage.connection import writing
from storage.schema import metadata


def run() -> None:
    """Run what was asked for; keep it whole or not at all."""
    engine: Engine = context.config.attributes["engine"]
    _switch_foreign_keys_off(engine)
    with writing(engine) as tx:
        # With alembic's own transactions a failed migration stayed half applied: SQLite counts as
        # a database without transactional DDL there. Inside ours it begins and commits nothing.
        context.configure(
            connection=tx, target_metadata=metadata, render_as_batch=True, compare_type=True
        )
        context.run_migrations()
        _refuse_orphans(tx)


def _switch_foreign_keys_off(engine: Engine) -> None:
    # A batch migration drops the old table, which would delete the rows of its children. The
    # switch has no effect inside a transaction; the engine's only connection keeps it.
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")


def _refuse_orphans(tx: Connection) -> None:
    orphan = tx.exec_driver_sql("PRAGMA foreign_key_check").first()
    if orphan is not None:
        raise StorageError(f"a migration left rows in {orphan[0]} without their {orphan[2]}")


run()

"""Bringing a database to the newest schema, and being interrupted while at it."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError, OperationalError

from model import StorageError
from storage import matches, migrate, schema
from storage.connection import writing_engine
from storage.database import Database
from tests.storage.builders import NOW, matched, run

NEXT = f"{int(schema.VERSION) + 1:04}"
HEADER = f"""
import os
import sqlalchemy as sa
from alembic import op
revision = "{NEXT}"
down_revision = "{schema.VERSION}"
def upgrade():
    op.create_table("novelties", sa.Column("id", sa.Integer, primary_key=True))
    with op.batch_alter_table("items", recreate="always") as batch:
        batch.add_column(sa.Column("extra", sa.Integer))
"""


@pytest.fixture
def old(path: Path) -> Path:
    """Return the path of a closed database with a match in it, at the newest schema."""
    database = Database.open(path, NOW)
    with database.write() as tx:
        matched(tx, "one", NOW)
    database.close()
    return path


@pytest.fixture
def engine(old: Path) -> Iterator[Engine]:
    """Return an engine on the old database."""
    made = writing_engine(old, timedelta(seconds=1))
    yield made
    made.dispose()


@pytest.fixture
def scripts(tmp_path: Path) -> Path:
    """Return a copy of our migrations that a test may add to."""
    return Path(shutil.copytree(migrate.SCRIPTS, tmp_path / "migrations"))


def add_migration(scripts: Path, more: str = "") -> None:
    """Add a migration that makes a table and remakes another, then does *more*."""
    (scripts / "versions" / f"{NEXT}_next.py").write_text(HEADER + more)


def tables(path: Path) -> dict[str, list[str]]:
    """Return what makes up each table and index, in an order of its own."""
    query = "SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"
    with closing(sqlite3.connect(path)) as connection:
        return {name: sorted(parts(sql)) for name, sql in connection.execute(query)}


def parts(sql: str) -> list[str]:
    """Part a CREATE statement at its outermost commas and brackets."""
    plain = " ".join(sql.replace('"', "").split())
    found, depth = [""], 0
    for sign in plain:
        depth += {"(": 1, ")": -1}.get(sign, 0)
        is_cut = (depth == 1 and sign in "(,") or (depth == 0 and sign == ")")
        found = [*found, ""] if is_cut else [*found[:-1], found[-1] + sign]
    return [part.strip() for part in found]


def test_all_migrations_give_the_schema(database: Database) -> None:
    """What `storage.schema` says is what the migrations make."""
    options = {"include_name": lambda name, *_: not str(name).startswith("texts")}
    with database.read() as tx:
        context = MigrationContext.configure(tx, opts=options)
        assert compare_metadata(context, schema.metadata) == []


def test_all_migrations_give_the_schema_to_the_letter(database: Database, tmp_path: Path) -> None:
    """Also what alembic does not compare: checks, partial indexes, tables without rowid."""
    engine = writing_engine(tmp_path / "plain.db", timedelta(seconds=1))
    schema.metadata.create_all(engine)
    engine.dispose()

    migrated = tables(database.path)

    assert "alembic_version" in migrated
    del migrated["alembic_version"]
    assert migrated == tables(tmp_path / "plain.db")


def test_the_known_version_is_that_of_the_newest_migration() -> None:
    """`schema.VERSION` is written by hand, so that alembic need not be loaded."""
    config = Config()
    config.set_main_option("script_location", str(migrate.SCRIPTS))

    assert ScriptDirectory.from_config(config).get_current_head() == schema.VERSION


def test_a_new_database_is_not_copied(database: Database) -> None:
    """There is nothing to lose yet."""
    assert not list(database.path.parent.glob("*.schema-*"))


def test_an_upgrade_keeps_every_row(old: Path, engine: Engine, scripts: Path) -> None:
    """A table that is made anew does not take the rows of its children with it."""
    add_migration(scripts)

    migrate.upgrade(old, engine, NOW, schema.VERSION, scripts)

    with engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT count(*) FROM matches JOIN items").scalar()
        foreign_keys = connection.exec_driver_sql("PRAGMA foreign_keys").scalar()
    assert (rows, foreign_keys) == (1, 1)
    assert "novelties" in tables(old)


def test_an_upgrade_leaves_a_private_copy_of_before(
    old: Path, engine: Engine, scripts: Path
) -> None:
    """The copy opens as a database of the old schema and holds its rows."""
    add_migration(scripts)

    migrate.upgrade(old, engine, NOW, schema.VERSION, scripts)

    copy = old.with_name(f"hajiz.db.schema-{schema.VERSION}-20261120T070000Z")
    assert copy.stat().st_mode & 0o777 == 0o600
    database = Database.open(copy, NOW)
    with database.read() as tx:
        assert len(matches.of_items(tx, [1])[1]) == 1
    database.close()


def test_without_a_copy_there_is_no_upgrade(old: Path, engine: Engine, scripts: Path) -> None:
    """A copy that cannot be made stops the upgrade before anything changed."""
    add_migration(scripts)
    old.with_name(f"hajiz.db.schema-{schema.VERSION}-20261120T070000Z").touch()

    with pytest.raises(StorageError, match="was not upgraded"):
        migrate.upgrade(old, engine, NOW, schema.VERSION, scripts)

    assert "novelties" not in tables(old)


def test_a_copy_that_fails_is_removed(old: Path, engine: Engine) -> None:
    """Half a copy must not be taken for one."""
    content = old.read_bytes()
    old.write_bytes(content[:8192] + bytes(len(content) - 8192))

    with pytest.raises(DatabaseError, match="malformed"):
        migrate.back_up(old, engine, NOW, schema.VERSION)

    assert not list(old.parent.glob("*.schema-*"))


def test_a_migration_that_fails_leaves_nothing_behind(
    old: Path, engine: Engine, scripts: Path
) -> None:
    """Tables made, rows moved, version: all as before."""
    before = tables(old)
    add_migration(scripts, "    op.execute('INSERT INTO no_such_table VALUES (1)')\n")

    with pytest.raises(OperationalError, match="no_such_table"):
        migrate.upgrade(old, engine, NOW, schema.VERSION, scripts)

    assert tables(old) == before
    Database.open(old, NOW, check=True).close()


def test_a_migration_that_makes_orphans_is_undone(old: Path, engine: Engine, scripts: Path) -> None:
    """Foreign keys are off meanwhile, so they are checked at the end."""
    before = tables(old)
    add_migration(scripts, "    op.execute('DELETE FROM items')\n")

    with pytest.raises(StorageError, match="rows in unread without their items"):
        migrate.upgrade(old, engine, NOW, schema.VERSION, scripts)

    assert tables(old) == before


def test_fm_075_a_migration_killed_half_way_leaves_nothing_behind(old: Path, scripts: Path) -> None:
    """After kill -9 in the middle, the database is the old one, whole."""
    before = tables(old)
    add_migration(scripts, "    os.kill(os.getpid(), 9)\n")
    code = f"""
import sys
from datetime import timedelta
from pathlib import Path
from storage import migrate
from storage.connection import writing_engine
from tests.storage.builders import NOW
path = Path(sys.argv[1])
engine = writing_engine(path, timedelta(seconds=1))
migrate.upgrade(path, engine, NOW, "{schema.VERSION}", Path(sys.argv[2]))
"""

    assert run(code, old, scripts)[0] == -9

    assert tables(old) == before
    Database.open(old, NOW, check=True).close()


@pytest.mark.parametrize("statement", [4, 8, 15, 25])
def test_fm_075_a_first_start_killed_half_way_is_simply_repeated(
    path: Path, statement: int
) -> None:
    """Whenever it was killed, the next start makes the whole database."""
    code = """
import os, sys
from pathlib import Path
from sqlalchemy import Engine, event
from storage.database import Database
from tests.storage.builders import NOW
left = int(sys.argv[2])
@event.listens_for(Engine, "before_cursor_execute")
def die(*_):
    global left
    left -= 1
    if not left:
        os.kill(os.getpid(), 9)
Database.open(Path(sys.argv[1]), NOW)
"""

    assert run(code, path, statement)[0] == -9

    Database.open(path, NOW, check=True).close()
    assert len(tables(path)) > 10


def test_fm_075_a_newer_database_is_refused_and_left_as_it_is(old: Path) -> None:
    """Exit code 65, and the message says which ways out there are."""
    with closing(sqlite3.connect(old)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '0999'")
    before = old.read_bytes()

    with pytest.raises(StorageError, match=r"newer Hajiz \(schema 0999") as caught:
        Database.open(old, NOW)

    assert caught.value.exit_code == 65
    assert old.read_bytes() == before

"""Opening a database, and its transactions."""

import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from model import StorageError
from storage import digests, feeds, items
from storage.database import Database
from tests.storage.builders import (
    NOW,
    an_item,
    an_outlet,
    run,
    start,
)

SHORT = timedelta(milliseconds=50)

ROOT = Path(__file__).parents[2]


def pragma(database: Database, name: str) -> object:
    """Return a setting of the connection that writes."""
    with database.write() as tx:
        return tx.exec_driver_sql(f"PRAGMA {name}").scalar()


@pytest.mark.parametrize(
    ("name", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 50)],
)
def test_sqlite_is_set_to_keep_what_was_committed(
    database: Database, name: str, value: object
) -> None:
    """WAL, a sync for every commit, no orphans, and patience with other writers."""
    assert pragma(database, name) == value


def test_the_default_patience_is_ten_seconds(path: Path) -> None:
    """Long enough for any writer of ours to end."""
    database = Database.open(path, NOW)

    assert pragma(database, "busy_timeout") == 10_000
    database.close()


def test_a_new_database_is_for_its_owner_only(database: Database) -> None:
    """Neither the file nor those SQLite puts beside it can be read by others."""
    with database.write() as tx:
        digests.registered(tx, "morning", NOW)

    files = list(database.path.parent.glob("hajiz.db*"))
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    assert len(files) == 3


def test_the_instance_keeps_its_id(path: Path) -> None:
    """Message ids are derived from it, so it must be the same after every start."""
    first = Database.open(path, NOW)
    first.close()

    second = Database.open(path, NOW + timedelta(days=1))
    second.close()

    assert first.instance == second.instance
    assert len(first.instance) == 32


def test_two_databases_have_different_ids(tmp_path: Path) -> None:
    """Two installations must never give two digests one id."""
    opened = [Database.open(tmp_path / name, NOW) for name in ("a.db", "b.db")]

    assert opened[0].instance != opened[1].instance
    for each in opened:
        each.close()


def test_opening_an_up_to_date_database_does_not_load_alembic(full: Path) -> None:
    """Loading it takes longer than all the rest of opening."""
    code = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from storage.database import Database
Database.open(Path(sys.argv[1]), datetime.now(UTC)).close()
print("alembic" in sys.modules)
"""
    assert run(code, full) == (0, "False\n")


def test_a_block_that_raises_leaves_nothing(database: Database) -> None:
    """A write is whole or not at all."""

    def fail_in_the_middle() -> None:
        with database.write() as tx:
            digests.registered(tx, "morning", NOW)
            raise KeyError

    with pytest.raises(KeyError):
        fail_in_the_middle()

    with database.write() as tx:
        assert digests.registered(tx, "morning", NOW + timedelta(days=1)) > NOW


def test_a_reading_block_cannot_write(database: Database) -> None:
    """A write in a reading transaction would fail at random, so it fails always."""
    with pytest.raises(StorageError), database.read() as tx:
        digests.registered(tx, "morning", NOW)


def test_a_reading_block_sees_one_state(database: Database) -> None:
    """What others commit meanwhile shows in the next block only."""
    with database.read() as tx:
        before = feeds.states(tx)
        with database.write() as other:
            feeds.sync(other, [an_outlet()], NOW)
        assert feeds.states(tx) == before == {}

    with database.read() as tx:
        assert len(feeds.states(tx)) == 1


def test_a_writing_block_may_read_first_while_others_write(database: Database) -> None:
    """Read, then write, never fails because somebody wrote in between: nobody can."""
    with database.write() as tx:
        feeds.states(tx)
        other = sqlite3.connect(database.path, timeout=0.01)
        with closing(other), pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("INSERT INTO digest_starts VALUES ('x', 'y')")
        feeds.sync(tx, [an_outlet()], NOW)


def test_writers_in_threads_wait_for_each_other(path: Path) -> None:
    """No increment is lost and nobody is turned away."""
    database = Database.open(path, NOW)

    def add(name: str) -> None:
        for n in range(20):
            with database.write() as tx:
                items.add_new(tx, [an_item(f"{name}{n}")], NOW, False)

    threads = [threading.Thread(target=add, args=(name,)) for name in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with database.read() as tx:
        assert items.count_between(tx, NOW, NOW + SHORT) == (60, 0)
    database.close()


def test_readers_in_threads_only_see_whole_transactions(path: Path) -> None:
    """While one thread writes ten items at a time, the others count multiples of ten."""
    database = Database.open(path, NOW)
    done = threading.Event()
    counts: list[int] = []

    def count() -> None:
        while not done.is_set():
            with database.read() as tx:
                counts.append(items.count_between(tx, NOW, NOW + SHORT)[0])

    readers = [threading.Thread(target=count) for _ in range(3)]
    for reader in readers:
        reader.start()
    for batch in range(15):
        with database.write() as tx:
            items.add_new(tx, [an_item(f"{batch}-{n}") for n in range(10)], NOW, False)
    done.set()
    for reader in readers:
        reader.join()

    assert counts
    assert {count % 10 for count in counts} == {0}
    database.close()


def test_two_processes_may_open_a_new_database_at_once(path: Path) -> None:
    """One makes the tables, both see the same instance."""
    code = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from storage.database import Database
sys.stdin.read()
print(Database.open(Path(sys.argv[1]), datetime.now(UTC)).instance)
"""
    sqlite3.connect(path).execute("PRAGMA journal_mode = WAL").connection.close()
    processes = [start(code, path) for _ in range(2)]
    for process in processes:
        assert process.stdin is not None
        process.stdin.close()  # both are waiting for this
    found = []
    for process in processes:
        assert process.stdout is not None
        found.append(process.stdout.read())
        process.stdout.close()
        process.wait()

    assert len(set(found)) == 1
    assert found[0].strip()


def test_many_who_open_a_database_that_is_not_there_yet_get_the_same_one(tmp_path: Path) -> None:
    """Nobody ever meets a half-made database, and nothing is left of the drafts."""
    opening = (
        "import sys; from datetime import UTC, datetime; from pathlib import Path;"
        "from storage.database import Database;"
        "print(Database.open(Path(sys.argv[1]), datetime.now(UTC)).instance)"
    )
    command = [sys.executable, "-c", opening, str(tmp_path / "hajiz.db")]

    running = [subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) for _ in range(4)]
    instances = {process.communicate(timeout=60)[0] for process in running}

    assert [process.returncode for process in running] == [0, 0, 0, 0]
    assert len(instances) == 1
    assert not list(tmp_path.glob("*.new-*"))

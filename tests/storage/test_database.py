"""Opening, transactions, and what happens when the file or the disk fails."""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from model import LockedError, StorageError
from storage import digests, feeds, items
from storage.database import Database
from tests.storage.builders import (
    NOBODY,
    NOW,
    an_item,
    an_outlet,
    as_nobody,
    everyone_out,
    fresh,
    other_writer,
    run,
    start,
)

SHORT = timedelta(milliseconds=50)

ROOT = Path(__file__).parents[2]


@pytest.fixture
def full(path: Path) -> Path:
    """Return the path of a closed database with items in it."""
    database = Database.open(path, NOW)
    with database.write() as tx:
        items.add_new(tx, [an_item(str(n), body="قافلة " * 300) for n in range(60)], NOW, False)
    database.close()
    return path


@pytest.fixture
def foreign_folder() -> Iterator[Path]:
    """Return a folder everyone can reach; pytest's own are closed to other users."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


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


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    """The message says which folder to make."""
    with pytest.raises(StorageError, match=f"no folder {tmp_path}/absent") as caught:
        Database.open(tmp_path / "absent" / "hajiz.db", NOW)

    assert caught.value.exit_code == 74


def test_a_folder_in_the_place_of_the_database_is_refused(tmp_path: Path) -> None:
    """The message says what is wrong with the path."""
    with pytest.raises(StorageError, match="is not a file"):
        Database.open(tmp_path, NOW)


def test_a_database_of_another_program_is_left_as_it_is(path: Path) -> None:
    """A wrong path in config.toml must not add our tables to somebody's data."""
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE bookmarks (url TEXT)")
    before = path.read_bytes()

    with pytest.raises(StorageError, match="not one of Hajiz"):
        Database.open(path, NOW)

    assert path.read_bytes() == before


def test_fm_066_validators_and_items_roll_back_together(path: Path) -> None:
    """Killed before the commit, the next poll is unconditional and finds every item new."""
    code = """
import os, signal, sys
from pathlib import Path
from storage import feeds, items
from storage.database import Database
from tests.storage.builders import HOUR, NOW, an_item, an_outlet, fresh
database = Database.open(Path(sys.argv[1]), NOW)
with database.write() as tx:
    feeds.sync(tx, [an_outlet()], NOW)
with database.write() as tx:
    outcome = fresh(an_item())
    feeds.record_success(tx, outcome, NOW, NOW + HOUR, 1)
    items.add_new(tx, outcome.items, NOW, True)
    os.kill(os.getpid(), signal.SIGKILL)
"""
    assert run(code, path)[0] == -9

    database = Database.open(path, NOW)
    with database.write() as tx:
        (task,) = feeds.due(tx, [an_outlet()], NOW)
        stored = items.add_new(tx, fresh(an_item()).items, NOW, True)
    database.close()

    assert (task.validators.etag, task.validators.last_modified, task.body_hash) == (None,) * 3
    assert len(stored) == 1


def test_fm_067_a_full_disk_undoes_the_transaction_and_no_more(database: Database) -> None:
    """The message says the disk is full; once there is room, work goes on."""
    with database.write() as tx:
        items.add_new(tx, [an_item("before")], NOW, False)
    with database._writer.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1")
    many = [an_item(str(n), body="قافلة " * 5000) for n in range(50)]

    with pytest.raises(StorageError, match="disk is full"), database.write() as tx:
        items.add_new(tx, many, NOW, False)

    with database._writer.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
    with database.write() as tx:
        assert len(items.add_new(tx, [an_item("before"), *many], NOW, False)) == 50


def test_fm_068_a_database_that_cannot_be_written_is_refused(foreign_folder: Path) -> None:
    """The message says what Hajiz must be allowed to do."""
    path = foreign_folder / "hajiz.db"
    Database.open(path, NOW).close()
    path.chmod(0o444)

    with as_nobody(), pytest.raises(StorageError, match="cannot be written") as caught:
        Database.open(path, NOW)

    assert caught.value.exit_code == 74


def test_fm_068_a_folder_that_cannot_be_written_is_refused(foreign_folder: Path) -> None:
    """SQLite needs to put files beside the database."""
    path = foreign_folder / "hajiz.db"
    Database.open(path, NOW).close()
    if os.geteuid() == 0:
        os.chown(path, NOBODY, NOBODY)
    else:
        foreign_folder.chmod(0o555)

    with as_nobody(), pytest.raises(StorageError, match="cannot be written"):
        Database.open(path, NOW)
    foreign_folder.chmod(0o755)


def test_a_new_database_that_cannot_be_made_is_refused(foreign_folder: Path) -> None:
    """The message names the file and the reason."""
    foreign_folder.chmod(0o555)

    with as_nobody(), pytest.raises(StorageError, match="cannot be made: Permission denied"):
        Database.open(foreign_folder / "hajiz.db", NOW)
    foreign_folder.chmod(0o755)


def test_fm_068_a_first_start_that_cannot_write_leaves_no_empty_file(path: Path) -> None:
    """An empty file would be refused at the next start, when the disk is well again."""
    code = """
import resource, sys
from pathlib import Path
from model import StorageError
from storage.database import Database
from tests.storage.builders import NOW
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
try:
    Database.open(Path(sys.argv[1]), NOW)
except StorageError as error:
    print(error)
"""
    ended, printed = run(code, path)

    assert ended == 0
    assert str(path) in printed
    assert not path.exists()


def test_fm_069_a_database_held_by_another_process_raises_locked(database: Database) -> None:
    """Whoever waits longer than the patience allows is told to try again (exit code 75)."""
    with (
        other_writer(database.path),
        pytest.raises(LockedError, match="is busy") as caught,
        database.write(),
    ):
        pass

    assert caught.value.exit_code == 75


def test_fm_069_opening_a_held_database_raises_locked(path: Path) -> None:
    """A lock is told apart from damage."""
    Database.open(path, NOW).close()

    with everyone_out(path), pytest.raises(LockedError):
        Database.open(path, NOW, busy_timeout=SHORT)


def test_a_second_writer_of_this_process_raises_locked(database: Database) -> None:
    """A write within a write ends with an error, not with a program that hangs."""
    with database.write(), pytest.raises(LockedError), database.write():
        pass


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "not a database": lambda _: b"<html>502 Bad Gateway</html>" * 400,
    "empty": lambda _: b"",
    "cut in half": lambda content: content[: len(content) // 2],
    "header lost": lambda content: bytes(100) + content[100:],
    "pages overwritten": lambda content: content[:8192] + os.urandom(16384) + content[24576:],
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_fm_072_a_damaged_database_is_refused_and_left_as_it_is(full: Path, damage: str) -> None:
    """Starting anew would forget what was seen and alert about everything again."""
    full.write_bytes(DAMAGES[damage](full.read_bytes()))
    before = full.read_bytes()

    with pytest.raises(StorageError, match="backup") as caught:
        Database.open(full, NOW, check=True)

    assert caught.value.exit_code == 74
    assert full.read_bytes() == before


def test_damage_met_in_a_transaction_is_told(full: Path) -> None:
    """Also without a check at the start, a damaged page never looks like missing rows."""
    content = full.read_bytes()
    database = Database.open(full, NOW)
    full.write_bytes(content[:20480] + bytes(len(content) - 20480))

    with pytest.raises(StorageError, match="damaged"), database.read() as tx:
        items.search(tx, limit=100)
    database.close()


def test_a_sound_database_passes_the_check(full: Path) -> None:
    """The check does not refuse what is well."""
    Database.open(full, NOW, check=True).close()


def test_no_error_shows_what_outlets_wrote(database: Database) -> None:
    """Messages go to logs; the text of items does not belong there."""
    with pytest.raises(StorageError) as caught, database.write() as tx:
        items.add_new(tx, [an_item(language=None)], NOW, False)

    assert "رتل" not in str(caught.value)
    assert caught.value.__cause__ is not None


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

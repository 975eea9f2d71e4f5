"""What happens when the file or the disk fails, is damaged, or is held by another."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from model import LockedError, StorageError
from storage import feeds, items
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
)

SHORT = timedelta(milliseconds=50)

ROOT = Path(__file__).parents[2]


@pytest.fixture
def foreign_folder() -> Iterator[Path]:
    """Return a folder everyone can reach; pytest's own are closed to other users."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


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

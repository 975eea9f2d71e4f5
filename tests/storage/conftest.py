"""A database of its own for every test: a real file."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from storage import items
from storage.database import Database
from tests.storage.builders import NOW, an_item


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where the database of the test is, or will be."""
    return tmp_path / "hajiz.db"


@pytest.fixture(scope="session")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an empty database to copy: running all migrations for each test takes long."""
    made = tmp_path_factory.mktemp("pattern") / "hajiz.db"
    Database.open(made, NOW).close()
    return made


@pytest.fixture
def database(pattern: Path, path: Path) -> Iterator[Database]:
    """Return an open database that waits only briefly for others."""
    shutil.copy(pattern, path)
    opened = Database.open(path, NOW, busy_timeout=timedelta(milliseconds=50))
    yield opened
    opened.close()


@pytest.fixture
def full(path: Path) -> Path:
    """Return the path of a closed database with items in it."""
    database = Database.open(path, NOW)
    with database.write() as tx:
        items.add_new(tx, [an_item(str(n), body="قافلة " * 300) for n in range(60)], NOW, False)
    database.close()
    return path

"""A database of its own for every test: a real file."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from storage.database import Database
from tests.storage.builders import NOW


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where the database of the test is, or will be."""
    return tmp_path / "hajiz.db"


@pytest.fixture
def database(path: Path) -> Iterator[Database]:
    """Return an open database that waits only briefly for others."""
    opened = Database.open(path, NOW, busy_timeout=timedelta(milliseconds=50))
    yield opened
    opened.close()

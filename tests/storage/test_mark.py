"""The mark that a database leaves beside itself."""

from pathlib import Path

import pytest

from model import StorageError
from storage import mark


def test_fm_073_a_database_that_was_there_and_is_gone_is_a_loss(tmp_path: Path) -> None:
    """One that never was is none."""
    database = tmp_path / "hajiz.db"
    mark.refuse_loss(database)
    database.touch()
    mark.leave(database)
    mark.refuse_loss(database)

    database.unlink()

    with pytest.raises(StorageError, match=r"hajiz\.db was here and is gone.*--init") as raised:
        mark.refuse_loss(database)
    assert str(tmp_path / "hajiz.db.made") in str(raised.value)


def test_fm_073_a_person_may_begin_anew(tmp_path: Path) -> None:
    """A database that is there keeps its mark."""
    database = tmp_path / "hajiz.db"
    database.touch()
    mark.leave(database)
    mark.begin_anew(database)
    database.unlink()
    assert mark.is_lost(database)

    mark.begin_anew(database)

    mark.refuse_loss(database)


def test_a_folder_that_cannot_be_written_is_no_reason_to_fail(tmp_path: Path) -> None:
    """The database itself will say so."""
    mark.leave(tmp_path / "nowhere" / "hajiz.db")

"""A copy of the database, put back a day later: nothing is told twice unless a person says so."""

import itertools
import sqlite3
import threading
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from hajiz.assembly import Assembly
from hajiz.dispatch.alerts import freeze_alerts
from hajiz.dispatch.digests import freeze_due
from model import LockedError, StorageError
from storage import holds
from storage.backup import back_up, restore
from storage.lock import DaemonLock
from tests.hajiz.desk import ALERT, DAY, FILES, HOUR, MINUTE, START, desk, going_out, poll

DIGEST = """
[[digests]]
name = "morning"
time = "07:00"
timezone = "Asia/Damascus"
channels = ["files"]
when_empty = "send"
"""
NEXT = START + DAY


def lived(folder: Path) -> tuple[Path, list[str]]:
    """Live a day with a copy made in the morning; return the copy and all ids sent."""
    with desk(folder, ALERT, DIGEST, FILES) as assembly:
        poll(assembly, START, "Old")
        poll(assembly, START + HOUR, "Convoy 1", "Old")
        freeze_alerts(assembly, START + HOUR)
        copy = back_up(folder / "hajiz.db", folder / "copy.db")
        poll(assembly, START + 2 * HOUR, "Convoy 2", "Convoy 1")
        freeze_alerts(assembly, START + 2 * HOUR)
        freeze_due(assembly, NEXT - HOUR)
        return copy, sent(assembly)


def sent(assembly: Assembly) -> list[str]:
    """Return the ids of all messages so far."""
    return [each.message_id for each in going_out(assembly)]


def decide(assembly: Assembly, now: object, *, is_told: bool) -> tuple[int, int, int]:
    """Decide about all that is held."""
    with assembly.database.write() as tx:
        return holds.end(tx, is_told=is_told, now=now)  # type: ignore[arg-type]


def test_a_copy_is_whole_private_and_never_replaces_a_file(tmp_path: Path) -> None:
    """Made while the database is open; a second one needs another name."""
    copy, _ = lived(tmp_path)

    assert copy.stat().st_mode & 0o777 == 0o600
    with pytest.raises(StorageError, match="is there already"):
        back_up(tmp_path / "hajiz.db", copy)


def test_fm_074_a_restored_backup_sends_nothing_twice_by_itself(tmp_path: Path) -> None:
    """What waited, what is found again and what is due again wait for a person's word."""
    copy, _ = lived(tmp_path)
    old, held = restore(copy, tmp_path / "hajiz.db", NEXT)

    assert old is not None
    assert old.exists()
    assert held == 1  # the first alert had not been sent when the copy was made
    with desk(tmp_path, ALERT, DIGEST, FILES, now=NEXT) as assembly:
        poll(assembly, NEXT + MINUTE, "Convoy 2", "Convoy 1")
        freeze_alerts(assembly, NEXT + MINUTE)
        freeze_due(assembly, NEXT + MINUTE)
        assert {each.state for each in going_out(assembly)} == {"review"}


def test_fm_074_released_events_carry_the_ids_they_had(tmp_path: Path) -> None:
    """A receiver that remembers ids notices every repetition."""
    copy, before = lived(tmp_path)
    restore(copy, tmp_path / "hajiz.db", NEXT)
    with desk(tmp_path, ALERT, DIGEST, FILES, now=NEXT) as assembly:
        poll(assembly, NEXT + MINUTE, "Convoy 2", "Convoy 1")
        freeze_due(assembly, NEXT + MINUTE)
        decide(assembly, NEXT + 2 * MINUTE, is_told=True)
        freeze_alerts(assembly, NEXT + 3 * MINUTE)

        assert set(sent(assembly)) == set(before)
        assert {each.state for each in going_out(assembly)} == {"pending"}


def test_fm_074_what_is_dropped_is_never_told(tmp_path: Path) -> None:
    """And what is new after the restore is told as ever."""
    copy, _ = lived(tmp_path)
    restore(copy, tmp_path / "hajiz.db", NEXT)
    with desk(tmp_path, ALERT, DIGEST, FILES, now=NEXT) as assembly:
        poll(assembly, NEXT + MINUTE, "Convoy 2", "Convoy 1")
        assert decide(assembly, NEXT + 2 * MINUTE, is_told=False) == (1, 1, 1)
        poll(assembly, NEXT + HOUR, "Convoy 3", "Convoy 2")
        (alert,) = freeze_alerts(assembly, NEXT + HOUR)
        (digest,) = freeze_due(assembly, NEXT + timedelta(hours=20))

    assert [each.item.title.text for each in alert.items] == ["Convoy 3"]
    told = [item.title.text for item in digest.items]
    assert "Convoy 3" in told
    assert "Convoy 2" not in told


def test_a_running_daemon_prevents_a_restore(tmp_path: Path) -> None:
    """It would go on writing into the old file."""
    copy, _ = lived(tmp_path)

    with DaemonLock(tmp_path / "hajiz.db"), pytest.raises(LockedError):
        restore(copy, tmp_path / "hajiz.db", NEXT)


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\0" + bytes(4096)])
def test_what_is_no_copy_is_refused_and_nothing_changes(tmp_path: Path, content: bytes) -> None:
    """The database in use stays as it is."""
    lived(tmp_path)
    bad = tmp_path / "bad.db"
    bad.write_bytes(content)

    with pytest.raises(StorageError):
        restore(bad, tmp_path / "hajiz.db", NEXT)

    with desk(tmp_path, ALERT, DIGEST, FILES, now=NEXT) as assembly:
        assert len(sent(assembly)) == 3
    assert not list(tmp_path.glob("*restor*"))


def test_fm_074_a_copy_made_while_much_is_written_is_one_state_of_it(tmp_path: Path) -> None:
    """Every copy is whole, and what belongs together is in it together."""
    with desk(tmp_path, ALERT, FILES) as assembly:
        poll(assembly, START, "Old")
        is_over = threading.Event()

        def write() -> None:
            for number in itertools.count():
                if is_over.is_set():
                    return
                poll(assembly, START + HOUR, *(f"Convoy {number} {each}" for each in range(20)))

        writer = threading.Thread(target=write)
        writer.start()
        copies = [back_up(tmp_path / "hajiz.db", tmp_path / f"copy{n}.db") for n in range(8)]
        is_over.set()
        writer.join()

    for copy in copies:
        with closing(sqlite3.connect(copy)) as opened:
            assert opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            counts = [
                opened.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
                for table in ("items", "seen_keys", "matches", "events")
            ]
        assert len({counts[0], counts[1], counts[2] + 1, counts[3] + 1}) == 1
        assert counts[0] % 20 == 1

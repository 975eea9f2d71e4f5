"""One daemon for one database."""

import os
import signal
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from subprocess import Popen

import pytest

from model import LockedError, StorageError
from storage.lock import DaemonLock, holder
from tests.storage.builders import as_nobody, start

DAEMON = """
import sys, time
from pathlib import Path
from storage.lock import DaemonLock
with DaemonLock(Path(sys.argv[1])):
    print("locked", flush=True)
    time.sleep(60)
"""

DAEMON_WITH_WORKER = """
import os, sys, time
from pathlib import Path
from storage.lock import DaemonLock
with DaemonLock(Path(sys.argv[1])):
    worker = os.fork()
    if worker:
        print(worker, flush=True)
    time.sleep(60)
"""


@pytest.fixture
def daemon(path: Path) -> Iterator[Popen[str]]:
    """Return another process that holds the lock."""
    process = start(DAEMON, path)
    assert process.stdout is not None
    assert process.stdout.readline() == "locked\n"
    yield process
    process.kill()
    process.communicate()


def test_fm_070_a_second_daemon_is_refused_and_told_of_the_first(
    path: Path, daemon: Popen[str]
) -> None:
    """The message names the pid and since when; the exit code says: try later."""
    with (
        pytest.raises(LockedError, match=rf"\(pid {daemon.pid}, since 20.* UTC\)") as caught,
        DaemonLock(path),
    ):
        pass

    assert caught.value.exit_code == 75


def test_a_second_lock_of_the_same_process_is_refused(path: Path) -> None:
    """Two daemons in one process are two daemons."""
    with DaemonLock(path), pytest.raises(LockedError), DaemonLock(path):
        pass


def test_another_link_to_the_database_is_the_same_lock(path: Path, tmp_path: Path) -> None:
    """What counts is the file, not how it is called."""
    path.touch()
    link = tmp_path / "link.db"
    link.symlink_to(path)

    with DaemonLock(path), pytest.raises(LockedError), DaemonLock(link):
        pass


def test_fm_071_the_lock_dies_with_a_killed_process(path: Path, daemon: Popen[str]) -> None:
    """No stale lock: after kill -9 the next daemon starts at once."""
    daemon.send_signal(signal.SIGKILL)
    daemon.wait()

    with DaemonLock(path):
        assert holder(path) is not None


def test_fm_071_a_worker_that_outlives_the_daemon_does_not_keep_the_lock(path: Path) -> None:
    """A forked child shares open files, and so would share the lock."""
    process = start(DAEMON_WITH_WORKER, path)
    assert process.stdout is not None
    worker = int(process.stdout.readline())
    process.kill()
    process.wait()

    try:
        with DaemonLock(path):
            pass
    finally:
        os.kill(worker, signal.SIGKILL)
        process.communicate()


def test_the_holder_is_known_while_it_holds(path: Path, daemon: Popen[str]) -> None:
    """Its pid, and a start time that is just now."""
    found = holder(path)

    assert found is not None
    pid, since = found
    assert pid == daemon.pid
    assert abs(datetime.now(UTC) - since) < timedelta(minutes=1)


def test_there_is_no_holder_before_and_after(path: Path) -> None:
    """A file that is left over says nothing by itself."""
    before = holder(path)
    with DaemonLock(path):
        pass

    assert (before, holder(path)) == (None, None)


def test_the_lock_can_be_taken_again(path: Path) -> None:
    """Leaving it gives it back."""
    lock = DaemonLock(path)
    with lock:
        pass
    with lock:
        assert holder(path) is not None


def test_asking_for_the_holder_does_not_stop_a_daemon(path: Path) -> None:
    """Someone who asks all the time holds the lock for instants only."""
    asking = start(
        """
import sys
from pathlib import Path
from storage.lock import holder
print("asking", flush=True)
while True:
    holder(Path(sys.argv[1]))
""",
        path,
    )
    assert asking.stdout is not None
    asking.stdout.readline()

    try:
        for _ in range(50):
            with DaemonLock(path):
                pass
    finally:
        asking.kill()
        asking.communicate()


def test_a_lock_that_cannot_be_made_says_so() -> None:
    """The message says what Hajiz must be allowed to do."""
    with (
        as_nobody(),
        pytest.raises(StorageError, match="cannot be opened"),
        DaemonLock(Path("/hajiz.db")),
    ):
        pass

"""The daemon as a process: it starts, works, is killed, ends."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.feedserver import FeedServer, eventually, rss
from tests.hajiz.conftest import ROOT, Hajiz, WriteConfig, environment

Daemon = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def daemon(tmp_path: Path) -> Iterator[Daemon]:
    """Start daemons; none outlives the test."""
    running: list[subprocess.Popen[str]] = []

    def start(config: Path, **env: str) -> subprocess.Popen[str]:
        with (tmp_path / "daemon.log").open("a") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "hajiz", "run", "--config", str(config)],
                cwd=ROOT,
                env=environment(HAJIZ_LOG="text", **env),
                stdout=log,
                stderr=log,
                text=True,
            )
        running.append(process)
        return process

    yield start
    for process in running:
        process.kill()
        process.wait()


def log_of(config: Path) -> str:
    """Read what the daemons of a test have logged."""
    return (config.parent / "daemon.log").read_text("utf-8")


def titles(config: Path) -> list[str]:
    """Read the titles of all items kept."""
    address = f"file:{config.parent / 'hajiz.db'}?mode=ro"
    try:
        with closing(sqlite3.connect(address, uri=True)) as database:
            return [row[0] for row in database.execute("SELECT title FROM items ORDER BY id")]
    except sqlite3.OperationalError:  # not made yet
        return []


def test_the_daemon_polls_at_once_and_ends_cleanly(
    server: FeedServer, write_config: WriteConfig, daemon: Daemon, hajiz: Hajiz
) -> None:
    """SIGTERM in the middle of a poll: the poll is given up, the exit code is 0."""
    slow = server.serve("/slow", rss("Late"), delay=4.0)
    config = write_config({"a": server.serve("/a", rss("A convoy")), "slow": slow})
    process = daemon(config)
    assert eventually(lambda: titles(config) == ["A convoy"]), log_of(config)
    assert "pid" in hajiz("status", "--config", config).stdout

    process.send_signal(signal.SIGTERM)
    code = process.wait(timeout=60)  # it takes three, but for a busy machine

    assert code == 0, log_of(config)
    assert "Traceback" not in log_of(config)
    assert "not running" in hajiz("status", "--config", config).stdout


def test_fm_070_a_second_daemon_refuses_to_start_and_names_the_first(
    server: FeedServer, write_config: WriteConfig, daemon: Daemon, hajiz: Hajiz
) -> None:
    """Two daemons on one database would poll twice: the second ends with exit code 75."""
    config = write_config({"a": server.serve("/a", rss("One"))})
    first = daemon(config)
    assert eventually(lambda: titles(config) == ["One"]), log_of(config)

    second = hajiz("run", "--config", config)

    assert second.returncode == 75
    assert str(first.pid) in second.stderr
    assert "Traceback" not in second.stderr


def test_a_port_that_is_taken_is_said_until_the_page_is_there(
    server: FeedServer, write_config: WriteConfig, daemon: Daemon, hajiz: Hajiz
) -> None:
    """Whoever else answers there is not Hajiz: status does not send anybody there."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        listen = f"127.0.0.1:{other.getsockname()[1]}"
        feeds = {"a": server.serve("/a", rss("One"))}
        config = write_config(feeds, f'\n[web]\nlisten = "{listen}"\n')
        first = daemon(config)
        assert eventually(lambda: "the page is not there" in said_of(config, hajiz)), log_of(config)

        found = said_of(config, hajiz)
        assert f"nothing can listen on {listen}" in found
        assert f"page      not there, see above; it should be at http://{listen}/" in found
        assert f"the page is not there: nothing can listen on {listen}" in (
            hajiz("doctor", "--config", config).stdout
        )
        assert "where=" not in log_of(config)
        first.terminate()
        first.wait(timeout=60)

    daemon(config)

    assert eventually(lambda: "not there" not in said_of(config, hajiz)), log_of(config)
    assert "where=" in log_of(config)


def said_of(config: Path, hajiz: Hajiz) -> str:
    """Return what `hajiz status` prints."""
    return hajiz("status", "--config", config).stdout


def test_outlets_that_cannot_be_resolved_are_said_and_the_daemon_stays_up(
    write_config: WriteConfig, daemon: Daemon, hajiz: Hajiz
) -> None:
    """Without internet every outlet says so in words; status names the likely cause."""
    feeds = {f"o{n}": f"http://outlet{n}.invalid/feed" for n in range(6)}
    config = write_config(feeds)
    process = daemon(config)

    def failing() -> bool:
        return "6 failing" in hajiz("status", "--config", config).stdout

    assert eventually(failing), log_of(config)
    status = hajiz("status", "--config", config).stdout
    assert process.poll() is None
    assert "cannot resolve host" in status
    assert "seems to be offline" in status


def test_kill_nine_in_the_middle_of_polls_loses_and_doubles_nothing(
    server: FeedServer, write_config: WriteConfig, daemon: Daemon, hajiz: Hajiz
) -> None:
    """Killed again and again while feeds move on: each item is kept once and told once."""
    paths = [f"/f{n}" for n in range(8)]
    baseline = {path: [f"Old convoy {path}"] for path in paths}
    feeds = {path[1:]: server.serve(path, rss(*baseline[path])) for path in paths}
    config = write_config(feeds)
    assert hajiz("poll", "--config", config).returncode == 0

    published = dict(baseline)
    for turn in range(6):
        for path in paths:
            published[path] = [f"Convoy {turn} of {path}", *published[path]]
            server.serve(path, rss(*published[path]), delay=0.02 * turn)
        make_all_due(config)
        process = daemon(config)
        wanted = 8 * (turn + 1)
        eventually(lambda wanted=wanted: len(titles(config)) > wanted, seconds=6)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    make_all_due(config)
    assert hajiz("poll", "--config", config).returncode == 0
    assert hajiz("digest", "--send", "--config", config).returncode == 0

    everything = [title for path in paths for title in published[path]]
    page = next((config.parent / "digests").glob("*.html")).read_text("utf-8")
    assert Counter(titles(config)) == Counter(everything)
    assert integrity(config) == "ok"
    assert told(config) == 6 * len(paths)
    assert "Old convoy" not in page


def make_all_due(config: Path) -> None:
    """Let every feed be due, as if its interval had passed."""
    with closing(sqlite3.connect(config.parent / "hajiz.db")) as database, database:
        database.execute("UPDATE feeds SET next_poll_at = last_polled_at")


def told(config: Path) -> int:
    """Count the matches that went into a digest; a match in two digests would count twice."""
    with closing(sqlite3.connect(config.parent / "hajiz.db")) as database:
        return int(database.execute("SELECT count(*) FROM digest_matches").fetchone()[0])


def integrity(config: Path) -> str:
    """Ask SQLite whether the file is whole."""
    with closing(sqlite3.connect(config.parent / "hajiz.db")) as database:
        return str(database.execute("PRAGMA integrity_check").fetchone()[0])


def test_fm_063_a_bad_edit_keeps_the_last_good_rules_and_is_said_everywhere(
    server: FeedServer, write_config: WriteConfig, daemon: Daemon, hajiz: Hajiz
) -> None:
    """In the log, in status and in the digest; a good edit takes effect without a restart."""
    config = write_config({"a": server.serve("/a", rss("One"))})
    good = config.read_text("utf-8")
    process = daemon(config)
    assert eventually(lambda: titles(config) == ["One"]), log_of(config)

    config.write_text(good.replace("any = [", "anny = [", 1), "utf-8")
    assert eventually(lambda: "not taken over" in log_of(config)), log_of(config)
    broken = hajiz("status", "--config", config)
    assert broken.returncode == 78
    assert f"pid {process.pid}" in broken.stdout
    assert "last good" in broken.stdout
    elsewhere = config.with_name("good.toml")
    elsewhere.write_text(good, "utf-8")
    assert "an edit was not taken over" in hajiz("status", "--config", elsewhere).stdout
    assert "an edit was not taken over" in hajiz("digest", "--config", elsewhere).stdout

    config.write_text(good + '[[rules]]\nname = "news"\nany = ["one"]\n', "utf-8")
    assert eventually(lambda: "taken over" in log_of(config).splitlines()[-1]), log_of(config)
    assert eventually(lambda: "attention" not in hajiz("status", "--config", config).stdout)
    assert process.poll() is None

"""The daemon while nothing can be written: it waits, asks nobody twice, and loses nothing."""

import resource
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.feedserver import FeedServer, eventually, rss
from tests.hajiz.conftest import WriteConfig
from tests.hajiz.test_daemon import Daemon, daemon, integrity, log_of, make_all_due, titles

__all__ = ["daemon"]

ALERT = """
[[alerts]]
name = "now"
channels = ["files"]
timezone = "Asia/Damascus"
"""
RESUMED = 60.0  # seconds after which all must be as ever
FEEDS = ("a", "b", "c")
LONG = "A convoy. " * 20_000


@contextmanager
def no_room(process: subprocess.Popen[str], config: Path) -> Iterator[None]:
    """Let the daemon's files grow no more, as on a full disk; afterwards they may again."""
    largest = max(each.stat().st_size for each in config.parent.glob("hajiz.db*"))
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (largest, resource.RLIM_INFINITY))
    yield
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (-1, -1))


@contextmanager
def held(config: Path) -> Iterator[None]:
    """Write to the database from another program, and do not end."""
    with closing(sqlite3.connect(config.parent / "hajiz.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")


@pytest.fixture
def config(server: FeedServer, write_config: WriteConfig) -> Path:
    """Write a configuration with three outlets and an alert into a folder."""
    return write_config({name: server.serve(f"/{name}", rss("Old")) for name in FEEDS}, ALERT)


def alerted(config: Path) -> str:
    """Read all alerts that were sent."""
    folder = config.parent / "digests"
    return "".join(each.read_text("utf-8") for each in folder.glob("*.html"))


def publish(server: FeedServer, config: Path) -> None:
    """Let all outlets have news, and be due."""
    for name in FEEDS:
        server.serve(f"/{name}", rss(f"New convoy of {name}", "Old", body=LONG))
    make_all_due(config)


def assert_all_is_kept_and_told(config: Path) -> None:
    """See that nothing was lost or doubled, within a minute."""
    wanted = sorted(["Old", "Old", "Old", *(f"New convoy of {name}" for name in FEEDS)])
    assert eventually(lambda: sorted(titles(config)) == wanted, RESUMED), log_of(config)
    assert eventually(
        lambda: all(alerted(config).count(f"of {name}</") == 1 for name in FEEDS), RESUMED
    ), log_of(config)
    assert integrity(config) == "ok"
    assert "Traceback" not in log_of(config)


def test_fm_067_a_daemon_without_room_loses_nothing_and_goes_on_by_itself(
    server: FeedServer,
    config: Path,
    daemon: Daemon,
) -> None:
    """During polls and alerts; each server is asked once, not again every few seconds."""
    process = daemon(config)
    assert eventually(lambda: len(titles(config)) == len(FEEDS)), log_of(config)
    before = len(server.log)

    publish(server, config)
    with no_room(process, config):
        assert eventually(lambda: "nothing can be kept" in log_of(config)), log_of(config)
        assert not eventually(lambda: len(titles(config)) > len(FEEDS), seconds=12)
        assert process.poll() is None
        assert len(server.log) - before == len(FEEDS)

    assert_all_is_kept_and_told(config)
    assert "can be written again" in log_of(config)
    assert len(server.log) - before == len(FEEDS)


def test_fm_069_a_daemon_locked_out_loses_nothing_and_goes_on_by_itself(
    server: FeedServer,
    config: Path,
    daemon: Daemon,
) -> None:
    """Another program writes for longer than the daemon is patient."""
    process = daemon(config)
    assert eventually(lambda: len(titles(config)) == len(FEEDS)), log_of(config)
    before = len(server.log)

    publish(server, config)
    with held(config):
        assert eventually(lambda: "nothing can be kept" in log_of(config)), log_of(config)
        assert process.poll() is None
        assert len(server.log) - before == len(FEEDS)

    assert_all_is_kept_and_told(config)
    assert len(server.log) - before == len(FEEDS)

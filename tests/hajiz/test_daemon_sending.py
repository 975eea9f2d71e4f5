"""The daemon and its channels: alerts at once, an orderly end, a hang-up of the config."""

import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.feedserver import FeedServer, eventually, rss
from tests.hajiz.conftest import ROOT, WriteConfig, environment
from tests.hajiz.desk import hook
from tests.receiver import SECRET, Receiver

ALERT = """
[[alerts]]
name = "now"
channels = ["hook"]
timezone = "Asia/Damascus"
"""
Daemon = Callable[[Path], subprocess.Popen[bytes]]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Run a webhook receiver."""
    with Receiver() as running:
        yield running


@pytest.fixture
def daemon(tmp_path: Path) -> Iterator[Daemon]:
    """Start daemons; none outlives the test."""
    running: list[subprocess.Popen[bytes]] = []

    def start(config: Path) -> subprocess.Popen[bytes]:
        with (tmp_path / "daemon.log").open("a") as log:
            command = [sys.executable, "-m", "hajiz", "run", "--config", str(config)]
            env = environment(SECRET=SECRET, HAJIZ_LOG="text")
            running.append(subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log))
        return running[-1]

    yield start
    for process in running:
        process.kill()
        process.wait()


def states(config: Path) -> list[str]:
    """Read the states of all deliveries."""
    with closing(sqlite3.connect(config.parent / "hajiz.db")) as database:
        return [row[0] for row in database.execute("SELECT state FROM outbox ORDER BY seq")]


def make_due(config: Path) -> None:
    """Let every feed be due."""
    with closing(sqlite3.connect(config.parent / "hajiz.db")) as database, database:
        database.execute("UPDATE feeds SET next_poll_at = last_polled_at")


def log_of(config: Path) -> str:
    """Read what the daemons of a test have logged."""
    return (config.parent / "daemon.log").read_text("utf-8")


def alerted(
    server: FeedServer, write_config: WriteConfig, daemon: Daemon, receiver: Receiver
) -> tuple[Path, subprocess.Popen[bytes]]:
    """Run a daemon until it has begun to tell of one new convoy."""
    config = write_config({"a": server.serve("/a", rss("Old"))}, hook(receiver.url) + ALERT)
    process = daemon(config)
    assert eventually(lambda: "first_look=True" in log_of(config)), log_of(config)
    server.serve("/a", rss("A convoy", "Old"))
    make_due(config)
    assert eventually(lambda: receiver.taken), log_of(config)
    return config, process


def test_a_match_is_told_within_seconds(
    server: FeedServer, write_config: WriteConfig, daemon: Daemon, receiver: Receiver
) -> None:
    """Poll, match, event, message, webhook: without anybody's help."""
    config, _ = alerted(server, write_config, daemon, receiver)

    assert eventually(lambda: states(config) == ["sent"]), log_of(config)
    assert receiver.ids[0].startswith("evt_")


def test_fm_077_a_message_under_way_is_finished_before_the_end(
    server: FeedServer, write_config: WriteConfig, daemon: Daemon, receiver: Receiver
) -> None:
    """SIGTERM while the receiver thinks: it is heard out, nothing new begins, exit code 0."""
    receiver.delay = 0.8
    config, process = alerted(server, write_config, daemon, receiver)

    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=60) == 0, log_of(config)

    assert states(config) == ["sent"]
    assert len(receiver.taken) == 1
    assert "Traceback" not in log_of(config)


def test_fm_077_sighup_reads_the_configuration_again(
    server: FeedServer, write_config: WriteConfig, daemon: Daemon, receiver: Receiver
) -> None:
    """As people expect of a daemon; it goes on running."""
    config = write_config({"a": server.serve("/a", rss("Old"))}, hook(receiver.url))
    process = daemon(config)
    assert eventually(lambda: "started" in log_of(config))
    time.sleep(0.5)

    process.send_signal(signal.SIGHUP)

    assert eventually(lambda: "taken over" in log_of(config)), log_of(config)
    assert process.poll() is None


def test_a_port_that_is_taken_is_said_and_stops_nothing(
    server: FeedServer, write_config: WriteConfig, daemon: Daemon, receiver: Receiver
) -> None:
    """The unsubscribe page does not answer then; polling and sending go on."""
    web = f'[web]\nlisten = "127.0.0.1:{receiver.url.rpartition(":")[2].partition("/")[0]}"\n'
    config = write_config({"a": server.serve("/a", rss("Old"))}, web)
    process = daemon(config)

    assert eventually(lambda: "first_look=True" in log_of(config)), log_of(config)
    assert eventually(lambda: "is the port taken" in log_of(config)), log_of(config)
    assert process.poll() is None
    assert "Traceback" not in log_of(config)

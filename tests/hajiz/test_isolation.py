"""The daemon among hostile outlets: those that are well are polled as if they were alone."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.feedserver import eventually
from tests.hajiz.conftest import WriteConfig
from tests.hajiz.test_daemon import Daemon, daemon, log_of
from tests.hostile.servers import HOSTILE, Street

__all__ = ["daemon"]

MANY = len(HOSTILE)  # hostile outlets, one of each kind; `bench/isolation.py` has fifty
GOOD = 10
ROUNDS = 3
# Read, in the end, or refused, as the machine has time: nobody is harmed by either.
HARMLESS = {"a million tags", "items without end", "nesting", "big attributes"}


@pytest.fixture
def street() -> Iterator[Street]:
    """Run all those servers."""
    with Street(MANY, GOOD) as running:
        yield running


def make_due(config: Path, like: str) -> None:
    """Let the outlets whose ids are *like* that be due, as if their interval had passed."""
    query = (
        "UPDATE feeds SET next_poll_at = last_polled_at "
        "WHERE last_polled_at IS NOT NULL AND outlet LIKE ?"
    )
    address = config.parent / "hajiz.db"
    with closing(sqlite3.connect(address, timeout=30)) as database, database:
        database.execute(query, (like,))


def failures(config: Path) -> dict[str, str]:
    """Return what the outlets that fail, fail of."""
    with closing(sqlite3.connect(config.parent / "hajiz.db", timeout=30)) as database:
        query = "SELECT outlet, failure FROM feeds WHERE failing_since IS NOT NULL"
        return dict(database.execute(query))


def test_fm_016_good_outlets_are_polled_on_time_among_hostile_ones(
    street: Street,
    write_config: WriteConfig,
    daemon: Daemon,
) -> None:
    """One of every kind of hostile outlet, ten good ones: none is missed, none a period late."""
    config = write_config(street.feeds(), interval="1m")
    process = daemon(config)

    for number in range(1, ROUNDS + 1):
        began = time.monotonic()
        assert eventually(
            lambda number=number: all(  # type: ignore[misc]
                len(street.asked.get(f"good{n}", ())) >= number for n in range(GOOD)
            ),
            seconds=60,
        ), (number, log_of(config))
        assert time.monotonic() - began < 30
        kept = lambda number=number: count_of_items(config) >= number * GOOD  # noqa: E731
        assert eventually(kept), log_of(config)
        make_due(config, "%")

    names = list(HOSTILE)
    failing = lambda: {names[int(each[3:])] for each in failures(config)}  # noqa: E731
    assert eventually(lambda: failing() >= {*names} - HARMLESS), failures(config)
    assert process.poll() is None
    assert "Traceback" not in log_of(config)


def count_of_items(config: Path) -> int:
    """Count the items of good outlets."""
    with closing(sqlite3.connect(config.parent / "hajiz.db", timeout=30)) as database:
        query = "SELECT count(*) FROM items WHERE outlet LIKE 'good%'"
        return int(database.execute(query).fetchone()[0])

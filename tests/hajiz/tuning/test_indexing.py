"""The index follows the archive, and an answer never waits for it."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from alerts.rules.matcher import RuleSet, compile_rules
from alerts.rules.narrowing import narrowed as condition_of
from alerts.rules.rule import Rule
from hajiz import upkeep
from hajiz.cli import status
from hajiz.standing import standing_of
from hajiz.tuning import indexing
from hajiz.tuning.indexing import Indexer, empty, index_all, prepare, renew, step
from model import Item, ItemKey, LockedError
from storage import archive, index, retention, search
from storage.backup import back_up, restore
from storage.database import Database
from storage.retention import Ages
from tests.hajiz.desk import DAY, HOUR, START, desk, poll
from tests.hajiz.tuning.archives import keep, keep_beside, looked_at, narrowed, revise, whole
from tests.storage.builders import ROOT, other_writer

RULES = ("convoy", "checkpoint", "@convoy", "outlet:a AND NOT aid", "author:nobody")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """Return an archive of ten items."""
    opened = Database.open(tmp_path / "hajiz.db", START)
    keep(opened, [article(number) for number in range(10)])
    yield opened
    opened.close()


def article(number: int, title: str = "") -> Item:
    """Make an item; every second is about a convoy."""
    words = title or ("a convoy" if number % 2 else "a walk")
    return Item("a", ItemKey(str(number).encode()), f"{words} {number}", "", "", "en")


def rules(*queries: str) -> RuleSet:
    """Compile *queries*."""
    chosen = queries or RULES
    return compile_rules([Rule(query, query=query) for query in chosen], {})


def is_right(database: Database) -> bool:
    """Say whether a backtest finds all that there is."""
    return narrowed(database, rules()) == whole(database, rules()) != []


def waiting(database: Database) -> int:
    """Return how many items are not in the index."""
    with database.read() as tx:
        return index.count_waiting(tx)


def test_what_is_new_is_found_before_it_is_in_the_index(database: Database) -> None:
    """And looked at no more once it is."""
    assert is_right(database)
    assert looked_at(database, rules("convoy")) == 10
    assert index_all(database) == 10
    keep(database, [article(10), article(11)], hours=1)

    assert (waiting(database), is_right(database)) == (2, True)
    assert looked_at(database, rules("checkpoint")) == 2
    assert index_all(database) == 2
    assert (waiting(database), is_right(database)) == (0, True)
    assert looked_at(database, rules("checkpoint")) == 0


def test_every_version_is_found(database: Database) -> None:
    """Made before the index came by, after it, and kept beside; also by what is known later."""
    revise(database, 1, "a checkpoint")
    index_all(database)
    revise(database, 2, "a checkpoint", author="Nobody")
    keep_beside(database, 2, "another convoy")

    assert (waiting(database), is_right(database)) == (1, True)
    assert looked_at(database, rules("checkpoint")) == 2
    index_all(database)
    assert (waiting(database), is_right(database)) == (0, True)
    both = rules("author:nobody AND title:walk")
    assert narrowed(database, both) == whole(database, both)
    assert looked_at(database, rules("checkpoint")) == 2
    revise(database, 2, "a checkpoint again")
    index_all(database)
    assert is_right(database)


def test_steps_are_small_and_each_is_kept(database: Database) -> None:
    """Three items at a time."""
    prepare(database)
    for left in (7, 4, 1, 0, 0):
        step(database, 3)
        assert (waiting(database), is_right(database)) == (left, True)


def test_what_is_deleted_is_never_found(database: Database) -> None:
    """Deleted after it went in, and before; its number never comes again."""
    index_all(database)
    revise(database, 2, "a checkpoint")
    keep(database, [article(10)], hours=5)
    with database.write() as tx:
        retention.remove(tx, [1, 2, 3, 4], Ages(START + HOUR))

    assert is_right(database)
    index_all(database)
    keep(database, [article(20), article(21)], hours=6)
    assert is_right(database)
    with database.read() as tx:
        assert {each.id for (each,) in archive.versions(tx)}.isdisjoint({1, 2, 3, 4})


def test_an_index_of_dead_items_is_made_anew(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not before most are dead."""
    monkeypatch.setattr(indexing, "WORTHWHILE", 5)
    index_all(database)
    assert not renew(database)
    with database.write() as tx:
        retention.remove(tx, [1, 2, 3, 4, 5, 6], Ages(START + HOUR))

    assert renew(database)
    assert (waiting(database), is_right(database)) == (4, True)
    index_all(database)
    assert (waiting(database), is_right(database)) == (0, True)


def test_a_copy_put_back_has_its_own_index(database: Database, tmp_path: Path) -> None:
    """What came after the copy is gone, and numbers may be given to others."""
    index_all(database)
    copy = back_up(database.path, tmp_path / "copy.db")
    keep(database, [article(11, "a checkpoint")], hours=1)
    revise(database, 1, "a checkpoint")
    index_all(database)
    database.close()
    restore(copy, database.path, START + DAY)
    database = Database.open(database.path, START + DAY)

    assert narrowed(database, rules("checkpoint")) == []
    keep(database, [article(12, "a convoy at a checkpoint")], hours=30)
    assert is_right(database)
    index_all(database)
    assert is_right(database)
    database.close()


def test_words_made_in_another_way_are_made_again(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All is looked at until they are."""
    monkeypatch.setattr(indexing, "INDEX_VERSION", "0")
    index_all(database)
    assert looked_at(database, rules("checkpoint")) == 10
    monkeypatch.undo()

    assert is_right(database)
    assert prepare(database) == 10
    index_all(database)
    assert (looked_at(database, rules("checkpoint")), is_right(database)) == (0, True)


def test_two_who_index_at_once_do_it_once(database: Database) -> None:
    """The daemon and a command."""
    prepare(database)
    with database.read() as tx:
        before = index.state(tx)
    step(database, 4)
    late = [index.Document(number, 0, "convoy") for number in range(1, 5)]
    with database.write() as tx:
        assert not index.add(tx, late, before, 4)

    index_all(database)
    with database.read() as tx:
        assert index.state(tx).documents == 10
        assert search.candidates(tx, condition_of(rules("convoy")), 1, 10) == [9, 7, 5, 3, 1]


def test_few_items_of_very_many_versions_hide_no_other(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The list of a word may be cut short by the versions of one item, or of one out of range."""
    monkeypatch.setattr(search, "_FEWEST", 5)
    for number in range(12):
        revise(database, 3, f"a raid {number}")
    for number in range(12):
        revise(database, 7, f"a raid {number}" if number == 11 else f"a stroll {number}")
    index_all(database)
    assert waiting(database) == 0

    assert narrowed(database, rules("raid")) == whole(database, rules("raid"))
    condition = condition_of(rules("raid"))
    with database.read() as tx:
        for low, high in ((1, 10), (4, 10), (7, 7)):
            found = search.candidates(tx, condition, low, high)
            assert found is None or 7 in found


KILLED = """
import os, signal, sys
from datetime import datetime, UTC
from pathlib import Path
from hajiz.tuning import indexing
from storage import index
from storage.database import Database

database = Database.open(Path(sys.argv[1]), datetime.now(UTC))
indexing.prepare(database)
indexing.step(database, 3)
whole = index._keep
def die(tx, state):
    whole(tx, state)
    os.kill(os.getpid(), signal.SIGKILL)
index._keep = die
indexing.step(database, 3)
"""


def test_a_death_half_way_costs_nothing(database: Database) -> None:
    """A step is kept whole or not at all."""
    died = subprocess.run([sys.executable, "-c", KILLED, str(database.path)], cwd=ROOT, check=False)

    assert died.returncode == -signal.SIGKILL
    assert (waiting(database), is_right(database)) == (7, True)
    index_all(database)
    assert (waiting(database), is_right(database)) == (0, True)


def test_a_busy_database_is_asked_again_later(tmp_path: Path) -> None:
    """Nothing is lost, and the turn says why."""
    database = Database.open(tmp_path / "hajiz.db", START, busy_timeout=timedelta())
    keep(database, [article(1)])
    prepare(database)
    with other_writer(database.path), pytest.raises(LockedError):
        Indexer().turn(database)

    Indexer().turn(database)
    assert waiting(database) == 0
    database.close()


def test_the_daemon_s_turn_puts_in_what_is_there(tmp_path: Path) -> None:
    """Also in an archive from before there was an index."""
    with desk(tmp_path) as assembly:
        poll(assembly, START, "a convoy", "a walk")
        Indexer().turn(assembly.database)
        poll(assembly, START + HOUR, "another convoy")
        Indexer().turn(assembly.database)

        assert waiting(assembly.database) == 0
        assert looked_at(assembly.database, rules("convoy")) == 2
        empty(assembly.database)
        assert looked_at(assembly.database, rules("convoy")) == 3


def test_status_says_what_is_not_in_the_index_yet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once it is so much that searches take longer."""
    monkeypatch.setattr(status, "BACKLOG", 2)
    with desk(tmp_path) as assembly:
        poll(assembly, START, "one", "two", "three")
        lines = list(status.in_words(standing_of(assembly, START), assembly.config))
        assert any(line.startswith("index     3 items are not in it yet") for line in lines)
        Indexer().turn(assembly.database)
        lines = list(status.in_words(standing_of(assembly, START), assembly.config))
        assert not any(line.startswith("index") for line in lines)


def test_the_upkeep_prunes_the_archive_and_its_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In one go."""
    monkeypatch.setattr(indexing, "WORTHWHILE", 2)
    with desk(tmp_path, '\n[storage]\nkeep = "30d"\n') as assembly:
        poll(assembly, START, "one", "two", "three")
        Indexer().turn(assembly.database)
        assert upkeep.prune(assembly.database, assembly.config, START + 31 * DAY) == 3
        assert renew(assembly.database)
        poll(assembly, START + 31 * DAY, "a convoy")
        assert [item for _, item, _ in narrowed(assembly.database, rules("convoy"))] == [4]

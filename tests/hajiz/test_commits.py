"""Commits together: what shares a transaction, who fails, and who is told when."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from hajiz.commits import Commits
from model import LockedError
from storage import notices
from storage.database import Database, Transaction

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)

pytestmark = pytest.mark.asyncio


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """Open a new database that waits only briefly for others."""
    opened = Database.open(tmp_path / "hajiz.db", NOW, busy_timeout=timedelta(milliseconds=50))
    yield opened
    opened.close()


@pytest_asyncio.fixture
async def commits(database: Database) -> AsyncIterator[Commits]:
    """Write to that database until the test ends."""
    opened = Commits(database)
    yield opened
    await opened.close()


def names(tx: Transaction) -> list[str]:
    """Return the names of all notices a transaction sees."""
    return list(notices.standing(tx))


async def test_what_comes_at_the_same_moment_shares_a_transaction(
    database: Database, commits: Commits
) -> None:
    """The second block sees what the first wrote; nobody outside does before the commit."""
    seen: list[list[str]] = []

    def second(tx: Transaction) -> str:
        with database.read() as outside:
            seen.extend((names(tx), names(outside)))
        return "second"

    answers = await asyncio.gather(
        commits.write(lambda tx: notices.put(tx, "a", "text", NOW)), commits.write(second)
    )

    assert seen == [["a"], []]
    assert answers == [True, "second"]


async def test_whoever_is_answered_is_committed(database: Database, commits: Commits) -> None:
    """An answer before the commit would be a promise that a crash breaks."""

    async def put_and_look(name: str) -> bool:
        await commits.write(lambda tx: notices.put(tx, name, "text", NOW))
        with database.read() as tx:
            return name in names(tx)

    assert all(await asyncio.gather(*(put_and_look(f"n{number}") for number in range(50))))


async def test_a_block_that_fails_fails_alone(database: Database, commits: Commits) -> None:
    """One bad feed takes nothing from the others of its transaction."""

    def fail(tx: Transaction) -> None:
        notices.put(tx, "half", "text", NOW)
        raise ValueError("bad feed")

    answers = await asyncio.gather(
        commits.write(lambda tx: notices.put(tx, "before", "text", NOW)),
        commits.write(fail),
        commits.write(lambda tx: notices.put(tx, "after", "text", NOW)),
        return_exceptions=True,
    )

    assert [type(answer) for answer in answers] == [bool, ValueError, bool]
    with database.read() as tx:
        assert sorted(names(tx)) == ["after", "before"]


async def test_who_gives_up_before_its_turn_writes_nothing(
    database: Database, commits: Commits
) -> None:
    """Cancelled polls are due again: they must not be half of a commit."""
    given_up = asyncio.ensure_future(
        commits.write(lambda tx: notices.put(tx, "given up", "text", NOW))
    )
    await asyncio.sleep(0)
    given_up.cancel()

    await commits.write(lambda tx: notices.put(tx, "kept", "text", NOW))

    with database.read() as tx:
        assert names(tx) == ["kept"]


async def test_all_hear_that_the_database_is_held_by_another(
    database: Database, commits: Commits
) -> None:
    """Nobody waits for an answer that never comes, and afterwards all goes on."""
    with closing(sqlite3.connect(database.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        answers = await asyncio.gather(
            *(commits.write(names) for _ in range(3)), return_exceptions=True
        )
        other.execute("ROLLBACK")

    assert [type(answer) for answer in answers] == [LockedError] * 3
    assert await commits.write(names) == []


async def test_closing_cancels_who_waits_and_keeps_what_is_under_way(database: Database) -> None:
    """Each block was either committed or never begun."""
    commits = Commits(database)
    waiting = asyncio.ensure_future(
        commits.write(lambda tx: notices.put(tx, "waiting", "text", NOW))
    )
    await asyncio.sleep(0)

    await commits.close()

    with pytest.raises(asyncio.CancelledError):
        await waiting
    with database.read() as tx:
        assert names(tx) == []

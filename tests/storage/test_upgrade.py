"""From the tables of 0.1 to those of today, with everything in them."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from model.message import DeliveryAttempt
from storage import deliveries, digests, feeds, items, matches, notices, outbox
from storage.database import Database
from storage.notices import Notice
from storage.schema import VERSION
from tests.storage import schema0001
from tests.storage.builders import DAY, HOUR, NOW, a_match, a_message, run
from tests.storage.sending import ANNA, LEASE


@pytest.fixture
def old(path: Path) -> Path:
    """Return the path of a full database of 0.1."""
    schema0001.make(path)
    return path


@pytest.fixture
def upgraded(old: Path) -> Iterator[Database]:
    """Return that database, opened by this Hajiz."""
    opened = Database.open(old, NOW, check=True)
    yield opened
    opened.close()


def sorted_rows(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return what is in the tables of 0.1, in the order in which it was put there."""
    return {table: sorted(rows, key=repr) for table, rows in schema0001.read(path).items()}


def state_of(path: Path) -> tuple[str, str, int]:
    """Return the schema's version, its text, and how many rows hang in the air."""
    with closing(sqlite3.connect(path)) as connection:
        (version,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        texts = connection.execute("SELECT sql FROM sqlite_master ORDER BY name").fetchall()
        orphans = connection.execute("PRAGMA foreign_key_check").fetchall()
    return version, str(texts), len(orphans)


def test_every_row_is_kept(old: Path) -> None:
    """Of every table, to the last byte."""
    before = sorted_rows(old)

    Database.open(old, NOW).close()

    after = sorted_rows(old)
    assert before == {t: sorted(rows, key=repr) for t, rows in schema0001.ROWS.items()}
    assert after == before


def test_no_row_hangs_in_the_air(upgraded: Database) -> None:
    """Foreign keys hold, and are watched over from now on."""
    version, _, orphans = state_of(upgraded.path)

    with upgraded.read() as tx:
        watched = tx.exec_driver_sql("PRAGMA foreign_keys").scalar()
    assert (version, orphans, watched) == (VERSION, 0, 1)


def test_deliveries_still_hang_on_their_messages(upgraded: Database) -> None:
    """The outbox was made anew; the attempts belong to the new one."""
    with upgraded.read() as tx:
        assert deliveries.attempts_of(tx, 1) == [
            DeliveryAttempt(1, NOW, "postponed", "451 لاحقا"),
            DeliveryAttempt(2, NOW, "sent", "250"),
        ]
        assert deliveries.get(tx, [5])[0].detail == "refused"
        (parent,) = tx.exec_driver_sql("PRAGMA foreign_key_list(deliveries)").all()
    assert parent.table == "outbox"


def test_what_was_pending_can_be_claimed(upgraded: Database) -> None:
    """For the channel's one destination; attempts so far count as failures."""
    with upgraded.write() as tx:
        claimed = outbox.claim(tx, "hook", NOW, LEASE, "me")

    assert claimed is not None
    assert (claimed.seq, claimed.recipient) == (2, "")
    assert (claimed.attempt, claimed.failures) == (4, 3)
    assert claimed.message.subject == "صباح"
    assert (claimed.message.brief, claimed.message.picture, claimed.message.thread) == ("", b"", "")


def test_a_lease_from_before_is_waited_for(upgraded: Database) -> None:
    """The process that held it died, or was stopped, for the upgrade."""
    with upgraded.write() as tx:
        during = outbox.claim(tx, "mail", NOW, LEASE, "me")
        after = outbox.claim(tx, "mail", schema0001.LEASED_UNTIL, LEASE, "me")

    assert during is None
    assert after is not None
    assert after.seq == 4


def test_what_was_done_stays_done(upgraded: Database) -> None:
    """Nothing that was sent, given up or cancelled goes out again by itself."""
    with upgraded.write() as tx:
        states = {each.seq: each.state for each in deliveries.recent(tx)}
        left = [outbox.claim(tx, name, NOW + DAY, LEASE, "me") for name in ("files", "hook")]

    assert states == {1: "sent", 2: "pending", 4: "pending", 5: "dead", 7: "cancelled"}
    assert [each and each.seq for each in left] == [None, 2]


def test_new_numbers_follow_the_old_ones(upgraded: Database) -> None:
    """A number that people have seen never means another delivery."""
    with upgraded.write() as tx:
        (seq,) = outbox.add(tx, a_message(), [ANNA], NOW)

    assert seq > 7


def test_a_message_of_before_can_go_to_recipients_now(upgraded: Database) -> None:
    """A channel may have several from now on."""
    with upgraded.write() as tx:
        message = outbox.message_of(tx, "dig_a")
        added = outbox.add(tx, message, [ANNA, ("mail", ""), ("hook", "")], NOW)

    assert len(added) == 1


def test_feeds_items_and_digests_go_on_as_before(upgraded: Database) -> None:
    """Nothing is held, everything is remembered, what is pending is still told once."""
    with upgraded.read() as tx:
        known = feeds.states(tx)
        pending = matches.pending(tx, "morning", ["convoys"], NOW - DAY, NOW + HOUR, NOW)
        assert [each.is_held for each in known.values()] == [False, False]
        assert (known["sana-ar"].overrun_at, known["sana-ar"].truncated_at) == (None, None)
        assert [each.id for each in items.search(tx)] == [9, 3, 1]
        assert items.count_held(tx) == 0
        assert [match.id for match in pending] == [5]
        assert digests.count_sent(tx, "morning", NOW + HOUR, DAY) == 2
        assert notices.standing(tx) == {"x": Notice("broken", NOW)}
    assert upgraded.instance == "5e" * 16


def test_a_copy_of_before_is_left_beside_it(upgraded: Database) -> None:
    """With the schema and the rows of 0.1."""
    (copy,) = upgraded.path.parent.glob("*.schema-0001-*")

    assert state_of(copy)[0] == "0001"
    assert sorted_rows(copy) == sorted_rows(upgraded.path)


DYING = """
import os, sys
from pathlib import Path
from sqlalchemy import Engine, event
from storage.database import Database
from storage.notices import Notice
from tests.storage.builders import NOW
left = int(sys.argv[2])
is_upgrading = False
@event.listens_for(Engine, "before_cursor_execute")
def die(_connection, _cursor, statement, *_):
    global left, is_upgrading
    is_upgrading = is_upgrading or statement.startswith("ALTER TABLE feeds")
    left -= is_upgrading
    if not left:
        os.kill(os.getpid(), 9)
Database.open(Path(sys.argv[1]), NOW)
"""


@pytest.mark.parametrize("statement", [1, 2, 11, 16, 17, 18, 19, 23, 24])
def test_fm_075_an_upgrade_killed_half_way_leaves_the_old_schema_whole(
    old: Path, statement: int
) -> None:
    """After kill -9 anywhere in it, all rows are there; the next start does it again."""
    before = state_of(old), sorted_rows(old)

    assert run(DYING, old, statement)[0] == -9

    assert (state_of(old), sorted_rows(old)) == before
    Database.open(old, NOW + DAY, check=True).close()
    assert state_of(old)[0::2] == (VERSION, 0)
    assert sorted_rows(old) == before[1]


@pytest.mark.parametrize("statement", [30, 45, 60])
def test_fm_075_what_one_migration_finished_stays_finished(old: Path, statement: int) -> None:
    """Each is kept whole; killed in the third, the next start goes on from the second."""
    before = sorted_rows(old)

    assert run(DYING, old, statement)[0] == -9

    assert state_of(old)[0::2] == ("0002", 0)
    assert sorted_rows(old) == before
    Database.open(old, NOW + DAY, check=True).close()
    assert state_of(old)[0::2] == (VERSION, 0)
    assert sorted_rows(old) == before


def test_numbers_of_matches_go_on(old: Path) -> None:
    """A digest remembers the newest number it told; a number must not come twice."""
    with closing(sqlite3.connect(old)) as connection, connection:
        connection.execute("UPDATE sqlite_sequence SET seq = 70 WHERE name = 'matches'")
    upgraded = Database.open(old, NOW)

    with upgraded.write() as tx:
        item_id = items.search(tx)[0].id
        (added,) = matches.add(tx, item_id, [a_match("roads")], NOW)
    upgraded.close()

    assert added.id > 70

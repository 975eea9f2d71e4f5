"""Messages on their way out: claimed, tried, finished, and never lost."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from model import Message, Postponed, Refused, SendResult, Sent, StorageError
from storage import outbox
from storage.database import Database
from storage.outbox import Claimed
from tests.storage.builders import DAY, HOUR, MINUTE, NOW, a_message, run

LEASE = timedelta(seconds=60)


def queue(database: Database, message: Message, *channels: str) -> tuple[int, ...]:
    """Queue *message* in a transaction of its own."""
    with database.write() as tx:
        return outbox.add(tx, message, channels or ("mail",), NOW)


def claim(
    database: Database, after: timedelta = timedelta(0), channel: str = "mail", owner: str = "me"
) -> Claimed | None:
    """Claim in a transaction of its own."""
    with database.write() as tx:
        return outbox.claim(tx, channel, NOW + after, LEASE, owner)


def test_a_message_comes_back_equal(database: Database) -> None:
    """In every form, with every character."""
    message = a_message(
        subject="صباح \u200fالخير", html="<p dir='auto'>\U0001f697</p>", payload="{}"
    )
    queue(database, message)

    claimed = claim(database)

    assert claimed == Claimed(1, message, attempt=1)


def test_a_message_waits_for_each_of_its_channels(database: Database) -> None:
    """One row each; what is taken for one is still there for the other."""
    seqs = queue(database, a_message(), "mail", "hook")
    claim(database, channel="mail")

    hook = claim(database, channel="hook")

    assert hook is not None
    assert hook.seq in seqs
    assert len(seqs) == 2


def test_the_same_id_again_changes_nothing(database: Database) -> None:
    """What was frozen stays as it was; only a new channel is added."""
    (first,) = queue(database, a_message())

    again = queue(database, a_message(subject="another"), "mail", "hook")

    assert len(again) == 1
    assert first not in again
    claimed = claim(database)
    assert claimed is not None
    assert claimed.message == a_message()


def test_a_message_for_nobody_is_kept(database: Database) -> None:
    """A digest without channels is no error."""
    with database.write() as tx:
        assert outbox.add(tx, a_message(), [], NOW) == ()
        assert outbox.claim(tx, "mail", NOW, LEASE, "me") is None


def test_the_oldest_message_is_claimed_first(database: Database) -> None:
    """And each by one claimant only."""
    queue(database, a_message("first"))
    queue(database, a_message("second"))

    claimed = [claim(database) for _ in range(3)]

    assert [each and each.message.id for each in claimed] == ["dig_first", "dig_second", None]


def test_fm_071_a_claim_left_by_a_killed_process_ends_with_its_lease(path: Path) -> None:
    """After kill -9 while sending, the message goes out again, as attempt 2."""
    code = """
import os, sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from storage import outbox
from storage.database import Database
from tests.storage.builders import NOW, a_message
database = Database.open(Path(sys.argv[1]), NOW)
with database.write() as tx:
    outbox.add(tx, a_message(), ["mail"], NOW)
with database.write() as tx:
    outbox.claim(tx, "mail", NOW, timedelta(seconds=60), "victim")
os.kill(os.getpid(), 9)
"""
    assert run(code, path)[0] == -9

    database = Database.open(path, NOW)
    during = claim(database, LEASE - timedelta(microseconds=1))
    after = claim(database, LEASE)
    database.close()

    assert during is None
    assert after == Claimed(1, a_message(), attempt=2)


def test_fm_083_a_lease_granted_by_a_clock_ahead_does_not_hold(database: Database) -> None:
    """A lease longer than any we give was given by a wrong clock."""
    queue(database, a_message())
    claim(database, 3650 * DAY)

    assert claim(database) is not None


@pytest.mark.parametrize(
    ("result", "again", "state", "detail"),
    [
        (Sent("250 2.0.0 Ok"), None, "sent", "250 2.0.0 Ok"),
        (Postponed("451 greylisted"), NOW + HOUR, "pending", "451 greylisted"),
        (Postponed("connection refused"), None, "dead", "connection refused"),
        (Refused("550 مرفوض"), None, "dead", "550 مرفوض"),
    ],
)
def test_an_attempt_ends_in_a_state(
    database: Database, result: SendResult, again: datetime | None, state: str, detail: str
) -> None:
    """With the words of the receiver, and when it is tried again."""
    (seq,) = queue(database, a_message())
    claim(database)

    with database.write() as tx:
        delivery = outbox.finish(tx, seq, result, NOW + MINUTE, again)
        (listed,) = outbox.deliveries(tx)

    assert delivery == listed
    assert (delivery.state, delivery.attempts, delivery.next_attempt_at) == (state, 1, again)
    assert (delivery.last_attempt_at, delivery.detail) == (NOW + MINUTE, detail)


def test_a_postponed_message_waits_for_its_moment(database: Database) -> None:
    """Not for the end of a lease, and without holding up the next one."""
    (first,) = queue(database, a_message("first"))
    queue(database, a_message("second"))
    claim(database)
    with database.write() as tx:
        outbox.finish(tx, first, Postponed("later"), NOW, NOW + HOUR)

    second, early, later = claim(database), claim(database, MINUTE / 2), claim(database, HOUR)

    assert second is not None
    assert second.message.id == "dig_second"
    assert early is None
    assert later == Claimed(first, a_message("first"), attempt=2)


def test_a_finished_message_is_never_claimed_again(database: Database) -> None:
    """Neither what was sent nor what was given up."""
    sent, dead = (*queue(database, a_message("a")), *queue(database, a_message("b")))
    with database.write() as tx:
        outbox.finish(tx, sent, Sent(), NOW, None)
        outbox.finish(tx, dead, Refused("no"), NOW, None)

    assert claim(database, DAY) is None


def test_what_was_sent_stays_sent(database: Database) -> None:
    """A second claimant that failed does not bring it back."""
    (seq,) = queue(database, a_message())
    claim(database)
    claim(database, LEASE, owner="second")

    with database.write() as tx:
        outbox.finish(tx, seq, Sent("late"), NOW, None)
        delivery = outbox.finish(tx, seq, Postponed("timeout"), NOW, NOW + HOUR)

    assert (delivery.state, delivery.next_attempt_at) == ("sent", None)
    assert delivery.detail == "timeout"


def test_sent_counts_even_after_it_was_given_up(database: Database) -> None:
    """The receiver has it; that is the truth."""
    (seq,) = queue(database, a_message())

    with database.write() as tx:
        outbox.finish(tx, seq, Refused("no"), NOW, None)
        delivery = outbox.finish(tx, seq, Sent(), NOW, None)

    assert delivery.state == "sent"


def test_finishing_what_is_not_there_is_an_error(database: Database) -> None:
    """It would be lost otherwise."""
    with pytest.raises(StorageError, match="number 4711"), database.write() as tx:
        outbox.finish(tx, 4711, Sent(), NOW, None)


def test_an_error_of_undecodable_bytes_can_be_recorded(database: Database) -> None:
    """A server's answer that cannot be stored would be sent to again and again."""
    (seq,) = queue(database, a_message())

    with database.write() as tx:
        delivery = outbox.finish(tx, seq, Sent("250 \udcff ok"), NOW, None)

    assert delivery.detail == "250 ? ok"


def test_deliveries_are_listed_newest_first(database: Database) -> None:
    """All, or those in one state, and not more than asked for."""
    for name in "abc":
        queue(database, a_message(name))
    with database.write() as tx:
        outbox.finish(tx, 2, Sent(), NOW, None)
        everything = outbox.deliveries(tx)
        pending = outbox.deliveries(tx, "pending")
        newest = outbox.deliveries(tx, limit=1)

    assert [each.message_id for each in everything] == ["dig_c", "dig_b", "dig_a"]
    assert [each.message_id for each in pending] == ["dig_c", "dig_a"]
    assert newest == everything[:1]


def test_a_delivery_not_tried_yet_has_no_last_attempt(database: Database) -> None:
    """It waits, since when it was made."""
    queue(database, a_message())

    with database.read() as tx:
        (delivery,) = outbox.deliveries(tx)

    assert (delivery.state, delivery.attempts, delivery.last_attempt_at) == ("pending", 0, None)
    assert (delivery.created_at, delivery.next_attempt_at, delivery.detail) == (NOW, NOW, "")


def test_what_waits_is_counted_by_channel(database: Database) -> None:
    """What is done waits no longer."""
    queue(database, a_message("a"), "mail", "hook")
    queue(database, a_message("b"), "mail", "files")
    with database.write() as tx:
        done = outbox.claim(tx, "files", NOW, LEASE, "me")
        assert done is not None
        outbox.finish(tx, done.seq, Sent(), NOW, None)

        assert outbox.waiting(tx) == {"hook": 1, "mail": 2}


def test_a_claim_looks_at_pending_messages_only(database: Database) -> None:
    """What was sent in years past does not make the next claim slower."""
    asked: list[tuple[str, Any]] = []
    with database.write() as tx:
        event.listen(tx, "before_cursor_execute", lambda *given: asked.append(given[2:4]))
        outbox.claim(tx, "mail", NOW, LEASE, "me")
        ((statement, parameters),) = asked
        plan = tx.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()

    assert any("ix_outbox_pending" in row.detail for row in plan)


def test_the_next_due_moment_takes_leases_into_account(database: Database) -> None:
    """Nothing waits; something waits now; somebody is at it; it was postponed."""
    with database.read() as tx:
        moments = [outbox.next_due(tx)]
    (seq,) = queue(database, a_message())
    with database.write() as tx:
        moments.append(outbox.next_due(tx))
        outbox.claim(tx, "mail", NOW, LEASE, "me")
        moments.append(outbox.next_due(tx))
        outbox.finish(tx, seq, Postponed("later"), NOW, NOW + DAY)
        moments.append(outbox.next_due(tx))

    assert moments == [None, NOW, NOW + LEASE, NOW + DAY]

"""Messages on their way out: queued for each recipient, claimed by one sender at a time."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from model import StorageError
from storage import deliveries, outbox
from storage.database import Database
from storage.outbox import LONGEST_WAIT, Claimed
from tests.storage.builders import DAY, HOUR, MINUTE, NOW, SECOND, a_message, run
from tests.storage.sending import ANNA, HOOK, LEASE, OMAR, claim, queue


def claimed_by(database: Database, *except_for: str) -> str | None:
    """Return who the next mail goes to when some recipients are left alone."""
    with database.write() as tx:
        claimed = outbox.claim(tx, "mail", NOW, LEASE, "me", except_for)
    return claimed and claimed.recipient


def test_a_message_comes_back_equal(database: Database) -> None:
    """In every form, with every character, with its picture and its thread."""
    message = a_message(
        subject="صباح \u200fالخير",
        html="<p dir='auto'>\U0001f697</p>",
        payload="{}",
        brief="سطر\n\nسطر",
        picture=bytes(range(256)),
        thread="dig_zero",
    )
    queue(database, message)

    claimed = claim(database)

    assert claimed == Claimed(1, message, ANNA[1], attempt=1, failures=0)


def test_a_message_can_be_looked_at_by_its_id(database: Database) -> None:
    """As it was frozen; what nobody froze is an error."""
    queue(database, a_message(picture=b"\x89PNG"))

    with database.read() as tx:
        assert outbox.message_of(tx, "dig_one") == a_message(picture=b"\x89PNG")
        with pytest.raises(StorageError, match="no message dig_two"):
            outbox.message_of(tx, "dig_two")


def test_a_message_waits_for_each_channel_and_recipient(database: Database) -> None:
    """One row each; what is taken for one is still there for the others."""
    seqs = queue(database, a_message(), ANNA, OMAR, HOOK)

    claimed = [claim(database), claim(database), claim(database), claim(database, channel="hook")]

    assert [each and (each.seq, each.recipient) for each in claimed] == [
        (seqs[0], ANNA[1]),
        (seqs[1], OMAR[1]),
        None,
        (seqs[2], ""),
    ]


def test_one_recipients_end_is_not_the_others(database: Database) -> None:
    """FM 091: who refuses a mail does not take it from the others."""
    first, second = queue(database, a_message(), ANNA, OMAR)

    with database.write() as tx:
        deliveries.drop(tx, [first], NOW)

    claimed = claim(database)
    assert claimed is not None
    assert claimed.seq == second


def test_the_same_id_again_changes_nothing(database: Database) -> None:
    """What was frozen stays as it was; only a new recipient is added."""
    (first,) = queue(database, a_message())

    again = queue(database, a_message(subject="another"), ANNA, OMAR, OMAR)

    assert len(again) == 1
    assert first not in again
    claimed = claim(database)
    assert claimed is not None
    assert claimed.message == a_message()


def test_the_same_id_again_does_not_bring_back_what_was_dropped(database: Database) -> None:
    """Nor does it take anything out of review."""
    (first,) = queue(database, a_message("a"))
    queue(database, a_message("b"), state="review")
    with database.write() as tx:
        deliveries.drop(tx, [first], NOW)

    assert queue(database, a_message("a")) == queue(database, a_message("b")) == ()

    assert claim(database) is None


def test_a_message_for_nobody_is_kept(database: Database) -> None:
    """A digest without channels is no error."""
    with database.write() as tx:
        assert outbox.add(tx, a_message(), [], NOW) == ()
        assert outbox.claim(tx, "mail", NOW, LEASE, "me") is None
        assert outbox.is_known(tx, "dig_one")


def test_a_message_for_very_many_has_a_row_for_each(database: Database) -> None:
    """More values than one statement can have parameters; numbers rise in their order."""
    many = [("mail", f"{n}@example.org") for n in range(5000)]

    seqs = queue(database, a_message(), *many)

    assert len(seqs) == 5000
    assert list(seqs) == sorted(seqs)


def test_the_oldest_message_is_claimed_first(database: Database) -> None:
    """And each by one claimant only."""
    queue(database, a_message("first"))
    queue(database, a_message("second"))

    claimed = [claim(database) for _ in range(3)]

    assert [each and each.message.id for each in claimed] == ["dig_first", "dig_second", None]


def test_what_is_under_review_is_never_claimed(database: Database) -> None:
    """However long it waits: only a person's word sends it."""
    (seq,) = queue(database, a_message(), state="review")

    before = [claim(database), claim(database, 3650 * DAY)]
    with database.write() as tx:
        deliveries.retry(tx, [seq], NOW)

    assert before == [None, None]
    assert claim(database) is not None


def test_a_recipient_can_be_left_alone(database: Database) -> None:
    """One mailbox that fails does not hold up the others of its channel."""
    queue(database, a_message(), ANNA, OMAR)

    assert claimed_by(database, ANNA[1], OMAR[1], "nobody@example.org") is None
    assert claimed_by(database, ANNA[1]) == OMAR[1]
    assert claimed_by(database) == ANNA[1]


def test_a_claim_looks_at_pending_messages_only(database: Database) -> None:
    """What was sent in years past does not make the next claim slower."""
    asked: list[tuple[str, Any]] = []
    with database.write() as tx:
        event.listen(tx, "before_cursor_execute", lambda *given: asked.append(given[2:4]))
        outbox.claim(tx, "mail", NOW, LEASE, "me", ["a@example.org"])
        ((statement, parameters),) = asked
        plan = tx.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()

    assert any("ix_outbox_pending" in row.detail for row in plan)


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
    outbox.add(tx, a_message(), [("mail", "anna@example.org")], NOW)
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
    assert after == Claimed(1, a_message(), ANNA[1], attempt=2, failures=0)


def test_fm_071_a_lease_that_is_renewed_is_not_taken_over(database: Database) -> None:
    """A slow receiver is not a dead sender."""
    (seq,) = queue(database, a_message())
    claim(database)

    taken: list[Claimed | None] = []
    for step in range(1, 10):
        with database.write() as tx:
            assert outbox.renew(tx, seq, "me", NOW + step * LEASE / 3 + LEASE)
        taken.append(claim(database, step * LEASE / 3, owner="second"))
    after = claim(database, 4 * LEASE, owner="second")

    assert taken == [None] * 9
    assert after is not None
    assert after.attempt == 2


def test_fm_071_a_lease_that_was_taken_over_cannot_be_renewed(database: Database) -> None:
    """The first sender hears that the message is no longer its own."""
    (seq,) = queue(database, a_message())
    claim(database)
    claim(database, LEASE, owner="second")

    with database.write() as tx:
        assert not outbox.renew(tx, seq, "me", NOW + DAY)
        assert outbox.renew(tx, seq, "second", NOW + 2 * LEASE)


def test_what_is_done_or_nobodys_cannot_be_renewed(database: Database) -> None:
    """Not claimed, dropped while it was sent, unknown."""
    (first,) = queue(database, a_message("a"))
    with database.write() as tx:
        assert not outbox.renew(tx, first, "me", NOW + DAY)
    claim(database)
    with database.write() as tx:
        deliveries.drop(tx, [first], NOW)

        assert not outbox.renew(tx, first, "me", NOW + DAY)
        assert not outbox.renew(tx, 4711, "me", NOW + DAY)


def test_fm_083_a_lease_granted_by_a_clock_ahead_does_not_hold(database: Database) -> None:
    """A lease longer than any we give was given by a wrong clock."""
    queue(database, a_message())
    claim(database, 3650 * DAY)

    assert claim(database) is not None


def test_a_claimant_that_waited_for_its_turn_takes_nothing_over(database: Database) -> None:
    """It read the clock first, then somebody else was quicker."""
    (seq,) = queue(database, a_message())
    claim(database, 10 * SECOND, owner="quicker")

    slower = claim(database, owner="slower")
    with database.write() as tx:
        assert outbox.renew(tx, seq, "quicker", NOW + 10 * SECOND + LEASE)

    assert slower is None


def test_fm_083_a_moment_set_by_a_clock_ahead_does_not_hold(database: Database) -> None:
    """No attempt is ever put off for years."""
    (seq,) = queue(database, a_message())
    with database.write() as tx:
        deliveries.retry(tx, [seq], NOW + 3650 * DAY)

    assert claim(database) is not None


def test_fm_083_the_longest_wait_is_still_waited_for(database: Database) -> None:
    """Just what is further away than that was set by a wrong clock."""
    (seq,) = queue(database, a_message())
    with database.write() as tx:
        deliveries.retry(tx, [seq], NOW + LONGEST_WAIT)

    assert claim(database) is None
    assert claim(database, LONGEST_WAIT) is not None


def test_a_message_is_known_whole_or_in_parts(database: Database) -> None:
    """A digest that was too long for one mail has only parts."""
    queue(database, a_message("whole"))
    queue(database, a_message("cut.1"))
    queue(database, a_message("cut.2"))

    with database.read() as tx:
        known = [outbox.is_known(tx, f"dig_{name}") for name in ("whole", "cut", "cut.1", "c", "")]

    assert known == [True, True, True, False, False]


def test_the_first_message_since_a_moment_is_found(database: Database) -> None:
    """Of that kind and name only; what follows in the day hangs on it."""
    for name, changes in {
        "old": {"created_at": NOW - MINUTE},
        "second": {"created_at": NOW + HOUR},
        "first": {"created_at": NOW},
        "other": {"created_at": NOW, "name": "evening"},
        "alert": {"created_at": NOW, "kind": "alert"},
    }.items():
        queue(database, a_message(name, **changes))

    with database.read() as tx:
        found = [
            outbox.first_since(tx, "digest", "morning", NOW),
            outbox.first_since(tx, "digest", "evening", NOW),
            outbox.first_since(tx, "alert", "morning", NOW),
            outbox.first_since(tx, "digest", "morning", NOW + DAY),
        ]

    assert found == ["dig_first", "dig_other", "dig_alert", ""]

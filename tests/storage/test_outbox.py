"""Messages on their way out: queued for each recipient, claimed by one sender at a time."""

from typing import Any

import pytest
from sqlalchemy import event

from model import StorageError
from storage import deliveries, outbox
from storage.database import Database
from storage.outbox import Claimed
from tests.storage.builders import DAY, HOUR, MINUTE, NOW, a_message
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

"""What becomes of an attempt: sent, tried again, given up, or not counted at all."""

from datetime import datetime

import pytest

from model import StorageError
from model.message import Closed, Paused, Postponed, Refused, SendResult, Sent
from storage import deliveries, outbox
from storage.database import Database
from storage.outbox import Claimed, Finished
from tests.storage.builders import DAY, HOUR, MINUTE, NOW, a_message
from tests.storage.sending import ANNA, HOOK, LEASE, OMAR, claim, finish, queue


@pytest.mark.parametrize(
    ("result", "again", "finished", "word"),
    [
        (Sent("250 2.0.0 Ok"), None, Finished("sent", 0, None), "sent"),
        (Postponed("451 grey"), NOW + HOUR, Finished("pending", 1, NOW + HOUR), "postponed"),
        (Postponed("connection refused"), None, Finished("dead", 1, None), "postponed"),
        (Refused("550 مرفوض"), None, Finished("dead", 1, None), "refused"),
        (Refused("550 no"), NOW + HOUR, Finished("dead", 1, None), "refused"),
        (Paused("535 login"), None, Finished("pending", 0, NOW + MINUTE), "paused"),
        (Closed("410 gone"), None, Finished("pending", 0, NOW + MINUTE), "closed"),
    ],
)
def test_an_attempt_ends_in_a_state(
    database: Database,
    result: SendResult,
    again: datetime | None,
    finished: Finished,
    word: str,
) -> None:
    """With the words of the receiver, and when it is tried again."""
    (seq,) = queue(database, a_message())
    claim(database)

    given = finish(database, seq, result, again, now=NOW + MINUTE)

    with database.read() as tx:
        (delivery,) = deliveries.get(tx, [seq])
        (attempt,) = deliveries.attempts_of(tx, seq)
    assert given == finished
    assert (delivery.state, delivery.next_attempt_at) == (finished.state, finished.next_attempt_at)
    assert (delivery.attempts, delivery.last_attempt_at) == (1, NOW + MINUTE)
    assert (attempt.number, attempt.at, attempt.outcome) == (1, NOW + MINUTE, word)
    assert outbox.in_words(result) == (word, attempt.detail) == (word, delivery.detail)


def test_a_pause_is_no_failure_but_a_postponement_is(database: Database) -> None:
    """FM 092: a refused login is not the message's fault, however often it is refused."""
    (seq,) = queue(database, a_message())
    results: list[SendResult] = [Paused("535"), Postponed("451"), Paused("535"), Closed("410")]

    counted = []
    for result in results:
        claim(database)
        counted.append(finish(database, seq, result, NOW).failures)
    last = claim(database)

    assert counted == [0, 1, 1, 1]
    assert last == Claimed(seq, a_message(), ANNA[1], attempt=5, failures=1)


def test_a_postponed_message_waits_for_its_moment(database: Database) -> None:
    """Not for the end of a lease, and without holding up the next one."""
    (first,) = queue(database, a_message("first"))
    queue(database, a_message("second"))
    claim(database)
    finish(database, first, Postponed("later"), NOW + HOUR)

    second, early, later = claim(database), claim(database, MINUTE / 2), claim(database, HOUR)

    assert second is not None
    assert second.message.id == "dig_second"
    assert early is None
    assert later == Claimed(first, a_message("first"), ANNA[1], attempt=2, failures=1)


def test_a_finished_message_is_never_claimed_again(database: Database) -> None:
    """Neither what was sent nor what was given up."""
    sent, dead = (*queue(database, a_message("a")), *queue(database, a_message("b")))
    finish(database, sent, Sent())
    finish(database, dead, Refused("no"))

    assert claim(database, DAY) is None


def test_what_was_sent_stays_sent(database: Database) -> None:
    """A second claimant that failed does not bring it back."""
    (seq,) = queue(database, a_message())
    claim(database)
    claim(database, LEASE, owner="second")

    finish(database, seq, Sent("late"))
    finished = finish(database, seq, Postponed("timeout"), NOW + HOUR)

    assert finished == Finished("sent", 0, None)
    with database.read() as tx:
        assert [each.detail for each in deliveries.attempts_of(tx, seq)] == ["late", "timeout"]


@pytest.mark.parametrize("result", [Postponed("451"), Refused("550"), Paused("535"), Closed("410")])
def test_what_was_dropped_while_it_was_sent_stays_dropped(
    database: Database, result: SendResult
) -> None:
    """The person's word stands when the receiver did not take it."""
    (seq,) = queue(database, a_message())
    claim(database)
    with database.write() as tx:
        deliveries.drop(tx, [seq], NOW)

    assert finish(database, seq, result, NOW + HOUR).state == "cancelled"
    assert claim(database, DAY) is None


def test_what_came_under_review_while_it_was_sent_stays_there(database: Database) -> None:
    """Unless the receiver took it."""
    first, second = queue(database, a_message(), ANNA, OMAR)
    claim(database)
    claim(database)
    with database.write() as tx:
        deliveries.put_under_review(tx)

    assert finish(database, first, Paused("535")) == Finished("review", 0, None)
    assert finish(database, second, Sent()) == Finished("sent", 0, None)


def test_sent_counts_even_after_it_was_given_up(database: Database) -> None:
    """The receiver has it; that is the truth."""
    (seq,) = queue(database, a_message())
    finish(database, seq, Refused("no"))

    assert finish(database, seq, Sent()).state == "sent"


def test_finishing_what_is_not_there_is_an_error(database: Database) -> None:
    """It would be lost otherwise."""
    with pytest.raises(StorageError, match="number 4711"):
        finish(database, 4711, Sent())


def test_an_error_of_undecodable_bytes_can_be_recorded(database: Database) -> None:
    """A server's answer that cannot be stored would be sent to again and again."""
    (seq,) = queue(database, a_message())

    finish(database, seq, Sent("250 \udcff ok"))

    with database.read() as tx:
        assert deliveries.get(tx, [seq])[0].detail == "250 ? ok"


def test_a_destination_that_works_again_gets_what_waits_for_it_now(database: Database) -> None:
    """Nobody else's moment changes, nor what is not pending."""
    mine = [*queue(database, a_message("a")), *queue(database, a_message("b"))]
    others = queue(database, a_message("c"), OMAR, ("hook", ANNA[1]), HOOK)
    (done,) = queue(database, a_message("d"))
    (held,) = queue(database, a_message("e"), state="review")
    for seq in (*mine, *others):
        finish(database, seq, Postponed("451"), NOW + DAY)
    finish(database, done, Sent())

    with database.write() as tx:
        hurried = outbox.hurry(tx, *ANNA, NOW + MINUTE)
        again = outbox.hurry(tx, *ANNA, NOW + MINUTE)
        due_at = {each.seq: each.next_attempt_at for each in deliveries.recent(tx)}

    assert (hurried, again) == (2, 0)
    assert due_at == (
        dict.fromkeys(mine, NOW + MINUTE)
        | dict.fromkeys(others, NOW + DAY)
        | {done: None, held: None}
    )


def test_what_was_due_already_is_not_put_off_by_hurrying(database: Database) -> None:
    """Nor is a message sent twice at once."""
    queue(database, a_message())
    claim(database)

    with database.write() as tx:
        assert outbox.hurry(tx, *ANNA, NOW + MINUTE / 2) == 0

    assert claim(database, MINUTE / 2) is None


def test_the_late_end_of_an_attempt_leaves_the_next_one_alone(database: Database) -> None:
    """Who was taken over neither frees the message nor puts it off; its outcome is kept."""
    (seq,) = queue(database, a_message())
    claim(database)
    claim(database, LEASE, owner="second")

    with database.write() as tx:
        late = outbox.finish(tx, seq, Paused("535"), NOW + LEASE, None, attempt=1)
    third = claim(database, LEASE, owner="third")
    with database.write() as tx:
        outbox.finish(tx, seq, Postponed("451"), NOW + LEASE, NOW + DAY, attempt=2)
        numbers = [each.number for each in deliveries.attempts_of(tx, seq)]

    assert late.state == "pending"
    assert third is None
    assert numbers == [1, 2]


def test_the_late_success_of_an_attempt_ends_the_message(database: Database) -> None:
    """The receiver has it, whoever is trying it now."""
    (seq,) = queue(database, a_message())
    claim(database)
    claim(database, LEASE, owner="second")

    with database.write() as tx:
        outbox.finish(tx, seq, Sent(), NOW + LEASE, None, attempt=1)
        after = outbox.finish(tx, seq, Postponed("451"), NOW + LEASE, NOW + DAY, attempt=2)

    assert after == Finished("sent", 0, None)
    assert claim(database, 2 * DAY) is None

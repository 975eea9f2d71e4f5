"""What went where and what waits; and a person's say in it."""

import pytest

from model.message import DeliveryAttempt, Paused, Postponed, Refused, Sent
from storage import deliveries
from storage.database import Database
from tests.storage.builders import DAY, HOUR, MINUTE, NOW, a_message
from tests.storage.sending import ANNA, HOOK, LEASE, OMAR, claim, finish, queue


@pytest.fixture
def each_state(database: Database) -> dict[str, int]:
    """Return a delivery in each state, by its state."""
    numbers = {
        name: queue(database, a_message(name))[0]
        for name in ("sent", "dead", "cancelled", "pending")
    }
    numbers |= {"review": queue(database, a_message("review"), state="review")[0]}
    finish(database, numbers["sent"], Sent())
    finish(database, numbers["dead"], Refused("550"))
    with database.write() as tx:
        deliveries.drop(tx, [numbers["cancelled"]], NOW)
    return numbers


def states(database: Database) -> dict[int, str]:
    """Return in which state each delivery is."""
    with database.read() as tx:
        return {each.seq: each.state for each in deliveries.recent(tx)}


def test_deliveries_are_listed_newest_first(database: Database) -> None:
    """All, or those in one state or of one channel, and not more than asked for."""
    for name in "abc":
        queue(database, a_message(name))
    queue(database, a_message("d"), HOOK)
    finish(database, 2, Sent())

    with database.read() as tx:
        everything = deliveries.recent(tx)
        pending = deliveries.recent(tx, "pending", "mail")
        hook = deliveries.recent(tx, channel="hook")
        newest = deliveries.recent(tx, limit=1)

    assert [each.message_id for each in everything] == ["dig_d", "dig_c", "dig_b", "dig_a"]
    assert [each.message_id for each in pending] == ["dig_c", "dig_a"]
    assert hook == newest == everything[:1]


def test_a_delivery_not_tried_yet_has_no_last_attempt(database: Database) -> None:
    """It waits, since when it was made."""
    queue(database, a_message())

    with database.read() as tx:
        (delivery,) = deliveries.recent(tx)

    assert (delivery.state, delivery.attempts, delivery.last_attempt_at) == ("pending", 0, None)
    assert (delivery.created_at, delivery.next_attempt_at, delivery.detail) == (NOW, NOW, "")
    assert (delivery.channel, delivery.recipient) == ANNA
    assert (delivery.kind, delivery.subject) == (a_message().kind, a_message().subject)


def test_a_delivery_shows_its_last_attempt(database: Database) -> None:
    """Once, however many there were."""
    (seq,) = queue(database, a_message())
    finish(database, seq, Postponed("first"), NOW, now=NOW)
    finish(database, seq, Postponed("second"), NOW, now=NOW + HOUR)

    with database.read() as tx:
        (delivery,) = deliveries.recent(tx)

    assert (delivery.last_attempt_at, delivery.detail) == (NOW + HOUR, "second")


def test_every_attempt_can_be_looked_at(database: Database) -> None:
    """With its number, moment, outcome and words, the first one first; none for what is not."""
    (seq,) = queue(database, a_message())
    claim(database)
    finish(database, seq, Paused("535 refused"), now=NOW)
    claim(database)
    finish(database, seq, Sent("250 ok"), now=NOW + MINUTE)

    with database.read() as tx:
        assert deliveries.attempts_of(tx, seq) == [
            DeliveryAttempt(1, NOW, "paused", "535 refused"),
            DeliveryAttempt(2, NOW + MINUTE, "sent", "250 ok"),
        ]
        assert deliveries.attempts_of(tx, 4711) == []


def test_deliveries_are_found_by_their_numbers(database: Database) -> None:
    """In order; what nothing has is left out, and there may be very many."""
    first, second = queue(database, a_message(), ANNA, OMAR)

    with database.read() as tx:
        found = deliveries.get(tx, [second, 4711, first, *range(10_000, 50_000)])

    assert [each.seq for each in found] == [first, second]


def test_numbers_are_found_by_state_and_channel(
    database: Database, each_state: dict[str, int]
) -> None:
    """Those `--all` and `--channel` mean."""
    (hook,) = queue(database, a_message("hook"), HOOK)

    with database.read() as tx:
        assert deliveries.numbers(tx, ["dead", "pending"]) == sorted(
            [each_state["dead"], each_state["pending"], hook]
        )
        assert deliveries.numbers(tx, ["pending"], "hook") == [hook]
        assert deliveries.numbers(tx, []) == []


@pytest.mark.parametrize("state", ["sent", "dead", "cancelled", "pending", "review"])
def test_each_state_is_counted(database: Database, each_state: dict[str, int], state: str) -> None:
    """One of five each."""
    with database.read() as tx:
        assert deliveries.count(tx, state) == 1


@pytest.mark.parametrize("state", ["sent", "dead", "cancelled", "review"])
def test_a_person_can_have_anything_sent_again(
    database: Database, each_state: dict[str, int], state: str
) -> None:
    """W6: under the same id, as the next attempt, with the whole schedule before it."""
    with database.write() as tx:
        deliveries.drop(tx, [each_state["pending"]], NOW)
        retried = deliveries.retry(tx, [each_state[state], 4711], NOW + HOUR)
        (before,) = deliveries.get(tx, [each_state[state]])

    claimed = claim(database, HOUR)

    assert (retried, before.state, before.next_attempt_at) == (1, "pending", NOW + HOUR)
    assert claimed is not None
    assert (claimed.message.id, claimed.failures) == (f"dig_{state}", 0)
    assert claimed.attempt == before.attempts + 1


def test_retrying_starts_the_schedule_again(database: Database) -> None:
    """What failed before does not count; that there were attempts does."""
    (seq,) = queue(database, a_message())
    claim(database)
    finish(database, seq, Postponed("451"), NOW + DAY)

    with database.write() as tx:
        deliveries.retry(tx, [seq], NOW)

    claimed = claim(database)
    assert claimed is not None
    assert (claimed.attempt, claimed.failures) == (2, 0)


@pytest.mark.parametrize("change", ["retry", "drop", "review"])
def test_no_word_of_a_person_makes_two_send_at_once(database: Database, change: str) -> None:
    """What is being sent is sent again only when that attempt has ended, or its lease."""
    (seq,) = queue(database, a_message())
    claim(database)
    with database.write() as tx:
        if change == "drop":
            deliveries.drop(tx, [seq], NOW)
        if change == "review":
            deliveries.put_under_review(tx)
        deliveries.retry(tx, [seq], NOW)

    during, after = claim(database, LEASE / 2), claim(database, LEASE)

    assert during is None
    assert after is not None
    assert after.attempt == 2


def test_what_was_dropped_while_it_was_sent_can_be_retried_at_once(database: Database) -> None:
    """No lease is left of an attempt that has ended."""
    (seq,) = queue(database, a_message())
    claim(database)
    with database.write() as tx:
        deliveries.drop(tx, [seq], NOW)
    finish(database, seq, Paused("535"))

    with database.write() as tx:
        deliveries.retry(tx, [seq], NOW)

    assert claim(database) is not None


def test_only_what_was_not_sent_can_be_dropped(
    database: Database, each_state: dict[str, int]
) -> None:
    """What was sent stays what it is."""
    with database.write() as tx:
        dropped = deliveries.drop(tx, [*each_state.values(), 4711], NOW)

    assert dropped == 3
    assert states(database) == dict.fromkeys(each_state.values(), "cancelled") | {
        each_state["sent"]: "sent"
    }
    assert claim(database, DAY) is None


def test_what_is_pending_can_be_put_under_review(
    database: Database, each_state: dict[str, int]
) -> None:
    """And nothing else; also what somebody is sending."""
    claim(database)
    with database.write() as tx:
        put = deliveries.put_under_review(tx)

    assert put == 1
    assert states(database) == {seq: state for state, seq in each_state.items()} | {
        each_state["pending"]: "review"
    }
    assert claim(database, DAY) is None


def test_what_waits_is_counted_by_channel(database: Database) -> None:
    """What is done, dropped or under review waits no longer."""
    queue(database, a_message("a"), ANNA, OMAR, HOOK)
    (done,) = queue(database, a_message("b"), ("files", ""))
    queue(database, a_message("c"), state="review")
    finish(database, done, Sent())

    with database.read() as tx:
        assert deliveries.waiting(tx) == {"hook": 1, "mail": 2}


def test_what_has_waited_longest_is_known(database: Database) -> None:
    """Since it was made, not since it was last tried; under review it does not count."""
    with database.read() as tx:
        moments = [deliveries.oldest_pending(tx)]
    (seq,) = queue(database, a_message())
    finish(database, seq, Postponed("451"), NOW + DAY, now=NOW + HOUR)
    with database.write() as tx:
        moments.append(deliveries.oldest_pending(tx))
        deliveries.put_under_review(tx)
        moments.append(deliveries.oldest_pending(tx))

    assert moments == [None, NOW, None]


def test_the_next_due_moment_takes_leases_into_account(database: Database) -> None:
    """Nothing waits; something waits now; somebody is at it; it was postponed."""
    with database.read() as tx:
        moments = [deliveries.next_due(tx)]
    (seq,) = queue(database, a_message())
    with database.read() as tx:
        moments.append(deliveries.next_due(tx))
    claim(database)
    with database.read() as tx:
        moments.append(deliveries.next_due(tx))
    finish(database, seq, Postponed("later"), NOW + DAY)
    with database.read() as tx:
        moments.append(deliveries.next_due(tx))

    assert moments == [None, NOW, NOW + LEASE, NOW + DAY]

"""Events: told once by each alert, whatever happens in between."""

import pytest
from sqlalchemy import delete, func, select

from model import StorageError
from storage import deliveries, events, matches, outbox, schema
from storage.database import Database, Transaction
from storage.events import Event, NewEvent
from tests.storage.builders import DAY, HOUR, MINUTE, NOW, a_match, a_message, matched
from tests.storage.sending import ANNA, HOOK, OMAR


def fire(
    tx: Transaction,
    name: str = "one",
    alert: str = "urgent",
    rule: str = "convoys",
) -> Event:
    """Store an item for which a rule of *alert* fires, with its event; return that."""
    match = matched(tx, name, NOW, rule)
    events.add(tx, [NewEvent(f"evt_{name}", alert, match)], NOW, is_held=False)
    return events.pending(tx, alert)[-1]


def pending(tx: Transaction, alert: str = "urgent") -> list[str]:
    """Return the ids of what is still to be told."""
    return [event.id for event in events.pending(tx, alert)]


def tell(tx: Transaction, name: str, *seqs: int, to: tuple[tuple[str, str], ...] = ()) -> None:
    """Let a message tell those events."""
    outbox.add(tx, a_message(name, kind="alert"), to, NOW)
    events.tell(tx, dict.fromkeys(seqs, f"dig_{name}"), NOW)


def test_an_event_comes_back_with_its_match(database: Database) -> None:
    """All that is told is in it."""
    with database.write() as tx:
        match = matched(tx, "one", NOW)
        added = events.add(tx, [NewEvent("evt_1", "urgent", match)], NOW + MINUTE, is_held=False)
        found = events.pending(tx, "urgent")

    assert added == 1
    assert found == [Event(1, "evt_1", "urgent", "convoys", "", NOW + MINUTE, match)]


def test_no_event_in_gives_none(database: Database) -> None:
    """Most looks at feeds bring none."""
    with database.write() as tx:
        assert events.add(tx, [], NOW, is_held=False) == 0


def test_events_are_pending_oldest_first_for_their_alert(database: Database) -> None:
    """Whatever their rule."""
    with database.write() as tx:
        for name, alert, rule in (("b", "urgent", "x"), ("a", "urgent", "y"), ("c", "other", "x")):
            fire(tx, name, alert, rule)

        assert pending(tx) == ["evt_b", "evt_a"]
        assert pending(tx, "other") == ["evt_c"]


def test_an_id_is_once_for_each_alert(database: Database) -> None:
    """Two alerts with the same rule tell it both; none twice."""
    with database.write() as tx:
        match = matched(tx, "one", NOW)
        new = [NewEvent("evt_1", alert, match) for alert in ("urgent", "other", "urgent")]

        counted = [events.add(tx, new, NOW, is_held=False) for _ in range(2)]

        assert counted == [2, 0]
        assert pending(tx) == pending(tx, "other") == ["evt_1"]


@pytest.mark.parametrize("state", ["told", "cancelled", "review"])
def test_what_is_no_longer_pending_never_comes_back(database: Database, state: str) -> None:
    """Its id is known for ever: the same match cannot be told again."""
    with database.write() as tx:
        event = fire(tx)
        if state == "told":
            tell(tx, "m", event.seq)
        else:
            events.put_under_review(tx)
        if state == "cancelled":
            events.decide(tx, "cancelled")
        again = NewEvent(event.id, event.alert, event.match)

        assert events.add(tx, [again], NOW + DAY, is_held=False) == 0
        assert pending(tx) == []
        assert events.count(tx, state) == 1


def test_an_event_of_no_match_is_an_error(database: Database) -> None:
    """The database keeps no orphans."""
    match = matches.stored_match(4711, 1, "convoys", "r1", a_match().hits, NOW)

    with pytest.raises(StorageError), database.write() as tx:
        events.add(tx, [NewEvent("evt_1", "urgent", match)], NOW, is_held=False)


def test_events_and_what_else_was_written_are_kept_together(database: Database) -> None:
    """P1: a match without its event would never be told."""
    gone = matches.stored_match(4711, 1, "convoys", "r1", a_match().hits, NOW)
    with pytest.raises(StorageError), database.write() as tx:
        events.add(tx, [NewEvent("evt_2", fire(tx).alert, gone)], NOW, is_held=False)

    with database.read() as tx:
        assert events.count(tx, "pending") == 0
        assert tx.execute(select(func.count()).select_from(schema.matches)).scalar() == 0


def test_events_go_with_their_item(database: Database) -> None:
    """Also those that were told; the message stays."""
    with database.write() as tx:
        event = fire(tx)
        fire(tx, "two")
        tell(tx, "m", event.seq, to=(ANNA,))
        tx.execute(delete(schema.items))

        assert [events.count(tx, state) for state in ("told", "pending")] == [0, 0]
        assert deliveries.waiting(tx) == {"mail": 1}


def test_numbers_of_events_rise_and_never_return(database: Database) -> None:
    """P7: seq is monotonic for an instance."""
    with database.write() as tx:
        first = fire(tx)
        tx.execute(delete(schema.items))
        second = fire(tx, "two")

    assert second.seq > first.seq


def test_the_first_reason_to_hold_an_event_stays(database: Database) -> None:
    """And whatever holds it, it stays pending."""
    with database.write() as tx:
        first, second = fire(tx, "a"), fire(tx, "b")
        events.hold(tx, [first.seq], "quiet hours")
        events.hold(tx, [first.seq, second.seq, 4711], "cooldown")
        events.hold(tx, [], "flood")
        held = {event.id: event.held_for for event in events.pending(tx, "urgent")}

    assert held == {"evt_a": "quiet hours", "evt_b": "cooldown"}


def test_very_many_events_can_be_held(database: Database) -> None:
    """A flood has no greatest number."""
    with database.write() as tx:
        fire(tx)
        events.hold(tx, range(50_000), "quiet hours")

        assert events.pending(tx, "urgent")[0].held_for == "quiet hours"


def test_what_was_told_is_pending_no_more(database: Database) -> None:
    """The others are."""
    with database.write() as tx:
        event = fire(tx, "a")
        fire(tx, "b")
        tell(tx, "m", event.seq)

        assert pending(tx) == ["evt_b"]
        assert [events.count(tx, state) for state in ("told", "pending")] == [1, 1]


def test_an_event_told_by_no_message_undoes_the_telling(database: Database) -> None:
    """It would be lost otherwise."""
    with database.write() as tx:
        event = fire(tx)

    with pytest.raises(StorageError), database.write() as tx:
        events.tell(tx, {event.seq: "dig_nobody_froze"}, NOW)

    with database.read() as tx:
        assert pending(tx) == ["evt_one"]


def test_the_last_moment_each_rule_was_told_is_known(database: Database) -> None:
    """By that alert; what only waits was not told."""
    with database.write() as tx:
        numbers = {}
        for name, alert, rule in (
            ("a", "urgent", "x"),
            ("b", "urgent", "x"),
            ("c", "urgent", "y"),
            ("d", "other", "z"),
            ("e", "urgent", "z"),
        ):
            event = fire(tx, name, alert, rule)
            numbers[name] = event.seq
        outbox.add(tx, a_message("m"), [], NOW)
        for name, at in (("b", NOW + HOUR), ("a", NOW), ("c", NOW + DAY), ("d", NOW)):
            events.tell(tx, {numbers[name]: "dig_m"}, at)

        assert events.last_told(tx, "urgent") == {"x": NOW + HOUR, "y": NOW + DAY}
        assert events.last_told(tx, "other") == {"z": NOW}
        assert events.last_told(tx, "none") == {}


def test_whom_an_alert_told_of_an_item_is_known(database: Database) -> None:
    """Whichever alert and rule it was; of another item, or not told yet, does not count."""
    with database.write() as tx:
        first = fire(tx, "a")
        (second,) = matches.add(tx, first.match.item_id, [a_match("places")], NOW)
        events.add(tx, [NewEvent("evt_a2", "other", second)], NOW, is_held=False)
        (also,) = events.pending(tx, "other")
        another = fire(tx, "b")
        before = events.reached(tx, first.match.item_id)
        tell(tx, "m1", first.seq, to=(ANNA, HOOK))
        tell(tx, "m2", also.seq, to=(ANNA, OMAR))
        tell(tx, "m3", another.seq, to=(("files", ""),))

        assert before == set()
        assert events.reached(tx, first.match.item_id) == {ANNA, OMAR, HOOK}
        assert events.reached(tx, 4711) == set()


def test_what_is_held_from_the_start_waits_for_a_person(database: Database) -> None:
    """It may have been told before a backup was put back."""
    with database.write() as tx:
        match = matched(tx, "a", NOW)
        events.add(tx, [NewEvent("evt_a", "urgent", match)], NOW, is_held=True)
        before = [events.count(tx, state) for state in ("review", "pending")]

        decided = events.decide(tx, "pending")

        assert (before, decided) == ([1, 0], 1)
        assert pending(tx) == ["evt_a"]


@pytest.mark.parametrize("state", ["pending", "cancelled"])
def test_a_person_decides_about_what_is_under_review_only(database: Database, state: str) -> None:
    """What was told before stays told."""
    with database.write() as tx:
        told = fire(tx, "told")
        tell(tx, "m", told.seq)
        fire(tx, "waits")
        put = events.put_under_review(tx)
        fire(tx, "later")
        decided = events.decide(tx, state)

        assert (put, decided) == (1, 1)
        assert events.count(tx, "told") == 1
        assert pending(tx) == (["evt_waits"] if state == "pending" else []) + ["evt_later"]


def test_by_which_message_each_alert_told_of_an_item_is_known(database: Database) -> None:
    """The first of each; what is pending was told by none."""
    with database.write() as tx:
        one = fire(tx, "one")
        tell(tx, "first", one.seq)
        item_id = one.match.item_id
        again = matches.add(tx, item_id, [a_match("checkpoints")], NOW)
        events.add(tx, [NewEvent("evt_two", "urgent", again[0])], NOW, is_held=False)
        events.add(tx, [NewEvent("evt_two", "calm", again[0])], NOW, is_held=False)
        second = events.pending(tx, "urgent")[0]
        outbox.add(tx, a_message("second", kind="alert"), (), NOW)
        events.settle(tx, [second.seq], "dig_second", NOW + HOUR)
        assert events.tellings(tx, item_id) == {"urgent": ("dig_first", NOW)}


def test_which_matches_of_an_item_an_alert_told_is_known(database: Database) -> None:
    """Not those that were settled as relays, nor what waits."""
    with database.write() as tx:
        one = fire(tx, "one")
        tell(tx, "first", one.seq)
        item_id = one.match.item_id
        more = matches.add(tx, item_id, [a_match("checkpoints"), a_match("patrols")], NOW)
        new = [NewEvent(f"evt_{each.match.rule}", "urgent", each) for each in more]
        events.add(tx, new, NOW, is_held=False)
        events.settle(tx, [events.pending(tx, "urgent")[0].seq], "dig_first", NOW)
        assert [told for _, told in events.told_matches(tx, "urgent", item_id)] == [one.match]
        assert events.told_matches(tx, "calm", item_id) == []

"""Incidents in the database: what came in is grouped, restarts and edits included."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from alerts.incidents.grouping import Grouping
from hajiz.incidents.grouped import reported
from storage import accounts, incidents
from storage.retention import Ages, remove
from tests.hajiz.incidents.reports import (
    CLAIM,
    DAY,
    DENIAL,
    HOUR,
    OTHER,
    RELAY,
    START,
    Newsroom,
    article,
    judged,
    newsroom,
)

EVERYTHING = """
[[rules]]
name = "all"
query = "NOT qqqq AND (e OR a OR و OR и)"
"""


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Newsroom]:
    """Open a newsroom of five outlets."""
    with newsroom(tmp_path) as opened:
        yield opened


def test_the_story_is_one_incident_with_its_origin_and_its_denial(room: Newsroom) -> None:
    """Three outlets, one source, one denial; the bomb in another town is apart."""
    room.tell("sana-en", CLAIM)
    room.tell("press-tv", RELAY)
    room.tell("new-arab", DENIAL)
    room.tell("sohr-en", OTHER)

    story, other = room.shown()
    assert [each.stored.item.outlet for each in story.reports] == [
        "sana-en",
        "press-tv",
        "new-arab",
    ]
    assert [each.origin for each in story.status.claimed_by] == ["sana"]
    assert [each.origin for each in story.status.denied_by] == ["coalition"]
    assert [each.stored.item.outlet for each in other.reports] == ["sohr-en"]


def test_the_words_of_every_claim_can_be_shown(room: Newsroom) -> None:
    """Spans are counted in the text that was read."""
    room.tell("new-arab", DENIAL, title="Patrols")
    (story,) = room.shown()
    _, claim = story.status.denied_by[0].evidence[0]
    assert story.reports[0].words(claim.sentence).startswith("The US-led coalition denied")
    assert "had been turned back near Tal Dahab" in story.reports[0].said


def test_nothing_is_read_twice(room: Newsroom) -> None:
    """What was read waits no more; an item that fired nothing never waits."""
    room.publish(article("sana-en", CLAIM), article("sana-en", "Rain is expected."), read=False)
    assert room.read() == 1
    assert room.read() == 0


def test_an_edit_is_read_again(room: Newsroom) -> None:
    """The new text says another village: the incident is left, another one founded."""
    item = room.tell("sana-en", CLAIM)
    (before,) = room.shown()
    room.publish(replace(item, body=CLAIM.replace("Tal Dahab", "Tal Tamr")))
    (after,) = room.shown()
    assert before.status.place == "tal-dahab"
    assert after.status.place == "tal-tamr"
    assert after.reports[0].stored.revision == 1


def test_an_edit_that_changes_nothing_of_the_event_changes_no_number(room: Newsroom) -> None:
    """The number that people wrote down stays."""
    item = room.tell("sana-en", CLAIM)
    (before,) = room.shown()
    room.publish(replace(item, body=CLAIM + " Rain is expected."))
    (after,) = room.shown()
    assert after.id == before.id
    assert after.changes > before.changes


def test_a_restart_changes_nothing(room: Newsroom) -> None:
    """What was held is taken from the database again."""
    room.tell("sana-en", CLAIM)
    room.restart()
    room.tell("press-tv", RELAY)
    room.restart()
    room.tell("new-arab", DENIAL)
    (story,) = room.shown()
    assert len(story.reports) == 3


def test_a_contradiction_after_a_year_finds_its_incident(room: Newsroom) -> None:
    """Old days are not held, and are looked up when something is said of them."""
    room.tell("sana-en", CLAIM)
    room.restart()
    room.now += timedelta(days=400)
    late = DENIAL.replace("denied on Friday", "said on Friday").replace(
        "had been turned back near Tal Dahab",
        "had been turned back near Tal Dahab on 20 November 2026",
    )
    room.tell("new-arab", late)
    assert len(room.shown()) == 1
    assert len(room.shown()[0].reports) == 2


def test_two_programs_write_incidents_by_turns(room: Newsroom) -> None:
    """The command line beside the daemon: each sees what the other wrote."""
    daemon, command = room.incidents, Newsroom(room.assembly).incidents
    for number, (outlet, text) in enumerate(
        [("sana-en", CLAIM), ("press-tv", RELAY), ("alwaght", RELAY), ("new-arab", DENIAL)]
    ):
        room.publish(article(outlet, text, at=room.now), read=False)
        (daemon, command)[number % 2].catch_up(room.assembly)
    (story,) = room.shown()
    assert len(story.reports) == 4


def test_numbers_are_never_given_twice(room: Newsroom) -> None:
    """Also when an incident is gone and the program was started anew."""
    item = room.tell("sana-en", CLAIM)
    (first,) = room.shown()
    room.publish(replace(item, body="A checkpoint is a checkpoint."))
    room.restart()
    room.tell("sohr-en", OTHER)
    assert first.id not in [each.id for each in room.shown()]


def test_merged_by_hand_stays_merged(room: Newsroom) -> None:
    """Through restarts and edits."""
    item = room.tell("sana-en", CLAIM)
    room.tell("sohr-en", OTHER)
    one, other = room.shown()
    assert room.incidents.merge(room.assembly, [one.id, other.id], "Rana") in {one.id, other.id}
    room.restart()
    room.publish(replace(item, body=CLAIM + " Rain is expected."))
    (merged,) = room.shown()
    assert len(merged.reports) == 2


def test_split_by_hand_stays_split(room: Newsroom) -> None:
    """A further relay joins the one that it goes with best; the two stay apart."""
    room.tell("sana-en", CLAIM)
    room.tell("press-tv", RELAY)
    (story,) = room.shown()
    relay = story.reports[1].stored.id
    new = room.incidents.split(room.assembly, story.id, [relay], "Rana")
    room.restart()
    room.tell("new-arab", DENIAL)
    with room.assembly.database.read() as tx:
        found = incidents.members(tx, [story.id, new])
    assert new != story.id
    assert {each.item_id for each in found[new]} >= {relay}
    assert relay not in {each.item_id for each in found[story.id]}


@pytest.mark.parametrize("item_ids", [[1, 2], [99]])
def test_what_cannot_be_split_is_not(room: Newsroom, item_ids: list[int]) -> None:
    """Nothing would be left of it, or the item is not in it; all stays as it was."""
    room.tell("sana-en", CLAIM)
    room.tell("press-tv", RELAY)
    (story,) = room.shown()
    with pytest.raises((KeyError, ValueError)):
        room.incidents.split(room.assembly, story.id, item_ids, "Rana")
    assert [each.id for each in room.shown()] == [story.id]


def test_an_incident_that_is_not_there(room: Newsroom) -> None:
    """The number is named."""
    with pytest.raises(KeyError, match="7"):
        room.incidents.merge(room.assembly, [7, 8], "Rana")


def test_items_that_go_take_their_mentions_along(room: Newsroom) -> None:
    """Retention lets old items go; an incident without any is gone, the others stay."""
    room.tell("sana-en", CLAIM)
    room.tell("sohr-en", OTHER)
    ages = Ages(before=room.now + DAY, matched_before=room.now + DAY)
    with room.assembly.database.write() as tx:
        remove(tx, [1], ages)
        incidents.sweep(tx)
        incidents.note(tx)
    (left,) = room.shown()
    assert left.reports[0].stored.item.outlet == "sohr-en"
    room.tell("press-tv", RELAY)
    assert len(room.shown()) == 2


def test_an_item_that_goes_while_it_is_read_is_passed_over(room: Newsroom) -> None:
    """It is neither kept nor an error."""
    room.publish(article("sana-en", CLAIM), read=False)
    with room.assembly.database.read() as tx:
        (waiting,) = accounts.waiting(tx, 10)
    reading = room.incidents._reader.read(waiting, room.assembly.config)
    with room.assembly.database.write() as tx:
        remove(tx, [1], Ages(before=room.now + DAY, matched_before=room.now + DAY))
        assert accounts.keep(tx, [reading]) == []


@pytest.mark.parametrize("seed", [1, 2])
def test_the_database_has_what_grouping_says(tmp_path: Path, seed: int) -> None:
    """All judged reports, in another order, with restarts between: grouped as in memory."""
    found = judged()
    Random(seed).shuffle(found)
    outlets = sorted({each.outlet for each in found})
    with newsroom(tmp_path, outlets=outlets, head=EVERYTHING) as room:
        for at in range(0, len(found), 15):
            room.publish(*found[at : at + 15])
            if at % 2:
                room.restart()
        assert room.groups() == _in_memory(room)


def _in_memory(room: Newsroom) -> set[frozenset[tuple[int, int]]]:
    with room.assembly.database.read() as tx:
        readings = accounts.of_items(tx, accounts.since(tx, START - 10_000 * DAY))
    grouping = Grouping()
    for each in map(reported, readings):
        grouping.add(each.account, each.item, each.outlet, each.published, each.text)
    return {
        frozenset((key.item, key.number) for key in keys) for keys in grouping.incidents().values()
    }


def test_an_item_of_another_time_is_read_by_its_own_day(room: Newsroom) -> None:
    """It counts from the day it was published, not from the day we saw it."""
    old = article("sana-en", CLAIM, at=START - 7 * DAY)
    room.publish(old)
    room.tell("press-tv", RELAY)
    assert len(room.shown()) == 2


def test_a_clock_ahead_is_not_believed(room: Newsroom) -> None:
    """A publisher's date of tomorrow makes no day of tomorrow."""
    room.publish(article("sana-en", CLAIM, at=START + 3 * DAY))
    room.tell("press-tv", RELAY)
    (story,) = room.shown()
    assert story.first_at <= room.now + HOUR

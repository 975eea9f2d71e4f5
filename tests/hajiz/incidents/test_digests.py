"""Digests by incident, from items that come in to what is frozen; grouping never stops one."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from hajiz.dispatch import digest_incidents
from hajiz.dispatch.digests import freeze_due, freeze_now, preview
from hajiz.incidents.reading import Reader
from model import Item, StoredItem
from model.digest import Digest, DigestIncident
from storage import incidents
from storage.accounts import Reading
from tests.hajiz.incidents.reports import (
    CLAIM,
    DAY,
    DENIAL,
    HEAD,
    HOUR,
    MINUTE,
    OTHER,
    READER,
    RELAY,
    Newsroom,
    article,
    newsroom,
)

DIGESTS = """
[[channels]]
name = "out"
kind = "folder"
path = "out"

[[digests]]
name = "morning"
time = "07:00"
timezone = "Asia/Damascus"
rules = ["all"]
channels = ["out"]

[[digests]]
name = "evening"
time = "19:00"
timezone = "Asia/Damascus"
rules = ["all"]
channels = ["out"]
"""
PAST = (
    "The mayor of Qamishli spoke about bread on Friday. In August 2020, a US convoy was blocked"
    " at a checkpoint in Tal Dahab, residents recalled."
)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Newsroom]:
    """Open a newsroom with a digest in the morning and one in the evening."""
    with newsroom(tmp_path, DIGESTS, head=f"{HEAD}on_update = true\n") as opened:
        opened.assembly.incidents._reader = READER  # compiled once for all tests
        yield opened


def freeze(room: Newsroom) -> Digest:
    """Freeze the morning's digest by hand, a minute later."""
    room.now += MINUTE
    return freeze_now(room.assembly, room.assembly.config.digests[0], room.now)


def outlets(found: DigestIncident) -> list[tuple[str, str | None, str, bool]]:
    """Return the reports of an incident in a few words."""
    return [(str(r.outlet.id), r.stance, r.origin, r.is_relay) for r in found.reports]


def alone(made: Digest) -> list[str]:
    """Return the outlets of what stands under no incident."""
    return [str(group.outlet.id) for section in made.sections for group in section.groups]


def break_account(room: Newsroom, item_id: int, text: str) -> None:
    """Let what was read of an item be what no version of Hajiz wrote."""
    with sqlite3.connect(room.assembly.config.database) as database:
        database.execute("UPDATE accounts SET account = ? WHERE item_id = ?", (text, item_id))


def test_the_story_stands_under_one_heading(room: Newsroom) -> None:
    """The first report and the denial in full, the relay short; the bomb by itself."""
    room.tell("sana-en", CLAIM)
    room.tell("press-tv", RELAY)
    room.tell("new-arab", DENIAL)
    room.tell("sohr-en", OTHER)
    bomb, story = freeze(room).incidents
    assert outlets(story) == [
        ("sana-en", "claims", "SANA", False),
        ("new-arab", "denies", "International Coalition", False),
        ("press-tv", "quotes", "SANA", True),
    ]
    assert story.summary.claimed_by == ("SANA",)
    assert story.summary.denied_by == ("International Coalition",)
    assert story.told_at is None
    assert [str(each.outlet.id) for each in bomb.reports] == ["sohr-en"]


def test_what_is_unread_is_read_before_the_digest_is_made(room: Newsroom) -> None:
    """It may have come in a second ago; a preview reads it as well."""
    room.publish(article("sana-en", CLAIM), article("press-tv", RELAY), read=False)
    shown, _ = preview(room.assembly, room.assembly.config.digests[0], room.now + MINUTE)
    assert [len(each.reports) for each in shown.incidents] == [2]
    assert [len(each.reports) for each in freeze(room).incidents] == [2]


def test_a_due_digest_is_grouped_too(room: Newsroom) -> None:
    """As one that is sent by hand."""
    room.publish(article("sana-en", CLAIM), article("press-tv", RELAY), read=False)
    made = freeze_due(room.assembly, room.now + DAY)
    assert {len(each.incidents) for each in made} == {1}


def test_what_came_of_an_incident_is_a_follow_up(room: Newsroom) -> None:
    """With what is new of it; what was told is not told again."""
    room.tell("sana-en", CLAIM)
    first = freeze(room)
    room.tell("press-tv", RELAY)
    room.tell("new-arab", DENIAL)
    (part,) = freeze(room).parts
    (story,) = part.incidents
    assert part.kind == "follow_up"
    assert [each[0] for each in outlets(story)] == ["new-arab", "press-tv"]
    assert [(n.kind, n.origin) for n in story.summary.news] == [
        ("denied", "International Coalition")
    ]
    assert story.told_at == first.window_end
    assert story.summary.outlets == 3


def test_relays_alone_are_a_follow_up_without_news(room: Newsroom) -> None:
    """Further outlets say what the reader knows."""
    room.tell("sana-en", CLAIM)
    freeze(room)
    room.tell("press-tv", RELAY)
    (story,) = freeze(room).incidents
    assert story.summary.news == ()
    assert outlets(story) == [("press-tv", "quotes", "SANA", True)]


def test_another_digest_tells_it_as_new(room: Newsroom) -> None:
    """Its readers do not know of it."""
    room.tell("sana-en", CLAIM)
    freeze(room)
    room.tell("press-tv", RELAY)
    evening = room.assembly.config.digests[1]
    made = freeze_now(room.assembly, evening, room.now + MINUTE)
    assert [part.kind for part in made.parts] == ["new"]
    assert len(made.incidents[0].reports) == 2


def test_an_edited_report_is_a_follow_up_that_says_so(room: Newsroom) -> None:
    """The item is told in full once more; its origin is not called new."""
    item = room.tell("sana-en", CLAIM)
    freeze(room)
    room.now += HOUR
    room.publish(replace(item, body=f"{CLAIM} A patrol of the coalition came by."))
    (part,) = freeze(room).parts
    assert part.kind == "follow_up"
    assert [(n.kind, n.origin) for n in part.incidents[0].summary.news] == [("edited", "sana-en")]
    assert not part.incidents[0].reports[0].is_relay


def test_a_new_figure_in_a_follow_up(room: Newsroom) -> None:
    """With whose word it is."""
    room.tell("sana-en", CLAIM)
    freeze(room)
    room.tell("press-tv", RELAY.replace("five", "seven"))
    (story,) = freeze(room).incidents
    assert [(n.kind, n.number, n.origin) for n in story.summary.news] == [("figures", 7, "SANA")]


def test_late_reports_of_one_incident_are_late(room: Newsroom) -> None:
    """Published long ago, seen now."""
    room.now += 20 * DAY
    late = [article(each, text) for each, text in (("sana-en", CLAIM), ("press-tv", RELAY))]
    room.publish(*late)
    assert [part.kind for part in freeze(room).parts] == ["late"]
    room.now += HOUR


def test_what_an_item_only_recalls_is_remarked_and_is_no_incident(room: Newsroom) -> None:
    """The convoy of 2020 is not the news of today."""
    room.tell("alwaght", PAST, title="Bread and queues")
    made = freeze(room)
    (item,) = made.sections[0].groups[0].items
    assert made.incidents == ()
    assert item.earlier is not None
    assert item.earlier.date is not None
    assert (item.earlier.date.first.year, item.earlier.date.first.month) == (2020, 8)


@pytest.mark.parametrize("broken", ["{", "{}", "[]", '{"mentions": 7}'])
def test_a_broken_account_leaves_only_its_item_ungrouped(room: Newsroom, broken: str) -> None:
    """The others are grouped, nothing is lost, and the digest goes out."""
    room.tell("sana-en", CLAIM)
    room.tell("press-tv", RELAY)
    room.tell("sohr-en", OTHER)
    break_account(room, 1, broken)
    made = freeze(room)
    assert made.match_count == 3
    reports = [str(r.outlet.id) for each in made.incidents for r in each.reports]
    assert sorted(reports) == ["press-tv", "sohr-en"]
    assert alone(made) == ["sana-en"]


def test_a_table_that_is_gone_stops_no_digest(room: Newsroom) -> None:
    """All items stand by rule and outlet."""
    room.tell("sana-en", CLAIM)
    room.tell("press-tv", RELAY)
    with sqlite3.connect(room.assembly.config.database) as database:
        database.execute("ALTER TABLE mentions RENAME TO elsewhere")
    made = freeze(room)
    assert (made.match_count, made.incidents) == (2, ())


class Broken(Reader):
    """Cannot read."""

    def read(self, stored: StoredItem, config: object) -> Reading:
        """Fail, in a way that nobody foresaw."""
        raise RuntimeError(stored.id, config)


def test_items_that_cannot_be_read_go_out_ungrouped(room: Newsroom) -> None:
    """What was read before is grouped."""
    room.tell("sohr-en", OTHER)
    room.incidents = room.assembly.incidents
    room.incidents._reader = Broken()
    room.publish(article("sana-en", CLAIM), read=False)
    made = freeze(room)
    assert made.match_count == 2
    assert [str(r.outlet.id) for each in made.incidents for r in each.reports] == ["sohr-en"]


def test_a_digest_does_not_wait_for_long(room: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another thread has its turn at the incidents and does not give it back."""
    monkeypatch.setattr(digest_incidents, "LONGEST", 0.1)
    room.publish(article("sana-en", CLAIM), read=False)
    with room.assembly.incidents._lock:
        made = freeze(room)
    assert (made.match_count, made.incidents) == (1, ())


def test_a_state_that_always_changes_stops_no_digest(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody else writes incidents all the time: what waits goes out ungrouped."""
    counter = iter(range(10_000))
    monkeypatch.setattr(incidents, "state", lambda _: incidents.State(next(counter)))
    room.publish(article("sana-en", CLAIM), read=False)
    made = freeze(room)
    assert (made.match_count, made.incidents) == (1, ())


def test_no_item_of_a_long_story_is_told_twice_or_lost(room: Newsroom) -> None:
    """Digest after digest, with merging by hand between."""
    told: list[int] = []
    found: list[Item] = [
        article(outlet, text, f"{number}", room.now)
        for number, (outlet, text) in enumerate(
            [("sana-en", CLAIM), ("press-tv", RELAY), ("sohr-en", OTHER), ("new-arab", DENIAL)] * 3
        )
    ]
    for number, item in enumerate(found):
        room.publish(item)
        if number == 6:
            numbers = [each.id for each in room.shown()]
            room.incidents.merge(room.assembly, numbers, "Rana")
        if number % 3 == 2:
            made = freeze(room)
            told += [r.item.item_id for each in made.incidents for r in each.reports]
            told += [i.item_id for s in made.sections for g in s.groups for i in g.items]
    assert sorted(told) == list(range(1, len(found) + 1))

"""Articles that put right where something happened: an edit of what was told, not another event."""

from pathlib import Path

import pytest

from tests.hajiz.incidents.reports import CLAIM, DENIAL, HOUR, OTHER, RELAY
from tests.hajiz.incidents.test_rewritten import NO_BOMB
from tests.hajiz.incidents.test_told_at_once import kinds
from tests.hajiz.incidents.wire_desk import alert, files, wire_desk


@pytest.mark.parametrize("place", ["Tal Nirgis", "Amuda"])
def test_a_corrected_place_is_told_in_the_thread(tmp_path: Path, place: str) -> None:
    """With the words that changed; what comes after of the new place follows there too."""
    with wire_desk(tmp_path, alert(), files()) as desk:
        (first,) = desk.tell("sohr-en", OTHER, key="one")
        desk.room.now += HOUR
        right = OTHER.replace("Tal Tamr", place)
        (told,) = desk.tell("sohr-en", right, key="one")
        assert told.follow_up_of == first.id
        assert kinds(desk.payloads()[1]) == ["edited"]
        assert place in desk.messages()[1].subject
        assert f"{{+{place.rsplit(maxsplit=1)[-1]}" in desk.messages()[1].text
        assert desk.freeze() == []
        assert desk.tell("press-tv", right) == []
        desk.room.now += HOUR
        (denial,) = desk.tell("new-arab", NO_BOMB.replace("Tal Tamr", place))
        assert denial.follow_up_of == first.id


def test_who_still_tells_of_the_old_place_stays_in_the_thread(tmp_path: Path) -> None:
    """A relay of it is no news, and a denial is news of what was told."""
    with wire_desk(tmp_path, alert(), files()) as desk:
        (first,) = desk.tell("sana-en", CLAIM, key="one")
        desk.tell("press-tv", RELAY)
        desk.room.now += HOUR
        (told,) = desk.tell("sana-en", CLAIM.replace("Tal Dahab", "Tal Nirgis"), key="one")
        assert told.follow_up_of == first.id
        assert desk.tell("alwaght", RELAY) == []
        desk.room.now += HOUR
        (denial,) = desk.tell("new-arab", DENIAL)
        assert denial.follow_up_of == first.id


def test_a_place_put_right_and_back_is_told_once(tmp_path: Path) -> None:
    """To and fro."""
    wrong = CLAIM.replace("Tal Dahab", "Tal Nirgis")
    with wire_desk(tmp_path, alert(), files()) as desk:
        for text in (CLAIM, wrong, CLAIM, wrong, CLAIM):
            desk.tell("sana-en", text, key="one")
            desk.room.now += HOUR
        assert len(desk.messages()) == 2


@pytest.mark.parametrize(
    "changed",
    [
        ("three", "nine"),
        ("on Friday", "on Thursday"),
        ("A car bomb exploded at", "Unknown men attacked the soldiers, after dark, at"),
        ("A car bomb", "A car bomb of the SDF"),
    ],
)
def test_another_place_and_anything_else_is_another_event(
    tmp_path: Path, changed: tuple[str, str]
) -> None:
    """Its figures, its day, its words, who did it: it is told as a first message."""
    with wire_desk(tmp_path, alert(), files()) as desk:
        desk.tell("sohr-en", OTHER, key="one")
        desk.room.now += HOUR
        text = OTHER.replace("Tal Tamr", "Amuda").replace(*changed)
        assert text.count(changed[1]) == 1
        (told,) = desk.tell("sohr-en", text, key="one")
        assert told.follow_up_of == ""


def test_a_relay_that_corrects_the_place_is_told_first(tmp_path: Path) -> None:
    """Nobody was shown it; it may be another event."""
    with wire_desk(tmp_path, alert(), files()) as desk:
        desk.tell("sana-en", CLAIM)
        desk.tell("press-tv", RELAY, key="two")
        desk.room.now += HOUR
        (told,) = desk.tell("press-tv", RELAY.replace("Tal Dahab", "Tal Nirgis"), key="two")
        assert told.follow_up_of == ""


def test_an_alert_that_told_the_event_by_another_article_tells_of_the_corrected_place(
    tmp_path: Path,
) -> None:
    """Its readers were shown the other one; the alert that showed this one tells of an edit."""
    head = """
[[rules]]
name = "soldiers"
query = "soldiers"

[[rules]]
name = "convoys"
query = "convoy"
"""
    plans = (
        alert("one", "one") + 'rules = ["soldiers"]\n',
        alert("two", "two") + 'rules = ["convoys"]\n',
    )
    with wire_desk(tmp_path, *plans, files("one"), files("two"), head=head) as desk:
        desk.tell("sana-en", CLAIM)
        desk.tell("press-tv", RELAY, key="two")
        desk.room.now += HOUR
        told = desk.tell("press-tv", RELAY.replace("Tal Dahab", "Tal Nirgis"), key="two")
        assert {each.name: bool(each.follow_up_of) for each in told} == {"one": True, "two": False}

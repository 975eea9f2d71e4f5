"""Articles that go to and fro between two texts, and rules that ask for changes."""

from pathlib import Path

import pytest

from storage import events
from tests.hajiz.incidents.reports import CLAIM, DENIAL, HOUR, OTHER
from tests.hajiz.incidents.test_rewritten import give_up
from tests.hajiz.incidents.test_told_at_once import MORE, kinds
from tests.hajiz.incidents.wire_desk import alert, files, wire_desk

HEAD = """
[[rules]]
name = "all"
query = "convoy OR checkpoint"
on_update = {on_update}
"""
both_ways = pytest.mark.parametrize("on_update", ["true", "false"])


@both_ways
def test_figures_that_go_to_and_fro_are_told_once_of_each(tmp_path: Path, on_update: str) -> None:
    """Five, nine, five, nine; then eleven, which is news."""
    with wire_desk(tmp_path, alert(), files(), head=HEAD.format(on_update=on_update)) as desk:
        (first,) = desk.tell("sana-en", CLAIM, key="one")
        for count, text in ((1, MORE), (0, CLAIM), (0, MORE), (0, CLAIM)):
            desk.room.now += HOUR
            assert len(desk.tell("sana-en", text, key="one")) == count
            desk.room.restart()
        desk.room.now += HOUR
        eleven = CLAIM.replace("five", "eleven")
        (news,) = desk.tell("sana-en", eleven, key="one")
        assert news.follow_up_of == first.id
        assert set(kinds(desk.payloads()[2])) == {"figures", "edited"}
        with desk.assembly.database.read() as tx:
            assert events.count(tx, "pending") == 0


@both_ways
def test_a_denial_that_comes_and_goes_is_told_when_it_comes(tmp_path: Path, on_update: str) -> None:
    """The report that has it is edited to and fro: rather told again than never."""
    with wire_desk(tmp_path, alert(), files(), head=HEAD.format(on_update=on_update)) as desk:
        desk.tell("sana-en", CLAIM)
        denied = f"{CLAIM} {DENIAL}"
        told = []
        for text in (CLAIM, denied, CLAIM, denied, CLAIM, denied):
            desk.room.now += HOUR
            told += desk.tell("press-tv", text, key="two")
        assert sum("denied" in kinds(each) for each in desk.payloads()) == len(told) == 3


@pytest.mark.parametrize(
    "more", [" The US-led coalition denied this.", "\n\nThe US-led coalition confirmed it."]
)
def test_who_denies_or_confirms_old_words_is_news(tmp_path: Path, more: str) -> None:
    """The article says again what it said first, with one sentence behind it."""
    with wire_desk(tmp_path, alert(), files(), head=HEAD.format(on_update="false")) as desk:
        for text in (CLAIM, MORE, f"{CLAIM}{more}"):
            desk.tell("sana-en", text, key="one")
            desk.room.now += HOUR
        assert {*kinds(desk.payloads()[2])} & {"denied", "confirmed"}


@both_ways
def test_two_events_that_an_article_goes_to_and_fro_between(tmp_path: Path, on_update: str) -> None:
    """Each is told once as a first message, whatever the rule asks for."""
    with wire_desk(tmp_path, alert(), files(), head=HEAD.format(on_update=on_update)) as desk:
        for text in (CLAIM, OTHER, CLAIM, OTHER, CLAIM, OTHER):
            desk.tell("sana-en", text, key="one")
            desk.room.now += HOUR
        assert len(desk.messages()) == 2


def test_a_text_of_no_event_that_a_rule_asks_changes_of(tmp_path: Path) -> None:
    """Only a text that was never told is told; events of the others are cancelled."""
    head = HEAD.format(on_update="true").replace("convoy OR checkpoint", "rainfall OR snow")
    rain = "There was rainfall in Qamishli. The market was closed."
    more = "At noon heavy rainfall blocked two roads."
    snow = "Meteorologists expect snow. Schools stay open, said the mayor."
    with wire_desk(tmp_path, alert(), files(), head=head) as desk:
        counts = []
        for text in (rain, snow, rain, snow, rain, f"{rain} {snow}", f"{snow}\n\n{more}"):
            counts.append(len(desk.tell("sana-en", text, key="one")))
            desk.room.now += HOUR
        assert counts == [1, 1, 0, 0, 0, 1, 1]
        with desk.assembly.database.read() as tx:
            assert events.count(tx, "cancelled") == 3
            assert events.count(tx, "pending") == 0


def test_a_text_whose_message_was_given_up_is_told(tmp_path: Path) -> None:
    """Nobody got it: that it comes back is news."""
    head = HEAD.format(on_update="true").replace("convoy OR checkpoint", "rainfall OR snow")
    rain = "There was rainfall in Qamishli. The market was closed."
    snow = "Meteorologists expect snow. Schools stay open, said the mayor."
    with wire_desk(tmp_path, alert(), files(), head=head) as desk:
        desk.tell("sana-en", rain, key="one")
        give_up(desk, "files")
        for text in (snow, rain):
            desk.room.now += HOUR
            assert len(desk.tell("sana-en", text, key="one")) == 1

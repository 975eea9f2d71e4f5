"""Several articles edited at once, relays that become others, and articles read otherwise."""

from dataclasses import replace
from pathlib import Path

import pytest

from hajiz.config.read import Config
from hajiz.incidents.keeping import Incidents
from hajiz.incidents.reading import Reader
from model import StoredItem
from storage import accounts
from storage.accounts import Reading
from tests.hajiz.incidents.reports import CLAIM, DENIAL, HOUR, OTHER, RELAY, article
from tests.hajiz.incidents.test_rewritten import NO_BOMB
from tests.hajiz.incidents.test_told_at_once import PENTAGON, kinds
from tests.hajiz.incidents.wire_desk import WireDesk, alert, files, wire_desk


def rewrite(desk: WireDesk, *edits: tuple[str, str, str]) -> None:
    """Let outlets give articles other texts, which are read in one go."""
    at = desk.room.now
    found = [article(outlet, text, key, at) for outlet, key, text in edits]
    desk.room.publish(*found)


def test_a_thread_goes_on_with_a_report_that_was_not_edited_away_too(tmp_path: Path) -> None:
    """Two articles become ones about a bomb in one go; the third still has the convoy."""
    with wire_desk(tmp_path, alert(), files()) as desk:
        (first,) = desk.tell("sana-en", CLAIM, key="one")
        desk.tell("press-tv", RELAY, key="two")
        desk.tell("alwaght", RELAY, key="three")
        desk.room.now += HOUR
        rewrite(desk, ("sana-en", "one", OTHER), ("press-tv", "two", OTHER))
        (told,) = desk.freeze()
        assert (told.follow_up_of, told.thread) == ("", "")
        (bomb,) = desk.tell("new-arab", NO_BOMB)
        assert bomb.follow_up_of == told.id
        (convoy,) = desk.tell("new-arab", DENIAL)
        assert convoy.follow_up_of == first.id


def test_articles_that_swap_their_events_are_told_anew_each_in_its_thread(tmp_path: Path) -> None:
    """Each tells by now what the other told: that is told anew, and each has its thread."""
    with wire_desk(tmp_path, alert(), files()) as desk:
        desk.tell("sana-en", CLAIM, key="one")
        desk.tell("sohr-en", OTHER, key="two")
        desk.room.now += HOUR
        rewrite(desk, ("sana-en", "one", OTHER), ("sohr-en", "two", CLAIM))
        thread_of = {each.incident.place: each.id for each in desk.freeze() if each.incident}
        (no_convoy,) = desk.tell("new-arab", DENIAL)
        assert no_convoy.follow_up_of == thread_of["tal-dahab"]
        (no_bomb,) = desk.tell("press-tv", NO_BOMB)
        assert no_bomb.follow_up_of == thread_of["tal-tamr"]


def test_a_thread_is_not_lost_when_the_report_it_goes_on_with_is_edited_too(
    tmp_path: Path,
) -> None:
    """That one keeps to the convoy, and was told of a bomb besides."""
    with wire_desk(tmp_path, alert(), files()) as desk:
        (first,) = desk.tell("sana-en", CLAIM, key="one")
        desk.tell("press-tv", f"{OTHER}\n\n{RELAY}", key="two")
        desk.room.now += HOUR
        bare = RELAY.replace("five vehicles", "five armoured vehicles")
        rewrite(desk, ("sana-en", "one", OTHER), ("press-tv", "two", bare))
        desk.freeze()
        (convoy,) = desk.tell("new-arab", DENIAL)
        assert convoy.follow_up_of == first.id


@pytest.mark.parametrize("text", [RELAY, DENIAL, PENTAGON])
def test_a_later_report_that_becomes_one_about_another_event_is_told(
    tmp_path: Path, text: str
) -> None:
    """It had been settled, or followed; what it tells by now nobody was told."""
    with wire_desk(tmp_path, alert(), files()) as desk:
        (first,) = desk.tell("sana-en", CLAIM, key="one")
        desk.room.now += HOUR
        desk.tell("press-tv", text, key="two")
        desk.room.now += HOUR
        (told,) = desk.tell("press-tv", OTHER, key="two")
        assert (told.follow_up_of, told.thread) == ("", "")
        assert told.id != first.id
        assert "Tal Tamr" in desk.messages()[-1].subject
        for back in (text, OTHER):
            desk.room.now += HOUR
            desk.tell("press-tv", back, key="two")
        assert len([each for each in desk.messages() if "Tal Tamr" in each.subject]) == 1


class _Shortsighted(Reader):
    """Misses the bomb of an article until it learns better."""

    is_wiser = False

    def read(self, stored: StoredItem, config: Config) -> Reading:
        found = super().read(stored, config)
        if self.is_wiser:
            return found
        said = found.account
        seen = [n for n, each in enumerate(said.mentions) if "tal-tamr" not in each.places]
        claims = (
            replace(e, mention=seen.index(e.mention)) for e in said.claims if e.mention in seen
        )
        mentions = tuple(said.mentions[n] for n in seen)
        return replace(found, account=replace(said, mentions=mentions, claims=tuple(claims)))


@pytest.mark.parametrize("is_relay", [True, False])
def test_what_is_only_read_otherwise_is_no_news(tmp_path: Path, is_relay: bool) -> None:
    """Hajiz learned to read; no outlet said anything."""
    with wire_desk(tmp_path, alert(), files()) as desk:
        reader = _Shortsighted()
        desk.room.incidents = Incidents(lambda: desk.room.now, reader)
        if is_relay:
            desk.tell("sana-en", CLAIM)
        desk.tell("press-tv", f"{OTHER}\n\n{RELAY}", key="two")
        count = len(desk.messages())
        reader.is_wiser = True
        with desk.assembly.database.write() as tx:
            accounts.read_anew(tx)
        desk.room.now += HOUR
        desk.room.read()
        assert len(desk.room.shown()) == 2
        desk.freeze()
        assert len(desk.messages()) == count


def test_what_an_edit_changed_of_an_event_that_is_the_second_now_is_told(tmp_path: Path) -> None:
    """Another event stands in front of it, and its figures are others."""
    with wire_desk(tmp_path, alert(), files()) as desk:
        (first,) = desk.tell("sana-en", CLAIM, key="one")
        desk.tell("sohr-en", OTHER)
        desk.room.now += HOUR
        more = CLAIM.replace("five", "nine")
        told = desk.tell("sana-en", f"{OTHER}\n\n{more}", key="one")
        assert first.id in {each.follow_up_of for each in told}
        assert "figures" in kinds(desk.payloads()[-1])

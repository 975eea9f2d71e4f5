"""Instant alerts: one for an incident, then what becomes of it, in the thread of the first."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import update

from storage import events, incidents, told_incidents
from storage.schema import accounts
from tests.hajiz.incidents.reports import (
    CLAIM,
    DAY,
    DENIAL,
    HOUR,
    MINUTE,
    OTHER,
    RELAY,
    article,
)
from tests.hajiz.incidents.wire_desk import WireDesk, alert, files, wire_desk

BACKGROUND = (
    "The mayor of Qamishli opened a school on Friday. In August 2020, a checkpoint turned back a"
    " convoy of American vehicles near Tal Tamr, SANA reported."
)
PENTAGON = (
    "A convoy of seven American armoured vehicles was turned back at Tal Dahab on Friday, the"
    " Syrian Observatory for Human Rights said."
)
MORE = CLAIM.replace("five", "nine")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[WireDesk]:
    """Open a desk with one alert."""
    with wire_desk(tmp_path, alert(), files()) as opened:
        yield opened


TWO_RULES = """
[[rules]]
name = "vehicles"
query = "checkpoint"

[[rules]]
name = "words"
query = "spokesperson"
"""


def kinds(payload: dict) -> list[str]:  # type: ignore[type-arg]
    """Return what is news in a follow-up."""
    return [each["kind"] for each in payload["news"]]


def test_a_claim_is_told_as_what_and_where(desk: WireDesk) -> None:
    """One message, with its origins, the sentence that fired, its link and its id."""
    (told,) = desk.tell("sana-en", CLAIM, "Convoy turned back")
    (message,) = desk.messages()

    assert told.id.startswith("evt_")
    assert message.id == told.id
    assert "Tal Dahab" in message.subject
    assert "1 origin" in message.text
    assert "SANA" in message.text
    assert "turned back a" in message.text
    assert "https://sana-en.example/" in message.text
    assert told.id in message.text


def test_a_relay_is_not_told_again(desk: WireDesk) -> None:
    """It is settled as told by the first message."""
    (first,) = desk.tell("sana-en", CLAIM)
    desk.room.now += HOUR
    assert desk.tell("press-tv", RELAY) == []

    with desk.assembly.database.read() as tx:
        assert events.count(tx, "told") == sum(1 for _ in first.items[0].events) + _count(desk, 2)
        assert events.count(tx, "pending") == 0
    assert len(desk.messages()) == 1


def test_a_denial_follows_at_once_in_the_thread(desk: WireDesk) -> None:
    """No cooldown holds it."""
    (first,) = desk.tell("sana-en", CLAIM)
    (denial,) = desk.tell("new-arab", DENIAL)

    assert denial.follow_up_of == denial.thread == first.id
    message = desk.messages()[1]
    payload = desk.payloads()[1]
    assert kinds(payload) == ["denied"]
    assert payload["follow_up_of"] == first.id
    assert payload["incident"]["denied_by"] == payload["news"][0]["origin"].split("|")
    assert message.subject.startswith("Hajiz alert now: denied by the Coalition – ")
    assert "denied on Friday that a ‹convoy›" in message.text
    assert message.thread == first.id
    assert desk.freeze() == []


def test_what_follows_does_not_say_its_title_twice(desk: WireDesk) -> None:
    """The title stands above; beneath it is what the text says."""
    desk.tell("sana-en", CLAIM)
    desk.tell("new-arab", DENIAL, "Coalition denies convoy was turned back")
    text = desk.messages()[1].text
    assert text.count("Coalition denies") == 1
    assert "denied on Friday that a ‹convoy›" in text


def test_a_denial_that_no_rule_of_the_alert_fired_follows_too(tmp_path: Path) -> None:
    """Another rule, which no alert has, brought it in."""
    with wire_desk(tmp_path, alert() + 'rules = ["vehicles"]\n', files(), head=TWO_RULES) as desk:
        (first,) = desk.tell("sana-en", CLAIM)
        (denial,) = desk.tell("new-arab", DENIAL)
        assert denial.follow_up_of == first.id
        (event,) = desk.payloads()[1]["events"]
        assert (event["id"], event["rule"]) == (None, "words")
        assert desk.payloads()[1]["event_count"] == 0


def test_a_new_origin_and_other_figures_wait_ten_minutes_and_come_as_one(desk: WireDesk) -> None:
    """They are news, and no hurry."""
    (first,) = desk.tell("sana-en", CLAIM)
    assert desk.tell("sohr-en", PENTAGON) == []
    desk.room.now += 9 * MINUTE
    (told,) = desk.freeze()

    assert told.follow_up_of == first.id
    assert set(kinds(desk.payloads()[1])) == {"origin", "figures"}
    assert desk.freeze() == []
    with desk.assembly.database.read() as tx:
        assert events.count(tx, "pending") == 0


def test_a_denial_takes_what_waits_along(desk: WireDesk) -> None:
    """One message for both."""
    desk.tell("sana-en", CLAIM)
    assert desk.tell("sohr-en", PENTAGON) == []
    desk.tell("new-arab", DENIAL)
    assert kinds(desk.payloads()[1])[0] == "denied"
    assert {"origin", "figures"} < set(kinds(desk.payloads()[1]))
    desk.room.now += HOUR
    assert desk.freeze() == []


def test_a_cooldown_holds_figures_and_no_denial(tmp_path: Path) -> None:
    """They wait as long as the alert says, where that is longer than ten minutes."""
    with wire_desk(tmp_path, alert() + 'cooldown = "30m"\n', files()) as desk:
        desk.tell("sana-en", CLAIM)
        assert desk.tell("sohr-en", PENTAGON) == []
        desk.room.now += 20 * MINUTE
        assert desk.freeze() == []
        desk.room.now += 10 * MINUTE
        (figures,) = desk.freeze()
        (denial,) = desk.tell("new-arab", DENIAL)
        assert figures.thread == denial.thread == desk.messages()[0].id
        assert kinds(desk.payloads()[2]) == ["denied"]


def test_an_edited_article_shows_the_words_that_changed(desk: WireDesk) -> None:
    """Five became nine."""
    desk.tell("sana-en", CLAIM, "Convoy", key="one")
    desk.room.now += HOUR
    (told,) = desk.tell("sana-en", MORE, "Convoy", key="one")

    assert set(kinds(desk.payloads()[1])) == {"figures", "edited"}
    message = desk.messages()[1]
    assert "[-five-]{+nine+} American" in message.text
    assert "<del" in message.html
    (event, *_) = desk.payloads()[1]["events"]
    assert {"kind": "added", "text": "nine"} in event["changes"]
    assert told.thread == desk.messages()[0].id


def test_an_edit_elsewhere_in_the_article_is_no_news(desk: WireDesk) -> None:
    """What it says of the incident is what it was."""
    desk.tell("sana-en", CLAIM, key="one")
    desk.room.now += HOUR
    assert desk.tell("sana-en", f"{CLAIM} Rain is expected in the hills.", key="one") == []


@pytest.mark.parametrize("when", ["In August 2020", "Last year"])
def test_background_alone_is_not_told(desk: WireDesk, when: str) -> None:
    """The event is kept as what it is; this is written in November."""
    assert desk.tell("new-arab", BACKGROUND.replace("In August 2020", when)) == []
    with desk.assembly.database.read() as tx:
        assert events.count(tx, "cancelled") > 0
        assert events.count(tx, "pending") == 0


@pytest.mark.parametrize("when", ["In October", "In November", "In December", "In July"])
def test_what_may_be_news_is_told(desk: WireDesk, when: str) -> None:
    """A month without its year, wherever it stands: it may go on to this day."""
    assert len(desk.tell("new-arab", BACKGROUND.replace("In August 2020", when))) == 1


def test_news_with_background_beneath_is_told(desk: WireDesk) -> None:
    """What the article recalls does not take the news along."""
    (told,) = desk.tell("new-arab", f"{CLAIM}\n\n{BACKGROUND.partition('. ')[2]}")
    assert told.incident is not None
    assert told.incident.place == "tal-dahab"


def test_background_of_a_later_article_is_no_follow_up(desk: WireDesk) -> None:
    """Whatever origin it names."""
    desk.tell("sana-en", CLAIM)
    desk.room.now += 30 * DAY
    recalled = "On 20 November 2026, a convoy of seven American vehicles was turned back at Tal"
    text = f"The mayor opened a school on Sunday. {recalled} Dahab, Reuters reported."
    assert desk.tell("new-arab", text) == []


def test_two_incidents_at_once_are_two_messages(desk: WireDesk) -> None:
    """Each in a thread of its own."""
    at = desk.room.now
    desk.room.publish(article("sana-en", CLAIM, at=at), article("sohr-en", OTHER, at=at))
    one, other = desk.freeze()
    assert {each.incident.place for each in (one, other) if each.incident} == {
        "tal-dahab",
        "tal-tamr",
    }
    assert (one.thread, other.thread) == ("", "")


def test_several_items_of_an_incident_at_once_are_one_message(desk: WireDesk) -> None:
    """The first report shows its sentence, the others are listed."""
    at = desk.room.now
    desk.room.publish(article("sana-en", CLAIM, at=at), article("press-tv", RELAY, at=at))
    (told,) = desk.freeze()
    assert told.id.startswith("alr_")
    assert len(told.items) == 2
    text = desk.messages()[0].text
    assert text.index("sana-en.example") < text.index("press-tv.example")


def test_many_incidents_at_once_are_one_message_and_followed_up(tmp_path: Path) -> None:
    """Those who got the list get what becomes of each."""
    with wire_desk(tmp_path, alert() + "collapse_above = 1\n", files()) as desk:
        at = desk.room.now
        desk.room.publish(article("sana-en", CLAIM, at=at), article("sohr-en", OTHER, at=at))
        (told,) = desk.freeze()
        assert told.incident is None
        assert len(told.items) == 2
        assert desk.tell("press-tv", RELAY) == []
        (denial,) = desk.tell("new-arab", DENIAL)
        assert denial.follow_up_of == told.id


def test_quiet_hours_hold_all_news_and_then_one_message_tells_it(tmp_path: Path) -> None:
    """Also what no rule of the alert fired for."""
    quiet = alert() + 'quiet_hours = "22:00-06:00"\n'
    with wire_desk(tmp_path, quiet, files()) as desk:
        (first,) = desk.tell("sana-en", CLAIM)
        desk.room.now += 11 * HOUR
        assert desk.tell("new-arab", DENIAL) == []
        assert desk.tell("sohr-en", PENTAGON) == []
        desk.room.now += 10 * HOUR
        (told,) = desk.freeze()
        assert told.follow_up_of == first.id
        assert {"denied", "origin", "figures"} == set(kinds(desk.payloads()[1]))
        assert "during quiet hours" in desk.messages()[1].text


def test_a_restart_between_changes_nothing(desk: WireDesk) -> None:
    """What was told is in the database."""
    (first,) = desk.tell("sana-en", CLAIM)
    desk.room.restart()
    assert desk.tell("press-tv", RELAY) == []
    desk.room.restart()
    (denial,) = desk.tell("new-arab", DENIAL)
    assert denial.thread == first.id
    desk.room.restart()
    assert desk.freeze() == []


def test_a_broken_account_of_what_was_told_keeps_no_news(desk: WireDesk) -> None:
    """Whatever it said, the next report is told as what it says."""
    desk.tell("sana-en", CLAIM)
    with desk.assembly.database.write() as tx:
        tx.execute(update(accounts).values(account='{"mentions": [nonsense'))
    desk.room.restart()
    desk.room.publish(article("press-tv", RELAY, at=desk.room.now), read=False)
    (told,) = desk.freeze()
    assert told.items[0].outlet.id == "press-tv"
    assert desk.room.read() == 1
    assert len(desk.room.shown()) == 1


def test_a_broken_report_is_left_out_of_its_incident(desk: WireDesk) -> None:
    """What else is known of the incident is told as ever."""
    desk.tell("sana-en", CLAIM)
    desk.tell("press-tv", RELAY)
    with desk.assembly.database.write() as tx:
        last = update(accounts).where(accounts.c.item_id == 2)
        tx.execute(last.values(account='{"mentions": [nonsense'))
    (denial,) = desk.tell("new-arab", DENIAL)
    assert denial.follow_up_of == desk.messages()[0].id
    assert kinds(desk.payloads()[1]) == ["denied"]


def damage(desk: WireDesk, item_id: int) -> None:
    """Let what was read of an item lack what its incident is made of."""
    nothing = '{"mentions": [], "claims": [], "chain": [], "stance": null}'
    with desk.assembly.database.write() as tx:
        tx.execute(update(accounts).where(accounts.c.item_id == item_id).values(account=nothing))


def test_an_incident_that_cannot_be_shown_takes_no_other_along(desk: WireDesk) -> None:
    """Its events are told by themselves, the others as ever."""
    desk.tell("sana-en", CLAIM)
    desk.room.publish(
        article("press-tv", RELAY, at=desk.room.now), article("sohr-en", OTHER, at=desk.room.now)
    )
    damage(desk, 1)
    told = desk.freeze()
    assert [each.incident is None for each in told] == [True, False]
    assert desk.freeze() == []


def test_what_became_of_an_incident_that_cannot_be_shown_is_told_later(tmp_path: Path) -> None:
    """No event waits for it: the denial is told as soon as the incident can be shown again."""
    with wire_desk(tmp_path, alert() + 'rules = ["vehicles"]\n', files(), head=TWO_RULES) as desk:
        (first,) = desk.tell("sana-en", CLAIM)
        desk.room.tell("new-arab", DENIAL)
        damage(desk, 1)
        assert desk.freeze() == []
        assert desk.freeze() == []
        assert desk.room.read() == 2
        (denial,) = desk.freeze()
        assert denial.follow_up_of == first.id
        assert desk.freeze() == []


def test_what_is_not_read_is_told_after_a_minute(desk: WireDesk) -> None:
    """Reading ended before it came to it."""
    desk.room.incidents.stop()
    desk.room.publish(article("sana-en", CLAIM, at=desk.room.now), read=False)
    assert desk.freeze() == []
    desk.room.now += MINUTE
    (told,) = desk.freeze()
    assert told.incident is None


def test_a_wrong_merge_split_by_hand_is_told_anew(desk: WireDesk) -> None:
    """What was taken for a relay was of another event: its next report is told."""
    desk.tell("sana-en", CLAIM)
    assert desk.tell("press-tv", RELAY) == []
    (story,) = desk.room.shown()
    relay = story.reports[1].key.item
    new = desk.room.incidents.split(desk.assembly, story.id, [relay], "Rana")
    assert desk.freeze() == []
    desk.room.now += HOUR
    desk.room.tell("alwaght", RELAY)
    with desk.assembly.database.read() as tx:
        (placed,) = incidents.of_items(tx, [3])[3]
    assert placed.incident == new
    (told,) = desk.freeze()
    assert told.follow_up_of == ""


def test_told_incidents_that_become_one_go_on_in_the_first_thread(desk: WireDesk) -> None:
    """What was told of either is no news."""
    (first,) = desk.tell("sana-en", CLAIM)
    desk.tell("press-tv", RELAY)
    desk.tell("sohr-en", OTHER)
    one, other = desk.room.shown()
    desk.room.incidents.merge(desk.assembly, [one.id, other.id], "Rana")
    desk.room.now += HOUR
    assert desk.freeze() == []
    (denial,) = desk.tell("new-arab", DENIAL)
    assert denial.thread == first.id
    (merged,) = desk.room.shown()
    with desk.assembly.database.read() as tx:
        assert told_incidents.changed(tx, "now") == {}
        assert len(told_incidents.of_incidents(tx, "now", [merged.id])[merged.id]) == 2


def _count(desk: WireDesk, item_id: int) -> int:
    from storage import matches

    with desk.assembly.database.read() as tx:
        return len(matches.of_items(tx, [item_id])[item_id])

"""Articles that become ones about another event, and who missed an incident's first message."""

from pathlib import Path

import pytest

from storage import deliveries, events
from tests.hajiz.incidents.reports import CLAIM, DAY, DENIAL, HOUR, MINUTE, OTHER, RELAY, article
from tests.hajiz.incidents.test_threads import edit_config
from tests.hajiz.incidents.test_told_at_once import PENTAGON, kinds
from tests.hajiz.incidents.wire_desk import WireDesk, alert, files, wire_desk

HEAD = """
[[rules]]
name = "all"
query = "convoy OR checkpoint"
on_update = {on_update}
"""
NO_BOMB = OTHER.replace("A car", "The US-led coalition denied on Friday that a car")
CONVOYS = '[[rules]]\nname = "convoys"\nquery = "convoy"\n'


@pytest.mark.parametrize("on_update", ["true", "false"])
def test_an_article_about_another_event_by_now_is_told_first(
    tmp_path: Path, on_update: str
) -> None:
    """It heads a thread of its own, in which its denial stands; relays of it are settled."""
    head = HEAD.format(on_update=on_update)
    with wire_desk(tmp_path, alert(), files(), head=head) as desk:
        (first,) = desk.tell("sana-en", CLAIM, key="one")
        desk.room.now += HOUR
        (told,) = desk.tell("sana-en", OTHER, key="one")
        assert (told.follow_up_of, told.thread) == ("", "")
        assert told.id != first.id
        assert "Tal Tamr" in desk.messages()[1].subject
        assert "car bomb" in desk.messages()[1].text
        assert desk.freeze() == []
        assert desk.tell("press-tv", OTHER) == []
        (denial,) = desk.tell("new-arab", NO_BOMB)
        assert denial.follow_up_of == told.id
        with desk.assembly.database.read() as tx:
            assert events.count(tx, "pending") == 0


def test_the_thread_of_the_old_event_goes_on_with_its_other_reports(tmp_path: Path) -> None:
    """The relay had been settled by the message of the article that is about a bomb now."""
    with wire_desk(tmp_path, alert(), files()) as desk:
        (first,) = desk.tell("sana-en", CLAIM, key="one")
        desk.tell("press-tv", RELAY)
        desk.room.now += HOUR
        (told,) = desk.tell("sana-en", OTHER, key="one")
        assert told.follow_up_of == ""
        assert desk.tell("alwaght", RELAY) == []
        (denial,) = desk.tell("new-arab", DENIAL)
        assert denial.follow_up_of == first.id


def test_an_article_that_begins_with_another_event_keeps_its_thread_for_the_old(
    tmp_path: Path,
) -> None:
    """What was its first mention is its second now."""
    with wire_desk(tmp_path, alert(), files()) as desk:
        (first,) = desk.tell("sana-en", CLAIM, key="one")
        desk.room.now += HOUR
        told = desk.tell("sana-en", f"{OTHER}\n\n{CLAIM}", key="one")
        assert [each.follow_up_of for each in told] in ([""], ["", first.id])
        assert told[0].incident is not None
        assert told[0].incident.place == "tal-tamr"
        (denial,) = desk.tell("new-arab", DENIAL)
        assert denial.follow_up_of == first.id


def test_another_event_that_the_alert_does_not_ask_for_is_not_told(tmp_path: Path) -> None:
    """No rule of it fires for the text by now."""
    with wire_desk(tmp_path, alert(), files(), head=CONVOYS) as desk:
        desk.tell("sana-en", CLAIM, key="one")
        desk.room.now += HOUR
        assert desk.tell("sana-en", OTHER, key="one") == []
        assert desk.freeze() == []


def give_up(desk: WireDesk, channel: str) -> None:
    """Give up what waits to be sent through a channel."""
    seqs = [each.seq for each in desk.sent(channel)]
    with desk.assembly.database.write() as tx:
        deliveries.drop(tx, seqs, desk.room.now)


def two_channels(tmp_path: Path):  # type: ignore[no-untyped-def] # noqa: ANN201
    """Open a desk with an alert for two channels."""
    return wire_desk(tmp_path, alert("now", "one", "two"), files("one"), files("two"))


def test_who_missed_the_first_message_gets_the_news_as_one(tmp_path: Path) -> None:
    """It says all that is known, and what comes after follows."""
    with two_channels(tmp_path) as desk:
        (first,) = desk.tell("sana-en", CLAIM)
        give_up(desk, "two")
        follow_up, belated = desk.tell("new-arab", DENIAL)
        assert follow_up.follow_up_of == first.id
        assert belated.follow_up_of == ""
        (message,) = desk.messages("two")[1:]
        assert message.id == belated.id
        assert "SANA" in message.text
        assert "denied" in message.subject + message.text
        assert "turned back a" in message.text
        assert kinds(desk.payloads("two")[1]) == []
        assert len(desk.messages("one")) == 2
        desk.room.now += HOUR
        (figures,) = desk.tell("sohr-en", PENTAGON)
        assert desk.messages("one")[2:] == desk.messages("two")[2:]
        assert desk.messages("two")[2].id == figures.id
        assert desk.freeze() == []


def test_who_gets_the_alert_since_hears_with_the_next_report(tmp_path: Path) -> None:
    """For the others it is a relay."""
    with two_channels(tmp_path) as desk:
        edit_config(desk, '["one", "two"]', '["one"]')
        desk.tell("sana-en", CLAIM)
        edit_config(desk, '["one"]', '["one", "two"]')
        desk.room.now += MINUTE
        assert desk.freeze() == []
        (belated,) = desk.tell("press-tv", RELAY)
        assert [each.id for each in desk.messages("two")] == [belated.id]
        assert belated.incident is not None
        assert len(desk.messages("one")) == 1
        assert desk.tell("alwaght", RELAY) == []
        (denial,) = desk.tell("new-arab", DENIAL)
        assert desk.messages("one")[1:] == desk.messages("two")[1:]
        assert denial.id == desk.messages("two")[1].id


def test_who_missed_a_list_is_told_of_each_incident_in_it(tmp_path: Path) -> None:
    """What told them of one told them nothing of the other."""
    config = (alert("now", "one", "two") + "collapse_above = 1\n", files("one"), files("two"))
    with wire_desk(tmp_path, *config) as desk:
        at = desk.room.now
        desk.room.publish(article("sana-en", CLAIM, at=at), article("sohr-en", OTHER, at=at))
        (both,) = desk.freeze()
        give_up(desk, "two")
        desk.tell("new-arab", DENIAL)
        desk.tell("new-arab", NO_BOMB)
        assert "Tal Dahab" in desk.messages("two")[1].subject
        assert "Tal Tamr" in desk.messages("two")[2].subject
        assert [each["follow_up_of"] for each in desk.payloads("two")] == [None] * 3
        assert [e["follow_up_of"] for e in desk.payloads("one")] == [None, both.id, both.id]


def test_news_of_what_nobody_got_is_told_though_no_rule_fires(tmp_path: Path) -> None:
    """A denial that another rule brought is the first that anybody hears of it."""
    head = CONVOYS + '[[rules]]\nname = "words"\nquery = "spokesperson"\n'
    denial = DENIAL.replace("convoy of its", "column of its")
    with wire_desk(tmp_path, alert() + 'rules = ["convoys"]\n', files(), head=head) as desk:
        desk.tell("sana-en", CLAIM)
        give_up(desk, "files")
        (told,) = desk.tell("new-arab", denial)
        assert (told.follow_up_of, told.thread) == ("", "")
        assert "denied" in desk.messages()[1].subject + desk.messages()[1].text
        assert desk.freeze() == []
        assert desk.tell("press-tv", RELAY) == []


def test_an_article_that_changes_to_and_fro_is_told_once_of_each(tmp_path: Path) -> None:
    """Two servers of an outlet have two versions of it; no rule asks for changes."""
    with wire_desk(tmp_path, alert(), files()) as desk:
        for text in (CLAIM, OTHER):
            assert len(desk.tell("sana-en", text, key="one")) == 1
            desk.room.now += HOUR
        for text in (CLAIM, OTHER, CLAIM, OTHER):
            desk.tell("sana-en", text, key="one")
            desk.room.now += HOUR
        assert len(desk.messages()) == 2


def test_an_event_that_waited_in_vain_wakes_no_old_report_of_it(tmp_path: Path) -> None:
    """The article speaks of a third event by now; the other report was old when it was seen."""
    third = OTHER.replace("Tal Tamr", "Amuda").replace("wounding three", "killing nine")
    late = OTHER.replace("on Friday", "on 20 November 2026").replace(
        "A car", "Beside a convoy a car"
    )
    head = CONVOYS + '[[rules]]\nname = "bombs"\nquery = "bomb"\n'
    with wire_desk(tmp_path, alert() + 'rules = ["convoys"]\n', files(), head=head) as desk:
        desk.tell("sana-en", CLAIM, key="one")
        old = desk.room.now - 10 * DAY
        desk.room.publish(article("sohr-en", late, at=old))
        for text in (OTHER, third):
            desk.room.now += HOUR
            assert desk.tell("sana-en", text, key="one") == []
        desk.room.now += HOUR
        assert desk.tell("press-tv", OTHER) == []

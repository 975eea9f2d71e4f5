"""Articles that tell of two events, and what became of an event before it could be told."""

from dataclasses import replace
from pathlib import Path

from hajiz.assembly import assemble
from hajiz.dispatch.events import events_of
from hajiz.revising import fire_completion
from storage import events, items, revisions
from tests.hajiz.incidents.reports import CLAIM, DENIAL, HOUR, MINUTE, OTHER, RELAY, elsewhere
from tests.hajiz.incidents.test_rewritten import NO_BOMB, give_up
from tests.hajiz.incidents.test_threads import edit_config
from tests.hajiz.incidents.wire_desk import WireDesk, alert, files, wire_desk

TWO_RULES = """
[[rules]]
name = "convoys"
query = "convoy"

[[rules]]
name = "bombs"
query = "bomb"
"""


def test_two_events_of_an_article_are_told_by_the_alert_each_is_for(tmp_path: Path) -> None:
    """Who was told of the one hears of the other, and of what becomes of it."""
    both = alert("x") + 'rules = ["convoys"]\n', alert("y") + 'rules = ["bombs"]\n'
    with wire_desk(tmp_path, *both, files(), head=TWO_RULES) as desk:
        desk.tell("sana-en", f"{CLAIM}\n\n{OTHER}")
        assert [each.name for each in desk.messages()] == ["x", "y"]
        assert "Tal Tamr" in desk.messages()[1].subject
        assert desk.tell("press-tv", OTHER) == []
        desk.tell("new-arab", NO_BOMB)
        assert "denied" in desk.messages()[2].subject


def complete(desk: WireDesk, text: str) -> None:
    """Let the page of the first article have the whole of its text."""
    with desk.assembly.database.write() as tx:
        (stored,) = items.get_many(tx, [1])
        whole = replace(stored.item, body=text)
        version = revisions.revise(tx, stored, whole, "page", desk.room.now, None)
        fired = fire_completion(tx, desk.assembly, version, desk.room.now)
        new = events_of(desk.assembly, version, fired)
        events.add(tx, new, desk.room.now, is_held=False)


def test_an_event_that_only_the_page_has_is_told(tmp_path: Path) -> None:
    """The feed's entry was told of another one."""
    with wire_desk(tmp_path, alert(), files(), head=TWO_RULES) as desk:
        desk.tell("sana-en", CLAIM)
        desk.room.now += HOUR
        complete(desk, f"{CLAIM}\n\n{OTHER}")
        desk.freeze()
        assert "Tal Tamr" in desk.messages()[1].subject
        assert desk.tell("press-tv", OTHER) == []


TOWN = """
[[rules]]
name = "rain"
query = "rainfall"

[[rules]]
name = "prices"
query = "bread"

[[rules]]
name = "bombs"
query = "bomb"
"""
PLAIN = "There was rainfall in Qamishli."
PLAIN_PAGE = f"{PLAIN} The price of bread has risen by a third."


def test_what_only_the_page_fires_for_another_alert_is_told_to_who_had_the_article(
    tmp_path: Path,
) -> None:
    """It is of no event; the first message does not show what the other one asks for."""
    both = alert("x") + 'rules = ["rain"]\n', alert("y") + 'rules = ["prices"]\n'
    with wire_desk(tmp_path, *both, files(), head=TOWN) as desk:
        desk.tell("sana-en", PLAIN)
        desk.room.now += MINUTE
        complete(desk, PLAIN_PAGE)
        desk.freeze()
        assert [each.name for each in desk.messages()] == ["x", "y"]
        assert "bread" in desk.messages()[1].text
        assert len(desk.sent("files")) == 2
        assert desk.freeze() == []


def test_what_only_the_page_fires_for_the_same_alert_is_not_told_again(tmp_path: Path) -> None:
    """Who got the article by it has its link; who did not get it does now."""
    plan = alert("x", "one", "two") + 'rules = ["rain", "prices"]\n'
    with wire_desk(tmp_path, plan, files("one"), files("two"), head=TOWN) as desk:
        desk.tell("sana-en", PLAIN)
        give_up(desk, "two")
        desk.room.now += MINUTE
        complete(desk, PLAIN_PAGE)
        desk.freeze()
        assert len(desk.sent("one")) == 1
        assert len(desk.sent("two")) == 2


def test_what_fires_for_two_alerts_at_once_is_told_once(tmp_path: Path) -> None:
    """Also where the page came before anything was told."""
    both = alert("x") + 'rules = ["rain"]\n', alert("y") + 'rules = ["prices"]\n'
    with wire_desk(tmp_path, *both, files(), head=TOWN) as desk:
        desk.room.tell("sana-en", PLAIN)
        complete(desk, PLAIN_PAGE)
        desk.freeze()
        assert [each.message_id for each in desk.sent()] == [desk.messages()[0].id]
        assert desk.messages()[0].name == "x"
        desk.tell("press-tv", PLAIN_PAGE.replace("Qamishli", "Amuda"))
        assert len(desk.sent()) == 2


def test_an_event_that_only_the_page_has_is_told_to_who_had_the_article_for_no_event(
    tmp_path: Path,
) -> None:
    """By the same alert: the message was about something else."""
    with wire_desk(tmp_path, alert(), files(), head=TOWN) as desk:
        desk.tell("sana-en", PLAIN)
        desk.room.now += MINUTE
        complete(desk, f"{PLAIN}\n\n{OTHER}")
        desk.freeze()
        assert "Tal Tamr" in desk.messages()[1].subject
        assert len(desk.sent("files")) == 2


def test_an_edit_that_was_told_unread_is_not_told_again(tmp_path: Path) -> None:
    """It could not be read for a minute; the message showed the text it has now."""
    head = TWO_RULES.replace('"convoy"', '"convoy OR checkpoint"\non_update = true')
    with wire_desk(tmp_path, alert(), files(), head=head) as desk:
        desk.tell("sana-en", CLAIM, key="one")
        desk.room.now += HOUR
        desk.room.incidents.stop()
        assert desk.tell("sana-en", OTHER, key="one") == []
        desk.room.now += 2 * MINUTE
        (alone,) = desk.freeze()
        assert alone.incident is None
        desk.room.restart()
        desk.room.read()
        assert desk.freeze() == []
        (denial,) = desk.tell("new-arab", NO_BOMB)
        assert "Tal Tamr" in desk.messages()[2].subject
        assert denial.incident is not None


def test_a_rule_that_is_another_by_now_makes_nothing_retold(tmp_path: Path) -> None:
    """It fired for news, which a cooldown held until config.toml had other words for it."""
    rain = '[[rules]]\nname = "rain"\nquery = "rainfall"\n'
    text = "A school was opened. Heavy rainfall flooded the market quarter of Qamishli."
    retold = "In August 2020, a convoy was turned back at Tal Tamr."
    with wire_desk(tmp_path, alert() + 'cooldown = "1h"\n', files(), head=rain) as desk:
        desk.tell("sana-en", "There was rainfall in Qamishli.")
        assert desk.tell("press-tv", f"{text}\n\n{retold}") == []
        edit_config(desk, 'query = "rainfall"', 'query = "rainfall AND landslide"')
        desk.room.now += 2 * HOUR
        with assemble(desk.assembly.config, desk.room.now) as again:
            desk.room.assembly = again
            assert len(desk.freeze()) == 1


def test_who_was_told_of_all_that_a_list_tells_does_not_get_it(tmp_path: Path) -> None:
    """Another alert told it in a list of its own."""
    plans = alert("a"), alert("b", "files", "more"), files(), files("more")
    with wire_desk(tmp_path, *plans) as desk:
        for text in elsewhere(6):
            desk.room.tell("sohr-en", text)
        desk.freeze()
        assert [(each.channel, each.message_id) for each in desk.sent()] == [
            ("files", desk.messages("files")[0].id),
            ("more", desk.messages("more")[0].id),
        ]
        assert [each.name for each in desk.messages()] == ["a", "b"]


def test_the_news_goes_on_when_the_alert_that_told_first_is_no_more(tmp_path: Path) -> None:
    """The other one told it to nobody, as long as it was there."""
    with wire_desk(tmp_path, alert("a"), alert("b"), files()) as desk:
        desk.tell("sana-en", CLAIM)
        assert [each.name for each in desk.messages()] == ["a"]
        edit_config(desk, alert("a"), "")
        desk.room.now += HOUR
        desk.tell("new-arab", DENIAL)
        assert "Coalition" in desk.messages()[1].text
        assert desk.tell("press-tv", RELAY) == []
        assert [each.name for each in desk.messages()] == ["a", "b"]

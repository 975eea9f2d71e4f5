"""What grouping must never keep from those who get alerts."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from hajiz.config.read import Config
from hajiz.doctor.kept import kept
from hajiz.incidents.keeping import Incidents
from hajiz.incidents.reading import Reader
from model import StoredItem
from model.incident import EventDate
from storage import accounts, deliveries
from storage.accounts import Reading
from tests.hajiz.incidents.reports import (
    CLAIM,
    DAY,
    DENIAL,
    HOUR,
    MINUTE,
    OTHER,
    READER,
    RELAY,
    article,
)
from tests.hajiz.incidents.test_threads import edit_config
from tests.hajiz.incidents.wire_desk import WireDesk, alert, files, wire_desk

HEAD = """
[[rules]]
name = "convoys"
query = "convoy"

[[rules]]
name = "bombs"
query = "bomb"

[[rules]]
name = "floods"
query = "rainfall"
"""
RAIN = "Heavy rainfall flooded streets of the old market quarter."
OLD_DATES = (
    "A Turkish drone strike hit a checkpoint in Tal Tamr that had been built in 2018.",
    "A checkpoint set up under the agreement of 22 October 2019 stopped a US convoy at Tal Tamr.",
    "An airstrike hit a convoy near Tal Tamr despite the October 2019 ceasefire agreement.",
    "Previously safe, Tal Tamr was hit by an airstrike on a convoy.",
)


def test_another_event_in_a_relay_is_told_by_the_alert_it_is_for(tmp_path: Path) -> None:
    """The first alert showed the reader nothing of that article."""
    both = alert("x") + 'rules = ["convoys"]\n', alert("y") + 'rules = ["bombs"]\n'
    with wire_desk(tmp_path, *both, files(), head=HEAD) as desk:
        desk.tell("sana-en", CLAIM)
        desk.tell("press-tv", f"{RELAY}\n\n{OTHER}")
        assert [each.name for each in desk.messages()] == ["x", "y"]
        assert "Tal Tamr" in desk.messages()[1].subject


def test_what_stands_in_no_event_of_a_relay_is_told(tmp_path: Path) -> None:
    """The relay beside it was settled in the same moment."""
    with wire_desk(tmp_path, alert(), files(), head=HEAD) as desk:
        desk.tell("sana-en", CLAIM)
        desk.tell("press-tv", f"{RELAY}\n\n{RAIN}")
        assert len(desk.messages()) == 2
        assert "rainfall" in desk.messages()[1].text


MAYBE_NEWS = (
    *OLD_DATES,
    "The brigade, which was founded in 2012, lost a convoy to an airstrike near Tal Tamr.",
    "Under a law of 2015 a checkpoint at Tal Tamr stopped a convoy.",
    "On Tuesday, a convoy was turned back at Tal Tamr, SANA reported.",
    "On 3 November a convoy was turned back at Tal Tamr.",
    "In October, a convoy was turned back at Tal Tamr.",
    "On 19 November 2025, a convoy was turned back at Tal Tamr.",
    "Back in the village of Tal Tamr, which was freed in 2017, a convoy was turned back.",
)
RETOLD = (
    "In August 2020, a convoy was turned back at Tal Tamr.",
    "On 17 August 2020 a convoy was turned back at Tal Tamr. The convoy left after an hour.",
    "Last year, a convoy was turned back at Tal Tamr, SANA reported.",
    "The last stop of a convoy at Tal Tamr took place in August 2020.",
)
BEFORE = "The mayor of Qamishli opened a school for two hundred children on Friday."


@pytest.mark.parametrize("text", OLD_DATES)
def test_news_with_an_old_date_beside_it_is_told(tmp_path: Path, text: str) -> None:
    """The date is of the checkpoint, or of an agreement."""
    with wire_desk(tmp_path, alert(), files()) as desk:
        (told,) = desk.tell("sohr-en", text)
        assert [each.message_id for each in desk.sent()] == [told.id]


@pytest.mark.parametrize("text", MAYBE_NEWS)
def test_what_may_be_news_is_told_wherever_it_stands(tmp_path: Path, text: str) -> None:
    """The date is of another thing, near, or may be misread; nobody can be sure it is recalled."""
    with wire_desk(tmp_path, alert(), files()) as desk:
        (told,) = desk.tell("sohr-en", f"{BEFORE}\n\n{text}")
        assert [each.message_id for each in desk.sent()] == [told.id]


@pytest.mark.parametrize("text", RETOLD)
def test_what_is_surely_retold_is_left_to_the_digest(tmp_path: Path, text: str) -> None:
    """The date opens the sentence or is what it says of the event, and is long over."""
    with wire_desk(tmp_path, alert(), files()) as desk:
        assert desk.tell("sohr-en", f"{BEFORE}\n\n{text}") == []


def test_what_the_rule_finds_beside_the_past_is_told(tmp_path: Path) -> None:
    """Words that stand in no event we read may be the news all the same."""
    with wire_desk(tmp_path, alert(), files(), head=HEAD) as desk:
        text = f"{BEFORE} A convoy is expected there.\n\n{RETOLD[0]}"
        assert len(desk.tell("sohr-en", text)) == 1
        assert desk.tell("new-arab", f"{BEFORE} A car is expected there.\n\n{RETOLD[0]}") == []


def test_what_may_be_news_beneath_a_relay_is_told(tmp_path: Path) -> None:
    """The relay is settled; what has the date of something else in it was told to nobody."""
    with wire_desk(tmp_path, alert(), files()) as desk:
        desk.tell("sana-en", CLAIM)
        assert desk.tell("alwaght", f"{RELAY}\n\n{RETOLD[0]}") == []
        near = "On Wednesday, a convoy was turned back at Tal Tamr."
        assert desk.tell("new-arab", f"{RELAY}\n\n{near}") == []
        (told,) = desk.tell("press-tv", f"{RELAY}\n\n{MAYBE_NEWS[4]}")
        assert told.follow_up_of == ""
        assert "founded in 2012" in desk.messages()[1].text


def test_a_sentence_beside_a_retold_one_is_told_where_it_may_be_new(tmp_path: Path) -> None:
    """It names a place, as news does."""
    text = f"{BEFORE}\n\n{RETOLD[0]} A drone hit a convoy at Tal Tamr, killing two."
    with wire_desk(tmp_path, alert(), files()) as desk:
        assert len(desk.tell("sohr-en", text)) == 1


def test_a_denial_that_stands_beneath_later_news_follows(tmp_path: Path) -> None:
    """Friday is before the day of the news; the denial is new all the same."""
    later = OTHER.replace("Friday", "Monday")
    denial = DENIAL.replace(
        "The US-led coalition denied on Friday", "On Friday, the US-led coalition denied"
    )
    with wire_desk(tmp_path, alert(), files()) as desk:
        (first,) = desk.tell("sana-en", CLAIM)
        desk.room.now += 3 * DAY
        told = desk.tell("new-arab", f"{later}\n\n{denial}")
        assert first.id in [each.follow_up_of for each in told]
        assert "denied" in desk.messages()[1].subject


def _give_up(desk: WireDesk) -> None:
    seqs = [each.seq for each in desk.sent()]
    with desk.assembly.database.write() as tx:
        deliveries.drop(tx, seqs, desk.room.now)


def test_an_incident_that_nobody_got_is_told_with_its_next_report(tmp_path: Path) -> None:
    """Its message was given up: a relay is the first its readers hear of it."""
    with wire_desk(tmp_path, alert(), files()) as desk:
        desk.tell("sana-en", CLAIM)
        _give_up(desk)
        desk.room.now += MINUTE
        (told,) = desk.tell("press-tv", RELAY)
        assert told.follow_up_of == ""
        (denial,) = desk.tell("new-arab", DENIAL)
        assert denial.follow_up_of == told.id
        assert [e.message_id for e in desk.sent()][1:] == [told.id, denial.id]
        assert desk.freeze() == []


def test_an_incident_told_to_a_channel_that_is_gone_is_told_to_the_new_one(tmp_path: Path) -> None:
    """The people are the same."""
    with wire_desk(tmp_path, alert("now", "one"), files("one"), files("two")) as desk:
        desk.tell("sana-en", CLAIM)
        edit_config(desk, '["one"]', '["two"]')
        edit_config(desk, files("one"), "")
        desk.tell("new-arab", DENIAL)
        (message,) = desk.messages("two")
        assert "denied" in message.subject + message.text


@pytest.mark.parametrize("written", ["0001-01-01", "1970-01-01", "1980-01-01", "2000-01-01"])
def test_a_date_that_programs_write_for_none_makes_no_news_old(
    tmp_path: Path, written: str
) -> None:
    """It is told as what was seen just now."""
    with wire_desk(tmp_path, alert(), files()) as desk:
        nowhen = datetime.fromisoformat(f"{written}T00:00:00+00:00")
        desk.room.publish(article("sana-en", CLAIM, at=nowhen))
        (told,) = desk.freeze()
        assert told.incident is not None
        desk.room.publish(article("new-arab", DENIAL, at=nowhen))
        (denial,) = desk.freeze()
        assert denial.follow_up_of == told.id
        desk.room.publish(article("sohr-en", OTHER, at=desk.room.now - 8 * DAY))
        assert desk.freeze() == []


def test_a_date_of_the_year_one_stops_no_grouping(tmp_path: Path) -> None:
    """Some programs write it for no date; others wait behind the item."""
    with wire_desk(tmp_path, alert(), files()) as desk:
        nowhen = datetime(1, 1, 1, tzinfo=UTC)
        desk.room.publish(article("sana-en", CLAIM, at=nowhen), article("sohr-en", OTHER))
        assert len(desk.room.shown()) == 2
        assert desk.room.read() == 0


class _Misreader(Reader):
    """Reads a day from Tal Dahab's convoy that no calendar can count back from."""

    def read(self, stored: StoredItem, config: Config) -> Reading:
        """Return what *stored* says, on the first of all days."""
        found = READER.read(stored, config)
        if "Dahab" not in stored.item.body:
            return found
        day = EventDate(date.min, date.min, "day")
        mentions = tuple(replace(each, date=day) for each in found.account.mentions)
        return replace(found, account=replace(found.account, mentions=mentions))


def test_an_item_that_cannot_be_grouped_keeps_no_other_waiting(tmp_path: Path) -> None:
    """It says nothing of events, and is told by itself."""
    with wire_desk(tmp_path, alert(), files()) as desk:
        desk.room.incidents = Incidents(lambda: desk.room.now, _Misreader())
        at = desk.room.now
        desk.room.publish(article("sana-en", CLAIM, at=at), article("sohr-en", OTHER, at=at))
        assert len(desk.room.shown()) == 1
        with desk.assembly.database.read() as tx:
            assert accounts.count_waiting(tx) == 0
        assert [each.incident is None for each in desk.freeze()] == [True, False]


@pytest.mark.parametrize(
    "damage",
    [
        "account = '{\"mentions\": [nonsense'",
        "account = '[]'",
        "account = replace(account, '2026-11-20', 'Friday')",
        """account = replace(account, '"tal-tamr"', '7')""",
        """account = replace(account, '"claims"', '"shouts"')""",
        "wording = x'01'",
        "wording = 'text'",
        "published_at = 'Friday'",
    ],
)
def test_a_damaged_account_costs_only_itself(tmp_path: Path, damage: str) -> None:
    """All others are grouped and told as ever, and the item is read anew."""
    with wire_desk(tmp_path, alert(), files()) as desk:
        desk.tell("sohr-en", OTHER)
        (first,) = desk.tell("sana-en", CLAIM)
        with desk.assembly.database.write() as tx:
            tx.exec_driver_sql(f"UPDATE accounts SET {damage} WHERE item_id = 1")
        desk.room.restart()
        (denial,) = desk.tell("new-arab", DENIAL)
        assert denial.follow_up_of == first.id
        assert desk.room.read() == 0
        assert [len(each.reports) for each in desk.room.shown()] == [1, 2]
        desk.room.restart()
        desk.room.now += HOUR
        assert desk.tell("alwaght", OTHER) == []
        assert len(desk.room.shown()[0].reports) == 2
        with desk.assembly.database.read() as tx:
            assert accounts.count_damaged(tx) == 0


@pytest.mark.parametrize("damaged", ["'{broken'", """replace(account, '"tal-tamr"', '7')"""])
def test_the_doctor_says_how_many_accounts_are_damaged(tmp_path: Path, damaged: str) -> None:
    """Until they are read anew."""
    with wire_desk(tmp_path, alert(), files()) as desk:
        desk.tell("sohr-en", OTHER)
        with desk.assembly.database.write() as tx:
            tx.exec_driver_sql(f"UPDATE accounts SET account = {damaged}")
        found = {e.about: e for e in kept(desk.assembly, desk.room.now, is_deep=False)}
        assert "1 of the items is damaged" in found["incidents"].words
        assert "hajiz incidents read --again" in found["incidents"].remedy


def test_what_was_told_and_cannot_be_read_back_is_told_anew(tmp_path: Path) -> None:
    """A broken row stops no follow-up, and is mended by it."""
    with wire_desk(tmp_path, alert(), files()) as desk:
        (first,) = desk.tell("sana-en", CLAIM)
        desk.room.now += HOUR
        with desk.assembly.database.write() as tx:
            tx.exec_driver_sql("UPDATE told_incidents SET known = '{broken'")
        (denial,) = desk.tell("new-arab", DENIAL)
        assert denial.thread == first.id
        with desk.assembly.database.read() as tx:
            kept = tx.exec_driver_sql("SELECT known FROM told_incidents").scalar_one()
    assert "coalition" in kept

"""Quiet hours of one alert, and others for the same people that are awake meanwhile."""

from pathlib import Path

from storage import deliveries
from tests.hajiz.incidents.reports import CLAIM, DENIAL, HOUR, MINUTE, OTHER, RELAY
from tests.hajiz.incidents.test_rewritten import NO_BOMB, give_up
from tests.hajiz.incidents.test_told_at_once import PENTAGON, kinds
from tests.hajiz.incidents.wire_desk import WireDesk, alert, files, wire_desk

HEAD = """
[[rules]]
name = "claims"
query = "checkpoint"

[[rules]]
name = "denials"
query = "spokesperson"
"""
QUIET = 'quiet_hours = "22:00-06:00"\n'
SEVEN = PENTAGON.replace("was turned back", "was turned back at a checkpoint")
NOT_BLOCKED = DENIAL.replace("The US-led coalition", "The Pentagon").replace(
    "a coalition spokesperson", "a spokesperson"
)
NIGHT, MORNING = 11 * HOUR, 10 * HOUR  # from noon in Damascus; from then on


def day(*channels: str) -> str:
    """Write an alert for claims that is silent at night."""
    return alert("day", *channels) + f'rules = ["claims"]\n{QUIET}'


def night(*channels: str) -> str:
    """Write one for denials that never is."""
    return alert("night", *channels) + 'rules = ["denials"]\n'


def tell_two_denials_at_night(desk: WireDesk) -> None:
    """Let a claim of the day be denied by two outlets while its alert is silent."""
    desk.tell("sana-en", CLAIM)
    desk.room.now += NIGHT
    desk.tell("new-arab", DENIAL)
    desk.room.now += HOUR
    desk.tell("press-tv", NOT_BLOCKED)


def names(desk: WireDesk, channel: str) -> list[str]:
    """Return which alerts told something to a channel, in order."""
    return [each.name for each in desk.messages(channel)]


def test_what_another_alert_told_at_night_is_not_told_again_in_the_morning(tmp_path: Path) -> None:
    """Who got it knows it; what comes later follows in the thread of the day."""
    with wire_desk(tmp_path, day(), night(), files(), head=HEAD) as desk:
        (first,) = desk.tell("sana-en", CLAIM)
        desk.room.now += NIGHT
        desk.tell("new-arab", DENIAL)
        assert names(desk, "files") == ["day", "night"]
        desk.room.now += MORNING
        desk.freeze()
        assert names(desk, "files") == ["day", "night"]
        desk.room.now += HOUR
        desk.tell("sohr-en", SEVEN)
        assert names(desk, "files") == ["day", "night", "day"]
        assert kinds(desk.payloads("files")[2]) == ["origin", "figures"]
        assert desk.payloads("files")[2]["follow_up_of"] == first.id


def test_who_was_not_told_at_night_is_told_in_the_morning(tmp_path: Path) -> None:
    """The alert that is awake has other recipients."""
    config = day("files", "more"), night(), files(), files("more")
    with wire_desk(tmp_path, *config, head=HEAD) as desk:
        desk.tell("sana-en", CLAIM)
        desk.room.now += NIGHT
        desk.tell("new-arab", DENIAL)
        desk.room.now += MORNING
        desk.freeze()
        assert names(desk, "files") == ["day", "night"]
        assert names(desk, "more") == ["day", "day"]
        assert kinds(desk.payloads("more")[1]) == ["denied"]


def test_news_that_the_other_alert_did_not_tell_is_told_in_the_morning(tmp_path: Path) -> None:
    """With all there is: what came in after its message waits with both."""
    with wire_desk(tmp_path, day(), night(), files(), head=HEAD) as desk:
        desk.tell("sana-en", CLAIM)
        desk.room.now += NIGHT
        desk.tell("new-arab", DENIAL)
        desk.room.now += MORNING - 3 * MINUTE
        desk.tell("sohr-en", SEVEN)
        told = [kind for each in desk.payloads("files") for kind in kinds(each)]
        assert {"origin", "figures"} <= set(told)


def test_what_follows_at_night_is_told_by_the_alert_that_told_at_night(tmp_path: Path) -> None:
    """Nobody waits for the morning for the second denial, or hears it twice."""
    with wire_desk(tmp_path, day(), night(), files(), head=HEAD) as desk:
        tell_two_denials_at_night(desk)
        assert names(desk, "files") == ["day", "night", "night"]
        assert kinds(desk.payloads("files")[2]) == ["denied"]
        desk.room.now += MORNING
        desk.freeze()
        assert names(desk, "files") == ["day", "night", "night"]


def test_a_message_that_was_given_up_told_nobody(tmp_path: Path) -> None:
    """The morning tells it then."""
    with wire_desk(tmp_path, day(), night(), files(), head=HEAD) as desk:
        desk.tell("sana-en", CLAIM)
        desk.room.now += NIGHT
        desk.tell("new-arab", DENIAL)
        give_up(desk, "files")
        desk.room.now += MORNING
        desk.freeze()
        assert names(desk, "files")[2:] == ["day"]
        assert "denied" in desk.messages("files")[2].subject + desk.messages("files")[2].text


def test_the_list_of_the_morning_leaves_out_what_was_told_at_night(tmp_path: Path) -> None:
    """Of three things the night desk told one to the same people."""
    awake = alert("awake") + 'rules = ["denials"]\n'
    asleep = alert("asleep") + QUIET
    with wire_desk(tmp_path, asleep, awake, files(), head=HEAD) as desk:
        desk.room.now += NIGHT
        desk.tell("new-arab", f"{CLAIM} A spokesperson gave no details.")
        desk.tell("sohr-en", OTHER)
        desk.tell("alwaght", OTHER.replace("Tal Tamr", "Amuda"))
        assert names(desk, "files") == ["awake"]
        desk.room.now += MORNING
        desk.freeze()
        assert names(desk, "files") == ["awake", "asleep"]
        text = desk.messages("files")[1].text
        assert "sohr-en.example" in text
        assert "alwaght.example" in text
        assert "new-arab.example" not in text
        assert desk.tell("press-tv", RELAY) == []
        desk.tell("new-arab", NO_BOMB)
        assert names(desk, "files") == ["awake", "asleep", "asleep"]


def test_who_missed_the_first_message_of_the_one_that_wakes_first_hears_once(
    tmp_path: Path,
) -> None:
    """It tells its news beside a first message with all there is, which its readers get."""
    early = alert("early") + QUIET
    late = alert("late") + 'quiet_hours = "20:00-10:00"\n'
    with wire_desk(tmp_path, late, early, files(), head=HEAD) as desk:
        desk.tell("sana-en", CLAIM)
        desk.room.now += NIGHT
        desk.tell("new-arab", DENIAL)
        desk.room.now += MORNING - 2 * HOUR
        desk.freeze()
        assert names(desk, "files") == ["late", "early"]
        desk.room.now += 4 * HOUR
        desk.freeze()
        assert names(desk, "files") == ["late", "early"]


def test_an_edit_at_night_that_no_message_showed_is_told_in_the_morning(tmp_path: Path) -> None:
    """The one of the night told only of the denial."""
    later = f"{CLAIM} After two hours the soldiers let the convoy pass through the checkpoint."
    with wire_desk(tmp_path, day(), night(), files(), head=HEAD) as desk:
        desk.tell("sana-en", CLAIM, key="one")
        desk.room.now += NIGHT
        assert desk.tell("sana-en", later, key="one") == []
        desk.room.now += HOUR
        desk.tell("new-arab", DENIAL)
        desk.room.now += MORNING
        desk.freeze()
        assert names(desk, "files") == ["day", "night", "day"]
        assert "edited" in kinds(desk.payloads("files")[2])


def test_who_missed_the_second_message_of_a_night_is_told_in_the_morning(tmp_path: Path) -> None:
    """Only every message of the night is all that was told."""
    with wire_desk(tmp_path, day(), night(), files(), head=HEAD) as desk:
        tell_two_denials_at_night(desk)
        missed = desk.messages("files")[2].id
        seqs = [each.seq for each in desk.sent("files") if each.message_id == missed]
        with desk.assembly.database.write() as tx:
            deliveries.drop(tx, seqs, desk.room.now)
        desk.room.now += MORNING
        desk.freeze()
        assert names(desk, "files") == ["day", "night", "night", "day"]
